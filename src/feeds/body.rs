//! The bytes of an answer: no more than a calendar may have, packed or not.

use std::io::Read as _;
use std::sync::Arc;

use flate2::read::MultiGzDecoder;
use reqwest::Response;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Trouble;
use crate::ical::LARGEST;

/// From this size on a calendar is large: only a few of those are in memory together.
const LARGE: usize = 1024 * 1024;

/// Reads an answer to its end, or until it is too large.
pub(super) async fn read(
    mut response: Response,
    large: &Arc<Semaphore>,
) -> Result<(Vec<u8>, Option<OwnedSemaphorePermit>), Trouble> {
    if response.content_length().is_some_and(|length| usize::try_from(length).map_or(true, |length| length > LARGEST)) {
        return Err(Trouble::TooLarge);
    }
    let (mut bytes, mut permit) = (Vec::new(), None);
    while let Some(chunk) = response.chunk().await.map_err(|_| Trouble::BrokenOff)? {
        if bytes.len() + chunk.len() > LARGEST {
            return Err(Trouble::TooLarge);
        }
        if permit.is_none() && bytes.len() + chunk.len() > LARGE {
            permit = Arc::clone(large).acquire_owned().await.ok();
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok((bytes, permit))
}

/// Unpacks what is packed, whether or not its headers say so.
pub(super) async fn unpacked(bytes: Vec<u8>) -> Result<Vec<u8>, Trouble> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes);
    }
    let unpacking = tokio::task::spawn_blocking(move || {
        let limit = u64::try_from(LARGEST).map_or(u64::MAX, |limit| limit + 1);
        let mut plain = Vec::new();
        MultiGzDecoder::new(bytes.as_slice()).take(limit).read_to_end(&mut plain).map_err(|_| Trouble::BrokenOff)?;
        if plain.len() > LARGEST { Err(Trouble::TooLarge) } else { Ok(plain) }
    });
    unpacking.await.unwrap_or(Err(Trouble::BrokenOff))
}
