//! How two policies differ, decision by decision: equal, stricter, weaker or different, with the smallest documents found that show it.
//! What they write differently is `differences`' business, how facts are found that of `search`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::differences::{Changed, Differences, differences, names_read};
use super::search::{Reach, Written, find};
use super::side::Side;
use super::space::Space;
use super::witness::{Came, Witness, smallest};
use crate::compile::{GroundEffect, GroundTarget, Program};
use crate::decision::{Target, Verb};
use crate::evaluate::{Evaluation, Run};
use crate::explain::repair::choices::Choices;
use crate::explain::repair::cone::Cone;
use crate::explain::repair::encode::{Concluded, Encoder};
use crate::explain::repair::moves::{Moves, Who};
use crate::explain::{Explainer, Trial};
use crate::facts::Change;
use crate::policy::Waiver;
use crate::schema::Shape;
use crate::symbolic::Lit;
use crate::value::{Instant, Phase};

/// How many dead ends the solver may meet for one phase and size.
const CONFLICTS: u64 = 60_000;

/// How far is looked.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many documents are evaluated for one decision, phase and size.
    pub tries: usize,
    /// How many elements lists have at most.
    pub elements: usize,
    /// What alone is looked for.
    pub only: Option<Way>,
}

/// How a decision of the new policy stands to that of the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// No less is in force, and somewhere more.
    Stricter,
    /// No more is in force, and somewhere less.
    Weaker,
}

/// What was found in one direction.
#[derive(Clone, Debug)]
pub enum Told {
    /// Documents that show it.
    Shown(Box<Witness>, Came, Came),
    /// None, as far as it was looked.
    Not(Reach),
}

/// One decision of two policies, by its verb and name.
#[derive(Clone, Debug)]
pub struct Compared {
    /// The decision; what it is limited to is left out.
    pub target: Target,
    /// Whether less is in force somewhere.
    pub weaker: Told,
    /// Whether more is.
    pub stricter: Told,
}

/// How two policies differ.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The rules that differ, by id.
    pub rules: Vec<Changed>,
    /// What else does.
    pub around: Vec<&'static str>,
    /// The decisions that this can reach, in order.
    pub decisions: Vec<Compared>,
    /// How many decisions can't be reached by it.
    pub untouched: usize,
    /// The moment at which both were asked.
    pub now: Instant,
    /// What alone was looked for.
    pub only: Option<Way>,
}

/// The word for a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whole {
    /// Nothing decides otherwise.
    Equal,
    /// Nothing is weaker, something stricter.
    Stricter,
    /// Nothing is stricter, something weaker.
    Weaker,
    /// Both.
    Different,
}

impl Whole {
    /// Of what was found in both directions.
    pub fn of(weaker: bool, stricter: bool) -> Self {
        match (weaker, stricter) {
            (false, false) => Whole::Equal,
            (false, true) => Whole::Stricter,
            (true, false) => Whole::Weaker,
            (true, true) => Whole::Different,
        }
    }

    /// The word.
    pub fn name(self) -> &'static str {
        match self {
            Whole::Equal => "equal",
            Whole::Stricter => "stricter",
            Whole::Weaker => "weaker",
            Whole::Different => "different",
        }
    }
}

impl Told {
    /// Whether documents show it.
    pub fn is_shown(&self) -> bool {
        matches!(self, Told::Shown(..))
    }

    fn reach(&self) -> Option<Reach> {
        if let Told::Not(reach) = self { Some(*reach) } else { None }
    }
}

impl Compared {
    /// What was found in one direction.
    pub fn told(&self, way: Way) -> &Told {
        match way {
            Way::Weaker => &self.weaker,
            Way::Stricter => &self.stricter,
        }
    }

    /// The word for it.
    pub fn whole(&self) -> Whole {
        Whole::of(self.weaker.is_shown(), self.stricter.is_shown())
    }

    /// How far was looked where nothing was found; none where both were.
    pub fn reach(&self) -> Option<Reach> {
        self.weaker.reach().into_iter().chain(self.stricter.reach()).reduce(Reach::and)
    }
}

impl Comparison {
    /// The word for the whole.
    pub fn whole(&self) -> Whole {
        Whole::of(self.decisions.iter().any(|d| d.weaker.is_shown()), self.decisions.iter().any(|d| d.stricter.is_shown()))
    }

