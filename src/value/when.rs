//! What is known of when something is: a moment, or some moment of a day; and how two such times compare.
//! Which moments a day has in a zone is `calendar`'s business, what a date means in a fact the schema's.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use super::{Date, Duration, Instant, Truth};

/// A moment, and the date that stands for it where it was stated as the beginning or the end of a day.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    at: Instant,
    day: Option<Date>,
}

/// The moments of a day: all that it has in a zone, or those of them that are possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// The first one.
    first: Instant,
    /// The last one; never before the first.
    last: Instant,
    /// The date.
    date: Date,
}

/// A point in time as it is known. There is no order between days: only the answers that they leave possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// This moment.
    At(Moment),
    /// Some moment of a day.
    Sometime(Day),
}

impl Moment {
    /// A moment that was stated with its time.
    pub fn new(at: Instant) -> Self {
        Self { at, day: None }
    }

    /// The moment that a date stands for.
    pub fn of_date(date: Date, at: Instant) -> Self {
        Self { at, day: Some(date) }
    }

    /// The moment itself.
    pub fn at(self) -> Instant {
        self.at
    }

    /// So many days later: the date with it.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        let by = Duration::from_seconds(days.saturating_mul(86_400));
        Self { at: self.at.plus(by), day: self.day.and_then(|day| day.plus_days(days)) }
    }

    /// For machines: `2026-07-21T18:00:00Z`, or the date that stands for it.
    pub fn iso(self) -> String {
        self.day.map_or_else(|| self.at.iso(), |day| day.to_string())
    }

    /// The date that stands for it, where it was stated as one.
    pub fn day(self) -> Option<Date> {
        self.day
    }
}

/// Moments are what they are, however they were stated.
impl PartialEq for Moment {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at
    }
}

impl Eq for Moment {}

impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Moment {
    fn cmp(&self, other: &Self) -> Ordering {
        self.at.cmp(&other.at)
    }
}

impl Hash for Moment {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.at.hash(state);
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.day {
            Some(day) => write!(f, "{day}"),
            None => write!(f, "{}", self.at),
        }
    }
}

const SECOND: Duration = Duration::from_seconds(1);

impl Day {
    /// The moments from `first` to before `end` that are a date somewhere. A date that a zone left out has one moment, at which it would be.
    pub fn new(date: Date, first: Instant, end: Instant) -> Self {
        Self { first, last: end.minus(SECOND).max(first), date }
    }

    /// The day in UTC.
    pub fn utc(date: Date) -> Self {
        let begins = |date: Option<Date>| date.and_then(|d| d.at(0, 0));
        let first = begins(Some(date)).unwrap_or(Instant::MAX);
        let last = begins(date.next()).map_or(Instant::MAX, |next| next.minus(SECOND));
        Self { first, last, date }
    }

    /// The date.
    pub fn date(self) -> Date {
        self.date
    }

    /// The first moment.
    pub fn first(self) -> Instant {
        self.first
    }

    /// The last moment.
    pub fn last(self) -> Instant {
        self.last
    }

    /// The moment with which it begins, as a limit that was stated by its date.
    pub fn start(self) -> Moment {
        Moment::of_date(self.date, self.first)
    }

    /// The first moment after it, as a limit that was stated by its date.
    pub fn end(self) -> Moment {
        Moment::of_date(self.date, self.last.plus(SECOND))
    }

    /// The moments up to one; none when that lies before all of them.
    pub fn until(self, latest: Instant) -> Option<Self> {
        (self.first <= latest).then(|| Self { last: self.last.min(latest), ..self })
    }

    /// Whether it has a moment.
    pub fn contains(self, instant: Instant) -> bool {
        (self.first..=self.last).contains(&instant)
    }

    /// The same moments, so much earlier.
    #[must_use]
    pub fn minus(self, by: Duration) -> Self {
        Self { first: self.first.minus(by), last: self.last.minus(by), date: self.date }
    }

    /// The same moments, so much later. Whole days later it is the date so many days later.
    #[must_use]
    pub fn plus(self, by: Duration) -> Self {
        let days = by.seconds().checked_div_euclid(86_400).unwrap_or_default();
        let date = self.date.plus_days(days).unwrap_or(self.date);
        Self { first: self.first.plus(by), last: self.last.plus(by), date }
    }
}

impl When {
    /// The earliest moment it may be.
    pub fn earliest(self) -> Instant {
        match self {
            When::At(moment) => moment.at,
            When::Sometime(day) => day.first,
        }
    }

    /// The latest moment it may be.
    pub fn latest(self) -> Instant {
        match self {
            When::At(moment) => moment.at,
            When::Sometime(day) => day.last,
        }
    }

    /// Whether it is before the other.
    pub fn before(self, other: When) -> Truth {
        Truth::from_answers(self.earliest() < other.latest(), self.latest() >= other.earliest(), false)
    }

