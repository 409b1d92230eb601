//! Why something is certainly decided: a smallest set of facts that is enough for it, everything else forgotten (design 6).
//! Each set is tried by evaluating with it alone; how it is said is `prose`'s and `report`'s business.

use std::collections::BTreeSet;

use super::kept::{About, Kept, leaf_at};
use super::leaves::Explainer;
use super::trace::{Found, Tracer};
use super::why_not;
use crate::compile::{Expr, ExprKind, Program};
use crate::condition::context::{Bound, LeafState};
use crate::decision::{Strength, Target};
use crate::evaluate::{Decision, Reason, bindings_of, conclusions, reasons_of};
use crate::facts::view::standing;
use crate::facts::{Basis, Forgetter, Keep, ReadPath};
use crate::value::State;

/// What is to be explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// That something is decided at least this strongly.
    Decision(Target, Strength),
    /// That a reason holds, by its place in the evaluation.
    Reason(usize),
}

impl Goal {
    /// Whether a reason of this strength speaks for it: it goes as far, or says by which means.
    fn takes(&self, strength: &Strength) -> bool {
        match self {
            Goal::Decision(_, decided) => strength.reaches(decided) || strength.gives_means_of(decided),
            Goal::Reason(_) => true,
        }
    }
}

/// Why something is certain.
#[derive(Clone, Debug)]
pub struct Why {
    /// A smallest set of facts that is enough.
    pub leaves: Vec<Kept>,
    /// How the facts lead there: reasons, tests, evidence, routes.
    pub found: Found,
    /// The reasons that these facts make hold, by place in the evaluation.
    pub reasons: Vec<usize>,
}

/// A smallest set of facts that is enough; none where it isn't certain.
pub fn why(explainer: &Explainer<'_>, goal: &Goal) -> Option<Why> {
    let policy = &explainer.program.policy;
    let forgetter = Forgetter::new(explainer.facts, &policy.vocabulary);
    let finder = Finder::new(explainer, &forgetter, goal.clone())?;
    let keep = finder.smallest()?;
    let (mut reasons, _) = finder.made(&keep);
    reasons.retain(|place| finder.reason(*place).is_some_and(|reason| finder.goal.takes(&reason.strength)));
    let tracer = Tracer { explainer, forgetter: &forgetter, keep: Some(&keep) };
    let mut found = Found::default();
    reasons.iter().for_each(|place| tracer.reason(*place, &mut found));
    let leaves = keep
        .iter()
        .map(|path| {
            let atom = found.atoms.iter().find(|a| a.path == *path);
            let (leaf, about) = leaf_at(explainer.facts, path);
            let read = atom.and_then(|a| a.leaf.clone()).filter(|l| l.path != *path);
            Kept { leaf, about, test: atom.and_then(|a| a.test), read }
        })
        .collect();
    Some(Why { leaves, found, reasons })
}

/// How strongly something is certainly decided by what isn't missed.
pub fn certain(explainer: &Explainer<'_>, decision: &Decision) -> Option<Strength> {
    let reasons = explainer.evaluation.reasons_of(decision).filter(|r| r.effective.is_yes() && !r.missed);
    Strength::join_all(reasons.map(|r| &r.strength))
}

struct Finder<'f, 'a> {
    explainer: &'f Explainer<'a>,
    forgetter: &'f Forgetter<'a>,
    goal: Goal,
    /// The reasons that hold and could be enough.
    holding: Vec<usize>,
    /// The rules that matter.
    rules: BTreeSet<usize>,
}

impl<'f, 'a> Finder<'f, 'a> {
    fn new(explainer: &'f Explainer<'a>, forgetter: &'f Forgetter<'a>, goal: Goal) -> Option<Self> {
        let all = &explainer.evaluation.reasons;
        let holding: Vec<usize> = match &goal {
            Goal::Decision(target, _) => {
                (0..all.len()).filter(|n| all.get(*n).is_some_and(|r| r.target == *target && counts(r))).collect()
            }
            Goal::Reason(place) => all.get(*place).filter(|r| r.effective.is_yes()).map(|_| *place).into_iter().collect(),
        };
        // Knowing less makes nothing certain: a rule that doesn't hold now holds for no set of facts.
        let heads: BTreeSet<usize> = holding.iter().filter_map(|n| all.get(*n)?.rule).collect();
        let rules = read_by(explainer.program, heads);
        (!holding.is_empty()).then_some(Self { explainer, forgetter, goal, holding, rules })
    }

