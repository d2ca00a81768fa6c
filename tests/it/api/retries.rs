//! Clients that got no reply ask again, and find what they did done once.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, Request};
use jiff::SignedDuration;
use rota::api::retries::{Door, Peer};
use rota::api::{self, Settings};
use rota::ids::{ReplyId, TokenId};
use rota::store::replies::{self, Asked, Reply};
use rota::store::tokens::Scope;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpSocket;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::openapi::document;
use crate::support::api::{Answer, Api, token};
use crate::support::databases::{on_both, sqlite};

/// The API on a port, as `rota serve` has it.
struct Listening {
    address: std::net::SocketAddr,
    afterwards: TaskTracker,
    stop: CancellationToken,
    serving: tokio::task::JoinHandle<()>,
}

impl Listening {
    fn on(api: &Api) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        // What nobody reads is soon too much.
        socket.set_send_buffer_size(4_096).unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let listener = socket.listen(64).unwrap();
        let address = listener.local_addr().unwrap();
        let (afterwards, stop) = (TaskTracker::new(), CancellationToken::new());
        let settings = Settings {
            public_url: format!("http://{address}").parse().unwrap(),
            rate_limit: 0,
            afterwards: afterwards.clone(),
        };
        let router = api::router(api.ctx.clone(), settings);
        let serve = axum::serve(Door(listener), router.into_make_service_with_connect_info::<Peer>());
        let serve = serve.with_graceful_shutdown(stop.clone().cancelled_owned());
        let serving = tokio::spawn(async move { serve.await.unwrap() });
        Self { address, afterwards, stop, serving }
    }

    /// Lets connections end and what was begun finish.
    async fn stops(self) {
        self.stop.cancel();
        self.serving.await.unwrap();
        self.afterwards.close();
        self.afterwards.wait().await;
    }

    /// Sends a request on a connection of its own, which is cut without anything being read.
    async fn is_asked_and_cut(&self, api: &Api, method: &str, path: &str, body: &str) {
        let mut connection = with_a_short_ear().connect(self.address).await.unwrap();
        connection.write_all(raw(api, method, path, body).as_bytes()).await.unwrap();
    }

    /// The same, but the connection is cut when the reply has begun to arrive. What is not read waits in the buffers.
    async fn is_asked_and_cut_in_the_reply(&self, api: &Api, method: &str, path: &str, body: &str) {
        let mut connection = with_a_short_ear().connect(self.address).await.unwrap();
        connection.write_all(raw(api, method, path, body).as_bytes()).await.unwrap();
        let mut begun = [0; 12];
        connection.read_exact(&mut begun).await.unwrap();
        assert_eq!(&begun, b"HTTP/1.1 201");
    }

    /// Asks over a connection that holds.
    async fn answers(&self, api: &Api, method: &str, path: &str, body: &str) -> (u16, Value) {
        let mut connection = TcpSocket::new_v4().unwrap().connect(self.address).await.unwrap();
        connection.write_all(raw(api, method, path, body).as_bytes()).await.unwrap();
        let mut heard = Vec::new();
        let read = connection.read_to_end(&mut heard);
        tokio::time::timeout(Duration::from_secs(20), read).await.expect("an answer").unwrap();
        let heard = String::from_utf8(heard).unwrap();
        let (top, body) = heard.split_once("\r\n\r\n").unwrap();
        let status = top.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or(Value::Null))
    }
}

fn with_a_short_ear() -> TcpSocket {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    socket
}

