//! A rotation made over REST, as Terraform makes it: #payments and `@payments-oncall` follow, and every way of asking agrees.

use expect_test::expect;
use reqwest::Method;
use rota::ids::UserId;
use rota::store::tokens::Scope;
use rota::usecases::api_tokens;
use serde_json::{Value, json};

use crate::support::databases::on_both;
use crate::support::plain_http;
use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 09:00 Europe/Oslo";

/// Speaks to the town's server as a script does.
pub struct Script<'a> {
    town: &'a Town,
    secret: String,
}

impl<'a> Script<'a> {
    pub async fn of(town: &'a Town) -> Self {
        let made = api_tokens::create(town.ctx(), town.workspace, "terraform", Scope::Write, None).await.unwrap();
        Self { town, secret: made.1 }
    }

    pub async fn sends(&self, method: Method, path: &str, body: Value) -> Value {
        let url = format!("{}/api/v1/{path}", self.town.url);
        let request = plain_http().request(method, url).header("Authorization", &self.secret);
        let answer = request.header("Content-Type", "application/json").body(body.to_string()).send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    pub async fn reads(&self, path: &str) -> Value {
        self.sends(Method::GET, path, Value::Null).await
    }

    pub async fn user(&self, name: &str) -> String {
        self.reads(&format!("users/?username={name}")).await["results"][0]["id"].as_str().unwrap().to_owned()
    }

    /// A weekly rotation from the Monday before, in Oslo.
    async fn makes_rotation(&self, people: &[&str]) -> String {
        let mut groups = Vec::new();
        for person in people {
            groups.push(json!([self.user(person).await]));
        }
        let shift = json!({ "type": "rolling_users", "name": "weekly", "start": "2026-02-23T09:00:00", "duration": 604_800,
            "frequency": "weekly", "interval": 1, "week_start": "MO", "rolling_users": groups,
            "start_rotation_from_user_index": 0, "time_zone": "Europe/Oslo", "source": 3 });
        self.sends(Method::POST, "on_call_shifts/", shift).await["id"].as_str().unwrap().to_owned()
    }
}

on_both!(a_schedule_made_over_rest_drives_the_channel_and_the_group_and_all_answers_agree, async |store| {
    let town = Town::with(store, MONDAY).await;
    let group = town.slack.add_user_group("payments-oncall", "Payments on call", &["alice"]);
    town.is_read_by_rota().await;
    let script = Script::of(&town).await;
    let shift = script.makes_rotation(&["alice", "bob", "carol"]).await;
    let channel = town.slack.channel_id("payments").unwrap();
    let schedule = json!({ "name": "payments", "type": "calendar", "time_zone": "Europe/Oslo", "shifts": [shift],
        "slack": { "channel_id": channel, "user_group_id": group } });
    let made = script.sends(Method::POST, "schedules/", schedule).await;
    let id = made["id"].as_str().unwrap();

    town.passes("4 s").await;
    assert_eq!(town.members("@payments-oncall"), ["bob"]);
    town.carol.types("/oncall now payments").await;
    town.reads(expect![[r#"
        Mon 09:00  #payments   bot: *payments*: @bob is on call until ⟨Mar 9, 2026 at 09:00⟩. Next: Carol.
            [Next shifts] [Ask for cover]
        Mon 09:00  #payments (only carol)   bot: *payments* — *Bob* until ⟨Mar 9, 2026 at 09:00⟩, then Carol
            [Next shifts] [Ask for cover] [Share in channel]
    "#]])
        .await;

    let bob = script.user("bob").await;
    assert_eq!(made["on_call_now"], json!([bob]));
    let now = script.reads(&format!("schedules/{id}/current_oncall/")).await;
    assert_eq!(
        (&now["users"][0]["username"], &now["shifts"][0]["shift_end"]),
        (&json!("bob"), &json!("2026-03-09T08:00:00+00:00"))
    );
    let later = script.reads(&format!("schedules/{id}/current_oncall/?at=2026-03-09T08:00:00Z")).await;
    assert_eq!(later["users"][0]["username"], "carol");
    let rows = script.reads(&format!("schedules/{id}/final_shifts/?start_date=2026-03-02&end_date=2026-03-10")).await;
    let rows: Vec<_> = rows["results"].as_array().unwrap().iter().map(|row| row["user_username"].clone()).collect();
    assert_eq!(rows, ["alice", "bob", "carol"]);
    assert!(bob.parse::<UserId>().is_ok());
});

#[tokio::test]
async fn a_rotation_rebuilt_in_several_requests_is_announced_once() {
    let town = Town::on(MONDAY).await;
    let script = Script::of(&town).await;
    let old = script.makes_rotation(&["alice", "bob"]).await;
    let channel = town.slack.channel_id("payments").unwrap();
    let schedule =
        json!({ "name": "payments", "type": "calendar", "shifts": [old], "slack": { "channel_id": channel } });
    let id = script.sends(Method::POST, "schedules/", schedule).await["id"].as_str().unwrap().to_owned();
    town.passes("1 min").await;
    town.forgets();

    script.sends(Method::DELETE, &format!("on_call_shifts/{old}/"), Value::Null).await;
    town.passes("1 s").await;
    let new = script.makes_rotation(&["bob", "carol"]).await;
    script.sends(Method::PUT, &format!("schedules/{id}/"), json!({ "shifts": [new] })).await;
    town.passes("1 min").await;
    town.reads(expect![[r#"
        Mon 09:01  #payments   bot: *payments* is handed over: @carol is on call until ⟨Mar 9, 2026 at 09:00⟩. Bob is off. Next: Bob.
            [Next shifts] [Ask for cover]
    "#]]).await;
}

on_both!(a_channel_and_a_group_made_a_minute_ago_can_be_named_over_rest, async |store| {
    let town = Town::with(store, MONDAY).await;
    let script = Script::of(&town).await;
    let shift = script.makes_rotation(&["alice", "bob"]).await;
    let channel = town.slack.add_channel("brand-new", &["alice"]);
    let group = town.slack.add_user_group("brand-new-oncall", "New", &["carol"]);
    let slack = json!({ "channel_id": channel, "user_group_id": group });
    let body = json!({ "type": "calendar", "name": "payments", "time_zone": "Europe/Oslo", "shifts": [shift], "slack": slack });
    let made = script.sends(Method::POST, "schedules/", body).await;
    assert_eq!(made["slack"]["channel_id"], json!(channel));
    let again = town.slack.add_channel("newer", &["alice"]);
    let path = format!("schedules/{}/", made["id"].as_str().unwrap());
    let edited =
        script.sends(Method::PUT, &path, json!({ "slack": { "channel_id": again, "user_group_id": group } })).await;
    assert_eq!(edited["slack"]["channel_id"], json!(again));
    town.passes("3 s").await;
    assert_eq!(town.members("@brand-new-oncall"), ["bob"]);
    town.forgets();
});

on_both!(what_is_only_tried_over_rest_says_nothing_and_wakes_nobody, async |store| {
    let town = Town::with(store, MONDAY).await;
    let group = town.slack.add_user_group("payments-oncall", "Payments on call", &["alice"]);
    town.is_read_by_rota().await;
    let script = Script::of(&town).await;
    let shift = script.makes_rotation(&["alice", "bob"]).await;
    let channel = town.slack.channel_id("payments").unwrap();
    let slack = json!({ "channel_id": channel, "user_group_id": group });
    let schedule = json!({ "name": "payments", "type": "calendar", "shifts": [shift], "slack": slack });
    let id = script.sends(Method::POST, "schedules/", schedule).await["id"].as_str().unwrap().to_owned();
    town.passes("1 min").await;
    town.forgets();

    let (alice, carol) = (script.user("alice").await, script.user("carol").await);
    let over = json!({ "users": [carol], "start": "2026-03-02T09:00:00Z", "end": "2026-03-02T12:00:00Z" });
    let bell = town.ctx().wake.listen();
    for (method, path, body) in [
        (Method::POST, format!("schedules/{id}/overrides/"), over),
        (Method::PATCH, format!("on_call_shifts/{shift}/"), json!({ "rolling_users": [[alice]] })),
        (Method::PUT, format!("schedules/{id}/"), json!({ "shifts": [], "slack": { "user_group_id": null } })),
        (Method::DELETE, format!("on_call_shifts/{shift}/"), Value::Null),
        (Method::DELETE, format!("schedules/{id}/"), Value::Null),
    ] {
        let tried = script.sends(method, &format!("{path}?dry_run=true"), body).await;
        assert!(!tried["diff"]["schedules"][0]["people"].as_array().unwrap().is_empty(), "{path}: {tried}");
    }
    assert!(!bell.has_changed().unwrap());
    town.passes("10 min").await;
    assert_eq!(town.members("@payments-oncall"), ["bob"]);
    town.reads(expect![""]).await;
});
