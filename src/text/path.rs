//! Paths of facts as text: `site.workflows.wf-restock.next_run`, with `["…"]` around keys that have any but the usual characters; a key
//! that has `"]` in it stands in `[#"…"#]`. So every key reads back as it was written. What was read is a value of a layer above: a
//! named path of a schema or pack, a fact's path, the path of a reading.

/// Adds a segment to a path, in brackets and quotes where it is not a plain name.
pub fn push_segment(text: &mut String, key: &str) {
    if is_plain(key) {
        text.push('.');
        text.push_str(key);
        return;
    }
    let mut marks = String::new();
    while key.contains(&format!("\"{marks}]")) {
        marks.push('#');
    }
    for part in ["[", &marks, "\"", key, "\"", &marks, "]"] {
        text.push_str(part);
    }
}

/// Whether a key stands in a path without brackets and quotes.
pub fn is_plain(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '*' | '$'))
}

/// Splits `a.b["c.d"].e` into its segments, where somebody wrote it: what was read is a value. Whatever is written, there is an end:
/// a bracket that opens no key is part of a name.
pub fn split(path: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        let after = match quoted(rest) {
            Some((key, after)) => {
                out.push(key);
                after
            }
            None => {
                // The first character belongs to the name even if it is a bracket, so that every round takes some of the text.
                let first = rest.chars().next().filter(|c| *c != '.').map_or(0, char::len_utf8);
                let end = rest.get(first..).and_then(|tail| tail.find(['.', '['])).map_or(rest.len(), |at| first + at);
                let (key, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
                out.extend((!key.is_empty()).then_some(key));
                after
            }
        };
        rest = after.strip_prefix('.').unwrap_or(after);
    }
    out
}

/// The key in brackets and quotes that a text begins with, and what follows it; none when there is none, or it never ends.
pub fn quoted(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('[')?;
    let (marks, key) = inside.split_once('"').filter(|(marks, _)| marks.chars().all(|c| c == '#'))?;
    key.split_once(&format!("\"{marks}]"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn quoted_keys_are_one_segment() {
        let path = "update.production.checks.public_paths[\"/cart\"]";
        assert_eq!(split(path), ["update", "production", "checks", "public_paths", "/cart"]);
        assert_eq!(split("site.workflows.wf-1.next_run"), ["site", "workflows", "wf-1", "next_run"]);
    }

    #[test]
    fn what_is_pushed_is_split_again() {
        let mut path = "site".to_owned();
        for key in ["versions", "a.b", "*", "two words", "orders[daily]", "a\"]b", "c\"", "d\"#]\"]", ""] {
            push_segment(&mut path, key);
        }
        assert_eq!(path, r###"site.versions["a.b"].*["two words"]["orders[daily]"][#"a"]b"#]["c""][##"d"#]"]"##][""]"###);
        assert_eq!(split(&path), ["site", "versions", "a.b", "*", "two words", "orders[daily]", "a\"]b", "c\"", "d\"#]\"]", ""]);
    }

    #[test]
    fn what_nobody_would_write_has_an_end_too() {
        assert_eq!(split("site.a[b].c"), ["site", "a", "[b]", "c"]);
        assert_eq!(split("[\"a"), ["[\"a"]);
        assert_eq!(split("[[..[\"]é"), ["[", "[", "[\"]é"]);
        assert_eq!(split("."), [""; 0]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_key_reads_back(keys in proptest::collection::vec("\\PC{0,6}|[\\[\\]\"#./ *$]{0,6}|[a-z_-]{1,8}", 0..5)) {
            let mut path = "site".to_owned();
            keys.iter().for_each(|key| push_segment(&mut path, key));
            let back = split(&path);
            prop_assert_eq!(back.iter().skip(1).copied().collect::<Vec<_>>(), keys);
        }

        #[test]
        fn no_path_is_too_strange(text in "[\\[\\]\"#.a*]{0,12}|\\PC*") {
            let _ = split(&text);
        }
    }
}
