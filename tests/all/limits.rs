//! Every limit is held by a code, of which the example is run, or by a test that exists; so is every promise of `SECURITY.md`.

use std::path::Path;

use holdpoint::diagnostic::{Beyond, limits};

use crate::support::tests_by_name;

#[test]
fn every_limit_has_a_code_or_a_test() {
    let tests = tests_by_name();
    let missing: Vec<&str> = limits::ALL
        .iter()
        .filter(|limit| match limit.beyond {
            Beyond::Refused(code) => code.example().is_none(),
            Beyond::GoesOn { test, .. } => !tests.contains(test),
        })
        .map(|limit| limit.name)
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}

#[test]
fn every_promise_names_tests_that_exist() {
    let tests = tests_by_name();
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("SECURITY.md")).unwrap();
    let promises: Vec<&str> = text.lines().filter(|line| line.starts_with("| **")).collect();
    assert!(promises.len() >= 10, "{} promises", promises.len());
    for promise in promises {
        let held = promise.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        let named: Vec<&str> = held.split('`').skip(1).step_by(2).collect();
        assert!(!named.is_empty(), "{promise}");
        let gone: Vec<&&str> = named.iter().filter(|name| !tests.contains(**name)).collect();
        assert!(gone.is_empty(), "{gone:?}: no test is called so");
    }
}
