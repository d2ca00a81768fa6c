//! Secret links to calendars: made once and shown once, looked at, revoked. Whoever has the link reads the calendar.

use jiff::{SignedDuration, Timestamp};
use rand::RngExt as _;

use super::api_tokens::hash;
use super::{Actor, Ctx};
use crate::ids::{LinkId, ScheduleId, TokenId, UserId, WorkspaceId};
use crate::store::exports::{self, Link};
use crate::store::people::{self, Standing};
use crate::store::{StoreError, schedules};

/// The bytes of a secret; as text it is twice as many hexadecimal characters, like the reference's.
const SECRET_BYTES: usize = 16;
/// How fresh the note of a link's last use is.
const READ_AGAIN: SignedDuration = SignedDuration::from_hours(1);

/// Which link of whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkOf {
    /// Whose.
    pub owner: Owner,
    /// The schedule it shows; without one, its owner's own shifts.
    pub schedule: Option<ScheduleId>,
}

/// Whose a link is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// A person's.
    Person(UserId),
    /// An API token's that acts for nobody.
    Token(TokenId),
}

impl Owner {
    /// The owner behind an actor. A stranger has none.
    pub fn of(actor: Actor) -> Option<Self> {
        match actor {
            Actor::Person { user, .. } | Actor::Token { user: Some(user), .. } => Some(Self::Person(user)),
            Actor::Token { token, user: None, .. } => Some(Self::Token(token)),
            Actor::Stranger { .. } => None,
        }
    }

    fn as_str(&self) -> &str {
        match self {
            Self::Person(user) => user.as_str(),
            Self::Token(token) => token.as_str(),
        }
    }
}

/// Why a link was not made, shown or revoked.
#[derive(Debug, thiserror::Error)]
pub enum NoLink {
    /// There is no such schedule or person, or no such link.
    #[error("there is no such link")]
    NotFound,
    /// There is one that works: it can be revoked, but not shown again.
    #[error("there is a link already")]
    Exists(Box<Link>),
    /// Somebody who may not be on call has no link of their own.
    #[error("this person may not have a link")]
    MayNot,
    /// We could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The link that works, if there is one.
pub async fn look(ctx: &Ctx, workspace: WorkspaceId, of: LinkOf) -> Result<Option<Link>, NoLink> {
    let mut db = ctx.store.reader().await?;
    if let Some(schedule) = of.schedule {
        schedules::find(&mut db, workspace, schedule).await?.ok_or(NoLink::NotFound)?;
    }
    Ok(exports::in_force(&mut db, workspace, of.owner.as_str(), of.schedule).await?)
}

/// Makes a link and returns its secret: the only time it can be seen.
pub async fn create(ctx: &Ctx, workspace: WorkspaceId, of: LinkOf) -> Result<(Link, String), NoLink> {
    make(ctx, workspace, of, false).await
}

/// Revokes the link that works, if there is one, and makes another.
pub async fn renew(ctx: &Ctx, workspace: WorkspaceId, of: LinkOf) -> Result<(Link, String), NoLink> {
    make(ctx, workspace, of, true).await
}

async fn make(ctx: &Ctx, workspace: WorkspaceId, of: LinkOf, renews: bool) -> Result<(Link, String), NoLink> {
    let now = ctx.clock.now();
    let owner = of.owner.as_str();
    let mut tx = ctx.store.begin().await?;
    if let Some(schedule) = of.schedule {
        schedules::find(&mut tx, workspace, schedule).await?.ok_or(NoLink::NotFound)?;
    }
    if let Owner::Person(user) = of.owner {
        let person = people::find(&mut tx, workspace, user).await?.ok_or(NoLink::NotFound)?;
        if !person.standing.may_be_on_call() {
            return Err(NoLink::MayNot);
        }
    }
    if renews {
        exports::revoke(&mut tx, workspace, owner, of.schedule, now).await?;
    } else if let Some(link) = exports::in_force(&mut tx, workspace, owner, of.schedule).await? {
        return Err(NoLink::Exists(Box::new(link)));
    }
    let bytes: [u8; SECRET_BYTES] = rand::rng().random();
    let secret = hex::encode(bytes);
    let link = Link {
        id: LinkId::random(),
        workspace,
        owner: owner.to_owned(),
        schedule: of.schedule,
        created_at: now,
        last_read_at: None,
        revoked_at: None,
    };
    match exports::insert(&mut tx, &link, &hash(&secret)).await {
        // Somebody made one a moment ago.
        Err(error) if error.is_conflict() => return Err(NoLink::Exists(Box::new(link))),
        other => other?,
    }
    tx.commit().await?;
    Ok((link, secret))
}

/// Refuses the link from now on.
pub async fn revoke(ctx: &Ctx, workspace: WorkspaceId, of: LinkOf) -> Result<(), NoLink> {
    let mut tx = ctx.store.begin().await?;
    if !exports::revoke(&mut tx, workspace, of.owner.as_str(), of.schedule, ctx.clock.now()).await? {
        return Err(NoLink::NotFound);
    }
    tx.commit().await?;
    Ok(())
}

/// Why a link opens nothing.
#[derive(Debug, thiserror::Error)]
pub enum Closed {
    /// Nobody ever made it.
    #[error("there is no such link")]
    Unknown,
    /// It was revoked, or its owner has left.
    #[error("the link does not work any more")]
    Revoked,
    /// We could not look.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The link with this secret.
pub async fn open(ctx: &Ctx, secret: &str) -> Result<Link, Closed> {
    let well_formed = secret.len() == 2 * SECRET_BYTES
        && secret.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    if !well_formed {
        return Err(Closed::Unknown);
    }
    let mut db = ctx.store.reader().await?;
    let link = exports::by_hash(&mut db, &hash(secret)).await?.ok_or(Closed::Unknown)?;
    if link.revoked_at.is_some() {
        return Err(Closed::Revoked);
    }
    if let Ok(user) = link.owner.parse::<UserId>()
        && let Some(person) = people::find(&mut db, link.workspace, user).await?
        && matches!(person.standing, Standing::Deactivated | Standing::Guest)
    {
        return Err(Closed::Revoked);
    }
    Ok(link)
}

/// Remembers that a link was read. A request does not fail for it.
pub async fn was_read(ctx: &Ctx, link: &Link) {
    let now = ctx.clock.now();
    if link.last_read_at.is_some_and(|read| now.duration_since(read) < READ_AGAIN) {
        return;
    }
    if let Err(error) = remember(ctx, link, now).await {
        tracing::warn!(link = %link.id, "noting that a calendar was read: {error}");
    }
}

async fn remember(ctx: &Ctx, link: &Link, now: Timestamp) -> Result<(), StoreError> {
    let mut tx = ctx.store.begin().await?;
    exports::was_read(&mut tx, link, now).await?;
    tx.commit().await
}
