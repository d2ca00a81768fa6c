//! The calendar behind a secret link, as text: what subscribers are told, cut to what this link asks for.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::Ctx;
use super::export_links::{LinkOf, Owner};
use super::exported::{self, DAYS_BEFORE, Told};
use crate::ical::write::{Feed, FeedEvent, write};
use crate::ids::{ScheduleId, UserId, WorkspaceId};
use crate::store::exports::Entry;
use crate::store::schedules::ScheduleRecord;
use crate::store::{Result, people};

/// How often calendar apps may look again.
const REFRESH: SignedDuration = SignedDuration::from_hours(1);
const DAY: i64 = 86_400;

/// Which of a schedule's events are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Every scheduled shift; those that somebody else serves are marked.
    All,
    /// Only those who are really on call.
    Final,
}

/// What a link's address asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// Which events.
    pub view: View,
    /// How many days from today on.
    pub days: i64,
    /// How long before a shift calendar apps remind.
    pub alarm: Option<SignedDuration>,
}

/// Where events lead: the schedule's channel in Slack, else Rota's own address.
#[derive(Debug, Clone)]
pub struct Pages {
    /// The Slack team.
    pub team: Option<String>,
    /// How the world reaches us.
    pub public_url: Url,
}

impl Pages {
    fn of(&self, schedule: &ScheduleRecord) -> String {
        let page = match (&self.team, &schedule.channel) {
            (Some(team), Some(channel)) => format!("https://slack.com/app_redirect?team={team}&channel={channel}"),
            _ => self.public_url.to_string(),
        };
        page.replace(char::is_control, "")
    }
}

/// The secret address of a calendar.
pub fn address(public_url: &Url, of: LinkOf, secret: &str) -> String {
    let base = public_url.as_str().trim_end_matches('/');
    match (of.schedule, of.owner) {
        (Some(schedule), _) => format!("{base}/api/v1/schedules/{schedule}/export?token={secret}"),
        (None, Owner::Person(user)) => format!("{base}/api/v1/users/{user}/schedule_export?token={secret}"),
        (None, Owner::Token(token)) => format!("{base}/api/v1/users/{token}/schedule_export?token={secret}"),
    }
}

/// A time before a shift as it is written in an address: `30m`, `2h`, `1d`; from a minute to a week.
pub fn alarm(text: &str) -> Option<SignedDuration> {
    let (number, minutes) = match text.strip_suffix(['m', 'h', 'd']) {
        Some(number) if text.ends_with('m') => (number, 1),
        Some(number) if text.ends_with('h') => (number, 60),
        Some(number) => (number, 24 * 60),
        None => return None,
    };
    let number: u32 = number.parse().ok()?;
    let minutes = i64::from(number) * minutes;
    (1..=7 * 24 * 60).contains(&minutes).then(|| SignedDuration::from_mins(minutes))
}

/// One schedule's calendar; `None` when it is gone.
pub async fn of_schedule(
    ctx: &Ctx,
    workspace: WorkspaceId,
    id: ScheduleId,
    choice: Choice,
    pages: &Pages,
) -> Result<Option<String>> {
    let asked = Asked { choice, today: exported::day(ctx.clock.now()) };
    let pages = pages.clone();
    let say = move |told: Told| {
        let page = pages.of(&told.schedule);
        let events = asked.events(&told, &page, |_| true, None).collect();
        write(&Feed { name: &told.schedule.name, refresh: REFRESH, events })
    };
    exported::of_schedule(ctx, workspace, id, say).await
}

/// The calendar of one person's shifts, in every schedule; `None` when nobody has this id.
pub async fn of_person(
    ctx: &Ctx,
    workspace: WorkspaceId,
    user: UserId,
    choice: Choice,
    pages: &Pages,
) -> Result<Option<String>> {
    let Some(person) = people::find(&mut ctx.store.reader().await?, workspace, user).await? else { return Ok(None) };
    let asked = Asked { choice, today: exported::day(ctx.clock.now()) };
    let mut all: Vec<(Told, String)> = Vec::new();
    for schedule in exported::schedules_of(ctx, workspace, user).await? {
        if let Some(told) = exported::of_schedule(ctx, workspace, schedule.id, |told| told).await? {
            let page = pages.of(&told.schedule);
            all.push((told, page));
        }
    }
    let theirs = |entry: &Entry| entry.user == user;
    let mut events: Vec<FeedEvent> =
        all.iter().flat_map(|(told, page)| asked.events(told, page, theirs, Some(&told.schedule.name))).collect();
    events.sort_by(|one, other| (one.start, one.uid).cmp(&(other.start, other.uid)));
    let name = format!("On-Call Schedule for {}", person.username);
    Ok(Some(write(&Feed { name: &name, refresh: REFRESH, events })))
}

/// What one link asks for, today.
struct Asked {
    choice: Choice,
    today: i64,
}

impl Asked {
    /// The events of a schedule that are asked for, by start. `called` is its name, where others stand beside it.
    fn events<'a>(
        &'a self,
        told: &'a Told,
        page: &'a str,
        wanted: impl Fn(&Entry) -> bool + 'a,
        called: Option<&'a str>,
    ) -> impl Iterator<Item = FeedEvent<'a>> + 'a {
        let (first, last) = ((self.today - DAYS_BEFORE) * DAY, (self.today + self.choice.days + 1) * DAY);
        told.entries
            .iter()
            .filter(move |entry| entry.end > first && entry.start < last && wanted(entry))
            // Those who read only who is really on call hear of somebody who is not if they heard that they were.
            .filter(|entry| self.choice.view == View::All || !entry.covered || entry.was_served)
            .map(move |entry| self.event(entry, page, called))
    }

    fn event<'a>(&self, entry: &'a Entry, page: &'a str, called: Option<&str>) -> FeedEvent<'a> {
        let at = |second| Timestamp::from_second(second).unwrap_or(Timestamp::MIN);
        FeedEvent {
            uid: [entry.shift.as_str(), entry.user.as_str()],
            sequence: entry.sequence,
            modified: at(entry.modified),
            start: at(entry.start),
            end: at(entry.end),
            summary: called.map_or(Cow::Borrowed(&*entry.summary), |name| format!("{name}: {}", entry.summary).into()),
            description: &entry.description,
            url: Some(page),
            priority: u8::from(entry.is_override),
            transparent: entry.covered,
            cancelled: entry.cancelled || (entry.covered && self.choice.view == View::Final),
            alarm: self.choice.alarm,
        }
    }
}
