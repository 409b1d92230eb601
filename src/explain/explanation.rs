//! The answer to one question: why something is decided, or why not, in words and with places.
//! What is asked is looked up here; the smallest sets and the rules in the way are found by `why` and `why_not`.

use super::derivation::derivations;
use super::kept::{Kept, leaf_at};
use super::leaves::Explainer;
use super::parts::OpenPart;
use super::precaution::Precaution;
use super::why::{self, Goal, Why};
use super::why_not::{self, Candidate, Hindrance};
use super::{narrate, prose};
use crate::condition::context::Leaf;
use crate::decision::{Strength, Target, Verb, Verdict};
use crate::evaluate::verdict::next_action;
use crate::evaluate::{Decision, Reason};
use crate::facts::ReadPath;
use crate::policy::Rule;

mod grounds;
mod question;
mod shown;

pub use question::{NoSuch, Question, question};
pub use shown::{Evidence, Explanation, FactShown, NotShown, Outcome, Part, RuleShown, TestShown, UnknownShown};

/// Answers a question.
pub fn explain(explainer: &Explainer<'_>, asked: &str, question: &Question) -> Explanation {
    let evaluation = explainer.evaluation;
    let parts = match question {
        Question::Rule(id) => vec![rule(explainer, id)],
        Question::Decision(target) => decisions(explainer, target),
        Question::Verdict => {
            let action = Target::new(Verb::Block, next_action(evaluation.phase));
            let rollback = |d: &&Decision| d.target.verb == Verb::Rollback;
            let heavy =
                |d: &&Decision| d.in_force.as_ref().is_some_and(|s| *s != Strength::Advice(crate::decision::Advice::Advised));
            match evaluation.verdict {
                Verdict::RollBack | Verdict::Decide => decisions(explainer, &Target::rollback()),
                Verdict::Prepare => evaluation.decisions.iter().filter(heavy).map(|d| decision(explainer, d)).collect(),
                Verdict::StageFirst | Verdict::Hold { .. } => {
                    let blocked = evaluation.decision(&action).is_some_and(|d| d.in_force.is_some());
                    if blocked {
                        decisions(explainer, &action)
                    } else {
                        evaluation.decisions.iter().filter(rollback).map(|d| decision(explainer, d)).collect()
                    }
                }
                Verdict::Clear => decisions(explainer, &action),
            }
        }
    };
    let verdict = (*question == Question::Verdict).then_some(evaluation.verdict);
    Explanation { asked: asked.to_owned(), verdict, phase: evaluation.phase, parts }
}

/// The decisions of a target; without one thing it is limited to, of every thing.
fn decisions(explainer: &Explainer<'_>, target: &Target) -> Vec<Part> {
    let alike = |d: &&Decision| {
        d.target == *target || (target.of.is_none() && d.target.verb == target.verb && d.target.name == target.name)
    };
    let found: Vec<Part> = explainer
        .evaluation
        .decisions
        .iter()
        .filter(alike)
        .filter(|d| d.in_force.is_some())
        .map(|d| decision(explainer, d))
        .collect();
    if found.is_empty() && target.verb == Verb::Derive {
        let holds = |r: &Reason| r.target.verb == Verb::Derive && r.target.name == target.name && r.effective.is_yes();
        let places: Vec<usize> =
            (0..explainer.evaluation.reasons.len()).filter(|n| explainer.evaluation.reason(*n).is_some_and(holds)).collect();
        if let Some(place) = places.first() {
            return certain(explainer, &Goal::Reason(*place), Some(target.clone()), Some(Strength::Plain)).into_iter().collect();
        }
    }
    if found.is_empty() { vec![not(explainer, target)] } else { found }
}

fn decision(explainer: &Explainer<'_>, decision: &Decision) -> Part {
    let target = decision.target.clone();
    if let Some(strength) = why::certain(explainer, decision)
        && let Some(part) =
            certain(explainer, &Goal::Decision(target.clone(), strength.clone()), Some(target.clone()), Some(strength))
    {
        return part;
    }
    if decision.in_force.is_some() { precaution(explainer, decision) } else { not(explainer, &target) }
}

