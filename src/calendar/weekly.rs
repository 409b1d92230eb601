//! Hours of the week in a zone, which recur.
//! How a zone's clock runs is `zone`'s business.

use std::fmt;

use jiff::civil::{DateTime, Time, Weekday};
use jiff::{Span, ToSpan};

use super::Zone;
use crate::value::{Duration, Instant};

/// Hours of the week in a zone, such as `thu 12:00 - mon 06:00` in Europe/Berlin.
///
/// A local time that the clock skips is the first moment after it; of one that comes twice the hours begin with the first and
/// end with the second. Hours that begin and end in what is skipped are so empty in that week.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Weekly {
    start: Minute,
    end: Minute,
    zone: Zone,
}

/// A minute of the week, counted from Monday 00:00.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Minute(i64);

const DAY: i64 = 24 * 60;
const WEEK: i64 = 7 * DAY;
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

impl Weekly {
    /// Reads hours of the week: two times with a day each, `thu 12:00 - mon 06:00`; the second may leave out a day that
    /// is the same. `24:00` is the end of a day. An error is a sentence for the user that says what to write.
    pub fn parse(text: &str, zone: &str) -> Result<Self, String> {
        let zone = Zone::find(zone)?;
        let wrong = |why: &str| format!("{why}: write hours of the week as in `thu 12:00 - mon 06:00`");
        let (first, second) =
            text.split_once(['-', '–']).ok_or_else(|| wrong(&format!("`{text}` has no `-` between two times")))?;
        let (day, time) = first
            .trim()
            .split_once(char::is_whitespace)
            .ok_or_else(|| wrong(&format!("`{}` is not a day and a time", first.trim())))?;
        let start_day = read_day(day).ok_or_else(|| wrong(&format!("`{day}` is not a day of the week")))?;
        let start = read_time(time.trim()).ok_or_else(|| wrong(&format!("`{}` is not a time of day", time.trim())))?;
        let (end_day, time) = match second.trim().split_once(char::is_whitespace) {
            Some((day, time)) => (read_day(day).ok_or_else(|| wrong(&format!("`{day}` is not a day of the week")))?, time.trim()),
            None => (start_day, second.trim()),
        };
        let end = read_time(time).ok_or_else(|| wrong(&format!("`{time}` is not a time of day")))?;
        let (start, end) = (Minute::new(start_day, start), Minute::new(end_day, end));
        if start == end {
            return Err(wrong("the hours end where they begin"));
        }
        Ok(Self { start, end, zone })
    }

    /// The zone whose clock counts.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The hours without the zone: `thu 12:00 - mon 06:00`.
    pub fn hours(&self) -> String {
        format!("{} - {}", self.start, self.end)
    }

    /// Whether the instant lies inside.
    pub fn contains(&self, instant: Instant) -> bool {
        self.span_at(instant).is_some()
    }

    /// From when to when the window is open that is open at the instant.
    pub fn span_at(&self, instant: Instant) -> Option<(Instant, Instant)> {
        self.spans_around(instant).into_iter().find(|(start, end)| (*start..*end).contains(&instant))
    }

    /// The first instant after the given one at which `contains` changes.
    pub fn next_boundary(&self, after: Instant) -> Option<Instant> {
        self.spans_around(after).into_iter().flat_map(|(start, end)| [start, end]).find(|b| *b > after)
    }

    /// Whether the two have an instant in common in the year from `anchor`.
    pub fn overlaps_weekly(&self, other: &Weekly, anchor: Instant) -> bool {
        let end = anchor.plus(Duration::from_seconds(366 * DAY * 60));
        let mut at = anchor;
        // Both stay as they are until the next boundary, of which there are a few each week.
        while at < end {
            if self.contains(at) && other.contains(at) {
                return true;
            }
            let next = [self.next_boundary(at), other.next_boundary(at)].into_iter().flatten().min();
            at = next.unwrap_or(end);
        }
        false
    }

    /// When an occurrence from `from` on falls out whole, because the zone's clock skips all of it; none before `until`.
    pub fn skipped(&self, from: Instant, until: Instant) -> Option<Instant> {
        let weeks = (until.since(from).seconds() / (WEEK * 60)).clamp(0, 1_000) + 2;
        let monday = monday_of(self.zone.local_at(from)?)?;
        (-1..weeks).find_map(|week| {
            let (begins, ends) = self.span_of(monday, week)?;
            (begins >= ends && begins >= from && begins < until).then_some(begins)
        })
    }