    /// The ways that were looked for.
    pub fn ways(&self) -> impl Iterator<Item = Way> {
        let only = self.only;
        [Way::Weaker, Way::Stricter].into_iter().filter(move |way| only.is_none_or(|only| only == *way))
    }

    /// Whether nothing that was looked for is left open.
    pub fn is_finished(&self) -> bool {
        self.ways().all(|way| self.reach(way) != Reach::Unfinished)
    }

    /// What can be said of the whole, in a few words: no more than was looked for and ruled out.
    pub fn headline(&self) -> &'static str {
        let finished = self.is_finished();
        match (self.only, self.whole()) {
            (_, Whole::Different) => "DIFFERENT",
            (None, Whole::Weaker) if finished => "WEAKER",
            (None, Whole::Stricter) if finished => "STRICTER",
            (_, Whole::Weaker) => "WEAKER SOMEWHERE",
            (_, Whole::Stricter) => "STRICTER SOMEWHERE",
            (_, Whole::Equal) if !finished => "NOTHING FOUND",
            (None, Whole::Equal) => "EQUAL",
            (Some(Way::Weaker), Whole::Equal) => "NOT WEAKER",
            (Some(Way::Stricter), Whole::Equal) => "NOT STRICTER",
        }
    }

    /// Whether documents show that it is so in this way.
    pub fn is_shown(&self, way: Way) -> bool {
        self.decisions.iter().any(|d| d.told(way).is_shown())
    }

    /// How far was looked where nothing was found that is so in this way.
    pub fn reach(&self, way: Way) -> Reach {
        self.decisions.iter().filter_map(|d| d.told(way).reach()).fold(Reach::Everywhere, Reach::and)
    }
}

/// Compares two policies at a moment.
pub fn compare(old: &Program, new: &Program, now: Instant, limits: Limits) -> Comparison {
    let found = differences(old, new);
    let mut names: BTreeMap<(Verb, Arc<str>), Open> = BTreeMap::new();
    let untouched = names_of(old).union(&names_of(new)).count();
    if found.reached.iter().any(|places| !places.is_empty()) {
        let [a, b] = &found.reached;
        let read: BTreeSet<String> = names_read(old, a).into_iter().chain(names_read(new, b)).collect();
        let wanted = |name: &str, shape: &Shape| {
            read.contains(name) || (shape.note.item.is_some() && ["items", "uses"].iter().any(|all| read.contains(*all)))
        };
        let sites = sites_of([old, new], &found.reached);
        for elements in 0..=limits.elements {
            for phase in Phase::ALL {
                for site in &sites {
                    let space = Space::new(&new.policy.schemas, site, phase, elements, now, &wanted);
                    look([old, new], &found, &read, &space, limits, &mut names);
                }
            }
        }
    }
    let decisions: Vec<Compared> =
        names.into_iter().map(|((verb, name), open)| open.compared(Target::new(verb, &name))).collect();
    let untouched = untouched.saturating_sub(decisions.len());
    let Differences { rules, around, .. } = found;
    Comparison { rules, around, decisions, untouched, now, only: limits.only }
}

/// What was found of a decision so far.
struct Open {
    found: [Option<(Witness, Came, Came)>; 2],
    reach: [Reach; 2],
}

impl Open {
    fn new() -> Self {
        Self { found: [None, None], reach: [Reach::Everywhere; 2] }
    }

    fn compared(self, target: Target) -> Compared {
        let [weaker, stricter] = self.found;
        let [a, b] = self.reach;
        let told = |found: Option<(Witness, Came, Came)>, reach| match found {
            Some((witness, before, after)) => Told::Shown(Box::new(witness), before, after),
            None => Told::Not(reach),
        };
        Compared { target, weaker: told(weaker, a), stricter: told(stricter, b) }
    }
}

/// The decisions that the effects of a program name.
fn names_of(program: &Program) -> BTreeSet<(Verb, Arc<str>)> {
    (0..program.rules.len()).flat_map(|place| named(program, place)).collect()
}

