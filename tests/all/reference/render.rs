//! Writes policies and documents down as the files that a user would write.
//! The order of rules, files and keys can be shuffled: it must not matter.

use serde_json::{Map, Value, json};

use super::choices::Choices;
use super::generate::SMALL;
use super::policy::{
    BY, Body, BodyCond, Caution, Cond, Operand, Path, Policy, Root, Rule, Seg, Target, Test, Verb, Waiver, Window,
};
use super::world::{
    AREAS, CATEGORIES, Cmp, Doc, Entry, FEEDS, Field, Form, Kind, Means, PHASES, PLACES, SITE, TASKS, Type, Val, World, ZONE,
    root,
};

fn object<K: Into<String>>(entries: impl IntoIterator<Item = (K, Value)>) -> Value {
    Value::Object(entries.into_iter().map(|(k, v)| (k.into(), v)).collect())
}

fn strings(words: &[String]) -> Value {
    json!(words)
}

pub fn yaml(value: &Value) -> String {
    serde_yaml::to_string(value).expect("JSON is YAML")
}

/// Puts the keys of every mapping and the order of some lists into another order.
pub fn shuffle_keys(value: &mut Value, choices: &mut Choices<'_>) {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(String, Value)> = std::mem::take(map).into_iter().collect();
            choices.shuffle(&mut entries);
            for (_, inner) in &mut entries {
                shuffle_keys(inner, choices);
            }
            *map = entries.into_iter().collect();
        }
        Value::Array(list) => list.iter_mut().for_each(|v| shuffle_keys(v, choices)),
        _ => {}
    }
}

// Schemas.

/// The schema file of what the tests add to the documents of a kind.
pub fn schema(kind: &str) -> Value {
    let properties = root(kind).fields().iter().filter(|f| !f.core).map(|f| (f.name, field(f)));
    json!({ "type": "object", "properties": object(properties) })
}

fn field(f: &Field) -> Value {
    let mut out = Map::new();
    out.insert("description".into(), json!("A fact of the tests."));
    let mut note = Map::new();
    let mut set = |key: &str, value: Value| drop(note.insert(key.into(), value));
    let (ty, more): (&str, Vec<(&str, Value)>) = match &f.form {
        Form::Leaf(ty) => {
            let (named, example, ty): (Option<&str>, Value, &str) = match ty {
                Type::Bool => (None, json!(true), "boolean"),
                Type::Int => (None, json!(1), "integer"),
                Type::Words(words, ordered) => {
                    out.insert("enum".into(), json!(words));
                    if *ordered {
                        set("ordered", json!(true));
                    }
                    (None, json!(words[0]), "string")
                }
                Type::Version => (Some("version"), json!("1.2"), "string"),
                Type::Range => (Some("version-range"), json!(">=1"), "string"),
                Type::Instant => (Some("instant"), json!("2026-07-21T18:00Z"), "string"),
                Type::Duration => (Some("duration"), json!("2h"), "string"),
                Type::Text => (None, json!("ana"), "string"),
                Type::Area => (Some("area"), json!("alpha"), "string"),
                Type::Category => (Some("category"), json!("shop"), "string"),
            };
            if let Some(named) = named {
                set("type", json!(named));
            }
            if named.is_some_and(|n| n.starts_with("version")) {
                set("scheme", json!("php"));
            }
            (ty, vec![("examples", json!([example]))])
        }
        Form::Record(fields) => {
            let own: Vec<&Field> = fields.iter().filter(|f| !f.core).collect();
            let properties = object(own.iter().map(|f| (f.name, field(f))));
            let mut more = vec![("properties", properties), ("additionalProperties", json!(false))];
            if own.iter().any(|f| f.name == "id") {
                more.push(("required", json!(["id"])));
            }
            ("object", more)
        }
        Form::List(inner) => ("array", vec![("items", field(inner))]),
        Form::Map(keys, inner) => {
            set("keys", json!(if *keys == Type::Category { "category" } else { "text" }));
            ("object", vec![("additionalProperties", field(inner))])
        }
    };
    out.insert("type".into(), json!(ty));
    out.extend(more.into_iter().map(|(k, v)| (k.to_owned(), v)));
    set(
        "kind",
        json!(match f.kind {
            Kind::Observation => "observation",
            Kind::Confirmation => "confirmation",
            Kind::Event => "event",
        }),
    );
    if f.none {
        set("none", json!("there is none"));
    }
    if let Some(Val::Bool(default)) = f.default {
        set("default", json!(default));
    }
    if let Some(from) = f.from {
        set("known_from", json!(PHASES[from]));
    }
    if f.way != "agree" {
        set("on_the_way", json!(f.way));
    }
    if f.evidence {
        set("evidence", json!(true));
    }
    // What somebody can change costs something; a few costs differ.
    if let Some(n) = SMALL.iter().position(|name| *name == f.name) {
        set("actionable", json!({ "do": format!("see to the {}", f.name), "acts": "lead", "cost": 1 + n % 3 }));
    }
    if f.observed {
        set("observed", json!(true));
    }
    match f.day {
        Means::Start => set("day", json!("start")),
        Means::End => set("day", json!("end")),
        Means::Sometime => {}
    }
    if let Some(item) = f.inner().and_then(|i| i.item) {
        let mut kind = json!({ "type": item.kind });
        for (key, word) in [("area", item.area), ("category", item.category)] {
            if let Some(word) = word {
                kind[key] = json!(word);
            }
        }
        set("item", kind);
    }
    out.insert("x-holdpoint".into(), Value::Object(note));
    Value::Object(out)
}

