//! What several tests ask of one fact, and the cells into which they cut its values: all values of a cell are answered alike.
//! What follows for a condition is said by the module above.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::itself;
use super::versions::{self, Place};
use super::weeks;
use crate::calendar::{Weekly, Window};
use crate::condition::print;
use crate::condition::tree::{Op, Operand, PathTy, RangeOperand, Root, Test, WindowOperand};
use crate::value::{Instant, Scheme, Ty, Value, Version};

/// Most members that are told apart in a collection; each doubles the cells.
const MOST_MEMBERS: usize = 8;

/// What is asked of one fact.
#[derive(Clone, Debug)]
pub(super) struct Question {
    /// What makes tests ask the same.
    pub(super) key: String,
    path: String,
    kind: Kind,
}

/// How the values are cut.
#[derive(Clone, Debug)]
enum Kind {
    /// Words; all there are, where they are a closed list.
    Words(BTreeSet<Arc<str>>, bool),
    /// Whole numbers between limits: also seconds, of a length, of a moment, of an age.
    Numbers(BTreeSet<i64>, i64, i64),
    /// Versions in their order.
    Versions(Vec<Version>),
    /// A collection, by members.
    Members(BTreeSet<Arc<str>>),
    /// Hours of the week.
    Hours(Vec<Weekly>),
    /// A comparison with itself, which answers so whatever there is.
    Itself(bool),
    /// Inside of a range, or outside of it.
    Range,
    /// A test of which only the sameness is known.
    Whole,
}

/// Values that every test of a question answers alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// There is none.
    None,
    /// A word.
    Word(Arc<str>),
    /// Any other word.
    Other,
    /// A number.
    Number(i64),
    /// Versions.
    Place(Place),
    /// Which of the hours are open.
    Open(Vec<bool>),
    /// These members, and whether there are others.
    Members(BTreeSet<Arc<str>>, bool),
    /// What the test asks is so, or not.
    Is(bool),
}

impl Question {
    /// What a test asks, when its operands are written; a parameter may be set otherwise by another pack.
    pub(super) fn of(test: &Test) -> Option<Self> {
        let path = print::path(&test.path);
        let kind = kind(test).unwrap_or(Kind::Whole);
        let key = match (&kind, &test.op) {
            (Kind::Whole | Kind::Range, _) => format!("{path} {}", whole(&test.op)),
            (Kind::Numbers(..), Op::Age { .. } | Op::Within(_)) => format!("{path} age"),
            (Kind::Itself(_), op) => format!("{path} itself {}", print::op(op)),
            (Kind::Hours(_), _) => format!("{path} hours"),
            (Kind::Numbers(..), Op::Count { body, distinct, .. }) => {
                let body = body.as_ref().map(|b| print::cond(&b.cond)).unwrap_or_default();
                format!("{path} count {body} {distinct:?}")
            }
            (Kind::Members(_), _) => format!("{path} members"),
            (Kind::Numbers(..), Op::Is(o) | Op::IsNot(o) | Op::Order(_, o, _)) if is_day(o) => format!("{path} day"),
            (Kind::Numbers(..), Op::OneOf(list)) if list.iter().any(is_day) => format!("{path} day"),
            _ => format!("{path} value"),
        };
        Some(Self { key, path, kind })
    }

    /// Takes in what another test asks of the same.
    pub(super) fn add(&mut self, other: Question) {
        match (&mut self.kind, other.kind) {
            (Kind::Words(words, _), Kind::Words(more, _)) | (Kind::Members(words), Kind::Members(more)) => words.extend(more),
            (Kind::Numbers(numbers, ..), Kind::Numbers(more, ..)) => numbers.extend(more),
            (Kind::Versions(versions), Kind::Versions(more)) => {
                versions.extend(more);
                sorted(versions);
            }
            (Kind::Hours(windows), Kind::Hours(more)) => windows.extend(more),
            _ => {}
        }
    }

