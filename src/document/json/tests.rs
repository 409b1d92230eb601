//! JSON with its places and its problems.

use super::*;
use crate::text::Sources;
use proptest::prelude::*;

fn parse(text: &str) -> (Option<Document>, Vec<String>) {
    let mut sources = Sources::new();
    let id = sources.add("a.json", text.as_bytes().to_vec());
    let mut sink = Sink::new();
    let document = read(sources.get(id).text(), id, &mut Vec::new(), &mut sink);
    let problems = sink.iter().map(|d| {
        let labels: Vec<String> =
            d.labels.iter().map(|l| format!("{} `{}` {}", sources.place(l.span).column, sources.text(l.span), l.text)).collect();
        format!("{} | {}", d.headline, labels.join(" | "))
    });
    (document, problems.collect())
}

fn problem(text: &str) -> String {
    let (_, mut problems) = parse(text);
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems.remove(0)
}

fn text_of(json: &str) -> String {
    let (document, problems) = parse(json);
    assert_eq!(problems, Vec::<String>::new());
    match document.unwrap().root.kind {
        Kind::Scalar(s) => s.text,
        other => panic!("{other:?}"),
    }
}

#[test]
fn values_and_their_places() {
    let (document, _) = parse(" {\"a\" : [1.50, true],\n \"b\": {}} ");
    let root = document.unwrap().root;
    assert_eq!((root.span.start, root.span.end), (1, 31));
    let a = root.entry("a").unwrap();
    assert_eq!((a.key.span.start, a.key.span.end), (2, 5));
    assert_eq!((a.value.span.start, a.value.span.end), (8, 20));
    assert_eq!(a.value.elements()[0].kind, Kind::Scalar(Scalar { text: "1.50".to_owned(), plain: true }));
    assert_eq!(root.get("b").unwrap().kind, Kind::Map(Vec::new()));
    assert!(parse("null").0.unwrap().root.is_null());
    assert!(!parse("\"null\"").0.unwrap().root.is_null());
}

#[test]
fn escapes_and_surrogate_pairs() {
    assert_eq!(text_of(r#""\"\\\/\b\f\n\r\t\u00f6\ud83d\ude00x""#), "\"\\/\u{8}\u{c}\n\r\tö😀x");
    assert_eq!(problem(r#""\q""#), "`\\q` is no escape | 2 `\\q` means nothing in JSON");
    assert_eq!(problem(r#""\u12""#), "an escape is incomplete | 2 `\\u` needs four hexadecimal digits");
    assert_eq!(problem(r#""\ud83d""#), "an escape is half of a pair | 2 `\\ud83d` names no character without its other half");
    assert_eq!(
        problem(r#""\ud83d\u0041""#),
        "an escape is half of a pair | 2 `\\ud83d\\u0041` names no character without its other half"
    );
    assert_eq!(problem(r#""\udc00""#), "an escape is half of a pair | 2 `\\udc00` names no character without its other half");
    assert_eq!(problem("\"a\tb\""), "the control character `\\t` stands in a text | 3 `\t` JSON wants it as an escape");
    assert_eq!(problem("\"\\"), "`\\` is no escape | 2 `\\` means nothing in JSON");
}

#[test]
fn commas_brackets_and_colons() {
    assert_eq!(problem("[1, 2, ]"), "a comma stands before `]` | 6 `,` JSON allows no comma behind the last element");
    assert_eq!(problem("{\"a\": 1,}"), "a comma stands before `}` | 8 `,` JSON allows no comma behind the last element");
    assert_eq!(problem("[1 2]"), "a comma is missing | 4 `2` a comma or `]` was expected before this");
    assert_eq!(problem("[1}"), "`[` is closed by `}` | 3 `}` `]` was expected here | 1 `[` opens here");
    assert_eq!(problem("[1, {\"a\": 2"), "`{` is never closed | 5 `{` opens here");
    assert_eq!(problem("{\"a\" 1}"), "a colon is missing behind a key | 6 `1` a colon was expected before this");
    assert_eq!(problem("[,]"), "a value is missing | 2 `,` a value was expected before this");
    assert_eq!(problem("[1] x"), "text follows the end of the document | 5 `x` the document ended before this");
    assert_eq!(problem("{} {}"), "the file holds more than one document | 4 `{` the second document begins here");
}

#[test]
fn what_other_dialects_allow() {
    assert_eq!(problem("{\"a\": 1 // x\n}"), "JSON has no comments | 9 `// x` a comment");
    assert_eq!(problem("{'a': 1}"), "a key is in single quotes | 2 `'` JSON wants double quotes");
    assert_eq!(problem("{a: 1}"), "a key is not in quotes | 2 `a` JSON wants keys in double quotes");
    assert_eq!(problem("[yes]"), "the text `yes` is not in quotes | 2 `yes` JSON wants texts in double quotes");
    for number in ["01", "+1", "1.", ".5", "1e", "0x1F", "-", "1_000", "2026-07-21"] {
        assert!(parse(number).0.is_none(), "{number}");
    }
    for number in ["0", "-0", "10", "1.5", "-1.5e+10", "1E9", "123456789012345678901234567890"] {
        assert_eq!(text_of(number), number);
    }
}

#[test]
fn duplicate_keys_show_both_places() {
    let (document, problems) = parse(r#"{"a": 1, "\u0061": 2, "b": 3}"#);
    assert_eq!(problems, ["the key `a` is written twice | 10 `\"\\u0061\"` written again here | 2 `\"a\"` first written here"]);
    assert_eq!(document.unwrap().root.entries().len(), 2);
}

#[test]
fn an_unclosed_text_ends_with_its_line() {
    assert_eq!(problem("[\"abc\n]"), "a quote is never closed | 2 `\"abc` the text doesn't end on this line");
}

fn value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        "\\PC{0,8}|[\\x00-\\x20\"\\\\ö😀]{0,6}".prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::vec(("\\PC{0,6}", inner), 0..6).prop_map(|m| serde_json::Value::Object(m.into_iter().collect())),
        ]
    })
}

fn agrees(node: &Node, value: &serde_json::Value) -> bool {
    match (&node.kind, value) {
        (Kind::Scalar(s), serde_json::Value::String(t)) => !s.plain && s.text == *t,
        (Kind::Scalar(s), other) => s.plain && s.text == format!("{other}"),
        (Kind::List(items), serde_json::Value::Array(values)) => {
            items.len() == values.len() && items.iter().zip(values).all(|(n, v)| agrees(n, v))
        }
        (Kind::Map(entries), serde_json::Value::Object(map)) => {
            entries.len() == map.len() && entries.iter().zip(map).all(|(e, (k, v))| e.key.text == *k && agrees(&e.value, v))
        }
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn agrees_with_serde_json(value in value(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
        // Read without masking, which may change texts that look like secrets.
        let mut sink = Sink::new();
        let mut sources = Sources::new();
        let id = sources.add("a.json", Vec::new());
        let document = read(&text, id, &mut Vec::new(), &mut sink).unwrap();
        prop_assert!(agrees(&document.root, &value));
    }

    #[test]
    fn refuses_what_serde_json_refuses(text in "[\\[\\]{}:,\"a0-9. \\\\nut\\-e]{0,14}") {
        let mut sink = Sink::new();
        let id = Sources::new().add("a.json", Vec::new());
        let ours = read(&text, id, &mut Vec::new(), &mut sink).is_some();
        let theirs = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
        prop_assert_eq!(ours, theirs);
    }
}
