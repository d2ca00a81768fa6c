//! What people choose for themselves (`/oncall settings`), and what follows from it: their zone, their phone, whether and when
//! they are reminded and told.

use super::people::People;
use super::{Actor, Ctx, Result};
use crate::ids::{UserId, WorkspaceId};
use crate::schedule::Zone;
use crate::store::people::{self, Person, Standing};
use crate::store::person_settings::{self, PeopleSettings, PersonSettings, PhoneFor};
use crate::store::{Reader, StoreError, shifts_ahead};

/// How long before a shift one may be reminded, in minutes, the longest first.
pub const OFFSETS: [i64; 8] = [20_160, 10_080, 4_320, 1_440, 720, 180, 60, 15];
/// When people are reminded who chose nothing: a week, a day and an hour before.
pub const USUAL: [i64; 3] = [10_080, 1_440, 60];

/// What is known of somebody's phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phone<'a> {
    /// It may be shown.
    Shown(&'a str),
    /// They keep it to themselves.
    Private,
    /// They gave none.
    None,
}

impl People {
    /// Somebody's phone, as far as others may know.
    pub fn phone(&self, user: UserId) -> Phone<'_> {
        let Some(settings) = self.0.chosen.get(&user) else { return Phone::None };
        match (&settings.phone, settings.phone_for) {
            (None, _) => Phone::None,
            (Some(_), PhoneFor::Nobody) if !self.0.settings.override_phone_privacy => Phone::Private,
            (Some(phone), _) => Phone::Shown(phone),
        }
    }

    /// How long before a shift somebody is reminded, in minutes.
    pub fn reminders(&self, user: UserId) -> &[i64] {
        let chosen = self.0.chosen.get(&user).and_then(|settings| settings.reminders.as_deref());
        chosen.unwrap_or(if self.0.settings.tells_by_default { &USUAL } else { &[] })
    }

    /// Whether somebody is told that others changed their shifts.
    pub fn hears_news(&self, user: UserId) -> bool {
        let chosen = self.0.chosen.get(&user).and_then(|settings| settings.news);
        chosen.unwrap_or(self.0.settings.tells_by_default)
    }
}

/// The zone somebody reads times in: the one they chose, else Slack's, else UTC.
pub async fn zone_of(db: &mut Reader, workspace: WorkspaceId, person: &Person) -> Result<Zone, StoreError> {
    let chosen = person_settings::of_person(db, workspace, person.id).await?.time_zone;
    let named = |zone: &String| Zone::named(zone).ok();
    Ok(chosen.as_ref().and_then(named).or_else(|| person.time_zone.as_ref().and_then(named)).unwrap_or(Zone::UTC))
}

/// What somebody may look at and change.
#[derive(Debug, Clone)]
pub struct Mine {
    /// How long before a shift they are reminded, in minutes.
    pub reminders: Vec<i64>,
    /// Whether they are told of changes.
    pub news: bool,
    /// What else they chose.
    pub settings: PersonSettings,
    /// The zone Slack tells.
    pub slack_zone: Option<String>,
    /// What admins chose for everybody, for admins.
    pub everybody: Option<PeopleSettings>,
}

/// The asker's settings; `None` when we have not read them from Slack yet.
pub async fn mine(ctx: &Ctx, actor: Actor) -> Result<Option<Mine>> {
    let (workspace, Some(user)) = (actor.workspace(), actor.user()) else { return Ok(None) };
    let mut db = ctx.store.reader().await?;
    let Some(person) = people::find(&mut db, workspace, user).await? else { return Ok(None) };
    let people = People::of(&mut db, workspace).await?;
    Ok(Some(Mine {
        reminders: people.reminders(user).to_vec(),
        news: people.hears_news(user),
        settings: people.0.chosen.get(&user).cloned().unwrap_or_default(),
        slack_zone: person.time_zone,
        everybody: (person.standing == Standing::Admin).then_some(people.0.settings),
    }))
}

/// Keeps what somebody chose for themselves and, when they are an admin, for everybody. Whether they are known; what is for
/// everybody is kept of admins only.
pub async fn choose(
    ctx: &Ctx,
    actor: Actor,
    settings: &PersonSettings,
    everybody: Option<PeopleSettings>,
) -> Result<bool> {
    let (workspace, now) = (actor.workspace(), ctx.clock.now());
    let Some(user) = actor.user() else { return Ok(false) };
    let mut tx = ctx.store.begin().await?;
    let Some(person) = people::find(&mut tx, workspace, user).await? else { return Ok(false) };
    person_settings::keep(&mut tx, workspace, user, settings).await?;
    // Reminders are planned anew for the schedules they are in.
    shifts_ahead::soon_for(&mut tx, workspace, user, now).await?;
    if let Some(everybody) = everybody.filter(|_| person.standing == Standing::Admin) {
        let before = person_settings::of_everybody(&mut tx, workspace).await?;
        person_settings::keep_of_everybody(&mut tx, workspace, everybody).await?;
        if before.tells_by_default != everybody.tells_by_default {
            shifts_ahead::soon_for_all(&mut tx, workspace, now).await?;
        }
    }
    tx.commit().await?;
    ctx.wake.ring();
    Ok(true)
}
