//! Laws that hold for every policy and every site, tried on made-up ones; and the engine against a naive reference.
//! Seeds are fixed, so that a run is as good as the last one. `HOLDPOINT_CASES=2000` tries more of each.

use std::cell::Cell;
use std::collections::BTreeSet;

use crate::reference::choices::Choices;
use crate::reference::generate::Generator;
use crate::reference::judge::{Judged, Strength, judge};
use crate::reference::policy::{BodyCond, Cond, Policy, Root, Seg, Test as RefTest};
use crate::reference::runner::{ALL, WORLD_ONLY, cases, check, complete, shown, shown_world};
use crate::reference::world::World;
use crate::reference::{engine, read};
use holdpoint::compile::reads::Sign;
use holdpoint::explain::Explainer;
use holdpoint::explain::why::{self, Goal};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

/// What two judgements differ in, in words.
fn differences(ours: &Judged, theirs: &Judged) -> String {
    let mut out = Vec::new();
    if ours.verdict != theirs.verdict {
        out.push(format!("verdict: {} / {}", ours.verdict, theirs.verdict));
    }
    for name in ours.rules.keys().chain(theirs.rules.keys()).collect::<BTreeSet<_>>() {
        let (a, b) = (ours.rules.get(name), theirs.rules.get(name));
        if a != b {
            out.push(format!("rule {name}: {a:?} / {b:?}"));
        }
    }
    out.extend(ours.reasons.iter().filter(|r| !theirs.reasons.contains(r)).map(|r| format!("only the reference: {r:?}")));
    out.extend(theirs.reasons.iter().filter(|r| !ours.reasons.contains(r)).map(|r| format!("only the engine: {r:?}")));
    for target in ours.decisions.keys().chain(theirs.decisions.keys()).collect::<BTreeSet<_>>() {
        let (a, b) = (ours.decisions.get(target), theirs.decisions.get(target));
        if a != b {
            out.push(format!("{target}: {a:?} / {b:?}"));
        }
    }
    out.join("\n")
}

#[test]
fn the_engine_agrees_with_the_reference() {
    check(800, |choices| {
        let mut generator = Generator { choices, options: ALL };
        let policy = generator.policy();
        let worlds = [generator.world(), generator.world()];
        let program = engine::program(&policy, choices).map_err(TestCaseError::fail)?;
        for mut world in worlds {
            let facts = engine::facts(&program, &world, choices);
            let evaluation = engine::evaluate(&program, &facts, None);
            let theirs = engine::judged(&program, &evaluation);
            let ours = judge(&policy, &world);
            prop_assert!(ours == theirs, "{}\n{}", differences(&ours, &theirs), shown(&policy, &world));

            // What stood then stands in a later world of other facts.
            world = Generator { choices, options: ALL }.world();
            world.standing = engine::standing(&program, &evaluation);
            if choices.chance(3)
                && let Some(first) = world.standing.first_mut()
            {
                first.rule = "gone.rule".to_owned();
            }
            let facts = engine::facts(&program, &world, choices);
            let theirs = engine::judged(&program, &engine::evaluate(&program, &facts, None));
            let ours = judge(&policy, &world);
            prop_assert!(ours == theirs, "{}\n{}", differences(&ours, &theirs), shown(&policy, &world));
        }
        Ok(())
    });
}

/// The ids and keys of everything that rules are bound to: what a completion adds beside them was unnamed before.
fn known_names(policy: &Policy, world: &World) -> BTreeSet<String> {
    let stood = world.standing.iter().flat_map(|e| e.binding.split(", ")).filter_map(|pair| pair.split_once('='));
    // Words that a rule is grounded to are no elements.
    let stood = stood.filter(|(name, _)| !matches!(*name, "category" | "area"));
    let mut names: BTreeSet<String> = stood.map(|(_, id)| id.to_owned()).collect();
    for (_, path) in policy.rules.iter().flat_map(|r| &r.each) {
        let Root::Document(root) = path.root else { continue };
        let spot = path.segs.iter().fold(read::document(world, root), |spot, seg| match seg {
            Seg::Key(key) => read::step(world, &spot, key),
            Seg::Var(_) => panic!("lists stand at fixed places"),
        });
        names.extend(read::members(world, &spot).members.into_iter().filter_map(|m| m.id));
    }
    names
}

