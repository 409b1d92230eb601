//! Which facts the rules of a program read, and how many rules read each: those that block or roll back count first.
//! Computed facts stand for the stated ones they are computed from. How that is laid out as a document is `part`'s business.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::compile::program::GroundOf;
use crate::compile::reads::{What, of_rule};
use crate::compile::{GroundRule, GroundTarget, Program};
use crate::condition::tree::{Op, Path, PathTy, Root, Segment, Slot, Test};
use crate::decision::Verb;
use crate::schema::shape::{Form, Shape};
use crate::schema::{Computed, Schemas};
use crate::value::Ty;

/// A place in the documents of one kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The kind of documents: `release`, `site`, `update`.
    pub root: Arc<str>,
    /// The way from there.
    pub steps: Vec<Step>,
}

/// One step of a place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// A field, or a free key that the policy names.
    Field(Arc<str>),
    /// Any element of a list.
    Element,
    /// The value of any free key.
    Value,
    /// Each field of a record.
    EachField,
}

/// How much depends on a fact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    /// The ground rules that read it and block something or decide about a rollback, also through a derived conclusion.
    pub stopping: usize,
    /// All ground rules that read it.
    pub all: usize,
}

/// Every place that a rule reads, with its rank. Texts for people (`because`) read nothing.
pub fn reads(program: &Program) -> BTreeMap<Place, Rank> {
    let stopping = stopping(program);
    let mut ranks: BTreeMap<Place, Rank> = BTreeMap::new();
    for (rule, stops) in program.rules.iter().zip(stopping) {
        let product = &program.policy.product.id;
        let mut reader = Reader { schemas: &program.policy.schemas, product, frames: BTreeMap::new(), found: BTreeSet::new() };
        reader.rule(rule, program);
        for place in reader.found {
            let rank = ranks.entry(place).or_default();
            rank.stopping += usize::from(stops);
            rank.all += 1;
        }
    }
    ranks
}

/// Which rules block or roll back, or conclude what such a rule reads. Rules come after those they read.
fn stopping(program: &Program) -> Vec<bool> {
    let mut read: BTreeSet<Arc<str>> = BTreeSet::new();
    let mut out: Vec<bool> = Vec::with_capacity(program.rules.len());
    for rule in program.rules.iter().rev() {
        let stops = rule.effects.iter().any(|effect| match (effect.verb, &effect.target) {
            (Verb::Block | Verb::Rollback, _) => true,
            (Verb::Derive, GroundTarget::Word(name)) => read.contains(name),
            _ => false,
        });
        if stops {
            let names = of_rule(rule, &program.tests).into_iter().filter_map(|read| match read.what {
                What::Derived(name) => Some(name),
                What::Decided(..) => None,
            });
            read.extend(names);
        }
        out.push(stops);
    }
    out.reverse();
    out
}

/// Collects what one rule reads.
struct Reader<'p> {
    schemas: &'p Schemas,
    product: &'p str,
    /// The place of the element that each frame binds.
    frames: BTreeMap<usize, Place>,
    found: BTreeSet<Place>,
}

