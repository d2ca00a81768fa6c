//! A workspace set up like the reference's when it was asked, and the requests put to it.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use rota::ids::{ScheduleId, ShiftId, UserId, WorkspaceId};
use rota::schedule::Zone;
use rota::store::people::{self, Person, Standing};
use rota::store::shifts::{Edition, ShiftRecord};
use rota::store::tokens::Scope as TokenScope;
use rota::store::{Store, shifts, workspaces};
use rota::usecases::changed::schedules_changed;
use rota::usecases::delete_shift::delete_shift;
use rota::usecases::ledger::View;
use rota::usecases::{Actor, Ctx, api_tokens, final_shifts};
use serde_json::{Value, json};

use super::case::{Auth, Case, Event, Recorded, Window};
use super::compare::difference;
use crate::schedule::conformance::wire::from_web_page;
use crate::support::api::{Answer, Api, context, router, token};
use crate::support::calendars::{Calendars, Serves, fetcher};

const USERS: &str = include_str!("../../../fixtures/users.json");

/// Where the reference thought it was: its links to other pages say so.
const PUBLIC_URL: &str = "http://localhost";
/// Where calendars were.
const CALENDARS: &str = "https://calendar.example.com";

pub struct Stage {
    api: Api,
    now: Timestamp,
    /// What the case's names stand for here, longest first.
    names: Vec<(String, String)>,
    usernames: Vec<(UserId, String)>,
}

/// What became of one request.
pub enum Check {
    /// It set things up.
    SetUp,
    /// It was answered as recorded, or not.
    Answered(Option<String>),
}

impl Check {
    pub fn counts(&self) -> bool {
        !matches!(self, Self::SetUp)
    }

    pub fn difference(self) -> Option<String> {
        match self {
            Self::Answered(difference) => difference,
            Self::SetUp => None,
        }
    }
}

impl Stage {
    pub async fn set(store: &Store, calendars: &Calendars, case: &Case) -> Self {
        let workspace = WorkspaceId::random();
        let ctx = at_own_address(context(store, case.now));
        let mut names = vec![(CALENDARS.to_owned(), calendars.url(&format!("/{}", case.id)))];
        for (url, text) in &case.ics {
            let path = url.strip_prefix(CALENDARS).unwrap();
            let status = case.expect.http.get(url).and_then(|http| http["status"].as_u64()).unwrap_or(200);
            let status = if path.ends_with("/404") { 404 } else { u16::try_from(status).unwrap() };
            calendars.serves(&format!("/{}{path}", case.id), Serves::StatusAndText(status, text.clone()));
        }
        let mut usernames = Vec::new();
        let recorded: Vec<Value> = serde_json::from_str(USERS).unwrap();
        let mut tx = store.begin().await.unwrap();
        workspaces::insert(&mut tx, workspace, &case.id, case.now).await.unwrap();
        for user in &recorded {
            let text = |key: &str| user[key].as_str().unwrap().to_owned();
            let person = Person {
                id: UserId::random(),
                slack_id: None,
                username: text("username"),
                full_name: text("username"),
                email: Some(text("email")),
                time_zone: Some(text("timezone")),
                standing: match user["role"].as_str().unwrap() {
                    "admin" => Standing::Admin,
                    "editor" => Standing::Member,
                    _ => Standing::Guest,
                },
            };
            people::insert(&mut tx, workspace, &person, case.now).await.unwrap();
            names.push((text("id"), person.id.to_string()));
            usernames.push((person.id, person.username));
        }
        tx.commit().await.unwrap();
        let (admin, viewer) = (usernames[0].0, usernames[8].0);
        let admins = token(&ctx, workspace, TokenScope::Write, Some(admin)).await;
        names.push(("$viewertoken".into(), token(&ctx, workspace, TokenScope::Write, Some(viewer)).await));
        let (revoked, secret) =
            api_tokens::create(&ctx, workspace, "old", TokenScope::Write, Some(admin)).await.unwrap();
        api_tokens::revoke(&ctx, workspace, revoked.id).await.unwrap();
        names.push(("$inactivetoken".into(), secret));
        names.push(("$token".into(), admins.clone()));
        let [alice, bob, carol] = [usernames[0].0, usernames[1].0, usernames[2].0];
        let api = Api { router: router(&ctx), ctx, workspace, authorization: Some(admins), alice, bob, carol };
        let api = api.with_settings(PUBLIC_URL, 0);
        let mut stage = Self { api, now: case.now, names, usernames };
        stage.order_names();
        stage
    }

