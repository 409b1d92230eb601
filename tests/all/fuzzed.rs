//! The bodies of the fuzz targets, on the committed corpus, on what becomes of it with small changes, and on whatever text: so that they
//! are known to run. `HOLDPOINT_CASES=20000` tries more of each.

#[path = "../../fuzz/bodies/mod.rs"]
mod bodies;

use std::collections::BTreeSet;
use std::panic::catch_unwind;

use bodies::ALL;

use crate::planted::dice::Dice;

/// How many changed texts each body gets where nothing else is said: fewer for those that compile a pack.
const USUAL: u64 = 400;
const FEW: u64 = 25;

/// What is put into texts: signs of their languages, and what a reader doesn't see.
const PARTS: &[&str] = &[
    "\n",
    " ",
    "  ",
    "-",
    ":",
    ": ",
    "- ",
    ",",
    ".",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'",
    "\\",
    "#",
    "*",
    "$",
    "|",
    "||",
    ">=",
    "<",
    "!",
    "^",
    "~",
    "0",
    "9",
    "99",
    "T",
    "Z",
    "+",
    "/",
    "%",
    "&",
    "=",
    "x",
    "é",
    "☕",
    "\u{202e}",
    "\u{0}",
    "\u{feff}",
    "\u{2028}",
    "\r",
    "\t",
    "mon",
    "24:00",
    "UTC",
    "unknown",
    "none",
    "site.",
    "area",
    "\u{fdd0}[31m",
];

fn corpus(name: &str) -> Vec<String> {
    let mut files: Vec<_> = std::fs::read_dir(format!("fuzz/corpus/{name}"))
        .unwrap_or_else(|why| panic!("{name} has no corpus: {why}"))
        .map(|e| e.unwrap().path())
        .collect();
    files.sort();
    files.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

fn place(text: &str, d: &mut Dice) -> usize {
    let at = d.below(text.len() + 1);
    (at..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

fn changed(all: &[String], d: &mut Dice) -> String {
    let mut text = d.one(all);
    for _ in 0..1 + d.below(4) {
        let (a, b) = (place(&text, d), place(&text, d));
        let (from, to) = (a.min(b), a.max(b).min(a.min(b) + 12));
        let to = (to..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
        match d.below(5) {
            0 => text.replace_range(from..to, ""),
            1 => text.replace_range(from..to, d.one(PARTS)),
            2 => {
                let part = text[from..to].to_owned();
                text.insert_str(from, &part);
            }
            3 => {
                let other = d.one(all);
                let (c, e) = (place(&other, d), place(&other, d));
                text.replace_range(from..to, &other[c.min(e)..c.max(e)]);
            }
            _ => text.insert_str(from, d.one(PARTS)),
        }
    }
    text
}

/// A text of nothing but parts.
fn made_up(d: &mut Dice) -> String {
    (0..d.below(14)).map(|_| d.one(PARTS)).collect()
}

#[test]
fn what_the_fuzz_targets_assert_holds() {
    let wanted = std::env::var("HOLDPOINT_CASES").ok().and_then(|n| n.parse().ok());
    let mut wrong = Vec::new();
    for (name, body) in ALL {
        let heavy = matches!(*name, "documents" | "policies" | "templates" | "suites");
        let count = wanted.unwrap_or(if heavy { FEW } else { USUAL });
        let seeds = corpus(name);
        let mut d = Dice::new(7);
        let made = (0..count).map(|n| if n % 5 == 4 { made_up(&mut d) } else { changed(&seeds, &mut d) });
        let mut texts = seeds.clone();
        texts.extend(made);
        for text in texts {
            if catch_unwind(|| body(&text)).is_err() {
                wrong.push(format!("{name}: {text:?}"));
            }
            if wrong.len() > 10 {
                break;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_target_has_a_body_a_file_and_a_recipe() {
    let bodies: BTreeSet<String> = ALL.iter().map(|(name, _)| (*name).to_owned()).collect();
    let targets = std::fs::read_dir("fuzz/fuzz_targets").unwrap().map(|e| e.unwrap().path());
    let targets: BTreeSet<String> = targets.map(|p| p.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    assert_eq!(bodies, targets);
    let (manifest, recipes) = (std::fs::read_to_string("fuzz/Cargo.toml").unwrap(), std::fs::read_to_string("justfile").unwrap());
    let readme = std::fs::read_to_string("fuzz/README.md").unwrap();
    let recipe = recipes.split("\nfuzz ").nth(1).unwrap_or_default();
    for name in &bodies {
        let line = std::fs::read_to_string(format!("fuzz/fuzz_targets/{name}.rs")).unwrap();
        assert!(line.contains(&format!("holdpoint_fuzz::{name}(")), "{name} calls another body");
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name} is no target of the package");
        assert!(readme.contains(&format!("| `{name}` |")), "{name} is not in the table");
        assert!(recipe.lines().take(8).any(|l| l.contains(name.as_str())), "{name} is not in the recipe");
    }
}
