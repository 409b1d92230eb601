//! Finds the rules of a base pack that a rule of a later pack can switch off: there is a way from what the later one concludes
//! to the base one on which more conclusions mean less. What must be done about it is said by `loosen`.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::makes::{self, Things};
use super::reads::{self, Conclusion, Read};
use super::rule::Rule;
use crate::text::Span;

/// A way on which a later rule can switch off a base rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Switch {
    /// The later rule, by its number.
    pub by: usize,
    /// The base rule.
    pub off: usize,
    /// The base rules between them, in order.
    pub through: Vec<usize>,
    /// Where the base rule reads the conclusion.
    pub span: Span,
}

/// What rules make and read, by their number.
struct Graph {
    makes: Vec<Vec<(Conclusion, Things)>>,
    reads: Vec<Vec<(Read, Things)>>,
    /// For each conclusion the readings of it by base rules: the rule, and which of its readings.
    readers: BTreeMap<Conclusion, Vec<(usize, usize)>>,
}

/// Every pair of a rule for which `later` holds and one for which it doesn't, that the first can switch off; one way for each.
///
/// Compared are the base alone and the base with all later rules. Each later rule can only add conclusions to the base, so the
/// ways lead from it through base rules only, and it is enough to know whether their signs multiply to a fall.
pub(super) fn switches(rules: &[Rule], later: &dyn Fn(&Rule) -> bool) -> Vec<Switch> {
    let is_later: Vec<bool> = rules.iter().map(later).collect();
    let read = |rule: &Rule| {
        reads::of_rule(rule).into_iter().map(|read| (makes::named(rule, &read.named), read)).map(|(t, r)| (r, t)).collect()
    };
    let reads: Vec<Vec<(Read, Things)>> = rules.iter().map(read).collect();
    let mut readers: BTreeMap<Conclusion, Vec<(usize, usize)>> = BTreeMap::new();
    for (rule, reads) in reads.iter().enumerate().filter(|(n, _)| is_later.get(*n) == Some(&false)) {
        for (n, (read, _)) in reads.iter().enumerate() {
            readers.entry(read.conclusion.clone()).or_default().push((rule, n));
        }
    }
    let graph = Graph { makes: rules.iter().map(makes::of_rule).collect(), reads, readers };
    let later = is_later.iter().enumerate().filter_map(|(n, later)| later.then_some(n));
    later.flat_map(|by| graph.from(by)).collect()
}

impl Graph {
    fn from(&self, by: usize) -> Vec<Switch> {
        // For each rule: whether it was reached with more, and with fewer, conclusions than before.
        let mut seen: Vec<[bool; 2]> = vec![[false; 2]; self.reads.len()];
        let mut found = Vec::new();
        let mut open: VecDeque<(usize, bool, Vec<usize>)> = [(by, true, Vec::new())].into();
        while let Some((at, more, through)) = open.pop_front() {
            for (next, read) in self.readers(at) {
                for (possible, gives) in [(read.sign.rises(), more), (read.sign.falls(), !more)] {
                    let Some(slot) = seen.get_mut(next).and_then(|s| s.get_mut(usize::from(gives))) else { continue };
                    if !possible || *slot {
                        continue;
                    }
                    *slot = true;
                    if !gives {
                        found.push(Switch { by, off: next, through: through.clone(), span: read.span });
                    }
                    let mut way = through.clone();
                    way.push(next);
                    open.push_back((next, gives, way));
                }
            }
        }
        found.sort_by_key(|s| s.off);
        found
    }

    /// The base rules that read what rule `at` concludes, in their order.
    fn readers(&self, at: usize) -> impl Iterator<Item = (usize, &Read)> {
        let mut found = BTreeSet::new();
        for (conclusion, made) in self.makes.get(at).into_iter().flatten() {
            let readings = self.readers.get(conclusion).into_iter().flatten();
            found.extend(readings.filter(|(rule, n)| self.reading(*rule, *n).is_some_and(|(_, things)| made.meets(things))));
        }
        found.into_iter().filter_map(|(rule, n)| Some((rule, &self.reading(rule, n)?.0)))
    }

    fn reading(&self, rule: usize, n: usize) -> Option<&(Read, Things)> {
        self.reads.get(rule)?.get(n)
    }
}
