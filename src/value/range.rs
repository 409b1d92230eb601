//! Ranges of versions such as `>=8.2 <9 || >=9.1`: read, printed, and asked whether a version lies within.
//! What versions are and how they compare is `version`'s business.

mod meant;
mod read;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use super::{Scheme, Version};

/// A set of versions of one scheme: alternatives, each a list of bounds that hold together.
///
/// A pre-release lies within only if the alternative that has it names a pre-release of the same release: `>=6.8` leaves out
/// `6.9-RC1`, `>=6.9-beta1` has it, `>=6.8 || =6.9-beta1` has only the beta. Ranges are equal when their sorted bounds are.
#[derive(Clone, Debug)]
pub struct VersionRange {
    scheme: Scheme,
    text: String,
    alternatives: Vec<Vec<Bound>>,
}

/// One bound, such as `>=8.2`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bound {
    /// The version it names.
    pub version: Version,
    /// On which side of it a version must lie.
    pub side: Side,
}

/// How a version must compare with the one a bound names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// `>`
    After,
    /// `>=`
    From,
    /// `=`
    Exactly,
    /// `!=`
    Not,
    /// `<=`
    UpTo,
    /// `<`
    Before,
}

/// What a version without a comparison before it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Alone {
    /// It or a later one.
    AtLeast,
    /// Just this one.
    Exactly,
    /// It doesn't say, which is an error.
    Refused,
}

/// Texts with more alternatives are advised part by part.
const MOST_ADVISED: usize = 20;

/// Why a range can't be read, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRange {
    /// What is wrong.
    pub what: String,
    /// What can be written: each range, and what it is for where there is a choice.
    pub cures: Vec<(String, &'static str)>,
    /// Whether the versions have no order, so that they can only be equal or not.
    orderless: bool,
}

impl BadRange {
    fn new(what: &str) -> Self {
        Self { what: what.to_owned(), cures: Vec::new(), orderless: false }
    }

    fn write(mut self, range: &str, meaning: &'static str) -> Self {
        self.cures.push((range.to_owned(), meaning));
        self
    }

    /// The same of a text with other alternatives, so that what is to be written is the whole of it.
    fn of_all(&self, parts: &[&str], read: &[Result<Vec<Bound>, BadRange>], reads: impl Fn(&str) -> bool) -> Self {
        if parts.len() == 1 || parts.len() > MOST_ADVISED {
            return self.clone();
        }
        let mut all = Self::new(&self.what);
        for n in 0..self.cures.len().max(1) {
            let with = |(part, read): (&&str, &Result<_, Self>)| match read {
                Ok(_) => Some((*part).to_owned()),
                Err(_) if part.is_empty() => None,
                Err(why) => Some(why.cures.get(n).or(why.cures.first()).map_or((*part).to_owned(), |(range, _)| range.clone())),
            };
            let filled: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
            let whole = match filled.as_slice() {
                [one] if reads(one) => (*one).to_owned(),
                _ => parts.iter().zip(read).filter_map(with).collect::<Vec<_>>().join(" || "),
            };
            if reads(&whole) {
                all.cures.push((whole, self.cures.get(n).map_or("", |(_, meaning)| *meaning)));
            }
        }
        all
    }

    /// What to write, with each range as it is written at its place.
    pub fn help(&self, written: impl Fn(&str) -> String) -> String {
        if self.cures.is_empty() && self.orderless {
            return "write `=` or `!=` before each version".to_owned();
        }
        if self.cures.is_empty() {
            return "write a sign before each version: `>=`, `>`, `=`, `<=` or `<`".to_owned();
        }
        let cure = |(range, meaning): &(String, &str)| format!("`{}` {meaning}", written(range)).trim_end().to_owned();
        format!("write {}", self.cures.iter().map(cure).collect::<Vec<_>>().join(", or "))
    }
}

impl fmt::Display for BadRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, self.help(str::to_owned))
    }
}

impl VersionRange {
    /// Reads a range of a policy: alternatives between `||`, in each bounds between spaces or commas, `*` for any release; what
    /// other tools write is read where it can mean one thing only. A version alone is refused, as nobody could say whether later
    /// ones are meant.
    pub fn parse(text: &str, scheme: Scheme) -> Result<Self, BadRange> {
        Self::read(text, scheme, Alone::Refused)
    }

