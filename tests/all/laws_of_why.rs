//! Laws of explanations, tried on made-up policies and sites: a why is enough and smallest, a why not is complete.
//! Each set of facts is tried by the whole evaluation, with everything else forgotten.

use std::cell::Cell;
use std::collections::BTreeSet;

use crate::grounds::groundless;
use crate::reference::complete::{Completer, Stated};
use crate::reference::engine;
use crate::reference::generate::Generator;
use crate::reference::runner::{ALL, WORLD_ONLY, check, shown, shown_world};
use holdpoint::compile::program::GroundTarget;
use holdpoint::compile::{Expr, ExprKind, GroundEffect, Program, TestId};
use holdpoint::condition::context::{Bound, Leaf, LeafState};
use holdpoint::decision::{Strength, Target};
use holdpoint::evaluate::{Evaluation, Reason};
use holdpoint::explain::Explainer;
use holdpoint::explain::precaution::precaution;
use holdpoint::explain::repair::open_inputs;
use holdpoint::explain::wanted::Wanted;
use holdpoint::explain::why::{self, Goal};
use holdpoint::explain::why_not::{Candidate, Failing, Hindrance, why_not};
use holdpoint::facts::{Facts, Keep, forget};
use holdpoint::value::{State, Unknown};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

/// What is certain of a target when only these facts are kept.
fn certain(program: &Program, facts: &Facts, evaluation: &Evaluation, keep: &Keep, target: &Target) -> Option<Strength> {
    let view = forget(facts, keep, &program.policy.vocabulary);
    let again = engine::evaluate(program, &view, Some(&evaluation.held));
    let reasons: Vec<Strength> = again
        .reasons
        .iter()
        .filter(|r| r.target == *target && r.effective.is_yes() && !r.missed)
        .map(|r| r.strength.clone())
        .collect();
    Strength::join_all(&reasons)
}

#[test]
fn a_why_is_enough_and_none_of_its_parts_can_be_left_out() {
    let (tried, parts) = (Cell::new(0), Cell::new(0));
    check(800, |choices| {
        let mut generator = Generator { choices, options: ALL };
        let policy = generator.policy();
        let mut world = generator.world();
        let program = engine::program(&policy, choices).map_err(TestCaseError::fail)?;
        if choices.chance(4) {
            let facts = engine::facts(&program, &world, choices);
            let standing = engine::standing(&program, &engine::evaluate(&program, &facts, None));
            world = Generator { choices, options: ALL }.world();
            world.standing = standing;
        }
        let facts = engine::facts(&program, &world, choices);
        let evaluation = engine::evaluate(&program, &facts, None);
        let explainer = Explainer::new(&program, &facts, &evaluation);
        for decision in &evaluation.decisions {
            let Some(wanted) = why::certain(&explainer, decision) else { continue };
            let shown = || format!("{}\n{}", decision.target, shown(&policy, &world));
            let found = why::why(&explainer, &Goal::Decision(decision.target.clone(), wanted.clone()));
            let Some(found) = found else { return Err(TestCaseError::fail(format!("no why: {}", shown()))) };
            let keep: Keep = found.leaves.iter().map(|l| l.leaf.path.clone()).collect();
            let enough =
                |keep: &Keep| certain(&program, &facts, &evaluation, keep, &decision.target).is_some_and(|s| s.at_least(&wanted));
            prop_assert!(enough(&keep), "{keep:?} is not enough for {}", shown());
            prop_assert!(!found.reasons.is_empty());
            for path in &keep {
                let mut less = keep.clone();
                less.remove(path);
                prop_assert!(!enough(&less), "{path} of {keep:?} can be left out: {}", shown());
            }
            tried.set(tried.get() + 1);
            parts.set(parts.get() + keep.len());
        }
        Ok(())
    });
    assert!(tried.get() > 200 && parts.get() > 150, "only {} decisions with {} facts", tried.get(), parts.get());
}

