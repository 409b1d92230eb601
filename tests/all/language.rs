//! What the language means: `tests/language/*.md` holds short documents and the decisions that come of them.

#[test]
fn the_language_means_what_its_cases_say() {
    let failures = crate::cases::run("tests/language");
    assert!(failures.is_empty(), "{}\n(UPDATE=1 stores what came out; read it before it is committed)", failures.join("\n"));
}
