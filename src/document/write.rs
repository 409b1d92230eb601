//! Writes a value as YAML that the parser of this layer reads back to the same value.
//! What is written, and in which order, is decided by whoever built the value.

use serde_json::Value;

/// The value as a YAML document in block style, keys in the order of the value.
pub fn to_yaml(value: &Value) -> String {
    // Only maps with keys that are no text could fail, and JSON has none.
    serde_yaml::to_string(value).unwrap_or_default()
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
    fn texts_of_several_lines_become_blocks() {
        assert_eq!(to_yaml(&json!({"note": "one\ntwo\n"})), "note: |\n  one\n  two\n");
    }
}
