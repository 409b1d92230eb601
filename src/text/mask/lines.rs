//! Looks through lines of text that no parser has read: broken documents, comments, texts within a value. It errs on the side of masking.
//! What stands on one line is found by `prose`; here is only what goes on over several.

use std::ops::Range;

use super::prose::{self, Open, Until};
use super::values::looks_used;
use super::view::View;
use super::words::{self, Words};

/// What a secret's name above leaves open.
#[derive(Clone, Copy)]
struct Region {
    column: usize,
    until: Until,
    /// No line of it was seen yet.
    fresh: bool,
}

/// Finds the secrets behind names of secrets in these lines of a text, each a range without its break. `near` says that a secret stands
/// around them.
pub(super) fn find(
    text: &str,
    lines: impl Iterator<Item = Range<usize>>,
    words: &Words,
    near: bool,
    found: &mut Vec<Range<usize>>,
) {
    let mut body = Stream { text, words, near, region: None, pair: 0 };
    // What was commented out is read as if it were not, and apart from what stands around it.
    let mut comments = Stream { text, words, near, region: None, pair: 0 };
    for line in lines {
        let content = text.get(line.clone()).unwrap_or_default().trim_start_matches([' ', '\t']);
        if content.trim().is_empty() {
            continue;
        }
        if content.starts_with('#') {
            comments.feed(line.end - content.len() + 1..line.end, found);
        } else {
            comments.region = None;
            body.feed(line, found);
        }
    }
}

/// Lines that belong together.
struct Stream<'a> {
    text: &'a str,
    words: &'a Words,
    near: bool,
    region: Option<Region>,
    /// For so many lines a value may follow of which a name above says that it is secret.
    pair: u8,
}

impl Stream<'_> {
    fn feed(&mut self, line: Range<usize>, found: &mut Vec<Range<usize>>) {
        let body = self.text.get(line.clone()).unwrap_or_default();
        let indent = body.len() - body.trim_start_matches([' ', '\t']).len();
        let inner = line.start + indent..line.start + body.trim_end().len();
        if inner.start >= inner.end {
            return;
        }
        let here = Here { text: self.text, line: line.start, inner: inner.clone() };
        if let Some(region) = self.region {
            let taken = here.take(region, found);
            self.region = taken.left;
            if taken.all {
                return;
            }
        }
        if let Some(open) = self.value_of_pair(inner.clone(), found) {
            self.region = Some(Region { column: indent, until: open, fresh: true });
            return;
        }
        // `? token`, whose value comes behind a colon on the next line.
        let asked = self.text.get(inner.clone()).and_then(|t| t.strip_prefix("? "));
        if let Some(Open { name, until }) = prose::line(self.text, inner, self.words, self.near, found) {
            self.region = Some(Region { column: name.saturating_sub(line.start), until, fresh: true });
        } else if asked.is_some_and(|key| self.words.is_named(unquoted(key))) {
            self.region = Some(Region { column: indent, until: Until::Indent, fresh: true });
        }
    }
}

impl Stream<'_> {
    /// `name: API_TOKEN` and, on this line or one of the next, `value: …`. Gives how far the value goes on below.
    fn value_of_pair(&mut self, line: Range<usize>, found: &mut Vec<Range<usize>>) -> Option<Until> {
        let text = self.text.get(line.clone())?;
        let mut named = self.pair > 0;
        self.pair = self.pair.saturating_sub(1);
        let signs: Vec<usize> = text.match_indices(':').map(|(at, _)| at).take(MOST_PAIRS).collect();
        for (n, sign) in signs.iter().enumerate() {
            let before = text.get(..*sign).unwrap_or_default().trim_end();
            let key = before.rsplit([' ', '{', ',', '[', '(']).next().unwrap_or_default().trim_matches(['"', '\'']);
            let next = signs.get(n + 1).copied().unwrap_or(text.len());
            let value = text.get(sign + 1..next).unwrap_or_default();
            if words::names_another(key) {
                let end = value.find([',', '}', '#']).unwrap_or(value.len());
                let name = unquoted(value.get(..end).unwrap_or_default());
                named |= self.words.is_named(&plain(name));
                self.pair = if self.words.is_named(&plain(name)) { 3 } else { self.pair };
            } else if named && words::holds_named(key) {
                self.pair = 0;
                let from = line.start + sign + 1;
                let end = text.get(sign + 1..).and_then(|rest| rest.find(['}', ','])).map_or(line.end, |n| from + n);
                let said = self.text.get(from..end).unwrap_or_default().trim();
                if matches!(said, "|" | "|-" | ">" | ">-" | "|+" | ">+" | "") {
                    return Some(Until::Indent);
                }
                prose::every_word(self.text, from..end, found);
            }
        }
        None
    }
}

/// Most pairs of a line that are looked at for a name and its value.
const MOST_PAIRS: usize = 64;

/// A name with its escapes resolved.
fn plain(name: &str) -> String {
    View::of(name).map_or_else(|| name.to_owned(), |view| view.text.clone())
}

/// One line below a secret's name.
struct Here<'a> {
    text: &'a str,
    line: usize,
    inner: Range<usize>,
}

/// What became of a line.
struct Taken {
    left: Option<Region>,
    /// Nothing else on the line is to be looked at.
    all: bool,
}

