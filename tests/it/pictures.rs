//! The picture of `/oncall show`: what is drawn, and that it becomes a PNG.

use expect_test::expect_file;
use resvg::usvg::roxmltree::Document;
use rota::schedule::Zone;
use rota::schedule::resolve::timeline;
use rota::slack::messages::two_weeks::alt;
use rota::slack::pictures::png;
use rota::slack::pictures::two_weeks::two_weeks;
use rota::store::people::{Person, Standing};
use rota::usecases::people::People;
use rota::usecases::two_weeks::{TwoWeeks, fortnight};

use crate::schedule::picture::{at, read, user};

/// The cast; whoever else is named is called as their id.
const NAMES: [(&str, &str); 9] = [
    ("alice", "Alice Ng"),
    ("bob", "Bob Okafor"),
    ("carol", "Carol Díaz"),
    ("eve", "Eve \u{1f9d1}\u{200d}\u{1f680} Ito"),
    ("max", "Maximiliane Friederike von und zu Hohenstein-Langenburg & Söhne <!channel> \"Max\""),
    ("sara", "سارة عبد الرحمن الأحمد"),
    ("dov", "\u{202e}דב רוזנברג"),
    ("yamada", "山田 太郎"),
    ("ivan", "Иван Тургенев"),
];

/// Two weeks of `rules` as they are `now`.
fn shown(rules: &str, zone: &str, now: &str) -> TwoWeeks {
    let (zone, rules, now) = (Zone::named(zone).unwrap(), read(rules), at(now));
    let person = |(id, name): &(&str, &str)| Person {
        id: user(id),
        slack_id: None,
        username: (*id).to_owned(),
        full_name: (*name).to_owned(),
        email: None,
        time_zone: None,
        standing: Standing::Member,
    };
    let people: People = NAMES.iter().map(person).collect();
    let on_call = timeline(&rules, fortnight(now, &zone).unwrap()).covered().cloned().collect();
    TwoWeeks::of("payments", zone, (&rules, on_call), people, now)
}

/// Every text of the picture, in the order it is drawn.
fn letters(shown: &TwoWeeks) -> Vec<String> {
    let svg = two_weeks(shown);
    let picture = Document::parse(&svg).unwrap();
    let texts = picture.descendants().filter(|node| node.has_tag_name("text"));
    texts.map(|node| node.text().unwrap_or_default().to_owned()).collect()
}

/// How large the PNG is, and whether anything is drawn on it.
fn drawn(shown: &TwoWeeks) -> (u32, u32) {
    let bytes = png(&two_weeks(shown)).expect("a picture");
    assert!(bytes.len() < 2_000_000, "{} bytes", bytes.len());
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    let mut dots = vec![0; reader.output_buffer_size().unwrap()];
    let size = reader.next_frame(&mut dots).unwrap();
    let colours: std::collections::BTreeSet<&[u8]> = dots.chunks(4).collect();
    assert!(colours.len() > 50, "{} colours", colours.len());
    (size.width, size.height)
}

const USUAL: &str = "L0 weekly Mon 08:00 +7d alice|bob; L1 daily 16:00-06:00 on MO,TU,WE,TH,FR eve|carol; \
                     override Wed 12:00-18:00 bob; swap Fri 08:00-16:00 alice to carol";

#[test]
fn two_weeks_are_drawn_with_layers_overrides_swaps_gaps_and_the_present() {
    let shown = shown(USUAL, "Europe/Oslo", "Mon 13:20");
    expect_file!["../fixtures/pictures/two_weeks.svg"].assert_eq(&two_weeks(&shown));
    assert_eq!(drawn(&shown), (2400, 1216));
}

#[test]
fn the_words_for_who_cannot_see_it_say_the_same_and_have_names_whole() {
    let said = alt(&shown(USUAL, "Europe/Oslo", "Mon 13:20"));
    assert!(said.starts_with(
        "payments, two weeks from Mon 2 March 2026, times in Europe/Oslo: Mon 2 Mar 00:00 CET to Mon 2 Mar 09:00 CET: nobody; \
         now until Mon 2 Mar 17:00 CET: Alice Ng; Mon 2 Mar 17:00 CET to Tue 3 Mar 07:00 CET: Eve \u{1f9d1}\u{200d}\u{1f680} Ito; "
    ), "{said}");
    assert!(said.contains("Wed 4 Mar 13:00 CET to Wed 4 Mar 19:00 CET: Bob Okafor (override); "), "{said}");
    assert!(said.ends_with(" more.") && said.chars().count() <= 1_000, "{said}");
    let short = alt(&shown("L0 weekly Mon 00:00 +7d yamada|max", "UTC", "Mon 10:00"));
    assert!(short.ends_with(
        "now until Mon 9 Mar 00:00 UTC: 山田 太郎; Mon 9 Mar 00:00 UTC to Mon 16 Mar 00:00 UTC: Maximiliane Friederike von und \
         zu Hohenstein-Langenburg & Söhne <!channel> \"Max\"."
    ), "{short}");
}

