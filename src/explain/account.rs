//! An evaluation as an account for people: what is in force, grouped by when it is due, with reasons, places and questions.
//! It is a value of its own, which each output format converts; nothing is decided here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::leaves::Explainer;
use super::narrate;
use super::parts::open_parts;
use crate::condition::context::Leaf;
use crate::condition::tree::{Path, Root};
use crate::decision::{Caution, Strength, Target, Verb};
use crate::evaluate::verdict::next_action;
use crate::evaluate::{Evaluation, Reason, Status};
use crate::facts::fact::Basis;
use crate::facts::store::Found;
use crate::policy::Rule;
use crate::schema::FactKind;
use crate::text::Span;
use crate::value::{Phase, State, Value};
use crate::vocabulary::{Due, Role};

mod parts;

pub use parts::{Account, Group, Line, Question, Rolled};

/// The account of an evaluation.
pub fn account(explainer: &Explainer<'_>) -> Account {
    let evaluation = explainer.evaluation;
    let policy = &explainer.program.policy;
    let mut groups: BTreeMap<Due, Vec<Line>> = BTreeMap::new();
    let mut cautious: BTreeMap<Vec<String>, Vec<Line>> = BTreeMap::new();
    for (due, line) in lines(explainer, |r| r.in_force() && shown(evaluation, r)) {
        if line.precaution {
            let parts: BTreeSet<String> = line.missing.iter().flat_map(|l| open_parts(explainer.facts, &l.path)).collect();
            cautious.entry(parts.into_iter().collect()).or_default().push(line);
        } else {
            groups.entry(due).or_default().push(line);
        }
    }
    let several = cautious.values().map(Vec::len).sum::<usize>() > 3;
    let mut rolled: Vec<Rolled> = Vec::new();
    for (parts, lines) in cautious {
        let decisions: BTreeSet<&Target> = lines.iter().flat_map(|l| l.targets.iter().map(|(t, _)| t)).collect();
        if several || decisions.len() > 1 || lines.len() > 1 {
            // Parts that leave exactly the same decisions open are one question to their reader.
            let alike = rolled
                .iter_mut()
                .find(|r| r.lines.iter().flat_map(|l| l.targets.iter().map(|(t, _)| t)).collect::<BTreeSet<_>>() == decisions);
            match alike {
                Some(known) => {
                    known.parts.extend(parts);
                    known.parts.sort();
                    known.parts.dedup();
                    known.lines.extend(lines);
                }
                None => rolled.push(Rolled { parts, counts: counts(&lines), lines }),
            }
        } else {
            for line in lines {
                groups.entry(due_of(explainer, &line)).or_default().push(line);
            }
        }
    }
    rolled.sort_by_key(|r| std::cmp::Reverse(r.lines.len()));
    let order = |due: &Due| match due {
        Due::Now => 0,
        Due::In(phase) => 1 + Phase::ALL.iter().position(|p| p == phase).unwrap_or(0),
    };
    let mut groups: Vec<Group> = groups.into_iter().map(|(due, lines)| Group { due, lines: sorted(lines) }).collect();
    groups.sort_by_key(|g| order(&g.due));
    let only = |wanted: &dyn Fn(&Reason) -> bool| lines(explainer, wanted).into_iter().map(|(_, line)| line).collect::<Vec<_>>();
    Account {
        release: format!(
            "{} {}",
            policy.title_of(&explainer.facts.product),
            text(explainer, "release", "version").unwrap_or_else(|| "(version not stated)".to_owned())
        ),
        site: text(explainer, "site", "id").unwrap_or_else(|| "(site not named)".to_owned()),
        now: evaluation.now,
        phase: evaluation.phase,
        packs: policy.packs.clone(),
        verdict: evaluation.verdict,
        groups,
        rolled,
        questions: questions(explainer),
        assumptions: assumptions(explainer),
        later: later(explainer),
        met: only(&|r| {
            r.status == Status::Lifted
                && r.caution != Caution::Ignore
                && matches!(r.target.verb, Verb::Stage | Verb::Require)
                && r.when.can_be_yes()
        }),
        missed: only(&|r| r.missed && r.effective.is_yes()),
        waived: only(&|r| r.status == Status::Waived),
        restarts: evaluation.restarts.clone(),
        loosened: policy.loosened_at(evaluation.now).cloned().collect(),
        orphans: evaluation.orphans.clone(),
    }
}

