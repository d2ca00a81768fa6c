//! `/healthz`: the process answers. `/readyz`: so do the database and, once, Slack.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::get;
use serde_json::json;

use crate::store::workspaces;
use crate::usecases::Ctx;

#[derive(Clone)]
struct Health {
    ctx: Ctx,
    has_slack: bool,
}

/// The two addresses.
pub fn router(ctx: Ctx, has_slack: bool) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready))
        .with_state(Health { ctx, has_slack })
}

/// 200 when the database answers, its tables are up to date (they are before we listen) and people were read from Slack
/// once, or Slack is not wanted. Else 503 with what is missing.
async fn ready(State(health): State<Health>) -> Response {
    let people = match workspaces_synced(&health.ctx).await {
        Ok(synced) => synced || !health.has_slack,
        Err(error) => {
            tracing::error!(%error, "not ready: the database does not answer");
            return not_ready(&json!({ "database": "does not answer" }));
        }
    };
    if people {
        Json(json!({ "database": "ok", "slack": if health.has_slack { "ok" } else { "not connected" } }))
            .into_response()
    } else {
        not_ready(&json!({ "database": "ok", "slack": "people have not been read yet" }))
    }
}

async fn workspaces_synced(ctx: &Ctx) -> crate::store::Result<bool> {
    let all = workspaces::all(&mut ctx.store.reader().await?).await?;
    Ok(all.iter().any(|workspace| workspace.synced_at.is_some()))
}

fn not_ready(why: &serde_json::Value) -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, Json(why)).into_response()
}
