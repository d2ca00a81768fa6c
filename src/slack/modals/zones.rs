//! Time zones to choose from, looked up by name or by a city: `osl` finds Europe/Oslo, `mumbai` finds Asia/Kolkata.

use jiff::Timestamp;
use jiff::tz::TimeZoneDatabase;

use super::fields::{Choice, MOST_OPTIONS, choice};
use crate::schedule::Zone;
use crate::slack::mrkdwn::offset;

/// Large cities that no zone is called after, and the zone that holds there.
const CITIES: [(&str, &str); 60] = [
    ("Abu Dhabi", "Asia/Dubai"),
    ("Ahmedabad", "Asia/Kolkata"),
    ("Atlanta", "America/New_York"),
    ("Austin", "America/Chicago"),
    ("Barcelona", "Europe/Madrid"),
    ("Basel", "Europe/Zurich"),
    ("Beijing", "Asia/Shanghai"),
    ("Bengaluru", "Asia/Kolkata"),
    ("Bergen", "Europe/Oslo"),
    ("Boston", "America/New_York"),
    ("Busan", "Asia/Seoul"),
    ("Calgary", "America/Edmonton"),
    ("Canberra", "Australia/Sydney"),
    ("Cape Town", "Africa/Johannesburg"),
    ("Chennai", "Asia/Kolkata"),
    ("Cologne", "Europe/Berlin"),
    ("Cork", "Europe/Dublin"),
    ("Dallas", "America/Chicago"),
    ("Delhi", "Asia/Kolkata"),
    ("Edinburgh", "Europe/London"),
    ("Frankfurt", "Europe/Berlin"),
    ("Gdansk", "Europe/Warsaw"),
    ("Geneva", "Europe/Zurich"),
    ("Gothenburg", "Europe/Stockholm"),
    ("Guangzhou", "Asia/Shanghai"),
    ("Hamburg", "Europe/Berlin"),
    ("Hanoi", "Asia/Bangkok"),
    ("Houston", "America/Chicago"),
    ("Hyderabad", "Asia/Kolkata"),
    ("Islamabad", "Asia/Karachi"),
    ("Krakow", "Europe/Warsaw"),
    ("Kyoto", "Asia/Tokyo"),
    ("Lyon", "Europe/Paris"),
    ("Manchester", "Europe/London"),
    ("Miami", "America/New_York"),
    ("Milan", "Europe/Rome"),
    ("Montreal", "America/Toronto"),
    ("Mumbai", "Asia/Kolkata"),
    ("Munich", "Europe/Berlin"),
    ("New Delhi", "Asia/Kolkata"),
    ("Osaka", "Asia/Tokyo"),
    ("Ottawa", "America/Toronto"),
    ("Philadelphia", "America/New_York"),
    ("Porto", "Europe/Lisbon"),
    ("Portland", "America/Los_Angeles"),
    ("Pune", "Asia/Kolkata"),
    ("Rio de Janeiro", "America/Sao_Paulo"),
    ("Rotterdam", "Europe/Amsterdam"),
    ("Saint Petersburg", "Europe/Moscow"),
    ("San Diego", "America/Los_Angeles"),
    ("San Francisco", "America/Los_Angeles"),
    ("Seattle", "America/Los_Angeles"),
    ("Shenzhen", "Asia/Shanghai"),
    ("Stuttgart", "Europe/Berlin"),
    ("Tel Aviv", "Asia/Jerusalem"),
    ("Trondheim", "Europe/Oslo"),
    ("Valencia", "Europe/Madrid"),
    ("Washington", "America/New_York"),
    ("Wellington", "Pacific/Auckland"),
    ("Wroclaw", "Europe/Warsaw"),
];

/// A zone to choose, with how far from UTC it is now.
pub fn option(zone: &Zone, now: Timestamp) -> Choice {
    choice(&format!("{} ({})", zone.name(), offset(zone, now, now)), zone.name())
}

