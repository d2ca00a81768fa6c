//! What the documents say is so: the settings, commands, files and addresses they name are there, and none is left out.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use axum::body::Body;
use axum::http::Method;
use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser as _};
use rota::config::CommandLine;
use rota::slack::commands::USAGES;

use crate::support::api::Api;
use crate::support::databases;

const README: &str = include_str!("../../README.md");
const ARCHITECTURE: &str = include_str!("../../ARCHITECTURE.md");
const API: &str = include_str!("../../docs/api.md");
const DOCUMENTS: [(&str, &str); 6] = [
    ("docs/tour.md", include_str!("../../docs/tour.md")),
    ("docs/api.md", API),
    ("README.md", README),
    ("ARCHITECTURE.md", ARCHITECTURE),
    ("CONTRIBUTING.md", include_str!("../../CONTRIBUTING.md")),
    ("CHANGELOG.md", include_str!("../../CHANGELOG.md")),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The text outside of code blocks, or that inside of them.
fn lines(document: &str, inside: bool) -> String {
    let mut in_block = false;
    let mut kept = String::new();
    for line in document.lines() {
        if line.trim_start().starts_with("```") {
            in_block = !in_block;
        } else if in_block == inside {
            kept += line;
            kept.push('\n');
        }
    }
    kept
}

/// What stands between backticks outside of code blocks.
fn spans(document: &str) -> Vec<String> {
    lines(document, false).split('`').skip(1).step_by(2).map(|span| span.replace('\n', " ")).collect()
}

/// Where links lead, pictures included.
fn links(document: &str) -> Vec<String> {
    let targets = lines(document, false);
    let targets = targets.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    targets.map(|(target, _)| target.to_owned()).collect()
}

/// The headings, as links name them.
fn anchors(document: &str) -> BTreeSet<String> {
    let headings = lines(document, false);
    let headings = headings.lines().filter(|line| line.starts_with('#'));
    headings.map(|line| anchor(line.trim_start_matches('#').trim())).collect()
}

fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || " -".contains(*c));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

/// The cells of a table's rows, from one heading to the next.
fn rows(document: &str, heading: &str) -> Vec<Vec<String>> {
    let (_, section) = document.split_once(&format!("\n## {heading}\n")).expect("the section is there");
    let section = section.split("\n## ").next().unwrap_or_default();
    let rows = section.lines().filter(|line| line.starts_with('|') && !line.starts_with("|---"));
    rows.map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()).skip(1).collect()
}

/// Every setting the environment can give, with its default where it has one.
fn settings(command: &clap::Command) -> BTreeSet<(String, Option<String>)> {
    let own = command.get_arguments().filter_map(|argument| {
        let default = argument.get_default_values().first();
        let default = default.map(|default| format!("`{}`", default.to_str().unwrap()));
        Some((argument.get_env()?.to_str().unwrap().to_owned(), default))
    });
    own.chain(command.get_subcommands().flat_map(settings)).collect()
}

#[test]
fn the_table_of_settings_has_every_setting_and_no_other() {
    let settings = settings(&CommandLine::command());
    let rows = rows(README, "Settings");
    let named: BTreeSet<_> = rows.iter().map(|row| row[0].trim_matches('`').to_owned()).collect();
    assert_eq!(named, settings.iter().map(|(name, _)| name.clone()).collect());
    for (name, default) in settings {
        let row = rows.iter().find(|row| row[0] == format!("`{name}`")).unwrap();
        assert!(default.is_none_or(|default| row[1] == default), "the default of {name}");
    }
}

#[test]
fn the_table_of_commands_is_that_of_help_and_no_other_is_named() {
    let shown: Vec<_> = rows(README, "Try it").into_iter().map(|row| (row[0].clone(), row[1].clone())).collect();
    let usages: Vec<_> = USAGES.iter().map(|usage| (format!("`{}`", usage.typed), usage.answer.to_owned())).collect();
    assert_eq!(shown, usages);
    for (name, document) in DOCUMENTS {
        for span in spans(document).into_iter().filter(|span| span.starts_with("/oncall")) {
            let begins = |usage: &rota::slack::commands::Usage| {
                usage.typed == span || usage.typed.starts_with(&format!("{span} "))
            };
            assert!(USAGES.iter().any(begins), "{name} names `{span}`");
        }
    }
}

/// What is typed at a shell: `rota …` between backticks, alone on a line, inside `$(…)` or in a comment.
fn command_lines(document: &str) -> Vec<String> {
    let blocks = lines(document, true);
    let typed = blocks.lines().filter_map(|line| {
        let alone = || line.trim_start().strip_prefix("rota ");
        let within = |before: &str| line.split_once(before).map(|(_, rest)| rest);
        let rest = within("$(rota ").or_else(|| within("# rota ")).or_else(alone)?;
        Some(format!("rota {}", rest.split(')').next().unwrap_or_default()))
    });
    typed.chain(spans(document).into_iter().filter(|span| span.starts_with("rota "))).collect()
}

