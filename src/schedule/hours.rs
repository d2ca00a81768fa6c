//! Hours on call, split by what they cost: weekdays, nights and weekends.

use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, Timestamp};

use super::{Interval, Zone};

/// The night begins at this hour of the wall clock …
pub const NIGHT_BEGINS: i8 = 22;
/// … and ends at this one.
pub const NIGHT_ENDS: i8 = 6;

/// Time on call. Every instant is in exactly one of the three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hours {
    /// From Monday to Friday, 6:00 to 22:00.
    pub weekday: SignedDuration,
    /// From Monday to Friday, before 6:00 and from 22:00 on.
    pub night: SignedDuration,
    /// Saturday and Sunday, from midnight to midnight.
    pub weekend: SignedDuration,
}

impl Hours {
    /// All of it.
    pub fn total(&self) -> SignedDuration {
        self.weekday + self.night + self.weekend
    }

    /// The hours of `span` by the wall clock of `zone`. Where the clocks change they are those that really pass.
    pub fn of(span: Interval, zone: &Zone) -> Self {
        let mut hours = Self::default();
        let mut day = zone.reading(span.start()).date().yesterday().unwrap_or(Date::MIN);
        while let Some(begins) = at_hour(zone, day, 0).filter(|begins| *begins < span.end()) {
            let Ok(next) = day.tomorrow() else { break };
            let borders = [at_hour(zone, day, NIGHT_ENDS), at_hour(zone, day, NIGHT_BEGINS), at_hour(zone, next, 0)];
            let mut since = begins;
            for (part, until) in borders.into_iter().enumerate() {
                let until = until.unwrap_or(Timestamp::MAX);
                let shared = Interval::new(since, until).and_then(|part| part.intersect(span));
                let length = shared.map_or(SignedDuration::ZERO, |shared| shared.duration());
                match (day.weekday(), part) {
                    (Weekday::Saturday | Weekday::Sunday, _) => hours.weekend += length,
                    (_, 1) => hours.weekday += length,
                    _ => hours.night += length,
                }
                since = until;
            }
            day = next;
        }
        hours
    }
}

impl std::ops::AddAssign for Hours {
    fn add_assign(&mut self, other: Self) {
        self.weekday += other.weekday;
        self.night += other.night;
        self.weekend += other.weekend;
    }
}

fn at_hour(zone: &Zone, day: Date, hour: i8) -> Option<Timestamp> {
    zone.instant(day.at(hour, 0, 0, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(zone: &str, start: &str, end: &str) -> String {
        let zone = Zone::named(zone).expect("a zone");
        let at = |reading: &str| zone.instant(reading.parse().expect("a reading")).expect("an instant");
        let hours = Hours::of(Interval::new(at(start), at(end)).expect("a span"), &zone);
        let [weekday, night, weekend, total] =
            [hours.weekday, hours.night, hours.weekend, hours.total()].map(|time| time.as_secs_f64() / 3_600.0);
        format!("{weekday} {night} {weekend} of {total}")
    }

    #[test]
    fn a_week_has_eighty_hours_of_weekdays_forty_of_nights_and_a_weekend() {
        assert_eq!(hours("Europe/Oslo", "2026-03-02T09:00", "2026-03-09T09:00"), "80 40 48 of 168");
    }

    #[test]
    fn a_friday_night_ends_where_the_weekend_begins() {
        assert_eq!(hours("UTC", "2026-03-06T21:30", "2026-03-07T08:00"), "0.5 2 8 of 10.5");
        assert_eq!(hours("UTC", "2026-03-08T23:00", "2026-03-09T06:30"), "0.5 6 1 of 7.5");
    }

    #[test]
    fn where_the_clocks_change_hours_are_those_that_pass() {
        assert_eq!(hours("Europe/Oslo", "2026-03-23T09:00", "2026-03-30T09:00"), "80 40 47 of 167");
        assert_eq!(hours("Europe/Oslo", "2026-10-19T09:00", "2026-10-26T09:00"), "80 40 49 of 169");
        // Cairo's clocks jump from Friday 0:00 to 1:00, into the night.
        assert_eq!(hours("Africa/Cairo", "2026-04-23T12:00", "2026-04-24T12:00"), "16 7 0 of 23");
    }
}
