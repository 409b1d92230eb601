//! The tree with its places, and every problem of form with the place and the words that users see.

use super::*;
use crate::diagnostic::Sink;
use crate::document::load;
use proptest::prelude::*;

/// What a text parses to, in a form that shows structure and places.
fn tree(text: &str) -> String {
    let (document, problems) = read("a.yaml", text.as_bytes());
    assert_eq!(problems, Vec::<String>::new(), "{text:?}");
    document.unwrap()
}

fn read(name: &str, bytes: &[u8]) -> (Option<String>, Vec<String>) {
    let mut sources = Sources::new();
    let mut sink = Sink::new();
    let (_, document) = load(&mut sources, name, bytes.to_vec(), &mut sink);
    let show = |span: Span| {
        let place = sources.place(span);
        format!("{}:{} `{}`", place.line, place.column, sources.text(span).replace('\n', "⏎"))
    };
    let problems = sink.iter().map(|d| {
        let labels: Vec<String> = d.labels.iter().map(|l| format!("{} {}", show(l.span), l.text)).collect();
        assert!(d.help.is_some(), "every problem of form has a help: {}", d.headline);
        format!("{}: {} | {}", d.code.name(), d.headline, labels.join(" | "))
    });
    (document.map(|d| draw(&d.root)), problems.collect())
}

fn draw(node: &Node) -> String {
    match &node.kind {
        Kind::Scalar(s) if s.plain => format!("<{}>", s.text.replace('\n', "⏎")),
        Kind::Scalar(s) => format!("\"{}\"", s.text.replace('\n', "⏎")),
        Kind::List(items) => format!("[{}]", items.iter().map(draw).collect::<Vec<_>>().join(" ")),
        Kind::Map(entries) => {
            let parts: Vec<String> = entries.iter().map(|e| format!("{}={}", e.key.text, draw(&e.value))).collect();
            format!("{{{}}}", parts.join(" "))
        }
    }
}

/// The problems of a text that can't be used.
fn problems(text: &str) -> Vec<String> {
    read("a.yaml", text.as_bytes()).1
}

fn places(text: &str) -> Vec<(String, String)> {
    let mut sources = Sources::new();
    let (_, tree) = load(&mut sources, "a.yaml", text.as_bytes().to_vec(), &mut Sink::new());
    let document = tree.unwrap();
    let mut out = Vec::new();
    collect(&document.root, "", &sources, &mut out);
    out
}

fn collect(node: &Node, path: &str, sources: &Sources, out: &mut Vec<(String, String)>) {
    let range = node.span.start..node.span.end;
    out.push((path.to_owned(), format!("{range:?} {}", sources.text(node.span).replace('\n', "⏎"))));
    node.elements().iter().enumerate().for_each(|(n, e)| collect(e, &format!("{path}/{n}"), sources, out));
    node.entries().iter().for_each(|e| collect(&e.value, &format!("{path}/{}", e.key.text), sources, out));
}

#[test]
fn scalars_stay_text() {
    assert_eq!(
        tree("a: 6.10\nb: no\nc: 0x1F\nd: \"6.10\"\ne: 'it''s'\nf: 1_000\ng: 12345678901234567890123\n"),
        "{a=<6.10> b=<no> c=<0x1F> d=\"6.10\" e=\"it's\" f=<1_000> g=<12345678901234567890123>}"
    );
    assert_eq!(tree("a: |\n  x\n  y\nb: >-\n  x\n  y\n"), "{a=\"x⏎y⏎\" b=\"x y\"}");
    assert_eq!(tree("a:\nb: ~\nc: null\nd: ''\n"), "{a=<> b=<~> c=<null> d=\"\"}");
}

#[test]
fn spans_end_with_the_last_child() {
    assert_eq!(
        places("site:\n  id: shop\n  list:\n    - a: 1\n    - b\n\n# end\nx: |\n  text\n\n"),
        [
            ("", "0..62 site:⏎  id: shop⏎  list:⏎    - a: 1⏎    - b⏎⏎# end⏎x: |⏎  text"),
            ("/site", "8..43 id: shop⏎  list:⏎    - a: 1⏎    - b"),
            ("/site/id", "12..16 shop"),
            ("/site/list", "29..43 - a: 1⏎    - b"),
            ("/site/list/0", "31..35 a: 1"),
            ("/site/list/0/a", "34..35 1"),
            ("/site/list/1", "42..43 b"),
            ("/x", "58..62 text"),
        ]
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
    );
}

