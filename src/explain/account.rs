//! An evaluation as an account for people: what is in force, grouped by when it is due, with reasons, places and questions.
//! It is a value of its own, which each output format converts; nothing is decided here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::items;
use super::leaves::{Explainer, distinct};
use super::narrate;
use super::parts::{OpenPart, open_parts_of, unsaid};
use crate::condition::context::Leaf;
use crate::condition::tree::{Path, Root};
use crate::decision::{Caution, Strength, Target, Verb};
use crate::evaluate::verdict::next_action;
use crate::evaluate::{Evaluation, Reason, Status};
use crate::facts::ReadPath;
use crate::facts::fact::{Basis, Fact, FactForm};
use crate::facts::store::Found;
use crate::policy::Rule;
use crate::schema::FactKind;
use crate::text::Span;
use crate::value::{Instant, State, Value, When};
use crate::vocabulary::{Due, Role};

mod entries;
mod parts;
mod way_back;

pub use parts::{Account, Acts, Entry, Group, Line, Question, Rolled};
pub use way_back::{Planned, WayBack, way_back};

/// The account of an evaluation.
pub fn account(explainer: &Explainer<'_>) -> Account {
    let evaluation = explainer.evaluation;
    let policy = &explainer.program.policy;
    let mut cautious: BTreeMap<Vec<OpenPart>, Vec<Line>> = BTreeMap::new();
    for line in lines(explainer, |r| r.in_force() && !r.effective.is_yes() && shown(evaluation, r)) {
        let parts = open_parts_of(explainer.facts, line.missing.iter().map(|l| &l.path));
        cautious.entry(parts.into_iter().collect()).or_default().push(line);
    }
    let several = cautious.values().map(Vec::len).sum::<usize>() > 3;
    let mut rolled: Vec<(Vec<OpenPart>, Rolled)> = Vec::new();
    let mut by_decisions: BTreeMap<BTreeSet<Target>, usize> = BTreeMap::new();
    let mut alone: Vec<Line> = Vec::new();
    for (parts, lines) in cautious {
        let decisions: BTreeSet<Target> = lines.iter().flat_map(|l| l.targets.iter().map(|(t, _)| t.clone())).collect();
        if several || decisions.len() > 1 || lines.len() > 1 {
            // Parts that leave exactly the same decisions open are one question to their reader.
            match by_decisions.get(&decisions).and_then(|n| rolled.get_mut(*n)) {
                Some((known, rolled)) => {
                    known.extend(parts);
                    rolled.lines.extend(lines);
                }
                None => {
                    by_decisions.insert(decisions, rolled.len());
                    rolled.push((parts, Rolled { parts: Vec::new(), counts: counts(&lines), unsaid: Vec::new(), lines }));
                }
            }
        } else {
            alone.extend(lines);
        }
    }
    let told = |(mut parts, rolled): (Vec<OpenPart>, Rolled)| {
        parts.sort();
        parts.dedup();
        let unsaid = blocking(explainer, &rolled.lines);
        Rolled { parts: items::told_once(explainer.facts, &parts), unsaid, ..rolled }
    };
    let mut rolled: Vec<Rolled> = rolled.into_iter().map(told).collect();
    // What holds the next step comes first.
    rolled.sort_by_key(|r| (r.unsaid.is_empty(), std::cmp::Reverse(r.lines.len())));
    let groups = entries::groups(explainer, |r| r.in_force() && r.effective.is_yes(), alone);
    let only = |wanted: &dyn Fn(&Reason) -> bool| lines(explainer, wanted);
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
        way_back: way_back(explainer),
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
        missed: only(&|r| r.missed && r.effective.is_yes() && r.target.verb != Verb::Rollback),
        waived: only(&|r| r.status == Status::Waived),
        restarts: evaluation.restarts.clone(),
        loosened: policy.loosened_at(evaluation.now).cloned().collect(),
        orphans: evaluation.orphans.clone(),
    }
}