    /// The cells; none where there would be too many.
    pub(super) fn cells(&self) -> Vec<Cell> {
        let mut cells = vec![Cell::None];
        match &self.kind {
            Kind::Words(words, closed) => {
                cells.extend(words.iter().cloned().map(Cell::Word));
                cells.extend((!closed).then_some(Cell::Other));
            }
            Kind::Numbers(numbers, min, max) => {
                let near = numbers.iter().flat_map(|n| [n.saturating_sub(1), *n, n.saturating_add(1)]);
                let all: BTreeSet<i64> = near.chain([*min, *max]).filter(|n| (min..=max).contains(&n)).collect();
                cells.extend(all.into_iter().map(Cell::Number));
            }
            Kind::Versions(versions) => cells.extend(versions::places(versions).into_iter().map(Cell::Place)),
            Kind::Hours(windows) => {
                let open = weeks::combinations(windows);
                if open.is_empty() {
                    return Vec::new();
                }
                cells.extend(open.into_iter().map(Cell::Open));
            }
            Kind::Itself(answer) => cells.push(Cell::Is(*answer)),
            Kind::Members(words) if words.len() > MOST_MEMBERS => return Vec::new(),
            Kind::Members(words) => {
                for chosen in 0..1_usize << words.len() {
                    let members: BTreeSet<Arc<str>> =
                        words.iter().enumerate().filter(|(n, _)| chosen >> n & 1 == 1).map(|(_, w)| w.clone()).collect();
                    cells.extend([false, true].map(|others| Cell::Members(members.clone(), others)));
                }
            }
            Kind::Range => cells.extend([true, false].map(Cell::Is)),
            // Whatever such a test answers of nothing, it is one of the two.
            Kind::Whole => return [true, false].map(Cell::Is).to_vec(),
        }
        cells
    }

    /// Whether a test is about this, so that a cell answers it.
    pub(super) fn is_about(&self, test: &Test) -> bool {
        let existence =
            matches!(test.op, Op::Exists(_)) && !matches!(self.kind, Kind::Whole) && print::path(&test.path) == self.path;
        let members =
            matches!(self.kind, Kind::Members(_)) && matches!(test.op, Op::AnyOf(_) | Op::EveryOf(_) | Op::Count { .. });
        let emptiness = members && print::path(&test.path) == self.path;
        existence || emptiness || Question::of(test).is_some_and(|question| question.key == self.key)
    }

    /// Whether it compares a fact with itself, or asks for what every evaluation has.
    pub(super) fn is_of_itself(&self) -> bool {
        matches!(self.kind, Kind::Itself(_))
    }

    /// Whether one of the tests asks if there is such a thing, as every test of a decision does.
    pub(super) fn asks_existence(&self, tests: &[&Test]) -> bool {
        let asks = |test: &&Test| {
            matches!(test.op, Op::Exists(_) | Op::Empty(_) | Op::Stated(_)) || matches!(test.path.root, Root::Decided(_))
        };
        tests.iter().filter(|test| print::path(&test.path) == self.path).any(asks)
    }

    /// What a test answers for the values of a cell; none when it is about something else.
    pub(super) fn answer(&self, test: &Test, cell: &Cell) -> Option<bool> {
        if !self.is_about(test) {
            return None;
        }
        if let Kind::Itself(answer) = self.kind {
            return match &test.op {
                Op::Exists(wanted) if itself::answer(test).is_none() => Some((*cell != Cell::None) == *wanted),
                _ if *cell == Cell::None => Some(itself::of_none(test)),
                _ => Some(answer),
            };
        }
        match (&test.op, cell) {
            (Op::Exists(wanted), Cell::Is(exists)) => Some(exists == wanted),
            (Op::Stated(wanted), Cell::Is(stated)) => Some(stated == wanted),
            (Op::Exists(wanted), cell) => Some((*cell != Cell::None) == *wanted),
            (Op::Range { satisfies, .. }, Cell::Is(inside)) => Some(inside == satisfies),
            (_, Cell::Is(holds)) => Some(*holds),
            // Of a list with members it takes more to say what a body answers.
            (Op::AnyOf(_), Cell::Members(members, others)) => (members.is_empty() && !others).then_some(false),
            (Op::EveryOf(_), Cell::Members(members, others)) => (members.is_empty() && !others).then_some(true),
            (Op::Count { compare, number, .. }, Cell::Members(members, others)) => {
                let none = members.is_empty() && !others;
                none.then(|| number_of(number)).flatten().map(|number| compare.holds(0.cmp(&number)))
            }
            (Op::EveryOf(_), Cell::None) => None,
            (Op::IsNot(_), Cell::None) | (Op::Empty(true), Cell::None) => Some(true),
            (Op::Count { compare, number, .. }, Cell::None) => Some(compare.holds(0.cmp(&number_of(number)?))),
            (_, Cell::None) => Some(false),
            (Op::Empty(wanted), Cell::Members(members, others)) => Some((members.is_empty() && !others) == *wanted),
            (Op::IncludesAny(list), Cell::Members(members, _)) => Some(words(list)?.iter().any(|w| members.contains(w))),
            (Op::IncludesAll(list), Cell::Members(members, _)) => Some(words(list)?.iter().all(|w| members.contains(w))),
            (Op::Age { older, by, .. }, Cell::Number(age)) => {
                let by = by.duration()?.seconds();
                Some(*age >= 0 && if *older { *age > by } else { *age <= by })
            }
            (Op::Within(by), Cell::Number(age)) => Some(*age <= 0 && age.saturating_neg() <= by.duration()?.seconds()),
            (Op::Count { compare, number, .. }, Cell::Number(count)) => Some(compare.holds(count.cmp(&number_of(number)?))),
            (Op::Range { satisfies, range: RangeOperand::Range(range) }, Cell::Place(place)) => match &self.kind {
                Kind::Versions(named) => Some(versions::contains(range, *place, named)? == *satisfies),
                _ => None,
            },
            (Op::Inside(window), Cell::Number(at)) => {
                Some(spans(window)?.into_iter().any(|(start, end)| (start..end).contains(at)))
            }
            (Op::Inside(window), Cell::Open(open)) => match &self.kind {
                Kind::Hours(windows) => {
                    let asked = hours(window)?;
                    Some(windows.iter().zip(open).any(|(window, open)| *open && asked.contains(&window)))
                }
                _ => None,
            },
            (Op::Is(o), cell) => Some(self.order(cell, o, test)? == Ordering::Equal),
            (Op::IsNot(o), cell) => Some(self.order(cell, o, test)? != Ordering::Equal),
            (Op::OneOf(list), cell) => {
                let equal = list.iter().map(|o| self.order(cell, o, test).map(|order| order == Ordering::Equal));
                Some(equal.collect::<Option<Vec<bool>>>()?.contains(&true))
            }
            (Op::Order(compare, o, _), cell) => Some(compare.holds(self.order(cell, o, test)?)),
            _ => None,
        }
    }

