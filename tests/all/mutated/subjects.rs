//! What is changed: every example, every scenario, packs of one file and of many, and one that was just begun.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

/// Files by their path below the folder: documents below `facts/`, a policy below `pack/`, suites below `pack/tests/`.
pub type Files = BTreeMap<String, String>;

/// A folder to begin with.
#[derive(Clone)]
pub struct Subject {
    pub name: String,
    pub files: Files,
    pub now: String,
    /// Whether its pack is a small one.
    pub is_small: bool,
}

/// A small pack, its release, site and update.
const BASE: &str = "tests/cases/base";

pub fn all() -> Vec<Subject> {
    let mut all = Vec::new();
    let mut small = Files::new();
    for name in ["pack.yaml", "site.schema.json"] {
        small.insert(format!("pack/{name}"), read(&format!("{BASE}/{name}")));
    }
    for name in ["release", "site", "update"] {
        small.insert(format!("facts/{name}.yaml"), read(&format!("{BASE}/{name}.yaml")));
    }
    all.push(Subject { name: "small".to_owned(), files: small.clone(), now: "2026-07-21T18:00Z".to_owned(), is_small: true });
    for (policy, paths, now) in scenarios() {
        let facts = documents(&paths);
        let name = paths.join(" ");
        let pack = policy.as_deref().map(|policy| below(policy, "pack/")).unwrap_or_default();
        let files = facts.clone().into_iter().chain(pack).collect();
        all.push(Subject { name: name.clone(), files, now: now.clone(), is_small: false });
        // The same beside a small pack, which doesn't know everything in it.
        let mut files: Files =
            small.iter().filter(|(path, _)| path.starts_with("pack/")).map(|(p, t)| (p.clone(), t.clone())).collect();
        files.extend(facts);
        all.push(Subject { name: format!("{name} beside a small pack"), files, now, is_small: true });
    }
    let examples = documents(&["examples/shop-north".to_owned()]);
    let mut built_in = below("policies/sophmate", "pack/");
    built_in.retain(|path, _| !path.ends_with(".md"));
    built_in.extend(examples.clone());
    all.push(Subject {
        name: "policies/sophmate".to_owned(),
        files: built_in,
        now: "2026-07-21T18:00Z".to_owned(),
        is_small: false,
    });
    let mut begun = begun();
    begun.extend(examples);
    all.push(Subject {
        name: "a pack just begun".to_owned(),
        files: begun,
        now: "2026-07-21T18:00Z".to_owned(),
        is_small: false,
    });
    all
}

/// What `init` writes.
fn begun() -> Files {
    let folder = tempfile::tempdir().unwrap();
    let pack = folder.path().join("pack");
    let arguments = [
        "holdpoint",
        "init",
        pack.to_str().unwrap(),
        "--name",
        "acme",
        "--area",
        "loyalty=Loyalty",
        "--quiet",
        "fri 12:00 - mon 06:00",
    ];
    let ran = holdpoint::cli::run_in_memory(arguments.map(Into::into), b"");
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    let mut files = below(pack.to_str().unwrap(), "pack/");
    files.retain(|path, _| !path.contains("/editor/"));
    files
}

/// The policy, the documents and the moment of every scenario.
fn scenarios() -> Vec<(Option<String>, Vec<String>, String)> {
    let mut folders: Vec<_> =
        fs::read_dir("tests/scenarios").unwrap().map(|e| e.unwrap().path().join("expect.yaml")).filter(|p| p.is_file()).collect();
    folders.sort();
    let one = |path: &std::path::PathBuf| {
        let expected: Value = serde_yaml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let paths = expected["evaluate"].as_array().unwrap().iter().filter_map(text).collect();
        (text(&expected["policy"]).filter(|p| Path::new(p).exists()), paths, text(&expected["now"]).unwrap())
    };
    folders.iter().map(one).collect()
}

/// The documents that the paths mean, below `facts/`.
fn documents(paths: &[String]) -> Files {
    let mut files = Files::new();
    for path in paths {
        let path = path.as_str();
        if Path::new(path).is_dir() {
            files.extend(below(path, "facts/"));
        } else {
            files.insert(format!("facts/{}", path.rsplit('/').next().unwrap()), read(path));
        }
    }
    files
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_else(|why| panic!("{path}: {why}"))
}

/// Every file of a folder and those in it, under another beginning.
fn below(folder: &str, beginning: &str) -> Files {
    let mut files = Files::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            files.extend(below(path.to_str().unwrap(), &format!("{beginning}{name}/")));
        } else if name.ends_with(".yaml") || name.ends_with(".json") {
            files.insert(format!("{beginning}{name}"), read(path.to_str().unwrap()));
        }
    }
    files
}

pub fn write(folder: &Path, files: &Files) {
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}
