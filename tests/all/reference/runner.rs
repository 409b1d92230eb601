//! Runs properties on streams of choices, and shows the files of a case that fails.
//! Seeds are fixed, so that a run is as good as the last one. `HOLDPOINT_CASES=2000` tries more of each.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use super::choices::Choices;
use super::complete::Completer;
use super::generate::{Generator, Options};
use super::policy::Policy;
use super::render;
use super::world::World;

pub const ALL: Options = Options { evidence: true, waivers: true, small: false };
pub const WORLD_ONLY: Options = Options { evidence: false, waivers: true, small: false };
pub const SMALL: Options = Options { evidence: false, waivers: false, small: true };

/// How many cases a property tries: about these, or as many as the environment says.
pub fn cases(usual: u32) -> u32 {
    std::env::var("HOLDPOINT_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

/// Tries a property on streams of choices, the same ones in every run.
pub fn check(usual: u32, property: impl Fn(&mut Choices<'_>) -> Result<(), TestCaseError>) {
    let config = Config { cases: cases(usual), failure_persistence: None, max_shrink_iters: 1000, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let outcome = runner.run(&vec(any::<u16>(), 50..900), |numbers| property(&mut Choices::new(&numbers)));
    match outcome {
        Ok(()) => {}
        // The numbers say nothing to anybody.
        Err(TestError::Fail(why, _)) => panic!("{why}"),
        Err(why) => panic!("{why}"),
    }
}

/// A world in which some of what was open is filled in.
pub fn complete(world: &World, part: usize, choices: &mut Choices<'_>) -> World {
    let mut generator = Generator { choices, options: ALL };
    Completer::new(&mut generator, part).world(world)
}

/// The files of a case, for a failure.
pub fn shown(policy: &Policy, world: &World) -> String {
    let mut still = Choices::new(&[]);
    let mut out: Vec<String> = Vec::new();
    out.extend(policy.rules.iter().map(|r| format!("{r:?}")));
    for (path, value) in render::policy(policy, &mut still).into_iter().skip(1) {
        out.push(format!("# {path}\n{}", render::yaml(&value)));
    }
    out.push(shown_world(world));
    out.join("\n")
}

pub fn shown_world(world: &World) -> String {
    render::documents(world)
        .into_iter()
        .map(|(kind, value)| format!("# {kind}\n{}", render::yaml(&value)))
        .collect::<Vec<_>>()
        .join("\n")
}
