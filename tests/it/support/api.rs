//! A workspace with its people and tokens, and the real router in front of it. Requests read as they are written to the API.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use jiff::Timestamp;
use rota::api::{self, Settings};
use rota::clock::Clock;
use rota::ids::{UserId, WorkspaceId};
use rota::store::people::{Person, Standing};
use rota::store::tokens::Scope;
use rota::store::{Store, people, workspaces};
use rota::usecases::live::Live;
use rota::usecases::{Ctx, Wake, api_tokens};
use serde_json::Value;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

use super::calendars;

/// Monday morning, a quiet one.
pub const MONDAY: &str = "2024-06-03T10:00:00Z";

/// The API of one workspace at a standing time, asked with one token.
#[derive(Clone)]
pub struct Api {
    pub ctx: Ctx,
    pub router: Router,
    pub workspace: WorkspaceId,
    /// What is sent as `Authorization`.
    pub authorization: Option<String>,
    pub alice: UserId,
    pub bob: UserId,
    pub carol: UserId,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    /// The body, null when there is none.
    pub fn json(&self) -> Value {
        if self.text.is_empty() {
            return Value::Null;
        }
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error} in {}", self.text))
    }

    /// The body of an answer that has to have this status.
    #[track_caller]
    pub fn is(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self.json()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

impl Api {
    /// A new workspace with Alice (admin), Bob and Carol, asked by Alice's token on Monday.
    pub async fn on(store: &Store) -> Self {
        let workspace = new_workspace(store).await;
        let alice = add_person(store, workspace, "alice", "alice@example.com", Standing::Admin).await;
        let bob = add_person(store, workspace, "bob", "bob@example.com", Standing::Member).await;
        let carol = add_person(store, workspace, "carol", "carol@example.com", Standing::Member).await;
        let ctx = context(store, MONDAY.parse().unwrap());
        let secret = token(&ctx, workspace, Scope::Write, Some(alice)).await;
        Self { router: router(&ctx), ctx, workspace, authorization: Some(secret), alice, bob, carol }
    }

    /// The same at another time.
    pub fn at(&self, now: &str) -> Self {
        let ctx = context(&self.ctx.store, now.parse().unwrap());
        Self { router: router(&ctx), ctx, ..self.clone() }
    }

    /// The same with another `Authorization` header, or none.
    pub fn asked_with(&self, authorization: Option<&str>) -> Self {
        Self { authorization: authorization.map(str::to_owned), ..self.clone() }
    }

    /// The same, mounted differently.
    pub fn with_settings(&self, public_url: &str, rate_limit: u32) -> Self {
        let public_url = public_url.parse().unwrap();
        let settings = Settings { public_url, rate_limit, afterwards: TaskTracker::new() };
        Self { router: api::router(self.ctx.clone(), settings), ..self.clone() }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, Body::empty(), None).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, Body::empty(), None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send_json(Method::POST, path, &body).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send_json(Method::PUT, path, &body).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send_json(Method::PATCH, path, &body).await
    }

    pub async fn send_json(&self, method: Method, path: &str, body: &Value) -> Answer {
        self.send(method, path, Body::from(body.to_string()), Some("application/json")).await
    }

    /// A request to `/api/v1/` and `path`; one that begins with `/` is taken as it is.
    pub async fn send(&self, method: Method, path: &str, body: Body, content_type: Option<&str>) -> Answer {
        let mut request = Request::builder().method(method);
        if let Some(content_type) = content_type {
            request = request.header(header::CONTENT_TYPE, content_type);
        }
        self.send_request(request, path, body).await
    }

    /// A request that is built by hand but for its address and token.
    pub async fn send_request(&self, request: axum::http::request::Builder, path: &str, body: Body) -> Answer {
        let uri = if path.starts_with('/') { path.to_owned() } else { format!("/api/v1/{path}") };
        let mut request = request.uri(uri);
        if let Some(authorization) = &self.authorization {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        let answer = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = answer.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer { status: parts.status, headers: parts.headers, text: String::from_utf8(bytes.to_vec()).unwrap() }
    }
}

pub fn context(store: &Store, now: Timestamp) -> Ctx {
    let feeds = calendars::fetcher("https://rota.example.com");
    let live = Live::default();
    Ctx { store: store.clone(), clock: Clock::standing(now), wake: Wake::default(), live, feeds }
}

pub fn router(ctx: &Ctx) -> Router {
    let public_url = "https://rota.example.com".parse().unwrap();
    api::router(ctx.clone(), Settings { public_url, rate_limit: 0, afterwards: TaskTracker::new() })
}

pub async fn new_workspace(store: &Store) -> WorkspaceId {
    let workspace = WorkspaceId::random();
    let mut tx = store.begin().await.unwrap();
    workspaces::insert(&mut tx, workspace, "town", MONDAY.parse().unwrap()).await.unwrap();
    tx.commit().await.unwrap();
    workspace
}

pub async fn add_person(
    store: &Store,
    workspace: WorkspaceId,
    username: &str,
    email: &str,
    standing: Standing,
) -> UserId {
    let person = Person {
        id: UserId::random(),
        slack_id: None,
        username: username.to_owned(),
        full_name: username.to_owned(),
        email: Some(email.to_owned()),
        time_zone: Some("UTC".to_owned()),
        standing,
    };
    let mut tx = store.begin().await.unwrap();
    people::insert(&mut tx, workspace, &person, MONDAY.parse().unwrap()).await.unwrap();
    tx.commit().await.unwrap();
    person.id
}

pub async fn token(ctx: &Ctx, workspace: WorkspaceId, scope: Scope, user: Option<UserId>) -> String {
    let (_, secret) = api_tokens::create(ctx, workspace, "test", scope, user).await.unwrap();
    secret
}
