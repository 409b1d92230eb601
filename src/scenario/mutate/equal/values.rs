//! Every state that a fact can be in, as far as some tests can tell: a value in each of the ranges that their constants cut,
//! none, unknown, later. What a test says of a state is asked of its operator.

use std::collections::BTreeSet;

use crate::calendar::Window;
use crate::condition::operators::order::{compared, different, equal, ranged};
use crate::condition::operators::window::{aged, ahead};
use crate::condition::tree::{Op, Operand, RangeOperand, Root, Test, WindowOperand};
use crate::value::{Day, Duration, Instant, Moment, Phase, Scheme, State, Truth, Ty, Unknown, Value, Version};

/// The moment at which states are compared. Every other is like it: constants are relative to it, or to nothing.
pub const NOW: i64 = 1_800_000_000;

/// Whether all operands of a test on a scalar are written in the policy.
pub fn is_plain(test: &Test) -> bool {
    let plain = |o: &Operand| right(o).is_some();
    match &test.op {
        Op::Is(o) | Op::IsNot(o) | Op::Within(o) | Op::Order(_, o, _) => plain(o),
        Op::OneOf(list) => list.iter().all(plain),
        Op::Range { range: RangeOperand::Range(_), .. } | Op::Exists(_) | Op::Stated(_) => true,
        Op::Age { by, at, .. } => by.value().is_some() && at.as_ref().is_none_or(is_now),
        Op::Inside(WindowOperand::Window(Window::Between { .. })) => true,
        _ => false,
    }
}

/// What an operand stands for, where that is written, or the moment itself.
fn right(operand: &Operand) -> Option<Value> {
    if is_now(operand) { Some(moment(NOW)) } else { operand.value().cloned() }
}

fn is_now(operand: &Operand) -> bool {
    matches!(operand, Operand::Fact(path) if path.root == Root::Now)
}

/// What a plain test says of a state, and of whether a document states it. Of any other test nothing is known.
pub fn says(test: &Test, state: &State, stated: Truth) -> Truth {
    let right = |o: &Operand| right(o).map_or(State::Unknown(Unknown::NotStated), State::Known);
    let now = Instant::from_unix(NOW);
    match &test.op {
        Op::Is(o) => equal(state, &right(o)),
        Op::IsNot(o) => different(state, &right(o)),
        Op::OneOf(list) => list.iter().fold(Truth::NO, |truth, o| truth.or(equal(state, &right(o)))),
        Op::Order(how, o, members) => compared(state, *how, &right(o), members.as_deref()),
        Op::Range { satisfies, range: RangeOperand::Range(range) } => {
            ranged(state, *satisfies, &State::Known(Value::VersionRange(range.clone())))
        }
        Op::Stated(wanted) => {
            if *wanted {
                stated
            } else {
                stated.not()
            }
        }
        Op::Age { older, by, .. } => aged(state, *older, &right(by), &State::Known(moment(NOW))),
        Op::Within(by) => ahead(state, &right(by), now),
        Op::Inside(WindowOperand::Window(window)) => match state {
            state if let Some(when) = state.when() => window.holds(when),
            State::Known(_) | State::None => Truth::NO,
            State::Unknown(Unknown::Later(_)) => Truth::LATER,
            State::Unknown(_) => Truth::UNKNOWN,
        },
        Op::Exists(wanted) => {
            let truth = match state {
                State::Known(_) | State::Unknown(Unknown::Sometime(_)) => Truth::YES,
                State::None => Truth::NO,
                State::Unknown(Unknown::Later(_)) => Truth::LATER,
                State::Unknown(_) => Truth::UNKNOWN,
            };
            if *wanted { truth } else { truth.not() }
        }
        _ => Truth::UNKNOWN,
    }
}

/// What a fact can be beside a known value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Open {
    /// Known later only.
    pub later: bool,
    /// Not known at all.
    pub unknown: bool,
    /// Of an element that may have no name.
    pub unnamed: bool,
    /// Nothing but known: the moment itself.
    pub given: bool,
    /// Some moment of a day.
    pub sometime: bool,
}

/// The states beside known values.
pub fn unknowns(open: Open) -> Vec<State> {
    let mut out = Vec::new();
    if open.given {
        return out;
    }
    out.push(State::None);
    if open.unknown {
        out.push(State::Unknown(Unknown::NotStated));
    }
    if open.later {
        out.push(State::Unknown(Unknown::Later(Phase::After)));
    }
    out
}

/// Whether documents can state a fact that is in this state.
pub fn stated(state: &State, open: Open) -> Vec<Truth> {
    match state {
        // A default, or what leaving it out means, is stated by nobody.
        State::Known(_) | State::None | State::Unknown(Unknown::Sometime(_)) => vec![Truth::YES, Truth::NO],
        State::Unknown(Unknown::Later(_)) => vec![Truth::LATER],
        State::Unknown(_) if open.unnamed => vec![Truth::NO, Truth::UNKNOWN],
        State::Unknown(_) => vec![Truth::NO],
    }
}

