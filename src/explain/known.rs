//! What an explainer has found out and needs again: answers by test and elements, reasons by what they conclude.
//! What is asked is said by `leaves`; nothing here changes an answer.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use crate::compile::reads::What;
use crate::compile::{TestId, TestSlot};
use crate::condition::context::Bound;
use crate::decision::Verb;
use crate::evaluate::Evaluation;
use crate::facts::store::Found;
use crate::value::Truth;

/// The elements that a test asks about, by the facts that state them.
type Elements = [usize; 2];

/// What was found out so far.
#[derive(Debug, Default)]
pub(super) struct Known {
    truths: RefCell<HashMap<(TestId, Elements), Truth>>,
    concluded: OnceCell<Concluded>,
}

/// A derived conclusion and the thing it is of.
type Thing = (Arc<str>, Option<Arc<str>>);

/// The places of reasons by what they conclude.
#[derive(Debug, Default)]
struct Concluded {
    by_verb: HashMap<Verb, Vec<usize>>,
    by_name: HashMap<(Verb, Arc<str>), Vec<usize>>,
    /// Of derived conclusions also by the thing: none for those of no thing or of one that can't be named.
    by_thing: HashMap<Thing, Vec<usize>>,
}

impl Known {
    /// The answer of a test under a binding, asked once. Of elements that no document states it is asked each time.
    pub(super) fn truth(&self, id: TestId, slot: &TestSlot, frames: &[Bound<'_>], ask: impl FnOnce() -> Truth) -> Truth {
        let Some(elements) = elements(slot, frames) else { return ask() };
        if let Some(known) = self.truths.borrow().get(&(id, elements)) {
            return *known;
        }
        let truth = ask();
        self.truths.borrow_mut().insert((id, elements), truth);
        truth
    }

    /// The places of the reasons that conclude what is read, of these words where there are some.
    pub(super) fn concluding(&self, evaluation: &Evaluation, what: &What, words: &[Arc<str>]) -> Vec<usize> {
        let all = self.concluded.get_or_init(|| Concluded::of(evaluation));
        let named = |verb: Verb, name: &Arc<str>| all.by_name.get(&(verb, name.clone())).into_iter().flatten().copied();
        match what {
            What::Decided(verb, Some(target)) => named(*verb, target).collect(),
            What::Decided(verb, None) if words.is_empty() => all.by_verb.get(verb).into_iter().flatten().copied().collect(),
            What::Decided(verb, None) => words.iter().flat_map(|word| named(*verb, word)).collect(),
            What::Derived(name) if words.is_empty() => named(Verb::Derive, name).collect(),
            What::Derived(name) => {
                let things = words.iter().cloned().map(Some).chain([None]);
                let of = |thing| all.by_thing.get(&(name.clone(), thing)).into_iter().flatten().copied();
                things.flat_map(of).collect()
            }
        }
    }
}

impl Concluded {
    fn of(evaluation: &Evaluation) -> Self {
        let mut out = Self::default();
        for (place, reason) in evaluation.reasons.iter().enumerate() {
            let target = &reason.target;
            out.by_verb.entry(target.verb).or_default().push(place);
            out.by_name.entry((target.verb, target.name.clone())).or_default().push(place);
            if target.verb == Verb::Derive {
                let thing = target.of.clone().filter(|of| &**of != "*");
                out.by_thing.entry((target.name.clone(), thing)).or_default().push(place);
            }
        }
        out
    }
}

/// The elements by which an answer is known again; none where one of them is stated nowhere, or there are more than two.
fn elements(slot: &TestSlot, frames: &[Bound<'_>]) -> Option<Elements> {
    let mut out = Elements::default();
    if slot.frames.len() > out.len() {
        return None;
    }
    for (place, frame) in out.iter_mut().zip(&slot.frames) {
        let Found::Stated(fact) = frames.get(*frame)?.member.spot.found else { return None };
        *place = std::ptr::from_ref(fact).addr();
    }
    Some(out)
}
