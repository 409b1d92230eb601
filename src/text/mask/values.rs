//! What a value looks like: a word that says only whether there is a secret, a version or a day, or something that could unlock a door.
//! Which keys and words make such a value secret is said by `words`.

use super::words::{self, Keyed};

/// Whether a value under a key is secret; `plain` where it stands in no quotes, so that it may be a number.
pub(super) fn is_secret(key: &str, keyed: Keyed, value: &str, plain: bool) -> bool {
    let value = value.trim();
    match keyed {
        Keyed::Plain => false,
        _ if is_readable(value) => false,
        Keyed::Number => value.bytes().filter(u8::is_ascii_digit).count() >= 3,
        _ if plain && words::is_counted(key) && is_count(value) => false,
        Keyed::Sure => true,
        Keyed::Likely => !(is_version(value) || is_time(value)),
    }
}

/// Words that say whether there is a secret, and what stands for one that somebody else fills in. That they are no secrets also keeps a
/// problem with them where it is.
pub(super) fn is_readable(value: &str) -> bool {
    const WORDS: &[&str] = &[
        "",
        "~",
        "null",
        "none",
        "unknown",
        "true",
        "false",
        "yes",
        "no",
        "\"\"",
        "''",
        "[]",
        "{}",
        "-",
        "--",
        "?",
        "??",
        "...",
        "…",
        "n/a",
        "na",
        "n.a.",
        "tbd",
        "tba",
        "todo",
        "nobody",
        "nothing",
        "nil",
        "empty",
        "missing",
        "unset",
        "not set",
        "not stated",
        "redacted",
        "(redacted)",
        "[redacted]",
        "hidden",
        "(hidden)",
        "masked",
        "(masked)",
        "removed",
    ];
    let short = value.len() <= 12;
    (short && WORDS.iter().any(|word| value.eq_ignore_ascii_case(word))) || is_reference(value) || is_placeholder(value)
}

/// `${SMTP_PASSWORD}`, and `{site.license.purchase_code}` of a rule's text: where the secret is, not what it is.
fn is_reference(value: &str) -> bool {
    let path = value.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    if path.is_some_and(|p| p.contains('.') && p.bytes().all(|b| b.is_ascii_lowercase() || b"._$".contains(&b))) {
        return true;
    }
    let name = value.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    name.is_some_and(|n| n.len() >= 2 && n.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_'))
}

/// What an earlier run put in the place of a secret.
pub(super) fn is_placeholder(value: &str) -> bool {
    let number = value.strip_prefix("masked-").map(|rest| rest.trim_end_matches('-'));
    number.is_some_and(|n| (1..=7).contains(&n.len()) && !n.starts_with('0') && n.bytes().all(|b| b.is_ascii_digit()))
}

/// A whole number that counts rather than names: a count has no leading zero.
fn is_count(value: &str) -> bool {
    (1..=12).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_digit() || b == b'_') && !value.starts_with('0')
}

/// `2.6.7`, `6.9-RC2`, `>=8.1 <9 || >=9.1`
pub(super) fn is_version(value: &str) -> bool {
    let parts = value.split([' ', '|', ',']).filter(|p| !p.is_empty());
    let one = |part: &str| {
        let body = part.trim_start_matches(['<', '>', '=', '~', '^', '!', 'v']);
        let (numbers, suffix) = body.find(['-', '+']).map_or((body, ""), |n| body.split_at(n));
        let dotted = numbers.contains('.') || body.len() < part.len();
        let digits = numbers.split('.').all(|n| (1..=5).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()));
        dotted && digits && suffix.len() <= 16 && suffix.bytes().all(|b| b.is_ascii_alphanumeric() || b"-+.".contains(&b))
    };
    value.len() <= 60 && !value.is_empty() && parts.into_iter().all(one)
}

/// `2026-07-21`, `2026-07-21T18:00Z`, `24h`, `30 days`
fn is_time(value: &str) -> bool {
    is_day(value) || {
        let number = value.trim_end_matches(|c: char| c.is_ascii_lowercase() || c == ' ');
        let unit = value.get(number.len()..).unwrap_or_default().trim();
        let units =
            ["s", "m", "h", "d", "w", "min", "hour", "hours", "day", "days", "week", "weeks", "months", "minutes", "seconds"];
        (1..=6).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit()) && units.contains(&unit)
    }
}

