//! Lengths of time, in whole seconds, with their units.
//! Points in time are `time`'s business.

use std::fmt;

/// A length of time, in seconds; negative only as a difference of instants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(i64);

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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
        fn what_is_printed_reads_back(seconds in 0..400_000_000_000i64) {
            let duration = Duration::from_seconds(seconds);
            prop_assert_eq!(Duration::parse(&duration.to_string()), Some(duration));
        }

        #[test]
        fn no_text_is_too_strange(text in "[0-9wdhms]{0,8}|\\PC*") {
            let _ = Duration::parse(&text);
        }
    }
}
