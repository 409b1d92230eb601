//! Moments, days and lengths of time: what is read is printed as what reads the same, and a refusal says what to write.

use holdpoint::value::spelling::{self, Written};
use holdpoint::value::{Duration, Instant};

use super::first_line;

/// The first line as a point in time, the second as a length of time.
pub fn instants(text: &str) {
    let (first, rest) = first_line(text);
    let second = first_line(rest).0;
    match spelling::read(first) {
        Some(Written::Moment(instant)) => {
            assert_eq!(Instant::parse(&instant.iso()), Some(instant), "{first}");
            assert_eq!(Instant::parse(first), Some(instant));
            assert_eq!(Instant::from_unix(instant.unix()), instant);
            assert!(!instant.time_of_day().is_empty());
        }
        Some(Written::Day(date)) => {
            assert_eq!(spelling::read(&date.to_string()), Some(Written::Day(date)), "{first}");
            assert_eq!(Instant::parse(first), None);
            if let Some(next) = date.next() {
                assert_eq!(date.plus_days(1), Some(next));
            }
        }
        None => {
            let wrong = spelling::misspelt(first);
            assert!(!wrong.wrong.is_empty() && !wrong.help.is_empty(), "{first:?}");
        }
    }
    if let Err(wrong) = spelling::moment(first) {
        assert!(!wrong.wrong.is_empty() && !wrong.help.is_empty(), "{first:?}");
    }
    let Some(length) = Duration::parse(second) else { return };
    assert!(length.seconds() >= 0);
    assert_eq!(Duration::parse(&length.to_string()), Some(length), "{second}");
    let at = Instant::parse(first).unwrap_or(Instant::MIN);
    assert!(at.plus(length) >= at && at.minus(length) <= at);
    assert!(at.plus(length).since(at) <= length);
}
