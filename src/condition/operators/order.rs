//! Equality, order and version ranges of scalars.
//! A none on either side makes every test false but `is_not` on a none; an unknown side leaves yes and no open.

use std::cmp::Ordering;

use crate::condition::context::{Context, LeafState};
use crate::condition::mixed::comparable_values;
use crate::condition::tree::{Compare, Operand, Path, RangeOperand};
use crate::facts::store::Member;
use crate::schema::shape::Form;
use crate::value::{Date, Day, Moment, State, Truth, Unknown, Value, When};

/// `is`.
pub fn is(path: &Path, operand: &Operand, context: &mut Context<'_, '_>) -> Truth {
    let (left, right) = context.sides(path, operand);
    equal(&left, &right)
}

/// `is_not`: true on a none, false with a none.
pub fn is_not(path: &Path, operand: &Operand, context: &mut Context<'_, '_>) -> Truth {
    let (left, right) = context.sides(path, operand);
    different(&left, &right)
}

/// Whether the left side is known to be something else than the right side, or known not to exist.
pub fn different(left: &State, right: &State) -> Truth {
    if let Some(times) = Times::of(left, right) {
        return times.equal().not();
    }
    match (left, right) {
        (_, State::None) => Truth::NO,
        (_, State::Unknown(Unknown::Later(_))) => Truth::LATER,
        (State::Unknown(Unknown::Later(_)), right) if right.has_value() => Truth::LATER,
        (State::None, right) if right.has_value() => Truth::YES,
        // The right side may turn out to be none, which makes it false whatever comes later.
        (State::Unknown(Unknown::Later(_)), State::Unknown(_)) => Truth::LATER.union(Truth::NO),
        (State::Known(a), State::Known(b)) if comparable_values(a, b) => Truth::of(!same(a, b)),
        (State::Known(_), State::Known(_)) => Truth::UNKNOWN,
        (_, State::Unknown(_)) | (State::None | State::Unknown(_), State::Known(_)) => Truth::UNKNOWN,
    }
}

/// `one_of`.
pub fn one_of(path: &Path, operands: &[Operand], context: &mut Context<'_, '_>) -> Truth {
    operands.iter().fold(Truth::NO, |truth, operand| truth.or(member_equal(path, operand, context)))
}

/// Whether a value equals an operand, or one of its members when the operand is a list.
fn member_equal(path: &Path, operand: &Operand, context: &mut Context<'_, '_>) -> Truth {
    if let Operand::Fact(list) = operand
        && list.ty.is_collection()
    {
        let left = context.scalar(path).state;
        return among(&left, list, Members::Values, context);
    }
    let (left, right) = context.sides(path, operand);
    equal(&left, &right)
}

/// What the members of a collection are to a value that may be one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Members {
    /// The scalars of a list or map; of records their ids.
    Values,
    /// The keys of a map.
    Keys,
}

/// Whether a value is a member of the collection at `path`.
pub fn among(value: &State, path: &Path, members: Members, context: &mut Context<'_, '_>) -> Truth {
    let collection = context.collection(path);
    if collection.none || *value == State::None {
        return Truth::NO;
    }
    if collection.later.is_some() {
        return Truth::LATER;
    }
    let mut truth = Truth::NO;
    for member in &collection.members {
        let state = member_state(member, members, context);
        let here = if member.sure { Truth::YES } else { Truth::UNKNOWN };
        let same = equal(value, &state);
        if same.is_yes() || state.is_unknown() {
            context.note_member(path, member);
        }
        truth = truth.or(here.and(same));
    }
    if !collection.unnamed.is_empty() {
        truth = truth.or(if value.is_later() { Truth::LATER.union(Truth::NO) } else { Truth::UNKNOWN });
    }
    truth
}

/// The value of a member: the scalar itself, or the id of a record or the key in a map.
pub fn member_state(member: &Member<'_>, members: Members, context: &Context<'_, '_>) -> State {
    match &member.id {
        _ if members == Members::Values && matches!(member.spot.shape.form, Form::Scalar(_)) => {
            context.facts.scalar(member.spot).state
        }
        Some(id) => State::Known(Value::Word(id.clone())),
        None => State::Unknown(Unknown::NotStated),
    }
}

/// `at_least`, `at_most`, `more_than`, `less_than`.
pub fn compare(
    path: &Path,
    how: Compare,
    operand: &Operand,
    members: Option<&crate::value::Members>,
    context: &mut Context<'_, '_>,
) -> Truth {
    let (left, right) = context.sides(path, operand);
    compared(&left, how, &right, members)
}

/// Whether two states are so ordered.
pub fn compared(left: &State, how: Compare, right: &State, members: Option<&crate::value::Members>) -> Truth {
    if let Some(times) = Times::of(left, right) {
        return times.compared(how);
    }
    open(left, right, |a, b| Some(how.holds(order(a, b, members)?)))
}

/// `satisfies` and `violates`; both false when there is nothing to compare.
pub fn range(path: &Path, satisfies: bool, range: &RangeOperand, context: &mut Context<'_, '_>) -> Truth {
    let (left, right) = context.range_sides(path, range);
    ranged(&left, satisfies, &right)
}

