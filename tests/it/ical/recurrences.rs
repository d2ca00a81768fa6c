//! How events repeat, and what becomes of single occurrences.

use expect_test::expect;

use super::{calendar, event, rows};

fn daily(more: &str) -> String {
    event(&format!("DTSTART:20260302T080000Z\nDTEND:20260302T160000Z\nRRULE:FREQ=DAILY;COUNT=4\n{more}"))
}

#[test]
fn a_moved_occurrence_is_where_it_was_moved_to_even_from_outside_the_window() {
    let moved = "BEGIN:VEVENT\nUID:one@x\nRECURRENCE-ID:20260304T080000Z\nSUMMARY:bob\n\
        DTSTART:20260310T080000Z\nDTEND:20260310T160000Z\nEND:VEVENT";
    let text = calendar(&(daily("") + moved));
    expect![[r#"
        03-03 08:00 to 03-03 16:00 alice
        03-05 08:00 to 03-05 16:00 alice
    "#]]
    .assert_eq(&rows(&text, "2026-03-03", "2026-03-06"));
    expect![[r#"
        03-10 08:00 to 03-10 16:00 bob
    "#]]
    .assert_eq(&rows(&text, "2026-03-10", "2026-03-11"));
}

#[test]
fn only_the_occurrence_that_is_meant_is_replaced_when_there_are_several_a_day() {
    let hourly = event("DTSTART:20260302T080000Z\nDTEND:20260302T090000Z\nRRULE:FREQ=HOURLY;INTERVAL=4;COUNT=3");
    let cancelled = "BEGIN:VEVENT\nUID:one@x\nRECURRENCE-ID:20260302T120000Z\nSTATUS:CANCELLED\n\
        DTSTART:20260302T120000Z\nDTEND:20260302T130000Z\nEND:VEVENT";
    expect![[r#"
        03-02 08:00 to 03-02 09:00 alice
        03-02 16:00 to 03-02 17:00 alice
    "#]]
    .assert_eq(&rows(&calendar(&(hourly + cancelled)), "2026-03-01", "2026-03-08"));
}

#[test]
fn this_and_all_later_ones_move_together() {
    let later = "BEGIN:VEVENT\nUID:one@x\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260304T080000Z\nSUMMARY:bob\n\
        DTSTART:20260304T100000Z\nDTEND:20260304T120000Z\nEND:VEVENT";
    expect![[r#"
        03-02 08:00 to 03-02 16:00 alice
        03-03 08:00 to 03-03 16:00 alice
        03-04 10:00 to 03-04 12:00 bob
        03-05 10:00 to 03-05 12:00 bob
    "#]]
    .assert_eq(&rows(&calendar(&(daily("") + later)), "2026-03-01", "2026-03-08"));
}

#[test]
fn this_and_all_later_ones_can_be_called_off() {
    let later = "BEGIN:VEVENT\nUID:one@x\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260304T080000Z\nSTATUS:CANCELLED\n\
        DTSTART:20260304T080000Z\nDTEND:20260304T160000Z\nEND:VEVENT";
    expect![[r#"
        03-02 08:00 to 03-02 16:00 alice
        03-03 08:00 to 03-03 16:00 alice
    "#]]
    .assert_eq(&rows(&calendar(&(daily("") + later)), "2026-03-01", "2026-03-08"));
}

#[test]
fn dates_are_added_as_periods_and_taken_out_as_whole_days() {
    let more = "RDATE;VALUE=PERIOD:20260307T100000Z/20260307T110000Z,20260308T100000Z/PT2H\nEXDATE;VALUE=DATE:20260303";
    expect![[r#"
        03-02 08:00 to 03-02 16:00 alice
        03-04 08:00 to 03-04 16:00 alice
        03-05 08:00 to 03-05 16:00 alice
        03-07 10:00 to 03-07 11:00 alice
        03-08 10:00 to 03-08 12:00 alice
    "#]]
    .assert_eq(&rows(&calendar(&daily(more)), "2026-03-01", "2026-03-10"));
}

#[test]
fn an_old_rule_is_as_exact_as_a_new_one() {
    for (rule, expected) in [
        ("FREQ=WEEKLY;INTERVAL=11;BYDAY=WE", "03-04 08:00 to 03-04 16:00 alice\n"),
        ("FREQ=DAILY;INTERVAL=7", "03-05 08:00 to 03-05 16:00 alice\n"),
        ("FREQ=MONTHLY;BYDAY=1TU", "03-03 08:00 to 03-03 16:00 alice\n"),
        ("FREQ=MONTHLY;BYMONTHDAY=-27", "03-05 08:00 to 03-05 16:00 alice\n"),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=1SA", "03-07 08:00 to 03-07 16:00 alice\n"),
        ("FREQ=YEARLY;BYWEEKNO=10;BYDAY=FR", "03-06 08:00 to 03-06 16:00 alice\n"),
        ("FREQ=HOURLY;INTERVAL=168", "03-05 08:00 to 03-05 16:00 alice\n"),
    ] {
        let text = event(&format!("DTSTART:20150101T080000Z\nDTEND:20150101T160000Z\nRRULE:{rule}"));
        assert_eq!(rows(&calendar(&text), "2026-03-02", "2026-03-08"), expected, "{rule}");
    }
}

#[test]
fn a_calendar_without_a_zone_is_read_where_the_schedule_is() {
    use rota::schedule::Zone;
    let text = calendar(&event("DTSTART:20260302T080000\nDTEND:20260302T160000"));
    let calendar = rota::ical::read(text.as_bytes()).unwrap();
    let events = calendar.events(super::window("2026-03-01", "2026-03-08"), &Zone::named("Asia/Tokyo").unwrap()).events;
    assert_eq!(super::row(&events[0]), "03-01 23:00 to 03-02 07:00 alice");
}
