//! When somebody is away, by calendars that say so in different ways.

use expect_test::{Expect, expect};
use rota::ical::{absences, read};
use rota::schedule::Zone;

use super::{calendar, directory, user, window};

/// When Alice is away, by the calendar of these events: title, start, end, and what else they say.
fn away(events: &[(&str, &str, &str, &str)], expected: &Expect) {
    let events: Vec<String> = events
        .iter()
        .enumerate()
        .map(|(number, (title, start, end, more))| {
            format!("BEGIN:VEVENT\nUID:{number}@x\nSUMMARY:{title}\nDTSTART{start}\nDTEND{end}\n{more}\nEND:VEVENT\n")
        })
        .collect();
    let read = read(calendar(&events.concat()).as_bytes()).unwrap();
    let oslo = Zone::named("Europe/Oslo").unwrap();
    let events = read.events(window("2026-03-01", "2026-05-01"), &oslo).events;
    let spans = absences::of_person(&events, read.marks_absences(), user("alice"), &directory());
    let rows = spans.iter().map(|span| {
        let at = |at: jiff::Timestamp| oslo.reading(at).strftime("%m-%d %H:%M").to_string();
        format!("{} to {}\n", at(span.start()), at(span.end()))
    });
    expected.assert_eq(&rows.collect::<Vec<_>>().concat());
}

const FREE: &str = "TRANSP:TRANSPARENT";

#[test]
fn whole_days_are_absences_even_those_marked_as_free() {
    away(
        &[
            ("Vacation", ";VALUE=DATE:20260309", ";VALUE=DATE:20260314", FREE),
            ("Parental leave", ";VALUE=DATE:20260401", ";VALUE=DATE:20260402", "TRANSP:OPAQUE"),
        ],
        &expect![[r#"
            03-09 00:00 to 03-14 00:00
            04-01 00:00 to 04-02 00:00
        "#]],
    );
}

#[test]
fn days_that_follow_each_other_are_one_absence() {
    away(
        &[
            ("Sick", ";VALUE=DATE:20260310", ";VALUE=DATE:20260311", ""),
            ("Sick", ";VALUE=DATE:20260309", ";VALUE=DATE:20260310", ""),
            ("Sick", ";VALUE=DATE:20260311", ";VALUE=DATE:20260312", ""),
        ],
        &expect![[r#"
            03-09 00:00 to 03-12 00:00
        "#]],
    );
}

#[test]
fn half_a_day_is_an_absence_and_a_meeting_is_none() {
    away(
        &[
            ("Dentist", ":20260309T080000Z", ":20260309T120000Z", ""),
            ("Stand-up", ":20260310T080000Z", ":20260310T083000Z", ""),
            ("Conference talks online", ":20260311T080000Z", ":20260311T160000Z", FREE),
        ],
        &expect![[r#"
            03-09 09:00 to 03-09 13:00
        "#]],
    );
}

#[test]
fn where_a_calendar_marks_absences_nothing_else_is_one() {
    away(
        &[
            ("Away", ":20260309T080000Z", ":20260309T100000Z", "X-MICROSOFT-CDO-BUSYSTATUS:OOF"),
            ("Workshop", ":20260310T080000Z", ":20260310T160000Z", "X-MICROSOFT-CDO-BUSYSTATUS:BUSY"),
            ("Public holiday", ";VALUE=DATE:20260403", ";VALUE=DATE:20260404", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"),
        ],
        &expect![[r#"
            03-09 09:00 to 03-09 11:00
        "#]],
    );
}

#[test]
fn what_is_called_off_not_settled_or_work_elsewhere_is_no_absence() {
    let days = (";VALUE=DATE:20260309", ";VALUE=DATE:20260314");
    away(
        &[
            ("Vacation", days.0, days.1, "STATUS:CANCELLED"),
            ("Vacation", days.0, days.1, "status:tentative"),
            ("Vacation", days.0, days.1, "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE"),
            ("Home office", days.0, days.1, "X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE"),
            ("Vacation", days.0, days.1, "X-MICROSOFT-CDO-BUSYSTATUS:OOF\nSTATUS:CANCELLED"),
        ],
        &expect![""],
    );
}

#[test]
fn in_a_calendar_of_a_whole_team_only_their_own_absences_count() {
    away(
        &[
            ("Bob Andersen (Vacation)", ";VALUE=DATE:20260309", ";VALUE=DATE:20260310", ""),
            ("Alice Hale (Vacation)", ";VALUE=DATE:20260316", ";VALUE=DATE:20260317", ""),
            ("bob@example.com", ";VALUE=DATE:20260318", ";VALUE=DATE:20260319", ""),
            ("Carol Smith - parental leave", ";VALUE=DATE:20260320", ";VALUE=DATE:20260321", ""),
            ("Alice and Bob: wedding", ";VALUE=DATE:20260323", ";VALUE=DATE:20260324", ""),
            ("Vacation (Bob covers)", ";VALUE=DATE:20260330", ";VALUE=DATE:20260331", ""),
        ],
        &expect![[r#"
            03-16 00:00 to 03-17 00:00
            03-23 00:00 to 03-24 00:00
            03-30 00:00 to 03-31 00:00
        "#]],
    );
}
