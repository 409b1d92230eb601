//! Windows that a policy writes and that are never in force: always, which is an error, or in a week in which a zone's clock skips them.
//! How a fact lies to a window is `window`'s business.

use crate::calendar::Window;
use crate::condition::tree::WindowOperand;
use crate::value::{Duration, Instant, Value};

/// Why a window is not in force when its author expects it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Never {
    /// Hours of the week that the clock of a zone skips.
    Skipped {
        /// The hours.
        hours: String,
        /// The zone.
        zone: String,
        /// When they would be.
        at: Instant,
    },
}

/// How far the days of zones lie from those of UTC: half a day behind, and a little more ahead.
const BEHIND: Duration = Duration::from_seconds(12 * 3_600);
const AHEAD: Duration = Duration::from_seconds(14 * 3_600);

/// Everything that is wrong so with a written window, looked at from one moment to another.
pub fn never(operand: &WindowOperand, from: Instant, until: Instant) -> Vec<Never> {
    match operand {
        WindowOperand::Window(Window::Weekly(weekly)) => {
            let skipped = |at| Never::Skipped { hours: weekly.hours(), zone: weekly.zone().name().to_owned(), at };
            weekly.skipped(from, until).map(skipped).into_iter().collect()
        }
        WindowOperand::List(list) => list.iter().flat_map(|one| never(one, from, until)).collect(),
        WindowOperand::Window(Window::Between { .. }) | WindowOperand::Between(..) | WindowOperand::Fact(_) => Vec::new(),
    }
}

/// Whether a written window is empty in every zone that its days may be in.
pub fn is_empty(start: Option<&Value>, end: Option<&Value>) -> bool {
    match (start, end) {
        (Some(Value::Instant(start)), Some(Value::Instant(end))) => start >= end,
        (Some(Value::Day(start)), Some(Value::Day(end))) => start.start() >= end.end(),
        (Some(Value::Day(start)), Some(Value::Instant(end))) => start.first().minus(AHEAD) >= end.at(),
        (Some(Value::Instant(start)), Some(Value::Day(end))) => start.at() >= end.end().at().plus(BEHIND),
        _ => false,
    }
}
