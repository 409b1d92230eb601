//! Laws of mutants, on made-up policies and facts: one that is called equivalent never differs, and a program of which some
//! rules are exchanged is the program that is compiled from the changed policy.
//! Seeds are fixed, so that a run is as good as the last one. `HOLDPOINT_CASES=2000` tries more of each.

use std::collections::BTreeMap;

use crate::reference::choices::Choices;
use crate::reference::engine;
use crate::reference::generate::{Generator, Options};
use holdpoint::compile::patch::Workbench;
use holdpoint::compile::{Program, compile};
use holdpoint::diagnostic::Sink;
use holdpoint::facts::Facts;
use holdpoint::scenario::mutate::seen::{differences, seen};
use holdpoint::scenario::mutate::{Mutant, Wanted, equal, mutants};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

/// Tries a property on streams of choices, the same ones in every run.
fn check(usual: u32, property: impl Fn(&mut Choices<'_>) -> Result<(), TestCaseError>) {
    let cases = std::env::var("HOLDPOINT_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(usual);
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    if let Err(why) = runner.run(&vec(any::<u16>(), 50..900), |numbers| property(&mut Choices::new(&numbers))) {
        panic!("{why}");
    }
}

const ALL: Options = Options { evidence: true, waivers: true, small: false };

/// A policy with its mutants, and some facts.
fn made(choices: &mut Choices<'_>, worlds: usize) -> Result<(Program, Vec<Mutant>, Vec<Facts>), TestCaseError> {
    let mut generator = Generator { choices, options: ALL };
    let policy = generator.policy();
    let worlds: Vec<_> = (0..worlds).map(|_| generator.world()).collect();
    let program = engine::program(&policy, choices).map_err(TestCaseError::fail)?;
    let facts = worlds.iter().map(|world| engine::facts(&program, world, choices)).collect();
    let all = mutants(&program.policy, &Wanted::default());
    Ok((program, all, facts))
}

fn name(mutant: &Mutant) -> String {
    format!("{} {}: {} -> {}", mutant.subject, mutant.kind.name(), mutant.before, mutant.after)
}

#[test]
fn an_equivalent_mutant_never_differs() {
    check(150, |choices| {
        let (program, all, facts) = made(choices, 12)?;
        let ours: Vec<_> = facts.iter().map(|f| seen(&program, f, true)).collect();
        let mut bench = Workbench::new(program.clone());
        for mutant in all.iter().filter(|m| equal::equivalent(&program.policy, m)) {
            let theirs =
                bench.with(&mutant.exchange, |program, _| facts.iter().map(|f| seen(program, f, false)).collect::<Vec<_>>());
            for (ours, theirs) in ours.iter().zip(theirs.unwrap()) {
                let told = differences(ours, &theirs, "");
                prop_assert!(told.is_empty(), "{}\n{told:?}", name(mutant));
            }
        }
        Ok(())
    });
}

#[test]
fn an_exchanged_rule_is_the_rule_compiled() {
    check(60, |choices| {
        let (program, all, facts) = made(choices, 2)?;
        let mut bench = Workbench::new(program.clone());
        for mutant in &all {
            let quick =
                bench.with(&mutant.exchange, |program, _| facts.iter().map(|f| seen(program, f, true)).collect::<Vec<_>>());
            let slow = anew(&program, mutant).map(|program| facts.iter().map(|f| seen(&program, f, true)).collect::<Vec<_>>());
            prop_assert_eq!(quick, slow, "{}", name(mutant));
        }
        // Everything is put back.
        let ours: Vec<_> = facts.iter().map(|f| seen(&program, f, true)).collect();
        let after: Vec<_> = facts.iter().map(|f| seen(bench.program(), f, true)).collect();
        prop_assert_eq!(ours, after);
        Ok(())
    });
}

/// The program of the changed policy, compiled from the start.
fn anew(program: &Program, mutant: &Mutant) -> Option<Program> {
    let mut policy = program.policy.clone();
    for (place, rule) in &mutant.exchange.rules {
        match rule {
            Some(rule) => policy.rules[*place] = rule.clone(),
            None => policy.rules[*place].effects.clear(),
        }
    }
    if let Some(waivers) = &mutant.exchange.waivers {
        policy.waivers = waivers.clone();
    }
    compile(policy, &mut Sink::new())
}

#[test]
fn some_mutants_of_made_up_policies_are_equivalent() {
    // Otherwise the law above would say nothing.
    let counted = std::cell::RefCell::new(BTreeMap::<&str, (usize, usize)>::new());
    check(40, |choices| {
        let (program, all, _) = made(choices, 0)?;
        for mutant in &all {
            let mut counted = counted.borrow_mut();
            let entry = counted.entry(mutant.kind.name()).or_default();
            entry.0 += 1;
            entry.1 += usize::from(equal::equivalent(&program.policy, mutant));
        }
        Ok(())
    });
    let counted = counted.into_inner();
    let equivalent: usize = counted.values().map(|(_, equivalent)| equivalent).sum();
    assert!(equivalent > 20, "{counted:?}");
}