// Documents.

pub fn text(value: &Val) -> String {
    let version = |parts: &[u32]| parts.iter().map(u32::to_string).collect::<Vec<_>>().join(".");
    match value {
        Val::Bool(b) => b.to_string(),
        Val::Int(n) => n.to_string(),
        Val::Word(word) => word.clone(),
        Val::Version(parts) => version(parts),
        Val::Range(alternatives) => {
            let one = |(cmp, parts): &(Cmp, Vec<u32>)| {
                let sign = match cmp {
                    Cmp::AtLeast => ">=",
                    Cmp::AtMost => "<=",
                    Cmp::MoreThan => ">",
                    Cmp::LessThan => "<",
                };
                format!("{sign}{}", version(parts))
            };
            let all = |list: &Vec<(Cmp, Vec<u32>)>| list.iter().map(one).collect::<Vec<_>>().join(" ");
            alternatives.iter().map(all).collect::<Vec<_>>().join(" || ")
        }
        Val::Instant(at) => holdpoint::value::Instant::from_unix(*at).iso(),
        Val::Limit(..) => panic!("no document says when a day ends"),
        Val::Day(day) => holdpoint::value::Instant::from_unix(day * 86_400).date().to_string(),
        Val::Duration(seconds) => format!("{seconds}s"),
    }
}

fn doc(d: &Doc) -> Option<Value> {
    Some(match d {
        Doc::Out => return None,
        Doc::Unknown => json!("unknown"),
        Doc::None => json!("none"),
        Doc::Val(value) => json!(text(value)),
        Doc::Record(fields) => object(fields.iter().filter_map(|(k, d)| Some((k.clone(), below(k, d)?)))),
        Doc::List(elements, partial) => {
            let list = Value::Array(elements.iter().filter_map(doc).collect());
            if *partial { json!({ "partial": "true", "items": list }) } else { list }
        }
        Doc::Map(entries, partial) => {
            let mut map = object(entries.iter().filter_map(|(k, d)| Some((k.clone(), below(k, d)?))));
            if *partial {
                map["partial"] = json!("true");
            }
            map
        }
    })
}

/// What stands below a key. That nobody knows is written in every way there is.
fn below(key: &str, d: &Doc) -> Option<Value> {
    let spellings = [json!("unknown"), json!(null), json!(""), json!(" \u{a0}")];
    if *d == Doc::Unknown { spellings.get(key.len() % 4).cloned() } else { doc(d) }
}

fn entries(d: &Doc) -> Map<String, Value> {
    match doc(d) {
        Some(Value::Object(map)) => map,
        _ => Map::new(),
    }
}

/// The documents of a world: kind and content.
pub fn documents(world: &World) -> Vec<(&'static str, Value)> {
    let mut release = object([("kind", json!("release")), ("version", json!("2.0"))]);
    let mut site = object([("kind", json!("site")), ("id", json!(SITE)), ("zone", json!(ZONE))]);
    let mut update = object([("kind", json!("update")), ("phase", json!(PHASES[world.phase]))]);
    if world.complete {
        site["inventory"] = json!("complete");
    }
    if !world.standing.is_empty() {
        update["standing"] = Value::Array(world.standing.iter().map(standing).collect());
    }
    for (value, d) in [(&mut release, &world.release), (&mut site, &world.site), (&mut update, &world.update)] {
        value.as_object_mut().expect("an object").extend(entries(d));
    }
    vec![("release", release), ("site", site), ("update", update)]
}

fn standing(entry: &Entry) -> Value {
    json!({
        "rule": entry.rule,
        "binding": if entry.binding.is_empty() { "none" } else { &entry.binding },
        "decision": entry.decision,
        "certain": entry.certain.to_string(),
    })
}

// Policies.