/// Whether a version lies in a range, or outside. How versions of software compare is said by the software, whatever a fact that
/// names a range of them is typed as: the range is read in the scheme of the version. Where it can't be, nobody knows.
pub fn ranged(version: &State, satisfies: bool, range: &State) -> Truth {
    open(version, range, |version, range| match (version, range) {
        (Value::Version(version), Value::VersionRange(range)) if version.scheme() == range.scheme() => {
            Some(range.contains(version) == satisfies)
        }
        _ => None,
    })
}

/// Whether two states are equal.
pub fn equal(left: &State, right: &State) -> Truth {
    // A member of a list is on the right, and may be looked for by a day that a policy names.
    let times = Times::of(left, right).or_else(|| Times::of(right, left));
    if let Some(times) = times {
        return times.equal();
    }
    open(left, right, |a, b| comparable_values(a, b).then(|| same(a, b)))
}

/// Two points in time of which at least one is a day, so that a test may have more than one answer.
enum Times {
    /// Of a fact that is some moment of a day, or is compared with one.
    Points(When, When),
    /// Against a day as a policy names it: before it, in it, or after it.
    Against(When, Day),
    /// A limit that was stated as a day, against one: the limit is that day's, though it ends where the next one begins.
    Dates(Date, Date),
}

impl Times {
    fn of(left: &State, right: &State) -> Option<Self> {
        match (left.when()?, right) {
            (When::At(moment), State::Known(Value::Day(day))) if let Some(date) = moment.day() => {
                Some(Times::Dates(date, day.date()))
            }
            (when, State::Known(Value::Day(day))) => Some(Times::Against(when, *day)),
            (When::At(_), State::Known(_)) => None,
            (when, right) => Some(Times::Points(when, right.when()?)),
        }
    }

    fn equal(&self) -> Truth {
        match self {
            Times::Points(left, right) => left.equals(*right),
            Times::Against(when, day) => when.on(*day),
            Times::Dates(left, right) => Truth::of(left == right),
        }
    }

    fn compared(&self, how: Compare) -> Truth {
        let (left, start, end) = match self {
            Times::Points(left, right) => (*left, *right, *right),
            Times::Against(when, day) => (*when, When::At(day.start()), When::At(Moment::new(day.last()))),
            Times::Dates(left, right) => return Truth::of(how.holds(left.cmp(right))),
        };
        match how {
            Compare::AtLeast => left.before(start).not(),
            Compare::LessThan => left.before(start),
            Compare::MoreThan => end.before(left),
            Compare::AtMost => end.before(left).not(),
        }
    }
}

/// Equality of values: a word and a text with the same letters are the same.
pub fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Word(a) | Value::Text(a), Value::Word(b) | Value::Text(b)) => a == b,
        (a, b) => a == b,
    }
}

/// A test of two values that needs both.
pub fn both(left: &State, right: &State, holds: impl FnOnce(&Value, &Value) -> bool) -> Truth {
    open(left, right, |a, b| Some(holds(a, b)))
}

/// A test of two values that needs both, and leaves both answers open where there is no common meaning of it.
fn open(left: &State, right: &State, holds: impl FnOnce(&Value, &Value) -> Option<bool>) -> Truth {
    match (left, right) {
        (State::None, _) | (_, State::None) => Truth::NO,
        (State::Known(a), State::Known(b)) => holds(a, b).map_or(Truth::UNKNOWN, Truth::of),
        (State::Unknown(Unknown::Later(_)), other) | (other, State::Unknown(Unknown::Later(_))) if other.has_value() => {
            Truth::LATER
        }
        (State::Unknown(Unknown::Later(_)), _) | (_, State::Unknown(Unknown::Later(_))) => {
            // The other side may turn out to be none, which makes it false whatever comes later.
            if left.is_later() && right.is_later() { Truth::LATER } else { Truth::LATER.union(Truth::NO) }
        }
        _ => Truth::UNKNOWN,
    }
}

/// The order of two values of one type; none where they can't be ordered.
pub fn order(left: &Value, right: &Value, members: Option<&crate::value::Members>) -> Option<Ordering> {
    match (left, right) {
        (Value::Integer(a), Value::Integer(b)) => Some(a.cmp(b)),
        (Value::Instant(a), Value::Instant(b)) => Some(a.cmp(b)),
        (Value::Duration(a), Value::Duration(b)) => Some(a.cmp(b)),
        (Value::Version(a), Value::Version(b)) => a.cmp_meaning(b),
        (Value::Word(a), Value::Word(b)) => {
            let rank = |word: &str| members?.words.iter().position(|w| &**w == word);
            Some(rank(a)?.cmp(&rank(b)?))
        }
        _ => None,
    }
}

impl LeafState {
    /// Whether nothing, or not everything, is known of it.
    pub fn is_unknown(&self) -> bool {
        match self {
            LeafState::Scalar(state) => state.is_unknown(),
            LeafState::Collection { possible, open, .. } => *open || *possible > 0,
            LeafState::There => false,
        }
    }

    /// Whether it says something: of a day more is unknown than known, and its date is known.
    pub fn says(&self) -> bool {
        matches!(self, LeafState::Scalar(state) if state.has_value()) || !self.is_unknown()
    }

    /// Whether it can't be known before a later phase.
    pub fn is_later(&self) -> bool {
        matches!(self, LeafState::Scalar(state) if state.is_later())
    }
}
