//! Numbers of cards, accounts and telephones, in whatever groups they are written.
//! Words beside them that say the same are the business of `prose`.

use std::ops::Range;

use super::scan::{ends_word, places, run_end, separator};

/// Most separators between two groups of one number.
const WIDEST: usize = 3;

/// Digits with where each stands.
type Digits = Vec<(u8, usize)>;

/// Card numbers with a valid check digit, by the beginnings and lengths that are issued, with the code and the date beside them.
pub(super) fn cards(text: &str, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(start) = bytes.get(at..).and_then(|r| r.iter().position(u8::is_ascii_digit)).map(|n| at + n) {
        let run = run_end(bytes, start, |b| b.is_ascii_digit());
        at = run;
        // No card begins with any other digit.
        if !matches!(bytes.get(start), Some(b'2'..=b'6' | b'8')) {
            continue;
        }
        let (digits, ends) = groups(bytes, start, 19);
        let card = ends.iter().rev().filter(|n| (13..=19).contains(*n)).find(|n| {
            let end = digits.get(**n - 1).map_or(0, |d| d.1 + 1);
            let number: Vec<u8> = digits.iter().take(**n).map(|d| d.0).collect();
            closes(bytes, end) && is_card(&number)
        });
        let opens = ends_word(bytes, start) && !before(bytes, start).is_some_and(|b| b == b'.' || b == b'_');
        if let Some(end) = card.filter(|_| opens).and_then(|n| digits.get(*n - 1)).map(|d| d.1 + 1) {
            found.push(start..end);
            at = beside_card(text, end, found);
        }
    }
    for word in ["cvv2", "cvv", "cvc2", "cvc", "csc", "security code", "kartenprüfnummer", "prüfziffer"] {
        for place in places(text, word) {
            let from = run_end(bytes, place + word.len(), |b| b" :=#-\t\"'".contains(&b));
            let end = run_end(bytes, from, |b| b.is_ascii_digit());
            if ends_word(bytes, place) && (3..=4).contains(&(end - from)) && closes(bytes, end) {
                found.push(from..end);
            }
        }
    }
}

fn before(bytes: &[u8], at: usize) -> Option<u8> {
    bytes.get(at.checked_sub(1)?).copied()
}

/// Whether a number may end here.
fn closes(bytes: &[u8], end: usize) -> bool {
    bytes.get(end).is_none_or(|b| !(b.is_ascii_alphanumeric() || *b == b'_'))
}

/// The end of what may part two groups: blanks, also those of a folded line, and a few signs.
fn joint(bytes: &[u8], start: usize) -> usize {
    const WIDEST_BLANK: usize = 40;
    let mut at = start;
    let mut signs = 0;
    while at - start < WIDEST_BLANK {
        let length = separator(bytes, at);
        signs += usize::from(length == 1 && bytes.get(at).is_some_and(u8::is_ascii_punctuation));
        if length == 0 || signs > WIDEST {
            break;
        }
        at += length;
    }
    at
}

/// The digits from here on, at most so many, and after how many of them a group ends.
fn groups(bytes: &[u8], start: usize, most: usize) -> (Digits, Vec<usize>) {
    let (mut digits, mut ends) = (Digits::new(), Vec::new());
    let mut at = start;
    while digits.len() < most {
        let end = run_end(bytes, at, |b| b.is_ascii_digit());
        if end == at || end - at > most - digits.len() {
            break;
        }
        digits.extend((at..end).map(|n| (bytes.get(n).copied().unwrap_or_default(), n)));
        ends.push(digits.len());
        let next = joint(bytes, end);
        if next == end {
            break;
        }
        at = next;
    }
    (digits, ends)
}

/// The beginnings and lengths of the cards that are in use, and the check digit.
fn is_card(digits: &[u8]) -> bool {
    let first = |n: usize| digits.iter().take(n).fold(0_u32, |sum, d| sum * 10 + u32::from(d - b'0'));
    let length = digits.len();
    let issued = match (first(1), first(2), first(4)) {
        (4, ..) => matches!(length, 13 | 16 | 19),
        (_, 51..=55, _) | (_, _, 2221..=2720) => length == 16,
        (_, 34 | 37, _) => length == 15,
        (_, 36 | 38 | 39, _) | (_, _, 3000..=3059 | 3095) => (14..=19).contains(&length),
        (_, _, 3528..=3589) => (16..=19).contains(&length),
        (_, 60 | 62 | 64 | 65 | 81, _) => (16..=19).contains(&length),
        (_, 50 | 56..=69, _) => (15..=19).contains(&length),
        (_, _, 2200..=2204) => length == 16,
        _ => false,
    };
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(n, d)| match (n % 2, u32::from(d - b'0')) {
            (0, v) => v,
            (_, v) if v > 4 => v * 2 - 9,
            (_, v) => v * 2,
        })
        .sum();
    issued && sum.is_multiple_of(10) && digits.iter().any(|d| Some(d) != digits.first())
}

