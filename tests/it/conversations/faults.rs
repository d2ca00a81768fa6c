//! Faults of our own: one bad row, a database that is gone for a while. The others must not wait for it.

use expect_test::expect;
use rota::ids::TokenId;
use rota::store::schedules::ScheduleKind;
use rota::usecases::Actor;
use rota::usecases::change::Change;
use rota::usecases::make_schedule::make_schedule;
use rota::usecases::schedule_changes::ScheduleChanges;

use super::calendars::{follows, two_weeks};
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
