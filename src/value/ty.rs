//! Typed values and the types a schema gives them.
//! Reading a scalar's text into a value happens here; what an unreadable one means is the caller's business.

use std::fmt;
use std::sync::Arc;

use super::spelling::{self, Written};
use super::{Day, Duration, Moment, Version, VersionRange};

/// How versions of a field are written and ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// WordPress core: the first two numbers are the major release.
    Wordpress,
    /// PHP's `version_compare` order; plugins and themes use it too.
    Php,
    /// Semantic versioning 2.0.
    Semver,
    /// Only equal or not.
    Opaque,
}

impl Scheme {
    /// All schemes.
    pub const ALL: [Scheme; 4] = [Scheme::Wordpress, Scheme::Php, Scheme::Semver, Scheme::Opaque];

    /// The word in schemas and policies.
    pub fn name(self) -> &'static str {
        match self {
            Scheme::Wordpress => "wordpress",
            Scheme::Php => "php",
            Scheme::Semver => "semver",
            Scheme::Opaque => "opaque",
        }
    }

    /// The scheme of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scheme| scheme.name() == name)
    }
}

/// The words an enum allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Members {
    /// The words, in the schema's order.
    pub words: Vec<Arc<str>>,
    /// Whether that order means smaller to larger.
    pub ordered: bool,
}

/// The type of a scalar fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ty {
    /// `true` or `false`.
    Bool,
    /// Any text.
    Text,
    /// A whole number within limits.
    Integer {
        /// Smallest allowed.
        min: i64,
        /// Largest allowed.
        max: i64,
    },
    /// A version in a scheme.
    Version(Scheme),
    /// A range of versions in a scheme, such as `>=8.2 <9 || >=9.1`.
    VersionRange(Scheme),
    /// A point in time.
    Instant,
    /// A zone of the IANA database.
    Zone,
    /// A length of time, with a unit.
    Duration,
    /// One of some words.
    Enum(Arc<Members>),
    /// An area of the vocabulary, named freely: read through the synonyms.
    Area,
    /// A category of the vocabulary.
    Category,
    /// Something secret: only whether it exists may be asked.
    Secret,
}

/// A typed scalar.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Free text, and what a fact of type area says before it is mapped.
    Text(Arc<str>),
    /// A member of an enum, an area or a category.
    Word(Arc<str>),
    /// A version.
    Version(Version),
    /// A range of versions, as written (checked to be readable).
    VersionRange(Arc<super::VersionRange>),
    /// A moment.
    Instant(Moment),
    /// A day as a policy names it: all its moments, in UTC until it is known which site is meant. What a date says of a fact is no
    /// value: see `Unknown::Sometime`.
    Day(Day),
    /// A length of time.
    Duration(Duration),
    /// Something secret, of which only the existence is kept.
    Secret,
}

impl Ty {
    /// The value a text stands for; nothing when it can't be read as this type. An area keeps its words for the
    /// vocabulary to map, and any plausible name is a category.
    pub fn read(&self, text: &str) -> Option<Value> {
        let trimmed = text.trim();
        match self {
            Ty::Bool => match trimmed {
                "true" => Some(Value::Bool(true)),
                "false" => Some(Value::Bool(false)),
                _ => None,
            },
            Ty::Text => Some(Value::Text(text.into())),
            Ty::Integer { min, max } => read_integer(trimmed).filter(|n| (min..=max).contains(&n)).map(Value::Integer),
            Ty::Version(scheme) => Version::parse(trimmed, *scheme).map(Value::Version),
            Ty::VersionRange(scheme) => VersionRange::stated(trimmed, *scheme).ok().map(|r| Value::VersionRange(r.into())),
            Ty::Instant => spelling::read(trimmed).map(|written| match written {
                Written::Moment(instant) => Value::Instant(Moment::new(instant)),
                Written::Day(date) => Value::Day(Day::utc(date)),
            }),
            Ty::Zone => (!trimmed.is_empty()).then(|| Value::Text(trimmed.into())),
            Ty::Duration => Duration::parse(trimmed).map(Value::Duration),
            Ty::Enum(members) => members.words.iter().find(|w| &***w == trimmed).map(|w| Value::Word(w.clone())),
            Ty::Area => (!trimmed.is_empty()).then(|| Value::Text(trimmed.into())),
            Ty::Category => is_slug(trimmed).then(|| Value::Word(trimmed.into())),
            Ty::Secret => Some(Value::Secret),
        }
    }