    /// How the values of a cell are ordered against an operand; words without an order are equal or smaller.
    fn order(&self, cell: &Cell, operand: &Operand, test: &Test) -> Option<Ordering> {
        let value = operand.value()?;
        match (cell, &self.kind) {
            // A moment is before a day, in it or after it.
            (Cell::Number(number), _) if let Value::Day(day) = value => Some(match () {
                () if *number < day.first().unix() => Ordering::Less,
                () if *number > day.last().unix() => Ordering::Greater,
                () => Ordering::Equal,
            }),
            (Cell::Number(number), _) => Some(number.cmp(&number_of(operand)?)),
            (Cell::Place(place), Kind::Versions(named)) => {
                let Value::Version(version) = value else { return None };
                let at = named.iter().position(|v| v.cmp_meaning(version) == Some(Ordering::Equal))?;
                Some(versions::order(*place, at))
            }
            (Cell::Other, _) => Some(Ordering::Less),
            (Cell::Word(word), _) => {
                let wanted = text(value)?;
                let PathTy::Scalar(Ty::Enum(members)) = &test.path.ty else {
                    return Some(if *word == wanted { Ordering::Equal } else { Ordering::Less });
                };
                let place = |word: &str| members.words.iter().position(|w| **w == *word);
                Some(place(word)?.cmp(&place(&wanted)?))
            }
            _ => None,
        }
    }
}

/// How a test cuts the values of its fact; none where its operands are not written.
fn kind(test: &Test) -> Option<Kind> {
    if let Some(answer) = itself::answer(test) {
        return Some(Kind::Itself(answer));
    }
    let scalar = if let PathTy::Scalar(ty) = &test.path.ty { Some(ty) } else { None };
    match &test.op {
        Op::Is(o) | Op::IsNot(o) | Op::Order(_, o, _) => values(scalar?, std::slice::from_ref(o)),
        Op::OneOf(list) => values(scalar?, list),
        Op::Age { by, at: None, .. } | Op::Within(by) => {
            written(by)?;
            let by = by.duration()?.seconds();
            Some(Kind::Numbers([0, by, -by].into(), i64::MIN, i64::MAX))
        }
        Op::Count { compare: _, number, .. } => {
            written(number)?;
            Some(Kind::Numbers([number_of(number)?].into(), 0, i64::MAX))
        }
        Op::IncludesAny(list) | Op::IncludesAll(list) if test.path.ty.is_collection() => Some(Kind::Members(words(list)?)),
        Op::Empty(_) => Some(Kind::Members(BTreeSet::new())),
        Op::Range { range: RangeOperand::Range(range), .. } => {
            let mut named: Vec<Version> = range.bounds().map(|bound| bound.version.clone()).collect();
            sorted(&mut named);
            Some(Kind::Versions(named))
        }
        Op::Range { .. } => Some(Kind::Range),
        Op::Inside(window) => match (spans(window), hours(window)) {
            (Some(spans), _) => Some(Kind::Numbers(spans.into_iter().flat_map(|(a, b)| [a, b]).collect(), i64::MIN, i64::MAX)),
            (None, Some(hours)) => Some(Kind::Hours(hours.into_iter().cloned().collect())),
            (None, None) => None,
        },
        _ => None,
    }
}

