//! A schedule's calendar addresses when it is made or edited: each new one is fetched and read before anything is stored, and
//! kept with what it means in the transaction that stores the schedule.

use jiff::{SignedDuration, Timestamp};

use super::Ctx;
use super::ask_calendar::ask_first;
use super::calendar_meaning::{Meaning, Readers, understand, window};
use super::people::People;
use super::refusal::Problem;
use crate::feeds::Trouble;
use crate::store::feeds::{self, Learned, Packed, Which};
use crate::store::schedules::ScheduleRecord;
use crate::store::{Result, Transaction, troubles};

/// How often calendars are looked at, unless somebody asked for something else.
pub const USUAL: SignedDuration = SignedDuration::from_mins(10);
/// How often they may be looked at at most.
pub const OFTENEST: SignedDuration = SignedDuration::from_mins(1);
/// How often they are looked at at least, whatever they ask for.
pub const RAREST: SignedDuration = SignedDuration::from_hours(24);

/// A calendar that was fetched and can be read.
#[derive(Debug)]
pub struct Looked {
    which: Which,
    url: String,
    learned: Learned,
    meaning: Meaning,
    body: Packed,
}

/// Fetches and reads the calendars that `new` names and `old` does not. Not inside a transaction: it may take ten seconds.
pub async fn look_at_new(
    ctx: &Ctx,
    new: &ScheduleRecord,
    old: Option<&ScheduleRecord>,
) -> Result<(Vec<Looked>, Vec<Problem>)> {
    let asked = addresses(new).filter(|(which, url)| {
        url.is_some() && old.is_none_or(|old| addresses(old).all(|(known, is)| known != *which || is != *url))
    });
    let asked: Vec<(Which, &str)> = asked.filter_map(|(which, url)| Some((which, url?))).collect();
    let (mut looked, mut wrong) = (Vec::new(), Vec::new());
    if asked.is_empty() {
        return Ok((looked, wrong));
    }
    let people = People::of(&mut ctx.store.reader().await?, new.workspace).await?;
    let readers = Readers::of(&people, &new.time_zone);
    let looks = asked.into_iter().map(|(which, url)| look(ctx, which, url, &readers));
    for look in futures::future::join_all(looks).await {
        match look {
            Ok(one) => looked.push(one),
            Err(problem) => wrong.push(problem),
        }
    }
    Ok((looked, wrong))
}

/// The addresses a schedule names.
pub fn addresses(schedule: &ScheduleRecord) -> impl Iterator<Item = (Which, Option<&str>)> {
    let overrides = (Which::Overrides, schedule.ical_url_overrides.as_deref());
    [(Which::Primary, schedule.ical_url_primary.as_deref()), overrides].into_iter()
}

async fn look(ctx: &Ctx, which: Which, url: &str, readers: &Readers) -> std::result::Result<Looked, Problem> {
    let problem = |trouble: Trouble| Problem::Calendar { which, trouble };
    let (bytes, learned) = ask_first(ctx, url).await.map_err(problem)?;
    let window = window(ctx.clock.now()).ok_or_else(|| problem(Trouble::Unreadable))?;
    let (meaning, body) = understand(bytes, which, readers, window).await.map_err(problem)?;
    let learned = Learned { hint: hint(meaning.hint, learned.hint), ..learned };
    Ok(Looked { which, url: url.to_owned(), learned, meaning, body })
}

/// How often a calendar asks to be looked at at most: what it says itself, else its server. No more than a day.
pub(super) fn hint(own: Option<SignedDuration>, servers: Option<SignedDuration>) -> Option<SignedDuration> {
    own.or(servers).map(|hint| hint.min(RAREST))
}

/// When to look again at what was looked at at `now`.
pub(super) fn next_look(ctx: &Ctx, every: SignedDuration, hint: Option<SignedDuration>, now: Timestamp) -> Timestamp {
    let wait = hint.unwrap_or_default().max(every);
    let wait = if ctx.feeds.is_punctual() { wait } else { spread(wait) };
    now.saturating_add(wait).unwrap_or(Timestamp::MAX)
}

/// A wait that is up to a tenth longer, by chance: calendars that were read at one moment are not asked for at one moment again.
fn spread(wait: SignedDuration) -> SignedDuration {
    let late = rand::random_range(0..=wait.as_millis().max(0) / 10);
    wait.saturating_add(SignedDuration::from_millis(i64::try_from(late).unwrap_or(0)))
}

/// Follows what was looked at, and stops following what the schedule names no more. `every`: how often to look from now on,
/// if that was asked for.
pub(super) async fn follow(
    ctx: &Ctx,
    tx: &mut Transaction,
    schedule: &ScheduleRecord,
    looked: Vec<Looked>,
    every: Option<SignedDuration>,
    now: Timestamp,
) -> Result<()> {
    let (workspace, id) = (schedule.workspace, schedule.id);
    let known = feeds::of_schedule(tx, workspace, id).await?;
    let usual = every.or_else(|| known.first().map(|feed| feed.every)).unwrap_or(USUAL);
    for looked in looked {
        let place = (workspace, id, looked.which);
        let next = next_look(ctx, usual, looked.learned.hint, now);
        feeds::put(tx, place, &looked.url, usual, next).await?;
        let puzzle = looked.meaning.puzzles.digest();
        let meaning = kept(&looked.meaning, puzzle.as_deref());
        feeds::keep(tx, place, &looked.learned, &meaning, Some(&looked.body), now).await?;
        troubles::clear(tx, workspace, id.as_str(), kind(looked.which)).await?;
    }
    // An address that somebody else stored meanwhile, or that was stored before calendars were read.
    let known = feeds::of_schedule(tx, workspace, id).await?;
    for (which, url) in addresses(schedule).filter_map(|(which, url)| Some((which, url?))) {
        if known.iter().all(|feed| feed.which != which || feed.url != url) {
            feeds::put(tx, (workspace, id, which), url, usual, now).await?;
        }
    }
    for (which, _) in addresses(schedule).filter(|(_, url)| url.is_none()) {
        feeds::delete(tx, workspace, id, which).await?;
        troubles::clear(tx, workspace, id.as_str(), kind(which)).await?;
    }
    match every {
        Some(every) => feeds::set_every(tx, workspace, id, every, next_look(ctx, every, None, now)).await,
        None => Ok(()),
    }
}

/// The kind of trouble of a calendar that cannot be read.
pub(super) fn kind(which: Which) -> &'static str {
    match which {
        Which::Primary => "calendar_primary",
        Which::Overrides => "calendar_overrides",
    }
}

/// A meaning as it is kept.
pub(super) fn kept<'a>(meaning: &'a Meaning, puzzle_digest: Option<&'a str>) -> feeds::Meaning<'a> {
    feeds::Meaning {
        people_digest: &meaning.people_digest,
        body_digest: &meaning.body_digest,
        window: meaning.window,
        slots: &meaning.slots,
        puzzle_digest,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn waits_are_spread_over_a_tenth_and_never_shorter() {
        let waits: BTreeSet<_> = (0..1_000).map(|_| spread(USUAL)).collect();
        let longest = SignedDuration::from_mins(11);
        assert!(waits.iter().all(|wait| (USUAL..=longest).contains(wait)), "{waits:?}");
        assert!(waits.len() > 900, "{} of 1,000 waits differ", waits.len());
        let (first, last) = (waits.first().copied().unwrap_or_default(), waits.last().copied().unwrap_or_default());
        assert!(last - first > SignedDuration::from_secs(50), "{first:?} to {last:?}");
        assert_eq!(spread(SignedDuration::ZERO), SignedDuration::ZERO);
    }
}
