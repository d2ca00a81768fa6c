//! Servers that fail: the last good people stay, and the channel hears of it once, and once when it is well again.

use expect_test::expect;
use rota::usecases::refusal::Refused;
use rota::usecases::schedule_changes::ScheduleChanges;

use super::{MONDAY, follow, follows, two_weeks};
use crate::support::calendars::{Calendars, Serves, calendar};
use crate::support::databases::on_both;
use crate::support::log::Log;
use crate::support::plain_http;
use crate::support::town::Town;

on_both!(whatever_a_server_does_the_last_good_people_stay_and_the_channel_hears_of_it_once, async |store| {
    let town = Town::with(store, MONDAY).await;
    let server = Calendars::open().await;
    let url = server.serves("/a.ics", Serves::Tagged("one", two_weeks()));
    follows(&town, &url).await;
    server.serves("/loop", Serves::Redirect("/loop".to_owned()));
    let bad = [
        Serves::Status(500),
        Serves::Status(404),
        Serves::Status(401),
        Serves::Hangs,
        Serves::Redirect("/loop".to_owned()),
        Serves::Redirect("http://127.0.0.2/private.ics".to_owned()),
        Serves::TwoGigabytes,
        Serves::Text("<html>Sign in</html>".to_owned()),
        Serves::Text(String::new()),
        Serves::DiesInTheMiddle(two_weeks()),
        // The same without a length that would tell.
        Serves::Text(two_weeks()[..120].to_owned()),
    ];
    let mut said = Vec::new();
    for serves in bad {
        server.serves("/a.ics", serves.clone());
        town.passes("10 min").await;
        said.extend(town.said());
        let heard = town.bob.types("/oncall now payments").await;
        assert!(heard.text().contains("*Alice* until"), "{serves:?}: {}", heard.text());
        town.forgets();
    }
    let said: Vec<String> = said.iter().map(ToString::to_string).collect();
    expect![[r#"
        #payments   bot: I haven't been able to read the calendar of *payments* since ⟨today at 09:40⟩ (the server answers 401 Unauthorized). I keep using the copy from ⟨today at 09:30⟩.
            [Try again] [Change address]"#]].assert_eq(&said.join("\n"));
    server.serves("/a.ics", Serves::Tagged("one", two_weeks()));
    town.passes("1 hour").await;
    town.reads(expect![[r#"
        Mon 11:30  #payments   bot: I can read the calendar of *payments* again. I couldn't since ⟨today at 09:40⟩.
    "#]])
        .await;
    // And it is told anew when it breaks anew.
    server.serves("/a.ics", Serves::Status(503));
    town.passes("2 hours").await;
    town.reads(expect![[r#"
        Mon 12:50  #payments   bot: I haven't been able to read the calendar of *payments* since ⟨today at 12:30⟩ (the server answers 503 Service Unavailable). I keep using the copy from ⟨today at 12:20⟩.
            [Try again] [Change address]
    "#]]).await;
});

#[tokio::test]
async fn two_failures_are_nobodys_business() {
    let town = Town::on(MONDAY).await;
    let server = Calendars::open().await;
    let url = server.serves("/a.ics", Serves::Text(two_weeks()));
    follows(&town, &url).await;
    for _ in 0..3 {
        server.serves("/a.ics", Serves::Status(502));
        town.passes("20 min").await;
        server.serves("/a.ics", Serves::Text(two_weeks()));
        town.passes("10 min").await;
    }
    town.reads(expect![[""]]).await;
}

#[tokio::test]
async fn a_server_that_changes_its_mind_is_followed() {
    let town = Town::on(MONDAY).await;
    let server = Calendars::open().await;
    let url = server.serves("/a.ics", Serves::Text(two_weeks()));
    follows(&town, &url).await;
    server.serves("/a.ics", Serves::Status(500));
    town.passes("20 min").await;
    server.serves("/a.ics", Serves::Text(calendar(&[("carol", "20260302T080000Z", "20260309T080000Z")])));
    town.passes("20 min").await;
    town.reads(expect![[r#"
        Mon 10:00  #payments   bot: *payments* is handed over: @carol is on call until ⟨Mar 9, 2026 at 09:00⟩. Alice is off. Then nobody.
            [Next shifts] [Ask for cover]
        Mon 10:00  #payments   bot: A change leaves *payments* without anybody on call:
            • ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩
            [Next shifts]
    "#]]).await;
}

#[tokio::test]
async fn try_again_looks_at_once_and_change_address_says_how() {
    let town = Town::on(MONDAY).await;
    let server = Calendars::open().await;
    let url = server.serves("/a.ics", Serves::Text(two_weeks()));
    let schedule = follows(&town, &url).await;
    server.serves("/a.ics", Serves::Status(403));
    town.passes("30 min").await;
    town.forgets();
    town.bob.clicks("Change address").await;
    town.bob.clicks("Try again").await;
    let said: Vec<String> = town.said().iter().map(ToString::to_string).collect();
    let said = said.join("\n").replace(schedule.as_str(), "SCHEDULE");
    expect![[r#"
        #payments (only bob)   bot: The address of *payments*'s calendar is changed with Terraform or over REST: `PATCH` `/api/v1/schedules/SCHEDULE/` with `ical_url_primary` or `ical_url_overrides`. A new address is read at once, and refused with the reason when that fails.
        #payments (only bob)   bot: I'm reading the calendar of *payments* now. If that works, you hear it here."#]].assert_eq(&said);
    // That was the fourth look in vain. Now it can be read.
    server.serves("/a.ics", Serves::Text(two_weeks()));
    town.bob.clicks("Try again").await;
    town.settles().await;
    town.reads(expect![[r#"
        Mon 10:00  #payments (only bob)   bot: I'm reading the calendar of *payments* now. If that works, you hear it here.
        Mon 10:00  #payments   bot: I can read the calendar of *payments* again. I couldn't since ⟨today at 09:40⟩.
    "#]]).await;
}

#[tokio::test]
async fn a_name_full_of_markup_pings_nobody() {
    let town = Town::on(MONDAY).await;
    let server = Calendars::open().await;
    let url = server.serves("/a.ics", Serves::Text(two_weeks()));
    follows(&town, &url).await;
    server.serves("/a.ics", Serves::Text("<!channel> & <@U1>".to_owned()));
    town.passes("30 min").await;
    let said = town.said();
    let said: Vec<String> = said.iter().map(ToString::to_string).collect();
    assert!(said.concat().contains("it begins with `<!channel> & <@U1>`"), "{said:?}");
}

#[tokio::test]
async fn a_secret_in_an_address_is_neither_said_nor_logged() {
    let log = Log::default();
    let _listening = log.listens();
    let town = Town::on(MONDAY).await;
    let server = Calendars::open().await;
    let url = server.serves("/private-0123/basic.ics?key=k3y", Serves::Text(two_weeks()));
    let url = url.replace("http://", "http://al:s3cret@");
    follows(&town, &url).await;
    town.bob.types(&format!("/oncall away {url}")).await;
    server.serves("/private-0123/basic.ics?key=k3y", Serves::Status(500));
    town.passes("40 min").await;
    // A link to a calendar of ours is a secret, too.
    town.bob.types("/oncall calendar").await;
    town.bob.clicks("Create link").await;
    let said = |town: &Town| town.said().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let said_before = said(&town);
    let link = said_before.split(['`', ' ', '\n']).find(|word| word.contains("?token=")).unwrap();
    let path = link.strip_prefix("http://rota.example").unwrap();
    assert_eq!(plain_http().get(format!("{}{path}", town.url)).send().await.unwrap().status(), 200);
    let (said, logged) = (said_before.replace(link, ""), log.text());
    for told in ["a calendar could not be read", "a calendar of absences could not be read"] {
        assert!(logged.contains(told), "{told} is in the log");
    }
    let token = link.split_once("token=").unwrap().1;
    for secret in ["s3cret", "private-0123", "k3y", token] {
        assert!(!said.contains(secret), "{secret} is said: {said}");
        let found = logged.lines().find(|line| line.contains(secret));
        assert_eq!(found, None, "{secret} is in the log");
    }
    town.forgets();
}

#[tokio::test]
async fn an_address_that_cannot_be_read_makes_no_schedule() {
    let town = Town::on(MONDAY).await;
    let refused = follow(&town, "http://10.0.0.1/a.ics", ScheduleChanges::default()).await.unwrap_err();
    assert!(matches!(refused, Refused::Problems(_)));
    expect!["I can't read the calendar: `10.0.0.1` is a private address, and this server reads only public ones"]
        .assert_eq(&refused.to_string());
}
