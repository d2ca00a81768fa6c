//! What the description says there is, asked in every odd way: by somebody from another workspace, with odd values in every
//! field, in bodies that are none. A route that is added is covered by itself, or the test asks for what it needs.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{Method, Request};
use rota::store::tokens::Scope;
use serde_json::{Value, json};

use super::garbage::{assert_only_texts, oddities};
use super::openapi::{document, operations, shapes};
use crate::support::api::{Api, add_person, new_workspace, token};
use crate::support::databases::on_both;
use crate::support::everything::{Everything, everything};

/// One of everything, by the name a path or a body has for it.
pub struct Things {
    pub schedules: String,
    pub over: String,
    pub shift: String,
    pub swap: String,
    pub team: String,
    pub user: String,
}

impl Things {
    pub async fn of(api: &Api) -> Self {
        let id = |made: Value| made["id"].as_str().unwrap().to_owned();
        let shift = json!({"type": "single_event", "start": "2024-06-03T00:00:00", "duration": 60, "users": [api.bob]});
        let shift = id(api.post("on_call_shifts/", shift).await.is(201));
        let body = json!({"name": "payments", "type": "calendar", "shifts": [shift]});
        let schedules = id(api.post("schedules/", body).await.is(201));
        let over = json!({"users": [api.bob], "start": "2024-06-04T00:00:00Z", "end": "2024-06-05T00:00:00Z"});
        let over = id(api.post(&format!("schedules/{schedules}/overrides/"), over).await.is(201));
        let swap = json!({"schedule": schedules, "beneficiary": api.bob, "swap_start": "2024-06-04T00:00:00Z",
            "swap_end": "2024-06-05T00:00:00Z"});
        let swap = id(api.post("shift_swaps/", swap).await.is(201));
        let team = id(api.post("teams/", json!({"name": "payments"})).await.is(201));
        Self { schedules, over, shift, swap, team, user: api.bob.to_string() }
    }

    /// A path with its ids filled in.
    pub fn fill(&self, path: &str) -> String {
        let collection = path.trim_start_matches("/api/v1/").split('/').next().unwrap();
        let id = match collection {
            "schedules" => &self.schedules,
            "on_call_shifts" => &self.shift,
            "shift_swaps" => &self.swap,
            "teams" => &self.team,
            "users" => &self.user,
            other => panic!("say which id stands for {{id}} in {other}"),
        };
        let filled = path.replace("{id}", id).replace("{override}", &self.over);
        assert!(!filled.contains('{'), "say which id stands in {path}");
        filled
    }

    /// A body that is taken, for what the description calls this record.
    pub fn body(&self, shape: &Value) -> Value {
        let times = json!({"swap_start": "2024-07-04T00:00:00Z", "swap_end": "2024-07-05T00:00:00Z"});
        let mut body = match shape["description"].as_str().unwrap() {
            "Of shifts that may be shared." => json!({"name": "new", "type": "calendar"}),
            "It takes its shifts from whichever schedule owned them." => json!({"name": "new", "type": "web"}),
            "Read from calendars." => {
                json!({"name": "new", "type": "ical", "ical_url_primary": "https://x.example/a.ics"})
            }
            "A shift to be made." => json!({"type": "single_event", "start": "2024-06-03T00:00:00", "duration": 60}),
            "An override to be made." => {
                json!({"users": [self.user], "start": "2024-07-04T00:00:00Z", "end": "2024-07-05T00:00:00Z"})
            }
            "A request to be made." | "A request as it is to be." => times,
            "Who takes it." => json!({"benefactor": self.user}),
            "A team to be made." => json!({"name": "new"}),
            description if description.starts_with("What changes") => json!({}),
            other => panic!("say what body is taken as `{other}`"),
        };
        for (name, value) in [("schedule", &self.schedules), ("beneficiary", &self.user)] {
            if shape["required"].as_array().unwrap().contains(&json!(name)) {
                body[name] = json!(value);
            }
        }
        body
    }

    /// This one's id where a body names such a thing.
    fn named(&self, field: &str) -> Option<(Value, &str)> {
        Some(match field {
            "users" | "members" => (json!([self.user]), &self.user),
            "rolling_users" => (json!([[self.user]]), &self.user),
            "beneficiary" | "benefactor" => (json!(self.user), &self.user),
            "shifts" => (json!([self.shift]), &self.shift),
            "schedule" => (json!(self.schedules), &self.schedules),
            "team_id" => (json!(self.team), &self.team),
            _ => return None,
        })
    }
}

/// Somebody with a workspace of their own, asked through the same server.
async fn neighbour(api: &Api) -> Api {
    let elsewhere = new_workspace(&api.ctx.store).await;
    let standing = rota::store::people::Standing::Member;
    let [alice, bob, carol] = ["alice", "bob", "carol"];
    let alice = add_person(&api.ctx.store, elsewhere, alice, "alice@example.net", standing).await;
    let bob = add_person(&api.ctx.store, elsewhere, bob, "bob@example.net", standing).await;
    let carol = add_person(&api.ctx.store, elsewhere, carol, "carol@example.net", standing).await;
    let secret = token(&api.ctx, elsewhere, Scope::Write, None).await;
    Api { workspace: elsewhere, alice, bob, carol, ..api.asked_with(Some(&secret)) }
}

