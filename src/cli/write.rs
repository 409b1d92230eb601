//! Files that a command writes: several of them together, all or none, each whole. What existed keeps its mode and owner, a link stays a
//! link; where that can't be, nothing is written. What they say is made elsewhere, a whole new folder is `folder`'s business.

pub mod folder;
mod target;

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use crate::text::{Raw, wording};
use target::Target;

/// What every name of a file that is not in its place yet begins with. It is hidden, so that no command takes one for a document.
const PREFIX: &str = ".holdpoint-";

/// Why nothing was written: a path, and what stands in the way.
#[derive(Debug)]
pub struct NotWritten {
    path: PathBuf,
    why: io::Error,
}

impl NotWritten {
    fn new(path: &Path, why: io::Error) -> Self {
        Self { path: path.to_owned(), why }
    }

    /// What stands in the way alone, for a message that names the file itself.
    pub fn why(self) -> io::Error {
        self.why
    }
}

impl std::fmt::Display for NotWritten {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A file in this folder goes by its name alone, as in every other message.
        let path = self.path.strip_prefix(".").unwrap_or(&self.path);
        write!(f, "{} could not be written: {}", wording::quote(&path.display().to_string()), self.why)
    }
}

/// Files that are written together, into folders that exist or are made for them.
#[derive(Default)]
pub struct Batch {
    files: Vec<(PathBuf, Raw)>,
}

impl Batch {
    /// Adds a file: the bytes of one that was read, or a text that is fit to be seen.
    pub fn put(&mut self, path: impl Into<PathBuf>, bytes: impl Into<Raw>) {
        self.files.push((path.into(), bytes.into()));
    }

    /// Writes all of them, or leaves everything as it was. Each is written in full beside its place before the first takes it, so that
    /// a full disk or a missing right is met while nothing has changed; where a later step fails, the files before it are put back.
    pub fn write(self) -> Result<(), NotWritten> {
        let mut made = Made::default();
        let done = self.ready(&mut made).and_then(|ready| take_places(ready, &mut made));
        match done {
            Ok(()) => {
                made.keep();
                Ok(())
            }
            Err(why) => {
                made.undo();
                Err(why)
            }
        }
    }

    fn ready(self, made: &mut Made) -> Result<Vec<Ready>, NotWritten> {
        let mut ready: Vec<Ready> = Vec::new();
        for (path, bytes) in self.files {
            let target = Target::of(&path)?;
            if ready.iter().any(|other| other.target.path == target.path) {
                let why = "two documents would be written to this one file";
                return Err(NotWritten::new(&path, io::Error::new(io::ErrorKind::AlreadyExists, why)));
            }
            let file = made.folder(target.folder()).and_then(|()| beside(&target, bytes.reveal()));
            ready.push(Ready { file: file.map_err(|error| NotWritten::new(&path, error))?, target, asked: path });
        }
        Ok(ready)
    }
}

/// Writes one file whole or not at all, into a folder that exists.
pub fn file(path: &Path, bytes: impl Into<Raw>) -> Result<(), NotWritten> {
    let folder = parent(path);
    if !folder.is_dir() {
        return Err(NotWritten::new(path, io::Error::new(io::ErrorKind::NotFound, "its folder does not exist")));
    }
    let mut batch = Batch::default();
    batch.put(path, bytes);
    batch.write()
}

/// A file that is whole, but not in its place yet.
struct Ready {
    file: NamedTempFile,
    target: Target,
    asked: PathBuf,
}

/// Writes the bytes to a file beside their place, with the mode and owner that the file in their place has.
fn beside(target: &Target, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut file = hidden(0o666).tempfile_in(target.folder())?;
    target.dress(file.as_file())?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// What makes a file or folder under a hidden name of its own, as open to others as the system's mask allows.
fn hidden(mode: u32) -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(PREFIX);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
    builder
}

fn take_places(ready: Vec<Ready>, made: &mut Made) -> Result<(), NotWritten> {
    // One alone needs no way back: its place is taken in one step or not at all.
    let several = ready.len() > 1;
    for Ready { file, target, asked } in ready {
        if target.exists && several {
            let before = keep_before(&target.path).map_err(|error| NotWritten::new(&asked, error))?;
            made.before.push((target.path.clone(), before));
        }
        file.persist(&target.path).map_err(|error| NotWritten::new(&asked, error.error))?;
        if !target.exists {
            made.files.push(target.path.clone());
        }
        sync_folder(target.folder());
    }
    Ok(())
}

/// A second name for what stands in a place, so that it can be put back as it was.
fn keep_before(path: &Path) -> io::Result<PathBuf> {
    let name = Builder::new().prefix(PREFIX).make_in(parent(path), |name| fs::hard_link(path, name))?;
    name.into_temp_path().keep().map_err(|error| error.error)
}

/// The folder that a path lies in.
fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A name is on the disk only once its folder is.
pub(super) fn sync_folder(folder: &Path) {
    // Not every system opens a folder like a file; the names are safe there once it gets round to it.
    let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
}

/// What was made so far, and how it is taken back.
#[derive(Default)]
struct Made {
    folders: Vec<PathBuf>,
    files: Vec<PathBuf>,
    before: Vec<(PathBuf, PathBuf)>,
}

impl Made {
    /// Makes a folder with those above it that are missing, and remembers them.
    fn folder(&mut self, folder: &Path) -> io::Result<()> {
        let missing: Vec<&Path> =
            folder.ancestors().take_while(|above| !above.as_os_str().is_empty() && !above.exists()).collect();
        for above in missing.into_iter().rev() {
            fs::create_dir(above)?;
            self.folders.push(above.to_owned());
        }
        Ok(())
    }

    fn keep(self) {
        for (_, before) in self.before {
            let _ = fs::remove_file(before);
        }
    }

    /// Puts everything back. Nobody is left to be told when that fails too; the message names the first cause.
    fn undo(self) {
        for (path, before) in self.before.into_iter().rev() {
            let _ = fs::rename(before, path);
        }
        for file in self.files {
            let _ = fs::remove_file(file);
        }
        for folder in self.folders.into_iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

#[cfg(test)]
mod tests;
