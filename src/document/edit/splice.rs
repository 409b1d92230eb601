//! The splices that may do an edit, likeliest first; the editor takes the first that reads back as meant.
//! How values are written is `write`'s business.

use super::write::{self, Style};
use super::{Edit, Step};
use crate::document::node::{Kind, Node};
use crate::text::Masked;

/// Bytes that give place to others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Splice {
    /// The first byte that goes.
    pub start: usize,
    /// One past the last that goes.
    pub end: usize,
    /// What comes.
    pub text: String,
}

impl Splice {
    fn new(start: usize, end: usize, text: impl Into<String>) -> Self {
        Self { start, end, text: text.into() }
    }

    /// The text with the splice done; none where its bounds don't fit.
    pub fn on(&self, text: &Masked) -> Option<Masked> {
        text.spliced(self.start, self.end, &self.text)
    }
}

/// The splices that may do the edit.
pub(super) fn candidates(text: &str, root: &Node, edit: &Edit, json: bool) -> Vec<Splice> {
    let json = json || (text.trim_start().starts_with('{') && serde_json::from_str::<serde_json::Value>(text).is_ok());
    let at = Place { text, json };
    let mut node = root;
    for (n, step) in edit.steps.iter().enumerate() {
        let rest = edit.steps.get(n + 1..).unwrap_or_default();
        let last = rest.is_empty();
        let next = match step {
            Step::Key(name) => node.entry(name).map(|e| &e.value),
            Step::Element(place) => node.elements().get(*place),
            Step::Append => None,
        };
        match (next, &edit.to) {
            (Some(_), None) if last => return at.removed(node, step),
            (Some(next), _) => node = next,
            (None, None) => return Vec::new(),
            (None, Some(to)) => {
                let value = write::wrapped(rest, to);
                return match (&node.kind, step) {
                    (Kind::Map(_), Step::Key(name)) => at.key_added(node, name, &value),
                    (Kind::List(_), Step::Append) => at.element_added(node, &value),
                    (Kind::Scalar(_), _) => at.replaced(node, &write::wrapped(edit.steps.get(n..).unwrap_or_default(), to)),
                    _ => Vec::new(),
                };
            }
        }
    }
    match &edit.to {
        Some(to) => at.replaced(node, to),
        None => Vec::new(),
    }
}

struct Place<'a> {
    text: &'a str,
    json: bool,
}

