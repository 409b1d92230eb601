//! Finds the packs that make up a policy: the one that was named, and all that it extends, which must lie below the root.
//! What they say is read by `policy`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::discover::{Found, walk};
use super::kind::{self, DocumentKind};
use super::root::{inside, outside, tidy};
use super::{files, problems};
use crate::diagnostic::{Code, Diagnostic, Sink, limits};
use crate::document;
use crate::policy::{PackFile, PackSource, builtin, manifest};
use crate::schema::Schemas;
use crate::text::{Sources, Span, suggest, wording};

/// The folder of a pack that holds its tests.
pub const TESTS: &str = "tests";

/// Most packs that a policy is made of.
const MOST: usize = limits::PACKS.most;

/// The packs of the policy that the argument names, base first; none when one of them can't be found or read.
pub fn resolve(argument: &str, root: &Path, core: &Schemas, sources: &mut Sources, sink: &mut Sink) -> Option<Vec<PackSource>> {
    let below = match fs::canonicalize(root) {
        Ok(below) => below,
        Err(error) => {
            sink.push(problems::unreadable(&problems::shown(root), &error));
            return None;
        }
    };
    let mut finder = Finder { below, core, sources, sink, found: Vec::new(), open: Vec::new(), packs: Vec::new() };
    let place = finder.named(argument)?;
    finder.visit(place, None)?;
    Some(finder.packs)
}

/// Where a pack is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// In the program.
    Builtin(String),
    /// In a folder or file: as it is shown, and with links resolved.
    Disk { shown: PathBuf, real: PathBuf },
}

/// A file of a pack that can't be read, which was reported.
struct Unread;

struct Finder<'a> {
    below: PathBuf,
    core: &'a Schemas,
    sources: &'a mut Sources,
    sink: &'a mut Sink,
    /// The places that were visited.
    found: Vec<Place>,
    /// The packs that are being read, from the one that was named to the one that is extended.
    open: Vec<(Place, String)>,
    packs: Vec<PackSource>,
}

impl Place {
    fn is(&self, other: &Place) -> bool {
        match (self, other) {
            (Place::Builtin(a), Place::Builtin(b)) => a == b,
            (Place::Disk { real: a, .. }, Place::Disk { real: b, .. }) => a == b,
            _ => false,
        }
    }
}

