//! The one rule that turns readings of a wall clock into instants.
//!
//! A reading that comes twice is the first; one that is skipped is the instant at which the clock jumps over it. So a later
//! reading is never an earlier instant, and what is back-to-back on the wall clock is back-to-back in time.

use jiff::Timestamp;

use super::Zone;

const DAY: i64 = 86_400;

/// The offsets of a zone through a span of time. All times are seconds since 1970-01-01 00:00, of UTC or of the wall clock.
#[derive(Debug, Clone)]
pub struct Offsets {
    /// In order and without gaps. Never empty.
    stretches: Vec<Stretch>,
}

/// A span of time in which the wall clock is not changed.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    start: i64,
    end: i64,
    offset: i64,
}

impl Offsets {
    /// The offsets of `zone` for readings from `first` to `last`.
    pub fn through(zone: &Zone, first: i64, last: i64) -> Self {
        // No clock is a day or more away from UTC.
        let start = timestamp(first.saturating_sub(DAY));
        let last = timestamp(last.saturating_add(DAY));
        let offset = i64::from(zone.rules().to_offset(start).seconds());
        let mut stretches = vec![Stretch { start: i64::MIN, end: i64::MAX, offset }];
        for change in zone.rules().following(start).take_while(|change| change.timestamp() <= last) {
            let (at, offset) = (change.timestamp().as_second(), i64::from(change.offset().seconds()));
            if let Some(before) = stretches.last_mut() {
                before.end = at;
            }
            stretches.push(Stretch { start: at, end: i64::MAX, offset });
        }
        Self { stretches }
    }

    /// The instant at which the wall clock reads `reading`.
    pub fn instant(&self, reading: i64) -> i64 {
        let place = self.stretches.partition_point(|stretch| stretch.end.saturating_add(stretch.offset) <= reading);
        let stretch = self.stretches.get(place).or(self.stretches.last());
        stretch.map_or(reading, |stretch| reading.saturating_sub(stretch.offset).max(stretch.start))
    }

    /// The smallest and the largest offset.
    pub fn range(&self) -> (i64, i64) {
        let offsets = self.stretches.iter().map(|stretch| stretch.offset);
        offsets.fold((i64::MAX, i64::MIN), |(least, most), offset| (least.min(offset), most.max(offset)))
    }
}

fn timestamp(second: i64) -> Timestamp {
    let (first, last) = (Timestamp::MIN.as_second(), Timestamp::MAX.as_second());
    Timestamp::from_second(second.clamp(first, last)).unwrap_or(Timestamp::MAX)
}