#[test]
fn a_missing_value_stands_right_after_its_colon() {
    let empty = |text: &str| {
        places(text).into_iter().filter(|p| p.1.ends_with(' ')).map(|p| format!("{} {}", p.0, p.1)).collect::<Vec<_>>()
    };
    assert_eq!(
        empty("a:\nb : # c\n\"c\":   \nd: {e: , f}\ng:\n  -\n  - x\n"),
        ["/a 2..2 ", "/b 6..6 ", "/c 15..15 ", "/d/e 25..25 ", "/d/f 29..29 ", "/g/0 37..37 "]
    );
}

#[test]
fn aliases_are_expanded_where_they_are_used() {
    let mut sources = Sources::new();
    let (_, tree) = load(&mut sources, "a.yaml", b"a: &x {k: v}\nb: *x\n".to_vec(), &mut Sink::new());
    let document = tree.unwrap();
    let used = document.root.get("b").unwrap();
    assert_eq!(sources.text(used.span), "*x");
    assert_eq!(sources.text(used.get("k").unwrap().span), "v");
    assert_eq!(document.aliases, [used.span]);
}

#[test]
fn byte_order_mark_and_line_breaks_of_every_kind() {
    assert_eq!(tree("\u{feff}a: b\n"), "{a=<b>}");
    assert_eq!(tree("a:\r\n  - b\r\n  - c\r\n"), "{a=[<b> <c>]}");
    assert_eq!(places("a: b\r\nc: |\r\n  d\r\n")[2], ("/c".to_owned(), "14..15 d".to_owned()));
    assert_eq!(tree("a: b\rc: d\r"), "{a=<b> c=<d>}");
}

#[test]
fn json_is_read_as_json_whatever_its_name() {
    assert_eq!(tree("{\"a\": [1, \"\\u00f6\\/\", null]}"), "{a=[<1> \"ö/\" <null>]}");
    assert_eq!(tree("{a: b, c: [d]}"), "{a=<b> c=[<d>]}");
    assert_eq!(tree("[a, {b: c}] # YAML\n"), "[<a> {b=<c>}]");
    let (_, problems) = read("a.json", b"{a: 1}");
    assert_eq!(problems, ["bad-syntax: a key is not in quotes | 1:2 `a` JSON wants keys in double quotes"]);
}

#[test]
fn wrong_indentation() {
    assert_eq!(
        problems("site:\n    id: a\n  name: b\n"),
        [
            "bad-syntax: a line is indented less than its neighbours | 3:3 `name: b` this line is indented less than its neighbours | 2:5 `id: a` indented by 4 spaces"
        ]
    );
    assert_eq!(
        problems("id: a\n  name: b\n"),
        [
            "bad-syntax: a line is indented deeper than its neighbours | 2:3 `name: b` this line is indented deeper than its neighbours | 1:1 `id: a` not indented"
        ]
    );
    assert_eq!(
        problems("list:\n  - a\n  b: c\n"),
        ["bad-syntax: a key stands among list items | 3:3 `b: c` its neighbours begin with a dash | 2:3 `- a` a list item"]
    );
    assert_eq!(
        problems("a: b\n- c\n"),
        ["bad-syntax: a list item stands among keys | 2:1 `- c` its neighbours are keys | 1:1 `a: b` a key"]
    );
    assert_eq!(
        problems("note: |\ntext\n"),
        ["bad-syntax: a block of text is not indented | 2:1 `text` not deeper than its key | 1:1 `note: |` the key of the text"]
    );
}

#[test]
fn tabs() {
    for text in ["a:\n\tb: 1\n", "a:\n  b: 1\n\tc: 2\n", "\ta: 1\n", "a:\n  - b\n\t- c\n", "a:\n \tb: 1\n"] {
        let found = problems(text);
        assert!(
            found.iter().any(|p| p.starts_with("tab-indent: a line is indented with a tab | ") && p.ends_with("`\t` a tab")),
            "{text:?}: {found:?}"
        );
    }
    assert_eq!(tree("a:\tb\n"), "{a=<b>}");
}

