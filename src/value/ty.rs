//! Typed values and the types a schema gives them.
//! Reading a scalar's text into a value happens here; what an unreadable one means is the caller's business.

use std::sync::Arc;

use super::{Duration, Instant, Version};

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
    /// A point in time.
    Instant(Instant),
    /// A length of time.
    Duration(Duration),
    /// Something secret, of which only the existence is kept.
    Secret,
}