impl Finder<'_> {
    /// The pack that the command line names: built in, or anything on disk that somebody decided to name.
    fn named(&mut self, argument: &str) -> Option<Place> {
        if builtin::files(argument).is_some() {
            return Some(Place::Builtin(argument.to_owned()));
        }
        let shown = PathBuf::from(argument);
        match fs::canonicalize(&shown) {
            Ok(real) => Some(Place::Disk { shown, real }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.sink.push(unknown(argument));
                None
            }
            Err(error) => {
                self.sink.push(problems::unreadable(argument, &error));
                None
            }
        }
    }

    /// Reads a pack after those that it extends.
    fn visit(&mut self, place: Place, named_at: Option<Span>) -> Option<()> {
        if let Some(first) = self.open.iter().position(|(open, _)| open.is(&place)) {
            self.sink.push(extends_itself(self.open.get(first..).unwrap_or_default(), named_at));
            return None;
        }
        if self.found.iter().any(|found| found.is(&place)) {
            return Some(());
        }
        if self.found.len() >= MOST {
            let problem = Diagnostic::new(Code::TooManyFiles, format!("a policy is made of more than {MOST} packs"));
            self.sink.push(match named_at {
                Some(span) => problem.at(span, "one too many").help("put packs together"),
                None => problem,
            });
            return None;
        }
        self.found.push(place.clone());
        let (pack, folder) = self.read(&place)?;
        let name = pack.files.iter().find_map(|f| f.document.root.get("name")?.text()).unwrap_or(&pack.label).to_owned();
        let bases: Vec<(String, Span)> =
            manifest::extends(&pack.files).into_iter().map(|(text, span)| (text.to_owned(), span)).collect();
        self.open.push((place, name));
        let mut whole = true;
        for (base, span) in bases {
            let found = self.extended(&base, span, folder.as_ref()).and_then(|place| self.visit(place, Some(span)));
            whole &= found.is_some();
        }
        self.open.pop();
        self.packs.push(pack);
        whole.then_some(())
    }

    /// The pack that `extends` names: built in, or a relative path that stays below the root after resolving links.
    fn extended(&mut self, text: &str, span: Span, folder: Option<&(PathBuf, PathBuf)>) -> Option<Place> {
        if builtin::files(text).is_some() {
            return Some(Place::Builtin(text.to_owned()));
        }
        let Some((shown, real)) = folder else {
            self.sink.push(unknown(text).at(span, "no built-in pack"));
            return None;
        };
        let target = inside(&self.below, text, span, real, None, self.sink)?;
        match fs::canonicalize(&target) {
            Ok(resolved) if resolved.starts_with(&self.below) => {
                Some(Place::Disk { shown: tidy(&shown.join(text)), real: resolved })
            }
            Ok(_) => {
                self.sink.push(outside(text, span, "leads outside through a link"));
                None
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.sink.push(unknown(text).at(span, "neither a built-in pack nor a folder or file"));
                None
            }
            Err(error) => {
                self.sink.push(problems::unreadable(text, &error).at(span, "named here"));
                None
            }
        }
    }

    /// The files of a pack, and the folder from which its paths start: as it is shown, and with links resolved.
    fn read(&mut self, place: &Place) -> Option<(PackSource, Option<(PathBuf, PathBuf)>)> {
        let (shown, real) = match place {
            Place::Builtin(name) => return Some((builtin::source(name, self.sources, self.sink)?, None)),
            Place::Disk { shown, real } => (shown, real),
        };
        let is_folder = real.is_dir();
        let base = |path: &Path| if is_folder { path.to_owned() } else { path.parent().map(Path::to_owned).unwrap_or_default() };
        let folder = (base(shown), base(real));
        let errors = self.sink.errors();
        let mut paths = if is_folder { walk(shown, self.sink) } else { vec![shown.clone()] };
        // Its tests are read by whoever runs them.
        paths.retain(|path| !is_folder || !path.starts_with(shown.join(TESTS)));
        let mut files = Vec::new();
        let mut whole = true;
        for path in paths {
            match self.policy_file(path, &folder.0, is_folder) {
                Ok(file) => files.extend(file),
                Err(Unread) => whole = false,
            }
        }
        if files.is_empty() && self.sink.errors() == errors {
            self.sink.push(no_policy(&problems::shown(shown)));
        }
        // What a file says that can't be read is missing everywhere else: nothing more is said about the pack then.
        if files.is_empty() || !whole {
            return None;
        }
        let below = self.below.clone();
        let mut schema = |text: &str, span: Span, sources: &mut Sources, sink: &mut Sink| {
            let target = inside(&below, text, span, &folder.1, Some(&folder.1), sink)?;
            schema_file(&target, [&below, &folder.1], text, span, &folder.0, sources, sink)
        };
        let pack = PackSource::new(&problems::shown(shown), files, &mut schema, self.sources, self.sink);
        Some((pack, Some(folder)))
    }

    /// One file of a pack; none when it is no policy and need not be one.
    fn policy_file(&mut self, path: PathBuf, folder: &Path, is_folder: bool) -> Result<Option<PackFile>, Unread> {
        let name = problems::shown(&path);
        let inner = path.strip_prefix(folder).map_or_else(|_| name.clone(), problems::shown);
        let found = Found { path: Some(path), name: name.clone(), asked: !is_folder };
        let (id, document) = files::document(&found, &mut files::nothing(), self.sources, self.sink).ok_or(Unread)?;
        match kind::of(&document, self.core, self.sink).ok_or(Unread)? {
            DocumentKind::Policy => Ok(Some(PackFile { path: inner, id, document })),
            // Tests and examples may lie in the folder of a pack.
            _ if is_folder => Ok(None),
            other => {
                let problem = Diagnostic::new(
                    Code::UnknownKind,
                    format!("{} is of kind `{}`, and a policy is wanted", wording::quote(&name), other.name()),
                );
                self.sink.push(match document.root.get("kind") {
                    Some(node) => problem.at(node.span, "no policy").help("name the file or folder of a policy"),
                    None => problem,
                });
                Err(Unread)
            }
        }
    }
}