    /// Whether the two are the same moment.
    pub fn equals(self, other: When) -> Truth {
        let meet = self.earliest() <= other.latest() && other.earliest() <= self.latest();
        let one = self.earliest() == self.latest() && other.earliest() == other.latest();
        Truth::from_answers(meet, !(meet && one), false)
    }

    /// Whether it lies in a day, of which every moment counts.
    pub fn on(self, day: Day) -> Truth {
        let all = day.contains(self.earliest()) && day.contains(self.latest());
        let meet = self.earliest() <= day.last && day.first <= self.latest();
        Truth::from_answers(meet, !all, false)
    }

    /// Whether it lies from `start` to before `end`.
    pub fn between(self, start: When, end: When) -> Truth {
        let inside = self.earliest().max(start.earliest()) <= self.latest().min(end.latest().minus(SECOND));
        let outside = self.earliest() < start.latest() || self.latest() >= end.earliest();
        Truth::from_answers(inside, outside, false)
    }

    /// So much later.
    #[must_use]
    pub fn plus(self, by: Duration) -> Self {
        match self {
            When::At(moment) => When::At(Moment::new(moment.at.plus(by))),
            When::Sometime(day) => When::Sometime(day.plus(by)),
        }
    }

    /// So much earlier.
    #[must_use]
    pub fn minus(self, by: Duration) -> Self {
        match self {
            When::At(moment) => When::At(Moment::new(moment.at.minus(by))),
            When::Sometime(day) => When::Sometime(day.minus(by)),
        }
    }

    /// For machines: `2026-07-21T18:00:00Z`, or the date.
    pub fn iso(self) -> String {
        match self {
            When::At(moment) => moment.iso(),
            When::Sometime(day) => day.date.to_string(),
        }
    }
}

/// For people: a day is printed as it was written.
impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            When::At(moment) => write!(f, "{moment}"),
            When::Sometime(day) => write!(f, "{}", day.date),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    fn moment(text: &str) -> When {
        When::At(Moment::new(at(text)))
    }

    fn day(n: i64) -> Day {
        Day::utc(Date::new(2026, 7, n).unwrap())
    }

    #[test]
    fn a_day_keeps_its_date_in_every_form() {
        assert_eq!(day(21).start().to_string(), "2026-07-21");
        assert_eq!(day(21).end().to_string(), "2026-07-21");
        assert_eq!(day(21).end().at(), at("2026-07-22T00:00Z"));
        assert_eq!(day(21).end().iso(), "2026-07-21");
        assert_eq!(When::Sometime(day(21)).to_string(), "2026-07-21");
        assert_eq!(When::Sometime(day(21)).plus(Duration::parse("2d").unwrap()).to_string(), "2026-07-23");
        assert_eq!(moment("2026-07-21T00:00Z").to_string(), "2026-07-21 00:00Z");
    }

    #[test]
    fn moments_are_equal_however_they_were_stated() {
        assert_eq!(day(21).end(), day(22).start());
        assert_eq!(day(21).end(), Moment::new(at("2026-07-22T00:00Z")));
        assert!(day(21).start() < day(21).end());
    }

    /// Answers by trying every moment, in a day of four seconds.
    #[test]
    fn comparisons_have_the_answers_that_some_moments_give() {
        let base = at("2026-07-21T00:00Z").unix();
        let second = |n: i64| Instant::from_unix(base + n);
        let date = Date::new(2026, 7, 21).unwrap();
        let ranges: Vec<(i64, i64)> = (0..5).flat_map(|a| (a..5).map(move |b| (a, b))).collect();
        let when = |(a, b): (i64, i64)| match a == b {
            true => When::At(Moment::new(second(a))),
            false => When::Sometime(Day::new(date, second(a), second(b + 1))),
        };
        let among = |(a, b): (i64, i64)| a..=b;
        let tried = |answers: Vec<bool>| Truth::from_answers(answers.contains(&true), answers.contains(&false), false);
        for x in &ranges {
            for y in &ranges {
                let pairs = || among(*x).flat_map(|a| among(*y).map(move |b| (a, b)));
                assert_eq!(when(*x).before(when(*y)), tried(pairs().map(|(a, b)| a < b).collect()), "{x:?} before {y:?}");
                assert_eq!(when(*x).equals(when(*y)), tried(pairs().map(|(a, b)| a == b).collect()), "{x:?} is {y:?}");
                let whole = Day::new(date, second(y.0), second(y.1 + 1));
                assert_eq!(when(*x).on(whole), tried(among(*x).map(|a| among(*y).contains(&a)).collect()), "{x:?} on {y:?}");
                for z in &ranges {
                    let all = pairs().flat_map(|(a, b)| among(*z).map(move |c| b <= a && a < c)).collect();
                    assert_eq!(when(*x).between(when(*y), when(*z)), tried(all), "{x:?} between {y:?} and {z:?}");
                }
            }
        }
    }
}