fn raw(api: &Api, method: &str, path: &str, body: &str) -> String {
    let token = api.authorization.as_deref().unwrap();
    let length = body.len();
    format!(
        "{method} /api/v1/{path} HTTP/1.1\r\nHost: rota\r\nAuthorization: {token}\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

fn shift(name: &str) -> String {
    json!({"name": name, "type": "single_event", "start": "2024-06-03T00:00:00", "duration": 60}).to_string()
}

/// A shift whose reply is longer than what a connection holds that nobody reads.
fn long_shift(api: &Api) -> String {
    let groups = vec![[api.alice]; 25_000];
    json!({
        "name": "long", "type": "rolling_users", "start": "2024-06-03T00:00:00", "duration": 60, "frequency": "daily",
        "rolling_users": groups, "start_rotation_from_user_index": 0,
    })
    .to_string()
}

async fn count(api: &Api, collection: &str) -> Value {
    api.get(collection).await.is(200)["count"].clone()
}

on_both!(a_post_whose_connection_was_cut_at_once_makes_one_thing, async |store| {
    let api = Api::on(&store).await;
    let server = Listening::on(&api);
    for number in 0..20 {
        let body = shift(&format!("shift {number}"));
        server.is_asked_and_cut(&api, "POST", "on_call_shifts/", &body).await;
        let (status, made) = server.answers(&api, "POST", "on_call_shifts/", &body).await;
        assert_eq!((status, &made["name"]), (201, &json!(format!("shift {number}"))));
        assert_eq!(count(&api, "on_call_shifts/").await, number + 1);
        let id = made["id"].as_str().unwrap();
        assert_eq!(api.get(&format!("on_call_shifts/{id}/")).await.is(200), made);
    }
    server.stops().await;
});

on_both!(a_delete_whose_connection_was_cut_at_once_is_done_once, async |store| {
    let api = Api::on(&store).await;
    let server = Listening::on(&api);
    for number in 0..20 {
        let made = api.post("on_call_shifts/", serde_json::from_str(&shift("x")).unwrap()).await.is(201);
        let path = format!("on_call_shifts/{}/", made["id"].as_str().unwrap());
        server.is_asked_and_cut(&api, "DELETE", &path, "").await;
        assert_eq!(server.answers(&api, "DELETE", &path, "").await, (204, Value::Null), "{number}");
        let again = server.answers(&api, "DELETE", &path, "").await;
        assert_eq!(again, (404, json!({"detail": "Not found."})), "that one heard its reply");
    }
    server.stops().await;
});

on_both!(a_reply_that_was_not_fully_written_is_given_to_the_next_who_asks_the_same, async |store| {
    let api = Api::on(&store).await;
    let server = Listening::on(&api);
    let body = long_shift(&api);
    server.is_asked_and_cut_in_the_reply(&api, "POST", "on_call_shifts/", &body).await;
    let (status, again) = server.answers(&api, "POST", "on_call_shifts/", &body).await;
    assert_eq!((status, count(&api, "on_call_shifts/").await), (201, json!(1)));
    let id = again["id"].as_str().unwrap();
    assert_eq!(api.get(&format!("on_call_shifts/{id}/")).await.is(200), again);
    // That reply arrived: who asks the same now wants another.
    let (_, another) = server.answers(&api, "POST", "on_call_shifts/", &body).await;
    assert_ne!(another["id"], again["id"]);
    assert_eq!(count(&api, "on_call_shifts/").await, 2);
    server.stops().await;
});

on_both!(another_server_finds_the_lost_reply_for_a_minute, async |store| {
    let api = Api::on(&store).await;
    let body = long_shift(&api);
    let server = Listening::on(&api);
    server.is_asked_and_cut_in_the_reply(&api, "POST", "on_call_shifts/", &body).await;
    server.stops().await;
    let first = api.get("on_call_shifts/").await.is(200)["results"][0]["id"].clone();

    // Somebody else's request is not that one, nor is another body.
    let others = api.asked_with(Some(&token(&api.ctx, api.workspace, Scope::Write, None).await));
    let ask = async |api: &Api, body: &str| {
        let body = Body::from(body.to_owned());
        let answer = api.send(Method::POST, "on_call_shifts/", body, Some("application/json")).await;
        (answer.header("idempotency-replayed").map(str::to_owned), answer.is(201)["id"].clone())
    };
    assert_ne!(ask(&others, &body).await.1, first);
    assert_ne!(ask(&api, &format!("{body} ")).await.1, first);

    let restarted = Listening::on(&api);
    assert_eq!(restarted.answers(&api, "POST", "on_call_shifts/", &body).await.1["id"], first);
    restarted.is_asked_and_cut_in_the_reply(&api, "POST", "on_call_shifts/", &body).await;
    restarted.stops().await;
    let second = api.get("on_call_shifts/").await.is(200)["results"][3]["id"].clone();
    api.ctx.clock.advance(SignedDuration::from_secs(59));
    assert_eq!(ask(&api, &body).await, (Some("true".to_owned()), second));

    let last = Listening::on(&api);
    last.is_asked_and_cut_in_the_reply(&api, "POST", "on_call_shifts/", &body).await;
    last.stops().await;
    api.ctx.clock.advance(SignedDuration::from_secs(61));
    assert_eq!(ask(&api, &body).await.0, None, "a minute is over");
    assert_eq!(count(&api, "on_call_shifts/").await, 6);
});

on_both!(the_same_asked_twice_by_one_who_listens_is_done_twice, async |store| {
    let api = Api::on(&store).await;
    let body: Value = serde_json::from_str(&shift("twice")).unwrap();
    let answers = futures::future::join_all((0..4).map(|_| api.post("on_call_shifts/", body.clone()))).await;
    let ids: std::collections::BTreeSet<String> =
        answers.into_iter().map(|answer| answer.is(201)["id"].to_string()).collect();
    assert_eq!(ids.len(), 4, "Terraform makes equal shifts side by side");
    api.post("on_call_shifts/", body).await.is(201);
    assert_eq!(count(&api, "on_call_shifts/").await, 5);
});

async fn with_key(api: &Api, key: &str, method: Method, path: &str, body: &str) -> Answer {
    let request = Request::builder().method(method).header("Idempotency-Key", key);
    let request = request.header("Content-Type", "application/json");
    api.send_request(request, path, Body::from(body.to_owned())).await
}

on_both!(a_key_gives_the_same_reply_for_a_day, async |store| {
    let api = Api::on(&store).await;
    let ask = async |body: &str| with_key(&api, "k-1", Method::POST, "on_call_shifts/", body).await;
    let first = ask(&shift("one")).await;
    assert_eq!(first.header("idempotency-replayed"), None);
    let first = first.is(201);
    let path = format!("on_call_shifts/{}/", first["id"].as_str().unwrap());
    api.patch(&path, json!({"name": "changed"})).await.is(200);
    api.ctx.clock.advance(SignedDuration::from_hours(23));
    let again = ask(&shift("one")).await;
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(again.header("content-type"), Some("application/json"));
    assert_eq!(again.is(201), first, "as it was answered, whatever happened since");

    let other = ask(&shift("two")).await.is(422);
    assert_eq!(other, json!({"detail": "This `Idempotency-Key` was used for another request: choose a new one"}));
    assert_eq!(count(&api, "on_call_shifts/").await, 1);

    // Another token has its own keys.
    let others = api.asked_with(Some(&token(&api.ctx, api.workspace, Scope::Write, None).await));
    with_key(&others, "k-1", Method::POST, "on_call_shifts/", &shift("two")).await.is(201);

    api.ctx.clock.advance(SignedDuration::from_hours(1));
    assert_ne!(ask(&shift("one")).await.is(201)["id"], first["id"]);
    assert_eq!(count(&api, "on_call_shifts/").await, 3);
});

on_both!(a_key_keeps_refusals_and_every_method_that_changes_something, async |store| {
    let api = Api::on(&store).await;
    let made = api.post("schedules/", json!({"name": "payments", "type": "web"})).await.is(201);
    let path = format!("schedules/{}/", made["id"].as_str().unwrap());
    let refused =
        with_key(&api, "post", Method::POST, "schedules/", r#"{"name": "payments", "type": "web"}"#).await.is(400);

    let put = with_key(&api, "put", Method::PUT, &path, r#"{"name": "search"}"#).await.is(200);
    api.put(&path, json!({"name": "billing"})).await.is(200);
    let again = with_key(&api, "post", Method::POST, "schedules/", r#"{"name": "payments", "type": "web"}"#).await;
    assert_eq!(again.is(400), refused, "the name is free now, and the reply is the one it got");
    assert_eq!(with_key(&api, "put", Method::PUT, &path, r#"{"name": "search"}"#).await.is(200), put);
    assert_eq!(api.get(&path).await.is(200)["name"], "billing", "nothing was done again");

    with_key(&api, "gone", Method::DELETE, &path, "").await.is(204);
    with_key(&api, "gone", Method::DELETE, &path, "").await.is(204);
    api.delete(&path).await.is(404);
});

on_both!(eight_at_once_with_one_key_make_one_thing, async |store| {
    let api = Api::on(&store).await;
    let body = shift("one");
    let ask = || with_key(&api, "same", Method::POST, "on_call_shifts/", &body);
    let answers = futures::future::join_all((0..8).map(|_| ask())).await;
    let (made, waiting): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 201);
    let ids: std::collections::BTreeSet<String> = made.into_iter().map(|made| made.is(201)["id"].to_string()).collect();
    assert_eq!(ids.len(), 1);
    for answer in waiting {
        assert_eq!(answer.header("retry-after"), Some("1"));
        let detail = json!({"detail": "A request with this `Idempotency-Key` is being worked on"});
        assert_eq!(answer.is(409), detail);
    }
    assert_eq!(count(&api, "on_call_shifts/").await, 1);
    assert_eq!(ask().await.is(201)["name"], "one");
});

on_both!(a_key_that_died_with_its_server_is_free_after_a_minute, async |store| {
    let api = Api::on(&store).await;
    let body = shift("one");
    // A first one learns what the request is called here, and goes.
    with_key(&api, "dead", Method::POST, "on_call_shifts/", &body).await.is(201);
    let mut tx = store.begin().await.unwrap();
    let token = rota::store::tokens::all(&mut tx, api.workspace).await.unwrap()[0].id;
    let asked = Asked { workspace: api.workspace, token, request: String::new() };
    let known = replies::keyed(&mut tx, &asked, "dead").await.unwrap().unwrap();
    replies::forget(&mut tx, api.workspace, known.id).await.unwrap();
    let asked = Asked { request: known.request, ..asked };
    let claimed = replies::claim(&mut tx, &asked, "dead", api.ctx.clock.now()).await.unwrap();
    assert!(claimed.is_some(), "and is begun by a server that never ends it");
    tx.commit().await.unwrap();

    with_key(&api, "dead", Method::POST, "on_call_shifts/", &body).await.is(409);
    api.ctx.clock.advance(SignedDuration::from_secs(60));
    with_key(&api, "dead", Method::POST, "on_call_shifts/", &body).await.is(201);
});

on_both!(a_key_that_is_none_is_refused, async |store| {
    let api = Api::on(&store).await;
    for key in ["", " ", "ü", "a\tb", &"k".repeat(256)] {
        for path in ["on_call_shifts/", "on_call_shifts/?dry_run=true"] {
            let answer = with_key(&api, key, Method::POST, path, &shift("one")).await;
            let detail = json!({"detail": "An `Idempotency-Key` is 1 to 255 printable ASCII characters"});
            assert_eq!(answer.is(400), detail, "{key:?} to {path}");
        }
    }
    assert_eq!(count(&api, "on_call_shifts/").await, 0);
    // A method that is not allowed takes up no key.
    for path in ["on_call_shifts/X1/", "on_call_shifts/X2/"] {
        with_key(&api, "k", Method::POST, path, "{}").await.is(405);
    }
    with_key(&api, "k", Method::POST, "on_call_shifts/", &shift("one")).await.is(201);
});

on_both!(a_key_may_have_spaces_and_those_around_it_are_not_part_of_it, async |store| {
    let api = Api::on(&store).await;
    let first = with_key(&api, "march, week 3", Method::POST, "on_call_shifts/", &shift("one")).await.is(201);
    let again = with_key(&api, "\tmarch, week 3 ", Method::POST, "on_call_shifts/", &shift("one")).await;
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(again.is(201), first);
    assert_eq!(count(&api, "on_call_shifts/").await, 1);
});

#[tokio::test]
async fn the_description_knows_which_keys_are_taken() {
    let document = document(&Api::on(&sqlite().await).await).await;
    let described = &document["components"]["parameters"]["IdempotencyKey"]["schema"];
    let pattern = regex::Regex::new(described["pattern"].as_str().unwrap()).unwrap();
    let longest = "k".repeat(255);
    for taken in ["k", "march, week 3", "k \t", "~!", &longest, &format!("{longest}  ")] {
        assert!(pattern.is_match(taken), "{taken:?}");
    }
    for refused in ["", " ", "ü", "a\tb", "\u{7f}", &format!("{longest}k")] {
        assert!(!pattern.is_match(refused), "{refused:?}");
    }
}

on_both!(old_replies_are_forgotten, async |store| {
    let api = Api::on(&store).await;
    let now = api.ctx.clock.now();
    let mut tx = store.begin().await.unwrap();
    let token: TokenId = rota::store::tokens::all(&mut tx, api.workspace).await.unwrap()[0].id;
    let asked = Asked { workspace: api.workspace, token, request: "digest".to_owned() };
    let reply = Reply { status: 201, body: "{}".to_owned() };
    replies::keep(&mut tx, &asked, &reply, now).await.unwrap();
    assert_eq!(replies::prune(&mut tx, now).await.unwrap(), 0);
    let found = replies::lost(&mut tx, &asked, now - SignedDuration::from_secs(1)).await.unwrap();
    assert_eq!(found.map(|(_, found)| found), Some(reply));
    assert_eq!(replies::prune(&mut tx, now + SignedDuration::from_secs(1)).await.unwrap(), 1);
    assert_eq!(replies::lost(&mut tx, &asked, now - SignedDuration::from_secs(1)).await.unwrap(), None);
    assert!(!replies::forget(&mut tx, api.workspace, ReplyId::random()).await.unwrap());
});