fn due_of(explainer: &Explainer<'_>, line: &Line) -> Due {
    line.reasons.first().and_then(|n| explainer.evaluation.reason(*n)).map_or(Due::Now, |r| r.due)
}

/// An undetermined reason of a decision that is certain already, at that strength, tells nobody anything.
pub fn shown(evaluation: &Evaluation, reason: &Reason) -> bool {
    if reason.effective.is_yes() {
        return true;
    }
    let Some(decision) = evaluation.decision(&reason.target) else { return false };
    match &decision.lo {
        Some(lo) => !lo.at_least(&reason.strength.as_precaution()),
        None => true,
    }
}

/// The reasons that are wanted, put together where one rule decides several things alike.
fn lines(explainer: &Explainer<'_>, wanted: impl Fn(&Reason) -> bool) -> Vec<(Due, Line)> {
    type Key = (Due, Verb, String, bool, Option<Vec<String>>);
    let mut by_rule: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (place, reason) in explainer.evaluation.reasons.iter().enumerate() {
        if reason.target.verb == Verb::Derive || !wanted(reason) {
            continue;
        }
        let rule = rule_of(explainer, reason).map_or_else(|| reason.name.clone(), |r| r.id.to_string());
        let precaution = !reason.effective.is_yes() && reason.caution == Caution::Precaution;
        // Precautions of one rule that miss different facts are different questions.
        let missing = precaution.then(|| {
            let parts: BTreeSet<String> =
                explainer.missing(reason).iter().flat_map(|l| open_parts(explainer.facts, &l.path)).collect();
            parts.into_iter().collect()
        });
        by_rule.entry((reason.due, reason.target.verb, rule, precaution, missing)).or_default().push(place);
    }
    by_rule
        .into_iter()
        .map(|((due, verb, rule, precaution, _), places)| (due, line(explainer, verb, rule, precaution, places)))
        .collect()
}

fn line(explainer: &Explainer<'_>, verb: Verb, rule: String, precaution: bool, reasons: Vec<usize>) -> Line {
    let all = || reasons.iter().filter_map(|n| explainer.evaluation.reason(*n));
    let mut targets: Vec<(Target, Strength)> = Vec::new();
    for reason in all() {
        match targets.iter_mut().find(|(t, _)| *t == reason.target) {
            Some((_, strength)) => *strength = strength.join(&reason.strength),
            None => targets.push((reason.target.clone(), reason.strength.clone())),
        }
    }
    let mut because: Vec<String> = Vec::new();
    let mut places: Vec<Span> = Vec::new();
    let mut missing: Vec<Leaf> = Vec::new();
    let mut absent: Option<String> = None;
    for reason in all() {
        let sentence = explainer.because(reason);
        if !because.contains(&sentence) {
            because.push(sentence);
        }
        let support = explainer.support(reason);
        let evident = |l: &&Leaf| matches!(l.basis, Basis::Stated | Basis::Computed) && !l.state.is_unknown();
        for span in support.iter().filter(evident).filter_map(|l| l.span).take(2) {
            if !places.contains(&span) {
                places.push(span);
            }
        }
        let nobody = |l: &&Leaf| matches!(l.basis, Basis::NotConfirmed | Basis::NoEvent | Basis::Default);
        absent = absent.or_else(|| support.iter().find(nobody).map(|l| format!("{} (not stated)", l.path)));
        if !reason.effective.is_yes() {
            for leaf in explainer.missing(reason) {
                if !missing.iter().any(|m| m.path == leaf.path) {
                    missing.push(leaf);
                }
            }
        }
    }
    let first = all().next();
    let meant = first.and_then(|r| rule_of(explainer, r).and_then(|rule| Some((rule, rule.effects.get(r.effect)?))));
    let until = meant
        .and_then(|(rule, effect)| effect.until.as_ref().or(rule.until.as_ref()))
        .map(|cond| narrate::condition(cond, &explainer.program.policy.schemas));
    let waiver = first.filter(|r| r.status == Status::Waived).and_then(|r| explainer.program.policy.waivers.get(r.waived?.0));
    Line {
        verb,
        targets,
        rule,
        because,
        places,
        absent,
        until,
        acts: first.and_then(|r| r.acts.clone()).map(|role| (role.clone(), who(explainer, &role))),
        precaution,
        missing,
        deadline: all().filter_map(|r| r.deadline).min(),
        since: all().filter_map(|r| r.standing.and_then(|s| s.since)).min(),
        waiver: waiver.map(|w| (w.reason.clone(), w.owner.clone(), w.expires)),
        reasons,
    }
}

