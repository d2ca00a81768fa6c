//! Asking a calendar's server, the first time and again: what came, and whether it is anything new.

use super::Ctx;
use super::calendar_meaning::digest;
use super::follow_calendar::hint;
use crate::feeds::{Fetched, Trouble, Validators};
use crate::store::feeds::Learned;

/// What asking again brought.
pub(super) enum Brought {
    /// Nothing: the server says that it is as it was.
    Nothing(Learned),
    /// The text that was there before.
    TheSame(Vec<u8>, Learned),
    /// Another text.
    New(Vec<u8>, Learned),
}

/// Asks again, with what was learned before. `body` is the digest of the text that was read then.
pub(super) async fn ask(ctx: &Ctx, url: &str, before: &Learned, body: Option<&str>) -> Result<Brought, Trouble> {
    let known = Validators { etag: before.etag.clone(), last_modified: before.last_modified.clone() };
    let text = match ctx.feeds.fetch(url, &known).await? {
        Fetched::Unchanged => return Ok(Brought::Nothing(before.clone())),
        Fetched::Text(text) => text,
    };
    let Validators { etag, last_modified } = text.validators;
    if body == Some(digest(&text.bytes).as_str()) {
        // What the text itself asks for was read with it, and counts before what its server asks for.
        return Ok(Brought::TheSame(text.bytes, Learned { hint: before.hint, etag, last_modified }));
    }
    Ok(Brought::New(text.bytes, Learned { hint: hint(None, text.keep), etag, last_modified }))
}

/// Asks for the first time.
pub(super) async fn ask_first(ctx: &Ctx, url: &str) -> Result<(Vec<u8>, Learned), Trouble> {
    match ask(ctx, url, &Learned::default(), None).await? {
        Brought::Nothing(_) => Err(Trouble::Status(304)),
        Brought::TheSame(bytes, learned) | Brought::New(bytes, learned) => Ok((bytes, learned)),
    }
}
