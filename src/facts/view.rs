//! The facts with all but a few forgotten: what isn't kept is unknown, whatever leaving it out would mean (design 6).
//! Which facts to keep is `explain`'s business; here it is said what can be kept, and what computed facts come from.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::computed;
use super::elements::Elements;
use super::fact::{Basis, Element, Fact, FactForm};
use super::read_path::ReadPath;
use super::store::{Facts, Found, Spot};
use crate::diagnostic::Sink;
use crate::schema::{FactKind, Form, Shape};
use crate::text::Span;
use crate::value::{State, Unknown};
use crate::vocabulary::Vocabulary;

/// The paths of the facts that are kept, each as [`Forgetter::atoms`] gives it.
pub type Keep = BTreeSet<ReadPath>;

/// The path of a standing reason, by its number from one on: `update.standing.1`. Each is kept by itself.
pub fn standing(n: usize) -> ReadPath {
    ReadPath::of("update", &["standing"]).child(n.to_string())
}

/// Whether it is the list of standing reasons.
fn is_standing(path: &ReadPath) -> bool {
    path.is("update", &["standing"])
}

/// The facts with everything forgotten that isn't kept.
pub fn forget(facts: &Facts, keep: &Keep, vocabulary: &Vocabulary) -> Facts {
    Forgetter::new(facts, vocabulary).keeping(keep)
}

/// Forgets facts, several times over.
///
/// Given, and never forgotten, are the site's id and zone, the product, the phase, and what speaks about the documents. That a list
/// or map has a member is a fact of its own: its path stands for it, and whoever keeps something of a member keeps the member. The
/// path of a list or map stands for its having these members and no others, that of a record for its being there; of
/// `update.standing` each entry is one fact, by its number.
pub struct Forgetter<'a> {
    facts: &'a Facts,
    vocabulary: &'a Vocabulary,
    /// Computed facts that speak about the documents keep their value.
    evidence: Vec<(&'static str, Vec<String>, Fact)>,
}

impl<'a> Forgetter<'a> {
    /// Prepares to forget parts of these facts.
    pub fn new(facts: &'a Facts, vocabulary: &'a Vocabulary) -> Self {
        let mut evidence = Vec::new();
        for (root, document) in [("release", &facts.release), ("site", &facts.site), ("plan", &facts.plan)] {
            let Some(spot) = facts.root(root) else { continue };
            spot.shape.walk(&mut |path, shape: &Shape| {
                let about = shape.note.evidence || shape.note.computed.as_ref().is_some_and(|c| c.name == "ambiguous");
                if !about || shape.note.computed.is_none() {
                    return;
                }
                let segments: Vec<String> = path.split('.').map(str::to_owned).collect();
                let names: Vec<&str> = segments.iter().map(String::as_str).collect();
                if let Some(fact) = document.at(&names) {
                    evidence.push((root, segments, fact.clone()));
                }
            });
        }
        Self { facts, vocabulary, evidence }
    }

    /// The facts with all but these forgotten.
    pub fn keeping(&self, keep: &Keep) -> Facts {
        let facts = self.facts;
        let root = |name: &str, fact: &Fact| match facts.root(name) {
            Some(spot) => prune(keep, fact, spot.shape, &ReadPath::of(name, &[]), true),
            None => Fact::record(BTreeMap::new(), None),
        };
        let mut out = Facts {
            schemas: facts.schemas.clone(),
            release: root("release", &facts.release),
            site: root("site", &facts.site),
            update: root("update", &facts.update),
            plan: Fact::record(BTreeMap::new(), None),
            now: facts.now,
            days: facts.days.clone(),
            phase: facts.phase,
            product: facts.product.clone(),
            inventory_complete: facts.inventory_complete && keep.contains(&ReadPath::of("site", &["inventory"])),
            way_open: facts.way_open,
            silent: facts.silent.clone(),
            forgetful: true,
        };
        for path in keep {
            let Some(root) = path.document() else { continue };
            let Some(spot) = facts.root(root) else { continue };
            let document = match root {
                "release" => &mut out.release,
                "site" => &mut out.site,
                "update" => &mut out.update,
                _ => continue,
            };
            assume(facts, spot, document, path.steps());
        }
        computed::world(&mut out, self.vocabulary, &mut Sink::new());
        for (root, segments, fact) in &self.evidence {
            let document = match *root {
                "release" => &mut out.release,
                "site" => &mut out.site,
                _ => &mut out.plan,
            };
            computed::place(document, segments, fact.clone());
        }
        out
    }

