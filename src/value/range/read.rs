//! Reading one alternative of a range, and saying what to write where it can't be read or may mean two things.
//! What a range means is `range`'s business.

use super::meant::meant;
use super::{Alone, BadRange, Bound, Side};
use crate::value::{Scheme, Version};

/// Signs of other tools that can mean one thing only.
const SIGNS: [(&str, Side); 7] = [
    ("=>", Side::From),
    ("≥", Side::From),
    ("=<", Side::UpTo),
    ("≤", Side::UpTo),
    ("==", Side::Exactly),
    ("<>", Side::Not),
    ("≠", Side::Not),
];

/// Words after a version that say what a `>=` before it says.
const AFTER: [&str; 7] = ["higher", "later", "newer", "above", "greater", "up", "more"];

/// Words before a version that say the same.
const BEFORE: [&str; 6] = ["at least ", "minimum ", "min. ", "min ", "from ", "since "];

/// One version with what stands before it.
enum Sign {
    /// Nothing.
    Alone,
    /// A comparison.
    Side(Side),
    /// `^`: up to the next step of the first number that isn't zero.
    Caret,
    /// `~`: tools don't agree on what it means of two numbers.
    Tilde,
}

/// Reads bounds that hold together. `only` says that there is no other alternative. An error is a sentence for the user.
pub(super) fn alternative(text: &str, scheme: Scheme, alone: Alone, only: bool) -> Result<Vec<Bound>, BadRange> {
    let text = text.trim();
    bounds(text, scheme, alone, only).map_err(|why| why.unwrap_or_else(|| advice(text, scheme)))
}

/// The same, without advice: an error without a sentence leaves the wording to whoever asks. Advice reads what it proposes, and must
/// not ask for advice again.
pub(super) fn bounds(text: &str, scheme: Scheme, alone: Alone, only: bool) -> Result<Vec<Bound>, Option<BadRange>> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Some(BadRange::new("nothing stands on one side of `||`")));
    }
    let mut bounds = match whole(text, scheme) {
        Some(bounds) => bounds,
        None => joined(text, scheme, alone, only)?,
    };
    bounds.sort();
    bounds.dedup();
    Ok(bounds)
}

/// A text that is one thing as a whole: `8.1 or later`, `8.1+`, `at least 8.1`, `8.1 - 8.3`.
fn whole(text: &str, scheme: Scheme) -> Option<Vec<Bound>> {
    if scheme == Scheme::Opaque {
        return None;
    }
    if let Some(from) = at_least(text) {
        return Some(vec![Bound { version: version(from, scheme)?, side: Side::From }]);
    }
    let (from, to) = ends(text)?;
    let from = Bound { version: version(from, scheme)?, side: Side::From };
    // The last one is meant with everything that belongs to it: up to 8.3 has 8.3.7.
    let count = numbers(to);
    let last = match count.filter(|count| *count < 3).and_then(|count| version(to, scheme)?.after(count)) {
        Some(next) => Bound { version: version(&next, scheme)?, side: Side::Before },
        None => Bound { version: version(to, scheme)?, side: Side::UpTo },
    };
    Some(vec![from, last])
}

/// The version in a text that says it or a later one in words.
fn at_least(text: &str) -> Option<&str> {
    let plain = |t: &&str| !t.contains(char::is_whitespace) && !t.contains(',');
    if let Some(from) = text.strip_suffix('+').map(str::trim_end) {
        return Some(from).filter(plain);
    }
    let lower = text.to_lowercase();
    if let Some(before) = BEFORE.iter().find(|before| lower.starts_with(**before)) {
        let rest = text.get(before.len()..)?.trim();
        let rest = [" onwards", " on", " upwards"].iter().find_map(|end| rest.strip_suffix(end)).unwrap_or(rest);
        return Some(rest.trim_end()).filter(plain);
    }
    let (head, word) = lower.rsplit_once(' ')?;
    if !AFTER.contains(&word.trim_end_matches('.')) {
        return None;
    }
    let head = head.trim_end();
    let joint = [" or", " and"].iter().find(|joint| head.ends_with(**joint))?;
    text.get(..head.len() - joint.len()).map(str::trim).filter(plain)
}

