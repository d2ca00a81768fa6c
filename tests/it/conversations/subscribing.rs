//! Secret links to calendars: made, read, renewed and revoked in Slack.

use expect_test::expect;

use crate::support::databases::on_both;
use crate::support::plain_http;
use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 09:00 Europe/Oslo";

/// The address in what was said last.
async fn address(town: &Town) -> String {
    town.settles().await;
    let said: Vec<String> = town.said().iter().map(ToString::to_string).collect();
    let said = said.last().expect("something was said").clone();
    assert!(said.contains("Revoke") && said.contains("shown this once"), "{said}");
    let begin = said.find("http://rota.example/api/v1/").unwrap_or_else(|| panic!("no address in {said}"));
    said[begin..].split(|end: char| end == '`' || end.is_whitespace()).next().unwrap().to_owned()
}

/// What a calendar app reads there.
async fn read(town: &Town, address: &str) -> (u16, String) {
    let path = address.strip_prefix("http://rota.example").unwrap();
    let answer = plain_http().get(format!("{}{path}", town.url)).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

on_both!(a_link_is_shown_once_and_works_until_it_is_revoked, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["alice", "bob"]).await;
    town.bob.types("/oncall calendar").await;
    town.reads(expect![[r#"
        Mon 09:00  #payments (only bob)   bot: A secret link shows your shifts in Google Calendar, Apple Calendar, Outlook and others, and keeps them up to date. Whoever has the link can read it, so keep it to yourself.
            [Create link]
    "#]]).await;
    town.bob.clicks("Create link").await;
    let first = address(&town).await;
    let (status, calendar) = read(&town, &first).await;
    assert_eq!(status, 200);
    assert!(calendar.contains("SUMMARY:payments: bob\r\n") && !calendar.contains("alice\r\n"), "{calendar}");
    town.passes("1 h").await;
    town.bob.types("/oncall calendar").await;
    town.reads(expect![[r#"
        Mon 10:00  #payments (only bob)   bot: You have a link that shows your shifts, made ⟨today at 09:00⟩; a calendar last read it ⟨today at 09:00⟩. I can't show it again, because I keep no copy of it. A new link takes its place.
            [Make a new link] [Revoke]
    "#]]).await;
    town.bob.clicks("Make a new link").await;
    let renewed = address(&town).await;
    assert_eq!((read(&town, &first).await.0, read(&town, &renewed).await.0), (403, 200));
    town.bob.clicks("Revoke").await;
    town.reads(expect![[r#"
        Mon 10:00  #payments (only bob)   bot (edited): The link that showed your shifts doesn't work any more. Calendars that used it keep what they read last, or say that it failed: remove it there.
            [Create link]
    "#]]).await;
    assert_eq!(read(&town, &renewed).await.0, 403);
});

#[tokio::test]
async fn a_schedules_calendar_is_everybodys_to_link_to_each_with_their_own_link() {
    let town = Town::on(MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["alice", "bob"]).await;
    town.carol.types("/oncall calendar for payments").await;
    town.carol.clicks("Create link").await;
    let carols = address(&town).await;
    town.alice.types("/oncall calendar payments").await;
    town.alice.clicks("Create link").await;
    let alices = address(&town).await;
    assert_ne!(carols, alices);
    town.alice.clicks("Revoke").await;
    assert_eq!((read(&town, &alices).await.0, read(&town, &carols).await.0), (403, 200));
    assert!(read(&town, &carols).await.1.contains("SUMMARY:alice\r\n"));
    town.reads(expect![[r#"
        Mon 09:00  #payments (only alice)   bot (edited): The link that showed the shifts of *payments* doesn't work any more. Calendars that used it keep what they read last, or say that it failed: remove it there.
            [Create link]
    "#]]).await;
}

#[tokio::test]
async fn what_is_not_a_schedule_has_no_calendar() {
    let town = Town::on(MONDAY).await;
    town.alice.types("/oncall calendar payments").await;
    town.schedule("payments").weekly("Mon 09:00", ["alice", "bob"]).await;
    town.alice.types("/oncall calendar paymets").await;
    town.reads(expect![[r#"
        Mon 09:00  #payments (only alice)   bot: I don't know a schedule called `paymets`. Did you mean `payments`? `/oncall` lists who is on call.
    "#]]).await;
}