fn certain(explainer: &Explainer<'_>, goal: &Goal, target: Option<Target>, strength: Option<Strength>) -> Option<Part> {
    let Why { leaves, found, reasons } = why::why(explainer, goal)?;
    let all = &explainer.evaluation.reasons;
    let others = target.as_ref().map(|target| {
        let reaches = |r: &Reason| strength.as_ref().is_none_or(|decided| r.strength.reaches(decided));
        let other =
            |n: &usize| all.get(*n).is_some_and(|r| r.target == *target && r.in_force() && reaches(r)) && !reasons.contains(n);
        let named = |r: &Reason| reasons.iter().any(|n| all.get(*n).is_some_and(|known| known.name == r.name));
        let mut shown: Vec<RuleShown> = Vec::new();
        for reason in (0..all.len()).filter(other).filter_map(|n| all.get(n)).filter(|r| r.effective.is_yes() && !named(r)) {
            let rule = rule_shown(explainer, reason);
            if !shown.iter().any(|r| r.name == rule.name) {
                shown.push(rule);
            }
        }
        shown
    });
    let headline = match (&target, &strength) {
        (Some(target), Some(strength)) => prose::decided(&explainer.program.policy, target, strength),
        _ => String::new(),
    };
    // A weaker reason that only says by which means is told with the means.
    let weaker = |r: &Reason| target.as_ref() == Some(&r.target) && strength.as_ref().is_some_and(|s| !r.strength.reaches(s));
    Some(Part {
        decision: target.clone(),
        strength: strength.clone(),
        outcome: Outcome::Certain,
        headline,
        rules: found
            .reasons
            .iter()
            .filter_map(|n| Some((n, all.get(*n).filter(|r| !weaker(r))?)))
            .map(|(n, reason)| RuleShown { through: !reasons.contains(n), ..rule_shown(explainer, reason) })
            .collect(),
        way_back: target.as_ref().and_then(|target| way_back(explainer, target)),
        means: target.as_ref().map(|target| means(explainer, target)).unwrap_or_default(),
        facts: leaves.iter().map(|kept| grounds::fact(explainer, kept, &found)).collect(),
        evidence: grounds::evidence(explainer, &found, leaves.is_empty().then_some(&*reasons)),
        unknown: Vec::new(),
        routes: found.routes.iter().filter_map(super::route::Route::text).collect(),
        others: others.unwrap_or_default(),
        not: Vec::new(),
        tree: derivations(explainer, reasons.iter().filter_map(|n| all.get(*n))),
    })
}

/// How the site goes back, where that is what is decided.
fn way_back(explainer: &Explainer<'_>, target: &Target) -> Option<[String; 2]> {
    let back = super::account::way_back(explainer).filter(|_| target.verb == Verb::Rollback)?;
    Some(super::titles::way_back_lines(&explainer.program.policy, &back))
}

/// The rules that say by which means the site goes back, whether the time to prepare for it is over or not.
fn means(explainer: &Explainer<'_>, target: &Target) -> Vec<RuleShown> {
    let Some(decision) = explainer.evaluation.decision(target) else { return Vec::new() };
    let Some(decided) = &decision.in_force else { return Vec::new() };
    let mut out: Vec<RuleShown> = Vec::new();
    for reason in explainer.evaluation.reasons_of(decision).filter(|r| r.stands()) {
        let precaution = reason.strength.as_precaution();
        let says = if reason.effective.is_yes() { &reason.strength } else { &precaution };
        let rule = rule_shown(explainer, reason);
        if !says.reaches(decided) && says.gives_means_of(decided) && !out.iter().any(|r| r.name == rule.name) {
            out.push(rule);
        }
    }
    out
}

fn precaution(explainer: &Explainer<'_>, decision: &Decision) -> Part {
    let policy = &explainer.program.policy;
    let Precaution { reasons, unknown, found } = super::precaution::precaution(explainer, decision);
    let bare = unknown.is_empty() && found.atoms.is_empty();
    let open: Vec<&Reason> = reasons.iter().filter_map(|n| explainer.evaluation.reason(*n)).collect();
    let facts = found.atoms.iter().map(|atom| {
        let (leaf, about) = leaf_at(explainer.facts, &atom.path);
        let read = atom.leaf.clone().filter(|l| l.path != atom.path);
        grounds::fact(explainer, &Kept { leaf, about, test: atom.test, read }, &found)
    });
    let mut rules: Vec<RuleShown> = Vec::new();
    let reaches = |r: &Reason| decision.in_force.as_ref().is_none_or(|decided| r.strength.as_precaution().reaches(decided));
    for shown in open.iter().filter(|r| reaches(r)).map(|r| rule_shown(explainer, r)) {
        if !rules.iter().any(|r| r.name == shown.name && r.binding == shown.binding) {
            rules.push(shown);
        }
    }
    let headline = decision.in_force.as_ref().map(|s| prose::decided(policy, &decision.target, s)).unwrap_or_default();
    Part {
        decision: Some(decision.target.clone()),
        strength: decision.in_force.clone(),
        outcome: Outcome::Precaution,
        headline,
        rules,
        way_back: way_back(explainer, &decision.target),
        means: means(explainer, &decision.target),
        facts: facts.collect(),
        evidence: grounds::evidence(explainer, &found, bare.then_some(&*reasons)),
        unknown: unknown_shown(explainer, unknown),
        routes: found.routes.iter().filter_map(super::route::Route::text).collect(),
        others: Vec::new(),
        not: Vec::new(),
        tree: derivations(explainer, open),
    }
}

