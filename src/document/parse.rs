//! Text to tree: JSON by our own reader, everything else through the events of the YAML parser, which is named here only.
//! How syntax errors are worded is left to `syntax`, the other problems to `problems`.

use super::json;
use super::node::{Document, Entry, Key, Kind, Node, Scalar};
use super::outline::Outline;
use super::problems::{self, DEEPEST, MOST_ALIASED, MOST_NODES, MOST_PROBLEMS};
use super::syntax::{self, Slip};
use crate::diagnostic::{Diagnostic, Sink, limits};
use crate::text::printable::uncoloured;
use crate::text::{SourceId, Sources, Span};
use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, StructureStyle};
use std::collections::HashMap;

/// The tree of a source. Problems go to the sink; there is no tree when the text could not be read to its end.
pub fn parse(sources: &Sources, id: SourceId, sink: &mut Sink) -> Option<Document> {
    let source = sources.get(id);
    read(source.text(), source.file(), id, source.bad_utf8(), sink).0
}

/// The tree of a text that is to become a source, and what else reading it showed; that is none when the text could not be read to its end.
pub(super) fn read(
    text: &str,
    name: &str,
    id: SourceId,
    bad_utf8: Option<usize>,
    sink: &mut Sink,
) -> (Option<Document>, Option<Outline>) {
    if let Some(at) = bad_utf8 {
        sink.push(problems::not_utf8(id, text, name, at));
        return (None, None);
    }
    let json = |sink: &mut Sink| {
        let mut outline = Outline::default();
        let document = json::read(text, id, &mut outline.dropped, sink);
        let outline = document.is_some().then_some(outline);
        (document, outline)
    };
    let named_json = name.to_ascii_lowercase().ends_with(".json");
    if named_json && !text.trim().is_empty() {
        return json(sink);
    }
    if let Some(at) = text.bytes().position(|b| (b < b' ' && !matches!(b, b'\t' | b'\n' | b'\r')) || b == 0x7f) {
        sink.push(problems::control_character(id, at, text.as_bytes().get(at).copied().unwrap_or_default()));
        return (None, None);
    }
    if text.trim_start().starts_with(['{', '[']) {
        let mut found = Sink::new();
        // A flow mapping of YAML begins the same way; what JSON says about it is of no use then.
        if let (Some(document), outline) = json(&mut found) {
            sink.append(found);
            return (Some(document), outline);
        }
    }
    let mut builder = Builder::new(text, id, sink);
    if builder.run().is_none() {
        return (None, None);
    }
    let Builder { root, aliases, later, mut outline, .. } = builder;
    outline.rest = later.first().map(|span| span.start as usize);
    if !later.is_empty() {
        sink.push(problems::several_documents(&later));
    }
    match root {
        Some(root) if !is_nothing(&root) => (Some(Document { root, aliases }), Some(outline)),
        _ => {
            sink.push(problems::empty(id, text, name));
            (None, Some(outline))
        }
    }
}

/// A document of which only `---` was written.
fn is_nothing(root: &Node) -> bool {
    root.span.is_empty() && root.is_null()
}

/// Builds the tree from events. `None` from a step means that reading can't go on.
struct Builder<'a> {
    text: &'a str,
    id: SourceId,
    sink: &'a mut Sink,
    problems: usize,
    frames: Vec<Frame>,
    root: Option<Node>,
    aliases: Vec<Span>,
    /// Complete anchored values, with how many values they hold and how deep they are.
    anchors: HashMap<usize, Anchored>,
    names: Vec<String>,
    /// Values added by aliases, and values kept for later aliases.
    expanded: usize,
    kept: usize,
    nodes: usize,
    documents: usize,
    later: Vec<Span>,
    outline: Outline,
}

enum Anchored {
    Value { node: Node, size: usize, depth: usize },
    TooLarge,
}

struct Frame {
    start: usize,
    flow: bool,
    anchor: usize,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, key: Option<Pending>, seen: HashMap<String, usize> },
}

