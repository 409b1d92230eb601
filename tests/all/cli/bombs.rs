//! Input that is made to cost more than it looks: each is read to its end, refused with the code of a limit, or told in few words, by
//! every command. Budgets are sizes of output; that steps are counted is tested where they are.

use std::fmt::Write;

use super::{NOW, RELEASE, SITE, folder, holdpoint_in, policy, rule};

/// The most that any command prints about a bomb, in bytes: 200 problems, each with its picture.
const MOST_PRINTED: usize = 400_000;

/// A bomb, and the code of the problem that each command which reads it ends with; none where it is harmless.
struct Bomb {
    name: &'static str,
    file: &'static str,
    text: String,
    code: Option<&'static str>,
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

fn site(rest: &str) -> String {
    format!("{SITE}{rest}")
}

fn laughs() -> String {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..12 {
        let one = format!("*a{}", n - 1);
        let _ = writeln!(text, "x-a{n}: &a{n} [{}]", [one.as_str(); 9].join(", "));
    }
    text
}

/// Bombs that are documents of facts.
fn documents() -> Vec<Bomb> {
    let bomb = |name, text: String, code| Bomb { name, file: "site.yaml", text, code };
    let json = |name, text: String, code| Bomb { name, file: "site.json", text, code };
    vec![
        bomb("aliases", site(&laughs()), Some("alias-budget")),
        bomb("a chain of keys", "a: ".repeat(20_000), Some("bad-syntax")),
        bomb("lists in lists", "[".repeat(20_000), Some("too-deep")),
        bomb("mappings in mappings", "{a: ".repeat(8_000), Some("too-deep")),
        bomb("dashes", "- ".repeat(8_000), Some("too-deep")),
        bomb("question marks", "? ".repeat(8_000), Some("too-deep")),
        bomb("deep blocks", lines(300, |n| format!("{}a:\n", " ".repeat(n))), Some("too-deep")),
        json("lists in lists of JSON", "[".repeat(20_000), Some("too-deep")),
        json("mappings in mappings of JSON", "{\"a\":".repeat(8_000), Some("too-deep")),
        bomb("many keys", site(&lines(3_000, |n| format!("x-k{n}: v\n"))), None),
        bomb("many unknown keys", site(&lines(1_000, |n| format!("k{n}: v\n"))), Some("unknown-key")),
        bomb(
            "many wrong values",
            site(&format!("versions:\n{}", lines(1_000, |n| format!("  p{n}: [1]\n")))),
            Some("wrong-type"),
        ),
        bomb("many wrong elements", site(&format!("workflows:\n{}", lines(2_000, |_| "  - 1\n".to_owned()))), Some("wrong-type")),
        bomb(
            "many placeholders",
            site(&format!("versions:\n{}", lines(1_000, |n| format!("  p{n}: TBD\n")))),
            Some("placeholder"),
        ),
        bomb("many unknown aliases", site(&lines(2_000, |n| format!("x-{n}: &b{n} 1\nx-a{n}: *c{n}\n"))), Some("unknown-alias")),
        bomb("many repeated keys", site(&"type: store\n".repeat(5_000)), Some("duplicate-key")),
        bomb("many documents", "---\nkind: site\nid: s\n".repeat(2_000), Some("several-documents")),
        bomb("a long line", site(&format!("type: {}\n", "x".repeat(200_000))), Some("unknown-value")),
        bomb("a long key", site(&format!("\"{}\": 1\n", "k".repeat(200_000))), Some("bad-syntax")),
        bomb("many lines", site(&format!("{}b: 1\n", "\n".repeat(70_000))), Some("unknown-key")),
        bomb("a far place", site(&format!("{}b: 1\n", " ".repeat(100_000))), Some("bad-syntax")),
        bomb(
            "long ids",
            site(&format!(
                "workflows:\n{}",
                lines(4, |n| format!("  - {{ id: {}{n}, category: commerce }}\n", "w".repeat(70_000)))
            )),
            None,
        ),
        bomb("long secrets", site(&format!("x-token: {}\n", "s3cr3t".repeat(20_000))), None),
        bomb(
            "huge numbers",
            site(&format!("x-n: {}\nversions: {{ php: {}.1 }}\n", "9".repeat(100_000), "9".repeat(70_000))),
            None,
        ),
        bomb("many items", site(&format!("workflows:\n{}", lines(200, |n| format!("  - {{ id: w{n} }}\n")))), None),
        bomb("nothing but blanks", " \n".repeat(70_000), Some("empty-document")),
    ]
}

fn commands(file: &str) -> Vec<Vec<&str>> {
    let with = |arguments: &[&'static str]| {
        let mut all: Vec<&str> = arguments.to_vec();
        all.extend([file, "release.yaml", "--now", NOW, "--policy", "pack"]);
        all
    };
    let mut all = vec![with(&["evaluate"]), with(&["check", "--fix", "--dry-run"]), with(&["ask"])];
    all.push(vec!["fmt", "--check", file, "--policy", "pack"]);
    all
}

/// A pack with lists of items, and one rule about each.
fn pack() -> String {
    let rules = rule("a.pause", "each: { item: site.items }, when: { $item.enabled: true }, then: { pause: $item }");
    include_str!("../../cases/base/pack.yaml").replace("rules: []\n", &format!("rules:\n{rules}"))
}

const SCHEMA: &str = include_str!("../../cases/base/site.schema.json");

#[test]
fn a_document_that_is_a_bomb_is_refused_or_told_in_few_words_by_every_command() {
    for Bomb { name, file, text, code } in documents() {
        let folder =
            folder(&[(file, &text), ("release.yaml", RELEASE), ("pack/pack.yaml", &pack()), ("pack/site.schema.json", SCHEMA)]);
        for arguments in commands(file) {
            let ran = holdpoint_in(&folder, &arguments, "");
            assert!((0..=30).contains(&ran.status), "{name}: {arguments:?}: {}", ran.status);
            let printed = ran.out.len() + ran.err.len();
            // What is asked for in full may be as long as what was written.
            let most = MOST_PRINTED.max(40 * text.len());
            let most = if code.is_some() { MOST_PRINTED } else { most };
            assert!(printed <= most, "{name}: {arguments:?} prints {printed} bytes");
            let reads = arguments[0] != "fmt"
                || file.ends_with(".yaml") && matches!(code, Some("too-deep" | "alias-budget" | "bad-syntax"));
            if let Some(code) = code.filter(|_| reads) {
                assert_eq!(ran.status, 3, "{name}: {arguments:?}: {}{}", ran.out, ran.err);
                assert!(
                    ran.out.contains(code) || ran.err.contains(code),
                    "{name}: {arguments:?}: {:.600}{:.600}",
                    ran.out,
                    ran.err
                );
            }
        }
    }
}

/// Bombs that are packs.
fn packs() -> Vec<Bomb> {
    let deep = |word: &str, depth: usize| {
        let (open, close) = (format!("{word}: [{{ ").repeat(depth), " }]".repeat(depth));
        policy(&rule("a.x", &format!("when: {{ {open}site.type: store{close} }}, then: {{ stage: agents }}")))
    };
    let many = lines(300, |n| rule(&format!("a.r{n}"), "when: { site.type: store }, then: { stage: agents }"));
    let bad = lines(300, |n| rule(&format!("a.r{n}"), "when: { site.typo: store }, then: { stage: agents }"));
    let chain = lines(300, |n| {
        let when = if n == 0 { "site.type: store".to_owned() } else { format!("derived.c{}: true", n - 1) };
        rule(&format!("a.r{n}"), &format!("when: {{ {when} }}, then: {{ derive: c{n} }}"))
    });
    let bomb = |name, text: String, code| Bomb { name, file: "pack.yaml", text, code };
    vec![
        bomb("deep conditions", deep("all", 4_000), Some("too-deep")),
        bomb("conditions in turns", deep("any: [{ all", 2_000).replace("}]", "}]}]"), Some("too-deep")),
        bomb("conditions as deep as may be", deep("all", 25), None),
        bomb("many rules", policy(&many), None),
        bomb("many mistakes", policy(&bad), Some("unknown-path")),
        bomb("rules upon rules", policy(&chain), None),
        bomb("a long id", policy(&rule(&format!("a.{}", "x".repeat(70_000)), "then: { stage: agents }")), None),
    ]
}

#[test]
fn a_pack_that_is_a_bomb_is_refused_or_told_in_few_words_by_every_command() {
    let suite = format!(
        "kind: tests\nname: t\nbase: {{ now: {NOW}, release: {{ version: 2.4.0 }}, site: {{ id: s }} }}\ncases:\n  - {{ name: c, set: {{ site: {{ type: store }} }}, expect: {{ verdict: hold }} }}\n"
    );
    let site = site("type: store\n");
    let commands: [&[&str]; 7] = [
        &["check", "pack.yaml", "--now", NOW],
        &["evaluate", "site.yaml", "release.yaml", "--policy", "pack.yaml", "--now", NOW],
        &["explain", "verdict", "site.yaml", "release.yaml", "--policy", "pack.yaml", "--now", NOW],
        &["fmt", "--check", "pack.yaml"],
        &["test", "suite.yaml", "--policy", "pack.yaml"],
        &["docs", "--policy", "pack.yaml"],
        &["graph", "--format", "dot", "--policy", "pack.yaml"],
    ];
    for Bomb { name, file, text, code } in packs() {
        let folder = folder(&[(file, &text), ("release.yaml", RELEASE), ("site.yaml", &site), ("suite.yaml", &suite)]);
        for arguments in commands {
            let ran = holdpoint_in(&folder, arguments, "");
            assert!((0..=30).contains(&ran.status), "{name}: {arguments:?}: {}", ran.status);
            let printed = ran.out.len() + ran.err.len();
            let most = if code.is_some() { MOST_PRINTED } else { MOST_PRINTED.max(20 * text.len()) };
            assert!(printed <= most, "{name}: {arguments:?} prints {printed} bytes");
            if let Some(code) = code.filter(|code| arguments[0] != "fmt" || *code == "too-deep") {
                assert_eq!(ran.status, 3, "{name}: {arguments:?}: {:.600}{:.600}", ran.out, ran.err);
                assert!(ran.err.contains(code), "{name}: {arguments:?}: {:.600}", ran.err);
            }
        }
    }
}

#[test]
fn many_files_with_one_mistake_each_are_counted() {
    let folder = folder(&[]);
    for n in 0..250 {
        std::fs::write(folder.path().join(format!("s{n}.yaml")), format!("kind: site\nid: s{n}\ntypo: 1\n")).unwrap();
    }
    let ran = holdpoint_in(&folder, &["check", "."], "");
    assert_eq!(ran.status, 3);
    assert!(ran.err.ends_with("… and 50 more problems\n250 errors\n"), "{:.2000}", ran.err);
    assert_eq!(ran.err.matches("unknown-key\n").count(), 200);
    let json: serde_json::Value =
        serde_json::from_str(&holdpoint_in(&folder, &["check", ".", "--format", "json"], "").out).unwrap();
    assert_eq!((json["problems"].as_array().unwrap().len(), &json["truncated"]), (200, &serde_json::json!(50)));
    let sarif: serde_json::Value =
        serde_json::from_str(&holdpoint_in(&folder, &["check", ".", "--format", "sarif"], "").out).unwrap();
    assert_eq!(sarif["runs"][0]["properties"]["truncated"], 50);
    assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), 200);
    let github = holdpoint_in(&folder, &["check", ".", "--format", "github"], "").out;
    assert!(github.ends_with("::error title=truncated::… and 50 more problems\n"), "{github:.400}");
}
