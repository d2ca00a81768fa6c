//! What a typed time says, before anybody asks what time it is now.

use jiff::civil::{Date, Weekday};

use super::Wrong;
use super::tokens::Token;

/// A span, as it was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Phrase {
    /// `2h`
    For(Length),
    /// `until 18:00`
    Until(Point),
    /// `rest of today`
    RestOfDay,
    /// `rest of the week`
    RestOfWeek,
    /// `weekend`
    Weekend,
    /// `tomorrow`
    Whole(Day),
    /// `fri 18:00 to mon 9:00`
    Between(Point, Point),
    /// `tomorrow 9:00 for 2h`
    From(Point, Length),
}

/// A moment: a day, a time, both, or now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Point {
    pub day: Option<Day>,
    pub time: Option<Time>,
    pub now: bool,
}

/// A day, as it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    Today,
    Tomorrow,
    /// The first from today on.
    Weekday(Weekday),
    /// The first after today.
    Next(Weekday),
    /// A day of some year.
    Of {
        month: i8,
        day: i8,
    },
    /// The same, on this day of the week.
    On {
        weekday: Weekday,
        month: i8,
        day: i8,
    },
    Date(Date),
}

/// A reading of the clock, 24:00 included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Time {
    pub hour: i8,
    pub minute: i8,
    half: Half,
}

/// Which half of the day was meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    Am,
    Pm,
    Unsaid,
}

/// A length: days of the calendar, and minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Length {
    pub days: i64,
    pub minutes: i64,
}

/// Words that change nothing.
const SMALL: [&str; 8] = ["the", "at", "on", "of", "and", "this", "in", "oclock"];
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// Understands the pieces.
pub(super) fn phrase(tokens: &[Token]) -> Result<Phrase, Wrong> {
    let is_small = |token: &&Token| token.word().is_none_or(|word| !SMALL.contains(&word));
    let tokens: Vec<Token> = tokens.iter().filter(is_small).cloned().collect();
    let tokens = match tokens.as_slice() {
        [Token::Word(first), rest @ ..] if matches!(first.as_str(), "for" | "from") => rest,
        tokens => tokens,
    };
    if let Some(length) = length(tokens) {
        return Ok(Phrase::For(length?));
    }
    let words: Vec<&str> = tokens.iter().filter_map(Token::word).collect();
    if words.len() == tokens.len() {
        match words.as_slice() {
            ["rest", "today" | "day"] | ["today"] => return Ok(Phrase::RestOfDay),
            ["rest", "week"] => return Ok(Phrase::RestOfWeek),
            ["weekend"] => return Ok(Phrase::Weekend),
            _ => {}
        }
    }
    match tokens {
        [first, rest @ ..] if is_to(first) => point(rest).map(Phrase::Until),
        tokens => between(tokens),
    }
}

/// Two moments, a moment and a length, or a day alone.
fn between(tokens: &[Token]) -> Result<Phrase, Wrong> {
    let mut closest = None;
    for at in 1..tokens.len().saturating_sub(1) {
        let (left, right) = (&tokens[..at], &tokens[at + 1..]);
        let found = match tokens[at].word() {
            _ if is_to(&tokens[at]) => both(left, right).map(|(from, to)| Phrase::Between(from, to)),
            Some("for") => match length(right) {
                Some(length) => point(left).and_then(|from| Ok(Phrase::From(from, length?))),
                None => continue,
            },
            Some("from" | "starting") => match length(left) {
                Some(length) => point(right).and_then(|from| Ok(Phrase::From(from, length?))),
                None => continue,
            },
            _ => continue,
        };
        match found {
            Ok(phrase) => return Ok(phrase),
            Err(wrong) => closest = closest.filter(|known| *known != Wrong::NotUnderstood).or(Some(wrong)),
        }
    }
    if let Some(wrong) = closest {
        return Err(wrong);
    }
    match point(tokens)? {
        Point { day: Some(day), time: None, now: false } => Ok(Phrase::Whole(day)),
        _ => Err(Wrong::NoEnd),
    }
}

fn is_to(token: &Token) -> bool {
    *token == Token::Dash
        || token.word().is_some_and(|word| ["to", "until", "till", "til", "through", "thru"].contains(&word))
}

/// The moments on both sides of "to". A month or "pm" said once counts for both.
fn both(left: &[Token], right: &[Token]) -> Result<(Point, Point), Wrong> {
    if let ([Token::Number(first, 1..=2)], Ok(Point { day: Some(Day::Of { month, .. }), time: None, now: false })) =
        (left, point(right))
    {
        return Ok((day_of(month, *first)?, point(right)?));
    }
    let mut from = point(left)?;
    if let (
        Point { day: Some(Day::Of { month, .. } | Day::On { month, .. }), time: None, .. },
        [Token::Number(last, 1..=2)],
    ) = (from, right)
    {
        return Ok((from, day_of(month, *last)?));
    }
    let to = point(right)?;
    if let (Some(start), Some(end)) = (&mut from.time, to.time) {
        start.half_of(end);
    }
    Ok((from, to))
}

