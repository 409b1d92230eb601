//! Facts that follow from stated ones: one function for each name that a schema may give as `computed`.
//! They are put into the tree of facts like stated ones, marked as computed and with the places they come from.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::fact::{Basis, Element, Fact, FactForm};
use super::fires;
use super::store::{Facts, Found};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::schema::shape::{Form, Shape};
use crate::text::NamedPath;
use crate::text::{Span, suggest, wording};
use crate::value::{Moment, State, Unknown, Value, Version};
use crate::vocabulary::{Area, Kind, Match, Vocabulary, reached, resolve};

/// What the areas of a release come to.
struct Touched {
    areas: BTreeMap<Area, (bool, Vec<Span>)>,
    unmapped: Vec<(Arc<str>, Option<Span>)>,
    ambiguous: Vec<(Arc<str>, Option<Span>)>,
    open: bool,
}

/// Fills in every computed fact.
pub fn compute(facts: &mut Facts, vocabulary: &Vocabulary, sink: &mut Sink) {
    world(facts, vocabulary, sink);
    complete(facts);
}

/// Fills in the computed facts that speak about the world, and those about the documents that follow with them.
pub(super) fn world(facts: &mut Facts, vocabulary: &Vocabulary, sink: &mut Sink) {
    items(facts);
    let touched = touched(facts, vocabulary, sink);
    let reaches = reaches(&touched, vocabulary);
    let names = |list: &[(Arc<str>, Option<Span>)]| {
        let text = |(name, span): &(Arc<str>, Option<Span>)| Element {
            id: Some(name.clone()),
            sure: true,
            fact: Fact::scalar(State::Known(Value::Text(name.clone())), Basis::Computed, *span),
        };
        Fact::computed_list(list.iter().map(text).collect(), false)
    };
    let areas = touched.areas.iter().map(|(area, (sure, spans))| area_element(area, *sure, spans)).collect();
    facts.release.set("touches", Fact::computed_list(areas, touched.open));
    facts.release.set("reaches", Fact::computed_list(reaches, touched.open));
    facts.release.set("unmapped", names(&touched.unmapped));
    facts.release.set("ambiguous", names(&touched.ambiguous));
    let uses = uses(facts);
    facts.site.set("uses", uses);
    let mut all_items = Fact::computed_list(Vec::new(), false);
    all_items.form = FactForm::Items;
    facts.site.set("items", all_items);
    let installed = installed(facts);
    facts.site.set("installed", installed);
    let moment = moment(facts);
    facts.plan.set("moment", moment);
}

fn area_element(area: &Area, sure: bool, spans: &[Span]) -> Element {
    let mut fact = Fact::scalar(State::Known(Value::Word(area.shared())), Basis::Computed, spans.first().copied());
    fact.also = spans.iter().skip(1).copied().collect();
    Element { id: Some(area.shared()), sure, fact }
}

/// The areas of the changes: a stated area, else what the name says.
fn touched(facts: &Facts, vocabulary: &Vocabulary, sink: &mut Sink) -> Touched {
    let mut out = Touched { areas: BTreeMap::new(), unmapped: Vec::new(), ambiguous: Vec::new(), open: facts.way_open };
    let Some(changes) = facts.root("release").and_then(|r| facts.step(r, "changes")) else { return out };
    let collection = facts.members(changes);
    out.open |= !collection.unnamed.is_empty();
    for member in &collection.members {
        let Found::Stated(change) = member.spot.found else {
            out.open = true;
            continue;
        };
        let text = |name: &str| match change.field(name).and_then(Fact::state) {
            Some(State::Known(Value::Text(text) | Value::Word(text))) => Some(text.clone()),
            _ => None,
        };
        let area = change.field("area");
        let written = area.and_then(|f| f.written.clone()).or_else(|| text("area"));
        let name = text("name");
        let span = match &written {
            Some(_) => area.and_then(|f| f.span),
            None => change.field("name").and_then(|f| f.span),
        };
        let label = name.clone().or_else(|| written.clone()).unwrap_or_else(|| Arc::from("(a change without a name)"));
        // An area that is misspelt is nearly one.
        let near = written.as_deref().and_then(|text| suggest::nearest(text, vocabulary.names(Kind::Area)).map(str::to_owned));
        let found = match written.or(name) {
            Some(text) => resolve(vocabulary, &text),
            None => Match::Unmapped,
        };
        let mut add = |area: &Area, sure: bool| {
            let entry = out.areas.entry(area.clone()).or_insert((false, Vec::new()));
            entry.0 |= sure;
            entry.1.extend(span);
        };
        match &found {
            Match::Exact(area) => add(area, true),
            Match::Part(area) => {
                add(area, false);
                if let Some(span) = span {
                    sink.push(part_problem(&label, area, span));
                }
                out.ambiguous.push((label, span));
            }
            Match::Ambiguous(areas) | Match::PartAmbiguous(areas) => {
                areas.iter().for_each(|area| add(area, false));
                if let Some(span) = span {
                    sink.push(ambiguous_problem(&label, areas, span));
                }
                out.ambiguous.push((label, span));
            }
            Match::Unmapped => {
                if let Some(span) = span {
                    sink.push(unmapped_problem(&label, near.as_deref(), span));
                }
                out.unmapped.push((label, span));
                out.open = true;
            }
        }
    }
    out
}

