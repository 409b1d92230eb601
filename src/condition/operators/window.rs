//! Operators about time: ages against a moment, and windows.
//! Calendar arithmetic is `calendar`'s business; here unknown ends of a window keep the answers open that they can change.

use super::order::{both, compared};
use crate::calendar::{Weekly, Window};
use crate::condition::context::{Context, Place};
use crate::condition::tree::{Compare, Operand, Path, PathTy, WindowOperand};
use crate::facts::ReadPath;
use crate::facts::store::Spot;
use crate::schema::shape::Form;
use crate::value::{Day, Instant, Moment, State, Truth, Unknown, Value, When};

/// `older_than` and `newer_than`: the past, against a moment. Later than that moment is neither.
pub fn age(path: &Path, older: bool, by: &Operand, at: Option<&Operand>, context: &mut Context<'_, '_>) -> Truth {
    let instant = context.instant(path);
    let by = context.operand(by);
    let at = match at {
        Some(operand) => context.operand(operand),
        None => State::Known(Value::Instant(Moment::new(context.facts.now))),
    };
    aged(&instant, older, &by, &at)
}

/// Whether an instant lies in the past of a moment, and further back than a duration (or not).
pub fn aged(instant: &State, older: bool, by: &State, at: &State) -> Truth {
    // A day that a policy counts from is some moment of it.
    let at = match at {
        State::Known(Value::Day(day)) => State::Unknown(Unknown::Sometime(*day)),
        other => other.clone(),
    };
    let far = match (&at, by) {
        (at, State::Known(Value::Duration(by))) if let Some(when) = at.when() => when.minus(*by).into(),
        (State::None, _) | (_, State::None) => State::None,
        // So far before a day is no day while nobody knows how far.
        (at, State::Unknown(why)) if at.has_value() => State::Unknown(*why),
        (State::Unknown(why), _) | (_, State::Unknown(why)) => State::Unknown(*why),
        _ => State::None,
    };
    let past = compared(instant, Compare::AtMost, &at, None);
    let beyond = compared(instant, if older { Compare::LessThan } else { Compare::AtLeast }, &far, None);
    past.and(beyond)
}

/// `within`: from now until so far ahead.
pub fn within(path: &Path, by: &Operand, context: &mut Context<'_, '_>) -> Truth {
    let now = context.facts.now;
    let instant = context.instant(path);
    let by = context.operand(by);
    ahead(&instant, &by, now)
}

/// Whether an instant lies between a moment and a duration ahead of it.
pub fn ahead(instant: &State, by: &State, now: Instant) -> Truth {
    match (instant.when(), by) {
        (Some(when), State::Known(Value::Duration(by))) => {
            let (from, until) = (When::At(Moment::new(now)), When::At(Moment::new(now.plus(*by))));
            when.before(from).not().and(until.before(when).not())
        }
        _ => both(instant, by, |_, _| false),
    }
}

/// A window whose ends may be unknown.
struct Ends {
    start: State,
    end: State,
}

/// What a window operand comes to: windows of which it may be certain or not that they exist.
enum Span {
    Fixed(Window),
    Ends(Ends),
}

/// `inside`: half-open, the end is outside.
pub fn inside(path: &Path, operand: &WindowOperand, context: &mut Context<'_, '_>) -> Truth {
    let instant = context.instant(path);
    if instant == State::None {
        return Truth::NO;
    }
    any_window(operand, context, &mut |window| match window {
        Span::Fixed(window) => instant.when().map_or_else(|| both(&instant, &instant, |_, _| false), |at| window.holds(at)),
        Span::Ends(ends) => match (instant.when(), ends.start.when(), ends.end.when()) {
            (Some(at), Some(start), Some(end)) => at.between(start, end),
            _ => not_before(&instant, &ends.start).and(before(&instant, &ends.end)),
        },
    })
}

/// `overlaps`: shares some time with a window.
pub fn overlaps(path: &Path, operand: &WindowOperand, context: &mut Context<'_, '_>) -> Truth {
    let ours = fact_windows(path, context);
    let now = context.facts.now;
    any_window(operand, context, &mut |theirs| {
        let mut truth = Truth::NO;
        for (here, ours) in &ours.windows {
            truth = truth.or(here.and(overlap(ours, &theirs, now)));
        }
        truth.or(ours.rest)
    })
}

