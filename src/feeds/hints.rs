//! How long a server wants its answer to be kept.

use jiff::SignedDuration;

/// `max-age` of `Cache-Control`, where it is more than nothing.
pub(super) fn max_age(value: &str) -> Option<SignedDuration> {
    let seconds = value.split(',').find_map(|part| {
        let (name, seconds) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("max-age").then(|| seconds.trim().trim_matches('"').parse::<i64>().ok())?
    })?;
    (seconds > 0).then(|| SignedDuration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_says_how_long_to_keep_an_answer() {
        assert_eq!(max_age("private, Max-Age=3600"), Some(SignedDuration::from_hours(1)));
        for nothing in ["no-cache, no-store, max-age=0, must-revalidate", "max-age=-1", "max-age=x", "public", ""] {
            assert_eq!(max_age(nothing), None, "{nothing}");
        }
    }
}
