//! Laws of what changes facts, tried on made-up policies and sites: what-if, repair and ask against trying everything.
//! What is changed here are few facts with few values, so that every way can be tried.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use crate::reference::choices::Choices;
use crate::reference::engine::{self, Documents};
use crate::reference::generate::{Generator, SMALL as NAMES};
use crate::reference::policy::{Cond, Operand, Policy, Test};
use crate::reference::render;
use crate::reference::runner::{ALL, SMALL, check, shown, shown_world};
use crate::reference::world::{Cmp, Doc, Form, Type, Val, World, root};
use holdpoint::compile::Program;
use holdpoint::decision::{Target, Verdict};
use holdpoint::document::edit::Editor;
use holdpoint::document::{self, Kind, Node};
use holdpoint::evaluate::Evaluation;
use holdpoint::explain::Trial;
use holdpoint::explain::ask::ask;
use holdpoint::explain::repair::{Goal, Limits, repair, works};
use holdpoint::facts::change::{node, place};
use holdpoint::facts::{Change, FactDocument, FactPath};
use holdpoint::text::{Sources, Span};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

fn path(name: &str) -> FactPath {
    FactPath::parse(&format!("site.lab.{name}")).unwrap()
}

fn span(read: &Documents) -> Span {
    let span = read.documents[0].root.span;
    Span { end: span.start, ..span }
}

fn lab(world: &mut World) -> &mut BTreeMap<String, Doc> {
    let Doc::Record(site) = &mut world.site else { panic!("a site is a record") };
    let lab = site.entry("lab".to_owned()).or_default();
    if !matches!(lab, Doc::Record(_)) {
        *lab = Doc::Record(BTreeMap::new());
    }
    let Doc::Record(lab) = lab else { panic!("made above") };
    lab
}

/// What a document says of a small fact, as a change of it and as part of a world.
fn written(doc: &Doc, span: Span) -> Node {
    match doc {
        Doc::Val(value) => node(&render::text(value), span),
        Doc::None => node("none", span),
        Doc::List(elements, false) => Node { span, kind: Kind::List(elements.iter().map(|e| written(e, span)).collect()) },
        other => panic!("{other:?} is no small fact"),
    }
}

/// The decisions as the reference says them, of facts with changes.
fn tried(program: &Program, trial: &Trial<'_>, changes: &[Change]) -> crate::reference::judge::Judged {
    engine::judged(program, &trial.evaluate(changes).unwrap_or_else(|why| panic!("{changes:?}: {why:?}")).evaluation)
}

#[test]
fn what_if_is_what_the_edited_documents_come_to() {
    let edits = Cell::new(0);
    check(150, |choices| {
        let mut generator = Generator { choices, options: ALL };
        let policy = generator.policy();
        let world = generator.world();
        let program = engine::program(&policy, choices).map_err(TestCaseError::fail)?;
        let read = engine::documents(&world, choices);
        let trial = engine::trial(&program, &read);
        let mut edited = world.clone();
        let mut changes = Vec::new();
        for _ in 0..1 + choices.below(3) {
            let name = *choices.pick(&NAMES);
            let stated = matches!(&edited.site, Doc::Record(s) if *s.get("lab").map_or(&Doc::Out, |l| l.get(name)) != Doc::Out);
            if stated && choices.chance(4) {
                lab(&mut edited).remove(name);
                changes.push(Change::Unset { path: path(name) });
                continue;
            }
            let field = root("site").field("lab").and_then(|l| l.field(name)).unwrap();
            let made = match &field.form {
                Form::Leaf(ty) => Doc::Val(Generator { choices, options: ALL }.value(*ty)),
                _ => Doc::List(vec![Doc::Val(Val::Word("red".to_owned()))], false),
            };
            changes.push(Change::Set { path: path(name), to: written(&made, span(&read)) });
            lab(&mut edited).insert(name.to_owned(), made);
        }
        let what_if = tried(&program, &trial, &changes);
        let theirs = engine::judged(&program, &engine::evaluate(&program, &engine::facts(&program, &edited, choices), None));
        prop_assert!(what_if == theirs, "{:?}\n{}", changes, shown(&policy, &world));

        // The same as text: the files with the changes written into them.
        let mut documents = read.documents.clone();
        let mut editors: Vec<Editor> = documents
            .iter()
            .map(|d| {
                let source = read.sources.get(d.root.span.source);
                Editor::open(source.name(), source.masked_text()).unwrap()
            })
            .collect();
        for change in &changes {
            for placed in place(&documents, change, &program.policy.schemas).unwrap() {
                // Some texts are written in a way that is not edited; then nothing is.
                if editors[placed.document].apply(&placed.edit).is_err() {
                    return Ok(());
                }
                document::edit::in_tree(&mut documents[placed.document].root, &placed.edit);
            }
        }
        let mut again = Documents { sources: Sources::new(), documents: Vec::new() };
        for (document, editor) in read.documents.iter().zip(&editors) {
            let (_, tree) = document::load(
                &mut again.sources,
                &format!("{}.yaml", document.kind.name()),
                editor.text().as_bytes().to_vec(),
                &mut holdpoint::diagnostic::Sink::new(),
            );
            let root = tree.unwrap().root;
            again.documents.push(FactDocument { kind: document.kind, root });
        }
        let theirs = tried(&program, &engine::trial(&program, &again), &[]);
        prop_assert!(what_if == theirs, "{:?}\n{}", changes, shown(&policy, &world));
        edits.set(edits.get() + 1);
        Ok(())
    });
    assert!(edits.get() > 60, "only {} were edited as text", edits.get());
}