#[test]
fn every_command_line_named_is_understood() {
    for (name, document) in DOCUMENTS {
        for line in command_lines(document) {
            if let Err(error) = CommandLine::try_parse_from(line.split_whitespace()) {
                // `rota token` names a family of commands, `rota user add` one without its arguments.
                let fine = [
                    ErrorKind::DisplayHelp,
                    ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand,
                    ErrorKind::MissingRequiredArgument,
                ];
                assert!(fine.contains(&error.kind()), "{name} names `{line}`: {error}");
            }
        }
    }
    assert!(command_lines(README).len() >= 10, "they are found: {:?}", command_lines(README));
}

#[test]
fn the_files_named_are_there() {
    let is_path = |span: &&String| {
        let plain = span.chars().all(|c| c.is_ascii_alphanumeric() || "._-/".contains(c));
        let ends = [".rs", ".md", ".toml", ".yaml", ".sql", ".py", ".txt", ".json", ".jsonl"];
        plain && !span.starts_with('/') && (span.contains('/') || ends.iter().any(|end| span.ends_with(end)))
    };
    for (name, document) in DOCUMENTS {
        for path in spans(document).iter().filter(is_path) {
            assert!(root().join(path).exists(), "{name} names {path}");
        }
    }
}

#[test]
fn links_lead_somewhere() {
    for (name, document) in DOCUMENTS {
        for link in links(document).into_iter().filter(|link| !link.starts_with("http")) {
            let (path, heading) = link.split_once('#').unwrap_or((&link, ""));
            let own = Path::new(name);
            let path = if path.is_empty() { own.to_owned() } else { own.with_file_name(path) };
            let target = root().join(path);
            assert!(target.exists(), "{name} links to {link}");
            if !heading.is_empty() {
                let text = fs::read_to_string(target).unwrap();
                assert!(anchors(&text).contains(heading), "{name} links to {link}");
            }
        }
    }
}

#[test]
fn the_sections_that_rota_points_people_to_are_in_the_readme() {
    const POINTER: &str = "README, \\\"";
    let mut pointed = BTreeSet::new();
    for file in crate::architecture::source_files(&root().join("src")) {
        let text = fs::read_to_string(file).unwrap();
        for (at, _) in text.match_indices(POINTER) {
            let section = text[at + POINTER.len()..].split("\\\"").next().unwrap_or_default();
            pointed.insert(section.to_owned());
        }
    }
    assert!(!pointed.is_empty());
    for section in pointed {
        assert!(README.contains(&format!("\n## {section}\n")), "README has a section {section}");
    }
}

#[tokio::test]
async fn every_curl_example_asks_for_something_that_is_served() {
    let api = Api::on(&databases::sqlite().await).await;
    let mut asked = 0;
    for line in lines(README, true).lines().filter(|line| line.contains("curl -s")) {
        let (_, path) = line.split_once("$ROTA").expect("the address is in the line of `curl`");
        let path = path.split(['"', '?', ' ', ')']).next().unwrap_or_default();
        let id = |part: &str| if part.starts_with('$') { "X1".to_owned() } else { part.to_owned() };
        let path: Vec<String> = path.split('/').map(id).collect();
        let method = match line {
            line if line.contains("-X DELETE") => "DELETE",
            line if line.contains("--json") => "POST",
            _ => "GET",
        };
        let answer = api.send(Method::OPTIONS, &path.join("/"), Body::empty(), None).await;
        assert_eq!(answer.status.as_u16(), 204, "{line}");
        assert!(answer.header("allow").is_some_and(|allowed| allowed.contains(method)), "{line}");
        asked += 1;
    }
    assert!(asked >= 10, "the examples are found");
}

#[test]
fn every_room_is_in_the_architecture() {
    for entry in fs::read_dir(root().join("src")).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            let room = format!("`src/{}`", entry.file_name().to_str().unwrap());
            assert!(rows(ARCHITECTURE, "The house").iter().any(|row| row[0] == room), "{room}");
        }
    }
}

#[test]
fn every_difference_the_engine_has_is_explained_in_the_architecture() {
    let explained: BTreeSet<_> =
        rows(ARCHITECTURE, "Where Rota differs from Grafana OnCall").into_iter().map(|row| row[0].clone()).collect();
    let listed = include_str!("../fixtures/differences.txt");
    for line in listed.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let (_, reasons) = line.split_once(": ").expect("`file case: reasons`");
        for reason in reasons.split("; ") {
            assert!(explained.contains(reason), "{line}");
        }
    }
}

#[test]
fn the_differences_in_the_api_page_are_those_of_the_architecture() {
    let there = rows(ARCHITECTURE, "Where Rota differs from Grafana OnCall");
    assert!(there.len() > 30, "they are found");
    assert_eq!(rows(API, "Where Rota differs"), there);
}
