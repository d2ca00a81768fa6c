//! `user_groups` and `slack_channels`: what of Slack a schedule can be tied to, as last read. Lists only.

use axum::Json;
use axum::extract::State;
use axum::http::Uri;
use serde_json::{Value, json};

use super::App;
use super::error::ApiResult;
use super::gate::Caller;
use super::page::{Asked, Links};
use super::query::Query;
use crate::store::directory;

const PAGE_SIZE: i64 = 50;

/// `GET info/`: where Grafana is. There is none; clients ask to see whether their token works.
pub async fn info() -> Json<Value> {
    Json(json!({ "url": "" }))
}

/// `GET user_groups/`, all of them or the one with this `slack_handle`.
pub async fn user_groups(State(app): State<App>, caller: Caller, uri: Uri, query: Query) -> ApiResult {
    let mut groups = directory::groups(&mut app.ctx.store.reader().await?, caller.0.workspace()).await?;
    if let Some(handle) = query.last("slack_handle").filter(|handle| !handle.is_empty()) {
        groups.retain(|group| group.handle == handle);
    }
    let page = Asked::in_query(&query, PAGE_SIZE).of(i64::try_from(groups.len()).unwrap_or(i64::MAX));
    let rows = page.cut(groups).into_iter().map(|group| {
        json!({
            "id": group.id,
            "type": "slack_based",
            "slack": { "id": group.slack_id, "name": group.name, "handle": group.handle },
        })
    });
    Ok(page
        .envelope(&Links { public_url: &app.settings.public_url, uri: &uri, query: &query }, &rows.collect::<Vec<_>>()))
}

/// `GET slack_channels/`, all that are not archived or the one with this `channel_name`.
pub async fn slack_channels(State(app): State<App>, caller: Caller, uri: Uri, query: Query) -> ApiResult {
    let mut channels = directory::channels(&mut app.ctx.store.reader().await?, caller.0.workspace()).await?;
    channels.retain(|channel| !channel.is_archived);
    if let Some(name) = query.last("channel_name").filter(|name| !name.is_empty()) {
        channels.retain(|channel| channel.name == name);
    }
    let page = Asked::in_query(&query, PAGE_SIZE).of(i64::try_from(channels.len()).unwrap_or(i64::MAX));
    let rows =
        page.cut(channels).into_iter().map(|channel| json!({ "name": channel.name, "slack_id": channel.slack_id }));
    Ok(page
        .envelope(&Links { public_url: &app.settings.public_url, uri: &uri, query: &query }, &rows.collect::<Vec<_>>()))
}
