//! `/metrics`: what Prometheus reads. Counters are counted where things happen; what is a state is read from the database
//! when it is asked for, so that every replica tells the same.

use std::sync::OnceLock;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use crate::store::outbox;
use crate::usecases::Ctx;

/// The address.
pub fn router(ctx: Ctx) -> Router {
    recorder();
    Router::new().route("/metrics", get(read)).with_state(ctx)
}

/// Counts a request by route and status. Ids in paths are not told apart: a route is one line.
pub async fn count(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let method = request.method().to_string();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    metrics::counter!("rota_http_requests_total", "method" => method, "route" => route, "status" => status)
        .increment(1);
    response
}

async fn read(State(ctx): State<Ctx>) -> Response {
    let waiting = async { outbox::waiting(&mut ctx.store.reader().await?).await };
    match waiting.await {
        Ok(waiting) => {
            metrics::gauge!("rota_messages_waiting").set(f64::from(u32::try_from(waiting).unwrap_or(u32::MAX)));
            metrics::gauge!("rota_database_up").set(1.0);
        }
        Err(_) => metrics::gauge!("rota_database_up").set(0.0),
    }
    match recorder() {
        Some(handle) => {
            let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
            (kind, handle.render()).into_response()
        }
        None => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// The one recorder of the process, described once. `None` when something else in the process records already.
fn recorder() -> Option<&'static PrometheusHandle> {
    static HANDLE: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    let install = || {
        let handle = PrometheusBuilder::new().install_recorder().ok()?;
        metrics::describe_counter!("rota_http_requests_total", "Requests answered, by method, route and status");
        metrics::describe_counter!("rota_handoffs_total", "Changes of who is on call that were written down");
        metrics::describe_counter!("rota_messages_total", "Attempts to say something in Slack, by how they ended");
        metrics::describe_counter!("rota_groups_total", "Looks at user groups, by how they ended");
        metrics::describe_counter!("rota_worker_faults_total", "Faults of ours the worker met and went on from");
        metrics::describe_gauge!("rota_messages_waiting", "Messages that are not in Slack yet");
        metrics::describe_gauge!("rota_database_up", "1 when the database answers");
        Some(handle)
    };
    HANDLE.get_or_init(install).as_ref()
}
