//! The sources of a run: names, masked text, lines, places.
//! What is masked is `mask`'s business; what the text means that of the layers above.

use super::lines::Lines;
use super::mask::Mask;
use super::span::{SourceId, Span};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;

/// Every text that a run has loaded. Nothing here holds a secret: texts are masked on the way in.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    sources: Vec<Source>,
    mask: Box<Mask>,
    instead: BTreeMap<String, String>,
}

/// One text with its name.
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    text: Cow<'static, str>,
    /// Found when somebody first asks for a place: most sources are never pointed at.
    lines: OnceLock<Lines>,
    bad_utf8: Option<usize>,
    masked: Vec<Range<u32>>,
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
    /// Lets a text, masked already, stand in the place of the file of this name: a change is tried before it is written.
    pub fn instead(&mut self, name: &str, masked: String) {
        self.instead.insert(name.to_owned(), masked);
    }

    /// The text that stands in the place of the file of this name.
    pub fn stand_in(&self, name: &str) -> Option<&str> {
        self.instead.get(name).map(String::as_str)
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

    /// Adds a text, masked. A byte order mark is dropped; bytes that are not UTF-8 are replaced and remembered.
    ///
    /// In a source whose name ends in `.schema.json` keys are declared rather than used, so there only what is
    /// *shaped* like a secret is masked.
    pub fn add(&mut self, name: &str, bytes: Vec<u8>) -> SourceId {
        let (text, bad_utf8) = decode(bytes);
        let (text, masked) = if name.ends_with(".schema.json") { self.mask.definitions(text) } else { self.mask.facts(text) };
        self.push(Source { name: name.to_owned(), text: Cow::Owned(text), lines: OnceLock::new(), bad_utf8, masked })
    }

    /// Adds a text that travels in the program and holds no secret, as it is. That nothing in it would be masked is shown by a test.
    pub fn add_own(&mut self, name: &str, text: &'static str) -> SourceId {
        let text = Cow::Borrowed(text);
        self.push(Source { name: name.to_owned(), text, lines: OnceLock::new(), bad_utf8: None, masked: Vec::new() })
    }

    fn push(&mut self, source: Source) -> SourceId {
        let id = SourceId(u32::try_from(self.sources.len()).unwrap_or(u32::MAX));
        self.sources.push(source);
        id
    }

    /// Adds a text that was masked already: an edited copy of a source of this run or another.
    pub fn add_masked(&mut self, name: &str, text: String) -> SourceId {
        let id = SourceId(u32::try_from(self.sources.len()).unwrap_or(u32::MAX));
        let lines = Lines::of(&text).into();
        self.sources.push(Source { name: name.to_owned(), lines, text: Cow::Owned(text), bad_utf8: None, masked: Vec::new() });
        id
    }

    /// Masks every text once more, with the words that were learnt since it was added and with whatever may be a secret. Lengths stay,
    /// so places hold.
    pub fn mask_again(&mut self) {
        self.mask.doubt();
        self.mask_those(|_| true);
    }

    /// Masks what was taken for the names of entries in a policy, now that something is wrong with one: it may be anything.
    pub fn mask_entries(&mut self) {
        self.mask.doubt();
        self.mask_those(|text| text.contains(".key"));
    }

    fn mask_those(&mut self, wanted: impl Fn(&str) -> bool) {
        for source in self.sources.iter_mut().filter(|s| !s.name.ends_with(".schema.json")) {
            // A text that travels in the program holds no secret.
            if let Cow::Owned(text) = &mut source.text
                && wanted(text)
            {
                let (text, masked) = self.mask.facts(std::mem::take(text));
                source.text = Cow::Owned(text);
                source.masked.extend(masked);
            }
            source.masked.sort_by_key(|m| (m.start, m.end));
        }
    }

    /// The source of this id.
    pub fn get(&self, id: SourceId) -> &Source {
        static NOTHING: std::sync::LazyLock<Source> = std::sync::LazyLock::new(Source::nothing);
        self.sources.get(id.0 as usize).unwrap_or(&NOTHING)
    }

    /// All sources in the order added.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        (0..).map(SourceId).zip(&self.sources)
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
        Self { name: String::new(), text: Cow::Borrowed(""), lines: OnceLock::new(), bad_utf8: None, masked: Vec::new() }
    }

    fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::of(&self.text))
    }

    /// Its name, usually a relative path. Not made printable.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its masked text.
    pub fn text(&self) -> &str {
        &self.text
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

fn decode(bytes: Vec<u8>) -> (String, Option<usize>) {
    match String::from_utf8(bytes) {
        Ok(text) => match text.strip_prefix('\u{feff}') {
            Some(rest) => (rest.to_owned(), None),
            None => (text, None),
        },
        Err(error) => {
            let bad = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            match text.strip_prefix('\u{feff}') {
                Some(rest) => (rest.to_owned(), Some(bad.saturating_sub(3))),
                None => (text, Some(bad)),
            }
        }
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
    fn a_schema_declares_its_keys() {
        let mut sources = Sources::new();
        let id = sources.add("schemas/site.schema.json", br#"{"properties": {"key": {"type": "string"}}}"#.to_vec());
        assert_eq!(sources.get(id).masked(), []);
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
