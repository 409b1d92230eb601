//! Mail addresses, also those that are written around.
//! User names in addresses of pages are found by `urls`.

use std::ops::Range;

use super::scan::{places, run_end};

pub(super) fn mails(text: &str, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let mut done = 0;
    let mut from = 0;
    while let Some(at) = bytes.get(from..).and_then(|r| r.iter().position(|b| *b == b'@')).map(|n| from + n) {
        from = at + 1;
        let before = bytes.get(done..at).unwrap_or_default();
        let mut start = at - before.iter().rev().take_while(|b| is_local(**b)).count();
        while start < at && bytes.get(start).is_some_and(|b| b.is_ascii_punctuation()) {
            start += 1;
        }
        // What stands before the host of an address of a page is no mail address.
        let in_page = start > done && bytes.get(start - 1).is_some_and(|b| b":/".contains(b)) && in_page(bytes, done, start);
        done = at + 1;
        if let Some(end) = host(bytes, at + 1).filter(|_| start < at && !in_page) {
            found.push(start..end);
            (done, from) = (end, end);
        }
    }
    around(text, found);
}

/// Whether the solid run of text before `at` holds `://`.
fn in_page(bytes: &[u8], from: usize, at: usize) -> bool {
    let before = bytes.get(from.max(at.saturating_sub(200))..at).unwrap_or_default();
    let solid = before.iter().rev().take_while(|b| !b.is_ascii_whitespace()).count();
    before.get(before.len() - solid..).unwrap_or_default().windows(3).any(|w| w == b"://")
}

fn is_local(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b >= 0x80 || b"._%+-".contains(&b)
}

/// The end of the name of a host that begins here: with a dot, and a last part of letters.
fn host(bytes: &[u8], start: usize) -> Option<usize> {
    let mut end = run_end(bytes, start, |b| b.is_ascii_alphanumeric() || b >= 0x80 || b".-".contains(&b));
    while end > start && bytes.get(end - 1).is_some_and(|b| b".-".contains(b)) {
        end -= 1;
    }
    let name = bytes.get(start..end)?;
    let last = name.rsplit(|b| *b == b'.').next()?;
    const PICTURES: [&[u8]; 8] = [b"png", b"jpg", b"jpeg", b"gif", b"svg", b"webp", b"avif", b"ico"];
    if PICTURES.contains(&last) {
        return None;
    }
    let lettered = last.len() >= 2 && last.len() < name.len() && last.iter().all(|b| b.is_ascii_alphabetic() || *b >= 0x80);
    let coded = name.contains(&b'.') && last.starts_with(b"xn--");
    (lettered || coded).then_some(end)
}

/// What begins with one of these is no host but a thing.
const NO_HOSTS: [&[u8]; 8] = [b"the ", b"a ", b"an ", b"this ", b"that ", b"each ", b"every ", b"your "];

/// `ana [at] example [dot] org`
fn around(text: &str, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    // Most texts have neither the one sign nor the other.
    let spelled = |b: &[u8]| matches!(b, [b'[' | b'(' | b'{' | b'<', b'a' | b'A' | b'd' | b'D' | b'p' | b'P', ..]) || b == b"dot";
    if !bytes.windows(3).any(spelled) {
        return;
    }
    for sign in ["[at]", "(at)", "{at}", "<at>", " at "] {
        for at in places(text, sign) {
            let local_end = run_back(bytes, at, |b| b == b' ');
            let start = run_back(bytes, local_end, is_local);
            let from = run_end(bytes, at + sign.len(), |b| b == b' ');
            let Some((end, dotted)) = spelled_host(text, from) else { continue };
            // A bare ` at ` needs a dot that is written around as well, and a host: "look at the dot in it" has none.
            let is_host = dotted && !bytes.get(from..).is_some_and(|rest| NO_HOSTS.iter().any(|word| rest.starts_with(word)));
            if start < local_end && (is_host || sign != " at ") {
                found.push(start..end);
            }
        }
    }
}

fn run_back(bytes: &[u8], end: usize, kind: impl Fn(u8) -> bool) -> usize {
    let before = bytes.get(..end).unwrap_or_default();
    end - before.iter().rev().take(64).take_while(|b| kind(**b)).count()
}

/// The end of a host whose dots may be written as words, and whether one of them is.
fn spelled_host(text: &str, start: usize) -> Option<(usize, bool)> {
    let bytes = text.as_bytes();
    let (mut at, mut dotted, mut parts) = (start, false, 0);
    loop {
        let end = run_end(bytes, at, |b| b.is_ascii_alphanumeric() || b >= 0x80 || b".-".contains(&b));
        if end == at {
            return None;
        }
        parts += bytes.get(at..end)?.split(|b| *b == b'.').filter(|p| !p.is_empty()).count();
        let next = run_end(bytes, end, |b| b == b' ');
        let rest = bytes.get(next..)?;
        let dot = [&b"[dot]"[..], b"(dot)", b"{dot}", b"<dot>", b"[punkt]", b"(punkt)", b"dot "]
            .into_iter()
            .find(|d| rest.get(..d.len()).is_some_and(|r| r.eq_ignore_ascii_case(d)) && (d.first() != Some(&b'd') || next > end));
        match dot {
            Some(dot) => {
                dotted = true;
                at = run_end(bytes, next + dot.len(), |b| b == b' ');
            }
            None => return (parts >= 2).then_some((end, dotted)),
        }
    }
}
