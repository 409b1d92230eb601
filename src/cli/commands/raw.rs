//! Changes to files as their bytes are, so that nothing that was masked when they were read is lost or looked at.
//! What is changed is found on the masked text, whose places are those of the file.

use std::fs;

use crate::document::edit::Splice;
use crate::text::{Raw, Source, wording};

/// The bytes of a source's file after splices on it, each on what the one before it left. The message says why that can't be done;
/// above all, the file must be the one that was read.
pub fn spliced(source: &Source, splices: &[Splice]) -> Result<Raw, String> {
    let name = wording::quote(source.name());
    let before = fs::read(source.file()).map_err(|error| format!("{name} can't be read again: {error}"))?;
    let before = Raw::new(before);
    let same = before.reveal().get(before.after_mark()..).is_some_and(|bytes| is_text_of(source, bytes));
    if !same {
        return Err(format!("{name} has changed since it was read"));
    }
    let mark = before.after_mark();
    let replacements = splices.iter().map(|splice| (mark + splice.start..mark + splice.end, splice.text.as_str()));
    before.spliced_all(replacements).ok_or_else(|| "an edit does not fit its file".to_owned())
}

/// Whether bytes are those of a source, but for what was masked in it.
fn is_text_of(source: &Source, bytes: &[u8]) -> bool {
    let text = source.text().as_bytes();
    let mut at = 0;
    let ends = text.len()..text.len();
    let masked = source.masked().iter().map(|m| m.start as usize..m.end as usize).chain(std::iter::once(ends));
    let alike = masked.into_iter().all(|m| {
        let alike = m.start < at || bytes.get(at..m.start) == text.get(at..m.start);
        at = at.max(m.end);
        alike
    });
    bytes.len() == text.len() && alike
}
