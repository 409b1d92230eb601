//! Reads a suite: its base, its cases, the rows of its tables, with a problem for everything that is off.
//! What a case expects is read by `read_expect`; whether its facts can be read is found out by `prepare`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::expect::{Expect, Word};
use super::fields::{entry, keys, word, words, wrong};
use super::read_expect;
use super::rows::{Written, written_out};
use super::suite::{Case, Suite, SuiteSource, typed};
use crate::compile::Program;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::{Entry, Kind, Node};
use crate::facts::spell::spelled;
use crate::facts::{FactKind, FactPath};
use crate::text::{Sources, Span, suggest, wording};
use crate::value::{Instant, Phase, spelling};

const SUITE: [&str; 5] = ["kind", "name", "about", "base", "cases"];
const BASE: [&str; 4] = ["now", "release", "site", "update"];
const BASE_FILE: [&str; 7] = ["kind", "name", "about", "now", "release", "site", "update"];
const CASE: [&str; 7] = ["name", "now", "phase", "set", "unset", "expect", "rows"];

/// Reads a suite; none where it is no suite at all.
pub fn read(source: &SuiteSource, program: &Program, sources: &Sources, sink: &mut Sink) -> Option<Suite> {
    let root = &source.document.root;
    keys("a suite", root, &SUITE, sink);
    let span = entry(root, "name").map_or_else(|| first(root), |e| e.value.span);
    let file = sources.get(root.span.source).name();
    let name = entry(root, "name").and_then(|e| word(e, sink)).map_or_else(|| stem(file).to_owned(), |w| w.text.to_string());
    // A file that can't be read was told, and without it every case would lack something.
    if source.base.is_none()
        && let Some(entry) = entry(root, "base").filter(|e| e.value.text().is_some())
    {
        if !sink.has_errors() {
            let problem = Diagnostic::new(Code::UnreadableFile, "the file of the base was not read");
            sink.push(
                problem
                    .at(entry.value.span, "named here")
                    .help("write the base here: a mapping with `now`, `release` and `site`"),
            );
        }
        return None;
    }
    let base = base(source, program, sink);
    let Some(cases) = entry(root, "cases") else {
        sink.push(
            Diagnostic::new(Code::EmptyTest, "the suite has no cases")
                .at(span, "nothing is tested")
                .help("add `cases:` with a list of cases"),
        );
        return None;
    };
    let Kind::List(list) = &cases.value.kind else {
        sink.push(wrong(cases, "a list of cases").help("put `- ` before each case"));
        return None;
    };
    if list.is_empty() {
        sink.push(
            Diagnostic::new(Code::EmptyTest, "the suite has no cases")
                .at(super::fields::place(cases), "nothing is tested")
                .help("add a case: `- name: …` with `expect:`"),
        );
    }
    let mut read: Vec<Case> = Vec::new();
    for node in list {
        if !matches!(node.kind, Kind::Map(_)) {
            let headline = format!("a case is {}, not a mapping", node.describe());
            sink.push(Diagnostic::new(Code::WrongType, headline).at(node.span, "this needs `name` and `expect`"));
            continue;
        }
        keys("a case", node, &CASE, sink);
        for written in written_out(node, sink) {
            read.extend(case(&written, node, &base, program, sink));
        }
    }
    duplicates(&read, sink);
    Some(Suite {
        name,
        span,
        base: BTreeMap::clone(&base.documents).into_iter().map(typed).collect(),
        now: base.now,
        cases: read,
    })
}

struct Base {
    now: Option<Instant>,
    documents: Arc<BTreeMap<FactKind, Node>>,
}

fn base(source: &SuiteSource, program: &Program, sink: &mut Sink) -> Base {
    let mut out = Base { now: None, documents: Arc::default() };
    let node = match (&source.base, entry(&source.document.root, "base")) {
        (Some(file), _) => {
            keys("the base of a suite", &file.root, &BASE_FILE, sink);
            &file.root
        }
        (None, Some(entry)) => {
            if !matches!(entry.value.kind, Kind::Map(_)) {
                sink.push(wrong(entry, "a mapping or the name of a file").help("write `now`, `release` and `site` there"));
                return out;
            }
            keys("the base of a suite", &entry.value, &BASE, sink);
            &entry.value
        }
        (None, None) => return out,
    };
    out.now = entry(node, "now").and_then(|e| moment(e, sink));
    out.documents = Arc::new(documents(node, program, sink));
    out
}

/// The documents of a base or of `set`, without their kind; software has one spelling in all, so that one can be laid over another.
fn documents(node: &Node, program: &Program, sink: &mut Sink) -> BTreeMap<FactKind, Node> {
    let mut out = BTreeMap::new();
    for kind in FactKind::ALL {
        let Some(entry) = entry(node, kind.name()) else { continue };
        match entry.value.kind {
            Kind::Map(_) => {
                let named = program.policy.schemas.root(kind.name()).and_then(|shape| spelled(&entry.value, shape, sink));
                out.insert(kind, named.unwrap_or_else(|| entry.value.clone()));
            }
            _ => sink.push(wrong(entry, &format!("what a {} document holds", kind.name()))),
        }
    }
    out
}

