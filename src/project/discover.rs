//! Which files are meant by the arguments of a command: files, folders, standard input.
//! Reading them is left to `files`, what is in them to `load`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::problems;
use crate::diagnostic::{Sink, limits};

/// Most documents of one folder.
pub const MOST_FILES: usize = limits::FILES.most;

/// Most files and folders that are looked through in one folder.
const MOST_ENTRIES: usize = limits::ENTRIES.most;

/// The argument that stands for standard input.
pub const STANDARD_INPUT: &str = "-";

const ENDINGS: [&str; 3] = ["yaml", "yml", "json"];

/// One file that is meant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Where it is; none for standard input.
    pub path: Option<PathBuf>,
    /// What it is called in the output.
    pub name: String,
    /// Whether it was named itself, rather than found in a folder.
    pub asked: bool,
}

/// The files that the arguments mean, in the order of the arguments, those of a folder by name; each once.
pub fn discover(arguments: &[PathBuf], sink: &mut Sink) -> Vec<Found> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for argument in arguments {
        if argument.as_os_str() == STANDARD_INPUT {
            let input = Found { path: None, name: "<standard input>".to_owned(), asked: true };
            if !found.contains(&input) {
                found.push(input);
            }
            continue;
        }
        // What is named itself may be a link: somebody decided to name it.
        let files = match fs::metadata(argument) {
            Ok(data) if data.is_dir() => folder(argument, sink),
            Ok(_) => vec![Found { path: Some(argument.clone()), name: problems::shown(argument), asked: true }],
            Err(error) => {
                sink.push(problems::unreadable(&problems::shown(argument), &error));
                continue;
            }
        };
        for file in files {
            let place = file.path.as_ref().map(|path| fs::canonicalize(path).unwrap_or_else(|_| path.clone()));
            if seen.insert(place) {
                found.push(file);
            }
        }
    }
    found
}

fn folder(path: &Path, sink: &mut Sink) -> Vec<Found> {
    let before = sink.errors();
    let files = walk(path, sink);
    if files.is_empty() && sink.errors() == before {
        sink.push(problems::no_documents(&problems::shown(path)));
    }
    files.into_iter().map(|path| Found { name: problems::shown(&path), path: Some(path), asked: false }).collect()
}

/// The documents in a folder and the folders below it, by name. Links are not followed, hidden names passed over; schemas
/// (`*.schema.json`) are no documents.
pub(super) fn walk(folder: &Path, sink: &mut Sink) -> Vec<PathBuf> {
    walk_within(folder, MOST_ENTRIES, sink)
}

fn walk_within(folder: &Path, most: usize, sink: &mut Sink) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    let mut entries_seen = 0;
    while let Some(at) = open.pop() {
        let entries = match fs::read_dir(&at) {
            Ok(entries) => entries,
            Err(error) => {
                sink.push(problems::unreadable(&problems::shown(&at), &error));
                continue;
            }
        };
        for entry in entries {
            let (path, kind) = match entry.and_then(|e| Ok((e.path(), e.file_type()?))) {
                Ok(found) => found,
                Err(error) => {
                    sink.push(problems::unreadable(&problems::shown(&at), &error));
                    continue;
                }
            };
            entries_seen += 1;
            if entries_seen > most {
                sink.push(problems::too_wide(&problems::shown(folder)));
                return Vec::new();
            }
            if is_hidden(&path) {
                continue;
            }
            if kind.is_symlink() {
                if is_document(&path) || fs::metadata(&path).is_ok_and(|data| data.is_dir()) {
                    sink.push(problems::link(&problems::shown(&path)));
                }
            } else if kind.is_dir() {
                open.push(path);
            } else if kind.is_file() && is_document(&path) {
                files.push(path);
            }
            if files.len() > MOST_FILES {
                sink.push(problems::too_many(&problems::shown(folder)));
                return Vec::new();
            }
        }
    }
    files.sort();
    files
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'))
}

fn is_document(path: &Path) -> bool {
    let name = path.file_name().map(|n| n.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|e| ENDINGS.contains(&e)) && !name.ends_with(".schema.json")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::testing::{Folder, seen};

    fn names(folder: &Folder, arguments: &[&str]) -> (Vec<String>, Vec<String>) {
        let mut sink = Sink::new();
        let paths: Vec<PathBuf> = arguments.iter().map(|a| if *a == "-" { PathBuf::from("-") } else { folder.path(a) }).collect();
        let found = discover(&paths, &mut sink);
        (found.iter().map(|f| folder.strip(&f.name)).collect(), seen(folder, sink))
    }

    #[test]
    fn a_folder_means_its_documents_by_name() {
        let folder = Folder::with(&[
            ("b.yaml", ""),
            ("a/z.json", ""),
            ("a/c.yml", ""),
            ("notes.txt", ""),
            (".hidden/x.yaml", ""),
            (".y.yaml", ""),
            ("s.schema.json", ""),
        ]);
        assert_eq!(names(&folder, &["."]).0, ["a/c.yml", "a/z.json", "b.yaml"]);
    }

    #[test]
    fn a_folder_is_not_looked_through_without_end() {
        let folder = Folder::with(&[("a/notes.txt", ""), ("a/b/more.txt", ""), ("site.yaml", "")]);
        let found = |most| {
            let mut sink = Sink::new();
            (walk_within(&folder.path("."), most, &mut sink).len(), seen(&folder, sink).len())
        };
        assert_eq!((found(5), found(4)), ((1, 0), (0, 1)));
    }

    #[test]
    fn what_is_named_twice_is_meant_once() {
        let folder = Folder::with(&[("a/site.yaml", ""), ("notes.txt", "")]);
        assert_eq!(
            names(&folder, &["a/site.yaml", "-", "a", "notes.txt", "-"]).0,
            ["a/site.yaml", "<standard input>", "notes.txt"]
        );
    }

    #[test]
    fn an_empty_folder_and_a_missing_file_are_problems() {
        let folder = Folder::with(&[("empty/notes.txt", "")]);
        assert_eq!(
            names(&folder, &["empty", "nothing.yaml"]).1,
            [
                "unreadable-file: `nothing.yaml` can't be read | help: check the path: there is no such file or folder",
                "no-documents: `empty` holds no document | help: put a release and a site there, or write first ones with `holdpoint new`"
            ]
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_in_a_folder_are_passed_over() {
        let folder = Folder::with(&[("real/site.yaml", ""), ("facts/release.yaml", "")]);
        std::os::unix::fs::symlink(folder.path("real"), folder.path("facts/more")).unwrap();
        std::os::unix::fs::symlink(folder.path("real/site.yaml"), folder.path("facts/site.yaml")).unwrap();
        let (found, problems) = names(&folder, &["facts"]);
        assert_eq!(found, ["facts/release.yaml"]);
        let help = "help: name what it leads to on the command line, if it is needed";
        assert_eq!(
            problems,
            [
                format!("symbolic-link: `facts/more` is a link and was passed over | {help}"),
                format!("symbolic-link: `facts/site.yaml` is a link and was passed over | {help}")
            ]
        );
    }

    #[test]
    fn a_folder_with_too_many_documents_is_refused() {
        let folder = Folder::with(&[]);
        for n in 0..=MOST_FILES {
            fs::write(folder.path(&format!("{n}.yaml")), "").unwrap();
        }
        let (found, problems) = names(&folder, &["."]);
        assert_eq!(found.len(), 0);
        assert_eq!(problems, ["too-many-files: `.` holds more than 10000 documents | help: name the folder of one site"]);
    }
}
