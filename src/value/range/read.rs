//! Reading one alternative of a range, and saying what to write where it can't be read.
//! What a range means is `range`'s business.

use super::{Bound, Side, VersionRange};
use crate::value::{Scheme, Version};

/// Reads bounds that hold together. An error is a sentence for the user.
pub(super) fn alternative(text: &str, scheme: Scheme) -> Result<Vec<Bound>, String> {
    let mut rest = text.trim();
    if rest.is_empty() {
        return Err("nothing stands on one side of `||`: write `<9 || >=9.1`".to_owned());
    }
    let mut bounds = Vec::new();
    while !rest.is_empty() {
        let side = Side::ALL.into_iter().find(|s| rest.starts_with(s.sign()));
        let after_sign = side.and_then(|s| rest.strip_prefix(s.sign())).unwrap_or(rest).trim_start();
        let end = after_sign.find(is_gap).unwrap_or(after_sign.len());
        let (word, after) = after_sign.split_at_checked(end).unwrap_or((after_sign, ""));
        rest = after.trim_start_matches(is_gap);
        if side.is_none() && word == "*" {
            continue;
        }
        bounds.push(read_bound(side, word, scheme).map_err(|e| e.unwrap_or_else(|| advice(text.trim(), scheme)))?);
    }
    bounds.sort();
    bounds.dedup();
    Ok(bounds)
}

/// A bound; an error without a sentence leaves the wording to the whole alternative.
fn read_bound(side: Option<Side>, word: &str, scheme: Scheme) -> Result<Bound, Option<String>> {
    if scheme == Scheme::Opaque && !matches!(side, None | Some(Side::Exactly | Side::Not)) {
        return Err(Some(format!("these versions have no order, they are equal or not: write `={word}` or `!={word}`")));
    }
    if word.starts_with(['<', '>', '=', '!', '^', '~', '|', '&']) {
        return Err(None);
    }
    let read = |text: &str| Version::parse(text, scheme);
    let side_or_exactly = side.unwrap_or(Side::Exactly);
    if let Some(version) = read(word) {
        return Ok(Bound { version, side: side_or_exactly });
    }
    if scheme != Scheme::Semver {
        return Err(None);
    }
    match ([".0", ".0.0"].into_iter().find_map(|zeros| read(&format!("{word}{zeros}"))), side) {
        // `>=10` and `<11` mean the same whatever follows; `=10` would not.
        (Some(version), Some(Side::From | Side::Before)) => Ok(Bound { version, side: side_or_exactly }),
        (Some(version), _) => {
            let sign = side_or_exactly.sign();
            Err(Some(format!("`{word}` is not a complete version: write `{sign}{version}`")))
        }
        (None, _) => Err(None),
    }
}

/// What to write instead of an alternative that can't be read, as a sentence.
fn advice(text: &str, scheme: Scheme) -> String {
    let example = if scheme == Scheme::Opaque { "=build-7".to_owned() } else { ">=8.2 <9".to_owned() };
    // Advice on `a or b` reads what it proposes, which asks for advice again: short texts keep that shallow.
    let instead = (scheme != Scheme::Opaque && text.len() <= 100).then(|| rewritten(text)).flatten();
    format!("`{text}` is not a range of versions: write `{}`", instead.unwrap_or(example))
}

