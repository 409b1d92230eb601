//! Writes a value as YAML that the parser of this layer reads back to the same value, with every character in sight.
//! What is written, and in which order, is decided by whoever built the value.

use serde_json::{Value, json};

use super::{Kind, Node};
use crate::text::printable::hidden;

/// The value as a YAML document in block style, keys in the order of the value.
pub fn to_yaml(value: &Value) -> String {
    // Only maps with keys that are no text could fail, and JSON has none.
    let text = serde_yaml::to_string(value).unwrap_or_default();
    if !text.chars().any(|c| c != '\n' && hidden(c)) {
        return text;
    }
    // Only a text in double quotes can hold an escape, and JSON has no other: every JSON document is a YAML document too.
    let mut text = escape(&serde_json::to_string_pretty(value).unwrap_or_default(), |c, out| {
        let code = u32::from(c);
        out.push_str(&if code > 0xffff { format!("\\U{code:08x}") } else { format!("\\u{code:04x}") });
    });
    text.push('\n');
    text
}

/// JSON text in which every character that can't be seen, or reorders others, is an escape of JSON.
pub fn json_visible(json: &str) -> String {
    escape(json, |c, out| c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}"))))
}

/// Such characters stand in strings only, as JSON has none outside of them but line breaks.
fn escape(json: &str, write: impl Fn(char, &mut String)) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\n' && hidden(c) { write(c, &mut out) } else { out.push(c) }
    }
    out
}

/// A node as a value that is written as a person would: truth values and whole numbers plain, other texts as they need it.
pub fn plain(node: &Node) -> Value {
    match &node.kind {
        Kind::Map(entries) => Value::Object(entries.iter().map(|e| (e.key.text.clone(), plain(&e.value))).collect()),
        Kind::List(elements) => Value::Array(elements.iter().map(plain).collect()),
        Kind::Scalar(scalar) if scalar.is_null() => Value::Null,
        Kind::Scalar(scalar) => match scalar.text.as_str() {
            "true" => json!(true),
            "false" => json!(false),
            text => match text.parse::<i64>() {
                Ok(n) if n.to_string() == text => json!(n),
                _ => json!(text),
            },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn block_style_in_the_order_given() {
        let value = json!({"kind": "site", "id": "shop-north", "list": [{"b": 1, "a": "x: y"}], "empty": [], "version": "6.10"});
        assert_eq!(to_yaml(&value), "kind: site\nid: shop-north\nlist:\n- b: 1\n  a: 'x: y'\nempty: []\nversion: '6.10'\n");
    }

    #[test]
    fn what_hides_is_written_as_an_escape_and_read_back() {
        use crate::diagnostic::Sink;
        use crate::document::parse;
        use crate::text::Sources;
        let id = "shop\u{202e}\u{1b}[31m\u{e0001}\u{7f}";
        let text = to_yaml(&json!({ "kind": "site", "id": id }));
        assert_eq!(text, "{\n  \"kind\": \"site\",\n  \"id\": \"shop\\u202e\\u001b[31m\\U000e0001\\u007f\"\n}\n");
        let (mut sources, mut sink) = (Sources::new(), Sink::new());
        let source = sources.add("a.yaml", text.into_bytes());
        let document = parse(&sources, source, &mut sink).unwrap();
        assert!(sink.is_empty());
        assert_eq!(document.root.get("id").unwrap().text(), Some(id));
        let json = json_visible(&serde_json::to_string(id).unwrap());
        assert!(!json.chars().any(hidden));
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), id);
    }

    #[test]
    fn texts_of_several_lines_become_blocks() {
        assert_eq!(to_yaml(&json!({"note": "one\ntwo\n"})), "note: |\n  one\n  two\n");
    }
}