#[test]
fn no_decision_is_without_a_line() {
    let seen = Cell::new(0);
    check(600, |choices| {
        let mut generator = Generator { choices, options: ALL };
        let policy = generator.policy();
        let mut world = generator.world();
        let program = engine::program(&policy, choices).map_err(TestCaseError::fail)?;
        if choices.chance(4) {
            let facts = engine::facts(&program, &world, choices);
            let standing = engine::standing(&program, &engine::evaluate(&program, &facts, None));
            world = Generator { choices, options: ALL }.world();
            world.standing = standing;
        }
        let facts = engine::facts(&program, &world, choices);
        let evaluation = engine::evaluate(&program, &facts, None);
        let (groundless, grounds) = groundless(&Explainer::new(&program, &facts, &evaluation));
        prop_assert!(groundless.is_empty(), "{}\n{}", groundless.join("\n"), shown(&policy, &world));
        seen.set(seen.get() + grounds);
        Ok(())
    });
    assert!(seen.get() > 1000, "only {}", seen.get());
}

/// Whether a place is one of these facts, or holds some of them.
fn among(place: &str, named: &BTreeSet<String>) -> Stated {
    let within =
        |inner: &str, outer: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    if named.iter().any(|n| within(place, n)) {
        return Stated::Whole;
    }
    if named.iter().any(|n| within(n, place)) { Stated::InPart } else { Stated::Not }
}

#[test]
fn a_precaution_is_settled_by_what_it_names_and_by_nothing_else() {
    let (tried, unsettled) = (Cell::new(0), Cell::new(0));
    check(400, |choices| {
        let mut generator = Generator { choices, options: WORLD_ONLY };
        let policy = generator.policy();
        let world = generator.world();
        let program = engine::program(&policy, choices).map_err(TestCaseError::fail)?;
        let facts = engine::facts(&program, &world, choices);
        let evaluation = engine::evaluate(&program, &facts, None);
        let explainer = Explainer::new(&program, &facts, &evaluation);
        let cautious = |e: &Evaluation, target: &Target| {
            // Of what was not named before, each thing that is named now counts.
            let new = |t: &Target| t.of.is_some() && evaluation.decision(t).is_none();
            let same = |t: &Target| {
                t == target || target.of.as_deref() == Some("*") && t.verb == target.verb && t.name == target.name && new(t)
            };
            e.decisions.iter().any(|d| same(&d.target) && d.in_force.is_some() && d.precaution)
        };
        for decision in evaluation.decisions.iter().filter(|d| d.in_force.is_some() && d.precaution) {
            let target = &decision.target;
            let found = precaution(&explainer, decision);
            let named: BTreeSet<String> = found
                .unknown
                .iter()
                .flat_map(|leaf| open_inputs(&facts, &leaf.path))
                .map(|path| path.to_string().replace("[\"", ".").replace("\"]", ""))
                // A stated next run says that the trigger is a schedule.
                .flat_map(|path| {
                    path.strip_suffix(".trigger").map(|item| format!("{item}.next_run")).into_iter().chain([path.clone()])
                })
                .collect();
            let leaves: Vec<&str> = found.unknown.iter().map(|l| l.path.text()).collect();
            prop_assert!(!leaves.is_empty(), "nothing is named: {}\n{}", target, shown(&policy, &world));
            // The tests state no window, which says whether an item may fire; nobody can state now what is known later.
            let later = |l: &Leaf| matches!(l.state, LeafState::Scalar(State::Unknown(Unknown::Later(_))));
            let statable = !named.iter().any(|n| n.starts_with("site.window")) && !found.unknown.iter().any(later);
            for way in 0..3 {
                if !statable {
                    break;
                }
                let only = |place: &str| among(place, &named);
                let mut generator = Generator { choices, options: WORLD_ONLY };
                let stated = Completer::stating(&mut generator, &only).world(&world);
                let again = engine::evaluate(&program, &engine::facts(&program, &stated, choices), None);
                prop_assert!(
                    !cautious(&again, target),
                    "{} is not settled by {:?} ({:?}), way {}:\n{}\nstated:\n{}",
                    target,
                    leaves,
                    named,
                    way,
                    shown(&policy, &world),
                    shown_world(&stated)
                );
                tried.set(tried.get() + 1);
            }
            let others = |place: &str| match among(place, &named) {
                Stated::Whole => Stated::Not,
                Stated::InPart => Stated::InPart,
                Stated::Not => Stated::Whole,
            };
            let mut generator = Generator { choices, options: WORLD_ONLY };
            let stated = Completer::stating_others(&mut generator, &others).world(&world);
            let again = engine::evaluate(&program, &engine::facts(&program, &stated, choices), None);
            prop_assert!(
                cautious(&again, target),
                "{} is settled without {:?} ({:?}):\n{}\nstated:\n{}",
                target,
                leaves,
                named,
                shown(&policy, &world),
                shown_world(&stated)
            );
            unsettled.set(unsettled.get() + 1);
        }
        Ok(())
    });
    assert!(tried.get() > 200 && unsettled.get() > 100, "only {} and {}", tried.get(), unsettled.get());
}

