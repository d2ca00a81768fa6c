//! Secret links to calendars: made, read, renewed and revoked in Slack.

use expect_test::expect;
use reqwest::Method;
use serde_json::json;

use super::over_rest::Script;
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

/// The events of a calendar that begin before `until`, one a line: their ids' start and end, title, sequence, status.
fn events_before(calendar: &str, until: &str) -> Vec<String> {
    let unfolded = calendar.replace("\r\n ", "");
    let mut rows: Vec<String> = unfolded
        .split("BEGIN:VEVENT")
        .skip(1)
        .map(|event| {
            let value = |name: &str| event.lines().find_map(|line| line.strip_prefix(&format!("{name}:"))).unwrap();
            ["DTSTART", "DTEND", "SUMMARY", "SEQUENCE", "STATUS"].map(value).join(" ")
        })
        .filter(|row| row.as_str() < until)
        .collect();
    rows.sort_unstable();
    rows
}

on_both!(an_edit_changes_the_weeks_ahead_in_calendars_and_not_those_behind, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.leaves_direct_messages_aside();
    town.schedule("payments").weekly("Mon 09:00", ["alice", "bob"]).await;
    town.passes("1 min").await;
    town.carol.types("/oncall calendar payments").await;
    town.carol.clicks("Create link").await;
    let link = address(&town).await;
    town.alice.types("/oncall override @carol wed 10:00 to wed 12:00 payments").await;
    read(&town, &link).await;
    town.passes("8 days").await;
    let last_week = events_before(&read(&town, &link).await.1, "20260309");
    expect![[r#"
        20260302T080000Z 20260304T090000Z alice 0 CONFIRMED
        20260304T090000Z 20260304T110000Z alice (carol covers) 0 CONFIRMED
        20260304T090000Z 20260304T110000Z carol 0 CONFIRMED
        20260304T110000Z 20260309T080000Z alice 0 CONFIRMED
    "#]]
    .assert_eq(&(last_week.join("\n") + "\n"));

    // The rotation is Carol's since it began, somebody says over REST.
    let script = Script::of(&town).await;
    let carol = script.user("carol").await;
    let shifts = script.reads("on_call_shifts/").await;
    let shift = shifts["results"].as_array().unwrap().iter().find(|shift| shift["type"] == "rolling_users").unwrap();
    let edit = json!({ "type": "rolling_users", "name": "weekly", "start": "2026-03-02T09:00:00",
        "rotation_start": "2026-03-02T09:00:00", "duration": 604_800, "frequency": "weekly", "interval": 1,
        "start_rotation_from_user_index": 0, "rolling_users": [[carol]], "time_zone": "Europe/Oslo" });
    script.sends(Method::PUT, &format!("on_call_shifts/{}/", shift["id"].as_str().unwrap()), edit).await;
    town.passes("1 min").await;
    town.forgets();
    let after = read(&town, &link).await.1;
    assert_eq!(events_before(&after, "20260309"), last_week);
    expect![[r#"
        20260309T080000Z 20260310T080100Z bob 1 CONFIRMED
        20260310T080100Z 20260316T080000Z carol 0 CONFIRMED
        20260316T080000Z 20260323T080000Z alice 1 CANCELLED
        20260316T080000Z 20260323T080000Z carol 0 CONFIRMED
    "#]]
    .assert_eq(&(events_before(&after, "20260317").split_off(last_week.len()).join("\n") + "\n"));
    town.passes("1 day").await;
    town.forgets();
    assert_eq!(events_before(&read(&town, &link).await.1, "20260309"), last_week, "nor does the next day");
});

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
