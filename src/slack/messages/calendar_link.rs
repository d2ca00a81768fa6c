//! What `/oncall calendar` says of a secret link. Only who asked sees any of it.

use slack_morphism::blocks::{SlackBlockButtonElement, SlackBlockButtonStyle};

use super::{Confirm, Rendered, TEXT_LIMIT, actions, button, cut, section};
use crate::ids::ScheduleId;
use crate::schedule::Zone;
use crate::slack::control::ControlId;
use crate::slack::mrkdwn::{bold, escape, moment};
use crate::store::exports::Link;

/// How calendar apps are told of it.
const HOW: &str = "Google Calendar: *Other calendars*, *+*, *From URL* (it looks again every few hours)\n\
    Apple Calendar: *File*, *New Calendar Subscription*; on an iPhone *Calendars*, *Add Calendar*, *Add Subscription \
    Calendar*\n\
    Outlook: *Add calendar*, *Subscribe from web*\n\
    `&view=final` at its end shows only who is really on call, `&alarm=30m` adds a reminder.";

/// What a link shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// The asker's own shifts.
    Mine,
    /// Everybody's of a schedule, which has this name.
    Schedule(ScheduleId, String),
}

impl Subject {
    fn schedule(&self) -> Option<ScheduleId> {
        match self {
            Self::Mine => None,
            Self::Schedule(id, _) => Some(*id),
        }
    }

    /// "your shifts", "the shifts of *payments*".
    fn shifts(&self, name: fn(&str) -> String) -> String {
        match self {
            Self::Mine => "your shifts".to_owned(),
            Self::Schedule(_, schedule) => format!("the shifts of {}", name(schedule)),
        }
    }
}

/// Whether there is a link, and what can be done about it.
pub fn state(subject: &Subject, link: Option<&Link>, zone: &Zone) -> Rendered {
    let said = |name: fn(&str) -> String| {
        let shifts = subject.shifts(name);
        let Some(link) = link else {
            return format!(
                "A secret link shows {shifts} in Google Calendar, Apple Calendar, Outlook and others, and keeps them up to \
                 date. Whoever has the link can read it, so keep it to yourself."
            );
        };
        let made = moment(link.created_at, zone);
        let read = match link.last_read_at {
            Some(at) => format!("a calendar last read it {}", moment(at, zone)),
            None => "no calendar has read it yet".to_owned(),
        };
        format!(
            "You have a link that shows {shifts}, made {made}; {read}. I can't show it again, because I keep no copy of it. \
             A new link takes its place."
        )
    };
    let schedule = subject.schedule();
    let buttons = match link {
        None => {
            actions([button(ControlId::CreateLink(schedule), "Create link").with_style(SlackBlockButtonStyle::Primary)])
        }
        Some(_) => actions([
            button(ControlId::RenewLink(schedule), "Make a new link").with_confirm(
                Confirm {
                    title: "Make a new link?",
                    text: "The old one stops working at once. Calendars that use it need the new one.",
                    yes: "Make it",
                }
                .item(),
            ),
            revoke(schedule),
        ]),
    };
    Rendered { text: cut(&said(escape), TEXT_LIMIT), blocks: vec![section(&said(bold)), buttons] }
}

/// The link itself, and how to use it.
pub fn shown_once(subject: &Subject, address: &str, replaces: bool) -> Rendered {
    let said = |name: fn(&str) -> String| {
        let old = if replaces { " The old one doesn't work any more." } else { "" };
        format!(
            "This link shows {} in your calendar. It is shown this once: copy it now.{old}\n`{}`",
            subject.shifts(name),
            escape(address)
        )
    };
    let text = format!("{}\n{}", said(escape), HOW.replace('*', ""));
    Rendered {
        text: cut(&text, TEXT_LIMIT),
        blocks: vec![section(&said(bold)), section(HOW), actions([revoke(subject.schedule())])],
    }
}

/// The link is refused from now on.
pub fn revoked(subject: &Subject) -> Rendered {
    let said = |name: fn(&str) -> String| {
        format!(
            "The link that showed {} doesn't work any more. Calendars that used it keep what they read last, or say that it \
             failed: remove it there.",
            subject.shifts(name)
        )
    };
    let again = actions([button(ControlId::CreateLink(subject.schedule()), "Create link")]);
    Rendered { text: cut(&said(escape), TEXT_LIMIT), blocks: vec![section(&said(bold)), again] }
}

fn revoke(schedule: Option<ScheduleId>) -> SlackBlockButtonElement {
    button(ControlId::RevokeLink(schedule), "Revoke").with_style(SlackBlockButtonStyle::Danger).with_confirm(
        Confirm {
            title: "Revoke the link?",
            text: "It stops working at once, in every calendar that uses it.",
            yes: "Revoke",
        }
        .item(),
    )
}
