//! Teams: a name, an address and the people in it. Schedules and shifts may belong to one.

use jiff::Timestamp;

use super::rows::Columns;
use super::schedules::name_key;
use super::sql::{row, rows, statements, write};
use super::{Reader, Result, Transaction};
use crate::ids::{TeamId, UserId, WorkspaceId};

/// One team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Public id.
    pub id: TeamId,
    /// Its name, as given. Unique in the workspace, whatever the case.
    pub name: String,
    /// Its address, when it has one.
    pub email: Option<String>,
}

/// Which team a list is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OfTeam {
    /// Whichever, or none.
    #[default]
    Any,
    /// What belongs to no team.
    None,
    /// What belongs to this one.
    Team(TeamId),
}

impl OfTeam {
    /// The team, when it is about one.
    pub(super) fn id(&self) -> Option<&str> {
        if let Self::Team(id) = self { Some(id.as_str()) } else { None }
    }

    /// Whether it is about what belongs to no team.
    pub(super) fn is_none(self) -> bool {
        self == Self::None
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    seq: i64,
    name: String,
    email: Option<String>,
}

impl TryFrom<Row> for (Team, i64) {
    type Error = super::StoreError;
    fn try_from(row: Row) -> Result<Self> {
        let id = Columns(&row.id).text("id", &row.id)?;
        Ok((Team { id, name: row.name, email: row.email }, row.seq))
    }
}

statements! {
    PAGE = "SELECT id, seq, name, email FROM teams WHERE workspace_id = $1 AND (CAST($2 AS TEXT) IS NULL OR name = $2)
            ORDER BY seq, id LIMIT $3 OFFSET $4";
    COUNT = "SELECT COUNT(*) FROM teams WHERE workspace_id = $1 AND (CAST($2 AS TEXT) IS NULL OR name = $2)";
    FIND = "SELECT id, seq, name, email FROM teams WHERE workspace_id = $1 AND id = $2";
    NAMED = "SELECT id, seq, name, email FROM teams WHERE workspace_id = $1 AND name_key = $2";
    MEMBERS = "SELECT m.team_id, m.user_id FROM teams t JOIN team_members m ON m.team_id = t.id JOIN users u ON u.id = m.user_id
               WHERE t.workspace_id = $1 ORDER BY t.seq, t.id, u.seq, u.id";
    AROUND_PERSON = "SELECT u.seq, w.slack_team_id, m.team_id FROM users u JOIN workspaces w ON w.id = u.workspace_id
                     LEFT JOIN team_members m ON m.user_id = u.id LEFT JOIN teams t ON t.id = m.team_id
                     WHERE u.workspace_id = $1 AND u.id = $2 ORDER BY t.seq, t.id";
    INSERT = "INSERT INTO teams (id, workspace_id, seq, name, name_key, email, created_at)
              VALUES ($1, $2, (SELECT COALESCE(MAX(seq), 0) + 1 FROM teams WHERE workspace_id = $2), $3, $4, $5, $6)";
    UPDATE = "UPDATE teams SET name = $1, name_key = $2, email = $3 WHERE workspace_id = $4 AND id = $5";
    DELETE = "DELETE FROM teams WHERE workspace_id = $1 AND id = $2";
    FREE_SCHEDULES = "UPDATE schedules SET team_id = NULL WHERE workspace_id = $1 AND team_id = $2";
    FREE_SHIFTS = "UPDATE shifts SET team_id = NULL WHERE workspace_id = $1 AND team_id = $2";
    EMPTY = "DELETE FROM team_members WHERE team_id IN (SELECT id FROM teams WHERE workspace_id = $1 AND id = $2)";
    JOIN = "INSERT INTO team_members (team_id, user_id)
            SELECT $1, id FROM users WHERE workspace_id = $2 AND id = $3 ON CONFLICT DO NOTHING";
}

/// One page of teams in the order they were made, all of them or the one called exactly `name`, each with its number: a
/// small one of our own that stays theirs.
pub async fn page(
    db: &mut Reader,
    workspace: WorkspaceId,
    name: Option<&str>,
    limit: i64,
    offset: i64,
) -> Result<Vec<(Team, i64)>> {
    rows!(db, Row, PAGE, workspace.as_str(), name, limit, offset)?.into_iter().map(TryFrom::try_from).collect()
}

/// How many teams [`page`] pages through.
pub async fn count(db: &mut Reader, workspace: WorkspaceId, name: Option<&str>) -> Result<i64> {
    Ok(row!(db, (i64,), COUNT, workspace.as_str(), name)?.map_or(0, |(count,)| count))
}

/// One team by id, with its number.
pub async fn find(db: &mut Reader, workspace: WorkspaceId, id: TeamId) -> Result<Option<(Team, i64)>> {
    row!(db, Row, FIND, workspace.as_str(), id.as_str())?.map(TryFrom::try_from).transpose()
}

/// The team called `name`, whatever the case.
pub async fn named(db: &mut Reader, workspace: WorkspaceId, name: &str) -> Result<Option<Team>> {
    let found = row!(db, Row, NAMED, workspace.as_str(), name_key(name))?;
    Ok(found.map(<(Team, i64)>::try_from).transpose()?.map(|(team, _)| team))
}

/// Who is in which team, over the whole workspace: teams and people in the order they came.
pub async fn members(db: &mut Reader, workspace: WorkspaceId) -> Result<Vec<(TeamId, UserId)>> {
    rows!(db, (String, String), MEMBERS, workspace.as_str())?
        .into_iter()
        .map(|(team, user)| {
            let columns = Columns(&team);
            Ok((columns.text("team_id", &team)?, columns.text("user_id", &user)?))
        })
        .collect()
}

/// What somebody is shown with.
#[derive(Debug, Clone, Default)]
pub struct AroundPerson {
    /// A small number of our own that stays theirs.
    pub number: i64,
    /// The Slack team of their workspace.
    pub slack_team: Option<String>,
    /// Their teams, in the order those came.
    pub teams: Vec<TeamId>,
}

/// What one person is shown with; `None` when there is no such person.
pub async fn around_person(db: &mut Reader, workspace: WorkspaceId, id: UserId) -> Result<Option<AroundPerson>> {
    type Row = (i64, Option<String>, Option<String>);
    let mut found: Option<AroundPerson> = None;
    for (number, slack_team, team) in rows!(db, Row, AROUND_PERSON, workspace.as_str(), id.as_str())? {
        let around = found.get_or_insert_with(|| AroundPerson { number, slack_team, teams: Vec::new() });
        around.teams.extend(Columns(id.as_str()).optional::<TeamId>("team_id", team.as_deref())?);
    }
    Ok(found)
}

/// Adds a team. [`StoreError::is_conflict`](super::StoreError::is_conflict) when the id or the name is taken.
pub async fn insert(tx: &mut Transaction, workspace: WorkspaceId, team: &Team, now: Timestamp) -> Result<()> {
    let (id, name, email) = (team.id.as_str(), team.name.as_str(), team.email.as_deref());
    write!(tx, INSERT, id, workspace.as_str(), name, name_key(name), email, now.as_millisecond()).map(drop)
}

/// Changes name and address. A conflict when the name is taken.
pub async fn update(tx: &mut Transaction, workspace: WorkspaceId, team: &Team) -> Result<()> {
    let (id, name, email) = (team.id.as_str(), team.name.as_str(), team.email.as_deref());
    write!(tx, UPDATE, name, name_key(name), email, workspace.as_str(), id).map(drop)
}

/// Makes `members` the people of a team.
pub async fn set_members(tx: &mut Transaction, workspace: WorkspaceId, id: TeamId, members: &[UserId]) -> Result<()> {
    write!(tx, EMPTY, workspace.as_str(), id.as_str())?;
    for member in members {
        write!(tx, JOIN, id.as_str(), workspace.as_str(), member.as_str())?;
    }
    Ok(())
}

/// Deletes a team. What belonged to it belongs to none from then on. Whether there was one.
pub async fn delete(tx: &mut Transaction, workspace: WorkspaceId, id: TeamId) -> Result<bool> {
    write!(tx, FREE_SCHEDULES, workspace.as_str(), id.as_str())?;
    write!(tx, FREE_SHIFTS, workspace.as_str(), id.as_str())?;
    Ok(write!(tx, DELETE, workspace.as_str(), id.as_str())? > 0)
}
