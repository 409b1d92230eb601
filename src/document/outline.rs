//! Shows the mask every scalar of a document with its key, and what lies between them. Also what is in no tree: values of keys that were
//! refused, and what an anchor keeps for its aliases. What is secret is the mask's business.

use std::collections::HashMap;
use std::ops::Range;

use super::node::{Document, Entry, Kind, Node};
use crate::text::Span;
use crate::text::mask::{Leaf, Marks, of_pair};

/// What reading a text showed besides its tree.
#[derive(Debug, Default)]
pub struct Outline {
    /// Keys that were refused, and values under such keys, each with its key where that is known.
    pub(super) dropped: Vec<(Option<String>, Node)>,
    /// Where aliases stand, and where what they name does.
    pub(super) uses: Vec<(Span, Span)>,
    /// Where further documents begin, which nobody reads.
    pub(super) rest: Option<usize>,
}

impl Outline {
    /// Whether anything is said in two places.
    pub(super) fn has_aliases(&self) -> bool {
        !self.uses.is_empty()
    }
}

/// Which keys of a kind of document are names that its author gave, so that they say nothing about the value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    None,
    Policy,
    Tests,
}

/// Marks everything secret in a text that was read.
pub(super) fn mark<'a>(marks: &mut Marks<'a>, text: &'a str, name: &str, document: Option<&Document>, outline: &Outline) {
    let root = document.map(|d| &d.root);
    let names = match root.and_then(|root| root.get("kind")).and_then(Node::text) {
        Some("policy") => Names::Policy,
        Some("tests") => Names::Tests,
        _ => Names::None,
    };
    let uses = outline.uses.iter().map(|(alias, value)| (alias.start, *value)).collect();
    let schema = root.and_then(|root| root.get("$schema")).and_then(Node::text);
    let declares = name.ends_with(".schema.json") || schema.is_some_and(|url| url.contains("json-schema.org/"));
    let mut walk =
        Walk { marks, written: text, names, declares, uses, covered: Vec::new(), secret: Vec::new(), shared: Vec::new() };
    walk.shared = walk.shared_secrets(root, &outline.dropped);
    if let Some(root) = root {
        walk.node(root, At::default());
    }
    for (key, node) in &outline.dropped {
        let secret = key.as_deref().is_some_and(|key| walk.marks.is_secret(key));
        walk.node(node, At { key: key.as_deref(), secret, ..At::default() });
    }
    walk.gaps(outline.rest);
}

/// Where a node stands.
#[derive(Clone, Copy, Default)]
struct At<'n> {
    key: Option<&'n str>,
    /// It is secret whatever it looks like.
    secret: bool,
    /// Its key is a name.
    named: bool,
    above: Above<'n>,
}

/// The keys above a key, the nearest first.
#[derive(Clone, Copy, Default)]
struct Above<'n> {
    key: &'n str,
    depth: usize,
    top: &'n str,
    expects: bool,
}

struct Walk<'m, 'a> {
    marks: &'m mut Marks<'a>,
    written: &'a str,
    names: Names,
    /// A schema: its keys are declared rather than used.
    declares: bool,
    uses: HashMap<u32, Span>,
    covered: Vec<Range<usize>>,
    /// From secret keys to the ends of their values.
    secret: Vec<Range<usize>>,
    /// What is secret where an alias uses it.
    shared: Vec<Span>,
}

