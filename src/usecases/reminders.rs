//! When somebody is reminded of a shift: so long before it, and never at night. Pure.
//!
//! Night is from 22:00 to 7:00 where they are. What would fall into it is given the evening before it, at nine: "an hour before"
//! a shift at five is the evening before. Several that come to one instant are one reminder, and so are several that were missed
//! while nobody was there to give them. What was due before a shift appeared is not made up for.

use std::collections::BTreeMap;

use jiff::civil::Time;
use jiff::{SignedDuration, Timestamp};

use crate::ids::UserId;
use crate::schedule::{Interval, Zone};
use crate::store::shifts_ahead::Postponed;

/// When nights begin.
const NIGHT: i8 = 22;
/// When they end.
const MORNING: i8 = 7;
/// When reminders are given that would fall into the night after it.
const EVENING: i8 = 21;

/// Somebody to be reminded.
#[derive(Debug, Clone)]
pub struct Reminded<'a> {
    /// How long before a shift, in minutes.
    pub minutes: &'a [i64],
    /// Where they are.
    pub zone: Zone,
}

/// What is to be done now and later.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Who is reminded now, and of which shift.
    pub now: Vec<(UserId, Interval)>,
    /// Who is reminded in the morning, because it is night and the evening was missed.
    pub postponed: Vec<Postponed>,
    /// When the next reminder is due.
    pub next: Option<Timestamp>,
}

/// Plans the reminders of one schedule: those due after `since` and not after `now`, and the next.
pub fn plan<'a>(
    shifts: &BTreeMap<UserId, Vec<Interval>>,
    reminded: impl Fn(UserId) -> Option<Reminded<'a>>,
    since: Timestamp,
    postponed: &[Postponed],
    now: Timestamp,
) -> Plan {
    let mut plan = Plan::default();
    for (user, shifts) in shifts {
        let Some(reminded) = reminded(*user) else { continue };
        for shift in shifts.iter().filter(|shift| shift.start() > now) {
            let instants: Vec<_> =
                reminded.minutes.iter().map(|minutes| given_at(shift.start(), *minutes, &reminded.zone)).collect();
            let waiting = postponed.iter().find(|waiting| waiting.user == *user && waiting.start == shift.start());
            let is_due = instants.iter().any(|at| since < *at && *at <= now);
            let morning_came = waiting.is_some_and(|waiting| waiting.at <= now);
            match (morning_after(now, &reminded.zone), waiting) {
                (None, _) if is_due || morning_came => plan.now.push((*user, *shift)),
                (Some(morning), _) if (is_due || morning_came) && morning < shift.start() => {
                    plan.postponed.push(Postponed { user: *user, start: shift.start(), at: morning });
                }
                (_, Some(waiting)) if waiting.at > now => plan.postponed.push(waiting.clone()),
                _ => {}
            }
            let later = instants.into_iter().filter(|at| *at > now);
            plan.next = plan.next.into_iter().chain(later).min();
        }
    }
    plan.next = plan.next.into_iter().chain(plan.postponed.iter().map(|waiting| waiting.at)).min();
    plan
}

/// When a reminder so many minutes before `start` is given to somebody in `zone`.
fn given_at(start: Timestamp, minutes: i64, zone: &Zone) -> Timestamp {
    let at = start.saturating_sub(SignedDuration::from_mins(minutes)).unwrap_or(start);
    let there = zone.reading(at);
    let evening = match there.hour() {
        NIGHT.. => Ok(there.date()),
        ..MORNING => there.date().yesterday(),
        _ => return at,
    };
    let evening = evening.ok().and_then(|date| zone.instant(date.to_datetime(Time::constant(EVENING, 0, 0, 0))));
    evening.map_or(at, |evening| evening.min(at))
}

