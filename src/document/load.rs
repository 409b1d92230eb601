//! The one way by which a document comes in: parsed once, masked by what was read, the unmasked text gone when it returns.
//! What is secret is said by `text::mask`, which scalars there are by `outline`; reading files is left to `project`.

use super::node::{Document, Kind, Node};
use super::outline::{self, Outline};
use super::parse::{self, parse};
use crate::diagnostic::{Diagnostic, Sink};
use crate::text::mask::Pieces;
use crate::text::raw::wipe;
use crate::text::{Raw, RawText, Source, SourceId, Sources};

/// Adds a document: its text becomes a masked source, and what was read of it is given, masked as well. Problems go to the sink; there is
/// no tree when the text could not be read to its end.
pub fn load(sources: &mut Sources, name: &str, bytes: Vec<u8>, sink: &mut Sink) -> (SourceId, Option<Document>) {
    load_raw(sources, name, Raw::new(bytes), sink)
}

/// The same for bytes that are kept to be written back.
pub fn load_raw(sources: &mut Sources, name: &str, raw: Raw, sink: &mut Sink) -> (SourceId, Option<Document>) {
    let raw = RawText::of(raw);
    let (id, mut found) = (sources.next_id(), Sink::new());
    let (mut document, outline) = parse::read(raw.reveal(), name, id, raw.bad_utf8(), &mut found);
    let pieces = marked(sources, name, &raw, document.as_ref(), outline.as_ref());
    if pieces.is_empty() {
        sources.add_marked(name, raw, pieces);
        sink.append(found);
        return (id, document);
    }
    // Problems are told in words of the masked text, and a text that is folded or escaped is read as it stands now.
    let again = pieces.must_be_read_again() || !found.is_empty() || outline.is_none_or(|o| o.has_aliases());
    sources.add_marked(name, raw, pieces);
    if !again {
        if let Some(document) = &mut document {
            replace(&mut document.root, sources.get(id));
        }
        return (id, document);
    }
    if let Some(document) = document {
        forget(document);
    }
    let mut told = Sink::new();
    let document = parse(sources, id, &mut told);
    let alike = told.len() == found.len() && told.iter().zip(found.iter()).all(|(a, b)| a.code == b.code);
    if alike {
        sink.append(told);
        return (id, document);
    }
    // Masking must not cure a mistake or make one: what was wrong before is said without the words that may be secret.
    let failed = found.has_errors();
    found.iter().for_each(|problem| sink.push(without_words(problem)));
    (id, document.filter(|_| !failed))
}

fn marked(sources: &Sources, name: &str, raw: &RawText, document: Option<&Document>, outline: Option<&Outline>) -> Pieces {
    let mut marks = sources.marks(raw);
    match outline {
        Some(outline) => outline::mark(&mut marks, raw.reveal(), name, document, outline),
        None => marks.unread(0..raw.reveal().len()),
    }
    marks.finish()
}

/// Puts masked text into the scalars that stand on masked bytes.
fn replace(node: &mut Node, source: &Source) {
    let span = node.span;
    match &mut node.kind {
        Kind::Scalar(scalar) => masked_text(span, scalar.plain, &mut scalar.text, source),
        Kind::List(items) => items.iter_mut().for_each(|item| replace(item, source)),
        Kind::Map(entries) => {
            for entry in entries {
                masked_text(entry.key.span, false, &mut entry.key.text, source);
                replace(&mut entry.value, source);
            }
        }
    }
}

fn masked_text(span: crate::text::Span, plain: bool, text: &mut String, source: &Source) {
    if !source.is_masked(span) {
        return;
    }
    let written = source.text().get(span.start as usize..span.end as usize).unwrap_or_default();
    let inner = ['"', '\''].iter().find_map(|q| written.strip_prefix(*q)?.strip_suffix(*q)).filter(|_| !plain);
    wipe(text);
    inner.unwrap_or(written).clone_into(text);
}

/// Overwrites the texts of a tree that is no longer needed.
fn forget(document: Document) {
    let mut open = vec![document.root];
    while let Some(node) = open.pop() {
        match node.kind {
            Kind::Scalar(mut scalar) => wipe(&mut scalar.text),
            Kind::List(items) => open.extend(items),
            Kind::Map(entries) => {
                for mut entry in entries {
                    wipe(&mut entry.key.text);
                    open.push(entry.value);
                }
            }
        }
    }
}

fn without_words(problem: &Diagnostic) -> Diagnostic {
    let mut said = Diagnostic::new(problem.code, "the document can't be read, and what is wrong would show a secret");
    said.severity = problem.severity;
    for label in &problem.labels {
        said = said.at(label.span, "here");
    }
    said.help("put the secret in quotes, or take it out")
}

#[cfg(test)]
mod tests;