impl Place<'_> {
    fn flow(&self, node: &Node) -> String {
        write::flow(node, if self.json { Style::Json } else { Style::Yaml })
    }

    fn key(&self, name: &str) -> String {
        write::text(name, if self.json { Style::Json } else { Style::Yaml })
    }

    fn bounds(node: &Node) -> (usize, usize) {
        (node.span.start as usize, node.span.end as usize)
    }

    /// Where the node ends, blank space behind it left out.
    fn end(&self, node: &Node) -> usize {
        let (start, end) = Self::bounds(node);
        start + self.text.get(start..end).unwrap_or_default().trim_end().len()
    }

    fn line_start(&self, at: usize) -> usize {
        self.text.get(..at).and_then(|t| t.rfind('\n')).map_or(0, |n| n + 1)
    }

    /// The end of the line of `at`, its break left out.
    fn line_end(&self, at: usize) -> usize {
        self.text.get(at..).and_then(|t| t.find('\n')).map_or(self.text.len(), |n| at + n)
    }

    /// The line with its break, or the end of the text.
    fn after_line(&self, at: usize) -> usize {
        (self.line_end(at) + 1).min(self.text.len())
    }

    fn is_flow(&self, node: &Node) -> bool {
        let first = self.text.as_bytes().get(node.span.start as usize);
        matches!((&node.kind, first), (Kind::Map(_), Some(b'{')) | (Kind::List(_), Some(b'[')))
    }

    /// The spaces that stand before `at` on its line, with a dash of a list counted as one.
    fn column(&self, at: usize) -> usize {
        self.text.get(self.line_start(at)..at).unwrap_or_default().chars().count()
    }

    fn replaced(&self, node: &Node, to: &Node) -> Vec<Splice> {
        let (start, end) = (Self::bounds(node).0, self.end(node));
        let value = self.flow(to);
        if node.span.is_empty() {
            // Just after its colon or dash.
            return vec![Splice::new(start, start, format!(" {value}")), Splice::new(start, start, value)];
        }
        let mut out = vec![Splice::new(start, end, value.clone())];
        // A block stands on lines of its own: its value moves up behind the colon.
        if let Some(before) = self.text.get(..start) {
            let colon = before.trim_end().len();
            if colon < start {
                out.push(Splice::new(colon, end, format!(" {value}")));
            }
        }
        // The indicator of a block scalar stands before its content.
        let before = self.text.get(..start).unwrap_or_default().trim_end();
        if let Some(indicator) = before.get(self.line_start(before.len())..).and_then(|line| line.rfind(['|', '>'])) {
            out.push(Splice::new(self.line_start(before.len()) + indicator, end, value.clone()));
        }
        out.push(Splice::new(start, Self::bounds(node).1, format!("{value}\n")));
        out
    }

    fn key_added(&self, map: &Node, name: &str, value: &Node) -> Vec<Splice> {
        let (start, end) = Self::bounds(map);
        let pair = format!("{}: {}", self.key(name), self.flow(value));
        let Some(last) = map.entries().last() else {
            return vec![
                Splice::new(start, self.end(map), format!("{{ {pair} }}")),
                Splice::new(start, end, format!("{{ {pair} }}")),
            ];
        };
        if self.is_flow(map) {
            return self.flow_added(map, self.end(&last.value).max(last.key.span.end as usize), &pair);
        }
        let Some(first) = map.entries().first() else { return Vec::new() };
        let column = self.column(first.key.span.start as usize);
        let indent = " ".repeat(column);
        let behind = self.end(&last.value).max(last.key.span.end as usize);
        let block = write::block(name, value, column);
        let line_end = self.line_end(behind);
        let at_end = Splice::new(line_end, line_end, format!("\n{block}"));
        let after_value = self.after_line(Self::bounds(&last.value).1);
        let before = first.key.span.start as usize;
        vec![
            at_end,
            Splice::new(line_end, line_end, format!("\n{indent}{pair}")),
            Splice::new(after_value, after_value, format!("{block}\n")),
            Splice::new(before, before, format!("{}\n{indent}", block.trim_start())),
        ]
    }

    fn flow_added(&self, node: &Node, behind: usize, what: &str) -> Vec<Splice> {
        let close = self.end(node).saturating_sub(1);
        let inner = self.text.get(behind..close).unwrap_or_default();
        let mut out = vec![Splice::new(behind, behind, format!(", {what}"))];
        if let Some(comma) = inner.find(',') {
            let at = behind + comma + 1;
            out.insert(0, Splice::new(at, at, format!(" {what}")));
        }
        out.push(Splice::new(close, close, format!(", {what} ")));
        out
    }

    fn element_added(&self, list: &Node, value: &Node) -> Vec<Splice> {
        let (start, end) = Self::bounds(list);
        let text = self.flow(value);
        let Some(last) = list.elements().last() else {
            return vec![Splice::new(start, self.end(list), format!("[{text}]")), Splice::new(start, end, format!("[{text}]"))];
        };
        let behind = self.end(last);
        if self.is_flow(list) {
            return self.flow_added(list, behind, &text);
        }
        let Some(dash) = self.dash(list.elements().first().unwrap_or(last)) else { return Vec::new() };
        let indent = " ".repeat(self.column(dash));
        let line_end = self.line_end(behind);
        let after = self.after_line(Self::bounds(last).1);
        let before = self.line_start(dash);
        vec![
            Splice::new(line_end, line_end, format!("\n{indent}- {text}")),
            Splice::new(after, after, format!("{indent}- {text}\n")),
            Splice::new(before, before, format!("{indent}- {text}\n")),
        ]
    }

    /// The dash before an element of a block list.
    fn dash(&self, element: &Node) -> Option<usize> {
        let start = element.span.start as usize;
        let before = self.text.get(..start)?;
        before.rfind('-').filter(|dash| before.get(dash + 1..).is_some_and(|between| between.trim().is_empty()))
    }

    fn removed(&self, node: &Node, step: &Step) -> Vec<Splice> {
        // Where each part begins and ends, in order.
        let parts: Vec<(usize, usize)> = match &node.kind {
            Kind::Map(entries) => {
                entries.iter().map(|e| (e.key.span.start as usize, self.end(&e.value).max(e.key.span.end as usize))).collect()
            }
            Kind::List(elements) => elements
                .iter()
                .map(|e| {
                    let from =
                        if self.is_flow(node) { e.span.start as usize } else { self.dash(e).unwrap_or(e.span.start as usize) };
                    (from, self.end(e))
                })
                .collect(),
            Kind::Scalar(_) => return Vec::new(),
        };
        let place = match step {
            Step::Key(name) => node.entries().iter().position(|e| e.key.text == *name),
            Step::Element(place) => Some(*place),
            Step::Append => None,
        };
        let Some((place, (from, to))) = place.and_then(|n| Some((n, *parts.get(n)?))) else { return Vec::new() };
        let before = place.checked_sub(1).and_then(|n| parts.get(n)).map(|p| p.1);
        let next = parts.get(place + 1).map(|p| p.0);
        let (start, _) = Self::bounds(node);
        let empty = if matches!(node.kind, Kind::Map(_)) { "{}" } else { "[]" };
        let mut out = Vec::new();
        if parts.len() == 1 {
            out.push(Splice::new(start, self.end(node), empty));
            let colon = self.text.get(..start).unwrap_or_default().trim_end().len();
            out.push(Splice::new(colon, self.end(node), format!(" {empty}")));
            return out;
        }
        if self.is_flow(node) {
            out.extend(before.map(|before| Splice::new(before, to, "")));
            out.extend(next.map(|next| Splice::new(from, next, "")));
            return out;
        }
        out.push(Splice::new(self.line_start(from), self.after_line(to), ""));
        out.extend(next.map(|next| Splice::new(from, next, "")));
        out.extend(before.map(|before| Splice::new(self.line_end(before), self.line_end(to), "")));
        out.extend(next.map(|next| Splice::new(self.line_start(from), self.line_start(next), "")));
        out
    }
}
