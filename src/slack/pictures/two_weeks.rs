//! The picture of `/oncall show`: two weeks of a schedule below each other, and who is who.
//!
//! The dark row says who is on call, the light ones what decides it. Nothing is told by colour alone: names stand in the bars,
//! initials where they have no room, and gaps are hatched and labelled.

use super::cast::Cast;
use super::lettering::{FAMILY, Pen, drawable};
use super::panel::{ALERT, FAINT, HATCHED, INK, Panel};
use super::svg::{Anchor, Area, Drawing};
use crate::slack::mrkdwn::offset;
use crate::usecases::two_weeks::TwoWeeks;

const WIDTH: f32 = 1200.0;
const MARGIN: f32 = 28.0;
const BETWEEN: f32 = 30.0;
/// How many people stand beside each other below the picture, and how many rows of them.
const COLUMNS: usize = 5;
const ROWS: usize = 5;

const NOBODY: &str = "<pattern id=\"nobody\" width=\"10\" height=\"10\" patternUnits=\"userSpaceOnUse\" \
     patternTransform=\"rotate(45)\"><rect width=\"10\" height=\"10\" fill=\"#fdf0ef\"/>\
     <rect width=\"3\" height=\"10\" fill=\"#e4a29d\"/></pattern>";

/// The picture as SVG.
pub fn two_weeks(shown: &TwoWeeks) -> String {
    let on_call = shown.on_call.iter().chain(shown.sources.iter().flat_map(|row| &row.shifts));
    let on_call = on_call.flat_map(|shift| &shift.people);
    let users = on_call.flat_map(|on_duty| std::iter::once(on_duty.user).chain(on_duty.covers.map(|(_, whom)| whom)));
    let cast = Cast::of(users, &shown.people);
    let mut drawing = Drawing::default();
    let mut top = head(&mut drawing, shown) + BETWEEN;
    let weeks = shown.midnights.len().saturating_sub(1) / 7;
    for week in 0..weeks {
        let days = &shown.midnights[week * 7..=week * 7 + 7];
        let area = Area { x: MARGIN, y: top, width: WIDTH - 2.0 * MARGIN, height: 0.0 };
        top = Panel { shown, cast: &cast, days, area }.draw(&mut drawing) + BETWEEN;
    }
    let bottom = legend(&mut drawing, &cast, top - 6.0);
    drawing.finish((WIDTH, bottom + MARGIN - 6.0), "#ffffff", FAMILY, NOBODY)
}

fn head(drawing: &mut Drawing, shown: &TwoWeeks) -> f32 {
    let pen = Pen::bold(24.0);
    let name = pen.cut(&drawable(&shown.name, ""), WIDTH - 2.0 * MARGIN).unwrap_or_default();
    drawing.text((MARGIN, 46.0), pen, INK, Anchor::Start, &name);
    let day = |at| shown.zone.reading(at).date();
    let (first, last) = match shown.midnights.as_slice() {
        [first, .., last_day, _] => (day(*first), day(*last_day)),
        _ => (day(shown.now), day(shown.now)),
    };
    let zone = match shown.window() {
        Some(window) => offset(&shown.zone, window.start(), window.end()),
        None => String::new(),
    };
    let days = format!("{} to {}", first.strftime("%a %-d %B"), last.strftime("%a %-d %B %Y"));
    let zone = match shown.zone.name() {
        "UTC" => "all times in UTC".to_owned(),
        name => format!("all times in {name} ({zone})"),
    };
    let pen = Pen::regular(15.0);
    drawing.text((MARGIN, 70.0), pen, FAINT, Anchor::Start, &format!("Who is on call, {days}; {zone}"));
    78.0
}

/// Who is who, and what the signs mean.
#[allow(clippy::cast_precision_loss, reason = "there are few people below a picture")]
fn legend(drawing: &mut Drawing, cast: &Cast, top: f32) -> f32 {
    let column = (WIDTH - 2.0 * MARGIN) / COLUMNS as f32;
    let shown = if cast.order.len() > COLUMNS * ROWS { COLUMNS * ROWS - 1 } else { cast.order.len() };
    let pen = Pen::regular(13.5);
    let place = |index: usize| (MARGIN + column * (index % COLUMNS) as f32, top + 28.0 * (index / COLUMNS) as f32);
    for (index, part) in cast.order.iter().take(shown).filter_map(|user| cast.part(*user)).enumerate() {
        let (x, y) = place(index);
        let width = (Pen::bold(11.5).width(&part.initials) + 12.0).max(28.0);
        drawing.bar(Area { x, y, width, height: 20.0 }, (4.0, 4.0), part.colour.dark, None);
        drawing.text((x + width / 2.0, y + 14.5), Pen::bold(11.5), "#ffffff", Anchor::Middle, &part.initials);
        let name = pen.cut(&part.name, column - width - 20.0).unwrap_or_default();
        drawing.text((x + width + 8.0, y + 15.0), pen, INK, Anchor::Start, &name);
    }
    let mut cells = shown;
    if shown < cast.order.len() {
        let (x, y) = place(shown);
        drawing.text((x, y + 15.0), pen, FAINT, Anchor::Start, &format!("and {} more", cast.order.len() - shown));
        cells += 1;
    }
    let y = top + 28.0 * cells.div_ceil(COLUMNS) as f32 + if cells == 0 { 0.0 } else { 8.0 };
    signs(drawing, y);
    y + 20.0
}

fn signs(drawing: &mut Drawing, y: f32) {
    let pen = Pen::regular(12.5);
    let mut x = MARGIN;
    let mut sign = |drawing: &mut Drawing, text: &str, draw: &dyn Fn(&mut Drawing, Area)| {
        draw(drawing, Area { x, y: y + 2.0, width: 28.0, height: 16.0 });
        drawing.text((x + 36.0, y + 14.5), pen, FAINT, Anchor::Start, text);
        x += 36.0 + pen.width(text) + 28.0;
    };
    sign(drawing, "who is on call", &|drawing, area| drawing.bar(area, (4.0, 4.0), "#4b5d6b", None));
    sign(drawing, "what is planned, the stronger above", &|drawing, area| {
        drawing.bar(area.inside(0.5), (4.0, 4.0), "#dde4e9", Some("#4b5d6b"));
    });
    sign(drawing, "nobody is on call", &|drawing, area| {
        drawing.bar(area.inside(0.5), (3.0, 3.0), HATCHED, Some(ALERT));
    });
    sign(drawing, "now", &|drawing, area| {
        let middle = area.x + area.width / 2.0;
        drawing.line((middle, area.y), (middle, area.bottom()), ALERT, 2.0);
    });
}
