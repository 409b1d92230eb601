//! Conditions as forms over groups of tests that speak of one fact: what one group answers is independent of the others, so
//! that all answers of a condition are found by going through those of its groups.
//! Taking groups to be independent that are not only adds answers; it never hides one.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::pairs::{self, Pairs};
use super::values::{self, Open};
use crate::condition::print;
use crate::condition::tree::{Body, Cond, CondKind, Op, Operand, Path, PathTy, Root, Segment, Test};
use crate::schema::note::DateMeans;
use crate::schema::{FactKind, Schemas};
use crate::value::{State, Truth, Ty, Value};

/// A condition over the answers of groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// All hold.
    All(Vec<Form>),
    /// One holds.
    Any(Vec<Form>),
    /// Doesn't hold.
    Not(Box<Form>),
    /// Is known to hold.
    Certainly(Box<Form>),
    /// What a group answers to one of its questions.
    Asks(usize, usize),
}

/// The groups of two conditions.
#[derive(Debug)]
pub struct Groups<'a> {
    around: Around<'a>,
    groups: Vec<Group>,
    by_key: BTreeMap<String, usize>,
}

/// What conditions stand in.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// The shapes of facts.
    pub schemas: &'a Schemas,
    /// Whether they are lift conditions.
    pub lifting: bool,
}

#[derive(Debug)]
enum Group {
    /// Tests of one scalar with constants.
    Scalar { ty: Ty, open: Open, tests: Vec<(String, Arc<Test>)> },
    /// Tests that compare two facts.
    Compared { ty: Ty, open: Open, tests: Vec<(String, Arc<Test>)> },
    /// A question of which nothing is known.
    Free { later: bool },
    /// Two quantifiers over one collection, whose answers go together like this.
    Quantified(Pairs),
}

/// The forms of two conditions over the same groups.
pub fn both(a: &Cond, b: &Cond, around: Around<'_>) -> (Form, Form, Vec<Vec<Vec<Truth>>>) {
    let mut groups = Groups { around, groups: Vec::new(), by_key: BTreeMap::new() };
    let (a, b) = groups.both(a, b);
    let answers = groups.groups.iter().map(Group::answers).collect();
    (a, b, answers)
}

