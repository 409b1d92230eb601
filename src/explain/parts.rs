//! Which part of a document a missing fact belongs to: the largest one of which nothing is stated.
//! Missing facts are rolled up by it, so that a small inventory does not drown its reader.

use crate::condition::context::push_segment;
use crate::facts::Facts;
use crate::facts::fact::FactForm;
use crate::facts::store::{Found, Spot};

/// The largest part that is not stated and holds the fact at `path`; the path itself when all around it is stated.
pub fn unstated_part(facts: &Facts, path: &str) -> String {
    let segments = split(path);
    let Some((root, rest)) = segments.split_first() else { return path.to_owned() };
    let Some(mut spot) = facts.root(root) else { return path.to_owned() };
    let mut text = (*root).to_owned();
    for segment in rest {
        if *segment == "*" {
            return text;
        }
        let Some(next) = facts.step(spot, segment) else { return path.to_owned() };
        push_segment(&mut text, segment);
        spot = next;
        if !is_stated(spot) {
            return text;
        }
    }
    text
}

fn is_stated(spot: Spot<'_>) -> bool {
    match spot.found {
        Found::Stated(fact) => !matches!(fact.form, FactForm::Open(_)),
        Found::None => true,
        Found::LeftOut | Found::Hidden(_) | Found::Later(_) => false,
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
    use super::split;

    #[test]
    fn quoted_keys_are_one_segment() {
        let path = "update.production.checks.public_paths[\"/cart\"]";
        assert_eq!(split(path), ["update", "production", "checks", "public_paths", "/cart"]);
        assert_eq!(split("site.workflows.wf-1.next_run"), ["site", "workflows", "wf-1", "next_run"]);
    }
}
