//! Our tree against an independent YAML reader: whatever the strict subset allows must mean the same to both.

use holdpoint::diagnostic::Sink;
use holdpoint::document::{Kind, Node, parse};
use holdpoint::text::Sources;
use proptest::prelude::*;
use serde_yaml::Value;

fn ours(text: &str) -> Result<Node, String> {
    let mut sources = Sources::new();
    let id = sources.add("a.yaml", text.as_bytes().to_vec());
    assert_eq!(sources.get(id).masked(), [], "the samples hold nothing secret");
    let mut sink = Sink::new();
    match parse(&sources, id, &mut sink) {
        Some(document) if sink.is_empty() => Ok(document.root),
        _ => Err(sink.iter().map(|d| format!("{}: {}", d.code.name(), d.headline)).collect::<Vec<_>>().join("; ")),
    }
}

/// Whether the tree means the value. Our tree doesn't type plain scalars, so they are resolved here as YAML's core schema does.
fn same(node: &Node, value: &Value) -> Result<(), String> {
    let differ = || Err(format!("{:?} is not {value:?}", node.kind));
    match (&node.kind, value) {
        (Kind::List(items), Value::Sequence(values)) if items.len() == values.len() => {
            items.iter().zip(values).try_for_each(|(n, v)| same(n, v))
        }
        (Kind::Map(entries), Value::Mapping(map)) if entries.len() == map.len() => {
            entries.iter().zip(map).try_for_each(|(e, (k, v))| {
                let key_agrees = match k {
                    Value::String(k) => e.key.text == *k,
                    Value::Null => matches!(e.key.text.as_str(), "null" | "~"),
                    other => resolves_to(&e.key.text, other),
                };
                if key_agrees { same(&e.value, v) } else { Err(format!("key {} is not {k:?}", e.key.text)) }
            })
        }
        (Kind::Scalar(s), Value::String(text)) if s.text == *text => Ok(()),
        (Kind::Scalar(s), Value::Null) if s.is_null() => Ok(()),
        (Kind::Scalar(s), other) if s.plain && resolves_to(&s.text, other) => Ok(()),
        _ => differ(),
    }
}

fn resolves_to(text: &str, value: &Value) -> bool {
    match value {
        Value::Bool(b) => text.to_lowercase() == b.to_string(),
        Value::Number(n) => {
            let (sign, digits) = match text.strip_prefix('-') {
                Some(rest) => (-1, rest),
                None => (1, text.strip_prefix('+').unwrap_or(text)),
            };
            let based = [("0x", 16), ("0o", 8), ("0b", 2)].iter().find_map(|(p, base)| Some((digits.strip_prefix(p)?, *base)));
            let integer = match based {
                Some((digits, base)) => i128::from_str_radix(digits, base).ok(),
                None => digits.parse().ok(),
            };
            match (integer, n.as_i64(), n.as_u64()) {
                (Some(i), Some(v), _) => i * sign == i128::from(v),
                (Some(i), None, Some(v)) => i * sign == i128::from(v),
                _ => {
                    let special = text.to_lowercase().replace(".inf", "inf").replace(".nan", "nan");
                    special.parse::<f64>().is_ok_and(|f| n.as_f64().is_some_and(|v| f == v || (f.is_nan() && v.is_nan())))
                }
            }
        }
        _ => false,
    }
}

fn agree(text: &str) -> Result<(), String> {
    let theirs: Value = serde_yaml::from_str(text).map_err(|e| format!("the oracle refuses {text:?}: {e}"))?;
    let ours = ours(text).map_err(|e| format!("we refuse {text:?}: {e}"))?;
    same(&ours, &theirs).map_err(|e| format!("{text:?}: {e}"))
}

