//! Who is meant by the words of an event.

use rota::ical::read;
use rota::schedule::Zone;

use super::{calendar, directory, window};

/// Who is on call in an event with these lines, and which names are nobody's.
fn meant(lines: &str) -> String {
    let event = format!("BEGIN:VEVENT\nDTSTART:20260302T090000Z\nDTEND:20260302T170000Z\n{lines}\nEND:VEVENT");
    let calendar = read(calendar(&event).as_bytes()).unwrap();
    let events = calendar.events(window("2026-03-01", "2026-03-08"), &Zone::UTC).events;
    let found = directory().find(&events[0].details);
    let people: Vec<&str> = found.crew.0.iter().map(|user| &user.as_str()[1..]).collect();
    let unknown = if found.unknown.is_empty() { String::new() } else { format!(" unknown {:?}", found.unknown) };
    format!("{}{unknown}", people.join(" "))
}

#[test]
fn a_person_is_found_by_whatever_name_is_theirs() {
    for name in [
        "alice",
        "ALICE",
        " @Alice ",
        "Alice@Example.com",
        "mailto:alice@example.com",
        "MAILTO:ALICE@EXAMPLE.COM",
        "alice  hale",
        "[L2] alice",
        "[l2]alice",
        "Alice Hale <alice@example.com>",
    ] {
        assert_eq!(meant(&format!("SUMMARY:{name}")), "alice", "{name}");
    }
}

#[test]
fn several_people_are_found_in_one_list() {
    for list in [
        r"alice\, bob",
        "alice, bob",
        r"alice\; bob",
        "alice & bob",
        "alice + bob",
        "alice+bob",
        "alice and bob",
        "alice AND Bob Andersen",
        "alice/bob",
        "@alice/@bob",
        r"alice\nbob",
        "[L1] Alice Hale and bob@example.com",
    ] {
        assert_eq!(meant(&format!("SUMMARY:{list}")), "alice bob", "{list}");
    }
    assert_eq!(meant("SUMMARY:alice, bob & carol"), "alice bob carol");
}

#[test]
fn an_address_with_a_plus_is_one_person() {
    assert_eq!(meant("SUMMARY:carol+oncall@example.com"), "carol");
    assert_eq!(meant("SUMMARY:carol+oncall@example.com + bob"), "carol bob");
}

#[test]
fn a_full_name_that_two_people_have_is_nobody() {
    assert_eq!(meant("SUMMARY:Sam Lee"), r#" unknown ["Sam Lee"]"#);
}

#[test]
fn one_attendee_counts_and_two_are_guests_of_a_meeting() {
    assert_eq!(meant("SUMMARY:On call\nATTENDEE;CN=Bob:mailto:bob@example.com"), r#"bob unknown ["On call"]"#);
    let two = "SUMMARY:On call\nATTENDEE:mailto:bob@example.com\nATTENDEE:mailto:alice@example.com";
    assert_eq!(meant(two), r#" unknown ["On call"]"#);
}

#[test]
fn somebody_unknown_in_a_title_is_named_and_the_others_serve() {
    assert_eq!(meant("SUMMARY:alice, bobb"), r#"alice unknown ["bobb"]"#);
}

#[test]
fn prose_in_a_description_puts_nobody_on_call() {
    assert_eq!(meant(r"SUMMARY:bob\nDESCRIPTION:x"), r#"bob unknown ["DESCRIPTION:x"]"#);
    assert_eq!(
        meant("SUMMARY:bob\nDESCRIPTION:In trouble\\, ask alice\\, or call\\nalice"),
        "bob unknown [\"In trouble, ask alice, or call\\nalice\"]"
    );
}

#[test]
fn a_word_is_split_only_where_it_stands_alone() {
    assert_eq!(meant("SUMMARY:Bob Andersen"), "bob");
    assert_eq!(meant("SUMMARY:and alice"), r#" unknown ["and alice"]"#);
}
