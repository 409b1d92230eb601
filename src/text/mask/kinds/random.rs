//! Long words that are made at random: keys that are known by nothing else.
//! Shorter ones count only where a secret's name stands beside; that is `prose`'s business.

use std::ops::Range;

use super::super::values::looks_random;
use super::scan::{ends_word, run_end, runs, separator};

/// Keys of random letters and digits. `named` says that the text is under a key of digests, ids and the like.
pub(super) fn keys(text: &str, named: bool, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let safe = |b: u8| b.is_ascii_alphanumeric() || b"_-".contains(&b);
    let standard = |b: u8| b.is_ascii_alphanumeric() || b"+/=".contains(&b);
    let digests = integrity(bytes);
    let is_part = |run: &Range<usize>| digests.iter().any(|digest| digest.start <= run.start && run.end <= digest.end);
    for run in runs(bytes, safe) {
        let word = text.get(run.clone()).unwrap_or_default();
        if looks_random(word) && !is_part(&run) {
            found.push(run);
        }
    }
    if named {
        return;
    }
    for run in runs(bytes, standard) {
        let word = text.get(run.clone()).unwrap_or_default();
        if word.len() >= 32 && looks_random(word) && !is_digest(bytes, run.start) && !is_part(&run) {
            found.push(run);
        }
    }
    for run in runs(bytes, |b| b.is_ascii_alphanumeric()) {
        let word = bytes.get(run.clone()).unwrap_or_default();
        let mixed = word.iter().any(u8::is_ascii_digit) && word.iter().any(u8::is_ascii_alphabetic);
        if word.len() >= 32 && mixed && !is_commit(word) && !is_digest(bytes, run.start) && !is_part(&run) {
            found.push(run);
        }
    }
}

/// What names a state of files rather than opening something: 40 or 64 hexadecimal digits in one case, as Git writes them.
fn is_commit(word: &[u8]) -> bool {
    let hex = word.iter().all(u8::is_ascii_hexdigit);
    let one_case = !(word.iter().any(u8::is_ascii_uppercase) && word.iter().any(u8::is_ascii_lowercase));
    matches!(word.len(), 40 | 56 | 64 | 96 | 128) && hex && one_case
}

/// Digests as pages and packages name what they load: `sha384-`, and so many signs of base64 as the digest takes.
fn integrity(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for run in runs(bytes, |b| b.is_ascii_alphanumeric() || b"+/=-".contains(&b)) {
        let word = bytes.get(run.clone()).unwrap_or_default();
        let digest = |name: &[u8], length: usize| word.starts_with(name) && word.len() == name.len() + length;
        if digest(b"sha256-", 44) || digest(b"sha384-", 64) || digest(b"sha512-", 88) {
            found.push(run);
        }
    }
    found
}

/// Whether `sha256:` or the like stands before: a digest is no secret.
fn is_digest(bytes: &[u8], start: usize) -> bool {
    const NAMES: [&str; 22] = [
        "sha",
        "sha1",
        "sha224",
        "sha256",
        "sha384",
        "sha512",
        "md5",
        "crc32",
        "blake2",
        "blake3",
        "digest",
        "checksum",
        "commit",
        "etag",
        "revision",
        "rev",
        "build",
        "hash",
        "image",
        "tree",
        "blob",
        "fingerprint",
    ];
    let before = bytes.get(start.saturating_sub(20)..start).unwrap_or_default();
    let name = before.iter().rev().skip_while(|b| b":=- \"'(".contains(b)).take_while(|b| b.is_ascii_alphanumeric());
    let mut name: Vec<u8> = name.map(u8::to_ascii_lowercase).collect();
    name.reverse();
    NAMES.iter().any(|known| known.as_bytes() == name)
}

/// Passwords for applications as WordPress writes them: six groups of four letters and digits.
pub(super) fn application_passwords(text: &str, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let mut done = 0;
    for run in runs(bytes, |b| b.is_ascii_alphanumeric()) {
        if run.start < done || run.len() != 4 || !ends_word(bytes, run.start) {
            continue;
        }
        let mut end = run.end;
        let mut letters: Vec<u8> = bytes.get(run.clone()).unwrap_or_default().to_vec();
        let mut mixes = usize::from(mixes_kinds(&letters));
        for _ in 0..5 {
            let blank = run_end(bytes, end, |b| b.is_ascii_whitespace());
            let from = if blank > end { blank } else { end + separator(bytes, end) };
            let group = bytes.get(from..from + 4).filter(|g| g.iter().all(u8::is_ascii_alphanumeric) && from > end);
            let Some(group) = group else { break };
            letters.extend(group);
            mixes += usize::from(mixes_kinds(group));
            end = from + 4;
        }
        let closes = bytes.get(end).is_none_or(|b| !b.is_ascii_alphanumeric());
        let count = |f: fn(&u8) -> bool| letters.iter().filter(|b| f(b)).count();
        let mixed = count(u8::is_ascii_digit) >= 1 && count(u8::is_ascii_uppercase) >= 2 && count(u8::is_ascii_lowercase) >= 2;
        if letters.len() == 24 && closes && mixed && mixes >= 4 {
            found.push(run.start..end);
            done = end;
        }
    }
}

/// Whether a group has letters of two kinds, or letters and digits.
fn mixes_kinds(group: &[u8]) -> bool {
    let kinds = [u8::is_ascii_digit, u8::is_ascii_uppercase, u8::is_ascii_lowercase];
    kinds.iter().filter(|kind| group.iter().any(kind)).count() >= 2
}

/// Ids in the form of a UUID beside a word for a purchase or a licence: codes of bought software.
pub(super) fn purchase_codes(text: &str, named: bool, found: &mut Vec<Range<usize>>) {
    const WORDS: [&str; 8] = ["purchase", "licen", "envato", "themeforest", "codecanyon", "activation", "kaufcode", "lizenz"];
    let bytes = text.as_bytes();
    let mut lines = 0;
    // A sentence may go on over two more lines.
    let mut near = 0;
    for line in text.split_inclusive('\n') {
        let lower = line.to_lowercase();
        near = if WORDS.iter().any(|w| lower.contains(w)) { 3 } else { near };
        if named || near > 0 {
            for run in runs(line.as_bytes(), |b| b.is_ascii_hexdigit() || b == b'-') {
                let start = lines + run.start;
                let groups: Vec<usize> = line.get(run.clone()).unwrap_or_default().split('-').map(str::len).collect();
                if groups == [8, 4, 4, 4, 12] && ends_word(bytes, start) {
                    found.push(start..lines + run.end);
                }
            }
        }
        lines += line.len();
        near -= usize::from(near > 0);
    }
}