/// What nobody said of the facts that could clear the next step, where these lines hold it.
fn blocking(explainer: &Explainer<'_>, lines: &[Line]) -> Vec<String> {
    let action = next_action(explainer.evaluation.phase);
    let ours = |l: &&Line| l.verb == Verb::Block && l.targets.iter().any(|(target, _)| &*target.name == action);
    let leaves = distinct(lines.iter().filter(ours).flat_map(|l| l.missing.clone()));
    unsaid(explainer.facts, &leaves)
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

/// What reasons have in common that are told in one line: due, verb, rule, whether it is a precaution, and then what is missing.
type Key = (Due, Verb, String, bool, Option<Vec<OpenPart>>);

/// The reasons that are wanted, put together where one rule decides several things alike.
fn lines(explainer: &Explainer<'_>, wanted: impl Fn(&Reason) -> bool) -> Vec<Line> {
    let mut by_rule: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (place, reason) in explainer.evaluation.reasons.iter().enumerate() {
        if reason.target.verb == Verb::Derive || !wanted(reason) {
            continue;
        }
        let rule = rule_name(explainer, reason);
        let precaution = !reason.effective.is_yes() && reason.caution == Caution::Precaution;
        // Precautions of one rule that miss different facts are different questions.
        let missing = precaution.then(|| {
            let missing = explainer.missing_shared(reason);
            open_parts_of(explainer.facts, missing.iter().map(|l| &l.path)).into_iter().collect()
        });
        by_rule.entry((reason.due, reason.target.verb, rule, precaution, missing)).or_default().push(place);
    }
    of_many(explainer, by_rule)
}

/// The lines; precautions of one rule that miss the same of more than a few items are one, with the first of its sentences.
fn of_many(explainer: &Explainer<'_>, by_rule: BTreeMap<Key, Vec<usize>>) -> Vec<Line> {
    let general = |part: &OpenPart| items::of_item(explainer.facts, part).map_or_else(|| part.clone(), |(general, _)| general);
    let mut groups: BTreeMap<Key, Vec<(usize, Key, Vec<usize>)>> = BTreeMap::new();
    for (n, (key, places)) in by_rule.into_iter().enumerate() {
        let missing = key.4.as_ref().map(|parts| parts.iter().map(general).collect::<BTreeSet<_>>().into_iter().collect());
        groups.entry((key.0, key.1, key.2.clone(), key.3, missing)).or_default().push((n, key, places));
    }
    let mut out: Vec<(usize, Line)> = Vec::new();
    for group in groups.into_values() {
        let of = |key: Key, places| line(explainer, key.1, key.2, key.3, places);
        if group.len() <= items::FEW {
            out.extend(group.into_iter().map(|(n, key, places)| (n, of(key, places))));
            continue;
        }
        let mut all: Vec<usize> = group.iter().flat_map(|(_, _, places)| places.iter().copied()).collect();
        all.sort_unstable();
        if let Some((n, key, _)) = group.into_iter().next() {
            out.push((n, of(key, all).of_many()));
        }
    }
    out.sort_by_key(|(n, _)| *n);
    out.into_iter().map(|(_, line)| line).collect()
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
    let (mut said, mut seen, mut missed) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut absent: Option<ReadPath> = None;
    for reason in all() {
        let sentence = explainer.because(reason);
        if said.insert(sentence.clone()) {
            because.push(sentence);
        }
        let support = explainer.support(reason);
        let evident = |l: &&Leaf| matches!(l.basis, Basis::Stated | Basis::Computed | Basis::InventoryComplete) && l.state.says();
        let mut own: Vec<Span> = Vec::new();
        for span in support.iter().filter(evident).filter_map(|l| l.span) {
            if own.len() < 2 && !own.contains(&span) {
                own.push(span);
            }
        }
        own.sort();
        own.retain(|span| seen.insert(*span));
        places.extend(own);
        let nobody = |l: &&Leaf| matches!(l.basis, Basis::NotConfirmed | Basis::NoEvent | Basis::Default);
        absent = absent.or_else(|| support.iter().find(nobody).map(|l| l.path.clone()));
        if !reason.effective.is_yes() {
            for leaf in explainer.missing_shared(reason).iter() {
                if missed.insert(leaf.path.clone()) {
                    missing.push(leaf.clone());
                }
            }
        }
    }
    let given = all().next().filter(|_| places.is_empty() && absent.is_none()).and_then(|reason| explainer.given(reason));
    let first = all().next();
    let until = first.and_then(|r| until_of(explainer, r));
    let deadline = all().filter_map(|r| r.deadline).min_by_key(|w| w.earliest());
    let waiver = first.filter(|r| r.status == Status::Waived).and_then(|r| explainer.program.policy.waivers.get(r.waived?.0));
    Line {
        verb,
        targets,
        rule,
        because,
        places,
        absent,
        given: given.filter(|_| !precaution || missing.is_empty()),
        until,
        due: all().map(|r| r.due).min().unwrap_or(Due::Now),
        acts: all().filter_map(|r| Some((r.target.clone(), acts_of(explainer, r)?))).collect(),
        precaution,
        unsaid: unsaid(explainer.facts, &missing),
        missing,
        deadline,
        overdue: deadline.is_some_and(|deadline| is_overdue(deadline, explainer.evaluation.now)),
        since: all().filter_map(|r| r.standing.and_then(|s| s.since)).min_by_key(|w| w.earliest()),
        waiver: waiver.map(|w| (w.reason.clone(), w.owner.clone(), w.expires)),
        reasons,
    }
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

/// The rule that a reason comes from, by its id.
fn rule_name(explainer: &Explainer<'_>, reason: &Reason) -> String {
    rule_of(explainer, reason).map_or_else(|| reason.name.clone(), |r| r.id.to_string())
}

/// What lifts a reason, as a clause.
fn until_of(explainer: &Explainer<'_>, reason: &Reason) -> Option<String> {
    let rule = rule_of(explainer, reason)?;
    let cond = rule.effects.get(reason.effect)?.until.as_ref().or(rule.until.as_ref())?;
    Some(narrate::condition(cond, &explainer.program.policy.schemas))
}

/// Whether the last moment for something has passed.
pub fn is_overdue(deadline: When, now: Instant) -> bool {
    deadline.latest() < now
}

/// Who acts on a reason, where that can be said.
fn acts_of(explainer: &Explainer<'_>, reason: &Reason) -> Option<Acts> {
    reason.acts.clone().map(|role| (role.clone(), who(explainer, &role)))
}

/// Who a role is on this site, where a fact says so.
fn who(explainer: &Explainer<'_>, role: &Role) -> Option<String> {
    let path = &explainer.program.policy.vocabulary.roles.get(role.as_str())?.who.as_ref()?.path;
    let spot = explainer.facts.spot_named(path)?;
    match explainer.facts.scalar(spot).state {
        State::Known(value) => Some(crate::text::printable::printable(&value.to_string()).into_owned()),
        _ => None,
    }
}

/// The parts whose absence leaves reasons open, most decisive first: those that hold the next action, then by how many reasons
/// wait for them.
fn questions(explainer: &Explainer<'_>) -> Vec<Question> {
    let action = next_action(explainer.evaluation.phase);
    let mut opens: BTreeMap<OpenPart, (BTreeSet<usize>, BTreeSet<usize>)> = BTreeMap::new();
    for (place, reason) in explainer.evaluation.reasons.iter().enumerate() {
        let open = reason.effective.is_undetermined()
            && !reason.missed
            && reason.caution != Caution::Ignore
            && reason.target.verb != Verb::Derive;
        if !open {
            continue;
        }
        let blocks = reason.target.verb == Verb::Block && &*reason.target.name == action;
        for part in open_parts_of(explainer.facts, explainer.missing_shared(reason).iter().map(|l| &l.path)) {
            let (blocked, all) = opens.entry(part).or_default();
            all.insert(place);
            if blocks {
                blocked.insert(place);
            }
        }
    }
    let many = items::many(explainer.facts, opens.keys().cloned());
    let mut together: BTreeMap<OpenPart, (BTreeSet<usize>, BTreeSet<usize>)> = BTreeMap::new();
    for (part, (blocked, all)) in opens {
        let general = items::of_item(explainer.facts, &part).map(|(general, _)| general).filter(|g| many.contains_key(g));
        let known = together.entry(general.unwrap_or(part)).or_default();
        known.0.extend(blocked);
        known.1.extend(all);
    }
    let question = |(part, (blocked, all)): (OpenPart, (BTreeSet<usize>, BTreeSet<usize>))| {
        (blocked.len(), Question { items: many.get(&part).cloned(), part, opens: all.len() })
    };
    let mut out: Vec<(usize, Question)> = together.into_iter().map(question).collect();
    out.sort_by(|(a, x), (b, y)| (b, y.opens, &x.part).cmp(&(a, x.opens, &y.part)));
    out.into_iter().map(|(_, question)| question).collect()
}

/// What was taken for granted: the zone of days, events of which none is stated, lists that the inventory calls complete.
fn assumptions(explainer: &Explainer<'_>) -> Vec<String> {
    let facts = explainer.facts;
    let mut events: BTreeSet<ReadPath> = BTreeSet::new();
    for slot in &explainer.program.tests {
        if let Some(name) = left_out_event(explainer, &slot.test.path) {
            events.insert(name);
        }
    }
    let mut out = Vec::new();
    if facts.days.assumed() && [&facts.release, &facts.site, &facts.update].iter().any(|document| states_a_day(document)) {
        out.push("days are those of UTC (no site.zone)".to_owned());
    }
    if !events.is_empty() {
        out.push(format!("none stated, taken as none: {}", siblings(&events).join(", ")));
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

/// Whether a document states a date without a time.
fn states_a_day(fact: &Fact) -> bool {
    match &fact.form {
        FactForm::Scalar(state) => match state.when() {
            Some(When::At(moment)) => moment.day().is_some(),
            Some(When::Sometime(_)) => true,
            None => false,
        },
        FactForm::Record { fields, .. } => fields.values().any(states_a_day),
        FactForm::List { elements, .. } => elements.iter().any(|e| states_a_day(&e.fact)),
        FactForm::Gone | FactForm::Open(_) | FactForm::Items => false,
    }
}

/// Facts below one record are named by the record.
fn siblings(paths: &BTreeSet<ReadPath>) -> Vec<String> {
    let record = |path: &ReadPath| path.parent().filter(|record| !record.steps().is_empty());
    let mut out: Vec<String> = Vec::new();
    for path in paths {
        let together = record(path).filter(|r| paths.iter().filter(|p| record(p).as_ref() == Some(r)).count() > 1);
        let name = together.map_or_else(|| path.to_string(), |record| format!("{record}.*"));
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

fn left_out_event(explainer: &Explainer<'_>, path: &Path) -> Option<ReadPath> {
    let Root::Document(root) = &path.root else { return None };
    let mut spot = explainer.facts.root(root)?;
    let mut at = ReadPath::of(root, &[]);
    for segment in &path.segments {
        let crate::condition::tree::Segment::Key(key) = segment else { return None };
        spot = explainer.facts.step(spot, key)?;
        at = at.child(key.clone());
        if spot.shape.note.kind == FactKind::Event {
            break;
        }
    }
    let left_out = matches!(spot.found, Found::LeftOut) && spot.shape.note.kind == FactKind::Event;
    left_out.then_some(at)
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
