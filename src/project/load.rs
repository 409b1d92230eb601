//! Loads what a run is about: the policy first, as its schemas say what is secret, then the documents of facts.
//! Which files are meant is found by `discover`, the packs by `packs`.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::discover::{Found, discover};
use super::kind::{self, DocumentKind};
use super::{files, packs, problems};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::Document;
use crate::facts::FactDocument;
use crate::policy::{self, PackSource, Policy, builtin};
use crate::schema::Schemas;
use crate::text::{Sources, mask, wording};

/// What a run is about.
pub struct Request<'a> {
    /// The policy: the name of a built-in pack, a folder, a file. The built-in pack, when left out.
    pub policy: Option<&'a str>,
    /// What packs extend must lie below this folder.
    pub root: &'a Path,
    /// Files and folders of facts; `-` is standard input.
    pub paths: &'a [PathBuf],
    /// Standard input.
    pub stdin: Option<&'a mut dyn Read>,
}

/// What a run was given. With an error in the sink it must not be evaluated.
#[derive(Debug)]
pub struct Loaded {
    /// Every text.
    pub sources: Sources,
    /// The shapes of facts; those of the engine alone where the packs can't be read.
    pub schemas: Arc<Schemas>,
    /// The policy, when nothing is wrong with it.
    pub policy: Option<Policy>,
    /// The documents of facts, in the order of their files; none where the packs can't be read.
    pub documents: Vec<FactDocument>,
}

/// A policy as it was read.
#[derive(Debug)]
pub struct PolicyRead {
    /// Whether all packs and their schemas could be read. Without them nobody knows what is secret in facts.
    pub is_complete: bool,
    /// The shapes of facts; those of the engine alone where the packs can't be read.
    pub schemas: Arc<Schemas>,
    /// The policy, when nothing is wrong with it.
    pub policy: Option<Policy>,
    /// The packs it is made of, as written, base first.
    pub packs: Vec<PackSource>,
}

/// Loads policy and facts. All problems of all files are reported, also when the policy can't be used; but facts are not
/// read unless the schemas of all packs have said what is secret in them.
pub fn load(request: Request<'_>, sink: &mut Sink) -> Loaded {
    let mut sources = Sources::new();
    let PolicyRead { is_complete, schemas, policy, .. } = self::policy(request.policy, request.root, &mut sources, sink);
    let mut nothing = files::nothing();
    let stdin = request.stdin.unwrap_or(&mut nothing);
    let paths = if is_complete { request.paths } else { &[] };
    let documents = facts(paths, stdin, &schemas, &mut sources, sink);
    Loaded { sources, schemas, policy, documents }
}

/// Loads the policy of this name, folder or file, with all packs it extends. From then on the sources mask what the schemas
/// call secret.
pub fn policy(argument: Option<&str>, root: &Path, sources: &mut Sources, sink: &mut Sink) -> PolicyRead {
    let errors = sink.errors();
    let core = Schemas::core(sources, sink);
    words(sources, &core);
    let argument = argument.unwrap_or(builtin::DEFAULT);
    let (mark, mut found) = (sources.mark(), Sink::new());
    let mut packs = packs::resolve(argument, root, &core, sources, &mut found);
    if let Some(read) = &packs {
        let schemas = policy::schemas(core.clone(), read, &mut Sink::new());
        words(sources, &schemas);
        // What is secret in a pack is said by its own schemas, which are known only now.
        if is_judged_otherwise(read, &core, &schemas, sources) {
            sources.forget_since(mark);
            found = Sink::new();
            packs = packs::resolve(argument, root, &core, sources, &mut found);
        }
    }
    sink.append(found);
    let Some(packs) = packs else {
        return PolicyRead { is_complete: false, schemas: Arc::new(core), policy: None, packs: Vec::new() };
    };
    let schemas = policy::schemas(core, &packs, sink);
    let is_complete = sink.errors() == errors;
    let policy = policy::load(&packs, schemas.clone(), sink).filter(|_| is_complete);
    let schemas = policy.as_ref().map_or_else(|| Arc::new(schemas), |policy| Arc::clone(&policy.schemas));
    PolicyRead { is_complete, schemas, policy, packs }
}

/// Whether the files of packs would be masked in another way with the words of all their schemas: where something was masked that is a
/// plain word, or a key is secret that nothing but a schema knows.
fn is_judged_otherwise(packs: &[PackSource], core: &Schemas, schemas: &Schemas, sources: &Sources) -> bool {
    let known = core.secret_words();
    let learnt = schemas.secret_words().iter().any(|word| !known.contains(word) && !mask::looks_secret(word));
    let files = packs.iter().filter(|pack| builtin::files(&pack.label).is_none()).flat_map(|pack| &pack.files);
    files.into_iter().any(|file| learnt || !sources.get(file.id).masked().is_empty())
}