/// The files of a policy: the manifest and the vocabulary, then files of rules and waivers.
pub fn policy(policy: &Policy, choices: &mut Choices<'_>) -> Vec<(String, Value)> {
    let words = |names: &[&str]| object(names.iter().map(|n| (*n, json!({ "title": format!("The {n}") }))));
    let mut areas = words(&AREAS);
    for (from, to) in FEEDS {
        areas[from]["feeds"] = json!([to]);
    }
    for area in ["alpha", "beta"] {
        areas[area]["also"] = json!(["shared"]);
    }
    let manifest = json!({
        "kind": "policy", "name": "lab", "title": "The lab", "version": "1",
        "product": { "id": "lab", "title": "The lab", "scheme": "php" },
        "facts": { "site": "site.json", "release": "release.json", "update": "update.json" },
        "vocabulary": {
            "areas": areas,
            "categories": words(&CATEGORIES),
            "actions": {
                "update": { "title": "the update", "due": "before", "acts": "lead" },
                "restart": { "title": "a restart", "due": "after", "acts": "lead", "strengths": ["normal-schedule", "any"] },
                "publish": { "title": "publishing", "due": "production", "acts": "lead" },
            },
            "roles": words(&PLACES[1..]),
            "destinations": words(&PLACES[..1]),
            "tasks": { TASKS[0]: { "title": "Check it" }, TASKS[1]: { "title": "Note it", "due": "before" } },
            "stage": { "due": "staging", "acts": "lead" },
            "pause": { "due": "production", "acts": "lead" },
            "rollback": { "due": "now", "acts": "lead" },
        },
    });
    let mut rules: Vec<Value> = policy.rules.iter().map(rule).collect();
    let mut waivers: Vec<Value> = policy.waivers.iter().map(waiver).collect();
    choices.shuffle(&mut rules);
    choices.shuffle(&mut waivers);
    let split = choices.below(rules.len() + 1);
    let rest = rules.split_off(split);
    let mut files = vec![("pack.yaml".to_owned(), manifest)];
    for (n, (rules, waivers)) in [(rules, Vec::new()), (rest, waivers)].into_iter().enumerate() {
        files.push((format!("rules-{n}.yaml"), json!({ "kind": "policy", "name": "lab", "rules": rules, "waivers": waivers })));
    }
    files
}

fn rule(rule: &Rule) -> Value {
    let mut out = object([
        ("id", json!(rule.id)),
        ("title", json!("A rule")),
        ("because", json!("So it is.")),
        ("source", json!("Handbook")),
        ("owner", json!("ana")),
    ]);
    if !rule.for_each.is_empty() {
        out["for_each"] = object(rule.for_each.iter().map(|(name, words)| (name.clone(), strings(words))));
    }
    if !rule.each.is_empty() {
        out["each"] = object(rule.each.iter().map(|(name, p)| (name.clone(), json!(path(p)))));
    }
    if let Some((name, p)) = &rule.with {
        out["with"] = object([(name.clone(), json!(path(p)))]);
    }
    for (key, cond) in [("when", &rule.when), ("unless", &rule.unless), ("until", &rule.until)] {
        if let Some(cond) = cond {
            out[key] = condition(cond);
        }
    }
    if let Some(caution) = rule.if_unknown {
        out["if_unknown"] = json!(match caution {
            Caution::Precaution => "precaution",
            Caution::Ask => "ask",
            Caution::Ignore => "ignore",
        });
    }
    out["then"] = Value::Array(rule.effects.iter().map(effect).collect());
    out
}

fn effect(e: &super::policy::Effect) -> Value {
    let target = match &e.target {
        Target::Word(word) => word.clone(),
        Target::Var(name) | Target::Item(name) => format!("${name}"),
        Target::Alone => Verb::Rollback.ranks()[e.rank].to_owned(),
    };
    let mut out = object([(e.verb.name(), json!(target))]);
    if let Some(of) = &e.of {
        out["of"] = json!(format!("${of}"));
    }
    let highest = e.rank + 1 == e.verb.ranks().len();
    if !matches!(e.verb, Verb::Pause | Verb::Rollback | Verb::Escalate | Verb::Derive) && !highest {
        out["strength"] = json!(e.verb.ranks()[e.rank]);
    }
    if let Some(by) = e.by {
        out["by"] = json!(BY[by]);
    }
    if let Some(due) = e.due {
        out["due"] = json!(due);
    }
    if let Some(until) = &e.until {
        out["until"] = condition(until);
    }
    out
}

fn waiver(w: &Waiver) -> Value {
    let mut out = object([
        ("rule", json!(w.rule)),
        ("reason", json!("Agreed.")),
        ("owner", json!("ana")),
        ("ticket", json!("OPS-1")),
        ("expires", json!(if w.expired { "2026-07-20" } else { "2026-07-21" })),
    ]);
    if !w.scope.is_empty() {
        out["for"] = object(w.scope.iter().map(|(name, words)| (name.clone(), strings(words))));
    }
    if let Some(sites) = &w.sites {
        out["sites"] = strings(sites);
    }
    if let Some(item) = &w.item {
        out["item"] = json!(item);
    }
    out
}

