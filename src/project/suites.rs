//! The suites of tests that the arguments of a command mean, each with the pack it is about and the file of its base.
//! What is in a suite is read by `scenario`.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use super::discover::{Found, discover};
use super::files;
use super::kind::{self, DocumentKind};
use super::packs::TESTS;
use super::problems;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::{self, Document};
use crate::schema::Schemas;
use crate::text::{Sources, Span, wording};

/// Suites that are about one policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The policy, as `--policy` takes it; none for the built-in one.
    pub policy: Option<String>,
    /// The files and folders of its suites.
    pub paths: Vec<PathBuf>,
}

/// The suites by policy, in the order of the arguments. A pack's folder stands for its `tests/`, with that pack; a suite that
/// lies there is about that pack too. A policy that is named is that of all of them. Without a path: the tests of that policy.
pub fn groups(paths: &[PathBuf], policy: Option<&str>, sink: &mut Sink) -> Vec<Group> {
    let mut out: Vec<Group> = Vec::new();
    let named: Vec<PathBuf> = if paths.is_empty() { policy.map(PathBuf::from).into_iter().collect() } else { paths.to_vec() };
    for path in named {
        let (about, suites) = if is_pack(&path) {
            let tests = path.join(TESTS);
            if !tests.is_dir() {
                sink.push(without_tests(&path));
                continue;
            }
            (Some(path), tests)
        } else {
            (enclosing(&path), path)
        };
        let about = policy.map(str::to_owned).or_else(|| about.map(|pack| problems::shown(&pack)));
        match out.iter_mut().find(|g| g.policy == about) {
            Some(group) => group.paths.push(suites),
            None => out.push(Group { policy: about, paths: vec![suites] }),
        }
    }
    out
}

/// The suites among the files that the paths mean, each with the file that its `base` names.
pub fn suites(
    paths: &[PathBuf],
    stdin: &mut dyn Read,
    schemas: &Schemas,
    sources: &mut Sources,
    sink: &mut Sink,
) -> Vec<(Document, Option<Document>)> {
    let mut named = Vec::new();
    let mut out = Vec::new();
    if paths.is_empty() {
        return out;
    }
    let errors = sink.errors();
    for found in discover(paths, sink) {
        let Some((_, document)) = files::document(&found, stdin, sources, sink) else { continue };
        match kind::of(&document, schemas, sink) {
            Some(DocumentKind::Tests) if is_base(&document) && found.asked => sink.push(only_a_base(&found, &document)),
            Some(DocumentKind::Tests) if is_base(&document) => {}
            Some(DocumentKind::Tests) => named.push((found, document)),
            Some(other) if found.asked => sink.push(no_suite(&found, &document, other)),
            _ => {}
        }
    }
    out.extend(with_bases(named, sources, sink).into_iter().map(|(_, document, base)| (document, base)));
    if out.is_empty() && sink.errors() == errors {
        let shown: Vec<String> = paths.iter().map(|p| wording::quote(&problems::shown(p))).collect();
        sink.push(
            Diagnostic::new(Code::NoDocuments, format!("{} holds no suite of tests", wording::list_and(&shown)))
                .help("put a file there that begins with `kind: tests`"),
        );
    }
    out
}

/// Suites with the files that their `base` names; what is itself a base is left out.
pub fn with_bases(
    suites: Vec<(Found, Document)>,
    sources: &mut Sources,
    sink: &mut Sink,
) -> Vec<(Found, Document, Option<Document>)> {
    let mut bases: BTreeMap<PathBuf, Option<Document>> = BTreeMap::new();
    let mut out = Vec::new();
    for (found, document) in suites.into_iter().filter(|(_, document)| !is_base(document)) {
        let named = base_file(&document).map(|(text, span)| (text.to_owned(), span));
        let base = named.and_then(|(text, span)| beside(&found, &text, span, &mut bases, sources, sink));
        out.push((found, document, base));
    }
    out
}

/// Whether a document of kind `tests` holds what suites start from, rather than cases.
fn is_base(document: &Document) -> bool {
    let root = &document.root;
    root.get("cases").is_none() && ["now", "release", "site", "update"].iter().any(|key| root.get(key).is_some())
}

