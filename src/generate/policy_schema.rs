//! The editor schema of policy files: the hand-written schema with the words and facts of a policy put in.
//! What policy files mean is read by `policy`; an editor only knows what the schema says.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::decision::{Strength, Verb};
use crate::diagnostic::Code;
use crate::policy::{EffectTarget, Policy};
use crate::schema::shape::{Form, Keys, Shape};
use crate::schema::{FactKind, Schemas};
use crate::value::Ty;
use crate::vocabulary::Kind as Table;

/// The hand-written schema.
const BASE: &str = include_str!("../../schemas/policy.schema.json");

/// The schema for editing files of a pack that is this policy or extends it.
pub(super) fn editor(policy: &Policy) -> Value {
    // A test reads the text; if it could not be read, an editor would know nothing, and nothing else would break.
    let mut schema: Value = serde_json::from_str(BASE).unwrap_or_default();
    if let Some(names) = schema.pointer_mut("/properties/lints/propertyNames") {
        let lints: Vec<&str> = Code::ALL.iter().filter(|code| code.is_lint()).map(|code| code.name()).collect();
        *names = json!({ "anyOf": [{ "enum": lints }, { "pattern": "^x-" }] });
    }
    let words = schema.pointer("/$defs/element/properties").and_then(Value::as_object);
    let mut facts = Facts { words: words.map(|w| w.keys().cloned().collect()).unwrap_or_default(), ..Facts::default() };
    let conditions = facts.conditions(policy);
    let Some(defs) = schema.get_mut("$defs").and_then(Value::as_object_mut) else { return schema };
    for (def, tables) in [
        ("area", &[Table::Area][..]),
        ("category", &[Table::Category]),
        ("action", &[Table::Action]),
        ("role", &[Table::Role]),
        ("told", &[Table::Destination, Table::Role]),
        ("task", &[Table::Task]),
    ] {
        let words: Vec<&str> = tables.iter().flat_map(|table| policy.vocabulary.names(*table)).collect();
        put(defs, def, "anyOf", words_or_variable(&words));
    }
    let paths: Vec<&String> = conditions.keys().collect();
    put(defs, "path", "anyOf", json!([{ "enum": paths }, { "type": "string" }]));
    for (def, names) in params_by_use(policy) {
        offer(defs, def, &names);
    }
    let patterns = Value::Object(std::mem::take(&mut facts.patterns));
    put(defs, "condition", "patternProperties", patterns);
    put(defs, "condition", "additionalProperties", json!(false));
    for (path, key, value) in [("condition", "properties", conditions), ("params", "properties", params(policy))] {
        if let Some(Value::Object(known)) =
            defs.get_mut(path).and_then(|def| def.as_object_mut()).map(|def| def.entry(key).or_insert(json!({})))
        {
            known.extend(value);
        }
    }
    let ids: Vec<&str> = policy.rules.iter().map(|rule| rule.id.as_str()).collect();
    if let Some(rule) = defs.get_mut("waiver").and_then(|w| w.pointer_mut("/properties/rule")).and_then(Value::as_object_mut) {
        rule.insert("anyOf".to_owned(), json!([{ "enum": ids }, { "type": "string" }]));
    }
    defs.extend(facts.defs);
    schema
}

fn put(defs: &mut Map<String, Value>, def: &str, key: &str, value: Value) {
    if let Some(def) = defs.get_mut(def).and_then(Value::as_object_mut) {
        def.insert(key.to_owned(), value);
    }
}

/// Names more examples, which an editor offers.
fn offer(defs: &mut Map<String, Value>, def: &str, names: &[String]) {
    let Some(def) = defs.get_mut(def).and_then(Value::as_object_mut) else { return };
    if let Value::Array(examples) = def.entry("examples").or_insert_with(|| json!([])) {
        let new = names.iter().map(|name| Value::from(name.as_str()));
        let new: Vec<Value> = new.filter(|name| !examples.contains(name)).collect();
        examples.extend(new);
    }
}

/// Some words, or a variable that stands for one. An editor offers the words.
fn words_or_variable<T: Into<Value> + Clone>(words: &[T]) -> Value {
    let words: Vec<Value> = words.iter().cloned().map(Into::into).collect();
    json!([{ "enum": words }, { "type": "string", "pattern": "^\\$" }])
}

fn params(policy: &Policy) -> Map<String, Value> {
    let about = |param: &crate::policy::Param| {
        let default: Vec<String> = param.default.iter().map(ToString::to_string).collect();
        let default = if param.value.list { format!("[{}]", default.join(", ")) } else { default.join(", ") };
        json!({ "description": format!("{} Default: {default}.", param.about), "$ref": "#/$defs/param" })
    };
    policy.declared.iter().map(|param| (param.name.to_string(), about(param))).collect()
}

