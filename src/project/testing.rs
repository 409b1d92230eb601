//! Helpers for the tests of this layer: a folder that goes away, problems as a user sees them.
//! The only tests below `cli` that write files.

use std::fs;
use std::path::PathBuf;

use crate::diagnostic::{Diagnostic, Sink};

/// A folder of a test.
pub struct Folder(tempfile::TempDir);

impl Folder {
    /// A folder with these files.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        for (name, text) in files {
            let path = folder.path(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    /// A path in it; `.` is the folder itself.
    pub fn path(&self, name: &str) -> PathBuf {
        if name == "." { self.0.path().to_owned() } else { self.0.path().join(name) }
    }

    /// A text without the path of the folder.
    pub fn strip(&self, text: &str) -> String {
        let root = self.0.path().to_string_lossy().replace('\\', "/");
        text.replace(&format!("{root}/"), "").replace(&root, ".")
    }
}

/// What a user sees of problems: code, headline, label, help.
pub fn seen(folder: &Folder, sink: Sink) -> Vec<String> {
    let one = |d: Diagnostic| {
        let labels: Vec<String> = d.labels.iter().map(|l| format!(" | {}", l.text)).collect();
        let help = d.help.as_ref().map(|h| format!(" | help: {h}")).unwrap_or_default();
        folder.strip(&format!("{}: {}{}{help}", d.code.name(), d.headline, labels.concat()))
    };
    sink.into_sorted().into_iter().map(one).collect()
}
