//! Why an area is reached: the way from a touched area along impact edges, in words.
//! Which areas there are, and what feeds what, is the vocabulary's business.

use crate::facts::Facts;
use crate::text::Span;
use crate::vocabulary::{Area, Vocabulary, reached};

/// The way from an area that the release touches to one that it reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The areas on the way, the touched one first.
    pub areas: Vec<Area>,
    /// Whether the release certainly touches the first.
    pub sure: bool,
    /// The change that touches it.
    pub from: Option<Span>,
}

/// The shortest way to an area that the release reaches; none when it doesn't.
pub fn to(facts: &Facts, vocabulary: &Vocabulary, area: &str) -> Option<Route> {
    let touches = facts.release.field("touches").map(|f| f.elements()).unwrap_or_default();
    let starts: Vec<(Area, bool)> = touches.iter().filter_map(|e| Some((vocabulary.area(e.id.as_deref()?)?, e.sure))).collect();
    let found = reached(vocabulary, &starts).into_iter().find(|r| r.area.as_str() == area)?;
    let first = found.route.first()?;
    let from = touches.iter().find(|e| e.id.as_deref() == Some(first.as_str())).and_then(|e| e.fact.span);
    Some(Route { areas: found.route, sure: found.sure, from })
}

impl Route {
    /// "providers feeds agents, agents feeds storefront-panels"; none for an area that is touched itself.
    pub fn text(&self) -> Option<String> {
        let steps: Vec<String> =
            self.areas.iter().zip(self.areas.iter().skip(1)).map(|(from, to)| format!("{from} feeds {to}")).collect();
        (!steps.is_empty()).then(|| steps.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_is_told_edge_by_edge_and_a_touched_area_has_none() {
        let area = |name: &str| crate::vocabulary::fixture::vocabulary(crate::vocabulary::fixture::AREAS).area(name).unwrap();
        let route = |names: &[&str]| Route { areas: names.iter().map(|n| area(n)).collect(), sure: true, from: None };
        let far = route(&["providers", "agents", "storefront-panels"]);
        assert_eq!(far.text().as_deref(), Some("providers feeds agents, agents feeds storefront-panels"));
        assert_eq!(route(&["agents"]).text(), None);
    }
}