impl Walk<'_, '_> {
    fn node<'n>(&mut self, node: &'n Node, at: At<'n>) {
        if self.uses.contains_key(&node.span.start) && node.span.end > node.span.start && self.is_alias(node) {
            self.covered.push(range(node.span));
            return;
        }
        match &node.kind {
            // The name of an alias that names nothing: somebody meant a text that begins with `*`.
            Kind::Scalar(scalar) if scalar.plain && scalar.text.is_empty() && node.span.end > node.span.start + 1 => {
                let name = self.written.get(node.span.start as usize + 1..node.span.end as usize).unwrap_or_default();
                let leaf = Leaf { written: node.span.start as usize + 1..node.span.end as usize, text: name, plain: true };
                self.covered.push(range(node.span));
                self.scalar(&leaf, node.span, at);
            }
            Kind::Scalar(scalar) => {
                let leaf = Leaf { written: range(node.span), text: &scalar.text, plain: scalar.plain };
                self.covered.push(range(node.span));
                self.scalar(&leaf, node.span, at);
            }
            Kind::List(items) => self.list(items, at),
            Kind::Map(entries) => {
                let pair = pair(entries).filter(|(name, _)| self.marks.is_secret(name)).map(|(_, value)| value);
                for (n, entry) in entries.iter().enumerate() {
                    self.entry(entry, at, pair == Some(n));
                }
            }
        }
    }

    /// An alias stands where its node does; the values it copies stand elsewhere.
    fn is_alias(&self, node: &Node) -> bool {
        self.uses.get(&node.span.start).is_some_and(|value| *value != node.span)
    }

    fn list<'n>(&mut self, items: &'n [Node], at: At<'n>) {
        let mut within = false;
        for item in items {
            let text = item.text().unwrap_or_default();
            let (opens, closes) = (text.contains("PRIVATE KEY") && text.contains("-BEGIN "), text.contains("-END "));
            self.node(item, At { secret: at.secret || within || opens, ..at });
            within = (within || opens) && !closes;
        }
    }

    fn entry<'n>(&mut self, entry: &'n Entry, at: At<'n>, value_of_pair: bool) {
        let key = entry.key.text.as_str();
        self.covered.push(range(entry.key.span));
        let leaf = Leaf { written: range(entry.key.span), text: key, plain: false };
        self.marks.key(&leaf);
        let named = self.declares || self.is_name(at.above);
        let by_key = !named && self.marks.is_secret(key);
        // In a policy a secret fact may be asked whether it exists, and may be compared with other facts.
        let below = at.secret && (self.names != Names::Policy || compares(key));
        let secret = value_of_pair || below || (by_key && !matches!(entry.value.kind, Kind::Scalar(_)));
        if secret || by_key {
            self.secret.push(entry.key.span.start as usize..entry.value.span.end.max(entry.key.span.end) as usize);
        }
        let above = Above {
            key,
            depth: at.above.depth + 1,
            top: if at.above.depth == 0 { key } else { at.above.top },
            expects: at.above.expects || key == "expect",
        };
        self.node(&entry.value, At { key: Some(key), secret, named, above });
    }

    fn is_name(&self, above: Above<'_>) -> bool {
        match self.names {
            Names::None => false,
            Names::Policy => {
                let declared = (above.depth == 1 && above.top == "params") || (above.depth == 2 && above.top == "vocabulary");
                declared || matches!(above.key, "with" | "each" | "for_each" | "lints")
            }
            Names::Tests => above.expects || above.key == "params",
        }
    }

    fn scalar(&mut self, leaf: &Leaf<'_>, span: Span, at: At<'_>) {
        let shared = self.shared.iter().any(|s| s.start <= span.start && span.end <= s.end);
        match (at.key, shared) {
            (_, true) => self.marks.value(leaf, None, true),
            (Some(key), _) if at.named && !at.secret => self.marks.named(leaf, key),
            (key, _) => self.marks.value(leaf, key, at.secret),
        }
    }

    /// The values that are secret because an alias uses them under a secret key, also where that key was refused.
    fn shared_secrets(&mut self, root: Option<&Node>, dropped: &[(Option<String>, Node)]) -> Vec<Span> {
        let mut shared = Vec::new();
        if self.uses.is_empty() {
            return shared;
        }
        let mut open: Vec<(&Node, bool)> = root.map(|root| (root, false)).into_iter().collect();
        for (key, node) in dropped {
            open.push((node, key.as_deref().is_some_and(|key| self.marks.is_secret(key))));
        }
        while let Some((node, secret)) = open.pop() {
            if let Some(value) = self.uses.get(&node.span.start).filter(|_| secret && self.is_alias(node)) {
                shared.push(*value);
            }
            match &node.kind {
                Kind::Scalar(_) => {}
                Kind::List(items) => open.extend(items.iter().map(|item| (item, secret))),
                Kind::Map(entries) => {
                    let pair = pair(entries).filter(|(name, _)| self.marks.is_secret(name)).map(|(_, value)| value);
                    for (n, entry) in entries.iter().enumerate() {
                        open.push((&entry.value, secret || pair == Some(n) || self.marks.is_secret(&entry.key.text)));
                    }
                }
            }
        }
        shared
    }

    /// Comments, and everything else that is no scalar.
    fn gaps(mut self, rest: Option<usize>) {
        let text = self.written;
        let end = rest.unwrap_or(text.len()).min(text.len());
        self.covered.sort_unstable_by_key(|r| (r.start, r.end));
        self.secret.sort_unstable_by_key(|r| r.start);
        let mut secret = self.secret.iter().peekable();
        let (mut at, mut within) = (0, 0);
        for covered in self.covered.iter().cloned().chain(std::iter::once(end..end)) {
            let gap = at..covered.start.min(end);
            at = at.max(covered.end);
            if gap.start >= gap.end {
                continue;
            }
            while let Some(next) = secret.next_if(|s| s.start < gap.start) {
                within = within.max(next.end);
            }
            // Behind a value, what stands on its line is beside it.
            let line = text.get(gap.clone()).and_then(|t| t.find(['\n', '\r'])).map_or(gap.end, |n| gap.start + n);
            let near = if within > gap.start { gap.end } else { line };
            if within >= gap.start && within > 0 {
                self.marks.between(gap.start..near, true);
                self.marks.between(near..gap.end, false);
            } else {
                self.marks.between(gap, false);
            }
        }
        if let Some(rest) = rest {
            self.marks.unread(rest.min(text.len())..text.len());
        }
    }
}

/// The operators whose operand would be the secret itself.
fn compares(operator: &str) -> bool {
    !matches!(operator, "fact" | "exists" | "stated" | "empty" | "count" | "at_least" | "at_most" | "more_than" | "less_than")
        && !matches!(operator, "older_than" | "newer_than" | "within" | "at" | "where")
}

/// `{ name: API_TOKEN, value: … }`: the name in it, and which entry holds the value.
fn pair(entries: &[Entry]) -> Option<(&str, usize)> {
    let value = entries.iter().position(|e| of_pair(&e.key.text).1)?;
    let name = entries.iter().find(|e| of_pair(&e.key.text).0)?;
    Some((name.value.text()?, value))
}

fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}
