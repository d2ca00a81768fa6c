//! A span of time that is never empty.

use jiff::Timestamp;

/// A half-open span `start..end`. Never empty: `end` is after `start`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    start: Timestamp,
    end: Timestamp,
}

impl Interval {
    /// The span from `start` (inside) to `end` (outside), or `None` when there is nothing between them.
    pub fn new(start: Timestamp, end: Timestamp) -> Option<Self> {
        (start < end).then_some(Self { start, end })
    }

    /// The first instant inside.
    pub fn start(&self) -> Timestamp {
        self.start
    }

    /// The first instant after.
    pub fn end(&self) -> Timestamp {
        self.end
    }

    /// Whether `at` is inside: the start is, the end is not.
    pub fn contains(&self, at: Timestamp) -> bool {
        self.start <= at && at < self.end
    }
}