/// A value in every range that the constants of these tests cut; none where that can't be said.
pub fn values(ty: &Ty, tests: &[&Test]) -> Option<Vec<Value>> {
    let constants = constants(tests);
    match ty {
        Ty::Bool => Some(vec![Value::Bool(false), Value::Bool(true)]),
        Ty::Enum(members) => Some(members.words.iter().cloned().map(Value::Word).collect()),
        Ty::Integer { min, max } => {
            let near = constants.iter().filter_map(|v| if let Value::Integer(n) = v { Some(*n) } else { None });
            let mut all: BTreeSet<i64> = near.flat_map(|n| [n.saturating_sub(1), n, n.saturating_add(1)]).collect();
            all.insert(*min);
            Some(all.into_iter().filter(|n| (min..=max).contains(&n)).map(Value::Integer).collect())
        }
        Ty::Duration => {
            let near = constants.iter().filter_map(|v| if let Value::Duration(d) = v { Some(d.seconds()) } else { None });
            let mut all: BTreeSet<i64> = near.flat_map(|n| [n.saturating_sub(1), n, n.saturating_add(1)]).collect();
            all.insert(0);
            Some(all.into_iter().filter(|n| *n >= 0).map(|n| Value::Duration(Duration::from_seconds(n))).collect())
        }
        Ty::Instant => instants(tests),
        Ty::Version(scheme) => versions(*scheme, &constants),
        Ty::Text | Ty::Area | Ty::Category | Ty::Zone => {
            let mut all: Vec<Value> =
                constants.iter().filter(|v| matches!(v, Value::Text(_) | Value::Word(_))).cloned().collect();
            // A word that no test names.
            let mut other = "another".to_owned();
            while all.iter().any(|v| v.to_string() == other) {
                other.push_str(" one");
            }
            all.push(Value::Text(other.into()));
            Some(all)
        }
        Ty::Secret => Some(vec![Value::Secret]),
        Ty::VersionRange(_) => None,
    }
}

fn constants(tests: &[&Test]) -> BTreeSet<Value> {
    let mut out = BTreeSet::new();
    for test in tests {
        match &test.op {
            Op::Is(o) | Op::IsNot(o) | Op::Within(o) | Op::Order(_, o, _) => out.extend(o.value().cloned()),
            Op::OneOf(list) => out.extend(list.iter().filter_map(|o| o.value().cloned())),
            Op::Age { by, .. } => out.extend(by.value().cloned()),
            Op::Range { range: RangeOperand::Range(range), .. } => drop(out.insert(Value::VersionRange(range.clone()))),
            _ => {}
        }
    }
    out
}

/// Instants around the boundaries, which are relative to now or absolute. With both, now itself would matter.
fn instants(tests: &[&Test]) -> Option<Vec<Value>> {
    let (mut relative, mut absolute): (BTreeSet<i64>, BTreeSet<i64>) = (BTreeSet::new(), BTreeSet::new());
    let (mut days, mut cuts) = (false, BTreeSet::new());
    for test in tests {
        let mut cut = |o: &Operand| match o.value() {
            Some(Value::Instant(at)) => drop(absolute.insert(at.at().unix())),
            Some(Value::Day(day)) => {
                days = true;
                cuts.extend([day.first().unix(), day.last().unix()]);
            }
            _ => {}
        };
        match &test.op {
            Op::Age { by, .. } => relative.extend([NOW, NOW.saturating_sub(by.duration()?.seconds())]),
            Op::Within(by) => relative.extend([NOW, NOW.saturating_add(by.duration()?.seconds())]),
            Op::Is(o) | Op::IsNot(o) | Op::Order(_, o, _) if is_now(o) => drop(relative.insert(NOW)),
            Op::Is(o) | Op::IsNot(o) | Op::Order(_, o, _) => cut(o),
            Op::OneOf(list) if list.iter().any(is_now) => return None,
            Op::OneOf(list) => list.iter().for_each(&mut cut),
            Op::Inside(WindowOperand::Window(Window::Between { start, end })) => absolute.extend([start.unix(), end.unix()]),
            _ => {}
        }
    }
    // How a day lies to a moment depends on the zone.
    if [relative.is_empty(), absolute.is_empty(), !days].into_iter().filter(|none| !none).count() > 1 {
        return None;
    }
    let mut all: BTreeSet<i64> =
        relative.iter().chain(&absolute).chain(&cuts).flat_map(|n| [n.saturating_sub(1), *n, n.saturating_add(1)]).collect();
    all.insert(NOW);
    Some(all.into_iter().map(moment).collect())
}

fn moment(unix: i64) -> Value {
    Value::Instant(Moment::new(Instant::from_unix(unix)))
}