    fn order_names(&mut self) {
        self.names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    }

    fn here(&self, text: &str) -> String {
        self.names.iter().fold(text.to_owned(), |text, (name, id)| text.replace(name.as_str(), id))
    }

    fn here_json(&self, value: &Value) -> Value {
        serde_json::from_str(&self.here(&value.to_string())).unwrap()
    }

    pub async fn play(&mut self, request: &Recorded, checked: bool) -> Check {
        if let Some(now) = request.now {
            self.now = now;
            let api = self.api.at(&now.to_string());
            self.api = Api { ctx: at_own_address(api.ctx.clone()), ..api }.with_settings(PUBLIC_URL, 0);
        }
        if request.path.starts_with("/api/internal/") {
            self.do_by_page(request).await;
            return Check::SetUp;
        }
        let answer = self.send(request).await;
        // Where the reference broke there is no name for what it made.
        let broke = request.method == "POST" && request.status == 500 && request.path.ends_with("/schedules/");
        if let Some(name) = request.binds.clone().or(broke.then(|| "$schedule1".to_owned()))
            && answer.status == StatusCode::CREATED
        {
            self.names.push((name, answer.json()["id"].as_str().unwrap().to_owned()));
            self.order_names();
        }
        if !checked {
            assert_eq!(
                json!(answer.status.as_u16()),
                request.status,
                "{} {}: {}",
                request.method,
                request.path,
                answer.text
            );
            return Check::SetUp;
        }
        Check::Answered(self.compare(request, &answer))
    }

    fn compare(&self, request: &Recorded, answer: &Answer) -> Option<String> {
        let said = format!("{} {} {}", request.method, request.path, request.body);
        let status = answer.status.as_u16();
        if json!(status) != request.status {
            return Some(format!("{said}: expected {}, got {status} {}", request.status, answer.text));
        }
        if request.method == "HEAD" {
            return (!answer.text.is_empty()).then(|| format!("{said}: has a body"));
        }
        let expected = self.here_json(&request.response);
        difference(&expected, &answer.json()).map(|difference| format!("{said}: {difference}"))
    }

    async fn send(&self, request: &Recorded) -> Answer {
        let api = match &request.auth {
            Auth::Usual => self.api.clone(),
            Auth::Nothing => self.api.asked_with(None),
            Auth::Header(header) => self.api.asked_with(Some(&self.here(header))),
        };
        let method: Method = request.method.parse().unwrap();
        let mut builder = axum::http::Request::builder().method(method);
        let body = match (&request.raw_body, &request.body) {
            (Some(raw), _) => {
                builder = builder.header(header::CONTENT_TYPE, request.content_type.as_deref().unwrap());
                Body::from(self.here(raw))
            }
            (None, Value::Null) => Body::empty(),
            (None, body) => {
                builder = builder.header(header::CONTENT_TYPE, "application/json");
                Body::from(self.here_json(body).to_string())
            }
        };
        let answer = api.send_request(builder, &self.here(&request.path), body).await;
        assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{} {}", request.method, request.path);
        answer
    }

