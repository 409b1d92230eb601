//! The members of a list, in the order of the document, found by their ids without walking through all of them.
//! What a member is and what its state means is `fact`'s and `store`'s business.

use std::collections::HashMap;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, OnceLock};

use super::fact::Element;

/// Up to this many members are looked through; of more an index is made, at the first question.
const FEW: usize = 8;

/// The members of a list.
#[derive(Debug, Default)]
pub struct Elements {
    members: Vec<Element>,
    places: OnceLock<HashMap<Arc<str>, usize>>,
}

impl Elements {
    /// The place of the first member of this id.
    pub fn place_of(&self, id: &str) -> Option<usize> {
        if self.members.len() <= FEW {
            return self.members.iter().position(|member| member.id.as_deref() == Some(id));
        }
        let places = self.places.get_or_init(|| {
            let mut places = HashMap::with_capacity(self.members.len());
            for (n, member) in self.members.iter().enumerate() {
                if let Some(id) = &member.id {
                    places.entry(id.clone()).or_insert(n);
                }
            }
            places
        });
        places.get(id).copied()
    }

    /// The members by themselves.
    pub fn into_members(self) -> Vec<Element> {
        self.members
    }

    /// The first member of this id.
    pub fn by_id(&self, id: &str) -> Option<&Element> {
        self.place_of(id).and_then(|n| self.members.get(n))
    }
}

impl Deref for Elements {
    type Target = Vec<Element>;

    fn deref(&self) -> &Vec<Element> {
        &self.members
    }
}

impl DerefMut for Elements {
    /// What may be changed is indexed anew.
    fn deref_mut(&mut self) -> &mut Vec<Element> {
        self.places = OnceLock::new();
        &mut self.members
    }
}

impl From<Vec<Element>> for Elements {
    fn from(members: Vec<Element>) -> Self {
        Self { members, places: OnceLock::new() }
    }
}

impl FromIterator<Element> for Elements {
    fn from_iter<I: IntoIterator<Item = Element>>(members: I) -> Self {
        Self::from(members.into_iter().collect::<Vec<_>>())
    }
}

impl Clone for Elements {
    fn clone(&self) -> Self {
        Self::from(self.members.clone())
    }
}

impl PartialEq for Elements {
    fn eq(&self, other: &Self) -> bool {
        self.members == other.members
    }
}

impl Eq for Elements {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::fact::{Basis, Fact};
    use crate::value::State;

    fn element(id: Option<&str>) -> Element {
        Element { id: id.map(Arc::from), sure: true, fact: Fact::scalar(State::None, Basis::Stated, None) }
    }

    #[test]
    fn a_member_is_found_in_short_lists_long_ones_and_those_that_grow() {
        let mut list: Elements = (0..FEW).map(|n| element(Some(&format!("e-{n}")))).collect();
        assert_eq!((list.place_of("e-3"), list.place_of("e-20")), (Some(3), None));
        list.push(element(None));
        list.extend((FEW..30).map(|n| element(Some(&format!("e-{n}")))));
        assert_eq!(list.place_of("e-20"), Some(21));
        list.insert(0, element(Some("e-20")));
        assert_eq!((list.place_of("e-20"), list.place_of("e-3")), (Some(0), Some(4)), "the first of an id, in its new place");
        assert!(list.by_id("e-99").is_none());
    }
}