/// What isn't known, by the part of a document that would say it; of a list that may have others that is all there is to say.
fn unknown_shown(explainer: &Explainer<'_>, leaves: Vec<Leaf>) -> Vec<UnknownShown> {
    let others: Vec<ReadPath> = leaves.iter().map(|l| l.path.child("*")).collect();
    let mut out: Vec<UnknownShown> = Vec::new();
    // Nobody can say that a map has no further entries when it always may: what else is unknown is told.
    let endless = |leaf: &Leaf| {
        let parts = super::parts::open_parts(explainer.facts, &leaf.path);
        parts.iter().all(|part| part.is_endless(explainer.facts))
    };
    let leaves = if leaves.iter().all(endless) { leaves } else { leaves.into_iter().filter(|l| !endless(l)).collect() };
    for leaf in leaves {
        if others.iter().any(|other| other.holds(&leaf.path)) {
            continue;
        }
        let clause = match super::parts::open_parts(explainer.facts, &leaf.path).as_slice() {
            [OpenPart::At(part)] if *part == leaf.path => narrate::leaf(&leaf),
            _ if leaf.state.says() => narrate::leaf(&leaf),
            parts => super::titles::parts(parts),
        };
        if !out.iter().any(|u| u.clause == clause) {
            out.push(UnknownShown { near: grounds::near(explainer, &leaf), leaf, clause });
        }
    }
    out
}

fn not(explainer: &Explainer<'_>, target: &Target) -> Part {
    let candidates = why_not::why_not(explainer, target);
    without(explainer, Some(target.clone()), prose::undecided(&explainer.program.policy, target), &candidates)
}

fn without(explainer: &Explainer<'_>, decision: Option<Target>, headline: String, candidates: &[Candidate]) -> Part {
    let all = &explainer.evaluation.reasons;
    let reasons = candidates.iter().filter_map(|c| all.get(c.reason?));
    Part {
        decision,
        strength: None,
        outcome: Outcome::Not,
        headline,
        rules: Vec::new(),
        way_back: None,
        means: Vec::new(),
        facts: Vec::new(),
        evidence: Vec::new(),
        unknown: Vec::new(),
        routes: Vec::new(),
        others: Vec::new(),
        tree: derivations(explainer, reasons),
        not: candidates.iter().map(|c| not_shown(explainer, c)).collect(),
    }
}

/// Why a rule decides something; of several bindings the first that holds. Else what is in its way.
fn rule(explainer: &Explainer<'_>, id: &str) -> Part {
    let of_rule = |r: &Reason| {
        let rule = explainer.ground(r).and_then(|g| explainer.program.rule_of(g));
        rule.is_some_and(|rule| rule.id.as_str() == id) && r.effective.is_yes() && !r.missed
    };
    let all = &explainer.evaluation.reasons;
    let title = explainer.program.policy.rules.iter().find(|r| r.id.as_str() == id).map(|r| r.title.clone()).unwrap_or_default();
    let holding: Vec<usize> = (0..all.len()).filter(|n| all.get(*n).is_some_and(of_rule)).collect();
    if let Some(place) = holding.first()
        && let Some(part) = certain(explainer, &Goal::Reason(*place), None, None)
    {
        let mut made: Vec<String> = Vec::new();
        for reason in holding.iter().filter_map(|n| all.get(*n)) {
            let said = prose::decided(&explainer.program.policy, &reason.target, &reason.strength);
            if !made.contains(&said) {
                made.push(said);
            }
        }
        return Part { headline: format!("{id} holds. {}", made.join(" ")), ..part };
    }
    let candidates = why_not::of_rule(explainer, id);
    let mut seen: Vec<String> = Vec::new();
    // The effects of a rule have one condition: each binding is shown once.
    let each = candidates.into_iter().filter(|c| {
        let key = format!("{} {}", c.rule, crate::evaluate::evaluation::binding_text(&c.binding));
        let new = !seen.contains(&key);
        seen.push(key);
        new
    });
    let each: Vec<Candidate> = each.collect();
    let open = each.iter().any(|c| c.standing == Hindrance::Nothing);
    let headline =
        if open { format!("{id} is in force by precaution: {title}") } else { format!("{id} decides nothing now: {title}") };
    without(explainer, None, headline, &each)
}

