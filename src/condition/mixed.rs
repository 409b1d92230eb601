//! Comparisons whose sides may be of different types or schemes, by what a variable stands for: safe, and told.
//! What the operators ask of sides that fit is their business.

use super::context::{Context, Leaf, LeafState};
use super::print;
use super::tree::{Cond, Op, Operand, Path, PathTy, RangeOperand, Slot, Test};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::facts::fact::Basis;
use crate::text::{Span, wording};
use crate::value::{Scheme, State, Ty, Unknown, Value, Version};

/// Two values that a test was to compare and can't: both answers are left open.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mixed {
    /// The place of the test.
    pub test: Option<Span>,
    /// The fact that was asked.
    pub left: Side,
    /// What it was to be compared with.
    pub right: Side,
}

/// One side of such a comparison.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Side {
    /// The path of the fact, or what the policy writes.
    pub name: String,
    /// What sort of value it is.
    pub what: String,
    /// Its place, or the nearest one.
    pub span: Option<Span>,
}

impl Mixed {
    /// The warning about it.
    pub fn diagnostic(&self) -> Diagnostic {
        let (left, right) = (&self.left, &self.right);
        let mut problem = Diagnostic::new(
            Code::IncomparableValues,
            format!("{} and {} can't be compared", wording::quote(&left.name), wording::quote(&right.name)),
        );
        for side in [left, right] {
            if let Some(span) = side.span {
                problem = problem.at(span, format!("this is {}", side.what));
            }
        }
        if let Some(test) = self.test {
            problem = problem.at(test, "compared here");
        }
        problem.help("ask the rule of each software by its name, or give both facts one type and scheme in their schemas").note(
            format!(
                "{} and {} have no common order: the answer is left open, as if one of them were unknown",
                left.what, right.what
            ),
        )
    }
}

impl Context<'_, '_> {
    /// The two sides of a comparison; a side that can't be compared with the other is unknown, and noted.
    pub fn sides(&mut self, path: &Path, operand: &Operand) -> (State, State) {
        let left = self.scalar(path);
        let (right, span) = match operand {
            Operand::Fact(other) => {
                let reading = self.scalar(other);
                (reading.state, reading.span)
            }
            other => (self.operand(other), None),
        };
        let (Some(ours), Some(theirs)) = (value(&left.state), value(&right)) else { return (left.state, right) };
        let (ours, theirs) = (&ours, &theirs);
        if comparable_values(ours, theirs) {
            return (left.state, right);
        }
        let other = if let Operand::Fact(other) = operand { Some(&**other) } else { None };
        // What a policy writes has no scheme of its own; of two facts about one software, the one says it that is told by name.
        let follows = operand.value().is_some() || other.is_some_and(|other| tied(path, other));
        if follows && let Some((ours, theirs)) = in_one_scheme(path, other, ours, theirs) {
            return (State::Known(ours), State::Known(theirs));
        }
        let name = other.map_or_else(|| theirs.to_string(), |other| self.path_of(other).to_string());
        let mixed = Mixed {
            test: None,
            left: Side { name: self.path_of(path).to_string(), what: what(ours), span: left.span },
            right: Side { name, what: what(theirs), span },
        };
        self.note_mixed(path, mixed);
        (left.state, State::Unknown(Unknown::Incomparable))
    }

    /// The sides of a test of a range.
    pub fn range_sides(&mut self, path: &Path, range: &RangeOperand) -> (State, State) {
        let operand = match range {
            RangeOperand::Range(range) => Operand::Value(Value::VersionRange(range.clone())),
            RangeOperand::Fact(other) => Operand::Fact(other.clone()),
        };
        self.sides(path, &operand)
    }

    /// The point in time at a path; what a variable led to instead of one is unknown, and noted.
    pub fn instant(&mut self, path: &Path) -> State {
        let reading = self.scalar(path);
        match &reading.state {
            State::Known(value) if !matches!(value, Value::Instant(_)) => {
                let now = Side { name: "now".to_owned(), what: "a point in time".to_owned(), span: None };
                let left = Side { name: self.path_of(path).to_string(), what: what(value), span: reading.span };
                self.note_mixed(path, Mixed { test: None, left, right: now });
                State::Unknown(Unknown::Incomparable)
            }
            _ => reading.state,
        }
    }

    fn note_mixed(&mut self, path: &Path, mixed: Mixed) {
        if self.leaves.is_some() {
            let state = LeafState::Scalar(State::Unknown(Unknown::Incomparable));
            self.note(Leaf { path: self.path_of(path), state, basis: Basis::Stated, span: mixed.left.span });
        }
        if !self.mixed.contains(&mixed) {
            self.mixed.push(mixed);
        }
    }
}

/// Whether a test, or one in its body, may come upon values that can't be compared: it compares facts with each other, or one whose
/// type follows a variable. Answers stop early only before tests that don't.
pub fn may_be_told(test: &Test) -> bool {
    let own = !test.path.others.is_empty() || test.op.compares_facts();
    own || test.op.body().is_some_and(|body| may_be_told_in(&body.cond))
}