/// Every value of a small fact that a test can tell apart from another.
fn values(name: &str, none: bool) -> Vec<Doc> {
    let field = root("site").field("lab").and_then(|l| l.field(name)).unwrap();
    let mut out: Vec<Doc> = match &field.form {
        Form::Leaf(Type::Bool) => [true, false].map(|b| Doc::Val(Val::Bool(b))).to_vec(),
        Form::Leaf(Type::Int) => (-1..6).map(|n| Doc::Val(Val::Int(n))).collect(),
        Form::Leaf(Type::Words(words, _)) => words.iter().map(|w| Doc::Val(Val::Word((*w).to_owned()))).collect(),
        Form::List(_) => {
            let colours = ["red", "green", "blue"];
            let subset = |mask: usize| {
                (0..3).filter(move |n| mask & (1 << n) != 0).map(move |n| Doc::Val(Val::Word(colours[n].to_owned())))
            };
            (0..8).map(|mask| Doc::List(subset(mask).collect(), false)).collect()
        }
        other => panic!("{other:?} is not small"),
    };
    if field.none && none {
        out.push(Doc::None);
    }
    out
}

fn cost(name: &str) -> u32 {
    1 + u32::try_from(NAMES.iter().position(|n| *n == name).unwrap() % 3).unwrap()
}

/// A world that states only small facts.
fn small(generator: &mut Generator<'_, '_>) -> World {
    let mut world = generator.world();
    let facts = std::mem::take(lab(&mut world));
    let open = |doc: &Doc| matches!(doc, Doc::List(elements, partial) if *partial || elements.contains(&Doc::Unknown));
    let facts: BTreeMap<String, Doc> = facts.into_iter().filter(|(name, doc)| NAMES.contains(&&**name) && !open(doc)).collect();
    world.site = Doc::Record(BTreeMap::from([("lab".to_owned(), Doc::Record(facts))]));
    (world.release, world.update) = (Doc::Record(BTreeMap::new()), Doc::Record(BTreeMap::new()));
    world
}

fn known(world: &World, name: &str) -> Option<Doc> {
    match world.site.get("lab").get(name) {
        Doc::Out | Doc::Unknown => None,
        known => Some(known.clone()),
    }
}

/// Sets of changes of up to `most` facts that cost less than `under`, and whether one of them works.
fn cheaper(trial: &Trial<'_>, goal: &Goal, moves: &[(&str, Vec<Change>)], most: usize, under: u32) -> Option<Vec<Change>> {
    fn search(
        trial: &Trial<'_>,
        goal: &Goal,
        moves: &[(&str, Vec<Change>)],
        most: usize,
        under: u32,
        made: &mut Vec<Change>,
    ) -> Option<Vec<Change>> {
        if !made.is_empty() && works(trial, goal, made) {
            return Some(made.clone());
        }
        if most == 0 {
            return None;
        }
        for (n, (name, changes)) in moves.iter().enumerate() {
            let Some(left) = under.checked_sub(cost(name)).filter(|left| *left > 0) else { continue };
            for change in changes {
                made.push(change.clone());
                let found = search(trial, goal, &moves[n + 1..], most - 1, left, made);
                made.pop();
                if found.is_some() {
                    return found;
                }
            }
        }
        None
    }
    search(trial, goal, moves, most, under, &mut Vec::new())
}

