//! Where the keys of large mappings and the counted elements of lists are, found once for all problems of a document.
//! Following a pointer is `place`'s business.

use std::cell::RefCell;
use std::collections::HashMap;

use super::place::says_nothing;
use super::shape::Shape;
use super::software;
use crate::document::{Entry, Node};

/// Mappings of fewer entries are searched.
const SMALL: usize = 16;

/// What was found so far, by where a node lies in memory.
#[derive(Default)]
pub(super) struct Index<'n> {
    keys: RefCell<HashMap<usize, HashMap<&'n str, &'n Entry>>>,
    spelled: RefCell<HashMap<usize, HashMap<String, &'n Entry>>>,
    counted: RefCell<HashMap<usize, Vec<usize>>>,
}

impl<'n> Index<'n> {
    /// The entry of a key.
    pub(super) fn entry(&self, node: &'n Node, key: &str) -> Option<&'n Entry> {
        let entries = node.entries();
        if entries.len() < SMALL {
            return node.entry(key);
        }
        let mut keys = self.keys.borrow_mut();
        let found = keys.entry(address(node)).or_insert_with(|| entries.iter().map(|e| (e.key.text.as_str(), e)).collect());
        found.get(key).copied()
    }

    /// The entry that a path calls so: of that key, or of another spelling of the same software.
    pub(super) fn named(&self, node: &'n Node, shape: Option<&Shape>, name: &str) -> Option<&'n Entry> {
        if node.entries().len() < SMALL {
            return software::entry(node, shape, name);
        }
        let spelled = || {
            let record = shape?.record()?;
            record.software()?;
            let mut spelled = self.spelled.borrow_mut();
            let all = spelled.entry(address(node)).or_insert_with(|| {
                let mut all = HashMap::new();
                for (name, entry) in software::spelled(node, record) {
                    all.entry(name.to_string()).or_insert(entry);
                }
                all
            });
            all.get(name).copied()
        };
        self.entry(node, name).or_else(spelled)
    }

    /// The element that the validator counts as the `n`th, with its place: those that only state their ignorance are not validated.
    pub(super) fn counted(&self, list: &'n Node, shape: Option<&Shape>, n: usize) -> Option<(usize, &'n Node)> {
        let mut counted = self.counted.borrow_mut();
        let places = counted.entry(address(list)).or_insert_with(|| {
            let all = list.elements().iter().enumerate();
            all.filter(|(_, element)| !says_nothing(element, shape)).map(|(at, _)| at).collect()
        });
        let at = *places.get(n)?;
        Some((at, list.elements().get(at)?))
    }
}

fn address(node: &Node) -> usize {
    std::ptr::from_ref(node).addr()
}
