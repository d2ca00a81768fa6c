//! A span of time that is never empty, and what can be done with several.

use jiff::{SignedDuration, Timestamp};

/// A half-open span `start..end`. Never empty: `end` is after `start`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "(Timestamp, Timestamp)", into = "(Timestamp, Timestamp)")]
pub struct Interval {
    start: Timestamp,
    end: Timestamp,
}

impl From<Interval> for (Timestamp, Timestamp) {
    fn from(interval: Interval) -> Self {
        (interval.start, interval.end)
    }
}

impl TryFrom<(Timestamp, Timestamp)> for Interval {
    type Error = &'static str;
    fn try_from((start, end): (Timestamp, Timestamp)) -> Result<Self, &'static str> {
        Self::new(start, end).ok_or("an empty span of time")
    }
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

    /// How long it is.
    pub fn duration(&self) -> SignedDuration {
        self.end.duration_since(self.start)
    }

    /// Whether `at` is inside: the start is, the end is not.
    pub fn contains(&self, at: Timestamp) -> bool {
        self.start <= at && at < self.end
    }

    /// Whether the two share an instant. Two that only touch do not.
    pub fn overlaps(&self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// What the two share.
    pub fn intersect(&self, other: Self) -> Option<Self> {
        Self::new(self.start.max(other.start), self.end.min(other.end))
    }

    /// The part before `at`.
    pub fn before(&self, at: Timestamp) -> Option<Self> {
        Self::new(self.start, self.end.min(at))
    }

    /// The part from `at` on.
    pub fn from(&self, at: Timestamp) -> Option<Self> {
        Self::new(self.start.max(at), self.end)
    }

    /// What is left without `others`, in order.
    pub fn subtract(self, others: &Spans) -> impl Iterator<Item = Self> {
        let first = others.0.partition_point(|other| other.end <= self.start);
        let others = others.0[first..].iter().take_while(move |other| other.start < self.end);
        // What is left lies between the end of one and the start of the next.
        let ends = std::iter::once(self.start).chain(others.clone().map(|other| other.end));
        let starts = others.map(|other| other.start).chain(std::iter::once(self.end));
        ends.zip(starts).filter_map(move |(end, start)| Self::new(end, start.min(self.end)))
    }
}

/// Spans in order that neither overlap nor touch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spans(Vec<Interval>);

impl Spans {
    /// All the time that `intervals` cover, in as few spans as can be.
    pub fn covering(intervals: impl IntoIterator<Item = Interval>) -> Self {
        let mut sorted: Vec<Interval> = intervals.into_iter().collect();
        sorted.sort_unstable();
        let mut spans: Vec<Interval> = Vec::with_capacity(sorted.len());
        for next in sorted {
            match spans.last_mut() {
                Some(last) if next.start <= last.end => last.end = last.end.max(next.end),
                _ => spans.push(next),
            }
        }
        Self(spans)
    }

    /// The spans, by start.
    pub fn iter(&self) -> impl Iterator<Item = Interval> + '_ {
        self.0.iter().copied()
    }
}
