//! `holdpoint test --mutate`: what survives, the case that kills it, how it ends, what each format prints.

use std::fs;

use serde_json::Value;

use super::{Ran, folder, holdpoint_in, policy, rule};

const BASE: &str = "kind: tests\nname: ages\nbase:\n  now: 2026-07-21T18:00Z\n  release: { version: 2.4.0 }\n  site: { id: shop-north }\ncases:\n";

fn case(taken: &str, expect: &str) -> String {
    format!("  - {{ name: taken {taken}, set: {{ site: {{ backup: {{ taken_at: {taken} }} }} }}, expect: {{ {expect} }} }}\n")
}

/// A pack with one rule, whose two cases stay away from its boundary.
fn pack() -> tempfile::TempDir {
    let rules = rule("backup.fresh", "when: { site.backup.taken_at: { older_than: 24h } }, then: { block: update }");
    let cases = case("2026-07-10T18:00:01Z", "decisions: { 'block:update': { because: [backup.fresh], certain: true } }")
        + &case("2026-07-21T17:00:01Z", "not: ['block:update']")
        + "  - { name: nothing is stated, set: { site: { backup: { taken_at: unknown } } }, expect: { verdict: hold-by-precaution } }\n";
    folder(&[("tiny/pack.yaml", &policy(&rules)), ("tiny/tests/ages.yaml", &format!("{BASE}{cases}"))])
}

fn mutated(folder: &tempfile::TempDir, more: &[&str]) -> Ran {
    holdpoint_in(folder, &[&["test", "tiny", "--mutate"], more].concat(), "")
}

#[test]
fn a_survivor_comes_with_the_case_that_kills_it() {
    let folder = pack();
    let ran = mutated(&folder, &["--min", "mutation=100"]);
    assert_eq!(
        (ran.status, ran.err.as_str()),
        (4, "tiny: 66% of the mutants are noticed, and 100% is asked for\n"),
        "{}",
        ran.out
    );
    assert_eq!(
        ran.out,
        "\
✗ backup.fresh constant survives tiny/pack.yaml:11
  is      site.backup.taken_at: { older_than: 1d }
  mutant  site.backup.taken_at: { older_than: 86399s }
  Add to `cases` of tiny/tests/ages.yaml:

    - name: 'backup.fresh: site.backup.taken_at: { older_than: 1d }, not 86399s'
      set:
        site:
          backup:
            taken_at: 2026-07-20T18:00:00Z
      expect:
        not:
        - block:update

✗ backup.fresh constant survives tiny/pack.yaml:11
  is      site.backup.taken_at: { older_than: 1d }
  mutant  site.backup.taken_at: { older_than: 86401s }
  Add to `cases` of tiny/tests/ages.yaml:

    - name: 'backup.fresh: site.backup.taken_at: { older_than: 1d }, not 86401s'
      set:
        site:
          backup:
            taken_at: 2026-07-20T17:59:59Z
      expect:
        decisions:
          block:update:
            includes:
            - backup.fresh

tiny 66%: 4 of 6 mutants killed by 3 cases
"
    );
    // Pasted, every suggested case passes and leaves one mutant less.
    let suite = folder.path().join("tiny/tests/ages.yaml");
    for _ in 0..8 {
        let ran = mutated(&folder, &["--format", "json"]);
        assert_eq!((ran.status, ran.err.as_str()), (0, ""));
        let value: Value = serde_json::from_str(&ran.out).unwrap();
        let survivors = value.pointer("/policies/0/survivors").and_then(Value::as_array).unwrap();
        let Some(first) = survivors.first() else {
            assert_eq!(value.pointer("/policies/0/mutants/score"), Some(&100.into()));
            let ran = mutated(&folder, &["--min", "mutation=100"]);
            assert_eq!((ran.status, ran.err.as_str()), (0, ""));
            assert!(ran.out.ends_with("tiny 100%: 6 of 6 mutants killed by 5 cases\n"), "{}", ran.out);
            return;
        };
        assert_eq!(first.pointer("/file"), Some(&"tiny/tests/ages.yaml".into()));
        let text = fs::read_to_string(&suite).unwrap();
        fs::write(&suite, text + first.pointer("/case").and_then(Value::as_str).unwrap()).unwrap();
    }
    panic!("a suggested case killed nothing");
}

#[test]
fn what_goes_together_is_said() {
    let folder = pack();
    for (arguments, why) in [
        (vec!["test", "tiny", "--mutate", "--coverage"], "cannot be used with"),
        (vec!["test", "tiny", "--mutate", "--format", "junit"], "the formats are text, json and markdown with `--mutate`\n"),
        (vec!["test", "tiny", "--min", "mutation=100"], "`--min mutation` asks which mutants are noticed; add `--mutate`\n"),
        (vec!["test", "tiny", "--mutate", "--min", "rules=100"], "`--min` asks what is covered; add `--coverage`\n"),
        (vec!["test", "tiny", "--mutate", "--mutants-filter", "nothing"], "no rule has `nothing` in its id\n"),
    ] {
        let ran = holdpoint_in(&folder, &arguments, "");
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.err.contains(why), "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn a_case_that_fails_is_shown_instead() {
    let folder = pack();
    let suite = folder.path().join("tiny/tests/ages.yaml");
    fs::write(&suite, BASE.to_owned() + &case("2026-07-10", "not: ['block:update']")).unwrap();
    let ran = mutated(&folder, &[]);
    assert_eq!((ran.status, ran.err.as_str()), (4, ""));
    assert!(ran.out.starts_with("✗ ages: 0 cases pass, 1 fails (tiny/tests/ages.yaml)\n"), "{}", ran.out);
}

#[test]
fn markdown_counts_by_kind_and_lists_the_survivors() {
    let ran = mutated(&pack(), &["--format", "markdown"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    for part in ["# What 3 cases notice of changes to tiny\n", "| **all** | 66% | 4 | 2 | 0 | 0 |\n", "\n## Survivors\n"] {
        assert!(ran.out.contains(part), "{part}\n{}", ran.out);
    }
}
