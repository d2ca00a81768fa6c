//! A request for cover as each reader sees it: in the channel, asked, asking, serving. It is rewritten as things change.

use jiff::{SignedDuration, Timestamp};

use super::cover_words::{between, how_long_it_is, in_return, owed, owed_to_you, reason, when, zone_of};
use super::{Confirm, Reader, Rendered, actions, button, section};
use crate::ids::UserId;
use crate::slack::control::ControlId;
use crate::slack::mrkdwn::{bold, escape, list, name};
use crate::usecases::cover::message::{CardReader, CardState, CoverCard};
use crate::usecases::people::People;
use slack_morphism::blocks::SlackBlockButtonElement;

/// How many names are listed before "and 3 more".
const MOST_NAMES: usize = 8;

/// The card.
pub fn cover_card(card: &CoverCard, people: &People, now: Timestamp) -> Rendered {
    let zone = zone_of(people, card.reader.person(card.facts.asker), &card.facts);
    let reader = Reader { people, zone: &zone, now };
    let text = said(card, reader, escape);
    let mut blocks = vec![section(&said(card, reader, bold))];
    let buttons = buttons(card, reader);
    if !buttons.is_empty() {
        blocks.push(actions(buttons));
    }
    Rendered { text: super::cut(&text, super::TEXT_LIMIT), blocks }
}

fn said(card: &CoverCard, reader: Reader<'_>, bold: fn(&str) -> String) -> String {
    let facts = &card.facts;
    let schedule = bold(&facts.schedule_name);
    let asker = name(reader.people, facts.asker);
    let when = between(facts.start, facts.end, reader.zone);
    let reads_as_asker = matches!(card.reader, CardReader::Asker { .. } | CardReader::Covered(_));
    match &card.state {
        CardState::Open => open(card, reader, bold),
        CardState::Taken { by, owed } => taken(card, *by, SignedDuration::from_secs(*owed), reader, bold),
        CardState::Declined => format!("You declined to cover {schedule} for {asker}, {when}."),
        CardState::Withdrawn(by) => {
            let whose = if reads_as_asker { "your".to_owned() } else { format!("{asker}'s") };
            let request = |whose: &str| format!("{whose} request for cover on {schedule}, {when}");
            match by {
                Some(by) if *by == facts.asker && reads_as_asker => format!("You withdrew {}.", request("your")),
                Some(by) if *by == facts.asker => format!("{asker} withdrew {}.", request("the")),
                Some(by) => format!("{} withdrew {}.", name(reader.people, *by), request(&whose)),
                None if reads_as_asker => format!("{} was withdrawn.", request("Your")),
                None => format!("{} was withdrawn.", request(&whose)),
            }
        }
        CardState::PastDue if reads_as_asker => format!("Nobody accepted, so you're on call for {schedule}, {when}."),
        CardState::PastDue => format!("Nobody accepted, so {asker} is on call for {schedule}, {when}."),
        CardState::Moved if reads_as_asker => {
            format!("You aren't on call for {schedule} any more, {when}, so this request is closed.")
        }
        CardState::Moved => {
            format!("{asker} isn't on call for {schedule} any more, {when}, so this request is closed.")
        }
        CardState::Vanished => {
            let whose = if reads_as_asker { "Your".to_owned() } else { format!("{asker}'s") };
            format!(
                "{whose} shift on {schedule}, {when}, is gone since the rotation changed: nothing is left to cover."
            )
        }
        CardState::HandedBack if reads_as_asker => {
            format!("This was handed back: you're on call for {schedule}, {when}, as before.")
        }
        CardState::HandedBack => format!("This was handed back: {asker} is on call for {schedule}, {when}, as before."),
    }
}

fn open(card: &CoverCard, reader: Reader<'_>, bold: fn(&str) -> String) -> String {
    let facts = &card.facts;
    let asker = reader.people.name(facts.asker);
    let called = |user: UserId| match card.reader {
        CardReader::Asked(me) if me == user => "you".to_owned(),
        _ => name(reader.people, user),
    };
    let (who, verb) = match card.reader {
        CardReader::Asker { .. } => ("You".to_owned(), "asked"),
        _ => (bold(&asker), "asks"),
    };
    let whom = facts.asked.map(|user| format!(" {}", called(user))).unwrap_or_default();
    let mut said = format!(
        "{who} {verb}{whom} for cover on {}: {} ({}).{}",
        bold(&facts.schedule_name),
        when(facts, reader),
        how_long_it_is(facts, reader),
        reason(facts)
    );
    if let (Some(given), Some(user)) = (&facts.in_return, facts.asked) {
        let giver = if matches!(card.reader, CardReader::Asker { .. }) { "you" } else { &escape(&asker) };
        said += &in_return(given, (giver, &called(user)), reader, bold);
    }
    if facts.urgent {
        said += " It's urgent.";
    }
    if let CardReader::Asker { asked, later, too_many, channel } = &card.reader {
        said += &who_hears(asked, *later, *too_many, channel.as_deref(), reader);
    }
    said
}

