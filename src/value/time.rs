//! Points in time and lengths of time, in whole seconds.
//! Windows and zones are `calendar`'s business; nothing here reads a clock.

use std::fmt;

use jiff::{Timestamp, civil, tz};

/// A point in time, in seconds since 1970 UTC, from the year 0 to the year 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

/// A length of time, in seconds; negative only as a difference of instants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(i64);

impl Instant {
    /// The first instant there is, 0000-01-01 00:00Z.
    pub const MIN: Instant = Instant(-62_167_219_200);
    /// The last instant there is, 9999-12-30 22:00Z.
    pub const MAX: Instant = Instant(253_402_207_200);

    /// Reads `2026-07-20T18:00Z`, `2026-07-20T18:00:30+02:00`, or a date, which is its first instant in UTC. A space may
    /// stand for the `T`. A time without zone is no instant.
    pub fn parse(text: &str) -> Option<Self> {
        let (date, rest) = split_date(text)?;
        let rest = match rest.strip_prefix(['T', ' ']) {
            Some(rest) => rest,
            None if rest.is_empty() => {
                return Self::at(date, civil::Time::midnight(), tz::Offset::UTC);
            }
            None => return None,
        };
        let (hour, rest) = split_number(rest, 2)?;
        let (minute, rest) = split_number(rest.strip_prefix(':')?, 2)?;
        let (second, rest) = match rest.strip_prefix(':') {
            Some(rest) => split_number(rest, 2)?,
            None => (0, rest),
        };
        let time = civil::Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, i8::try_from(second).ok()?, 0);
        Self::at(date, time.ok()?, read_offset(rest)?)
    }

    /// Where a statement made for a day ends: the first instant after that day in UTC. A text with a time is taken as it is.
    pub fn end_of_day(text: &str) -> Option<Self> {
        match split_date(text)? {
            (date, "") => Self::at(date.tomorrow().ok()?, civil::Time::midnight(), tz::Offset::UTC),
            _ => Self::parse(text),
        }
    }

    /// The instant so many seconds after 1970 began in UTC; the nearest there is beyond the limits.
    pub fn from_unix(seconds: i64) -> Self {
        Self(seconds.clamp(Self::MIN.0, Self::MAX.0))
    }

    /// Seconds since 1970 UTC.
    pub fn unix(self) -> i64 {
        self.0
    }

    /// So much later, at most the last instant there is.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self::from_unix(self.0.saturating_add(duration.0))
    }

    /// So much earlier, at least the first instant there is.
    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        Self::from_unix(self.0.saturating_sub(duration.0))
    }

    /// How long after `earlier` it is; negative when it is before.
    pub fn since(self, earlier: Instant) -> Duration {
        Duration(self.0.saturating_sub(earlier.0))
    }

    /// For machines: `2026-07-21T18:00:00Z`.
    pub fn iso(self) -> String {
        self.utc().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// The date in UTC: `2026-07-21`.
    pub fn date(self) -> String {
        self.utc().strftime("%Y-%m-%d").to_string()
    }

    /// The time of day in UTC, with seconds only where there are any: `18:00Z`.
    pub fn time_of_day(self) -> String {
        let format = if self.0 % 60 == 0 { "%H:%MZ" } else { "%H:%M:%SZ" };
        self.utc().strftime(format).to_string()
    }

    fn at(date: civil::Date, time: civil::Time, offset: tz::Offset) -> Option<Self> {
        let seconds = offset.to_timestamp(date.to_datetime(time)).ok()?.as_second();
        (Self::MIN.0..=Self::MAX.0).contains(&seconds).then_some(Self(seconds))
    }

    fn utc(self) -> civil::DateTime {
        // Never the fallback: every instant lies within the library's limits.
        let timestamp = Timestamp::from_second(self.0).unwrap_or(Timestamp::UNIX_EPOCH);
        tz::Offset::UTC.to_datetime(timestamp)
    }
}

/// For people: `2026-07-21 18:00Z`, with seconds only where there are any.
impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.date(), self.time_of_day())
    }
}

