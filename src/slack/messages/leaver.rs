//! What whoever manages a schedule is told when somebody in it leaves.

use super::away::shifts_named;
use super::{Rendered, cut, section};
use crate::schedule::Zone;
use crate::slack::mrkdwn::{bold, escape, name};
use crate::usecases::message::Barrier;
use crate::usecases::people::People;
use crate::usecases::people_news::{LeaverNews, LeaverSchedule};

/// How many schedules are named; the rest are counted.
const MOST_SCHEDULES: usize = 10;

/// Somebody left and is in rotations.
pub fn left_rotations(news: &LeaverNews, people: &People) -> Rendered {
    let who = name(people, news.user);
    let why = match news.because {
        Barrier::NotInSlack => "isn't known in this Slack workspace any more",
        Barrier::Guest => "is a guest now, and guests can't be on call,",
        Barrier::Bot => "is a bot now, and bots can't be on call,",
        Barrier::Deactivated => "has left this workspace",
    };
    let said = |bold: fn(&str) -> String| {
        let line = |schedule: &LeaverSchedule| {
            let zone = Zone::named(&schedule.time_zone).unwrap_or(Zone::UTC);
            let name = bold(&schedule.schedule_name);
            if schedule.gaps.is_empty() {
                return format!("• {name}: no gap, others are on call then");
            }
            let later = if schedule.more > 0 { ", and later times" } else { "" };
            format!("• {name}: nobody is on call {}{later}", shifts_named(&schedule.gaps, &zone))
        };
        let mut lines = vec![format!(
            "{who} {why} and is still in these rotations. Their turns stay empty; please put somebody else in their place."
        )];
        lines.extend(news.schedules.iter().take(MOST_SCHEDULES).map(line));
        let more = news.schedules.len().saturating_sub(MOST_SCHEDULES);
        lines.extend((more > 0).then(|| format!("• and {more} more schedules")));
        lines.join("\n")
    };
    Rendered { text: cut(&said(escape), super::TEXT_LIMIT), blocks: vec![section(&said(bold))] }
}
