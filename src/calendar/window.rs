//! Windows: a span between two instants, or hours of the week, which recur.
//! When hours of the week begin and end is `weekly`'s business.

use std::fmt;

use super::Weekly;
use crate::value::{Duration, Instant, Truth, When};

/// A span of time, once or every week. The start belongs to it, the end doesn't.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Window {
    /// From one instant to another; empty when the end isn't after the start.
    Between {
        /// The first instant inside.
        start: Instant,
        /// The first instant no longer inside.
        end: Instant,
    },
    /// The same hours of every week.
    Weekly(Weekly),
}

impl Window {
    /// Whether the instant lies inside.
    pub fn contains(&self, instant: Instant) -> bool {
        match self {
            Window::Between { start, end } => (*start..*end).contains(&instant),
            Window::Weekly(weekly) => weekly.contains(instant),
        }
    }

    /// Whether a point in time lies inside, with every answer that its day leaves possible.
    pub fn holds(&self, when: When) -> Truth {
        let (first, last) = (when.earliest(), when.latest());
        let inside = self.overlaps(first, last.plus(Duration::from_seconds(1)));
        let outside = !self.contains(first) || self.next_boundary(first).is_some_and(|closes| closes <= last);
        Truth::from_answers(inside, outside, false)
    }

    /// Whether any instant from `start` to before `end` lies inside.
    pub fn overlaps(&self, start: Instant, end: Instant) -> bool {
        start < end && (self.contains(start) || self.next_boundary(start).is_some_and(|opens| opens < end))
    }

    /// The first instant after the given one at which `contains` changes.
    pub fn next_boundary(&self, after: Instant) -> Option<Instant> {
        match self {
            Window::Between { start, end } if start < end => [*start, *end].into_iter().find(|b| *b > after),
            Window::Between { .. } => None,
            Window::Weekly(weekly) => weekly.next_boundary(after),
        }
    }

    /// Whether the two windows have an instant in common. Two weekly ones are compared over the year from `anchor`.
    pub fn overlaps_window(&self, other: &Window, anchor: Instant) -> bool {
        match (self, other) {
            (Window::Between { start, end }, window) | (window, Window::Between { start, end }) => window.overlaps(*start, *end),
            (Window::Weekly(a), Window::Weekly(b)) => a.overlaps_weekly(b, anchor),
        }
    }
}