/// The same of the tests of a condition.
pub fn may_be_told_in(cond: &Cond) -> bool {
    cond.any_leaf(&|test| may_be_told(test))
}

/// The value of a state; of one whose time is not stated its day, which is as little a version or a number.
fn value(state: &State) -> Option<Value> {
    match state {
        State::Known(value) => Some(value.clone()),
        State::Unknown(Unknown::Sometime(day)) => Some(Value::Day(*day)),
        _ => None,
    }
}

/// Whether two values have a common meaning of *equal* and, where they have an order, of that.
pub fn comparable_values(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Version(_) | Value::VersionRange(_), Value::Version(_) | Value::VersionRange(_)) => scheme(a) == scheme(b),
        (Value::Word(_) | Value::Text(_), Value::Word(_) | Value::Text(_)) => true,
        (Value::Instant(_) | Value::Day(_), Value::Instant(_) | Value::Day(_)) => true,
        (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b),
    }
}

/// Both values in one scheme: that of the fact where the policy writes the other one, else that of the fact whose type follows the
/// name of its software. None where the other one can't be read in it.
fn in_one_scheme(path: &Path, other: Option<&Path>, ours: &Value, theirs: &Value) -> Option<(Value, Value)> {
    if other.is_none() || !path.others.is_empty() {
        Some((ours.clone(), reread(theirs, scheme(ours)?)?))
    } else {
        Some((reread(ours, scheme(theirs)?)?, theirs.clone()))
    }
}

fn scheme(value: &Value) -> Option<Scheme> {
    match value {
        Value::Version(version) => Some(version.scheme()),
        Value::VersionRange(range) => Some(range.scheme()),
        _ => None,
    }
}

fn reread(value: &Value, scheme: Scheme) -> Option<Value> {
    match value {
        Value::Version(version) => Version::parse(version.text(), scheme).map(Value::Version),
        Value::VersionRange(range) => range.in_scheme(scheme).map(|range| Value::VersionRange(range.into())),
        _ => None,
    }
}

fn what(value: &Value) -> String {
    match value {
        Value::Version(version) => format!("a version of the scheme `{}`", version.scheme().name()),
        Value::VersionRange(range) => format!("a range of the scheme `{}`", range.scheme().name()),
        Value::Bool(_) => "`true` or `false`".to_owned(),
        Value::Integer(_) => "a number".to_owned(),
        Value::Text(_) | Value::Word(_) | Value::Secret => "text".to_owned(),
        Value::Instant(_) | Value::Day(_) => "a point in time".to_owned(),
        Value::Duration(_) => "a duration".to_owned(),
    }
}

/// Whether two paths speak of one thing: one variable stands in both.
fn tied(a: &Path, b: &Path) -> bool {
    a.vars().any(|var| b.vars().any(|other| var == other))
}

/// The keys that a variable in the path may stand for with a type of their own, and none for every other key.
fn keys(path: &Path) -> impl Iterator<Item = Option<&str>> {
    path.others.iter().map(|(key, _)| Some(&**key)).chain([None])
}

/// The type at the end of a path for one of its keys.
fn type_for<'p>(path: &'p Path, key: Option<&str>) -> Option<&'p Ty> {
    let own = path.others.iter().find(|(k, _)| Some(&**k) == key).map(|(_, ty)| ty);
    own.or(match &path.ty {
        PathTy::Scalar(ty) | PathTy::Scalars(ty) => Some(ty),
        _ => None,
    })
}

/// Warns of a test whose sides may be of types that can't be compared, by what a variable stands for. What a `for_each` variable
/// stands for is looked at when it is put in.
pub fn check(test: &Test, sink: &mut Sink) {
    let grounded = |path: &Path| path.vars().any(|var| matches!(var.slot, Slot::Ground(_)));
    for other in facts(test).into_iter().filter(|other| !grounded(&test.path) && !grounded(other)) {
        if let Some(problem) = may_differ(&test.path, other) {
            sink.push(problem);
        }
    }
}

/// What is wrong with a test whose sides are of types that can't be compared, with the words of `for_each` put in.
pub fn unfit(test: &Test) -> Option<Diagnostic> {
    let path = &test.path;
    facts(test).into_iter().filter(|other| path.others.is_empty() && other.others.is_empty()).find_map(|other| {
        let (left, right) = (type_for(path, None)?, type_for(other, None)?);
        if fits(left, right, false) {
            return None;
        }
        let headline = format!("{} and {} are of different types", quoted(path), quoted(other));
        Some(
            Diagnostic::new(Code::WrongType, headline)
                .at(path.span, format!("{} is {}", quoted(path), of_type(left)))
                .at(other.span, format!("{} is {}", quoted(other), of_type(right)))
                .help("leave the word out of `for_each`, or give both facts one type and scheme in their schemas"),
        )
    })
}

fn quoted(path: &Path) -> String {
    wording::quote(&print::path(path))
}

