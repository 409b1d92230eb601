//! Every help, followed to the letter on the example it is printed for, leads to documents without that problem: for every case of
//! `tests/diagnostics`, and for every alternative that the help offers. What is written in backticks is pasted where the problem is
//! shown; what a person has to fill in or to choose is filled in and chosen below, and the little that no edit can do is listed.

mod follow;

use std::collections::{BTreeMap, BTreeSet};

use holdpoint::diagnostic::{Code, Diagnostic, Severity};

use super::cases::{self, Diagnosed};
use follow::{Done, Files, follow};

/// What a person does who follows such a help: the beginning of the help, and what stands instead of what in the documents.
const CHOSEN: &[(&str, &str, &str)] = &[
    // Conditions and rules.
    ("ask it of an instant", "site.backup.database: { older_than", "site.backup.taken_at: { older_than"),
    ("ask `exists: true` of it", "purchase_code: \"4711\"", "purchase_code: { exists: true }"),
    ("ask `exists: true` of it", "site.door.code: hunter2x4711", "site.door.code: { exists: true }"),
    ("end the path at `site.backup` and ask", "site.backup.exists: false", "site.backup: { exists: false }"),
    ("write what ends it after `until`", "is_not: blog", "is_not: store"),
    ("choose another name", "with: { item: site.backup }", "with: { saved: site.backup }"),
    ("split the rule", ", action: [update] }", " }"),
    (
        "ask for what must be so without `not`",
        "not: { update.production.checks.diagnostics: pass }",
        "update.production.checks.diagnostics: fail",
    ),
    ("move it into `then`", "then: { stage: agents }\n    pause: commerce", "then: [{ stage: agents }, { pause: commerce }]"),
    ("give one of them another id", "  - id: acme.x\n    then: { stage: panels }", "  - id: acme.y\n    then: { stage: panels }"),
    ("let one of these rules read facts", "when: { decided.stage: { includes: agents } }", "when: { site.type: store }"),
    ("bind fewer words", "b: $words", "b: [w1]"),
    ("exchange the two", "start: 2026-12-27, end: 2026-12-20", "start: 2026-12-20, end: 2026-12-27"),
    ("ask for `derived.busy`", "then: { derive: busy }", "then: { stage: agents }"),
    (
        "remove one of the two, and say both",
        "  - id: acme.two\n    when: { release.size: major, site.type: store }\n",
        "  - id: acme.two\n    when: { release.size: minor }\n",
    ),
    ("remove the rule, or decide", "{ stage: agents, strength: advised }", "{ stage: panels }"),
    ("remove one of them, or let", "{ older_than: 7d, newer_than: 24h }", "{ older_than: 7d }"),
    ("remove one of them, or let", "{ all: [{ site.type: store }, { site.type: blog }] }", "{ site.type: store }"),
    ("ask for a value that it can have", "less_than: 0", "less_than: 1"),
    ("remove it, or write `release.changes", "release.changes: { count: { at_least: 0 } }", "release.changes: { exists: true }"),
    (
        "remove them, or ask",
        "any: [{ release.size: major }, { release.size: { is_not: major } }]",
        "release.size: { exists: true }",
    ),
    ("write `$grace` in a rule", "  grace: { type: duration, default: 1h, about: How long somebody may take. }\n", ""),
    ("ask of each software by its name", "site.versions.$tool", "site.versions.demo"),
    ("ask the rule of each software", "release.requirements.$tool: \">=8.1\"", "release.requirements.php: \">=8.1\""),
    ("ask for a value that it can have", "\">=9 <8\"", "\">=8 <9\""),
    ("compare it with another fact", "{ fact: site.window.end }", "{ fact: site.window.start }"),
    ("let it begin before the change", "zone: Europe/Berlin", "zone: UTC"),
    (
        "add a rule with `then: { stage",
        "  - id: acme.x\n",
        "  - { id: acme.w, title: A, then: { stage: panels }, because: So it is., source: Handbook, owner: lea }\n  - id: acme.x\n",
    ),
    ("compare with a fact of the scheme", "{ fact: site.versions.php }", "6.5"),
    // Facts.
    ("write `Europe/London` in both", "zone: Europe/Berlin", "zone: Europe/London"),
    ("correct one of them", "zone: Europe/Berlin", "zone: Europe/London"),
    ("add `follows:` with the version before it", "version: build-8\n", "version: build-8\nfollows: build-7\n"),
    ("state `versions.tested-up-to`", "tested_up_to", "x-tested_up_to"),
    ("correct one of them", "taken_at: 2026-07-20T03:00Z", "taken_at: 2026-07-21T15:00Z"),
    ("correct the date", "2027-07-21T15:00Z", "2026-07-21T15:00Z"),
    ("correct the date", "2026-08-01", "2026-07-01"),
    ("keep one of them, and remove", ", Word Press: 6.4", ""),
    ("give each element an id", "id: wf-restock, enabled: false", "id: wf-resume, enabled: false"),
    ("write each as an element", "{ ag-help: { owner: lea } }", "[{ id: ag-help, owner: lea }]"),
    ("write what is meant", "id: n/a", "id: shop-north"),
    ("write the `owner` that is meant", "owner: TBD", "owner: lea"),
    ("write the `owner` that is meant", "owner: nobody", "owner: ana"),
    ("write the `reason` that is meant", "reason: \"-\"", "reason: A brochure site"),
    // Packs and waivers.
    ("name another pack here", "extends: [../policy.yaml]", "extends: [../base]"),
    ("describe it as a list", "\"workflows\": {", "\"workflow_count\": {"),
    (
        "add a waiver of",
        "rules:\n  - id: acme.x\n    title: Blogs stage panels",
        "waivers: [{ rule: strict.block, reason: Agreed, owner: ana, expires: 2027-01-31 }]\nrules:\n  - id: acme.x\n    title: Blogs stage panels",
    ),
    ("add a waiver of", "expires: 2026-06-30", "expires: 2027-01-31"),
    ("move `expires`", "expires: 2026-06-30", "expires: 2027-01-31"),
    ("move `expires`", "expires: 2026-08-01", "expires: 2027-01-31"),
    (
        "remove the waiver, and do",
        "waivers:\n  - rule: acme.x\n    reason: A brochure site\n    owner: ana\n    expires: 2027-01-31\n",
        "",
    ),
    // Syntax.
    ("write `\"` at the end of the value", "\"hunter2x4711,", "\"hunter2x4711\","),
    ("write `\"` at the end of the value", "\"shop-north\n", "\"shop-north\"\n"),
    ("write `]` at the end", "typo: [", "typo: []"),
    ("write `}` at the end", "{ demo: 2.3.0\n", "{ demo: 2.3.0 }\n"),
    ("put a comma before it", "\"hunter2x4711\" \"purchase\"", "\"hunter2x4711\", \"purchase\""),
    ("put the value in quotes", "hunter2x4711: more", "\"hunter2x4711: more\""),
    ("put the value in quotes", "mia: on call", "\"mia: on call\""),
    ("indent the line by 4 spaces", "\n  files: true", "\n    files: true"),
    ("indent with spaces", "\n\tdatabase", "\n  database"),
    ("remove one of the two, or merge", "  database: false   # not OK: which one is meant?\n", ""),
    ("remove one of the two, or merge", ", \"id\": \"shop-lake\"", ""),
    ("write the keys out here", "  <<: *all", "  database: true"),
    ("put the key in quotes", "? [a, b]\n: true", "x-key: true\n\"x-[a, b]\": true"),
    (
        "write the values out",
        "x-e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]\nx-f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]",
        "x-e: [1]",
    ),
    ("write it out", "when: *w", "when: { site.type: store }"),
    ("put each document into a file", "---\nkind: site\nid: garden-blog\n", ""),
    ("begin with a line such as", "# written later", "kind: site\nid: shop-north"),
    // Suites of tests.
    ("name the rules, write `true`", "\"block:update\": []", "\"block:update\": [backup.fresh]"),
    ("write a `verdict`, `decisions` or `not` below", "{ not: [], only: false }", "{ verdict: hold }"),
    ("state a fact that a rule reads", "{ client: Garden tools }", "{ backup: { taken_at: 2026-07-21 } }"),
    ("give it another name", "name: a backup of $day", "name: the backup of $day"),
    ("write `$verdict` where", ", verdict: clear }", " }"),
    ("write `$dya` where", "dya: 2026", "day: 2026"),
    ("write `stage`, `pause`", "hold:update", "block:update"),
    ("name a decision that a rule", "stage:workflows", "pause:commerce"),
    ("say in a few words", "  - expect:", "  - name: nothing\n    expect:"),
    (
        "add `now:` with",
        "base: { release",
        "base: { now: 2026-07-21T18:00Z, site: { id: shop-north, backup: { taken_at: 2026-07-21 } }, release",
    ),
    ("add `site:` with", "2.4.0 } }", "2.4.0 }, site: { id: shop-north } }"),
];

