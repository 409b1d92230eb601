//! Text in which nothing secret is left, as a type: it comes from a source, or is masked when it is made.
//! Masking is `mask`'s business; documents become sources in `document::load`.

use std::borrow::Cow;

use super::mask;

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

    pub(super) fn into_cow(self) -> Cow<'static, str> {
        Cow::Owned(self.0)
    }
}