    /// When the hours of a week begin and end, counted from the week that begins with this Monday.
    fn span_of(&self, monday: DateTime, week: i64) -> Option<(Instant, Instant)> {
        let start = self.start.0 + week * WEEK;
        let length = (self.end.0 - self.start.0).rem_euclid(WEEK);
        let after = |minutes: i64| monday.checked_add(Span::new().try_minutes(minutes).ok()?).ok();
        Some((self.zone.begin_of(after(start)?)?, self.zone.end_of(after(start + length)?)?))
    }

    /// The times it is open in the weeks around an instant, in order, apart from each other and none of them empty. They
    /// begin early enough to hold the one open now and reach far enough to hold the next boundary.
    fn spans_around(&self, instant: Instant) -> Vec<(Instant, Instant)> {
        let Some(monday) = self.zone.local_at(instant).and_then(monday_of) else {
            return Vec::new();
        };
        let mut spans: Vec<_> =
            (-2..=3).filter_map(|week| self.span_of(monday, week)).filter(|(begins, ends)| begins < ends).collect();
        // Where the clock skips what lies between two spans they meet: joined, they have no boundary between.
        spans.sort();
        spans.dedup_by(|next, last| {
            let joins = next.0 <= last.1;
            if joins {
                last.1 = last.1.max(next.1);
            }
            joins
        });
        spans
    }
}

impl Minute {
    fn new(day: i64, minute: i64) -> Self {
        Self((day * DAY + minute) % WEEK)
    }
}

impl fmt::Display for Weekly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.hours(), self.zone)
    }
}

impl fmt::Display for Minute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = usize::try_from(self.0 / DAY).ok().and_then(|d| DAYS.get(d)).and_then(|d| d.get(..3)).unwrap_or("mon");
        write!(f, "{day} {:02}:{:02}", self.0 % DAY / 60, self.0 % 60)
    }
}

/// The start of the week a local time lies in.
fn monday_of(local: DateTime) -> Option<DateTime> {
    let date = local.date();
    let days = i64::from(date.weekday().since(Weekday::Monday));
    Some(date.checked_sub(days.days()).ok()?.to_datetime(Time::midnight()))
}

/// The number of a day from Monday, from its English name or the name's first three letters.
fn read_day(text: &str) -> Option<i64> {
    let text = text.to_ascii_lowercase();
    let position = DAYS.iter().position(|day| *day == text || day.get(..3) == Some(text.as_str()))?;
    i64::try_from(position).ok()
}