#[test]
fn snippets_in_the_manner_of_the_yaml_test_suite() {
    for text in [
        // Plain, quoted, of several lines.
        "a: b\n",
        "a: one\n  two\n\n  three\nb: c\n",
        "a: \"one\n  two\\\n  three\n\n  four\"\n",
        "a: 'one\n  it''s\n\n  two'\n",
        "\"a b\": 'c'\n'd': \"e\\tf\\u00f6\\x41\\n\"\n",
        "a: b#c\nd: e # f\ng: \"h # i\" # j\n",
        "a: http://example.org:80/x?y=z\n",
        "a: -1\nb: - 1\n".split_once("b:").map_or("", |p| p.0),
        "a: 6.10\nb: 1e3\nc: 0x1F\nd: 0o17\ne: +12\nf: .5\ng: -.inf\nh: .nan\ni: 010\nj: 1_000\n",
        "a: true\nb: False\nc: yes\nd: no\ne: on\nf: n\n",
        "a: 2026-07-21T18:00Z\nb: 12:30:45\nc: 2026-07-21\n",
        "a: ~\nb: null\nc: Null\nd:\ne: ''\nf: \"null\"\n",
        // Block scalars.
        "a: |\n  one\n  two\n",
        "a: >\n  one\n  two\n\n  three\n",
        "a: |-\n  one\n\nb: |+\n  two\n\nc: >-\n  three\n  four\n",
        "a: |2\n    one\n   two\n",
        "a: >\n  one\n    two\n    three\n  four\n",
        "a: |\n\n  one\n\n\n  two\n\n\n",
        "a: | # comment\n  # text\n  b: c\nd: e\n",
        "- |\n one\n- >\n two\n- |-\n three",
        "a: |\n  x\n  \ttab\n",
        // Lists and mappings.
        "- a\n- b: c\n  d: e\n- - f\n  - g\n-\n  h: i\n",
        "a:\n- b\n- c\nd:\n  - e\n",
        "a:\n  b:\n    c: d\n  e: f\n",
        "-\n  - a\n-\n- b\n",
        "? a\n: b\n? c\n",
        "a :  b\n'c' : d\n",
        // Flow.
        "a: [b, c, [d], {e: f}]\n",
        "a: {b: c, d: [e, f], \"g\":h, i: , j}\n",
        "a: [\n  b,\n  c,\n]\n",
        "a: {\n  b: c, # d\n  e: f\n}\n",
        "{a: b, c: {d: e}}\n",
        "[a, 'b, c', \"d]\", e f]\n",
        "a: []\nb: {}\nc: [[], {}]\n",
        "[a: b, c: [d]]\n",
        // Anchors, comments, markers, characters.
        "a: &x b\nc: *x\nd: &y {e: f}\ng: *y\nh: [*x, *y]\n",
        "&r a: b\nc: &e\nd: *e\n",
        "# one\n\na: b # two\n  # three\nc:\n  # four\n  - d\n# five\n",
        "---\na: b\n...\n",
        "%YAML 1.1\n---\na: b\n",
        "ö: ü\n注文: [北, \"☕\"]\nemoji: 😀\n",
        "a: b\r\nc:\r\n  - d\r\ne: |\r\n  f\r\n",
        "\u{feff}a: b\n",
        "a: 'b'\n\n\n\nc: d",
        "a:   \n  b\nc: \"d\"   \n",
        "a: b c  d\ne: f   \n",
        "a: x:y\nb: -x\nc: ?x\nd: x&y\ne: x*\nf: [x:y, -x]\n",
        "1: a\ntrue: b\n2.5: c\n",
    ] {
        assert_eq!(agree(text), Ok(()));
    }
}

/// A value and a way to write it.
#[derive(Clone, Debug)]
enum Sample {
    Plain(String),
    Single(String),
    Double(String),
    Literal(String),
    List(Vec<Sample>, bool),
    Map(Vec<(String, Sample)>, bool),
}

fn sample() -> impl Strategy<Value = Sample> {
    let word = "[f-hö☕]{1,5}( [f-h0-9.:/-]{1,4}[f-h]){0,2}";
    let leaf = prop_oneof![
        prop_oneof![
            Just(String::new()),
            word.prop_map(String::from),
            "-?[0-9]{1,4}(\\.[0-9]{1,2})?",
            "true|false|null|~|yes|NO|0x1f|0o7|1e3|\\.inf"
        ]
        .prop_map(Sample::Plain),
        "[f-hö ':#,{}&*!|>%@\\[\\]?-]{0,10}".prop_map(Sample::Single),
        "[f-hö ':#,{}&*!|>%@\\[\\]?\"\\\\\n\t\u{1}\u{85}😀-]{0,10}".prop_map(Sample::Double),
        "([f-h:# '\"{}-]{0,6}\n){1,4}".prop_map(Sample::Literal),
    ];
    leaf.prop_recursive(4, 30, 5, |inner| {
        prop_oneof![
            (prop::collection::vec(inner.clone(), 0..5), any::<bool>()).prop_map(|(v, f)| Sample::List(v, f)),
            (prop::collection::vec(("[f-hö]{1,3}", inner), 0..5), any::<bool>()).prop_map(|(v, f)| {
                let numbered = v.into_iter().enumerate().map(|(n, (k, v))| (format!("{k}{n}"), v));
                Sample::Map(numbered.collect(), f)
            }),
        ]
    })
}

