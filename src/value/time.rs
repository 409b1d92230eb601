//! Points in time in whole seconds, and dates of the calendar.
//! How people write them is `spelling`'s business, windows and zones are `calendar`'s; nothing here reads a clock.

use std::fmt;

use jiff::{SignedDuration, civil};

use super::Duration;
use super::spelling::{self, Written};

/// A point in time, in seconds since 1970 UTC, from the year 0 to the year 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

/// A date of the calendar, from the year 0 to the year 9999. Which moments it has depends on the zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(civil::Date);

/// When 1970 began.
const EPOCH: civil::DateTime = civil::DateTime::constant(1970, 1, 1, 0, 0, 0, 0);

impl Instant {
    /// The first instant there is, 0000-01-01 00:00Z.
    pub const MIN: Instant = Instant(-62_167_219_200);
    /// The last instant there is, 9999-12-31 23:59:59Z.
    pub const MAX: Instant = Instant(253_402_300_799);

    /// Reads a moment, which has a date, a time and a zone: `2026-07-20T18:00Z`, `2026-07-20T18:00:30+02:00`. A day is no moment.
    pub fn parse(text: &str) -> Option<Self> {
        match spelling::read(text)? {
            Written::Moment(instant) => Some(instant),
            Written::Day(_) => None,
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
        Self::from_unix(self.0.saturating_add(duration.seconds()))
    }

    /// So much earlier, at least the first instant there is.
    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        Self::from_unix(self.0.saturating_sub(duration.seconds()))
    }

    /// How long after `earlier` it is; negative when it is before.
    pub fn since(self, earlier: Instant) -> Duration {
        Duration::from_seconds(self.0.saturating_sub(earlier.0))
    }

    /// For machines: `2026-07-21T18:00:00Z`.
    pub fn iso(self) -> String {
        self.utc().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// The date in UTC.
    pub fn date(self) -> Date {
        Date(self.utc().date())
    }

    /// The time of day in UTC, with seconds only where there are any: `18:00Z`.
    pub fn time_of_day(self) -> String {
        let format = if self.0 % 60 == 0 { "%H:%MZ" } else { "%H:%M:%SZ" };
        self.utc().strftime(format).to_string()
    }

    fn utc(self) -> civil::DateTime {
        // Never the fallback: every instant lies within the library's limits.
        EPOCH.checked_add(SignedDuration::from_secs(self.0)).unwrap_or(EPOCH)
    }
}

/// For people: `2026-07-21 18:00Z`, with seconds only where there are any.
impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.date(), self.time_of_day())
    }
}

impl Date {
    /// The date with these numbers, where there is one.
    pub fn new(year: i64, month: i64, day: i64) -> Option<Self> {
        let year = i16::try_from(year).ok().filter(|year| *year >= 0)?;
        civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok().map(Self)
    }

    /// A day of an ISO week, from Monday, 1.
    pub fn of_week(year: i64, week: i64, weekday: i64) -> Option<Self> {
        let weekday = civil::Weekday::from_monday_one_offset(i8::try_from(weekday).ok()?).ok()?;
        let week = civil::ISOWeekDate::new(i16::try_from(year).ok()?, i8::try_from(week).ok()?, weekday).ok()?;
        Some(Self(week.date())).filter(|date| date.0.year() >= 0)
    }

    /// The date after it; none after the last one.
    pub fn next(self) -> Option<Self> {
        self.0.tomorrow().ok().map(Self)
    }

    /// So many days later, where there is such a date.
    pub fn plus_days(self, days: i64) -> Option<Self> {
        let later = self.0.checked_add(SignedDuration::from_hours(days.checked_mul(24)?)).ok()?;
        Some(Self(later)).filter(|date| date.0.year() >= 0)
    }

    /// How many days its month has.
    pub fn days_in_month(self) -> i64 {
        i64::from(self.0.days_in_month())
    }

    /// The instant so many seconds after midnight of this date, by a clock that is so far ahead of UTC.
    pub fn at(self, seconds: i64, ahead: i64) -> Option<Instant> {
        let seconds = self.0.to_datetime(civil::Time::midnight()).duration_since(EPOCH).as_secs() + seconds - ahead;
        (Instant::MIN.0..=Instant::MAX.0).contains(&seconds).then_some(Instant(seconds))
    }

    /// For calendar arithmetic.
    pub(crate) fn civil(self) -> civil::Date {
        self.0
    }
}

/// `2026-07-21`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.strftime("%Y-%m-%d"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    #[test]
    fn a_day_is_no_moment() {
        assert_eq!(Instant::parse("2026-07-20"), None);
        assert_eq!(Instant::parse("1970-01-02T00:00Z").unwrap().unix(), 86_400);
    }

    #[test]
    fn instants_are_printed_for_people_and_for_machines() {
        assert_eq!(at("2026-07-21T18:00Z").to_string(), "2026-07-21 18:00Z");
        assert_eq!(at("2026-07-21T18:00:05Z").to_string(), "2026-07-21 18:00:05Z");
        assert_eq!(at("2026-07-21T18:00+02:00").iso(), "2026-07-21T16:00:00Z");
        assert_eq!(Date::new(2026, 7, 1).unwrap().to_string(), "2026-07-01");
        assert_eq!(Date::new(33, 7, 1).unwrap().to_string(), "0033-07-01");
    }

    #[test]
    fn arithmetic_stays_within_the_limits() {
        let (start, day) = (at("2026-07-21T00:00Z"), Duration::parse("1d").unwrap());
        assert_eq!(start.plus(day).iso(), "2026-07-22T00:00:00Z");
        assert_eq!(start.minus(day).iso(), "2026-07-20T00:00:00Z");
        assert_eq!(start.since(start.minus(day)), day);
        let ever = Duration::from_seconds(i64::MAX);
        assert_eq!(start.plus(ever), Instant::MAX);
        assert_eq!(start.minus(ever), Instant::MIN);
        assert_eq!(Instant::MAX.iso(), "9999-12-31T23:59:59Z");
        assert_eq!(Instant::MIN.iso(), "0000-01-01T00:00:00Z");
    }

    #[test]
    fn dates_follow_the_calendar() {
        let date = |y, m, d| Date::new(y, m, d).unwrap();
        assert_eq!(date(2027, 12, 31).next(), Some(date(2028, 1, 1)));
        assert_eq!(date(2028, 2, 1).days_in_month(), 29);
        assert_eq!(date(9999, 12, 31).next(), None);
        assert_eq!(date(2026, 7, 21).plus_days(-21), Some(date(2026, 6, 30)));
        assert_eq!(Date::of_week(2026, 30, 2), Some(date(2026, 7, 21)));
        assert_eq!(Date::new(2026, 2, 29), None);
        assert_eq!(Date::new(-1, 2, 1), None);
        assert_eq!(date(9999, 12, 31).at(86_399, 0), Some(Instant::MAX));
        assert_eq!(date(9999, 12, 31).at(86_400, 0), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_printed_reads_back(seconds in Instant::MIN.0..=Instant::MAX.0) {
            let instant = Instant::from_unix(seconds);
            prop_assert_eq!(Instant::parse(&instant.iso()), Some(instant));
            prop_assert_eq!(Instant::parse(&instant.to_string()), Some(instant));
        }
    }
}
