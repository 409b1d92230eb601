//! What is decided, what isn't and what is in the way, as sentences that a site owner understands.
//! Conditions and facts are worded by `narrate`, headings and short titles by `titles`.

use super::kept::{About, Kept};
use super::narrate;
use super::trace::Passed;
use super::why_not::{Candidate, Failing, Hindrance};
use crate::compile::Program;
use crate::condition::context::{Leaf, LeafState};
use crate::condition::tree::{Op, Segment, Test};
use crate::condition::words::target_kinds;
use crate::decision::{Advice, RollbackLevel, Strength, Target, Urgency, Verb};
use crate::facts::{Basis, Facts, ReadPath};
use crate::policy::Policy;
use crate::text::printable::printable;
use crate::text::wording;

/// What is decided, as a sentence: "Do not start the production update."
pub fn decided(policy: &Policy, target: &Target, strength: &Strength) -> String {
    let name = name(policy, target);
    let text = match (target.verb, strength) {
        (Verb::Stage, Strength::Advice(Advice::Advised)) => format!("Testing {name} on staging before production is advised."),
        (Verb::Stage, _) => format!("Test {name} on staging before production."),
        (Verb::Pause, Strength::Paused(paused)) if !paused.is_whole() => {
            let items: Vec<String> = paused.items().iter().map(ToString::to_string).collect();
            format!("Pause {} ({}).", wording::list_and(&items), target.name)
        }
        (Verb::Pause, _) => format!("Pause all automations of the category {}.", target.name),
        (Verb::Block, _) => match policy.vocabulary.actions.get(&*target.name).and_then(|a| a.not.clone()) {
            Some(not) if target.of.is_none() => not.to_string(),
            _ => format!("Not yet: {name}."),
        },
        (Verb::Rollback, Strength::Rollback(rollback)) => {
            let by = rollback.by.map(|by| format!(", by {} at least", by.name().replace('-', " "))).unwrap_or_default();
            match rollback.level {
                RollbackLevel::Prepare => format!("The way back must be ready{by}."),
                RollbackLevel::DecisionNeeded => format!("Somebody must decide now whether to go back{by}."),
                RollbackLevel::Required => format!("Production must go back{by}."),
            }
        }
        (Verb::Require, Strength::Advice(Advice::Advised)) => format!("{name}: this is advised."),
        (Verb::Require, _) => format!("{name}: somebody must do this."),
        (Verb::Escalate, _) => format!("Tell {name}."),
        (Verb::Expedite, Strength::Urgency(Urgency::Now)) => format!("Do not wait with {name}: waiting is the greater risk."),
        (Verb::Expedite, _) => format!("Do not wait long with {name}: waiting is the greater risk."),
        _ => format!("{target} is concluded."),
    };
    printable(&text).into_owned()
}

/// That nothing of the kind is decided, as a sentence.
pub fn undecided(policy: &Policy, target: &Target) -> String {
    let name = name(policy, target);
    let text = match target.verb {
        Verb::Stage => format!("Nothing asks to test {name} on staging."),
        Verb::Pause => format!("Nothing pauses the category {}.", target.name),
        Verb::Block => format!("Nothing blocks {name}."),
        Verb::Rollback => "Nothing asks to go back, or to be ready for it.".to_owned(),
        Verb::Require => format!("Nothing asks for this: {name}."),
        Verb::Escalate => format!("Nothing asks to tell {name}."),
        Verb::Expedite => format!("Nothing hurries {name}."),
        Verb::Derive => format!("{target} is not concluded."),
    };
    printable(&text).into_owned()
}

/// What a target is called.
fn name(policy: &Policy, target: &Target) -> String {
    let kinds = target_kinds(target.verb);
    let title = kinds.iter().find_map(|kind| policy.vocabulary.title(*kind, &target.name)).unwrap_or(&target.name);
    match target.of.as_deref() {
        None => title.to_owned(),
        Some("*") => format!("{title} (one that is not listed)"),
        Some(of) => format!("{title} ({of})"),
    }
}

