//! Whether an item may run inside the update window: by its trigger, its next run, its cadence.
//! Where the answer is put into the tree of facts is `computed`'s business.

use std::ops::{Range, RangeInclusive};

use super::fact::{Basis, Fact};
use super::store::{Facts, Reading, Spot};
use crate::value::{State, Truth, Unknown, Value, When};

/// An item's `may_fire`, with the places of what it comes from.
pub(super) fn may_fire(facts: &Facts, item: Spot<'_>) -> Fact {
    let read = |name: &str| facts.step(item, name).map(|s| facts.scalar(s));
    let at = |names: &[&str]| {
        names.iter().try_fold(facts.root("site")?, |spot, name| facts.step(spot, name)).map(|spot| facts.scalar(spot))
    };
    let (trigger, next, cadence) = (read("trigger"), read("next_run"), read("cadence"));
    let (start, end) = (at(&["window", "start"]), at(&["window", "end"]));
    let word = |reading: &Option<Reading>| match reading.as_ref().map(|r| &r.state) {
        Some(State::Known(Value::Word(word))) => Some(word.to_string()),
        _ => None,
    };
    let truth = match (word(&trigger).as_deref(), trigger.as_ref().map(|r| &r.state)) {
        (Some("event"), _) => Truth::YES,
        (Some("manual"), _) => Truth::NO,
        (Some(_), _) => scheduled(next.as_ref(), word(&cadence).as_deref(), start.as_ref(), end.as_ref()),
        _ => Truth::UNKNOWN,
    };
    let state = if truth.is_yes() {
        State::Known(Value::Bool(true))
    } else if truth.is_no() {
        State::Known(Value::Bool(false))
    } else {
        State::Unknown(Unknown::NotStated)
    };
    let mut fact = Fact::scalar(state, Basis::Computed, next.as_ref().and_then(|r| r.span).or(item.near));
    fact.also = [start, end].into_iter().flatten().filter_map(|r| r.span).collect();
    fact
}

fn scheduled(next: Option<&Reading>, cadence: Option<&str>, start: Option<&Reading>, end: Option<&Reading>) -> Truth {
    let when = |reading: Option<&Reading>| reading.and_then(|r| r.state.when());
    if matches!(next.map(|r| &r.state), Some(State::None)) {
        return Truth::NO;
    }
    match (when(next), when(start), when(end)) {
        (Some(next), Some(When::At(start)), Some(When::At(end))) => {
            fires(next, start.at().unix()..end.at().unix(), cadence.and_then(seconds))
        }
        (Some(next), _, Some(end)) if next.before(end).is_no() => Truth::NO,
        _ => Truth::UNKNOWN,
    }
}

/// Whether a run, or one that follows it by its cadence, falls into a window: every answer that the day of the run allows.
fn fires(next: When, window: Range<i64>, every: Option<i64>) -> Truth {
    if window.is_empty() {
        return Truth::NO;
    }
    let (first, last) = (next.earliest().unix(), next.latest().unix());
    let inside = first.max(window.start) <= last.min(window.end - 1);
    let direct = Truth::from_answers(inside, last >= window.end, false);
    if first >= window.start {
        return direct;
    }
    // A run before the window tells whether a later one falls into it, when the cadence is known.
    let early = first..=last.min(window.start - 1);
    let follows = every.map_or(Truth::UNKNOWN, |every| later_runs(early, &window, every));
    if last < window.start { follows } else { follows.union(direct) }
}

/// Whether a run at one of some moments before a window is followed by one in it.
fn later_runs(runs: RangeInclusive<i64>, window: &Range<i64>, every: i64) -> Truth {
    if window.end - window.start >= every {
        return Truth::YES;
    }
    // So many runs earlier the window would be at another place; these places are apart from each other.
    let (first, last) = runs.into_inner();
    let nearest = (window.start - last).div_euclid(every);
    let farthest = (window.end - 1 - first).div_euclid(every);
    let (mut some, mut all) = (false, false);
    for n in nearest..=farthest {
        let (start, end) = (window.start - n * every, window.end - n * every);
        some |= start <= last && first < end;
        all |= start <= first && last < end;
    }
    Truth::from_answers(some, !all, false)
}

/// Seconds between two runs; a month counts as unknown, as it has no fixed length.
fn seconds(cadence: &str) -> Option<i64> {
    match cadence {
        "continuous" => Some(0),
        "hourly" => Some(3_600),
        "daily" => Some(86_400),
        "weekly" => Some(7 * 86_400),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Date, Day, Instant, Moment};

    /// Answers by trying every run of a day of a few seconds, and all that follow it.
    #[test]
    fn a_day_of_runs_has_the_answers_that_its_moments_give() {
        let date = Date::new(1970, 1, 1).unwrap();
        let base = 1_000;
        for (first, last) in (0..14).flat_map(|a| (a..14).map(move |b| (base + a, base + b))) {
            for (start, end) in [(1_005, 1_008), (1_005, 1_006), (1_005, 1_012), (1_005, 1_005)] {
                for every in [None, Some(1), Some(2), Some(5), Some(9)] {
                    let next = match first == last {
                        true => When::At(Moment::new(Instant::from_unix(first))),
                        false => When::Sometime(Day::new(date, Instant::from_unix(first), Instant::from_unix(last + 1))),
                    };
                    let one = |run: i64| match every {
                        _ if start >= end || run >= end => Truth::NO,
                        _ if run >= start => Truth::YES,
                        None => Truth::UNKNOWN,
                        Some(every) => Truth::of((1..40).any(|n| (start..end).contains(&(run + n * every)))),
                    };
                    let tried = (first..=last).map(one).reduce(Truth::union).unwrap();
                    assert_eq!(fires(next, start..end, every), tried, "{first}..={last} into {start}..{end} every {every:?}");
                }
            }
        }
    }
}
