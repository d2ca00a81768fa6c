//! Everybody of a workspace at once, with what they chose. Read after somebody changed, and remembered until the next change:
//! nearly everything that is answered names people, and they change seldom.
//!
//! The workspace counts its changes (`people_edition`). Who writes a person raises the count first, in the same transaction, and
//! that transaction remembers nothing: so what is remembered under a count was committed with it, or later. It may be later only
//! while that count is already the past.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::people::{self, Person};
use super::person_settings::{self, PeopleSettings, PersonSettings};
use super::sql::{row, statements, write};
use super::{Reader, Result, Transaction};
use crate::ids::{UserId, WorkspaceId};

/// So many people are remembered, of all workspaces together. Where one workspace more would be too many, the others are
/// forgotten first; it alone may be greater.
const MOST: usize = 200_000;

statements! {
    EDITION = "SELECT people_edition FROM workspaces WHERE id = $1";
    RAISE = "UPDATE workspaces SET people_edition = people_edition + 1 WHERE id = $1";
}

/// The people of one workspace.
#[derive(Debug, Default)]
pub struct Everybody {
    /// By id. Who chose another zone than Slack's has that one.
    pub people: HashMap<UserId, Person>,
    /// What they chose, of those who chose anything.
    pub chosen: HashMap<UserId, PersonSettings>,
    /// What admins chose for all of them.
    pub settings: PeopleSettings,
}

/// What is remembered: the count of changes at which each workspace's people were read, and who they are.
#[derive(Debug, Default)]
pub struct Memory(Mutex<HashMap<WorkspaceId, (i64, Arc<Everybody>)>>);

impl Memory {
    fn get(&self, workspace: WorkspaceId, edition: i64) -> Option<Arc<Everybody>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&workspace).filter(|(read_at, _)| *read_at == edition).map(|(_, everybody)| everybody.clone())
    }

    fn keep(&self, workspace: WorkspaceId, edition: i64, everybody: &Arc<Everybody>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.get(&workspace).is_some_and(|(read_at, _)| *read_at > edition) {
            return;
        }
        let others = known.iter().filter(|(other, _)| **other != workspace);
        let of_others: usize = others.map(|(_, (_, everybody))| everybody.people.len()).sum();
        if of_others + everybody.people.len() > MOST {
            known.clear();
        }
        known.insert(workspace, (edition, everybody.clone()));
    }
}

/// Everybody of a workspace as they are now.
pub async fn of_workspace(db: &mut Reader, workspace: WorkspaceId) -> Result<Arc<Everybody>> {
    // Before the people are: if they change in between, they are newer than the count says, and the count is the past.
    let edition = row!(db, (i64,), EDITION, workspace.as_str())?.map(|(edition,)| edition);
    if let (Some(memory), Some(edition)) = (db.memory(workspace), edition)
        && let Some(everybody) = memory.get(workspace, edition)
    {
        return Ok(everybody);
    }
    let chosen: HashMap<_, _> = person_settings::all(db, workspace).await?.into_iter().collect();
    let in_their_zone = |mut person: Person| {
        let zone = chosen.get(&person.id).and_then(|chosen| chosen.time_zone.clone());
        person.time_zone = zone.or(person.time_zone);
        (person.id, person)
    };
    let people = people::all(db, workspace).await?.into_iter().map(in_their_zone).collect();
    let settings = person_settings::of_everybody(db, workspace).await?;
    let everybody = Arc::new(Everybody { people, chosen, settings });
    if let (Some(memory), Some(edition)) = (db.memory(workspace), edition) {
        memory.keep(workspace, edition, &everybody);
    }
    Ok(everybody)
}

/// Says that this transaction is about to write somebody of `workspace`, or what they chose.
pub(super) async fn will_change(tx: &mut Transaction, workspace: WorkspaceId) -> Result<()> {
    if tx.changes_people_of(workspace) {
        write!(tx, RAISE, workspace.as_str())?;
    }
    Ok(())
}
