//! Why somebody was not put on call, or an override not taken back: one sentence each, with who can or what to do.
//!
//! The same sentence stands in an answer, with markup, and at a field of a modal, without.

use crate::schedule::Zone;
use crate::slack::mrkdwn::Ink;
use crate::usecases::message::Barrier;
use crate::usecases::{put_on_call, take_back};

/// Why nobody was put on call. `None` when it is our fault.
pub fn not_put_on_call(refusal: &put_on_call::Refusal, zone: &Zone, ink: Ink) -> Option<String> {
    use put_on_call::Refusal;
    Some(match refusal {
        Refusal::Gone => format!("This schedule is gone. {} lists those there are.", ink.code("/oncall")),
        Refusal::Stranger => super::STRANGER.to_owned(),
        Refusal::Unknown => {
            "I don't know this person yet: I read the list of people from Slack every hour. Try again later.".to_owned()
        }
        Refusal::Barred(person, barrier) => barred(&ink.name(person), *barrier),
        Refusal::MayNot(schedule, managers) => {
            let take = ink.code(&format!("/oncall take {schedule}"));
            let who = match managers.as_slice() {
                [] => "a workspace admin".to_owned(),
                managers => format!("{} or a workspace admin", ink.names(managers)),
            };
            let schedule = ink.schedule(schedule);
            format!("Only {who} can put others on call for {schedule}; you can put yourself on call with {take}.")
        }
        Refusal::OnCallAlready(person, until) => {
            let until = ink.moment(*until, zone);
            let who = person.as_ref().map_or("You're".to_owned(), |person| format!("{} is", ink.name(person)));
            format!("{who} on call already, until {until} at least. Nothing changed.")
        }
        Refusal::WhosePlace(people) => format!(
            "{} are on call together then, so say in whose place: add {} or {}.",
            ink.names(people),
            ink.code("instead of @somebody"),
            ink.code("instead of everybody")
        ),
        Refusal::NotOnCall(person) => {
            format!("{} isn't on call through all that time. Nothing changed.", ink.name(person))
        }
        Refusal::OthersChange => format!(
            "Who is on call beside them changes in that time: override each part, or add {}.",
            ink.code("instead of everybody")
        ),
        Refusal::TakenJustNow(person) => {
            format!("{} took over a moment before you. Nothing changed.", ink.name(person))
        }
        Refusal::NoEnd(schedule) => {
            let take = ink.code(&format!("/oncall take {schedule} 2h"));
            format!("This shift has no end in sight, so say until when: {take}.")
        }
        Refusal::Over => "That time is over already. Nothing changed.".to_owned(),
        Refusal::Store(_) => return None,
    })
}

/// Why somebody may not be on call.
pub fn barred(person: &str, barrier: Barrier) -> String {
    match barrier {
        Barrier::NotInSlack => format!("{person} isn't known in this Slack workspace. Choose a member."),
        Barrier::Guest => {
            format!("{person} is a guest, and guests can't be on call. Choose a member of this workspace.")
        }
        Barrier::Bot => format!("{person} is a bot, and bots can't be on call. Choose a member of this workspace."),
        Barrier::Deactivated => format!("{person} has left this workspace. Choose somebody else."),
    }
}

/// Why an override was not taken back. `None` when it is our fault.
pub fn not_taken_back(refusal: &take_back::Refusal) -> Option<String> {
    use take_back::Refusal;
    let ink = Ink::Markup;
    let list = |schedule: &str| ink.code(&format!("/oncall overrides {schedule}"));
    Some(match refusal {
        Refusal::Gone => "This override is gone: somebody removed it or its schedule. Nothing changed.".to_owned(),
        Refusal::Over => "This override is over already. Nothing changed.".to_owned(),
        Refusal::TooLate(schedule) => {
            format!("This was made more than ten minutes ago, so it isn't undone here: {} removes it.", list(schedule))
        }
        Refusal::NotYours(maker, schedule) => {
            let maker =
                maker.as_ref().map(|maker| format!("{}, who made it, or ", ink.name(maker))).unwrap_or_default();
            format!("Only {maker}who manages {} can take this override back.", ink.schedule(schedule))
        }
        Refusal::Store(_) => return None,
    })
}
