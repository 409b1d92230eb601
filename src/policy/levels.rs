//! Reads `lints` of a manifest: the levels that a pack sets for what `check` says about its own rules.
//! What the lints are and what they find is left to `compile::lint`.

use super::fields;
use crate::condition::filled::{Filled, Missing};
use crate::diagnostic::{Code, Diagnostic, Level, Levels, Sink};
use crate::document::{Entry, Kind};
use crate::text::{suggest, wording};

/// Reads the section.
pub(super) fn read(section: &Entry, sink: &mut Sink) -> Levels {
    let mut levels = Levels::default();
    if !matches!(section.value.kind, Kind::Map(_)) {
        sink.push(fields::wrong(section, "a mapping from lints to levels").help("write `lints: { unused-parameter: error }`"));
    }
    for entry in section.value.entries().iter().filter(|e| !e.key.text.starts_with("x-")) {
        let Some(lint) = Code::parse(&entry.key.text).filter(|code| code.is_lint()) else {
            sink.push(unknown(entry));
            continue;
        };
        Filled::of(entry, || Missing::example(lint.name(), "warn"), sink);
        let Some(word) = fields::word(&section.value, &entry.key.text, sink) else { continue };
        match Level::parse(&word.text) {
            None => sink.push(fields::unknown_value(lint.name(), &word, &Level::NAMES)),
            Some(level) if level < Level::least(lint) => sink.push(
                Diagnostic::new(Code::UnknownValue, format!("`{}` can't be `{}`", lint.name(), level.name()))
                    .at(word.span, "what weakens a policy is always told")
                    .help("write `warn` or `error`"),
            ),
            Some(level) => levels.set(lint, level),
        }
    }
    levels
}

fn unknown(entry: &Entry) -> Diagnostic {
    let written = wording::quote(&entry.key.text);
    if let Some(code) = Code::parse(&entry.key.text) {
        return Diagnostic::new(Code::UnknownKey, format!("{written} is no lint, so it has no level"))
            .at(entry.key.span, "always told")
            .help("remove it")
            .note(format!("{} It is about what is read, not about how a policy is written", code.about()));
    }
    let lints: Vec<&str> = Code::ALL.iter().filter(|code| code.is_lint()).map(|code| code.name()).collect();
    let problem = Diagnostic::new(Code::UnknownKey, format!("unknown lint {written}"))
        .at(entry.key.span, "no lint is called so")
        .meant(entry.key.span, &entry.key.text, suggest::only(&entry.key.text, lints.iter().copied()));
    match suggest::nearest(&entry.key.text, lints.iter().copied()) {
        Some(near) => problem.help(format!("write {}", wording::quote(near))),
        None => {
            let near = wording::quote_all(&suggest::candidates(&entry.key.text, lints.iter().copied()));
            problem.help(format!("write one of {}; `holdpoint explain-code` lists all", wording::list_or(&near)))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::{Code, Level};
    use crate::policy::testing::{BASE, FIRST, read, seen};

    fn found(lints: &str) -> Vec<String> {
        let (_, found, sources) = read(&[&[&format!("{BASE}lints: {lints}\n"), FIRST]]);
        seen(&found, &sources)
    }

    #[test]
    fn a_pack_sets_levels_for_itself_and_not_for_the_packs_that_extend_it() {
        let base = format!("{BASE}lints: {{ unused-word: error, missing-owner: allow }}\n");
        let (policy, ..) = read(&[&[&base, FIRST]]);
        let levels = policy.unwrap().levels;
        assert_eq!(
            [Code::UnusedWord, Code::MissingOwner, Code::Loosened].map(|c| levels.of(c)),
            [Level::Error, Level::Allow, Level::Warn]
        );
        let (policy, ..) = read(&[&[&base, FIRST], &["kind: policy\nname: acme\nextends: [base]\n"]]);
        assert_eq!(policy.unwrap().levels.of(Code::UnusedWord), Level::Warn);
    }

    #[test]
    fn only_lints_have_levels() {
        assert_eq!(
            found("{ unused-parmeter: error }"),
            [
                "unknown-key: unknown lint `unused-parmeter` | unused-parmeter: no lint is called so | help: write `unused-parameter`"
            ]
        );
        assert_eq!(
            found("{ bad-syntax: warn }"),
            ["unknown-key: `bad-syntax` is no lint, so it has no level | bad-syntax: always told | help: remove it"]
        );
        assert_eq!(
            found("{ unused-word: eror }"),
            ["unknown-value: `unused-word` can't be `eror` | eror: not one of the words allowed | help: write `error`"]
        );
    }

    #[test]
    fn what_weakens_a_policy_can_not_be_silenced() {
        assert_eq!(
            found("{ loosened: allow, waiver-expired: error }"),
            [
                "unknown-value: `loosened` can't be `allow` | allow: what weakens a policy is always told | help: write `warn` or `error`"
            ]
        );
    }
}
