//! From documents to the facts of one evaluation: reads them by shape, merges those of a kind, computes what follows.
//! Which files there are is `project`'s business; here two sites, or releases that don't fit together, are noticed.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::computed;
use super::days::Days;
use super::decode::Decoder;
use super::fact::{Fact, FactForm};
use super::instance::instance;
use super::many;
use super::merge::merge;
use super::on_the_way::Silent;
use super::product;
use super::read_path::ReadPath;
use super::relations::Documents;
use super::releases::{self, Way};
use super::store::Facts;
use super::versions;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::Node;
use crate::schema::{Form, Schemas, Shape, Validator};
use crate::text::{Sources, Span, wording};
use crate::value::{Instant, Phase, Scheme, State, Value};
use crate::vocabulary::Vocabulary;

/// The kinds of documents that state facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactKind {
    /// What the release notes say.
    Release,
    /// The site's inventory.
    Site,
    /// What was observed while the update runs.
    Update,
}

impl FactKind {
    /// All kinds.
    pub const ALL: [FactKind; 3] = [FactKind::Release, FactKind::Site, FactKind::Update];

    /// The word behind `kind:`.
    pub fn name(self) -> &'static str {
        match self {
            FactKind::Release => "release",
            FactKind::Site => "site",
            FactKind::Update => "update",
        }
    }

    /// The kind of this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.name() == text)
    }
}

/// One document of facts.
#[derive(Clone, Debug)]
pub struct FactDocument {
    /// Its kind.
    pub kind: FactKind,
    /// Its content.
    pub root: Node,
}

/// What facts are read with.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    /// The shapes.
    pub schemas: &'a Arc<Schemas>,
    /// The words.
    pub vocabulary: &'a Vocabulary,
    /// The moment of the evaluation.
    pub now: Instant,
    /// A phase to plan for, in the place of the one that the update states.
    pub phase: Option<Phase>,
    /// The days of the site, where it is not among the documents.
    pub days: Option<&'a Days>,
    /// Whether the schemas check every document, or only those in which something did not fit.
    pub thorough: bool,
}

/// Reads the facts of one evaluation. Problems go to the sink; with an error in it the facts must not be used.
pub(crate) fn load(reader: &Reader<'_>, documents: &[FactDocument], sources: &Sources, sink: &mut Sink) -> Facts {
    // What can't be read must not be called missing too.
    let unread = sink.iter().any(|p| loses_a_document(p.code));
    let phase = phase(reader, documents, sink);
    let days = reader.days.cloned().unwrap_or_else(|| Days::of(documents, sink));
    let product = product::of_release(documents, reader.schemas, sink);
    let mut read: BTreeMap<FactKind, Vec<Fact>> = BTreeMap::new();
    for document in documents {
        if let Some(fact) = decode(reader, document, product.scheme, phase, &days, sources, sink) {
            read.entry(document.kind).or_default().push(fact);
        }
    }
    let releases = read.remove(&FactKind::Release).unwrap_or_default();
    let sites = read.remove(&FactKind::Site).unwrap_or_default();
    let updates = read.remove(&FactKind::Update).unwrap_or_default();
    let lacks = |kind: FactKind| !unread && documents.iter().all(|d| d.kind != kind);
    if lacks(FactKind::Release) {
        sink.push(missing(Code::MissingRelease, "there is no release document", "holdpoint new release"));
    }
    if lacks(FactKind::Site) {
        sink.push(missing(Code::MissingSite, "there is no site document", "holdpoint new site"));
    }
    let mut sites = sites;
    if !one_site(&sites, sink) {
        sites.truncate(1);
    }
    let mut site = merged(sites, "site", sink);
    versions::gather(&mut site, reader.vocabulary, sink);
    if let Some(shape) = reader.schemas.root("site") {
        many::refuse(&mut site, shape, sink);
    }
    let mut update = merged(updates, "update", sink);
    if update.field("phase").is_none() || reader.phase.is_some() {
        let word = State::Known(Value::Word(Arc::from(phase.name())));
        update.set("phase", Fact::scalar(word, super::fact::Basis::Given, None));
    }
    let inventory_complete =
        matches!(site.field("inventory").and_then(Fact::state), Some(State::Known(Value::Word(w))) if &**w == "complete");
    let mut facts = Facts {
        schemas: reader.schemas.clone(),
        release: empty(),
        site,
        update,
        plan: empty(),
        now: reader.now,
        days,
        phase,
        product: product.id,
        inventory_complete,
        way_open: false,
        silent: Silent::new(),
        forgetful: false,
    };
    let pairs = |facts: &Facts, release: &Fact, sink: &mut Sink| {
        let Facts { site, update, .. } = facts;
        Documents { schemas: reader.schemas, release, site, update, sources, phase }.check(sink);
    };
    // Each of several releases by itself, and then what they come to: of one version there may be several documents.
    if releases.len() > 1 {
        releases.iter().for_each(|release| pairs(&facts, release, sink));
    }
    let installed = computed::installed_version(&facts);
    if let Some(shape) = reader.schemas.root("release") {
        let way = Way { installed: installed.as_ref(), phase, shape };
        let combined = releases::combine(releases, &way, sink);
        facts.release = combined.release;
        facts.way_open = combined.way_open;
        facts.silent = combined.silent;
    }
    pairs(&facts, &facts.release, sink);
    released_later(&facts, sink);
    computed::compute(&mut facts, reader.vocabulary, sink);
    facts
}

