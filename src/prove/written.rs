//! What was found, as files: the documents that show each difference, a suite of tests of what was decided before and now is not, and one
//! of what is decided now only.
//! Where they are written is the business of commands.

use serde_json::{Map, Value as Json, json};

use super::compare::{Comparison, Told, Way};
use super::invariants::Proved;
use super::witness::{Came, Witness};
use crate::document::Node;
use crate::document::write::{plain, to_yaml};
use crate::policy::Policy;

/// The files, by their path below a folder; none where nothing was found.
pub fn written(answer: &Comparison) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for (way, word) in [(Way::Weaker, "weaker"), (Way::Stricter, "stricter")] {
        let mut cases = Vec::new();
        for decision in &answer.decisions {
            let Told::Shown(witness, before, after) = decision.told(way) else { continue };
            let name = format!("{}-{word}", decision.target.to_string().replace([':', '(', ')'], "-"));
            documents(&name, witness, &mut out);
            let set: Map<String, Json> =
                roots(witness).into_iter().map(|(kind, root)| (kind.to_owned(), Json::Object(root))).collect();
            let (more, less) = match way {
                Way::Weaker => (before, after),
                Way::Stricter => (after, before),
            };
            let title = format!("{} is in force", decision.target);
            cases.push(json!({ "name": title, "set": set, "expect": expected(more, less) }));
        }
        if !cases.is_empty() {
            let base = json!({
                "now": answer.now.iso(),
                "release": base(&cases, "release"),
                "site": base(&cases, "site"),
            });
            let name = match way {
                Way::Weaker => "as-before",
                Way::Stricter => "as-now",
            };
            let suite = json!({ "kind": "tests", "name": name, "base": base, "cases": cases });
            out.push((format!("{name}.yaml"), to_yaml(&suite)));
        }
    }
    out
}

/// The documents on which invariants don't hold, by their path below a folder.
pub fn counterexamples(policy: &Policy, found: &[Proved]) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for proved in found {
        let (Some(invariant), Err((witness, _))) = (policy.invariants.get(proved.invariant), &proved.found) else { continue };
        documents(invariant.rule.id.as_str(), witness, &mut out);
    }
    out
}

fn documents(folder: &str, witness: &Witness, out: &mut Vec<(String, String)>) {
    for (kind, root) in roots(witness) {
        let mut document = Map::from_iter([("kind".to_owned(), json!(kind))]);
        document.extend(root);
        out.push((format!("{folder}/{kind}.yaml"), to_yaml(&Json::Object(document))));
    }
}

/// What one policy decides more than the other.
fn expected(more: &Came, less: &Came) -> Json {
    let other = more.in_force.iter().find(|one| !less.in_force.contains(one)).or(more.in_force.first());
    match other {
        Some(one) => json!({ "decisions": { one.target.to_string(): { "certain": !one.precaution } } }),
        None => json!({ "verdict": more.verdict.name() }),
    }
}

/// What all cases state of a kind of document besides what each sets.
fn base(cases: &[Json], kind: &str) -> Json {
    let key = if kind == "site" { "id" } else { "version" };
    let first = cases.iter().find_map(|case| case.get("set")?.get(kind)?.get(key).cloned());
    json!({ key: first })
}

fn roots(witness: &Witness) -> Vec<(&'static str, Map<String, Json>)> {
    let root = |node: &Node| match plain(node) {
        Json::Object(mut fields) => {
            fields.remove("kind");
            fields
        }
        _ => Map::new(),
    };
    witness.documents.iter().map(|document| (document.kind.name(), root(&document.root))).collect()
}