fn part_problem(name: &str, area: &Area, span: Span) -> Diagnostic {
    Diagnostic::new(Code::PossibleArea, format!("{} is probably {}", wording::quote(name), wording::quote(area.as_str())))
        .at(span, "only a part of this name is known")
        .help(format!("write `area: {area}` beside the name, or the area that is meant"))
        .note("treated as possible: it counts as touched until the area is stated")
}

fn ambiguous_problem(name: &str, areas: &[Area], span: Span) -> Diagnostic {
    let names = wording::quote_all(&areas.iter().map(Area::as_str).collect::<Vec<_>>());
    Diagnostic::new(Code::AmbiguousArea, format!("{} may be {}", wording::quote(name), wording::list_or(&names)))
        .at(span, "names more than one area")
        .help(format!("write `area:` with one of {}", wording::list_or(&names)))
        .note("each of them counts as possibly touched until the area is stated")
}

fn unmapped_problem(name: &str, near: Option<&str>, span: Span) -> Diagnostic {
    Diagnostic::new(Code::UnmappedArea, format!("{} maps to no area", wording::quote(name)))
        .at(span, "no area of the vocabulary")
        .help(match near {
            Some(area) => format!("write `area: {area}`, or another area that it changes"),
            None => "write `area:` with the area that it changes".to_owned(),
        })
        .note("its impact is unknown; the release may touch any area")
}

fn reaches(touched: &Touched, vocabulary: &Vocabulary) -> Vec<Element> {
    let starts: Vec<(Area, bool)> = touched.areas.iter().map(|(area, (sure, _))| (area.clone(), *sure)).collect();
    reached(vocabulary, &starts)
        .into_iter()
        .map(|r| {
            let spans = r.route.first().and_then(|a| touched.areas.get(a)).map(|(_, s)| s.as_slice()).unwrap_or_default();
            area_element(&r.area, r.sure, spans)
        })
        .collect()
}

/// Each item's `may_fire`: whether it could run inside the update window.
fn items(facts: &mut Facts) {
    let mut found: Vec<(Arc<str>, usize, Fact)> = Vec::new();
    {
        let facts: &Facts = facts;
        let Some(site) = facts.root("site") else { return };
        let Form::Record(record) = &site.shape.form else { return };
        for (name, _) in record.fields.iter().filter(|(_, s)| s.note.item.is_some()) {
            let Some(list) = facts.step(site, name) else { continue };
            for (n, member) in facts.members(list).members.iter().enumerate() {
                found.push((name.clone(), n, fires::may_fire(facts, member.spot)));
            }
        }
    }
    if let FactForm::Record { fields, .. } = &mut facts.site.form {
        for (list, n, fact) in found {
            if let Some(FactForm::List { elements, .. }) = fields.get_mut(&list).map(|f| &mut f.form)
                && let Some(element) = elements.get_mut(n)
            {
                element.fact.set("may_fire", fact);
            }
        }
    }
}