/// The decisions that the effects of a rule name; of what its elements say, the verb alone.
fn named(program: &Program, place: usize) -> Vec<(Verb, Arc<str>)> {
    let effects = program.rules.get(place).into_iter().flat_map(|ground| &ground.effects);
    let name = |effect: &GroundEffect| match &effect.target {
        GroundTarget::Word(word) => word.clone(),
        _ => Arc::from(""),
    };
    effects.filter(|effect| effect.verb != Verb::Derive).map(|effect| (effect.verb, name(effect))).collect()
}

/// The sites that are looked at: those that waivers of these rules name, and one that none does.
fn sites_of(programs: [&Program; 2], reached: &[BTreeSet<usize>; 2]) -> BTreeSet<String> {
    let mut out = BTreeSet::from(["example-shop".to_owned()]);
    for waiver in waivers(programs, reached) {
        out.extend(waiver.sites.iter().flatten().map(ToString::to_string));
    }
    out
}

/// The waivers of these rules.
fn waivers<'p>(programs: [&'p Program; 2], reached: &'p [BTreeSet<usize>; 2]) -> impl Iterator<Item = &'p Waiver> {
    programs.into_iter().zip(reached).flat_map(|(program, places)| {
        let rules = places.iter().filter_map(|place| program.rules.get(*place));
        rules.flat_map(|ground| &ground.waivers).filter_map(|n| program.policy.waivers.get(*n))
    })
}

/// Looks at documents of one phase and size.
fn look(
    programs: [&Program; 2],
    found: &Differences,
    read: &BTreeSet<String>,
    space: &Space,
    limits: Limits,
    names: &mut BTreeMap<(Verb, Arc<str>), Open>,
) {
    let [old, new] = programs;
    let trials = programs.map(|program| Trial::new(Run::new(program, space.now), &space.documents, &space.sources));
    let [a, b] = &trials;
    let (Ok(ran_a), Ok(ran_b)) = (a.evaluate(&[]), b.evaluate(&[])) else {
        // A policy may ask for facts that can't be made up.
        for (program, places) in programs.into_iter().zip(&found.reached) {
            for head in places.iter().flat_map(|place| named(program, *place)) {
                names.entry(head).or_insert_with(Open::new).reach = [Reach::Unfinished; 2];
            }
        }
        return;
    };
    let (explain_a, explain_b) =
        (Explainer::new(old, &ran_a.facts, &ran_a.evaluation), Explainer::new(new, &ran_b.facts, &ran_b.evaluation));
    let moves_a = Moves::by(Who::Anybody(new), a, &explain_a, &[]);
    let moves_b = Moves::by(Who::Anybody(old), b, &explain_b, &[]);
    let (cone_a, cone_b) = (Cone::new(&moves_a), Cone::new(&moves_b));
    let mut sides = [Side::new(old, space.phase, Encoder::new(&cone_a)), Side::new(new, space.phase, Encoder::new(&cone_b))];
    let mut choices = Choices::new(CONFLICTS);
    // Items that a waiver names are not among those that are made up.
    let named_items = waivers([old, new], &found.reached).any(|waiver| waiver.items.is_some());
    // What the rules that differ conclude something of.
    let mut own: [Vec<Concluded>; 2] = Default::default();
    for ((side, places), own) in sides.iter_mut().zip(&found.reached).zip(&mut own) {
        let all = places.iter().flat_map(|place| side.of_rule(*place, &mut choices));
        own.extend(all.filter(|c| c.target.verb != Verb::Derive));
    }
    let heads: BTreeSet<(Verb, Arc<str>)> = own.iter().flatten().map(|c| (c.target.verb, c.target.name.clone())).collect();
    for (verb, name) in heads {
        let open = names.entry((verb, name.clone())).or_insert_with(Open::new);
        for (place, way) in [Way::Weaker, Way::Stricter].into_iter().enumerate() {
            let (Some(slot), Some(reach)) = (open.found.get_mut(place), open.reach.get_mut(place)) else { continue };
            if slot.is_some() || limits.only.is_some_and(|only| only != way) {
                continue;
            }
            let [more, less] = match way {
                Way::Weaker => [0, 1],
                Way::Stricter => [1, 0],
            };
            let of_head: Vec<Concluded> =
                own.get(more).into_iter().flatten().filter(|c| c.target.verb == verb && c.target.name == name).cloned().collect();
            // What both decide by the same rules is no difference.
            if of_head.is_empty() {
                continue;
            }
            let shows = |made: &[Change]| {
                let (Ok(x), Ok(y)) = (a.evaluate(made), b.evaluate(made)) else { return false };
                match way {
                    Way::Weaker => exceeds(&x.evaluation, &y.evaluation, verb, &name).is_some(),
                    Way::Stricter => exceeds(&y.evaluation, &x.evaluation, verb, &name).is_some(),
                }
            };
            let Some(([one, other], trial)) = two(&mut sides, more, less).zip(trials.get(less)) else { continue };
            let mut written = Written::new(1);
            let outcome = loop {
                let lit = more_in_force(one, other, &of_head, written.rules(), &mut choices);
                match find(lit, &mut choices, limits.tries, space.elements, &mut |made| {
                    shows(made) || written.lacks(&in_the_way(trial, made, verb, &name))
                }) {
                    Ok(made) if shows(&made) => break Ok(made),
                    Ok(made) => written.add(trial.program, read, &in_the_way(trial, &made, verb, &name)),
                    Err(reach) => break Err(reach),
                }
            };
            match outcome {
                Ok(made) => {
                    let Some(mut witness) = smallest(space, b, made.clone(), &mut |made| shows(made)) else { continue };
                    // What the rules that differ read comes first.
                    witness.stated.sort_by_key(|change| {
                        !change.path().is_some_and(|path| path.steps.last().is_some_and(|name| read.contains(&**name)))
                    });
                    if let (Ok(x), Ok(y)) = (a.evaluate(&made), b.evaluate(&made)) {
                        let came = |evaluation| Came::of(evaluation, verb, &name);
                        *slot = Some((witness, came(&x.evaluation), came(&y.evaluation)));
                    }
                }
                // What is not looked at is not ruled out.
                Err(_) if named_items || moves_a.left_something_out() || moves_b.left_something_out() => {
                    *reach = Reach::Unfinished
                }
                Err(found) => *reach = reach.and(found),
            }
        }
    }
}