/// The range that other tools would read from a text.
fn rewritten(text: &str) -> Option<String> {
    // The order of numbers is the same in all schemes.
    let version = |t: &str| Version::parse(t, Scheme::Php);
    let numbers = |t: &str| t.split('.').take_while(|n| n.bytes().all(|b| b.is_ascii_digit())).count();
    let below = |from: &str, count: usize| Some(format!(">={from} <{}", version(from)?.after(count)?));
    if let Some((from, to)) = text.split_once(" - ") {
        let (from, to) = (from.trim(), to.trim());
        return version(from).and(version(to)).map(|_| format!(">={from} <={to}"));
    }
    if let Some((from, to)) = text.split_once("&&") {
        let joined = format!("{} {}", from.trim(), to.trim());
        return VersionRange::parse(&joined, Scheme::Php).ok().map(|_| joined);
    }
    if let Some((from, to)) = text.split_once(" or ") {
        let joined = format!("{} || {}", from.trim(), to.trim());
        return VersionRange::parse(&joined, Scheme::Php).ok().map(|_| joined);
    }
    if let Some(from) = text.strip_prefix('^') {
        // The first number that isn't zero stays.
        let zeros = from.split('.').take_while(|n| *n == "0").count();
        return below(from, zeros + 1);
    }
    if let Some(from) = text.strip_prefix("~>").or_else(|| text.strip_prefix('~')) {
        let from = from.trim();
        return below(from, numbers(from).clamp(1, 2));
    }
    for ending in [".*", ".x", ".X"] {
        if let Some(from) = text.strip_suffix(ending) {
            return below(from, numbers(from));
        }
    }
    for (wrong, right) in [("=>", ">="), ("≥", ">="), ("=<", "<="), ("≤", "<="), ("==", "="), ("<>", "!="), ("≠", "!=")] {
        if let Some(rest) = text.strip_prefix(wrong) {
            return version(rest).map(|v| format!("{right}{v}"));
        }
    }
    let from = text.strip_suffix('+')?;
    version(from).map(|v| format!(">={v}"))
}

fn is_gap(c: char) -> bool {
    c == ',' || c.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        VersionRange::parse(text, Scheme::Php).unwrap_err()
    }

    fn within(range: &str, scheme: Scheme, version: &str) -> bool {
        let version = Version::parse(version, scheme).unwrap();
        VersionRange::parse(range, scheme).unwrap().contains(&version)
    }

    #[test]
    fn what_other_tools_write_is_answered_with_what_to_write() {
        for (written, instead) in [
            ("^8.2", ">=8.2 <9"),
            ("^0.3.1", ">=0.3.1 <0.4"),
            ("~8.2.4", ">=8.2.4 <8.3"),
            ("~> 8.2", ">=8.2 <8.3"),
            ("8.2.*", ">=8.2 <8.3"),
            ("8.x", ">=8 <9"),
            ("8.2 - 9", ">=8.2 <=9"),
            (">=8.2 && <9", ">=8.2 <9"),
            ("8.2 or 8.3", "8.2 || 8.3"),
            ("=>8.2", ">=8.2"),
            ("==8.2", "=8.2"),
            ("≥8.2", ">=8.2"),
            ("8.2+", ">=8.2"),
            ("latest", ">=8.2 <9"),
            (">=", ">=8.2 <9"),
            ("8.2 and newer", ">=8.2 <9"),
        ] {
            assert_eq!(error(written), format!("`{written}` is not a range of versions: write `{instead}`"));
        }
    }

    #[test]
    fn a_very_long_text_is_refused_without_advice_of_its_own() {
        assert!(error(&"8 or ".repeat(100_000)).ends_with("write `>=8.2 <9`"));
        assert!(error(&"^".repeat(100_000)).ends_with("write `>=8.2 <9`"));
    }

    #[test]
    fn an_empty_side_is_refused() {
        assert_eq!(error(">=8 ||"), "nothing stands on one side of `||`: write `<9 || >=9.1`");
        assert_eq!(error(" "), "a range of versions is needed here: write `>=8.2 <9`, or `*` for any release");
    }

    #[test]
    fn semantic_versions_may_be_shortened_where_it_changes_nothing() {
        assert!(within(">=10 <11.2", Scheme::Semver, "10.0.0"));
        assert!(within(">=10 <11.2", Scheme::Semver, "11.1.9"));
        assert_eq!(
            VersionRange::parse("=10.4", Scheme::Semver).unwrap_err(),
            "`10.4` is not a complete version: write `=10.4.0`"
        );
    }
}
