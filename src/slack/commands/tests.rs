//! What people type, and what is understood.

use expect_test::expect;

use super::*;

fn known() -> Known {
    let schedule = |id: &str, name: &str| (id.parse().expect("an id"), name.to_owned());
    Known {
        schedules: vec![schedule("SPAYMENTS", "payments"), schedule("SEU", "EU Primary"), schedule("SNEXT", "next")],
        now: "2026-03-02T08:00:00Z".parse().expect("an instant"),
        zone: Zone::named("Europe/Oslo").expect("a zone"),
    }
}

fn reads(typed: &str) -> String {
    match parse(typed, &known()) {
        Ok(command) => format!("{command:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn every_usage_example_is_understood() {
    for usage in USAGES {
        let text = usage.typed.strip_prefix("/oncall").expect("usages begin with the command");
        assert!(parse(text, &known()).is_ok(), "{}", usage.typed);
    }
}

#[test]
fn case_small_words_and_quotes_do_not_matter() {
    for typed in [
        "now payments",
        "NOW Payments",
        "now for the payments schedule",
        "who is on call for payments?",
        "now \"payments\"",
        "now <#C123|payments>",
        "payments",
        "  now   payments  ",
        "now #payments",
    ] {
        assert_eq!(reads(typed), "Now(Some(SPAYMENTS))", "{typed}");
    }
    assert_eq!(reads("now eu  primary"), "Now(Some(SEU))");
    assert_eq!(reads("next eu primary"), "Next(Some(SEU))");
    assert_eq!(reads("next for next"), "Next(Some(SNEXT))");
}

#[test]
fn without_a_name_the_schedules_around_are_meant() {
    for typed in ["", "  ", "now", "who", "who is on call", "now please"] {
        assert_eq!(reads(typed), "Now(None)", "{typed:?}");
    }
    assert_eq!(reads("next"), "Next(None)");
    assert_eq!(reads("next me"), "Mine");
    assert_eq!(reads("mine"), "Mine");
    assert_eq!(reads("calendar"), "Calendar(None)");
    assert_eq!(reads("calendar mine"), "Calendar(None)");
    assert_eq!(reads("ical of payments"), "Calendar(Some(SPAYMENTS))");
    assert_eq!(reads("Help"), "Help");
}

#[test]
fn what_is_not_understood_is_said_back_with_the_nearest_thing() {
    let all = ["now paymets", "paymets", "hlep", "now zzz", "swp", "🙂", "now <!channel>", "now a`b<b>&"].map(reads);
    expect![[r"
        I don't know a schedule called `paymets`. Did you mean `payments`? `/oncall` lists who is on call
        I don't understand `paymets`. Did you mean `/oncall payments`? `/oncall help` shows what I do
        I don't understand `hlep`. Did you mean `/oncall help`? `/oncall help` shows what I do
        I don't know a schedule called `zzz`. `/oncall` lists who is on call
        I don't understand `swp`. Did you mean `/oncall swap`? `/oncall help` shows what I do
        I don't understand `🙂`. `/oncall help` shows what I do
        Now(None)
        I don't know a schedule called `a b&amp;`. `/oncall` lists who is on call"]]
    .assert_eq(&all.join("\n"));
}

proptest::proptest! {
    #[test]
    fn anything_typed_is_read_or_refused_in_one_short_sentence(text in "\\PC{0,300}") {
        if let Err(error) = parse(&text, &known()) {
            proptest::prop_assert!(error.0.chars().count() < 700);
        }
    }
}
