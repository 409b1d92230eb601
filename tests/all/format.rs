//! Laws of `fmt`: a second time changes nothing, what is read stays the same to another parser too, and no comment is lost; on made-up
//! documents, on the repository's own, and on these with white space thrown in. `HOLDPOINT_CASES=20000` makes more of them.

use std::fs;
use std::path::{Path, PathBuf};

use holdpoint::diagnostic::Sink;
use holdpoint::document::format::format;
use holdpoint::document::parse;
use holdpoint::text::Sources;
use proptest::prelude::*;
use proptest::test_runner::Config;

/// The formatted text; none where the text has problems, an error where it can't be formatted.
fn formatted(text: &str) -> Option<Result<String, String>> {
    let mut sources = Sources::new();
    let id = sources.add("site.yaml", text.as_bytes().to_vec());
    let mut sink = Sink::new();
    let document = parse(&sources, id, &mut sink).filter(|_| !sink.has_errors())?;
    let made = format(&mut sources, id, &document, text.as_bytes());
    Some(made.map(|f| String::from_utf8(f.bytes).unwrap()).map_err(|p| p.labels[0].text.to_string()))
}

fn value(text: &str) -> serde_yaml::Value {
    serde_yaml::from_str(text).unwrap_or_else(|why| panic!("{why}\n{text}"))
}

fn keeps_the_laws(text: &str) -> String {
    let once = formatted(text).unwrap().unwrap_or_else(|why| panic!("{why}\n{text}"));
    assert_eq!(formatted(&once).unwrap().unwrap(), once, "a second time changes something:\n{text}");
    assert_eq!(value(text), value(&once), "it says something else:\n{text}");
    assert!(once.lines().all(|line| !line.contains('\t')) || text.contains('\t'));
    once
}

fn cases() -> u32 {
    std::env::var("HOLDPOINT_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(400)
}

/// A made-up value.
#[derive(Clone, Debug)]
enum Made {
    Text(String),
    Block(String, Vec<String>),
    List(Vec<Made>),
    Map(Vec<Made>),
    Flow(Vec<Made>, bool),
}

fn scalar() -> impl Strategy<Value = Made> {
    let words = [
        "1",
        "6.10",
        "no",
        "a b",
        "\"x: # y\"",
        "'it''s'",
        "wöö",
        "2026-07-21T18:00Z",
        "none",
        "\"a\\\\\\\"\"",
        "{}",
        "[]",
        "~",
        "",
    ];
    proptest::sample::select(words.to_vec()).prop_map(|word| Made::Text(word.to_owned()))
}

fn block() -> impl Strategy<Value = Made> {
    let header = proptest::sample::select(vec!["|", ">", "|-", "|+", ">-", ">+", "| # why"]);
    let line = proptest::sample::select(vec!["one", "  two", "", "# three", "- four", "five: 5", "six  "]);
    (header, proptest::collection::vec(line, 0..4)).prop_map(|(header, mut lines)| {
        // The first line says how far the content is indented.
        lines.insert(0, "zero");
        Made::Block(header.to_owned(), lines.into_iter().map(str::to_owned).collect())
    })
}

fn made() -> impl Strategy<Value = Made> {
    let leaf = prop_oneof![4 => scalar(), 1 => block()];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let flow = scalar().prop_filter("an empty element is none", |made| !matches!(made, Made::Text(t) if t.is_empty()));
        prop_oneof![
            proptest::collection::vec(inner.clone(), 1..4).prop_map(Made::List),
            proptest::collection::vec(inner, 1..4).prop_map(Made::Map),
            (proptest::collection::vec(flow, 0..4), any::<bool>()).prop_map(|(values, list)| Made::Flow(values, list)),
        ]
    })
}

/// Writes values in as many ways as YAML has for them; which, is said by the numbers.
struct Writer<'a> {
    out: String,
    choices: std::iter::Cycle<std::slice::Iter<'a, u8>>,
    comments: usize,
}

