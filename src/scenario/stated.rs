//! Whether any rule reads something that a case states: a case whose facts nobody reads shows nothing.
//! What rules read is found by `skeleton`, from the tests of the program.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::suite::Case;
use crate::compile::Program;
use crate::document::{Kind, Node};
use crate::skeleton::{Place, Step, reads};

/// The facts that a program reads.
pub(super) struct Reads {
    places: BTreeSet<Place>,
}

impl Reads {
    /// What the rules, waivers and the engine itself read.
    pub(super) fn of(program: &Program) -> Self {
        let mut places: BTreeSet<Place> = reads(program).into_keys().collect();
        let mut own = vec![("site", "inventory"), ("update", "phase"), ("update", "standing"), ("update", "resume_requested")];
        if program.policy.waivers.iter().any(|w| w.sites.is_some()) {
            own.push(("site", "id"));
        }
        for (root, field) in own {
            places.insert(Place { root: Arc::from(root), steps: vec![Step::Field(Arc::from(field))] });
        }
        Self { places }
    }

    /// Whether a rule reads something that the case states or takes away, or it moves in time.
    pub(super) fn any(&self, case: &Case) -> bool {
        let stated = case.states().any(|(kind, node)| self.leaf(kind.name(), node, &mut Vec::new()));
        let unset = case.unset.iter().any(|(path, _)| {
            let way: Vec<&str> = path.steps.iter().map(|s| &**s).collect();
            self.read(path.kind.name(), &way)
        });
        stated || unset || case.moves
    }

    fn leaf<'n>(&self, root: &str, node: &'n Node, way: &mut Vec<&'n str>) -> bool {
        let below = |name: &'n str, node: &'n Node, way: &mut Vec<&'n str>| {
            way.push(name);
            let read = self.leaf(root, node, way);
            way.pop();
            read
        };
        match &node.kind {
            Kind::Map(entries) => entries.iter().any(|e| match e.key.text.as_str() {
                "kind" if way.is_empty() => false,
                // The list inside `{ partial: true, items: […] }` is the list.
                "items" if node.get("partial").is_some() => self.leaf(root, &e.value, way),
                name => below(name, &e.value, way),
            }),
            Kind::List(elements) if !elements.is_empty() => elements.iter().any(|e| below("", e, way)),
            _ => self.read(root, way),
        }
    }

    /// Whether a rule reads what stands there, something around it or something in it.
    fn read(&self, root: &str, way: &[&str]) -> bool {
        let fits = |(name, step): (&&str, &Step)| match step {
            Step::Field(field) => *name == &**field,
            Step::Element | Step::Value | Step::EachField => true,
        };
        self.places.iter().any(|place| &*place.root == root && way.iter().zip(&place.steps).all(fits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(places: &[(&str, &[Step])]) -> Reads {
        let place = |(root, steps): &(&str, &[Step])| Place { root: Arc::from(*root), steps: steps.to_vec() };
        Reads { places: places.iter().map(place).collect() }
    }

    fn field(name: &str) -> Step {
        Step::Field(Arc::from(name))
    }

    #[test]
    fn what_stands_around_or_in_what_is_read_counts() {
        let reads = reads(&[("site", &[field("workflows"), Step::Element, field("next_run")])]);
        assert!(reads.read("site", &["workflows"]));
        assert!(reads.read("site", &["workflows", "wf-restock"]));
        assert!(reads.read("site", &["workflows", "wf-restock", "next_run"]));
        assert!(!reads.read("site", &["workflows", "wf-restock", "title"]));
        assert!(!reads.read("update", &["workflows"]));
    }
}
