//! What tests answered so far, by test and by the elements they ask about, so that each is asked once for all rules.
//! What a test answers, and whether it may be remembered, is said by `answers`.

use std::collections::HashMap;

use crate::compile::TestId;
use crate::value::Truth;

/// The answers so far.
#[derive(Debug, Default)]
pub(super) struct Remembered {
    /// By test and element; of a test that asks about no element the first.
    of_one: Vec<Vec<Option<Truth>>>,
    /// By test and two elements.
    of_two: HashMap<(TestId, usize, usize), Truth>,
}

impl Remembered {
    /// The answer of a test about these elements, given by their numbers; none where it hasn't been asked.
    pub(super) fn get(&self, id: TestId, elements: &[usize]) -> Option<Truth> {
        match elements {
            [] => *self.of_one.get(place(id)?)?.first()?,
            [one] => *self.of_one.get(place(id)?)?.get(*one)?,
            [one, two] => self.of_two.get(&(id, *one, *two)).copied(),
            _ => None,
        }
    }

    /// Remembers an answer; those about more than two elements are forgotten.
    pub(super) fn put(&mut self, id: TestId, elements: &[usize], truth: Truth) {
        let element = match elements {
            [] => 0,
            [one] => *one,
            [one, two] => {
                self.of_two.insert((id, *one, *two), truth);
                return;
            }
            _ => return,
        };
        let Some(place) = place(id) else { return };
        if self.of_one.len() <= place {
            self.of_one.resize_with(place + 1, Vec::new);
        }
        let Some(answers) = self.of_one.get_mut(place) else { return };
        if answers.len() <= element {
            answers.resize(element + 1, None);
        }
        if let Some(answer) = answers.get_mut(element) {
            *answer = Some(truth);
        }
    }
}

fn place(id: TestId) -> Option<usize> {
    usize::try_from(id.0).ok()
}
