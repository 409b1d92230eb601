//! What problems look like: `tests/diagnostics/*.md` holds documents with mistakes and the pictures that come of them.
//! Mistakes that need files of their own are in `diagnostics_files.rs`.

use std::collections::BTreeSet;
use std::path::Path;

use holdpoint::diagnostic::Code;

#[test]
fn problems_look_like_their_pictures() {
    let failures = crate::cases::run("tests/diagnostics");
    assert!(failures.is_empty(), "{}\n(UPDATE=1 stores what came out; read it before it is committed)", failures.join("\n"));
}

/// A code that no case can produce is no code: it is removed, or wired up.
#[test]
fn every_code_has_a_case_that_produces_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let mut seen = BTreeSet::new();
    for folder in [root.clone(), root.join("files")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                seen.extend(std::fs::read_to_string(path).unwrap().lines().map(str::to_owned));
            }
        }
    }
    let lacks: Vec<&str> = Code::ALL.iter().map(|c| c.name()).filter(|name| !seen.contains(*name)).collect();
    assert!(lacks.is_empty(), "no case produces: {}", lacks.join(", "));
}
