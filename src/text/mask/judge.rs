//! Everything secret in a text, whatever form it is written in: as it stands, with its escapes resolved, and decoded.
//! The kinds themselves are in `kinds`; which bytes are overwritten is said by the module above.

use std::ops::Range;

use super::kinds::traits::Traits;
use super::kinds::{KINDS, Look, encoded};
use super::lines;
use super::view::View;
use super::words::Words;

/// How often escapes are resolved: `%2540` is `%40` is `@`.
const DEEPEST_VIEW: u8 = 3;

/// What is known of a text before it is looked at.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Around {
    /// It is the value of a key of digests, ids and the like, where what looks random is no secret.
    pub(super) named: bool,
    /// It is the value of a key of purchases or licences.
    pub(super) bought: bool,
    /// A secret stands around it, so that whatever looks like one is taken for one.
    pub(super) near: bool,
}

impl Around {
    /// What a key says of its value.
    pub(super) fn of(key: &str) -> Self {
        const NAMES: &[&str] = &[
            "id",
            "ids",
            "uuid",
            "guid",
            "digest",
            "digests",
            "sha",
            "sha1",
            "sha256",
            "sha512",
            "md5",
            "checksum",
            "checksums",
            "hash",
            "hashes",
            "commit",
            "commits",
            "etag",
            "revision",
            "rev",
            "ref",
            "build",
            "image",
            "fingerprint",
            "cache_key",
            "integrity",
            "version",
            "tag",
            "idempotency_key",
        ];
        let key = key.trim().to_ascii_lowercase().replace(['-', ' '], "_");
        let last = key.rsplit(['_', '.']).next().unwrap_or_default();
        let named =
            NAMES.contains(&&*key) || NAMES.contains(&last) || key.ends_with("cache_key") || key.ends_with("idempotency_key");
        let bought =
            ["purchase", "licen", "envato", "activation"].iter().any(|w| key.contains(w)) && !["id", "ids"].contains(&last);
        Self { named: named && !key.contains("password"), bought, near: false }
    }
}

/// The secrets in a text, in no particular order; they may overlap.
pub(super) fn find(text: &str, words: &Words, around: Around) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    // Nothing shorter is a secret by its form.
    if text.len() >= 5 {
        look(text, words, around, 0, &mut found);
    }
    found
}

/// The secrets in lines that go on over their breaks, of a text that no parser has put together.
pub(super) fn find_folded(text: &str, words: &Words) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for paragraph in lines::paragraphs(text) {
        let view = View::unfolded(text.get(paragraph.clone()).unwrap_or_default());
        for part in find(&view.text, words, Around::default()) {
            let part = view.written(part);
            found.push(paragraph.start + part.start..paragraph.start + part.end);
        }
    }
    found
}

fn look(text: &str, words: &Words, around: Around, depth: u8, found: &mut Vec<Range<usize>>) {
    let mut view = None::<View>;
    for level in 0..=DEEPEST_VIEW {
        let seen = view.as_ref().map_or(text, |v| v.text.as_str());
        let mut inner = Vec::new();
        let look = Look { text: seen, words, around, traits: Traits::of(seen) };
        KINDS.iter().for_each(|kind| kind.find(&look, &mut inner));
        if depth < encoded::DEEPEST && look.traits.is_solid() {
            encoded::find(seen, words, depth, &mut inner);
        }
        found.extend(inner.into_iter().map(|range| view.as_ref().map_or(range.clone(), |v| v.written(range))));
        if level == DEEPEST_VIEW || !look.traits.escape {
            break;
        }
        let Some(next) = View::of(seen) else { break };
        view = Some(match &view {
            Some(before) => next.through(before),
            None => next,
        });
    }
}

/// Whether a decoded text holds a secret.
pub(super) fn holds_secret(text: &str, words: &Words, depth: u8) -> bool {
    let mut found = Vec::new();
    look(text, words, Around::default(), depth, &mut found);
    !found.is_empty()
}
