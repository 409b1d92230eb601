//! The root below which everything lies that a pack leads to, judged by the text of a path; links are resolved by `packs`.
//! Which root that is comes from the command line.

use std::path::{Component, Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::text::{Span, wording};

/// A relative path from a folder, when it stays below the root or `also` without looking at links.
pub(super) fn inside(
    below: &Path,
    text: &str,
    span: Span,
    folder: &Path,
    also: Option<&Path>,
    sink: &mut Sink,
) -> Option<PathBuf> {
    let target = tidy(&folder.join(text));
    let relative =
        Path::new(text).components().all(|c| matches!(c, Component::Normal(_) | Component::CurDir | Component::ParentDir));
    if relative && (target.starts_with(below) || also.is_some_and(|also| target.starts_with(also))) {
        return Some(target);
    }
    sink.push(outside(text, span, if relative { "leads outside" } else { "not a relative path" }));
    None
}

/// The path without `.` and with `..` resolved by its text alone.
pub(super) fn tidy(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

/// A path that leads outside.
pub(super) fn outside(text: &str, span: Span, label: &str) -> Diagnostic {
    Diagnostic::new(Code::OutsideRoot, format!("{} lies outside the root", wording::quote(text)))
        .at(span, label)
        .help("put it below the folder in which the command runs, or name a folder that holds both with `--root`")
        .note("a pack can only lead to files below the root, so that it can't make Holdpoint read others")
}