/// A decision of something unnamed before, as it was then: by its target, and with its items by their kind.
fn as_before(target: &str, strength: &Strength, known: &BTreeSet<String>) -> (String, Strength) {
    let target = match target.split_once('(') {
        Some((name, of)) if !known.contains(of.trim_end_matches(')')) => format!("{name}(*)"),
        _ => target.to_owned(),
    };
    let strength = match strength {
        Strength::Items(items) => {
            let old = |item: &String| match item.split_once(':') {
                Some((kind, id)) if !known.contains(id) => kind.to_owned(),
                _ => item.clone(),
            };
            Strength::Items(items.iter().map(old).collect())
        }
        other => other.clone(),
    };
    (target, strength)
}

/// Whether `inner` lies between the bounds of `outer`, for every target.
fn lies_within(inner: &Judged, outer: &Judged, known: &BTreeSet<String>) -> Result<(), String> {
    for (target, decision) in &outer.decisions {
        let Some(lo) = &decision.lo else { continue };
        let now = inner.decisions.get(target).and_then(|d| d.lo.as_ref());
        if !now.is_some_and(|now| now.covers(lo)) {
            return Err(format!("{target} was at least {lo:?}, and now is at least {now:?}"));
        }
    }
    for (target, decision) in &inner.decisions {
        let Some(hi) = &decision.hi else { continue };
        let (target, hi) = as_before(target, hi, known);
        let before = outer.decisions.get(&target).and_then(|d| d.hi.as_ref());
        if !before.is_some_and(|before| before.covers(&hi)) {
            return Err(format!("{target} was at most {before:?}, and now is at most {hi:?}"));
        }
    }
    Ok(())
}

#[test]
fn every_completion_lies_within_the_interval() {
    check(700, |choices| {
        let mut generator = Generator { choices, options: ALL };
        let policy = generator.policy();
        let mut world = generator.world();
        let program = engine::program(&policy, choices).map_err(TestCaseError::fail)?;
        if choices.chance(5) {
            let facts = engine::facts(&program, &world, choices);
            let standing = engine::standing(&program, &engine::evaluate(&program, &facts, None));
            world = Generator { choices, options: ALL }.world();
            world.standing = standing;
        }
        let facts = engine::facts(&program, &world, choices);
        let before = engine::evaluate(&program, &facts, None);
        let outer = engine::judged(&program, &before);
        let known = known_names(&policy, &world);
        for part in [15, 13, 8] {
            let completed = complete(&world, part, choices);
            let facts = engine::facts(&program, &completed, choices);
            let inner = engine::judged(&program, &engine::evaluate(&program, &facts, Some(&before.held)));
            if let Err(why) = lies_within(&inner, &outer, &known) {
                let text = format!(
                    "{why}\nbefore: {outer:?}\nafter: {inner:?}\n{}\ncompleted:\n{}",
                    shown(&policy, &world),
                    shown_world(&completed)
                );
                return Err(TestCaseError::fail(text));
            }
        }
        Ok(())
    });
}

#[test]
fn one_more_stated_fact_never_changes_what_is_determined() {
    check(500, |choices| {
        let mut generator = Generator { choices, options: WORLD_ONLY };
        let policy = generator.policy();
        let world = generator.world();
        let program = engine::program(&policy, choices).map_err(TestCaseError::fail)?;
        let facts = engine::facts(&program, &world, choices);
        let before = engine::judged(&program, &engine::evaluate(&program, &facts, None));
        let known = known_names(&policy, &world);
        for _ in 0..4 {
            let completed = complete(&world, 2, choices);
            let facts = engine::facts(&program, &completed, choices);
            let after = engine::judged(&program, &engine::evaluate(&program, &facts, None));
            for target in before.decisions.keys().chain(after.decisions.keys()) {
                let bounds =
                    |judged: &Judged| judged.decisions.get(target).map_or((None, None), |d| (d.lo.clone(), d.hi.clone()));
                let (lo, hi) = bounds(&before);
                let named = target.split_once('(').is_none_or(|(_, of)| known.contains(of.trim_end_matches(')')));
                if named && lo == hi {
                    prop_assert_eq!(
                        bounds(&after),
                        (lo, hi),
                        "{}\n{}\n{}",
                        target,
                        shown(&policy, &world),
                        shown_world(&completed)
                    );
                }
            }
        }
        Ok(())
    });
}

