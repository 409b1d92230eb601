//! A new folder with everything in it: made beside its place under a hidden name, and moved there in one step when it is whole.
//! Into a folder that exists, its entries are moved one by one, or none. Which files there are is left to the commands.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{Batch, NotWritten, hidden, parent, sync_folder};
use crate::text::Raw;
use crate::text::printable::shown;

/// A folder that is not in its place yet. It vanishes with everything in it unless it is moved there.
pub struct Draft {
    beside: TempDir,
    place: PathBuf,
}

impl Draft {
    /// Makes an empty folder beside the place of a new one. The folder it lies in is made where it is missing.
    pub fn of(place: &Path) -> Result<Self, NotWritten> {
        let failed = |error: io::Error| NotWritten::new(place, error);
        let above = parent(place);
        fs::create_dir_all(above).map_err(failed)?;
        let beside = hidden(0o777).tempdir_in(above).map_err(failed)?;
        Ok(Self { beside, place: place.to_owned() })
    }

    /// Where it lies now.
    pub fn path(&self) -> &Path {
        self.beside.path()
    }

    /// Writes a file into it, at a path below it.
    pub fn put(&self, name: &str, text: &str) -> Result<(), NotWritten> {
        let mut batch = Batch::default();
        batch.put(self.path().join(name), shown(text));
        // What is told is the place it is meant for.
        batch.write().map_err(|error| NotWritten::new(&self.place.join(name), error.why()))
    }

    /// Moves it to its place.
    pub fn move_in(self) -> Result<(), NotWritten> {
        let failed = |error: io::Error| NotWritten::new(&self.place, error);
        if self.place.is_dir() {
            return self.move_entries();
        }
        fs::rename(self.beside.path(), &self.place).map_err(failed)?;
        // It has left the place where it would be removed.
        let _ = self.beside.keep();
        sync_folder(parent(&self.place));
        Ok(())
    }

    fn move_entries(self) -> Result<(), NotWritten> {
        let failed = |error: io::Error| NotWritten::new(&self.place, error);
        let mut moved: Vec<PathBuf> = Vec::new();
        for entry in fs::read_dir(self.beside.path()).map_err(failed)? {
            let done = entry.and_then(|entry| {
                let to = self.place.join(entry.file_name());
                if fs::symlink_metadata(&to).is_ok() {
                    return Err(io::Error::new(io::ErrorKind::AlreadyExists, format!("{} is there already", to.display())));
                }
                fs::rename(entry.path(), &to)?;
                moved.push(to);
                Ok(())
            });
            if let Err(error) = done {
                for path in moved {
                    let back = path.file_name().map(|name| self.beside.path().join(name)).unwrap_or_default();
                    let _ = fs::rename(path, back);
                }
                return Err(failed(error));
            }
        }
        sync_folder(&self.place);
        Ok(())
    }
}

/// Writes texts that were made here under their names into a folder, whole or not at all; none of the names may be there already.
pub fn texts(place: &Path, files: &[(String, String)]) -> Result<(), NotWritten> {
    let draft = Draft::of(place)?;
    files.iter().try_for_each(|(name, text)| draft.put(name, text))?;
    draft.move_in()
}

/// Writes files under their names into a folder: a new one appears whole; in one that exists they are written together, over files of
/// the same name.
pub fn write(place: &Path, files: &[(PathBuf, Raw)]) -> Result<(), NotWritten> {
    if !place.exists() {
        let draft = Draft::of(place)?;
        let mut batch = Batch::default();
        files.iter().for_each(|(name, bytes)| batch.put(draft.path().join(name), bytes.clone()));
        batch.write().map_err(|error| NotWritten::new(place, error.why()))?;
        return draft.move_in();
    }
    let mut batch = Batch::default();
    files.iter().for_each(|(name, bytes)| batch.put(place.join(name), bytes.clone()));
    batch.write()
}