fn day_of(month: i8, day: u32) -> Result<Point, Wrong> {
    Ok(Point { day: Some(some_day(month, day)?), ..Point::default() })
}

impl Day {
    /// A date and its weekday, in whichever order they were said.
    fn with(self, other: Self) -> Result<Self, Wrong> {
        match (self, other) {
            (Self::Weekday(weekday), Self::Of { month, day }) | (Self::Of { month, day }, Self::Weekday(weekday)) => {
                Ok(Self::On { weekday, month, day })
            }
            (Self::Weekday(weekday), Self::Date(date)) | (Self::Date(date), Self::Weekday(weekday)) => {
                if date.weekday() == weekday { Ok(Self::Date(date)) } else { Err(Wrong::OtherWeekday) }
            }
            _ => Err(Wrong::NotUnderstood),
        }
    }
}

impl Time {
    fn new(hour: u32, minute: u32, half: Half) -> Result<Self, Wrong> {
        let twelve = half != Half::Unsaid;
        let in_day = if twelve { (1..=12).contains(&hour) } else { hour < 24 || (hour == 24 && minute == 0) };
        let hour = match half {
            Half::Am => hour % 12,
            Half::Pm => hour % 12 + 12,
            Half::Unsaid => hour,
        };
        match (i8::try_from(hour), i8::try_from(minute)) {
            (Ok(hour), Ok(minute)) if in_day && minute < 60 => Ok(Self { hour, minute, half }),
            _ => Err(Wrong::NoSuchTime),
        }
    }

    /// `2-4pm` begins at two in the afternoon, `9-5pm` at nine in the morning.
    fn half_of(&mut self, end: Self) {
        if self.half != Half::Unsaid || end.half == Half::Unsaid || !(1..=12).contains(&self.hour) {
            return;
        }
        let morning = self.hour % 12;
        let (same, other) = if end.half == Half::Am { (morning, morning + 12) } else { (morning + 12, morning) };
        self.hour = if (same, self.minute) < (end.hour, end.minute) { same } else { other };
        self.half = end.half;
    }
}

/// A moment that takes up all the tokens.
fn point(mut rest: &[Token]) -> Result<Point, Wrong> {
    let mut point = Point::default();
    while !rest.is_empty() {
        // `tomorrow from 9 to 17`
        if let [Token::Word(from), after @ ..] = rest
            && from == "from"
        {
            rest = after;
            continue;
        }
        let (read, after) = piece(rest)?;
        match read {
            Piece::Now if point == Point::default() => point.now = true,
            Piece::Day(day) if !point.now => {
                point.day = Some(match point.day {
                    None => day,
                    Some(said) => said.with(day)?,
                });
            }
            Piece::Time(time) if point.time.is_none() && !point.now => point.time = Some(time),
            _ => return Err(Wrong::NotUnderstood),
        }
        rest = after;
    }
    if point == Point::default() { Err(Wrong::NotUnderstood) } else { Ok(point) }
}

enum Piece {
    Now,
    Day(Day),
    Time(Time),
}

/// The day or the time at the start of the tokens, and what follows.
fn piece(tokens: &[Token]) -> Result<(Piece, &[Token]), Wrong> {
    use Token::{Clock, Number, Word};
    if let [Token::Date(date), rest @ ..] = tokens {
        return Ok((Piece::Day(Day::Date(*date)), rest));
    }
    if let [Number(day, 1..=2), Word(suffix), after @ ..] = tokens
        && let Some((month, after)) = match after {
            [Word(name), rest @ ..] if is_ordinal(suffix) => month(name).map(|month| (month, rest)),
            after => month(suffix).map(|month| (month, after)),
        }
    {
        return dated(month, *day, after);
    }
    if let [Word(name), Number(day, 1..=2), after @ ..] = tokens
        && let Some(month) = month(name)
    {
        let after = after.strip_prefix_if(|token| token.word().is_some_and(is_ordinal));
        return dated(month, *day, after);
    }
    Ok(match tokens {
        [Clock(hour, minute), rest @ ..] => timed(*hour, *minute, rest)?,
        [Number(hour, 1..=2), rest @ ..] => timed(*hour, 0, rest)?,
        // `1800`, as it is said on the radio.
        [Number(both, 4), rest @ ..] => timed(both / 100, both % 100, rest)?,
        [Word(word), rest @ ..] => match (word.as_str(), rest) {
            ("now", rest) => (Piece::Now, rest),
            ("today", rest) => (Piece::Day(Day::Today), rest),
            ("yesterday", _) => return Err(Wrong::Ended),
            ("tomorrow" | "tmrw" | "tomorow", rest) => (Piece::Day(Day::Tomorrow), rest),
            ("noon" | "midday", rest) => (Piece::Time(Time::new(12, 0, Half::Unsaid)?), rest),
            ("midnight", rest) => (Piece::Time(Time::new(24, 0, Half::Unsaid)?), rest),
            ("next", [Word(name), rest @ ..]) => (Piece::Day(Day::Next(weekday(name)?)), rest),
            (name, rest) => (Piece::Day(Day::Weekday(weekday(name)?)), rest),
        },
        _ => return Err(Wrong::NotUnderstood),
    })
}

