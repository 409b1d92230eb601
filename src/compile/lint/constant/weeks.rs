//! The cells of hours that recur: which of several weekly windows are open at once, seen over a year.
//! What a zone's clock does is `calendar`'s business.

use crate::calendar::Weekly;
use crate::value::{Duration, Instant};

/// The most steps of a year that are gone through.
const MOST: usize = 4_000;

/// Every combination of these windows that occurs within a year, each as whether the windows are open.
pub(super) fn combinations(windows: &[Weekly]) -> Vec<Vec<bool>> {
    // Any year serves: hours of the week recur, and clocks change at the same times of each.
    let mut at = Instant::from_unix(1_767_225_600);
    let end = at.plus(Duration::from_seconds(366 * 86_400));
    let mut found: Vec<Vec<bool>> = Vec::new();
    for _ in 0..MOST {
        if at >= end {
            return found;
        }
        let open: Vec<bool> = windows.iter().map(|window| window.contains(at)).collect();
        if !found.contains(&open) {
            found.push(open);
        }
        let Some(next) = windows.iter().filter_map(|window| window.next_boundary(at)).min() else { return found };
        at = next;
    }
    // Too many to say what never occurs.
    Vec::new()
}
