//! What is said of somebody's settings.

use super::{Rendered, words};
use crate::slack::mrkdwn::{code, list};
use crate::store::person_settings::{PersonSettings, PhoneFor};

/// A length as people say it: `7 days`, `1 hour`.
pub fn length(minutes: i64) -> String {
    let (count, unit) = match minutes {
        0..60 => (minutes, "minute"),
        60..1_440 => (minutes / 60, "hour"),
        _ => (minutes / 1_440, "day"),
    };
    if count == 1 { format!("1 {unit}") } else { format!("{count} {unit}s") }
}

/// How long before a shift: `7 days before`.
pub fn before(minutes: i64) -> String {
    format!("{} before", length(minutes))
}

/// What holds now.
pub fn saved(settings: &PersonSettings) -> Rendered {
    let mut reminders = settings.reminders.clone().unwrap_or_default();
    reminders.sort_unstable_by_key(|minutes| -minutes);
    let reminders: Vec<_> = reminders.into_iter().map(length).collect();
    let remind = match reminders.as_slice() {
        [] => "I don't remind you of your shifts".to_owned(),
        some => format!("I remind you {} before your shifts", list(some)),
    };
    let news = match settings.news {
        Some(false) => ", and keep to myself what others change about them",
        Some(true) | None => ", and tell you when somebody else changes them",
    };
    let phone = match (&settings.phone, settings.phone_for) {
        (None, _) => String::new(),
        (Some(phone), PhoneFor::Everybody) => {
            format!(" While you're on call, whoever asks sees your number {}.", code(phone))
        }
        (Some(phone), PhoneFor::Nobody) => format!(" Your number {} is shown to nobody.", code(phone)),
    };
    let zone = settings.time_zone.as_deref();
    let zone = zone.map(|zone| format!(" I read times you type in {}.", code(zone))).unwrap_or_default();
    words(&format!("Saved. {remind}{news}.{phone}{zone}"))
}