#[test]
fn order_does_not_matter_and_the_same_input_gives_the_same_result() {
    check(120, |choices| {
        let mut generator = Generator { choices, options: ALL };
        let policy = generator.policy();
        let world = generator.world();
        let mut still = Choices::new(&[]);
        let program = engine::program(&policy, &mut still).map_err(TestCaseError::fail)?;
        let facts = engine::facts(&program, &world, &mut still);
        let first = engine::evaluate(&program, &facts, None);
        let again = engine::evaluate(&program, &engine::facts(&program, &world, &mut still), None);
        prop_assert_eq!(format!("{first:?}"), format!("{again:?}"));
        let shuffled = engine::program(&policy, choices).map_err(TestCaseError::fail)?;
        let facts = engine::facts(&shuffled, &world, choices);
        let other = engine::judged(&shuffled, &engine::evaluate(&shuffled, &facts, None));
        prop_assert_eq!(engine::judged(&program, &first), other);
        Ok(())
    });
}

/// The same condition with the parts of every `all` and `any` in another order.
fn in_another_order(cond: &mut Cond, choices: &mut Choices<'_>) {
    match cond {
        Cond::All(parts) | Cond::Any(parts) => {
            parts.iter_mut().for_each(|part| in_another_order(part, choices));
            choices.shuffle(parts);
        }
        Cond::Not(inner) | Cond::Certainly(inner) => in_another_order(inner, choices),
        Cond::Test(_, test) => match test {
            RefTest::Any(body) | RefTest::Every(body) | RefTest::Count { body: Some(body), .. } => {
                if let BodyCond::Cond(cond) = &mut body.cond {
                    in_another_order(cond, choices);
                }
            }
            _ => {}
        },
    }
}

/// What an account says of each line, with the places that it shows.
fn told(program: &holdpoint::compile::Program, facts: &holdpoint::facts::Facts) -> Vec<String> {
    let evaluation = engine::evaluate(program, facts, None);
    let explainer = Explainer::new(program, facts, &evaluation);
    let account = holdpoint::explain::account(&explainer);
    let lines = account.groups.iter().flat_map(|g| g.lines()).chain(account.rolled.iter().flat_map(|r| &r.lines));
    let mut out: Vec<String> = lines.map(|l| format!("{} {:?} {:?} {:?}", l.rule, l.targets, l.places, l.absent)).collect();
    // And the facts of a why.
    for decision in &evaluation.decisions {
        let Some(wanted) = why::certain(&explainer, decision) else { continue };
        let found = why::why(&explainer, &Goal::Decision(decision.target.clone(), wanted));
        let leaves: Vec<String> = found.into_iter().flat_map(|why| why.leaves).map(|kept| kept.leaf.path.to_string()).collect();
        out.push(format!("{} {leaves:?}", decision.target));
    }
    out
}

#[test]
fn the_order_in_which_a_rule_asks_changes_no_place_that_is_shown() {
    let places = Cell::new(0);
    check(400, |choices| {
        let mut generator = Generator { choices, options: ALL };
        let policy = generator.policy();
        let world = generator.world();
        let mut other = policy.clone();
        for rule in &mut other.rules {
            rule.when.iter_mut().chain(&mut rule.unless).for_each(|cond| in_another_order(cond, choices));
        }
        let mut still = Choices::new(&[]);
        let (one, two) = (engine::program(&policy, &mut still), engine::program(&other, &mut still));
        let (one, two) = (one.map_err(TestCaseError::fail)?, two.map_err(TestCaseError::fail)?);
        // The documents are read once for both: a place is one of the same text.
        let facts = engine::facts(&one, &world, &mut still);
        let (before, after) = (told(&one, &facts), told(&two, &facts));
        places.set(places.get() + before.iter().filter(|line| line.contains("Span")).count());
        prop_assert_eq!(before, after, "{}", shown(&policy, &world));
        Ok(())
    });
    assert!(places.get() > 60, "only {} lines with places", places.get());
}

