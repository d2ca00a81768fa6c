//! Calendars in the style of products that teams have: who is on call, and the handoff that follows.

use expect_test::{Expect, expect};
use rota::usecases::change::Change;
use rota::usecases::schedule_changes::ScheduleChanges;

use super::follow;
use crate::support::calendars::{Calendars, Serves};
use crate::support::town::Town;

/// On a Monday in Oslo a team follows this calendar; what is heard then and through a week, and who is in the group.
async fn week_of(product: &str, expected: Expect) {
    let town = Town::on("Mon 2026-03-02 09:30 Europe/Oslo").await;
    town.leaves_direct_messages_aside();
    let server = Calendars::open().await;
    let path = format!("{}/tests/fixtures/calendars/{product}.ics", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap().replace('\n', "\r\n");
    // Once a day is enough for this story.
    let headers = vec![("Cache-Control", "max-age=86400".to_owned())];
    let url = server.serves("/calendar.ics", Serves::With(headers, text.into_bytes()));
    let group = town.slack.add_user_group("payments-oncall", "Payments on call", &[]);
    let rest = ScheduleChanges { user_group: Change::To(Some(group)), ..ScheduleChanges::default() };
    follow(&town, &url, rest).await.unwrap();
    town.passes("3 s").await;
    let first = town.members("@payments-oncall");
    town.passes("7 days").await;
    town.slack.settled().await;
    let said: Vec<String> =
        town.said().iter().filter(|entry| entry.to_string().contains("payments")).map(ToString::to_string).collect();
    let last = town.members("@payments-oncall");
    let heard = town.alice.types("/oncall now payments").await;
    town.forgets();
    let lines = said.iter().map(|line| line.lines().next().unwrap_or_default().to_owned());
    let lines: Vec<String> = lines.collect();
    expected.assert_eq(&format!("{first:?}\n{}\n{last:?}\n{}", lines.join("\n"), heard.text()));
}

#[tokio::test]
async fn google() {
    week_of("google", expect![[r#"
        ["bob"]
        #payments   bot: *payments*: @bob is on call until ⟨Mar 9, 2026 at 09:00⟩. Then nobody until ⟨Mar 10, 2026 at 09:00⟩.
        #payments   bot: *payments*: nobody is on call from now until ⟨tomorrow at 09:00⟩. Bob is off. Next: Carol.
        #payments   bot: *payments* has nobody on call in the next 30 days:
        ["bob"]
        *payments* — *nobody* until ⟨tomorrow at 09:00⟩, then Carol
        [Next shifts] [Ask for cover] [Share in channel]"#]]).await;
}

#[tokio::test]
async fn outlook() {
    week_of("outlook", expect![[r#"
        ["alice"]
        #payments   bot: *payments*: @alice is on call until ⟨Mar 9, 2026 at 09:00⟩. Next: Bob and Carol.
        #payments   bot: *payments* is handed over: @bob and @carol are on call until ⟨Mar 16, 2026 at 09:00⟩. Alice is off. Next: Alice.
        #payments   bot: *payments* has nobody on call in the next 30 days:
        ["bob", "carol"]
        *payments* — *Bob* and *Carol* until ⟨Mar 16, 2026 at 09:00⟩, then Alice
        [Next shifts] [Ask for cover] [Share in channel]"#]]).await;
}

#[tokio::test]
async fn apple() {
    week_of("apple", expect![[r#"
        ["alice", "bob"]
        #payments   bot: *payments*: @alice and @bob are on call until ⟨Mar 9, 2026 at 00:00⟩. Next: Carol.
        #payments   bot: *payments* is handed over: @carol is on call until ⟨Mar 16, 2026 at 00:00⟩. Alice and Bob are off. Then nobody.
        #payments   bot: *payments* has nobody on call in the next 30 days:
        ["carol"]
        *payments* — *Carol* until ⟨Mar 16, 2026 at 00:00⟩, then nobody
        [Next shifts] [Ask for cover] [Share in channel]"#]]).await;
}

#[tokio::test]
async fn pagerduty() {
    week_of("pagerduty", expect![[r#"
        ["alice"]
        #payments   bot: *payments*: @alice is on call until ⟨Mar 9, 2026 at 09:00⟩. Next: Bob.
        #payments   bot: *payments* is handed over: @bob is on call until ⟨Mar 16, 2026 at 09:00⟩. Alice is off. Then nobody.
        #payments   bot: *payments* has nobody on call in the next 30 days:
        ["bob"]
        *payments* — *Bob* until ⟨Mar 16, 2026 at 09:00⟩, then nobody
        [Next shifts] [Ask for cover] [Share in channel]"#]]).await;
}

#[tokio::test]
async fn opsgenie() {
    week_of("opsgenie", expect![[r#"
        ["alice"]
        #payments   bot: *payments*: @alice is on call until ⟨Mar 9, 2026 at 09:00⟩. Next: Bob.
        #payments   bot: *payments* is handed over: @bob is on call until ⟨Mar 16, 2026 at 09:00⟩. Alice is off. Then nobody.
        #payments   bot: *payments* has nobody on call in the next 30 days:
        ["bob"]
        *payments* — *Bob* until ⟨Mar 16, 2026 at 09:00⟩, then nobody
        [Next shifts] [Ask for cover] [Share in channel]"#]]).await;
}

#[tokio::test]
async fn grafana_oncall() {
    week_of("grafana_oncall", expect![[r#"
        ["alice"]
        #payments   bot: *payments*: @alice is on call until ⟨Mar 9, 2026 at 09:00⟩. Next: Bob.
        #payments   bot: *payments* is handed over: @bob is on call until ⟨Mar 16, 2026 at 09:00⟩. Alice is off. Then nobody.
        #payments   bot: *payments* has nobody on call in the next 30 days:
        ["bob"]
        *payments* — *Bob* until ⟨Mar 16, 2026 at 09:00⟩, then nobody
        [Next shifts] [Ask for cover] [Share in channel]"#]]).await;
}