    fn reason(&self, place: usize) -> Option<&'a Reason> {
        self.explainer.evaluation.reasons.get(place)
    }

    /// The reasons that hold when only these facts are kept, and how strong they are together.
    fn made(&self, keep: &Keep) -> (Vec<usize>, Option<Strength>) {
        let facts = self.forgetter.keeping(keep);
        let made = reasons_of(self.explainer.program, &facts, &self.explainer.evaluation.held, &self.rules);
        let mut out: Vec<usize> = Vec::new();
        let mut strength: Option<Strength> = None;
        for place in &self.holding {
            let Some(reason) = self.reason(*place) else { continue };
            // As strong as it is made of these facts: an element of which less is known may be another one.
            let again = match reason.rule {
                Some(_) => made.iter().find(|m| counts(m) && same(m, reason)).map(|m| m.strength.clone()),
                None => standing_of(self.explainer, reason).filter(|path| keep.contains(path)).map(|_| reason.strength.clone()),
            };
            let Some(again) = again else { continue };
            let joined = strength.as_ref().map_or_else(|| again.clone(), |s| s.join(&again));
            if strength.as_ref() != Some(&joined) || matches!(self.goal, Goal::Reason(_)) {
                strength = Some(joined);
                out.push(*place);
            }
        }
        (out, strength)
    }

    fn suffices(&self, keep: &Keep) -> bool {
        let (made, strength) = self.made(keep);
        match &self.goal {
            Goal::Reason(place) => made.contains(place),
            Goal::Decision(_, wanted) => strength.is_some_and(|s| s.at_least(wanted)),
        }
    }

    fn smallest(&self) -> Option<Keep> {
        let quick = self.quick();
        if self.suffices(&quick.iter().cloned().collect()) {
            return Some(self.minimized(quick));
        }
        let all = self.everything();
        self.suffices(&all.iter().cloned().collect()).then(|| self.minimized(all))
    }

    /// The facts that one reason rests on that is enough, or several.
    fn quick(&self) -> Vec<ReadPath> {
        let tracer = Tracer { explainer: self.explainer, forgetter: self.forgetter, keep: None };
        let traced = |place: usize| {
            let mut found = Found::default();
            tracer.reason(place, &mut found);
            found.atoms.into_iter().map(|a| a.path).collect::<Vec<ReadPath>>()
        };
        let enough = |place: &usize| match (&self.goal, self.reason(*place)) {
            (Goal::Decision(_, wanted), Some(reason)) => reason.strength.at_least(wanted),
            _ => true,
        };
        // A reason that isn't about one of many elements is followed faster, and rests on less as a rule.
        let mut holding = self.holding.clone();
        holding.sort_by_key(|n| self.reason(*n).map_or(0, |r| r.binding.iter().filter(|b| b.path.is_some()).count()));
        let best = holding.iter().filter(|n| enough(n)).take(4).map(|n| traced(*n)).min_by_key(Vec::len);
        if let Some(best) = best {
            return each_once(best);
        }
        let mut out = Vec::new();
        let mut strength: Option<Strength> = None;
        for place in &self.holding {
            let Some(reason) = self.reason(*place) else { continue };
            if strength.as_ref().is_some_and(|s| s.at_least(&reason.strength)) {
                continue;
            }
            strength = Some(strength.map_or_else(|| reason.strength.clone(), |s| s.join(&reason.strength)));
            out.extend(traced(*place));
        }
        each_once(out)
    }

    /// Every fact that a rule that matters reads.
    fn everything(&self) -> Vec<ReadPath> {
        let known = conclusions(self.explainer.evaluation);
        let mut out: Vec<ReadPath> = Vec::new();
        for rule in self.rules.iter().filter_map(|n| self.explainer.program.rules.get(*n)) {
            for (_, path) in &rule.each {
                let mut context = self.explainer.context(Vec::new());
                context.leaves = Some(Vec::new());
                let _ = context.collection(path);
                for leaf in context.leaves.unwrap_or_default() {
                    out.extend(self.forgetter.atoms(&leaf.path));
                }
            }
            for (frames, _) in bindings_of(rule, self.explainer.facts, &known) {
                self.read(&rule.when, &frames, &mut out);
                let context = self.explainer.context(frames.clone());
                for effect in &rule.effects {
                    out.extend(why_not::target_paths(effect, &context).iter().flat_map(|p| self.forgetter.atoms(p)));
                }
                // Elements of elements: what the inner collection is.
                for ((_, path), depth) in rule.each.iter().zip(0..) {
                    let around: Vec<Bound<'a>> = frames.iter().take(depth).cloned().collect();
                    let context = self.explainer.context(around);
                    out.extend(self.forgetter.atoms(&context.path_of(path)));
                }
            }
        }
        out.extend(self.forgetter.atoms(&ReadPath::of("update", &["standing"])));
        each_once(out)
    }

    fn read(&self, expr: &Expr, frames: &[Bound<'a>], out: &mut Vec<ReadPath>) {
        match &expr.kind {
            ExprKind::All(parts) | ExprKind::Any(parts) => parts.iter().for_each(|p| self.read(p, frames, out)),
            ExprKind::Not(inner) | ExprKind::Certainly(inner) => self.read(inner, frames, out),
            ExprKind::Test(id) => {
                for leaf in self.explainer.answer(*id, frames, false).leaves {
                    out.extend(self.forgetter.atoms(&leaf.path));
                    if matches!(leaf.state, LeafState::Collection { .. }) {
                        out.extend(self.forgetter.fields(&leaf.path));
                    }
                }
            }
        }
    }

    /// A subset that is enough, of which no proper subset is: knowing more never makes less certain, so that it is enough to
    /// try without each part. What documents state is preferred to what they leave out, and members to what a list is as a whole.
    fn minimized(&self, mut atoms: Vec<ReadPath>) -> Keep {
        // In the order of the documents, so that the order in which rules ask doesn't matter.
        atoms.sort_by_cached_key(|path| {
            let (leaf, about) = leaf_at(self.explainer.facts, path);
            (leaf.basis != Basis::Stated, about == About::Whole, leaf.span, path.clone())
        });
        if atoms.len() > 8 {
            return self.divided(&Keep::new(), false, &atoms);
        }
        let mut keep: Keep = atoms.iter().cloned().collect();
        for path in atoms.iter().rev() {
            keep.remove(path);
            if !self.suffices(&keep) {
                keep.insert(path.clone());
            }
        }
        keep
    }

    /// The part of the candidates that is needed beside what is kept already: halves at a time, as few candidates matter.
    fn divided(&self, kept: &Keep, changed: bool, candidates: &[ReadPath]) -> Keep {
        if changed && self.suffices(kept) {
            return Keep::new();
        }
        if candidates.len() <= 1 {
            // The last candidate is needed, unless it was never tried without it.
            return match changed || !self.suffices(kept) {
                true => candidates.iter().cloned().collect(),
                false => Keep::new(),
            };
        }
        let (first, second) = candidates.split_at(candidates.len() / 2);
        let with_first: Keep = kept.iter().chain(first).cloned().collect();
        let of_second = self.divided(&with_first, true, second);
        let with_second: Keep = kept.union(&of_second).cloned().collect();
        let mut out = self.divided(&with_second, !of_second.is_empty(), first);
        out.extend(of_second);
        out
    }
}