/// The states in which a fact is some moment between two of these: every stretch that a day may have.
pub fn days(values: &[Value]) -> Vec<State> {
    let mut all: Vec<Instant> =
        values.iter().filter_map(|v| if let Value::Instant(at) = v { Some(at.at()) } else { None }).collect();
    all.sort_unstable();
    let after = |at: Instant| at.plus(Duration::from_seconds(1));
    let stretch = |from: Instant, to: Instant| State::Unknown(Unknown::Sometime(Day::new(from.date(), from, after(to))));
    all.iter().enumerate().flat_map(|(n, from)| all.iter().skip(n + 1).map(|to| stretch(*from, *to))).collect()
}

/// A release and a pre-release at, just past and before every version that is named. None where a range names a pre-release:
/// then those of one release are told apart.
fn versions(scheme: Scheme, constants: &BTreeSet<Value>) -> Option<Vec<Value>> {
    let mut named: Vec<Version> = Vec::new();
    for value in constants {
        match value {
            Value::Version(version) => named.push(version.clone()),
            Value::VersionRange(range) => named.extend(range.bounds().map(|b| b.version.clone())),
            _ => {}
        }
    }
    if scheme == Scheme::Opaque {
        let other = Version::parse("another-version", scheme)?;
        return Some(named.into_iter().chain([other]).map(Value::Version).collect());
    }
    if named.iter().any(|v| v.is_prerelease() || !is_release(v)) {
        return None;
    }
    named.sort();
    named.dedup();
    let mut all: Vec<Version> = vec![Version::parse("0.0.0", scheme)?, Version::parse("0.0.0-alpha", scheme)?];
    for (n, version) in named.iter().enumerate() {
        let past = past(version)?;
        let before = Version::parse(&format!("{}-alpha", version.text()), scheme)?;
        let early = Version::parse(&format!("{}-alpha", past.text()), scheme)?;
        let next = named.get(n + 1);
        let fits = before < *version && *version < early && early < past && next.is_none_or(|next| past <= *next);
        if !fits {
            return None;
        }
        all.extend([before, version.clone(), early, past]);
    }
    Some(all.into_iter().map(Value::Version).collect())
}

/// Whether it is nothing but numbers.
fn is_release(version: &Version) -> bool {
    version.text().chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// A release so close after a version that nothing named lies between.
fn past(version: &Version) -> Option<Version> {
    let text = match version.scheme() {
        Scheme::Semver => {
            let (head, last) = version.text().rsplit_once('.')?;
            format!("{head}.{}", last.parse::<u64>().ok()?.checked_add(1)?)
        }
        _ => format!("{}.0.0.1", version.text()),
    };
    Version::parse(&text, version.scheme())
}

/// Pairs of values in every order that two facts of a type can have; none where that can't be said.
pub fn pairs(ty: &Ty, tests: &[&Test]) -> Option<Vec<(Value, Value)>> {
    let both = |a: Value, b: Value| vec![(a.clone(), a.clone()), (a.clone(), b.clone()), (b.clone(), a), (b.clone(), b)];
    match ty {
        Ty::Bool => Some(both(Value::Bool(false), Value::Bool(true))),
        Ty::Integer { .. } => Some(both(Value::Integer(1), Value::Integer(2))),
        Ty::Duration => Some(both(Value::Duration(Duration::from_seconds(1)), Value::Duration(Duration::from_seconds(2)))),
        Ty::Text | Ty::Area | Ty::Category | Ty::Zone => Some(both(Value::Text("a".into()), Value::Text("b".into()))),
        Ty::Enum(members) => {
            let words = members.words.iter().cloned().map(Value::Word);
            Some(words.clone().flat_map(|a| words.clone().map(move |b| (a.clone(), b))).collect())
        }
        Ty::Version(scheme) => {
            Some(both(Value::Version(Version::parse("1.0.0", *scheme)?), Value::Version(Version::parse("2.0.0", *scheme)?)))
        }
        Ty::Instant => {
            let mut ahead: BTreeSet<i64> = BTreeSet::from([NOW]);
            for test in tests {
                if let Op::Age { by, .. } = &test.op {
                    ahead.insert(NOW.saturating_sub(by.duration()?.seconds()));
                }
            }
            let around = ahead.iter().flat_map(|n| [n.saturating_sub(1), *n, n.saturating_add(1)]);
            Some(around.map(|n| (moment(n), moment(NOW))).collect())
        }
        Ty::VersionRange(_) | Ty::Secret => None,
    }
}

/// What a test that compares two facts says of their states.
pub fn says_of_pair(test: &Test, left: &State, right: &State) -> Truth {
    match &test.op {
        Op::Is(_) => equal(left, right),
        Op::IsNot(_) => different(left, right),
        Op::Order(how, _, members) => compared(left, *how, right, members.as_deref()),
        Op::Age { older, by, .. } => {
            let by = by.value().map_or(State::Unknown(Unknown::NotStated), |v| State::Known(v.clone()));
            aged(left, *older, &by, right)
        }
        _ => Truth::UNKNOWN,
    }
}
