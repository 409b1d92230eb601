//! Paths of facts as text: `site.workflows.wf-restock.next_run`, with `["…"]` around keys that have dots or slashes.
//! Where a path leads is the store's business.

/// Adds a segment to a path, in `["…"]` where it has dots or slashes.
pub fn push_segment(text: &mut String, key: &str) {
    let plain = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '*' | '$'));
    if plain {
        text.push('.');
        text.push_str(key);
    } else {
        text.push_str("[\"");
        text.push_str(key);
        text.push_str("\"]");
    }
}

/// Splits `a.b["c.d"].e` into its segments.
pub fn split(path: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        let after = match rest.strip_prefix("[\"").map(|inner| inner.split_once("\"]")) {
            Some(Some((key, after))) => {
                out.push(key);
                after
            }
            Some(None) => break,
            None => {
                let (key, after) = rest.split_at(rest.find(['.', '[']).unwrap_or(rest.len()));
                out.extend((!key.is_empty()).then_some(key));
                after
            }
        };
        rest = after.strip_prefix('.').unwrap_or(after);
    }
    out
}

#[cfg(test)]
mod tests {
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
        for key in ["versions", "a.b", "*", "two words"] {
            push_segment(&mut path, key);
        }
        assert_eq!(path, "site.versions[\"a.b\"].*[\"two words\"]");
        assert_eq!(split(&path), ["site", "versions", "a.b", "*", "two words"]);
    }
}
