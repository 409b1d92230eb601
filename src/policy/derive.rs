//! The names of derived conclusions, collected from all rules before any of them is read: `derived.NAME` needs them.
//! Reading the effects themselves is left to `effect`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::{Kind, Node};
use crate::text::{Span, wording};

/// The derived conclusions of the rules, and whether each is concluded `of` something.
pub(super) fn names<'a>(rules: impl Iterator<Item = &'a Node>, sink: &mut Sink) -> BTreeMap<Arc<str>, bool> {
    let mut found: BTreeMap<Arc<str>, (bool, Span)> = BTreeMap::new();
    for effect in rules.filter_map(|rule| rule.get("then")).flat_map(effects) {
        let Some(node) = effect.get("derive") else { continue };
        let Some(name) = node.text().filter(|t| is_name(t)) else { continue };
        let of = effect.get("of").is_some_and(|of| !of.is_null());
        match found.get(name) {
            Some((other, first)) if *other != of => sink.push(
                Diagnostic::new(Code::WrongType, format!("{} is concluded both of something and of nothing", wording::quote(name)))
                    .at(node.span, if of { "of something" } else { "of nothing" })
                    .at(*first, if of { "of nothing" } else { "of something" })
                    .help("add `of:` to both, or use two names"),
            ),
            Some(_) => {}
            None => drop(found.insert(Arc::from(name), (of, node.span))),
        }
    }
    found.into_iter().map(|(name, (of, _))| (name, of)).collect()
}

/// The effects of a `then`: one mapping, or a list of them.
pub(super) fn effects(then: &Node) -> &[Node] {
    match &then.kind {
        Kind::List(effects) => effects,
        _ => std::slice::from_ref(then),
    }
}

/// Whether a derived conclusion may be called so: it must be one segment of a path.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_'))
}
