//! Hours on call: what `/oncall report` answers, and the file it sends.

use expect_test::expect;
use jiff::SignedDuration;
use rota::playground::{Person, Weather};

use crate::support::databases::on_both;
use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 09:00 Europe/Oslo";

fn file(town: &Town) -> String {
    let (name, bytes) = town.slack.files().pop().expect("a file was sent");
    assert_eq!(name.rsplit_once('.').map(|(_, ending)| ending), Some("csv"), "{name}");
    String::from_utf8(bytes).unwrap().strip_prefix('\u{feff}').unwrap().to_owned()
}

on_both!(hours_of_a_month_are_told_and_sent_as_a_file, async |store| {
    let town = Town::with(store, MONDAY).await;
    let payments = town.schedule("payments").weekly("Mon 09:00", ["alice", "bob"]).await;
    town.schedule("search").daily("09:00", 8, ["carol"]).await;
    town.passes("1 min").await;
    town.clock.advance(SignedDuration::from_hours(16 * 24));
    town.passes("1 min").await;
    town.alice.types("/oncall override @carol 2h payments").await;
    town.passes("3 h").await;
    town.clock.advance(SignedDuration::from_hours(30 * 24));
    town.passes("1 min").await;
    town.forgets();
    town.alice.types("/oncall report payments march").await;
    town.reads(expect![[r#"
        Fri 13:03  #payments (only alice)   bot: *payments*, hours in March 2026:
            • Alice: 373 h (weekdays 187, nights 90, weekends 96)
            • Bob: 335 h (weekdays 160, nights 80, weekends 95)
            • Carol: 2 h (weekdays 2)
            Nights are 22:00 to 6:00 from Monday to Friday, weekends are Saturday and Sunday, by the schedule's clock. I send you the file in a direct message.
        Fri 13:03  → alice   bot: Hours on call in March 2026: payments.
            (file on-call-hours-2026-03.csv)
    "#]]).await;
    expect![[r#"
        schedule,month,person,username,weekday_hours,night_hours,weekend_hours,total_hours
        payments,2026-03,Alice,alice,187,90,96,373
        payments,2026-03,Bob,bob,160,80,95,335
        payments,2026-03,Carol,carol,2,0,0,2
    "#]]
    .assert_eq(&file(&town));
    town.lets_manage(payments, "carol").await;
    town.carol.types("/oncall report").await;
    town.reads(expect![[r#"
        Fri 13:03  #payments (only carol)   bot: *payments*, hours in April 2026 so far:
            • Alice: 229.05 h (weekdays 119.05, nights 62, weekends 48)
            • Bob: 168 h (weekdays 80, nights 40, weekends 48)
            *search*, hours in April 2026 so far:
            • Carol: 132.05 h (weekdays 100.05, weekends 32)
            Nights are 22:00 to 6:00 from Monday to Friday, weekends are Saturday and Sunday, by the schedule's clock. I send you the file in a direct message.
        Fri 13:03  → carol   bot: Hours on call in April 2026 so far: 2 schedules.
            (file on-call-hours-2026-04.csv)
    "#]]).await;
    expect![[r#"
        schedule,month,person,username,weekday_hours,night_hours,weekend_hours,total_hours
        payments,2026-04,Alice,alice,119.05,62,48,229.05
        payments,2026-04,Bob,bob,80,40,48,168
        search,2026-04,Carol,carol,100.05,0,32,132.05
    "#]]
    .assert_eq(&file(&town));
    town.bob.types("/oncall report may for search").await;
    town.bob.types("/oncall report last month").await;
    town.bob.types("/oncall report payments next month").await;
    town.reads(expect![[r#"
        Fri 13:03  #payments (only bob)   bot: *search*: nobody was on call in May 2025.
        Fri 13:03  #payments (only bob)   bot: *payments*, hours in March 2026:
            • Alice: 373 h (weekdays 187, nights 90, weekends 96)
            • Bob: 335 h (weekdays 160, nights 80, weekends 95)
            • Carol: 2 h (weekdays 2)
            Nights are 22:00 to 6:00 from Monday to Friday, weekends are Saturday and Sunday, by the schedule's clock. I send you the file in a direct message.
        Fri 13:03  → bob   bot: Hours on call in March 2026: payments.
            (file on-call-hours-2026-03.csv)
        Fri 13:03  #payments (only bob)   bot: *payments*, hours in May 2026 as planned:
            • Alice: 408 h (weekdays 176, nights 88, weekends 144)
            • Bob: 336 h (weekdays 160, nights 80, weekends 96)
            Nights are 22:00 to 6:00 from Monday to Friday, weekends are Saturday and Sunday, by the schedule's clock. I send you the file in a direct message.
        Fri 13:03  → bob   bot: Hours on call in May 2026 as planned: payments.
            (file on-call-hours-2026-05.csv)
    "#]]).await;
});

#[tokio::test]
async fn who_is_in_no_schedule_and_a_month_that_does_not_exist_are_answered_with_what_to_type() {
    let town = Town::on(MONDAY).await;
    town.bob.types("/oncall report").await;
    town.schedule("payments").weekly("Mon 09:00", ["alice"]).await;
    town.bob.types("/oncall report").await;
    town.bob.types("/oncall report payments 2026-13").await;
    town.bob.types("/oncall report paymets march").await;
    town.bob.types("/oncall report payments 2025-01").await;
    town.reads(expect![[r#"
        Mon 09:00  #payments (only bob)   bot: No schedule names you, and you manage none. Name one: `/oncall report payments`.
        Mon 09:00  #payments (only bob)   bot: I read `2026-13` and there is no such month. Try `march`, `2026-03` or `last month`.
        Mon 09:00  #payments (only bob)   bot: I don't know a schedule called `paymets`. Did you mean `payments`? `/oncall` lists who is on call.
        Mon 09:00  #payments (only bob)   bot: *payments*: nobody was on call in January 2025.
    "#]]).await;
    assert!(town.slack.files().is_empty());
}

#[tokio::test]
async fn without_the_permission_for_files_the_text_answers_and_says_what_is_off() {
    let town = Town::on(MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["alice", "bob"]).await;
    town.passes("1 day").await;
    town.slack.fails_next("files.getUploadURLExternal", Weather::Refused("missing_scope"));
    town.alice.types("/oncall report payments").await;
    town.reads(expect![[r#"
        Tue 09:00  #payments (only alice)   bot: *payments*, hours in March 2026 so far:
            • Alice: 24 h (weekdays 16, nights 8)
            Nights are 22:00 to 6:00 from Monday to Friday, weekends are Saturday and Sunday, by the schedule's clock. I send you the file in a direct message.
        Tue 09:00  #payments (only alice)   bot: I can't send the file: I lack the permission `files:write`. Whoever runs Rota can add it to the app and install it again (README, "Files"). What I wrote above is right.
    "#]]).await;
    town.slack.fails_next("files.completeUploadExternal", Weather::Status(503));
    town.alice.types("/oncall report payments").await;
    town.reads(expect![[r#"
        Tue 09:00  #payments (only alice)   bot: *payments*, hours in March 2026 so far:
            • Alice: 24 h (weekdays 16, nights 8)
            Nights are 22:00 to 6:00 from Monday to Friday, weekends are Saturday and Sunday, by the schedule's clock. I send you the file in a direct message.
        Tue 09:00  #payments (only alice)   bot: I couldn't send the file: Slack does not answer. Ask for it again in a minute.
    "#]]).await;
    assert!(town.slack.files().is_empty());
}

#[tokio::test]
async fn a_hundred_people_are_cut_in_words_and_all_in_the_file_and_no_name_is_a_formula() {
    let town = Town::on(MONDAY).await;
    let mut handles: Vec<String> = Vec::new();
    for number in 0..100 {
        let handle = format!("p{number}");
        let name = match number % 4 {
            0 => format!("=HYPERLINK(\"http://x\",{number})"),
            1 => format!("@<!channel> & Ζωή {number}"),
            2 => format!("مرحبا \"quoted\", {number}"),
            _ => format!("{} {number}", "very long name ".repeat(5).trim()),
        };
        town.slack.add_person(Person::new(&handle, &name));
        handles.push(handle);
    }
    town.is_read_by_rota().await;
    let everybody = handles.join("+");
    town.schedule("payments").weekly("Mon 09:00", [everybody.as_str()]).await;
    town.passes("2 h").await;
    town.alice.types("/oncall report payments").await;
    let said = town.said();
    assert!(said[0].text.contains("and 75 more, in the file"), "{}", said[0].text);
    assert!(said[0].shown().contains("and 75 more, in the file"));
    let file = file(&town);
    assert_eq!(file.lines().count(), 101);
    for row in csv::Reader::from_reader(file.as_bytes()).records() {
        let row = row.unwrap();
        assert_eq!(&row[7], "2");
        assert!(!row[2].starts_with(['=', '@']), "{}", &row[2]);
    }
    assert!(file.contains("'@<!channel> & Ζωή 1,p1"));
}
