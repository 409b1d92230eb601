//! Lays what a case sets over its base: records by key, lists of records by `id`, everything else replaced.
//! Every value keeps its own place, so that an explanation points into the suite or into the file of the base.

use crate::document::{Entry, Kind, Node};

/// The base with the other value laid over it.
pub(super) fn over(base: &Node, set: &Node) -> Node {
    match (&base.kind, &set.kind) {
        (Kind::Map(below), Kind::Map(above)) => Node { span: base.span, kind: Kind::Map(map(below, above)) },
        (Kind::List(below), Kind::List(above)) => match list(below, above) {
            Some(elements) => Node { span: base.span, kind: Kind::List(elements) },
            None => set.clone(),
        },
        _ => set.clone(),
    }
}

fn map(below: &[Entry], above: &[Entry]) -> Vec<Entry> {
    let mut out = below.to_vec();
    for entry in above {
        match out.iter_mut().find(|e| e.key.text == entry.key.text) {
            // What the case writes is what somebody looks for: its key stands for the value.
            Some(known) => *known = Entry { key: entry.key.clone(), value: over(&known.value, &entry.value) },
            None => out.push(entry.clone()),
        }
    }
    out
}

/// Two lists of records that all have an `id`; none for others, which are replaced.
fn list(below: &[Node], above: &[Node]) -> Option<Vec<Node>> {
    let all_named = |list: &[Node]| !list.is_empty() && list.iter().all(|n| id(n).is_some());
    if !all_named(below) || !all_named(above) {
        return None;
    }
    let mut out = below.to_vec();
    for element in above {
        match out.iter_mut().find(|n| id(n) == id(element)) {
            Some(known) => *known = over(known, element),
            None => out.push(element.clone()),
        }
    }
    Some(out)
}

fn id(node: &Node) -> Option<&str> {
    node.get("id").and_then(Node::text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sink;
    use crate::document::load;
    use crate::facts::change::shown;
    use crate::text::Sources;

    fn laid(base: &str, set: &str) -> String {
        let mut sources = Sources::new();
        let mut read = |name: &str, text: &str| {
            let (_, tree) = load(&mut sources, name, text.as_bytes().to_vec(), &mut Sink::new());
            tree.unwrap().root
        };
        let (base, set) = (read("base.yaml", base), read("suite.yaml", set));
        shown(&over(&base, &set))
    }

    #[test]
    fn records_are_laid_over_by_key() {
        assert_eq!(laid("a: { b: 1, c: 2 }", "a: { c: 3, d: 4 }"), "{ a: { b: 1, c: 3, d: 4 } }");
    }

    #[test]
    fn lists_of_records_are_laid_over_by_id() {
        assert_eq!(
            laid("w: [{ id: a, on: 1 }, { id: b }]", "w: [{ id: b, on: 2 }, { id: c }]"),
            "{ w: [{ id: a, on: 1 }, { id: b, on: 2 }, { id: c }] }"
        );
    }

    #[test]
    fn other_values_are_replaced() {
        assert_eq!(laid("w: [a, b]", "w: [c]"), "{ w: [c] }");
        assert_eq!(laid("w: [{ id: a }]", "w: []"), "{ w: [] }");
        assert_eq!(laid("w: [{ name: a }]", "w: [{ name: b }]"), "{ w: [{ name: b }] }");
        assert_eq!(laid("w: { a: 1 }", "w: unknown"), "{ w: unknown }");
    }
}
