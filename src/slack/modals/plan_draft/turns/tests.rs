//! Turns as text and back.

use super::*;
use crate::store::people::{Person, Standing};

fn id(text: &str) -> UserId {
    text.parse().expect("an id")
}

fn people() -> People {
    let person = |id: &str, handle: &str, name: &str, standing| Person {
        id: id.parse().expect("an id"),
        slack_id: None,
        username: handle.to_owned(),
        full_name: name.to_owned(),
        email: None,
        time_zone: None,
        standing,
    };
    [
        person("UA", "alice", "Alice Ng", Standing::Member),
        person("UB", "bob.b-1", "Bob (the) + @carol\n<!channel>", Standing::Member),
        person("UC", "carol", "Carol", Standing::Member),
        person("UD", "two words", "Dev", Standing::Member),
        person("UE", "carol", "Carol who left", Standing::Deactivated),
    ]
    .into_iter()
    .collect()
}

fn groups(text: &str) -> Vec<Vec<UserId>> {
    text.split(' ').map(|group| group.split('+').map(id).collect()).collect()
}

#[test]
fn what_is_written_is_read_back() {
    let all = groups("UA UB+UC UD UA UE");
    let written = written(&all, &people());
    assert_eq!(
        written,
        [
            "@alice (Alice Ng)\n@bob.b-1 (Bob  the  + @carol <!channel>) + @carol (Carol)\n@UD (Dev)\n@alice (Alice Ng)\n\
          @carol (Carol who left)"
        ]
    );
    let among = ["UA", "UB", "UC", "UD"].map(id).into_iter().collect();
    // Of two with one handle, whoever is in the rotation and can serve is meant.
    assert_eq!(read(&written[0], &people(), &among), Ok(groups("UA UB+UC UD UA UC")));
}

#[test]
fn lines_are_read_as_people_write_them() {
    let read = |text| read(text, &people(), &BTreeSet::new());
    assert_eq!(read("1. @Alice\n\n - @carol+@bob.b-1 (x) \n"), Ok(groups("UA UC+UB")));
    assert_eq!(read(""), Ok(Vec::new()));
    assert_eq!(read("@alice + @alice"), Ok(groups("UA")));
    let wrong = ["alice", "@alice, @carol", "@dave", "@", "+", "@alice +", "<!channel>"]
        .map(|text| read(text).expect_err("not understood"));
    expect_test::expect![[r#"
        I read "alice": write people as @handle, a line each turn.
        No one called @alice, @carol is here.
        No one called @dave is here.
        I read "@": write people as @handle, a line each turn.
        I read "+": write people as @handle, a line each turn.
        I read "@alice +": write people as @handle, a line each turn.
        I read "<!channel>": write people as @handle, a line each turn."#]]
    .assert_eq(&wrong.join("\n"));
}

#[test]
fn a_hundred_long_handles_need_several_fields_and_lose_nothing() {
    let person = |number: usize| Person {
        id: format!("U{number}").parse().expect("an id"),
        slack_id: None,
        username: format!("{}.{number}", "x".repeat(60)),
        full_name: "🙂".repeat(80),
        email: None,
        time_zone: None,
        standing: Standing::Member,
    };
    let people: People = (0..100).map(person).collect();
    let groups: Vec<Vec<UserId>> = (0..100).map(|number| vec![id(&format!("U{number}"))]).collect();
    let written = written(&groups, &people);
    assert_eq!(written.len(), 3);
    assert!(written.iter().all(|piece| piece.chars().count() <= LONGEST));
    assert_eq!(read(&written.join("\n"), &people, &BTreeSet::new()), Ok(groups));
}

#[test]
fn who_stays_keeps_their_turn_and_who_is_new_comes_last() {
    let shown = ["UA", "UB", "UC"].map(id).into_iter().collect();
    let after = |picked: &[&str]| {
        let picked: Vec<_> = picked.iter().map(|one| id(one)).collect();
        after_picking(&groups("UA UB+UC UZ"), &shown, &picked)
    };
    assert_eq!(after(&["UC", "UD", "UA"]), groups("UA UC UZ UD"));
    // Whoever was not shown cannot have been taken out.
    assert_eq!(after(&[]), groups("UZ"));
    assert_eq!(after_picking(&[], &BTreeSet::new(), &[id("UB"), id("UA")]), groups("UB UA"));
}
