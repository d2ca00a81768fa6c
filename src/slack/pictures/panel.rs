//! One week of the picture: its days, who is on call, what decides it, and the present.

use jiff::Timestamp;

use super::cast::{Cast, Colour, Part};
use super::lettering::Pen;
use super::svg::{Anchor, Area, Drawing};
use crate::schedule::resolve::{FinalShift, OnDuty};
use crate::schedule::{Interval, Precedence, Zone};
use crate::usecases::two_weeks::{Source, TwoWeeks};

/// Letters and lines.
pub const INK: &str = "#1d1c1d";
/// What is said beside it.
pub const FAINT: &str = "#5c5b60";
/// Borders.
pub const LINE: &str = "#c9c8cc";
/// The present, and what is missing.
pub const ALERT: &str = "#b3261e";
/// The fill of a gap.
pub const HATCHED: &str = "url(#nobody)";

/// Where days begin, beside the names of rows.
pub const LABELS: f32 = 116.0;
const HEAD: f32 = 34.0;
const ROW_GAP: f32 = 6.0;
const TODAY: &str = "#eaf2fb";
const WEEKEND: &str = "#f3f2f4";

/// How high one person on call is, and how high when several are at once.
const ON_CALL: [f32; 2] = [48.0, 30.0];
const PLANNED: f32 = 26.0;
/// How many are drawn below each other.
const MOST_LANES: [usize; 2] = [6, 3];
/// More shifts than this in a week cannot be told apart.
const MOST_BARS: usize = 200;

/// One week.
pub struct Panel<'a> {
    pub shown: &'a TwoWeeks,
    pub cast: &'a Cast,
    /// The midnights of its days, and the one that ends it.
    pub days: &'a [Timestamp],
    pub area: Area,
}

/// A row, its shifts dealt to lanes.
struct Lanes<'a> {
    bars: Vec<(usize, &'a FinalShift)>,
    count: usize,
    /// Shifts that found no lane.
    left_out: usize,
}

