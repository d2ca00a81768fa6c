//! The people of a picture: the colour each has, how their name is drawn, and their initials where there is no room for it.

use std::collections::{HashMap, HashSet};

use super::lettering::{drawable, ended, reads_from_the_right};
use crate::ids::UserId;
use crate::usecases::people::People;

/// Two shades of one colour: white letters can be read on the dark one, dark letters on the light one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    /// For who is on call.
    pub dark: &'static str,
    /// For what is only planned.
    pub light: &'static str,
}

/// Told apart by most people who see few colours, too, as far as ten can be. Whoever comes after the tenth shares one: names say who
/// is who.
const COLOURS: [Colour; 10] = [
    Colour { dark: "#1f5fa8", light: "#d6e4f5" },
    Colour { dark: "#a34a12", light: "#f8e0d0" },
    Colour { dark: "#1a7348", light: "#d3efe0" },
    Colour { dark: "#7a3e9d", light: "#ead9f4" },
    Colour { dark: "#6b6410", light: "#f0ecc4" },
    Colour { dark: "#a3285f", light: "#f7d7e5" },
    Colour { dark: "#0f6f7c", light: "#cfecf0" },
    Colour { dark: "#494fb0", light: "#dddef6" },
    Colour { dark: "#8c3a32", light: "#f3d9d5" },
    Colour { dark: "#4b5d6b", light: "#dde4e9" },
];

/// Somebody as they are drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Their colour.
    pub colour: Colour,
    /// Their name, as far as it can be drawn.
    pub name: String,
    /// The first word of it, where nobody else in the picture has the same; else all of it.
    pub short: String,
    /// Two letters or so that nobody else in the picture has.
    pub initials: String,
}

/// Everybody in a picture.
#[derive(Debug, Clone, Default)]
pub struct Cast {
    /// In the order in which they appear.
    pub order: Vec<UserId>,
    parts: HashMap<UserId, Part>,
}

impl Cast {
    /// Those `users`, each once.
    pub fn of(users: impl Iterator<Item = UserId>, people: &People) -> Self {
        let mut cast = Self::default();
        let mut taken = HashSet::new();
        for user in users {
            if cast.parts.contains_key(&user) {
                continue;
            }
            let handle = people.get(user).map_or("", |person| person.username.as_str());
            let name = drawable(&people.name(user), handle);
            let initials = free_initials(&name, &taken);
            taken.insert(initials.clone());
            let colour = COLOURS[cast.order.len() % COLOURS.len()];
            cast.order.push(user);
            let short = name.split(' ').next().unwrap_or_default().to_owned();
            cast.parts.insert(user, Part { colour, name: ended(&name), short: ended(&short), initials });
        }
        let mut bearers: HashMap<String, usize> = HashMap::new();
        cast.parts.values().for_each(|part| *bearers.entry(part.short.clone()).or_default() += 1);
        for part in cast.parts.values_mut().filter(|part| bearers[&part.short] > 1 || part.short.chars().count() < 2) {
            part.short.clone_from(&part.name);
        }
        cast
    }

    /// How somebody is drawn, if they are in the picture.
    pub fn part(&self, user: UserId) -> Option<&Part> {
        self.parts.get(&user)
    }
}

/// Initials that are not taken: where they are, the first letter and a number.
fn free_initials(name: &str, taken: &HashSet<String>) -> String {
    let own = initials(name);
    let first = own.chars().next().unwrap_or('?');
    let numbered = (2..).map(|number| format!("{first}{number}"));
    std::iter::once(own).chain(numbered).find(|initials| !taken.contains(initials)).unwrap_or_default()
}

/// The first letters of the first and the last word; one where letters would join.
fn initials(name: &str) -> String {
    let mut words =
        name.split([' ', '-', '.', '@']).filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()));
    let first = words.next();
    let last = words.next_back().filter(|_| !first.is_some_and(reads_from_the_right));
    let letters: String = first.into_iter().chain(last).collect();
    if letters.is_empty() { "?".to_owned() } else { letters.to_uppercase() }
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_those_of_the_first_and_the_last_word() {
        for (name, expected) in [
            ("Alice", "A"),
            ("Carol Díaz", "CD"),
            ("Anne-Marie van der Berg", "AB"),
            ("@yamada", "Y"),
            ("דב רוזנברג", "ד"),
            ("…", "?"),
        ] {
            assert_eq!(initials(name), expected);
        }
    }
}