    /// Reads a range of a document, in which a version alone is that one or a later one: so release notes mean it.
    pub fn stated(text: &str, scheme: Scheme) -> Result<Self, BadRange> {
        Self::read(text, scheme, Alone::AtLeast)
    }

    /// Reads a range of a document in which a version alone is just that one.
    pub fn stated_exactly(text: &str, scheme: Scheme) -> Result<Self, BadRange> {
        Self::read(text, scheme, Alone::Exactly)
    }

    /// Whether a text can be read.
    fn reads(text: &str, scheme: Scheme, alone: Alone) -> bool {
        let only = !text.contains("||");
        !text.trim().is_empty() && text.split("||").all(|part| read::bounds(part, scheme, alone, only).is_ok())
    }

    fn read(text: &str, scheme: Scheme, alone: Alone) -> Result<Self, BadRange> {
        Self::advised(text, scheme, alone).map_err(|bad| BadRange { orderless: scheme == Scheme::Opaque, ..bad })
    }

    fn advised(text: &str, scheme: Scheme, alone: Alone) -> Result<Self, BadRange> {
        let text = text.trim();
        if text.is_empty() {
            let problem = BadRange::new("a range of versions is needed here");
            let problem = if scheme == Scheme::Opaque { problem } else { problem.write(">=8.2 <9", "") };
            return Err(problem.write("*", "for any release"));
        }
        let parts: Vec<&str> = text.split("||").map(str::trim).collect();
        let only = parts.len() == 1;
        let read: Vec<_> = parts.iter().map(|part| read::alternative(part, scheme, alone, only)).collect();
        if let Some(Err(first)) = read.iter().find(|one| one.is_err()) {
            return Err(first.of_all(&parts, &read, |text| Self::reads(text, scheme, alone)));
        }
        let mut alternatives: Vec<Vec<Bound>> = read.into_iter().flatten().collect();
        alternatives.sort();
        alternatives.dedup();
        Ok(Self { scheme, text: text.to_owned(), alternatives })
    }

    /// Whether the version lies within. One of another scheme doesn't.
    pub fn contains(&self, version: &Version) -> bool {
        let named = |bounds: &[Bound]| !version.is_prerelease() || bounds.iter().any(|b| b.names_prerelease_of(version));
        version.scheme() == self.scheme
            && self.alternatives().any(|bounds| bounds.iter().all(|b| b.admits(version)) && named(bounds))
    }

    /// Whether the version lies outside: the opposite of `contains`.
    pub fn violated_by(&self, version: &Version) -> bool {
        !self.contains(version)
    }

    /// The range as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The range as a sentence says it: as written where comparisons are written, else in words.
    pub fn said(&self) -> String {
        if self.text.starts_with(['<', '>', '=', '!', '*']) && !self.text.contains(['^', '~']) {
            return self.text.clone();
        }
        match self.alternatives.as_slice() {
            [one] => match one.as_slice() {
                [Bound { version, side: Side::From }] => format!("{version} or later"),
                [Bound { version, side: Side::Exactly }] => version.to_string(),
                _ => self.to_string(),
            },
            _ => self.to_string(),
        }
    }

    /// The same range of versions of another scheme; none where its versions can't be read so.
    pub fn in_scheme(&self, scheme: Scheme) -> Option<Self> {
        if self.scheme == scheme {
            return Some(self.clone());
        }
        let read = Self::parse(&self.to_string(), scheme).ok()?;
        Some(Self { text: self.text.clone(), ..read })
    }

    /// The scheme it was read in.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The alternatives; the bounds in each hold together, and an alternative without bounds is any release.
    pub fn alternatives(&self) -> impl Iterator<Item = &[Bound]> {
        self.alternatives.iter().map(Vec::as_slice)
    }

    /// All bounds of all alternatives: where membership can change.
    pub fn bounds(&self) -> impl Iterator<Item = &Bound> {
        self.alternatives.iter().flatten()
    }
}

impl Bound {
    /// Whether the version lies on the right side, pre-release or not.
    pub fn admits(&self, version: &Version) -> bool {
        let order = version.cmp_meaning(&self.version);
        match self.side {
            Side::After => order == Some(Ordering::Greater),
            Side::From => order.is_some_and(Ordering::is_ge),
            Side::Exactly => order == Some(Ordering::Equal),
            // Opaque versions that differ have no order.
            Side::Not => order != Some(Ordering::Equal),
            Side::UpTo => order.is_some_and(Ordering::is_le),
            Side::Before => order == Some(Ordering::Less),
        }
    }

