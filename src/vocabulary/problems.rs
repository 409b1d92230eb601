//! The problems that names can have, and their wording.
//! Finding them is left to `build` and to the layers that look names up.

use crate::diagnostic::{Code, Diagnostic};
use crate::document::Node;
use crate::text::Span;
use crate::text::printable::printable;
use crate::text::suggest;
use crate::text::wording::{list_or, quote, quote_all};

use super::catalog::Vocabulary;
use super::entry::Written;
use super::name::{Kind, slug_of};
use super::normalize::{Match, resolve};

/// A name that its table lacks. Every layer that reads names says it in these words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName {
    /// The table it was looked up in.
    pub kind: Kind,
    /// What was written.
    pub written: String,
    /// Where.
    pub span: Span,
}

impl UnknownName {
    /// The problem, with the likeliest name that exists.
    pub fn diagnostic(&self, vocabulary: &Vocabulary) -> Diagnostic {
        let headline = format!("unknown {} {}", self.kind.name(), quote(&self.written));
        let label = format!("not {}", self.kind.with_article());
        let names = vocabulary.names(self.kind);
        let certain = self.said_otherwise(vocabulary);
        let meant = certain.clone().or_else(|| suggest::only(&self.written, names.iter().copied()).map(str::to_owned));
        let help = match certain.or_else(|| suggest::nearest(&self.written, names.iter().copied()).map(str::to_owned)) {
            Some(name) => format!("write {}", quote(&name)),
            None => choice(&self.written, &names)
                .unwrap_or_else(|| format!("add it under `{}:` in the vocabulary", self.kind.plural())),
        };
        Diagnostic::new(self.kind.unknown_code(), headline).at(self.span, label).help(help).meant(
            self.span,
            &self.written,
            meant.as_deref(),
        )
    }

    /// The name that is said in another way: the slug of what was written, or the area of which it is a synonym.
    fn said_otherwise(&self, vocabulary: &Vocabulary) -> Option<String> {
        let slug = slug_of(&self.written).filter(|s| vocabulary.has(self.kind, s));
        let synonym = || match resolve(vocabulary, &self.written) {
            Match::Exact(area) if self.kind == Kind::Area => Some(area.to_string()),
            _ => None,
        };
        slug.or_else(synonym)
    }
}

/// What to write instead, out of a list: the nearest one, or some of those allowed. `None` when nothing is allowed.
fn choice(written: &str, allowed: &[&str]) -> Option<String> {
    if let Some(near) = suggest::nearest(written, allowed.iter().copied()) {
        return Some(format!("write {}", quote(near)));
    }
    let some = quote_all(&suggest::candidates(written, allowed.iter().copied()));
    match (some.as_slice(), allowed.len()) {
        ([], _) => None,
        ([only], _) => Some(format!("write {only}")),
        (_, all) if all > some.len() => Some(format!("write one of the {all} known, such as {}", list_or(&some))),
        _ => Some(format!("write {}", list_or(&some))),
    }
}

/// A key that is not known where it stands. `what` is the thing that has the keys: "area `workflows`".
pub(super) fn unknown_key(what: &str, written: &str, span: Span, allowed: &[&str]) -> Diagnostic {
    let mut problem = Diagnostic::new(Code::UnknownKey, format!("unknown key {} in {what}", quote(written)))
        .at(span, "not a key that is read here");
    problem.help = choice(written, allowed);
    problem.meant(span, written, suggest::only(written, allowed.iter().copied()))
}

/// An entry without a title.
pub(super) fn missing_title(what: &str, name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(Code::MissingKey, format!("{what} has no title"))
        .at(span, "`title` is missing here")
        .help(format!("add `title: {}`, the words that people read", title_like(name)))
}

/// A value of another shape than its place wants. `wants` is such as "a list of words".
pub(super) fn wrong_shape(place: &str, wants: &str, node: &Node) -> Diagnostic {
    let help = match node.text() {
        Some(text) if wants.starts_with("a list") => Some(format!("write `[{}]`", printable(text))),
        _ => None,
    };
    let mut problem = Diagnostic::new(Code::WrongType, format!("{place} is {}, not {wants}", node.describe()))
        .at(node.span, format!("this needs {wants}"));
    problem.help = help;
    problem
}