/// Reads and checks one document alone, with the versions of the product in this scheme; none where it can't be read at all.
fn decode(
    reader: &Reader<'_>,
    document: &FactDocument,
    scheme: Scheme,
    phase: Phase,
    days: &Days,
    sources: &Sources,
    sink: &mut Sink,
) -> Option<Fact> {
    let shape = &*reader.schemas.root_in(document.kind.name(), scheme)?;
    let mut found = Sink::new();
    let mut decoder = Decoder { vocabulary: reader.vocabulary, now: reader.now, days, phase, sink: &mut found, misfit: false };
    let fact = decoder.document(&document.root, shape);
    let misfit = decoder.misfit;
    super::windows::check(&document.root, shape, reader.now, reader.thorough, &mut found);
    if misfit || reader.thorough {
        let before = sink.errors();
        // A missing phase was told in the words of the update, and is one problem.
        let stated = document.kind != FactKind::Update || document.root.get("phase").is_some_and(|n| !n.is_null());
        let validator = reader.schemas.validator(document.kind.name(), scheme);
        validate(document, validator, shape, (!stated).then_some(phase), sources, sink);
        if misfit && stated && sink.errors() == before {
            // The schema found nothing to say: still never pass over what could not be read.
            sink.push(
                Diagnostic::new(Code::WrongType, format!("this {} document can't be read in full", document.kind.name()))
                    .at(document.root.span, "something here has no meaning")
                    .help("run `holdpoint check` on this file alone"),
            );
        }
    }
    let phase_known = reader.phase.is_some() || document.root.get("phase").is_some_and(|n| !n.is_null());
    if document.kind == FactKind::Update && phase_known {
        stated_too_early(&fact, shape, &ReadPath::of("update", &[]), phase, sink);
    }
    sink.append(found);
    Some(fact)
}

fn validate(
    document: &FactDocument,
    validator: Result<Arc<Validator>, String>,
    shape: &Shape,
    phase: Option<Phase>,
    sources: &Sources,
    sink: &mut Sink,
) {
    let mut instance = instance(&document.root, shape);
    if let (Some(phase), Some(fields)) = (phase, instance.as_object_mut()) {
        fields.insert("phase".to_owned(), phase.name().into());
    }
    match validator {
        Ok(validator) => validator.problems(&instance, &document.root, shape, sources, sink),
        Err(why) => sink.push(
            Diagnostic::new(Code::BadSchema, format!("the schema of {} documents can't be used", document.kind.name()))
                .note(why)
                .help("report this: a schema that was read must be usable"),
        ),
    }
}

fn missing(code: Code, headline: &str, command: &str) -> Diagnostic {
    Diagnostic::new(code, headline).help(format!("name its file or folder, or write one with `{command}`"))
}

/// Where the update stands: planned for, stated, or before.
fn phase(reader: &Reader<'_>, documents: &[FactDocument], sink: &mut Sink) -> Phase {
    let mut stated = None;
    for document in documents.iter().filter(|d| d.kind == FactKind::Update) {
        match document.root.get("phase") {
            Some(node) if !node.is_null() => stated = stated.or(node.text().and_then(Phase::parse)),
            found => {
                let span = found
                    .map_or(first_key(&document.root), |n| if n.span.is_empty() { first_key(&document.root) } else { n.span });
                sink.push(
                    Diagnostic::new(Code::MissingPhase, "the update document doesn't say its phase")
                        .at(span, "no `phase` beside this")
                        .help("add `phase:` with one of before, staging, production, after, recovery"),
                );
            }
        }
    }
    reader.phase.or(stated).unwrap_or(Phase::Before)
}

