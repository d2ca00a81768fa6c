//! Telling whoever manages a schedule that something is wrong: once, until it was well again.

use jiff::Timestamp;

use super::managers::managers_of;
use super::message::{Message, say};
use super::people::People;
use crate::store::people::Standing;
use crate::store::schedules::ScheduleRecord;
use crate::store::{Reader, Result, Transaction, troubles};

/// How many admins hear of a schedule that nobody manages.
const ADMINS_TOLD: usize = 3;

/// Notes the trouble `kind` of `subject` and, when it is new, queues `message` for the managers of `schedule`: its maker
/// and those added, else a few of the workspace's admins. Whether it was new.
pub async fn tell_managers_once(
    tx: &mut Transaction,
    people: &People,
    schedule: &ScheduleRecord,
    subject: &str,
    kind: &str,
    message: &Message,
    now: Timestamp,
) -> Result<bool> {
    if !troubles::raise(tx, schedule.workspace, subject, kind, now).await? {
        return Ok(false);
    }
    for target in managers_in_slack(tx, people, schedule).await? {
        let key = format!("trouble:{subject}:{kind}:{}:{target}", now.as_millisecond());
        say(tx, schedule.workspace, &target, key, message, now).await?;
    }
    Ok(true)
}

/// The Slack ids of the people to tell.
pub(super) async fn managers_in_slack(
    db: &mut Reader,
    people: &People,
    schedule: &ScheduleRecord,
) -> Result<Vec<String>> {
    let managers = managers_of(db, schedule).await?;
    let reachable =
        |person: &crate::store::people::Person| person.slack_id.clone().filter(|_| person.standing.may_be_on_call());
    let mut targets: Vec<_> = managers.iter().filter_map(|id| people.get(*id)).filter_map(reachable).collect();
    if targets.is_empty() {
        targets = people.iter().filter(|person| person.standing == Standing::Admin).filter_map(reachable).collect();
        targets.sort_unstable();
        targets.truncate(ADMINS_TOLD);
    }
    Ok(targets)
}
