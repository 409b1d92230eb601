//! Changes that know the structure of a document: its values, entries and lines, and those of all other documents.

use holdpoint::diagnostic::Sink;
use holdpoint::document::{self, Kind, Node};
use holdpoint::text::Sources;

use super::subjects::Files;
use super::words::{KEYS, LETTERS, VALUES};
use crate::planted::dice::Dice;

/// Values of other documents, on one line each.
pub struct Donors(Vec<String>);

impl Donors {
    /// Every value of every example in the pages of the language and of the problems.
    pub fn all() -> Self {
        let mut donors = Vec::new();
        for folder in ["tests/language", "tests/diagnostics"] {
            let mut pages: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
            pages.sort();
            for page in pages.iter().filter(|p| p.extension().is_some_and(|e| e == "md")) {
                let text = std::fs::read_to_string(page).unwrap();
                for block in text.split("```yaml").skip(1) {
                    let body = block.split_once('\n').map_or("", |(_, rest)| rest).split("```").next().unwrap_or_default();
                    let Some(tree) = read(body) else { continue };
                    each(&tree, &mut |node| {
                        let line = line(node);
                        if line.len() < 400 {
                            donors.push(line);
                        }
                    });
                }
            }
        }
        donors.sort();
        donors.dedup();
        assert!(donors.len() > 500, "{} donors", donors.len());
        Self(donors)
    }
}

fn read(text: &str) -> Option<Node> {
    let mut sources = Sources::new();
    document::load(&mut sources, "a.yaml", text.as_bytes().to_vec(), &mut Sink::new()).1.map(|d| d.root)
}

fn each(node: &Node, of: &mut impl FnMut(&Node)) {
    of(node);
    node.elements().iter().for_each(|n| each(n, of));
    node.entries().iter().for_each(|e| each(&e.value, of));
}

/// A value on one line.
fn line(node: &Node) -> String {
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    match &node.kind {
        Kind::Scalar(s) if s.plain => s.text.clone(),
        Kind::Scalar(s) => quoted(&s.text),
        Kind::List(all) => format!("[{}]", all.iter().map(line).collect::<Vec<_>>().join(", ")),
        Kind::Map(all) => {
            let all = all.iter().map(|e| format!("{}: {}", quoted(&e.key.text), line(&e.value)));
            format!("{{ {} }}", all.collect::<Vec<_>>().join(", "))
        }
    }
}

/// Makes some changes, and says which.
pub fn change(files: &mut Files, donors: &Donors, d: &mut Dice) -> Vec<String> {
    let times = 1 + d.below(4);
    (0..times).filter_map(|_| one(files, donors, d)).collect()
}

fn one(files: &mut Files, donors: &Donors, d: &mut Dice) -> Option<String> {
    let names: Vec<String> = files.keys().filter(|name| !name.ends_with(".schema.json") || d.chance(20)).cloned().collect();
    if names.is_empty() {
        return None;
    }
    let name = d.one(&names);
    let text = files.get(&name)?.clone();
    let kind = d.below(20);
    let (what, changed) = match kind {
        0 => ("another document in it", format!("{text}\n---\n{}", files[&d.one(&names)])),
        1 => {
            let other = d.one(&names);
            let theirs = files.insert(other, text)?;
            ("exchanged", theirs)
        }
        2 => ("other ends of lines", text.replace('\n', if d.chance(50) { "\r\n" } else { "\r" })),
        3 => ("a mark at the beginning", format!("\u{feff}{text}")),
        4 => {
            let odd = d.one(&[
                "facts/a b.yaml",
                "facts/\u{202e}x.yaml",
                "facts/%0A::error::.yaml",
                "facts/<b>.yaml",
                "facts/a|b.json",
                "pack/x#y?.yaml",
                "facts/[1].yaml",
                "facts/-.yml",
            ]);
            files.remove(&name);
            files.insert(odd.to_owned(), text);
            return Some(format!("{name} is now {odd}"));
        }
        5 | 6 => letters(&text, d)?,
        7 | 8 => lines(&text, d)?,
        _ => structured(&text, donors, d)?,
    };
    files.insert(name.clone(), changed);
    Some(format!("{what} in {name}"))
}

