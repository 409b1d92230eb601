//! Versions: read in a scheme, compared by meaning, printed as written.
//! Sets of versions are `range`'s business.

mod number;
mod php;
mod semver;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use self::number::Number;
use self::php::PhpKey;
use self::semver::SemverKey;
use super::Scheme;

/// A version of a scheme. Two versions are equal when they mean the same: `6.9` is `6.9.0`.
///
/// In the schemes `wordpress` and `php` the order is that of PHP's `version_compare` (`dev` < `alpha` = `a` < `beta` = `b` <
/// `RC` < a number or the end < `pl` = `p`) with three departures, which make it total: missing numbers count as zero, also
/// before a word, so that `6.9.0-RC2` < `6.9`; a word that is none of a pre-release, such as `ubuntu`, never makes a version
/// older; and `preview` and `pre`, which PHP takes for patches, stand between `beta` and `RC`, as words stand in any case.
#[derive(Clone)]
pub struct Version {
    scheme: Scheme,
    key: Arc<Key>,
    text: Arc<str>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Key {
    Php(PhpKey),
    Semver(SemverKey),
    Opaque(Arc<str>),
}

/// The part of a version that changes with a major step; only such parts of one scheme should be compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Major(Vec<Number>);

impl Version {
    /// Reads a version. `wordpress` and `php` want a digit at the start, `semver` the whole standard form; all three
    /// allow a `v` before it. Any text without spaces is an `opaque` version.
    pub fn parse(text: &str, scheme: Scheme) -> Option<Self> {
        let text = text.trim();
        let bare = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let kept: Arc<str> = text.into();
        let key = match scheme {
            Scheme::Wordpress | Scheme::Php => Key::Php(PhpKey::read(bare)?),
            Scheme::Semver => Key::Semver(SemverKey::read(bare)?),
            Scheme::Opaque => {
                if text.is_empty() || text.contains(|c: char| c.is_whitespace() || c.is_control()) {
                    return None;
                }
                Key::Opaque(kept.clone())
            }
        };
        Some(Self { scheme, key: key.into(), text: kept })
    }

    /// The version as written, without spaces around it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The scheme it was read in.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// How the two compare in meaning; nothing across schemes, and for opaque versions only that they are equal.
    pub fn cmp_meaning(&self, other: &Self) -> Option<Ordering> {
        if self.scheme != other.scheme {
            return None;
        }
        let order = self.key.cmp(&other.key);
        (order.is_eq() || self.scheme != Scheme::Opaque).then_some(order)
    }

    /// Whether it stands before a release: dev, alpha, beta, preview, RC, a nightly build and the like, in `semver` any word.
    /// What a distribution adds (`8.1.2-1ubuntu2`) makes no pre-release.
    pub fn is_prerelease(&self) -> bool {
        match &*self.key {
            Key::Php(key) => key.is_prerelease(),
            Key::Semver(key) => key.is_prerelease(),
            Key::Opaque(_) => false,
        }
    }

    /// Whether both belong to one release: `6.9-RC1`, `6.9-RC2` and `6.9` do.
    pub fn same_release(&self, other: &Self) -> bool {
        self.scheme == other.scheme
            && match (self.release(), other.release()) {
                (Some(a), Some(b)) => a == b,
                _ => self == other,
            }
    }

    /// What changes with a major step: the first two numbers in `wordpress`, else the first; opaque versions have none.
    pub fn major_key(&self) -> Option<Major> {
        let count = if self.scheme == Scheme::Wordpress { 2 } else { 1 };
        let numbers = self.release()?.iter().cloned();
        Some(Major(numbers.chain(std::iter::repeat(Number::ZERO)).take(count).collect()))
    }

    /// The first version after all that begin with the first `count` numbers of this one: `8.2.7` with 2 gives `8.3`.
    pub(super) fn after(&self, count: usize) -> Option<String> {
        let release = self.release()?;
        let mut numbers: Vec<Number> = release.iter().cloned().chain(std::iter::repeat(Number::ZERO)).take(count).collect();
        let last = numbers.last_mut()?;
        *last = last.next()?;
        Some(joined(&numbers))
    }

    fn release(&self) -> Option<&[Number]> {
        match &*self.key {
            Key::Php(key) => Some(key.release()),
            Key::Semver(key) => Some(key.release()),
            Key::Opaque(_) => None,
        }
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.scheme == other.scheme && self.key == other.key
    }
}

impl Eq for Version {}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// By scheme, then by meaning; opaque versions by their text, for the sake of a fixed order only.
impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.scheme, &self.key).cmp(&(other.scheme, &other.key))
    }
}

impl Hash for Version {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.scheme.hash(state);
        self.key.hash(state);
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Version({:?} {})", self.scheme, self.text)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for Major {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&joined(&self.0))
    }
}

