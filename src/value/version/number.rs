//! A whole number of any length, as it occurs in versions.
//! How numbers make up a version is said by the schemes, `php` and `semver`.

use std::fmt;

/// A number without limits. The derived order is the order of numbers: `Large` holds only what doesn't fit in
/// `Small`, and compares by length before it compares digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Number {
    /// Up to 64 bits.
    Small(u64),
    /// More digits than that, without leading zeros.
    Large { length: usize, digits: Box<str> },
}

impl Number {
    /// Nothing, and what a missing number counts as.
    pub(super) const ZERO: Number = Number::Small(0);

    /// The number of a text of ASCII digits; leading zeros don't count.
    pub(super) fn read(digits: &str) -> Option<Self> {
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let digits = digits.trim_start_matches('0');
        if digits.is_empty() {
            return Some(Self::ZERO);
        }
        Some(match digits.parse() {
            Ok(small) => Self::Small(small),
            Err(_) => Self::Large { length: digits.len(), digits: digits.into() },
        })
    }

    /// The next number, for advice such as `<9`; none beyond 64 bits.
    pub(super) fn next(&self) -> Option<Self> {
        match self {
            Self::Small(n) => n.checked_add(1).map(Self::Small),
            Self::Large { .. } => None,
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Small(n) => write!(f, "{n}"),
            Self::Large { digits, .. } => f.write_str(digits),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_beyond_64_bits_keep_their_order() {
        let n = |t| Number::read(t).unwrap();
        assert!(n("18446744073709551615") < n("18446744073709551616"));
        assert!(n("99999999999999999999") < n("100000000000000000000"));
        assert_eq!(n("00018446744073709551616"), n("18446744073709551616"), "leading zeros don't count");
        assert_eq!(n("007"), Number::Small(7));
        assert_eq!(n("000"), Number::ZERO);
        assert_eq!(Number::read("1a"), None);
        assert_eq!(Number::read(""), None);
    }
}
