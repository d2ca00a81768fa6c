//! `/oncall away https://…`: a calendar of absences is followed, and what it says counts as time off that was typed.

use std::collections::BTreeSet;

use expect_test::expect;
use rota::ids::AbsenceFeedId;
use rota::slack::control::ControlId;
use rota::store::people;
use rota::usecases::away::absences_of;
use rota::usecases::serving::ahead_of;

use crate::support::calendars::{Calendars, Serves};
use crate::support::databases::on_both;
use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 09:00 Europe/Oslo";

/// A calendar of whole days: title, first day, the day after the last.
fn days(absences: &[(&str, &str, &str)]) -> String {
    let events = absences.iter().map(|(title, first, after)| {
        format!(
            "BEGIN:VEVENT\r\nUID:{first}@hr\r\nSUMMARY:{title}\r\nDTSTART;VALUE=DATE:{first}\r\n\
             DTEND;VALUE=DATE:{after}\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n"
        )
    });
    let events: String = events.collect();
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//hr//\r\n{events}END:VCALENDAR\r\n")
}

on_both!(absences_in_a_calendar_are_told_as_those_that_are_typed, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "bob"]).await;
    let server = Calendars::open().await;
    let vacation = ("Vacation", "20260313", "20260321");
    let url = server.serves("/secret/bob.ics", Serves::Tagged("one", days(&[vacation])));
    town.bob.types(&format!("/oncall away {url}")).await;
    town.passes("1 min").await;
    town.reads(expect![[r#"
        Mon 09:00  #payments (only bob)   bot: I follow the calendar at `127.0.0.1` now and keep its address to myself. By it you're away Fri 13 Mar to Fri 20 Mar.
            • You're on call for *payments* then: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩
            Whoever manages it knows. You stay on call until somebody covers: `/oncall swap` asks for that.
            [Ask for cover] [My shifts]
            [Stop following]
        Mon 09:00  → alice   bot: Bob is away Fri 13 Mar to Fri 20 Mar and on call for *payments* then: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. They stay on call until somebody covers; `/oncall override @somebody` puts somebody else there.
            [Next shifts]
    "#]])
        .await;
    // Another day off is entered at HR; the vacation moves by a day. Only what is new is told.
    let text = days(&[("Vacation", "20260314", "20260322"), ("Moving house", "20260325", "20260326")]);
    server.serves("/secret/bob.ics", Serves::Tagged("two", text));
    town.passes("11 min").await;
    town.bob.types("/oncall away").await;
    town.alice.types("/oncall away @bob").await;
    town.bob.clicks("Stop following").await;
    town.reads(expect![[r#"
        Mon 09:10  → alice   bot: Bob is away on Wed 25 Mar and on call for *payments* all that time. They stay on call until somebody covers; `/oncall override @somebody` puts somebody else there.
            [Next shifts]
        Mon 09:10  → bob   bot: You're away on Wed 25 Mar and on call for *payments* all that time. You stay on call until somebody covers: `/oncall swap` asks for that.
            [Ask for cover] [My shifts]
        Mon 09:12  #payments (only bob)   bot: You're away:
            • Sat 14 Mar to Sat 21 Mar (from the calendar at `127.0.0.1`)
            • on Wed 25 Mar (from the calendar at `127.0.0.1`)
            I follow the calendar at `127.0.0.1`, read ⟨today at 09:10⟩.   [Stop following]
        Mon 09:12  #payments (only alice)   bot: Bob is away:
            • Sat 14 Mar to Sat 21 Mar (from the calendar at `127.0.0.1`)
            • on Wed 25 Mar (from the calendar at `127.0.0.1`)
        Mon 09:12  #payments (only bob)   bot (edited): I follow it no longer. You have no time off noted. `/oncall away fri to mon` notes some.
    "#]])
        .await;
    let asked = server.asked();
    assert_eq!(asked.len(), 2);
    assert!(asked[1].head.to_lowercase().contains("if-none-match: \"one\""), "{}", asked[1].head);
    town.passes("1 hour").await;
    assert_eq!(server.asked().len(), 2, "it is followed no longer");
});

on_both!(a_calendar_of_absences_that_cannot_be_read_is_told_once_to_whose_it_is, async |store| {
    let town = Town::with(store, MONDAY).await;
    let server = Calendars::open().await;
    let url = server.serves("/secret/bob.ics", Serves::Text(days(&[("Vacation", "20260313", "20260321")])));
    town.bob.types(&format!("/oncall away {url}")).await;
    town.forgets();
    for bad in [Serves::Status(500), Serves::Text("<html>Sign in</html>".to_owned()), Serves::Status(401)] {
        server.serves("/secret/bob.ics", bad);
        town.passes("10 min").await;
    }
    town.passes("1 hour").await;
    town.bob.types("/oncall away").await;
    town.reads(expect![[r#"
        Mon 09:30  → bob   bot: I haven't been able to read the calendar of your absences at `127.0.0.1` since ⟨today at 09:10⟩ (the server answers 401 Unauthorized). What it said ⟨today at 09:00⟩ holds. If it has another address now, type that: `/oncall away https://…`.
            [Try again] [Stop following]
        Mon 10:30  #payments (only bob)   bot: You're away:
            • Fri 13 Mar to Fri 20 Mar (from the calendar at `127.0.0.1`)
            I follow the calendar at `127.0.0.1`, and can't read it since ⟨today at 09:10⟩ (the server answers 401 Unauthorized). What it said ⟨today at 09:00⟩ holds.   [Stop following]
    "#]])
        .await;
    server.serves("/secret/bob.ics", Serves::Text(days(&[("Vacation", "20260313", "20260321")])));
    town.bob.clicks_in_messages("Try again").await;
    town.settles().await;
    town.passes("1 hour").await;
    town.reads(expect![[r#"
        Mon 10:30  @bot (only bob)   bot: I'm reading the calendar at `127.0.0.1` now. If that works, you hear it here.
        Mon 10:30  → bob   bot: I can read the calendar of your absences at `127.0.0.1` again. I couldn't since ⟨today at 09:10⟩.
    "#]])
        .await;
});

on_both!(what_a_calendar_says_counts_wherever_absences_are_asked_of, async |store| {
    let town = Town::with(store, MONDAY).await;
    let server = Calendars::open().await;
    // The calendar's own zone counts, else its person's.
    let zoned = days(&[("Vacation", "20260313", "20260314")]);
    let zoned = zoned.replace("PRODID:-//hr//", "PRODID:-//hr//\r\nX-WR-TIMEZONE:America/New_York");
    let one = server.serves("/zoned.ics", Serves::Text(zoned));
    let two = server.serves("/plain.ics", Serves::Text(days(&[("Sick", "20260316", "20260317")])));
    town.bob.types(&format!("/oncall away {one}")).await;
    town.bob.types(&format!("/oncall away {two}")).await;
    // The same once more is the same calendar.
    town.bob.types(&format!("/oncall away {two}")).await;
    // What is typed beside it is not joined with it.
    town.bob.types("/oncall away 15 mar to 16 mar").await;
    town.forgets();
    let mut db = town.ctx().store.reader().await.unwrap();
    let everybody = people::all(&mut db, town.workspace).await.unwrap();
    let bob = everybody.iter().find(|person| person.username == "bob").unwrap().id;
    let window = ahead_of(town.ctx().clock.now());
    let found = absences_of(&mut db, town.workspace, &BTreeSet::from([bob]), window).await.unwrap();
    let found: Vec<String> = found[&bob].iter().map(|span| format!("{} to {}", span.start(), span.end())).collect();
    expect![[r#"
        2026-03-13T04:00:00Z to 2026-03-14T04:00:00Z
        2026-03-14T23:00:00Z to 2026-03-16T23:00:00Z
        2026-03-15T23:00:00Z to 2026-03-16T23:00:00Z
    "#]]
    .assert_eq(&(found.join("\n") + "\n"));
    drop(db);
    town.bob.types("/oncall away").await;
    town.reads(expect![[r#"
        Mon 09:00  #payments (only bob)   bot: You're away:
            • from ⟨Mar 13, 2026 at 05:00⟩ until ⟨Mar 14, 2026 at 05:00⟩ (from the calendar at `127.0.0.1`)
            • Sun 15 Mar to Mon 16 Mar   [Remove]
            • on Mon 16 Mar (from the calendar at `127.0.0.1`)
            I follow the calendar at `127.0.0.1`, read ⟨today at 09:00⟩.   [Stop following]
            I follow the calendar at `127.0.0.1`, read ⟨today at 09:00⟩.   [Stop following]
    "#]])
        .await;
});

#[tokio::test]
async fn an_address_that_cannot_be_followed_is_refused_with_the_reason() {
    let town = Town::on(MONDAY).await;
    let server = Calendars::open().await;
    let page = server.serves("/page", Serves::Text("<!channel> sign in".to_owned()));
    let own = "http://rota.example/api/v1/users/U1/schedule_export?token=s3cret".to_owned();
    for typed in [
        server.url("/nowhere?token=s3cret"),
        page,
        own,
        "http://al:s3cret@10.0.0.1/a.ics".to_owned(),
        "https://x.example/a.ics fri to mon".to_owned(),
        "https://x.example/a.ics https://x.example/b.ics".to_owned(),
    ] {
        town.bob.types(&format!("/oncall away {typed}")).await;
    }
    let a = server.serves("/a.ics", Serves::Text(days(&[])));
    town.alice.types(&format!("/oncall away @bob {a}")).await;
    town.bob.types(&format!("/oncall away {a}")).await;
    for number in 2..=6 {
        let url = server.serves(&format!("/{number}.ics"), Serves::Text(days(&[])));
        let heard = town.bob.types(&format!("/oncall away {url}")).await;
        assert_eq!(heard.text().contains("I follow 5 calendars"), number == 6, "{}", heard.text());
    }
    town.carol.clicks_unseen(ControlId::StopAbsences(AbsenceFeedId::random())).await;
    town.carol.clicks_unseen(ControlId::TryAbsences(AbsenceFeedId::random())).await;
    let said: Vec<String> = town.said().iter().map(ToString::to_string).collect();
    assert!(!said.concat().contains("s3cret"), "{said:?}");
    let said: Vec<String> = said.into_iter().filter(|said| !said.contains("I follow")).collect();
    expect![[r#"
        #payments (only bob)   bot: I can't follow that calendar: the server answers 404 Not Found. Nothing was noted.
        #payments (only bob)   bot: I can't follow that calendar: the answer is no calendar; it begins with `<!channel> sign in`. Nothing was noted.
        #payments (only bob)   bot: I can't follow that calendar: this is an address of Rota itself. Nothing was noted.
        #payments (only bob)   bot: I can't follow that calendar: `10.0.0.1` is a private address, and this server reads only public ones. Nothing was noted.
        #payments (only bob)   bot: Leave the time out where a calendar says it: `/oncall away https://…`.
        #payments (only bob)   bot: Name one address at a time: `/oncall away https://…`.
        #payments (only alice)   bot: Only Bob can have a calendar of Bob's absences followed, since its address is a secret. `/oncall away @somebody fri to mon` notes time off for others. Nothing changed."#]].assert_eq(&said.join("\n"));
    town.forgets();
}

#[tokio::test]
async fn nobody_but_whose_it_is_looks_at_a_calendar_of_absences_or_stops_it() {
    let town = Town::on(MONDAY).await;
    let server = Calendars::open().await;
    let url = server.serves("/a.ics", Serves::Text(days(&[("Vacation", "20260313", "20260321")])));
    town.bob.types(&format!("/oncall away {url}")).await;
    let calendar = {
        let mut db = town.ctx().store.reader().await.unwrap();
        let everybody = people::all(&mut db, town.workspace).await.unwrap();
        let bob = everybody.iter().find(|person| person.username == "bob").unwrap().id;
        let followed = rota::store::absence_feeds::of_person(&mut db, town.workspace, bob).await.unwrap();
        followed[0].id
    };
    town.forgets();
    town.alice.clicks_unseen(ControlId::StopAbsences(calendar)).await;
    town.alice.clicks_unseen(ControlId::TryAbsences(calendar)).await;
    town.bob.types("/oncall away").await;
    town.reads(expect![[r#"
        Mon 09:00  #payments (only alice)   bot: I don't follow that calendar any more. `/oncall away` lists what I follow.
        Mon 09:00  #payments (only alice)   bot: I don't follow that calendar any more. `/oncall away` lists what I follow.
        Mon 09:00  #payments (only bob)   bot: You're away:
            • Fri 13 Mar to Fri 20 Mar (from the calendar at `127.0.0.1`)
            I follow the calendar at `127.0.0.1`, read ⟨today at 09:00⟩.   [Stop following]
    "#]])
        .await;
}
