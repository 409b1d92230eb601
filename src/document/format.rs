//! The layout of a YAML text: indentation, spaces, blank lines and line ends. White space is replaced by white space, nothing else is
//! touched, and what is read again must be what was read before. Which files are formatted is left to `cli`.

mod comments;
mod gaps;
mod layout;
mod tokens;

use super::edit::Splice;
use super::node::{Document, Kind, Node};
use super::parse;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::text::{SourceId, Sources, Span};
use tokens::{Token, What};

/// A text with its layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formatted {
    /// The bytes of the file, with what is secret in them: to be written, never to be shown.
    pub bytes: Vec<u8>,
    /// The same as a source, masked.
    pub source: SourceId,
}

/// Why a text is left as it is.
#[derive(Clone, Copy, Debug)]
struct Refusal {
    at: usize,
    why: &'static str,
}

impl Refusal {
    fn new(at: usize, why: &'static str) -> Self {
        Self { at, why }
    }
}

/// Formats a file of which the masked text is a source that was read, and `bytes` the content. The formatted text becomes a source of
/// its own. The problem says why a text can't be formatted.
pub fn format(sources: &mut Sources, id: SourceId, document: &Document, bytes: &[u8]) -> Result<Formatted, Box<Diagnostic>> {
    let source = sources.get(id);
    let problem = |refusal: Refusal| {
        let problem = Diagnostic::new(Code::Unformattable, "the document can't be formatted");
        Box::new(problem.at(Span::new(id, refusal.at, refusal.at), refusal.why).help("format it by hand; it is left as it is"))
    };
    let text = source.text();
    let mark: &[u8] = "\u{feff}".as_bytes();
    let (mark, bytes) = bytes.strip_prefix(mark).map_or((&[][..], bytes), |rest| (mark, rest));
    let marks = tokens::tokens(text, document).map_err(problem)?;
    let splices = splices(text, &document.root, &marks);
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    for splice in &splices {
        let is_blank = bytes.get(splice.start..splice.end).is_some_and(|b| b.iter().all(u8::is_ascii_whitespace));
        let Some(kept) = bytes.get(at..splice.start).filter(|_| is_blank) else {
            return Err(problem(Refusal::new(splice.start, "a secret goes on over this line break")));
        };
        out.extend_from_slice(kept);
        out.extend_from_slice(splice.text.as_bytes());
        at = splice.end;
    }
    out.extend_from_slice(bytes.get(at..).unwrap_or_default());
    if ends_in_returns(bytes) {
        out = with_returns(&out);
    }
    let name = source.name().to_owned();
    let copy = sources.add(&name, out.clone());
    let mut sink = Sink::new();
    let again = parse(sources, copy, &mut sink).filter(|_| !sink.has_errors());
    let Some(again) = again else {
        return Err(problem(Refusal::new(0, "with the usual layout it could not be read any more")));
    };
    let difference = difference(sources, &document.root, &again.root).or_else(|| {
        let found = tokens::tokens(sources.get(copy).text(), &again).map_err(|_| 0);
        found.map_or_else(Some, |found| marks_differ(sources, (id, &marks), (copy, &found)))
    });
    match difference {
        None => Ok(Formatted { bytes: [mark, &out].concat(), source: copy }),
        Some(at) => Err(problem(Refusal::new(at, "with the usual layout this would say something else"))),
    }
}

/// Whether the lines of a file end in a carriage return and a line feed: the first one decides, as it does in editors.
fn ends_in_returns(bytes: &[u8]) -> bool {
    let end = bytes.iter().position(|b| *b == b'\n');
    end.and_then(|end| bytes.get(end.checked_sub(1)?)) == Some(&b'\r')
}

/// The bytes with a carriage return before each line feed.
fn with_returns(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 16);
    for byte in bytes {
        if *byte == b'\n' && out.last() != Some(&b'\r') {
            out.push(b'\r');
        }
        out.push(*byte);
    }
    out
}

/// The splices that give a text its layout.
fn splices(text: &str, root: &Node, marks: &[Token]) -> Vec<Splice> {
    let layout = layout::layout(marks);
    let blanks = blanks(text, root, marks, &layout);
    gaps::splices(text, marks, &layout, &blanks)
}

/// The tokens before which a blank line belongs: where a rule of a policy begins, with its comments, unless it and the one before it are
/// lines.
fn blanks(text: &str, root: &Node, marks: &[Token], layout: &layout::Layout) -> Vec<usize> {
    let written = |token: Option<&Token>| token.and_then(|t| text.get(t.start..t.end)).unwrap_or_default();
    let rules =
        root.get("rules").filter(|_| root.get("kind").and_then(Node::text) == Some("policy")).map_or(&[][..], Node::elements);
    let long = |n: usize| {
        let rule = rules.get(n).map(|r| r.span);
        rule.and_then(|s| text.get(s.start as usize..s.end as usize)).is_some_and(|t| t.contains('\n'))
    };
    let dashes = layout.elements.iter().filter(|(_, key)| written(marks.get(*key)) == "rules").map(|(dash, _)| *dash);
    let before = |(n, dash): (usize, usize)| {
        if n == 0 || !(long(n - 1) || long(n)) {
            return None;
        }
        let leads = |m: &usize| {
            let indent = |n: usize| layout.indent.get(n);
            marks.get(*m).is_some_and(|t| t.what == What::Comment && t.first) && indent(*m) == indent(dash)
        };
        let first = (0..dash).rev().take_while(leads).last().unwrap_or(dash);
        Some(first)
    };
    dashes.enumerate().filter_map(before).collect()
}

/// Where two trees differ, in the first of them.
fn difference(sources: &Sources, a: &Node, b: &Node) -> Option<usize> {
    let here = Some(a.span.start as usize);
    match (&a.kind, &b.kind) {
        (Kind::Scalar(x), Kind::Scalar(y)) => {
            // Where a secret stood its name may have changed, as its length did.
            let secret = |node: &Node| sources.get(node.span.source).is_masked(node.span);
            let same = x == y || (x.plain == y.plain && secret(a) && secret(b));
            if same { None } else { here }
        }
        (Kind::List(x), Kind::List(y)) if x.len() == y.len() => x.iter().zip(y).find_map(|(x, y)| difference(sources, x, y)),
        (Kind::Map(x), Kind::Map(y)) if x.len() == y.len() => x.iter().zip(y).find_map(|(x, y)| {
            let key = (x.key.text != y.key.text).then_some(x.key.span.start as usize);
            key.or_else(|| difference(sources, &x.value, &y.value))
        }),
        _ => here,
    }
}

/// Where two texts differ in their marks, comments among them, in the first of them.
fn marks_differ(sources: &Sources, a: (SourceId, &[Token]), b: (SourceId, &[Token])) -> Option<usize> {
    let written = |id: SourceId, token: &Token| sources.get(id).text().get(token.start..token.end).unwrap_or_default();
    let same = |x: &Token, y: &Token| {
        let mut pair = written(a.0, x).split_whitespace().zip(written(b.0, y).split_whitespace());
        x.what == y.what && (x.what != What::Comment || pair.all(|(x, y)| x == y))
    };
    let differs = a.1.iter().zip(b.1).find(|(x, y)| !same(x, y)).map(|(x, _)| x.start);
    differs.or((a.1.len() != b.1.len()).then_some(0))
}

#[cfg(test)]
mod tests;
