//! Private keys in their frames, on many lines or on one, and tokens that are JSON inside.
//! Keys of services are found by `vendors`.

use std::ops::Range;

use super::scan::{ends_word, is_dotted, run_end, runs, trimmed};

/// What opens the frame of a private key; what stands between these two is the kind of key.
const OPENS: [(&str, &str); 2] = [("-----BEGIN ", "-----END "), ("---- BEGIN ", "---- END ")];

/// Most bytes of a private key.
const LONGEST: usize = 64 * 1024;

pub(super) fn private(text: &str, found: &mut Vec<Range<usize>>) {
    for (open, close) in OPENS {
        let mut done = 0;
        for (start, _) in text.match_indices(open) {
            let head = text.get(start + open.len()..(start + open.len() + 60).min(text.len())).or_else(|| text.get(start..));
            if start < done || !head.is_some_and(|h| h.split("---").next().is_some_and(|kind| kind.contains("PRIVATE KEY"))) {
                continue;
            }
            done = frame(text, start, open.len(), close);
            found.push(start..done);
        }
    }
    putty(text, found);
}

/// Where the frame that opens here ends: behind its closing line, or where what stands there can no longer be a part of a key.
fn frame(text: &str, start: usize, opened: usize, close: &str) -> usize {
    let limit = text.floor_char_boundary(start + LONGEST);
    let rest = text.get(start + opened..limit).unwrap_or_default();
    let next = rest.find("BEGIN ").unwrap_or(rest.len());
    if let Some(end) = rest.get(..next).and_then(|r| r.find(close)) {
        let after = start + opened + end + close.len();
        let tail = text.get(after..).unwrap_or_default();
        let line = tail.find(['\n', '\r']).unwrap_or(tail.len());
        return after + tail.find("----").filter(|n| *n < line).map_or(line.min(40), |n| n + tail_of(tail, n));
    }
    let mut end = start;
    for (n, line) in text.get(start..limit).unwrap_or_default().split_inclusive('\n').enumerate() {
        let body = line.trim_matches(|c: char| c.is_whitespace() || "-\"',\\#>|*".contains(c));
        if n > 0 && !(body.is_empty() || is_encoded(body) || is_header(body)) {
            break;
        }
        end += line.len();
    }
    end
}

fn tail_of(tail: &str, at: usize) -> usize {
    run_end(tail.as_bytes(), at, |b| b == b'-') - at
}

/// A line of a key: one run, or several that a fold or a form has parted.
fn is_encoded(line: &str) -> bool {
    line.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=\\ ".contains(&b))
        && line.split(' ').all(|word| word.len() >= 16 || word.ends_with('='))
        || (line.len() <= 76 && line.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b)) && !line.is_empty())
}

/// `Proc-Type: 4,ENCRYPTED` and its like stand between the first line and the key.
fn is_header(line: &str) -> bool {
    ["Proc-Type:", "DEK-Info:", "Comment:", "Version:", "Hash:", "Charset:"].iter().any(|h| line.starts_with(h))
}

/// The private lines of a key file of PuTTY.
fn putty(text: &str, found: &mut Vec<Range<usize>>) {
    for (start, mark) in text.match_indices("Private-Lines:") {
        let from = start + mark.len();
        let mut end = from;
        for (n, line) in
            text.get(from..text.floor_char_boundary(from + LONGEST)).unwrap_or_default().split_inclusive('\n').enumerate()
        {
            if n > 0 && !is_encoded(line.trim()) {
                break;
            }
            end += line.len();
        }
        found.push(from..end);
    }
}

/// Tokens of three parts, of which the first two are JSON in base64: `eyJ….eyJ….…`.
pub(super) fn jwt(text: &str, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    for run in runs(bytes, is_dotted) {
        let body = text.get(run.clone()).unwrap_or_default();
        let Some(begin) = body.find("eyJ") else { continue };
        let token = body.get(begin..).unwrap_or_default();
        if ends_word(bytes, run.start + begin) && token.len() >= 20 && token.contains('.') {
            found.push(run.start + begin..trimmed(bytes, run.start + begin, run.end));
        }
    }
}