/// How a fact of a why is shown at its place: what the test that read it found there.
pub fn label(program: &Program, kept: &Kept, passed: Option<&Passed>) -> String {
    match kept.about {
        About::Whole => return whole(&kept.leaf),
        About::There => return "is there".to_owned(),
        About::Listed => return "is listed".to_owned(),
        About::Standing => return "it stood before".to_owned(),
        About::Value => {}
    }
    let slot = passed.and_then(|p| Some((p, program.test(p.test)?)));
    let member_of = |read: &Leaf| read.path.holds(&kept.leaf.path);
    if slot.is_some_and(|(_, slot)| counts_members(&slot.test.op)) && kept.read.as_ref().is_some_and(member_of) {
        return "is listed".to_owned();
    }
    if let Some(read) = &kept.read {
        return match area_of(&read.path) {
            Some(area) => format!("reaches {}", printable(area)),
            None => narrate::found(&kept.leaf),
        };
    }
    match slot {
        Some((passed, slot)) if asks_of(&slot.test, &kept.leaf) => match &slot.test.op {
            Op::AnyOf(_) | Op::EveryOf(_) | Op::Count { .. } | Op::IncludesAll(_) | Op::IncludesAny(_) => {
                narrate::found(&kept.leaf)
            }
            op => narrate::operator(op, !passed.wanted.holds),
        },
        _ => narrate::found(&kept.leaf),
    }
}

/// A fact of a why that stands nowhere, as a clause: "nobody confirmed that the agents were reviewed".
pub fn clause(program: &Program, kept: &Kept, passed: Option<&Passed>) -> String {
    let path = wording::quote(kept.leaf.path.text());
    match kept.about {
        About::Whole if kept.leaf.state.is_unknown() => return format!("{path} is there"),
        About::Whole if kept.leaf.basis == Basis::Stated => return format!("{path} {}", whole(&kept.leaf)),
        About::Whole => return format!("{path} is taken as empty: none is stated"),
        About::There => return format!("{path} is stated"),
        About::Listed => return format!("{path} is listed"),
        About::Standing => return "the reason stood before, and nothing has lifted it".to_owned(),
        About::Value => {}
    }
    let slot = passed.and_then(|p| Some((p, program.test(p.test)?)));
    match slot {
        Some((passed, slot)) if asks_of(&slot.test, &kept.leaf) && kept.read.is_none() => {
            let said = narrate::asked(&slot.test, passed.wanted, &program.policy.schemas);
            format!("{said}: {}", narrate::leaf(&kept.leaf))
        }
        _ => narrate::leaf(&kept.leaf),
    }
}

/// What a list or map is as a whole: "has 2 members and no others".
fn whole(leaf: &Leaf) -> String {
    match leaf.state {
        LeafState::Collection { sure: 1.., possible: 0, open: false } => format!("{} and no others", narrate::found(leaf)),
        _ => narrate::found(leaf),
    }
}

/// The area that a path asks the release for.
pub(super) fn area_of(path: &ReadPath) -> Option<&str> {
    match path.words().as_slice() {
        ["release", "reaches" | "touches", area] => Some(area),
        _ => None,
    }
}

/// Whether a test asks how many members there are, whatever they are.
fn counts_members(op: &Op) -> bool {
    matches!(op, Op::Empty(_) | Op::Count { body: None, distinct: None, .. } | Op::Exists(_))
}

/// Whether a leaf is what a test asks about, rather than something it compares with.
fn asks_of(test: &Test, leaf: &Leaf) -> bool {
    match test.path.segments.last() {
        Some(Segment::Key(key)) => leaf.path.last() == &**key,
        _ => test.op.operand_paths().is_empty(),
    }
}

