//! Settings of a schedule that only its form in Slack knows.

use super::sql::{row, statements, write};
use super::{Reader, Result, Transaction};
use crate::ids::{ScheduleId, WorkspaceId};

/// The settings. A schedule without a row has the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Settings {
    /// Whether every member may edit it, as if they managed it.
    pub anyone_may_edit: bool,
}

statements! {
    FIND = "SELECT t.anyone_may_edit FROM schedule_settings t JOIN schedules s ON s.id = t.schedule_id
            WHERE s.workspace_id = $1 AND s.id = $2";
    KEEP = "INSERT INTO schedule_settings (schedule_id, anyone_may_edit)
            SELECT id, $1 FROM schedules WHERE workspace_id = $2 AND id = $3
            ON CONFLICT (schedule_id) DO UPDATE SET anyone_may_edit = excluded.anyone_may_edit";
}

/// The settings of a schedule.
pub async fn of(db: &mut Reader, workspace: WorkspaceId, id: ScheduleId) -> Result<Settings> {
    let row = row!(db, (bool,), FIND, workspace.as_str(), id.as_str())?;
    Ok(row.map_or_else(Settings::default, |(anyone_may_edit,)| Settings { anyone_may_edit }))
}

/// Keeps the settings of a schedule.
pub async fn keep(tx: &mut Transaction, workspace: WorkspaceId, id: ScheduleId, settings: Settings) -> Result<()> {
    write!(tx, KEEP, settings.anyone_may_edit, workspace.as_str(), id.as_str()).map(drop)
}
