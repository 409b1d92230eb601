//! The editor schema of suites of tests: the hand-written schema with the rules, decisions and facts of a policy put in.
//! What suites mean is read by `scenario`; an editor only knows what the schema says.

use serde_json::{Map, Value, json};

use crate::condition::words::target_kinds;
use crate::decision::Verb;
use crate::facts::FactKind;
use crate::policy::Policy;
use crate::schema::editor::editor as facts;
use crate::value::Phase;
use crate::vocabulary::Kind as Table;

/// The hand-written schema.
const BASE: &str = include_str!("../../schemas/tests.schema.json");

/// The schema for editing suites about this policy.
pub(super) fn editor(policy: &Policy) -> Value {
    // A test reads the text; if it could not be read, an editor would know nothing, and nothing else would break.
    let mut schema: Value = serde_json::from_str(BASE).unwrap_or_default();
    let Some(defs) = schema.get_mut("$defs").and_then(Value::as_object_mut) else { return schema };
    let ids: Vec<&str> = policy.rules.iter().map(|rule| rule.id.as_str()).collect();
    let targets = targets(policy);
    if let Some(phase) = defs.get_mut("phase").and_then(Value::as_object_mut) {
        phase.insert("enum".to_owned(), json!(Phase::ALL.map(Phase::name)));
    }
    offer(defs, "rule", json!([{ "enum": ids }]));
    // What one thing it is decided of is known to no schema.
    offer(defs, "target", json!([{ "enum": targets }, { "type": "string", "pattern": "[(:]" }]));
    let decision = json!({ "$ref": "#/$defs/decision" });
    let known: Map<String, Value> = targets.iter().map(|target| (target.clone(), decision.clone())).collect();
    if let Some(found) =
        defs.get_mut("expect").and_then(|e| e.pointer_mut("/properties/decisions")).and_then(Value::as_object_mut)
    {
        found.insert("properties".to_owned(), Value::Object(known));
    }
    let (areas, categories) = (policy.vocabulary.names(Table::Area), policy.vocabulary.names(Table::Category));
    for kind in FactKind::ALL.map(FactKind::name) {
        let Some(shape) = policy.schemas.root(kind) else { continue };
        let mut document = facts(shape, kind, &areas, &categories);
        if let Some(found) = document.as_object_mut() {
            // A part of a document states what changes only.
            found.remove("required");
            found.remove("$schema");
            found.remove("$id");
        }
        rebase(&mut document, kind);
        defs.insert(kind.to_owned(), document);
    }
    schema
}

/// References within a document start at the root of the schema, where the document is a definition. A schema of its own within
/// another is something that not every editor reads.
fn rebase(schema: &mut Value, kind: &str) {
    match schema {
        Value::Object(members) => {
            for (key, value) in members {
                match value {
                    Value::String(text) if key == "$ref" => {
                        if let Some(rest) = text.strip_prefix('#') {
                            *text = format!("#/$defs/{kind}{rest}");
                        }
                    }
                    value => rebase(value, kind),
                }
            }
        }
        Value::Array(elements) => elements.iter_mut().for_each(|element| rebase(element, kind)),
        _ => {}
    }
}

fn offer(defs: &mut Map<String, Value>, name: &str, any: Value) {
    if let Some(def) = defs.get_mut(name).and_then(Value::as_object_mut) {
        def.insert("anyOf".to_owned(), any);
    }
}

fn targets(policy: &Policy) -> Vec<String> {
    let mut out: Vec<String> = Verb::ALL
        .into_iter()
        .flat_map(|verb| {
            let names = target_kinds(verb).iter().flat_map(move |kind| policy.vocabulary.names(*kind));
            names.map(move |name| format!("{verb}:{name}")).collect::<Vec<_>>()
        })
        .collect();
    out.push("rollback".to_owned());
    out
}
