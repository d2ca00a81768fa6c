//! `files.getUploadURLExternal`: a place for a file's bytes.

use serde_json::json;

use super::{Answer, Ask, Refusal};
use crate::playground::file::File;

/// Slack's limit for the description of a picture.
const LONGEST_ALT: usize = 1_000;
/// More than anything a bot of ours sends; Slack takes a gigabyte.
const LARGEST: usize = 4 * 1024 * 1024;

pub fn call(ask: &mut Ask<'_>) -> Answer {
    let name = ask.needed("filename", "missing_argument")?;
    let length = ask.arguments.number("length").ok().flatten().filter(|length| *length > 0);
    let Some(length) = length else {
        ask.state.breaks_rule("files.getUploadURLExternal was called for a file without bytes");
        return Err("invalid_arguments".into());
    };
    if length > LARGEST {
        return Err("file_upload_size_restricted".into());
    }
    let alt = ask.arguments.text("alt_txt").unwrap_or_default();
    if alt.chars().count() > LONGEST_ALT {
        return Err(Refusal::new("alt_txt_too_large"));
    }
    let id = format!("F{:010}", ask.state.files.len() + 1);
    let url = format!("{}/upload/v1/{id}", ask.base_url);
    ask.state.files.push(File { id: id.clone(), title: name.clone(), name, alt, length, ..File::default() });
    Ok(json!({ "upload_url": url, "file_id": id }))
}
