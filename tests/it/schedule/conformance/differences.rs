//! The cases in which Rota differs from the reference on purpose, each with the row of the design that says so.

use std::collections::BTreeMap;
use std::fmt::Write as _;

const LIST: &str = include_str!("../../../fixtures/differences.txt");

/// The reasons by case, of one file of cases. A line is `file case: reason`.
fn listed(file: &str) -> BTreeMap<&'static str, &'static str> {
    let lines = LIST.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines
        .filter_map(|line| {
            let (name, reason) = line.split_once(": ").expect("`file case: reason`");
            let (of, case) = name.split_once(' ').expect("`file case: reason`");
            (of == file).then_some((case, reason))
        })
        .collect()
}

/// Fails when a case differs that is not listed, or a listed one does not differ.
pub fn assert_all_explained(file: &str, different: &BTreeMap<String, String>) {
    let mut report = String::new();
    let listed = listed(file);
    for (case, picture) in different {
        if !listed.contains_key(case.as_str()) {
            writeln!(report, "{file} {case} differs:\n{picture}").unwrap();
        }
    }
    for (case, reason) in listed {
        if !different.contains_key(case) {
            writeln!(report, "{file} {case} is the same, but listed as different: {reason}").unwrap();
        }
    }
    assert!(report.is_empty(), "{report}");
}

/// What two sorted lists do not share: `-` the reference, `+` Rota.
pub fn picture(reference: &[String], rota: &[String]) -> String {
    let mut text = String::new();
    let (mut reference, mut rota) = (reference.iter().peekable(), rota.iter().peekable());
    loop {
        match (reference.peek(), rota.peek()) {
            (Some(one), Some(other)) if one == other => {
                reference.next();
                rota.next();
            }
            (Some(one), other) if other.is_none_or(|other| one < other) => {
                writeln!(text, " - {one}").unwrap();
                reference.next();
            }
            (_, Some(other)) => {
                writeln!(text, " + {other}").unwrap();
                rota.next();
            }
            (_, None) => return text,
        }
    }
}
