//! A shop in good order, but for one fact as people write it: a word that stands for nothing, a blank, dates in an order that can't
//! be. Each in YAML and in JSON, and with the answer that is right.

use holdpoint::engine::{Engine, Problems};
use holdpoint::value::Instant;

const RELEASE: &str = include_str!("../../examples/shop-north/release.yaml");
const SITE: &str = include_str!("../../examples/shop-north/site.yaml");

/// The verdict with its exit status, or the codes of the problems with the text at their places.
fn answer(engine: &Engine, documents: &[(&str, &str)]) -> String {
    let now = Instant::parse("2026-07-21T18:00Z").unwrap();
    match engine.evaluate(documents, now) {
        Ok(answer) => answer.verdict().exit_status().to_string(),
        Err(Problems { found, sources }) => {
            let seen = found.iter().map(|p| {
                let places: Vec<&str> = p.labels.iter().map(|l| sources.text(l.span)).collect();
                format!("{} at {}", p.code.name(), places.join(" and "))
            });
            seen.collect::<Vec<_>>().join("; ")
        }
    }
}

/// The answers for a site in YAML and in JSON, which are one answer but for the quotes of JSON.
fn both(engine: &Engine, site: &str) -> String {
    let yaml = answer(engine, &[("release.yaml", RELEASE), ("site.yaml", site)]);
    let value: serde_json::Value = serde_yaml::from_str(site).expect("a site");
    let json = answer(engine, &[("release.yaml", RELEASE), ("site.json", &serde_json::to_string_pretty(&value).unwrap())]);
    assert_eq!(yaml.replace(['"', '\''], ""), json.replace('"', ""), "{site}");
    yaml
}

fn with(old: &str, new: &str) -> String {
    assert_eq!(SITE.matches(old).count(), 1, "{old}");
    SITE.replace(old, new)
}

#[test]
fn a_word_for_nothing_names_nobody_and_no_place() {
    let engine = Engine::builtin("sophmate").unwrap();
    assert_eq!(both(&engine, SITE), "10");
    // Who restores may be named in two places, and here is.
    for (leaf, named, unknown, none) in
        [("rollback", "mia", "21", "20"), ("restore_owner", "ivo", "10", "10"), ("location", "host-vault/daily", "21", "20")]
    {
        let old = format!("  {leaf}: {named}");
        let set = |word: &str| both(&engine, &with(&old, &format!("  {leaf}: {word}")));
        for word in [
            "None", "NONE", "\"Null\"", "Unknown", "N/A", "n/a", "TBD", "todo", "nobody", "\"-\"", "\"?\"", "'~'", "(none)", "no",
        ] {
            assert_eq!(set(word), format!("placeholder at {word}"), "{leaf}: {word}");
        }
        for blank in ["\"\"", "''", "\"  \"", "\"\\u00a0\"", "null", "~", "Null", "", "unknown"] {
            assert_eq!(set(blank), unknown, "{leaf}: {blank} is unknown");
        }
        assert_eq!(set("none"), none, "{leaf}");
    }
}

#[test]
fn a_window_that_ends_before_it_starts_is_refused_with_both_places() {
    let engine = Engine::builtin("sophmate").unwrap();
    let window = |limits: &str| both(&engine, &with("start: 2026-07-21T20:00Z, end: 2026-07-21T22:00Z", limits));
    let reversed = "impossible-pair at 2026-07-21T20:00Z and 2026-07-21T22:00Z";
    assert_eq!(window("start: 2026-07-21T22:00Z, end: 2026-07-21T20:00Z"), reversed);
    assert_eq!(
        window("start: 2026-07-21T20:00Z, end: 2026-07-21T20:00Z"),
        "impossible-pair at 2026-07-21T20:00Z and 2026-07-21T20:00Z"
    );
    // Only where both are known, and only where no reading fits.
    assert_eq!(window("start: unknown, end: 2026-07-21T20:00Z"), "20");
    assert_eq!(window("start: 2026-07-21, end: 2026-07-21"), "10");
}
