//! Schedules that follow calendars: who serves there serves here, whatever becomes of the server.

mod products;
mod trouble;

use expect_test::expect;
use rota::ids::ScheduleId;
use rota::playground::Person;
use rota::store::people;
use rota::store::schedules::ScheduleKind;
use rota::usecases::change::Change;
use rota::usecases::make_schedule::make_schedule;
use rota::usecases::schedule_changes::ScheduleChanges;
use rota::usecases::{Actor, refusal::Outcome, rules::Loaded};

use crate::support::calendars::{Calendars, Serves, calendar};
use crate::support::databases::on_both;
use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 09:30 Europe/Oslo";

/// Alice and then Bob, a week each, from Monday at nine in Oslo.
pub fn two_weeks() -> String {
    calendar(&[("alice", "20260302T080000Z", "20260309T080000Z"), ("bob", "20260309T080000Z", "20260316T080000Z")])
}

/// Alice makes a schedule called payments of a calendar, in #payments.
async fn follow(town: &Town, url: &str, rest: ScheduleChanges) -> Outcome<Loaded> {
    town.is_read_by_rota().await;
    let everybody = people::all(&mut town.ctx().store.reader().await.unwrap(), town.workspace).await.unwrap();
    let alice = everybody.iter().find(|person| person.username == "alice").unwrap().id;
    let rest = ScheduleChanges {
        time_zone: Change::To("Europe/Oslo".to_owned()),
        channel: Change::To(town.slack.channel_id("payments")),
        ical_url_primary: Change::To(url.to_owned()),
        ..rest
    };
    let actor = Actor::Person { workspace: town.workspace, user: alice };
    make_schedule(town.ctx(), actor, ScheduleKind::Ical, "payments".to_owned(), rest).await
}

/// The same, and what the bot says of it at first is not part of the story.
pub async fn follows(town: &Town, url: &str) -> ScheduleId {
    let made = follow(town, url, ScheduleChanges::default()).await.unwrap();
    town.passes("3 s").await;
    town.forgets();
    made.record.id
}

