//! Reading who and what is in the workspace: our own identity, people, channels. Page after page until there are none; where
//! Slack asks to wait in between, the next attempt goes on where this one stopped.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Answer, CallError, SlackApi};
use crate::slack::people::SlackUser;
use crate::store::directory::Channel;
use crate::usecases::sync_people::SlackPerson;

/// The most rows Slack puts on a page of people or channels.
const PAGE: &str = "200";
/// More pages than any workspace has: an end even if Slack's cursor never stops.
const MOST_PAGES: usize = 2_000;

/// Lists that were read in part, by method and arguments: the pages so far, and the cursor of the next.
#[derive(Debug, Clone, Default)]
pub(super) struct Unread(Arc<Mutex<HashMap<String, ReadSoFar>>>);

/// The pages of a list, and the cursor of the next.
type ReadSoFar = (Box<dyn Any + Send>, String);

impl Unread {
    fn keep<T: Send + 'static>(&self, list: String, pages: Vec<T>, cursor: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(list, (Box::new(pages), cursor));
    }

    fn take<T: 'static>(&self, list: &str) -> Option<(Vec<T>, String)> {
        let (pages, cursor) = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(list)?;
        pages.downcast().ok().map(|pages| (*pages, cursor))
    }
}

/// Whose token this is.
#[derive(Debug, Clone, Deserialize)]
pub struct Identity {
    /// The team.
    pub team_id: String,
    /// What the team is called.
    #[serde(default)]
    pub team: String,
    /// Our bot's user.
    #[serde(default)]
    pub user_id: String,
}

#[derive(Deserialize)]
struct Page<T> {
    #[serde(flatten)]
    rows: T,
    #[serde(default)]
    response_metadata: Cursor,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Cursor {
    next_cursor: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Members {
    members: Vec<SlackUser>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Channels {
    channels: Vec<SlackChannel>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct SlackChannel {
    id: String,
    name: String,
    is_private: bool,
    is_archived: bool,
}

impl SlackApi {
    /// Whose token this is (`auth.test`).
    pub async fn identity(&self) -> Answer<Identity> {
        self.post(&self.token, "auth.test", &serde_json::json!({})).await
    }

    /// Everybody (`users.list`), people who left included.
    pub async fn people(&self) -> Answer<Vec<SlackPerson>> {
        let pages = self.pages::<Members>("users.list", &[]).await?;
        Ok(pages.into_iter().flat_map(|page| page.members).filter_map(SlackUser::into_person).collect())
    }

    /// One person (`users.info`).
    pub async fn person(&self, slack_id: &str) -> Answer<Option<SlackPerson>> {
        #[derive(Deserialize)]
        struct Found {
            user: SlackUser,
        }
        let found: Found = self.get("users.info", &[("user", slack_id.to_owned())]).await?;
        Ok(found.user.into_person())
    }

    /// The channels the bot can see (`conversations.list`), archived ones included.
    pub async fn channels(&self) -> Answer<Vec<Channel>> {
        let kinds = [("types", "public_channel,private_channel".to_owned())];
        let pages = match self.pages::<Channels>("conversations.list", &kinds).await {
            // Without groups:read the public ones are still to be had.
            Err(CallError::Refused(word)) if word == "missing_scope" => {
                self.pages::<Channels>("conversations.list", &[("types", "public_channel".to_owned())]).await?
            }
            pages => pages?,
        };
        let channels = pages.into_iter().flat_map(|page| page.channels).filter(|channel| !channel.id.is_empty());
        Ok(channels
            .map(|SlackChannel { id, name, is_private, is_archived }| Channel {
                slack_id: id,
                name,
                is_private,
                is_archived,
            })
            .collect())
    }

    async fn pages<T>(&self, method: &str, arguments: &[(&str, String)]) -> Answer<Vec<T>>
    where
        T: DeserializeOwned + Send + 'static,
    {
        let list = format!("{method} {arguments:?}");
        let (mut pages, mut cursor) = self.unread.take::<T>(&list).unwrap_or_default();
        while pages.len() < MOST_PAGES {
            let mut arguments = arguments.to_vec();
            arguments.push(("limit", PAGE.to_owned()));
            if !cursor.is_empty() {
                arguments.push(("cursor", cursor.clone()));
            }
            let page: Page<T> = match self.get(method, &arguments).await {
                Ok(page) => page,
                Err(error) => {
                    // Anything but a wish to wait begins anew: the cursor may be what Slack refuses.
                    if matches!(error, CallError::RateLimited { .. }) && !pages.is_empty() {
                        self.unread.keep(list, pages, cursor);
                    }
                    return Err(error);
                }
            };
            pages.push(page.rows);
            cursor = page.response_metadata.next_cursor;
            if cursor.is_empty() {
                break;
            }
        }
        Ok(pages)
    }
}