/// The versions in their order, each once.
fn sorted(versions: &mut Vec<Version>) {
    versions.sort();
    versions.dedup_by(|a, b| a.cmp_meaning(b) == Some(Ordering::Equal));
}

/// The seconds between which windows lie that are written out.
fn spans(window: &WindowOperand) -> Option<Vec<(i64, i64)>> {
    match window {
        WindowOperand::Between(start, end) => {
            written(start).and(written(end))?;
            Some(vec![(number_of(start)?, number_of(end)?)])
        }
        WindowOperand::List(list) => Some(list.iter().map(spans).collect::<Option<Vec<_>>>()?.concat()),
        WindowOperand::Window(_) | WindowOperand::Fact(_) => None,
    }
}

/// The hours of the week that windows are, where all of them are such.
fn hours(window: &WindowOperand) -> Option<Vec<&Weekly>> {
    match window {
        WindowOperand::Window(Window::Weekly(weekly)) => Some(vec![weekly]),
        WindowOperand::List(list) => Some(list.iter().map(hours).collect::<Option<Vec<_>>>()?.concat()),
        WindowOperand::Window(_) | WindowOperand::Between(..) | WindowOperand::Fact(_) => None,
    }
}

fn values(ty: &Ty, operands: &[Operand]) -> Option<Kind> {
    let numbers = || operands.iter().map(|o| written(o).and_then(|_| number_of(o))).collect::<Option<BTreeSet<i64>>>();
    match ty {
        Ty::Bool => {
            Some(Kind::Words(words(operands)?.into_iter().chain([Arc::from("true"), Arc::from("false")]).collect(), true))
        }
        Ty::Enum(members) => Some(Kind::Words(words(operands)?.into_iter().chain(members.words.iter().cloned()).collect(), true)),
        Ty::Area | Ty::Category | Ty::Text | Ty::Zone | Ty::Version(Scheme::Opaque) => Some(Kind::Words(words(operands)?, false)),
        Ty::Integer { min, max } => Some(Kind::Numbers(numbers()?, *min, *max)),
        Ty::Duration => Some(Kind::Numbers(numbers()?, 0, i64::MAX)),
        Ty::Instant => Some(Kind::Numbers(moments(operands)?, i64::MIN, i64::MAX)),
        Ty::Version(_) => {
            let version = |o: &Operand| if let Value::Version(v) = written(o)? { Some(v.clone()) } else { None };
            let mut versions = operands.iter().map(version).collect::<Option<Vec<Version>>>()?;
            sorted(&mut versions);
            Some(Kind::Versions(versions))
        }
        Ty::VersionRange(_) | Ty::Secret => None,
    }
}

fn is_day(operand: &Operand) -> bool {
    matches!(operand.value(), Some(Value::Day(_)))
}

/// The seconds that cut moments: of days only, or of none. How a day lies to a moment depends on the zone.
fn moments(operands: &[Operand]) -> Option<BTreeSet<i64>> {
    let days = operands.iter().map(|o| if let Value::Day(day) = written(o)? { Some([day.first(), day.last()]) } else { None });
    let days: Option<Vec<_>> = days.collect();
    match days {
        Some(days) => Some(days.into_iter().flatten().map(Instant::unix).collect()),
        None => operands.iter().map(|o| written(o).and_then(|_| number_of(o))).collect(),
    }
}

/// The value that is written; none for a parameter, a fact or a variable.
fn written(operand: &Operand) -> Option<&Value> {
    if let Operand::Value(value) = operand { Some(value) } else { None }
}

fn words(operands: &[Operand]) -> Option<BTreeSet<Arc<str>>> {
    operands.iter().map(|o| text(written(o)?)).collect()
}

fn text(value: &Value) -> Option<Arc<str>> {
    match value {
        Value::Word(word) | Value::Text(word) => Some(word.clone()),
        Value::Bool(answer) => Some(Arc::from(if *answer { "true" } else { "false" })),
        Value::Version(version) => Some(Arc::from(version.text())),
        _ => None,
    }
}

fn number_of(operand: &Operand) -> Option<i64> {
    match operand.value()? {
        Value::Integer(number) => Some(*number),
        Value::Duration(length) => Some(length.seconds()),
        Value::Instant(moment) => Some(moment.at().unix()),
        _ => None,
    }
}

/// A test as text, the two sides of one question alike.
fn whole(op: &Op) -> String {
    match op {
        Op::Exists(_) => "exists".to_owned(),
        Op::Stated(_) => "stated".to_owned(),
        Op::Range { range, .. } => print::op(&Op::Range { satisfies: true, range: range.clone() }),
        _ => print::op(op),
    }
}