/// A schema that a manifest names.
fn schema_file(
    target: &Path,
    allowed: [&Path; 2],
    text: &str,
    span: Span,
    folder: &Path,
    sources: &mut Sources,
    sink: &mut Sink,
) -> Option<PackFile> {
    let resolved = match fs::canonicalize(target) {
        Ok(resolved) => resolved,
        Err(error) => {
            sink.push(problems::unreadable(text, &error).at(span, "named here"));
            return None;
        }
    };
    if !allowed.iter().any(|folder| resolved.starts_with(folder)) {
        sink.push(outside(text, span, "leads outside through a link"));
        return None;
    }
    let name = problems::shown(&tidy(&folder.join(text)));
    let bytes = files::bytes(&resolved, &name, sink)?;
    let (id, document) = document::load(sources, &name, bytes, sink);
    Some(PackFile { path: problems::shown(&tidy(Path::new(text))), id, document: document? })
}

fn unknown(text: &str) -> Diagnostic {
    let problem = Diagnostic::new(Code::UnknownPack, format!("unknown pack {}", wording::quote(text)));
    match suggest::nearest(text, &builtin::NAMES) {
        Some(near) => problem.help(format!("write `{near}`")),
        None => problem.help(format!(
            "name a folder or file that exists, or the built-in pack {}",
            wording::list_or(&wording::quote_all(&builtin::NAMES))
        )),
    }
}

fn extends_itself(chain: &[(Place, String)], span: Option<Span>) -> Diagnostic {
    let names: Vec<&str> = chain.iter().map(|(_, name)| name.as_str()).collect();
    let first = names.first().copied().unwrap_or_default();
    let way = names.iter().chain([&first]).copied().collect::<Vec<_>>().join(" → ");
    let mut problem = Diagnostic::new(Code::ExtendsItself, format!("pack {} extends itself", wording::quote(first)));
    if let Some(span) = span {
        problem = problem.at(span, "leads back to where it began");
    }
    problem
        .help("name another pack here, or remove it if the pack is about a `product` of its own")
        .note(crate::text::printable::printable(&way).into_owned())
}