/// The units of a duration, largest first, with their seconds.
const UNITS: [(char, i64); 5] = [('w', 604_800), ('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

impl Duration {
    /// No time at all.
    pub const ZERO: Duration = Duration(0);

    /// Reads `24h`, `90m`, `7d`, `2w`, `45s` or several with the larger unit first, `1d12h`. A unit is required.
    pub fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            return None;
        }
        let mut rest = text;
        let mut total: i64 = 0;
        let mut units = UNITS.into_iter();
        while !rest.is_empty() {
            let end = rest.find(|c: char| !c.is_ascii_digit())?;
            let (digits, after) = rest.split_at_checked(end)?;
            let number: i64 = digits.parse().ok()?;
            // The search goes on behind the unit before, so that units can only get smaller.
            let (unit, seconds) = units.find(|(unit, _)| after.starts_with(*unit))?;
            total = total.checked_add(number.checked_mul(seconds)?)?;
            rest = after.strip_prefix(unit)?;
        }
        Some(Self(total))
    }

    /// A duration of so many seconds.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Its seconds.
    pub fn seconds(self) -> i64 {
        self.0
    }
}

/// In the largest unit up to days of which it is a whole number: `36h`, `7d`, `90m`.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = UNITS.into_iter().skip(1).find(|(_, seconds)| self.0 != 0 && self.0 % seconds == 0);
        let (unit, seconds) = whole.unwrap_or(('s', 1));
        write!(f, "{}{unit}", self.0 / seconds)
    }
}

/// A number of exactly so many digits, and what follows it.
fn split_number(text: &str, digits: usize) -> Option<(i16, &str)> {
    let (number, rest) = text.split_at_checked(digits)?;
    if !number.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some((number.parse().ok()?, rest))
}

fn split_date(text: &str) -> Option<(civil::Date, &str)> {
    let (year, rest) = split_number(text, 4)?;
    let (month, rest) = split_number(rest.strip_prefix('-')?, 2)?;
    let (day, rest) = split_number(rest.strip_prefix('-')?, 2)?;
    let date = civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Some((date, rest))
}