fn words(sources: &mut Sources, schemas: &Schemas) {
    sources.secret_words(&schemas.secret_words());
    sources.plain_words(&schemas.plain_words());
}

/// The documents of facts among the files that the arguments mean. Tests and records in a folder are passed over, a policy
/// there is never used.
pub fn facts(
    paths: &[PathBuf],
    stdin: &mut dyn Read,
    schemas: &Schemas,
    sources: &mut Sources,
    sink: &mut Sink,
) -> Vec<FactDocument> {
    let mut documents = Vec::new();
    for found in discover(paths, sink) {
        let Some((_, document)) = files::document(&found, stdin, sources, sink) else { continue };
        match kind::of(&document, schemas, sink) {
            Some(DocumentKind::Facts(kind)) => documents.push(FactDocument { kind, root: document.root }),
            Some(DocumentKind::Policy) => sink.push(policy_among_facts(&found, &document)),
            Some(other) if found.asked => sink.push(no_facts(&found, &document, other)),
            Some(DocumentKind::Tests | DocumentKind::Record) | None => {}
        }
    }
    documents
}

/// Everything among the files that the arguments mean, for a check.
#[derive(Debug, Default)]
pub struct Checked {
    /// The documents of facts.
    pub facts: Vec<FactDocument>,
    /// The files of policies.
    pub policies: Vec<Found>,
    /// The suites of tests, and the files of their bases.
    pub suites: Vec<(Found, Document)>,
    /// How many records were read.
    pub others: usize,
}

/// Reads everything among the files that the arguments mean.
pub fn everything(paths: &[PathBuf], stdin: &mut dyn Read, schemas: &Schemas, sources: &mut Sources, sink: &mut Sink) -> Checked {
    let mut out = Checked::default();
    for found in discover(paths, sink) {
        let mut problems = Sink::new();
        let Some((_, document)) = files::document(&found, stdin, sources, &mut problems) else {
            sink.append(problems);
            continue;
        };
        match kind::of(&document, schemas, &mut problems) {
            // Its pack reads it again, with all its problems.
            Some(DocumentKind::Policy) if found.path.is_some() => {
                out.policies.push(found);
                continue;
            }
            Some(DocumentKind::Facts(kind)) => out.facts.push(FactDocument { kind, root: document.root }),
            Some(DocumentKind::Tests) => out.suites.push((found, document)),
            Some(DocumentKind::Record | DocumentKind::Policy) => out.others += 1,
            None => {}
        }
        sink.append(problems);
    }
    out
}

fn policy_among_facts(found: &Found, document: &Document) -> Diagnostic {
    let name = wording::quote(&found.name);
    let problem = Diagnostic::new(Code::PolicyAmongFacts, format!("{name} is a policy among facts, and was not used"));
    problems::at_kind(problem, document, "a policy")
        .help(format!("pass it with `--policy {}` if it is meant", crate::text::printable::printable(&mask::masked(&found.name))))
}