    fn names_prerelease_of(&self, version: &Version) -> bool {
        self.version.is_prerelease() && self.version.same_release(version)
    }
}

impl Side {
    /// All sides; a sign that begins with another one comes before it.
    const ALL: [Side; 6] = [Side::From, Side::After, Side::UpTo, Side::Before, Side::Not, Side::Exactly];

    /// The sign in a range.
    pub fn sign(self) -> &'static str {
        match self {
            Side::After => ">",
            Side::From => ">=",
            Side::Exactly => "=",
            Side::Not => "!=",
            Side::UpTo => "<=",
            Side::Before => "<",
        }
    }
}

impl PartialEq for VersionRange {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for VersionRange {}

impl PartialOrd for VersionRange {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for VersionRange {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.scheme, &self.alternatives).cmp(&(other.scheme, &other.alternatives))
    }
}

impl Hash for VersionRange {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.scheme.hash(state);
        self.alternatives.hash(state);
    }
}

/// The canonical text: bounds in the order of their versions, single spaces, a sign before every version.
impl fmt::Display for VersionRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, bounds) in self.alternatives.iter().enumerate() {
            if i > 0 {
                f.write_str(" || ")?;
            }
            if bounds.is_empty() {
                f.write_str("*")?;
            }
            for (j, bound) in bounds.iter().enumerate() {
                write!(f, "{}{bound}", if j > 0 { " " } else { "" })?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.side.sign(), self.version)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn range(text: &str) -> VersionRange {
        VersionRange::parse(text, Scheme::Php).unwrap()
    }

    fn within(range: &str, scheme: Scheme, version: &str) -> bool {
        let version = Version::parse(version, scheme).unwrap();
        VersionRange::parse(range, scheme).unwrap().contains(&version)
    }

    #[test]
    fn a_version_lies_within_one_of_the_alternatives() {
        for (text, inside, outside) in [
            (">=8.2 <9 || >=9.1", "8.2 8.2.0 8.10 9.1 12", "8.1.9 9 9.0.5"),
            (">= 8.2, < 9", "8.2 8.30.1", "8.1 9.0"),
            ("=8.2", "8.2 8.2.0", "8.2.1 8.1"),
            ("=8.2.1", "8.2.1", "8.2"),
            (">8.2 <=8.3 !=8.2.5", "8.2.1 8.3.0", "8.2 8.2.5 8.3.1"),
            ("*", "0 99", "1-beta"),
            (">=7.1", "7.1.3-2+deb.sury.org~yakkety+1 11.4.9-MariaDB-log", "7.0"),
        ] {
            for version in inside.split(' ') {
                assert!(within(text, Scheme::Php, version), "{text} has {version}");
            }
            for version in outside.split(' ') {
                assert!(!within(text, Scheme::Php, version), "{text} leaves out {version}");
            }
        }
    }

    #[test]
    fn a_prerelease_lies_within_only_where_one_of_its_release_is_named() {
        let has = |r, v| within(r, Scheme::Wordpress, v);
        assert!(!has(">=6.8", "6.9-RC1"));
        assert!(has(">=6.9-beta1", "6.9-RC1"));
        assert!(has(">=6.9.0-beta1", "6.9-RC1"));
        assert!(!has(">=6.9-beta1", "6.10-RC1"));
        assert!(!has(">=6.9-RC2", "6.9-RC1"));
        assert!(has(">=6.8 <6.9-RC2", "6.9-RC1"));
        assert!(has("=6.9-RC1", "6.9-RC1"));
        assert!(!has("<6.9", "6.9-RC1"));
    }

    #[test]
    fn only_the_alternative_that_names_a_prerelease_has_one() {
        let has = |r, v| within(r, Scheme::Php, v);
        assert!(!has(">=6.8 || =6.9-beta1", "6.9-RC1"), "the second alternative names one and leaves this one out");
        assert!(has(">=6.8 || =6.9-beta1", "6.9-beta1"));
        assert!(has(">=6.8 || >=6.9-beta1 <6.10", "6.9-RC1"));
        assert!(!has("* || =6.9-RC1", "6.9-RC2"));
    }

