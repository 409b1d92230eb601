//! Documents in which everything is open: a release, a site and an update of one phase that state nothing, and the same with an
//! element in each list. Every document of that size comes of them by changes; which changes are looked at is `side`'s business.

use serde_json::{Map, Value as Json, json};

use crate::diagnostic::Sink;
use crate::document::load;
use crate::document::write::to_yaml;
use crate::facts::{FactDocument, FactKind};
use crate::schema::{Form, Record, Schemas, Shape};
use crate::text::Sources;
use crate::value::{Instant, Phase, Ty};

/// How deep lists are looked for.
const DEEP: usize = 4;

/// Documents that are changed to find others.
pub struct Space {
    /// The documents.
    pub documents: Vec<FactDocument>,
    /// Their texts.
    pub sources: Sources,
    /// The moment.
    pub now: Instant,
    /// The phase.
    pub phase: Phase,
    /// How many elements each list has.
    pub elements: usize,
}

impl Space {
    /// Documents of a phase, of a site of this name, with so many elements in each of the lists that are wanted.
    pub fn new(
        schemas: &Schemas,
        site: &str,
        phase: Phase,
        elements: usize,
        now: Instant,
        wanted: &dyn Fn(&str, &Shape) -> bool,
    ) -> Self {
        let mut sources = Sources::new();
        let mut documents = Vec::new();
        for kind in [FactKind::Release, FactKind::Site, FactKind::Update] {
            let Some(shape) = schemas.root(kind.name()) else { continue };
            let mut root = Map::from_iter([("kind".to_owned(), json!(kind.name()))]);
            match kind {
                FactKind::Site => drop(root.insert("id".to_owned(), json!(site))),
                FactKind::Update => drop(root.insert("phase".to_owned(), json!(phase.name()))),
                FactKind::Release => {}
            }
            if let Form::Record(record) = &shape.form {
                let filler = Filler { elements, phase, wanted };
                for (name, value) in filler.fields(record, DEEP) {
                    root.entry(name).or_insert(value);
                }
            }
            let text = to_yaml(&Json::Object(root));
            let (_, document) = load(&mut sources, &format!("{}.yaml", kind.name()), text.into_bytes(), &mut Sink::new());
            documents.extend(document.map(|document| FactDocument { kind, root: document.root }));
        }
        Self { documents, sources, now, phase, elements }
    }
}

/// Fills records with what must be stated, and with lists.
struct Filler<'w> {
    elements: usize,
    phase: Phase,
    wanted: &'w dyn Fn(&str, &Shape) -> bool,
}

impl Filler<'_> {
    /// What must be stated of a record, and its lists that hold records, each with elements that state what they must.
    fn fields(&self, record: &Record, deep: usize) -> Map<String, Json> {
        let known = |shape: &Shape| shape.note.known_from.is_none_or(|from| self.phase.reaches(from));
        let mut out = Map::new();
        for (name, shape) in record.fields.iter().filter(|(_, shape)| deep > 0 && !shape.is_computed() && known(shape)) {
            let required = record.required.contains(name);
            match &shape.form {
                Form::List(element) => {
                    if let Some(list) = self.list(name, element, deep).filter(|_| required || (self.wanted)(name, shape)) {
                        out.insert(name.to_string(), list);
                    }
                }
                Form::Record(inner) => {
                    let inner = self.fields(inner, deep - 1);
                    if required || !inner.is_empty() {
                        out.insert(name.to_string(), Json::Object(inner));
                    }
                }
                Form::Scalar(_) if required => drop(out.insert(name.to_string(), sample(shape))),
                Form::Map { .. } | Form::Scalar(_) => {}
            }
        }
        out
    }

    fn list(&self, name: &str, element: &Shape, deep: usize) -> Option<Json> {
        let inner = element.record().filter(|_| self.elements > 0)?;
        let key = ["id", "name"].into_iter().find(|key| inner.fields.contains_key(*key))?;
        let stem = name.strip_suffix('s').unwrap_or(name);
        let made = |n: usize| {
            let mut element = self.fields(inner, deep - 1);
            element.insert(key.to_owned(), json!(format!("{stem}-{n}")));
            Json::Object(element)
        };
        Some(Json::Array((1..=self.elements).map(made).collect()))
    }
}

/// A value for a fact that must be stated: the schema's example, else the least of its type.
fn sample(shape: &Shape) -> Json {
    let Some(ty) = shape.ty() else { return Json::Null };
    let example = shape.note.examples.iter().filter_map(|text| serde_json::from_str::<Json>(text).ok());
    let reads = |value: &Json| match value {
        Json::String(text) => ty.read(text).is_some(),
        value => ty.read(&value.to_string()).is_some(),
    };
    let least = match ty {
        Ty::Enum(members) => members.words.first().map(|word| json!(&**word)),
        Ty::Bool => Some(json!(false)),
        Ty::Integer { min, .. } => Some(json!(min)),
        Ty::Version(_) => Some(json!("1.0.0")),
        _ => None,
    };
    example.filter(reads).chain(least).next().unwrap_or_else(|| json!("example"))
}