fn no_policy(name: &str) -> Diagnostic {
    Diagnostic::new(Code::NoDocuments, format!("{} holds no policy", wording::quote(name)))
        .help("put files there that begin with `kind: policy` and `name: …`")
        .note("policies are files that end in `.yaml`, `.yml` or `.json`; hidden files and folders are passed over")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::testing::{Folder, seen};

    /// The labels of the packs found below the folder, and the problems.
    fn packs(folder: &Folder, argument: &str, root: &str) -> (Vec<String>, Vec<String>) {
        let (mut sources, mut sink) = (Sources::new(), Sink::new());
        let core = Schemas::core(&mut sources, &mut sink);
        let path = folder.path(argument);
        let argument = if builtin::files(argument).is_some() || !path.exists() { argument } else { path.to_str().unwrap() };
        let found = resolve(argument, &folder.path(root), &core, &mut sources, &mut sink).unwrap_or_default();
        (found.iter().map(|p| folder.strip(&p.label)).collect(), seen(folder, sink))
    }

    fn pack(name: &str, extends: &str) -> String {
        format!("kind: policy\nname: {name}\nextends: [{extends}]\n")
    }

    const OUTSIDE: &str =
        "help: put it below the folder in which the command runs, or name a folder that holds both with `--root`";

    #[test]
    fn the_base_comes_first_and_each_pack_once() {
        let (a, b, c) = (pack("a", "../b, ../c.yaml, sophmate"), pack("b", "../c.yaml"), pack("c", "sophmate"));
        let folder =
            Folder::with(&[("a/pack.yaml", &a), ("a/tests/t.yaml", "kind: tests\n"), ("b/pack.yaml", &b), ("c.yaml", &c)]);
        assert_eq!(packs(&folder, "a", "."), (["sophmate", "c.yaml", "b", "a"].map(str::to_owned).to_vec(), Vec::new()));
        assert_eq!(packs(&folder, "sophmate", ".").0, ["sophmate"]);
    }

    #[test]
    fn a_pack_on_disk_has_the_digest_of_the_same_pack_in_the_program() {
        let (mut sources, mut sink) = (Sources::new(), Sink::new());
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/sophmate");
        let mut digest = |argument: &str| {
            crate::project::policy(Some(argument), Path::new("."), &mut sources, &mut sink).packs[0].digest.clone()
        };
        assert_eq!(digest(path.to_str().unwrap()), digest("sophmate"));
    }

    #[test]
    fn a_pack_that_extends_itself_is_refused_with_the_way() {
        let (a, b) = (pack("a", "../b"), pack("b", "../a"));
        let folder = Folder::with(&[("a/pack.yaml", &a), ("b/pack.yaml", &b)]);
        assert_eq!(
            packs(&folder, "a", ".").1,
            [
                "extends-itself: pack `a` extends itself | leads back to where it began | help: name another pack here, or remove it if the pack is about a `product` of its own"
            ]
        );
    }

    #[test]
    fn an_unknown_pack_gets_the_near_one() {
        let a = pack("a", "sofmate, ../b");
        let folder = Folder::with(&[("a/pack.yaml", &a)]);
        assert_eq!(
            packs(&folder, "a", ".").1,
            [
                "unknown-pack: unknown pack `sofmate` | neither a built-in pack nor a folder or file | help: write `sophmate`",
                "unknown-pack: unknown pack `../b` | neither a built-in pack nor a folder or file | help: name a folder or file that exists, or the built-in pack `sophmate`"
            ]
        );
        assert_eq!(packs(&folder, "sophmat", ".").1, ["unknown-pack: unknown pack `sophmat` | help: write `sophmate`"]);
    }

    #[test]
    fn what_a_pack_leads_to_lies_below_the_root() {
        let a = pack("a", "../../b, /etc");
        let schema = "kind: policy\nname: c\nfacts: { site: ../../b.schema.json }\n";
        let folder = Folder::with(&[
            ("root/a/pack.yaml", &a),
            ("b/pack.yaml", &pack("b", "sophmate")),
            ("root/c/pack.yaml", schema),
            ("b.schema.json", "{}"),
        ]);
        assert_eq!(
            packs(&folder, "root/a", "root").1,
            [
                format!("outside-root: `../../b` lies outside the root | leads outside | {OUTSIDE}"),
                format!("outside-root: `/etc` lies outside the root | not a relative path | {OUTSIDE}")
            ]
        );
        assert_eq!(packs(&folder, "root/a", ".").1.len(), 1);
        assert_eq!(
            packs(&folder, "root/c", "root").1,
            [format!("outside-root: `../../b.schema.json` lies outside the root | leads outside | {OUTSIDE}")]
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_link_does_not_lead_out_of_the_root() {
        let a = pack("a", "./base");
        let folder = Folder::with(&[("root/a/pack.yaml", &a), ("b/pack.yaml", &pack("b", "sophmate"))]);
        std::os::unix::fs::symlink(folder.path("b"), folder.path("root/a/base")).unwrap();
        let problems = packs(&folder, "root/a", "root").1;
        assert_eq!(
            problems.last().unwrap(),
            &format!("outside-root: `./base` lies outside the root | leads outside through a link | {OUTSIDE}")
        );
    }

    #[test]
    fn a_pack_with_a_file_that_can_not_be_read_is_not_judged_without_it() {
        let folder = Folder::with(&[("a/pack.yaml", &pack("a", "sophmate")), ("a/words.yaml", "kind: policy\nname: [a\n")]);
        let (found, problems) = packs(&folder, "a", ".");
        assert_eq!((found.len(), problems.len()), (0, 1));
    }

    #[test]
    fn a_folder_without_a_policy_and_a_file_that_is_none_are_refused() {
        let folder = Folder::with(&[("facts/site.yaml", "kind: site\nid: shop-north\n")]);
        let help = "help: put files there that begin with `kind: policy` and `name: …`";
        assert_eq!(packs(&folder, "facts", ".").1, [format!("no-documents: `facts` holds no policy | {help}")]);
        assert_eq!(
            packs(&folder, "facts/site.yaml", ".").1,
            [
                "unknown-kind: `facts/site.yaml` is of kind `site`, and a policy is wanted | no policy | help: name the file or folder of a policy"
            ]
        );
    }
}