#[test]
fn quotes() {
    assert_eq!(
        problems("a: \"x\nb: y\n"),
        ["bad-syntax: a quote is never closed | 1:4 `\"x` opens here, and the value doesn't end on this line"]
    );
    assert_eq!(
        problems("a: 'x\n"),
        ["bad-syntax: a quote is never closed | 1:4 `'x` opens here, and the value doesn't end on this line"]
    );
    assert_eq!(problems("a: 'it's'\n"), ["bad-syntax: text follows a closing quote | 1:8 `s'` the value ended before this"]);
    assert_eq!(problems("a: \"C:\\dir\"\n"), ["bad-syntax: `\\d` is no escape | 1:7 `\\d` means nothing within double quotes"]);
    assert_eq!(
        problems("a: \"\\ud83d\"\n")[0],
        "bad-syntax: an escape names no character | 1:5 `\\ud83d` needs 4 hexadecimal digits of a character"
    );
}

#[test]
fn brackets() {
    assert_eq!(
        problems("a: [1, 2\nb: 3\n"),
        ["bad-syntax: `[` is never closed | 1:4 `[` opens here | 2:2 `:` a comma or `]` was expected before this"]
    );
    assert_eq!(problems("a: [b, {c: d]\n"), ["bad-syntax: `{` is closed by `]` | 1:8 `{` opens here and needs `}`"]);
    assert_eq!(problems("[a, b\n")[0], "bad-syntax: `[` is never closed | 1:1 `[` opens here");
    assert_eq!(
        problems("a: {b: c d: e}\n"),
        ["bad-syntax: a comma or `}` is missing | 1:11 `:` a comma or `}` was expected before this | 1:4 `{` since here"]
    );
    assert_eq!(
        problems("a: [b, , c]\n"),
        ["bad-syntax: a value is missing before a comma | 1:8 `,` a value was expected before this"]
    );
    assert_eq!(problems("a: ]\n"), ["bad-syntax: a bracket closes what was never opened | 1:4 `]` nothing is open here"]);
}

#[test]
fn colons_dashes_and_reserved_characters() {
    assert_eq!(
        problems("b: 2\nkey_x:1\nc: 3\n"),
        ["bad-syntax: the key `key_x` needs a space after its colon | 2:6 `:` this needs a space after the colon"]
    );
    assert_eq!(
        problems("a:1\nb: 2\n"),
        ["bad-syntax: the key `a` needs a space after its colon | 1:2 `:` this needs a space after the colon"]
    );
    assert_eq!(problems("- a\n-b\n"), ["bad-syntax: a dash needs a space behind it | 2:1 `-` this needs a space after the dash"]);
    assert_eq!(
        problems("title: Note: this\n"),
        ["bad-syntax: a value holds a colon followed by a space | 1:12 `:` YAML takes this for the end of a key"]
    );
    assert_eq!(
        problems("a: 1\nword\nb: 2\n"),
        ["bad-syntax: a line has no colon | 2:1 `word` neither a key with its value nor a list item"]
    );
    assert_eq!(problems("a: @x\n"), ["bad-syntax: a value begins with `@` | 1:4 `@` YAML reserves this character"]);
    assert_eq!(
        problems("a: - b\n"),
        ["bad-syntax: a list begins on the line of its key | 1:4 `- b` a list needs lines of its own"]
    );
    assert_eq!(
        problems("a: \"x\"#c\n")[0],
        "bad-syntax: a comment follows a value without a space | 1:7 `#c` needs a space before the `#`"
    );
    assert_eq!(
        problems("a: 1\n<<<<<<< HEAD\nb: 2\n"),
        ["bad-syntax: a merge conflict is left in the file | 2:1 `<<<<<<< HEAD` a mark of the version control system"]
    );
}

#[test]
fn duplicate_keys_show_both_places_and_the_first_is_used() {
    let (document, problems) = read("a.yaml", b"a: 1\nb: {x: 1, x: 2}\n'a': 3\n");
    assert_eq!(document.unwrap(), "{a=<1> b={x=<1>}}");
    assert_eq!(
        problems,
        [
            "duplicate-key: the key `x` is written twice | 2:11 `x` written again here | 2:5 `x` first written here",
            "duplicate-key: the key `a` is written twice | 3:1 `'a'` written again here | 1:1 `a` first written here",
        ]
    );
    let many: String = (0..40).map(|n| format!("k{n}: 1\n")).collect();
    let found = self::problems(&format!("{many}k39: 2\nk0: 2\n"));
    assert_eq!(
        found[0],
        "duplicate-key: the key `k39` is written twice | 41:1 `k39` written again here | 40:1 `k39` first written here"
    );
    assert_eq!(found.len(), 2);
}