/// What no edit of the documents at hand can do, and why.
const ELSEWHERE: &[(&str, &str)] = &[
    ("name its file or folder", "a document that isn't there is named or written"),
    ("evaluate one site at a time", "the files are named on the command line"),
    ("evaluate the releases of one product", "the files are named on the command line"),
    ("evaluate with `--policy", "the policy is named on the command line"),
    ("pass it with `--policy", "the policy is named on the command line"),
    ("put it below the folder", "the folder or the root is another one"),
];

/// Codes that no document of a page produces, or that have nothing to be cured.
const OTHERWISE: &[(Code, &str)] = &[
    (Code::UnreadableFile, "the path is another one"),
    (Code::UnwritableFile, "a folder is made"),
    (Code::NotUtf8, "the file is saved in another encoding"),
    (Code::FileTooLarge, "the file is split"),
    (Code::TooManyFiles, "another folder is named"),
    (Code::NoDocuments, "documents are written"),
    (Code::TooManyItems, "the site is described as several"),
    (Code::TooDeep, "levels are removed by the hundred"),
    (Code::Unformattable, "the author lays the text out"),
    (Code::SeveralSites, "the files are named on the command line"),
    (Code::SeveralProducts, "the files are named on the command line"),
    (Code::MissingRelease, "a document that isn't there is named or written"),
    (Code::OutsideRoot, "the folder or the root is another one"),
    (Code::SymbolicLink, "what the link leads to is named on the command line"),
    (Code::PolicyAmongFacts, "the policy is named on the command line"),
    (Code::BadPath, "the argument is another one"),
    (Code::Loosened, "nothing is to be cured: it is said in every run"),
];