/// " I've posted it in #payments and written to Bob and Carol."
pub fn who_hears(asked: &[UserId], later: usize, too_many: usize, channel: Option<&str>, reader: Reader<'_>) -> String {
    let mut names: Vec<_> = asked.iter().take(MOST_NAMES).map(|user| name(reader.people, *user)).collect();
    if asked.len() > MOST_NAMES {
        names.push(format!("{} more", asked.len() - MOST_NAMES));
    }
    let written = match (names.is_empty(), later) {
        (true, _) => None,
        (false, 0) => Some(format!("written to {}", list(&names))),
        (false, later) if later == asked.len() => {
            Some(format!("planned to write to {} in their morning", list(&names)))
        }
        (false, later) => Some(format!("written to {} (to {later} of them in their morning)", list(&names))),
    };
    let posted = channel.map(|channel| format!("posted it in <#{channel}>"));
    let done: Vec<_> = [posted, written].into_iter().flatten().collect();
    let done = if done.is_empty() { String::new() } else { format!(" I've {}.", list(&done)) };
    match too_many {
        0 => done,
        many if asked.is_empty() => format!("{done} {many} people could serve: too many to write to each."),
        many => format!("{done} {many} more could serve."),
    }
}

fn taken(
    card: &CoverCard,
    by: UserId,
    balance: SignedDuration,
    reader: Reader<'_>,
    bold: fn(&str) -> String,
) -> String {
    let facts = &card.facts;
    let (asker, taker) = (name(reader.people, facts.asker), name(reader.people, by));
    let schedule = bold(&facts.schedule_name);
    let when = between(facts.start, facts.end, reader.zone);
    let returned = |who: &str, for_whom: &str| {
        facts.in_return.as_ref().map(|given| in_return(given, (who, for_whom), reader, bold)).unwrap_or_default()
    };
    match &card.reader {
        CardReader::Asked(me) | CardReader::Taker(me) if *me == by => {
            let owed = owed_to_you(balance, facts.asker, reader.people);
            format!("You cover {schedule} for {asker}, {when}.{}{owed}", returned(&asker, "you"))
        }
        CardReader::Covered(_) => {
            let owed = owed(balance, by, reader.people);
            format!(
                "{} covers you on {schedule}, {when}.{}{owed}",
                bold(&reader.people.name(by)),
                returned("you", &taker)
            )
        }
        CardReader::Asker { .. } => {
            format!("{} covers you on {schedule}, {when}.{}", bold(&reader.people.name(by)), returned("you", &taker))
        }
        CardReader::Channel | CardReader::Asked(_) | CardReader::Taker(_) => {
            let returned = returned(&asker, &taker);
            format!("{} covers {schedule} for {asker}, {when}.{returned}", bold(&reader.people.name(by)))
        }
    }
}

fn buttons(card: &CoverCard, reader: Reader<'_>) -> Vec<SlackBlockButtonElement> {
    let facts = &card.facts;
    let (swap, version) = (facts.swap, facts.version);
    let accept = || button(ControlId::AcceptCover(swap, version), "Accept");
    let part = || facts.in_return.is_none().then(|| button(ControlId::OfferPart(swap, version), "Offer part"));
    let withdraw = || {
        let confirm = Confirm {
            title: "Withdraw this request?",
            text: "Nobody can accept it any more, and every message about it says so.",
            yes: "Withdraw",
        };
        button(ControlId::WithdrawCover(swap, version), "Withdraw").with_confirm(confirm.item())
    };
    let hand_back = |other: UserId| {
        let text = format!("I ask {} first. Until they agree, it stays as it is.", reader.people.name(other));
        let confirm = Confirm { title: "Hand it back?", text: &text, yes: "Ask" };
        button(ControlId::HandBack(swap, version), "Hand back").with_confirm(confirm.item())
    };
    match (&card.state, &card.reader) {
        (CardState::Open, CardReader::Channel) => {
            [Some(accept()), part(), Some(withdraw())].into_iter().flatten().collect()
        }
        (CardState::Open, CardReader::Asked(_)) => {
            let decline = button(ControlId::DeclineCover(swap, version), "Decline");
            [Some(accept()), part(), Some(decline)].into_iter().flatten().collect()
        }
        (CardState::Open, CardReader::Asker { .. }) => vec![withdraw()],
        (CardState::Taken { by, .. }, CardReader::Asked(me) | CardReader::Taker(me)) if by == me => {
            vec![hand_back(facts.asker)]
        }
        (CardState::Taken { by, .. }, CardReader::Covered(_)) => vec![hand_back(*by)],
        _ => Vec::new(),
    }
}
