//! The sources of a run: names, masked text, lines, places.
//! What is masked is `mask`'s business; what the text means that of the layers above.

use super::lines::Lines;
use super::mask::{Given, Marks, Mask, Pieces, masked};
use super::masked::Masked;
use super::printable::uncoloured;
use super::raw::{self, Raw};
use super::span::{SourceId, Span};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// Every text that a run has loaded. Nothing here holds a secret: texts are masked on the way in.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Shared between copies: an engine begins each evaluation with the texts of its packs.
    sources: Vec<Arc<Source>>,
    mask: Box<Mask>,
    instead: BTreeMap<String, Masked>,
}

/// One text with its name.
#[derive(Clone, Debug)]
pub struct Source {
    /// As it is shown: a name may hold a secret, too.
    name: String,
    file: Option<String>,
    text: Cow<'static, str>,
    /// Found when somebody first asks for a place: most sources are never pointed at.
    lines: OnceLock<Lines>,
    bad_utf8: Option<usize>,
    masked: Vec<Range<u32>>,
}

/// The text of a file as it was read, with whatever is secret in it. It becomes a source by being masked, and is shown nowhere.
pub struct RawText {
    text: String,
    bad_utf8: Option<usize>,
}

/// Which sources there were at some moment.
#[derive(Clone, Debug)]
pub struct Mark {
    count: usize,
    given: Given,
}

/// A place as people name it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The source's name.
    pub name: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl Sources {
    /// Lets a text stand in the place of the file of this name: a change is tried before it is written.
    pub fn instead(&mut self, name: &str, text: Masked) {
        self.instead.insert(name.to_owned(), text);
    }

    /// The text that stands in the place of the file of this name.
    pub fn stand_in(&self, name: &str) -> Option<&str> {
        self.instead.get(name).map(Masked::as_str)
    }

    /// No sources, and the built-in secret words.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds keys whose values are masked in every source added from now on.
    pub fn secret_words<S: AsRef<str>>(&mut self, words: &[S]) {
        self.mask.secret_words(words);
    }

    /// Adds keys, by their exact spelling, whose values stay readable although the key looks secret.
    pub fn plain_words<S: AsRef<str>>(&mut self, words: &[S]) {
        self.mask.plain_words(words);
    }

    /// Adds a text that no parser read, masked. A byte order mark is dropped; bytes that are not UTF-8 are replaced and remembered.
    ///
    /// Documents are added by `document::load`, which knows what is a key and what a value.
    pub fn add(&mut self, name: &str, bytes: Vec<u8>) -> SourceId {
        let raw = RawText::of(Raw::new(bytes));
        let mut marks = self.marks(&raw);
        marks.unread(0..raw.text.len());
        let pieces = marks.finish();
        self.add_marked(name, raw, pieces)
    }

    /// Begins to mark what is secret in a text.
    pub fn marks<'a>(&'a self, raw: &'a RawText) -> Marks<'a> {
        self.mask.marks(&raw.text)
    }

    /// Adds a text with its marked bytes overwritten where they stand, so that spans hold and nothing else of it is kept.
    pub fn add_marked(&mut self, name: &str, mut raw: RawText, pieces: Pieces) -> SourceId {
        let mut bytes = std::mem::take(&mut raw.text).into_bytes();
        let masked = self.mask.overwrite(&mut bytes, pieces);
        let text = String::from_utf8(bytes).unwrap_or_default();
        self.push(Source { bad_utf8: raw.bad_utf8, masked, ..Source::named(name, Cow::Owned(text)) })
    }

    /// The id that the next source gets.
    pub fn next_id(&self) -> SourceId {
        SourceId(u32::try_from(self.sources.len()).unwrap_or(u32::MAX))
    }

    /// Remembers which sources there are, to forget those that are added from now on.
    pub fn mark(&self) -> Mark {
        Mark { count: self.sources.len(), given: self.mask.given() }
    }

    /// Forgets the sources that were added since; the words that were learnt stay.
    pub fn forget_since(&mut self, mark: Mark) {
        self.sources.truncate(mark.count);
        self.mask.give_back(mark.given);
    }

    /// Adds a text that travels in the program and holds no secret, as it is. That nothing in it would be masked is shown by a test.
    pub fn add_own(&mut self, name: &str, text: &'static str) -> SourceId {
        self.push(Source::named(name, Cow::Borrowed(text)))
    }

    fn push(&mut self, source: Source) -> SourceId {
        let id = self.next_id();
        self.sources.push(Arc::new(source));
        id
    }

    /// Adds a text that was masked already: an edited copy of a source of this run or another.
    pub fn add_masked(&mut self, name: &str, text: Masked) -> SourceId {
        let text = text.into_cow();
        let lines = Lines::of(&text).into();
        self.push(Source { lines, ..Source::named(name, text) })
    }

    /// The source of this id.
    pub fn get(&self, id: SourceId) -> &Source {
        static NOTHING: std::sync::LazyLock<Source> = std::sync::LazyLock::new(Source::nothing);
        self.sources.get(id.0 as usize).map_or(&NOTHING, |source| source)
    }

    /// All sources in the order added.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        (0..).map(SourceId).zip(self.sources.iter().map(|source| &**source))
    }

    /// Where a span begins, as people name it.
    pub fn place(&self, span: Span) -> Place {
        let source = self.get(span.source);
        let (line, column) = source.line_and_column(span.start as usize);
        Place { name: source.name.clone(), line, column }
    }

    /// The text of a span; masked where it was secret.
    pub fn text(&self, span: Span) -> &str {
        let source = self.get(span.source);
        source.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }
}