trait StripIf {
    fn strip_prefix_if(&self, strip: impl Fn(&Token) -> bool) -> &Self;
}

impl StripIf for [Token] {
    fn strip_prefix_if(&self, strip: impl Fn(&Token) -> bool) -> &Self {
        match self {
            [first, rest @ ..] if strip(first) => rest,
            all => all,
        }
    }
}

/// A day of a month, with the year if one follows.
fn dated(month: i8, day: u32, after: &[Token]) -> Result<(Piece, &[Token]), Wrong> {
    let some_day = some_day(month, day)?;
    match (after, some_day) {
        ([Token::Number(year @ 1970..=2999, 4), rest @ ..], Day::Of { month, day }) => {
            let year = i16::try_from(*year).map_err(|_| Wrong::NoSuchDay)?;
            let date = Date::new(year, month, day).map_err(|_| Wrong::NoSuchDay)?;
            Ok((Piece::Day(Day::Date(date)), rest))
        }
        (after, day) => Ok((Piece::Day(day), after)),
    }
}

fn some_day(month: i8, day: u32) -> Result<Day, Wrong> {
    // A leap year, so that 29 February is a day of some year.
    let date = i8::try_from(day).ok().and_then(|day| Date::new(2024, month, day).ok());
    date.map(|date| Day::Of { month, day: date.day() }).ok_or(Wrong::NoSuchDay)
}

fn timed(hour: u32, minute: u32, after: &[Token]) -> Result<(Piece, &[Token]), Wrong> {
    let (half, rest) = match after {
        [Token::Word(word), rest @ ..] if matches!(word.as_str(), "am" | "a") => (Half::Am, rest),
        [Token::Word(word), rest @ ..] if matches!(word.as_str(), "pm" | "p") => (Half::Pm, rest),
        rest => (Half::Unsaid, rest),
    };
    Ok((Piece::Time(Time::new(hour, minute, half)?), rest))
}

fn is_ordinal(word: &str) -> bool {
    ["st", "nd", "rd", "th"].contains(&word)
}

fn month(word: &str) -> Option<i8> {
    let at = MONTHS.iter().position(|month| word.len() >= 3 && month.starts_with(word));
    at.and_then(|at| i8::try_from(at + 1).ok())
}

fn weekday(word: &str) -> Result<Weekday, Wrong> {
    let word = if word == "weds" { "wed" } else { word };
    let found = WEEKDAYS.iter().find(|(name, _)| word.len() >= 3 && name.starts_with(word));
    found.map(|(_, day)| *day).ok_or(Wrong::NotUnderstood)
}

/// A length that takes up all the tokens; `None` when they are no length at all.
fn length(tokens: &[Token]) -> Option<Result<Length, Wrong>> {
    let mut length = Length::default();
    let mut rest = tokens;
    let mut after_hours = false;
    while !rest.is_empty() {
        let (tenths, unit, after) = match rest {
            [Token::Number(count, _), Token::Word(unit), after @ ..] => (i64::from(*count) * 10, unit.as_str(), after),
            [Token::Tenths(tenths), Token::Word(unit), after @ ..] => (i64::from(*tenths), unit.as_str(), after),
            [Token::Word(a), Token::Word(unit), after @ ..] if matches!(a.as_str(), "a" | "an" | "one") => {
                (10, unit.as_str(), after)
            }
            // `1h30`
            [Token::Number(minutes, 1..=2)] if after_hours => (i64::from(*minutes) * 10, "m", &[][..]),
            _ => return None,
        };
        after_hours = false;
        match unit {
            "w" | "wk" | "week" | "weeks" if tenths % 10 == 0 => length.days += tenths / 10 * 7,
            "d" | "day" | "days" if tenths % 10 == 0 => length.days += tenths / 10,
            "d" | "day" | "days" => length.minutes += tenths * 24 * 6,
            "h" | "hr" | "hrs" | "hour" | "hours" => {
                length.minutes += tenths * 6;
                after_hours = true;
            }
            "m" | "min" | "mins" | "minute" | "minutes" => length.minutes += tenths / 10,
            _ => return None,
        }
        rest = after;
    }
    match length {
        _ if tokens.is_empty() => None,
        Length { days: 0, minutes: 0 } => Some(Err(Wrong::EndsBeforeItBegins)),
        Length { days, minutes } if days > 10_000 || minutes > 1_000_000 => Some(Err(Wrong::TooLong)),
        length => Some(Ok(length)),
    }
}
