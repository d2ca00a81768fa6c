//! Many who write at once: nobody is turned away, and what was accepted is there.

use futures::future::join_all;
use serde_json::{Value, json};

use crate::support::api::Api;
use crate::support::databases::on_both;

on_both!(sixty_four_who_write_at_once_are_all_served_and_all_of_it_is_there, async |store| {
    let api = Api::on(&store).await;
    let writes = async |writer: usize| {
        let mut accepted = Vec::new();
        for round in 0..2 {
            let name = format!("writer {writer} {round}");
            let made = api.post("schedules/", json!({"name": name, "type": "web"})).await.is(201);
            let path = format!("schedules/{}/", made["id"].as_str().unwrap());
            let renamed = format!("{name} renamed");
            api.patch(&path, json!({"name": renamed})).await.is(200);
            let over = json!({"users": [api.bob], "start": "2024-06-04T00:00:00Z", "end": "2024-06-05T00:00:00Z"});
            let over = api.post(&format!("{path}overrides/"), over).await.is(201);
            accepted.push((path, renamed, over["id"].clone()));
        }
        accepted
    };
    let accepted: Vec<(String, String, Value)> = join_all((0..64).map(writes)).await.concat();
    assert_eq!(accepted.len(), 128);
    for (path, name, over) in &accepted {
        let found = api.get(path).await.is(200);
        assert_eq!((&found["name"], &found["shifts"]), (&json!(name), &json!([over])));
    }
    assert_eq!(api.get("schedules/").await.is(200)["count"], 128);
});
