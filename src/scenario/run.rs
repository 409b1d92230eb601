//! Runs cases against a program: one by one as a library, or all at once on several threads, in the order of the suites.
//! What a case expects is compared by `compare`; a failing case is explained here, for whoever shows it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::actual::Actual;
use super::compare::{Ask, Difference, compare};
use super::prepare::{PreparedCase, one};
use super::stated::Reads;
use super::suite::{Case, Suite};
use crate::compile::Program;
use crate::diagnostic::Sink;
use crate::evaluate::{Evaluation, Run};
use crate::explain::Explainer;
use crate::explain::explanation::{Explanation, explain};
use crate::explain::why_not::why_not;
use crate::text::{Sources, Span};

/// What came of a case.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The evaluation.
    pub evaluation: Evaluation,
    /// What came otherwise than expected; empty for a case that passes.
    pub differences: Vec<Difference>,
}

/// What came of a case, for whoever shows it.
#[derive(Clone, Debug)]
pub struct CaseResult {
    /// Its name.
    pub name: String,
    /// Its place.
    pub span: Span,
    /// What came otherwise than expected.
    pub failures: Vec<Failure>,
}

/// A difference with its explanation.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The difference.
    pub difference: Difference,
    /// Why it came so; none where there is nothing to explain or an earlier failure of the case explains it.
    pub explanation: Option<Explanation>,
}

/// The results of a suite.
#[derive(Clone, Debug)]
pub struct SuiteResult {
    /// Its name.
    pub name: String,
    /// The name of its file.
    pub file: String,
    /// Its cases in order.
    pub cases: Vec<CaseResult>,
}

/// How many cases passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many passed.
    pub passed: usize,
    /// How many failed.
    pub failed: usize,
}

/// How many differences of one case are explained.
const EXPLAINED: usize = 8;

/// Runs one case. It must have been prepared for a program with the same vocabulary and the same facts.
pub fn run_case(program: &Program, case: &PreparedCase) -> Outcome {
    let evaluation = Run::again(program, &case.facts, None);
    let differences = compare(&case.expect, &Actual { program, facts: &case.facts, evaluation: &evaluation });
    Outcome { evaluation, differences }
}

/// Runs the cases of suites on up to so many threads; the results come in the order of the cases.
pub fn run_suites(program: &Program, suites: &[(String, String, Vec<PreparedCase>)], jobs: usize) -> Vec<SuiteResult> {
    let all: Vec<&PreparedCase> = suites.iter().flat_map(|(_, _, cases)| cases).collect();
    let mut results = in_order(&all, jobs, &|case| result(program, case)).into_iter();
    suites
        .iter()
        .map(|(name, file, cases)| SuiteResult {
            name: name.clone(),
            file: file.clone(),
            cases: results.by_ref().take(cases.len()).collect(),
        })
        .collect()
}

/// Reads the facts of each case of a suite, runs the wanted ones and keeps only what came of them, on up to so many threads. With an
/// error in the sink nothing is run, and what came of it must not be shown.
pub fn run_suite(
    suite: &Suite,
    program: &Program,
    sources: &Sources,
    jobs: usize,
    wanted: &(dyn Fn(&str) -> bool + Sync),
    sink: &mut Sink,
) -> SuiteResult {
    let reads = Reads::of(program);
    let runs = !sink.has_errors();
    let one = |case: &Case| {
        let mut found = Sink::new();
        let prepared = one(case, program, &reads, sources, &mut found).filter(|_| runs && wanted(&case.name));
        (prepared.map(|case| result(program, &case)), found)
    };
    let mut cases = Vec::new();
    for (result, found) in in_order(&suite.cases, jobs, &one) {
        cases.extend(result);
        sink.append(found);
    }
    SuiteResult { name: suite.name.clone(), file: suite.file(sources).to_owned(), cases }
}