fn base_file(document: &Document) -> Option<(&str, Span)> {
    let base = document.root.get("base")?;
    base.text().map(|text| (text.trim(), base.span))
}

/// The file of this name in the folder of a suite. It must lie there, so that a suite can't make others be read.
fn beside(
    suite: &Found,
    text: &str,
    span: Span,
    bases: &mut BTreeMap<PathBuf, Option<Document>>,
    sources: &mut Sources,
    sink: &mut Sink,
) -> Option<Document> {
    let mut parts = Path::new(text).components();
    let name = match (parts.next(), parts.next()) {
        (Some(Component::Normal(name)), None) => Some(name),
        _ => None,
    };
    let (Some(name), Some(path)) = (name, &suite.path) else {
        sink.push(
            Diagnostic::new(Code::OutsideRoot, format!("{} is no file beside the suite", wording::quote(text)))
                .at(span, "not the name of a file in the folder of the suite")
                .help("put the base into the folder of the suite and write its name alone"),
        );
        return None;
    };
    let path = path.parent().map_or_else(|| PathBuf::from(name), |folder| folder.join(name));
    if let Some(known) = bases.get(&path) {
        return known.clone();
    }
    let mut found = Sink::new();
    let shown = problems::shown(&path);
    let read = files::bytes(&path, &shown, &mut found).and_then(|bytes| document::load(sources, &shown, bytes, &mut found).1);
    for problem in found.into_sorted() {
        sink.push(if problem.labels.is_empty() { problem.at(span, "named here") } else { problem });
    }
    bases.insert(path, read.clone());
    read
}

/// Whether a folder holds a file of a policy.
fn is_pack(path: &Path) -> bool {
    let Ok(entries) = fs::read_dir(path) else { return false };
    let is_policy = |path: PathBuf| {
        let yaml = path.extension().is_some_and(|e| e == "yaml" || e == "yml" || e == "json");
        if !yaml || !path.is_file() {
            return false;
        }
        let (mut sources, mut sink) = (Sources::new(), Sink::new());
        let Some(bytes) = files::bytes(&path, "", &mut sink) else { return false };
        let (_, document) = document::load(&mut sources, "", bytes, &mut sink);
        document.is_some_and(|d| d.root.get("kind").and_then(|n| n.text()) == Some("policy"))
    };
    entries.filter_map(Result::ok).map(|e| e.path()).any(is_policy)
}

/// The pack in whose `tests/` a path lies.
fn enclosing(path: &Path) -> Option<PathBuf> {
    let tests = path.ancestors().find(|a| a.file_name().is_some_and(|name| name == TESTS))?;
    let pack = tests.parent()?;
    let pack = if pack.as_os_str().is_empty() { Path::new(".") } else { pack };
    is_pack(pack).then(|| pack.to_owned())
}

fn without_tests(pack: &Path) -> Diagnostic {
    let shown = problems::shown(pack);
    Diagnostic::new(Code::NoDocuments, format!("the pack {} has no tests", wording::quote(&shown)))
        .help(format!("put suites into {}; each begins with `kind: tests`", wording::quote(&format!("{shown}/{TESTS}"))))
}

fn only_a_base(found: &Found, document: &Document) -> Diagnostic {
    let headline = format!("{} holds the base of suites, and no cases", wording::quote(&found.name));
    problems::at_kind(Diagnostic::new(Code::EmptyTest, headline), document, "no cases in this file")
        .help("name a suite that starts from it")
}

