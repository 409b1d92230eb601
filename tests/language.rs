//! What the language means: `tests/language/*.md` holds short documents and the decisions that come of them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that meets what it does not expect fails"
)]

mod cases;

#[test]
fn the_language_means_what_its_cases_say() {
    let failures = cases::run("tests/language");
    assert!(failures.is_empty(), "{}\n(UPDATE=1 stores what came out; read it before it is committed)", failures.join("\n"));
}
