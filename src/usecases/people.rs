//! Everybody in a workspace at once: names for messages, and who may be on call.

use std::collections::HashMap;

use crate::ids::{UserId, WorkspaceId};
use crate::store::people::Person;
use crate::store::{Reads, Result, people};

/// The people of one workspace, by id.
#[derive(Debug, Clone, Default)]
pub struct People(HashMap<UserId, Person>);

impl People {
    /// Reads everybody.
    pub async fn of(db: &mut impl Reads, workspace: WorkspaceId) -> Result<Self> {
        Ok(people::all(db, workspace).await?.into_iter().collect())
    }

    /// Reads some of them: those an answer names.
    pub async fn some(db: &mut impl Reads, workspace: WorkspaceId, ids: &[UserId]) -> Result<Self> {
        let mut people = Self::default();
        people.add(db, workspace, ids).await?;
        Ok(people)
    }

    /// Reads those of `ids` that are not here yet.
    pub async fn add(&mut self, db: &mut impl Reads, workspace: WorkspaceId, ids: &[UserId]) -> Result<()> {
        let mut unread: Vec<UserId> = ids.iter().filter(|id| !self.0.contains_key(*id)).copied().collect();
        unread.sort_unstable();
        unread.dedup();
        let read = people::some(db, workspace, &unread).await?;
        self.0.extend(read.into_iter().map(|person| (person.id, person)));
        Ok(())
    }

    /// Those here and the `others`.
    pub fn join(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// One person.
    pub fn get(&self, id: UserId) -> Option<&Person> {
        self.0.get(&id)
    }

    /// What messages call somebody; their id when they are not known any more.
    pub fn name(&self, id: UserId) -> String {
        self.get(id).map_or_else(|| id.to_string(), |person| person.full_name.clone())
    }

    /// Whether somebody is known and may be on call.
    pub fn may_be_on_call(&self, id: UserId) -> bool {
        self.get(id).is_some_and(|person| person.standing.may_be_on_call())
    }

    /// Everybody, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = &Person> {
        self.0.values()
    }
}

impl FromIterator<Person> for People {
    fn from_iter<T: IntoIterator<Item = Person>>(people: T) -> Self {
        Self(people.into_iter().map(|person| (person.id, person)).collect())
    }
}
