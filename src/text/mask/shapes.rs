//! Finds what is shaped like a secret wherever it stands: private keys, API keys, card numbers, mail addresses, credentials in URLs.
//! Every range is a run of letters, digits and harmless signs, so that overwriting it can't change how YAML or JSON is read.

use std::ops::Range;

/// Everything in the text that is shaped like a secret, in no particular order.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    private_keys(text, &mut found);
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if !in_chunk(*byte) {
            at += 1;
            continue;
        }
        let end = run_end(bytes, at, in_chunk);
        // The number may go on behind a space, so it is looked for from every chunk that begins with a digit or holds one.
        chunk(bytes, at..end, &mut found);
        at = end;
    }
    card_numbers(bytes, &mut found);
    found
}

/// Letters of a chunk: whatever can be part of a token, an address or a URL.
fn in_chunk(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b >= 0x80 || b"_-+/=.@%:~!$&*?#".contains(&b)
}

fn chunk(bytes: &[u8], range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let Some(chunk) = bytes.get(range.clone()) else {
        return;
    };
    if chunk.len() < 6 {
        return;
    }
    // Inside double quotes the first characters may belong to an escape, which must stay whole.
    let first = range.start + escape_length(bytes, range.start).min(chunk.len());
    if chunk.contains(&b'@') {
        let mut addresses = Vec::new();
        credentials(bytes, first..range.end, &mut addresses);
        mail_addresses(bytes, first..range.end, &mut addresses);
        found.extend(addresses);
    }
    if chunk.len() >= 15 && chunk.iter().any(u8::is_ascii_digit) {
        for start in [range.start, first] {
            for token in tokens(bytes, start..range.end) {
                found.push(token.start.max(first)..token.end);
            }
            if first == range.start {
                break;
            }
        }
    }
}

/// How many bytes from here belong to an escape whose backslash stands just before.
fn escape_length(bytes: &[u8], start: usize) -> usize {
    let before = bytes.get(..start).unwrap_or_default();
    let backslashes = before.iter().rev().take_while(|b| **b == b'\\').count();
    if backslashes % 2 == 0 {
        return 0;
    }
    match bytes.get(start) {
        Some(b'x') => 3,
        Some(b'u') => 5,
        Some(b'U') => 9,
        _ => 1,
    }
}

/// `user:password` in `https://user:password@host`.
fn credentials(bytes: &[u8], range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let Some(chunk) = bytes.get(range.clone()) else {
        return;
    };
    let Some(scheme) = chunk.windows(3).position(|w| w == b"://") else {
        return;
    };
    let start = range.start + scheme + 3;
    let end = run_end(bytes, start, |b| in_chunk(b) && b != b'/').min(range.end);
    let Some(host) = bytes.get(start..end).and_then(|h| h.iter().rposition(|b| *b == b'@')) else {
        return;
    };
    if host > 0 {
        found.push(start..start + host);
    }
}

fn mail_addresses(bytes: &[u8], range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let local = |b: u8| b.is_ascii_alphanumeric() || b >= 0x80 || b"._%+-".contains(&b);
    let domain = |b: u8| b.is_ascii_alphanumeric() || b >= 0x80 || b".-".contains(&b);
    let mut done = range.start;
    let mut from = range.start;
    while let Some(at) = bytes.get(from..range.end).and_then(|r| r.iter().position(|b| *b == b'@')).map(|n| from + n) {
        from = at + 1;
        let before = bytes.get(done..at).unwrap_or_default();
        let mut start = at - before.iter().rev().take_while(|b| local(**b)).count();
        while start < at && bytes.get(start).is_some_and(|b| b.is_ascii_punctuation()) {
            start += 1;
        }
        let mut end = run_end(bytes, at + 1, domain).min(range.end);
        while end > at + 1 && bytes.get(end - 1).is_some_and(|b| b".-".contains(b)) {
            end -= 1;
        }
        let host = bytes.get(at + 1..end).unwrap_or_default();
        let last = host.rsplit(|b| *b == b'.').next().unwrap_or_default();
        let named = last.len() >= 2 && last.len() < host.len() && last.iter().all(|b| b.is_ascii_alphabetic() || *b >= 0x80);
        if start < at && named {
            found.push(start..end);
            done = end;
            from = from.max(end);
        } else {
            done = at + 1;
        }
    }
}

/// Beginnings of well-known keys, and how many characters must follow at least.
const PREFIXES: &[(&str, usize)] = &[
    ("sk-", 16),
    ("sk_live_", 10),
    ("sk_test_", 10),
    ("pk_live_", 10),
    ("pk_test_", 10),
    ("rk_live_", 10),
    ("rk_test_", 10),
    ("whsec_", 10),
    ("AKIA", 12),
    ("ASIA", 12),
    ("ghp_", 16),
    ("gho_", 16),
    ("ghu_", 16),
    ("ghs_", 16),
    ("ghr_", 16),
    ("github_pat_", 16),
    ("glpat-", 12),
    ("xoxa-", 8),
    ("xoxb-", 8),
    ("xoxp-", 8),
    ("xoxr-", 8),
    ("xoxs-", 8),
    ("xapp-", 8),
    ("AIza", 20),
    ("ya29", 16),
    ("npm_", 20),
    ("hf_", 20),
    ("SG", 30),
    ("gsk_", 16),
    ("dop_v1_", 16),
    ("shpat_", 16),
];

