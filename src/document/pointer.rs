//! Finds the place that a JSON pointer names: the schema validator speaks in pointers.
//! What is wrong at the place is `schema`'s business.

use super::node::{Kind, Node};
use crate::text::Span;

/// What a pointer leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found<'a> {
    /// The key, when the last step went into a mapping.
    pub key: Option<Span>,
    /// The value.
    pub value: Span,
    /// The value itself.
    pub node: &'a Node,
}

/// Follows a JSON pointer (RFC 6901); `None` when it leads nowhere. The empty pointer is the root.
pub fn find<'a>(root: &'a Node, pointer: &str) -> Option<Found<'a>> {
    let mut found = Found { key: None, value: root.span, node: root };
    if pointer.is_empty() {
        return Some(found);
    }
    for step in pointer.strip_prefix('/')?.split('/') {
        found = match &found.node.kind {
            Kind::Map(_) => {
                let key = step.replace("~1", "/").replace("~0", "~");
                let entry = found.node.entry(&key)?;
                Found { key: Some(entry.key.span), value: entry.value.span, node: &entry.value }
            }
            Kind::List(items) => {
                let node = items.get(index(step)?)?;
                Found { key: None, value: node.span, node }
            }
            Kind::Scalar(_) => return None,
        };
    }
    Some(found)
}

/// An index has no sign and no leading zero.
fn index(step: &str) -> Option<usize> {
    let plain = step.bytes().all(|b| b.is_ascii_digit()) && (step == "0" || !step.starts_with('0'));
    if plain { step.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sink;
    use crate::text::Sources;

    #[test]
    fn pointers_lead_to_keys_and_values() {
        let mut sources = Sources::new();
        let (_, tree) =
            crate::document::load(&mut sources, "site.yaml", b"site:\n  a/b: [x, { y~z: 1 }]\n".to_vec(), &mut Sink::new());
        let root = tree.unwrap().root;
        let text = |pointer: &str| {
            let found = find(&root, pointer)?;
            Some((found.key.map(|k| sources.text(k)), sources.text(found.value)))
        };
        assert_eq!(text("/site/a~1b/0"), Some((None, "x")));
        assert_eq!(text("/site/a~1b/1/y~0z"), Some((Some("y~z"), "1")));
        assert_eq!(text("/site/a~1b").map(|t| t.0), Some(Some("a/b")));
        assert_eq!(text("").map(|t| t.0), Some(None));
        for nowhere in ["/", "site", "/site/x", "/site/a~1b/2", "/site/a~1b/01", "/site/a~1b/+1", "/site/a~1b/0/z"] {
            assert_eq!(text(nowhere), None, "{nowhere}");
        }
    }
}