#[test]
fn every_help_cures_its_problem() {
    let mut failures = Vec::new();
    let mut followed: BTreeSet<Code> = BTreeSet::new();
    let mut unused: BTreeSet<&str> =
        CHOSEN.iter().map(|(help, ..)| *help).chain(ELSEWHERE.iter().map(|(help, _)| *help)).collect();
    for (place, case) in cases::all("tests/diagnostics") {
        let files = cases::files(&case);
        let found = cases::diagnose(&case, &files);
        for problem in &found.problems {
            let Some(help) = problem.help.as_deref() else { continue };
            if let Some((known, _)) = ELSEWHERE.iter().find(|(known, _)| help.starts_with(known)) {
                unused.remove(known);
                continue;
            }
            let under = problem.labels.first().map_or("", |label| found.sources.text(label.span));
            let chosen: Vec<_> = CHOSEN.iter().filter(|(known, ..)| help.starts_with(known)).collect();
            // Of several the one about this very place.
            let here = |(_, from, _): &&&(&str, &str, &str)| !under.is_empty() && from.contains(under);
            let exact: Vec<_> = chosen.iter().filter(here).copied().collect();
            let chosen = if exact.is_empty() { chosen } else { exact };
            let mut ways: Vec<Done> = Vec::new();
            for (known, from, to) in chosen {
                if let Some(files) = replaced(&files, from, to) {
                    unused.remove(known);
                    ways.push(Done { said: format!("{from:?} gives place to {to:?}"), files });
                }
            }
            if ways.is_empty() {
                ways = follow(help, problem, &found.sources, &files);
            }
            if ways.is_empty() {
                failures.push(format!("{place}: {}\n  nothing to follow: {help}", problem.headline));
            }
            for Done { said, files } in ways {
                let after = cases::diagnose(&case, &files);
                let like =
                    |all: &[Diagnostic]| all.iter().filter(|p| p.code == problem.code && p.headline == problem.headline).count();
                let same = like(&after.problems) >= like(&found.problems);
                // What was hidden behind the problem in other documents is another matter.
                let file =
                    |d: &Diagnosed, p: &Diagnostic| p.labels.first().map(|l| d.sources.get(l.span.source).name().to_owned());
                let is_new = |p: &&Diagnostic| {
                    let known = found.problems.iter().any(|q| q.code == p.code && q.headline == p.headline);
                    p.severity == Severity::Error && !known && file(&after, p) == file(&found, problem)
                };
                let new: Vec<&str> = after.problems.iter().filter(is_new).map(|p| p.headline.as_str()).collect();
                if same || !new.is_empty() {
                    let what = if same { "is there again".to_owned() } else { format!("gives place to: {}", new.join("; ")) };
                    failures.push(format!("{place}: {}\n  {help}\n  {said}: the problem {what}", problem.headline));
                } else {
                    followed.insert(problem.code);
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}\n{} helps fail", failures.join("\n\n"), failures.len());
    assert!(unused.is_empty(), "no help begins so any more: {unused:#?}");
    let told: BTreeSet<Code> = OTHERWISE.iter().map(|(code, _)| *code).collect();
    let lacks: Vec<&str> = Code::ALL.iter().filter(|c| !followed.contains(c) && !told.contains(c)).map(|c| c.name()).collect();
    assert!(lacks.is_empty(), "no help of these was followed, and no reason is given: {}", lacks.join(", "));
    let both: Vec<&str> = told.intersection(&followed).map(|c| c.name()).collect();
    assert!(both.is_empty(), "these were followed after all: {}", both.join(", "));
}

fn replaced(files: &Files, from: &str, to: &str) -> Option<Files> {
    let mut out: BTreeMap<String, String> = files.clone();
    let hit = out.values_mut().find(|text| text.contains(from))?;
    *hit = hit.replacen(from, to, 1);
    Some(out)
}