impl Source {
    /// Stands in for an id of other `Sources`.
    fn nothing() -> Self {
        Self::named("", Cow::Borrowed(""))
    }

    fn named(name: &str, text: Cow<'static, str>) -> Self {
        // A name is no text of a document, in which nothing can pass for a colour of this program.
        let shown = uncoloured(&masked(name));
        let file = (shown != name).then(|| name.to_owned());
        Self { name: shown, file, text, lines: OnceLock::new(), bad_utf8: None, masked: Vec::new() }
    }

    fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::of(&self.text))
    }

    /// Its name, usually a relative path, with what is secret in it masked. Not made printable.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name under which its file is opened. It is shown nowhere.
    pub fn file(&self) -> &str {
        self.file.as_deref().unwrap_or(&self.name)
    }

    /// Whether it travels in the program.
    pub fn is_own(&self) -> bool {
        matches!(self.text, Cow::Borrowed(_))
    }

    /// Its masked text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its text as one that can be edited.
    pub fn masked_text(&self) -> Masked {
        Masked::of_source(&self.text)
    }

    /// The byte at which the first replacement for bytes that are not UTF-8 stands.
    pub fn bad_utf8(&self) -> Option<usize> {
        self.bad_utf8
    }

    /// The bytes that were overwritten, in order.
    pub fn masked(&self) -> &[Range<u32>] {
        &self.masked
    }

    /// Whether a span overlaps masked bytes.
    pub fn is_masked(&self, span: Span) -> bool {
        let first = self.masked.partition_point(|m| m.end <= span.start);
        self.masked.get(first).is_some_and(|m| m.start < span.end)
    }

    /// How many lines it has.
    pub fn line_count(&self) -> usize {
        self.lines().count()
    }

    /// The bytes of a line (from 1) without its break; empty for a line that doesn't exist.
    pub fn line_span(&self, line: usize) -> Range<usize> {
        match line.checked_sub(1) {
            Some(n) => self.lines().range(n, &self.text),
            None => 0..0,
        }
    }

    /// Line and column (both from 1, the column in characters) of a byte.
    pub fn line_and_column(&self, offset: usize) -> (usize, usize) {
        let line = self.lines().line_of(offset);
        let start = self.lines().range(line, &self.text).start;
        let column =
            self.lines().characters_before(offset, &self.text).saturating_sub(self.lines().characters_before(start, &self.text));
        (line + 1, column + 1)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", super::printable::printable(&self.name), self.line, self.column)
    }
}

impl RawText {
    /// The text of these bytes. A byte order mark is dropped; bytes that are not UTF-8 are replaced and remembered.
    pub fn of(raw: Raw) -> Self {
        match String::from_utf8(raw.into_inner()) {
            Ok(mut text) => {
                if text.starts_with('\u{feff}') {
                    text.drain(..'\u{feff}'.len_utf8());
                }
                Self { text, bad_utf8: None }
            }
            Err(error) => {
                let bad = error.utf8_error().valid_up_to();
                let mut text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                drop(Raw::new(error.into_bytes()));
                let marked = text.starts_with('\u{feff}');
                if marked {
                    text.drain(..'\u{feff}'.len_utf8());
                }
                Self { text, bad_utf8: Some(if marked { bad.saturating_sub(3) } else { bad }) }
            }
        }
    }

