//! A picture being drawn: shapes and letters as SVG. The only place that writes markup, so nothing of people's making gets into it
//! unescaped.

use std::fmt::Write as _;

use super::lettering::{Pen, Weight};

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// The left edge.
    pub x: f32,
    /// The upper edge.
    pub y: f32,
    /// How wide.
    pub width: f32,
    /// How high.
    pub height: f32,
}

impl Area {
    /// The right edge.
    pub fn right(self) -> f32 {
        self.x + self.width
    }

    /// The lower edge.
    pub fn bottom(self) -> f32 {
        self.y + self.height
    }

    /// The same, less `by` at every edge.
    pub fn inside(self, by: f32) -> Self {
        let less = |length: f32| (length - 2.0 * by).max(0.0);
        Self { x: self.x + by, y: self.y + by, width: less(self.width), height: less(self.height) }
    }
}

/// Where a text stands at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// It begins there.
    Start,
    /// Its middle is there.
    Middle,
}

/// A picture being drawn. Letters lie over all shapes, so that none hides them.
#[derive(Debug, Default)]
pub struct Drawing {
    shapes: String,
    letters: String,
}

impl Drawing {
    /// A filled rectangle with round corners, each end as round as it says.
    pub fn bar(&mut self, area: Area, round: (f32, f32), fill: &str, stroke: Option<&str>) {
        let Area { x, y, .. } = area;
        let (left, right, bottom) = (round.0, round.1, area.bottom());
        let end = area.right();
        let path = format!(
            "M{} {}H{}q{r} 0 {r} {r}V{}q0 {r} -{r} {r}H{}q-{l} 0 -{l} -{l}V{}q0 -{l} {l} -{l}Z",
            n(x + left),
            n(y),
            n(end - right),
            n(bottom - right),
            n(x + left),
            n(y + left),
            r = n(right),
            l = n(left),
        );
        let stroke = stroke.map(|colour| format!(" stroke=\"{colour}\"")).unwrap_or_default();
        add(&mut self.shapes, format_args!("<path d=\"{path}\" fill=\"{fill}\"{stroke}/>"));
    }

    /// A filled rectangle.
    pub fn rectangle(&mut self, area: Area, fill: &str) {
        let Area { x, y, width, height } = area;
        let (x, y, width, height) = (n(x), n(y), n(width), n(height));
        add(
            &mut self.shapes,
            format_args!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\"/>"),
        );
    }

    /// A straight line.
    pub fn line(&mut self, from: (f32, f32), to: (f32, f32), colour: &str, width: f32) {
        let (x1, y1, x2, y2, width) = (n(from.0), n(from.1), n(to.0), n(to.1), n(width));
        add(
            &mut self.shapes,
            format_args!("<path d=\"M{x1} {y1}L{x2} {y2}\" stroke=\"{colour}\" stroke-width=\"{width}\"/>"),
        );
    }

    /// Letters on a line at `at`.
    pub fn text(&mut self, at: (f32, f32), pen: Pen, colour: &str, anchor: Anchor, text: &str) {
        let weight = match pen.weight {
            Weight::Regular => "",
            Weight::Bold => " font-weight=\"bold\"",
        };
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
        };
        let (x, y, size) = (n(at.0), n(at.1), n(pen.size));
        let text = escaped(text);
        add(
            &mut self.letters,
            format_args!(
                "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{weight}{anchor} fill=\"{colour}\">{text}</text>"
            ),
        );
    }

    /// The whole picture on a ground of one colour; `definitions` are patterns that fills name.
    pub fn finish(self, size: (f32, f32), ground: &str, family: &str, definitions: &str) -> String {
        let (width, height) = (n(size.0), n(size.1));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" font-family=\"{family}\" font-stretch=\"condensed\">\n\
             <defs>{definitions}</defs>\n<rect width=\"{width}\" height=\"{height}\" fill=\"{ground}\"/>\n{}{}</svg>\n",
            self.shapes, self.letters
        )
    }
}

fn add(layer: &mut String, mark: std::fmt::Arguments<'_>) {
    writeln!(layer, "{mark}").expect("memory takes what is written");
}

/// A number with as many digits as can be seen.
fn n(number: f32) -> String {
    let text = format!("{number:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            // What XML has no place for at all.
            letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => safe.push(' '),
            other => safe.push(other),
        }
    }
    safe
}
