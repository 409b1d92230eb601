//! Text that would move a cursor, hide or reorder what a reader sees: from documents, packs, file names and arguments, through every
//! command and format. Nothing of it reaches a stream but as an escape that can be read.

use holdpoint::text::printable::hidden;

use super::{NOW, folder, holdpoint_in};

/// What a terminal would obey, what reorders, what can't be seen, and what forges a colour of this program.
const HOSTILE: &str = "\\e]0;pwned\\a\\e[2J\\u202eevil\\u200b\\u2066\\ufdd0[31m\\x9b1m\\U000e0041";
/// The part of it that is a colour of letters, and would pass for one of ours.
const FORGED: &str = "\u{1b}[31m";

fn files() -> Vec<(String, String)> {
    let release = format!(
        "kind: release\nversion:   2.4.0\nproduct: demo\nchanges:\n  - {{ name: \"A {HOSTILE}\", area: agents }}\ncaveats: [\"caveat {HOSTILE}\"]\n"
    );
    let site = format!(
        "kind: site\nid: \"shop{HOSTILE}\"\nversions: {{ demo: 2.3.2 }}\nowners: {{ rollback: \"ana{HOSTILE}\" }}\nworkflows:\n  - {{ id: \"wf{HOSTILE}\", category: commerce, enabled: true }}\n"
    );
    let pack = format!(
        "kind: policy\nname: tiny\ntitle: \"Tiny {HOSTILE}\"\nversion: \"1 {HOSTILE}\"\nproduct: {{ id: demo, title: \"Demo {HOSTILE}\", scheme: php }}
vocabulary:
  areas: {{ agents: {{ title: \"Agents {HOSTILE}\" }} }}
  categories: {{ commerce: {{ title: \"Commerce {HOSTILE}\" }} }}
  actions: {{ update: {{ title: \"the update {HOSTILE}\", due: before }} }}
  tasks: {{ look: {{ title: \"Look {HOSTILE}\", due: before }} }}
rules:
  - id: tiny.stage
    title: \"Stage {HOSTILE}\"
    for_each: area
    when: {{ release.touches: {{ includes: $area }} }}
    then: [{{ stage: $area }}, {{ block: update }}, {{ require: look }}]
    because: \"{{release.changes}} on {{site.id}} by {{site.owners.rollback}} {HOSTILE}\"
    source: \"Book {HOSTILE}\"
    owner: \"lea {HOSTILE}\"
  - id: tiny.pause
    title: \"Pause {HOSTILE}\"
    each: {{ item: site.items }}
    when: {{ $item.enabled: true, $item.next_run: {{ stated: false }} }}
    then: {{ pause: $item }}
    until: {{ update.production.checks.diagnostics: pass }}
    because: \"{{item.id}} {HOSTILE}\"
    source: Book
    owner: lea
"
    );
    let suite = format!(
        "kind: tests\nname: \"suite {HOSTILE}\"\nbase: {{ now: 2026-07-21T18:00Z, release: {{ version: 2.4.0 }}, site: {{ id: s }} }}\ncases:\n  - name: \"case {HOSTILE}\"\n    set: {{ site: {{ type: blog }} }}\n    expect: {{ verdict: hold }}\n"
    );
    let wrong = format!(
        "kind: site\nid: s\n\"key{HOSTILE}\": \"value{HOSTILE}\"\ntype: \"{HOSTILE}\"\nversions: {{ php: \"{HOSTILE}\" }}\n"
    );
    [
        ("facts/release.yaml", release.clone()),
        ("facts/site.yaml", site),
        ("pack/pack.yaml", pack),
        ("suite/suite.yaml", suite),
        ("json/release.yaml", release),
        ("json/site.json", "{\"kind\":\"site\",\"id\":\"s\\u202e\\u001b[2J\\ufdd0[31m\"}".to_owned()),
        ("wrong/\u{202e}\u{1b}[2Jsite.yaml", wrong),
    ]
    .map(|(name, text)| (name.to_owned(), text))
    .to_vec()
}

const COMMANDS: [&[&str]; 35] = [
    &["evaluate", "facts", "--explain"],
    &["evaluate", "facts", "--all", "--later"],
    &["evaluate", "facts", "--format", "json", "--explain"],
    &["evaluate", "facts", "--format", "html"],
    &["evaluate", "facts", "--format", "markdown"],
    &["evaluate", "facts", "--format", "sarif"],
    &["evaluate", "facts", "--format", "github"],
    &["explain", "stage:agents", "facts"],
    &["explain", "pause:commerce", "facts", "--depth", "tree"],
    &["explain", "tiny.pause", "facts"],
    &["explain", "verdict", "facts", "--format", "json"],
    &["what-if", "facts", "--set", "site.owners.rollback=\u{202e}\u{1b}[2J"],
    &["what-if", "facts", "--set", "site.\u{1b}[2J=1"],
    &["repair", "facts"],
    &["repair", "facts", "--format", "json"],
    &["ask", "facts", "--format", "json"],
    &["ask", "facts"],
    &["report", "rollback", "facts"],
    &["report", "support", "facts"],
    &["report", "client", "facts"],
    &["check", "facts", "pack"],
    &["check", "wrong"],
    &["check", "wrong", "--format", "json"],
    &["check", "wrong", "--format", "sarif"],
    &["check", "wrong", "--format", "github"],
    &["check", "--fix", "--dry-run", "wrong"],
    &["fmt", "--diff", "facts", "wrong"],
    &["graph", "--format", "dot"],
    &["graph", "--format", "svg"],
    &["graph", "--format", "mermaid"],
    &["docs"],
    &["schema", "site"],
    &["new", "site"],
    &["evaluate", "json", "--all"],
    &["evaluate", "no-such-\u{202e}\u{1b}[2J"],
];

const TESTS: [&[&str]; 5] = [
    &["test", "suite"],
    &["test", "suite", "--format", "json"],
    &["test", "suite", "--format", "junit"],
    &["test", "suite", "--format", "github"],
    &["evaluate", "facts", "--\u{202e}\u{1b}[2J"],
];

#[test]
fn nothing_that_hides_or_reorders_reaches_a_stream() {
    let files = files();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let folder = folder(&files);
    let mut shown = 0;
    for arguments in COMMANDS.iter().chain(&TESTS) {
        for colour in ["never", "always"] {
            let mut all = arguments.to_vec();
            if !matches!(arguments[0], "fmt") {
                all.extend(["--policy", "pack"]);
            }
            if matches!(arguments[0], "evaluate" | "explain" | "what-if" | "repair" | "ask" | "report") {
                all.extend(["--now", NOW]);
            }
            all.extend(["--color", colour]);
            let ran = holdpoint_in(&folder, &all, "");
            assert!(!ran.out.is_empty() || !ran.err.is_empty(), "{all:?}");
            for text in [&ran.out, &ran.err] {
                let plain = anstream::adapter::strip_str(text).to_string();
                assert!(colour == "always" || plain == *text, "{all:?} has colours:\n{text}");
                let bad: String = plain.chars().filter(|c| *c != '\n' && hidden(*c)).collect();
                assert!(bad.is_empty(), "{all:?}: {bad:?}:\n{text}");
                assert!(!text.contains(&format!("{FORGED}\\x")) && !text.contains("\u{1b}]"), "{all:?}");
                shown += usize::from(text.contains("202e"));
            }
            if all.windows(2).any(|pair| pair[0] == "--format" && matches!(pair[1], "json" | "sarif")) {
                let value: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|why| panic!("{all:?}: {why}"));
                assert!(value.is_object());
            }
        }
    }
    // Hostile text is shown, not dropped: otherwise nothing was tried.
    assert!(shown > 40, "{shown} outputs show it");
}

/// Ids are anybody's to choose: a path leads to each, and every command ends.
#[test]
fn an_id_may_have_any_character() {
    let ids =
        ["orders[daily]", "a.b", "a\"]b", "[\"x", "]x", "x[", "*", "$item", "a/b c", "ü☕", "#\"]", ".x", "\\x", "changes[0]"];
    let written = |id: &str| serde_json::to_string(id).unwrap();
    let workflows: Vec<String> =
        ids.iter().map(|id| format!("  - {{ id: {}, category: commerce, writes: true }}\n", written(id))).collect();
    let site = format!("kind: site\nid: shop-north\nversions: {{ sophmate: 2.3.2 }}\nworkflows:\n{}", workflows.concat());
    let folder = folder(&[("site.yaml", &site), ("release.yaml", super::RELEASE)]);
    let run = |arguments: &[&str]| holdpoint_in(&folder, &[arguments, &["--now", NOW]].concat(), "");
    let json = run(&["evaluate", ".", "--format", "json"]).out;
    serde_json::from_str::<serde_json::Value>(&json).unwrap();
    for arguments in
        [&["explain", "pause:commerce", "."][..], &["explain", "verdict", "."], &["ask", "."], &["report", "support", "."]]
    {
        assert!(matches!(run(arguments).status, 0 | 20 | 21), "{arguments:?}");
    }
    let mut changes = vec!["what-if".to_owned(), ".".to_owned()];
    for id in ids {
        assert!(json.contains(&written(id)[1..]), "{id}");
        let mut path = "site.workflows".to_owned();
        holdpoint::text::path::push_segment(&mut path, id);
        changes.extend(["--set".to_owned(), format!("{path}.enabled=false")]);
    }
    let ran = run(&changes.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{}", ran.out);
}
