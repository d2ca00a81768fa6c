//! Why nothing was done about a request for cover: one sentence each, with what to do.

use crate::schedule::Zone;
use crate::slack::messages::override_refusals::barred;
use crate::slack::mrkdwn::Ink;
use crate::usecases::cover::refusal::Refusal;

/// The sentence. `None` when it is our fault.
pub fn not_covered(refusal: &Refusal, zone: &Zone, ink: Ink) -> Option<String> {
    let at = |at| ink.moment(at, zone);
    let mine = ink.code("/oncall mine");
    Some(match refusal {
        Refusal::Stranger => super::STRANGER.to_owned(),
        Refusal::Unknown => {
            "I don't know this person yet: I read the list of people from Slack every hour. Try again later.".to_owned()
        }
        Refusal::Barred(person, barrier) => barred(&ink.name(person), *barrier),
        Refusal::Gone => "This is gone: somebody deleted it or its schedule. Nothing changed.".to_owned(),
        Refusal::Changed => {
            "This has changed since that was written, so nothing was done. The request's own message shows \
                             what it is about now."
                .to_owned()
        }
        Refusal::TakenBy(person) => {
            format!("{} accepted this a moment before you. Nothing changed for you.", ink.name(person))
        }
        Refusal::CoveredMeanwhile(person) => {
            format!("{} covers all of it by now, so this offer isn't needed any more.", ink.name(person))
        }
        Refusal::TakenByYou => "You have accepted this already, and nothing changed.".to_owned(),
        Refusal::Withdrawn(person) => format!("{} withdrew this request. Nothing changed for you.", ink.name(person)),
        Refusal::PastDue(start) => format!("This began {} and nobody had accepted, so it's closed.", at(*start)),
        Refusal::NoLongerAShift => {
            "The rotation changed, and there's no shift left to cover here. Nothing changed for you.".to_owned()
        }
        Refusal::HandedBack => "This was handed back already. Nothing changed.".to_owned(),
        Refusal::OwnRequest => "This is your own request: somebody else has to accept it.".to_owned(),
        Refusal::AsksAnother(asker, other) => {
            format!("{} asks {} alone for this one. Nothing changed.", ink.name(asker), ink.name(other))
        }
        Refusal::Away(None) => "You're away at some of that time, so you can't cover it.".to_owned(),
        Refusal::Away(Some(person)) => {
            format!("{} is away at some of that time. Ask somebody else, or for a part.", ink.name(person))
        }
        Refusal::OnCallThere(None, schedule) => format!(
            "You're on call for {} yourself at some of that time, so you can't cover all of it. You can offer a part.",
            ink.schedule(schedule)
        ),
        Refusal::OnCallThere(Some(person), schedule) => format!(
            "{} is on call for {} at some of that time already. Ask somebody else, or for a part.",
            ink.name(person),
            ink.schedule(schedule)
        ),
        Refusal::ReturnNotTheirs(person) => {
            format!("The shift in return isn't {}'s any more, so this exchange can't be made.", ink.name(person))
        }
        Refusal::ReturnNotFree => {
            "Whoever asks can't serve the shift in return: they're on call there already, or away.".to_owned()
        }
        Refusal::NotYours(schedule) => format!(
            "You aren't on call for {} through all of that time. {mine} shows your shifts.",
            ink.schedule(schedule)
        ),
        Refusal::Over(end) => format!("You can't swap this shift: it ended {}. {mine} shows the ones ahead.", at(*end)),
        Refusal::PartOutside(span) => {
            format!("That isn't within {} to {}: choose a part of that time.", at(span.start()), at(span.end()))
        }
        Refusal::Overlaps(span) => format!(
            "You're asking for cover from {} to {} already. Withdraw that request first.",
            at(span.start()),
            at(span.end())
        ),
        Refusal::AsksOneself => "You can't ask yourself. Choose somebody else, or nobody to ask them all.".to_owned(),
        Refusal::NobodyToAsk(schedule) => format!(
            "Nobody else on {} could serve then, and it has no channel to ask in. Choose a person to ask.",
            ink.schedule(schedule)
        ),
        Refusal::ExchangeHasNoParts => {
            "This is an exchange of two shifts, so it's accepted whole or not at all.".to_owned()
        }
        Refusal::ExchangeWithNobody => "An exchange is with one person: choose whom to ask.".to_owned(),
        Refusal::NotAsked => "You weren't asked in person, so there's nothing to decline.".to_owned(),
        Refusal::DeclinedAlready => "You have declined already, and nothing changed.".to_owned(),
        Refusal::MayNot(person) => {
            format!("Only {} and whoever manages the schedule can do this. Nothing changed.", ink.name(person))
        }
        Refusal::NotTheirsToAnswer(person) => format!("Only {} can answer this offer.", ink.name(person)),
        Refusal::AnsweredAlready => "This offer was answered already. Nothing changed.".to_owned(),
        Refusal::TakenAndOver => "That time is over, so there's nothing to hand back.".to_owned(),
        Refusal::BetweenOthers(one, other) => {
            format!("This is between {} and {}. Nothing changed.", ink.name(one), ink.name(other))
        }
        Refusal::HandBackAsked => "This was asked already, and waits for an answer.".to_owned(),
        Refusal::NothingToAnswer => "Nobody waits for this answer any more. Nothing changed.".to_owned(),
        Refusal::Store(_) => return None,
    })
}