    /// The facts that must be kept so that a fact that was read stays as it is; none where nothing is known, or it is given.
    pub fn atoms(&self, path: &ReadPath) -> Vec<ReadPath> {
        let Some(root) = path.document() else { return Vec::new() };
        let Some(mut spot) = self.facts.root(root) else { return Vec::new() };
        let mut at = ReadPath::of(root, &[]);
        let mut element = false;
        for key in path.steps() {
            if let Found::Stated(Fact { form: FactForm::Gone, .. }) = spot.found {
                return vec![at];
            }
            if spot.shape.note.computed.is_some() {
                return self.inputs(spot, &at);
            }
            let spelled = spot.shape.record().filter(|r| r.software().is_some()).map(|record| record.key_of(key));
            let key = spelled.as_deref().unwrap_or(key);
            if key == "*" {
                // Members without an id are kept or forgotten together.
                let some = self.facts.members(spot).members.iter().any(|m| m.id.is_none());
                return if some { vec![path.clone()] } else { Vec::new() };
            }
            // Whoever is there has its id.
            if element && key == "id" {
                return vec![at];
            }
            let Some(next) = self.facts.step(spot, key) else { return Vec::new() };
            if matches!(next.found, Found::None) {
                return match spot.found {
                    Found::Stated(Fact { form: FactForm::Record { .. } | FactForm::List { .. }, .. }) | Found::LeftOut => {
                        vec![whole(spot, at)]
                    }
                    _ => Vec::new(),
                };
            }
            element = matches!(spot.shape.form, Form::List(_));
            at = at.child(key);
            spot = next;
        }
        if is_given(&at) {
            return Vec::new();
        }
        if spot.shape.note.computed.is_some() {
            return self.inputs(spot, &at);
        }
        self.here(spot, at)
    }

    /// The scalar fields of the members of a list or map, for tests that read them without naming them.
    pub fn fields(&self, path: &ReadPath) -> Vec<ReadPath> {
        let Some(spot) = self.facts.spot_at(path) else { return Vec::new() };
        let mut out = Vec::new();
        for member in self.facts.members(spot).members {
            let Some(record) = member.spot.shape.record() else { continue };
            let home = member.home.map_or_else(|| path.clone(), |list| ReadPath::of("site", &[list]));
            let here = home.member(member.id.as_ref());
            for (name, _) in record.fields.iter().filter(|(_, shape)| matches!(shape.form, Form::Scalar(_))) {
                out.extend(self.atoms(&here.child(name.clone())));
            }
        }
        out
    }

    fn here(&self, spot: Spot<'_>, path: ReadPath) -> Vec<ReadPath> {
        match (&spot.shape.form, spot.found) {
            (_, Found::Stated(Fact { form: FactForm::Gone, .. })) => vec![path],
            (Form::Scalar(_), Found::Stated(fact)) if fact.written.is_some() => vec![path],
            (Form::Scalar(_), _) => match self.facts.scalar(spot).state {
                // A day says something, though not all.
                state if state.has_value() => vec![path],
                State::Unknown(_) => Vec::new(),
                _ => vec![path],
            },
            (Form::Record(record), Found::Stated(fact)) if record.rest.is_none() => match fact.form {
                FactForm::Record { .. } => vec![path],
                _ => Vec::new(),
            },
            (_, Found::Stated(fact)) => self.members(spot, fact, path),
            (form, Found::LeftOut) => {
                let empty = !matches!(form, Form::Record(_)) && spot.shape.note.kind != FactKind::Observation;
                let inventory = spot.shape.note.item.is_some() && self.facts.inventory_complete;
                if empty || inventory { vec![whole(spot, path)] } else { Vec::new() }
            }
            _ => Vec::new(),
        }
    }