/// Writes what stands behind `key:` or `-`, at an indentation; flow inside flow.
fn write(sample: &Sample, indent: usize, flow: bool, out: &mut String) {
    let pad = "  ".repeat(indent);
    match sample {
        Sample::Plain(text) if flow => {
            out.push(' ');
            // Empty elements are not allowed in brackets.
            out.push_str(if text.is_empty() { "~" } else { text });
        }
        Sample::Plain(text) => {
            out.push(' ');
            out.push_str(text);
        }
        Sample::Single(text) => *out += &format!(" '{}'", text.replace('\'', "''")),
        Sample::Literal(text) if !flow && !text.trim_matches('\n').is_empty() && !text.starts_with([' ', '\n']) => {
            *out += " |+\n";
            for line in text.lines() {
                *out += &format!("{pad}{line}\n");
            }
            out.pop();
        }
        Sample::Double(text) | Sample::Literal(text) => {
            out.push_str(" \"");
            for c in text.chars() {
                match c {
                    '"' | '\\' => *out += &format!("\\{c}"),
                    '\n' => *out += "\\n",
                    c if c.is_control() => *out += &format!("\\u{:04x}", u32::from(c)),
                    c => out.push(c),
                }
            }
            out.push('"');
        }
        Sample::List(items, bracketed) if flow || *bracketed || items.is_empty() => {
            out.push_str(" [");
            for item in items {
                write(item, indent, true, out);
                out.push(',');
            }
            out.push(']');
        }
        Sample::Map(entries, bracketed) if flow || *bracketed || entries.is_empty() => {
            out.push_str(" {");
            for (key, value) in entries {
                *out += &format!("{key}:");
                write(value, indent, true, out);
                out.push(',');
            }
            out.push('}');
        }
        Sample::List(items, _) => {
            for item in items {
                *out += &format!("\n{pad}-");
                write(item, indent + 1, false, out);
            }
        }
        Sample::Map(entries, _) => {
            for (key, value) in entries {
                *out += &format!("\n{pad}{key}: # note\n{pad} ");
                if matches!(value, Sample::List(..) | Sample::Map(..)) {
                    out.truncate(out.len() - pad.len() - 2);
                } else {
                    out.truncate(out.len() - pad.len() - 2 - " # note".len());
                }
                write(value, indent + 1, false, out);
            }
        }
    }
}

/// Endings that make a key secret, and names that don't.
const SECRETIVE: &[&str] = &["_key", "_token", "_secret", "id", "note", "_password"];

fn shape(value: &Value) -> String {
    match value {
        Value::Sequence(items) => format!("[{}]", items.iter().map(shape).collect::<Vec<_>>().join(" ")),
        Value::Mapping(map) => {
            format!(
                "{{{}}}",
                map.iter().map(|(k, v)| format!("{}={}", k.as_str().unwrap_or("?"), shape(v))).collect::<Vec<_>>().join(" ")
            )
        }
        Value::Null => "null".to_owned(),
        _ => "scalar".to_owned(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn generated_documents_mean_the_same(samples in prop::collection::vec(sample(), 1..5)) {
        let entries = samples.into_iter().enumerate().map(|(n, s)| (format!("f{n}"), s)).collect();
        let mut text = String::new();
        write(&Sample::Map(entries, false), 0, false, &mut text);
        text.push('\n');
        let theirs = serde_yaml::from_str::<Value>(&text);
        prop_assume!(theirs.is_ok());
        match ours(&text) {
            Ok(node) => prop_assert!(same(&node, &theirs.unwrap()).is_ok(), "{text}: {:?}", same(&node, &serde_yaml::from_str(&text).unwrap())),
            Err(problem) => prop_assert!(false, "{text}: {problem}"),
        }
    }

    /// Masking overwrites values and nothing else: keys, nesting and the number of elements stay.
    #[test]
    fn masked_documents_have_the_same_shape(samples in prop::collection::vec((prop::sample::select(SECRETIVE), sample()), 1..5), join in "[ ]?", bracketed in any::<bool>()) {
        let entries = samples.into_iter().enumerate().map(|(n, (k, s))| (if k.starts_with('_') { format!("f{n}{k}") } else { format!("{k}{n}") }, s)).collect();
        let mut text = String::new();
        write(&Sample::Map(vec![("f".to_owned(), Sample::Map(entries, bracketed))], false), 0, false, &mut text);
        let text = text.replace(": ", &format!("{join}: ")) + "\n";
        let before = serde_yaml::from_str::<Value>(&text);
        prop_assume!(before.is_ok());
        let mut sources = Sources::new();
        let id = sources.add("a.yaml", text.as_bytes().to_vec());
        let masked = sources.get(id).text();
        let after = serde_yaml::from_str::<Value>(masked);
        prop_assert_eq!(shape(&before.unwrap()), after.as_ref().map(shape).unwrap_or_else(|e| e.to_string()), "{}\n{}", text, masked);
    }

    #[test]
    fn what_we_write_reads_back(text in "\\PC{0,12}|[a-h:#\n \"'|>-]{0,20}", list in prop::collection::vec("[f-h -]{0,6}|-?[0-9.]{1,4}|true|null|~|yes", 0..4)) {
        let value = serde_json::json!({"f": text, "g": list, "h": {"x": [], "y": {}, "z": [{"f": 1, "g": null}, true]}});
        let yaml = holdpoint::document::write::to_yaml(&value);
        let mut sources = Sources::new();
        let id = sources.add("a.yaml", yaml.as_bytes().to_vec());
        prop_assume!(sources.get(id).masked().is_empty());
        let node = parse(&sources, id, &mut Sink::new());
        let json = serde_yaml::to_value(&value).unwrap();
        prop_assert!(node.as_ref().is_some_and(|n| same(&n.root, &json).is_ok()), "{yaml}: {node:?}");
    }
}
