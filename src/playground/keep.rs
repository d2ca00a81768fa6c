//! What the app sent, kept as files: each message's blocks and each view once, for checks by other people's code.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::Playground;

/// Where payloads are kept, if anywhere.
#[derive(Debug, Clone, Default)]
pub struct Keeper(Option<PathBuf>);

impl Keeper {
    /// Keeps the blocks of a message, as they were sent.
    pub fn blocks(&self, blocks: &[Value]) {
        if !blocks.is_empty() {
            self.keep(&json!({ "blocks": blocks }));
        }
    }

    /// Keeps a view, as it was sent.
    pub fn view(&self, view: &Value) {
        self.keep(&json!({ "view": view }));
    }

    /// Writes a payload under its own digest, so that equal ones are one file.
    fn keep(&self, payload: &Value) {
        let Some(folder) = &self.0 else { return };
        let text = payload.to_string();
        let name = hex::encode(&Sha256::digest(&text)[..12]);
        let file = folder.join(name).with_extension("json");
        if !file.exists()
            && let Err(error) = std::fs::write(&file, text)
        {
            tracing::error!(%error, file = %file.display(), "a payload could not be kept");
        }
    }
}

impl Playground {
    /// Keeps every message's blocks and every view from now on as a file in this folder, each once.
    pub fn keep_payloads(&self, folder: &Path) {
        self.state().keeper = Keeper(Some(folder.to_owned()));
    }
}