/// The facts that a test compares its own with.
fn facts(test: &Test) -> Vec<&Path> {
    let operands: &[Operand] = match &test.op {
        Op::Is(operand) | Op::IsNot(operand) | Op::Order(_, operand, _) => std::slice::from_ref(operand),
        Op::OneOf(operands) => operands,
        _ => &[],
    };
    let facts = operands.iter().filter_map(|o| if let Operand::Fact(path) = o { Some(&**path) } else { None });
    let range = match &test.op {
        Op::Range { range: RangeOperand::Fact(path), .. } => Some(&**path),
        _ => None,
    };
    facts.chain(range).collect()
}

fn may_differ(path: &Path, other: &Path) -> Option<Diagnostic> {
    let tied = tied(path, other);
    let pairs: Vec<(Option<&str>, Option<&str>)> = if tied {
        keys(path).chain(keys(other)).map(|key| (key, key)).collect()
    } else {
        keys(path).flat_map(|a| keys(other).map(move |b| (a, b))).collect()
    };
    let (left, right, key) = pairs.into_iter().find_map(|(a, b)| {
        let (left, right) = (type_for(path, a)?, type_for(other, b)?);
        (!fits(left, right, tied)).then_some((left, right, a.or(b)))
    })?;
    let when = key.map_or_else(String::new, |key| format!("for {} ", wording::quote(key)));
    Some(
        Diagnostic::new(Code::IncomparableValues, format!("{} and {} may be of different types", quoted(path), quoted(other)))
            .at(path.span, format!("{when}{}", of_type(left)))
            .at(other.span, of_type(right))
            .help("ask of each software by its name, or give both facts one type and scheme in their schemas")
            .note("where they differ the answer is left open, as if one of them were unknown"),
    )
}

/// Whether values of the two types can be compared; of two facts about one software the scheme of that software is taken.
fn fits(left: &Ty, right: &Ty, tied: bool) -> bool {
    match (left, right) {
        (Ty::Version(a) | Ty::VersionRange(a), Ty::Version(b) | Ty::VersionRange(b)) => tied || a == b,
        (Ty::Integer { .. }, Ty::Integer { .. }) => true,
        (Ty::Text | Ty::Enum(_) | Ty::Area | Ty::Category, Ty::Text | Ty::Enum(_) | Ty::Area | Ty::Category) => true,
        (a, b) => a == b,
    }
}

fn of_type(ty: &Ty) -> String {
    match ty {
        Ty::Version(scheme) => format!("a version of the scheme `{}`", scheme.name()),
        Ty::VersionRange(scheme) => format!("a range of the scheme `{}`", scheme.name()),
        Ty::Instant => "a point in time".to_owned(),
        Ty::Duration => "a duration".to_owned(),
        ty => ty.name(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::condition::operators::order::{compared, different, equal, ranged};
    use crate::condition::tree::Compare;
    use crate::value::Truth;

    #[test]
    fn values_without_a_common_meaning_never_give_a_definite_answer() {
        let ranges = Scheme::ALL.map(|scheme| {
            let text = if scheme == Scheme::Opaque { "=1.0.0" } else { ">=1.0.0" };
            Ty::VersionRange(scheme).read(text).unwrap()
        });
        let versions = Scheme::ALL.map(|scheme| Ty::Version(scheme).read("1.0.0").unwrap());
        let others = [
            Value::Bool(true),
            Value::Integer(1),
            Value::Text("1.0.0".into()),
            Ty::Instant.read("2026-07-21").unwrap(),
            Ty::Duration.read("24h").unwrap(),
        ];
        let all: Vec<Value> = versions.iter().chain(&others).cloned().collect();
        let known = |value: &Value| State::Known(value.clone());
        for (n, a) in all.iter().enumerate() {
            for (m, b) in all.iter().enumerate().filter(|(m, _)| *m != n) {
                let (left, right) = (known(a), known(b));
                let answers = [equal(&left, &right), different(&left, &right)];
                let orders = [Compare::AtLeast, Compare::AtMost, Compare::MoreThan, Compare::LessThan]
                    .map(|how| compared(&left, how, &right, None));
                for truth in answers.into_iter().chain(orders) {
                    assert_eq!(truth, Truth::UNKNOWN, "{a:?} and {b:?}, {n} and {m}");
                }
            }
            for (m, range) in ranges.iter().enumerate().filter(|(m, _)| *m != n) {
                for satisfies in [true, false] {
                    assert_eq!(ranged(&known(a), satisfies, &known(range)), Truth::UNKNOWN, "{a:?} and {range:?}, {m}");
                }
            }
        }
        // Opaque versions are equal or not, and have no order.
        let (a, b) = (Ty::Version(Scheme::Opaque).read("b7").unwrap(), Ty::Version(Scheme::Opaque).read("b8").unwrap());
        assert_eq!(equal(&known(&a), &known(&b)), Truth::NO);
        assert_eq!(compared(&known(&a), Compare::AtLeast, &known(&b), None), Truth::UNKNOWN);
    }
}
