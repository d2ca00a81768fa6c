//! What one person is told about a request for cover, and the reminders in its thread.

use jiff::Timestamp;

use super::cover_words::{between, how_long_it_is, when, zone_of};
use super::{Reader, Rendered, actions, button, section, words};
use crate::slack::control::ControlId;
use crate::slack::mrkdwn::{bold, escape, list, mention, name};
use crate::usecases::cover::message::{CoverFacts, CoverNews, CoverReminder, News};
use crate::usecases::people::People;
use slack_morphism::blocks::SlackBlockButtonElement;

/// News for one person.
pub fn cover_news(news: &CoverNews, people: &People, now: Timestamp) -> Rendered {
    let zone = zone_of(people, Some(news.to), &news.facts);
    let reader = Reader { people, zone: &zone, now };
    let mut blocks = vec![section(&said(news, reader, bold))];
    let buttons = buttons(news);
    if !buttons.is_empty() {
        blocks.push(actions(buttons));
    }
    Rendered { text: super::cut(&said(news, reader, escape), super::TEXT_LIMIT), blocks }
}

fn said(news: &CoverNews, reader: Reader<'_>, bold: fn(&str) -> String) -> String {
    let facts = &news.facts;
    let schedule = bold(&facts.schedule_name);
    let named = |user| name(reader.people, user);
    let asker = named(facts.asker);
    let when = when(facts, reader);
    match &news.news {
        News::Declined { by, alone: true } => {
            format!("{} can't cover {schedule} for you, {when}. Nobody else is asked yet.", named(*by))
        }
        News::Declined { alone: false, .. } => {
            format!("Everybody I wrote to has declined to cover {schedule} for you, {when}. The request stays open.")
        }
        News::WithdrawnBy { by } => {
            format!("{} withdrew your request for cover on {schedule}, {when}. You're on call then.", named(*by))
        }
        News::Offered { by, start, end, .. } => {
            let part = between(*start, *end, reader.zone);
            format!(
                "{} offers to cover a part of your shift on {schedule}: {part}. The rest stays open if you agree.",
                bold(&reader.people.name(*by))
            )
        }
        News::OfferRefused { start, end } => {
            let part = between(*start, *end, reader.zone);
            format!("{asker} doesn't take up your offer to cover {schedule}, {part}. Nothing changed for you.")
        }
        News::PastDue => format!("Nobody accepted your request for cover on {schedule}, {when}. You're on call."),
        News::Moved { on, overridden_by } => moved(facts, on, *overridden_by, reader, &schedule),
        News::AskedAgain { start, end } => {
            let before = between(*start, *end, reader.zone);
            let (length, whose) = (how_long_it_is(facts, reader), asker);
            let whose = if news.to == facts.asker { "Your request".to_owned() } else { format!("{whose}'s request") };
            format!("The rotation changed. {whose} for cover on {schedule} is now {when} ({length}); it was {before}.")
        }
        News::Vanished { by } => {
            let (off, other) = if news.to == *by { ("you cover", &asker) } else { ("is covered", &named(*by)) };
            let what = if news.to == *by { format!("{off} for {other}") } else { format!("{other} covers for you") };
            format!(
                "The shift on {schedule} that {what}, {when}, is gone since the rotation changed. That swap has ended."
            )
        }
        News::TakenBack { by } if news.to == *by => {
            format!("{asker}'s request for cover on {schedule} was withdrawn: you're not on call, {when}.")
        }
        News::TakenBack { by } => {
            format!("The swap with {} on {schedule} was withdrawn: you're on call, {when}.", named(*by))
        }
        News::HandBackAsked { by, taker } if by == taker => {
            format!(
                "{} asks to hand {schedule} back to you, {when}. Without your consent it stays as it is.",
                named(*by)
            )
        }
        News::HandBackAsked { by, .. } => {
            format!(
                "{} asks to have {schedule} back from you, {when}. Without your consent it stays as it is.",
                named(*by)
            )
        }
        News::HandBackAgreed { by, serves } if *serves == news.to => {
            format!("{} agreed: you're on call for {schedule} again, {when}.", named(*by))
        }
        News::HandBackAgreed { by, serves } => {
            format!("{} agreed: {} is on call for {schedule} again, {when}.", named(*by), named(*serves))
        }
        News::HandBackRefused { by, taker } => {
            let serves = if *taker == news.to { "you're".to_owned() } else { format!("{} is", named(*taker)) };
            format!("{} wants to keep it as agreed: {serves} on call for {schedule}, {when}.", named(*by))
        }
    }
}

/// "Your request no longer matches a shift of yours: Dev is on call then since Eve changed the rotation. I've closed it."
fn moved(
    facts: &CoverFacts,
    on: &[crate::ids::UserId],
    overridden_by: Option<crate::ids::UserId>,
    reader: Reader<'_>,
    schedule: &str,
) -> String {
    let people: Vec<_> = on.iter().take(5).map(|user| name(reader.people, *user)).collect();
    let who = match people.as_slice() {
        [] => "nobody is".to_owned(),
        [one] => format!("{one} is"),
        several => format!("{} are", list(several)),
    };
    let since = match overridden_by {
        Some(by) => format!("{} overrode the rotation", name(reader.people, by)),
        None => "the rotation changed".to_owned(),
    };
    let when = when(facts, reader);
    format!(
        "Your request for cover on {schedule}, {when}, no longer matches a shift of yours: {who} on call then since {since}. \
         I've closed it."
    )
}

fn buttons(news: &CoverNews) -> Vec<SlackBlockButtonElement> {
    let (swap, version) = (news.facts.swap, news.facts.version);
    match &news.news {
        News::Offered { offer, .. } => {
            vec![button(ControlId::AgreeToOffer(*offer), "Agree"), button(ControlId::RefuseOffer(*offer), "No, thanks")]
        }
        News::Declined { alone: true, .. } if news.facts.in_return.is_none() => {
            vec![button(ControlId::AskEverybody(swap, version), "Ask everybody")]
        }
        News::HandBackAsked { .. } => vec![
            button(ControlId::AgreeToHandBack(swap, version), "Agree"),
            button(ControlId::KeepCover(swap, version), "Keep"),
        ],
        _ => Vec::new(),
    }
}

/// "Nobody covers payments for Alice yet."
pub fn cover_reminder(reminder: &CoverReminder, people: &People, now: Timestamp) -> Rendered {
    let facts = &reminder.facts;
    let zone = zone_of(people, None, facts);
    let reader = Reader { people, zone: &zone, now };
    let asker = if reminder.last { mention(people, facts.asker) } else { name(people, facts.asker) };
    let said = |bold: fn(&str) -> String, asker: &str| {
        let schedule = bold(&facts.schedule_name);
        let when = when(facts, reader);
        if reminder.last {
            return format!(
                "Last call: nobody covers {schedule} for {asker} yet, {when}. Without an answer {asker} is on call then."
            );
        }
        format!("Nobody covers {schedule} for {asker} yet, {when}.")
    };
    let plain = said(escape, &name(people, facts.asker));
    Rendered { text: plain, ..words(&said(bold, &asker)) }
}