/// The zones that `typed` may mean, best first; without a text the reader's own and all the others.
pub fn like(typed: &str, own: &Zone, now: Timestamp) -> Vec<Choice> {
    let typed = key(typed);
    if typed.is_empty() {
        let others = names().into_iter().filter_map(|name| Zone::named(&name).ok());
        let all = [own.clone(), Zone::UTC].into_iter().chain(others);
        return distinct(all.map(|zone| option(&zone, now)));
    }
    let mut found: Vec<(u8, String, Choice)> = Vec::new();
    for name in names() {
        let (whole, city) = (key(&name), key(name.rsplit('/').next().unwrap_or_default()));
        let rank = if whole == typed || city == typed {
            0
        } else if city.starts_with(&typed) {
            1
        } else if whole.contains(&typed) {
            3
        } else {
            continue;
        };
        if let Ok(zone) = Zone::named(&name) {
            found.push((rank, name, option(&zone, now)));
        }
    }
    for (city, name) in CITIES {
        let rank = if key(city) == typed { 0 } else { 2 };
        if let Some(zone) = Zone::named(name).ok().filter(|_| key(city).starts_with(&typed)) {
            let label = format!("{city}: {} ({})", zone.name(), offset(&zone, now, now));
            found.push((rank, city.to_owned(), choice(&label, zone.name())));
        }
    }
    found.sort_by(|(rank, name, _), (other, other_name, _)| (rank, name).cmp(&(other, other_name)));
    distinct(found.into_iter().map(|(_, _, option)| option))
}

/// Every zone that is a place, and UTC.
fn names() -> Vec<String> {
    const ELSEWHERE: [&str; 6] = ["Etc/", "SystemV/", "US/", "posix/", "right/", "Mexico/"];
    let place = |name: &String| name.contains('/') && !ELSEWHERE.iter().any(|prefix| name.starts_with(prefix));
    let all = TimeZoneDatabase::bundled().available().map(|name| name.to_string()).collect::<Vec<_>>();
    all.into_iter().filter(place).chain(["UTC".to_owned()]).collect()
}

/// Lower case, with `_` and `-` as spaces.
fn key(text: &str) -> String {
    text.to_lowercase().replace(['_', '-'], " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// As many as a menu holds, no zone twice.
fn distinct(options: impl Iterator<Item = Choice>) -> Vec<Choice> {
    let mut seen = std::collections::HashSet::new();
    options.filter(|option| seen.insert(option.value.clone())).take(MOST_OPTIONS).collect()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    fn offered(typed: &str) -> Vec<String> {
        let oslo = Zone::named("Europe/Oslo").expect("a zone");
        let now = "2026-03-02T08:00:00Z".parse().expect("an instant");
        let label = |option: Choice| {
            let option = serde_json::to_value(option).expect("JSON");
            option["text"]["text"].as_str().unwrap_or_default().to_owned()
        };
        like(typed, &oslo, now).into_iter().map(label).collect()
    }

    #[test]
    fn a_zone_is_found_by_its_name_and_by_a_city() {
        let found = ["osl", "europe/os", "new york", "Mumbai", "san", "kolk", "utc", "zzz", "<!channel>"];
        let lines = found.map(|typed| format!("{typed}: {}", offered(typed).join(", ")));
        expect![[r"
            osl: Europe/Oslo (UTC+1)
            europe/os: Europe/Oslo (UTC+1)
            new york: America/New_York (UTC−5)
            Mumbai: Mumbai: Asia/Kolkata (UTC+5:30)
            san: America/Argentina/San_Juan (UTC−3), America/Argentina/San_Luis (UTC−3), America/Santa_Isabel (UTC−8), America/Santarem (UTC−3), America/Santiago (UTC−3), America/Santo_Domingo (UTC−4), Europe/San_Marino (UTC+1), San Diego: America/Los_Angeles (UTC−8), Asia/Choibalsan (UTC+8)
            kolk: Asia/Kolkata (UTC+5:30)
            utc: UTC (UTC)
            zzz: 
            <!channel>: "]].assert_eq(&lines.join("\n"));
    }

    #[test]
    fn without_a_text_ones_own_zone_is_first_and_the_menu_holds_a_hundred() {
        let all = offered("");
        assert_eq!((all[0].as_str(), all[1].as_str()), ("Europe/Oslo (UTC+1)", "UTC (UTC)"));
        assert_eq!(all.len(), MOST_OPTIONS);
        assert_eq!(offered("a").len(), MOST_OPTIONS);
    }

    #[test]
    fn every_city_is_in_a_zone_that_is_known() {
        for (city, zone) in CITIES {
            assert!(Zone::named(zone).is_ok(), "{city}");
        }
    }
}
