//! What a text that is no range may mean, written as a range: of the versions that stand in it, in the words around them, and never of others.
//! What is a range, and what may mean two things, is `read`'s business.

use super::read::those_of;
use super::{Alone, VersionRange};
use crate::value::{Scheme, Version};

/// Longer texts are no slips of the pen.
const LONGEST: usize = 100;

/// Words before a version, the longer ones first, and the sign that says the same.
const BEFORE: &[(&str, &str)] = &[
    ("greater than or equal to", ">="),
    ("less than or equal to", "<="),
    ("no later than", "<="),
    ("not newer than", "<="),
    ("not older than", ">="),
    ("not above", "<="),
    ("not below", ">="),
    ("less than", "<"),
    ("lower than", "<"),
    ("older than", "<"),
    ("earlier than", "<"),
    ("more than", ">"),
    ("greater than", ">"),
    ("higher than", ">"),
    ("newer than", ">"),
    ("later than", ">"),
    ("at least", ">="),
    ("at most", "<="),
    ("up to", "<="),
    ("maximum", "<="),
    ("max.", "<="),
    ("max", "<="),
    ("minimum", ">="),
    ("min.", ">="),
    ("min", ">="),
    ("from", ">="),
    ("since", ">="),
    ("below", "<"),
    ("under", "<"),
    ("before", "<"),
    ("above", ">"),
    ("after", ">"),
    ("over", ">"),
    ("except", "!="),
    ("not", "!="),
];

/// Words behind `or` and `and` that look back at a version.
const BACK: &[(&str, &str)] = &[
    ("lower", "<="),
    ("older", "<="),
    ("earlier", "<="),
    ("below", "<="),
    ("less", "<="),
    ("higher", ">="),
    ("later", ">="),
    ("newer", ">="),
    ("above", ">="),
    ("greater", ">="),
    ("up", ">="),
    ("more", ">="),
];

/// The range that a text may mean; none where its words leave that open.
pub(super) fn meant(text: &str, scheme: Scheme) -> Option<String> {
    if scheme == Scheme::Opaque || text.len() > LONGEST {
        return None;
    }
    let lower = text.to_lowercase();
    let lower = lower.split_once('#').map_or(lower.as_str(), |(before, _)| before).trim();
    let found = interval(lower).or_else(|| ends(lower)).or_else(|| alternatives(lower, scheme))?;
    VersionRange::reads(&found, scheme, Alone::Refused).then_some(found)
}

/// `[8.1, 9.0)`.
fn interval(text: &str) -> Option<String> {
    let from = if text.starts_with('[') { ">=" } else { ">" };
    let to = if text.ends_with(']') { "<=" } else { "<" };
    let (low, high) = text.strip_prefix(['[', '('])?.strip_suffix([']', ')'])?.split_once(',')?;
    let (low, high) = (low.trim(), high.trim());
    match (low.is_empty(), high.is_empty()) {
        (false, false) => Some(format!("{from}{low} {to}{high}")),
        (false, true) => Some(format!("{from}{low}")),
        (true, false) => Some(format!("{to}{high}")),
        (true, true) => None,
    }
}

/// `between 8.1 and 8.3`, `8.1 through 8.3`.
fn ends(text: &str) -> Option<String> {
    let (from, to) = match text.strip_prefix("between ") {
        Some(rest) => rest.split_once(" and ")?,
        None => {
            [" through ", " thru ", " until ", " till ", " up to ", " bis "].iter().find_map(|joint| text.split_once(joint))?
        }
    };
    let one = |end: &str| end.trim().starts_with(|c: char| c.is_ascii_digit()) && !end.trim().contains(' ');
    (one(from) && one(to)).then(|| format!("{} - {}", from.trim(), to.trim()))
}