impl Writer<'_> {
    fn choose(&mut self, of: u8) -> usize {
        usize::from(self.choices.next().copied().unwrap_or_default() % of)
    }

    fn spaces(&mut self, least: usize) -> String {
        let more = [0, 0, 1, 3][self.choose(4)];
        " ".repeat(least + more)
    }

    fn comment(&mut self, indent: usize) {
        self.comments += 1;
        self.out.push_str(&format!("{}# comment {};", " ".repeat(indent), self.comments));
    }

    /// The end of a line, perhaps with a comment behind it, blank lines and comments on lines of their own.
    fn line_end(&mut self, indent: usize, plain: bool) {
        if plain && self.choose(5) == 0 {
            let spaces = self.spaces(1).len();
            self.comment(spaces);
        }
        let spaces = self.spaces(0);
        self.out.push_str(&spaces);
        let end = ["\n", "\n", "\n", "\r\n", "\n\n", "\n\n\n", "\n  \n"][self.choose(7)];
        self.out.push_str(end);
        if plain && self.choose(6) == 0 {
            let indent = [indent, indent + 1, 0, indent.saturating_sub(2)][self.choose(4)];
            self.comment(indent);
            self.out.push('\n');
        }
    }

    /// A value behind a dash or a colon that belong to a collection at `indent`.
    fn value(&mut self, made: &Made, indent: usize, dash: bool) {
        match made {
            Made::Text(text) => {
                let spaces = self.spaces(1);
                self.out.push_str(&spaces);
                self.out.push_str(text);
                self.line_end(indent, true);
            }
            Made::Block(header, lines) => {
                let spaces = self.spaces(1);
                self.out.push_str(&format!("{spaces}{header}\n"));
                let inner = indent + 1 + self.choose(4);
                for line in lines {
                    let spaces = if line.is_empty() { 0 } else { inner };
                    self.out.push_str(&format!("{}{line}\n", " ".repeat(spaces)));
                }
            }
            Made::Flow(values, list) => {
                let spaces = self.spaces(1);
                self.out.push_str(&spaces);
                self.flow(values, *list, indent);
                self.line_end(indent, true);
            }
            Made::List(_) | Made::Map(_) => {
                let compact = dash && self.choose(2) == 0;
                if compact {
                    let gap = self.spaces(1);
                    self.out.push_str(&gap);
                    self.collection(made, indent + 1 + gap.len(), false);
                } else {
                    self.line_end(indent + 1, true);
                    let less = !dash && matches!(made, Made::List(_)) && self.choose(3) == 0;
                    let inner = if less { indent } else { indent + 1 + self.choose(4) };
                    self.collection(made, inner, true);
                }
            }
        }
    }

    fn flow(&mut self, values: &[Made], list: bool, indent: usize) {
        self.out.push(if list { '[' } else { '{' });
        for (n, made) in values.iter().enumerate() {
            let gap = match self.choose(5) {
                0 => format!("\n{}", " ".repeat(indent + 1 + self.choose(5))),
                1 => format!(
                    " # comment {};\n{}",
                    {
                        self.comments += 1;
                        self.comments
                    },
                    " ".repeat(indent + 2)
                ),
                _ => self.spaces(0),
            };
            let Made::Text(text) = made else { panic!("only texts stand between brackets here") };
            let key = if list { String::new() } else { format!("k{n}{}:{}", self.spaces(0), self.spaces(1)) };
            let after = self.spaces(0);
            let comma = if n + 1 < values.len() || self.choose(4) == 0 { "," } else { "" };
            self.out.push_str(&format!("{gap}{key}{text}{after}{comma}"));
        }
        let gap = self.spaces(0);
        self.out.push_str(&gap);
        self.out.push(if list { ']' } else { '}' });
    }

    fn collection(&mut self, made: &Made, indent: usize, mut first: bool) {
        let (values, list) = match made {
            Made::List(values) => (values, true),
            Made::Map(values) => (values, false),
            _ => panic!("no collection"),
        };
        for (n, value) in values.iter().enumerate() {
            if first {
                self.out.push_str(&" ".repeat(indent));
            }
            first = true;
            if list {
                self.out.push('-');
            } else {
                let gap = self.spaces(0);
                self.out.push_str(&format!("key{n}{gap}:"));
            }
            self.value(value, indent, list);
        }
    }
}

proptest! {
    #![proptest_config(Config { cases: cases(), failure_persistence: None, ..Config::default() })]

    #[test]
    fn made_up_documents_keep_their_meaning_and_their_comments(
        values in proptest::collection::vec(made(), 1..4),
        choices in proptest::collection::vec(any::<u8>(), 60..120),
    ) {
        let mut writer = Writer { out: String::new(), choices: choices.iter().cycle(), comments: 0 };
        writer.collection(&Made::Map(values), 0, true);
        let (text, comments) = (writer.out, writer.comments);
        let once = keeps_the_laws(&text);
        let mut rest = once.as_str();
        for n in 1..=comments {
            let at = rest.find(&format!("# comment {n};")).unwrap_or_else(|| panic!("comment {n} is lost or moved:\n{text}\n{once}"));
            rest = &rest[at..];
        }
        let returns = once.split_inclusive('\n').next().unwrap().ends_with("\r\n");
        prop_assert!(once.split_inclusive('\n').all(|line| line.ends_with("\r\n") == returns && line.ends_with('\n')));
    }

    #[test]
    fn documents_with_white_space_thrown_in_are_refused_or_keep_their_meaning(
        file in any::<proptest::sample::Index>(),
        places in proptest::collection::vec((any::<proptest::sample::Index>(), 0..8_usize), 1..12),
    ) {
        let files = yaml_files();
        let mut text = fs::read_to_string(&files[file.index(files.len())]).unwrap();
        for (place, what) in places {
            let at = text.floor_char_boundary(place.index(text.len() + 1));
            text.insert_str(at, [" ", "  ", "\n", "\r\n", "\t", " # x\n", "\n    ", "\n\n\n"][what]);
        }
        if let Some(Ok(once)) = formatted(&text) {
            prop_assert_eq!(formatted(&once), Some(Ok(once.clone())), "{}", text);
            if let Ok(before) = serde_yaml::from_str::<serde_yaml::Value>(&text) {
                prop_assert_eq!(before, value(&once), "{}", text);
            }
        }
    }
}

fn yaml_files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut open: Vec<PathBuf> = ["policies", "examples", "tests", "docs"].iter().map(|name| root.join(name)).collect();
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "yaml" || e == "yml") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Every file keeps the laws; those that `fmt` finds in a folder, which say a kind, are formatted.
#[test]
fn the_repository_is_formatted() {
    let files = yaml_files();
    assert!(files.len() > 30);
    let other: Vec<String> = files
        .iter()
        .filter(|path| {
            let text = fs::read_to_string(path).unwrap();
            keeps_the_laws(&text) != text && text.lines().any(|line| line.starts_with("kind: "))
        })
        .map(|path| path.display().to_string())
        .collect();
    assert_eq!(other, Vec::<String>::new(), "run `cargo run -- fmt .`");
}
