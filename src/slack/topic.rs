//! A channel's topic that names who is on call, between marks: only what stands between them is Rota's, the rest is kept.

use super::mrkdwn::{escape, list};
use crate::usecases::links::TopicLine;
use crate::usecases::people::People;

/// The longest topic Slack takes, in characters.
const LONGEST: usize = 250;
/// Where Rota's part begins and ends: brackets nobody types.
const BEGIN: &str = "⟦on call: ";
const END: char = '⟧';
/// Less room than this says nothing worth saying.
const LEAST: usize = 24;

/// What Rota's part says, without its marks: "payments Alice Ng · search nobody". Empty when it names no schedule.
pub fn sentence(lines: &[TopicLine], people: &People) -> String {
    let line = |line: &TopicLine| {
        let names: Vec<_> = line.on_call.iter().map(|user| people.name(*user)).collect();
        let names = if names.is_empty() { "nobody".to_owned() } else { list(&names) };
        format!("{} {names}", line.schedule)
    };
    let said = lines.iter().map(line).collect::<Vec<_>>().join(" · ");
    said.replace(['⟦', '⟧'], "|").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The topic with Rota's part saying `sentence` where it was, else at its end; without it when there is nothing to say. It is
/// cut so that all fits; the rest never is. `written` is what Rota's part was, should somebody have deleted its end.
pub fn with(topic: &str, sentence: &str, written: &str) -> String {
    let (before, after) = around(topic, written);
    let rest = [before, after].concat();
    let room = LONGEST.saturating_sub(rest.chars().count() + 1);
    match part(sentence, room) {
        Some(part) if before.is_empty() || before.ends_with(char::is_whitespace) => format!("{before}{part}{after}"),
        Some(part) => format!("{before} {part}{after}"),
        None => joined(before, after),
    }
}

/// What is Rota's in a topic: empty when nothing is.
pub fn part_of(topic: &str) -> &str {
    let Some(start) = topic.find(BEGIN) else { return "" };
    topic[start..].find(END).map_or("", |end| &topic[start..start + end + END.len_utf8()])
}

/// Whether two topics say the same: Slack may write `&` as `&amp;` or not.
pub fn same(one: &str, other: &str) -> bool {
    let plain = |topic: &str| topic.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    plain(one) == plain(other)
}

/// What stands before and after Rota's part.
fn around<'a>(topic: &'a str, written: &str) -> (&'a str, &'a str) {
    let Some(start) = topic.find(BEGIN) else { return (topic, "") };
    let (before, ours) = topic.split_at(start);
    if let Some(end) = ours.find(END) {
        return (before, &ours[end + END.len_utf8()..]);
    }
    // The end was deleted: ours is what is still as it was written.
    let mut end = BEGIN.len();
    for ((at, now), was) in ours.char_indices().zip(written.chars()) {
        if now != was {
            break;
        }
        end = end.max(at + now.len_utf8());
    }
    (before, &ours[end..])
}

/// Rota's part with its marks in at most `room` characters, as Slack writes them.
fn part(sentence: &str, room: usize) -> Option<String> {
    if sentence.is_empty() || room < LEAST {
        return None;
    }
    let marks = BEGIN.chars().count() + 1;
    let whole = escape(sentence);
    if whole.chars().count() + marks <= room {
        return Some(format!("{BEGIN}{whole}{END}"));
    }
    let letters: Vec<char> = sentence.chars().collect();
    (1..letters.len()).rev().find_map(|kept| {
        let cut: String = letters[..kept].iter().collect();
        let cut = escape(cut.trim_end());
        (cut.chars().count() + 1 + marks <= room).then(|| format!("{BEGIN}{cut}…{END}"))
    })
}

fn joined(before: &str, after: &str) -> String {
    match (before.trim_end(), after.trim_start()) {
        (before, "") => before.to_owned(),
        ("", after) => after.to_owned(),
        (before, after) => format!("{before} {after}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_between_the_marks_is_touched() {
        assert_eq!(with("", "payments Alice", ""), "⟦on call: payments Alice⟧");
        assert_eq!(with("Deploys: green", "payments Alice", ""), "Deploys: green ⟦on call: payments Alice⟧");
        let topic = "Deploys: green ⟦on call: payments Alice⟧ | ask in #help";
        assert_eq!(with(topic, "payments Bob", ""), "Deploys: green ⟦on call: payments Bob⟧ | ask in #help");
        assert_eq!(with(topic, "", ""), "Deploys: green | ask in #help");
        assert_eq!(with("⟦on call: payments Alice⟧", "", ""), "");
        assert_eq!(with("Deploys: green", "", ""), "Deploys: green");
        assert_eq!(part_of(topic), "⟦on call: payments Alice⟧");
    }

    #[test]
    fn a_mark_that_somebody_deleted_costs_nothing_but_what_was_written() {
        let written = "⟦on call: payments Alice⟧";
        assert_eq!(with("A ⟦on call: payments Ali and more", "x", written), "A ⟦on call: x⟧ and more");
        assert_eq!(with("A ⟦on call: something else", "x", written), "A ⟦on call: x⟧something else");
        assert_eq!(with("A payments Alice⟧", "x", written), "A payments Alice⟧ ⟦on call: x⟧");
    }

    #[test]
    fn a_long_topic_keeps_its_own_words_and_ours_are_cut() {
        let own = "o".repeat(200);
        let topic = with(&own, &"payments Alice & Bob ".repeat(20), "");
        assert_eq!(topic.chars().count(), LONGEST);
        assert!(topic.starts_with(&own) && topic.ends_with("…⟧"), "{topic}");
        let full = "o".repeat(240);
        assert_eq!(with(&full, "payments Alice", ""), full);
        let longer = "o".repeat(300);
        assert_eq!(with(&longer, "payments Alice", ""), longer);
    }

    #[test]
    fn a_name_cannot_end_our_part_or_ping() {
        let lines = [TopicLine { schedule: "a⟧<!channel>\n& co".to_owned(), on_call: Vec::new() }];
        let said = sentence(&lines, &People::default());
        assert_eq!(with("", &said, ""), "⟦on call: a|&lt;!channel&gt; &amp; co nobody⟧");
        assert!(same("a &amp; b", "a & b") && !same("a & b", "a & c"));
    }
}
