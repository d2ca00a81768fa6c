//! Imports point one way, and the words that must stay in one room do.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::Visit;

/// The rooms from the bottom up. A room may import those before it; those in one line don't know each other.
const HOUSE: [&[&str]; 11] = [
    &["clock", "ids"],
    &["schedule"],
    &["ical"],
    &["feeds"],
    &["store"],
    &["usecases"],
    &["slack", "api", "web"],
    &["worker"],
    &["playground"],
    &["app", "config"],
    &["main"],
];

/// What a room may not name, wherever it stands.
const FORBIDDEN: [(&str, &[&str]); 3] = [
    ("schedule", &["tokio", "sqlx", "axum", "serde_json", "slack_morphism", "reqwest"]),
    ("usecases", &["sqlx", "axum", "slack_morphism", "reqwest"]),
    ("playground", &["sqlx", "slack_morphism"]),
];

pub fn source_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(source_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The room a file is in: its folder, or its own name.
fn room(file: &Path) -> String {
    let first = file.strip_prefix(src()).unwrap().components().next().unwrap();
    Path::new(first.as_os_str()).file_stem().unwrap().to_str().unwrap().to_owned()
}

/// Every path a file names from `crate::` (or `rota::`) on, and every outer crate it names.
#[derive(Default)]
struct Names {
    rooms: BTreeSet<String>,
    crates: BTreeSet<String>,
}

impl Names {
    fn note(&mut self, segments: &[String]) {
        match segments {
            [first, room, ..] if first == "crate" || first == "rota" => drop(self.rooms.insert(room.clone())),
            [first, ..] => drop(self.crates.insert(first.clone())),
            [] => {}
        }
    }

    fn note_tree(&mut self, before: &[String], tree: &syn::UseTree) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.note_tree(&with(&path.ident), &path.tree),
            syn::UseTree::Name(name) => self.note(&with(&name.ident)),
            syn::UseTree::Rename(rename) => self.note(&with(&rename.ident)),
            syn::UseTree::Glob(_) => self.note(before),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.note_tree(before, tree)),
        }
    }
}

impl<'ast> Visit<'ast> for Names {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.note_tree(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.note(&path.segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>());
        syn::visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        // Inside a macro there are only tokens: a path is looked for in their text.
        let text = item.tokens.to_string().replace(' ', "");
        for (at, _) in text.match_indices("crate::") {
            let rest = &text[at + "crate::".len()..];
            let room: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            self.rooms.insert(room);
        }
        syn::visit::visit_macro(self, item);
    }
}

fn names_by_file() -> BTreeMap<PathBuf, Names> {
    let read = |file: PathBuf| {
        let text = fs::read_to_string(&file).unwrap();
        let mut names = Names::default();
        names.visit_file(&syn::parse_file(&text).unwrap());
        (file, names)
    };
    source_files(&src()).into_iter().map(read).collect()
}

fn floor(room: &str) -> usize {
    HOUSE.iter().position(|floor| floor.contains(&room)).unwrap_or_else(|| panic!("{room} is not a room of the house"))
}

#[test]
fn imports_point_one_way() {
    for (file, names) in names_by_file() {
        let room = room(&file);
        if room == "lib" {
            continue;
        }
        for imported in &names.rooms {
            let allowed =
                *imported == room || floor(imported) < floor(&room) || (room == "app" && imported == "config");
            assert!(allowed, "{} in `{room}` imports `{imported}`", file.display());
        }
    }
}

#[test]
fn settings_are_read_only_by_app_and_main() {
    for (file, names) in names_by_file() {
        if names.rooms.contains("config") {
            assert!(["app", "main"].contains(&room(&file).as_str()), "{}", file.display());
        }
    }
}

#[test]
fn the_playground_knows_only_the_time_and_ids() {
    for (file, names) in names_by_file() {
        if room(&file) == "playground" {
            let known: BTreeSet<_> = ["clock", "ids", "playground"].map(str::to_owned).into();
            assert!(names.rooms.is_subset(&known), "{} imports {:?}", file.display(), names.rooms);
        }
    }
}

#[test]
fn only_the_store_names_the_database_library() {
    for (file, names) in names_by_file() {
        assert!(!names.crates.contains("sqlx") || room(&file) == "store", "{}", file.display());
    }
}

#[test]
fn rooms_name_no_library_that_is_not_theirs() {
    for (file, names) in names_by_file() {
        for (room_name, forbidden) in FORBIDDEN {
            if room(&file) == room_name {
                let named: Vec<_> = forbidden.iter().filter(|name| names.crates.contains(**name)).collect();
                assert!(named.is_empty(), "{} names {named:?}", file.display());
            }
        }
    }
}

#[test]
fn no_file_is_called_util() {
    for file in source_files(&src()) {
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        assert!(
            !["util", "utils", "common", "helpers", "types", "misc"].contains(&name.as_str()),
            "{}",
            file.display()
        );
    }
}

#[test]
fn every_file_says_what_lives_in_it() {
    for file in source_files(&src()) {
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("//! "), "{}", file.display());
    }
}
