//! Helpers for the tests of this layer: packs from text, problems as a user sees them.
//! Nothing here reads a file.

use super::source::{PackFile, PackSource};
use super::{Policy, load};
use crate::diagnostic::{Diagnostic, Sink};
use crate::document;
use crate::schema::Schemas;
use crate::text::Sources;

/// A base pack with a few words and facts, to which a test adds a file.
pub const BASE: &str = r#"
kind: policy
name: base
title: The base
version: "1.2"
product: { id: sophmate, title: SophMate, scheme: php }
params:
  max_age: { type: duration, default: 24h, min: 1h, max: 7d, stricter: smaller, about: How old a backup may be. }
  staged: { type: area-list, default: [workflows], stricter: more, may_grow: true, about: Areas that are staged. }
vocabulary:
  areas:
    workflows: { title: Workflows }
    agents: { title: Agents }
  categories:
    commerce: { title: Commerce }
    content: { title: Content }
  actions:
    update: { title: the update, due: before, acts: owner }
    restart: { title: a restart, due: after, acts: owner, strengths: [normal-schedule, any] }
  roles:
    owner: { title: owner }
  destinations:
    vendor: { title: the vendor }
  tasks:
    take-backup: { title: Take a backup }
"#;

/// A rule that uses both parameters, so that nothing is left unused.
pub const FIRST: &str = r#"
kind: policy
name: base
rules:
  - id: backup.fresh
    title: The backup is fresh
    for_each: { area: $staged }
    when: { site.backup.taken_at: { older_than: $max_age }, release.touches: { includes: $area } }
    then: { block: update }
    because: "The backup of {site.backup.taken_at} is older than {max_age}, and {area} changes."
    source: Handbook
    owner: owner
"#;

/// Loads packs, each given as its files' texts; the policy, if any, and everything found.
pub fn read(files: &[&[&str]]) -> (Option<Policy>, Vec<Diagnostic>, Sources) {
    let (_, policy, sources, found) = packs(files);
    (policy, found, sources)
}

/// The same, with the packs as written.
pub fn packs(packs: &[&[&str]]) -> (Vec<PackSource>, Option<Policy>, Sources, Vec<Diagnostic>) {
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    let core = Schemas::core(&mut sources, &mut sink);
    let mut all = Vec::new();
    for (n, files) in packs.iter().enumerate() {
        let mut parsed = Vec::new();
        for (m, text) in files.iter().enumerate() {
            let path = format!("{m}.yaml");
            let (id, tree) = document::load(&mut sources, &format!("{n}/{path}"), text.as_bytes().to_vec(), &mut sink);
            let document = tree.expect("the fixture is YAML");
            parsed.push(PackFile { path, id, document });
        }
        all.push(PackSource::new("test", parsed, &mut |_, _, _, _| None, &mut sources, &mut sink));
    }
    let schemas = load::schemas(core, &all, &mut sink);
    let policy = load::load(&all, schemas, &mut sink);
    (all, policy, sources, sink.into_sorted())
}

/// What a user sees of problems: code, headline, each label as `underlined text: what is true there`, help.
pub fn seen(found: &[Diagnostic], sources: &Sources) -> Vec<String> {
    let one = |d: &Diagnostic| {
        let labels: Vec<String> = d.labels.iter().map(|l| format!(" | {}: {}", sources.text(l.span), l.text)).collect();
        let help = d.help.as_ref().map(|h| format!(" | help: {h}")).unwrap_or_default();
        format!("{}: {}{}{help}", d.code.name(), d.headline, labels.concat())
    };
    found.iter().map(one).collect()
}

/// The problems of the base pack with one more file, given without its head.
pub fn problems(file: &str) -> Vec<String> {
    let file = format!("kind: policy\nname: base\n{file}");
    let (_, found, sources) = read(&[&[BASE, FIRST, &file]]);
    seen(&found, &sources)
}

/// The base pack with one more file, which must have no problems.
pub fn policy(file: &str) -> Policy {
    let file = format!("kind: policy\nname: base\n{file}");
    let (policy, found, sources) = read(&[&[BASE, FIRST, &file]]);
    assert_eq!(seen(&found, &sources), Vec::<String>::new());
    policy.expect("a policy without problems")
}

/// The base pack, and a pack that extends it, given without its head.
pub fn extended(file: &str) -> (Option<Policy>, Vec<String>) {
    let file = format!("kind: policy\nname: acme\nextends: [base]\n{file}");
    let (policy, found, sources) = read(&[&[BASE, FIRST], &[&file]]);
    (policy, seen(&found, &sources))
}

/// A rule as YAML, which a test gives from `when` on; what every rule must say is there.
pub fn rule(id: &str, lines: &str) -> String {
    let lines: String =
        lines.lines().filter(|l| !l.trim().is_empty()).map(|l| format!("    {}\n", l.trim_start_matches("    "))).collect();
    format!("  - id: {id}\n    title: A rule\n    because: So it is.\n    source: Handbook\n    owner: ana\n{lines}")
}
