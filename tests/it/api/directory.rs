//! People, user groups and channels: what schedules can name.

use rota::store::directory::{self, Channel, UserGroup};
use rota::store::people::Standing;
use rota::store::tokens::Scope;
use rota::store::{people, workspaces};
use serde_json::{Value, json};

use crate::support::api::{Api, add_person, token};
use crate::support::databases::on_both;

fn usernames(page: &Value) -> Vec<&str> {
    page["results"].as_array().unwrap().iter().map(|row| row["username"].as_str().unwrap()).collect()
}

on_both!(people_are_listed_without_bots_and_without_those_who_left, async |store| {
    let api = Api::on(&store).await;
    let bot = add_person(&store, api.workspace, "robot", "robot@example.com", Standing::Bot).await;
    let gone = add_person(&store, api.workspace, "gone", "gone@example.com", Standing::Deactivated).await;
    add_person(&store, api.workspace, "Élise", "Elise@Example.com", Standing::Guest).await;
    let page = api.get("users/").await.is(200);
    assert_eq!(usernames(&page), ["alice", "bob", "carol", "Élise"]);
    assert_eq!(page["page_size"], 100);
    assert_eq!(
        page["results"][0],
        json!({
            "id": api.alice, "grafana_id": 1, "email": "alice@example.com", "slack": null, "username": "alice",
            "role": "admin", "is_phone_number_verified": false, "timezone": "UTC", "teams": [],
        })
    );
    for (query, expected) in [
        ("username=ALICE", &["alice"][..]),
        ("username=%C3%A9lise", &["Élise"]),
        ("username=ali", &[]),
        ("email=elise@example.com", &["Élise"]),
        ("email=bob@example.com&username=alice", &[]),
        ("roles=0", &["alice"]),
        ("roles=0&roles=2", &["alice", "Élise"]),
        ("roles=3", &[]),
        ("search=al", &["alice", "bob", "carol", "Élise"]),
    ] {
        let page = api.get(&format!("users/?{query}")).await.is(200);
        assert_eq!(usernames(&page), expected, "{query}");
    }
    let bad = json!({"roles": ["Select a valid choice. 9 is not one of the available choices."]});
    assert_eq!(api.get("users/?roles=9").await.is(400), bad);
    let short = api.get("users/?short=true&username=bob").await.is(200);
    let keys: Vec<&String> = short["results"][0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["id", "grafana_id", "email", "username", "role", "is_phone_number_verified"]);

    assert_eq!(api.get(&format!("users/{gone}/")).await.is(200)["role"], "none");
    api.get(&format!("users/{bot}/")).await.is(404);
    api.get("users/not-an-id/").await.is(404);
});

on_both!(the_current_user_is_whoever_the_token_acts_for, async |store| {
    let api = Api::on(&store).await;
    assert_eq!(api.get("users/current/").await.is(200)["username"], "alice");
    let nobodys = token(&api.ctx, api.workspace, Scope::Write, None).await;
    let answer = api.asked_with(Some(&nobodys)).get("users/current/").await.is(404);
    assert_eq!(answer, json!({"detail": "Not found."}));
});

on_both!(somebody_known_in_slack_has_their_slack_account, async |store| {
    let api = Api::on(&store).await;
    let mut tx = store.begin().await.unwrap();
    let team = format!("T{}", api.workspace);
    workspaces::connect(&mut tx, api.workspace, &team, "town", "UBOT").await.unwrap();
    let mut bob = people::find(&mut tx, api.workspace, api.bob).await.unwrap().unwrap();
    bob.slack_id = Some("U0BOB".to_owned());
    people::update(&mut tx, api.workspace, &bob).await.unwrap();
    tx.commit().await.unwrap();
    let read = api.get(&format!("users/{}/", api.bob)).await.is(200);
    assert_eq!(read["slack"], json!({"user_id": "U0BOB", "team_id": team}));
});

on_both!(user_groups_and_channels_are_as_slack_has_them, async |store| {
    let api = Api::on(&store).await;
    let mut tx = store.begin().await.unwrap();
    let group = UserGroup {
        id: "GFIXED".parse().unwrap(),
        slack_id: "S1".into(),
        name: "Payments on call".into(),
        handle: "payments".into(),
        is_disabled: true,
    };
    directory::keep_group(&mut tx, api.workspace, &group).await.unwrap();
    for (slack_id, name, is_archived) in [("C2", "search", false), ("C1", "payments", false), ("C3", "old", true)] {
        let channel = Channel { slack_id: slack_id.into(), name: name.into(), is_private: false, is_archived };
        directory::keep_channel(&mut tx, api.workspace, &channel).await.unwrap();
    }
    tx.commit().await.unwrap();
    let groups = api.get("user_groups").await.is(200);
    let shown = json!([{"id": "GFIXED", "type": "slack_based",
        "slack": {"id": "S1", "name": "Payments on call", "handle": "payments"}}]);
    assert_eq!(groups["results"], shown);
    assert_eq!(api.get("user_groups?slack_handle=payments").await.is(200)["count"], 1);
    assert_eq!(api.get("user_groups?slack_handle=Payments").await.is(200)["count"], 0);
    let channels = api.get("slack_channels").await.is(200);
    let shown = json!([{"name": "payments", "slack_id": "C1"}, {"name": "search", "slack_id": "C2"}]);
    assert_eq!(channels["results"], shown);
    assert_eq!(api.get("slack_channels?channel_name=search").await.is(200)["count"], 1);
    assert_eq!(api.get("slack_channels?channel_name=old").await.is(200)["count"], 0);
});
