//! Small policies with suites for the tests of this layer.
//! It exists for tests only.

use crate::compile::{Program, compile};
use crate::diagnostic::Sink;
use crate::document;
use crate::policy::testing as policies;
use crate::scenario::mutate::{Limits, Outcome, Tested, Wanted, run};
use crate::scenario::{PreparedCase, Suite, SuiteSource, prepare, read};
use crate::text::Sources;

/// A rule that blocks the update, as YAML; the lines are those of `when` and what else it has.
pub fn rule(id: &str, lines: &str) -> String {
    let lines: String = lines.lines().map(|l| format!("  {l}\n")).collect();
    format!("- id: {id}\n  title: T\n  because: Because.\n  source: Here\n  owner: owner\n{lines}")
}

const PACK: &str = "\
kind: policy
name: test
title: Test
version: \"1\"
product: { id: test, title: Test, scheme: semver }
vocabulary:
  areas:
    core: { title: Core, about: The core. }
    shop: { title: Shop, about: The shop. }
  categories:
    commerce: { title: Commerce, about: What sells. }
    content: { title: Content, about: What is read. }
  actions:
    update: { title: the update, not: Do not update., due: before, acts: owner }
    restart: { title: restarting, not: Do not restart., due: after, acts: owner }
  roles:
    owner: { title: owner }
  destinations: {}
  tasks: {}
  stage: { due: staging, acts: owner }
  pause: { due: production, acts: owner }
  rollback: { due: now, acts: owner }
";

/// The program of some rules, and its sources.
pub fn program(rules: &str) -> (Program, Sources) {
    pack("rules:\n", rules)
}

/// The program of some rules that stand after other keys of the pack.
pub fn pack(before: &str, rules: &str) -> (Program, Sources) {
    let rules: String = rules.lines().map(|l| format!("  {l}\n")).collect();
    let (policy, found, sources) = policies::read(&[&[&format!("{PACK}{before}{rules}")]]);
    let problems = policies::seen(&found, &sources);
    let program = policy.and_then(|policy| compile(policy, &mut Sink::new()));
    (program.unwrap_or_else(|| panic!("{problems:?}")), sources)
}

/// A suite about a policy: the base has these lines, the cases are given as elements of `cases`.
pub fn suite(program: &Program, sources: &mut Sources, base: &str, cases: &str) -> (Suite, Vec<PreparedCase>) {
    let base: String = base.lines().map(|l| format!("  {l}\n")).collect();
    let text = format!("kind: tests\nname: small\nbase:\n{base}cases:\n{cases}");
    let mut sink = Sink::new();
    let (_, tree) = document::load(sources, "small.yaml", text.into_bytes(), &mut sink);
    let document = tree.expect("the suite is YAML");
    let suite = read(&SuiteSource { document, base: None }, program, sources, &mut sink).expect("a suite");
    let cases = prepare(&suite, program, sources, &mut sink);
    assert!(!sink.has_errors(), "{:?}", sink.into_sorted());
    (suite, cases)
}

/// What a base of a suite has at least.
pub const BASE: &str = "now: 2026-07-21T18:00Z\nrelease: { version: 2.0.0 }\nsite: { id: shop-north }";

/// What comes of all mutants of some rules with a suite.
pub fn outcomes(rules: &str, base: &str, cases: &str) -> Vec<Outcome> {
    let (program, mut sources) = program(rules);
    let (suite, cases) = suite(&program, &mut sources, base, cases);
    let tested = [Tested { suite: &suite, cases: &cases }];
    run(&program, &tested, &Wanted::default(), &sources, Limits { jobs: 2, steps: 600, work: usize::MAX }).outcomes
}