/// Lines of one rule stand together, rules in the order of their first verb.
fn sorted(mut lines: Vec<Line>) -> Vec<Line> {
    let rank = |verb: Verb| Verb::ALL.iter().position(|v| *v == verb).unwrap_or(usize::MAX);
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    for line in &lines {
        let known = first.entry(line.rule.clone()).or_insert(usize::MAX);
        *known = (*known).min(rank(line.verb));
    }
    let key = |l: &Line| (l.precaution, first.get(&l.rule).copied(), l.rule.clone(), rank(l.verb));
    lines.sort_by_key(key);
    lines
}

fn counts(lines: &[Line]) -> Vec<(Verb, usize)> {
    let mut by_verb: BTreeMap<Verb, BTreeSet<&Target>> = BTreeMap::new();
    for line in lines {
        by_verb.entry(line.verb).or_default().extend(line.targets.iter().map(|(t, _)| t));
    }
    by_verb.into_iter().map(|(verb, targets)| (verb, targets.len())).collect()
}

fn rule_of<'a>(explainer: &Explainer<'a>, reason: &Reason) -> Option<&'a Rule> {
    explainer.program.rule_of(explainer.ground(reason)?)
}

/// Who a role is on this site, where a fact says so.
fn who(explainer: &Explainer<'_>, role: &Role) -> Option<String> {
    let path = &explainer.program.policy.vocabulary.roles.get(role.as_str())?.who.as_ref()?.text;
    let segments = super::parts::split(path);
    let (root, rest) = segments.split_first()?;
    let spot = rest.iter().try_fold(explainer.facts.root(root)?, |spot, name| explainer.facts.step(spot, name))?;
    match explainer.facts.scalar(spot).state {
        State::Known(value) => Some(crate::text::printable::printable(&value.to_string()).into_owned()),
        _ => None,
    }
}

/// The parts whose absence leaves reasons open, most decisive first: those that hold the next action, then by how many reasons
/// wait for them.
fn questions(explainer: &Explainer<'_>) -> Vec<Question> {
    let action = next_action(explainer.evaluation.phase);
    let mut opens: BTreeMap<String, (BTreeSet<usize>, BTreeSet<usize>)> = BTreeMap::new();
    for (place, reason) in explainer.evaluation.reasons.iter().enumerate() {
        let open = reason.effective.is_undetermined()
            && !reason.missed
            && reason.caution != Caution::Ignore
            && reason.target.verb != Verb::Derive;
        if !open {
            continue;
        }
        let blocks = reason.target.verb == Verb::Block && &*reason.target.name == action;
        for part in explainer.missing(reason).iter().flat_map(|l| open_parts(explainer.facts, &l.path)) {
            let (blocked, all) = opens.entry(part).or_default();
            all.insert(place);
            if blocks {
                blocked.insert(place);
            }
        }
    }
    let mut out: Vec<(usize, Question)> =
        opens.into_iter().map(|(part, (blocked, all))| (blocked.len(), Question { part, opens: all.len() })).collect();
    out.sort_by(|(a, x), (b, y)| (b, y.opens, &x.part).cmp(&(a, x.opens, &y.part)));
    out.into_iter().map(|(_, question)| question).collect()
}