/// Runs within a chunk that look like keys.
fn tokens(bytes: &[u8], range: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let dotted = |b: u8| b.is_ascii_alphanumeric() || b"_-.".contains(&b);
    let safe = |b: u8| b.is_ascii_alphanumeric() || b"_-".contains(&b);
    let standard = |b: u8| b.is_ascii_alphanumeric() || b"+/=".contains(&b);
    for run in runs(bytes, range.clone(), dotted) {
        let body = bytes.get(run.clone()).unwrap_or_default();
        let dots = body.iter().filter(|b| **b == b'.').count();
        if (body.starts_with(b"eyJ") && dots >= 2 && body.len() >= 20) || has_prefix(body) {
            found.push(run);
        }
    }
    for run in runs(bytes, range.clone(), safe) {
        let body = bytes.get(run.clone()).unwrap_or_default();
        if has_prefix(body) || (body.len() >= 32 && looks_random(body)) {
            found.push(run);
        }
    }
    for run in runs(bytes, range.clone(), standard) {
        let body = bytes.get(run.clone()).unwrap_or_default();
        if body.len() >= 32 && looks_random(body) && !is_digest(bytes, run.start) {
            found.push(run);
        }
    }
    for run in runs(bytes, range, |b| b.is_ascii_alphanumeric()) {
        let body = bytes.get(run.clone()).unwrap_or_default();
        let mixed = body.iter().any(u8::is_ascii_digit) && body.iter().any(u8::is_ascii_alphabetic);
        if body.len() >= 32 && mixed && !is_digest(bytes, run.start) {
            found.push(run);
        }
    }
    found
}

fn has_prefix(body: &[u8]) -> bool {
    PREFIXES.iter().any(|(prefix, least)| {
        body.strip_prefix(prefix.as_bytes()).is_some_and(|rest| {
            rest.len() >= *least && rest.iter().any(u8::is_ascii_digit) && rest.iter().any(u8::is_ascii_alphabetic)
        })
    })
}

/// Random text changes between capitals, small letters and digits all the time; names and paths don't.
fn looks_random(body: &[u8]) -> bool {
    let class = |b: &u8| (b.is_ascii_uppercase(), b.is_ascii_lowercase(), b.is_ascii_digit());
    let count = |f: fn(&u8) -> bool| body.iter().filter(|b| f(b)).count();
    let changes = body.iter().zip(body.iter().skip(1)).filter(|(a, b)| class(a) != class(b)).count();
    count(u8::is_ascii_uppercase) >= 3
        && count(u8::is_ascii_lowercase) >= 3
        && count(u8::is_ascii_digit) >= 3
        && changes * 5 >= body.len() * 2
}

/// Whether `sha256:` or the like stands before: a digest is no secret.
fn is_digest(bytes: &[u8], start: usize) -> bool {
    let before = bytes.get(start.saturating_sub(12)..start).unwrap_or_default();
    let name = before.iter().rev().skip_while(|b| b":=- \"'".contains(b)).take_while(|b| b.is_ascii_alphanumeric());
    let mut name: Vec<u8> = name.map(u8::to_ascii_lowercase).collect();
    name.reverse();
    matches!(name.as_slice(), b"sha1" | b"sha224" | b"sha256" | b"sha384" | b"sha512")
}

/// Card numbers: 13 to 19 digits, in groups of at least three when spaces or hyphens part them, with a valid check digit.
fn card_numbers(bytes: &[u8], found: &mut Vec<Range<usize>>) {
    let mut at = 0;
    while let Some(n) = bytes.get(at..).and_then(|r| r.iter().position(u8::is_ascii_digit)) {
        let start = at + n;
        let (end, digits) = digit_groups(bytes, start);
        let ends = !bytes.get(end).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
        if ends && is_boundary(bytes, start) && is_card(&digits) {
            found.push(start..end);
            at = end;
        } else {
            at = run_end(bytes, start, |b| b.is_ascii_digit());
        }
    }
}

/// Where a card number that starts here would end, and its digits; digits beyond the twentieth are not looked at.
fn digit_groups(bytes: &[u8], start: usize) -> (usize, Vec<u8>) {
    let mut digits = Vec::new();
    let mut end = start;
    loop {
        let group = run_end(bytes, end, |b| b.is_ascii_digit());
        digits.extend(bytes.get(end..group).unwrap_or_default().iter().take(20));
        let separated = bytes.get(group).is_some_and(|b| b" -".contains(b));
        let next = run_end(bytes, group + 1, |b| b.is_ascii_digit());
        // A later group of one or two digits is no part of a card number ("4111 … 1111 12").
        if digits.len() >= 20 || group - end < 3 || !separated || next - (group + 1).min(next) < 3 {
            return (group, digits);
        }
        if digits.len() + (next - group - 1) > 19 {
            return (group, digits);
        }
        end = group + 1;
    }
}