fn no_suite(found: &Found, document: &Document, kind: DocumentKind) -> Diagnostic {
    let headline = format!("{} is of kind `{}`, and a suite of tests is wanted", wording::quote(&found.name), kind.name());
    problems::at_kind(Diagnostic::new(Code::UnknownKind, headline), document, "no suite").help("name a file of `kind: tests`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::testing::{Folder, seen};

    const PACK: &str = "kind: policy\nname: acme\n";
    const SUITE: &str = "kind: tests\ncases: []\n";

    fn meant(folder: &Folder, paths: &[&str], policy: Option<&str>) -> (Vec<String>, Vec<String>) {
        let mut sink = Sink::new();
        let paths: Vec<PathBuf> = paths.iter().map(|p| folder.path(p)).collect();
        let show = |g: Group| {
            let paths: Vec<String> = g.paths.iter().map(|p| folder.strip(&problems::shown(p))).collect();
            format!("{}: {}", folder.strip(&g.policy.unwrap_or_default()), paths.join(" "))
        };
        let groups = groups(&paths, policy, &mut sink).into_iter().map(show).collect();
        (groups, seen(folder, sink))
    }

    #[test]
    fn a_pack_means_its_tests_and_a_suite_there_is_about_it() {
        let folder = Folder::with(&[
            ("acme/pack.yaml", PACK),
            ("acme/tests/a.yaml", SUITE),
            ("acme/tests/more/b.yaml", SUITE),
            ("free/c.yaml", SUITE),
        ]);
        let paths = ["acme", "acme/tests/more/b.yaml", "free"];
        assert_eq!(meant(&folder, &paths, None).0, ["acme: acme/tests acme/tests/more/b.yaml", ": free"]);
        assert_eq!(meant(&folder, &paths, Some("x")).0, ["x: acme/tests acme/tests/more/b.yaml free"]);
    }

    #[test]
    fn a_pack_without_tests_says_where_they_would_lie() {
        let folder = Folder::with(&[("acme/pack.yaml", PACK)]);
        assert_eq!(
            meant(&folder, &["acme"], None).1,
            ["no-documents: the pack `acme` has no tests | help: put suites into `acme/tests`; each begins with `kind: tests`"]
        );
    }

    fn read(folder: &Folder, path: &str) -> (Vec<(bool, bool)>, Vec<String>) {
        let (mut sources, mut sink) = (Sources::new(), Sink::new());
        let core = Schemas::core(&mut sources, &mut sink);
        let found = suites(&[folder.path(path)], &mut std::io::empty(), &core, &mut sources, &mut sink);
        let shown = found.iter().map(|(d, base)| (d.root.get("cases").is_some(), base.is_some())).collect();
        (shown, seen(folder, sink))
    }

    #[test]
    fn a_base_lies_beside_its_suite_and_is_none_itself() {
        let folder = Folder::with(&[
            ("t/a.yaml", "kind: tests\nbase: store.yaml\ncases: []\n"),
            ("t/store.yaml", "kind: tests\nnow: 2026-07-21T18:00Z\n"),
            ("t/facts.yaml", "kind: site\nid: shop-north\n"),
        ]);
        assert_eq!(read(&folder, "t"), (vec![(true, true)], Vec::new()));
        assert_eq!(
            read(&folder, "t/store.yaml").1,
            [
                "empty-test: `t/store.yaml` holds the base of suites, and no cases | no cases in this file | help: name a suite that starts from it"
            ]
        );
        assert_eq!(
            read(&folder, "t/facts.yaml").1,
            [
                "unknown-kind: `t/facts.yaml` is of kind `site`, and a suite of tests is wanted | no suite | help: name a file of `kind: tests`"
            ]
        );
    }

    #[test]
    fn a_suite_can_not_make_other_files_be_read() {
        for base in ["../secret.yaml", "/etc/passwd", "more/store.yaml", ".."] {
            let suite = format!("kind: tests\nbase: {base}\ncases: []\n");
            let folder =
                Folder::with(&[("t/a.yaml", &suite), ("secret.yaml", "kind: tests\nnow: x\n"), ("t/more/store.yaml", SUITE)]);
            let (found, problems) = read(&folder, "t/a.yaml");
            assert_eq!(found, [(true, false)], "{base}");
            assert!(problems.first().is_some_and(|p| p.starts_with("outside-root: ")), "{base}: {problems:?}");
        }
    }

    #[test]
    fn a_base_that_is_not_there_is_told_where_it_is_named() {
        let folder = Folder::with(&[("t/a.yaml", "kind: tests\nbase: store.yaml\ncases: []\n")]);
        assert_eq!(
            read(&folder, "t/a.yaml").1,
            [
                "unreadable-file: `t/store.yaml` can't be read | named here | help: check the path: there is no such file or folder"
            ]
        );
    }
}
