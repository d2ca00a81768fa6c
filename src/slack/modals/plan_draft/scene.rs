//! What drawing a draft's forms needs to know besides the draft: names of people, the group, who reads.

use jiff::Timestamp;

use super::draft::Draft;
use crate::ids::UserId;
use crate::schedule::Zone;
use crate::slack::commands::Asker;
use crate::store::directory::{self, UserGroup};
use crate::store::people::{Person, Standing};
use crate::usecases::people::People;
use crate::usecases::{Ctx, Result};

/// The surroundings of a draft.
pub struct Scene {
    /// Everybody.
    pub people: People,
    /// The user group the draft names.
    pub group: Option<UserGroup>,
    /// The schedule's zone.
    pub zone: Zone,
    /// The zone of who reads.
    pub reader: Zone,
    /// The present.
    pub now: Timestamp,
}

impl Scene {
    /// Reads them.
    pub async fn of(ctx: &Ctx, asker: &Asker, draft: &Draft) -> Result<Self> {
        let mut db = ctx.store.reader().await?;
        let group = match &draft.plan.user_group {
            Some(group) => directory::group(&mut db, asker.workspace(), group).await?,
            None => None,
        };
        Ok(Self {
            people: People::of(&mut db, asker.workspace()).await?,
            group,
            zone: Zone::named(&draft.plan.time_zone).unwrap_or(Zone::UTC),
            reader: asker.zone.clone(),
            now: ctx.clock.now(),
        })
    }

    /// The Slack ids of those a picker of people can show: known to Slack, and able to serve.
    pub fn slack_ids(&self, users: impl IntoIterator<Item = UserId>) -> Vec<String> {
        let shown = users.into_iter().filter(|user| self.in_picker(*user));
        shown.filter_map(|user| self.people.get(user)?.slack_id.clone()).collect()
    }

    /// Whether a picker of people can show somebody.
    pub fn in_picker(&self, user: UserId) -> bool {
        self.people.get(user).is_some_and(|person| person.slack_id.is_some() && person.standing.may_be_on_call())
    }

    /// Who was picked, or why they cannot all be: "… can't be on call.", say.
    pub fn picked(&self, ids: &[String], cannot: &str) -> std::result::Result<Vec<UserId>, String> {
        let mut users = Vec::new();
        let mut wrong: Vec<String> = Vec::new();
        let mut unknown = 0_usize;
        for id in ids {
            match self.people.iter().find(|person| person.slack_id.as_ref() == Some(id)) {
                None => unknown += 1,
                Some(person) => match barrier(person) {
                    Some(because) if wrong.len() < 5 => {
                        wrong.push(format!("{} {because} {cannot}.", person.full_name));
                    }
                    Some(_) => {}
                    None if users.contains(&person.id) => {}
                    None => users.push(person.id),
                },
            }
        }
        if unknown > 0 {
            let these =
                if unknown == 1 { "one of these people".to_owned() } else { format!("{unknown} of these people") };
            wrong.push(format!(
                "I don't know {these} yet: I read the list of people from Slack every hour. Try again later."
            ));
        }
        if wrong.is_empty() { Ok(users) } else { Err(wrong.join(" ")) }
    }
}

fn barrier(person: &Person) -> Option<&'static str> {
    match person.standing {
        Standing::Admin | Standing::Member => None,
        Standing::Guest => Some("is a guest, and guests"),
        Standing::Bot => Some("is a bot, and bots"),
        Standing::Deactivated => Some("has left the workspace, and people who left"),
    }
}
