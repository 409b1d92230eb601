//! Changes to files as their bytes are, so that nothing that was masked when they were read is lost or looked at.
//! What is changed is found on the masked text, whose places are those of the file.

use std::fs;

use crate::document::edit::Splice;
use crate::text::{Source, wording};

/// The bytes of a source's file after splices on it, each on what the one before it left. The message says why that can't be done;
/// above all, the file must be the one that was read.
pub fn spliced(source: &Source, splices: &[Splice]) -> Result<Vec<u8>, String> {
    let name = wording::quote(source.name());
    let before = fs::read(source.name()).map_err(|error| format!("{name} can't be read again: {error}"))?;
    let mark: &[u8] = "\u{feff}".as_bytes();
    let (mark, bytes) = before.strip_prefix(mark).map_or((&[][..], before.as_slice()), |rest| (mark, rest));
    let masked = source.masked();
    let same = bytes.len() == source.text().len()
        && bytes.iter().zip(source.text().as_bytes()).enumerate().all(|(n, (a, b))| {
            let place = u32::try_from(n).unwrap_or(u32::MAX);
            a == b || masked.iter().any(|m| m.contains(&place))
        });
    if !same {
        return Err(format!("{name} has changed since it was read"));
    }
    let mut after = bytes.to_vec();
    for splice in splices {
        after = splice.on_bytes(&after).ok_or("an edit does not fit its file")?;
    }
    Ok([mark, &after].concat())
}
