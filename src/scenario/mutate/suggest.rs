//! The case that a survivor lacks: what it sets over the base of a suite, what it takes away, what it expects, as YAML.
//! Facts and expectation come from a search that evaluated them.

use serde_json::{Map, Value as Json, json};

use super::seen::{Expectation, Told};
use crate::decision::Target;
use crate::document::write::{plain, to_yaml};
use crate::document::{Entry, Kind, Node};
use crate::facts::change::{node, shown};
use crate::facts::{FactDocument, FactKind, FactPath};
use crate::scenario::expect::{Because, Expect, Named, Standing, WantedDecision, WantedVerdict, What, Word};
use crate::text::Span;
use crate::value::Instant;

/// What a case changes of the base of its suite.
#[derive(Clone, Debug, Default)]
pub struct Laid {
    /// The moment, where it is another.
    pub now: Option<Instant>,
    /// What it sets, by kind of document.
    pub set: Vec<(FactKind, Node)>,
    /// What it takes away then.
    pub unset: Vec<FactPath>,
}

/// What must be laid over a base so that these documents come of it.
pub fn laid(base: &[FactDocument], base_now: Option<Instant>, documents: &[FactDocument], now: Instant) -> Laid {
    let mut out = Laid { now: (base_now != Some(now)).then_some(now), ..Laid::default() };
    for document in documents {
        let mut unset = Vec::new();
        let set = match base.iter().find(|d| d.kind == document.kind) {
            Some(below) => over(&below.root, &document.root, &FactPath { kind: document.kind, steps: Vec::new() }, &mut unset),
            None => Some(document.root.clone()),
        };
        if let Some(root) = set.map(without_kind).filter(|root| !root.entries().is_empty()) {
            out.set.push((document.kind, root));
        }
        out.unset.extend(unset);
    }
    out
}

fn without_kind(mut root: Node) -> Node {
    if let Kind::Map(entries) = &mut root.kind {
        entries.retain(|e| e.key.text != "kind");
    }
    root
}

/// What is to be set at a place so that it says what the new node says; none where it does already.
fn over(base: &Node, new: &Node, path: &FactPath, unset: &mut Vec<FactPath>) -> Option<Node> {
    let below = |name: &str| path.child(name);
    match (&base.kind, &new.kind) {
        (Kind::Map(old), Kind::Map(entries)) => {
            let gone = old.iter().filter(|e| !entries.iter().any(|n| n.key.text == e.key.text));
            unset.extend(gone.filter(|e| e.key.text != "kind").map(|e| below(&e.key.text)));
            let mut out: Vec<Entry> = Vec::new();
            for entry in entries {
                let value = match old.iter().find(|e| e.key.text == entry.key.text) {
                    Some(known) => over(&known.value, &entry.value, &below(&entry.key.text), unset),
                    None => Some(entry.value.clone()),
                };
                out.extend(value.map(|value| Entry { key: entry.key.clone(), value }));
            }
            (!out.is_empty()).then_some(Node { span: new.span, kind: Kind::Map(out) })
        }
        (Kind::List(old), Kind::List(elements)) if all_named(old) && all_named(elements) => {
            let gone = old.iter().filter_map(id).filter(|known| !elements.iter().filter_map(id).any(|n| n == *known));
            unset.extend(gone.map(below));
            let mut out: Vec<Node> = Vec::new();
            for element in elements {
                let Some(name) = id(element) else { continue };
                match old.iter().find(|e| id(e) == Some(name)) {
                    Some(known) => out.extend(over(known, element, &below(name), unset).map(|changed| with_id(changed, element))),
                    None => out.push(element.clone()),
                }
            }
            (!out.is_empty()).then_some(Node { span: new.span, kind: Kind::List(out) })
        }
        _ => (shown(base) != shown(new)).then(|| new.clone()),
    }
}

fn with_id(mut changed: Node, element: &Node) -> Node {
    if let (Kind::Map(entries), Some(id)) = (&mut changed.kind, element.entry("id"))
        && !entries.iter().any(|e| e.key.text == "id")
    {
        entries.insert(0, id.clone());
    }
    changed
}

