//! The manifest asks for what the code needs, and for nothing else.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::manifest::{commands, manifest, shortcuts, strings};

/// What Slack documents of its methods and events.
fn slack() -> Value {
    serde_json::from_str(include_str!("../../src/playground/slack-methods.json")).unwrap()
}

/// Every method named in the code that talks to Slack.
fn methods_called() -> BTreeSet<String> {
    let mut called = BTreeSet::new();
    for file in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/slack/client")).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let methods = slack()["methods"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        called.extend(methods.into_iter().filter(|method| text.contains(&format!("\"{method}\""))));
    }
    assert!(called.len() >= 10, "the client's calls are found: {called:?}");
    called
}

#[test]
fn every_method_the_code_calls_is_allowed_by_the_scopes_asked_for() {
    let asked = strings(&["oauth_config", "scopes", "bot"]);
    for method in methods_called() {
        let enough = slack()["methods"][&method]["bot_scopes"].clone();
        let Some(enough) = enough.as_array().filter(|scopes| !scopes.is_empty()) else { continue };
        assert!(
            enough.iter().any(|scope| asked.iter().any(|asked| scope == asked)),
            "{method} needs one of {enough:?}"
        );
    }
}

#[test]
fn no_scope_is_asked_for_that_nothing_needs() {
    // Scopes that allow no method: the slash command itself, and a field of `users.list`.
    let mut needed: BTreeSet<String> = ["commands".to_owned(), "users:read.email".to_owned()].into();
    for method in methods_called() {
        let scopes = slack()["methods"][&method]["bot_scopes"].clone();
        needed.extend(scopes.as_array().into_iter().flatten().map(|scope| scope.as_str().unwrap().to_owned()));
    }
    for scope in strings(&["oauth_config", "scopes", "bot"]) {
        assert!(needed.contains(&scope), "{scope}");
    }
}

#[test]
fn every_event_subscribed_to_is_handled_and_needs_no_further_scope() {
    let asked = strings(&["oauth_config", "scopes", "bot"]);
    let handlers = include_str!("../../src/slack/routes.rs");
    for event in strings(&["settings", "event_subscriptions", "bot_events"]) {
        assert!(handlers.contains(&format!("\"{event}\"")), "{event} is handled");
        let enough = slack()["events"][&event].clone();
        let enough = enough.as_array().unwrap_or_else(|| panic!("Slack knows the event {event}"));
        assert!(enough.iter().all(|scope| asked.iter().any(|asked| scope == asked)), "{event} needs {enough:?}");
    }
}

#[test]
fn the_home_that_the_code_draws_is_turned_on() {
    assert!(methods_called().contains("views.publish"));
    let home = &manifest()["features"]["app_home"];
    assert_eq!(home["home_tab_enabled"], true);
    // Direct messages need the other tab, and people type `/oncall` in it.
    assert_eq!((&home["messages_tab_enabled"], &home["messages_tab_read_only_enabled"]), (&true.into(), &false.into()));
}

#[test]
fn every_shortcut_is_one_the_code_answers() {
    let handlers = include_str!("../../src/slack/interactions.rs");
    let shortcuts = shortcuts();
    assert_eq!(shortcuts.len(), 1);
    for (_, callback_id) in shortcuts {
        assert!(handlers.contains(&format!("\"{callback_id}\"")), "{callback_id} is answered");
    }
}

#[test]
fn the_command_and_the_addresses_are_those_the_code_answers() {
    assert_eq!(commands(), ["/oncall"]);
    let manifest = manifest();
    let routes = include_str!("../../src/slack/routes.rs");
    for url in [
        &manifest["features"]["slash_commands"][0]["url"],
        &manifest["settings"]["event_subscriptions"]["request_url"],
        &manifest["settings"]["interactivity"]["request_url"],
    ] {
        let path = url.as_str().unwrap().strip_prefix("https://rota.example.com").unwrap();
        assert!(routes.contains(&format!(".route(\"{path}\"")), "{path}");
    }
    assert_eq!(manifest["features"]["slash_commands"][0]["should_escape"], true);
}

#[test]
fn the_optional_scopes_are_asked_for_and_marked_in_the_manifest_and_explained_in_the_readme() {
    let (manifest, readme) = (include_str!("../../manifest.yaml"), include_str!("../../README.md"));
    let marked = manifest.lines().filter(|line| line.contains("# optional: "));
    let marked: BTreeSet<_> = marked.filter_map(|line| line.trim().strip_prefix("- ")?.split(' ').next()).collect();
    let optional: BTreeSet<_> = rota::slack::scopes::OPTIONAL.iter().map(|one| one.scope).collect();
    assert_eq!(marked, optional);
    for scope in optional {
        assert!(readme.contains(&format!("| `{scope}` | ")), "{scope}");
    }
}