    /// The text, to be parsed and for nothing else.
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// The byte at which the first replacement for bytes that are not UTF-8 stands.
    pub fn bad_utf8(&self) -> Option<usize> {
        self.bad_utf8
    }
}

impl fmt::Debug for RawText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawText({} bytes)", self.text.len())
    }
}

impl Drop for RawText {
    fn drop(&mut self) {
        raw::wipe(&mut self.text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(bytes: &[u8]) -> (Sources, SourceId) {
        let mut sources = Sources::new();
        let id = sources.add("site.yaml", bytes.to_vec());
        (sources, id)
    }

    #[test]
    fn a_place_counts_characters_from_one() {
        let (sources, id) = one("id: shop\n- {slug: wöö☕, ver: 1}\n".as_bytes());
        let text = sources.get(id).text();
        let at = text.find("ver").unwrap();
        let place = sources.place(Span::new(id, at, at + 3));
        assert_eq!(place.to_string(), "site.yaml:2:16");
        assert_eq!(sources.text(Span::new(id, at, at + 3)), "ver");
    }

    #[test]
    fn a_byte_order_mark_is_no_text() {
        let (sources, id) = one("\u{feff}id: a".as_bytes());
        assert_eq!(sources.get(id).text(), "id: a");
        assert_eq!(sources.get(id).bad_utf8(), None);
    }

    #[test]
    fn the_first_byte_that_is_not_utf8_is_remembered() {
        let (sources, id) = one(b"id: \xff\xfe");
        assert_eq!(sources.get(id).bad_utf8(), Some(4));
        assert_eq!(sources.get(id).text(), "id: \u{fffd}\u{fffd}");
        let (sources, id) = one(b"\xef\xbb\xbfid: \xff");
        assert_eq!(sources.get(id).bad_utf8(), Some(4));
    }

    #[test]
    fn masked_spans_are_known() {
        let (sources, id) = one(b"id: shop\ntoken: hunter2hunter2\nx: y\n");
        let source = sources.get(id);
        assert_eq!(source.text(), "id: shop\ntoken: masked-1------\nx: y\n");
        assert_eq!(source.masked(), std::slice::from_ref(&(16..30)));
        assert!(source.is_masked(Span::new(id, 20, 21)));
        assert!(!source.is_masked(Span::new(id, 0, 16)));
        assert!(!source.is_masked(Span::new(id, 30, 34)));
    }

    #[test]
    fn a_name_shows_no_secret_and_opens_its_file() {
        let mut sources = Sources::new();
        let id = sources.add("sites/token=hunter2x.yaml", b"id: a".to_vec());
        let source = sources.get(id);
        assert_eq!((source.name(), source.file()), ("sites/token=masked-1.xxxx", "sites/token=hunter2x.yaml"));
        assert_eq!(sources.place(Span::new(id, 0, 1)).to_string(), "sites/token=masked-1.xxxx:1:1");
    }

    #[test]
    fn a_name_forges_no_colour() {
        let mut sources = Sources::new();
        let id = sources.add("\u{fdd0}[31msite.yaml", b"id: a".to_vec());
        let source = sources.get(id);
        assert_eq!((source.name(), source.file()), ("\u{fffd}[31msite.yaml", "\u{fdd0}[31msite.yaml"));
    }

    #[test]
    fn a_foreign_id_is_an_empty_source() {
        let (_, id) = one(b"a: b");
        assert_eq!(Sources::new().get(id).text(), "");
        assert_eq!(Sources::new().place(Span::new(id, 2, 3)).to_string(), ":1:1");
    }

    #[test]
    fn lines_are_numbered_from_one() {
        let (sources, id) = one(b"a: b\nc: d\n");
        let source = sources.get(id);
        assert_eq!(source.line_count(), 2);
        assert_eq!(source.line_span(2), 5..9);
        assert_eq!(source.line_span(0), 0..0);
        assert_eq!(source.line_span(9), 10..10);
    }
}
