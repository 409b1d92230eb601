//! Runs the mutants of a policy against the cases of its suites: killed, or a survivor with the case that would kill it, or
//! equivalent, or undecided. Threads share the mutants; the results come in their order.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::baseline::{Baseline, differs};
use super::change::{Kind, Mutant, Wanted, mutants};
use super::equal::equivalent;
use super::seek::{Start, World, Worlds, seek};
use super::seen::{Expectation, Seen, differences, seen};
use super::suggest::{expect, laid, lay, yaml};
use crate::compile::patch::Workbench;
use crate::compile::{Program, reads};
use crate::condition::conclusions::Conclusions;
use crate::diagnostic::Sink;
use crate::evaluate::Run;
use crate::facts::Facts;
use crate::facts::change::{Change, apply};
use crate::policy::Rule;
use crate::scenario::run::in_order;
use crate::scenario::{PreparedCase, Suite, run_case};
use crate::text::{Sources, Span};

/// A suite with its prepared cases.
#[derive(Clone, Copy, Debug)]
pub struct Tested<'a> {
    /// The suite.
    pub suite: &'a Suite,
    /// Its cases.
    pub cases: &'a [PreparedCase],
}

/// How far to go.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many threads.
    pub jobs: usize,
    /// How often facts are changed for one mutant before it counts as undecided.
    pub steps: usize,
    /// How many cases are run, all mutants together; those that would be beyond are not tried.
    pub work: usize,
}

/// What came of mutants.
#[derive(Clone, Debug)]
pub struct Mutated {
    /// Those that were tried, in the order of the policy.
    pub outcomes: Vec<Outcome>,
    /// How many were not.
    pub untried: usize,
}

/// So many elements of lists are as much work as another case with few of them.
const ELEMENTS: usize = 48;

/// What came of a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// A case fails.
    Killed,
    /// No case fails, and this one would: as YAML, to stand among the cases of the suite of this place.
    Survives(usize, String),
    /// Nothing can tell it from the policy.
    Equivalent,
    /// Neither was found out.
    Undecided,
    /// It is no policy: its rules read each other in a loop.
    Invalid,
}

/// A mutant with what came of it.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What kind of change it is.
    pub kind: Kind,
    /// What is changed.
    pub subject: String,
    /// Where.
    pub span: Span,
    /// What stands there.
    pub before: String,
    /// What the mutant has instead; empty where it has nothing.
    pub after: String,
    /// What came of it.
    pub fate: Fate,
}

/// How near the nearest cases must be to be the start of a search, and how many are.
const STARTS: usize = 4;

/// Runs the mutants of the wanted rules. All cases must pass with the policy as it is.
pub fn run(program: &Program, tested: &[Tested<'_>], wanted: &Wanted, sources: &Sources, limits: Limits) -> Mutated {
    let mut all = mutants(&program.policy, wanted);
    let cases: Vec<(usize, &PreparedCase)> =
        tested.iter().enumerate().flat_map(|(suite, t)| t.cases.iter().map(move |case| (suite, case))).collect();
    let room = (limits.work / of_one(&cases, limits.steps)).max(1);
    let untried = all.len().saturating_sub(room);
    all.truncate(room);
    let baselines = in_order(&cases, limits.jobs, &|(suite, case)| Baseline::new(program, case, *suite));
    let shared = Shared { program, tested, baselines: &baselines, sources, steps: limits.steps };
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut bench = Workbench::new(program.clone());
        let worlds = Worlds::new(program, sources);
        let mut done = Vec::new();
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            let Some(mutant) = all.get(n) else { return done };
            done.push((n, shared.fate(&mut bench, &worlds, mutant)));
        }
    };
    let mut fates: Vec<(usize, Fate)> = thread::scope(|scope| {
        let threads: Vec<_> = (0..limits.jobs.clamp(1, 64).min(all.len().max(1))).map(|_| scope.spawn(worker)).collect();
        let done = |thread: thread::ScopedJoinHandle<'_, Vec<(usize, Fate)>>| match thread.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        threads.into_iter().flat_map(done).collect()
    });
    fates.sort_by_key(|(n, _)| *n);
    let outcome = |(mutant, (_, fate)): (Mutant, (usize, Fate))| Outcome {
        kind: mutant.kind,
        subject: mutant.subject.to_string(),
        span: mutant.span,
        before: mutant.before,
        after: mutant.after,
        fate,
    };
    Mutated { outcomes: all.into_iter().zip(fates).map(outcome).collect(), untried }
}

