//! Everybody in a workspace at once: names for messages, and who may be on call.

use std::collections::HashMap;

use super::settings::Chosen;
use crate::ids::{UserId, WorkspaceId};
use crate::schedule::Zone;
use crate::store::people::Person;
use crate::store::{Reads, Result, people};

/// The people of one workspace, by id.
#[derive(Debug, Clone, Default)]
pub struct People {
    by_id: HashMap<UserId, Person>,
    chosen: Chosen,
}

impl People {
    /// Reads everybody. Who chose another zone than Slack's has that one.
    pub async fn of(db: &mut impl Reads, workspace: WorkspaceId) -> Result<Self> {
        let chosen = Chosen::of(db, workspace).await?;
        Ok(Self::known(people::all(db, workspace).await?, chosen))
    }

    /// Reads some of them: those an answer names.
    pub async fn some(db: &mut impl Reads, workspace: WorkspaceId, ids: &[UserId]) -> Result<Self> {
        let mut people = Self::default();
        people.add(db, workspace, ids).await?;
        Ok(people)
    }

    /// Reads those of `ids` that are not here yet.
    pub async fn add(&mut self, db: &mut impl Reads, workspace: WorkspaceId, ids: &[UserId]) -> Result<()> {
        let mut unread: Vec<UserId> = ids.iter().filter(|id| !self.by_id.contains_key(*id)).copied().collect();
        unread.sort_unstable();
        unread.dedup();
        if !unread.is_empty() {
            let read = people::some(db, workspace, &unread).await?;
            self.join(Self::known(read, Chosen::some(db, workspace, &unread).await?));
        }
        Ok(())
    }

    /// Those here and the `others`.
    pub fn join(&mut self, others: Self) {
        // Of nobody nothing was read, neither what holds for everybody.
        if !others.by_id.is_empty() {
            self.by_id.extend(others.by_id);
            self.chosen.join(others.chosen);
        }
    }

    /// People with what they chose.
    fn known(mut people: Vec<Person>, chosen: Chosen) -> Self {
        for person in &mut people {
            if let Some(zone) = chosen.time_zone(person.id) {
                person.time_zone = Some(zone.to_owned());
            }
        }
        Self { chosen, ..people.into_iter().collect() }
    }

    /// One person.
    pub fn get(&self, id: UserId) -> Option<&Person> {
        self.by_id.get(&id)
    }

    /// What messages call somebody; their id when they are not known any more.
    pub fn name(&self, id: UserId) -> String {
        self.get(id).map_or_else(|| id.to_string(), |person| person.full_name.clone())
    }

    /// What they chose for themselves.
    pub fn chosen(&self) -> &Chosen {
        &self.chosen
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
        self.by_id.values()
    }
}

impl FromIterator<Person> for People {
    fn from_iter<T: IntoIterator<Item = Person>>(people: T) -> Self {
        Self { by_id: people.into_iter().map(|person| (person.id, person)).collect(), chosen: Chosen::default() }
    }
}