fn two<T>(both: &mut [T; 2], more: usize, less: usize) -> Option<[&mut T; 2]> {
    let [a, b] = both;
    if more < less { Some([a, b]) } else { Some([b, a]) }
}

/// The rules by which something of a decision is in force after some changes.
fn in_the_way(trial: &Trial<'_>, made: &[Change], verb: Verb, name: &str) -> BTreeSet<usize> {
    let Ok(ran) = trial.evaluate(made) else { return BTreeSet::new() };
    let reasons = ran.evaluation.reasons.iter().filter(|r| r.target.verb == verb && *r.target.name == *name && r.in_force());
    reasons.filter_map(|reason| reason.rule).collect()
}

/// Whether one side has something in force by these conclusions that the other has not by the rules that were written down.
fn more_in_force(
    one: &Side<'_, '_>,
    other: &mut Side<'_, '_>,
    own: &[Concluded],
    written: &BTreeSet<usize>,
    choices: &mut Choices,
) -> Lit {
    let theirs: Vec<Concluded> = written.iter().flat_map(|place| other.of_rule(*place, choices)).collect();
    let mut parts = Vec::new();
    for c in own {
        let mut strengths = vec![c.strength.clone()];
        strengths.extend(Some(c.strength.as_precaution()).filter(|cautious| *cautious != c.strength));
        for strength in strengths {
            let here = one.in_force(&c.target, &strength, std::slice::from_ref(c), choices);
            let there = other.in_force(&c.target, &strength, &theirs, choices);
            parts.push(choices.circuit.and([here, there.not()]));
        }
    }
    choices.circuit.or(parts)
}

/// The first target of which more is in force in one evaluation than in the other.
fn exceeds<'e>(one: &'e Evaluation, other: &Evaluation, verb: Verb, name: &str) -> Option<&'e Target> {
    let decisions = one.decisions.iter().filter(|d| d.target.verb == verb && *d.target.name == *name);
    let more = decisions.filter(|d| {
        let theirs = other.decision(&d.target).and_then(|theirs| theirs.in_force.as_ref());
        d.in_force.as_ref().is_some_and(|ours| theirs.is_none_or(|theirs| !theirs.at_least(ours)))
    });
    more.map(|d| &d.target).next()
}