fn all_named(list: &[Node]) -> bool {
    !list.is_empty() && list.iter().all(|n| id(n).is_some())
}

fn id(node: &Node) -> Option<&str> {
    node.get("id").and_then(Node::text)
}

/// What a case expects, so that it can be run.
pub fn expect(wanted: &Expectation, span: Span) -> Expect {
    let word = |text: &str| Word { text: text.into(), span };
    let mut out = Expect::nothing(span);
    match wanted {
        Expectation::Decision(target, rules, told) => {
            let mut decision = decision(target, rules, false, span);
            match told {
                Some(Told::Certain(certain)) => decision.certain = Some((*certain, span)),
                Some(Told::Strength(text)) => decision.strength = Some(word(text)),
                Some(Told::By(text)) => decision.by = Some(word(text)),
                Some(Told::Items(items)) => decision.items = Some((items.iter().map(|i| word(i)).collect(), span)),
                None => {}
            }
            out.decisions.push(decision);
        }
        Expectation::Exactly(target, rules) => out.decisions.push(decision(target, rules, true, span)),
        Expectation::NotRule(name) => out.not.push(Named { what: What::Rule(name.as_str().into()), span }),
        Expectation::Not(target) => out.not.push(Named { what: What::Decision(target.clone()), span }),
        Expectation::State(state, name) => {
            let standing = Standing::ALL.into_iter().find(|s| s.name() == *state);
            let what = match Target::parse(name) {
                Ok(target) => What::Decision(target),
                Err(_) => What::Rule(name.as_str().into()),
            };
            out.states.extend(standing.map(|s| (s, Named { what, span })));
        }
        Expectation::Unknown(path) => out.unknown = Some((path.iter().map(|p| word(p)).collect(), span)),
        Expectation::Verdict(text) => {
            let (name, certain) = match text.as_str() {
                "hold-by-precaution" => ("hold", Some(false)),
                "certain-hold" => ("hold", Some(true)),
                other => (other, None),
            };
            let verdict = crate::decision::Verdict::parse(name);
            out.verdict = verdict.map(|verdict| WantedVerdict { verdict, certain, span });
        }
    }
    out
}

/// A decision in force because of rules: these and no others, or these among others.
fn decision(target: &Target, rules: &[String], exact: bool, span: Span) -> WantedDecision {
    let rules: Vec<Word> = rules.iter().map(|rule| Word { text: rule.as_str().into(), span }).collect();
    WantedDecision {
        target: target.clone(),
        span,
        because: (!rules.is_empty()).then_some(Because { rules, exact, span }),
        certain: None,
        strength: None,
        by: None,
        items: None,
        of: None,
    }
}

/// The case as an element of `cases`, indented to stand there.
pub fn yaml(name: &str, laid: &Laid, wanted: &Expectation) -> String {
    let mut case = Map::new();
    case.insert("name".to_owned(), json!(name));
    if let Some(now) = laid.now {
        case.insert("now".to_owned(), json!(now.iso()));
    }
    if !laid.set.is_empty() {
        let set: Map<String, Json> = laid.set.iter().map(|(kind, root)| (kind.name().to_owned(), plain(root))).collect();
        case.insert("set".to_owned(), Json::Object(set));
    }
    if !laid.unset.is_empty() {
        case.insert("unset".to_owned(), json!(laid.unset.iter().map(ToString::to_string).collect::<Vec<_>>()));
    }
    case.insert("expect".to_owned(), expected(wanted));
    let text = to_yaml(&json!([case]));
    text.lines().map(|line| format!("  {line}\n")).collect()
}

