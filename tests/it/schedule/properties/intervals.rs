//! Cutting time into pieces loses none and counts none twice.

use jiff::Timestamp;
use proptest::collection::vec;
use proptest::prelude::*;
use rota::schedule::Interval;
use rota::schedule::interval::Spans;

use super::cases;

fn interval() -> impl Strategy<Value = Interval> {
    (0_i64..60, 1_i64..20).prop_map(|(start, length)| Interval::new(second(start), second(start + length)).unwrap())
}

fn second(number: i64) -> Timestamp {
    Timestamp::from_second(number).unwrap()
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn subtraction_and_intersection_split_exactly(whole in interval(), others in vec(interval(), 0..6)) {
        let covered = Spans::covering(others.iter().copied());
        let left: Vec<Interval> = whole.subtract(&covered).collect();
        let shared: Vec<Interval> = covered.iter().filter_map(|span| whole.intersect(span)).collect();
        for at in (0..90).map(second) {
            let in_others = others.iter().any(|other| other.contains(at));
            prop_assert_eq!(covered.iter().filter(|span| span.contains(at)).count(), usize::from(in_others));
            prop_assert_eq!(left.iter().filter(|piece| piece.contains(at)).count(), usize::from(whole.contains(at) && !in_others));
            prop_assert_eq!(shared.iter().filter(|piece| piece.contains(at)).count(), usize::from(whole.contains(at) && in_others));
        }
        prop_assert!(left.is_sorted());
    }

    #[test]
    fn spans_neither_overlap_nor_touch(intervals in vec(interval(), 0..8)) {
        let spans: Vec<Interval> = Spans::covering(intervals).iter().collect();
        prop_assert!(spans.windows(2).all(|pair| pair[0].end() < pair[1].start()));
    }

    #[test]
    fn two_intervals_overlap_when_they_share_something(one in interval(), other in interval()) {
        prop_assert_eq!(one.overlaps(other), one.intersect(other).is_some());
        prop_assert_eq!(one.overlaps(other), other.overlaps(one));
    }

    #[test]
    fn before_and_from_split_an_interval(whole in interval(), at in (0_i64..90).prop_map(second)) {
        let length = |piece: Option<Interval>| piece.map_or(jiff::SignedDuration::ZERO, |piece| piece.duration());
        prop_assert_eq!(length(whole.before(at)) + length(whole.from(at)), whole.duration());
    }
}

#[test]
fn nothing_lies_between_an_instant_and_itself() {
    assert_eq!(Interval::new(second(1), second(1)), None);
    assert_eq!(Interval::new(second(2), second(1)), None);
}