#[test]
fn what_the_strict_subset_leaves_out() {
    let (document, problems) = read("a.yaml", b"a: &x 1\nb: *y\n<<: *x\nc: !t z\n? [d]\n: e\n: f\n*x : g\nh: !!str 5\n");
    assert_eq!(document.unwrap(), "{a=<1> b=<> c=<z> h=<5>}");
    assert_eq!(
        problems,
        [
            "unknown-alias: the alias `*y` names no anchor | 2:4 `*y` no such anchor stands above",
            "merge-key: the merge key `<<` is used | 3:1 `<<` merge keys are not read",
            "unknown-tag: the tag `!t` is used | 4:4 `!t` tags are not read",
            "complex-key: a key is a list | 5:3 `[d]` a key must be plain text",
            "complex-key: a key is missing before its colon | 7:1 `` nothing stands before the colon",
            "complex-key: a key is an alias | 8:1 `*x` a key must be plain text",
            "unknown-tag: the tag `!!str` is used | 9:4 `!!str` tags are not read",
        ]
    );
}

#[test]
fn several_documents_are_named_and_the_first_is_read() {
    let (document, problems) = read("a.yaml", b"---\na: 1\n---\nb: [\n");
    assert_eq!(document.unwrap(), "{a=<1>}");
    assert_eq!(
        problems,
        ["several-documents: the file holds more than one document | 3:1 `---` the second document begins here"]
    );
    assert_eq!(tree("---\na: 1\n...\n"), "{a=<1>}");
}

#[test]
fn empty_files() {
    for text in ["", "\n \n", "# only\n", "---\n", "\u{feff}"] {
        let (document, problems) = read("site.yaml", text.as_bytes());
        assert_eq!(document, None);
        assert!(problems[0].starts_with("empty-document: `site.yaml` holds no document | 1:1"), "{problems:?}");
        assert_eq!(problems.len(), 1);
    }
    assert!(read("site.json", b" ").1[0].starts_with("empty-document"));
}

#[test]
fn bytes_that_are_no_text() {
    let (document, problems) = read("a.yaml", b"id: a\nb: \xff\xfe\n");
    assert_eq!(document, None);
    assert_eq!(problems, ["not-utf-8: `a.yaml` is not UTF-8 text | 2:4 `\u{fffd}` not UTF-8 from here on"]);
    assert_eq!(
        self::problems("a: b\n\u{0}c: d\n"),
        ["bad-syntax: the control character `\\u{0}` stands in the text | 2:1 `\0` can't be seen, and can't be read"]
    );
    let utf16: Vec<u8> = "\u{feff}id: a".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut sources = Sources::new();
    let mut sink = Sink::new();
    let (_, tree) = load(&mut sources, "a.yaml", utf16, &mut sink);
    assert_eq!(tree, None);
    assert_eq!(sink.iter().next().unwrap().notes, ["it looks like UTF-16, which some editors call Unicode"]);
}

#[test]
fn nesting_has_a_limit() {
    let deep = |n: usize| (0..n).map(|i| format!("{}a:\n", " ".repeat(i))).collect::<String>();
    assert_eq!(problems(&deep(64)), Vec::<String>::new());
    assert!(problems(&deep(65))[0].starts_with("too-deep: the document is nested deeper than 64 levels | 65:65 "));
    for bomb in [
        "[".repeat(100_000),
        "{a: ".repeat(10_000),
        "- ".repeat(10_000),
        deep(3000),
        "[".repeat(65) + &"]".repeat(65),
        "? ".repeat(5000),
    ] {
        let found = problems(&bomb);
        assert!(found.len() == 1 && found[0].starts_with("too-deep"), "{:.80} {found:?}", bomb);
    }
    assert!(read("a.json", "[".repeat(100_000).as_bytes()).1[0].starts_with("too-deep"));
}

#[test]
fn problems_of_form_are_all_kept() {
    for text in ["<<: 1\n", "- !t x\n", "- *x\n"] {
        assert_eq!(problems(&text.repeat(3_000)).len(), 3_000);
    }
}

#[test]
fn alias_bombs_are_stopped() {
    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..10 {
        let one = format!("*a{}", n - 1);
        laughs += &format!("a{n}: &a{n} [{}]\n", [one.as_str(); 9].join(", "));
    }
    let found = problems(&laughs);
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("alias-budget: the aliases of the file expand to too many values | 6:"), "{found:?}");

    let chain: String = (1..200).map(|n| format!("a{n}: &a{n} [*a{}]\n", n - 1)).collect();
    assert!(problems(&format!("a0: &a0 x\n{chain}"))[0].starts_with("too-deep"));

    assert_eq!(
        problems("a: &x [*x]\n"),
        ["unknown-alias: an alias stands inside the value it names | 1:8 `*x` its own anchor is not complete yet"]
    );
    let nested = (0..60).map(|n| format!("&n{n} [")).collect::<String>() + &"x, ".repeat(50_000) + &"]".repeat(60);
    assert!(problems(&nested)[0].starts_with("alias-budget"));
}

