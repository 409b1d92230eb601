//! Every limit is held by a code, of which the example is run, or by a test that exists.

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
