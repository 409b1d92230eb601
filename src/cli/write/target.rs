//! The place a file is written to: behind links, with what must stay as it is there. Where it can't stay, the file is refused.
//! How it is written is left to the module above.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use super::{NotWritten, parent};

/// The place of a file, behind any link.
pub(super) struct Target {
    /// Where its bytes lie.
    pub(super) path: PathBuf,
    /// Whether something lies there now.
    pub(super) exists: bool,
    before: Option<Metadata>,
}

impl Target {
    /// The place that a path means. Only what can be replaced without a loss is given.
    pub(super) fn of(path: &Path) -> Result<Self, NotWritten> {
        let refuse = |kind: io::ErrorKind, why: &str| NotWritten::new(path, io::Error::new(kind, why));
        let own = match fs::symlink_metadata(path) {
            Ok(own) => own,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                path.file_name().ok_or_else(|| refuse(io::ErrorKind::InvalidInput, "it does not name a file"))?;
                return Ok(Self { path: path.to_owned(), exists: false, before: None });
            }
            Err(error) => return Err(NotWritten::new(path, error)),
        };
        let real = if own.is_symlink() {
            fs::canonicalize(path).map_err(|_| refuse(io::ErrorKind::InvalidInput, "it is a link that leads nowhere"))?
        } else {
            path.to_owned()
        };
        let before = fs::metadata(&real).map_err(|error| NotWritten::new(path, error))?;
        if before.is_dir() {
            return Err(refuse(io::ErrorKind::IsADirectory, "it is a folder"));
        }
        if !before.is_file() {
            return Err(refuse(io::ErrorKind::InvalidInput, "it is not an ordinary file"));
        }
        if names(&before) > 1 {
            return Err(refuse(
                io::ErrorKind::InvalidInput,
                "it has several names (hard links), which would part; edit it in place, or remove the other names",
            ));
        }
        if before.permissions().readonly() {
            return Err(refuse(io::ErrorKind::PermissionDenied, "it is read-only"));
        }
        Ok(Self { path: real, exists: true, before: Some(before) })
    }

    /// The folder it lies in.
    pub(super) fn folder(&self) -> &Path {
        parent(&self.path)
    }

    /// Gives a new file the mode and owner of the one in its place.
    pub(super) fn dress(&self, file: &File) -> io::Result<()> {
        match &self.before {
            Some(before) => {
                same_owner(before, file)?;
                file.set_permissions(before.permissions())
            }
            None => Ok(()),
        }
    }
}

#[cfg(unix)]
fn names(before: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(before)
}

#[cfg(not(unix))]
fn names(_: &Metadata) -> u64 {
    1
}

#[cfg(unix)]
fn same_owner(before: &Metadata, file: &File) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let now = file.metadata()?;
    if (now.uid(), now.gid()) == (before.uid(), before.gid()) {
        return Ok(());
    }
    fchown(file, Some(before.uid()), Some(before.gid()))
        .map_err(|_| io::Error::new(io::ErrorKind::PermissionDenied, "it belongs to somebody else, and would change its owner"))
}

#[cfg(not(unix))]
fn same_owner(_: &Metadata, _: &File) -> io::Result<()> {
    Ok(())
}