/// Both ends of a text that says from where to where.
fn ends(text: &str) -> Option<(&str, &str)> {
    let apart = [" - ", " – ", " — ", "–", " to "].iter().find_map(|joint| text.split_once(joint));
    // `8.1-8.3`: what follows has dots like a version, so it is no revision of the first one.
    let close = || {
        let (from, to) = text.split_once('-')?;
        (numbers(from)? > 1 && numbers(to)? > 1).then_some((from, to))
    };
    let (from, to) = apart.or_else(close)?;
    Some((from.trim(), to.trim()))
}

/// Comparisons with gaps between them.
fn joined(text: &str, scheme: Scheme, alone: Alone, only: bool) -> Result<Vec<Bound>, Option<BadRange>> {
    let mut rest = text;
    let mut bounds = Vec::new();
    let (mut bare, mut all) = (Vec::new(), 0);
    let mut refused = Vec::new();
    while !rest.is_empty() {
        let rest_before = rest;
        let (sign, after_sign) = sign(rest);
        let end = after_sign.find(is_gap).unwrap_or(after_sign.len());
        let (word, after) = after_sign.split_at_checked(end).unwrap_or((after_sign, ""));
        rest = after.trim_start_matches(is_gap);
        all += 1;
        match sign {
            Sign::Alone if word == "*" => {}
            Sign::Alone if wildcard(word).is_some() => bounds.extend(below(wildcard(word), None, scheme).ok_or(None)?),
            Sign::Alone => {
                match alone_bound(word, scheme, alone) {
                    Ok(bound) => bounds.push(bound),
                    Err(Some(why)) => refused.push((text.len() - rest_before.len(), word, why)),
                    Err(None) => return Err(None),
                }
                bare.push(word);
            }
            Sign::Side(side) => bounds.push(read_bound(side, word, scheme)?),
            Sign::Caret => bounds.extend(caret(word, scheme).ok_or(None)?),
            Sign::Tilde => bounds.extend(tilde(word, scheme)?),
        }
    }
    if !refused.is_empty() {
        return Err(signed(text, refused));
    }
    // `>=8,1`: of whoever writes a comma in numbers, the second part is no version of its own.
    let decimal = |(before, after): (&str, &str)| {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        digit(before.chars().next_back()) && digit(after.chars().next())
    };
    if text.matches(',').count() == 1 && text.split_once(',').is_some_and(decimal) {
        return Err(None);
    }
    let listed = bare.len() > 1 || !bare.is_empty() && (!only || all > 1 && alone == Alone::Exactly);
    if listed && alone == Alone::AtLeast && scheme != Scheme::Opaque {
        let each: Vec<String> = bare.iter().map(|word| those_of(word)).collect();
        let first = bare.first().copied().unwrap_or_default();
        let problem = BadRange::new("versions alone may mean just these or later ones too");
        return Err(Some(
            problem.write(&each.join(" || "), "for just these").write(&format!(">={first}"), "for all from there on"),
        ));
    }
    Ok(bounds)
}

/// A text in which versions stand alone, each with where it stands and what to write in its place: one problem, and the whole text to
/// write.
fn signed(text: &str, refused: Vec<(usize, &str, BadRange)>) -> Option<BadRange> {
    let mut all = refused.first()?.2.clone();
    for (n, (cure, _)) in all.cures.iter_mut().enumerate() {
        let (mut out, mut done) = (String::new(), 0);
        for (at, word, why) in &refused {
            out.push_str(text.get(done..*at).unwrap_or_default());
            out.push_str(why.cures.get(n).map_or(word, |(range, _)| range.as_str()));
            done = at + word.len();
        }
        *cure = out + text.get(done..).unwrap_or_default();
    }
    Some(all)
}

/// All versions that begin so, as a range writes them.
pub(super) fn those_of(word: &str) -> String {
    match numbers(word) {
        Some(count) if count < 3 => format!("{word}.*"),
        _ => format!("={word}"),
    }
}

