//! The Slack app's manifest, as the town's workspace has installed it.

use serde_json::Value;

/// `manifest.yaml`.
pub fn manifest() -> Value {
    serde_norway::from_str(include_str!("../../../manifest.yaml")).expect("manifest.yaml is YAML")
}

/// The texts of a list in it: `strings(&["oauth_config", "scopes", "bot"])`.
pub fn strings(path: &[&str]) -> Vec<String> {
    let found = path.iter().fold(manifest(), |value, key| value[*key].clone());
    found.as_array().expect("a list").iter().map(|one| one.as_str().expect("a text").to_owned()).collect()
}

/// The global shortcuts: what each is called, and its `callback_id`.
pub fn shortcuts() -> Vec<(String, String)> {
    let manifest = manifest();
    let shortcuts = manifest["features"]["shortcuts"].as_array().expect("a list");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    shortcuts.iter().map(|shortcut| (text(&shortcut["name"]), text(&shortcut["callback_id"]))).collect()
}

/// The slash commands.
pub fn commands() -> Vec<String> {
    let manifest = manifest();
    let commands = manifest["features"]["slash_commands"].as_array().expect("a list");
    commands.iter().map(|command| command["command"].as_str().expect("a text").to_owned()).collect()
}