/// The end of the night somebody in `zone` is in; `None` by day.
fn morning_after(now: Timestamp, zone: &Zone) -> Option<Timestamp> {
    let there = zone.reading(now);
    let date = match there.hour() {
        NIGHT.. => there.date().tomorrow().ok()?,
        ..MORNING => there.date(),
        _ => return None,
    };
    zone.instant(date.to_datetime(Time::constant(MORNING, 0, 0, 0))).filter(|morning| *morning > now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    fn oslo() -> Zone {
        Zone::named("Europe/Oslo").expect("a zone")
    }

    #[test]
    fn a_reminder_is_never_given_at_night() {
        for (start, minutes, given) in [
            // An hour before nine is eight.
            ("2026-03-09T08:00:00Z", 60, "2026-03-09T07:00:00Z"),
            // An hour before five is the evening before.
            ("2026-03-09T04:00:00Z", 60, "2026-03-08T20:00:00Z"),
            // A day before five is two evenings before.
            ("2026-03-09T04:00:00Z", 1_440, "2026-03-07T20:00:00Z"),
            // An hour before eight is seven, which is day; before half past ten it is half past nine, which is not night yet.
            ("2026-03-09T07:00:00Z", 60, "2026-03-09T06:00:00Z"),
            ("2026-03-09T21:30:00Z", 60, "2026-03-09T20:30:00Z"),
            // An hour before eleven in the evening is ten: nine.
            ("2026-03-09T22:00:00Z", 60, "2026-03-09T20:00:00Z"),
            // The clocks change in the night of the 29th.
            ("2026-03-29T04:00:00Z", 60, "2026-03-28T20:00:00Z"),
            ("2026-03-30T03:00:00Z", 60, "2026-03-29T19:00:00Z"),
        ] {
            assert_eq!(given_at(at(start), minutes, &oslo()), at(given), "{minutes} before {start}");
        }
    }

    #[test]
    fn what_came_to_one_instant_or_was_missed_is_one_reminder() {
        let user = UserId::random();
        let shift = Interval::new(at("2026-03-09T04:00:00Z"), at("2026-03-09T16:00:00Z")).expect("a span");
        let shifts = BTreeMap::from([(user, vec![shift])]);
        let minutes = [60, 180, 1_440];
        let who = |_| Some(Reminded { minutes: &minutes, zone: oslo() });
        let seen = |since: &str, now: &str, postponed: &[Postponed]| plan(&shifts, who, at(since), postponed, at(now));

        let evening = seen("2026-03-07T20:00:00Z", "2026-03-08T20:00:00Z", &[]);
        assert_eq!(evening, Plan { now: vec![(user, shift)], postponed: vec![], next: None });
        let late = seen("2026-03-01T20:00:00Z", "2026-03-08T20:30:00Z", &[]);
        assert_eq!(late.now, [(user, shift)]);
        // At night it waits for the morning, unless the shift has begun by then.
        let night = seen("2026-03-07T19:00:00Z", "2026-03-08T02:00:00Z", &[]);
        let waiting = Postponed { user, start: shift.start(), at: at("2026-03-08T06:00:00Z") };
        assert_eq!(night, Plan { now: vec![], postponed: vec![waiting.clone()], next: Some(waiting.at) });
        let still = seen("2026-03-08T02:00:00Z", "2026-03-08T03:00:00Z", std::slice::from_ref(&waiting));
        assert_eq!(still.postponed, std::slice::from_ref(&waiting));
        let morning = seen("2026-03-08T03:00:00Z", "2026-03-08T06:00:00Z", std::slice::from_ref(&waiting));
        assert_eq!((morning.now, morning.postponed), (vec![(user, shift)], vec![]));
        let too_late = seen("2026-03-08T19:00:00Z", "2026-03-09T02:00:00Z", &[]);
        assert_eq!(too_late, Plan::default());
        // A shift that appears late has only what is still ahead.
        let appeared = seen("2026-03-08T10:00:00Z", "2026-03-08T10:00:00Z", &[]);
        assert_eq!(appeared, Plan { now: vec![], postponed: vec![], next: Some(at("2026-03-08T20:00:00Z")) });
    }
}