    /// The reference's web page made and changed shifts through an API of its own. Here they are put where such a page would
    /// put them. A rotation that has begun ends there when it is changed, and a new one begins.
    async fn do_by_page(&mut self, request: &Recorded) {
        let old = self.here(&request.path).split('/').nth(5).and_then(|id| id.parse::<ShiftId>().ok());
        if request.method == "DELETE" {
            return delete_shift(&self.api.ctx, self.actor(), old.unwrap()).await.unwrap();
        }
        let body = self.here_json(if old.is_some() { &request.response } else { &request.body });
        let in_place = match old {
            Some(old) => request.binds.is_none() || self.now < self.begins(old).await,
            None => false,
        };
        if let Some(old) = old.filter(|_| !in_place) {
            delete_shift(&self.api.ctx, self.actor(), old).await.unwrap();
        }
        let shift = self.of_page(&body, old.filter(|_| in_place).unwrap_or_else(ShiftId::random));
        let concerned = BTreeSet::from([shift.schedule.unwrap()]);
        let mut tx = self.api.ctx.store.begin().await.unwrap();
        if in_place { shifts::update(&mut tx, &shift).await } else { shifts::insert(&mut tx, &shift).await }.unwrap();
        schedules_changed(&mut tx, shift.workspace, &concerned, self.now).await.unwrap();
        tx.commit().await.unwrap();
        if let Some(name) = &request.binds {
            self.names.push((name.clone(), shift.id.to_string()));
            self.order_names();
        }
    }

    /// When a shift of the page begins, whose readings are UTC.
    async fn begins(&self, id: ShiftId) -> Timestamp {
        let mut db = self.api.ctx.store.reader().await.unwrap();
        let shift = shifts::find(&mut db, self.api.workspace, id).await.unwrap().unwrap();
        Zone::UTC.instant(shift.rotation_start).unwrap()
    }

    /// A shift as the page has it.
    fn of_page(&self, body: &Value, id: ShiftId) -> ShiftRecord {
        let asked = from_web_page(body);
        let reading = |key: &str| asked[key].as_str().map(|text| text.parse().unwrap());
        let word = |key: &str| asked[key].as_str();
        let people = |group: &Value| serde_json::from_value::<Vec<UserId>>(group.clone()).unwrap();
        let is_override = asked["type"] == "override";
        ShiftRecord {
            id,
            workspace: self.api.workspace,
            schedule: Some(body["schedule"].as_str().unwrap().parse().unwrap()),
            kind: word("type").unwrap().parse().unwrap(),
            name: body["name"].as_str().map(str::to_owned),
            team: None,
            time_zone: None,
            level: asked["level"].as_i64().unwrap(),
            start: reading("start").unwrap(),
            duration: asked["duration"].as_i64().unwrap(),
            rotation_start: reading("rotation_start").unwrap(),
            until: reading("until"),
            frequency: word("frequency").map(|word| word.parse().unwrap()),
            interval: asked["interval"].as_i64(),
            // The page sends it always; the reference keeps it where days of the week count.
            week_start: body["week_start"]
                .as_str()
                .filter(|_| asked["frequency"] == "weekly" || !asked["by_day"].is_null())
                .map(|day| day.parse().unwrap()),
            by_day: serde_json::from_value(asked["by_day"].clone()).unwrap(),
            by_month: None,
            by_monthday: None,
            users: if is_override { people(&asked["users"]) } else { Vec::new() },
            rolling_users: (!is_override)
                .then(|| asked["rolling_users"].as_array().unwrap().iter().map(people).collect()),
            first_group: asked["start_rotation_from_user_index"].as_i64(),
            source: 0,
            created_at: self.now,
            made_by: None,
            reason: None,
            lies_over: 0,
            edition: Edition::default(),
        }
    }

    fn actor(&self) -> Actor {
        Actor::Person { workspace: self.api.workspace, user: self.usernames[0].0 }
    }

    fn usernames(&self, ids: impl IntoIterator<Item = UserId>) -> BTreeSet<String> {
        let name =
            |id| self.usernames.iter().find(|(user, _)| *user == id).map_or(id.to_string(), |(_, name)| name.clone());
        ids.into_iter().map(name).collect()
    }