impl Groups<'_> {
    fn both(&mut self, a: &Cond, b: &Cond) -> (Form, Form) {
        match (&a.kind, &b.kind) {
            (CondKind::All(p), CondKind::All(q)) if p.len() == q.len() => {
                let (p, q) = p.iter().zip(q).map(|(p, q)| self.both(p, q)).unzip();
                (Form::All(p), Form::All(q))
            }
            (CondKind::Any(p), CondKind::Any(q)) if p.len() == q.len() => {
                let (p, q) = p.iter().zip(q).map(|(p, q)| self.both(p, q)).unzip();
                (Form::Any(p), Form::Any(q))
            }
            (CondKind::Not(p), CondKind::Not(q)) => {
                let (p, q) = self.both(p, q);
                (Form::Not(Box::new(p)), Form::Not(Box::new(q)))
            }
            (CondKind::Certainly(p), CondKind::Certainly(q)) => {
                let (p, q) = self.both(p, q);
                (Form::Certainly(Box::new(p)), Form::Certainly(Box::new(q)))
            }
            (CondKind::Test(t), CondKind::Test(u)) => match quantified(t, u, self.around) {
                Some(pairs) => {
                    let group = self.add(format!("{} / {}", print::test(t), print::test(u)), || Group::Quantified(pairs));
                    (Form::Asks(group, 0), Form::Asks(group, 1))
                }
                None => (self.test(t), self.test(u)),
            },
            _ => (self.form(a), self.form(b)),
        }
    }

    fn form(&mut self, cond: &Cond) -> Form {
        match &cond.kind {
            CondKind::All(parts) => Form::All(parts.iter().map(|p| self.form(p)).collect()),
            CondKind::Any(parts) => Form::Any(parts.iter().map(|p| self.form(p)).collect()),
            CondKind::Not(inner) => Form::Not(Box::new(self.form(inner))),
            CondKind::Certainly(inner) => Form::Certainly(Box::new(self.form(inner))),
            CondKind::Test(test) => self.test(test),
        }
    }

    fn test(&mut self, test: &Arc<Test>) -> Form {
        let path = &test.path;
        let later = later(path) || test.op.operand_paths().into_iter().any(later);
        if let Some(form) = self.derived(test) {
            return form;
        }
        if matches!(path.root, Root::Decided(_) | Root::Derived(_)) {
            return self.free(print::test(test), true);
        }
        match &test.op {
            Op::Exists(false) if !matches!(path.ty, PathTy::Scalar(_)) => self.opposite(test, Op::Exists(true)),
            Op::Stated(false) if !matches!(path.ty, PathTy::Scalar(_)) => self.opposite(test, Op::Stated(true)),
            Op::Empty(false) => self.opposite(test, Op::Empty(true)),
            Op::IncludesAny(list) if constant(list) => Form::Any(list.iter().map(|o| self.member(path, o, later)).collect()),
            Op::IncludesAll(list) if constant(list) => Form::All(list.iter().map(|o| self.member(path, o, later)).collect()),
            _ => match &path.ty {
                PathTy::Scalar(ty) if values::is_plain(test) => {
                    let (ty, open) = (ty.clone(), self.open(path, later));
                    let group = self.add(print::path(path), || Group::Scalar { ty, open, tests: Vec::new() });
                    self.ask(group, test)
                }
                PathTy::Scalar(ty) => match compared_with(test) {
                    Some(other) => {
                        let (ty, open) = (ty.clone(), Open { later, unknown: true, unnamed: true, given: false, sometime: true });
                        let key = format!("{} and {}", print::path(path), print::path(other));
                        let group = self.add(key, || Group::Compared { ty, open, tests: Vec::new() });
                        self.ask(group, test)
                    }
                    None => self.free(print::test(test), later),
                },
                _ => self.free(print::test(test), later),
            },
        }
    }

    /// A conclusion that holds or not.
    fn derived(&mut self, test: &Test) -> Option<Form> {
        let (Root::Derived(name), Op::Is(o) | Op::IsNot(o)) = (&test.path.root, &test.op) else { return None };
        let Some(Value::Bool(wanted)) = o.value() else { return None };
        let holds = self.free(format!("derived.{name}"), true);
        let straight = *wanted == matches!(test.op, Op::Is(_));
        Some(if straight { holds } else { Form::Not(Box::new(holds)) })
    }

    /// What the fact at a path can be beside a known value.
    fn open(&self, path: &Path, later: bool) -> Open {
        let unnamed = matches!(path.root, Root::Var(_) | Root::Key(_) | Root::Word(_));
        // A confirmation that nobody gave is not given: it is unknown only where documents disagree, and a case has one of each
        // kind, or in an element of which nothing is known.
        let confirmed = path.note.as_ref().is_some_and(|n| n.kind == FactKind::Confirmation) && self.is_fixed(path);
        let given = path.root == Root::Now;
        let sometime = !given && path.note.as_ref().is_none_or(|n| n.day == DateMeans::Sometime);
        Open { later, unknown: !confirmed, unnamed, given, sometime }
    }

    /// Whether a path leads through declared fields only.
    fn is_fixed(&self, path: &Path) -> bool {
        let Root::Document(root) = &path.root else { return false };
        let Some(shape) = self.around.schemas.root(root) else { return false };
        let step = |shape, segment: &Segment| match segment {
            Segment::Key(key) => crate::schema::Shape::record(shape).and_then(|r| r.fields.get(key)),
            Segment::Var(_) => None,
        };
        path.segments.iter().try_fold(shape, step).is_some()
    }

    fn opposite(&mut self, test: &Test, op: Op) -> Form {
        let positive = Test { span: test.span, path: test.path.clone(), op };
        Form::Not(Box::new(self.test(&Arc::new(positive))))
    }

    fn member(&mut self, path: &Path, operand: &Operand, later: bool) -> Form {
        let word = operand.value().map(ToString::to_string).unwrap_or_default();
        self.free(format!("{} has {word}", print::path(path)), later)
    }

    fn free(&mut self, key: String, later: bool) -> Form {
        Form::Asks(self.add(key, || Group::Free { later }), 0)
    }

    fn add(&mut self, key: String, make: impl FnOnce() -> Group) -> usize {
        if let Some(known) = self.by_key.get(&key) {
            return *known;
        }
        self.groups.push(make());
        self.by_key.insert(key, self.groups.len() - 1);
        self.groups.len() - 1
    }

    fn ask(&mut self, group: usize, test: &Arc<Test>) -> Form {
        let text = print::test(test);
        if let Some(Group::Scalar { tests, .. } | Group::Compared { tests, .. }) = self.groups.get_mut(group) {
            let place = tests.iter().position(|(known, _)| *known == text).unwrap_or_else(|| {
                tests.push((text, test.clone()));
                tests.len() - 1
            });
            return Form::Asks(group, place);
        }
        self.free(text, true)
    }
}

