//! Windows' own names of time zones, as Outlook and Exchange write them. The table is Unicode's.

const TABLE: &str = include_str!("windows_zones.txt");

/// The IANA name of the zone that Windows calls `name`, in any case.
pub fn iana_name(name: &str) -> Option<&'static str> {
    let pairs = TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('='));
    pairs.into_iter().find(|(windows, _)| windows.eq_ignore_ascii_case(name)).map(|(_, iana)| iana)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::Zone;

    #[test]
    fn every_windows_zone_is_a_zone_we_have() {
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let (windows, iana) = line.split_once('=').unwrap_or_default();
            assert!(Zone::named(iana).is_ok(), "{line}");
            assert_eq!(iana_name(&windows.to_lowercase()), Some(iana));
        }
    }
}
