//! People join, leave and change; Slack tells of it in events, sometimes twice.

use expect_test::expect;
use rota::playground::Person;
use serde_json::json;

use crate::support::databases::on_both;
use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 09:00 Europe/Oslo";

on_both!(somebody_on_call_who_leaves_the_workspace_is_off_at_once, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["alice+bob", "carol"]).in_channel("#payments").await;
    town.slack.change_person("bob", |bob| bob.deleted = true);
    town.passes("1 s").await;
    town.reads(expect![[r#"
        Mon 09:00  #payments   bot: *payments*: Alice is on call until ⟨Mar 9, 2026 at 09:00⟩. Bob is off. Next: Carol.
            [Next shifts] [Ask for cover]
    "#]])
        .await;
});

#[tokio::test]
async fn somebody_new_is_known_by_their_event() {
    let town = Town::on(MONDAY).await;
    town.slack.add_person(Person::new("newt", "Newt").in_zone("Europe/Oslo"));
    town.settles().await;
    town.schedule("payments").weekly("Mon 09:00", ["newt"]).loudly().in_channel("#payments").await;
    town.reads(expect![[r#"
        Mon 09:00  #payments   bot: *payments*: @newt is on call.
            [Next shifts] [Ask for cover]
    "#]])
        .await;
}

on_both!(events_are_answered_whatever_they_are, async |store| {
    let town = Town::with(store, MONDAY).await;
    for event in [
        json!({ "type": "app_home_opened", "user": "U1" }),
        json!({ "type": "no_such_event" }),
        json!({ "type": "user_change", "user": { "id": 7 } }),
        json!({ "type": "user_change" }),
        json!({}),
    ] {
        assert_eq!(town.slack.delivers_event(event.clone()).await, [200], "{event}");
        assert_eq!(town.slack.delivers_event_twice(event.clone()).await, (vec![200], vec![200]), "{event}");
    }
});