fn alternatives(text: &str, scheme: Scheme) -> Option<String> {
    let mut text = format!(" {} ", without_remarks(text));
    let said = |text: String, of_several: bool| {
        let those = BEFORE.iter().filter(|(words, _)| words.contains(' ') == of_several);
        those.fold(text, |text, (words, sign)| text.replace(&format!(" {words} "), &format!(" {sign} ")))
    };
    text = said(text, true);
    for (word, sign) in BACK {
        for joint in ["or", "and"] {
            text = text.replace(&format!(" {joint} {word} "), &format!(" back{sign} "));
        }
    }
    text = said(text, false);
    // Numbers with a comma between them, where others write a dot.
    let comma = text.trim_matches(|c: char| "<>=! ".contains(c));
    if let Some((whole, part)) = comma.split_once(',')
        && [whole, part].iter().all(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    {
        text = text.replace(',', ".");
    }
    let text = text.replace(" or ", "|").replace(" and ", " ");
    let each: Vec<&str> = text.split(['|', '/']).map(str::trim).filter(|one| !one.is_empty()).collect();
    let only = each.len() == 1;
    let read: Option<Vec<String>> = each.into_iter().map(|one| together(one, only, scheme)).collect();
    read.filter(|all| !all.is_empty()).map(|all| all.join(" || "))
}

/// Comparisons that hold together.
fn together(text: &str, only: bool, scheme: Scheme) -> Option<String> {
    let mut out: Vec<String> = Vec::new();
    let mut sign = String::new();
    // A name of the software may stand in front.
    let mut named = true;
    for word in text.split(|c: char| c.is_whitespace() || ",;&".contains(c)).filter(|word| !word.is_empty()) {
        if let Some(back) = word.strip_prefix("back") {
            let last = out.last_mut()?;
            *last = format!("{back}{}", last.trim_start_matches(['<', '>', '=', '!']));
            continue;
        }
        let end = word.find(|c: char| !"<>=!≥≤".contains(c)).unwrap_or(word.len());
        let (signs, version) = word.split_at_checked(end)?;
        sign.push_str(signs);
        let version = version.trim_start_matches(['@', 'v']).trim_end_matches(['+', '.', ',']);
        if version.is_empty() {
            continue;
        }
        if named && sign.is_empty() && version.chars().all(char::is_alphabetic) {
            if only && matches!(version, "any" | "all" | "every") {
                return Some("*".to_owned());
            }
            continue;
        }
        named = false;
        if !version.starts_with(|c: char| c.is_ascii_digit()) || Version::parse(version, scheme).is_none() {
            return None;
        }
        out.push(match sign.as_str() {
            "" => version.to_owned(),
            sign => format!("{sign}{version}"),
        });
        sign.clear();
    }
    if !sign.is_empty() {
        return None;
    }
    let bare = |one: &&String| one.starts_with(|c: char| c.is_ascii_digit());
    match out.as_slice() {
        [one] if bare(&one) && only => Some(format!(">={one}")),
        [one] if bare(&one) => Some(those_of(one)),
        all if all.is_empty() || all.iter().any(|one| bare(&one)) => None,
        all => Some(all.join(" ")),
    }
}

/// Without what somebody adds in brackets.
fn without_remarks(text: &str) -> String {
    let mut out = String::new();
    let mut depth = 0_u32;
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_around_versions_say_on_which_side_others_lie() {
        for (text, range) in [
            ("up to 8.1", "<=8.1"),
            ("8.1 or lower", "<=8.1"),
            ("less than 9", "<9"),
            ("newer than 8.1", ">8.1"),
            ("not 8.1", "!=8.1"),
            ("any", "*"),
            ("PHP 8.1", ">=8.1"),
            ("Version 8.1 or later", ">=8.1"),
            ("PHP >= 8.1", ">=8.1"),
            ("at least 8.1 and less than 9", ">=8.1 <9"),
            (">=8.1 and <9", ">=8.1 <9"),
            (">=8.1;<9", ">=8.1 <9"),
            (">=8.1 | >=7.4 <8", ">=8.1 || >=7.4 <8"),
            (">=8.1 or >=7.4", ">=8.1 || >=7.4"),
            ("8.1/8.2/8.3", "8.1.* || 8.2.* || 8.3.*"),
            ("8.1 or 8.2.3", "8.1.* || =8.2.3"),
            (">=8.1 (recommended 8.3)", ">=8.1"),
            (">=8.1 # recommended", ">=8.1"),
            (">=8.1.", ">=8.1"),
            (">=8.2+", ">=8.2"),
            (">=8,1", ">=8.1"),
            ("8,1", ">=8.1"),
            ("[8.1,9.0)", ">=8.1 <9.0"),
            ("(8.1,)", ">8.1"),
            ("between 8.1 and 8.3", "8.1 - 8.3"),
            ("8.1 through 8.3", "8.1 - 8.3"),
            ("@8.1", ">=8.1"),
        ] {
            assert_eq!(meant(text, Scheme::Php).as_deref(), Some(range), "{text}");
        }
    }

    #[test]
    fn nothing_is_proposed_where_the_words_leave_it_open() {
        for text in ["latest", ">=", ">=latest", ">=.8", "8.1 <= x < 9", ">8.x", "8.1.x-dev", "8.1 8.2", "?"] {
            let found = meant(text, Scheme::Php);
            assert!(found.is_none(), "{text} {found:?}");
        }
    }
}
