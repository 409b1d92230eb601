//! The values that tests compare the facts of one name with: written in the policy, or stated by other facts.
//! What a fact can be besides these is `cells`' business.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::calendar::Window;
use crate::compile::Program;
use crate::condition::operands::Part;
use crate::condition::tree::{Operand, Path, PathTy, Root, Segment, Slot, Test, Var};
use crate::facts::Facts;
use crate::facts::store::Spot;
use crate::schema::Form;
use crate::value::{Instant, Moment, State, Ty, Unknown, Value};

/// The constants that tests compare facts of one name with.
#[derive(Clone, Debug, Default)]
pub struct Constants {
    /// The values.
    pub values: BTreeSet<Value>,
}

/// The constants of all tests that end in this name, with what the facts they are compared with say now, and can say.
pub fn constants(program: &Program, facts: &Facts, name: &str) -> Constants {
    let mut out = Constants::default();
    for name in compared(program, name) {
        of_name(program, facts, name, &mut out);
    }
    out
}

/// The name with those of the facts that tests compare facts of it with, and so on. Moments are left out: they are told apart by how
/// they lie to each other, of which there is no end.
fn compared<'n>(program: &'n Program, name: &'n str) -> Vec<&'n str> {
    let mut pairs: Vec<Vec<&str>> = Vec::new();
    for slot in &program.tests {
        let mut pair = |test: &'n Test| {
            let timed = matches!(test.path.ty, PathTy::Scalar(Ty::Instant | Ty::Duration));
            let names: Vec<&str> = std::iter::once(&test.path).chain(test.op.operand_paths()).filter_map(last).collect();
            if !timed && names.len() > 1 {
                pairs.push(names);
            }
        };
        pair(&slot.test);
        if let Some(body) = slot.test.op.body() {
            body.cond.tests(false, &mut |test, _| pair(test));
        }
    }
    let mut out = vec![name];
    let mut next = 0;
    while let Some(name) = out.get(next).copied() {
        next += 1;
        let more = pairs.iter().filter(|names| names.contains(&name)).flatten();
        for other in more.copied() {
            if !out.contains(&other) {
                out.push(other);
            }
        }
    }
    out
}

fn of_name(program: &Program, facts: &Facts, name: &str, out: &mut Constants) {
    for slot in &program.tests {
        let mut scene = Scene { facts, name, bound: BTreeMap::new() };
        visit(&slot.test, &mut scene, &mut out.values);
    }
    // What a rule asks of each entry of a map is asked of the entry of this name.
    for rule in program.rules.iter().filter(|rule| !rule.each.is_empty()) {
        let conditions = std::iter::once(&rule.when).chain(rule.effects.iter().filter_map(|e| e.until.as_ref()));
        for condition in conditions {
            condition.tests(false, &mut |id, _| {
                let Some(slot) = program.test(id).filter(|slot| slot.of_element) else { return };
                let bound = rule.each.iter().enumerate().map(|(n, (_, path))| (n, path)).collect();
                visit(&slot.test, &mut Scene { facts, name, bound }, &mut out.values);
            });
        }
    }
}

/// What the variables of a test stand for while the entry of one name is looked at.
struct Scene<'a> {
    facts: &'a Facts,
    name: &'a str,
    /// The collection of each frame.
    bound: BTreeMap<usize, &'a Path>,
}

fn visit<'t>(test: &'t Test, scene: &mut Scene<'t>, out: &mut BTreeSet<Value>) {
    one(test, None, scene, out);
    if let Some(body) = test.op.body() {
        scene.bound.insert(body.frame, &test.path);
        // What is asked of an element is asked of its list.
        let list = last(&test.path);
        let element = |inner: &Test| inner.path.segments.is_empty() && matches!(inner.path.root, Root::Var(_));
        body.cond.tests(false, &mut |inner, _| {
            if let Some(body) = inner.op.body() {
                scene.bound.insert(body.frame, &inner.path);
            }
            one(inner, list.filter(|_| element(inner)), scene, out);
        });
    }
}