fn expected(wanted: &Expectation) -> Json {
    match wanted {
        Expectation::Decision(target, rules, told) => {
            let target = target.to_string();
            let mut said = Map::new();
            if !rules.is_empty() {
                said.insert("includes".to_owned(), json!(rules));
            }
            match told {
                Some(Told::Certain(certain)) => drop(said.insert("certain".to_owned(), json!(certain))),
                Some(Told::Strength(word)) => drop(said.insert("strength".to_owned(), json!(word))),
                Some(Told::By(word)) => drop(said.insert("by".to_owned(), json!(word))),
                Some(Told::Items(items)) => drop(said.insert("items".to_owned(), json!(items))),
                None if rules.is_empty() => return json!({ "decisions": { target: true } }),
                None => {}
            }
            json!({ "decisions": { target: said } })
        }
        Expectation::Exactly(target, rules) => json!({ "decisions": { target.to_string(): rules } }),
        Expectation::Not(target) => json!({ "not": [target.to_string()] }),
        Expectation::NotRule(name) => json!({ "not": [name] }),
        Expectation::State(state, name) => json!({ *state: [name] }),
        Expectation::Verdict(word) => json!({ "verdict": word }),
        Expectation::Unknown(path) => json!({ "unknown": path.iter().collect::<Vec<_>>() }),
    }
}

/// A suite's base with a case laid over it.
pub fn lay(base: &[FactDocument], laid: &Laid, span: Span) -> Vec<FactDocument> {
    let mut out = base.to_vec();
    for (kind, set) in &laid.set {
        match out.iter_mut().find(|d| d.kind == *kind) {
            Some(below) => below.root = crate::scenario::overlay::over(&below.root, set),
            None => {
                let mut root = set.clone();
                if let Kind::Map(entries) = &mut root.kind {
                    let key = crate::document::Key { text: "kind".to_owned(), span };
                    entries.insert(0, Entry { key, value: node(kind.name(), span) });
                }
                out.push(FactDocument { kind: *kind, root });
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sink;
    use crate::document::load;
    use crate::text::Sources;

    fn document(text: &str) -> FactDocument {
        let mut sources = Sources::new();
        let (_, tree) = load(&mut sources, "site.yaml", text.as_bytes().to_vec(), &mut Sink::new());
        FactDocument { kind: FactKind::Site, root: tree.unwrap().root }
    }

    /// What is set and taken away so that the second text comes of the first; laid over it again it does.
    fn between(base: &str, new: &str) -> (String, Vec<String>) {
        let (base, new) = ([document(base)], [document(new)]);
        let laid = laid(&base, None, &new, Instant::from_unix(0));
        let set: Vec<String> = laid.set.iter().map(|(_, root)| shown(root)).collect();
        (set.concat(), laid.unset.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn only_what_differs_is_set_and_taken_away() {
        let base = "kind: site\nid: a\nbackup: { files: true, database: true }\nerrors: [{ id: e1, class: host }, { id: e2 }]\n";
        let new = "kind: site\nid: a\nbackup: { files: false }\nerrors: [{ id: e1, class: plugin }, { id: e3 }]\n";
        let (set, unset) = between(base, new);
        assert_eq!(set, "{ backup: { files: false }, errors: [{ id: e1, class: plugin }, { id: e3 }] }");
        assert_eq!(unset, ["site.backup.database", "site.errors.e2"]);
        assert_eq!(between(base, base), (String::new(), Vec::new()));
        // A list of plain values is replaced.
        assert_eq!(between("tags: [a, b]\n", "tags: [b]\n").0, "{ tags: [b] }");
    }

    #[test]
    fn values_are_written_as_a_person_would() {
        let laid = Laid {
            now: Instant::parse("2026-07-21T18:00Z"),
            set: vec![(FactKind::Site, document("a: true\nb: 2\nc: 6.10\nd: null\ne: \"null\"\nf: 007\n").root)],
            unset: vec![FactPath::parse("site.x").unwrap()],
        };
        let text = yaml("a case", &laid, &Expectation::Unknown(None));
        let expected = [
            "  - name: a case",
            "    now: 2026-07-21T18:00:00Z",
            "    set:",
            "      site:",
            "        a: true",
            "        b: 2",
            "        c: '6.10'",
            "        d: null",
            "        e: 'null'",
        ];
        assert_eq!(text.lines().take(9).collect::<Vec<_>>(), expected);
        assert!(text.ends_with("    unset:\n    - site.x\n    expect:\n      unknown: []\n"), "{text}");
    }
}