/// The rules that a why not tells of.
fn rules_told(candidate: &Candidate, out: &mut BTreeSet<usize>) {
    out.insert(candidate.rule);
    candidate.tests.iter().flat_map(Failing::all).flat_map(|t| &t.through).for_each(|c| rules_told(c, out));
}

#[test]
fn a_why_not_names_every_rule_that_decides_it_elsewhere() {
    let (tried, deeper) = (Cell::new(0), Cell::new(0));
    check(900, |choices| {
        let mut generator = Generator { choices, options: ALL };
        let policy = generator.policy();
        let (here, elsewhere) = (generator.world(), generator.world());
        let program = engine::program(&policy, choices).map_err(TestCaseError::fail)?;
        let facts = engine::facts(&program, &here, choices);
        let evaluation = engine::evaluate(&program, &facts, None);
        let explainer = Explainer::new(&program, &facts, &evaluation);
        let other_facts = engine::facts(&program, &elsewhere, choices);
        let other = engine::evaluate(&program, &other_facts, None);
        let elsewhere_explained = Explainer::new(&program, &other_facts, &other);
        for decision in &other.decisions {
            if evaluation.decision(&decision.target).is_some_and(|d| d.in_force.is_some()) {
                continue;
            }
            let found = why_not(&explainer, &decision.target);
            let mut told = BTreeSet::new();
            found.iter().for_each(|c| rules_told(c, &mut told));
            for reason in other.reasons_of(decision) {
                let named = found.iter().any(|c| Some(c.rule) == reason.rule && c.effect == reason.effect);
                prop_assert!(
                    named,
                    "{} is not among the rules for {}:\n{}\n{}",
                    reason.name,
                    decision.target,
                    shown(&policy, &here),
                    shown_world(&elsewhere)
                );
                tried.set(tried.get() + 1);
            }
            // And deeper: what makes them hold elsewhere is behind a test that reads it here.
            for candidate in found.iter().filter(|c| c.binding.iter().all(|b| b.path.is_none())) {
                let makes = |r: &&Reason| r.rule == Some(candidate.rule) && r.effective.is_yes();
                let Some(reason) = other.reasons.iter().find(makes) else { continue };
                let frames = elsewhere_explained.frames(reason).unwrap_or_default();
                for failing in candidate.tests.iter().flat_map(Failing::all).filter_map(|t| t.test) {
                    for read in elsewhere_explained.read_reasons(failing, &frames).into_iter().filter(|r| r.effective.is_yes()) {
                        let known = read.rule.is_none_or(|rule| told.contains(&rule));
                        prop_assert!(known, "{} is not told of for {}:\n{}", read.name, decision.target, shown(&policy, &here));
                        deeper.set(deeper.get() + 1);
                    }
                }
            }
            for candidate in &found {
                let something = !candidate.tests.is_empty()
                    || matches!(candidate.standing, Hindrance::Missed | Hindrance::Waived | Hindrance::Lifted)
                    || candidate.reason.is_some();
                prop_assert!(something, "nothing is said of {candidate:?}");
            }
            let nearest: Vec<usize> = found.iter().map(|c| c.distance).collect();
            prop_assert!(nearest.is_sorted());
        }
        Ok(())
    });
    assert!(tried.get() > 100 && deeper.get() > 2, "only {} reasons, {} behind them", tried.get(), deeper.get());
}