pub fn path(p: &Path) -> String {
    let mut parts: Vec<String> = match &p.root {
        Root::Document(name) => vec![(*name).to_owned()],
        Root::Now => vec!["now".to_owned()],
        Root::Decided(verb) => vec!["decided".to_owned(), verb.name().to_owned()],
        Root::Derived(name) => vec!["derived".to_owned(), name.clone()],
        Root::Element => Vec::new(),
        Root::Var(name) => vec![format!("${name}")],
        Root::Key(name) => vec![format!("${name}"), "key".to_owned()],
        Root::Value(name) => vec![format!("${name}"), "value".to_owned()],
    };
    parts.extend(p.segs.iter().map(|seg| match seg {
        Seg::Key(key) => key.clone(),
        Seg::Var(name) => format!("${name}"),
    }));
    parts.join(".")
}

pub fn condition(cond: &Cond) -> Value {
    match cond {
        Cond::All(parts) => json!({ "all": parts.iter().map(condition).collect::<Vec<_>>() }),
        Cond::Any(parts) => json!({ "any": parts.iter().map(condition).collect::<Vec<_>>() }),
        Cond::Not(inner) => json!({ "not": condition(inner) }),
        Cond::Certainly(inner) => json!({ "certainly": condition(inner) }),
        Cond::Test(p, t) => object([(path(p), test(t))]),
    }
}

fn operand(o: &Operand) -> Value {
    match o {
        Operand::Val(value) => json!(text(value)),
        Operand::Fact(p) => json!({ "fact": path(p) }),
        Operand::Var(name) => json!(format!("${name}")),
    }
}

fn test(t: &Test) -> Value {
    match t {
        Test::Is(o) => operand(o),
        Test::All(parts) => object(parts.iter().flat_map(operators)),
        other => object(operators(other)),
    }
}

fn operators(t: &Test) -> Vec<(String, Value)> {
    let several = |list: &[Operand]| match list {
        [one @ Operand::Fact(_)] => operand(one),
        list => Value::Array(list.iter().map(operand).collect()),
    };
    let one = |name: &str, value: Value| vec![(name.to_owned(), value)];
    match t {
        Test::Is(o) => one("is", operand(o)),
        Test::IsNot(o) => one("is_not", operand(o)),
        Test::OneOf(list) => one("one_of", several(list)),
        Test::Order(cmp, o) => one(order(*cmp), operand(o)),
        Test::Range(inside, o) => one(if *inside { "satisfies" } else { "violates" }, operand(o)),
        Test::Age { older, by, at } => {
            let mut out = one(if *older { "older_than" } else { "newer_than" }, operand(by));
            out.extend(at.as_ref().map(|at| ("at".to_owned(), operand(at))));
            out
        }
        Test::Within(by) => one("within", operand(by)),
        Test::Inside(w) => one("inside", window(w)),
        Test::Overlaps(w) => one("overlaps", window(w)),
        Test::Includes(list) => match list.as_slice() {
            [single @ (Operand::Val(_) | Operand::Var(_))] => one("includes", operand(single)),
            list => one("includes_any", several(list)),
        },
        Test::IncludesAll(list) => one("includes_all", several(list)),
        Test::Empty(wanted) => one("empty", json!(wanted)),
        Test::Any(b) => one("any", body(b)),
        Test::Every(b) => one("every", body(b)),
        Test::Count { body: b, distinct, cmp, n } => {
            let mut out = Map::new();
            if let Some(b) = b {
                out.insert("where".into(), body(b));
            }
            if let Some(field) = distinct {
                out.insert("distinct".into(), json!(field));
            }
            out.insert(order(*cmp).into(), operand(n));
            one("count", Value::Object(out))
        }
        Test::Exists(wanted) => one("exists", json!(wanted)),
        Test::Stated(wanted) => one("stated", json!(wanted)),
        Test::Not(inner) => one("not", test(inner)),
        Test::All(parts) => parts.iter().flat_map(operators).collect(),
    }
}

fn order(cmp: Cmp) -> &'static str {
    match cmp {
        Cmp::AtLeast => "at_least",
        Cmp::AtMost => "at_most",
        Cmp::MoreThan => "more_than",
        Cmp::LessThan => "less_than",
    }
}

fn window(w: &Window) -> Value {
    match w {
        Window::Between(start, end) => json!({ "start": operand(start), "end": operand(end) }),
        Window::Fact(p) => json!({ "fact": path(p) }),
        Window::List(list) => Value::Array(list.iter().map(window).collect()),
    }
}

fn body(b: &Body) -> Value {
    let mut value = match &b.cond {
        BodyCond::Cond(cond) => condition(cond),
        BodyCond::Test(t) => test(t),
    };
    if let Some(name) = &b.name {
        value["as"] = json!(name);
    }
    value
}