/// Puts other texts in the places of those that are for people only.
fn reworded(value: &mut serde_json::Value, choices: &mut Choices<'_>) {
    let texts = ["x", "Ünder {{the}} *hood* <b>", "$item", "true", "2026-07-21", "a: b # c", "\u{202e}txt", "site.lab.flag", "0"];
    let mut put = |value: &mut serde_json::Value, keys: &[&str]| {
        for key in keys {
            if let Some(text) = value.get_mut(*key) {
                *text = serde_json::json!(choices.pick(&texts));
            }
        }
    };
    let each = |value: &mut serde_json::Value, key: &str| value.get_mut(key).and_then(|v| v.as_array_mut()).map(std::mem::take);
    for (key, keys) in [("rules", ["title", "source", "owner"]), ("waivers", ["reason", "owner", "ticket"])] {
        if let Some(mut list) = each(value, key) {
            list.iter_mut().for_each(|one| put(one, &keys));
            // A sentence may name facts in braces, and no others.
            let because = |one: &mut serde_json::Value| one["because"] = serde_json::json!("At {now}: {release.version}, <b>*_#");
            list.iter_mut().filter(|one| one.get("because").is_some()).for_each(because);
            value[key] = serde_json::Value::Array(list);
        }
    }
    // Areas are known by their titles in release notes.
    for kind in ["categories", "actions", "roles", "destinations", "tasks"] {
        let words = value.get_mut("vocabulary").and_then(|v| v.get_mut(kind)).and_then(|v| v.as_object_mut());
        words.into_iter().flat_map(|w| w.values_mut()).for_each(|word| put(word, &["title"]));
    }
    put(value, &["title"]);
}

#[test]
fn no_text_changes_an_outcome() {
    check(150, |choices| {
        let mut generator = Generator { choices, options: ALL };
        let policy = generator.policy();
        let world = generator.world();
        let of = |program: &holdpoint::compile::Program, choices: &mut Choices<'_>| {
            let facts = engine::facts(program, &world, choices);
            engine::judged(program, &engine::evaluate(program, &facts, None))
        };
        let plain = engine::program(&policy, choices).map_err(TestCaseError::fail)?;
        let worded = engine::program_edited(&policy, choices, reworded).map_err(TestCaseError::fail)?;
        let (before, after) = (of(&plain, choices), of(&worded, choices));
        prop_assert!(before == after, "{}\n{}", differences(&before, &after), shown(&policy, &world));
        Ok(())
    });
}

#[test]
fn a_rule_that_switches_nothing_off_removes_no_decision() {
    let tried = Cell::new(0);
    check(600, |choices| {
        let mut generator = Generator { choices, options: ALL };
        let policy = generator.policy();
        let world = generator.world();
        let mut base = policy.clone();
        let added = base.rules.remove(choices.below(policy.rules.len()));
        base.waivers.retain(|w| w.rule != added.id);
        let full = engine::program(&policy, choices).map_err(TestCaseError::fail)?;
        // What reads a conclusion that nothing makes any more can't be loaded without the rule.
        let Ok(base) = engine::program(&base, choices) else { return Ok(()) };
        let names: Vec<String> =
            full.rules.iter().filter(|r| full.policy.rules[r.rule].id.as_str() == added.id).map(|r| full.name_of(r)).collect();
        let mut reached: BTreeSet<&str> = names.iter().map(String::as_str).collect();
        let edges = full.edges(|_| true).told;
        for _ in 0..edges.len() {
            let next: Vec<&str> = edges.iter().filter(|e| reached.contains(&*e.from)).map(|e| &*e.to).collect();
            reached.extend(next);
        }
        if edges.iter().any(|e| reached.contains(&*e.from) && e.sign != Sign::Positive) {
            return Ok(());
        }
        tried.set(tried.get() + 1);
        let of = |program, choices: &mut Choices<'_>| {
            let facts = engine::facts(program, &world, choices);
            engine::judged(program, &engine::evaluate(program, &facts, None))
        };
        let (before, after) = (of(&base, choices), of(&full, choices));
        for (target, decision) in &before.decisions {
            let now = after.decisions.get(target);
            let kept = |b: &Option<Strength>, a: Option<&Option<Strength>>| {
                b.as_ref().is_none_or(|b| a.and_then(Option::as_ref).is_some_and(|a| a.covers(b)))
            };
            let kept = kept(&decision.lo, now.map(|d| &d.lo)) && kept(&decision.hi, now.map(|d| &d.hi));
            prop_assert!(kept, "{}: {:?} without {}, {:?} with it\n{}", target, decision, added.id, now, shown(&policy, &world));
        }
        Ok(())
    });
    assert!(tried.get() > 30, "only {} rules were added", tried.get());
}