/// What was taken for granted: events of which none is stated, lists that the inventory calls complete.
fn assumptions(explainer: &Explainer<'_>) -> Vec<String> {
    let facts = explainer.facts;
    let mut events: BTreeSet<String> = BTreeSet::new();
    for slot in &explainer.program.tests {
        if let Some(name) = left_out_event(explainer, &slot.test.path) {
            events.insert(name);
        }
    }
    let mut out = Vec::new();
    if !events.is_empty() {
        out.push(format!("none stated, taken as none: {}", siblings(events).join(", ")));
    }
    if facts.inventory_complete {
        let empty: Vec<String> =
            item_lists(explainer).into_iter().filter(|n| facts.site.field(n).is_none()).map(|n| n.to_string()).collect();
        if !empty.is_empty() {
            out.push(format!("left out of a complete inventory, taken as empty: {}", empty.join(", ")));
        }
    }
    out
}

/// Facts below one record are named by the record.
fn siblings(paths: BTreeSet<String>) -> Vec<String> {
    let head = |path: &str| path.rsplit_once('.').map(|(head, _)| head.to_owned()).filter(|head| head.contains('.'));
    let mut out: Vec<String> = Vec::new();
    for path in &paths {
        let together = head(path).filter(|h| paths.iter().filter(|p| head(p).as_ref() == Some(h)).count() > 1);
        let name = together.map_or_else(|| path.clone(), |h| format!("{h}.*"));
        if !out.contains(&name) {
            out.push(name);
        }
    }
    out
}

fn item_lists(explainer: &Explainer<'_>) -> Vec<Arc<str>> {
    let Some(crate::schema::Form::Record(record)) = explainer.facts.schemas.root("site").map(|s| &s.form) else {
        return Vec::new();
    };
    record.fields.iter().filter(|(_, s)| s.note.item.is_some()).map(|(n, _)| n.clone()).collect()
}

fn left_out_event(explainer: &Explainer<'_>, path: &Path) -> Option<String> {
    let Root::Document(root) = &path.root else { return None };
    let mut spot = explainer.facts.root(root)?;
    let mut text = root.to_string();
    for segment in &path.segments {
        let crate::condition::tree::Segment::Key(key) = segment else { return None };
        spot = explainer.facts.step(spot, key)?;
        crate::condition::context::push_segment(&mut text, key);
        if spot.shape.note.kind == FactKind::Event {
            break;
        }
    }
    let left_out = matches!(spot.found, Found::LeftOut) && spot.shape.note.kind == FactKind::Event;
    left_out.then_some(text)
}

fn later(explainer: &Explainer<'_>) -> Vec<String> {
    let later = |place: &usize| explainer.evaluation.rules.get(*place).is_some_and(|t| t.is_later());
    let all = explainer.program.rules.iter().enumerate().filter(|(n, _)| later(n));
    let mut names: Vec<String> = all.filter_map(|(_, g)| explainer.program.rule_of(g)).map(|r| r.id.to_string()).collect();
    names.sort();
    names.dedup();
    names
}

fn text(explainer: &Explainer<'_>, root: &str, field: &str) -> Option<String> {
    let spot = explainer.facts.step(explainer.facts.root(root)?, field)?;
    match explainer.facts.scalar(spot).state {
        State::Known(Value::Secret) | State::None | State::Unknown(_) => None,
        State::Known(value) => Some(crate::text::printable::printable(&value.to_string()).into_owned()),
    }
}