impl Panel<'_> {
    /// Draws it, and says where it ends.
    pub fn draw(&self, drawing: &mut Drawing) -> f32 {
        let Some(week) = self.week() else { return self.area.y };
        let on_call = lanes(&self.shown.on_call, week, MOST_LANES[0]);
        let sources = self.shown.sources.iter().map(|row| (row.source, lanes(&row.shifts, week, MOST_LANES[1])));
        let sources: Vec<_> = sources.filter(|(_, lanes)| lanes.count > 0).collect();
        let lane = ON_CALL[usize::from(on_call.count > 1)];
        let first = self.area.y + HEAD;
        let height =
            height(&on_call, lane) + sources.iter().map(|(_, row)| ROW_GAP + height(row, PLANNED)).sum::<f32>();
        let bottom = first + height + ROW_GAP;
        self.grid(drawing, bottom);
        let mut top = first;
        let row = Area { x: self.area.x, y: top, width: self.area.width, height: self::height(&on_call, lane) };
        self.label(drawing, row, lane, Pen::bold(14.0), "On call", on_call.left_out);
        let gaps = self.shown.nobody.iter().filter_map(|gap| gap.intersect(week));
        for gap in gaps.filter(|_| on_call.bars.len() <= MOST_BARS) {
            self.gap(drawing, gap, Area { height: lane, ..row });
        }
        self.bars(drawing, &on_call, row, lane, None);
        top = row.bottom() + ROW_GAP;
        for (source, lanes) in &sources {
            let row = Area { y: top, height: self::height(lanes, PLANNED), ..row };
            let name = match source {
                Source::Swaps => "Swaps".to_owned(),
                Source::Overrides => "Overrides".to_owned(),
                Source::Layer(number) => format!("Layer {number}"),
            };
            self.label(drawing, row, PLANNED, Pen::regular(13.0), &name, lanes.left_out);
            self.bars(drawing, lanes, row, PLANNED, Some(*source));
            top = row.bottom() + ROW_GAP;
        }
        self.present(drawing, week, bottom);
        bottom
    }

    fn week(&self) -> Option<Interval> {
        Interval::new(*self.days.first()?, *self.days.last()?)
    }

    fn zone(&self) -> &Zone {
        &self.shown.zone
    }

    /// Where an instant is, by the length of its own day: those with a change of the clocks have another.
    #[allow(clippy::cast_precision_loss, reason = "a day has few milliseconds")]
    fn x(&self, at: Timestamp) -> f32 {
        let day = self.days.partition_point(|midnight| *midnight <= at).clamp(1, self.days.len() - 1) - 1;
        let (start, end) = (self.days[day], self.days[day + 1]);
        let part = at.duration_since(start).as_millis() as f32 / end.duration_since(start).as_millis() as f32;
        self.area.x + LABELS + self.day_width() * (day as f32 + part.clamp(0.0, 1.0))
    }

    #[allow(clippy::cast_precision_loss, reason = "a week has few days")]
    fn day_width(&self) -> f32 {
        (self.area.width - LABELS) / (self.days.len() - 1) as f32
    }

    fn grid(&self, drawing: &mut Drawing, bottom: f32) {
        let today = self.zone().reading(self.shown.now).date();
        for midnight in &self.days[..self.days.len() - 1] {
            let date = self.zone().reading(*midnight).date();
            let (x, y) = (self.x(*midnight), self.area.y);
            let area = Area { x, y, width: self.day_width(), height: bottom - y };
            let weekend = matches!(date.weekday(), jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday);
            if date == today {
                drawing.rectangle(area, TODAY);
            } else if weekend {
                drawing.rectangle(area, WEEKEND);
            }
            drawing.line((x, y), (x, bottom), LINE, 1.0);
            let (pen, text) = if date == today {
                (Pen::bold(14.0), date.strftime("%a %-d %b, today").to_string())
            } else {
                (Pen::regular(14.0), date.strftime("%a %-d %b").to_string())
            };
            drawing.text((x + 8.0, y + 20.0), pen, INK, Anchor::Start, &text);
        }
        let (left, right) = (self.area.x, self.area.right());
        drawing.line((right, self.area.y), (right, bottom), LINE, 1.0);
        for y in [self.area.y, self.area.y + HEAD - ROW_GAP, bottom] {
            drawing.line((left, y), (right, y), LINE, 1.0);
        }
    }

    fn label(&self, drawing: &mut Drawing, row: Area, lane: f32, pen: Pen, name: &str, left_out: usize) {
        drawing.text((self.area.x + 4.0, row.y + lane / 2.0 + 5.0), pen, INK, Anchor::Start, name);
        if left_out > 0 {
            let more = format!("and {left_out} more");
            let at = (self.area.x + 4.0, row.bottom() - 6.0);
            drawing.text(at, Pen::regular(11.0), FAINT, Anchor::Start, &more);
        }
    }

    fn bars(&self, drawing: &mut Drawing, lanes: &Lanes<'_>, row: Area, lane: f32, source: Option<Source>) {
        let Some(week) = self.week() else { return };
        if lanes.bars.len() > MOST_BARS {
            let area = Area { x: row.x + LABELS, width: row.width - LABELS, ..row }.inside(1.0);
            drawing.bar(area, (4.0, 4.0), "#e4e3e6", None);
            let said = format!("{} shifts, too short to be drawn", lanes.bars.len());
            let at = (area.x + area.width / 2.0, area.y + lane / 2.0 + 4.0);
            return drawing.text(at, Pen::regular(13.0), INK, Anchor::Middle, &said);
        }
        for (place, shift) in &lanes.bars {
            let Some(inside) = shift.interval.intersect(week) else { continue };
            #[allow(clippy::cast_precision_loss, reason = "there are few lanes")]
            let y = row.y + lane * *place as f32;
            let (x, right) = (self.x(inside.start()), self.x(inside.end()));
            let area = Area { x: x + 1.0, y: y + 1.0, width: (right - x - 2.0).max(1.0), height: lane - 2.0 };
            self.shift(drawing, shift, inside, area, source);
        }
    }

    /// A shift: dark where it says who is on call, light where it is only planned. Ends that lie outside the week are cut off.
    fn shift(&self, drawing: &mut Drawing, shift: &FinalShift, inside: Interval, area: Area, source: Option<Source>) {
        let first = shift.people.first().and_then(|on_duty| self.cast.part(on_duty.user));
        let colour = first.map_or(Colour { dark: FAINT, light: "#e4e3e6" }, |part| part.colour);
        let round = 5.0_f32.min(area.width / 2.0);
        let starts = inside.start() == shift.interval.start();
        let ends = inside.end() == shift.interval.end();
        let rounds = (if starts { round } else { 0.0 }, if ends { round } else { 0.0 });
        let decides = source.is_none();
        let (fill, stroke, letters) =
            if decides { (colour.dark, None, "#ffffff") } else { (colour.light, Some(colour.dark), INK) };
        drawing.bar(area, rounds, fill, stroke);
        let room = area.width - 12.0;
        let (pen, small) =
            if decides { (Pen::bold(14.0), Pen::regular(12.0)) } else { (Pen::regular(12.5), Pen::regular(10.0)) };
        let says_why = !matches!(source, Some(Source::Layer(_) | Source::Overrides));
        let when = (area.height > 40.0).then(|| self.when(shift, inside, small, room)).flatten();
        let middle = area.y + area.height / 2.0 + pen.size * 0.36;
        let first_line = if when.is_some() { area.y + 20.0 } else { middle };
        if let Some(name) = self.names(&shift.people, says_why, pen, room) {
            drawing.text((area.x + 6.0, first_line), pen, letters, Anchor::Start, &name);
        } else if let Some(initials) = first.map(|part| &part.initials) {
            let sizes = [12.0, 10.0, 8.5].map(|size| Pen { size, ..pen });
            if let Some(pen) = sizes.into_iter().find(|pen| pen.width(initials) <= area.width - 2.0) {
                let middle = area.x + area.width / 2.0;
                let (x, anchor) = if when.is_some() { (area.x + 6.0, Anchor::Start) } else { (middle, Anchor::Middle) };
                drawing.text((x, first_line), pen, letters, anchor, initials);
            }
        }
        if let Some(when) = when {
            drawing.text((area.x + 6.0, area.y + 37.0), small, letters, Anchor::Start, &when);
        }
    }

    /// As many of the names as there is room for.
    fn names(&self, people: &[OnDuty], says_why: bool, pen: Pen, room: f32) -> Option<String> {
        let all = |called: fn(&Part) -> &str| {
            let name = |user| self.cast.part(user).map_or("?", called);
            let named = people.iter().map(|on_duty| match on_duty.covers {
                Some((_, whom)) if says_why => format!("{} for {}", name(on_duty.user), name(whom)),
                _ => name(on_duty.user).to_owned(),
            });
            named.collect::<Vec<_>>()
        };
        let (names, short) = (all(|part| &part.name), all(|part| &part.short));
        let some = |names: &[String], count: usize| match names.len() - count {
            0 => names.join(", "),
            more => format!("{} +{more}", names[..count].join(", ")),
        };
        let counts = || (1..=names.len().min(12)).rev();
        let whole = counts().map(|count| some(&names, count)).take(1);
        let shorter = counts().map(|count| some(&short, count));
        if let Some(fits) = whole.chain(shorter).find(|text| pen.width(text) <= room) {
            return Some(fits);
        }
        let more = if names.len() > 1 { format!(" +{}", names.len() - 1) } else { String::new() };
        let cut = pen.cut(short.first()?, room - pen.width(&more))?;
        Some(format!("{cut}{more}"))
    }

    /// From when to when, and that it is an override, as far as there is room.
    fn when(&self, shift: &FinalShift, inside: Interval, pen: Pen, room: f32) -> Option<String> {
        let (start, end) = (self.zone().reading(shift.interval.start()), self.zone().reading(shift.interval.end()));
        let time = |at: jiff::civil::DateTime| at.strftime("%H:%M").to_string();
        let day_and_time = |at: jiff::civil::DateTime| at.strftime("%a %H:%M").to_string();
        let starts = inside.start() == shift.interval.start();
        let ends = inside.end() == shift.interval.end();
        let (long, short) = match (starts, ends) {
            (true, true) if start.date() == end.date() => (format!("{}–{}", time(start), time(end)), time(start)),
            (true, true) => {
                (format!("{} – {}", day_and_time(start), day_and_time(end)), format!("{}–{}", time(start), time(end)))
            }
            (true, false) => (format!("from {}", day_and_time(start)), time(start)),
            (false, true) => (format!("until {}", day_and_time(end)), format!("–{}", time(end))),
            (false, false) => ("all week".to_owned(), String::new()),
        };
        let why = match shift.precedence {
            Precedence::Override(_) => Some(format!("{long}, override")),
            Precedence::Shift(_) => None,
        };
        why.into_iter().chain([long, short]).find(|text| !text.is_empty() && pen.width(text) <= room)
    }

    fn gap(&self, drawing: &mut Drawing, gap: Interval, row: Area) {
        let (x, right) = (self.x(gap.start()), self.x(gap.end()));
        let area = Area { x: x + 1.0, y: row.y + 1.0, width: (right - x - 2.0).max(2.0), height: row.height - 2.0 };
        drawing.bar(area, (3.0, 3.0), HATCHED, Some(ALERT));
        let labels = [(13.0, "nobody on call"), (13.0, "nobody"), (11.0, "nobody")];
        let labels = labels.map(|(size, label)| (Pen::bold(size), label));
        let Some((pen, label)) = labels.into_iter().find(|(pen, label)| pen.width(label) <= area.width - 14.0) else {
            return;
        };
        let width = pen.width(label) + 12.0;
        let (middle, height) = (area.x + area.width / 2.0, 20.0);
        let ground = Area { x: middle - width / 2.0, y: area.y + (area.height - height) / 2.0, width, height };
        drawing.bar(ground, (4.0, 4.0), "#ffffff", None);
        drawing.text((middle, ground.y + 14.5), pen, ALERT, Anchor::Middle, label);
    }

    fn present(&self, drawing: &mut Drawing, week: Interval, bottom: f32) {
        if !week.contains(self.shown.now) {
            return;
        }
        let x = self.x(self.shown.now);
        let y = self.area.y - 4.0;
        // Not through the names of the days.
        drawing.line((x, self.area.y + HEAD - ROW_GAP), (x, bottom), ALERT, 2.0);
        drawing.line((x, y), (x, y + 8.0), ALERT, 2.0);
        let text = self.zone().reading(self.shown.now).strftime("now, %H:%M").to_string();
        let pen = Pen::bold(11.0);
        let width = pen.width(&text) + 12.0;
        let left = (x - width / 2.0).clamp(self.area.x, self.area.right() - width);
        drawing.bar(Area { x: left, y: y - 14.0, width, height: 17.0 }, (4.0, 4.0), ALERT, None);
        drawing.text((left + width / 2.0, y - 1.5), pen, "#ffffff", Anchor::Middle, &text);
    }
}

#[allow(clippy::cast_precision_loss, reason = "there are few lanes")]
fn height(row: &Lanes<'_>, lane: f32) -> f32 {
    lane * row.count.max(1) as f32
}

/// The shifts of a week, those at once below each other.
fn lanes(shifts: &[FinalShift], week: Interval, most: usize) -> Lanes<'_> {
    let mut ends: Vec<Timestamp> = Vec::new();
    let mut lanes = Lanes { bars: Vec::new(), count: 0, left_out: 0 };
    for shift in shifts.iter().filter(|shift| shift.interval.overlaps(week)) {
        let (start, end) = (shift.interval.start(), shift.interval.end());
        let free = ends.iter().position(|until| *until <= start);
        let place = match free {
            Some(place) => place,
            None if ends.len() < most => {
                ends.push(end);
                ends.len() - 1
            }
            None => {
                lanes.left_out += 1;
                continue;
            }
        };
        ends[place] = end;
        lanes.bars.push((place, shift));
    }
    lanes.count = ends.len();
    lanes
}