fn is_boundary(bytes: &[u8], start: usize) -> bool {
    let before = |n: usize| start.checked_sub(n).and_then(|i| bytes.get(i)).copied();
    match before(1) {
        None => true,
        Some(b'n' | b'r' | b't') => before(2) == Some(b'\\'),
        Some(b'.' | b'_') => false,
        Some(b) => !b.is_ascii_alphanumeric(),
    }
}

fn is_card(digits: &[u8]) -> bool {
    let value = |d: &u8| u32::from(d.wrapping_sub(b'0'));
    let first = digits.iter().take(4).fold(0, |n, d| n * 10 + value(d));
    // The ranges that card issuers use; instants in milliseconds and order numbers mostly lie outside.
    if !(13..=19).contains(&digits.len()) || !((3000..7000).contains(&first) || (2221..=2720).contains(&first)) {
        return false;
    }
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(n, d)| match (n % 2, value(d)) {
            (0, v) => v,
            (_, v) if v > 4 => v * 2 - 9,
            (_, v) => v * 2,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Private keys in PEM form, on many lines or on one with `\n` written out.
fn private_keys(text: &str, found: &mut Vec<Range<usize>>) {
    let mut done = 0;
    for (start, _) in text.match_indices("-----BEGIN ") {
        if start < done {
            continue;
        }
        let rest = text.get(start..).unwrap_or_default();
        let head = rest.find(['\n', '\r']).map_or(rest, |n| rest.get(..n).unwrap_or_default());
        if !head.get(11..).is_some_and(|h| h.find("-----").is_some_and(|n| h.get(..n).is_some_and(|l| l.contains("PRIVATE KEY"))))
        {
            continue;
        }
        done = private_key(text, start, found);
    }
}

/// Masks the key that begins here and gives the byte after its end. Lines that are structure rather than key end it.
fn private_key(text: &str, start: usize, found: &mut Vec<Range<usize>>) -> usize {
    const MOST_LINES: usize = 400;
    let mut at = start;
    for line in text.get(start..).unwrap_or_default().split_inclusive(['\n', '\r']).take(MOST_LINES) {
        let next = at + line.len();
        let end_mark = line.find("-----END ").and_then(|n| {
            let close = line.get(n + 9..)?.find("-----")?;
            Some(n + 9 + close + 5)
        });
        let body = line.trim();
        if end_mark.is_none() && at != start && !(body.is_empty() || is_encoded(body) || is_header(body)) {
            return at;
        }
        let stop = end_mark.unwrap_or(line.len());
        if end_mark.is_some() || !is_header(body) {
            encoded_runs(text.as_bytes(), at..at + stop, found);
        }
        if end_mark.is_some() {
            return at + stop;
        }
        at = next;
    }
    at
}

/// The runs of a key's own characters in a line; quotes, commas and escapes between them stay.
fn encoded_runs(bytes: &[u8], range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let body = |b: u8| b.is_ascii_alphanumeric() || b"+/=".contains(&b);
    for run in runs(bytes, range.clone(), |b| body(b) || b == b'-' || b == b' ') {
        let skip = escape_length(bytes, run.start).min(run.len());
        let mut inner = run.start + skip..run.end;
        // A leading or trailing space or hyphen may be YAML's own: a list's dash, the space before a comment.
        while bytes.get(inner.start).is_some_and(|b| *b == b' ' || (*b == b'-' && bytes.get(inner.start + 1) == Some(&b' ')))
            && !inner.is_empty()
        {
            inner.start += 1;
        }
        let whole_line = inner.end >= range.end || bytes.get(inner.end).is_some_and(|b| b"\r\n\\\"',".contains(b));
        let long = inner.len() >= 16;
        if !inner.is_empty() && (long || whole_line) {
            found.push(inner);
        }
    }
}

fn is_encoded(line: &str) -> bool {
    let body = line.trim_start_matches("- ").trim_matches(['"', '\'', ',', '\\', ' ']);
    !body.is_empty() && body.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=\\".contains(&b))
}

/// `Proc-Type: 4,ENCRYPTED` and its like stand between the first line and the key.
fn is_header(line: &str) -> bool {
    ["Proc-Type:", "DEK-Info:", "Comment:", "Version:"].iter().any(|h| line.starts_with(h))
}

/// The maximal runs of bytes of a kind within a range.
fn runs(bytes: &[u8], range: Range<usize>, kind: impl Fn(u8) -> bool + Copy) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let end = run_end(bytes, at, kind).min(range.end);
        if end > at {
            out.push(at..end);
        }
        at = end.max(at) + 1;
    }
    out
}

fn run_end(bytes: &[u8], start: usize, kind: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    start + rest.iter().position(|b| !kind(*b)).unwrap_or(rest.len())
}
