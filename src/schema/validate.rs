//! Validates typed documents, and finds every place at which one is not what its schema says.
//! The only user of the validator crate; what a finding is called and where it is shown is `fault`'s business.

use std::collections::HashSet;

use jsonschema::error::ValidationErrorKind;
use jsonschema::paths::Location;
use jsonschema::{Draft, Keyword, ValidationError};
use serde_json::{Map, Value};

use super::fault::{Fault, Finding};
use super::index::Index;
use super::json::marked;
use super::keywords::type_of;
use super::said::Said;
use super::shape::Shape;
use crate::diagnostic::Sink;
use crate::document::Node;
use crate::text::Sources;
use crate::value::{Scheme, Ty};

/// A schema made ready to validate many documents.
#[derive(Debug)]
pub struct Validator {
    compiled: jsonschema::Validator,
}

impl Validator {
    /// Makes a schema ready; the message says why a schema isn't one.
    pub fn new(schema: &Value) -> Result<Self, String> {
        let options = jsonschema::options().with_draft(Draft::Draft202012).with_keyword("x-holdpoint", keyword);
        options.offline().build(schema).map(|compiled| Self { compiled }).map_err(|error| error.to_string())
    }

    /// Whether a typed document is what the schema says.
    pub fn is_valid(&self, instance: &Value) -> bool {
        self.compiled.is_valid(instance) && marks(instance).is_empty()
    }

    /// Reports everything in which a typed document isn't what the schema says, at its place in the text it came from.
    pub fn problems(&self, instance: &Value, root: &Node, shape: &Shape, sources: &Sources, sink: &mut Sink) {
        let marks = marks(instance);
        let finding = |(pointer, said): &(String, Said)| Finding {
            pointer: pointer.clone(),
            fault: if *said == Said::NoneInVain { Fault::None } else { Fault::Nothing },
        };
        let mut findings: Vec<Finding> = marks.iter().map(finding).collect();
        let marked: HashSet<&str> = marks.iter().map(|(pointer, _)| pointer.as_str()).collect();
        for error in self.compiled.iter_errors(instance) {
            let pointer = error.instance_path().as_str();
            // What such a mark breaks further on is no problem of its own.
            let above = pointer.match_indices('/').filter_map(|(at, _)| pointer.get(..at));
            if !above.chain([pointer]).any(|pointer| marked.contains(pointer)) {
                findings.push(Finding { pointer: pointer.to_owned(), fault: fault(&error) });
            }
        }
        let index = Index::default();
        for finding in findings {
            finding.report(root, shape, &index, sources, sink);
        }
    }
}

/// The words that can't stand at their places, with the pointers to them.
fn marks(instance: &Value) -> Vec<(String, Said)> {
    fn visit(value: &Value, pointer: &mut String, found: &mut Vec<(String, Said)>) {
        let length = pointer.len();
        let mut step = |key: &str, value: &Value, found: &mut Vec<(String, Said)>| {
            pointer.push('/');
            pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
            visit(value, pointer, found);
            pointer.truncate(length);
        };
        match value {
            Value::Object(members) => match marked(members) {
                Some(said) => found.push((pointer.clone(), said)),
                None => members.iter().for_each(|(key, value)| step(key, value, found)),
            },
            Value::Array(elements) => elements.iter().enumerate().for_each(|(n, value)| step(&n.to_string(), value, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    visit(instance, &mut String::new(), &mut found);
    found
}

fn fault(error: &ValidationError<'_>) -> Fault {
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => Fault::UnknownKeys(unexpected.clone()),
        ValidationErrorKind::Required { property } => Fault::MissingKey(property.as_str().unwrap_or_default().to_owned()),
        ValidationErrorKind::Type { .. } => Fault::WrongForm,
        ValidationErrorKind::Enum { .. } => Fault::NotOneOf,
        ValidationErrorKind::Minimum { .. } | ValidationErrorKind::Maximum { .. } => Fault::OutOfRange,
        ValidationErrorKind::MinLength { .. } => Fault::TooShort,
        ValidationErrorKind::Custom { .. } => Fault::Unreadable,
        _ => Fault::Other(error.to_string()),
    }
}

/// `x-holdpoint` as a keyword of JSON Schema: a text is readable as the type that it names.
struct Readable(Option<Ty>);

impl<'i> Keyword<'i> for Readable {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) { Ok(()) } else { Err(ValidationError::custom("can't be read as its type")) }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        match (&self.0, instance) {
            (Some(ty), Value::String(text)) => ty.read(text).is_some(),
            _ => true,
        }
    }
}

#[expect(clippy::unnecessary_wraps, reason = "the signature is the validator crate's")]
fn keyword<'a>(
    _: &'a Map<String, Value>,
    schema: &'a Value,
    _: Location,
) -> Result<Box<dyn for<'i> Keyword<'i>>, ValidationError<'a>> {
    let word = |key: &str| schema.get(key).and_then(Value::as_str);
    let ty = word("type").and_then(|ty| type_of(ty, word("scheme").and_then(Scheme::parse)));
    Ok(Box::new(Readable(ty)))
}
