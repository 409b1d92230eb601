//! What-if, repair and ask on the examples: the text that is printed, the JSON against its schemas, the written documents.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support::stored;
use holdpoint::schema::Validator;
use serde_json::Value;

fn run(arguments: &[&str], input: &str) -> Output {
    use std::io::Write;
    let mut child = Command::new(env!("CARGO_BIN_EXE_holdpoint"))
        .args(arguments)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    // A command that reads nothing may be gone already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn printed(arguments: &[&str]) -> String {
    String::from_utf8(run(arguments, "").stdout).unwrap()
}

const NORTH: [&str; 3] = ["examples/shop-north", "--now", "2026-07-21T18:00Z"];
/// A site of which little is stated, as a newcomer writes it.
const LITTLE: [&str; 3] = ["tests/repair/little", "--now", "2026-07-21T18:00Z"];
const LAKE: [&str; 3] = ["examples/shop-lake", "--now", "2026-07-30T12:00Z"];

fn with<'a>(command: &'a str, site: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    [command].into_iter().chain(site.iter().copied()).chain(more.iter().copied()).collect()
}

#[test]
fn the_text_of_each_answer_is_as_stored() {
    let cases: [(&str, Vec<&str>); 9] = [
        ("what-if-nothing", with("what-if", &NORTH, &[])),
        (
            "what-if-staged",
            with("what-if", &NORTH, &["--set", "site.staging.documented=true", "--set", "site.staging.result=pass"]),
        ),
        ("what-if-unset", with("what-if", &NORTH, &["--unset", "site.approvals.pending.ap-1", "--unset", "site.automation"])),
        ("repair-shop-north", with("repair", &NORTH, &[])),
        ("repair-shop-lake", with("repair", &LAKE, &[])),
        ("repair-little", with("repair", &LITTLE, &[])),
        ("repair-pause", with("repair", &NORTH, &["--decision", "pause:commerce=off"])),
        ("ask-shop-lake", with("ask", &LAKE, &[])),
        ("ask-shop-lake-all", with("ask", &LAKE, &["--all"])),
    ];
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(name, arguments)| stored(Path::new(&format!("tests/repair/{name}.txt")), &printed(arguments)).err())
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_question_is_counted_and_explained_and_a_settled_hold_ends_with_the_plan() {
    let said = |input: &str| {
        let mut arguments = with("ask", &LAKE, &[]);
        arguments.push("--interactive");
        String::from_utf8(run(&arguments, input).stdout).unwrap()
    };
    let text = said("?\nq\n");
    assert!(text.contains("1 of about 26. site.agents") && text.contains("307 reasons are open without it."), "{text}");
    // Explained, it is asked again under the same number.
    assert_eq!(text.matches("1 of about 26.").count(), 2, "{text}");
    let form = printed(&with("ask", &LAKE, &[]));
    assert!(form.contains("# Answers don't change the verdict. PREPARE is reached by"), "{form}");
}

#[test]
fn json_is_what_its_schema_says() {
    for (command, more) in [("what-if", vec!["--set", "site.staging.documented=true"]), ("repair", vec![]), ("ask", vec![])] {
        let text = std::fs::read_to_string(format!("schemas/{command}.schema.json")).unwrap();
        let schema = Validator::new(&serde_json::from_str(&text).unwrap()).unwrap();
        for site in [NORTH, LITTLE] {
            let mut arguments = with(command, &site, &more);
            arguments.extend(["--format", "json"]);
            let text = printed(&arguments);
            let value: Value = serde_json::from_str(&text).unwrap_or_else(|why| panic!("{arguments:?}: {why}\n{text}"));
            assert!(schema.is_valid(&value), "{arguments:?}:\n{text}");
        }
    }
}

/// A folder of this test alone.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("holdpoint-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn the_repaired_documents_reach_the_verdict_and_keep_everything_else() {
    let out = folder("repaired");
    let path = out.to_str().unwrap();
    assert_eq!(run(&with("repair", &LAKE, &["--write", path]), "").status.code(), Some(0));
    for name in ["release.yaml", "site.yaml"] {
        let (old, new) = (
            std::fs::read_to_string(format!("examples/shop-lake/{name}")).unwrap(),
            std::fs::read_to_string(out.join(name)).unwrap(),
        );
        assert!(old.lines().filter(|l| l.contains('#')).all(|l| new.contains(l.split_once('#').unwrap().1)), "comments stay");
        assert!(
            old.lines()
                .filter(|l| !l.contains("null") && !l.contains("not-run") && *l != "  sophmate: 2.4.0")
                .all(|l| new.lines().any(|n| n == l))
        );
    }
    let verdict = run(&["evaluate", path, "--now", "2026-07-30T12:00Z"], "");
    assert_eq!(verdict.status.code(), Some(0), "{}", String::from_utf8_lossy(&verdict.stdout));
    std::fs::remove_dir_all(&out).unwrap();
}