fn not_shown(explainer: &Explainer<'_>, candidate: &Candidate) -> NotShown {
    let program = explainer.program;
    let reason = candidate.reason.and_then(|n| explainer.evaluation.reason(n));
    let rule = match reason {
        Some(reason) => rule_shown(explainer, reason),
        None => {
            let ground = program.rules.get(candidate.rule);
            let rule = ground.and_then(|g| program.rule_of(g));
            let name = ground.map(|g| program.name_of(g)).unwrap_or_default();
            shown(program, rule, name, candidate.effect, &candidate.binding)
        }
    };
    let mut says = prose::hindrance(candidate);
    if let (Hindrance::Waived, Some((n, _))) = (candidate.standing, reason.and_then(|r| r.waived))
        && let Some(waiver) = program.policy.waivers.get(n)
    {
        says = format!("{says} of {} until {}: {}", waiver.owner, waiver.expires, waiver.reason);
    }
    if let (Hindrance::Lifted, Some(until)) = (candidate.standing, &rule.until) {
        says = format!("lifted: {}", super::titles::shortened(until));
    }
    let counted = !matches!(candidate.standing, Hindrance::Lifted | Hindrance::Waived | Hindrance::Missed);
    NotShown {
        rule,
        hindrance: candidate.standing,
        says,
        distance: candidate.distance,
        tests: if counted { candidate.tests.iter().map(|t| test_shown(explainer, t)).collect() } else { Vec::new() },
    }
}

/// A test in the way of a rule, or alternatives.
fn test_shown(explainer: &Explainer<'_>, failing: &why_not::Failing) -> TestShown {
    TestShown {
        needed: prose::needed(explainer.program, failing),
        truth: failing.truth,
        found: prose::instead(explainer.facts, &failing.leaves),
        places: grounds::places(&failing.leaves),
        through: failing.through.iter().map(|c| not_shown(explainer, c)).collect(),
        ways: failing.ways.iter().map(|way| way.tests.iter().map(|t| test_shown(explainer, t)).collect()).collect(),
    }
}

fn rule_shown(explainer: &Explainer<'_>, reason: &Reason) -> RuleShown {
    let rule = explainer.ground(reason).and_then(|g| explainer.program.rule_of(g));
    RuleShown {
        because: explainer.because(reason),
        by: match reason.strength {
            Strength::Rollback(rollback) => rollback.by,
            _ => None,
        },
        since: reason.standing.and_then(|s| s.since),
        ..shown(explainer.program, rule, reason.name.clone(), reason.effect, &reason.binding)
    }
}

fn shown(
    program: &crate::compile::Program,
    rule: Option<&Rule>,
    name: String,
    effect: usize,
    binding: &[crate::evaluate::Binding],
) -> RuleShown {
    let until = rule.and_then(|r| r.effects.get(effect).and_then(|e| e.until.as_ref()).or(r.until.as_ref()));
    let elements = binding.iter().filter(|b| b.path.is_some()).map(|b| {
        let kind = b.kind.as_deref().unwrap_or(&b.name);
        format!("{kind} {}", b.id.as_deref().unwrap_or("that is not named"))
    });
    RuleShown {
        through: false,
        id: rule.map_or_else(|| name.clone(), |r| r.id.to_string()),
        title: rule.map(|r| r.title.clone()).unwrap_or_default(),
        binding: crate::text::printable::printable(&elements.collect::<Vec<_>>().join(", ")).into_owned(),
        because: String::new(),
        by: None,
        until: until.map(|c| narrate::condition(c, &program.policy.schemas)),
        since: None,
        source: rule.and_then(|r| r.source.clone()),
        trace: rule.and_then(|r| r.trace.clone()),
        name,
    }
}