fn joined(numbers: &[Number]) -> String {
    numbers.iter().map(Number::to_string).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use std::hash::DefaultHasher;

    use proptest::prelude::*;

    use super::*;

    fn wordpress(text: &str) -> Version {
        Version::parse(text, Scheme::Wordpress).unwrap()
    }

    fn hash(version: &Version) -> u64 {
        let mut hasher = DefaultHasher::new();
        version.hash(&mut hasher);
        hasher.finish()
    }

    #[test]
    fn the_first_two_numbers_make_a_major_step_in_wordpress() {
        let step = |a, b| wordpress(a).major_key() != wordpress(b).major_key();
        assert!(step("6.9", "6.10"));
        assert!(step("6.9.4", "7.0"));
        assert!(!step("6.9", "6.9.1"));
        assert!(!step("6.9-RC2", "6.9"));
        assert!(!step("7", "7.0.2"));
        assert_eq!(wordpress("7").major_key().unwrap().to_string(), "7.0");
    }

    #[test]
    fn the_first_number_makes_a_major_step_elsewhere() {
        let major = |t, s| Version::parse(t, s).unwrap().major_key().map(|m| m.to_string());
        assert_eq!(major("10.4.0-rc.1", Scheme::Semver).as_deref(), Some("10"));
        assert_eq!(major("8.10", Scheme::Php).as_deref(), Some("8"));
        assert_eq!(major("2026-07", Scheme::Opaque), None);
    }

    #[test]
    fn versions_of_different_schemes_do_not_compare() {
        let (a, b) = (wordpress("6.9"), Version::parse("6.9", Scheme::Php).unwrap());
        assert_ne!(a, b);
        assert_eq!(a.cmp_meaning(&b), None);
        assert_eq!(a.cmp_meaning(&wordpress("6.9.0")), Some(Ordering::Equal));
    }

    #[test]
    fn opaque_versions_are_only_equal_or_not() {
        let v = |t| Version::parse(t, Scheme::Opaque).unwrap();
        assert_eq!(v("build-7").cmp_meaning(&v("build-7")), Some(Ordering::Equal));
        assert_eq!(v("build-7").cmp_meaning(&v("build-8")), None);
        assert_eq!(Version::parse("build 7", Scheme::Opaque), None);
    }

    #[test]
    fn the_text_stays_as_written() {
        let version = wordpress(" v6.9.0 ");
        assert_eq!(version.text(), "v6.9.0");
        assert_eq!(version, wordpress("6.9"));
    }

    #[test]
    fn a_very_long_version_is_read_and_compared() {
        let long = format!("1{}", ".1a".repeat(100_000));
        assert!(wordpress(&long) > wordpress("1"));
        let digits = "9".repeat(100_000);
        assert!(wordpress(&digits) > wordpress("99999999999999999999"));
    }

    fn written() -> impl Strategy<Value = Version> {
        let part = prop_oneof![
            4 => "[0-3]",
            1 => "0[0-2]",
            1 => "1844674407370955161[4-7]",
            3 => "dev|alpha|a|beta|b|RC|rc|pl|p|Beta|foo|deb|preview|pre|nightly|trunk|patch",
        ];
        let php =
            ("[0-2]", prop::collection::vec(("[-.+_~]", part), 0..6), prop_oneof![Just(Scheme::Wordpress), Just(Scheme::Php)])
                .prop_map(|(first, parts, scheme)| {
                    let text = parts.iter().fold(first, |text, (separator, part)| text + separator + part);
                    (text, scheme)
                });
        let semver = "[01]\\.[01]\\.[01](-(a|b|1|10|2)(\\.(a|1|10))?)?(\\+x)?".prop_map(|text| (text, Scheme::Semver));
        let opaque = "[ab1]{1,2}".prop_map(|text| (text, Scheme::Opaque));
        prop_oneof![4 => php, 2 => semver, 1 => opaque].prop_map(|(text, scheme)| Version::parse(&text, scheme).unwrap())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_order_is_total_and_equality_goes_with_it(a in written(), b in written(), c in written()) {
            prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
            prop_assert_eq!(a == b, a.cmp(&b).is_eq());
            if a == b {
                prop_assert_eq!(hash(&a), hash(&b));
                prop_assert_eq!(a.is_prerelease(), b.is_prerelease());
                prop_assert_eq!(a.major_key(), b.major_key());
            }
            let mut sorted = [a, b, c];
            sorted.sort();
            let [a, b, c] = sorted;
            prop_assert!(a <= b && b <= c && a <= c);
        }

        #[test]
        fn a_zero_more_changes_nothing(a in "[0-9]{1,2}(\\.[0-9]){0,3}", suffix in "(-RC[0-9])?") {
            let plain = wordpress(&format!("{a}{suffix}"));
            prop_assert_eq!(&plain, &wordpress(&format!("{a}.0{suffix}")));
        }

        #[test]
        fn no_text_is_too_strange_to_be_read_or_refused(text in "\\PC*") {
            for scheme in [Scheme::Wordpress, Scheme::Php, Scheme::Semver, Scheme::Opaque] {
                if let Some(version) = Version::parse(&text, scheme) {
                    prop_assert_eq!(version.text(), text.trim());
                    prop_assert_eq!(&version, &version.clone());
                }
            }
        }
    }
}
