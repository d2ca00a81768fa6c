//! The length of a shift as requests write it: seconds, `[D ]HH:MM:SS`, or ISO 8601 (`PT3H`). What is kept is whole seconds.

use serde_json::Value;

/// The complaint about anything else.
pub const WRONG_FORMAT: &str =
    "Duration has wrong format. Use one of these formats instead: [DD] [HH:[MM:]]ss[.uuuuuu].";
/// The complaint about a length that no calendar has room for.
const TOO_LONG: &str = "The number of days must be between -999999999 and 999999999.";
const MOST_SECONDS: f64 = 999_999_999.0 * 86_400.0;

/// The seconds in a duration, cut to whole ones.
pub fn seconds(value: &Value) -> Result<i64, String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return Err(WRONG_FORMAT.to_owned()),
    };
    // The reference takes an empty text for no time at all.
    let seconds = if text.is_empty() { Some(0.0) } else { clock(&text).or_else(|| iso(&text)) };
    let seconds = seconds.ok_or(WRONG_FORMAT)?;
    if seconds.abs() > MOST_SECONDS {
        return Err(TOO_LONG.to_owned());
    }
    #[expect(clippy::cast_possible_truncation, reason = "fractions are cut off, and the bound is checked above")]
    Ok(seconds.trunc() as i64)
}

/// `[DD ][-][HH:][MM:]SS[.ffffff]`, with `days, ` allowed after the days.
fn clock(text: &str) -> Option<f64> {
    let (days, clock) = match text.split_once(' ') {
        None => (0.0, text),
        Some((days, rest)) => {
            let rest = rest.strip_prefix("days").or_else(|| rest.strip_prefix("day")).unwrap_or(rest);
            let rest = rest.strip_prefix(", ").or_else(|| rest.strip_prefix(' ')).unwrap_or(rest);
            (signed(days)?, rest)
        }
    };
    let (sign, clock) = match clock.strip_prefix('-') {
        Some(clock) => (-1.0, clock),
        None => (1.0, clock),
    };
    let parts: Vec<&str> = clock.split(':').collect();
    let (whole, last) = parts.split_last().map(|(last, whole)| (whole, *last))?;
    if whole.len() > 2 {
        return None;
    }
    let mut total = 0.0;
    for part in whole {
        total = (total + unsigned(part)?) * 60.0;
    }
    let (seconds, fraction) = last.split_once(['.', ',']).map_or((last, None), |(whole, part)| (whole, Some(part)));
    let fraction = match fraction {
        Some(part) if part.len() > 12 => return None,
        Some(part) => unsigned(part).and_then(|_| format!("0.{part}").parse().ok())?,
        None => 0.0,
    };
    Some(days * 86_400.0 + sign * (total + unsigned(seconds)? + fraction))
}

/// `[+-]P[nD][T[nH][nM][nS]]`.
fn iso(text: &str) -> Option<f64> {
    let (sign, text) = match text.as_bytes() {
        [b'-', ..] => (-1.0, &text[1..]),
        [b'+', ..] => (1.0, &text[1..]),
        _ => (1.0, text),
    };
    let text = text.strip_prefix('P')?;
    let (date, time) = text.split_once('T').unwrap_or((text, ""));
    let mut total = 0.0;
    for (rest, units) in [(date, &[('D', 86_400.0)][..]), (time, &[('H', 3_600.0), ('M', 60.0), ('S', 1.0)][..])] {
        let mut rest = rest;
        for (letter, length) in units {
            if let Some((number, after)) = rest.split_once(*letter) {
                total += decimal(number)? * length;
                rest = after;
            }
        }
        if !rest.is_empty() {
            return None;
        }
    }
    Some(sign * total)
}

fn unsigned(text: &str) -> Option<f64> {
    let fits = !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

fn signed(text: &str) -> Option<f64> {
    match text.strip_prefix('-') {
        Some(text) => unsigned(text).map(|number| -number),
        None => unsigned(text),
    }
}

fn decimal(text: &str) -> Option<f64> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    unsigned(whole)?;
    unsigned(fraction)?;
    format!("{whole}.{fraction}").parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::seconds;

    #[test]
    fn a_duration_is_read_in_every_form_the_reference_takes() {
        for (given, expected) in [
            (json!(3600), Some(3600)),
            (json!(-5), Some(-5)),
            (json!(3600.5), Some(3600)),
            (json!("3600"), Some(3600)),
            (json!(""), Some(0)),
            (json!("01:00:00"), Some(3600)),
            (json!("1 00:00:01"), Some(86_401)),
            (json!("2 days, 1:00:00"), Some(176_400)),
            (json!("15:30"), Some(930)),
            (json!("PT3H"), Some(10_800)),
            (json!("P1DT0.5H"), Some(88_200)),
            (json!("-PT5M"), Some(-300)),
            (json!("an hour"), None),
            (json!("1e9"), None),
            (json!(true), None),
            (json!([1]), None),
            (json!({}), None),
            (json!(1e300), None),
            (json!(999_999_999_999_999_i64), None),
        ] {
            assert_eq!(seconds(&given).ok(), expected, "{given}");
        }
    }
}
