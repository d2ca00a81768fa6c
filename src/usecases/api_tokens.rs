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
fn hash(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}
