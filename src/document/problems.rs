//! What can be wrong with the form of a document, worded once for YAML and JSON.
//! Syntax errors, which need a look at the text around them, are worded in `syntax` and `json`.

use crate::diagnostic::{Code, Diagnostic, limits};
use crate::text::wording::quote;
use crate::text::{SourceId, Span, suggest};

/// Deepest nesting of lists and mappings.
pub(super) const DEEPEST: usize = limits::DEPTH.most;
/// Most values in one file.
pub(super) const MOST_NODES: usize = limits::NODES.most;
/// Most values that aliases may add.
pub(super) const MOST_ALIASED: usize = limits::ALIASED.most;
/// Most problems of form that one file reports.
pub(super) const MOST_PROBLEMS: usize = limits::FORM_PROBLEMS.most;

pub(super) fn not_utf8(id: SourceId, text: &str, name: &str, at: usize) -> Diagnostic {
    let wide = text.bytes().take(64).filter(|b| *b == 0).count() > 1;
    let problem = Diagnostic::new(Code::NotUtf8, format!("{} is not UTF-8 text", quote(name)))
        .at(Span::new(id, at, at + '\u{fffd}'.len_utf8()), "not UTF-8 from here on")
        .help("save the file as UTF-8");
    if wide { problem.note("it looks like UTF-16, which some editors call Unicode") } else { problem }
}

pub(super) fn control_character(id: SourceId, at: usize, byte: u8) -> Diagnostic {
    let shown = crate::text::printable::escaped(char::from(byte));
    Diagnostic::new(Code::BadSyntax, format!("the control character `{shown}` stands in the text"))
        .at(Span::new(id, at, at + 1), "can't be seen, and can't be read")
        .help("remove the character")
}

pub(super) fn empty(id: SourceId, text: &str, name: &str) -> Diagnostic {
    let only_comments = text.trim().starts_with('#');
    let problem = Diagnostic::new(Code::EmptyDocument, format!("{} holds no document", quote(name)))
        .at(Span::new(id, 0, 0), if only_comments { "only comments" } else { "nothing is written here" })
        .help("begin with a line such as `kind: site`");
    if text.trim().is_empty() { problem } else { problem.note("comments and `---` state nothing") }
}

pub(super) fn several_documents(places: &[Span]) -> Diagnostic {
    let mut problem = Diagnostic::new(Code::SeveralDocuments, "the file holds more than one document");
    for (n, place) in places.iter().take(4).enumerate() {
        problem = problem.at(*place, if n == 0 { "the second document begins here" } else { "and one more here" });
    }
    problem.help("put each document into a file of its own").note("only the first document was read")
}

pub(super) fn duplicate_key(key: &str, again: Span, first: Span) -> Diagnostic {
    Diagnostic::new(Code::DuplicateKey, format!("the key {} is written twice", quote(key)))
        .at(again, "written again here")
        .at(first, "first written here")
        .help("remove one of the two, or merge their values")
        .note("the first one was used")
}

pub(super) fn merge_key(place: Span) -> Diagnostic {
    Diagnostic::new(Code::MergeKey, "the merge key `<<` is used")
        .at(place, "merge keys are not read")
        .help("write the keys out here")
}

pub(super) fn tag(written: &str, place: Span) -> Diagnostic {
    Diagnostic::new(Code::UnknownTag, format!("the tag {} is used", quote(written)))
        .at(place, "tags are not read")
        .help(format!("remove {}", quote(written)))
        .note("what type a value has follows from its key; quotes make it text")
}

pub(super) fn complex_key(what: &str, place: Span) -> Diagnostic {
    Diagnostic::new(Code::ComplexKey, format!("a key is {what}"))
        .at(place, "a key must be plain text")
        .help("put the key in quotes if it is meant as text")
}

pub(super) fn empty_key(place: Span) -> Diagnostic {
    Diagnostic::new(Code::ComplexKey, "a key is missing before its colon")
        .at(place, "nothing stands before the colon")
        .help("write the key, or put the value in quotes if it begins with a colon")
}

pub(super) fn unknown_alias(name: &str, place: Span, known: &[String]) -> Diagnostic {
    let problem = Diagnostic::new(Code::UnknownAlias, format!("the alias {} names no anchor", quote(&format!("*{name}"))))
        .at(place, "no such anchor stands above");
    match suggest::nearest(name, known) {
        Some(near) => problem.help(format!("write {}", quote(&format!("*{near}")))),
        None => problem.help("put the value in quotes if a text beginning with `*` is meant"),
    }
}

pub(super) fn alias_of_itself(place: Span) -> Diagnostic {
    Diagnostic::new(Code::UnknownAlias, "an alias stands inside the value it names")
        .at(place, "its own anchor is not complete yet")
        .help("write the value out")
}

pub(super) fn alias_budget(place: Span) -> Diagnostic {
    Diagnostic::new(Code::AliasBudget, "the aliases of the file expand to too many values")
        .at(place, format!("with this one they add more than {MOST_ALIASED} values"))
        .help("write the values out, or use fewer aliases")
}

pub(super) fn too_deep(place: Span) -> Diagnostic {
    Diagnostic::new(Code::TooDeep, format!("the document is nested deeper than {DEEPEST} levels"))
        .at(place, "too deep here")
        .help("remove levels of nesting")
}

pub(super) fn too_many_nodes(place: Span) -> Diagnostic {
    Diagnostic::new(Code::FileTooLarge, format!("the file holds more than {MOST_NODES} values"))
        .at(place, "one value too many")
        .help("split the file")
}

pub(super) fn too_many_problems(place: Span) -> Diagnostic {
    Diagnostic::new(Code::FileTooLarge, format!("the file has more than {MOST_PROBLEMS} mistakes of form"))
        .at(place, "reading ends here")
        .help("mend those above first; they may have one cause")
}

pub(super) fn tab_indent(place: Span) -> Diagnostic {
    Diagnostic::new(Code::TabIndent, "a line is indented with a tab")
        .at(place, "a tab")
        .help("indent with spaces")
        .note("YAML counts spaces only; how wide a tab is differs from editor to editor")
}