/// A test of evidence, as a clause.
pub fn evidence(program: &Program, passed: &Passed) -> String {
    match program.test(passed.test) {
        Some(slot) => {
            let said = narrate::asked(&slot.test, passed.wanted, &program.policy.schemas);
            // Why it isn't certain: nobody says.
            let within = |l: &Leaf| passed.leaves.iter().any(|list| list.path.child("*").holds(&l.path));
            let open = passed.leaves.iter().filter(|l| l.state.is_unknown() && passed.wanted.known == Some(false) && !within(l));
            let open: Vec<String> = open.map(narrate::leaf).collect();
            if open.is_empty() { said } else { format!("{said}: {}", wording::list_and(&open)) }
        }
        None => String::new(),
    }
}

/// What a test in the way would need: "the restore test is recorded".
pub fn needed(program: &Program, failing: &Failing) -> String {
    if !failing.ways.is_empty() {
        return "one of these, nearest first".to_owned();
    }
    match failing.test.and_then(|id| program.test(id)) {
        Some(slot) => narrate::asked(&slot.test, failing.wanted, &program.policy.schemas),
        None => {
            let names: Vec<String> = failing.leaves.iter().map(|l| wording::quote(l.path.text())).collect();
            format!("{} has a member that it is about", wording::list_and(&names))
        }
    }
}

/// What was found instead.
pub fn instead(facts: &Facts, leaves: &[Leaf]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for leaf in leaves {
        // That a collection has members says nothing where one of them was looked at.
        let around = matches!(leaf.state, LeafState::Collection { sure, .. } if sure > 0)
            && leaves.iter().any(|l| leaf.path.is_around(&l.path));
        let said = listed(facts, leaf).unwrap_or_else(|| narrate::leaf(leaf));
        if !around && !out.contains(&said) {
            out.push(said);
        }
    }
    out
}

/// A short list of scalars by its members: "`release.touches` lists agents and workflows".
fn listed(facts: &Facts, leaf: &Leaf) -> Option<String> {
    let LeafState::Collection { sure, possible: 0, open } = leaf.state else { return None };
    let spot = facts.spot_at(&leaf.path)?;
    let names: Vec<String> =
        facts.members(spot).members.iter().filter_map(|m| Some(printable(m.id.as_deref()?).into_owned())).collect();
    let more = if open { ", and may have others" } else { "" };
    let short = (1..=6).contains(&sure) && names.len() == sure;
    short.then(|| format!("{} lists {}{more}", wording::quote(leaf.path.text()), wording::list_and(&names)))
}

/// What is in the way of a rule, in a few words.
pub fn hindrance(candidate: &Candidate) -> String {
    let tests: Vec<&Failing> = candidate.tests.iter().flat_map(Failing::nearest).collect();
    let fails = |t: &Failing| t.wanted.known == Some(false) || if t.wanted.holds { t.truth.is_no() } else { t.truth.is_yes() };
    let fail = tests.iter().filter(|t| fails(t)).count();
    let later = tests.iter().filter(|t| !fails(t) && t.truth.is_later()).count();
    let open = tests.len() - fail - later;
    match candidate.standing {
        Hindrance::Nothing => "it decides this".to_owned(),
        Hindrance::Missed => "missed: it was due before the update".to_owned(),
        Hindrance::Waived => "taken out by a waiver".to_owned(),
        Hindrance::Lifted => "lifted: what it waits for is done".to_owned(),
        Hindrance::Later => "later: it needs facts of a later phase".to_owned(),
        Hindrance::NoMembers => "there is nothing that it could be about".to_owned(),
        Hindrance::Unsettled => format!("not settled: {}", unknown(open)),
        Hindrance::Fails => {
            let mut parts = Vec::new();
            if fail > 0 {
                parts.push(format!("{} fails", wording::count(fail, "test", "tests")).replace("tests fails", "tests fail"));
            }
            if open > 0 {
                parts.push(unknown(open));
            }
            if later > 0 {
                parts.push(format!("{} known later", wording::count(later, "is", "are")));
            }
            if parts.is_empty() { "nothing could make it hold".to_owned() } else { wording::list_and(&parts) }
        }
    }
}

fn unknown(open: usize) -> String {
    format!("{} not known", wording::count(open, "answer is", "answers are"))
}