/// A name that isn't written as names are.
pub(super) fn bad_name(kind: Kind, written: &str, span: Span) -> Diagnostic {
    let help = match slug_of(written) {
        Some(slug) => format!("write `{slug}`"),
        None => "write lowercase letters, digits and hyphens, such as `theme-assistant`".to_owned(),
    };
    Diagnostic::new(Code::WrongType, format!("{} can't be the name of {}", quote(written), kind.with_article()))
        .at(span, "a name has lowercase letters, digits and single hyphens")
        .help(help)
}

/// A word that isn't among those allowed.
pub(super) fn unknown_word(place: &str, written: &Written, code: Code, allowed: &[&str]) -> Diagnostic {
    let mut problem = Diagnostic::new(code, format!("{place} can't be {}", quote(&written.text)))
        .at(written.span, "not one of the words allowed");
    problem.help = choice(&written.text, allowed);
    problem
}

/// A synonym that can't be matched with anything.
pub(super) fn bad_synonym(area: &str, written: &Written, longest: usize) -> Diagnostic {
    Diagnostic::new(Code::WrongType, format!("{} can't be a synonym of area `{area}`", quote(&written.text)))
        .at(written.span, format!("a synonym has 1 to {longest} words"))
        .help("write the words by which release notes call the area")
}

/// A pack says anew what was said before. `what` is such as "the title of area `workflows`".
pub(super) fn redefined(what: &str, span: Span, first: Span, pack: &str, extensible: Option<&str>) -> Diagnostic {
    let help = match extensible {
        Some(keys) => format!("remove it: only {keys} can be added to"),
        None => "remove it, or choose another name".to_owned(),
    };
    Diagnostic::new(Code::RedefinedEntry, format!("{what} is defined already"))
        .at(span, "defined again here")
        .at(first, "first defined here")
        .help(help)
        .note(format!("pack {} defines it", quote(pack)))
}

/// A name that two kinds of software have.
pub(super) fn shared_name(written: &Written, of: &str, first: &Written, other: &str) -> Diagnostic {
    Diagnostic::new(Code::RedefinedEntry, format!("{} names two kinds of software, `{other}` and `{of}`", quote(&written.text)))
        .at(written.span, format!("a name of `{of}`"))
        .at(first.span, format!("a name of `{other}`"))
        .help("remove it from one of them")
        .note("case, spaces and punctuation of names make no difference")
}

/// A name of software that has neither letters nor digits.
pub(super) fn bad_software_name(software: &str, written: &Written) -> Diagnostic {
    Diagnostic::new(Code::WrongType, format!("{} can't be a name of software `{software}`", quote(&written.text)))
        .at(written.span, "neither letters nor digits")
        .help("write a name that people use for it")
}

/// A name as a title might have it: `theme-assistant` gives "Theme assistant".
fn title_like(name: &str) -> String {
    let spaced = name.replace('-', " ");
    let mut letters = spaced.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Sources;
    use crate::vocabulary::fixture::{AREAS, vocabulary};

    fn help(kind: Kind, written: &str) -> (String, String, Option<String>) {
        let span = Span::new(Sources::new().add("x", Vec::new()), 0, 0);
        let d = UnknownName { kind, written: written.to_owned(), span }.diagnostic(&vocabulary(AREAS));
        (d.code.name().to_owned(), d.headline, d.help)
    }

    #[test]
    fn a_misspelt_area_gets_the_near_one() {
        let (code, headline, help) = help(Kind::Area, "worfklows");
        assert_eq!((code.as_str(), headline.as_str()), ("unknown-area", "unknown area `worfklows`"));
        assert_eq!(help.as_deref(), Some("write `workflows`"));
    }

    #[test]
    fn a_title_or_synonym_gets_its_area() {
        assert_eq!(help(Kind::Area, "Storefront Panels").2.as_deref(), Some("write `storefront-panels`"));
        assert_eq!(help(Kind::Area, "Action plans").2.as_deref(), Some("write `approvals`"));
    }

    #[test]
    fn a_table_without_names_asks_for_the_first() {
        assert_eq!(help(Kind::Task, "call-ana").2.as_deref(), Some("add it under `tasks:` in the vocabulary"));
    }
}