fn sign(text: &str) -> (Sign, &str) {
    if let Some((mark, side)) = SIGNS.iter().find(|(mark, _)| text.starts_with(mark)) {
        return (Sign::Side(*side), text.strip_prefix(mark).unwrap_or(text).trim_start());
    }
    if let Some(side) = Side::ALL.into_iter().find(|s| text.starts_with(s.sign())) {
        return (Sign::Side(side), text.strip_prefix(side.sign()).unwrap_or(text).trim_start());
    }
    if let Some(rest) = text.strip_prefix('^') {
        return (Sign::Caret, rest.trim_start());
    }
    match text.strip_prefix("~>").or_else(|| text.strip_prefix('~')) {
        Some(rest) => (Sign::Tilde, rest.trim_start()),
        None => (Sign::Alone, text),
    }
}

/// What a version without a sign means.
fn alone_bound(word: &str, scheme: Scheme, alone: Alone) -> Result<Bound, Option<BadRange>> {
    // Versions without an order are equal or not, so there is nothing to ask.
    let side = match alone {
        Alone::AtLeast if scheme != Scheme::Opaque => Side::From,
        _ => Side::Exactly,
    };
    let bound = read_bound(side, word, scheme);
    match (alone, bound) {
        (Alone::Refused, Ok(_)) => {
            let problem = BadRange::new("a version alone doesn't say whether later ones are meant");
            let problem = match scheme {
                Scheme::Opaque => problem,
                _ => problem.write(&format!(">={word}"), "for it or a later one"),
            };
            Err(Some(problem.write(&format!("={word}"), "for just this one")))
        }
        (_, bound) => bound,
    }
}

/// A bound; an error without a sentence leaves the wording to the whole alternative.
fn read_bound(side: Side, word: &str, scheme: Scheme) -> Result<Bound, Option<BadRange>> {
    if scheme == Scheme::Opaque && !matches!(side, Side::Exactly | Side::Not) {
        let problem = BadRange::new("these versions have no order, they are equal or not");
        // Only what can be read is offered.
        let reads = read_bound(Side::Exactly, word, scheme).is_ok();
        let cured = || problem.write(&format!("={word}"), "").write(&format!("!={word}"), "");
        return Err(reads.then(cured));
    }
    if word.starts_with(['<', '>', '=', '!', '^', '~', '|', '&']) || word.ends_with('+') {
        return Err(None);
    }
    if wildcard(word).is_some() {
        return Err(None);
    }
    if let Some(version) = Version::parse(word, scheme) {
        return Ok(Bound { version, side });
    }
    match (version(word, scheme), side) {
        // `>=10` and `<11` mean the same whatever follows; `=10` would not.
        (Some(version), Side::From | Side::Before) => Ok(Bound { version, side }),
        (Some(version), _) => {
            let problem = BadRange::new(&format!("`{word}` is not a complete version"));
            Err(Some(problem.write(&format!("{}{version}", side.sign()), "")))
        }
        (None, _) => Err(None),
    }
}

/// The version of a text; in semantic versions with the zeros that are left out.
fn version(text: &str, scheme: Scheme) -> Option<Version> {
    let zeros = if scheme == Scheme::Semver { &["", ".0", ".0.0"][..] } else { &[""] };
    let plain = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, 'v' | 'V'));
    zeros.iter().filter(|_| plain).find_map(|zeros| Version::parse(&format!("{text}{zeros}"), scheme))
}

/// How many numbers a text has that is nothing but numbers with dots between.
fn numbers(text: &str) -> Option<usize> {
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let number = |n: &str| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit());
    text.split('.').all(number).then(|| text.split('.').count())
}

/// What stands before `.*` or `.x`.
fn wildcard(word: &str) -> Option<&str> {
    let head = [".*", ".x", ".X"].iter().find_map(|ending| word.strip_suffix(ending))?;
    // `8.x.x` and `8.*.*` are as wide as `8.x`.
    wildcard(head).or_else(|| numbers(head).map(|_| head))
}

/// From a version on, before the next one of so many numbers; of all that it has, where nothing is said.
fn below(from: Option<&str>, count: Option<usize>, scheme: Scheme) -> Option<[Bound; 2]> {
    let from = from?;
    let first = version(from, scheme)?;
    let next = first.after(count.or_else(|| numbers(from))?)?;
    let last = version(&next, scheme)?;
    Some([Bound { version: first, side: Side::From }, Bound { version: last, side: Side::Before }])
}