on_both!(a_calendar_hands_over_announces_and_keeps_the_group, async |store| {
    let town = Town::with(store, MONDAY).await;
    let server = Calendars::open().await;
    // Once a day is enough for it.
    let text = two_weeks().replace("VERSION:2.0", "VERSION:2.0\r\nREFRESH-INTERVAL;VALUE=DURATION:P1D");
    let url = server.serves("/a.ics", Serves::Text(text));
    let group = town.slack.add_user_group("payments-oncall", "Payments on call", &["carol"]);
    let rest = ScheduleChanges { user_group: Change::To(Some(group)), ..ScheduleChanges::default() };
    follow(&town, &url, rest).await.unwrap();
    town.passes("3 s").await;
    town.reads(expect![[r#"
        Mon 09:30  #payments   bot: *payments*: @alice is on call until ⟨Mar 9, 2026 at 09:00⟩. Next: Bob.
            [Next shifts] [Ask for cover]
    "#]])
        .await;
    assert_eq!(town.members("@payments-oncall"), ["alice"]);
    town.passes("7 days").await;
    town.reads(expect![[r#"
        Mon 09:00  #payments   bot: *payments* is handed over: @bob is on call until ⟨Mar 16, 2026 at 09:00⟩. Alice is off. Then nobody.
            [Next shifts] [Ask for cover]
        Mon 09:00  #payments   bot: *payments* has nobody on call in the next 30 days:
            • ⟨Mar 16, 2026 at 09:00⟩ to ⟨Apr 8, 2026 at 10:00⟩
            [Next shifts]
    "#]]).await;
    assert_eq!(town.members("@payments-oncall"), ["bob"]);
    let heard = town.bob.types("/oncall next payments").await;
    expect![[r#"
        *payments*, from now on:
        • now until ⟨Mar 16, 2026 at 09:00⟩: Bob
        • from ⟨Mar 16, 2026 at 09:00⟩ on: nobody
        [Share who is on call now]"#]]
    .assert_eq(&heard.text());
    let mine = town.bob.types("/oncall mine").await;
    assert!(mine.text().contains("*payments*: now until"), "{}", mine.text());
    town.forgets();
    assert!(server.asked().len() <= 9, "it was asked {} times in a week", server.asked().len());
});

on_both!(forty_calendars_that_are_due_at_once_are_all_read_and_nobody_waits_for_them, async |store| {
    let town = Town::with(store, MONDAY).await;
    let server = Calendars::open().await;
    town.is_read_by_rota().await;
    let actor = Actor::Token { workspace: town.workspace, token: rota::ids::TokenId::random(), user: None };
    for number in 0..40 {
        let url = server.serves(&format!("/{number}.ics"), Serves::Text(two_weeks()));
        let rest = ScheduleChanges { ical_url_primary: Change::To(url), ..ScheduleChanges::default() };
        make_schedule(town.ctx(), actor, ScheduleKind::Ical, format!("team {number}"), rest).await.unwrap();
    }
    let at_first = server.asked().len();
    // In each, somebody else serves: each look writes.
    for number in 0..40 {
        server.serves(&format!("/{number}.ics"), Serves::Text(two_weeks().replace("alice", "carol")));
    }
    town.passes("11 min").await;
    assert_eq!(server.asked().len() - at_first, 40);
    for number in 0..40 {
        let heard = town.bob.types(&format!("/oncall now team {number}")).await;
        assert!(heard.text().contains("Carol"), "{}", heard.text());
    }
    town.forgets();
});

#[tokio::test]
async fn a_calendar_that_is_only_written_anew_announces_nothing() {
    let town = Town::on(MONDAY).await;
    let server = Calendars::open().await;
    let url = server.serves("/a.ics", Serves::Text(two_weeks()));
    follows(&town, &url).await;
    // Other identities, another order, another sequence: the same people at the same times.
    let events = [("bob", "20260309T080000Z", "20260316T080000Z"), ("Alice", "20260302T080000Z", "20260309T080000Z")];
    let anew = calendar(&events).replace("SUMMARY", "SEQUENCE:7\r\nX-MADE:now\r\nSUMMARY").replace("@x", "@y");
    server.serves("/a.ics", Serves::Text(anew));
    town.passes("1 hour").await;
    town.reads(expect![[""]]).await;
    assert!(server.asked().len() >= 6);
}

#[tokio::test]
async fn a_calendar_in_which_other_people_serve_is_announced_once() {
    let town = Town::on(MONDAY).await;
    let server = Calendars::open().await;
    let url = server.serves("/a.ics", Serves::Tagged("one", two_weeks()));
    follows(&town, &url).await;
    server.serves("/a.ics", Serves::Tagged("two", two_weeks().replace("alice", "carol")));
    town.passes("1 hour").await;
    town.reads(expect![[r#"
        Mon 09:40  #payments   bot: *payments* is handed over: @carol is on call until ⟨Mar 9, 2026 at 09:00⟩. Alice is off. Next: Bob.
            [Next shifts] [Ask for cover]
    "#]]).await;
}

#[tokio::test]
async fn somebody_who_moves_in_later_is_found_at_the_next_look() {
    let town = Town::on(MONDAY).await;
    let server = Calendars::open().await;
    let text = two_weeks().replace("SUMMARY:alice", "SUMMARY:dave@example.com");
    let url = server.serves("/a.ics", Serves::Tagged("one", text));
    follows(&town, &url).await;
    town.moves_in(Person::new("dave", "Dave")).await;
    town.is_read_by_rota().await;
    town.passes("11 min").await;
    town.reads(expect![[r#"
        Mon 09:40  #payments   bot: *payments* is handed over: @dave is on call until ⟨Mar 9, 2026 at 09:00⟩. Next: Bob.
            [Next shifts] [Ask for cover]
    "#]])
        .await;
}

on_both!(overrides_and_swaps_work_on_calendars_as_everywhere, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.leaves_direct_messages_aside();
    let server = Calendars::open().await;
    let url = server.serves("/a.ics", Serves::Tagged("one", two_weeks()));
    follows(&town, &url).await;
    town.bob.types("/oncall take payments").await;
    town.passes("3 s").await;
    town.reads(expect![[r#"
        Mon 09:30  #payments (only bob)   bot: You're on call for *payments* instead of Alice from now until ⟨Mar 9, 2026 at 09:00⟩ (UTC+1).
            I've told Alice.
            [Undo]
        Mon 09:30  #payments   bot: *payments* is handed over: @bob is on call until ⟨Mar 16, 2026 at 09:00⟩. Bob (took over) joins. Alice is off. Then nobody.
            [Next shifts] [Ask for cover]
    "#]]).await;
    town.alice.types("/oncall override @carol 2h payments").await;
    town.passes("3 s").await;
    town.reads(expect![[r#"
        Mon 09:30  #payments (only alice)   bot: Carol instead of Bob on *payments* from now until ⟨today at 11:30⟩ (UTC+1).
            I've told Carol and Bob.
            [Undo]
        Mon 09:30  #payments   bot: *payments* is handed over: @carol is on call until ⟨today at 11:30⟩. Carol (override by Alice) joins. Bob is off. Next: Bob.
            [Next shifts] [Ask for cover]
    "#]]).await;
    let heard = town.alice.types("/oncall now payments").await;
    expect![[r#"
        *payments* — *Carol* (override) until ⟨today at 11:30⟩, then Bob
        [Next shifts] [Ask for cover] [Share in channel]"#]]
    .assert_eq(&heard.text());
    town.passes("3 hours").await;
    town.reads(expect![[r#"
        Mon 09:30  #payments (only alice)   bot: *payments* — *Carol* (override) until ⟨today at 11:30⟩, then Bob
            [Next shifts] [Ask for cover] [Share in channel]
        Mon 11:30  #payments   bot: *payments* is handed over: @bob is on call until ⟨Mar 16, 2026 at 09:00⟩. Bob (took over) joins. Carol is off. Then nobody.
            [Next shifts] [Ask for cover]
    "#]]).await;
});

#[tokio::test]
async fn titles_that_name_nobody_are_told_to_whoever_manages_the_schedule() {
    let town = Town::on(MONDAY).await;
    let server = Calendars::open().await;
    let url = server.serves("/a.ics", Serves::Text(two_weeks()));
    follows(&town, &url).await;
    let odd = two_weeks().replace("SUMMARY:bob", "SUMMARY:<!channel> Robert\r\nthis line means nothing");
    server.serves("/a.ics", Serves::Text(odd));
    town.passes("1 hour").await;
    town.reads(expect![[r#"
        Mon 09:40  → alice   bot: I read the calendar of *payments* and don't understand all of it. Nobody is on call in events whose title names nobody I know: `<!channel> Robert`. A title should be a name, a username or an e-mail address, or several with commas. I passed over line 13: a line that is no property.
        Mon 09:40  #payments   bot: A change leaves *payments* without anybody on call:
            • ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩
            [Next shifts]
    "#]]).await;
    let heard = town.alice.types("/oncall next payments").await;
    expect![[r#"
        *payments*, from now on:
        • now until ⟨Mar 9, 2026 at 09:00⟩: Alice
        • from ⟨Mar 9, 2026 at 09:00⟩ on: nobody
        [Share who is on call now]"#]]
    .assert_eq(&heard.text());
    town.forgets();
}