/// `2026-07-21 20:00Z – 22:00Z`, or the hours of the week with their zone.
impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Window::Between { start, end } if start.date() == end.date() => {
                write!(f, "{start} – {}", end.time_of_day())
            }
            Window::Between { start, end } => write!(f, "{start} – {end}"),
            Window::Weekly(weekly) => write!(f, "{weekly}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Date, Day, Moment};

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    #[test]
    fn a_window_holds_its_start_and_not_its_end() {
        let window = Window::Between { start: at("2026-07-21T20:00Z"), end: at("2026-07-21T22:00Z") };
        let holds = |t| window.contains(at(t));
        assert!(!holds("2026-07-21T19:59:59Z"));
        assert!(holds("2026-07-21T20:00Z"));
        assert!(holds("2026-07-21T21:59:59Z"));
        assert!(!holds("2026-07-21T22:00Z"));
        assert_eq!(window.next_boundary(at("2026-07-21T00:00Z")), Some(at("2026-07-21T20:00Z")));
        assert_eq!(window.next_boundary(at("2026-07-21T20:00Z")), Some(at("2026-07-21T22:00Z")));
        assert_eq!(window.next_boundary(at("2026-07-21T22:00Z")), None);
        assert!(window.overlaps(at("2026-07-21T19:00Z"), at("2026-07-21T20:01Z")));
        assert!(!window.overlaps(at("2026-07-21T19:00Z"), at("2026-07-21T20:00Z")));
        assert!(!window.overlaps(at("2026-07-21T22:00Z"), at("2026-07-22T00:00Z")));
        assert!(!window.overlaps(at("2026-07-21T21:00Z"), at("2026-07-21T21:00Z")));
        assert_eq!(window.to_string(), "2026-07-21 20:00Z – 22:00Z");
    }

    #[test]
    fn a_day_may_lie_inside_or_outside() {
        let window = Window::Weekly(Weekly::parse("tue 20:00 - wed 02:00", "UTC").unwrap());
        let all_day = Window::Weekly(Weekly::parse("tue 00:00 - tue 24:00", "UTC").unwrap());
        let day = |n| When::Sometime(Day::utc(Date::new(2026, 7, n).unwrap()));
        assert_eq!(window.holds(day(21)), Truth::UNKNOWN);
        assert_eq!(window.holds(day(22)), Truth::UNKNOWN);
        assert_eq!(window.holds(day(23)), Truth::NO);
        assert_eq!(all_day.holds(day(21)), Truth::YES);
        assert_eq!(all_day.holds(day(22)), Truth::NO);
        assert_eq!(window.holds(When::At(Moment::new(at("2026-07-21T20:00Z")))), Truth::YES);
        assert_eq!(window.holds(When::At(Moment::new(at("2026-07-21T19:59Z")))), Truth::NO);
    }

    #[test]
    fn a_window_that_ends_before_it_starts_is_empty() {
        let (start, end) = (at("2026-07-22T00:00Z"), at("2026-07-21T00:00Z"));
        let window = Window::Between { start, end };
        assert!(!window.contains(end) && !window.contains(start));
        assert_eq!(window.next_boundary(end), None);
        assert!(!window.overlaps(at("2026-07-20T00:00Z"), at("2026-07-23T00:00Z")));
        let around = Window::Between { start: at("2026-07-20T00:00Z"), end: at("2026-07-23T00:00Z") };
        assert!(!around.overlaps_window(&window, end));
    }

    #[test]
    fn windows_overlap_when_they_share_an_instant() {
        let anchor = at("2026-07-21T00:00Z");
        let weekly = |hours, zone| Window::Weekly(Weekly::parse(hours, zone).unwrap());
        let weekend = weekly("thu 12:00 - mon 06:00", "Europe/Berlin");
        assert!(weekend.overlaps(at("2026-07-21T00:00Z"), at("2026-07-24T00:00Z")));
        assert!(!weekend.overlaps(at("2026-07-20T12:00Z"), at("2026-07-23T10:00Z")));
        assert!(weekend.overlaps(at("2026-07-20T00:00Z"), at("2027-07-20T00:00Z")));
        let overlap = |a, b| weekend.overlaps_window(&weekly(a, b), anchor);
        assert!(overlap("mon 00:00 - mon 08:00", "Europe/Berlin"));
        assert!(!overlap("mon 06:00 - thu 12:00", "Europe/Berlin"));
        // London is an hour behind Berlin all year.
        assert!(!overlap("mon 05:00 - mon 08:00", "Europe/London"));
        assert!(overlap("mon 04:59 - mon 08:00", "Europe/London"));
        // Sydney is eight to ten hours ahead: the two meet in the northern winter only.
        assert!(
            !weekly("tue 00:00 - tue 01:00", "Europe/Berlin")
                .overlaps_window(&weekly("tue 07:00 - tue 08:00", "Australia/Sydney"), anchor)
        );
        assert!(
            weekly("tue 00:00 - tue 01:00", "Europe/Berlin")
                .overlaps_window(&weekly("tue 10:00 - tue 11:00", "Australia/Sydney"), anchor)
        );
        let once = Window::Between { start: at("2026-07-21T20:00Z"), end: at("2026-07-21T22:00Z") };
        assert!(!once.overlaps_window(&weekend, anchor));
        assert!(weekly("tue 23:00 - wed 01:00", "Europe/Berlin").overlaps_window(&once, anchor));
    }
}
