//! Letters: how wide a text is in the fonts that are built in, what they can draw, and a text cut to the room there is.

use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider as _};

/// What the fonts are called.
pub const FAMILY: &str = "DejaVu Sans";

/// The font of most of it: Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew, Arabic and signs.
pub const REGULAR: fn() -> &'static [u8] = dejavu::sans_condensed::regular;
/// The font of what must stand out.
pub const BOLD: fn() -> &'static [u8] = dejavu::sans_condensed::bold;

/// How heavy letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// As most.
    Regular,
    /// Standing out.
    Bold,
}

/// A size and weight of letters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pen {
    /// In dots of the picture.
    pub size: f32,
    /// How heavy.
    pub weight: Weight,
}

impl Pen {
    /// Letters as most.
    pub const fn regular(size: f32) -> Self {
        Self { size, weight: Weight::Regular }
    }

    /// Letters that stand out.
    pub const fn bold(size: f32) -> Self {
        Self { size, weight: Weight::Bold }
    }

    fn face(self) -> FontRef<'static> {
        let data = match self.weight {
            Weight::Regular => REGULAR,
            Weight::Bold => BOLD,
        };
        FontRef::new(data()).expect("the fonts that are built in are fonts")
    }

    /// How wide a text is, at most: letters that join or lie over each other take less.
    pub fn width(self, text: &str) -> f32 {
        self.widths(text).iter().sum()
    }

    /// How wide each letter is.
    fn widths(self, text: &str) -> Vec<f32> {
        // What the bold face lacks is taken from the other.
        let faces = [self.face(), Self { weight: Weight::Regular, ..self }.face()];
        let faces =
            faces.map(|face| (face.charmap(), face.glyph_metrics(Size::new(self.size), LocationRef::default())));
        let of = |letter: char| {
            let drawn = faces.iter().find_map(|(letters, widths)| widths.advance_width(letters.map(letter)?));
            if has_no_shape(letter) { 0.0 } else { drawn.unwrap_or(self.size) }
        };
        text.chars().map(of).collect()
    }

    /// The text, cut with an ellipsis where it is wider than `room`; `None` where less than three letters would be left.
    pub fn cut(self, text: &str, room: f32) -> Option<String> {
        const FEWEST: usize = 3;
        let widths = self.widths(text);
        if widths.iter().sum::<f32>() <= room {
            return Some(text.to_owned());
        }
        let mut left = room - self.width("…");
        let fits = |width: &&f32| {
            left -= **width;
            left >= 0.0
        };
        let count = widths.iter().take_while(fits).count();
        let kept: String = text.chars().take(count).collect();
        // An ellipsis after letters that are read from the right belongs to their left.
        let mark = if kept.trim_end().chars().last().is_some_and(reads_from_the_right) { RIGHT_TO_LEFT } else { "" };
        (count >= FEWEST).then(|| format!("{}…{mark}", kept.trim_end()))
    }
}

/// What has no shape, and lets the sign before it be read with what is read from the right.
const RIGHT_TO_LEFT: &str = "\u{200f}";
/// The same for what is read from the left.
const LEFT_TO_RIGHT: &str = "\u{200e}";

/// The name, ended so that what follows stands on its right, whatever the name is written in.
pub fn ended(name: &str) -> String {
    let mark = if name.chars().any(reads_from_the_right) { LEFT_TO_RIGHT } else { "" };
    format!("{name}{mark}")
}

/// A name as it can be drawn: without what the fonts lack. Where that is more than ornament, it is `handle`, or else boxes
/// stand for the letters.
pub fn drawable(name: &str, handle: &str) -> String {
    let face = Pen::regular(12.0).face();
    let letters = face.charmap();
    let known = |letter: &char| letters.map(*letter).is_some() && !has_no_shape(*letter);
    if name.chars().any(|letter| letter.is_alphanumeric() && !known(&letter)) {
        if !handle.is_empty() && handle.chars().all(|letter| known(&letter)) {
            return format!("@{handle}");
        }
        let box_or =
            |letter: char| if known(&letter) { Some(letter) } else { letter.is_alphanumeric().then_some('□') };
        return tidy(name.chars().filter_map(box_or));
    }
    let drawn = tidy(name.chars().filter(known));
    if drawn.is_empty() { format!("@{handle}") } else { drawn }
}

fn tidy(letters: impl Iterator<Item = char>) -> String {
    let text: String = letters.map(|letter| if letter.is_whitespace() { ' ' } else { letter }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Marks that join emoji, choose between their shapes, or change the order of what follows.
fn has_no_shape(letter: char) -> bool {
    matches!(letter, '\u{200d}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}' | '\u{fe00}'..='\u{fe0f}')
}

/// Letters of Hebrew, Arabic and their like.
pub fn reads_from_the_right(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_fonts_lack_is_drawn_as_something_sensible() {
        assert_eq!(drawable("Alice Ng", "alice"), "Alice Ng");
        assert_eq!(drawable("سارة الأحمد", "sara"), "سارة الأحمد");
        assert_eq!(drawable("Eve \u{1f9d1}\u{200d}\u{1f680} Ito", "eve"), "Eve Ito");
        assert_eq!(drawable("山田 太郎", "yamada"), "@yamada");
        assert_eq!(drawable("山田 Taro", "山田"), "□□ Taro");
        assert_eq!(drawable("\u{202e}Bob\u{7}", "bob"), "Bob");
        assert_eq!(drawable("\u{1f9d1}", "eve"), "@eve");
    }

    #[test]
    fn a_text_is_cut_to_the_room_there_is() {
        let pen = Pen::bold(14.0);
        let long = "Maximiliane von Hohenstein";
        assert_eq!(pen.cut(long, 1000.0).as_deref(), Some(long));
        let cut = pen.cut(long, 100.0).expect("there is room for some of it");
        assert!(cut.starts_with("Maximil") && cut.ends_with('…'), "{cut}");
        assert!(pen.width(&cut) <= 100.0);
        assert_eq!(pen.cut(long, 20.0), None);
        assert_eq!(pen.cut("דב רוזנברג", 60.0).as_deref(), Some("דב רוזנ…\u{200f}"));
    }
}