impl Group {
    /// Everything that the questions of the group can be answered together.
    fn answers(&self) -> Vec<Vec<Truth>> {
        let mut out: Vec<Vec<Truth>> = Vec::new();
        let mut add = |answers: Vec<Truth>| {
            if !out.contains(&answers) {
                out.push(answers);
            }
        };
        match self {
            Group::Free { later } => free(*later).into_iter().for_each(|t| add(vec![t])),
            Group::Quantified(pairs) => pairs.iter().for_each(|(a, b)| add(vec![a, b])),
            Group::Scalar { ty, open, tests } => {
                let all: Vec<&Test> = tests.iter().map(|(_, t)| &**t).collect();
                match values::values(ty, &all) {
                    Some(values) => {
                        let days = if open.sometime { values::days(&values) } else { Vec::new() };
                        for state in values.into_iter().map(State::Known).chain(days).chain(values::unknowns(*open)) {
                            for stated in values::stated(&state, *open) {
                                add(all.iter().map(|t| values::says(t, &state, stated)).collect());
                            }
                        }
                    }
                    None => product(all.len(), open.later).into_iter().for_each(add),
                }
            }
            Group::Compared { ty, open, tests } => {
                let all: Vec<&Test> = tests.iter().map(|(_, t)| &**t).collect();
                match values::pairs(ty, &all) {
                    Some(pairs) => {
                        let both = of_days(&pairs);
                        let known = pairs.into_iter().map(|(a, b)| (State::Known(a), State::Known(b))).collect::<Vec<_>>();
                        let unknown = values::unknowns(*open);
                        let (lefts, rights): (Vec<State>, Vec<State>) = known.iter().cloned().unzip();
                        let mixed = unknown.iter().flat_map(|u| {
                            let left = rights.iter().map(move |r| (u.clone(), r.clone()));
                            let right = lefts.iter().map(move |l| (l.clone(), u.clone()));
                            left.chain(right)
                        });
                        let none = unknown.iter().flat_map(|a| unknown.iter().map(move |b| (a.clone(), b.clone())));
                        for (left, right) in known.iter().cloned().chain(both).chain(mixed).chain(none) {
                            add(all.iter().map(|t| values::says_of_pair(t, &left, &right)).collect());
                        }
                    }
                    None => product(all.len(), open.later).into_iter().for_each(add),
                }
            }
        }
        out
    }
}

/// Two facts of which at least one is some moment of a day.
fn of_days(pairs: &[(Value, Value)]) -> Vec<(State, State)> {
    let (lefts, rights): (Vec<Value>, Vec<Value>) = pairs.iter().cloned().unzip();
    let (left_days, right_days) = (values::days(&lefts), values::days(&lefts));
    let rights: Vec<State> = rights.into_iter().map(State::Known).take(1).collect();
    let one = left_days.iter().flat_map(|l| rights.iter().map(move |r| (l.clone(), r.clone())));
    let other = lefts.iter().flat_map(|l| right_days.iter().map(move |r| (State::Known(l.clone()), r.clone())));
    let both = left_days.iter().flat_map(|l| right_days.iter().map(move |r| (l.clone(), r.clone())));
    one.chain(other).chain(both).collect()
}

/// Every truth there is; without *later* where nothing can be known later only.
pub fn free(later: bool) -> Vec<Truth> {
    let mut out = vec![Truth::NO, Truth::YES, Truth::UNKNOWN];
    if later {
        out.extend([Truth::LATER, Truth::LATER.union(Truth::NO), Truth::LATER.union(Truth::YES)]);
        out.push(Truth::LATER.union(Truth::UNKNOWN));
    }
    out
}

fn product(questions: usize, later: bool) -> Vec<Vec<Truth>> {
    (0..questions).fold(vec![Vec::new()], |all, _| {
        all.into_iter()
            .flat_map(|answers: Vec<Truth>| {
                free(later).into_iter().map(move |t| answers.iter().copied().chain([t]).collect::<Vec<_>>())
            })
            .collect()
    })
}

/// Whether something may be known later only.
fn later(path: &Path) -> bool {
    path.known_from.is_some()
        || path.note.as_ref().is_none_or(|note| note.computed.is_some() || note.known_from.is_some())
        || matches!(path.root, Root::Decided(_) | Root::Derived(_))
        || matches!(&path.root, Root::Document(name) if &**name == "plan")
}

fn constant(list: &[Operand]) -> bool {
    !list.is_empty() && list.iter().all(|o| o.value().is_some())
}

/// The other fact, where a test compares two.
fn compared_with(test: &Test) -> Option<&Path> {
    let scalar = |o: &Operand| matches!(o, Operand::Fact(path) if matches!(path.ty, PathTy::Scalar(_)));
    match &test.op {
        Op::Is(o) | Op::IsNot(o) | Op::Order(_, o, _) if scalar(o) => test.op.operand_paths().first().copied(),
        Op::Age { by, at: Some(at), .. } if by.value().is_some() && scalar(at) => test.op.operand_paths().first().copied(),
        _ => None,
    }
}

/// What two quantifiers of one sort over one collection can answer together.
fn quantified(a: &Test, b: &Test, around: Around<'_>) -> Option<Pairs> {
    let (any, p, q): (bool, &Body, &Body) = match (&a.op, &b.op) {
        (Op::AnyOf(p), Op::AnyOf(q)) => (true, p, q),
        (Op::EveryOf(p), Op::EveryOf(q)) => (false, p, q),
        _ => return None,
    };
    let same = print::path(&a.path) == print::path(&b.path) && p.frame == q.frame;
    if !same || matches!(a.path.root, Root::Decided(_) | Root::Derived(_)) {
        return None;
    }
    Some(pairs::over_members(&pairs::of(&p.cond, &q.cond, around), any, later(&a.path), around.lifting))
}
