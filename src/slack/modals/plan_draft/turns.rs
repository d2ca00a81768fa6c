//! The order of turns: as text that people can move lines in, and after somebody chose other people. Pure.
//!
//! A line is a turn, `@alice`; people with `+` between them are on call together: `@bob + @carol`. A name after a handle, in
//! parentheses, helps to read and is not looked at.

use std::collections::{BTreeSet, HashMap};

use crate::ids::UserId;
use crate::usecases::people::People;

/// The longest text of one field.
pub const LONGEST: usize = 3_000;
/// The longest line that is said back.
const ECHO: usize = 60;

/// The groups after `picked` was chosen among people of whom `shown` were in the picker: who stays keeps their place, who is
/// new comes last, one person a turn.
pub fn after_picking(groups: &[Vec<UserId>], shown: &BTreeSet<UserId>, picked: &[UserId]) -> Vec<Vec<UserId>> {
    let stays = |user: &UserId| !shown.contains(user) || picked.contains(user);
    let kept = groups.iter().map(|group| group.iter().copied().filter(stays).collect::<Vec<_>>());
    let mut after: Vec<Vec<UserId>> = kept.filter(|group| !group.is_empty()).collect();
    let there: BTreeSet<UserId> = after.iter().flatten().copied().collect();
    after.extend(picked.iter().filter(|user| !there.contains(user)).map(|user| vec![*user]));
    after
}

/// The groups as text, in as many pieces as fields are needed. Names are left out where they would need more than one.
pub fn written(groups: &[Vec<UserId>], people: &People) -> Vec<String> {
    let with_names = pieces(groups, |user| format!("{} ({})", handle(people, user), name(people, user)));
    if with_names.len() <= 1 { with_names } else { pieces(groups, |user| handle(people, user)) }
}

fn pieces(groups: &[Vec<UserId>], one: impl Fn(UserId) -> String) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for group in groups {
        let line = group.iter().map(|user| one(*user)).collect::<Vec<_>>().join(" + ");
        match pieces.last_mut() {
            Some(piece) if piece.chars().count() + 1 + line.chars().count() <= LONGEST => {
                piece.push('\n');
                piece.push_str(&line);
            }
            _ => pieces.push(line),
        }
    }
    pieces
}

/// `@alice`, or our id where the handle would not be read back.
fn handle(people: &People, user: UserId) -> String {
    let handle = people.get(user).map(|person| person.username.as_str());
    match handle.filter(|handle| !handle.is_empty() && handle.chars().all(in_handle)) {
        Some(handle) => format!("@{handle}"),
        None => format!("@{user}"),
    }
}

fn in_handle(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_')
}

/// A name without what would end it early.
fn name(people: &People, user: UserId) -> String {
    people.name(user).chars().map(|letter| if "()\r\n".contains(letter) { ' ' } else { letter }).collect()
}

/// The groups that a text says, or which line is not understood. `among` are those who are meant before others of the same
/// handle.
pub fn read(text: &str, people: &People, among: &BTreeSet<UserId>) -> Result<Vec<Vec<UserId>>, String> {
    let mut known: HashMap<String, UserId> = HashMap::new();
    let mut all: Vec<_> = people.iter().collect();
    // Who comes later takes the handle: somebody of the rotation before somebody else, whoever can serve before whoever cannot.
    all.sort_by_key(|person| (among.contains(&person.id), person.standing.may_be_on_call(), person.id));
    for person in all {
        known.insert(person.username.to_lowercase(), person.id);
        known.insert(person.id.as_str().to_lowercase(), person.id);
    }
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| one_turn(line, &known)).collect()
}

fn one_turn(line: &str, known: &HashMap<String, UserId>) -> Result<Vec<UserId>, String> {
    let bare = without_parentheses(line);
    let mut group = Vec::new();
    for one in bare.split('+') {
        let one = one.trim().trim_start_matches(|letter: char| letter.is_ascii_digit() || ".•-*) ".contains(letter));
        let handle = one.strip_prefix('@').map(str::trim).filter(|handle| !handle.is_empty());
        let Some(handle) = handle else {
            return Err(format!("I read \"{}\": write people as @handle, a line each turn.", echo(line)));
        };
        let Some(user) = known.get(&handle.to_lowercase()) else {
            return Err(format!("No one called @{} is here.", echo(handle)));
        };
        if !group.contains(user) {
            group.push(*user);
        }
    }
    Ok(group)
}

fn without_parentheses(line: &str) -> String {
    let mut depth = 0_usize;
    let mut bare = String::with_capacity(line.len());
    for letter in line.chars() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            letter if depth == 0 => bare.push(letter),
            _ => {}
        }
    }
    bare
}

fn echo(text: &str) -> String {
    if text.chars().count() <= ECHO {
        return text.to_owned();
    }
    text.chars().take(ECHO).chain(['…']).collect()
}

#[cfg(test)]
mod tests;
