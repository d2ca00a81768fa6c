//! What people chose for themselves, and what admins chose for everybody.

use super::rows::{Columns, to_json, words};
use super::sql::{row, rows, statements, write};
use super::{Reader, Result, Transaction, everybody};
use crate::ids::{UserId, WorkspaceId};

/// Who sees somebody's phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PhoneFor {
    /// Everybody who may see who is on call, and REST clients.
    #[default]
    Everybody,
    /// Nobody, unless an admin overrides it for the workspace.
    Nobody,
}

words!(PhoneFor { Everybody = "everybody", Nobody = "nobody" });

/// What somebody chose. Who chose nothing has the default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonSettings {
    /// How long before a shift they are reminded, in minutes; `None`: as the workspace has it.
    pub reminders: Option<Vec<i64>>,
    /// Whether they are told that others changed their shifts; `None`: as the workspace has it.
    pub news: Option<bool>,
    /// Their phone number, as they wrote it.
    pub phone: Option<String>,
    /// Who sees it.
    pub phone_for: PhoneFor,
    /// The IANA zone they read times in, in place of the one Slack tells.
    pub time_zone: Option<String>,
}

/// What admins chose for everybody in the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeopleSettings {
    /// Whether phone numbers are shown that people keep to themselves.
    pub override_phone_privacy: bool,
    /// Whether people who chose nothing are reminded and told of changes.
    pub tells_by_default: bool,
}

impl Default for PeopleSettings {
    fn default() -> Self {
        Self { override_phone_privacy: false, tells_by_default: true }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    user_id: String,
    reminders: Option<String>,
    news: Option<bool>,
    phone: Option<String>,
    phone_for: String,
    time_zone: Option<String>,
}

fn read(row: Row) -> Result<(UserId, PersonSettings)> {
    let columns = Columns(&row.user_id);
    let settings = PersonSettings {
        reminders: columns.optional_json("reminders", row.reminders.as_deref())?,
        news: row.news,
        phone_for: columns.text("phone_for", &row.phone_for)?,
        phone: row.phone,
        time_zone: row.time_zone,
    };
    Ok((columns.text("user_id", &row.user_id)?, settings))
}

statements! {
    OF_PERSON = "SELECT user_id, reminders, news, phone, phone_for, time_zone FROM person_settings
        WHERE workspace_id = $1 AND user_id = $2";
    ALL = "SELECT user_id, reminders, news, phone, phone_for, time_zone FROM person_settings WHERE workspace_id = $1";
    KEEP = "INSERT INTO person_settings (user_id, workspace_id, reminders, news, phone, phone_for, time_zone)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (user_id) DO UPDATE SET reminders = excluded.reminders, news = excluded.news, phone = excluded.phone,
            phone_for = excluded.phone_for, time_zone = excluded.time_zone
        WHERE person_settings.workspace_id = excluded.workspace_id";
    OF_EVERYBODY = "SELECT override_phone_privacy, tells_by_default FROM people_settings WHERE workspace_id = $1";
    KEEP_OF_EVERYBODY = "INSERT INTO people_settings (workspace_id, override_phone_privacy, tells_by_default)
        VALUES ($1, $2, $3) ON CONFLICT (workspace_id) DO UPDATE SET
            override_phone_privacy = excluded.override_phone_privacy, tells_by_default = excluded.tells_by_default";
}

/// What somebody chose.
pub async fn of_person(db: &mut Reader, workspace: WorkspaceId, user: UserId) -> Result<PersonSettings> {
    let row = row!(db, Row, OF_PERSON, workspace.as_str(), user.as_str())?;
    let chosen = row.map(read).transpose()?;
    Ok(chosen.map(|(_, settings)| settings).unwrap_or_default())
}

/// What everybody chose who chose anything.
pub async fn all(db: &mut Reader, workspace: WorkspaceId) -> Result<Vec<(UserId, PersonSettings)>> {
    rows!(db, Row, ALL, workspace.as_str())?.into_iter().map(read).collect()
}

/// Keeps what somebody chose.
pub async fn keep(tx: &mut Transaction, workspace: WorkspaceId, user: UserId, settings: &PersonSettings) -> Result<()> {
    everybody::will_change(tx, workspace).await?;
    write!(
        tx,
        KEEP,
        user.as_str(),
        workspace.as_str(),
        settings.reminders.as_ref().map(to_json),
        settings.news,
        settings.phone.as_deref(),
        settings.phone_for.word(),
        settings.time_zone.as_deref()
    )
    .map(drop)
}

/// What admins chose for everybody.
pub async fn of_everybody(db: &mut Reader, workspace: WorkspaceId) -> Result<PeopleSettings> {
    let row = row!(db, (bool, bool), OF_EVERYBODY, workspace.as_str())?;
    Ok(row.map_or_else(PeopleSettings::default, |(override_phone_privacy, tells_by_default)| PeopleSettings {
        override_phone_privacy,
        tells_by_default,
    }))
}

/// Keeps what an admin chose for everybody.
pub async fn keep_of_everybody(tx: &mut Transaction, workspace: WorkspaceId, settings: PeopleSettings) -> Result<()> {
    everybody::will_change(tx, workspace).await?;
    let PeopleSettings { override_phone_privacy, tells_by_default } = settings;
    write!(tx, KEEP_OF_EVERYBODY, workspace.as_str(), override_phone_privacy, tells_by_default).map(drop)
}
