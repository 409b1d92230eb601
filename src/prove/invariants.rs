//! Whether the invariants of a policy hold for every release and site: the smallest documents found on which one doesn't, else how far
//! was looked. How documents are found is `search`'s business, what an invariant says `policy`'s.

use std::collections::BTreeSet;

use super::compare::Limits;
use super::differences::names_read;
use super::search::{Reach, Written, find};
use super::side::Side;
use super::space::Space;
use super::witness::{Came, Witness, smallest};
use crate::compile::{Program, compile};
use crate::decision::{Blocked, RollbackLevel, Strength, Target, Verb, Verdict};
use crate::diagnostic::Sink;
use crate::evaluate::{Evaluation, Reason, Run, next_action};
use crate::explain::repair::choices::Choices;
use crate::explain::repair::cone::Cone;
use crate::explain::repair::encode::{Concluded, Encoder};
use crate::explain::repair::moves::{Moves, Who};
use crate::explain::{Explainer, Trial};
use crate::facts::Change;
use crate::policy::{Claim, Invariant, Policy};
use crate::schema::Shape;
use crate::symbolic::Lit;
use crate::value::{Instant, Phase};
use crate::vocabulary::Due;

/// How many dead ends the solver may meet for one phase and size.
const CONFLICTS: u64 = 60_000;

/// What was found of an invariant.
#[derive(Clone, Debug)]
pub struct Proved {
    /// Its place among those of the policy.
    pub invariant: usize,
    /// Documents on which it doesn't hold, with what comes of them; else how far was looked.
    pub found: Result<Reach, (Box<Witness>, Came)>,
}

/// Asks for each invariant of a policy whether it holds, at a moment. None where the policy can't be compiled with them.
pub fn prove(policy: &Policy, now: Instant, limits: Limits) -> Option<Vec<Proved>> {
    let asked = with_conditions(policy)?;
    let mut out = Vec::new();
    for (place, invariant) in policy.invariants.iter().enumerate() {
        out.push(Proved { invariant: place, found: one(&asked, invariant, now, limits) });
    }
    Some(out)
}

/// The policy with the conditions of its invariants as rules, whose conclusions nothing reads.
pub(super) fn with_conditions(policy: &Policy) -> Option<Program> {
    let mut policy = policy.clone();
    policy.rules.extend(policy.invariants.iter().map(|invariant| invariant.rule.clone()));
    policy.rules.sort_by(|a, b| a.id.as_str().cmp(b.id.as_str()));
    compile(policy, &mut Sink::new())
}

fn one(program: &Program, invariant: &Invariant, now: Instant, limits: Limits) -> Result<Reach, (Box<Witness>, Came)> {
    let own = |place: &usize| {
        let rule = program.rules.get(*place).and_then(|ground| program.rule_of(ground));
        rule.is_some_and(|rule| rule.id == invariant.rule.id)
    };
    let places: BTreeSet<usize> = (0..program.rules.len()).filter(own).collect();
    let read = names_read(program, &places);
    let wanted = |name: &str, shape: &Shape| {
        read.contains(name) || (shape.note.item.is_some() && ["items", "uses"].iter().any(|all| read.contains(*all)))
    };
    let asked = Asked { program, claim: &invariant.claim, places: &places, read: &read };
    let waivers = &program.policy.waivers;
    let named = waivers.iter().flat_map(|waiver| waiver.sites.iter().flatten()).map(ToString::to_string);
    let sites: BTreeSet<String> = named.chain(["example-shop".to_owned()]).collect();
    // Items that a waiver names are not among those that are made up.
    let mut reach = if waivers.iter().any(|waiver| waiver.items.is_some()) { Reach::Unfinished } else { Reach::Everywhere };
    for elements in 0..=limits.elements {
        for phase in Phase::ALL {
            for site in &sites {
                let space = Space::new(&program.policy.schemas, site, phase, elements, now, &wanted);
                reach = reach.and(asked.look(&space, limits)?);
            }
        }
    }
    Ok(reach)
}

