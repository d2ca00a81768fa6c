//! API tokens: made once and shown once, checked at every request, revoked.

use rand::RngExt as _;
use sha2::{Digest as _, Sha256};

use super::{Ctx, Result};
use crate::ids::{TokenId, UserId, WorkspaceId};
use crate::store::tokens::{Scope, Token};
use crate::store::{Store, StoreError, tokens};

/// The bytes of a secret; as text it is twice as many hexadecimal characters, like the reference's.
const SECRET_BYTES: usize = 32;

/// Makes a token and returns its secret: the only time it can be seen.
pub async fn create(
    ctx: &Ctx,
    workspace: WorkspaceId,
    name: &str,
    scope: Scope,
    user: Option<UserId>,
) -> Result<(Token, String)> {
    let bytes: [u8; SECRET_BYTES] = rand::rng().random();
    let secret = hex::encode(bytes);
    let token = Token {
        id: TokenId::random(),
        workspace,
        user,
        name: name.to_owned(),
        scope,
        created_at: ctx.clock.now(),
        last_used_at: None,
        revoked_at: None,
    };
    let mut tx = ctx.store.begin().await?;
    tokens::insert(&mut tx, &token, &hash(&secret)).await?;
    tx.commit().await?;
    Ok((token, secret))
}

/// The token that `secret` belongs to, unless it was revoked or never was.
pub async fn check(store: &Store, secret: &str) -> std::result::Result<Option<Token>, StoreError> {
    let well_formed = secret.len() == 2 * SECRET_BYTES
        && secret.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    if !well_formed {
        return Ok(None);
    }
    tokens::by_hash(&mut store.reader().await?, &hash(secret)).await
}

/// Refuses a token from now on. Whether there was one to refuse.
pub async fn revoke(ctx: &Ctx, workspace: WorkspaceId, id: TokenId) -> Result<bool> {
    let mut tx = ctx.store.begin().await?;
    let revoked = tokens::revoke(&mut tx, workspace, id, ctx.clock.now()).await?;
    tx.commit().await?;
    Ok(revoked)
}

/// A secret is 256 random bits, so a plain digest is enough: there is nothing to guess.
pub(super) fn hash(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}

/// Remembers that a token was used, to the minute. A request does not fail for it.
pub async fn was_used(ctx: &Ctx, token: &Token) {
    let now = ctx.clock.now();
    let fresh = |used: jiff::Timestamp| now.duration_since(used) < jiff::SignedDuration::from_mins(1);
    if token.last_used_at.is_some_and(fresh) {
        return;
    }
    if let Err(error) = remember_use(ctx, token, now).await {
        tracing::warn!(token = %token.id, "noting that a token was used: {error}");
    }
}

async fn remember_use(ctx: &Ctx, token: &Token, now: jiff::Timestamp) -> std::result::Result<(), StoreError> {
    let mut tx = ctx.store.begin().await?;
    tokens::used(&mut tx, token.id, now).await?;
    tx.commit().await
}
