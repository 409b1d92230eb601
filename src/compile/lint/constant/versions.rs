//! The cells of versions: those that tests name, and what lies between them, releases and pre-releases apart.
//! A range is asked of a cell by its bounds; whether it has a pre-release is open where it names one.

use std::cmp::Ordering;

use crate::value::range::Side;
use crate::value::{Version, VersionRange};

/// Versions that every test answers alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// One that a test names, by its place among them.
    At(usize),
    /// The releases before the one of this place, and after the one before it.
    Before(usize),
    /// The pre-releases there.
    PreBefore(usize),
}

/// The places among these versions, which are sorted.
pub(super) fn places(named: &[Version]) -> Vec<Place> {
    let mut out: Vec<Place> = (0..named.len()).map(Place::At).collect();
    for n in 0..=named.len() {
        // No release lies before the least one.
        if n > 0 || !named.first().is_some_and(is_least) {
            out.push(Place::Before(n));
        }
        out.push(Place::PreBefore(n));
    }
    out
}

fn is_least(version: &Version) -> bool {
    let zero = Version::parse("0", version.scheme());
    zero.and_then(|zero| version.cmp_meaning(&zero)) == Some(Ordering::Equal)
}

/// How the versions of a place compare with the one of another place.
pub(super) fn order(place: Place, other: usize) -> Ordering {
    match place {
        Place::At(n) => n.cmp(&other),
        Place::Before(n) | Place::PreBefore(n) => (2 * n).cmp(&(2 * other + 1)),
    }
}

/// Whether a range has the versions of a place; none where that can't be said of all of them.
pub(super) fn contains(range: &VersionRange, place: Place, named: &[Version]) -> Option<bool> {
    if let Place::At(n) = place {
        return named.get(n).map(|version| range.contains(version));
    }
    let admits = |side: Side, version: &Version| {
        let at = named.iter().position(|known| known.cmp_meaning(version) == Some(Ordering::Equal))?;
        let order = order(place, at);
        Some(match side {
            Side::After | Side::From => order.is_gt(),
            Side::UpTo | Side::Before => order.is_lt(),
            Side::Exactly => false,
            Side::Not => true,
        })
    };
    let mut any = false;
    for bounds in range.alternatives() {
        let each: Option<Vec<bool>> = bounds.iter().map(|bound| admits(bound.side, &bound.version)).collect();
        any |= each?.into_iter().all(|admitted| admitted);
    }
    match place {
        Place::PreBefore(_) if any && range.bounds().any(|bound| bound.version.is_prerelease()) => None,
        Place::PreBefore(_) => Some(false),
        _ => Some(any),
    }
}