/// One invariant.
struct Asked<'a> {
    program: &'a Program,
    claim: &'a Claim,
    /// The rules that its condition became.
    places: &'a BTreeSet<usize>,
    /// The names of the facts that it reads.
    read: &'a BTreeSet<String>,
}

impl Asked<'_> {
    /// Looks at documents of one phase and size.
    fn look(&self, space: &Space, limits: Limits) -> Result<Reach, (Box<Witness>, Came)> {
        let trial = Trial::new(Run::new(self.program, space.now), &space.documents, &space.sources);
        let Ok(ran) = trial.evaluate(&[]) else { return Ok(Reach::Unfinished) };
        let explainer = Explainer::new(self.program, &ran.facts, &ran.evaluation);
        let moves = Moves::by(Who::Anybody(self.program), &trial, &explainer, &[]);
        let cone = Cone::new(&moves);
        let mut side = Side::new(self.program, space.phase, Encoder::new(&cone));
        let mut choices = Choices::new(CONFLICTS);
        let shows = |made: &[Change]| trial.evaluate(made).is_ok_and(|ran| self.fails(&ran.evaluation));
        // A condition and a rule against it often speak of the same facts: few rules are enough.
        let mut written = Written::new(6);
        loop {
            let wanted = self.violated(&mut side, written.rules(), space.phase, &mut choices);
            let in_the_way = |made: &[Change]| match trial.evaluate(made) {
                Ok(ran) => {
                    ran.evaluation.reasons.iter().filter(|r| self.prevents(r, space.phase)).filter_map(|r| r.rule).collect()
                }
                Err(_) => BTreeSet::new(),
            };
            let found = find(wanted, &mut choices, limits.tries, space.elements, &mut |made| {
                shows(made) || written.lacks(&in_the_way(made))
            });
            match found {
                Ok(made) if shows(&made) => {
                    let Some(mut witness) = smallest(space, &trial, made.clone(), &mut |made| shows(made)) else {
                        return Ok(Reach::Unfinished);
                    };
                    let read = |change: &Change| {
                        change.path().and_then(|path| path.steps.last()).is_some_and(|name| self.read.contains(&**name))
                    };
                    witness.stated.sort_by_key(|change| !read(change));
                    let Ok(ran) = trial.evaluate(&made) else { return Ok(Reach::Unfinished) };
                    let came = match self.claim {
                        Claim::Never(target) | Claim::Always(target) => Came::of(&ran.evaluation, target.verb, &target.name),
                        Claim::NeverVerdict(_) => Came { verdict: ran.evaluation.verdict, in_force: Vec::new() },
                    };
                    return Err((Box::new(witness), came));
                }
                Ok(made) => written.add(self.program, self.read, &in_the_way(&made)),
                // What is not looked at is not ruled out.
                Err(_) if moves.left_something_out() => return Ok(Reach::Unfinished),
                Err(reach) => return Ok(reach),
            }
        }
    }

    /// Whether an evaluation is against the invariant.
    fn fails(&self, evaluation: &Evaluation) -> bool {
        let holds =
            evaluation.reasons.iter().any(|r| r.rule.is_some_and(|rule| self.places.contains(&rule)) && r.effective.is_yes());
        let in_force = |target: &Target| {
            let of = |d: &&crate::evaluate::Decision| target.of.is_some() || d.target.name == target.name;
            let decisions = evaluation.decisions.iter().filter(|d| d.target.verb == target.verb).filter(of);
            decisions.filter(|d| target.of.is_none() || d.target == *target).any(|d| d.in_force.is_some())
        };
        holds
            && match self.claim {
                Claim::NeverVerdict(verdict) => evaluation.verdict <= *verdict,
                Claim::Never(target) => in_force(target),
                Claim::Always(target) => !in_force(target),
            }
    }

    /// Whether a reason keeps the invariant.
    fn prevents(&self, reason: &Reason, phase: Phase) -> bool {
        let level = |strength: &Strength| if let Strength::Rollback(r) = strength { Some(r.level) } else { None };
        reason.stands()
            && match self.claim {
                Claim::Always(target) => reason.target.verb == target.verb && reason.target.name == target.name,
                Claim::Never(_) => false,
                Claim::NeverVerdict(verdict) => {
                    let blocks = reason.target.verb == Verb::Block && *reason.target.name == *next_action(phase);
                    let back = level(&reason.strength) >= Some(RollbackLevel::DecisionNeeded);
                    (blocks && stops(*verdict, &reason.strength, reason.due)) || back
                }
            }
    }

    /// That the condition certainly holds and the claim does not, as far as rules are written down.
    fn violated(&self, side: &mut Side<'_, '_>, written: &BTreeSet<usize>, phase: Phase, choices: &mut Choices) -> Lit {
        let own: Vec<Concluded> = self.places.iter().flat_map(|place| side.of_rule(*place, choices)).collect();
        let holds: Vec<Lit> = own.iter().map(|c| c.bits.is_yes(&mut choices.circuit)).collect();
        let holds = choices.circuit.or(holds);
        let any = |all: &[Concluded], side: &Side<'_, '_>, choices: &mut Choices| {
            let each: Vec<Lit> = all
                .iter()
                .map(|c| side.in_force(&c.target, &c.strength.as_precaution(), std::slice::from_ref(c), choices))
                .collect();
            choices.circuit.or(each)
        };
        let rules: Vec<Concluded> = written.iter().flat_map(|place| side.of_rule(*place, choices)).collect();
        let claim = match self.claim {
            Claim::Never(target) => {
                let all = side.conclusions(target.verb, Some(&target.name), choices);
                let of = |c: &Concluded| target.of.is_none() || c.target == *target;
                any(&all.into_iter().filter(of).collect::<Vec<_>>(), side, choices)
            }
            Claim::Always(target) => {
                let of = |c: &Concluded| {
                    if target.of.is_some() {
                        c.target == *target
                    } else {
                        c.target.verb == target.verb && c.target.name == target.name
                    }
                };
                any(&rules.into_iter().filter(of).collect::<Vec<_>>(), side, choices).not()
            }
            Claim::NeverVerdict(verdict) => {
                let stops = |c: &Concluded| {
                    let blocks = c.target.verb == Verb::Block && *c.target.name == *next_action(phase);
                    blocks && stops(*verdict, &c.strength, c.due)
                };
                let (blocks, others): (Vec<Concluded>, Vec<Concluded>) = rules.into_iter().partition(stops);
                let blocked = any(&blocks, side, choices);
                let level = match verdict {
                    Verdict::Decide => RollbackLevel::Required,
                    _ => RollbackLevel::DecisionNeeded,
                };
                let least = Strength::rollback(level);
                let mut parts = Vec::new();
                for c in others.iter().filter(|c| c.strength.at_least(&least)) {
                    parts.push(c.bits.is_yes(&mut choices.circuit));
                    // By precaution a rollback holds the update, and no more.
                    if matches!(verdict, Verdict::Prepare | Verdict::StageFirst) {
                        parts.push(side.in_force(&c.target, &least, std::slice::from_ref(c), choices));
                    }
                }
                choices.circuit.or(parts.into_iter().chain([blocked])).not()
            }
        };
        choices.circuit.and([holds, claim])
    }
}

/// Whether a block keeps the verdict above this one.
fn stops(verdict: Verdict, strength: &Strength, due: Due) -> bool {
    *strength == Strength::Blocked(Blocked::Any)
        && match verdict {
            Verdict::Clear | Verdict::Prepare => true,
            Verdict::StageFirst => due != Due::In(Phase::Staging),
            Verdict::Hold { .. } | Verdict::Decide | Verdict::RollBack => false,
        }
}
