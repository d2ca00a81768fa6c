//! From lines to events and zones as they stand in the text. Nothing is nested here: what is open is a short list, so depth
//! costs nothing and a missing `END` loses nothing.

use super::Notes;
use super::lines::{Property, logical};
use super::zones::{Description, Observance};

/// How deep components may stand in each other. Calendars need three.
const DEPTH: usize = 16;

/// A property that an event keeps, with its line.
pub type Kept = (usize, OwnedProperty);

/// A [`Property`] that owns its value.
#[derive(Debug, Clone)]
pub struct OwnedProperty {
    /// In capitals.
    pub name: &'static str,
    /// Names in capitals.
    pub parameters: Vec<(String, String)>,
    /// As it stands in the text.
    pub value: String,
}

impl OwnedProperty {
    /// The value of a parameter.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A `VEVENT`.
#[derive(Debug, Clone)]
pub struct RawEvent {
    /// Where it begins.
    pub line: usize,
    /// What of it matters here, in order.
    pub properties: Vec<Kept>,
}

/// A `VCALENDAR`.
#[derive(Debug, Clone, Default)]
pub struct RawCalendar {
    /// `X-WR-TIMEZONE`.
    pub zone: Option<(usize, String)>,
    /// `REFRESH-INTERVAL` or `X-PUBLISHED-TTL`, whichever stands first.
    pub refresh: Option<String>,
    /// The zones it describes, by name.
    pub descriptions: Vec<(String, Description)>,
    /// Its events.
    pub events: Vec<RawEvent>,
}

/// What an event's reader asks for. All else is passed over.
const PROPERTIES: [&str; 16] = [
    "UID",
    "SEQUENCE",
    "RECURRENCE-ID",
    "DTSTART",
    "DTEND",
    "DURATION",
    "RRULE",
    "RDATE",
    "EXDATE",
    "SUMMARY",
    "DESCRIPTION",
    "ATTENDEE",
    "STATUS",
    "TRANSP",
    "X-MICROSOFT-CDO-BUSYSTATUS",
    "EXRULE",
];

/// What is open while the lines go by.
#[derive(Debug, Default)]
pub struct Components {
    /// The calendars so far.
    pub calendars: Vec<RawCalendar>,
    /// Lines that mean nothing, and why.
    pub skipped: Notes,
    /// Whether everything that began has ended.
    pub is_whole: bool,
    open: Vec<String>,
    too_deep: usize,
    event: Option<RawEvent>,
    zone: Option<(String, Description)>,
    observance: Option<Observance>,
}

impl Components {
    /// Reads `bytes` to their end.
    pub fn read(bytes: &[u8]) -> Self {
        let mut components = Self::default();
        let mut last = 0;
        for (number, line) in logical(bytes) {
            last = number;
            components.take(number, &line);
        }
        components.is_whole = components.open.is_empty();
        if !components.is_whole {
            components.skipped.add(last, "the text ends too early");
        }
        components.close_all();
        components
    }

    fn take(&mut self, number: usize, line: &str) {
        let Some(property) = Property::read(line) else {
            if !line.trim().is_empty() {
                self.skipped.add(number, "a line that is no property");
            }
            return;
        };
        match property.name.as_str() {
            "BEGIN" => self.begin(number, property.value.trim().to_ascii_uppercase()),
            "END" => self.end(number, &property.value.trim().to_ascii_uppercase()),
            _ if self.too_deep > 0 => {}
            _ => self.property(number, &property),
        }
    }

    fn begin(&mut self, number: usize, name: String) {
        if matches!(name.as_str(), "VCALENDAR" | "VEVENT" | "VTIMEZONE") {
            // These stand in nothing but a calendar: what is still open lost its end.
            let keep = usize::from(name != "VCALENDAR" && self.open.first().is_some_and(|first| first == "VCALENDAR"));
            if self.open.len() > keep {
                self.skipped.add(number, "something before this line has no END");
            }
            self.too_deep = 0;
            while self.open.len() > keep {
                self.close();
            }
        } else if self.open.len() >= DEPTH {
            self.too_deep += 1;
            return;
        }
        match name.as_str() {
            "VCALENDAR" => self.calendars.push(RawCalendar::default()),
            "VEVENT" if !self.calendars.is_empty() => {
                self.event = Some(RawEvent { line: number, properties: Vec::new() });
            }
            "VTIMEZONE" => self.zone = Some(Default::default()),
            "STANDARD" | "DAYLIGHT" if self.open.last().is_some_and(|last| last == "VTIMEZONE") => {
                self.observance = Some(Observance::default());
            }
            _ => {}
        }
        self.open.push(name);
    }

    fn end(&mut self, number: usize, name: &str) {
        if self.too_deep > 0 && !matches!(name, "VCALENDAR" | "VEVENT" | "VTIMEZONE") {
            self.too_deep -= 1;
            return;
        }
        self.too_deep = 0;
        match self.open.iter().rposition(|open| open == name) {
            Some(place) => {
                while self.open.len() > place {
                    self.close();
                }
            }
            None => self.skipped.add(number, "an END without its BEGIN"),
        }
    }

    fn close_all(&mut self) {
        while !self.open.is_empty() {
            self.close();
        }
    }

    fn close(&mut self) {
        match self.open.pop().as_deref() {
            Some("VEVENT") => {
                if let (Some(event), Some(calendar)) = (self.event.take(), self.calendars.last_mut()) {
                    calendar.events.push(event);
                }
            }
            Some("VTIMEZONE") => {
                if let (Some(zone), Some(calendar)) = (self.zone.take(), self.calendars.last_mut()) {
                    calendar.descriptions.push(zone);
                }
            }
            Some("STANDARD" | "DAYLIGHT") => {
                if let (Some(observance), Some((_, description))) = (self.observance.take(), &mut self.zone) {
                    description.observances.push(observance);
                }
            }
            _ => {}
        }
    }

    fn property(&mut self, number: usize, property: &Property<'_>) {
        let value = || property.value.to_owned();
        match self.open.last().map(String::as_str) {
            Some("VEVENT") => {
                if let (Some(event), Some(name)) =
                    (&mut self.event, PROPERTIES.into_iter().find(|name| *name == property.name))
                {
                    let parameters = property.parameters.clone();
                    event.properties.push((number, OwnedProperty { name, parameters, value: value() }));
                }
            }
            Some("VCALENDAR") if property.name == "X-WR-TIMEZONE" => {
                if let Some(calendar) = self.calendars.last_mut() {
                    calendar.zone.get_or_insert_with(|| (number, value()));
                }
            }
            Some("VCALENDAR") if matches!(property.name.as_str(), "REFRESH-INTERVAL" | "X-PUBLISHED-TTL") => {
                if let Some(calendar) = self.calendars.last_mut() {
                    calendar.refresh.get_or_insert_with(value);
                }
            }
            Some("VTIMEZONE") if property.name == "TZID" => {
                if let Some((name, _)) = &mut self.zone {
                    *name = value();
                }
            }
            Some("STANDARD" | "DAYLIGHT") => {
                if let Some(observance) = &mut self.observance {
                    match property.name.as_str() {
                        "DTSTART" => observance.start = value(),
                        "TZOFFSETFROM" => observance.before = value(),
                        "TZOFFSETTO" => observance.after = value(),
                        "RRULE" => observance.rule = Some(value()),
                        "RDATE" => observance.dates.push(value()),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
}
