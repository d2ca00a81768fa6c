//! Teams: who is in them, and what belongs to them.

use rota::store::tokens::Scope;
use serde_json::{Value, json};

use crate::support::api::{Api, new_workspace, token};
use crate::support::databases::on_both;

async fn team(api: &Api, name: &str) -> String {
    api.post("teams/", json!({"name": name})).await.is(201)["id"].as_str().unwrap().to_owned()
}

fn names(page: &Value) -> Vec<&str> {
    page["results"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect()
}

on_both!(a_team_is_made_read_changed_and_deleted, async |store| {
    let api = Api::on(&store).await;
    let made = json!({"name": "Payments", "email": "payments@example.com", "members": [api.carol, api.bob]});
    let made = api.post("teams", made).await.is(201);
    let id = made["id"].as_str().unwrap().to_owned();
    assert!(id.starts_with('T') && id.len() == 13, "{id}");
    assert_eq!(
        made,
        json!({"id": id, "grafana_id": 1, "name": "Payments", "email": "payments@example.com", "avatar_url": "",
            "members": [api.bob, api.carol]}),
    );
    assert_eq!(api.get(&format!("teams/{id}")).await.is(200), made);
    let page = api.get("teams").await.is(200);
    assert_eq!((&page["count"], &page["page_size"], &page["results"]), (&json!(1), &json!(50), &json!([made])));

    let changed = api.put(&format!("teams/{id}/"), json!({"members": [api.alice], "email": null})).await.is(200);
    assert_eq!(
        changed,
        json!({"id": id, "grafana_id": 1, "name": "Payments", "email": null, "avatar_url": "",
            "members": [api.alice]}),
    );
    let alice = api.get(&format!("users/{}/", api.alice)).await.is(200);
    assert_eq!(alice["teams"], json!([id]));
    assert_eq!(api.get("users/").await.is(200)["results"][1]["teams"], json!([]));

    api.delete(&format!("teams/{id}/")).await.is(204);
    api.get(&format!("teams/{id}/")).await.is(404);
    api.delete(&format!("teams/{id}/")).await.is(404);
    assert_eq!(api.get(&format!("users/{}/", api.alice)).await.is(200)["teams"], json!([]));
});

on_both!(a_team_that_makes_no_sense_is_refused, async |store| {
    let api = Api::on(&store).await;
    let id = team(&api, "Payments").await;
    let required = json!({"name": ["This field is required."]});
    assert_eq!(api.post("teams/", json!({})).await.is(400), required);
    let taken = json!({"name": ["A team called `payments` already exists."]});
    assert_eq!(api.post("teams/", json!({"name": "payments"})).await.is(400), taken);
    let nobody = json!({"members": ["User does not exist {'UNOPE'}"]});
    assert_eq!(api.put(&format!("teams/{id}/"), json!({"members": ["UNOPE", api.bob]})).await.is(400), nobody);
    assert_eq!(api.get("teams/").await.is(200)["count"], 1);
    assert_eq!(api.get(&format!("teams/{id}/")).await.is(200)["members"], json!([]));
    let reader = api.asked_with(Some(&token(&api.ctx, api.workspace, Scope::Read, None).await));
    reader.post("teams/", json!({"name": "mine"})).await.is(403);
});

on_both!(schedules_and_shifts_belong_to_a_team_and_are_found_by_it, async |store| {
    let api = Api::on(&store).await;
    let two = team(&api, "two").await;
    let shift =
        |name: &str| json!({"name": name, "type": "single_event", "start": "2024-06-03T00:00:00", "duration": 60});
    for (path, thing) in
        [("schedules/", json!({"name": "of one", "type": "web"})), ("on_call_shifts/", shift("of one"))]
    {
        let one = team(&api, "one").await;
        let mut body = thing.clone();
        body["team_id"] = json!(one);
        let made = api.post(path, body).await.is(201);
        assert_eq!(made["team_id"], json!(one));
        let mut body = thing;
        body["name"] = json!("of none");
        api.post(path, body).await.is(201);

        for (filter, expected) in [
            (format!("team_id={one}"), &["of one"][..]),
            (format!("team_id={two}"), &[]),
            ("team_id=null".to_owned(), &["of none"]),
            ("team_id=".to_owned(), &["of one", "of none"]),
            (format!("team_id={one}&name=of+none"), &[]),
        ] {
            let page = api.get(&format!("{path}?{filter}")).await.is(200);
            assert_eq!(names(&page), expected, "{path}?{filter}");
            assert_eq!(page["count"], expected.len(), "{path}?{filter}");
        }
        let unknown = json!({"team_id": ["Select a valid choice. That choice is not one of the available choices."]});
        assert_eq!(api.get(&format!("{path}?team_id=TNOPE")).await.is(400), unknown);

        let mine = format!("{path}{}/", made["id"].as_str().unwrap());
        let no_team = json!({"team_id": ["Object does not exist"]});
        assert_eq!(api.put(&mine, json!({"team_id": "TNOPE"})).await.is(400), no_team);
        assert_eq!(api.put(&mine, json!({"team_id": two})).await.is(200)["team_id"], json!(two));
        // Everything the provider writes for "no team".
        for nothing in [json!(null), json!(""), json!("null")] {
            api.put(&mine, json!({"team_id": one})).await.is(200);
            assert_eq!(api.put(&mine, json!({"team_id": nothing})).await.is(200)["team_id"], Value::Null);
        }
        api.put(&mine, json!({"team_id": one})).await.is(200);
        api.delete(&format!("teams/{one}/")).await.is(204);
        assert_eq!(api.get(&mine).await.is(200)["team_id"], Value::Null, "it stays, and is nobody's");
    }
});

on_both!(another_workspaces_team_is_no_team, async |store| {
    let api = Api::on(&store).await;
    let theirs = team(&api, "theirs").await;
    let elsewhere = new_workspace(&store).await;
    let other = api.asked_with(Some(&token(&api.ctx, elsewhere, Scope::Write, None).await));
    let path = format!("teams/{theirs}/");
    other.get(&path).await.is(404);
    other.put(&path, json!({"name": "mine"})).await.is(404);
    other.delete(&path).await.is(404);
    assert_eq!(other.get("teams/").await.is(200)["count"], 0);
    other.get(&format!("schedules/?team_id={theirs}")).await.is(400);
    let thief = json!({"name": "thief", "type": "web", "team_id": theirs});
    assert_eq!(other.post("schedules/", thief).await.is(400), json!({"team_id": ["Object does not exist"]}));
    let members = json!({"members": [format!("User does not exist {{'{}'}}", api.bob)]});
    assert_eq!(other.post("teams/", json!({"name": "x", "members": [api.bob]})).await.is(400), members);
    other.post("teams/", json!({"name": "theirs"})).await.is(201);
});