#[test]
fn an_unknown_alias_suggests_the_near_one() {
    let mut sources = Sources::new();
    let mut sink = Sink::new();
    load(&mut sources, "a.yaml", b"a: &window 1\nb: *windwo\n".to_vec(), &mut sink);
    assert_eq!(sink.iter().next().unwrap().help.as_deref(), Some("write `*window`"));
}

#[test]
fn large_files_are_read_or_refused() {
    let list = "- {id: a, version: 6.10, note: \"x y z\"}\n";
    let block = "- id: a\n  version: 6.10\n  empty:\n";
    let keys: String = (0..40_000).map(|n| format!("key{n}: v\n")).collect();
    let quotes = "a: \"\\n";
    for text in [
        list.repeat(20_000),
        block.repeat(20_000),
        keys,
        quotes.repeat(100_000),
        "a: [".repeat(100_000),
        "\t\n".repeat(200_000),
        format!("a: {}", "x ".repeat(300_000)),
        "# c\n".repeat(200_000) + "a: b",
    ] {
        // Nobody waits for the end of what takes time in proportion to its square.
        let (document, problems) = read("a.yaml", text.as_bytes());
        assert!(document.is_some() || !problems.is_empty(), "{text:.40}");
    }
}

const SAMPLE: &str = "kind: site\nid: shop-north\nbackup: { taken_at: 2026-07-21T18:00Z, tested: &t [pass, \"x: \\u00f6\"] }\nworkflows:\n  - id: wf-restock\n    note: |\n      one\n      two\n    again: *t\n  - id: 'wf''2'\n    empty:\n";

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_text_parses_or_says_why(text in "\\PC{0,80}|([a-c:{}\\[\\]\"'#|>&*!?,. %@`~<=\\-\n\r\t\\\\ö0-9]|- |: |\n  |&a|\\*a|---\n){0,60}", json in any::<bool>()) {
        check(if json { "a.json" } else { "a.yaml" }, text.as_bytes());
    }

    #[test]
    fn any_bytes_parse_or_say_why(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        check("a.yaml", &bytes);
    }

    #[test]
    fn mutated_documents_parse_or_say_why(
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0usize..4, "[a-c:{}\\[\\]\"'#|>&*!?,. \\-\n\t\\\\ö]{0,3}"), 1..6),
        json in any::<bool>(),
    ) {
        let sample = if json { "{\"kind\": \"site\", \"list\": [1, {\"a\\n\": null, \"b\": \"\\ud83d\\ude00\"}], \"x\": true}" } else { SAMPLE };
        let mut text: Vec<char> = sample.chars().collect();
        for (index, remove, insert) in edits {
            let at = index.index(text.len() + 1);
            let end = (at + remove).min(text.len());
            text.splice(at..end, insert.chars());
        }
        check(if json { "a.json" } else { "a.yaml" }, text.into_iter().collect::<String>().as_bytes());
    }
}

/// A tree or a problem; places on character boundaries within the text; children within their parents unless aliased.
fn check(name: &str, bytes: &[u8]) {
    let mut sources = Sources::new();
    let mut sink = Sink::new();
    let (id, document) = load(&mut sources, name, bytes.to_vec(), &mut sink);
    assert!(document.is_some() || sink.has_errors());
    let text = sources.get(id).text();
    for problem in sink.iter() {
        assert!(!problem.labels.is_empty());
        for label in &problem.labels {
            assert!(text.get(label.span.start as usize..label.span.end as usize).is_some(), "{problem:?}");
        }
        crate::report::terminal::render(problem, &sources, &crate::report::terminal::Style::default());
        crate::report::terminal::render_plain(problem, &sources);
    }
    if let Some(document) = document {
        inside(&document.root, text, document.aliases.is_empty());
    }
}

fn inside(node: &Node, text: &str, nested: bool) {
    assert!(text.get(node.span.start as usize..node.span.end as usize).is_some());
    let children = node.elements().iter().chain(node.entries().iter().map(|e| &e.value));
    for child in children {
        if nested {
            assert!(node.span.start <= child.span.start && child.span.end <= node.span.end, "{node:?}");
        }
        inside(child, text, nested);
    }
}
