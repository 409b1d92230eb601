//! The decoder accepts exactly what jsonschema accepts, on documents made from the schemas: right ones, and ones with every kind of
//! slip in any place. `HOLDPOINT_CASES=5000` tries more.

use holdpoint::diagnostic::Sink;
use holdpoint::document;
use holdpoint::facts::decode::Decoder;
use holdpoint::facts::instance::instance;
use holdpoint::schema::json::meaning;
use holdpoint::schema::{Form, Shape, Validator};
use holdpoint::text::Sources;
use holdpoint::value::{Instant, Phase, Ty};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Map, Value, json};

/// A stream of choices: the same stream makes the same document.
struct Choices<'a>(std::slice::Iter<'a, u16>);

impl Choices<'_> {
    /// A number below `n`.
    fn below(&mut self, n: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or(0)) % n.max(1)
    }

    /// True once in `n`.
    fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == n - 1
    }
}

/// Values that fit some place and not another.
fn slip(choices: &mut Choices<'_>) -> Value {
    let slips = [
        json!("maybe"),
        json!("none"),
        json!("unknown"),
        json!(null),
        json!(""),
        json!(-5),
        json!(7),
        json!(99_999_999_999_i64),
        json!(true),
        json!("true"),
        json!("8.10"),
        json!(">=8 <9"),
        json!("2026-07-21T20:00Z"),
        json!("2026-13-01"),
        json!("24h"),
        json!("24"),
        json!([]),
        json!(["x"]),
        json!({}),
        json!({ "id": "x" }),
        json!({ "partial": true }),
        json!({ "partial": true, "items": [] }),
        json!({ "partial": "yes" }),
        json!("commerce"),
        json!("workflows"),
        json!([null, "unknown"]),
    ];
    slips.get(choices.below(slips.len())).cloned().unwrap_or(Value::Null)
}

/// A value for a place; now and then one that may not fit.
fn value(shape: &Shape, depth: usize, choices: &mut Choices<'_>) -> Value {
    if choices.once_in(12) {
        return slip(choices);
    }
    match &shape.form {
        Form::Scalar(ty) => scalar(shape, ty, choices),
        Form::List(element) => {
            let elements = (0..choices.below(3)).map(|n| {
                let mut made = value(element, depth + 1, choices);
                if let Some(id) = made.as_object_mut().and_then(|m| m.get_mut("id")) {
                    *id = json!(format!("id-{n}"));
                }
                made
            });
            let elements: Vec<Value> = elements.collect();
            if choices.once_in(8) { json!({ "partial": true, "items": elements }) } else { json!(elements) }
        }
        Form::Map { value: inner, .. } => {
            let keys = ["commerce", "content", "support"];
            let entries = keys.iter().take(choices.below(3)).map(|k| ((*k).to_owned(), value(inner, depth + 1, choices)));
            Value::Object(entries.collect())
        }
        Form::Record(record) => {
            let mut map = Map::new();
            for (name, field) in &record.fields {
                let wanted = record.required.iter().any(|r| r == name);
                if (wanted && !choices.once_in(20)) || choices.once_in(if depth == 0 { 4 } else { 3 }) {
                    map.insert(name.to_string(), value(field, depth + 1, choices));
                }
            }
            if let Some(rest) = &record.rest
                && choices.once_in(3)
            {
                map.insert("extra".to_owned(), value(rest, depth + 1, choices));
            }
            if choices.once_in(25) {
                map.insert("x-note".to_owned(), slip(choices));
            }
            if choices.once_in(25) {
                map.insert("no_such_key".to_owned(), slip(choices));
            }
            Value::Object(map)
        }
    }
}

fn scalar(shape: &Shape, ty: &Ty, choices: &mut Choices<'_>) -> Value {
    if let Ty::Enum(members) = ty {
        return json!(members.words.get(choices.below(members.words.len())).expect("an enum has words").to_string());
    }
    let examples = &shape.note.examples;
    examples.get(choices.below(examples.len())).and_then(|text| serde_json::from_str(text).ok()).unwrap_or(Value::Null)
}

#[test]
fn the_decoder_accepts_what_the_schema_accepts() {
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    let policy = holdpoint::policy::load::builtin("sophmate", &mut sources, &mut sink).expect("the built-in pack loads");
    let kinds = ["release", "site", "update"];
    let validators: Vec<(&str, &Shape, Validator)> = kinds
        .iter()
        .map(|kind| {
            let shape = policy.schemas.root(kind).expect("a schema");
            (*kind, shape, Validator::new(&meaning(shape, kind)).expect("a usable schema"))
        })
        .collect();
    let cases = std::env::var("HOLDPOINT_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(400);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let (mut accepted, mut refused) = (0_usize, 0_usize);
    let counts = std::cell::RefCell::new((&mut accepted, &mut refused));
    let outcome = runner.run(&(0_usize..3, proptest::collection::vec(any::<u16>(), 0..600)), |(which, stream)| {
        let (kind, shape, validator) = validators.get(which).expect("three kinds");
        let mut made = value(shape, 0, &mut Choices(stream.iter()));
        if let Some(map) = made.as_object_mut() {
            map.insert("kind".to_owned(), json!(kind));
        }
        let mut sources = Sources::new();
        sources.secret_words(&policy.schemas.secret_words());
        sources.plain_words(&policy.schemas.plain_words());
        let text = made.to_string();
        let id = sources.add("made.json", text.clone().into_bytes());
        let mut sink = Sink::new();
        let document = document::parse(&sources, id, &mut sink);
        prop_assert!(document.is_some(), "what serde_json writes can be read: {:?}\n{}\n{}", sink, text, sources.get(id).text());
        let Some(document) = document else { return Ok(()) };
        let now = Instant::parse("2030-01-01").expect("a date");
        let mut found = Sink::new();
        let mut decoder = Decoder { vocabulary: &policy.vocabulary, now, phase: Phase::Before, sink: &mut found, misfit: false };
        decoder.document(&document.root, shape);
        let decodes = !decoder.misfit;
        let instance = instance(&document.root, shape);
        let valid = validator.is_valid(&instance);
        let mut problems = Sink::new();
        validator.problems(&instance, &document.root, shape, &sources, &mut problems);
        prop_assert_eq!(decodes, valid, "decoder {}, schema {}: {}\nas instance {}", decodes, valid, text, instance);
        prop_assert_eq!(valid, !problems.has_errors(), "what is refused is explained: {}", text);
        let mut counts = counts.borrow_mut();
        *(if valid { &mut *counts.0 } else { &mut *counts.1 }) += 1;
        Ok(())
    });
    let told = outcome.as_ref().map_err(ToString::to_string);
    assert_eq!(told, Ok(&()), "the two disagree");
    assert!(accepted > 40 && refused > 40, "both kinds are made: {accepted} accepted, {refused} refused");
}