fn goals(program: &Program, evaluation: &Evaluation, choices: &mut Choices<'_>) -> Vec<Goal> {
    let mut out = vec![Goal::Verdict(Verdict::Prepare), Goal::Verdict(Verdict::Clear)];
    let decided: Vec<&Target> = evaluation.decisions.iter().filter(|d| d.in_force.is_some()).map(|d| &d.target).collect();
    if !decided.is_empty() {
        out.push(Goal::Off((*choices.pick(&decided)).clone()));
    }
    let other = ["stage:alpha", "pause:press", "block:update", "block:restart", "require:check", "rollback", "escalate:lead"];
    let other: Vec<Target> = other.iter().map(|t| Target::parse(t).unwrap()).filter(|t| !decided.contains(&t)).collect();
    let can = |t: &&Target| !holdpoint::explain::why_not::heads(program, t).is_empty();
    let other: Vec<&Target> = other.iter().filter(can).collect();
    if !other.is_empty() {
        out.push(Goal::On((*choices.pick(&other)).clone()));
    }
    out
}

#[test]
fn repairs_work_are_smallest_and_none_is_cheaper() {
    let (given, complete, bounded) = (Cell::new(0), Cell::new(0), Cell::new(0));
    check(60, |choices| {
        let mut generator = Generator { choices, options: SMALL };
        let policy = generator.policy();
        let world = small(&mut generator);
        let program = engine::program(&policy, choices).map_err(TestCaseError::fail)?;
        let read = engine::documents(&world, choices);
        let trial = engine::trial(&program, &read);
        let before = trial.evaluate(&[]).unwrap();
        for goal in goals(&program, &before.evaluation, choices) {
            if goal.is_met(&before.evaluation) {
                continue;
            }
            let answer = repair(&trial, &goal, Limits::default());
            let said = || {
                let each = |r: &holdpoint::explain::repair::Repair| {
                    format!("{} {:?}", r.cost, r.changes().iter().map(say).collect::<Vec<_>>())
                };
                let given: Vec<String> = answer.repairs.iter().map(each).collect();
                format!("{goal:?}: {given:#?}, complete: {}\n{}", answer.complete, shown(&policy, &world))
            };
            for one in &answer.repairs {
                let all = one.changes();
                prop_assert!(works(&trial, &goal, &all), "a repair doesn't work: {}", said());
                for mask in 1..(1_u32 << all.len().min(8)) - 1 {
                    let part: Vec<Change> =
                        all.iter().enumerate().filter(|(n, _)| mask & (1 << n) != 0).map(|(_, c)| c.clone()).collect();
                    prop_assert!(!works(&trial, &goal, &part) || part.len() == all.len(), "a part works: {}", said());
                }
                given.set(given.get() + 1);
            }
            if !answer.complete {
                bounded.set(bounded.get() + 1);
                continue;
            }
            complete.set(complete.get() + 1);
            let moves: Vec<(&str, Vec<Change>)> = NAMES
                .iter()
                .map(|name| {
                    let now = known(&world, name);
                    let other = values(name, now.is_none()).into_iter().filter(|v| Some(v) != now.as_ref());
                    let set = |to: Doc| Change::Set { path: path(name), to: written(&to, span(&read)) };
                    (*name, other.map(set).collect())
                })
                .collect();
            let (most, under) = match answer.repairs.first() {
                Some(best) => (3, best.cost),
                None => (2, u32::MAX),
            };
            if let Some(better) = cheaper(&trial, &goal, &moves, most, under) {
                let better: Vec<String> = better.iter().map(say).collect();
                return Err(TestCaseError::fail(format!("{better:?} is cheaper: {}", said())));
            }
        }
        Ok(())
    });
    let counts = (given.get(), complete.get(), bounded.get());
    assert!(counts.0 > 60 && counts.1 > 60 && counts.2 * 10 < counts.1, "{counts:?}");
}

fn say(change: &Change) -> String {
    let path = change.path().map_or_else(|| "now".to_owned(), ToString::to_string);
    format!("{path}={}", change.value().unwrap_or_else(|| "-".to_owned()))
}