/// Does the same with each element on up to so many threads, and gives the results in the order of the elements.
pub fn in_order<T: Sync, R: Send>(all: &[T], jobs: usize, work: &(dyn Fn(&T) -> R + Sync)) -> Vec<R> {
    let jobs = jobs.clamp(1, 64).min(all.len().max(1));
    if jobs == 1 {
        return all.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut done: Vec<(usize, R)> = Vec::new();
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            let Some(one) = all.get(n) else { return done };
            done.push((n, work(one)));
        }
    };
    let mut results: Vec<(usize, R)> = thread::scope(|scope| {
        let threads: Vec<_> = (0..jobs).map(|_| scope.spawn(worker)).collect();
        let done = |thread: thread::ScopedJoinHandle<'_, Vec<(usize, R)>>| match thread.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        threads.into_iter().flat_map(done).collect()
    });
    results.sort_by_key(|(n, _)| *n);
    results.into_iter().map(|(_, result)| result).collect()
}

fn result(program: &Program, case: &PreparedCase) -> CaseResult {
    let Outcome { evaluation, differences } = run_case(program, case);
    if differences.is_empty() {
        return CaseResult { name: case.name.clone(), span: case.span, failures: Vec::new() };
    }
    let explainer = Explainer::new(program, &case.facts, &evaluation);
    let mut asked: Vec<String> = Vec::new();
    let mut explained = 0;
    let failures = differences
        .into_iter()
        .map(|difference| {
            let explanation = match &difference.ask {
                Some(ask) if explained < EXPLAINED && !asked.contains(&ask.text) => {
                    let answer = answer(&explainer, ask);
                    // Why the verdict came is why its decisions came.
                    asked.extend(answer.parts.iter().filter_map(|p| p.decision.as_ref()).map(ToString::to_string));
                    asked.push(ask.text.clone());
                    explained += 1;
                    Some(answer)
                }
                _ => None,
            };
            Failure { difference, explanation }
        })
        .collect();
    CaseResult { name: case.name.clone(), span: case.span, failures }
}

/// The explanation of a difference. Of a rule that was asked about one decision, what it could decide else is left out.
fn answer(explainer: &Explainer<'_>, ask: &Ask) -> Explanation {
    let mut answer = explain(explainer, &ask.text, &ask.question);
    if let Some(about) = &ask.about {
        let program = explainer.program;
        let grounds = why_not(explainer, about).into_iter().filter_map(|c| program.rules.get(c.rule));
        let names: Vec<String> = grounds.map(|ground| program.name_of(ground)).collect();
        for part in &mut answer.parts {
            if part.not.iter().any(|n| names.contains(&n.rule.name)) {
                part.not.retain(|n| names.contains(&n.rule.name));
            }
        }
    }
    answer
}

impl CaseResult {
    /// Whether everything came as expected.
    pub fn passes(&self) -> bool {
        self.failures.is_empty()
    }
}

impl SuiteResult {
    /// How many of its cases passed and failed.
    pub fn tally(&self) -> Tally {
        let failed = self.cases.iter().filter(|c| !c.passes()).count();
        Tally { passed: self.cases.len() - failed, failed }
    }
}

impl Tally {
    /// That of several suites.
    pub fn of(suites: &[SuiteResult]) -> Self {
        suites
            .iter()
            .map(SuiteResult::tally)
            .fold(Self::default(), |all, one| Self { passed: all.passed + one.passed, failed: all.failed + one.failed })
    }

    /// All cases.
    pub fn cases(self) -> usize {
        self.passed + self.failed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_whatever_thread_made_them() {
        let all: Vec<usize> = (0..200).collect();
        let work = |n: &usize| {
            // Later elements are done sooner.
            thread::sleep(std::time::Duration::from_micros(u64::try_from(200 - n).unwrap()));
            n * 2
        };
        let expected: Vec<usize> = (0..200).map(|n| n * 2).collect();
        for jobs in [0, 1, 7, 1000] {
            assert_eq!(in_order(&all, jobs, &work), expected, "{jobs}");
        }
        assert_eq!(in_order(&[], 4, &work), Vec::<usize>::new());
    }
}
