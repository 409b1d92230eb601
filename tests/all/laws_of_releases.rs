//! Several releases on the way mean what one document means that says all of it: the engine on the documents against the naive
//! reference on the one. Seeds are fixed; `HOLDPOINT_CASES=2000` tries more.

use std::cell::Cell;

use crate::reference::engine;
use crate::reference::generate::Generator;
use crate::reference::judge::judge;
use crate::reference::releases::{Way, rules};
use crate::reference::runner::{ALL, check, shown};
use crate::reference::world::World;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

#[test]
fn releases_on_the_way_mean_what_one_document_means_that_says_it_all() {
    let (several, gaps) = (Cell::new(0), Cell::new(0));
    check(400, |choices| {
        let mut policy = Generator { choices, options: ALL }.policy();
        // What they decide is read by later rules.
        policy.rules.splice(0..0, rules(choices));
        let mut generator = Generator { choices, options: ALL };
        let way = Way::made(&mut generator);
        let world = generator.world();
        let world = World { release: way.united(world.phase), ..world };
        let program = engine::program(&policy, choices).map_err(TestCaseError::fail)?;
        let read = engine::written(way.documents(&world), choices);
        let facts = engine::facts_of(&program, &read);
        several.set(several.get() + usize::from(way.notes.len() > 1));
        gaps.set(gaps.get() + usize::from(facts.way_open));
        let theirs = engine::judged(&program, &engine::evaluate(&program, &facts, None));
        let ours = judge(&policy, &world);
        prop_assert!(ours == theirs, "{way:#?}\nours: {ours:#?}\ntheirs: {theirs:#?}\n{}", shown(&policy, &world));
        Ok(())
    });
    assert!(several.get() > 100 && gaps.get() > 20, "{} with several, {} with a gap", several.get(), gaps.get());
}
