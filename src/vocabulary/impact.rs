//! Which areas a change reaches along `feeds`, and by which route. The edges may form loops.
//! Which areas a release touches is `facts`' business.

use std::collections::{BTreeMap, VecDeque};

use indexmap::IndexMap;
use petgraph::graphmap::DiGraphMap;

use super::catalog::Vocabulary;
use super::entry::AreaEntry;
use super::name::Area;

/// An area that is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The area.
    pub area: Area,
    /// Whether a start that is sure reaches it.
    pub sure: bool,
    /// A shortest route, from a start to the area, both included; from a sure start when `sure`. Of several shortest
    /// routes the first by name.
    pub route: Vec<Area>,
}

/// All areas reached from some starts, each with whether that start is sure; sorted by name, starts included.
pub fn reached(vocabulary: &Vocabulary, starts: &[(Area, bool)]) -> Vec<Reached> {
    let all: Vec<&Area> = starts.iter().map(|(area, _)| area).collect();
    let sure: Vec<&Area> = starts.iter().filter(|(_, sure)| *sure).map(|(area, _)| area).collect();
    let mut routes: BTreeMap<Area, Reached> = BTreeMap::new();
    // The sure ones last, so that their routes win.
    for (from, sure) in [(all, false), (sure, true)] {
        for (area, route) in vocabulary.impact.routes(&from) {
            routes.insert(area.clone(), Reached { area, sure, route });
        }
    }
    routes.into_values().collect()
}

/// A shortest route from one area to another along `feeds`, both included; the first by name.
pub fn route(vocabulary: &Vocabulary, from: &Area, to: &Area) -> Option<Vec<Area>> {
    vocabulary.impact.routes(&[from]).remove(to)
}

/// The impact edges as a graph. Its nodes are positions in the sorted list of areas, so that sorting nodes sorts names.
#[derive(Clone, Debug, Default)]
pub(super) struct Impact {
    areas: Vec<Area>,
    graph: DiGraphMap<usize, ()>,
}

impl Impact {
    /// The graph of all `feeds`.
    pub(super) fn new(entries: &IndexMap<Area, AreaEntry>) -> Self {
        let mut areas: Vec<Area> = entries.keys().cloned().collect();
        areas.sort();
        let mut graph = DiGraphMap::new();
        for (area, entry) in entries {
            for feed in &entry.feeds {
                if let (Ok(from), Ok(to)) = (areas.binary_search(area), areas.binary_search(&feed.area)) {
                    graph.add_edge(from, to, ());
                }
            }
        }
        Self { areas, graph }
    }

    /// A shortest route to every area reached. Breadth first over sorted starts and sorted neighbours: routes of one
    /// length are found in the order of their names, so the first one found is the one to keep.
    fn routes(&self, starts: &[&Area]) -> BTreeMap<Area, Vec<Area>> {
        let mut found: BTreeMap<Area, Vec<Area>> = starts.iter().map(|&a| (a.clone(), vec![a.clone()])).collect();
        let mut queue: VecDeque<Area> = found.keys().cloned().collect();
        while let Some(area) = queue.pop_front() {
            let route = found.get(&area).cloned().unwrap_or_default();
            for next in self.fed_by(&area) {
                if !found.contains_key(next) {
                    let mut longer = route.clone();
                    longer.push(next.clone());
                    found.insert(next.clone(), longer);
                    queue.push_back(next.clone());
                }
            }
        }
        found
    }

    fn fed_by(&self, area: &Area) -> impl Iterator<Item = &Area> {
        let node = self.areas.binary_search(area).ok();
        let mut next: Vec<usize> = node.into_iter().flat_map(|n| self.graph.neighbors(n)).collect();
        next.sort_unstable();
        next.into_iter().filter_map(|n| self.areas.get(n))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::vocabulary::fixture::{AREAS, vocabulary};

    fn starts(v: &Vocabulary, names: &[(&str, bool)]) -> Vec<(Area, bool)> {
        names.iter().map(|(n, sure)| (v.area(n).expect("an area of the fixture"), *sure)).collect()
    }

    fn show(found: &[Reached]) -> Vec<String> {
        let one = |r: &Reached| {
            let route: Vec<&str> = r.route.iter().map(Area::as_str).collect();
            format!("{}{} by {}", r.area, if r.sure { "" } else { "?" }, route.join(" > "))
        };
        found.iter().map(one).collect()
    }

    #[test]
    fn a_closure_goes_round_loops_once_with_shortest_routes() {
        let v = vocabulary(AREAS);
        let found = reached(&v, &starts(&v, &[("providers", true)]));
        let expected = [
            "agents by providers > agents",
            "copilot by providers > copilot",
            "providers by providers",
            "storefront-panels by providers > agents > storefront-panels",
            "workflows by providers > workflows",
        ];
        assert_eq!(show(&found), expected);
    }

    #[test]
    fn a_sure_start_makes_sure_and_gives_the_route() {
        let v = vocabulary(AREAS);
        let found = reached(&v, &starts(&v, &[("agents", false), ("workflows", true), ("agents", false)]));
        let expected = [
            "agents? by agents",
            "copilot? by agents > copilot",
            "storefront-panels by workflows > storefront-panels",
            "workflows by workflows",
        ];
        assert_eq!(show(&found), expected);
    }

    #[test]
    fn a_route_ends_where_it_should_or_is_none() {
        let v = vocabulary(AREAS);
        let area = |n| v.area(n).expect("an area of the fixture");
        let names = |r: Option<Vec<Area>>| r.map(|r| r.iter().map(Area::to_string).collect::<Vec<_>>().join(" > "));
        assert_eq!(
            names(route(&v, &area("providers"), &area("storefront-panels"))).as_deref(),
            Some("providers > agents > storefront-panels")
        );
        assert_eq!(names(route(&v, &area("copilot"), &area("copilot"))).as_deref(), Some("copilot"));
        assert_eq!(names(route(&v, &area("agents"), &area("providers"))), None);
    }

    proptest! {
        #[test]
        fn routes_follow_feeds_and_order_of_starts_does_not_matter(mut picks in prop::collection::vec((0usize..9, any::<bool>()), 0..5)) {
            let v = vocabulary(AREAS);
            let area = |n: usize| v.areas.get_index(n).map(|(a, _)| a.clone()).expect("nine areas");
            let make = |picks: &[(usize, bool)]| picks.iter().map(|(n, s)| (area(*n), *s)).collect::<Vec<_>>();
            let found = reached(&v, &make(&picks));
            for r in &found {
                for pair in r.route.windows(2) {
                    prop_assert!(v.areas[&pair[0]].feeds.iter().any(|f| f.area == pair[1]));
                }
                prop_assert_eq!(r.route.last(), Some(&r.area));
                prop_assert!(make(&picks).iter().any(|(a, s)| r.route.first() == Some(a) && (*s || !r.sure)));
            }
            picks.reverse();
            prop_assert_eq!(reached(&v, &make(&picks)), found);
        }
    }
}