fn counts(reason: &Reason) -> bool {
    reason.effective.is_yes() && !reason.missed
}

fn same(a: &Reason, b: &Reason) -> bool {
    a.rule == b.rule && a.effect == b.effect && a.target == b.target && a.binding_text() == b.binding_text()
}

fn each_once(paths: Vec<ReadPath>) -> Vec<ReadPath> {
    let mut seen = BTreeSet::new();
    paths.into_iter().filter(|p| seen.insert(p.clone())).collect()
}

/// These rules and all that they read, by place.
fn read_by(program: &Program, heads: BTreeSet<usize>) -> BTreeSet<usize> {
    let mut out = heads;
    let mut left: Vec<usize> = out.iter().copied().collect();
    while let Some(rule) = left.pop() {
        for from in program.graph.read_by(rule) {
            if out.insert(from) {
                left.push(from);
            }
        }
    }
    out
}

/// The entry of `update.standing` by which a reason stood, as the path that is kept.
pub fn standing_of(explainer: &Explainer<'_>, reason: &Reason) -> Option<ReadPath> {
    reason.standing?;
    let list = explainer.facts.update.field("standing")?.elements();
    let rule = explainer.ground(reason).and_then(|g| explainer.program.rule_of(g)).map(|r| r.id.to_string());
    let rule = rule.unwrap_or_else(|| reason.name.clone());
    let text = |fact: &crate::facts::Fact, name: &str| match fact.field(name).and_then(|f| f.state()) {
        Some(State::Known(value)) => value.to_string(),
        _ => String::new(),
    };
    let normal = |text: String| {
        let mut parts: Vec<String> = text.split(',').map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect();
        parts.sort();
        parts.join(", ")
    };
    let binding = reason.binding_text();
    let decision = reason.target.to_string();
    // The last of entries that say the same is the one that counts.
    let n = list.iter().rposition(|e| {
        let bound = normal(text(&e.fact, "binding"));
        let alike = bound == binding || reason.rule.is_none();
        text(&e.fact, "rule") == rule && alike && text(&e.fact, "decision") == decision
    })?;
    Some(standing(n + 1))
}
