//! The commands shown in README.md and docs/guide are run, and what they print is compared with what is shown.
//!
//! In a fenced block ```` ```console ````, lines that begin with `$ holdpoint` or `$ cargo run --` run the program from the root of the
//! repository; `$ echo $?` shows the status of the command before. A line that is only `…` skips any lines. In ```` ```console temp ````
//! the command runs in a folder of the page's own, which holds `examples` and every file that the page shows before
//! (```` ```yaml acme/pack.yaml ````). `UPDATE=1 cargo test --test all docs::` stores what is printed, keeping the skipped parts.

use std::path::{Path, PathBuf};
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn commands_in_the_documentation_print_what_is_shown() {
    let mut pages: Vec<PathBuf> =
        std::fs::read_dir(Path::new(ROOT).join("docs/guide")).unwrap().map(|e| e.unwrap().path()).collect();
    pages.push(Path::new(ROOT).join("README.md"));
    pages.retain(|p| p.extension().is_some_and(|e| e == "md"));
    pages.sort();
    assert!(pages.len() >= 7, "the pages of the guide are there");
    let failures: Vec<String> = pages.iter().flat_map(|page| check(page)).collect();
    assert!(failures.is_empty(), "{}\n(UPDATE=1 stores what is printed; read it before it is committed)", failures.join("\n\n"));
}

#[test]
fn links_between_pages_lead_somewhere() {
    let mut broken = Vec::new();
    let folders = ["", "docs", "docs/guide"];
    for path in folders.iter().flat_map(|f| std::fs::read_dir(Path::new(ROOT).join(f)).unwrap()).map(|e| e.unwrap().path()) {
        if path.extension().is_none_or(|e| e != "md") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            if !target.is_empty() && !target.contains("://") && !path.parent().unwrap().join(target).exists() {
                broken.push(format!("{}: {target}", path.display()));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

/// A help that names a command which isn't there sends its reader into the next error.
#[test]
fn no_text_names_a_command_that_is_not_there() {
    let help = Command::new(env!("CARGO_BIN_EXE_holdpoint")).arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|l| *l != "Commands:")
        .skip(1)
        .take_while(|l| !l.is_empty())
        .filter_map(|l| l.split_whitespace().next())
        .collect();
    assert!(commands.contains(&"evaluate") && commands.len() > 10, "{commands:?}");
    let mut folders: Vec<PathBuf> =
        ["src", "schemas", "policies", "docs", "tests/diagnostics"].map(|f| Path::new(ROOT).join(f)).into();
    let (mut found, mut named) = (Vec::new(), 0);
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
            for after in text.split("`holdpoint ").skip(1) {
                let word: String = after.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
                named += 1;
                // An option, or a command that is written by nobody (`holdpoint generate` is for who works on it).
                if !word.is_empty() && !word.starts_with('-') && word != "generate" && !commands.contains(&word.as_str()) {
                    found.push(format!("{}: holdpoint {word}", path.display()));
                }
            }
        }
    }
    assert!(named > 20, "texts name commands: {named}");
    assert_eq!(found, Vec::<String>::new());
}

/// Nothing of the places where this is built may get into it: paths of one machine, hosts of registries, names of tools there.
#[test]
fn no_file_names_a_place_outside_of_the_repository() {
    // Put together here, so that this file doesn't name them either.
    let words =
        [["/wo", "rk/"], ["iss", "ues"], ["../sha", "red"], [".libr", "ary"], ["crates", ".io"], ["/ro", "ot/"], ["/ho", "me/"]]
            .map(|w| w.concat());
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(ROOT)];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if !["target", ".git"].contains(&name.as_str()) {
                    folders.push(path);
                }
            } else if !["Cargo.lock", ".git"].contains(&name.as_str()) {
                let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
                for (n, line) in text.lines().enumerate() {
                    if let Some(word) = words.iter().find(|w| line.contains(w.as_str())) {
                        found.push(format!("{}:{}: {word}", path.display(), n + 1));
                    }
                }
            }
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

/// Runs the commands of a page; what differs from what is shown.
fn check(page: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(page).unwrap();
    let temp = tempfile::tempdir().unwrap();
    copy(&Path::new(ROOT).join("examples"), &temp.path().join("examples"));
    let (mut failures, mut out) = (Vec::new(), Vec::new());
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        out.push(line.to_owned());
        let Some(info) = line.strip_prefix("```").filter(|i| !i.is_empty()) else { continue };
        let block: Vec<&str> = lines.by_ref().take_while(|l| *l != "```").collect();
        match info.split_once(' ') {
            _ if info == "console" || info == "console temp" => {
                let folder = if info == "console" { Path::new(ROOT) } else { temp.path() };
                for (command, shown, printed) in run(&block, folder) {
                    out.extend(command.clone());
                    if matches(&shown, &printed) {
                        out.extend(shown.iter().map(|l| renewed(l, &printed)));
                    } else {
                        failures.push(format!("{}: {}\nprints:\n{}", page.display(), command.join("\n"), printed.join("\n")));
                        out.extend(excerpt(&shown, &printed));
                    }
                }
            }
            Some((_, file)) => {
                let path = temp.path().join(file);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, block.join("\n") + "\n").unwrap();
                out.extend(block.iter().map(|l| (*l).to_owned()));
            }
            None => out.extend(block.iter().map(|l| (*l).to_owned())),
        }
        out.push("```".to_owned());
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(page, out.join("\n") + "\n").unwrap();
        return Vec::new();
    }
    failures
}