    #[test]
    fn every_word_of_a_prerelease_is_left_out_and_no_other_word() {
        for word in [
            "dev",
            "alpha",
            "a1",
            "beta.2",
            "b2",
            "RC1",
            "rc",
            "preview.3",
            "pre1",
            "nightly",
            "snapshot",
            "canary.4",
            "trunk",
            "Nightly",
        ] {
            for scheme in [Scheme::Php, Scheme::Wordpress] {
                assert!(!within(">=6.8", scheme, &format!("6.9-{word}")), "{word}");
                assert!(!within("*", scheme, &format!("6.9.0-{word}")), "{word}");
                assert!(within(">=6.8 <6.9-zzz || >=6.9-canary", scheme, &format!("6.9-{word}")), "{word}");
            }
        }
        for suffix in ["-patch1", "-pl1", "p1", "-1ubuntu2.14", "-nmm1", "+deb12u1", "-src", "-64bit", "-lts"] {
            assert!(within(">=6.9", Scheme::Php, &format!("6.9{suffix}")), "{suffix}");
        }
    }

    #[test]
    fn a_version_of_another_scheme_is_outside() {
        assert!(range(">=1").violated_by(&Version::parse("6.9", Scheme::Wordpress).unwrap()));
    }

    #[test]
    fn opaque_versions_are_equal_or_not() {
        assert!(within("=build-7", Scheme::Opaque, "build-7"));
        assert!(within("=build-7 || =build-8", Scheme::Opaque, "build-8"));
        assert!(!within("!=build-7", Scheme::Opaque, "build-7"));
        assert!(within("!=build-7", Scheme::Opaque, "build-8"));
        assert_eq!(
            VersionRange::parse(">build-7", Scheme::Opaque).unwrap_err().to_string(),
            "these versions have no order, they are equal or not: write `=build-7`, or `!=build-7`"
        );
    }

    #[test]
    fn the_canonical_text_is_sorted_and_reads_back() {
        for (written, canonical) in [
            ("<9,>=8.2", ">=8.2 <9"),
            (">=9.1||>= 8.2   <9", ">=8.2 <9 || >=9.1"),
            ("=8.2", "=8.2"),
            ("*", "*"),
            ("=v8.2 || =v8.2.0", "=v8.2"),
        ] {
            let read = range(written);
            assert_eq!(read.to_string(), canonical);
            assert_eq!(read.text(), written);
            assert_eq!(range(canonical), read);
        }
    }

    #[test]
    fn what_is_said_has_the_words_for_a_version_alone() {
        let said = |text: &str| VersionRange::stated(text, Scheme::Php).unwrap().said();
        for (written, sentence) in [
            ("8.1", "8.1 or later"),
            ("8.1+", "8.1 or later"),
            (">=8.1", ">=8.1"),
            (">= 8.1, <9", ">= 8.1, <9"),
            ("=8.1", "=8.1"),
            ("^8.1", ">=8.1 <9"),
            ("8.1 - 8.3", ">=8.1 <8.4"),
            ("*", "*"),
        ] {
            assert_eq!(said(written), sentence, "{written}");
        }
        assert_eq!(VersionRange::stated_exactly("2.3", Scheme::Php).unwrap().said(), "2.3");
        assert_eq!(VersionRange::stated("8.1 or later", Scheme::Php), VersionRange::stated(">=8.1", Scheme::Php));
    }

    #[test]
    fn a_range_takes_the_scheme_of_what_it_is_compared_with() {
        let range = VersionRange::stated("6.1.1", Scheme::Php).unwrap().in_scheme(Scheme::Wordpress).unwrap();
        assert!(range.contains(&Version::parse("7.0", Scheme::Wordpress).unwrap()));
        assert_eq!(VersionRange::stated("6.1_foo", Scheme::Php).unwrap().in_scheme(Scheme::Semver), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_text_is_too_strange(text in "[0-9.<>=!^~|&*,xv +\\-abRC≥]{0,12}|\\PC*") {
            for scheme in [Scheme::Wordpress, Scheme::Php, Scheme::Semver, Scheme::Opaque] {
                for read in [VersionRange::parse, VersionRange::stated, VersionRange::stated_exactly] {
                    match read(&text, scheme) {
                        Ok(range) => {
                            prop_assert_eq!(VersionRange::parse(&range.to_string(), scheme), Ok(range.clone()));
                            prop_assert_eq!(VersionRange::stated(&range.said(), scheme).is_ok(), true);
                        }
                        Err(why) => {
                            for (cure, _) in &why.cures {
                                prop_assert!(read(cure, scheme).is_ok(), "{} {}", cure, why);
                            }
                            prop_assert!(why.to_string().contains("write "), "{}", why);
                        }
                    }
                }
            }
        }
    }
}