/// The areas of the site's items.
fn uses(facts: &Facts) -> Fact {
    let mut areas: BTreeMap<Arc<str>, Vec<Span>> = BTreeMap::new();
    let mut open = false;
    let Some(site) = facts.root("site") else { return Fact::computed_list(Vec::new(), true) };
    let Form::Record(record) = &site.shape.form else { return Fact::computed_list(Vec::new(), true) };
    for (name, _) in record.fields.iter().filter(|(_, s)| s.note.item.is_some()) {
        let Some(list) = facts.step(site, name) else { continue };
        let collection = facts.members(list);
        open |= !collection.unnamed.is_empty();
        for member in collection.members {
            match facts.step(member.spot, "area").map(|s| facts.scalar(s)) {
                Some(reading) => match reading.state {
                    State::Known(Value::Word(area)) => areas.entry(area).or_default().extend(member.spot.near),
                    _ => open = true,
                },
                None => open = true,
            }
        }
    }
    let element = |(area, spans): (Arc<str>, Vec<Span>)| Element {
        id: Some(area.clone()),
        sure: true,
        fact: Fact::scalar(State::Known(Value::Word(area)), Basis::Computed, spans.first().copied()),
    };
    Fact::computed_list(areas.into_iter().map(element).collect(), open)
}

/// The installed version of the product of the release, where it is known.
pub fn installed_version(facts: &Facts) -> Option<Version> {
    match installed(facts).state() {
        Some(State::Known(Value::Version(version))) => Some(version.clone()),
        _ => None,
    }
}

fn installed(facts: &Facts) -> Fact {
    let reading = facts
        .root("site")
        .and_then(|s| facts.step(s, "versions"))
        .and_then(|v| facts.step(v, &facts.product))
        .map(|spot| facts.scalar(spot));
    match reading {
        Some(reading) => Fact::scalar(reading.state, Basis::Computed, reading.span),
        None => Fact::scalar(State::Unknown(Unknown::NotStated), Basis::Computed, None),
    }
}

/// When the update happens: when it was applied, else when the window starts, else now.
fn moment(facts: &Facts) -> Fact {
    let read = |root: &str, names: &[&str]| {
        names.iter().try_fold(facts.root(root)?, |spot, name| facts.step(spot, name)).map(|spot| facts.scalar(spot))
    };
    for reading in [read("update", &["applied_at"]), read("site", &["window", "start"])].into_iter().flatten() {
        if reading.state.has_value() {
            return Fact::scalar(reading.state, Basis::Computed, reading.span);
        }
    }
    Fact::scalar(State::Known(Value::Instant(Moment::new(facts.now))), Basis::Computed, None)
}

/// Facts defined as "everything of these is stated".
fn complete(facts: &mut Facts) {
    let mut found: Vec<(&str, Vec<Arc<str>>, State)> = Vec::new();
    for root in ["release", "site"] {
        let Some(spot) = facts.root(root) else { continue };
        spot.shape.walk(&mut |path, shape: &Shape| {
            let Some(computed) = shape.note.computed.as_ref().filter(|c| c.name == "complete") else { return };
            let silent = |of: &NamedPath| match of.names() {
                [release, field] if &**release == "release" => facts.silent.contains_key(field),
                _ => false,
            };
            let stated = computed.of.iter().all(|of| is_stated(facts, of) && !silent(of));
            let segments = path.iter().map(|name| Arc::from(*name)).collect();
            found.push((root, segments, State::Known(Value::Bool(stated))));
        });
    }
    for (root, segments, state) in found {
        let document = if root == "release" { &mut facts.release } else { &mut facts.site };
        place(document, &segments, Fact::scalar(state, Basis::Computed, None));
    }
}

/// Puts a fact at its place in a document.
pub(super) fn place(document: &mut Fact, segments: &[Arc<str>], fact: Fact) {
    match segments {
        [] => {}
        [last] => document.set(last, fact),
        [first, rest @ ..] => {
            if document.field(first).is_none() {
                document.set(first, Fact { basis: Basis::Computed, ..Fact::record(BTreeMap::new(), None) });
            }
            if let FactForm::Record { fields, .. } = &mut document.form
                && let Some(inner) = fields.get_mut(first)
            {
                place(inner, rest, fact);
            }
        }
    }
}

fn is_stated(facts: &Facts, path: &NamedPath) -> bool {
    let Some((root, names)) = path.names().split_first() else { return false };
    let spot = facts.root(root).and_then(|root| names.iter().try_fold(root, |spot, name| facts.step(spot, name)));
    match spot.map(|s| s.found) {
        Some(Found::Stated(fact)) => match &fact.form {
            FactForm::Scalar(state) => state.has_value() || *state == State::None,
            FactForm::Open(_) => false,
            _ => true,
        },
        _ => false,
    }
}