/// The most work of one mutant: each case once, and each step of a search on a case as large as they are on average.
fn of_one(cases: &[(usize, &PreparedCase)], steps: usize) -> usize {
    let elements = |case: &PreparedCase| -> usize {
        let lists = case.documents.iter().flat_map(|document| document.root.entries());
        lists.map(|entry| entry.value.elements().len()).sum()
    };
    let all: usize = cases.iter().map(|(_, case)| 1 + elements(case) / ELEMENTS).sum();
    let average = all.div_ceil(cases.len().max(1));
    all.saturating_add(steps.saturating_mul(average)).max(1)
}

struct Shared<'a> {
    program: &'a Program,
    tested: &'a [Tested<'a>],
    baselines: &'a [Baseline<'a>],
    sources: &'a Sources,
    steps: usize,
}

/// A mutant's program, the rule it changes, and whether what is unknown tells it from the policy.
struct About<'a> {
    program: &'a Program,
    rule: &'a str,
    asks: bool,
}

impl Shared<'_> {
    fn fate(&self, bench: &mut Workbench, worlds: &Worlds<'_>, mutant: &Mutant) -> Fate {
        bench.with(&mutant.exchange, |program, places| self.judge(program, places, worlds, mutant)).unwrap_or(Fate::Invalid)
    }

    fn judge(&self, program: &Program, places: &[usize], worlds: &Worlds<'_>, mutant: &Mutant) -> Fate {
        let rules = self.rules(mutant);
        let nearest = |b: &&Baseline<'_>| rules.iter().map(|(n, id)| b.distance(*n, id)).min().unwrap_or(usize::MAX);
        let mut cases: Vec<&Baseline<'_>> = self.baselines.iter().collect();
        cases.sort_by_key(nearest);
        if cases.iter().any(|case| case.fails(program, &rules, places)) {
            return Fate::Killed;
        }
        if equivalent(&self.program.policy, mutant) {
            return Fate::Equivalent;
        }
        let numbered: Vec<(usize, &Baseline<'_>)> = cases
            .iter()
            .take(STARTS)
            .filter_map(|b| Some((self.baselines.iter().position(|other| std::ptr::eq(other, *b))?, *b)))
            .collect();
        let starts: Vec<Start<'_>> = numbered
            .iter()
            .map(|(place, b)| Start { documents: &b.case.documents, now: b.case.facts.now, place: *place })
            .collect();
        let rule = rules.first().map(|(_, id)| id.as_str()).unwrap_or_default();
        let of = |place: &usize| self.program.rules.get(*place).is_some_and(|g| rules.iter().any(|(rule, _)| *rule == g.rule));
        let ours: Vec<usize> = (0..self.program.rules.len()).filter(of).collect();
        let reads = |program: &Program, places: &[usize]| {
            places.iter().filter_map(|n| program.rules.get(*n)).any(|g| !reads::of_rule(g, &program.tests).is_empty())
        };
        let (concludes, none) = (reads(self.program, &ours) || reads(program, places), Conclusions::default());
        let about = About { program, rule, asks: mutant.kind == Kind::IfUnknown };
        let mut enough = |world: &World| {
            let conclusions = if concludes { worlds.conclusions(world) } else { &none };
            differs((self.program, &ours), (program, places), &world.facts, conclusions)
                && self.told(&about, &world.facts).is_some()
        };
        let Some(world) = seek(worlds, program, mutant, &starts, self.steps, &mut enough) else { return Fate::Undecided };
        let suite = numbered.iter().find(|(place, _)| *place == world.start).map_or(0, |(_, b)| b.suite);
        self.fewest(&about, worlds, &world, &starts, suite, mutant).unwrap_or(Fate::Undecided)
    }

    /// The rules that a mutant changes, by their place in the policy, with their ids.
    fn rules(&self, mutant: &Mutant) -> Vec<(usize, String)> {
        let policy = &self.program.policy;
        let waived = |rule: &Rule| {
            let Some(waivers) = &mutant.exchange.waivers else { return false };
            policy.waivers.iter().chain(waivers).any(|w| w.rule == rule.id)
        };
        let places = mutant.exchange.rules.iter().map(|(n, _)| *n);
        let named = policy.rules.iter().enumerate().filter(|(_, r)| waived(r)).map(|(n, _)| n);
        places.chain(named).filter_map(|n| Some((n, policy.rules.get(n)?.id.to_string()))).collect()
    }

    /// What a case would have to expect of facts to tell the mutant from the policy.
    fn told(&self, about: &About<'_>, facts: &Facts) -> Option<Expectation> {
        let of = |program: &Program| -> Seen { seen(program, facts, about.asks) };
        let (ours, theirs) = (of(self.program), of(about.program));
        if ours == theirs {
            return None;
        }
        differences(&ours, &theirs, about.rule).into_iter().find(|e| self.tells(about.program, facts, e))
    }

    /// Whether a case that expects this passes with the policy and fails with the mutant.
    fn tells(&self, mutant: &Program, facts: &Facts, wanted: &Expectation) -> bool {
        let span = super::seek::no_span();
        let case = PreparedCase {
            name: String::new(),
            span,
            documents: std::sync::Arc::default(),
            facts: std::sync::Arc::new(facts.clone()),
            expect: expect(wanted, span),
        };
        run_case(self.program, &case).differences.is_empty() && !run_case(mutant, &case).differences.is_empty()
    }

    /// Leaves out every change that is not needed, and writes the case.
    fn fewest(
        &self,
        about: &About<'_>,
        worlds: &Worlds<'_>,
        found: &World,
        starts: &[Start<'_>],
        suite: usize,
        mutant: &Mutant,
    ) -> Option<Fate> {
        let start = starts.iter().find(|s| s.place == found.start)?;
        let mut kept = found.changes.clone();
        let mut n = kept.len();
        while n > 0 {
            n -= 1;
            let fewer: Vec<Change> = kept.iter().enumerate().filter(|(m, _)| *m != n).map(|(_, c)| c.clone()).collect();
            worlds.allow(fewer.len());
            let world = fewer.iter().try_fold(worlds.start(start)?, |world, change| worlds.after(&world, change));
            if world.is_some_and(|world| self.told(about, &world.facts).is_some()) {
                kept = fewer;
            }
        }
        worlds.allow(kept.len());
        let world = kept.iter().try_fold(worlds.start(start)?, |world, change| worlds.after(&world, change))?;
        // What is printed is what was tried: the case is laid over the base of its suite and run once more.
        let base = self.tested.get(suite)?.suite;
        let laid = laid(&base.base, base.now, &world.documents, world.now);
        let facts = self.facts(&base.base, &laid, &world)?;
        let wanted = self.told(about, &facts)?;
        Some(Fate::Survives(suite, yaml(&name(mutant), &laid, &wanted)))
    }

    fn facts(&self, base: &[crate::facts::FactDocument], laid: &super::suggest::Laid, world: &World) -> Option<Facts> {
        let policy = &self.program.policy;
        let mut documents = lay(base, laid, super::seek::no_span());
        for path in &laid.unset {
            let change = Change::Unset { path: path.clone() };
            documents = apply(&documents, &[change], &policy.schemas, world.facts.phase).ok()?;
        }
        Run::new(self.program, world.now).read(&documents, self.sources, &mut Sink::new())
    }
}

/// What the case shows, in a line.
fn name(mutant: &Mutant) -> String {
    let short = |text: &str| {
        let cut: String = text.chars().take(60).collect();
        if cut.len() < text.len() { format!("{cut}…") } else { cut }
    };
    let subject = &mutant.subject;
    if mutant.after.is_empty() {
        return format!("{subject} with {}", short(&mutant.before));
    }
    // What both have in common is said once.
    let (before, after): (Vec<&str>, Vec<&str>) = (mutant.before.split(' ').collect(), mutant.after.split(' ').collect());
    let start = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
    let end = before.iter().rev().zip(after.iter().rev()).take_while(|(a, b)| a == b).count();
    let differs = after.get(start..after.len().saturating_sub(end)).filter(|words| !words.is_empty());
    let instead = differs.map_or_else(|| mutant.after.clone(), |words| words.join(" "));
    format!("{subject}: {}, not {}", short(&mutant.before), short(&instead))
}
