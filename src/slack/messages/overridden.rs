//! The answer to who overrode a schedule or took an override back: before and after, through which time, in which zone.

use super::{Reader, Rendered, actions, button, context, section};
use crate::ids::UserId;
use crate::slack::control::ControlId;
use crate::slack::mrkdwn::{bold, escape, list, moment, name, offset};
use crate::usecases::put_on_call::PutOnCall;
use crate::usecases::take_back::TakenBack;

/// "Bob instead of Alice on payments from now until 16:05 (UTC+1)." with *Undo*.
pub fn overridden(made: &PutOnCall, me: Option<UserId>, reader: Reader<'_>) -> Rendered {
    let said = |schedule: &str| {
        let who = if Some(made.user) == me {
            format!("You're on call for {schedule}{}", before(made, reader))
        } else {
            format!("{}{} on {schedule}", name(reader.people, made.user), before(made, reader))
        };
        let beside: Vec<_> = made.beside.iter().map(|user| name(reader.people, *user)).collect();
        let beside = if beside.is_empty() { String::new() } else { format!(", beside {},", list(&beside)) };
        format!("{who}{beside} {}.", through(made, reader))
    };
    let mut blocks = vec![section(&said(&bold(&made.schedule.name)))];
    let aside = aside(made, me, reader);
    blocks.extend(aside.as_deref().map(context));
    blocks.push(actions([button(ControlId::UndoOverride(made.shift.id), "Undo")]));
    let text = [Some(said(&escape(&made.schedule.name))), aside].into_iter().flatten().collect::<Vec<_>>().join(" ");
    Rendered { text: super::cut(&text, super::TEXT_LIMIT), blocks }
}

/// " instead of Alice".
fn before(made: &PutOnCall, reader: Reader<'_>) -> String {
    let off: Vec<_> = made.off.iter().map(|user| name(reader.people, *user)).collect();
    match (off.as_slice(), made.fills_gap) {
        ([], true) => ", where nobody was,".to_owned(),
        ([], false) => String::new(),
        (off, true) => format!(" instead of {}, and where nobody was,", list(off)),
        (off, false) => format!(" instead of {}", list(off)),
    }
}

/// "from now until 16:05 (UTC+1)".
fn through(made: &PutOnCall, reader: Reader<'_>) -> String {
    let (start, end) = (made.span.start(), made.span.end());
    let from = if start <= reader.now { "now".to_owned() } else { moment(start, reader.zone) };
    format!("from {from} until {} ({})", moment(end, reader.zone), offset(reader.zone, start, end))
}

/// Where else they are on call, and who has been told.
fn aside(made: &PutOnCall, me: Option<UserId>, reader: Reader<'_>) -> Option<String> {
    let also: Vec<_> = made.also_on.iter().map(|schedule| bold(schedule)).collect();
    let who =
        if Some(made.user) == me { "You are".to_owned() } else { format!("{} is", name(reader.people, made.user)) };
    let also = (!also.is_empty()).then(|| format!("{who} also on call for {} in that time.", list(&also)));
    let others = [made.user].into_iter().chain(made.off.iter().copied()).filter(|user| Some(*user) != me);
    let told: Vec<_> = others.map(|user| name(reader.people, user)).collect();
    let told = (!told.is_empty()).then(|| format!("I've told {}.", list(&told)));
    let aside: Vec<_> = [also, told].into_iter().flatten().collect();
    (!aside.is_empty()).then(|| aside.join(" "))
}

/// "Undone. Alice is on call again."
pub fn taken_back(done: &str, back: &TakenBack, reader: Reader<'_>) -> Rendered {
    let on_call: Vec<_> = back.on_call.iter().map(|user| name(reader.people, *user)).collect();
    let are = if on_call.len() > 1 { "are" } else { "is" };
    let who = if on_call.is_empty() { "Nobody".to_owned() } else { list(&on_call) };
    let when = match back.ahead {
        Some(start) => format!("from {}, as before", moment(start, reader.zone)),
        None => "again".to_owned(),
    };
    super::words(&format!("{done}. {who} {are} on call {when}."))
}
