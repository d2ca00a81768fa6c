//! User groups: who may edit them, who may be in them, and what the app hears of it.

use rota::playground::{Person, UserGroupEditing};
use serde_json::{Value, json};

use super::support::Scene;

async fn sets(scene: &Scene, handles: &[&str]) -> Value {
    let ids: Vec<String> =
        handles.iter().map(|handle| scene.slack.person_id(handle).unwrap_or((*handle).to_owned())).collect();
    scene.call_json("usergroups.users.update", json!({ "usergroup": scene.group, "users": ids.join(",") })).await
}

#[tokio::test]
async fn a_write_replaces_the_members_and_comes_back_as_an_event() {
    let scene = Scene::new().await;
    assert_eq!(sets(&scene, &["bob", "carol"]).await["ok"], true);
    assert_eq!(scene.slack.group_members("payments-oncall"), ["bob", "carol"]);
    scene.slack.settled().await;
    let events: Vec<Value> = scene.app.received().iter().map(|received| received.event()["event"].clone()).collect();
    let changed = events.iter().find(|event| event["type"] == "subteam_members_changed").unwrap();
    assert_eq!(changed["added_users"], json!([scene.id("bob"), scene.id("carol")]));
    assert_eq!(changed["removed_users"], json!([scene.id("alice")]));
    assert!(events.iter().any(|event| event["type"] == "subteam_updated"));
}

#[tokio::test]
async fn one_person_who_may_not_be_in_it_fails_the_call() {
    let scene = Scene::new().await;
    scene.slack.add_person(Person::new("gus", "Gus Guest").guest());
    scene.slack.add_person(Person::new("sam", "Sam Single").single_channel_guest());
    scene.slack.add_person(Person::new("otto", "Otto Old").deactivated());
    for (handles, error) in [
        (&[][..], "no_users_provided"),
        (&["bob", "gus"], "invalid_user"),
        (&["bob", "rota"], "invalid_user"),
        (&["bob", "sam"], "single_channel_guests_cannot_be_added"),
        (&["bob", "otto"], "failed_for_some_users"),
        (&["bob", "U404"], "invalid_users"),
    ] {
        assert_eq!(sets(&scene, handles).await["error"], error, "{handles:?}");
    }
    assert_eq!(scene.slack.group_members("payments-oncall"), ["alice"]);
}

#[tokio::test]
async fn where_only_admins_edit_groups_the_bot_is_refused_and_an_admins_token_is_not() {
    let scene = Scene::new().await;
    scene.slack.set_user_group_editing(UserGroupEditing::AdminsOnly);
    assert_eq!(sets(&scene, &["bob"]).await["error"], "permission_denied");
    scene.slack.add_user_token("alice", "xoxp-alice", &["usergroups:write"]);
    scene.slack.add_user_token("bob", "xoxp-bob", &["usergroups:write"]);
    let bob = scene.id("bob");
    let fields = [("usergroup", scene.group.clone()), ("users", bob)];
    let with = |token: &'static str| {
        scene.send("usergroups.users.update", move |call| call.bearer_auth(token).form(&fields.clone()))
    };
    assert_eq!(with("xoxp-alice").await.1["ok"], true);
    assert_eq!(scene.slack.group_members("payments-oncall"), ["bob"]);
    assert!(scene.slack.calls().last().unwrap().by_person);
}

#[tokio::test]
async fn a_workspace_that_does_not_pay_has_no_groups() {
    let scene = Scene::new().await;
    scene.slack.set_paid_plan(false);
    assert_eq!(sets(&scene, &["bob"]).await["error"], "plan_upgrade_required");
    assert_eq!(scene.call("usergroups.create", &[("name", "x")]).await["error"], "paid_teams_only");
}

#[tokio::test]
async fn a_disabled_group_is_listed_only_when_asked_for_and_keeps_its_members() {
    let scene = Scene::new().await;
    let group = scene.group.clone();
    scene.call("usergroups.disable", &[("usergroup", &group)]).await;
    assert!(scene.slack.group_is_disabled("payments-oncall"));
    assert_eq!(scene.call("usergroups.list", &[]).await["usergroups"], json!([]));
    let all = scene
        .call("usergroups.list", &[("include_disabled", "true"), ("include_users", "1"), ("include_count", "true")])
        .await;
    assert_ne!(all["usergroups"][0]["date_delete"], 0);
    assert_eq!(all["usergroups"][0]["users"], json!([scene.id("alice")]));
    assert_eq!(all["usergroups"][0]["user_count"], 1);
    assert_eq!(sets(&scene, &["bob"]).await["error"], "no_such_subteam");
    scene.call("usergroups.enable", &[("usergroup", &group)]).await;
    let listed = scene.call("usergroups.list", &[]).await;
    assert_eq!(listed["usergroups"][0]["date_delete"], 0);
    assert_eq!((listed["usergroups"][0].get("users"), listed["usergroups"][0].get("user_count")), (None, None));
    assert_eq!(sets(&scene, &["bob"]).await["ok"], true);
}

#[tokio::test]
async fn handles_are_unique_among_groups_people_and_channels() {
    let scene = Scene::new().await;
    for handle in ["payments-oncall", "bob", "payments"] {
        let answer = scene.call("usergroups.create", &[("name", "New"), ("handle", handle)]).await;
        assert_eq!(answer["error"], "handle_already_exists", "{handle}");
    }
    let made = scene.call("usergroups.create", &[("name", "Search on call"), ("handle", "search-oncall")]).await;
    assert_eq!(made["usergroup"]["users"], json!([]));
}