/// A day, with a time or without.
pub(super) fn is_day(value: &str) -> bool {
    let day = value.get(..10).unwrap_or_default().as_bytes();
    let is_date = day.iter().enumerate().all(|(n, b)| if n == 4 || n == 7 { *b == b'-' } else { b.is_ascii_digit() });
    let rest = value.get(10..).unwrap_or_default();
    let time = |b: u8| b.is_ascii_digit() || b":.+-".contains(&b);
    let is_rest = rest.is_empty() || (rest.starts_with(['T', ' ']) && rest.bytes().skip(1).all(|b| time(b) || b == b'Z'));
    day.len() == 10 && is_date && is_rest
}

/// Whether a word could be the value of a secret rather than the next word of a sentence.
pub(super) fn looks_used(word: &str) -> bool {
    let bytes = word.as_bytes();
    let count = |f: fn(&u8) -> bool| bytes.iter().filter(|b| f(b)).count();
    let (digits, letters) = (count(u8::is_ascii_digit), count(u8::is_ascii_alphabetic));
    let signs = bytes.iter().filter(|b| b"!@#$%^&*+=?~|".contains(b)).count();
    if bytes.len() >= 20 {
        return !is_plain_name(word);
    }
    let inner_capitals = bytes.iter().skip(1).filter(|b| b.is_ascii_uppercase()).count();
    let mixed = inner_capitals >= 1 && bytes.iter().any(u8::is_ascii_lowercase) && bytes.len() >= 6;
    let strong = (digits > 0 && letters > 0) || (signs > 0 && digits + letters >= 3) || mixed || digits >= 4;
    strong && bytes.len() >= 4 && !is_version(word) && !is_time(word) && !is_plain_name(word)
}

/// Names and ids: words of small letters with short numbers between hyphens, dots or slashes, such as `wf-restock-2`.
pub(super) fn is_plain_name(word: &str) -> bool {
    let mut parts = word.split(['-', '.', '/', '_', ':']).filter(|p| !p.is_empty()).peekable();
    let several = word.contains(['-', '.', '/', '_', ':']);
    let plain = |p: &str| {
        let letters = p.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = p.len() - letters.len();
        letters.bytes().skip(1).all(|b| b.is_ascii_lowercase() || b >= 0x80)
            && letters.bytes().take(1).all(|b| b.is_ascii_alphabetic() || b >= 0x80)
            && digits <= 4
            && (letters.len() <= 14)
    };
    parts.peek().is_some() && (several || word.bytes().all(|b| b.is_ascii_lowercase() || b >= 0x80)) && parts.all(plain)
}

/// Whether a word is made at random, as far as one can tell from capitals, small letters and digits in turn.
pub(super) fn looks_random(word: &str) -> bool {
    changes(word, 3) && word.len() >= 20
}

/// The same for shorter words, where a secret's name stands beside.
pub(super) fn looks_random_beside(word: &str) -> bool {
    let hex = word.len() >= 16 && word.bytes().all(|b| b.is_ascii_hexdigit()) && word.bytes().any(|b| b.is_ascii_digit());
    hex || (word.len() >= 10 && changes(word, 2)) || (word.len() >= 10 && looks_used(word) && !is_plain_name(word))
}

/// Random text changes between capitals, small letters and digits all the time; names and paths don't.
fn changes(word: &str, least: usize) -> bool {
    let body = word.as_bytes();
    let class = |b: &u8| (b.is_ascii_uppercase(), b.is_ascii_lowercase(), b.is_ascii_digit());
    let count = |f: fn(&u8) -> bool| body.iter().filter(|b| f(b)).count();
    let changes = body.iter().zip(body.iter().skip(1)).filter(|(a, b)| class(a) != class(b)).count();
    count(u8::is_ascii_uppercase) >= least
        && count(u8::is_ascii_lowercase) >= least
        && count(u8::is_ascii_digit) >= least
        && changes * 5 >= body.len() * 2
}
