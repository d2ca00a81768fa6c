//! Faults of our own: one bad row, a database that is gone for a while. The others must not wait for it.

use expect_test::expect;
use rota::ids::TokenId;
use rota::store::schedules::ScheduleKind;
use rota::usecases::Actor;
use rota::usecases::change::Change;
use rota::usecases::edit_schedule::edit_schedule;
use rota::usecases::make_schedule::make_schedule;
use rota::usecases::schedule_changes::ScheduleChanges;

use super::asking_for_cover::asks_in;
use super::calendars::{follows, two_weeks};
use super::channel_topics::wants_topic;
use crate::support::calendars::{Calendars, Serves};
use crate::support::databases::{sqlite, tampers};
use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 09:00 Europe/Oslo";

#[tokio::test]
async fn a_schedule_that_cannot_be_read_holds_up_no_other() {
    let store = sqlite().await;
    let town = Town::with(store.clone(), MONDAY).await;
    town.schedule("broken").daily("09:00", 24, ["alice", "bob"]).in_channel("#general").await;
    town.schedule("broken too").daily("09:00", 24, ["alice", "bob"]).in_channel("#general").await;
    town.schedule("payments").daily("09:00", 24, ["alice", "bob"]).in_channel("#payments").await;
    town.passes("23 hours").await;
    town.forgets();
    tampers(&store, "UPDATE schedules SET kind = 'of a later version' WHERE name = 'broken'").await;
    tampers(
        &store,
        "UPDATE shifts SET starts = 'never' WHERE schedule_id = (SELECT id FROM schedules WHERE name = 'broken too')",
    )
    .await;
    town.passes("1 hour").await;
    town.reads(expect![[r#"
        Tue 09:00  #payments   bot: *payments* is handed over: @bob is on call until ⟨tomorrow at 09:00⟩. Alice is off. Next: Alice.
            [Next shifts] [Ask for cover]
    "#]]).await;
}

#[tokio::test]
async fn a_calendar_whose_row_cannot_be_read_holds_up_no_other() {
    let store = sqlite().await;
    let town = Town::with(store.clone(), MONDAY).await;
    let server = Calendars::open().await;
    let (broken, payments) = (
        server.serves("/broken.ics", Serves::Text(two_weeks())),
        server.serves("/payments.ics", Serves::Text(two_weeks())),
    );
    follows(&town, &payments).await;
    let actor = Actor::Token { workspace: town.workspace, token: TokenId::random(), user: None };
    let rest = ScheduleChanges { ical_url_primary: Change::To(broken), ..ScheduleChanges::default() };
    make_schedule(town.ctx(), actor, ScheduleKind::Ical, "broken".to_owned(), rest).await.unwrap();
    tampers(
        &store,
        "UPDATE feeds SET good_at = 9000000000000000000
         WHERE schedule_id = (SELECT id FROM schedules WHERE name = 'broken')",
    )
    .await;
    town.passes("30 min").await;
    server.serves("/payments.ics", Serves::Text(two_weeks().replace("alice", "carol")));
    town.passes("15 min").await;
    town.reads(expect![[r#"
        Mon 09:40  #payments   bot: *payments* is handed over: @carol is on call until ⟨Mar 9, 2026 at 09:00⟩. Alice is off. Next: Bob.
            [Next shifts] [Ask for cover]
    "#]]).await;
}

#[tokio::test]
async fn a_message_of_another_version_is_dropped_and_holds_up_no_other() {
    let store = sqlite().await;
    let town = Town::with(store.clone(), MONDAY).await;
    town.schedule("payments").daily("09:00", 24, ["alice", "bob"]).in_channel("#payments").await;
    tampers(
        &store,
        "CREATE TRIGGER of_a_later_version AFTER INSERT ON outbox WHEN NEW.seq < 3
         BEGIN UPDATE outbox SET message = '{\"kind\":\"of a later version\"}' WHERE id = NEW.id; END",
    )
    .await;
    town.passes("49 hours").await;
    town.reads(expect![[r#"
        Wed 09:00  #payments   bot: *payments* is handed over: @alice is on call until ⟨tomorrow at 09:00⟩. Bob is off. Next: Bob.
            [Next shifts] [Ask for cover]
    "#]]).await;
}

#[tokio::test]
async fn a_message_whose_row_cannot_be_read_holds_up_no_other_channel() {
    let store = sqlite().await;
    let town = Town::with(store.clone(), MONDAY).await;
    town.schedule("broken").daily("09:00", 24, ["alice", "bob"]).in_channel("#general").await;
    town.schedule("payments").daily("09:00", 24, ["alice", "bob"]).in_channel("#payments").await;
    town.passes("23 hours").await;
    town.forgets();
    tampers(
        &store,
        "CREATE TRIGGER damaged AFTER INSERT ON outbox WHEN NEW.message LIKE '%broken%'
         BEGIN UPDATE outbox SET created_at = 9000000000000000000 WHERE id = NEW.id; END",
    )
    .await;
    town.passes("1 hour").await;
    town.reads(expect![[r#"
        Tue 09:00  #payments   bot: *payments* is handed over: @bob is on call until ⟨tomorrow at 09:00⟩. Alice is off. Next: Alice.
            [Next shifts] [Ask for cover]
    "#]]).await;
}

/// Something of `broken`, which is handed over when `payments` is, cannot be read. What is due at such an instant is always due.
const DAMAGES: [&str; 10] = [
    "UPDATE schedules SET next_change_at = -9000000000000000000 WHERE name = 'broken'",
    "UPDATE user_groups SET due_at = -9000000000000000000 WHERE handle = 'broken-oncall'",
    "UPDATE channel_topics SET due_at = -9000000000000000000
     WHERE channel = (SELECT channel FROM schedules WHERE name = 'broken')",
    "UPDATE covers SET due_at = -9000000000000000000 WHERE swap_id IN
     (SELECT id FROM swaps WHERE schedule_id = (SELECT id FROM schedules WHERE name = 'broken'))",
    "UPDATE shifts_ahead SET due_at = -9000000000000000000
     WHERE schedule_id = (SELECT id FROM schedules WHERE name = 'broken')",
    "UPDATE schedule_health SET due_at = -9000000000000000000
     WHERE schedule_id = (SELECT id FROM schedules WHERE name = 'broken')",
    "UPDATE schedule_links SET announces = 'as a later version does'
     WHERE schedule_id = (SELECT id FROM schedules WHERE name = 'broken')",
    "UPDATE ledger SET people = 'of a later version' WHERE schedule_id = (SELECT id FROM schedules WHERE name = 'broken')",
    "UPDATE ledger_marks SET recorded_from = -9000000000000000000
     WHERE schedule_id = (SELECT id FROM schedules WHERE name = 'broken')",
    "UPDATE feed_copies SET slots = '[1]' WHERE schedule_id = (SELECT id FROM schedules WHERE name = 'broken')",
];

#[tokio::test]
async fn what_cannot_be_read_of_one_schedule_holds_up_no_other() {
    let calendars = Calendars::open().await;
    let nothing = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Nobody//EN\r\nEND:VCALENDAR\r\n";
    let overrides = calendars.serves("/overrides.ics", Serves::Text(nothing.to_owned()));
    for damage in DAMAGES {
        let store = sqlite().await;
        let town = Town::with(store.clone(), "Mon 2026-03-09 08:50 Europe/Oslo").await;
        let group = |handle| town.slack.add_user_group(handle, handle, &["alice"]);
        let broken = town.schedule("broken").weekly("Mon 09:00", ["alice", "carol"]).in_channel("#general");
        let broken = broken.keeps(&group("broken-oncall")).await;
        let payments = town.schedule("payments").weekly("Mon 09:00", ["alice", "bob"]).in_channel("#payments");
        payments.keeps(&group("payments-oncall")).await;
        let actor = Actor::Token { workspace: town.workspace, token: TokenId::random(), user: None };
        let ical_url_overrides = Change::To(Some(overrides.clone()));
        let follows = ScheduleChanges { ical_url_overrides, ..ScheduleChanges::default() };
        edit_schedule(town.ctx(), actor, broken, follows).await.unwrap();
        for schedule in ["broken", "payments"] {
            wants_topic(&town, schedule, "yes").await;
        }
        asks_in(&town.carol, "broken", []).await;
        asks_in(&town.bob, "payments", []).await;
        town.passes("1 min").await;
        town.leaves_direct_messages_aside();
        town.forgets();
        assert!(tampers(&store, damage).await > 0, "{damage}");
        town.passes("12 min").await;
        let said = town.said().into_iter().map(|entry| format!("{entry}\n"));
        let said: String = said.filter(|said| said.starts_with("#payments")).collect();
        expect![[r#"
            #payments   bot (topic): @rota set the channel topic: ⟦on call: payments Bob⟧
            #payments   bot: *payments* is handed over: @bob is on call until ⟨Mar 16, 2026 at 09:00⟩. Alice is off. Next: Alice.
                [Next shifts] [Ask for cover]
            #payments   bot (edited): Nobody accepted, so Bob is on call for *payments*, ⟨today at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        "#]].assert_eq(&said);
        assert_eq!(town.members("payments-oncall"), ["bob"], "{damage}");
        assert_eq!(town.slack.channel_topic("payments"), "⟦on call: payments Bob⟧", "{damage}");
    }
}
