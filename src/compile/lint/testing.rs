//! Helpers for the tests of lints: what is found in packs given as texts.
//! Nothing here reads a file.

use super::{HORIZON, Linted, lint};
use crate::compile::compile;
use crate::diagnostic::Sink;
use crate::policy::testing::{BASE, FIRST, packs, seen};
use crate::value::Instant;

/// What the lints find in packs, each given as its files' texts.
pub fn found(files: &[&[&str]], now: &str) -> Vec<String> {
    let (packs, policy, sources, problems) = packs(files);
    assert_eq!(seen(&problems, &sources), Vec::<String>::new());
    let mut sink = Sink::new();
    let program = compile(policy.expect("a policy without problems"), &mut sink).expect("a program");
    let now = Instant::parse(now).expect("an instant");
    lint(&Linted { program: &program, packs: &packs, now, horizon: HORIZON }, &mut sink);
    seen(&sink.into_sorted(), &sources)
}

/// What they find in a pack that extends the base of the tests, given without its head.
pub fn in_overlay(file: &str) -> Vec<String> {
    let file = format!("kind: policy\nname: acme\nextends: [base]\n{file}");
    found(&[&[BASE, FIRST], &[&file]], "2026-07-21T18:00Z")
}
