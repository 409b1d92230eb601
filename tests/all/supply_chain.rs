//! What is built in has a licence that `deny.toml` allows, comes from the public registry, and is nothing that it bans: as far as that can
//! be known without a network. `just deny` asks the same of cargo-deny, and for advisories.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The packages that the program is built from: not those that only tests, benches or build scripts need.
fn built_in() -> Vec<Value> {
    let done = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--format-version", "1", "--filter-platform", "x86_64-unknown-linux-gnu"])
        .current_dir(ROOT)
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let all: Value = serde_json::from_slice(&done.stdout).unwrap();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let mut open = vec![all["resolve"]["root"].as_str().unwrap().to_owned()];
    let mut seen: BTreeSet<String> = open.iter().cloned().collect();
    while let Some(id) = open.pop() {
        let nodes = list(&all["resolve"]["nodes"]);
        let node = nodes.iter().find(|node| node["id"] == id.as_str()).unwrap();
        for dep in list(&node["deps"]) {
            let normal = list(&dep["dep_kinds"]).iter().any(|kind| kind["kind"].is_null());
            let id = dep["pkg"].as_str().unwrap().to_owned();
            if normal && seen.insert(id.clone()) {
                open.push(id);
            }
        }
    }
    list(&all["packages"]).into_iter().filter(|p| seen.contains(p["id"].as_str().unwrap())).collect()
}

/// The words in quotes in a list of `deny.toml`.
fn listed(opening: &str) -> BTreeSet<String> {
    let text = std::fs::read_to_string(format!("{ROOT}/deny.toml")).unwrap();
    let list =
        text.split_once(opening).unwrap_or_else(|| panic!("deny.toml has {opening}")).1.split_once("\n]").unwrap().0.to_owned();
    let words: BTreeSet<String> = list.split('"').skip(1).step_by(2).map(str::to_owned).collect();
    assert!(!words.is_empty());
    words
}

/// Whether a licence expression can be met with these licences.
fn is_met(expression: &str, allowed: &BTreeSet<String>, met: &mut BTreeSet<String>) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    either(&words, &mut 0, allowed, met)
}

fn either(words: &[&str], at: &mut usize, allowed: &BTreeSet<String>, met: &mut BTreeSet<String>) -> bool {
    let mut any = both(words, at, allowed, met);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        any |= both(words, at, allowed, met);
    }
    any
}

fn both(words: &[&str], at: &mut usize, allowed: &BTreeSet<String>, met: &mut BTreeSet<String>) -> bool {
    let mut all = true;
    loop {
        if words.get(*at) == Some(&"(") {
            *at += 1;
            all &= either(words, at, allowed, met);
        } else {
            // A licence with an exception is another licence.
            let name = match words.get(*at + 1) {
                Some(&"WITH") => words[*at..*at + 3].join(" "),
                _ => words[*at].to_owned(),
            };
            *at += name.split(' ').count() - 1;
            all &= allowed.contains(&name);
            met.insert(name);
        }
        *at += 1;
        if words.get(*at) != Some(&"AND") {
            return all;
        }
        *at += 1;
    }
}

#[test]
fn every_package_has_a_licence_that_is_allowed_and_none_is_allowed_in_vain() {
    let allowed = listed("allow = [");
    let mut met = BTreeSet::new();
    let packages = built_in();
    assert!(packages.len() > 50, "the whole tree is looked at");
    for package in &packages {
        let licence = package["license"].as_str().unwrap_or_default();
        assert!(is_met(licence, &allowed, &mut met), "{}: `{licence}`", package["name"]);
    }
    let idle: Vec<&String> = allowed.difference(&met).collect();
    assert!(idle.is_empty(), "nothing has the licences {idle:?}");
}

#[test]
fn every_package_comes_from_one_registry_and_none_is_banned() {
    let banned = listed("deny = [\n");
    let mut registries = BTreeSet::new();
    for package in built_in() {
        let name = package["name"].as_str().unwrap();
        assert!(!banned.contains(name), "{name} is banned");
        match package["source"].as_str() {
            None => assert_eq!(name, "holdpoint", "only this package lies in this repository"),
            Some(from) => {
                assert!(from.starts_with("registry+"), "{name} comes from {from}");
                registries.insert(from.to_owned());
            }
        }
    }
    assert_eq!(registries.len(), 1, "{registries:?}");
}

/// Packages that make connections, or run what makes them.
const NETWORK: [&str; 14] = [
    "tokio",
    "mio",
    "socket2",
    "hyper",
    "reqwest",
    "ureq",
    "curl",
    "curl-sys",
    "rustls",
    "native-tls",
    "openssl",
    "openssl-sys",
    "async-std",
    "smol",
];

#[test]
fn no_package_speaks_to_a_network() {
    let packages = built_in();
    let names: BTreeSet<&str> = packages.iter().filter_map(|package| package["name"].as_str()).collect();
    assert!(names.len() > 50, "the whole tree is looked at");
    let found: Vec<&str> = NETWORK.into_iter().filter(|name| names.contains(name)).collect();
    assert_eq!(found, Vec::<&str>::new());
}

/// The check can fail: what is allowed is told from what is not.
#[test]
fn expressions_of_licences_are_read() {
    let allowed = BTreeSet::from(["MIT", "Zlib"].map(str::to_owned));
    let met = |text: &str| is_met(text, &allowed, &mut BTreeSet::new());
    for text in ["MIT", "GPL-3.0 OR MIT", "MIT/Apache-2.0", "(MIT OR GPL-3.0) AND Zlib", "MIT AND Zlib"] {
        assert!(met(text), "{text}");
    }
    for text in ["GPL-3.0", "MIT AND GPL-3.0", "(MIT OR Zlib) AND GPL-3.0", "MIT WITH Some-exception", "Apache-2.0/GPL-3.0"] {
        assert!(!met(text), "{text}");
    }
}
