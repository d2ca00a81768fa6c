//! Everybody in a workspace at once: names for messages, and who may be on call.

use std::sync::Arc;

use crate::ids::{UserId, WorkspaceId};
use crate::schedule::Zone;
use crate::store::everybody::{self, Everybody};
use crate::store::people::Person;
use crate::store::{Reader, Result};

/// The people of one workspace, by id. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct People(pub(super) Arc<Everybody>);

impl People {
    /// Everybody. They are read again only when one of them changed.
    pub async fn of(db: &mut Reader, workspace: WorkspaceId) -> Result<Self> {
        Ok(Self(everybody::of_workspace(db, workspace).await?))
    }

    /// One person.
    pub fn get(&self, id: UserId) -> Option<&Person> {
        self.0.people.get(&id)
    }

    /// What messages call somebody; their id when they are not known any more.
    pub fn name(&self, id: UserId) -> String {
        self.get(id).map_or_else(|| id.to_string(), |person| person.full_name.clone())
    }

    /// The zone somebody reads times in, when it is known.
    pub fn zone_of(&self, id: UserId) -> Option<Zone> {
        self.get(id)?.time_zone.as_deref().and_then(|zone| Zone::named(zone).ok())
    }

    /// Whether somebody is known and may be on call.
    pub fn may_be_on_call(&self, id: UserId) -> bool {
        self.get(id).is_some_and(|person| person.standing.may_be_on_call())
    }

    /// Everybody, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = &Person> {
        self.0.people.values()
    }
}

impl FromIterator<Person> for People {
    fn from_iter<T: IntoIterator<Item = Person>>(people: T) -> Self {
        let people = people.into_iter().map(|person| (person.id, person)).collect();
        Self(Arc::new(Everybody { people, ..Everybody::default() }))
    }
}