impl Here<'_> {
    fn body(&self) -> &str {
        self.text.get(self.inner.clone()).unwrap_or_default()
    }

    fn indent(&self) -> usize {
        self.inner.start - self.line
    }

    /// Masks what of this line belongs to the value of a secret's name above.
    fn take(&self, region: Region, found: &mut Vec<Range<usize>>) -> Taken {
        let body = self.body();
        let over = Taken { left: None, all: false };
        let stays = Taken { left: Some(Region { fresh: false, ..region }), all: true };
        match region.until {
            Until::Indent if self.is_inside(region) => {
                self.mask_value(found);
                stays
            }
            // `:` alone, or with the sign of a block of text: the value is still to come.
            Until::Indent
                if region.fresh && body.starts_with([':', '=']) && body.len() <= 6 && !body.contains(char::is_alphanumeric) =>
            {
                Taken { left: Some(region), all: true }
            }
            Until::Indent if region.fresh && self.is_value() => {
                self.mask_value(found);
                Taken { left: None, all: true }
            }
            Until::Indent => over,
            Until::Bracket(_) | Until::Quote(_)
                if self.indent() <= region.column && is_key(body) && !body.starts_with(['"', '\'']) =>
            {
                over
            }
            Until::Bracket(depth) => {
                let mut open = depth;
                let end = body.bytes().position(|b| {
                    open = match b {
                        b'{' | b'[' => open + 1,
                        b'}' | b']' => open - 1,
                        _ => open,
                    };
                    open == 0
                });
                let stop = end.map_or(self.inner.end, |n| self.inner.start + n);
                prose::every_word(self.text, self.inner.start..stop, found);
                let left = end.is_none().then_some(Region { until: Until::Bracket(open), fresh: false, ..region });
                Taken { all: true, left }
            }
            Until::Quote(quote) => {
                let end = body.bytes().position(|b| b == quote);
                let stop = end.map_or(self.inner.end, |n| self.inner.start + n);
                found.push(self.inner.start..stop);
                Taken { left: end.is_none().then_some(Region { fresh: false, ..region }), all: true }
            }
        }
    }

    /// Indented deeper than the key, or an element of a list at its column.
    fn is_inside(&self, region: Region) -> bool {
        self.indent() > region.column || (self.indent() == region.column && self.body().starts_with("- "))
    }

    /// A value that stands on a line of its own without being indented, as in JSON.
    fn is_value(&self) -> bool {
        let body = self.body();
        body.starts_with([':', '=']) || (!is_key(body) && !body.starts_with(['}', ']', ',']))
    }

    fn mask_value(&self, found: &mut Vec<Range<usize>>) {
        let mut start = self.inner.start;
        // The dashes of lists stay, and a key that is plainly one.
        while let Some(rest) = self.text.get(start..self.inner.end)
            && (rest.starts_with("- ") || rest.starts_with("? ") || rest.starts_with(": "))
        {
            start += rest.len() - rest.get(2..).unwrap_or_default().trim_start().len();
        }
        let rest = self.text.get(start..self.inner.end).unwrap_or_default();
        let key = rest.find(": ").or_else(|| rest.ends_with(':').then(|| rest.len() - 1)).filter(|n| {
            let key = unquoted(rest.get(..*n).unwrap_or_default());
            !key.contains(' ') && !looks_used(key)
        });
        let from = start + key.map_or(0, |n| n + 1);
        prose::every_word(self.text, from..self.inner.end, found);
    }
}

/// Whether a line begins with a word and a colon.
fn is_key(line: &str) -> bool {
    let line = line.trim_start_matches("- ");
    if let Some(quote) = line.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let close = line.get(1..).and_then(|rest| rest.find(quote));
        return close.and_then(|n| line.get(n + 2..)).is_some_and(|rest| rest.trim_start().starts_with(':'));
    }
    let key = line.split_once(": ").map(|(key, _)| key).or_else(|| line.strip_suffix(':'));
    key.is_some_and(|key| !key.is_empty() && key.len() <= 80 && !key.contains(['{', '[', '"', ',', '(']))
}

fn unquoted(key: &str) -> &str {
    key.trim().trim_matches(['"', '\''])
}

/// Lines that go on over the break, each run with the line it begins on: a sentence that was folded.
pub(super) fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut before: Option<Range<usize>> = None;
    let mut open = false;
    for line in lines_of(text) {
        let body = text.get(line.clone()).unwrap_or_default().trim();
        let goes_on = !body.is_empty() && !body.starts_with(['#', '?']) && !body.starts_with("- ") && !is_key(body);
        match (&before, goes_on) {
            (Some(_), true) if open => {
                if let Some(last) = out.last_mut() {
                    last.end = line.end;
                }
            }
            (Some(first), true) => {
                out.push(first.start..line.end);
                open = true;
            }
            _ => open = false,
        }
        before = (!body.is_empty()).then_some(line);
    }
    out
}

/// The lines of a text without their breaks.
pub(super) fn lines_of(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    text.split_inclusive(['\n', '\r']).map(move |line| {
        let start = at;
        at += line.len();
        start..start + line.trim_end_matches(['\n', '\r']).len()
    })
}
