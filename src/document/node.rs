//! The spanned tree: scalars as text, lists, mappings in file order.
//! Nothing is typed here; a reader asks for what its key wants.

use crate::text::Span;

/// A parsed file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its content.
    pub root: Node,
    /// Where aliases are used (they are expanded in `root`); policies refuse them.
    pub aliases: Vec<Span>,
}

/// A value with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its place. A missing value (`key:` and nothing) has an empty span just after its key's colon.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// The three forms of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text, a number, a word: not yet typed.
    Scalar(Scalar),
    /// A list.
    List(Vec<Node>),
    /// A mapping, keys unique, in file order.
    Map(Vec<Entry>),
}

/// A scalar as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// Its text, escapes resolved; empty for a missing value.
    pub text: String,
    /// Written without quotes (and not as a block); in JSON: not a string. Only plain text can be null.
    pub plain: bool,
}

/// One key with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: Key,
    /// The value.
    pub value: Node,
}

/// A key with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its text.
    pub text: String,
    /// Its place.
    pub span: Span,
}

impl Node {
    /// The value of `key`, when this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|e| &e.value)
    }

    /// The entry of `key`, when this is a mapping that has it.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|e| e.key.text == key)
    }

    /// The entries of a mapping; empty for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.kind {
            Kind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The elements of a list; empty for anything else.
    pub fn elements(&self) -> &[Node] {
        match &self.kind {
            Kind::List(elements) => elements,
            _ => &[],
        }
    }

    /// The text of a scalar that is not null.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar(s) if !s.is_null() => Some(&s.text),
            _ => None,
        }
    }

    /// Whether nothing is written here: empty, `~` or `null` without quotes.
    pub fn is_null(&self) -> bool {
        matches!(&self.kind, Kind::Scalar(s) if s.is_null())
    }

    /// What it is, for a sentence: "a mapping", "a list", "text", "nothing".
    pub fn describe(&self) -> &'static str {
        match &self.kind {
            Kind::Map(_) => "a mapping",
            Kind::List(_) => "a list",
            Kind::Scalar(s) if s.is_null() => "nothing",
            Kind::Scalar(_) => "text",
        }
    }
}

impl Scalar {
    /// Whether it is a null of YAML's core schema.
    pub fn is_null(&self) -> bool {
        self.plain && matches!(self.text.as_str(), "" | "~" | "null" | "Null" | "NULL")
    }
}