    async fn final_events_differ(&self, events: &[Event], window: &Window, now: Timestamp) -> Option<String> {
        // Nothing came of what was refused.
        let Ok(schedule) = self.here("$schedule1").parse::<ScheduleId>() else { return None };
        let mut db = self.api.ctx.store.reader().await.unwrap();
        let found = final_shifts::final_shifts(
            &mut db,
            self.actor(),
            schedule,
            window.start,
            window.end,
            (now, View::Recorded),
        )
        .await
        .unwrap();
        drop(db);
        let mut actual: Vec<_> = found
            .shifts
            .iter()
            .map(|shift| {
                let users = self.usernames(shift.people.iter().map(|on_duty| on_duty.user));
                let id = Some(shift.shift.to_string()).filter(|id| self.names.iter().any(|(_, known)| known == id));
                (shift.interval.start(), shift.interval.end(), users, id.unwrap_or_default())
            })
            .collect();
        let mut expected: Vec<_> = covered(events)
            .map(|event| {
                // What events of calendars are called is not shown anywhere.
                let shift = event.shift.as_deref().filter(|shift| shift.starts_with('$'));
                let shift = shift.map(|shift| self.here(shift)).unwrap_or_default();
                (event.start, event.end, event.users.iter().cloned().collect::<BTreeSet<_>>(), shift)
            })
            .collect();
        actual.sort();
        expected.sort();
        if actual != expected {
            let missing: Vec<_> = expected.iter().filter(|row| !actual.contains(row)).take(2).collect();
            let surplus: Vec<_> = actual.iter().filter(|row| !expected.contains(row)).take(2).collect();
            return Some(format!("final events: missing {missing:?}, surplus {surplus:?}"));
        }
        None
    }

    /// Compares what the case's schedule comes to with what was recorded beside the requests.
    pub async fn look_at_outcome(&mut self, case: &Case) -> Vec<String> {
        let mut differences = Vec::new();
        let expect = &case.expect;
        let asked = |later: bool| {
            case.requests
                .iter()
                .filter_map(|request| request.now)
                .filter(move |at| later || Some(*at) != expect.later_now)
                .max()
        };
        for (events, window, now) in [
            (&expect.final_events, &expect.window, asked(false)),
            (&expect.later_final_events, &expect.later_window, asked(true)),
        ] {
            if let (Some(events), Some(window)) = (events, window) {
                differences.extend(self.final_events_differ(events, window, now.unwrap_or(case.now)).await);
            }
        }
        let Some(events) = &case.expect.final_events else { return differences };
        let Ok(schedule) = self.here("$schedule1").parse::<ScheduleId>() else { return differences };
        for moment in &case.expect.on_call_now {
            let answer = self.api.at(&moment.at.to_string()).get(&format!("schedules/{schedule}/")).await.is(200);
            let on_call = answer["on_call_now"].as_array().unwrap().iter();
            let actual = self.usernames(on_call.map(|id| id.as_str().unwrap().parse().unwrap()));
            let Some(users) = &moment.users else { continue };
            let expected = on_call_as_recorded(events, moment.at, users);
            if actual != expected {
                differences.push(format!("on call at {}: expected {expected:?}, got {actual:?}", moment.at));
            }
        }
        differences
    }
}

/// The context of a server that thinks it is where the reference was.
fn at_own_address(ctx: Ctx) -> Ctx {
    Ctx { feeds: fetcher(PUBLIC_URL), ..ctx }
}

fn covered(events: &[Event]) -> impl Iterator<Item = &Event> {
    events.iter().filter(|event| !event.is_gap && !event.is_empty)
}

/// At the exact instant of a handoff the reference names only those who stay; there the events say who is on call.
fn on_call_as_recorded(events: &[Event], at: Timestamp, recorded: &[String]) -> BTreeSet<String> {
    let handoff = covered(events).any(|event| event.start == at);
    if !handoff {
        return recorded.iter().cloned().collect();
    }
    let inside = |event: &&Event| event.start <= at && at < event.end && event.end > at + SignedDuration::ZERO;
    covered(events).filter(inside).flat_map(|event| event.users.iter().cloned()).collect()
}
