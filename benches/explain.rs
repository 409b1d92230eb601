//! What explanations cost beside an evaluation, on every scenario and the built-in pack: `cargo bench --bench explain`.
//! For each the derivation of everything in force against one more evaluation, and the smallest why of each decision.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a measurement that can't be made must fail loudly, and prints what it found"
)]

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant as Clock};

use criterion::{Criterion, criterion_group, criterion_main};
use holdpoint::compile::{Program, compile};
use holdpoint::diagnostic::Sink;
use holdpoint::evaluate::{Evaluation, Ran, Run};
use holdpoint::explain::derivation::derivations;
use holdpoint::explain::why::{self, Goal};
use holdpoint::explain::{Explainer, why_not};
use holdpoint::facts::Facts;
use holdpoint::project::{self, Loaded, Request};
use holdpoint::value::Instant;

struct Scenario {
    name: &'static str,
    program: Program,
    facts: Facts,
    evaluation: Evaluation,
}

const SCENARIOS: [(&str, &str); 9] = [
    ("examples/ai-assistant", "2026-07-21T18:00Z"),
    ("examples/garden-blog", "2026-07-21T18:00Z"),
    ("examples/garden-blog-after", "2026-07-22T00:00Z"),
    ("examples/shop-lake", "2026-07-30T12:00Z"),
    ("examples/shop-lake-after", "2026-07-31T23:00Z"),
    ("examples/shop-north", "2026-07-21T18:00Z"),
    ("examples/shop-north-after", "2026-07-22T00:00Z"),
    ("examples/shop-north-verified", "2026-07-22T00:00Z"),
    ("tests/scenarios/bare-site", "2026-07-21T18:00Z"),
];

fn scenario((name, now): (&'static str, &str)) -> Scenario {
    let mut sink = Sink::new();
    let paths: Vec<PathBuf> = ["release.yaml", "site.yaml", "update.yaml"].map(|file| Path::new(name).join(file)).to_vec();
    let paths: Vec<PathBuf> = paths.into_iter().filter(|p| p.exists()).collect();
    let Loaded { sources, policy, documents, .. } =
        project::load(Request { policy: None, root: Path::new("."), paths: &paths, stdin: None }, &mut sink);
    let program = compile(policy.unwrap(), &mut sink).unwrap();
    let now = Instant::parse(now).unwrap();
    let Ran { facts, evaluation } = Run::new(&program, now).evaluate(&documents, &sources, &mut sink).unwrap();
    Scenario { name, program, facts, evaluation }
}

/// The fastest of a few rounds: whatever else runs can only make it slower.
fn fastest(rounds: usize, mut run: impl FnMut()) -> Duration {
    let mut best = Duration::MAX;
    for _ in 0..rounds {
        let start = Clock::now();
        run();
        best = best.min(start.elapsed());
    }
    best
}

fn micro(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

fn each_decision(_: &mut Criterion) {
    println!("microseconds; fastest of 15 rounds");
    println!(
        "{:30} {:>9} {:>10} {:>9} {:>9} {:>9} {:>9}",
        "scenario", "evaluate", "derivation", "decisions", "why mean", "why worst", "why not"
    );
    for scenario in SCENARIOS.map(scenario) {
        let Scenario { name, program, facts, evaluation } = &scenario;
        let evaluated = fastest(15, || drop(black_box(Run::again(program, facts, None))));
        let derived = fastest(15, || {
            let explainer = Explainer::new(program, facts, evaluation);
            black_box(derivations(&explainer, evaluation.reasons.iter().filter(|r| r.in_force())));
        });
        let explainer = Explainer::new(program, facts, evaluation);
        let goals: Vec<Goal> = evaluation
            .decisions
            .iter()
            .filter_map(|d| Some(Goal::Decision(d.target.clone(), why::certain(&explainer, d)?)))
            .collect();
        let times: Vec<Duration> = goals.iter().map(|goal| fastest(15, || drop(black_box(why::why(&explainer, goal))))).collect();
        let mean = if times.is_empty() { 0.0 } else { times.iter().map(|t| micro(*t)).sum::<f64>() / times.len() as f64 };
        let worst = times.iter().map(|t| micro(*t)).fold(0.0, f64::max);
        let action = holdpoint::decision::Target::new(holdpoint::decision::Verb::Block, "update");
        let not = fastest(15, || drop(black_box(why_not::why_not(&explainer, &action))));
        println!(
            "{name:30} {:9.0} {:10.0} {:9} {mean:9.0} {worst:9.0} {:9.0}",
            micro(evaluated),
            micro(derived),
            goals.len(),
            micro(not)
        );
    }
}

criterion_group!(benches, each_decision);
criterion_main!(benches);