/// The first number that isn't zero stays.
fn caret(word: &str, scheme: Scheme) -> Option<[Bound; 2]> {
    let release = word.split_once(['-', '+']).map_or(word, |(release, _)| release);
    let count = numbers(release)?;
    let zeros = release.split('.').take_while(|n| n.bytes().all(|b| b == b'0')).count();
    below(Some(word), Some((zeros + 1).min(count)), scheme)
}

/// The last number may grow. Whether the second of two does is read in two ways, so neither is taken.
fn tilde(word: &str, scheme: Scheme) -> Result<[Bound; 2], Option<BadRange>> {
    let range = |count| below(Some(word), Some(count), scheme).ok_or(None);
    let text = |[from, to]: [Bound; 2]| format!("{from} {to}");
    match numbers(word) {
        Some(2) => {
            let problem = BadRange::new(&format!("tools don't agree on what `~{word}` means"));
            Err(Some(problem.write(&text(range(2)?), "").write(&text(range(1)?), "")))
        }
        Some(1) => range(1),
        Some(_) => range(2),
        None => Err(None),
    }
}

/// What to write instead of an alternative that can't be read; nothing where it isn't clear what is meant.
fn advice(text: &str, scheme: Scheme) -> BadRange {
    let problem = BadRange::new(&format!("`{text}` is not a range of versions"));
    match meant(text, scheme) {
        Some(range) => problem.write(&range, ""),
        None => problem,
    }
}

