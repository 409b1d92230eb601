//! Text in which nothing secret is left, as a type: it comes from a source, or is masked when it is made.
//! Masking is `mask`'s business; documents become sources in `document::load`.

use std::borrow::Cow;

use super::mask;
use super::passes::{Replaced, passes};

/// Text without secrets: that of a source, or such text edited with text of other sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masked(String);

impl Masked {
    /// A text that is no document, with what is secret in it overwritten.
    pub fn of(text: &str) -> Self {
        Self(mask::masked(text).into_owned())
    }

    /// The text of a source.
    pub(super) fn of_source(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// With the bytes from `start` to `end` in the place of which `text` comes, which is read from masked documents as well; none where
    /// these bounds don't fit.
    #[must_use]
    pub fn spliced(&self, start: usize, end: usize, text: &str) -> Option<Self> {
        Some(Self([self.0.get(..start)?, text, self.0.get(end..)?].concat()))
    }

    /// With several replacements, each on what the one before it left; none where one of them doesn't fit.
    #[must_use]
    pub fn spliced_all<'s>(&self, replacements: impl IntoIterator<Item = Replaced<'s>>) -> Option<Self> {
        let mut text = self.0.clone();
        for pass in passes(replacements) {
            let mut out = String::with_capacity(text.len());
            let mut at = 0;
            for (range, new) in pass {
                out.push_str(text.get(at..range.start)?);
                out.push_str(new);
                at = range.end;
            }
            out.push_str(text.get(at..)?);
            text = out;
        }
        Some(Self(text))
    }

    pub(super) fn into_cow(self) -> Cow<'static, str> {
        Cow::Owned(self.0)
    }
}
