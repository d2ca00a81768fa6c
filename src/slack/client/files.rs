//! Files: Slack names a place for the bytes, takes them there, and then shows the file in a conversation.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answer, CallError, SlackApi, within_patience};

/// A file to be uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name, with an extension by which Slack knows what it is.
    pub name: String,
    /// Its media type.
    pub content_type: &'static str,
    /// What is in it; never nothing.
    pub bytes: Vec<u8>,
    /// The same in words, for who cannot see a picture.
    pub alt: Option<String>,
}

impl SlackApi {
    /// Uploads `file` and shows it in a channel or, given a person's Slack id, in the direct messages with them, under
    /// `comment` (Slack's markup). Needs the scope `files:write`. A crash half-way leaves nothing that anybody sees.
    pub async fn upload_file(&self, target: &str, file: &File, comment: &str) -> Answer<()> {
        #[derive(Deserialize)]
        struct Place {
            upload_url: String,
            file_id: String,
        }
        let session = self.client.open_session(&self.token);
        let length = file.bytes.len().to_string();
        let mut about = vec![("filename", file.name.as_str()), ("length", length.as_str())];
        about.extend(file.alt.as_deref().map(|alt| ("alt_txt", alt)));
        // The method reads forms alone, and the library sends none.
        let url = format!("{}/{}", self.base, "files.getUploadURLExternal").parse();
        let url = url.map_err(|_| CallError::Refused("invalid_url".to_owned()))?;
        let form =
            serde_urlencoded::to_string(&about).map_err(|_| CallError::Refused("invalid_form_data".to_owned()))?;
        let kind = "application/x-www-form-urlencoded".to_owned();
        let asked = session.http_session_api.http_post_uri_binary(url, kind, form.as_bytes(), None);
        let place: Place = within_patience(asked).await?;
        let url = place.upload_url.parse().map_err(|_| CallError::Unanswered("no address for a file".to_owned()))?;
        let sent = session.http_session_api.http_post_uri_binary(url, file.content_type.to_owned(), &file.bytes, None);
        let _: Value = within_patience(sent).await?;
        let channel = self.conversation(target).await?;
        let files = json!([{ "id": place.file_id, "title": file.name }]);
        let body = json!({ "files": files, "channel_id": channel, "initial_comment": comment });
        let _: Value = self.post(&self.token, "files.completeUploadExternal", &body).await?;
        Ok(())
    }
}