/// The tests of a condition that keep it from being as it is wanted: all of them, of every alternative.
fn in_the_way<'a>(explainer: &Explainer<'a>, expr: &Expr, frames: &[Bound<'a>], wanted: Wanted, out: &mut BTreeSet<TestId>) {
    if wanted.is(explainer.truth(expr, frames, false)) {
        return;
    }
    match &expr.kind {
        ExprKind::Test(id) => drop(out.insert(*id)),
        ExprKind::Not(inner) => in_the_way(explainer, inner, frames, wanted.of_negated(), out),
        ExprKind::Certainly(inner) => in_the_way(explainer, inner, frames, wanted.of_certain(), out),
        ExprKind::All(parts) | ExprKind::Any(parts) => {
            parts.iter().for_each(|part| in_the_way(explainer, part, frames, wanted, out));
        }
    }
}

/// How many tests must be answered otherwise, at least.
fn least(tests: &[Failing]) -> usize {
    tests.iter().map(|t| t.ways.iter().map(|way| least(&way.tests)).min().unwrap_or(1)).sum()
}

#[test]
fn a_why_not_shows_every_alternative_nearest_first() {
    let (tried, alternatives) = (Cell::new(0), Cell::new(0));
    check(600, |choices| {
        let mut generator = Generator { choices, options: ALL };
        let policy = generator.policy();
        let world = generator.world();
        let program = engine::program(&policy, choices).map_err(TestCaseError::fail)?;
        let facts = engine::facts(&program, &world, choices);
        let evaluation = engine::evaluate(&program, &facts, None);
        let explainer = Explainer::new(&program, &facts, &evaluation);
        let word = |e: &GroundEffect| match &e.target {
            GroundTarget::Word(word) => Some(Target::new(e.verb, word)),
            _ => None,
        };
        let targets: BTreeSet<Target> = program.rules.iter().flat_map(|r| &r.effects).filter_map(word).collect();
        for target in targets {
            for candidate in why_not(&explainer, &target).iter().filter(|c| c.standing != Hindrance::NoMembers) {
                let ground = &program.rules[candidate.rule];
                let reason = candidate.reason.and_then(|n| evaluation.reasons.get(n));
                let frames = match reason {
                    _ if candidate.binding.iter().all(|b| b.path.is_none()) => Vec::new(),
                    Some(reason) => explainer.frames(reason).unwrap_or_default(),
                    None => continue,
                };
                let mut expected = BTreeSet::new();
                in_the_way(&explainer, &ground.when, &frames, Wanted::YES, &mut expected);
                let told: BTreeSet<TestId> = candidate.tests.iter().flat_map(Failing::all).filter_map(|t| t.test).collect();
                prop_assert!(told == expected, "{target}: told {told:?}, not {expected:?}\n{}", shown(&policy, &world));
                prop_assert_eq!(least(&candidate.tests), candidate.distance);
                for failing in &candidate.tests {
                    prop_assert!(failing.ways.is_sorted_by_key(|way| way.distance) && failing.ways.len() != 1);
                    alternatives.set(alternatives.get() + failing.ways.len());
                }
                tried.set(tried.get() + 1);
            }
        }
        Ok(())
    });
    assert!(tried.get() > 500 && alternatives.get() > 100, "only {} and {}", tried.get(), alternatives.get());
}