#[test]
fn names_of_every_script_are_drawn_or_stood_in_for_and_cut() {
    let week = "L0 daily 14:00-22:00 alice|sara|dov|max|yamada|ivan|eve";
    let shown = shown(week, "America/New_York", "Wed 15:00");
    let texts = letters(&shown);
    for text in ["Alice", "سارة\u{200e}", "דב\u{200e}", "Max…", "@yamada", "Иван", "Eve Ito", "nobody"] {
        assert!(texts.iter().any(|drawn| drawn == text), "{text}: {texts:?}");
    }
    assert!(!texts.iter().any(|drawn| drawn.contains(['\u{202e}', '山', '\u{1f680}'])), "{texts:?}");
    let wide = letters(&self::shown("L0 weekly Mon 00:00 +7d max", "UTC", "Mon 10:00"));
    assert!(wide.iter().any(|drawn| drawn.ends_with("& Söhne <!channel> \"Max\"")), "{wide:?}");
    drawn(&shown);
}

#[test]
fn ten_layers_and_more_people_than_colours_are_told_apart_by_their_initials() {
    let crowd: Vec<String> = (0..62).map(|number| format!("p{number}")).collect();
    let layers = (0..10).map(|layer| format!("L{layer} daily {:02}:00 +5h {}", layer * 2, crowd.join("|")));
    let layers: Vec<String> = layers.collect();
    let shown = shown(&layers.join("; "), "Asia/Kolkata", "Mon 10:00");
    let texts = letters(&shown);
    for layer in 1..=10 {
        assert_eq!(texts.iter().filter(|text| **text == format!("Layer {layer}")).count(), 2, "Layer {layer}");
    }
    let who: std::collections::BTreeSet<_> = texts.iter().filter(|text| text.starts_with('P')).collect();
    assert!(who.len() >= 14, "{who:?}");
    let (width, height) = drawn(&shown);
    assert!(width >= 1200 && width * height <= 6_100_000, "{width} x {height}");
}

#[test]
fn where_nothing_is_planned_the_picture_says_so() {
    let shown = shown("", "Europe/Oslo", "Thu 10:00");
    let nobody = letters(&shown).iter().filter(|text| *text == "nobody on call").count();
    assert_eq!(nobody, 2);
    assert!(alt(&shown).ends_with(": now until Thu 19 Mar 00:00 CET: nobody."), "{}", alt(&shown));
}

#[test]
fn several_at_once_stand_below_each_other_and_what_is_too_short_is_counted() {
    let crews: Vec<String> =
        (0..8).map(|number| format!("L0 once Tue 0{number}:00 +20h p{number}+alice+bob+carol+max+ivan")).collect();
    let at_once = letters(&shown(&crews.join("; "), "UTC", "Mon 10:00"));
    assert!(at_once.iter().any(|text| text == "and 2 more"), "{at_once:?}");
    assert!(at_once.iter().any(|text| text.contains(" +")), "{at_once:?}");
    let short =
        letters(&shown("L0 hourly Mon 00:00 +10m alice|bob; L0 hourly Mon 00:30 +10m carol", "UTC", "Mon 10:00"));
    assert!(short.iter().any(|text| text == "336 shifts, too short to be drawn"), "{short:?}");
}

#[test]
fn where_the_clocks_change_every_day_has_its_width() {
    // The last Sunday of March has 23 hours in Oslo: what lasts from eight to eight is as wide as on other days.
    let texts =
        letters(&shown("L0 daily 2026-03-20 08:00 +24h in Europe/Oslo alice|bob", "Europe/Oslo", "2026-03-24 10:00"));
    assert!(
        texts.iter().any(|text| text
            == "Who is on call, Tue 24 March to Mon 6 April 2026; all times in Europe/Oslo (UTC+1, later UTC+2)"),
        "{texts:?}"
    );
    assert_eq!(texts.iter().filter(|text| text.starts_with("Sun 08:00 – Mon 08:00")).count(), 2, "{texts:?}");
}