impl Reader<'_> {
    fn rule(&mut self, rule: &GroundRule, program: &Program) {
        for (frame, (_, collection)) in rule.each.iter().enumerate() {
            self.path(collection);
            self.bind(frame, collection);
        }
        let conditions = std::iter::once(&rule.when).chain(rule.effects.iter().filter_map(|e| e.until.as_ref()));
        for condition in conditions {
            condition.tests(false, &mut |id, _| {
                if let Some(slot) = program.test(id) {
                    self.test(&slot.test);
                }
            });
        }
        for effect in &rule.effects {
            if let Some(GroundOf::Field(path)) = &effect.of {
                self.path(path);
            }
        }
    }

    fn test(&mut self, test: &Test) {
        self.path(&test.path);
        test.op.operand_paths().into_iter().for_each(|path| self.path(path));
        if let Op::Count { distinct: Some(field), .. } = &test.op
            && let Some(mut place) = self.element_of(&test.path)
        {
            place.steps.push(Step::Field(field.clone()));
            self.record(&place);
        }
        if let Some(body) = test.op.body() {
            self.bind(body.frame, &test.path);
            // A test is visited before those in its body, so that frames are bound when they are needed.
            body.cond.tests(false, &mut |inner, _| self.shallow(inner));
        }
    }

    /// A test whose body is visited by somebody else.
    fn shallow(&mut self, test: &Test) {
        self.path(&test.path);
        test.op.operand_paths().into_iter().for_each(|path| self.path(path));
        if let Some(body) = test.op.body() {
            self.bind(body.frame, &test.path);
        }
    }

    fn bind(&mut self, frame: usize, collection: &Path) {
        match self.element_of(collection) {
            Some(place) => self.frames.insert(frame, place),
            None => self.frames.remove(&frame),
        };
    }

    fn element_of(&self, collection: &Path) -> Option<Place> {
        let mut place = self.place(collection)?;
        place.steps.push(match &self.shape(&place)?.form {
            Form::List(_) => Step::Element,
            Form::Map { .. } => Step::Value,
            Form::Record(record) if record.rest.is_some() => Step::Value,
            Form::Record(_) => Step::EachField,
            Form::Scalar(_) => return None,
        });
        Some(place)
    }

    fn path(&mut self, path: &Path) {
        let Some(place) = self.place(path) else { return };
        self.record(&place);
        // A window is read by its parts.
        let inside = match &path.ty {
            PathTy::Record { window: true } => Some(place),
            PathTy::Records { window: true } => self.element_of(path),
            _ => None,
        };
        for part in ["start", "end", "weekly", "zone"] {
            if let Some(mut place) = inside.clone()
                && self.shape(&place).and_then(Shape::record).is_some_and(|r| r.fields.contains_key(part))
            {
                place.steps.push(Step::Field(Arc::from(part)));
                self.record(&place);
            }
        }
    }

    /// The place that a path leads to; none where it leads to no fact.
    fn place(&self, path: &Path) -> Option<Place> {
        let mut place = match &path.root {
            Root::Document(root) => Place { root: root.clone(), steps: Vec::new() },
            Root::Var(var) => match var.slot {
                Slot::Frame(frame) => self.frames.get(&frame)?.clone(),
                Slot::Ground(_) => return None,
            },
            Root::Now | Root::Decided(_) | Root::Derived(_) | Root::Word(_) | Root::Key(_) => return None,
        };
        for segment in &path.segments {
            place.steps.push(match (&self.shape(&place)?.form, segment) {
                (Form::List(_), _) => Step::Element,
                (Form::Map { .. }, _) | (Form::Record(_), Segment::Var(_)) => Step::Value,
                (Form::Record(_), Segment::Key(key)) => Step::Field(key.clone()),
                (Form::Scalar(_), _) => return None,
            });
        }
        Some(place)
    }

    fn shape(&self, place: &Place) -> Option<&Shape> {
        place.steps.iter().try_fold(self.schemas.root(&place.root)?, step)
    }

    /// Takes down a place, or the places that it stands for.
    fn record(&mut self, place: &Place) {
        let Some(mut shape) = self.schemas.root(&place.root) else { return };
        for (n, here) in place.steps.iter().enumerate() {
            let (before, after) = (place.steps.get(..n).unwrap_or_default(), place.steps.get(n + 1..).unwrap_or_default());
            if let (Step::EachField, Form::Record(record)) = (here, &shape.form) {
                let fields = record.fields.iter().filter(|(_, f)| !f.is_computed()).map(|(name, _)| Step::Field(name.clone()));
                let each: Vec<Step> = fields.chain(record.rest.as_ref().map(|_| Step::Value)).collect();
                for field in each {
                    self.record(&Place { root: place.root.clone(), steps: [before, &[field], after].concat() });
                }
                return;
            }
            let Some(next) = step(shape, here) else { return };
            if let Some(computed) = &next.note.computed {
                self.computed(computed, &place.root, before, after);
                return;
            }
            shape = next;
        }
        // A date is a day of the site's zone.
        if shape.ty() == Some(&Ty::Instant) {
            let zone = Place { root: Arc::from("site"), steps: vec![Step::Field(Arc::from("zone"))] };
            self.found.extend(self.schemas.site.field("zone").map(|_| zone));
        }
        self.found.insert(place.clone());
    }

    /// What a computed fact is computed from. `before` leads to what has it, `after` is asked of it.
    fn computed(&mut self, computed: &Computed, root: &Arc<str>, before: &[Step], after: &[Step]) {
        match computed.name.as_str() {
            "touches" | "reaches" | "unmapped" | "ambiguous" => {
                self.stated(&["release", "changes", "[]", "name"]);
                self.stated(&["release", "changes", "[]", "area"]);
            }
            "uses" => {
                for list in self.item_lists() {
                    self.stated(&["site", &list, "[]", "area"]);
                }
            }
            "items" => {
                for list in self.item_lists() {
                    let steps = [&[Step::Field(list)], after].concat();
                    self.record(&Place { root: root.clone(), steps });
                }
            }
            "installed" => {
                let product = self.product.to_string();
                self.stated(&["site", "versions", &product]);
            }
            "moment" => {
                self.stated(&["update", "applied_at"]);
                self.stated(&["site", "window", "start"]);
            }
            "may_fire" => {
                for field in ["trigger", "next_run", "cadence"] {
                    let steps = [before, &[Step::Field(Arc::from(field))]].concat();
                    self.record(&Place { root: root.clone(), steps });
                }
                self.stated(&["site", "window", "start"]);
                self.stated(&["site", "window", "end"]);
            }
            // A definition that names what it is made of.
            _ => computed.of.iter().for_each(|path| self.stated(path.names())),
        }
    }

    /// Takes down a place; `[]` is any element.
    fn stated<S: AsRef<str>>(&mut self, names: &[S]) {
        let mut names = names.iter().map(AsRef::as_ref);
        let Some(root) = names.next() else { return };
        let step = |name: &str| if name == "[]" { Step::Element } else { Step::Field(Arc::from(name)) };
        self.record(&Place { root: Arc::from(root), steps: names.map(step).collect() });
    }

    fn item_lists(&self) -> Vec<Arc<str>> {
        item_lists(&self.schemas.site)
    }
}

/// The lists of a site whose elements are items, in the schema's order.
pub(super) fn item_lists(site: &Shape) -> Vec<Arc<str>> {
    let fields = site.record().into_iter().flat_map(|record| &record.fields);
    fields.filter(|(_, shape)| shape.note.item.is_some()).map(|(name, _)| name.clone()).collect()
}

/// The shape one step further.
pub(super) fn step<'s>(shape: &'s Shape, step: &Step) -> Option<&'s Shape> {
    match (step, &shape.form) {
        (Step::Field(name), _) => shape.field(name),
        (Step::Element, Form::List(element)) => Some(element),
        (Step::Value, Form::Map { value, .. }) => Some(value),
        (Step::Value, Form::Record(record)) => record.rest.as_deref(),
        // They have one form, or could not be asked together.
        (Step::EachField, Form::Record(record)) => record.fields.values().find(|f| !f.is_computed()).or(record.rest.as_deref()),
        _ => None,
    }
}