fn no_facts(found: &Found, document: &Document, kind: DocumentKind) -> Diagnostic {
    let what = if kind == DocumentKind::Record { "a record" } else { "a file of tests" };
    let problem = Diagnostic::new(Code::UnknownKind, format!("{} is {what}, and facts are wanted", wording::quote(&found.name)));
    let help = match kind {
        DocumentKind::Record => "name the documents of the kind `release`, `site` and `update` that it was made from",
        _ => "use `holdpoint test` for it",
    };
    problems::at_kind(problem, document, "states no facts").help(help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::FactKind;
    use crate::project::testing::{Folder, seen};

    fn load_all(folder: &Folder, paths: &[&str], input: &str) -> (Vec<FactKind>, Vec<String>, Sources) {
        let (mut sources, mut sink) = (Sources::new(), Sink::new());
        let paths: Vec<PathBuf> = paths.iter().map(|p| if *p == "-" { PathBuf::from("-") } else { folder.path(p) }).collect();
        let schemas = Schemas::core(&mut sources, &mut sink);
        let documents = facts(&paths, &mut input.as_bytes(), &schemas, &mut sources, &mut sink);
        (documents.iter().map(|d| d.kind).collect(), seen(folder, sink), sources)
    }

    #[test]
    fn facts_are_read_and_the_rest_is_left_aside() {
        let folder = Folder::with(&[
            ("facts/release.yaml", "kind: release\nversion: 2.4.0\n"),
            ("facts/site.json", "{\"kind\": \"site\", \"id\": \"shop-north\"}"),
            ("facts/tests.yaml", "kind: tests\n"),
            ("facts/rules.yaml", "kind: policy\nname: acme\n"),
        ]);
        let (kinds, problems, _) = load_all(&folder, &["facts", "-"], "kind: update\nphase: staging\n");
        assert_eq!(kinds, [FactKind::Release, FactKind::Site, FactKind::Update]);
        assert_eq!(
            problems,
            [
                "policy-among-facts: `facts/rules.yaml` is a policy among facts, and was not used | a policy | help: pass it with `--policy facts/rules.yaml` if it is meant"
            ]
        );
    }

    #[test]
    fn a_record_that_is_named_itself_is_no_facts() {
        let folder = Folder::with(&[("r.json", "{\"kind\": \"record\"}")]);
        assert_eq!(
            load_all(&folder, &["r.json"], "").1,
            [
                "unknown-kind: `r.json` is a record, and facts are wanted | states no facts | help: name the documents of the kind `release`, `site` and `update` that it was made from"
            ]
        );
    }

    #[test]
    fn a_document_says_its_kind() {
        let folder = Folder::with(&[
            ("a.yaml", "id: shop-north\nbackup: { taken_at: 2026-07-20 }\n"),
            ("b.yaml", "kind: sit\n"),
            ("c.yaml", "colour: red\n"),
        ]);
        assert_eq!(
            load_all(&folder, &["."], "").1,
            [
                "missing-kind: the document doesn't say its kind | no `kind:` in this document | help: add `kind: site`",
                "unknown-kind: unknown kind of document `sit` | not a kind | help: write `site`",
                "missing-kind: the document doesn't say its kind | no `kind:` in this document | help: add `kind:` with `release`, `site`, `update`, `policy`, `tests` or `record`"
            ]
        );
    }

    #[test]
    fn what_the_packs_call_secret_is_masked_in_facts() {
        let folder = Folder::with(&[
            ("acme/pack.yaml", "kind: policy\nname: acme\nextends: [sophmate]\nfacts: { site: more.schema.json }\n"),
            (
                "acme/more.schema.json",
                r#"{ "type": "object", "additionalProperties": false, "properties": { "door_word": { "description": "The word at the door.", "type": "string", "examples": ["x"], "x-holdpoint": { "type": "secret" } } } }"#,
            ),
            ("facts/site.yaml", "kind: site\nid: shop-north\ndoor_word: sesame-open\n"),
        ]);
        let mut sink = Sink::new();
        let (policy, paths) = (folder.path("acme"), [folder.path("facts")]);
        let request = Request { policy: policy.to_str(), root: &folder.path("."), paths: &paths, stdin: None };
        let loaded = load(request, &mut sink);
        assert_eq!(sink.errors(), 0, "{:?}", seen(&folder, sink));
        let root = &loaded.documents[0].root;
        assert_eq!(loaded.sources.text(root.get("door_word").unwrap().span).len(), "sesame-open".len());
        assert!(!loaded.sources.get(root.span.source).text().contains("sesame"));
        assert_eq!(loaded.policy.unwrap().packs.len(), 2);
    }

    #[test]
    fn facts_are_not_read_when_nobody_can_say_what_is_secret_in_them() {
        let folder = Folder::with(&[
            ("acme/pack.yaml", "kind: policy\nname: acme\nextends: [sophmate]\nfacts: { site: gone.schema.json }\n"),
            ("facts/site.yaml", "kind: site\nid: shop-north\n"),
        ]);
        let mut sink = Sink::new();
        let (policy, paths) = (folder.path("acme"), [folder.path("facts")]);
        let loaded = load(Request { policy: policy.to_str(), root: &folder.path("."), paths: &paths, stdin: None }, &mut sink);
        assert_eq!((loaded.documents.len(), loaded.policy.is_none()), (0, true));
        let problems = seen(&folder, sink);
        let help = "help: check the path: there is no such file or folder";
        assert_eq!(problems[0], format!("unreadable-file: `gone.schema.json` can't be read | named here | {help}"));
    }

    #[test]
    fn the_built_in_pack_is_the_default() {
        let mut sink = Sink::new();
        let loaded = load(Request { policy: None, root: Path::new("."), paths: &[], stdin: None }, &mut sink);
        assert_eq!(loaded.policy.map(|p| p.packs[0].name.to_string()).as_deref(), Some("sophmate"));
    }
}