fn one(test: &Test, of: Option<&str>, scene: &Scene<'_>, out: &mut BTreeSet<Value>) {
    let named = |path: &Path| match path.segments.last() {
        Some(Segment::Var(var)) => scene.stands_for(var),
        _ => last(path).is_some_and(|last| last == scene.name),
    };
    if named(&test.path) || of == Some(scene.name) {
        scene.operands(test, out);
    } else if test.op.operand_paths().into_iter().any(named) {
        out.extend(scene.current(&test.path));
        scene.operands(test, out);
    }
}

fn last(path: &Path) -> Option<&str> {
    match path.segments.last() {
        None if path.root == Root::Now => Some("now"),
        Some(Segment::Key(key)) => Some(key),
        _ => None,
    }
}

impl<'a> Scene<'a> {
    fn collection(&self, var: &Var) -> Option<&'a Path> {
        match var.slot {
            Slot::Frame(n) => self.bound.get(&n).copied(),
            Slot::Ground(_) => None,
        }
    }

    /// Whether a variable can stand for the entry of the name.
    fn stands_for(&self, var: &Var) -> bool {
        let collection = self.collection(var).and_then(|path| self.spot(path));
        collection.is_some_and(|spot| self.facts.members(spot).members.iter().any(|m| m.id.as_deref() == Some(self.name)))
    }

    /// Where a path leads when every variable stands for the entry of the name.
    fn spot(&self, path: &Path) -> Option<Spot<'a>> {
        let start = match &path.root {
            Root::Document(root) => self.facts.root(root)?,
            Root::Var(var) => self.facts.step(self.spot(self.collection(var)?)?, self.name)?,
            _ => return None,
        };
        path.segments.iter().try_fold(start, |spot, segment| match segment {
            Segment::Key(key) => self.facts.step(spot, key),
            Segment::Var(var) => self.facts.step(spot, self.collection(var).map(|_| self.name)?),
        })
    }

    /// What a fact says now; of a day its first and its last moment.
    fn current(&self, path: &Path) -> Vec<Value> {
        if path.root == Root::Now {
            return vec![moment(self.facts.now)];
        }
        match self.spot(path) {
            Some(spot) if matches!(spot.shape.form, Form::Scalar(_)) => match self.facts.scalar(spot).state {
                State::Unknown(Unknown::Sometime(day)) => [day.first(), day.last()].map(moment).to_vec(),
                state => state.known().cloned().into_iter().collect(),
            },
            _ => Vec::new(),
        }
    }

    /// What a written operand stands for; of a day, in the site's zone, its first and its last moment.
    fn written(&self, value: &Value) -> Vec<Value> {
        match value {
            Value::Day(day) => {
                let day = self.facts.days.day(day.date());
                [day.first(), day.last()].map(moment).to_vec()
            }
            other => vec![other.clone()],
        }
    }

    fn operands(&self, test: &Test, out: &mut BTreeSet<Value>) {
        for part in test.op.operands() {
            match part {
                Part::Operand(Operand::Value(v) | Operand::Param(_, v)) => out.extend(self.written(v)),
                Part::Operand(Operand::Fact(path)) => out.extend(self.current(path)),
                Part::RangeOf(path) => out.extend(self.current(path)),
                Part::Operand(Operand::Var(_)) => {}
                Part::Range(range) => {
                    out.insert(Value::VersionRange(Arc::new(range.clone())));
                }
                Part::Window(Window::Between { start, end }) => out.extend([*start, *end].map(moment)),
                Part::Window(window) => out.extend(window.next_boundary(self.facts.now).map(moment)),
                Part::WindowOf(path) => {
                    for name in ["start", "end"] {
                        let mut inner = path.clone();
                        inner.segments.push(Segment::Key(name.into()));
                        out.extend(self.current(&inner));
                    }
                }
            }
        }
    }
}

fn moment(at: Instant) -> Value {
    Value::Instant(Moment::new(at))
}