on_both!(another_workspaces_ids_are_nobodys_on_every_route_and_in_every_body, async |store| {
    let api = Api::on(&store).await;
    let theirs = Things::of(&api).await;
    let other = neighbour(&api).await;
    let own = Things::of(&other).await;
    let before = everything(&store).await;
    let document = document(&api).await;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (path, method, operation) in operations(&document) {
        let shapes = shapes(&document, &operation);
        if path.contains("{id}") {
            let address = theirs.fill(&path);
            let query = if path.contains("final_shifts") { "?start_date=2024-06-01&end_date=2024-06-02" } else { "" };
            let body = shapes.first().map_or(Value::Null, |shape| own.body(shape));
            let answer = other.send_json(method.clone(), &format!("{address}{query}"), &body).await;
            assert_eq!(answer.is(404), json!({"detail": "Not found."}), "{method} {path}");
            *counts.entry("ids in paths").or_default() += 1;
            if path.contains("{override}") {
                let mixed = address.replace(&theirs.schedules, &own.schedules);
                other.send_json(method.clone(), &mixed, &Value::Null).await.is(404);
            }
        } else if method == Method::GET && !path.ends_with("/info/") {
            let mine = other.get(&path).await.is(200).to_string();
            for id in [&theirs.schedules, &theirs.shift, &theirs.swap, &theirs.team, &theirs.user] {
                assert!(!mine.contains(id.as_str()), "{path} shows {id}");
            }
        }
        let address = if path.contains("{id}") { own.fill(&path) } else { path.clone() };
        for shape in shapes {
            for field in shape["properties"].as_object().unwrap().keys() {
                let Some((value, id)) = theirs.named(field) else { continue };
                let mut body = own.body(shape);
                body[field] = value;
                let answer = other.send_json(method.clone(), &address, &body).await;
                let text = answer.text.clone();
                answer.is(400);
                assert!(text.contains(id) || text.contains(field.as_str()), "{method} {path} {field}: {text}");
                *counts.entry("ids in bodies").or_default() += 1;
            }
        }
        for parameter in operation["parameters"].as_array().unwrap() {
            let id = match parameter["name"].as_str() {
                Some("schedule_id") => &theirs.schedules,
                Some("beneficiary" | "benefactor") => &theirs.user,
                Some("team_id") => &theirs.team,
                _ => continue,
            };
            let answer = other.get(&format!("{path}?{}={id}", parameter["name"].as_str().unwrap())).await;
            assert!(answer.status == 400 || answer.json()["count"] == 0, "{path} {parameter}: {}", answer.text);
        }
    }
    assert_eq!(everything(&store).await, before);
    assert!(counts["ids in paths"] >= 25 && counts["ids in bodies"] >= 25, "{counts:?}");
});

/// Sends what nobody should, and sees that what is refused leaves nothing behind.
struct Intruder<'a> {
    api: &'a Api,
    everything: Everything,
    now: String,
    asked: usize,
    refused: usize,
}

impl<'a> Intruder<'a> {
    async fn of(api: &'a Api) -> Self {
        let mut everything = Everything::of(&api.ctx.store).await;
        let now = everything.now().await;
        Self { api, everything, now, asked: 0, refused: 0 }
    }

    async fn sends(&mut self, method: &Method, address: &str, body: String, what: &str) {
        let what = format!("{method} {address} {what}");
        let body = Body::from(body);
        let answer = self.api.send(method.clone(), address, body, Some("application/json")).await;
        assert!(!answer.status.is_server_error(), "{what}: {} {}", answer.status, answer.text);
        self.asked += 1;
        if answer.status.is_success() {
            if *method == Method::POST && !address.ends_with("/take/") {
                // Room for the next.
                let made = answer.json()["id"].as_str().unwrap().to_owned();
                self.api.delete(&format!("{address}{made}/")).await.is(204);
            }
            self.now = self.everything.now().await;
        } else {
            assert_only_texts(&answer.json());
            assert_eq!(self.everything.now().await, self.now, "{what} was refused, and left something");
            self.refused += 1;
        }
    }
}

/// A record in which every field is given twice: rightly, and then as something it is not.
fn given_twice(right: &Value, shape: &Value) -> String {
    let field =
        |name: &String| format!("{name:?}: {}, {name:?}: {{\"x\": 1}}", right.get(name).unwrap_or(&Value::Null));
    let fields: Vec<String> = shape["properties"].as_object().unwrap().keys().map(field).collect();
    format!("{{{}}}", fields.join(", "))
}

