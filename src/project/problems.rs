//! What can be wrong with files, and how it is said. Such problems have no place in a text.
//! Finding them is left to `discover`, `files` and `packs`.

use std::io;
use std::path::Path;

use super::discover::MOST_FILES;
use super::files::LARGEST;
use crate::diagnostic::{Code, Diagnostic, limits};
use crate::document::Document;
use crate::text::wording::{self, quote};

/// The name of a path for people, with `/` between its parts.
pub(super) fn shown(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    text.strip_prefix("./").filter(|rest| !rest.is_empty()).map(str::to_owned).unwrap_or(text)
}

/// A problem at the word that says of which kind a document is, where it says so.
pub(super) fn at_kind(problem: Diagnostic, document: &Document, label: &str) -> Diagnostic {
    match document.root.get("kind") {
        Some(node) => problem.at(node.span, label),
        None => problem,
    }
}

/// A file or folder that can't be read.
pub(super) fn unreadable(name: &str, error: &io::Error) -> Diagnostic {
    let problem = Diagnostic::new(Code::UnreadableFile, format!("{} can't be read", quote(name)));
    match error.kind() {
        io::ErrorKind::NotFound => problem.help("check the path: there is no such file or folder"),
        io::ErrorKind::PermissionDenied => problem.help("allow this user to read it"),
        io::ErrorKind::IsADirectory => problem.help("name a file in it: this is a folder"),
        _ => problem.note(format!("the system says: {error}")),
    }
}

/// A pipe that has a name in the file system.
pub(super) fn pipe(name: &str) -> Diagnostic {
    Diagnostic::new(Code::UnreadableFile, format!("{} is a pipe, not a file", quote(name)))
        .help(format!("write `-` in its place and redirect it: `holdpoint … - < {}`", crate::text::printable::printable(name)))
        .note("nobody may ever write into a pipe, so it is not waited for")
}

/// A file beyond the limit.
pub(super) fn too_large(name: &str) -> Diagnostic {
    Diagnostic::new(Code::FileTooLarge, format!("{} is larger than {} MiB", quote(name), LARGEST / (1024 * 1024)))
        .help("split it: several documents of one kind are read as one")
        .note("a fleet of sites is read line by line, without this limit")
}

/// More documents than the limit.
pub(super) fn too_many(folder: &str) -> Diagnostic {
    Diagnostic::new(Code::TooManyFiles, format!("{} holds more than {MOST_FILES} documents", quote(folder)))
        .help("name the folder of one site")
}

/// A folder that is larger than any folder of documents.
pub(super) fn too_wide(folder: &str) -> Diagnostic {
    let most = wording::grouped(limits::ENTRIES.most);
    Diagnostic::new(Code::TooManyFiles, format!("{} holds more than {most} files and folders", quote(folder)))
        .help("name the folder of one site")
}

/// A folder without documents.
pub(super) fn no_documents(folder: &str) -> Diagnostic {
    Diagnostic::new(Code::NoDocuments, format!("{} holds no document", quote(folder)))
        .help("put a release and a site there, or write first ones with `holdpoint new`")
        .note("documents are files that end in `.yaml`, `.yml` or `.json`; hidden files and folders are passed over")
}

/// A link that is passed over.
pub(super) fn link(name: &str) -> Diagnostic {
    Diagnostic::new(Code::SymbolicLink, format!("{} is a link and was passed over", quote(name)))
        .help("name what it leads to on the command line, if it is needed")
}