    /// What a value of this type is called in a message: "a version", "one of pass, fail".
    pub fn name(&self) -> String {
        match self {
            Ty::Bool => "`true` or `false`".to_owned(),
            Ty::Text => "text".to_owned(),
            Ty::Integer { min: i64::MIN, max: i64::MAX } => "a whole number".to_owned(),
            Ty::Integer { min, max: i64::MAX } => format!("a whole number from {min} on"),
            Ty::Integer { min: i64::MIN, max } => format!("a whole number up to {max}"),
            Ty::Integer { min, max } => format!("a whole number from {min} to {max}"),
            Ty::Version(Scheme::Semver) => "a semantic version such as `10.4.0`".to_owned(),
            Ty::Version(Scheme::Opaque) => "a version without spaces".to_owned(),
            Ty::Version(Scheme::Wordpress | Scheme::Php) => "a version such as `6.9.1`".to_owned(),
            Ty::VersionRange(_) => "a range of versions such as `>=8.2 <9`".to_owned(),
            Ty::Instant => "a date or a time with its zone, such as `2026-07-20T18:00Z`".to_owned(),
            Ty::Zone => "a time zone such as `Europe/Berlin`".to_owned(),
            Ty::Duration => "a duration such as `24h`".to_owned(),
            Ty::Enum(members) => format!("one of {}", members.words.join(", ")),
            Ty::Area => "an area".to_owned(),
            Ty::Category => "a category".to_owned(),
            Ty::Secret => "a secret".to_owned(),
        }
    }
}

/// For people. A secret stays one.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Bool(b) => write!(f, "{b}"),
            Value::Integer(n) => write!(f, "{n}"),
            Value::Text(text) | Value::Word(text) => f.write_str(text),
            Value::Version(version) => write!(f, "{version}"),
            Value::VersionRange(range) => f.write_str(&range.said()),
            Value::Instant(moment) => write!(f, "{moment}"),
            Value::Day(day) => write!(f, "{}", day.date()),
            Value::Duration(duration) => write!(f, "{duration}"),
            Value::Secret => f.write_str("(secret)"),
        }
    }
}

/// Decimal digits, a minus sign allowed; a number has one way to be written.
fn read_integer(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = digits.bytes().all(|b| b.is_ascii_digit()) && (!digits.starts_with('0') || text == "0");
    if plain { text.parse().ok() } else { None }
}

/// Letters and digits of ASCII, with `-` and `_` between them.
fn is_slug(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result() -> Ty {
        let words = ["pass", "fail", "not-run"].map(Arc::from).to_vec();
        Ty::Enum(Arc::new(Members { words, ordered: false }))
    }

    fn read(ty: &Ty, text: &str) -> Option<String> {
        ty.read(text).map(|v| v.to_string())
    }

    #[test]
    fn each_type_reads_its_own_texts() {
        let percent = Ty::Integer { min: -5, max: 100 };
        for (ty, text, printed) in [
            (&Ty::Bool, "true", "true"),
            (&Ty::Text, " as it is ", " as it is "),
            (&percent, "100", "100"),
            (&percent, "-5", "-5"),
            (&percent, "0", "0"),
            (&Ty::Version(Scheme::Php), "8.10", "8.10"),
            (&Ty::VersionRange(Scheme::Php), "<9,>=8.2", "<9,>=8.2"),
            (&Ty::Instant, "2026-07-20T18:00Z", "2026-07-20 18:00Z"),
            (&Ty::Instant, " 2026-07-20 ", "2026-07-20"),
            (&Ty::Zone, "Europe/Berlin", "Europe/Berlin"),
            (&Ty::Duration, "24h", "1d"),
            (&result(), "not-run", "not-run"),
            (&Ty::Area, " Theme assistant ", "Theme assistant"),
            (&Ty::Category, "commerce", "commerce"),
            (&Ty::Secret, "masked-1", "(secret)"),
        ] {
            assert_eq!(read(ty, text).as_deref(), Some(printed), "{ty:?} {text}");
        }
        assert_eq!(Ty::Area.read("x"), Some(Value::Text("x".into())));
        assert_eq!(Ty::Category.read("x"), Some(Value::Word("x".into())));
    }

    #[test]
    fn what_a_type_does_not_know_is_refused() {
        let percent = Ty::Integer { min: -5, max: 100 };
        for (ty, texts) in [
            (&Ty::Bool, &["True", "yes", "no", "1", ""][..]),
            (&percent, &["101", "-6", "+1", "007", "-0", "1_0", "1.0", "1e1", "", "-", "99999999999999999999"]),
            (&Ty::Version(Scheme::Semver), &["8.10"]),
            (&Ty::VersionRange(Scheme::Php), &["~8.1", "8 || 9"]),
            (&Ty::Instant, &["2026-07-20T18:00"]),
            (&Ty::Duration, &["24", "soon"]),
            (&result(), &["passed", "Pass", ""]),
            (&Ty::Area, &[" "]),
            (&Ty::Category, &["all of them", "", "-x"]),
        ] {
            for text in texts {
                assert_eq!(ty.read(text), None, "{ty:?} {text}");
            }
        }
    }

    #[test]
    fn versions_that_mean_the_same_are_one_value() {
        let ty = Ty::Version(Scheme::Wordpress);
        assert_eq!(ty.read("6.9"), ty.read("6.9.0"));
        assert_ne!(ty.read("6.9"), Ty::Version(Scheme::Php).read("6.9"));
    }

    #[test]
    fn types_have_names_that_fit_a_sentence() {
        assert_eq!(Ty::Duration.name(), "a duration such as `24h`");
        assert_eq!(result().name(), "one of pass, fail, not-run");
        assert_eq!(Ty::Integer { min: 0, max: i64::MAX }.name(), "a whole number from 0 on");
    }
}