on_both!(whatever_stands_in_any_field_of_any_body_is_taken_or_refused, async |store| {
    let api = Api::on(&store).await;
    let document = document(&api).await;
    let things = Things::of(&api).await;
    let theirs = Things::of(&neighbour(&api).await).await;
    let mut odd = oddities();
    odd.extend([&theirs.user, &theirs.shift, &theirs.team, &theirs.schedules].map(|id| json!([id])));
    odd.extend([&theirs.user, &theirs.shift, &theirs.team, &theirs.schedules].map(|id| json!(id)));
    let mut intruder = Intruder::of(&api).await;
    for (path, method, operation) in operations(&document) {
        let address = if path.contains("{id}") { things.fill(&path) } else { path.clone() };
        let before = intruder.asked;
        let shapes = shapes(&document, &operation);
        for shape in &shapes {
            for field in shape["properties"].as_object().unwrap().keys() {
                for value in &odd {
                    let mut body = things.body(shape);
                    body[field] = value.clone();
                    let what = format!("{field}: {value:.100}");
                    intruder.sends(&method, &address, body.to_string(), &what).await;
                }
            }
            let twice = given_twice(&things.body(shape), shape);
            intruder.sends(&method, &address, twice, "every field given twice").await;
        }
        assert!(shapes.is_empty() || intruder.asked - before >= odd.len(), "{method} {path} was asked too little");
    }
    let Intruder { asked, refused, .. } = intruder;
    assert!(asked > 2_000 && refused > 1_000, "{asked} asked, {refused} refused");
});

on_both!(what_is_no_body_no_method_and_no_header_is_refused_everywhere, async |store| {
    let api = Api::on(&store).await;
    let document = document(&api).await;
    let things = Things::of(&api).await;
    let before = everything(&store).await;
    let deep = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
    let deep_record = format!("{}1{}", "{\"name\":".repeat(50_000), "}".repeat(50_000));
    let bodies: [&[u8]; 10] = [
        b"[",
        b"[]",
        b"\"x\"",
        b"7",
        b"{\"name\": 1e999}",
        b"{\"name\": \"\xc3\x28\"}",
        b"\xff\xfe\0",
        b"{\"name\": \"\\ud800\"}",
        deep.as_bytes(),
        deep_record.as_bytes(),
    ];
    let mut asked = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        let address = if path.contains("{id}") { things.fill(path) } else { path.clone() };
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "LINK", "QUERY"] {
            let described = item.get(method.to_lowercase());
            let is_known = described.is_some() || (method == "HEAD" && item.get("get").is_some());
            if !is_known {
                let answer = api.send(method.parse().unwrap(), &address, Body::empty(), None).await;
                assert_eq!(answer.status, 405, "{method} {path}");
                asked += 1;
            }
            if described.is_none_or(|operation| operation["requestBody"].is_null()) {
                continue;
            }
            for body in bodies {
                for kind in ["application/json", "text/plain", "multipart/form-data; boundary=x", "\u{7f}"] {
                    let request = Request::builder().method(method).header("Content-Type", kind.as_bytes());
                    let Ok(_) = request.body(()) else { continue };
                    let answer =
                        api.send(method.parse().unwrap(), &address, Body::from(body.to_vec()), Some(kind)).await;
                    let expected = if kind == "text/plain" { 415 } else { 400 };
                    assert_eq!(answer.status, expected, "{method} {path} {kind}: {}", answer.text);
                    assert_only_texts(&answer.json());
                    asked += 1;
                }
            }
            for (header, value) in
                [("Accept", "text/html"), ("Accept", "\u{1}"), ("Authorization", "x"), ("Idempotency-Key", "")]
            {
                let request = Request::builder().method(method).header("Content-Type", "application/json");
                let Ok(request) = request.header(header, value).body(Body::from("{}")) else { continue };
                let (parts, body) = request.into_parts();
                let mut builder = Request::builder().method(parts.method);
                *builder.headers_mut().unwrap() = parts.headers;
                let answer = api.send_request(builder, &address, body).await;
                assert!(answer.status.is_client_error(), "{method} {path} {header}: {}", answer.status);
                asked += 1;
            }
        }
        for query in [
            "page=%00&perpage=-1",
            "name=%ff",
            "starting_after=%00",
            "days=99999999999999999999",
            "at=x",
            "roles=-1",
            "a=b&a=c&a=%F0%9F%A6%80",
        ] {
            let answer = api.get(&format!("{address}?{query}")).await;
            assert!(!answer.status.is_server_error(), "{path}?{query}: {}", answer.text);
            asked += 1;
        }
    }
    // The last of two equal keys counts, as in the reference's parser.
    let twice = r#"{"name": "first", "name": "second", "type": "web"}"#;
    let made = api.send(Method::POST, "schedules/", Body::from(twice), Some("application/json")).await.is(201);
    assert_eq!(made["name"], "second");
    api.delete(&format!("schedules/{}/", made["id"].as_str().unwrap())).await.is(204);
    assert_eq!(everything(&store).await, before);
    assert!(asked > 500, "{asked} asked");
});