/// The parameters that may be an operand, by the definition of that operand.
fn params_by_use(policy: &Policy) -> [(&'static str, Vec<String>); 3] {
    let named = |wanted: &dyn Fn(&crate::policy::Param) -> bool| {
        policy.declared.iter().filter(|p| wanted(p)).map(|p| format!("${}", p.name)).collect()
    };
    let is_duration = |p: &crate::policy::Param| !p.value.list && matches!(p.value.ty, Ty::Duration);
    [
        ("duration", named(&is_duration)),
        ("values", named(&|p| p.value.list)),
        ("value", named(&|p| !p.value.list && !is_duration(p))),
    ]
}

/// Facts as keys of conditions.
#[derive(Default)]
struct Facts {
    /// Definitions that keys refer to, by name.
    defs: Map<String, Value>,
    /// Keys that pass a name of somebody's own: an id, a category.
    patterns: Map<String, Value>,
    /// What may be asked of an element besides its fields.
    words: Vec<String>,
}

/// A name of somebody's own within a path.
const NAME: &str = r#"(\.[^.\[]+|\["[^"]*"\])"#;

impl Facts {
    /// The keys that a condition may have: paths of facts, decisions, conclusions.
    fn conditions(&mut self, policy: &Policy) -> Map<String, Value> {
        let mut keys = Map::new();
        // Variables begin a path or stand for a name in it; which names there are is known for facts only.
        for passes in [r"^\$[a-z0-9_]+([.\[].*)?$", r"^(release|site|update|plan)[.\[].*\$", r"^(decided|derived)[.\[]"] {
            self.patterns.insert(passes.to_owned(), json!({ "$ref": "#/$defs/test" }));
        }
        for root in Schemas::ROOTS {
            if let Some(shape) = policy.schemas.root(root) {
                // A document as a whole, too: `site: { exists: true }`.
                keys.insert(root.to_owned(), json!({ "description": describe(shape), "$ref": "#/$defs/test" }));
                self.below(root, shape, &policy.schemas, &mut keys);
                let named = named_keys(root, shape).into_iter().map(|key| (key, json!({ "$ref": "#/$defs/test" })));
                self.patterns.extend(named);
            }
        }
        if let Some(element) = policy.schemas.site.field("items").and_then(Shape::element) {
            for (path, value) in self.fields(element, &policy.schemas) {
                keys.insert(format!("$item.{path}"), value);
            }
        }
        for verb in Verb::ALL.into_iter().filter(|verb| *verb != Verb::Derive) {
            keys.insert(format!("decided.{verb}"), self.decided(verb));
        }
        let effects = policy.rules.iter().flat_map(|rule| &rule.effects).filter(|effect| effect.verb == Verb::Derive);
        let names: BTreeSet<&str> = effects
            .filter_map(|effect| if let EffectTarget::Word(name) = &effect.target { Some(&**name) } else { None })
            .collect();
        for name in names {
            keys.insert(
                format!("derived.{name}"),
                json!({ "description": "What rules conclude on the way.", "$ref": "#/$defs/test" }),
            );
        }
        keys
    }

    /// The facts below a shape, by path; elements of lists are left to quantifiers.
    fn below(&mut self, path: &str, shape: &Shape, schemas: &Schemas, keys: &mut Map<String, Value>) {
        match &shape.form {
            Form::Record(record) => {
                for (name, field) in &record.fields {
                    let path = if path.is_empty() { name.to_string() } else { format!("{path}.{name}") };
                    let fact = self.fact(field, schemas);
                    keys.insert(path.clone(), fact);
                    self.below(&path, field, schemas, keys);
                }
            }
            Form::Map { keys: of, value } => {
                let variable = match of {
                    Keys::Category => "$category",
                    Keys::Area => "$area",
                    Keys::Text | Keys::Path(_) | Keys::Software(_) => "$id",
                };
                let path = format!("{path}.{variable}");
                let fact = self.fact(value, schemas);
                keys.insert(path.clone(), fact);
                self.below(&path, value, schemas, keys);
            }
            Form::List(_) | Form::Scalar(_) => {}
        }
    }

    /// The fields of an element, by path from the element.
    fn fields(&mut self, element: &Shape, schemas: &Schemas) -> Map<String, Value> {
        let mut fields = Map::new();
        self.below("", element, schemas, &mut fields);
        fields
    }

    /// What can be asked of a fact.
    fn fact(&mut self, shape: &Shape, schemas: &Schemas) -> Value {
        let ask = match &shape.form {
            Form::Scalar(ty) => self.value(ty).map(|value| {
                let list = json!({ "items": value });
                let mut each = json!({ "is": value, "is_not": value, "one_of": list });
                if let (Value::Object(each), Ty::Enum(members)) = (&mut each, ty)
                    && members.ordered
                {
                    each.extend(["at_least", "at_most", "more_than", "less_than"].map(|name| (name.to_owned(), value.clone())));
                }
                json!({ "$ref": "#/$defs/test", "allOf": [value], "properties": each })
            }),
            Form::List(element) if element.ty().is_some() => element.ty().and_then(|ty| self.value(ty)).map(|value| {
                let list = json!({ "items": value });
                json!({ "$ref": "#/$defs/test", "properties": { "includes": value, "includes_any": list, "includes_all": list } })
            }),
            Form::List(element) | Form::Map { value: element, .. } => self.element(shape, element, schemas).map(|element| {
                let count = json!({ "properties": { "where": element } });
                json!({ "$ref": "#/$defs/test", "properties": { "any": element, "every": element, "count": count } })
            }),
            Form::Record(_) => None,
        };
        let ask = ask.map_or_else(|| "#/$defs/test".to_owned(), |ask| self.define("ask", ask));
        json!({ "description": describe(shape), "$ref": ask })
    }

    /// A reference to a definition, which is made when there is none that says the same.
    fn define(&mut self, name: &str, value: Value) -> String {
        let found = self.defs.iter().find(|(_, def)| **def == value).map(|(name, _)| name.clone());
        let name = found.unwrap_or_else(|| {
            let name = format!("{name}-{}", self.defs.len() + 1);
            self.defs.insert(name.clone(), value);
            name
        });
        format!("#/$defs/{name}")
    }

    /// The definition of what can be asked of the elements of a collection of records.
    fn element(&mut self, collection: &Shape, element: &Shape, schemas: &Schemas) -> Option<Value> {
        element.record()?;
        // All lists of items share one definition.
        let is_item = collection.note.item.is_some();
        let element = if is_item { schemas.site.field("items").and_then(Shape::element)? } else { element };
        let fields = self.fields(element, schemas);
        let known: Vec<&str> = fields.keys().chain(&self.words).map(String::as_str).collect();
        let mut names =
            vec![json!({ "enum": known }), json!({ "pattern": r"^(\$|(site|release|update|plan|decided|derived)[.\[]|now$)" })];
        names.extend(named_keys("", element).into_iter().map(|pattern| json!({ "pattern": pattern })));
        let of = self.define("element", json!({ "propertyNames": { "anyOf": names }, "properties": fields }));
        Some(json!({ "$ref": of }))
    }

    /// The values of a type of which an editor can list the words.
    fn value(&mut self, ty: &Ty) -> Option<Value> {
        let words: Vec<Value> = match ty {
            Ty::Bool => vec![true.into(), false.into()],
            Ty::Enum(members) => members.words.iter().map(|word| Value::from(&**word)).collect(),
            Ty::Area => return Some(json!({ "anyOf": [{ "$ref": "#/$defs/area" }, { "type": "object" }] })),
            Ty::Category => return Some(json!({ "anyOf": [{ "$ref": "#/$defs/category" }, { "type": "object" }] })),
            _ => return None,
        };
        let mut any = words_or_variable(&words);
        if let Value::Array(any) = &mut any {
            any.push(json!({ "type": "object" }));
        }
        let of = self.define("words", json!({ "anyOf": any }));
        Some(json!({ "$ref": of }))
    }

    /// What can be asked of the decisions of a verb.
    fn decided(&mut self, verb: Verb) -> Value {
        let target = match verb {
            Verb::Stage => "area",
            Verb::Pause => "category",
            Verb::Block | Verb::Expedite => "action",
            Verb::Require => "task",
            Verb::Escalate => "told",
            Verb::Rollback | Verb::Derive => "",
        };
        let description = format!("What rules decide: {}", verb.doc());
        if target.is_empty() {
            let words: Vec<Arc<str>> = Strength::ranks(verb).iter().map(|word| Arc::from(*word)).collect();
            let value = self.value(&Ty::Enum(Arc::new(crate::value::Members { words, ordered: true })));
            return json!({ "description": description, "$ref": "#/$defs/test", "allOf": [value] });
        }
        let target = json!({ "$ref": format!("#/$defs/{target}") });
        let list = json!({ "items": target });
        let properties = json!({ "includes": target, "includes_any": list, "includes_all": list });
        json!({ "description": description, "$ref": "#/$defs/test", "properties": properties })
    }
}

/// The keys below a shape that pass a name of somebody's own, as patterns.
fn named_keys(path: &str, shape: &Shape) -> Vec<String> {
    match &shape.form {
        Form::Record(record) => {
            let below = |(name, field): (&Arc<str>, &Shape)| {
                let path = if path.is_empty() { name.to_string() } else { format!(r"{path}\.{name}") };
                named_keys(&path, field)
            };
            let free = record.rest.iter().map(|_| format!(r"^{path}{NAME}([.\[].*)?$"));
            record.fields.iter().flat_map(below).chain(free).collect()
        }
        Form::Map { .. } => vec![format!(r"^{path}{NAME}([.\[].*)?$")],
        Form::List(element) if element.record().is_some() => vec![format!(r"^{path}{NAME}([.\[].*)?$")],
        Form::List(_) | Form::Scalar(_) => Vec::new(),
    }
}

fn describe(shape: &Shape) -> String {
    let note = &shape.note;
    let mut said = vec![note.description.clone()];
    said.extend(note.none.as_ref().map(|none| format!("`none`: {none}.")));
    said.extend((note.kind != FactKind::Observation).then(|| format!("Kind: {}.", note.kind.name())));
    said.extend(note.known_from.map(|phase| format!("Known from phase `{}` on.", phase.name())));
    said.retain(|text| !text.is_empty());
    said.join(" ")
}