/// A text with some of it left out, doubled, moved or put in.
fn mutated(text: &str, choices: &mut Choices<'_>) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for _ in 0..1 + choices.below(3) {
        let at = choices.below(letters.len() + 1);
        let end = (at + choices.below(12)).min(letters.len());
        let part: Vec<char> = letters[at..end].to_vec();
        let odd = [
            ":", "- ", "\n", "  ", "{", "[", "]", "}", "'", "\"", "&a ", "*a", "<<: ", "!x ", "#", "|", "$", ".", "none",
            "unknown", "\u{202e}", "ä", "\t", "%", "---\n", "0", "~", ", ",
        ];
        match choices.below(4) {
            0 => drop(letters.drain(at..end)),
            1 => drop(letters.splice(at..end, choices.pick(&odd).chars())),
            2 => drop(letters.splice(at..at, choices.pick(&odd).chars())),
            _ => {
                let to = choices.below(letters.len() + 1);
                letters.splice(to..to, part);
            }
        }
    }
    letters.into_iter().collect()
}

#[test]
fn reading_mutated_documents_never_panics() {
    let tried = Cell::new(0);
    check(40, |choices| {
        let mut generator = Generator { choices, options: ALL };
        let policy = generator.policy();
        let world = generator.world();
        let program = engine::program(&policy, choices).map_err(TestCaseError::fail)?;
        let texts: Vec<(&str, String)> = crate::reference::render::documents(&world)
            .into_iter()
            .map(|(kind, value)| (kind, crate::reference::render::yaml(&value)))
            .collect();
        for _ in 0..4 {
            let changed: Vec<(&str, String)> = texts
                .iter()
                .map(|(kind, text)| (*kind, if choices.chance(8) { mutated(text, choices) } else { text.clone() }))
                .collect();
            if let Some(facts) = engine::any_facts(&program, &changed) {
                engine::evaluate(&program, &facts, None);
                tried.set(tried.get() + 1);
            }
        }
        Ok(())
    });
    assert!(tried.get() > 30, "only {} could be read", tried.get());
}

#[test]
fn reading_mutated_policies_never_panics() {
    let tried = Cell::new(0);
    check(70, |choices| {
        let mut generator = Generator { choices, options: ALL };
        let policy = generator.policy();
        let world = generator.world();
        let texts: Vec<(&str, String)> = crate::reference::render::documents(&world)
            .into_iter()
            .map(|(kind, value)| (kind, crate::reference::render::yaml(&value)))
            .collect();
        let mut files: Vec<(String, String)> = crate::reference::render::policy(&policy, choices)
            .into_iter()
            .map(|(path, mut value)| {
                value.as_object_mut().unwrap().shift_remove("facts");
                (path, crate::reference::render::yaml(&value))
            })
            .collect();
        for _ in 0..3 {
            let at = choices.below(files.len());
            let before = files[at].1.clone();
            files[at].1 = mutated(&before, choices);
            if let Some(program) = engine::any_policy(&files) {
                if let Some(facts) = engine::any_facts(&program, &texts) {
                    engine::evaluate(&program, &facts, None);
                }
                tried.set(tried.get() + 1);
            }
            files[at].1 = before;
        }
        Ok(())
    });
    assert!(tried.get() > 30, "only {} could be loaded", tried.get());
}

#[test]
fn reading_whatever_text_never_panics() {
    let mut still = Choices::new(&[]);
    let policy = Generator { choices: &mut still, options: ALL }.policy();
    let program = engine::program(&policy, &mut still).unwrap();
    let config = Config { cases: cases(150), failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let texts = prop_oneof![
        any::<String>(),
        "[-:#{}\\[\\],&*!|>'\"%@` a-c0-9\n\t]{0,80}",
        "(kind|name|rules|id|then|when|none|: |- |\n|  |\\$a|\\{|\\}|\\[|\\]){0,40}"
    ];
    let outcome = runner.run(&texts, |text| {
        for kind in ["release", "site", "update"] {
            engine::any_facts(&program, &[(kind, text.clone()), (kind, format!("kind: {kind}\n{text}"))]);
        }
        engine::any_policy(&[
            ("a.yaml".to_owned(), text.clone()),
            ("b.json".to_owned(), text.clone()),
            ("c.yaml".to_owned(), format!("kind: policy\nname: lab\n{text}")),
        ]);
        Ok(())
    });
    if let Err(why) = outcome {
        panic!("{why}");
    }
}
