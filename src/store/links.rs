//! How a schedule is linked to Slack besides its channel and its group. A schedule without a row has [`Link::default`].

use super::rows::{Columns, beside_schedule, to_json, words};
use super::sql::{row, rows, statements, write};
use super::{Reader, Result, Transaction};
use crate::ids::{ScheduleId, UserId, WorkspaceId};

/// Whom a schedule puts into its group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GroupHolds {
    /// Who is on call.
    #[default]
    Current,
    /// Who is on call, and who is on call next.
    Next,
    /// Everybody its shifts name.
    All,
}

words!(GroupHolds { Current = "current", Next = "next", All = "all" });

/// Who is mentioned when a handoff is announced; the others are only named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mentions {
    /// Who comes on call.
    #[default]
    Joiners,
    /// Everybody on call.
    Everybody,
    /// Nobody.
    Nobody,
}

words!(Mentions { Joiners = "joiners", Everybody = "everybody", Nobody = "nobody" });

/// What is announced in the channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Announces {
    /// Every handoff.
    #[default]
    All,
    /// That nobody is on call, and that somebody stepped in.
    Gaps,
    /// Nothing.
    Nothing,
}

words!(Announces { All = "all", Gaps = "gaps", Nothing = "none" });

/// How a schedule is linked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Link {
    /// Whom its group holds.
    pub holds: GroupHolds,
    /// Who is in its group whoever is on call.
    pub permanent: Vec<UserId>,
    /// Where cover is asked for, if not in its channel: a Slack id.
    pub swap_channel: Option<String>,
    /// Whether its channel's topic names who is on call.
    pub in_topic: bool,
    /// Who is mentioned.
    pub mentions: Mentions,
    /// What is announced.
    pub announces: Announces,
}

#[derive(sqlx::FromRow)]
struct Row {
    schedule_id: String,
    members: String,
    permanent: String,
    swap_channel: Option<String>,
    in_topic: bool,
    mentions: String,
    announces: String,
}

impl Row {
    fn link(self) -> Result<(ScheduleId, Link)> {
        let columns = Columns(&self.schedule_id);
        let link = Link {
            holds: columns.text("members", &self.members)?,
            permanent: columns.json("permanent", &self.permanent)?,
            in_topic: self.in_topic,
            mentions: columns.text("mentions", &self.mentions)?,
            announces: columns.text("announces", &self.announces)?,
            swap_channel: self.swap_channel,
        };
        Ok((columns.text("schedule_id", &self.schedule_id)?, link))
    }
}

statements! {
    OF_SCHEDULE = "SELECT schedule_id, members, permanent, swap_channel, in_topic, mentions, announces FROM schedule_links
        WHERE workspace_id = $1 AND schedule_id = $2";
    OF_GROUP = "SELECT l.schedule_id, l.members, l.permanent, l.swap_channel, l.in_topic, l.mentions, l.announces
        FROM schedules s JOIN schedule_links l ON l.schedule_id = s.id WHERE s.workspace_id = $1 AND s.user_group = $2";
    OF_CHANNEL = "SELECT l.schedule_id, l.members, l.permanent, l.swap_channel, l.in_topic, l.mentions, l.announces
        FROM schedules s JOIN schedule_links l ON l.schedule_id = s.id WHERE s.workspace_id = $1 AND s.channel = $2";
    OF_LEASED = "SELECT l.schedule_id, l.members, l.permanent, l.swap_channel, l.in_topic, l.mentions, l.announces
        FROM schedules s JOIN schedule_links l ON l.schedule_id = s.id WHERE s.lease_owner = $1";
    KEEP = "INSERT INTO schedule_links (schedule_id, workspace_id, members, permanent, swap_channel, in_topic, mentions, announces)
        SELECT id, workspace_id, $1, $2, $3, $4, $5, $6 FROM schedules WHERE workspace_id = $7 AND id = $8
        ON CONFLICT (schedule_id) DO UPDATE SET members = excluded.members, permanent = excluded.permanent,
          swap_channel = excluded.swap_channel, in_topic = excluded.in_topic, mentions = excluded.mentions,
          announces = excluded.announces";
}

/// How one schedule is linked.
pub async fn of_schedule(db: &mut Reader, workspace: WorkspaceId, id: ScheduleId) -> Result<Link> {
    let found = row!(db, Row, OF_SCHEDULE, workspace.as_str(), id.as_str())?.map(Row::link).transpose()?;
    Ok(found.map(|(_, link)| link).unwrap_or_default())
}

/// How the schedules that keep a group are linked, where anything was chosen.
pub async fn of_group(db: &mut Reader, workspace: WorkspaceId, group: &str) -> Result<Vec<(ScheduleId, Link)>> {
    rows!(db, Row, OF_GROUP, workspace.as_str(), group)?.into_iter().map(Row::link).collect()
}

/// How the schedules that announce in a channel are linked, where anything was chosen.
pub async fn of_channel(db: &mut Reader, workspace: WorkspaceId, channel: &str) -> Result<Vec<(ScheduleId, Link)>> {
    rows!(db, Row, OF_CHANNEL, workspace.as_str(), channel)?.into_iter().map(Row::link).collect()
}

/// How the schedules that `owner` looks at are linked, where anything was chosen.
pub async fn of_leased(db: &mut Reader, owner: &str) -> Result<Vec<(ScheduleId, Result<Link>)>> {
    let link = |row: Row| row.link().map(|(_, link)| link);
    beside_schedule(rows!(db, Row, OF_LEASED, owner)?, |row| &row.schedule_id, link)
}

/// Links a schedule so from now on.
pub async fn keep(tx: &mut Transaction, workspace: WorkspaceId, id: ScheduleId, link: &Link) -> Result<()> {
    let Link { holds, permanent, swap_channel, in_topic, mentions, announces } = link;
    let permanent = to_json(permanent);
    let (holds, mentions, announces) = (holds.word(), mentions.word(), announces.word());
    let swaps = swap_channel.as_deref();
    write!(tx, KEEP, holds, &permanent, swaps, *in_topic, mentions, announces, workspace.as_str(), id.as_str())
        .map(drop)
}
