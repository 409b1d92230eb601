//! Reads files up to a limit, and standard input where it is meant.
//! What is secret in them is masked where they become sources, in `text`.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::discover::Found;
use super::problems;
use crate::diagnostic::{Sink, limits};
use crate::document::{self, Document};
use crate::text::{SourceId, Sources};

/// Largest file, in bytes.
pub const LARGEST: usize = limits::FILE.most;

/// The bytes of a file; pushes a problem and gives none when it can't be read or is too large.
pub(super) fn bytes(path: &Path, name: &str, sink: &mut Sink) -> Option<Vec<u8>> {
    if std::fs::metadata(path).is_ok_and(|data| is_pipe(&data)) && !is_handed_over(path) {
        sink.push(problems::pipe(name));
        return None;
    }
    match File::open(path) {
        Ok(mut file) => limited(&mut file, name, sink),
        Err(error) => {
            sink.push(problems::unreadable(name, &error));
            None
        }
    }
}

/// A pipe with a name is not waited for, as nobody may ever write into it.
#[cfg(unix)]
fn is_pipe(data: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    data.file_type().is_fifo() || data.file_type().is_socket()
}

#[cfg(not(unix))]
fn is_pipe(_: &std::fs::Metadata) -> bool {
    false
}

/// Whether a path names something that is open in this process already, such as the pipe that a shell makes of `<(…)`: it has its
/// writer.
fn is_handed_over(path: &Path) -> bool {
    ["/dev/fd", "/dev/stdin", "/proc/self/fd"].iter().any(|open| path.starts_with(open))
}

fn limited(reader: &mut dyn Read, name: &str, sink: &mut Sink) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    // One byte more than allowed tells a file at the limit from a longer one; a pipe has no length to ask for.
    let more = u64::try_from(LARGEST).unwrap_or(u64::MAX).saturating_add(1);
    match reader.take(more).read_to_end(&mut bytes) {
        Ok(length) if length <= LARGEST => Some(bytes),
        Ok(_) => {
            sink.push(problems::too_large(name));
            None
        }
        Err(error) => {
            sink.push(problems::unreadable(name, &error));
            None
        }
    }
}

/// Reads a file that was found, as a source and a tree.
pub(super) fn document(
    found: &Found,
    stdin: &mut dyn Read,
    sources: &mut Sources,
    sink: &mut Sink,
) -> Option<(SourceId, Document)> {
    let bytes = match sources.stand_in(&found.name) {
        Some(text) if found.path.is_some() => text.as_bytes().to_vec(),
        _ => content(found, stdin, sink)?,
    };
    let (id, document) = document::load(sources, &found.name, bytes, sink);
    Some((id, document?))
}

/// The bytes of a file that was found.
pub(super) fn content(found: &Found, stdin: &mut dyn Read, sink: &mut Sink) -> Option<Vec<u8>> {
    match &found.path {
        Some(path) => bytes(path, &found.name, sink),
        None => limited(stdin, &found.name, sink),
    }
}

/// Standard input where nothing may be read from it.
pub(super) fn nothing() -> io::Empty {
    io::empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::testing::{Folder, seen};

    #[test]
    fn a_file_beyond_the_limit_is_refused() {
        let folder = Folder::with(&[]);
        let path = folder.path("site.yaml");
        File::create(&path).unwrap().set_len(LARGEST as u64 + 1).unwrap();
        let mut sink = Sink::new();
        assert_eq!(bytes(&path, "site.yaml", &mut sink), None);
        assert_eq!(
            seen(&folder, sink),
            ["file-too-large: `site.yaml` is larger than 16 MiB | help: split it: several documents of one kind are read as one"]
        );
    }

    #[test]
    fn a_file_at_the_limit_is_read() {
        let folder = Folder::with(&[]);
        let path = folder.path("site.yaml");
        File::create(&path).unwrap().set_len(LARGEST as u64).unwrap();
        let mut sink = Sink::new();
        assert_eq!(bytes(&path, "site.yaml", &mut sink).map(|b| b.len()), Some(LARGEST));
        assert!(sink.is_empty());
    }
}