fn is_gap(c: char) -> bool {
    matches!(c, ',' | '&') || c.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::super::VersionRange;
    use super::*;

    fn error(text: &str) -> String {
        VersionRange::stated(text, Scheme::Php).unwrap_err().to_string()
    }

    fn within(range: &str, scheme: Scheme, version: &str) -> bool {
        let version = Version::parse(version, scheme).unwrap();
        VersionRange::stated(range, scheme).unwrap().contains(&version)
    }

    #[test]
    fn what_can_mean_one_thing_only_is_read() {
        for (written, meant) in [
            ("8.2", ">=8.2"),
            ("v8.2", ">=v8.2"),
            ("8.2+", ">=8.2"),
            ("8.2 +", ">=8.2"),
            ("8.2 or higher", ">=8.2"),
            ("8.2 or Later", ">=8.2"),
            ("8.2 and up", ">=8.2"),
            ("8.2 or newer.", ">=8.2"),
            ("at least 8.2", ">=8.2"),
            ("Minimum 8.2", ">=8.2"),
            ("from 8.2 on", ">=8.2"),
            (">= 8.2", ">=8.2"),
            ("=>8.2", ">=8.2"),
            ("≥8.2", ">=8.2"),
            ("≤ 8.2", "<=8.2"),
            ("==8.2", "=8.2"),
            ("^8.2", ">=8.2 <9"),
            ("^0.3.1", ">=0.3.1 <0.4"),
            ("^0.0.3", ">=0.0.3 <0.0.4"),
            ("~8.2.4", ">=8.2.4 <8.3"),
            ("~8", ">=8 <9"),
            ("8.2.*", ">=8.2 <8.3"),
            ("8.x", ">=8 <9"),
            ("8.x.x", ">=8 <9"),
            ("8.1 - 8.3", ">=8.1 <8.4"),
            ("8.1 – 8.3.2", ">=8.1 <=8.3.2"),
            ("8.1 to 8.3", ">=8.1 <8.4"),
            ("7.4-8.3", ">=7.4 <8.4"),
            (">=8.2 && <9", ">=8.2 <9"),
            ("8.2 <9", ">=8.2 <9"),
            ("8.1.* || 8.3.*", ">=8.1 <8.2 || >=8.3 <8.4"),
        ] {
            assert_eq!(VersionRange::stated(written, Scheme::Php).unwrap().to_string(), meant, "{written}");
        }
        // A revision of a distribution is no end of a range.
        assert_eq!(
            VersionRange::stated("8.0.35-0ubuntu0.22.04.1", Scheme::Php).unwrap().to_string(),
            ">=8.0.35-0ubuntu0.22.04.1"
        );
        assert_eq!(VersionRange::stated("2.4.0-1", Scheme::Php).unwrap().to_string(), ">=2.4.0-1");
    }

    #[test]
    fn what_may_mean_two_things_is_answered_with_both() {
        assert_eq!(error("~8.2"), "tools don't agree on what `~8.2` means: write `>=8.2 <8.3`, or `>=8.2 <9`");
        assert_eq!(error("~> 8.2"), "tools don't agree on what `~8.2` means: write `>=8.2 <8.3`, or `>=8.2 <9`");
        let listed = "versions alone may mean just these or later ones too: write";
        assert_eq!(error("8.1, 8.2"), format!("{listed} `8.1.* || 8.2.*` for just these, or `>=8.1` for all from there on"));
        assert_eq!(
            error("8.1 || 8.2"),
            format!("{listed} `8.1.* || 8.2.*` for just these, or `>=8.1 || >=8.2` for all from there on")
        );
        assert_eq!(
            error(">=9 || 8.1"),
            format!("{listed} `>=9 || 8.1.*` for just these, or `>=9 || >=8.1` for all from there on")
        );
        let alone = |text| VersionRange::parse(text, Scheme::Php).unwrap_err().to_string();
        let said = "a version alone doesn't say whether later ones are meant: write `>=8.1` for it or a later one, or `=8.1` for just this one";
        assert_eq!(alone("8.1"), said);
        let said = said.replace("8.1`", "8.1 <9`");
        assert_eq!(alone("8.1 <9"), said);
    }

    #[test]
    fn what_can_not_be_read_is_answered_with_what_to_write() {
        for (written, instead) in [
            ("8.2 or 8.3", "8.2.* || 8.3.*"),
            ("8.2 (recommended)", ">=8.2"),
            ("PHP 8.2", ">=8.2"),
            (">=8.2+", ">=8.2"),
            (">=8,1", ">=8.1"),
            ("less than 9", "<9"),
        ] {
            assert_eq!(error(written), format!("`{written}` is not a range of versions: write `{instead}`"));
        }
        for written in ["latest", ">=", ">8.x", "8.1 <= x < 9"] {
            assert_eq!(
                error(written),
                format!("`{written}` is not a range of versions: write a sign before each version: `>=`, `>`, `=`, `<=` or `<`")
            );
        }
    }

    #[test]
    fn a_very_long_text_is_refused_without_advice_of_its_own() {
        assert!(error(&"8 or ".repeat(100_000)).contains("write a sign"));
        assert!(error(&"^".repeat(100_000)).contains("write a sign"));
    }

    #[test]
    fn an_empty_side_is_refused() {
        assert_eq!(error(">=8 ||"), "nothing stands on one side of `||`: write `>=8`");
        assert_eq!(error("|| 8.1"), "nothing stands on one side of `||`: write `8.1`");
        assert_eq!(error(" "), "a range of versions is needed here: write `>=8.2 <9`, or `*` for any release");
    }

    #[test]
    fn what_is_offered_for_versions_without_an_order_can_be_read() {
        for text in ["", "=build-6 ||", "<", ">=3.x", "> =8.^2", "~7", ">=7"] {
            let bad = VersionRange::stated(text, Scheme::Opaque).unwrap_err();
            assert!(!bad.help(str::to_owned).contains(">="), "{text:?}: {bad}");
            for (cure, _) in &bad.cures {
                assert!(VersionRange::parse(cure, Scheme::Opaque).is_ok(), "{text:?} is answered with `{cure}`");
            }
        }
    }

    #[test]
    fn semantic_versions_may_be_shortened_where_it_changes_nothing() {
        assert!(within(">=10 <11.2", Scheme::Semver, "10.0.0"));
        assert!(within(">=10 <11.2", Scheme::Semver, "11.1.9"));
        assert!(within("10.4", Scheme::Semver, "10.4.1") && !within("10.4", Scheme::Semver, "10.3.9"));
        assert!(within("^10.4", Scheme::Semver, "10.9.0") && !within("^10.4", Scheme::Semver, "11.0.0"));
        assert!(within("10.x", Scheme::Semver, "10.9.0") && !within("10 - 11", Scheme::Semver, "12.0.0"));
        assert_eq!(
            VersionRange::parse("=10.4", Scheme::Semver).unwrap_err().to_string(),
            "`10.4` is not a complete version: write `=10.4.0`"
        );
    }
}