/// The commands of a block: each with its lines, what is shown, and what it prints.
fn run(block: &[&str], folder: &Path) -> Vec<(Vec<String>, Vec<String>, Vec<String>)> {
    let mut found: Vec<(Vec<String>, Vec<String>, Vec<String>)> = Vec::new();
    let mut status = 0;
    for line in block {
        let Some(command) = line.strip_prefix("$ ") else {
            found.last_mut().expect("a block begins with a command").1.push((*line).to_owned());
            continue;
        };
        let printed = if command == "echo $?" {
            format!("{status}\n")
        } else {
            let words = command.strip_prefix("holdpoint ").or_else(|| command.strip_prefix("cargo run -- "));
            let words = words.unwrap_or_else(|| panic!("`{command}` is no command that a test runs"));
            let done = Command::new(env!("CARGO_BIN_EXE_holdpoint"))
                .args(words.split_whitespace())
                .current_dir(folder)
                .output()
                .unwrap();
            status = done.status.code().unwrap_or(-1);
            String::from_utf8_lossy(&[done.stderr, done.stdout].concat()).into_owned()
        };
        found.push((vec![(*line).to_owned()], Vec::new(), printed.lines().map(|l| l.trim_end().to_owned()).collect()));
    }
    found
}

/// Whether what is shown is what is printed, `…` standing for any lines and a digest for any other.
fn matches(shown: &[String], printed: &[String]) -> bool {
    let parts: Vec<&[String]> = shown.split(|l| l == "…").collect();
    let same =
        |a: &[String], b: &[String]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| without_digest(a) == without_digest(b));
    let (first, last) = (parts[0], parts[parts.len() - 1]);
    if parts.len() == 1 {
        return same(first, printed);
    }
    if printed.len() < first.len() + last.len() || !same(first, &printed[..first.len()]) {
        return false;
    }
    let end = printed.len() - last.len();
    let mut at = first.len();
    for part in &parts[1..parts.len() - 1] {
        match (at..=end.saturating_sub(part.len())).find(|n| same(part, &printed[*n..n + part.len()])) {
            Some(n) => at = n + part.len(),
            None => return false,
        }
    }
    same(last, &printed[end..])
}

/// A digest in parentheses, `(1169a0f4)`, becomes `(…)`: the pack's rules change oftener than what a page shows of them.
fn without_digest(line: &str) -> String {
    let mut parts = line.split('(');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.chars().take_while(char::is_ascii_hexdigit).count();
        out.push('(');
        out.push_str(if digits == 8 && part[8..].starts_with(')') { &part[8..] } else { part });
    }
    out
}

/// A shown line with the digest that is printed now.
fn renewed(line: &str, printed: &[String]) -> String {
    printed.iter().find(|p| without_digest(p) == without_digest(line)).map_or(line, String::as_str).to_owned()
}

/// What is printed now, with the parts skipped that were skipped: each part that is shown goes from its first line to its last.
/// All of it where those are gone.
fn excerpt(shown: &[String], printed: &[String]) -> Vec<String> {
    if shown.is_empty() {
        return printed.to_vec();
    }
    let parts: Vec<&[String]> = shown.split(|l| l == "…").collect();
    let mut out = Vec::new();
    let mut at = 0;
    for (n, part) in parts.iter().enumerate() {
        if n > 0 {
            out.push("…".to_owned());
        }
        let (Some(first), Some(last)) = (part.first(), part.last()) else { continue };
        let find = |wanted: &String, from: usize| like(wanted, printed.get(from..)?).map(|n| from + n);
        let start = if n == 0 { Some(0) } else { find(first, at) };
        let end = match start {
            Some(_) if n + 1 == parts.len() => Some(printed.len()),
            Some(start) => find(last, start).map(|e| e + 1),
            None => None,
        };
        let (Some(start), Some(end)) = (start, end) else { return printed.to_vec() };
        out.extend(printed[start..end].iter().cloned());
        at = end;
    }
    out
}

/// The line that is the same but for digests, else the one most like it, where one is.
fn like(wanted: &str, lines: &[String]) -> Option<usize> {
    let same = lines.iter().position(|l| without_digest(l) == without_digest(wanted));
    let likeness = |l: &String| strsim::normalized_levenshtein(l, wanted);
    let near = || {
        let (n, line) = lines.iter().enumerate().max_by(|(_, a), (_, b)| likeness(a).total_cmp(&likeness(b)))?;
        (likeness(line) > 0.6).then_some(n)
    };
    same.or_else(near)
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