fn read_offset(text: &str) -> Option<tz::Offset> {
    if text == "Z" {
        return Some(tz::Offset::UTC);
    }
    let sign = match text.get(..1)? {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let (hours, rest) = split_number(text.get(1..)?, 2)?;
    let (minutes, rest) = split_number(rest.strip_prefix(':')?, 2)?;
    if !rest.is_empty() || hours > 23 || minutes > 59 {
        return None;
    }
    tz::Offset::from_seconds(sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60)).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_instant_has_a_date_a_time_and_a_zone() {
        for (text, iso) in [
            ("2026-07-20T18:00Z", "2026-07-20T18:00:00Z"),
            ("2026-07-20 18:00Z", "2026-07-20T18:00:00Z"),
            ("2026-07-20T18:00:59Z", "2026-07-20T18:00:59Z"),
            ("2026-07-20T18:00+02:00", "2026-07-20T16:00:00Z"),
            ("2026-07-20T18:00:30-05:30", "2026-07-20T23:30:30Z"),
            ("2026-01-01T00:30+01:00", "2025-12-31T23:30:00Z"),
            ("2026-07-20", "2026-07-20T00:00:00Z"),
            ("2028-02-29", "2028-02-29T00:00:00Z"),
            ("1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"),
            ("0000-01-01", "0000-01-01T00:00:00Z"),
        ] {
            assert_eq!(Instant::parse(text).unwrap().iso(), iso, "{text}");
        }
        assert_eq!(Instant::parse("1970-01-02").unwrap().unix(), 86_400);
    }

    #[test]
    fn what_is_no_instant_is_refused() {
        for text in [
            "",
            "2026",
            "2026-07",
            "2026-7-20",
            "2026-02-29",
            "2026-13-01",
            "2026-07-20T18:00",
            "2026-07-20T18Z",
            "2026-07-20T18:0Z",
            "2026-07-20T24:00Z",
            "2026-07-20T18:60Z",
            "2026-07-20T18:00:60Z",
            "2026-07-20T18:00z",
            "2026-07-20T18:00+0200",
            "2026-07-20T18:00+02",
            "2026-07-20T18:00+24:00",
            "2026-07-20T18:00Zx",
            "2026-07-20Z",
            "2026-07-20  18:00Z",
            " 2026-07-20",
            "20.07.2026",
            "tomorrow",
            "2026-07-20T18:00:00.5Z",
            "+026-07-20",
            "é026-07-20",
            "0000-01-01T00:00+01:00",
            "9999-12-31",
        ] {
            assert_eq!(Instant::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_ends_where_the_next_begins() {
        let end = |t| Instant::end_of_day(t).map(Instant::iso);
        assert_eq!(end("2027-01-31").as_deref(), Some("2027-02-01T00:00:00Z"));
        assert_eq!(end("2027-12-31").as_deref(), Some("2028-01-01T00:00:00Z"));
        assert_eq!(end("2027-01-31T12:00Z").as_deref(), Some("2027-01-31T12:00:00Z"));
        assert_eq!(end("soon"), None);
    }

    #[test]
    fn instants_are_printed_for_people_and_for_machines() {
        let at = |t| Instant::parse(t).unwrap().to_string();
        assert_eq!(at("2026-07-21T18:00Z"), "2026-07-21 18:00Z");
        assert_eq!(at("2026-07-21T18:00:05Z"), "2026-07-21 18:00:05Z");
        assert_eq!(at("2026-07-21"), "2026-07-21 00:00Z");
    }

    #[test]
    fn arithmetic_stays_within_the_limits() {
        let (start, day) = (Instant::parse("2026-07-21").unwrap(), Duration::parse("1d").unwrap());
        assert_eq!(start.plus(day).iso(), "2026-07-22T00:00:00Z");
        assert_eq!(start.minus(day).iso(), "2026-07-20T00:00:00Z");
        assert_eq!(start.since(start.minus(day)), day);
        let ever = Duration::from_seconds(i64::MAX);
        assert_eq!(start.plus(ever), Instant::MAX);
        assert_eq!(start.minus(ever), Instant::MIN);
        assert_eq!(Instant::MAX.iso(), "9999-12-30T22:00:00Z");
        assert_eq!(Instant::MIN.iso(), "0000-01-01T00:00:00Z");
    }

    #[test]
    fn a_duration_is_read_with_its_units_and_printed_in_one() {
        for (text, seconds, printed) in [
            ("24h", 86_400, "1d"),
            ("90m", 5_400, "90m"),
            ("7d", 604_800, "7d"),
            ("2w", 1_209_600, "14d"),
            ("604800s", 604_800, "7d"),
            ("1d12h", 129_600, "36h"),
            ("45s", 45, "45s"),
            ("1w1d1h1m1s", 694_861, "694861s"),
            ("0h", 0, "0s"),
            ("007d", 604_800, "7d"),
        ] {
            let duration = Duration::parse(text).unwrap();
            assert_eq!(duration.seconds(), seconds, "{text}");
            assert_eq!(duration.to_string(), printed, "{text}");
        }
        assert_eq!(Duration::from_seconds(-7200).to_string(), "-2h");
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for text in [
            "",
            "24",
            "h",
            "-1h",
            "+1h",
            "1.5h",
            "1 h",
            "1h 30m",
            "12h1d",
            "1h1h",
            "1y",
            "1H",
            "soon",
            "99999999999999999999s",
            "9223372036854775807w",
            "1h30",
            "٣h",
        ] {
            assert_eq!(Duration::parse(text), None, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_printed_reads_back(seconds in Instant::MIN.0..=Instant::MAX.0) {
            let instant = Instant::from_unix(seconds);
            prop_assert_eq!(Instant::parse(&instant.iso()), Some(instant));
            prop_assert_eq!(Instant::parse(&instant.to_string()), Some(instant));
            let duration = Duration::from_seconds(seconds.abs());
            prop_assert_eq!(Duration::parse(&duration.to_string()), Some(duration));
        }

        #[test]
        fn no_text_is_too_strange(text in "[0-9TZ:+ -]{0,20}|[0-9wdhms]{0,8}|\\PC*") {
            let _ = (Instant::parse(&text), Instant::end_of_day(&text), Duration::parse(&text));
        }
    }
}