    /// That a list or map has each of its members, and then that it has no others.
    fn members(&self, spot: Spot<'_>, fact: &Fact, path: ReadPath) -> Vec<ReadPath> {
        if is_standing(&path) {
            return (1..=fact.elements().len()).map(standing).collect();
        }
        if !matches!(fact.form, FactForm::List { .. } | FactForm::Record { .. }) {
            return Vec::new();
        }
        let mut out = Vec::new();
        for member in self.facts.members(spot).members {
            // The fields that a schema names are there whatever a document says.
            let declared = matches!((&spot.shape.form, &member.id), (Form::Record(r), Some(id)) if r.fields.contains_key(id));
            let says = || {
                let state = self.facts.scalar(member.spot).state;
                matches!(member.spot.shape.form, Form::Scalar(_)) && (!state.is_unknown() || state.has_value())
            };
            let here = path.member(member.id.as_ref());
            if (!declared || says()) && !out.contains(&here) {
                out.push(here);
            }
        }
        // One that may have other members is kept as that: it is there.
        out.push(path);
        out
    }

    /// What a computed fact comes from.
    fn inputs(&self, spot: Spot<'_>, path: &ReadPath) -> Vec<ReadPath> {
        let name = spot.shape.note.computed.as_ref().map(|c| c.name.as_str()).unwrap_or_default();
        match name {
            "touches" | "reaches" => {
                let mut out = self.change_atoms(None);
                out.extend(self.atoms(&ReadPath::of("release", &["changes"])));
                out
            }
            "uses" => {
                self.lists().flat_map(|(list, members)| [list].into_iter().chain(members)).flat_map(|p| self.atoms(&p)).collect()
            }
            "items" => self.lists().flat_map(|(list, _)| self.atoms(&list)).collect(),
            "installed" => self.atoms(&ReadPath::of("site", &["versions", &self.facts.product])),
            "may_fire" => {
                let item = path.parent().unwrap_or_else(|| path.clone());
                let own = ["trigger", "next_run", "cadence"].map(|field| item.child(field));
                let window = ["start", "end"].map(|end| ReadPath::of("site", &["window", end]));
                own.iter().chain(&window).flat_map(|p| self.atoms(p)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The fact of each change that says its area; only of those that stand at one of these places, when some are given.
    pub fn change_atoms(&self, at: Option<&[Span]>) -> Vec<ReadPath> {
        let Some(changes) = self.facts.root("release").and_then(|r| self.facts.step(r, "changes")) else { return Vec::new() };
        let mut out = Vec::new();
        for member in self.facts.members(changes).members {
            let Found::Stated(change) = member.spot.found else { continue };
            let says = |f: &&Fact| f.written.is_some() || f.state().is_some_and(|s| s.known().is_some());
            let named = change.field("area").filter(says).map(|f| (f, "area"));
            let Some((fact, field)) = named.or_else(|| Some((change.field("name")?, "name"))) else { continue };
            if at.is_some_and(|at| fact.span.is_none_or(|s| !at.contains(&s))) {
                continue;
            }
            out.push(ReadPath::of("release", &["changes"]).member(member.id.as_ref()).child(field));
        }
        out
    }

    /// The item lists of the site, each with the paths of the areas of its members.
    fn lists(&self) -> impl Iterator<Item = (ReadPath, Vec<ReadPath>)> {
        let site = self.facts.root("site");
        let record = site.and_then(|s| s.shape.record());
        let names = record
            .into_iter()
            .flat_map(|r| r.fields.iter())
            .filter(|(_, s)| s.note.item.is_some() && s.note.computed.is_none())
            .map(|(n, _)| n);
        names.filter_map(move |name| {
            let list = self.facts.step(site?, name)?;
            let path = ReadPath::of("site", &[name]);
            let members = self.facts.members(list).members;
            let areas = members.iter().map(|member| path.member(member.id.as_ref()).child("area")).collect();
            Some((path, areas))
        })
    }
}

/// What is never forgotten.
fn is_given(path: &ReadPath) -> bool {
    let ([step], Some(document)) = (path.steps(), path.document()) else { return false };
    matches!(
        (document, &**step),
        ("site", "id" | "zone") | ("update", "phase") | ("release", "product") | ("release" | "site" | "update", "kind")
    )
}

/// That a list or map has no other members: of an item list that is left out, the inventory says so.
fn whole(spot: Spot<'_>, path: ReadPath) -> ReadPath {
    let left_out = matches!(spot.found, Found::LeftOut);
    if left_out && spot.shape.note.item.is_some() && spot.shape.note.kind == FactKind::Observation {
        return ReadPath::of("site", &["inventory"]);
    }
    path
}

/// Whether something is kept at a path or below it.
fn keeps(keep: &Keep, path: &ReadPath) -> bool {
    // In the order of their texts those of what stands below come soon after it.
    keep.range(path..).take_while(|kept| kept.text().starts_with(path.text())).any(|kept| path.holds(kept))
}

/// What stays of a fact.
fn prune(keep: &Keep, fact: &Fact, shape: &Shape, path: &ReadPath, there: bool) -> Fact {
    let kept = keep.contains(path);
    match (&fact.form, &shape.form) {
        (FactForm::Scalar(state), _) => {
            let says = !state.is_unknown() || state.has_value() || fact.written.is_some();
            if kept || !says || is_given(path) { fact.clone() } else { unsaid(fact) }
        }
        (FactForm::Gone, _) if !kept => open(fact),
        (FactForm::Record { fields, partial }, Form::Record(_) | Form::Map { .. }) => {
            let free = !matches!(&shape.form, Form::Record(record) if record.rest.is_none());
            let mut out = BTreeMap::new();
            let mut says = false;
            for (name, field) in fields {
                let Some(inner) = shape.field(name) else { continue };
                if field.basis == Basis::Computed || inner.note.computed.is_some() {
                    continue;
                }
                let here = path.child(name.clone());
                let declared = matches!(&shape.form, Form::Record(record) if record.fields.contains_key(name));
                if !declared && !kept && !keeps(keep, &here) {
                    continue;
                }
                let id = there && !path.steps().is_empty() && &**name == "id";
                let pruned = if id { field.clone() } else { prune(keep, field, inner, &here, false) };
                says |= pruned.basis == Basis::Stated
                    && match &pruned.form {
                        FactForm::Scalar(state) => state.has_value(),
                        FactForm::Record { .. } | FactForm::List { .. } => true,
                        _ => false,
                    };
                out.insert(name.clone(), pruned);
            }
            if free && !there && !kept && out.is_empty() {
                return open(fact);
            }
            let basis = if there || kept || says || (free && !out.is_empty()) { fact.basis } else { Basis::LeftOut };
            let partial = free && (*partial || !kept);
            Fact { basis, form: FactForm::Record { fields: out, partial }, ..fact.clone_head() }
        }
        (FactForm::List { elements, partial }, Form::List(inner)) => {
            if is_standing(path) {
                let mut n = 0;
                let entry = |_: &&Element| {
                    n += 1;
                    keep.contains(&standing(n))
                };
                let elements = elements.iter().filter(entry).cloned().collect();
                return Fact { form: FactForm::List { elements, partial: true }, ..fact.clone_head() };
            }
            let scalars = matches!(inner.form, Form::Scalar(_));
            let element = |element: &Element| {
                let here = path.member(element.id.as_ref());
                // Of a list that is whole the number of members is known, of another nothing but those of which something is kept.
                if !kept && !keeps(keep, &here) {
                    return None;
                }
                let id = element.id.clone().filter(|_| !scalars || keep.contains(&here));
                Some(Element { id, sure: element.sure, fact: prune(keep, &element.fact, inner, &here, true) })
            };
            let elements: Elements = elements.iter().filter_map(element).collect();
            if elements.is_empty() && !kept {
                return open(fact);
            }
            Fact { form: FactForm::List { elements, partial: *partial || !kept }, ..fact.clone_head() }
        }
        _ => fact.clone(),
    }
}

/// A scalar of which nothing is known any more. An area that was stated must not be found again through the name beside it.
fn unsaid(fact: &Fact) -> Fact {
    Fact {
        basis: Basis::LeftOut,
        written: Some(Arc::from("")),
        form: FactForm::Scalar(State::Unknown(Unknown::NotStated)),
        ..fact.clone_head()
    }
}

fn open(fact: &Fact) -> Fact {
    Fact { basis: Basis::LeftOut, form: FactForm::Open(Unknown::NotStated), ..fact.clone_head() }
}

/// Puts what leaving a fact out means where it is kept: nobody confirmed it, none happened, a default.
fn assume(facts: &Facts, from: Spot<'_>, view: &mut Fact, rest: &[Arc<str>]) {
    let Some((key, rest)) = rest.split_first() else {
        if let Some(assumed) = assumed(facts, from) {
            *view = assumed;
        }
        return;
    };
    if let FactForm::List { elements, .. } = &mut view.form {
        // Members of which nothing is kept are missing in the view; those without an id are kept together.
        let named = |id: &Option<Arc<str>>| id.as_deref().unwrap_or("*") == &**key;
        let members = facts.members(from).members.into_iter().filter(|m| named(&m.id));
        for (member, element) in members.zip(elements.iter_mut().filter(|e| named(&e.id))) {
            assume(facts, member.spot, &mut element.fact, rest);
        }
        return;
    }
    let Some(next) = facts.step(from, key) else { return };
    if rest.is_empty() && assumed(facts, next).is_none() {
        return;
    }
    if matches!(view.form, FactForm::Open(_)) && !matches!(from.shape.form, Form::List(_) | Form::Scalar(_)) {
        *view = Fact {
            basis: Basis::LeftOut,
            form: FactForm::Record { fields: BTreeMap::new(), partial: true },
            ..view.clone_head()
        };
    }
    if let FactForm::Record { fields, .. } = &mut view.form {
        let nothing = || Fact {
            basis: Basis::LeftOut,
            span: next.near,
            also: Vec::new(),
            written: None,
            form: FactForm::Open(Unknown::NotStated),
        };
        assume(facts, next, fields.entry(key.clone()).or_insert_with(nothing), rest);
    }
}

fn assumed(facts: &Facts, spot: Spot<'_>) -> Option<Fact> {
    if let Form::Scalar(_) = spot.shape.form {
        let reading = facts.scalar(spot);
        let by_kind = matches!(reading.basis, Basis::Default | Basis::NotConfirmed | Basis::NoEvent);
        return (by_kind && !reading.state.is_unknown()).then(|| Fact::scalar(reading.state, reading.basis, reading.span));
    }
    let basis = match spot.shape.note.kind {
        FactKind::Observation => return None,
        FactKind::Confirmation => Basis::NotConfirmed,
        FactKind::Event => Basis::NoEvent,
    };
    if !matches!(spot.found, Found::LeftOut) {
        return None;
    }
    let form = match spot.shape.form {
        Form::List(_) => FactForm::List { elements: Elements::default(), partial: false },
        _ => FactForm::Record { fields: BTreeMap::new(), partial: false },
    };
    Some(Fact { basis, span: spot.near, also: Vec::new(), written: None, form })
}