/// A key that waits for its value.
enum Pending {
    Good(Key),
    /// The key was refused; its value is read and dropped. Its text, where it has one.
    Dropped(Option<String>),
}

impl<'a> Builder<'a> {
    fn new(text: &'a str, id: SourceId, sink: &'a mut Sink) -> Self {
        Self {
            text,
            id,
            sink,
            problems: 0,
            frames: Vec::new(),
            root: None,
            aliases: Vec::new(),
            anchors: HashMap::new(),
            names: Vec::new(),
            expanded: 0,
            kept: 0,
            nodes: 0,
            documents: 0,
            later: Vec::new(),
            outline: Outline::default(),
        }
    }

    fn run(&mut self) -> Option<()> {
        let options = granit_parser::options! {
            emit_comments: false,
            emit_anchor_events: true,
            emit_unresolved_aliases: true,
            flow_nesting_limit: 4 * DEEPEST,
            block_nesting_limit: 4 * DEEPEST,
        };
        for event in Parser::new_from_str_with_options(self.text, options) {
            match event {
                Ok((event, span)) => {
                    let range = span.byte_range().unwrap_or_default();
                    let start = self.text.floor_char_boundary(range.start);
                    let end = self.text.floor_char_boundary(range.end.max(start));
                    let tag = span.tag_span().and_then(|t| t.byte_range()).map(|r| self.span(r.start, r.end));
                    self.event(event, start, end, tag)?;
                }
                // What follows the first document is not read anyway.
                Err(_) if self.documents > 1 => break,
                Err(error) => {
                    let at = error.marker().byte_offset().unwrap_or_default();
                    let problem = match slip(error.kind()) {
                        Some(slip) => syntax::explain(self.text, self.id, at, slip, &error.info()),
                        None => problems::too_deep(self.span(at, at)),
                    };
                    self.report(problem);
                    return None;
                }
            }
        }
        Some(())
    }