fn first_key(root: &Node) -> Span {
    root.entries().first().map_or(root.span, |e| e.key.span)
}

/// Whether all documents speak of one site; a problem for each that speaks of another.
fn one_site(sites: &[Fact], sink: &mut Sink) -> bool {
    let id = |site: &Fact| match site.field("id").and_then(Fact::state) {
        Some(State::Known(Value::Text(id))) => Some(id.clone()),
        _ => None,
    };
    let Some((first, rest)) = sites.split_first() else { return true };
    let mut one = true;
    for other in rest {
        if id(first) == id(other) {
            continue;
        }
        one = false;
        let place = |site: &Fact| site.field("id").and_then(|f| f.span).or(site.span);
        if let (Some(one), Some(two)) = (place(first), place(other)) {
            let named = |site: &Fact| wording::quote(&id(site).unwrap_or_default());
            sink.push(
                Diagnostic::new(Code::SeveralSites, format!("{} and {} are two sites", named(first), named(other)))
                    .at(two, "another site")
                    .at(one, "one site")
                    .help("evaluate one site at a time: name its own files or its own folder"),
            );
        }
    }
    one
}

/// Whether a problem of this kind means that a document was not read, so that what it states is not missing.
fn loses_a_document(code: Code) -> bool {
    matches!(
        code,
        Code::UnreadableFile
            | Code::NotUtf8
            | Code::FileTooLarge
            | Code::TooManyFiles
            | Code::NoDocuments
            | Code::EmptyDocument
            | Code::BadSyntax
            | Code::TabIndent
            | Code::AliasBudget
            | Code::TooDeep
            | Code::MissingKind
            | Code::UnknownKind
    )
}

fn merged(facts: Vec<Fact>, document: &str, sink: &mut Sink) -> Fact {
    let path = ReadPath::of(document, &[]);
    facts.into_iter().reduce(|a, b| merge(a, b, &path, sink)).unwrap_or_else(empty)
}

fn empty() -> Fact {
    Fact::record(BTreeMap::new(), None)
}

/// The evaluation happens before the release date: nothing is wrong with planning, somebody should know.
fn released_later(facts: &Facts, sink: &mut Sink) {
    let Some(field) = facts.release.field("released_on") else { return };
    if let (Some(on), Some(span)) = (field.state().and_then(State::when), field.span)
        && on.earliest() > facts.now
    {
        sink.push(
            Diagnostic::new(Code::NowBeforeRelease, format!("now, {}, is before the release date", facts.now))
                .at(span, "released then")
                .help("correct the date, or evaluate with a later `--now`"),
        );
    }
}

/// Facts stated before the phase in which they can be known: not used, and said so.
fn stated_too_early(fact: &Fact, shape: &Shape, path: &ReadPath, phase: Phase, sink: &mut Sink) {
    if let Some(from) = shape.note.known_from.filter(|from| !phase.reaches(*from)) {
        if let (true, Some(span)) = (says_something(fact), fact.span) {
            sink.push(
                Diagnostic::new(
                    Code::StatedTooEarly,
                    format!("{} can't be known before the phase `{}`", wording::quote(path.text()), from.name()),
                )
                .at(span, format!("stated in the phase `{}`", phase.name()))
                .help(format!("remove it, or set `phase: {}` when the update is there", from.name()))
                .note("not used: treated as known later"),
            );
        }
        return;
    }
    if let (FactForm::Record { fields, .. }, Form::Record(record)) = (&fact.form, &shape.form) {
        for (name, field) in fields {
            if let Some(shape) = record.fields.get(name) {
                stated_too_early(field, shape, &path.child(name.clone()), phase, sink);
            }
        }
    }
}

fn says_something(fact: &Fact) -> bool {
    match &fact.form {
        FactForm::Scalar(state) => !state.is_unknown(),
        FactForm::Open(_) => false,
        FactForm::Record { fields, .. } => fields.values().any(says_something),
        FactForm::List { elements, .. } => !elements.is_empty(),
        FactForm::Gone | FactForm::Items => true,
    }
}