#[test]
fn secrets_of_a_file_stay_in_it_and_are_not_printed() {
    let out = folder("secrets");
    let facts = out.join("facts");
    std::fs::create_dir_all(&facts).unwrap();
    std::fs::copy("examples/shop-lake/release.yaml", facts.join("release.yaml")).unwrap();
    let site = std::fs::read_to_string("examples/shop-lake/site.yaml").unwrap();
    let site = site.replace("  purchase: active\n", "  purchase: active\n  x-token: hunter2hunter2\n");
    std::fs::write(facts.join("site.yaml"), &site).unwrap();
    let written = out.join("written");
    let answer =
        run(&["repair", facts.to_str().unwrap(), "--now", "2026-07-30T12:00Z", "--write", written.to_str().unwrap()], "");
    assert_eq!(answer.status.code(), Some(0), "{}", String::from_utf8_lossy(&answer.stderr));
    assert!(!String::from_utf8_lossy(&answer.stdout).contains("hunter2"));
    assert!(std::fs::read_to_string(written.join("site.yaml")).unwrap().contains("x-token: hunter2hunter2\n"));
    std::fs::remove_dir_all(&out).unwrap();
}

#[test]
fn a_form_that_is_filled_in_is_evaluated_beside_the_rest() {
    let out = folder("form");
    let form = printed(&with("ask", &LAKE, &["--all", "--kind", "site"]));
    let file = out.join("answers.yaml");
    std::fs::write(&file, form.replace("  location: null", "  location: vault")).unwrap();
    let path = file.to_str().unwrap();
    let answer = printed(&with("ask", &LAKE, &[path, "--all", "--kind", "site"]));
    assert!(form.contains("location: null"), "{form}");
    assert!(!answer.contains("location: null"), "{answer}");
    std::fs::remove_dir_all(&out).unwrap();
}

#[test]
fn a_dialogue_stops_where_the_verdict_is_settled_and_writes_the_answers() {
    let out = folder("dialogue");
    for name in ["release.yaml", "site.yaml"] {
        std::fs::copy(format!("examples/garden-blog/{name}"), out.join(name)).unwrap();
    }
    // Which versions the notes assume is asked too; here only one answer is left open.
    let release = std::fs::read_to_string(out.join("release.yaml")).unwrap();
    std::fs::write(out.join("release.yaml"), format!("{release}from: \">=2.3\"\n")).unwrap();
    let site = std::fs::read_to_string(out.join("site.yaml")).unwrap();
    let open = site.lines().map(|l| if l.trim_start().starts_with("location:") { "  location: null   # ask ana" } else { l });
    std::fs::write(out.join("site.yaml"), open.collect::<Vec<_>>().join("\n") + "\n").unwrap();
    let answer = run(&["ask", out.to_str().unwrap(), "--interactive", "--now", "2026-07-20T18:00Z"], "vault/daily\n");
    let said = String::from_utf8_lossy(&answer.stdout).into_owned();
    assert!(said.contains("1. site.backup.location") && !said.contains("\n2. "), "{said}");
    assert!(said.contains("The verdict is settled: PREPARE"), "{said}");
    let new = std::fs::read_to_string(out.join("site.yaml")).unwrap();
    assert!(new.contains("  location: vault/daily   # ask ana\n"), "{new}");
    std::fs::remove_dir_all(&out).unwrap();
}

#[test]
fn what_is_written_wrong_is_shown_with_its_place() {
    let cases = [
        ("wrong-path", ["--set", "site.stagin.result=pass"]),
        ("wrong-set", ["--set", "site.staging.result"]),
        ("wrong-word", ["--set", "site.staging.result=great"]),
        ("wrong-yaml", ["--set", "site.staging.result=[pass"]),
        ("wrong-unset", ["--unset", "release.touches"]),
    ];
    let mut wrong = Vec::new();
    for (name, arguments) in cases {
        let answer = run(&with("what-if", &NORTH, &arguments), "");
        let said = format!(
            "$ holdpoint what-if {}\n{}exit status {}\n",
            arguments.join(" "),
            String::from_utf8_lossy(&answer.stderr),
            answer.status.code().unwrap()
        );
        assert!(answer.stdout.is_empty(), "{}", String::from_utf8_lossy(&answer.stdout));
        wrong.extend(stored(Path::new(&format!("tests/repair/{name}.txt")), &said).err());
        let mut arguments = with("what-if", &NORTH, &arguments);
        arguments.extend(["--format", "json"]);
        let value: Value = serde_json::from_str(&printed(&arguments)).unwrap();
        assert_eq!(value["problems"].as_array().map(Vec::len), Some(1), "{value}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