/// Whether each open fact is asked for at most once, by a question of which every answer is possible.
fn asks_once(policy: &Policy, open: &[&str]) -> bool {
    fn visit(cond: &Cond, open: &[&str], seen: &mut BTreeSet<String>) -> bool {
        match cond {
            Cond::All(parts) | Cond::Any(parts) => parts.iter().all(|p| visit(p, open, seen)),
            Cond::Not(inner) => visit(inner, open, seen),
            Cond::Certainly(_) => false,
            Cond::Test(path, test) => {
                let value = |o: &Operand| matches!(o, Operand::Val(_));
                let plain = match test {
                    Test::Is(o) | Test::IsNot(o) => value(o),
                    // Nothing is less than the least word, and everything at least that.
                    Test::Order(how, Operand::Val(Val::Word(word))) => {
                        let levels = values("level", false);
                        let end = if matches!(how, Cmp::LessThan | Cmp::AtLeast) { levels.first() } else { levels.last() };
                        end != Some(&Doc::Val(Val::Word(word.clone())))
                    }
                    Test::Order(_, o) => value(o),
                    _ => false,
                };
                let text = format!("{path:?} {test:?}");
                let reads = open.iter().any(|name| text.contains(&format!("Key(\"{name}\")")));
                let concluded = text.contains("Decided") || text.contains("Derived");
                !concluded && (!reads || plain && seen.insert(render::path(path)))
            }
        }
    }
    let mut seen = BTreeSet::new();
    policy.rules.iter().flat_map(|r| r.when.iter().chain(&r.unless)).all(|cond| visit(cond, open, &mut seen))
}

#[test]
fn asking_stops_exactly_where_the_verdict_is_settled() {
    let (settled, open, exact) = (Cell::new(0), Cell::new(0), Cell::new(0));
    check(600, |choices| {
        let mut generator = Generator { choices, options: SMALL };
        let mut policy = generator.policy();
        let mut world = small(&mut generator);
        if choices.chance(11) {
            // All but one or two facts are stated, and rules ask for nothing that another one asks for.
            let open = [*choices.pick(&NAMES), *choices.pick(&NAMES)];
            for name in NAMES {
                let stated = if open.contains(&name) { Doc::Out } else { choices.pick(&values(name, true)).clone() };
                lab(&mut world).insert(name.to_owned(), stated);
            }
            let mut kept = Policy::default();
            for rule in policy.rules {
                kept.rules.push(rule);
                if !asks_once(&kept, &open) {
                    kept.rules.pop();
                }
            }
            policy = kept;
        }
        let program = engine::program(&policy, choices).map_err(TestCaseError::fail)?;
        let read = engine::documents(&world, choices);
        let trial = engine::trial(&program, &read);
        let asked = ask(&trial, &[]).unwrap();
        prop_assert_eq!(asked.questions.is_empty(), asked.is_settled(), "{}", shown(&policy, &world));

        // Every completion of what is read and not known; confirmations and events are known.
        let text: String = policy.rules.iter().map(|r| format!("{r:?}")).collect();
        let open_facts: Vec<&str> = NAMES
            .iter()
            .copied()
            .filter(|n| known(&world, n).is_none() && text.contains(&format!("Key(\"{n}\")")))
            .filter(|n| *n != "signed" && (*n != "broken" || *world.site.get("lab").get(n) == Doc::Unknown))
            .collect();
        let ways: usize = open_facts.iter().map(|n| values(n, true).len()).product();
        if ways > 400 {
            return Ok(());
        }
        let mut verdicts: BTreeSet<Verdict> = BTreeSet::new();
        for mut way in 0..ways {
            let mut changes = Vec::new();
            for name in &open_facts {
                let all = values(name, true);
                changes.push(Change::Set { path: path(name), to: written(&all[way % all.len()], span(&read)) });
                way /= all.len();
            }
            let verdict = trial.evaluate(&changes).unwrap().evaluation.verdict;
            prop_assert!(
                asked.bounds.0 <= verdict && verdict <= asked.bounds.1,
                "{:?} is outside of {:?}: {}",
                verdict,
                asked.bounds,
                shown(&policy, &world)
            );
            verdicts.insert(verdict);
        }
        if asked.is_settled() {
            settled.set(settled.get() + 1);
            prop_assert!(verdicts.len() <= 1, "{:?}: {}", verdicts, shown(&policy, &world));
        } else {
            open.set(open.get() + 1);
            // Where no fact is asked for twice, an open verdict can come to different things.
            if asks_once(&policy, &open_facts) {
                exact.set(exact.get() + 1);
                prop_assert!(verdicts.len() > 1, "only {:?}: {}\n{}", verdicts, shown(&policy, &world), shown_world(&world));
            }
        }
        Ok(())
    });
    let counts = (settled.get(), open.get(), exact.get());
    assert!(counts.0 > 40 && counts.1 > 40 && counts.2 > 2, "{counts:?}");
}
