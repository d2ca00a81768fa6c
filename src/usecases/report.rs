//! Who was on call for how long in a month: from the record as far as it goes, for each schedule by its own wall clock.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

use super::ledger::{View, covered};
use super::people::People;
use super::rules::Loaded;
use super::{Actor, Ctx, Result};
use crate::ids::{ScheduleId, UserId};
use crate::schedule::hours::Hours;
use crate::schedule::interval::Spans;
use crate::schedule::{Interval, Zone};
use crate::store::schedules::{self, ScheduleRecord};

/// A schedule's hours in the month.
#[derive(Debug, Clone)]
pub struct ScheduleHours {
    /// The schedule.
    pub schedule: ScheduleRecord,
    /// Everybody who was on call, those with most hours first.
    pub people: Vec<(UserId, Hours)>,
}

/// How much of the month is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// All of it.
    Whole,
    /// It lasts, and what was until now is told.
    SoFar,
    /// It is to come, and what is planned is told.
    Planned,
}

/// The hours of a month.
#[derive(Debug, Clone)]
pub struct Report {
    /// Its first day.
    pub month: Date,
    /// How much of it is told.
    pub told: Told,
    /// The schedules, in the order they were made.
    pub schedules: Vec<ScheduleHours>,
    /// Everybody named.
    pub people: People,
}

/// Hours in the month that begins on `month`: of one schedule, or of those that name the actor or that they manage. `None`
/// when the schedule is gone.
pub async fn report(ctx: &Ctx, actor: Actor, one: Option<ScheduleId>, month: Date) -> Result<Option<Report>> {
    let (workspace, now) = (actor.workspace(), ctx.clock.now());
    let mut db = ctx.store.reader().await?;
    let records = match (one, actor.user()) {
        (Some(one), _) => match schedules::find(&mut db, workspace, one).await? {
            Some(record) => vec![record],
            None => return Ok(None),
        },
        (None, Some(user)) => schedules::concerning(&mut db, workspace, user).await?,
        (None, None) => Vec::new(),
    };
    let people = People::of(&mut db, workspace).await?;
    let mut report = Report { month, told: told(month, now, &Zone::UTC), schedules: Vec::new(), people };
    for record in records {
        let zone = Zone::named(&record.time_zone).unwrap_or(Zone::UTC);
        if report.schedules.is_empty() {
            report.told = told(month, now, &zone);
        }
        let loaded = Loaded::of(&mut db, record, &report.people).await?;
        let shifts = match span(month, now, &zone) {
            Some(span) => covered(&mut db, &loaded.record, &loaded.rules, span, View::Recorded).await?,
            None => Vec::new(),
        };
        let mut served: BTreeMap<UserId, Vec<Interval>> = BTreeMap::new();
        for shift in &shifts {
            let inside = span(month, now, &zone).and_then(|span| shift.interval.intersect(span));
            for (on_duty, inside) in shift.people.iter().zip(inside.into_iter().cycle()) {
                served.entry(on_duty.user).or_default().push(inside);
            }
        }
        let mut people: Vec<_> = served.into_iter().map(|(user, spans)| (user, hours(spans, &zone))).collect();
        people.sort_by_key(|(user, hours)| (std::cmp::Reverse(hours.total()), report.people.name(*user), *user));
        report.schedules.push(ScheduleHours { schedule: loaded.record, people });
    }
    Ok(Some(report))
}

/// Who is on call twice at once serves one hour an hour.
fn hours(spans: Vec<Interval>, zone: &Zone) -> Hours {
    let mut hours = Hours::default();
    for span in Spans::covering(spans).iter() {
        hours += Hours::of(span, zone);
    }
    hours
}

/// The month on the wall clock of `zone`.
fn whole(month: Date, zone: &Zone) -> Option<Interval> {
    let next = month.checked_add(1.month()).ok()?;
    Interval::new(zone.instant(month.at(0, 0, 0, 0))?, zone.instant(next.at(0, 0, 0, 0))?)
}

fn told(month: Date, now: Timestamp, zone: &Zone) -> Told {
    match whole(month, zone) {
        Some(whole) if whole.start() >= now => Told::Planned,
        Some(whole) if whole.end() > now => Told::SoFar,
        _ => Told::Whole,
    }
}

/// What is told of the month: of the present one what was until now.
fn span(month: Date, now: Timestamp, zone: &Zone) -> Option<Interval> {
    let whole = whole(month, zone)?;
    match told(month, now, zone) {
        Told::SoFar => whole.before(now),
        Told::Whole | Told::Planned => Some(whole),
    }
}