/// A place between two letters.
fn place(text: &str, d: &mut Dice) -> usize {
    let at = d.below(text.len() + 1);
    (at..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

fn letters(text: &str, d: &mut Dice) -> Option<(&'static str, String)> {
    let at = place(text, d);
    let (before, after) = text.split_at(at);
    Some(match d.below(4) {
        0 => ("cut", before.to_owned()),
        1 => ("a letter less", format!("{before}{}", after.get(after.chars().next()?.len_utf8()..)?)),
        _ => ("a letter more", format!("{before}{}{after}", d.one(LETTERS))),
    })
}

fn lines(text: &str, d: &mut Dice) -> Option<(&'static str, String)> {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    if lines.is_empty() {
        return None;
    }
    let (at, other) = (d.below(lines.len()), d.below(lines.len()));
    let what = match d.below(6) {
        0 => {
            lines.remove(at);
            "a line less"
        }
        1 => {
            lines.insert(other, lines[at].clone());
            "a line twice"
        }
        2 => {
            lines.swap(at, other);
            "lines exchanged"
        }
        3 => {
            lines[at] = format!("{}{}", d.one(&[" ", "  ", "   ", "\t"]), lines[at]);
            "a line further in"
        }
        4 => {
            lines[at] = lines[at].strip_prefix(' ').map(str::to_owned)?;
            "a line further out"
        }
        _ => {
            let (from, to) = (at.min(other), at.max(other));
            lines[from..to].iter_mut().for_each(|line| line.insert_str(0, "  "));
            "lines further in"
        }
    };
    Some((what, lines.concat()))
}

/// A place in a document that is known by the tree.
#[derive(Clone)]
struct Part {
    start: usize,
    end: usize,
    is_key: bool,
    is_scalar: bool,
}

fn parts(text: &str) -> Option<Vec<Part>> {
    let root = read(text)?;
    let mut parts = Vec::new();
    each(&root, &mut |node| {
        let span = node.span;
        let scalar = matches!(node.kind, Kind::Scalar(_));
        parts.push(Part { start: span.start as usize, end: span.end as usize, is_key: false, is_scalar: scalar });
        for entry in node.entries() {
            let span = entry.key.span;
            parts.push(Part { start: span.start as usize, end: span.end as usize, is_key: true, is_scalar: true });
        }
    });
    parts.retain(|p| p.start <= p.end && text.get(p.start..p.end).is_some());
    (!parts.is_empty()).then_some(parts)
}

fn structured(text: &str, donors: &Donors, d: &mut Dice) -> Option<(&'static str, String)> {
    let parts = parts(text)?;
    let of = |wanted: fn(&Part) -> bool, d: &mut Dice| {
        let all: Vec<Part> = parts.iter().filter(|p| wanted(p)).cloned().collect();
        (!all.is_empty()).then(|| d.one(&all))
    };
    let put = |part: &Part, with: &str| format!("{}{with}{}", &text[..part.start], &text[part.end..]);
    Some(match d.below(9) {
        0 => ("a value left out", put(&of(|p| !p.is_key, d)?, "")),
        1 => {
            let part = of(|p| p.is_key, d)?;
            // The lines of the entry, with what is further in below them.
            let start = text[..part.start].rfind('\n').map_or(0, |n| n + 1);
            let indent = part.start - start;
            let mut end = start;
            for (n, line) in text[start..].split_inclusive('\n').enumerate() {
                let own = line.len() - line.trim_start_matches([' ', '-']).len();
                if n > 0 && own <= indent && !line.trim().is_empty() {
                    break;
                }
                end += line.len();
            }
            let block = text[start..end].to_owned();
            if d.chance(50) {
                ("an entry left out", format!("{}{}", &text[..start], &text[end..]))
            } else {
                ("an entry twice", format!("{}{block}{}", &text[..end], &text[end..]))
            }
        }
        2 => {
            let (one, two) = (of(|p| !p.is_key, d)?, of(|p| !p.is_key, d)?);
            let (one, two) = if one.start <= two.start { (one, two) } else { (two, one) };
            if one.end > two.start {
                return None;
            }
            let swapped = [
                &text[..one.start],
                &text[two.start..two.end],
                &text[one.end..two.start],
                &text[one.start..one.end],
                &text[two.end..],
            ];
            ("values exchanged", swapped.concat())
        }
        3 | 4 => ("another word", put(&of(|p| p.is_scalar && !p.is_key, d)?, d.one(VALUES))),
        5 => ("another key", put(&of(|p| p.is_key, d)?, d.one(KEYS))),
        6 => {
            let (from, to) = (of(|p| p.is_key, d)?, of(|p| p.is_key, d)?);
            ("a key of another place", put(&to, &text[from.start..from.end]))
        }
        7 => ("a value of another document", put(&of(|p| !p.is_key, d)?, &d.one(&donors.0))),
        _ => {
            let part = of(|p| p.is_scalar && p.end > p.start, d)?;
            let inside = part.start + place(&text[part.start..part.end], d);
            ("a letter in a word", format!("{}{}{}", &text[..inside], d.one(LETTERS), &text[inside..]))
        }
    })
}