/// Masks the code and the date that follow a card number, and gives the byte from which to go on.
fn beside_card(text: &str, end: usize, found: &mut Vec<Range<usize>>) -> usize {
    let bytes = text.as_bytes();
    let mut at = end;
    for _ in 0..3 {
        // Words such as `cvv` or `exp`, and signs.
        let from = run_end(bytes, at, |b| !b.is_ascii_digit() && b != b'\n');
        if from - at > 24 {
            break;
        }
        let close = run_end(bytes, from, |b| b.is_ascii_digit());
        let slash = bytes.get(close) == Some(&b'/') || bytes.get(close) == Some(&b'-');
        let year = run_end(bytes, close + 1, |b| b.is_ascii_digit());
        let is_date = close - from == 2 && slash && [2, 4].contains(&(year - close - 1));
        let to = if is_date { year } else { close };
        if !(is_date || (3..=4).contains(&(close - from))) || !closes(bytes, to) {
            break;
        }
        found.push(from..to);
        at = to;
    }
    at
}

/// Numbers of bank accounts of the international form, whose check digits are right.
pub(super) fn accounts(text: &str, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let mut done = 0;
    for start in 0..bytes.len().saturating_sub(10) {
        let head = bytes.get(start..start + 4).unwrap_or_default();
        let [a, b, c, d] = head else { continue };
        let opens = a.is_ascii_alphabetic() && b.is_ascii_alphabetic() && (c.is_ascii_digit() || separator(bytes, start + 2) > 0);
        if start < done
            || !opens
            || !(c.is_ascii_digit() && d.is_ascii_digit() || separator(bytes, start + 2) > 0)
            || !ends_word(bytes, start)
        {
            continue;
        }
        let Some(length) = account_length([a.to_ascii_uppercase(), b.to_ascii_uppercase()]) else { continue };
        if let Some(end) = account(bytes, start, length) {
            found.push(start..end);
            done = end;
        }
    }
}

/// The end of an account number of this length that begins here.
fn account(bytes: &[u8], start: usize, length: usize) -> Option<usize> {
    let mut signs = Vec::with_capacity(length);
    let mut at = start;
    while signs.len() < length {
        let sign = *bytes.get(at)?;
        if sign.is_ascii_alphanumeric() {
            signs.push(sign.to_ascii_uppercase());
            at += 1;
            continue;
        }
        let mut next = at;
        for _ in 0..2 {
            next += separator(bytes, next);
        }
        if next == at {
            return None;
        }
        at = next;
    }
    if !closes(bytes, at) || !signs.get(2..4)?.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let mut rest = 0_u32;
    for sign in signs.get(4..)?.iter().chain(signs.get(..4)?) {
        rest = match sign {
            b'0'..=b'9' => (rest * 10 + u32::from(sign - b'0')) % 97,
            _ => (rest * 100 + u32::from(sign - b'A') + 10) % 97,
        };
    }
    (rest == 1).then_some(at)
}

/// How many signs an account number of a country has.
fn account_length(country: [u8; 2]) -> Option<usize> {
    const LENGTHS: &[(usize, &str)] = &[
        (15, "NO"),
        (16, "BE"),
        (18, "DK FO FI GL NL SD"),
        (19, "MK SI"),
        (20, "AT BA EE KZ KW LT LU XK MN"),
        (21, "CR HR LV LI CH"),
        (22, "BG BH DE GB GE IE ME RS VA"),
        (23, "AE GI IL IQ OM SO TL"),
        (24, "AD CZ ES MD PK RO SA SE SK TN VG"),
        (25, "LY PT ST"),
        (26, "IS TR"),
        (27, "BI DJ FR GR IT MC MR SM"),
        (28, "AL AZ BY CY DO GT HU LB NI PL SV"),
        (29, "BR EG PS QA UA"),
        (30, "JO MU"),
        (31, "MT SC"),
        (32, "LC"),
        (33, "RU"),
    ];
    let name = std::str::from_utf8(&country).ok()?.to_owned();
    LENGTHS.iter().find(|(_, names)| names.split(' ').any(|n| n == name)).map(|(length, _)| *length)
}