fn overlap(a: &Span, b: &Span, now: Instant) -> Truth {
    match (a, b) {
        (Span::Ends(a), Span::Ends(b)) => before(&a.start, &b.end).and(before(&b.start, &a.end)),
        (Span::Fixed(window), Span::Ends(ends)) | (Span::Ends(ends), Span::Fixed(window)) => {
            match (ends.start.when(), ends.end.when()) {
                // The longest that the two can be apart shares more time with it than the shortest.
                (Some(start), Some(end)) => Truth::from_answers(
                    window.overlaps(start.earliest(), end.latest()),
                    !window.overlaps(start.latest(), end.earliest()),
                    false,
                ),
                _ => both(&ends.start, &ends.end, |_, _| false),
            }
        }
        (Span::Fixed(a), Span::Fixed(b)) => Truth::of(a.overlaps_window(b, now)),
    }
}

fn before(a: &State, b: &State) -> Truth {
    compared(a, Compare::LessThan, b, None)
}

fn not_before(a: &State, b: &State) -> Truth {
    compared(a, Compare::AtLeast, b, None)
}

/// The windows a fact gives, each with whether it is there, and what further ones could say.
struct Windows {
    windows: Vec<(Truth, Span)>,
    rest: Truth,
}

fn any_window(operand: &WindowOperand, context: &mut Context<'_, '_>, ask: &mut dyn FnMut(Span) -> Truth) -> Truth {
    match operand {
        WindowOperand::Window(window) => ask(Span::Fixed(window.clone())),
        WindowOperand::Between(start, end) => {
            // A window begins with its first day, and its last day belongs to it.
            let limit = |state: State, of: fn(Day) -> Moment| match state {
                State::Known(Value::Day(day)) => State::Known(Value::Instant(of(day))),
                other => other,
            };
            let start = limit(context.operand(start), Day::start);
            let end = limit(context.operand(end), Day::end);
            ask(Span::Ends(Ends { start, end }))
        }
        WindowOperand::List(list) => list.iter().fold(Truth::NO, |truth, one| truth.or(any_window(one, context, ask))),
        WindowOperand::Fact(path) => {
            let found = fact_windows(path, context);
            let mut truth = found.rest;
            for (here, window) in found.windows {
                truth = truth.or(here.and(ask(window)));
            }
            truth
        }
    }
}

fn fact_windows(path: &Path, context: &mut Context<'_, '_>) -> Windows {
    if let PathTy::Record { .. } = path.ty {
        let window = match context.locate(path) {
            Place::Spot(spot) => {
                let path = around(path, context);
                record_window(spot, &path, context)
            }
            Place::Given(_) => None,
        };
        return Windows { windows: window.into_iter().map(|w| (Truth::YES, w)).collect(), rest: Truth::NO };
    }
    let collection = context.collection(path);
    if collection.later.is_some() {
        return Windows { windows: Vec::new(), rest: Truth::LATER };
    }
    let around = around(path, context);
    let mut windows = Vec::new();
    for member in &collection.members {
        let here = if member.sure { Truth::YES } else { Truth::UNKNOWN };
        let path = if context.leaves.is_some() { around.member(member.id.as_ref()) } else { ReadPath::nowhere() };
        windows.extend(record_window(member.spot, &path, context).map(|w| (here, w)));
    }
    Windows { windows, rest: if collection.unnamed.is_empty() { Truth::NO } else { Truth::UNKNOWN } }
}

/// The path of what is read, where somebody asked for it.
fn around(path: &Path, context: &Context<'_, '_>) -> ReadPath {
    if context.leaves.is_some() { context.path_of(path) } else { ReadPath::nowhere() }
}

/// A record as a window: `start` and `end`, or `weekly` with `zone`; read by its path, so that an explanation can name it.
fn record_window<'a>(spot: Spot<'a>, path: &ReadPath, context: &mut Context<'a, '_>) -> Option<Span> {
    let Form::Record(record) = &spot.shape.form else { return None };
    let mut read = |name: &str| context.field_of(spot, path, name);
    if record.fields.contains_key("weekly") {
        let (weekly, zone) = (read("weekly"), read("zone"));
        if let (Some(Value::Text(weekly)), Some(Value::Text(zone))) = (weekly.known(), zone.known())
            && let Ok(weekly) = Weekly::parse(weekly, zone)
        {
            return Some(Span::Fixed(Window::Weekly(weekly)));
        }
        if weekly.known().is_some() {
            let unknown = State::Unknown(Unknown::NotStated);
            return Some(Span::Ends(Ends { start: unknown.clone(), end: unknown }));
        }
    }
    if !record.fields.contains_key("start") || !record.fields.contains_key("end") {
        return None;
    }
    Some(Span::Ends(Ends { start: read("start"), end: read("end") }))
}