    fn event(&mut self, event: Event<'_>, start: usize, end: usize, tag: Option<Span>) -> Option<()> {
        if let Event::DocumentStart(..) = event {
            self.documents += 1;
            if self.documents > 1 {
                self.later.push(self.span(start, end));
            }
            return Some(());
        }
        if self.documents > 1 {
            return Some(());
        }
        if let Some(tag) = tag {
            let written = self.text.get(tag.start as usize..tag.end as usize).unwrap_or_default();
            self.report(problems::tag(written, tag));
        }
        match event {
            Event::Scalar(text, style, anchor, _) => {
                self.count(start, end)?;
                self.check_indent(start, end);
                let node = self.scalar(&text, style, start, end);
                self.anchored(anchor, &node, start)?;
                self.complete(node);
            }
            Event::SequenceStart(style, anchor, _) => {
                self.open(style, anchor, start, end, Content::List(Vec::new()))?;
            }
            Event::MappingStart(style, anchor, _) => {
                let content = Content::Map { entries: Vec::new(), key: None, seen: HashMap::new() };
                self.open(style, anchor, start, end, content)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(end)?,
            Event::Alias(anchor) => self.alias(anchor, start, end)?,
            Event::UnresolvedAlias(name) => {
                let place = self.span(start, end);
                // A name is suggested to those who read it; looking for one among many costs too much to do it for everyone.
                let known = if self.problems < limits::SHOWN.most { self.names.as_slice() } else { &[] };
                let problem = problems::unknown_alias(&name, place, known);
                self.report(problem);
                self.complete(nothing(place));
            }
            Event::Anchor(_, name) => self.names.push(name.into_owned()),
            _ => {}
        }
        Some(())
    }

    fn open(&mut self, style: StructureStyle, anchor: usize, start: usize, end: usize, content: Content) -> Option<()> {
        self.count(start, end)?;
        self.check_indent(start, end);
        if self.frames.len() >= DEEPEST {
            let place = self.span(start, end);
            self.report(problems::too_deep(place));
            return None;
        }
        self.frames.push(Frame { start, flow: style == StructureStyle::Flow, anchor, content });
        Some(())
    }

    fn close(&mut self, end: usize) -> Option<()> {
        let frame = self.frames.pop()?;
        let (kind, last) = match frame.content {
            Content::List(items) => {
                let last = items.last().map(|n| n.span.end);
                (Kind::List(items), last)
            }
            Content::Map { entries, .. } => {
                let last = entries.last().map(|e| e.value.span.end.max(e.key.span.end));
                (Kind::Map(entries), last)
            }
        };
        // The parser ends a block collection where the next thing begins; it ends with its last child.
        let end = if frame.flow { end } else { last.map_or(frame.start, |n| n as usize) };
        let node = Node { span: self.span(frame.start, end.max(frame.start)), kind };
        self.anchored(frame.anchor, &node, frame.start)?;
        self.complete(node);
        Some(())
    }

    fn scalar(&self, text: &str, style: ScalarStyle, start: usize, end: usize) -> Node {
        let plain = style == ScalarStyle::Plain;
        if plain && start == end {
            let at = self.after_colon().unwrap_or(start);
            return nothing(self.span(at, at));
        }
        let block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
        let written = self.text.get(start..end).unwrap_or_default();
        let end = if block { start + written.trim_end().len() } else { end };
        Node { span: self.span(start, end), kind: Kind::Scalar(Scalar { text: uncoloured(text), plain }) }
    }

    /// The byte behind the colon of the key that waits for a value.
    fn after_colon(&self) -> Option<usize> {
        let Content::Map { key: Some(Pending::Good(key)), .. } = &self.frames.last()?.content else {
            return None;
        };
        let end = key.span.end as usize;
        let rest = self.text.get(end..)?;
        let blanks = rest.len() - rest.trim_start().len();
        Some(if rest.get(blanks..)?.starts_with(':') { end + blanks + 1 } else { end })
    }

    fn alias(&mut self, anchor: usize, start: usize, end: usize) -> Option<()> {
        let place = self.span(start, end);
        self.count(start, end)?;
        self.aliases.push(place);
        if matches!(self.frames.last().map(|f| &f.content), Some(Content::Map { key: None, .. })) {
            self.report(problems::complex_key("an alias", place));
            self.put_key(Pending::Dropped(None));
            return Some(());
        }
        let node = match self.anchors.get(&anchor) {
            None => {
                self.report(problems::alias_of_itself(place));
                nothing(place)
            }
            Some(Anchored::Value { node, size, depth }) if self.expanded + size <= MOST_ALIASED => {
                if self.frames.len() + depth > DEEPEST {
                    self.report(problems::too_deep(place));
                    return None;
                }
                self.outline.uses.push((place, node.span));
                let node = Node { span: place, kind: node.kind.clone() };
                self.expanded += size;
                self.nodes += size;
                node
            }
            Some(_) => {
                self.report(problems::alias_budget(place));
                return None;
            }
        };
        self.complete(node);
        Some(())
    }

    /// Keeps a value for the aliases that may name it.
    fn anchored(&mut self, anchor: usize, node: &Node, start: usize) -> Option<()> {
        if anchor == 0 {
            return Some(());
        }
        let (size, depth) = measure(node);
        let entry = if size > MOST_ALIASED {
            Anchored::TooLarge
        } else {
            self.kept += size;
            if self.kept > 10 * MOST_ALIASED {
                let place = self.span(start, start);
                self.report(problems::alias_budget(place));
                return None;
            }
            Anchored::Value { node: node.clone(), size, depth }
        };
        self.anchors.insert(anchor, entry);
        Some(())
    }

    /// Puts a complete value where it belongs: root, element, key or value of a key.
    fn complete(&mut self, node: Node) {
        match self.frames.last_mut().map(|f| &mut f.content) {
            None => self.root = self.root.take().or(Some(node)),
            Some(Content::List(items)) => items.push(node),
            Some(Content::Map { entries, key, .. }) => match key.take() {
                Some(Pending::Good(key)) => entries.push(Entry { key, value: node }),
                Some(Pending::Dropped(key)) => self.outline.dropped.push((key, node)),
                None => {
                    let pending = self.read_key(node);
                    self.put_key(pending);
                }
            },
        }
    }

    fn put_key(&mut self, pending: Pending) {
        if let Some(Content::Map { key, .. }) = self.frames.last_mut().map(|f| &mut f.content) {
            *key = Some(pending);
        }
    }

    fn read_key(&mut self, node: Node) -> Pending {
        let span = node.span;
        let problem = match &node.kind {
            Kind::List(_) => problems::complex_key("a list", span),
            Kind::Map(_) => problems::complex_key("a mapping", span),
            Kind::Scalar(scalar) if scalar.plain && span.is_empty() => problems::empty_key(span),
            Kind::Scalar(scalar) if scalar.plain && scalar.text == "<<" => problems::merge_key(span),
            Kind::Scalar(scalar) => {
                let Some(Content::Map { entries, seen, .. }) = self.frames.last_mut().map(|f| &mut f.content) else {
                    return Pending::Dropped(None);
                };
                match first_place(entries, seen, &scalar.text) {
                    Some(first) => problems::duplicate_key(&scalar.text, span, first),
                    None => return Pending::Good(Key { text: scalar.text.clone(), span }),
                }
            }
        };
        self.report(problem);
        let key = match &node.kind {
            Kind::Scalar(scalar) => Some(scalar.text.clone()),
            _ => None,
        };
        self.outline.dropped.push((None, node));
        Pending::Dropped(key)
    }

    fn check_indent(&mut self, start: usize, end: usize) {
        if start == end && self.text.as_bytes().get(start).is_none_or(|b| matches!(b, b'\n' | b'\r')) {
            return;
        }
        if self.frames.last().is_some_and(|f| f.flow) {
            return;
        }
        let before = self.text.get(..start).unwrap_or_default();
        let indent = before.len() - before.trim_end_matches([' ', '\t']).len();
        let opens_line = before.len() == indent || before.get(..before.len() - indent).is_some_and(|b| b.ends_with(['\n', '\r']));
        let blank = before.get(before.len() - indent..).unwrap_or_default();
        if let (true, Some(tab)) = (opens_line, blank.find('\t')) {
            let at = start - indent + tab;
            let place = self.span(at, at + 1);
            if self.sink.iter().last().is_none_or(|d| d.labels.first().map(|l| l.span) != Some(place)) {
                self.report(problems::tab_indent(place));
            }
        }
    }

    fn count(&mut self, start: usize, end: usize) -> Option<()> {
        self.nodes += 1;
        if self.problems > MOST_PROBLEMS {
            let place = self.span(start, end);
            self.sink.push(problems::too_many_problems(place));
            return None;
        }
        if self.nodes <= MOST_NODES {
            return Some(());
        }
        let place = self.span(start, end);
        self.report(problems::too_many_nodes(place));
        None
    }

    fn report(&mut self, problem: Diagnostic) {
        self.problems += 1;
        if self.problems <= MOST_PROBLEMS {
            self.sink.push(problem);
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.id, start, end)
    }
}

/// Where a key was written before. A small mapping is searched; a large one is remembered in `seen`.
pub(super) fn first_place(entries: &[Entry], seen: &mut HashMap<String, usize>, key: &str) -> Option<Span> {
    const SMALL: usize = 16;
    if entries.len() < SMALL {
        return entries.iter().find(|e| e.key.text == key).map(|e| e.key.span);
    }
    // Entries that were added since the last look.
    for (n, entry) in entries.iter().enumerate().skip(seen.len()) {
        seen.insert(entry.key.text.clone(), n);
    }
    seen.get(key).and_then(|n| entries.get(*n)).map(|e| e.key.span)
}

fn nothing(span: Span) -> Node {
    Node { span, kind: Kind::Scalar(Scalar { text: String::new(), plain: true }) }
}

/// How many values a node holds, itself included, and how many levels of collections.
fn measure(node: &Node) -> (usize, usize) {
    let children: Vec<(usize, usize)> = match &node.kind {
        Kind::Scalar(_) => return (1, 0),
        Kind::List(items) => items.iter().map(measure).collect(),
        Kind::Map(entries) => entries.iter().map(|e| measure(&e.value)).collect(),
    };
    let size = children.iter().map(|c| c.0).sum::<usize>();
    let depth = children.iter().map(|c| c.1).max().unwrap_or_default();
    (size + 1, depth + 1)
}

/// The parser's error in our terms; `None` for its own limit on nesting.
fn slip(kind: &ErrorKind) -> Option<Slip> {
    use ErrorKind as E;
    Some(match kind {
        E::RecursionLimitExceeded => return None,
        E::UnclosedQuotedScalar | E::InvalidQuotedScalarIndent | E::DocumentIndicatorInQuotedScalar => Slip::OpenQuote,
        E::InvalidTrailingSingleQuotedScalar => Slip::BehindQuote('\''),
        E::InvalidTrailingDoubleQuotedScalar => Slip::BehindQuote('"'),
        E::UnknownQuotedScalarEscape
        | E::InvalidQuotedScalarHexEscape
        | E::InvalidLowSurrogateHexEscape
        | E::InvalidLowSurrogate
        | E::MissingLowSurrogate
        | E::UnpairedLowSurrogate
        | E::InvalidUnicodeEscape => Slip::Escape,
        E::UnclosedFlowCollection { .. } | E::UnexpectedEofFlowSequence | E::UnexpectedEofFlowMapping => Slip::OpenBracket,
        E::UnexpectedEofImplicitFlowMapping
        | E::ExpectedFlowMappingSeparator
        | E::ExpectedFlowSequenceSeparator
        | E::InvalidFlowScalarIndent
        | E::BlockEntryInFlowCollection
        | E::FlowMappingValueAdjacentCollection
        | E::PlainScalarStartsWithDashFlowIndicator
        | E::InvalidColonPlacement => Slip::InBrackets,
        E::MismatchedFlowCollectionEnd { open, close } => Slip::WrongBracket { open: *open, close: *close },
        E::MisplacedFlowCollectionEnd => Slip::StrayBracket,
        E::MappingValueNotAllowed | E::InvalidMappingValueWhitespace => Slip::Colon,
        E::SimpleKeyExpected | E::InvalidSimpleKey => Slip::NoKey,
        E::ExpectedBlockMappingKey | E::InvalidIndentation | E::MappingKeyNotAllowed => Slip::AmongKeys,
        E::ExpectedBlockSequenceEntry => Slip::AmongItems,
        E::BlockSequenceEntryNotAllowed => Slip::ListOnKeyLine,
        E::InvalidBlockEntryWhitespace => Slip::NoKey,
        E::UnexpectedCharacter { character } => Slip::Character(*character),
        E::TabNotAllowed | E::TabInBlockIndentation | E::TabInIndentation | E::TabInPlainScalar | E::TabAtBlockScalarStart => {
            Slip::Tab
        }
        E::CommentNotSeparated => Slip::Comment,
        E::CommentInterceptedScalar => Slip::CommentInText,
        E::MissingAnchorOrAliasName => Slip::NoName,
        E::InvalidBlockScalarHeader | E::ZeroBlockScalarIndent => Slip::BlockHeader,
        E::InvalidBlockScalarIndent => Slip::BlockIndent,
        _ => Slip::Other,
    })
}

#[cfg(test)]
mod tests;
