//! Overwrites secrets in a text before anything else sees it, keeping every byte where it was.
//! Where secrets stand is found by `structure` (by key) and `shapes` (by form); which words are secret is `words`' business.

mod shapes;
mod structure;
mod words;

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::ops::Range;

/// What is masked, and what was masked so far in this run: equal originals get equal numbers.
#[derive(Clone, Debug, Default)]
pub struct Mask {
    words: words::Words,
    /// Digests of the originals, so that no secret stays in memory.
    seen: BTreeMap<[u8; 32], usize>,
}

impl Mask {
    /// A mask that knows the built-in secret words.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds keys whose values are secret.
    pub fn secret_words<S: AsRef<str>>(&mut self, words: &[S]) {
        words.iter().for_each(|w| self.words.add_secret(w.as_ref()));
    }

    /// Adds keys, by their exact spelling, whose values are plain words although the key looks secret.
    pub fn plain_words<S: AsRef<str>>(&mut self, words: &[S]) {
        words.iter().for_each(|w| self.words.add_plain(w.as_ref()));
    }

    /// From now on a policy's `$name.key` is masked, too.
    pub fn doubt(&mut self) {
        self.words.doubt();
    }

    /// Whether the value of this key is masked.
    pub fn is_secret(&self, key: &str) -> bool {
        self.words.is_secret(key)
    }

    /// The text with every secret overwritten, and where.
    pub fn facts(&mut self, text: String) -> (String, Vec<Range<u32>>) {
        let mut found = structure::find(&text, &self.words);
        found.extend(shapes::find(&text));
        self.overwrite(text, found)
    }

    /// The text with everything shaped like a secret overwritten, whatever its key: for schemas, which *declare* keys.
    pub fn definitions(&mut self, text: String) -> (String, Vec<Range<u32>>) {
        let found = shapes::find(&text);
        self.overwrite(text, found)
    }

    fn overwrite(&mut self, text: String, found: Vec<Range<usize>>) -> (String, Vec<Range<u32>>) {
        let pieces = pieces(&text, found);
        if pieces.is_empty() {
            return (text, Vec::new());
        }
        let mut out = String::with_capacity(text.len());
        let mut masked = Vec::with_capacity(pieces.len());
        let mut done = 0;
        let json = text.trim_start().starts_with(['{', '[']);
        for piece in pieces {
            let original = text.get(piece.clone()).unwrap_or_default();
            out.push_str(text.get(done..piece.start).unwrap_or_default());
            let before = text.get(..piece.start).unwrap_or_default().trim_end();
            if json && before.ends_with([':', ',', '[']) && original.parse::<f64>().is_ok() {
                // In JSON a bare word in the place of a number would be a mistake.
                out.push_str(&"1".repeat(original.len()));
            } else {
                out.push_str(&self.placeholder(original));
            }
            done = piece.end;
            masked.push(clip(piece.start)..clip(piece.end));
        }
        out.push_str(text.get(done..).unwrap_or_default());
        (out, masked)
    }

    /// As many bytes as the original, in characters that mean nothing to YAML or JSON.
    fn placeholder(&mut self, original: &str) -> String {
        let next = self.seen.len() + 1;
        let number = *self.seen.entry(Sha256::digest(original.as_bytes()).into()).or_insert(next);
        let name = format!("masked-{number}");
        if name.len() > original.len() {
            return "x".repeat(original.len());
        }
        format!("{name:-<width$}", width = original.len())
    }
}

/// The ranges in order, on one line each, on character boundaries, without overlap and without the space around them.
fn pieces(text: &str, mut found: Vec<Range<usize>>) -> Vec<Range<usize>> {
    found.sort_unstable_by_key(|r| (r.start, std::cmp::Reverse(r.end)));
    let mut out: Vec<Range<usize>> = Vec::with_capacity(found.len());
    let mut done = 0;
    for range in found {
        let start = text.floor_char_boundary(range.start.max(done));
        let end = text.ceil_char_boundary(range.end);
        let Some(whole) = text.get(start..end) else {
            continue;
        };
        let mut at = start;
        for line in whole.split_inclusive(['\n', '\r']) {
            let body = line.trim_matches([' ', '\t', '\n', '\r']);
            if !body.is_empty() {
                let from = at + (line.len() - line.trim_start_matches([' ', '\t', '\n', '\r']).len());
                out.push(from..from + body.len());
            }
            at += line.len();
        }
        done = done.max(end);
    }
    out
}

fn clip(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
