//! Files the app uploads: a place is asked for, the bytes are sent there, and then the file is shared.

use axum::body::Bytes;
use axum::extract::{Path, State as Given};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use super::Playground;

/// A file, from the moment its place was asked for.
#[derive(Debug, Clone, Default)]
pub struct File {
    /// `F…`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is called where it is shown.
    pub title: String,
    /// What a screen reader says instead of a picture.
    pub alt: String,
    /// How many bytes were announced.
    pub length: usize,
    /// What was sent.
    pub bytes: Option<Vec<u8>>,
    /// Where it was shared; a file that is shared cannot be shared so again.
    pub shared: Option<String>,
}

impl File {
    /// A line for those who read a transcript.
    pub fn line(&self) -> String {
        let alt = if self.alt.is_empty() { String::new() } else { format!(": {}", self.alt) };
        format!("(file {}{alt})", self.name)
    }

    fn is_picture(&self) -> bool {
        self.name.to_lowercase().ends_with(".png")
    }

    /// What the page shows.
    pub fn picture(&self) -> Value {
        json!({ "name": self.name, "alt": self.alt, "image": self.is_picture(), "url": format!("/playground/files/{}", self.id) })
    }
}

/// `POST /upload/v1/{id}`: the bytes, as many as were announced.
pub async fn receive(Given(playground): Given<Playground>, Path(id): Path<String>, body: Bytes) -> Response {
    playground.change(|state| {
        let Some(file) = state.files.iter_mut().find(|file| file.id == id && file.bytes.is_none()) else {
            state.breaks_rule(format!("bytes were sent to {id}, where none are expected"));
            return StatusCode::NOT_FOUND.into_response();
        };
        if body.len() != file.length {
            let told = format!("{} bytes were sent of {}, which was to have {}", body.len(), file.name, file.length);
            state.breaks_rule(told);
            return (StatusCode::BAD_REQUEST, "ERROR - length").into_response();
        }
        file.bytes = Some(body.to_vec());
        format!("OK - {}", body.len()).into_response()
    })
}

/// `GET /playground/files/{id}`: a file that was shared, as the page shows or saves it.
pub async fn download(Given(playground): Given<Playground>, Path(id): Path<String>) -> Response {
    let found = playground.state().files.iter().find(|file| file.id == id && file.shared.is_some()).cloned();
    let Some(file) = found else { return StatusCode::NOT_FOUND.into_response() };
    let (kind, how) =
        if file.is_picture() { ("image/png", "inline") } else { ("text/csv; charset=utf-8", "attachment") };
    let safe: String = file.name.chars().filter(|c| c.is_ascii_alphanumeric() || ".-_".contains(*c)).collect();
    let headers = [
        (CONTENT_TYPE, kind.to_owned()),
        (CONTENT_DISPOSITION, format!("{how}; filename=\"{safe}\"")),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (headers, file.bytes.unwrap_or_default()).into_response()
}

impl Playground {
    /// The files that were shared, in order: their names and what is in them.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let state = self.state();
        let shared = state.files.iter().filter(|file| file.shared.is_some());
        shared.map(|file| (file.name.clone(), file.bytes.clone().unwrap_or_default())).collect()
    }
}