/// The minute of the day of `06:00`, `6:00` or `24:00`.
fn read_time(text: &str) -> Option<i64> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |t: &str, digits: std::ops::RangeInclusive<usize>| {
        (digits.contains(&t.len()) && t.bytes().all(|b| b.is_ascii_digit())).then(|| t.parse::<i64>().ok())?
    };
    let minute = number(hours, 1..=2)? * 60 + number(minutes, 2..=2).filter(|m| *m < 60)?;
    (minute <= DAY).then_some(minute)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    fn berlin(hours: &str) -> Weekly {
        Weekly::parse(hours, "Europe/Berlin").unwrap()
    }

    fn boundaries(window: &Weekly, from: &str, count: usize) -> Vec<String> {
        let next = |t: &Instant| window.next_boundary(*t);
        std::iter::successors(window.next_boundary(at(from)), next).take(count).map(|t| t.to_string()).collect()
    }

    #[test]
    fn a_weekly_window_may_reach_over_the_end_of_the_week() {
        // 2026-07-23 is a Thursday; Berlin is two hours ahead of UTC.
        let weekend = berlin("thu 12:00 - mon 06:00");
        let holds = |t| weekend.contains(at(t));
        assert!(!holds("2026-07-23T09:59:59Z"));
        assert!(holds("2026-07-23T10:00Z"));
        assert!(holds("2026-07-26T21:59Z"));
        assert!(holds("2026-07-26T22:00Z"));
        assert!(holds("2026-07-27T03:59:59Z"));
        assert!(!holds("2026-07-27T04:00Z"));
        assert_eq!(weekend.span_at(at("2026-07-27T00:00Z")), Some((at("2026-07-23T10:00Z"), at("2026-07-27T04:00Z"))));
    }

    #[test]
    fn a_weekly_window_follows_the_local_clock() {
        // Clocks go forward on 2026-03-29 and back on 2026-10-25.
        assert_eq!(
            boundaries(&berlin("sat 22:00 - sun 06:00"), "2026-03-22T12:00Z", 4),
            ["2026-03-28 21:00Z", "2026-03-29 04:00Z", "2026-04-04 20:00Z", "2026-04-05 04:00Z"]
        );
        assert_eq!(
            boundaries(&berlin("sat 22:00 - sun 06:00"), "2026-10-18T12:00Z", 4),
            ["2026-10-24 20:00Z", "2026-10-25 05:00Z", "2026-10-31 21:00Z", "2026-11-01 05:00Z"]
        );
    }

    #[test]
    fn a_skipped_time_is_the_first_moment_after_it() {
        // From 02:00 the clock goes to 03:00 on 2026-03-29, at 01:00Z.
        assert_eq!(
            boundaries(&berlin("sun 02:30 - sun 06:00"), "2026-03-28T00:00Z", 2),
            ["2026-03-29 01:00Z", "2026-03-29 04:00Z"]
        );
        assert_eq!(
            boundaries(&berlin("sun 01:00 - sun 02:30"), "2026-03-28T00:00Z", 2),
            ["2026-03-29 00:00Z", "2026-03-29 01:00Z"]
        );
        assert_eq!(
            boundaries(&berlin("sun 02:30 - sun 03:30"), "2026-03-28T00:00Z", 2),
            ["2026-03-29 01:00Z", "2026-03-29 01:30Z"]
        );
        // Nothing of it is left on that day.
        let night = berlin("sun 02:10 - sun 02:50");
        assert_eq!(boundaries(&night, "2026-03-23T00:00Z", 2), ["2026-04-05 00:10Z", "2026-04-05 00:50Z"]);
        assert_eq!(night.skipped(at("2026-01-01T00:00Z"), at("2027-01-01T00:00Z")), Some(at("2026-03-29T01:00Z")));
        assert_eq!(night.skipped(at("2026-04-01T00:00Z"), at("2027-01-01T00:00Z")), None);
        let partly = berlin("sun 02:10 - sun 03:10");
        assert_eq!(partly.skipped(at("2026-01-01T00:00Z"), at("2036-01-01T00:00Z")), None);
    }

    #[test]
    fn spans_that_a_skip_makes_meet_are_one() {
        // It closes from 02:00 to 02:30, which isn't on that day.
        assert_eq!(
            boundaries(&berlin("sun 02:30 - sun 02:00"), "2026-03-22T12:00Z", 2),
            ["2026-04-05 00:00Z", "2026-04-05 00:30Z"]
        );
    }

    #[test]
    fn a_repeated_time_is_in_the_hours_both_times() {
        // 02:30 comes twice on 2026-10-25, at 00:30Z and at 01:30Z.
        assert_eq!(
            boundaries(&berlin("sun 02:30 - sun 06:00"), "2026-10-24T00:00Z", 2),
            ["2026-10-25 00:30Z", "2026-10-25 05:00Z"]
        );
        assert_eq!(
            boundaries(&berlin("sun 01:00 - sun 02:30"), "2026-10-24T00:00Z", 2),
            ["2026-10-24 23:00Z", "2026-10-25 01:30Z"]
        );
        assert_eq!(
            boundaries(&berlin("sun 02:10 - sun 02:50"), "2026-10-24T00:00Z", 2),
            ["2026-10-25 00:10Z", "2026-10-25 01:50Z"]
        );
    }

    #[test]
    fn a_day_that_a_zone_left_out_has_no_hours() {
        // Samoa had no Friday 2011-12-30.
        let window = Weekly::parse("fri 10:00 - fri 12:00", "Pacific/Apia").unwrap();
        assert_eq!(boundaries(&window, "2011-12-28T00:00Z", 2), ["2012-01-05 20:00Z", "2012-01-05 22:00Z"]);
        let longer = Weekly::parse("thu 10:00 - sat 12:00", "Pacific/Apia").unwrap();
        assert_eq!(boundaries(&longer, "2011-12-28T00:00Z", 2), ["2011-12-29 20:00Z", "2011-12-30 22:00Z"]);
    }

    #[test]
    fn hours_are_read_in_the_forms_people_write() {
        for (written, hours) in [
            ("thu 12:00 - mon 06:00", "thu 12:00 - mon 06:00"),
            ("Thursday 12:00–Monday 6:00", "thu 12:00 - mon 06:00"),
            ("fri 18:00-20:00", "fri 18:00 - fri 20:00"),
            ("sat 00:00 - sun 24:00", "sat 00:00 - mon 00:00"),
            ("fri 20:00 - fri 18:00", "fri 20:00 - fri 18:00"),
        ] {
            assert_eq!(berlin(written).hours(), hours, "{written}");
            assert_eq!(berlin(hours), berlin(written));
        }
        assert_eq!(berlin("fri 18:00-20:00").to_string(), "fri 18:00 - fri 20:00 (Europe/Berlin)");
    }

    #[test]
    fn what_is_wrong_with_hours_is_said() {
        for (written, why) in [
            ("weekends", "`weekends` has no `-` between two times"),
            ("12:00 - 14:00", "`12:00` is not a day and a time"),
            ("thr 12:00 - mon 06:00", "`thr` is not a day of the week"),
            ("thu 12:00 - mn 06:00", "`mn` is not a day of the week"),
            ("thu 12 - mon 06:00", "`12` is not a time of day"),
            ("thu 24:01 - mon 06:00", "`24:01` is not a time of day"),
            ("thu 12:60 - mon 06:00", "`12:60` is not a time of day"),
            ("thu 12:00 - ", "`` is not a time of day"),
            ("mon 00:00 - sun 24:00", "the hours end where they begin"),
        ] {
            let error = Weekly::parse(written, "Europe/Berlin").unwrap_err();
            assert_eq!(error, format!("{why}: write hours of the week as in `thu 12:00 - mon 06:00`"));
        }
        assert_eq!(
            Weekly::parse("thu 12:00 - mon 06:00", "Europe/Berln").unwrap_err(),
            "`Europe/Berln` is not a time zone of the IANA database: write `Europe/Berlin`"
        );
    }

    #[test]
    fn the_ends_of_time_have_windows_or_none() {
        for instant in [Instant::MIN, Instant::MAX] {
            let window = berlin("thu 12:00 - mon 06:00");
            let _ = (window.contains(instant), window.next_boundary(instant));
        }
        assert_eq!(berlin("thu 12:00 - mon 06:00").next_boundary(Instant::MAX), None);
    }

    const ZONES: [&str; 6] =
        ["Europe/Berlin", "UTC", "Australia/Lord_Howe", "America/New_York", "Pacific/Apia", "Africa/Casablanca"];

    fn any_weekly() -> impl Strategy<Value = Weekly> {
        // Many windows near the changes of the clock, on Sunday between 00:00 and 04:00.
        let moment = || prop_oneof![0..WEEK, (6 * DAY / 30..(6 * DAY + 240) / 30).prop_map(|half| half * 30)];
        (moment(), moment(), prop::sample::select(&ZONES[..]))
            .prop_filter("a window has hours", |(a, b, _)| a != b)
            .prop_map(|(a, b, zone)| Weekly { start: Minute(a), end: Minute(b), zone: Zone::find(zone).unwrap() })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn membership_changes_at_boundaries_and_nowhere_else(
            window in any_weekly(),
            // From 2010 to 2040.
            from in 1_262_304_000i64..2_208_988_800,
            part in 0.0..1.0f64,
        ) {
            let mut t = Instant::from_unix(from);
            for _ in 0..8 {
                let boundary = window.next_boundary(t).unwrap();
                prop_assert!(boundary > t);
                let inside = window.contains(t);
                let between = t.unix() + ((boundary.unix() - t.unix() - 1) as f64 * part) as i64;
                prop_assert_eq!(window.contains(Instant::from_unix(between)), inside);
                prop_assert_eq!(window.next_boundary(Instant::from_unix(between)), Some(boundary));
                prop_assert_eq!(window.contains(Instant::from_unix(boundary.unix() - 1)), inside);
                prop_assert_eq!(window.contains(boundary), !inside);
                t = boundary;
            }
        }

        #[test]
        fn membership_is_that_of_the_local_clock_where_the_clock_runs_evenly(
            window in any_weekly(),
            from in 1_262_304_000i64..2_208_988_800,
        ) {
            let instant = Instant::from_unix(from);
            let offset = |days: i64| {
                let at = Instant::from_unix(from + days * 86_400);
                let local = window.zone.local_at(at).unwrap();
                Instant::parse(&format!("{}Z", local.strftime("%Y-%m-%dT%H:%M:%S"))).unwrap().unix() - at.unix()
            };
            if !(-15..=15).all(|days| offset(days) == offset(0)) {
                return Ok(());
            }
            // 1970 began on a Thursday.
            let minute = ((from + offset(0)).div_euclid(60) + 3 * DAY).rem_euclid(WEEK);
            let (start, end) = (window.start.0, window.end.0);
            let expected = if start < end { (start..end).contains(&minute) } else { minute >= start || minute < end };
            prop_assert_eq!(window.contains(instant), expected);
        }

        #[test]
        fn no_hours_are_too_strange(text in "[a-z0-9: –-]{0,24}|\\PC*") {
            let _ = Weekly::parse(&text, "UTC");
        }
    }
}