/// Telephone numbers: with a country's number before them, or in the groups of three, three and four.
pub(super) fn phones(text: &str, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(start) =
        bytes.get(at..).and_then(|r| r.iter().position(|b| b.is_ascii_digit() || *b == b'+' || *b == b'(')).map(|n| at + n)
    {
        let groups = dialled(bytes, start);
        // In brackets stands the beginning of a number, or all of it.
        let after = groups.last().map_or(start + 1, |group| group.0);
        at = if bytes.get(start) == Some(&b'(') { start + 1 } else { after.max(start + 1) };
        let signed = before(bytes, start).is_some_and(|b| b"+-._/,".contains(&b));
        let stated = before(bytes, start).is_none_or(|b| !b":=".contains(&b)) || tel(bytes, start);
        if !ends_word(bytes, start) || signed || !stated {
            continue;
        }
        // Behind a number another one may stand, so that it ends with one of its groups.
        let number = (1..=groups.len()).rev().find(|n| {
            let end = groups.get(n - 1).map_or(start, |group| group.0);
            let parts: Vec<usize> = groups.iter().take(*n).map(|group| group.1).collect();
            let written = bytes.get(start..end).unwrap_or_default();
            closes(bytes, end) && bytes.get(end) != Some(&b':') && (is_phone(written, &parts) || is_told(&parts, bytes, start))
        });
        if let Some(end) = number.and_then(|n| groups.get(n - 1)).map(|group| group.0) {
            found.push(start..end);
            at = end;
        }
    }
}

/// Whether digits in groups are a telephone number as one is written; `parts` are the lengths of the groups.
fn is_phone(written: &[u8], parts: &[usize]) -> bool {
    let digits: usize = parts.iter().sum();
    let has = |sign: u8| written.contains(&sign);
    let counts = |at: usize| written.get(at).is_some_and(|b| (b'1'..=b'9').contains(b) || *b == b'(');
    let international = written.first() == Some(&b'+') && (8..=15).contains(&digits) && counts(1);
    let zeros = written.starts_with(b"00")
        && counts(2)
        && (10..=17).contains(&digits)
        && parts.len() >= 2
        && parts.first().is_some_and(|p| *p <= 6)
        && !has(b'.');
    let american = matches!(parts, [3, 3, 4] | [1, 3, 3, 4]) && (has(b'-') || has(b'(') || has(b'.'));
    let area = has(b'(') && has(b')') && (8..=13).contains(&digits);
    // `030 / 1234567`, but no day, amount or list of numbers.
    let national = written.first() == Some(&b'0')
        && counts(1)
        && (9..=12).contains(&digits)
        && matches!(parts, [3..=6, 5..=9] | [3..=6, 3..=4, 3..=9] | [3..=5, 2..=4, 2..=4, 2..=9])
        && !has(b'.');
    international || zeros || american || area || national
}

/// Whether a word before the digits says that they are one.
fn is_told(parts: &[usize], bytes: &[u8], start: usize) -> bool {
    (6..=15).contains(&parts.iter().sum::<usize>()) && tel(bytes, start)
}

/// The groups of a telephone number that begins here: where each ends, and how many digits it has.
fn dialled(bytes: &[u8], start: usize) -> Vec<(usize, usize)> {
    const MOST_DIGITS: usize = 17;
    let mut groups = Vec::new();
    let (mut at, mut digits) = (start, 0);
    while digits <= MOST_DIGITS {
        let from = at + run_end(bytes, at, |b| b"+(".contains(&b)).saturating_sub(at).min(2);
        let close = run_end(bytes, from, |b| b.is_ascii_digit());
        if close == from {
            break;
        }
        digits += close - from;
        groups.push((close, close - from));
        let shut = if bytes.get(close) == Some(&b')') { close + 1 } else { close };
        // A number may be folded at a blank, and nowhere else.
        let next = joint(bytes, shut);
        let between = bytes.get(shut..next).unwrap_or_default();
        let folded = between.contains(&b'\n') && between.iter().any(u8::is_ascii_punctuation);
        if folded || next == close || between.iter().any(|b| b"*|_".contains(b)) {
            break;
        }
        at = next;
    }
    groups
}

/// Whether a word for a telephone stands just before.
fn tel(bytes: &[u8], start: usize) -> bool {
    let from = start.saturating_sub(24);
    let before = bytes.get(from..start).unwrap_or_default();
    let text: String = before.iter().map(|b| char::from(b.to_ascii_lowercase())).collect();
    let word = text.trim_end_matches([' ', ':', '=', '.', '(', '"', '\'', '+', '#', '/', '-']);
    [
        "tel", "phone", "mobile", "mobil", "fax", "telefon", "whatsapp", "handy", "fon", "call", "sms", "cell", "telefono",
        "portable",
    ]
    .iter()
    .any(|w| word.ends_with(w) && ends_word(word.as_bytes(), word.len() - w.len()))
        || word.ends_with("phone")
        || word.ends_with("telefon")
}