fn case(written: &Written, whole: &Node, base: &Base, program: &Program, sink: &mut Sink) -> Option<Case> {
    let node = &written.node;
    let head = first(whole);
    let name = entry(node, "name").and_then(|e| word(e, sink));
    if entry(node, "name").is_none() {
        sink.push(
            Diagnostic::new(Code::MissingKey, "a case has no `name`")
                .at(head, "this case")
                .help("say in a few words what it shows: `name: a fresh backup blocks nothing`"),
        );
    }
    let span = written.row.or(name.as_ref().map(|n| n.span)).unwrap_or(head);
    let own = entry(node, "now").map(|e| moment(e, sink));
    let phase = entry(node, "phase").and_then(|e| phase(e, sink));
    let set = match entry(node, "set") {
        Some(entry) if matches!(entry.value.kind, Kind::Map(_)) => {
            keys("`set`", &entry.value, &FactKind::ALL.map(FactKind::name), sink);
            documents(&entry.value, program, sink)
        }
        Some(entry) => {
            sink.push(wrong(entry, "a mapping").help("write what changes below `release`, `site` or `update`"));
            BTreeMap::new()
        }
        None => BTreeMap::new(),
    };
    let unset: Vec<(FactPath, Span)> = entry(node, "unset")
        .map(|e| words(e, "paths of facts", sink))
        .unwrap_or_default()
        .iter()
        .filter_map(|w| path(w, program, sink))
        .collect();
    let errors = sink.errors();
    let expect = match entry(node, "expect") {
        Some(entry) => read_expect::expect(entry, program, sink),
        None => Expect::nothing(head),
    };
    // One that is wrong was told already.
    if expect.is_nothing() && sink.errors() == errors {
        let shown = name.as_ref().map_or_else(|| "a case".to_owned(), |n| format!("the case {}", wording::quote(&n.text)));
        sink.push(Diagnostic::new(Code::EmptyTest, format!("{shown} expects nothing")).at(span, "can't fail").help(match entry(
            node, "expect",
        ) {
            Some(_) => "write a `verdict`, `decisions` or `not` below `expect`",
            None => "add `expect:` with a `verdict`, `decisions` or `not`",
        }));
    }
    let name = name?;
    let changed = own.is_some() || phase.is_some();
    Some(Case {
        name: name.text.to_string(),
        span,
        now: own.unwrap_or(base.now),
        phase,
        base: base.documents.clone(),
        set,
        unset,
        moves: changed,
        expect,
    })
}

fn moment(entry: &Entry, sink: &mut Sink) -> Option<Instant> {
    let word = word(entry, sink)?;
    match spelling::moment(&word.text) {
        Ok(moment) => Some(moment),
        Err(found) => {
            sink.push(
                Diagnostic::new(Code::BadInstant, format!("`now` is {}, not a moment", wording::quote(&word.text)))
                    .at(word.span, found.wrong)
                    .help(found.help),
            );
            None
        }
    }
}

fn phase(entry: &Entry, sink: &mut Sink) -> Option<(Phase, Span)> {
    let word = word(entry, sink)?;
    let read = Phase::parse(&word.text);
    if read.is_none() {
        let names = Phase::ALL.map(Phase::name);
        sink.push(super::fields::unknown_value("phase", &word, &names));
    }
    Some((read?, word.span))
}

fn path(word: &Word, program: &Program, sink: &mut Sink) -> Option<(FactPath, Span)> {
    let read = FactPath::parse(&word.text).and_then(|path| path.shape(&program.policy.schemas).map(|_| path));
    match read {
        Ok(path) => Some((path, word.span)),
        Err(why) => {
            sink.push(unknown_path(&why, word.span));
            None
        }
    }
}

/// A path that names no fact; the message may hold what was meant.
pub(super) fn unknown_path(why: &str, span: Span) -> Diagnostic {
    let (headline, help) = why.split_once("; ").unwrap_or((why, ""));
    let problem = Diagnostic::new(Code::UnknownPath, headline).at(span, "names no fact");
    match help.strip_prefix("did you mean ").map(|near| near.trim_end_matches('?')) {
        Some(near) => problem.help(format!("write {near}")),
        None if help.is_empty() => problem.help("write the path of a fact, such as `site.backup.taken_at`"),
        None => problem.help(format!("write another path: {help}")),
    }
}

fn duplicates(cases: &[Case], sink: &mut Sink) {
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for case in cases {
        let Some(first) = seen.insert(&case.name, case.span) else { continue };
        sink.push(
            Diagnostic::new(Code::DuplicateCase, format!("two cases are called {}", wording::quote(&case.name)))
                .at(case.span, "called so again here")
                .at(first, "first called so here")
                .help("give it another name; in a table put a column into it, such as `$age`"),
        );
    }
}

fn first(node: &Node) -> Span {
    node.entries().first().map_or(node.span, |e| e.key.span)
}

/// The name of a file without its folder and ending.
fn stem(name: &str) -> &str {
    let last = name.rsplit('/').next().unwrap_or(name);
    last.split_once('.').map_or(last, |(stem, _)| stem)
}

/// The nearest of some names, as help.
pub(super) fn near(word: &str, known: &[&str]) -> Option<String> {
    match suggest::nearest(word, known.iter().copied()) {
        Some(near) => Some(format!("write {}", wording::quote(near))),
        None => {
            let some = wording::quote_all(&suggest::candidates(word, known.iter().copied()));
            (!some.is_empty()).then(|| format!("write one of {}", wording::list_or(&some)))
        }
    }
}
