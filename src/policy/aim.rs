//! Reads what an effect is aimed at, and which one thing it is decided `of`. Targets are words or variables, never built from text.
//! How strongly it is decided is read by `effect`.

use std::sync::Arc;

use super::derive;
use super::fields;
use super::rule::{EffectTarget, GroundVar, Of};
use crate::condition::filled::is_empty;
use crate::condition::path;
use crate::condition::scope::{Meaning, Scope};
use crate::condition::tree::{PathTy, Var};
use crate::condition::words;
use crate::decision::{Strength, Verb};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::{Entry, Kind, Node};
use crate::schema::shape::Shape;
use crate::text::{Span, wording};
use crate::value::{Ty, Value};

/// Reads the value of a verb.
pub(super) fn target(verb: Verb, entry: &Entry, vars: &[GroundVar], scope: &Scope<'_>, sink: &mut Sink) -> Option<EffectTarget> {
    let Some(text) = entry.value.text().map(str::trim).filter(|t| !t.is_empty()) else {
        sink.push(no_target(verb, entry));
        return None;
    };
    let span = entry.value.span;
    match (verb, text.strip_prefix('$')) {
        (Verb::Rollback, _) => Some(EffectTarget::Alone),
        (Verb::Derive, _) if derive::is_name(text) => Some(EffectTarget::Word(Arc::from(text))),
        (Verb::Derive, _) => {
            sink.push(
                Diagnostic::new(Code::WrongType, format!("{} can't be the name of a conclusion", wording::quote(text)))
                    .at(span, "not a name")
                    .help("use lower-case letters, digits, hyphens and underscores; what it is concluded of goes into `of:`"),
            );
            None
        }
        (_, Some(name)) => variable(verb, name, span, vars, scope, sink),
        (_, None) => {
            words::check_target(verb, text, span, scope.vocabulary, sink)?;
            Some(EffectTarget::Word(Arc::from(text)))
        }
    }
}

fn no_target(verb: Verb, entry: &Entry) -> Diagnostic {
    let span = fields::place(entry);
    if verb == Verb::Rollback {
        let levels = Strength::words(verb).iter().map(|w| format!("`rollback: {w}`")).collect::<Vec<_>>();
        return Diagnostic::new(Code::MissingKey, "`rollback` doesn't say how far it goes")
            .at(span, "how far?")
            .help(format!("write {}", wording::list_or(&levels)));
    }
    let problem =
        Diagnostic::new(Code::WrongType, format!("`{verb}` is aimed at {}, this is {}", verb.aims_at(), entry.value.describe()))
            .at(span, format!("this needs {}", verb.aims_at()));
    match &entry.value.kind {
        Kind::List(_) => problem.help(format!("write one effect for each: `then: [{{ {verb}: … }}, {{ {verb}: … }}]`")),
        _ => problem.help(format!("write one word after `{verb}:`")),
    }
}

fn variable(verb: Verb, name: &str, span: Span, vars: &[GroundVar], scope: &Scope<'_>, sink: &mut Sink) -> Option<EffectTarget> {
    let written = wording::quote(&format!("${name}"));
    if let Some(param) = scope.params.get(name) {
        if let ([Value::Word(word) | Value::Text(word)], false) = (param.values.as_slice(), param.list) {
            words::check_target(verb, word, span, scope.vocabulary, sink)?;
            return Some(EffectTarget::Word(word.clone()));
        }
        sink.push(misfit(verb, &written, "a parameter", span).help("bind its words with `for_each`, and use that variable"));
        return None;
    }
    let Some(defined) = scope.var(name) else {
        sink.push(path::unknown_variable(name, span, scope));
        return None;
    };
    match &defined.means {
        Meaning::Ground(..) => {
            let words = vars.iter().find(|v| &*v.name == name);
            every_word(verb, words, span, scope, sink)?;
            Some(EffectTarget::Var(defined.as_var()?))
        }
        Meaning::Element(_, shape) | Meaning::Entry(_, shape) => item(verb, &written, defined.as_var()?, shape, span, sink),
        Meaning::Short(..) | Meaning::Strength(..) => {
            sink.push(misfit(verb, &written, "a fact", span).help("write a word of the vocabulary, or a variable of `for_each`"));
            None
        }
    }
}

/// Every word that the variable may stand for must be a target of the verb.
fn every_word(verb: Verb, var: Option<&GroundVar>, span: Span, scope: &Scope<'_>, sink: &mut Sink) -> Option<()> {
    let var = var?;
    let written = wording::quote(&format!("${}", var.name));
    let tables = words::target_kinds(verb);
    let known = |word: &str| tables.iter().any(|t| scope.vocabulary.has(*t, word));
    let Some(word) = var.words.iter().find(|w| !known(w)) else { return Some(()) };
    match var.ty {
        Ty::Area => sink.push(
            misfit(verb, &written, "an area", span)
                .at(var.span, "bound here")
                .help(format!("aim `{verb}` at {}", verb.aims_at())),
        ),
        Ty::Category => sink.push(
            misfit(verb, &written, "a category", span)
                .at(var.span, "bound here")
                .help(format!("aim `{verb}` at {}", verb.aims_at())),
        ),
        _ => {
            let table = tables.first()?;
            sink.push(words::unknown_name(*table, word, span, scope.vocabulary).at(var.span, format!("{written} stands for it")));
        }
    }
    None
}

/// `pause: $item`: the element must belong to a category.
fn item(verb: Verb, written: &str, var: Var, shape: &Shape, span: Span, sink: &mut Sink) -> Option<EffectTarget> {
    let category = shape.field("category").and_then(Shape::ty);
    let problem = match (verb, category) {
        (Verb::Pause, Some(Ty::Category)) => return Some(EffectTarget::Item(var)),
        (Verb::Pause, _) => misfit(verb, written, "an element without a category", span)
            .help("write a category, or bind items such as those of `site.items`"),
        _ => misfit(verb, written, "an element", span).help(format!(
            "write {} after `{verb}:`, and `of: ${}`",
            verb.aims_at(),
            var.name
        )),
    };
    sink.push(problem);
    None
}

fn misfit(verb: Verb, written: &str, what: &str, span: Span) -> Diagnostic {
    Diagnostic::new(Code::WrongType, format!("{written} is {what}, and `{verb}` is aimed at {}", verb.aims_at()))
        .at(span, format!("this needs {}", verb.aims_at()))
}

/// Reads `of`. The outer none: it can't be read.
#[expect(clippy::option_option, reason = "an `of` that can't be read is not the same as none")]
pub(super) fn of(verb: Verb, node: &Node, scope: &Scope<'_>, sink: &mut Sink) -> Option<Option<Of>> {
    let Some(entry) = node.entry("of").filter(|e| !is_empty(&e.value)) else { return Some(None) };
    if verb == Verb::Rollback {
        sink.push(
            Diagnostic::new(Code::MisplacedKey, "a rollback is of the whole update")
                .at(entry.key.span, "not read here")
                .help("remove `of`"),
        );
        return None;
    }
    let Some(text) = entry.value.text().map(str::trim) else {
        sink.push(fields::wrong(entry, "a `$variable` or a path"));
        return None;
    };
    if let Some(defined) = text.strip_prefix('$').and_then(|name| scope.var(name))
        && let Some(var) = defined.as_var()
    {
        return Some(Some(Of::Var(var)));
    }
    let located = path::read(text, entry.value.span, scope, sink)?;
    let problem = match &located.path.ty {
        PathTy::Scalar(Ty::Secret) => Diagnostic::new(Code::SecretRead, format!("{} is secret", wording::quote(text)))
            .at(entry.value.span, "a decision would name the secret")
            .help("name another field, such as an id"),
        PathTy::Scalar(_) => return Some(Some(Of::Field(Box::new(located.path)))),
        other => Diagnostic::new(
            Code::WrongType,
            format!(
                "{} is {}, and `of` names one thing",
                wording::quote(text),
                crate::condition::operators::operand::describe(other)
            ),
        )
        .at(entry.value.span, "not one value")
        .help("bind its elements with `each`, and write `of: $name`"),
    };
    sink.push(problem);
    None
}

#[cfg(test)]
mod tests {
    use crate::policy::testing::{policy, problems, rule};

    fn found(lines: &str) -> Vec<String> {
        problems(&format!("rules:\n{}", rule("a.b", lines)))
    }

    #[test]
    fn a_word_must_be_a_target_of_its_verb() {
        assert_eq!(
            found("then: { stage: agnets }"),
            ["unknown-area: unknown area `agnets` | agnets: not an area | help: write `agents`"]
        );
        assert_eq!(
            found("then: { block: workflows }").first().and_then(|p| p.split(" | ").next()),
            Some("unknown-action: unknown action `workflows`")
        );
        assert_eq!(
            found("then: { stage: [workflows, agents] }"),
            [
                "wrong-type: `stage` is aimed at an area, this is a list | [workflows, agents]: this needs an area | help: write one effect for each: `then: [{ stage: … }, { stage: … }]`"
            ]
        );
    }

    #[test]
    fn a_variable_must_stand_for_targets() {
        assert_eq!(
            found("for_each: category\nthen: { stage: $category }"),
            [
                "wrong-type: `$category` is a category, and `stage` is aimed at an area | $category: this needs an area | category: bound here | help: aim `stage` at an area"
            ]
        );
        assert_eq!(
            found("for_each: { what: [update, restrat] }\nthen: { block: $what }"),
            [
                "unknown-action: unknown action `restrat` | $what: not an action | what: `$what` stands for it | help: write `restart`"
            ]
        );
        assert_eq!(
            found("then: { stage: $area }"),
            [
                "unknown-variable: `$area` is not defined | $area: neither a variable of this rule nor a parameter | help: use one of `$staged` or `$max_age`"
            ]
        );
    }

    #[test]
    fn an_item_is_paused_in_its_category() {
        let policy = policy(&format!("rules:\n{}", rule("a.b", "each: { item: site.items }\nthen: { pause: $item }")));
        assert!(matches!(&policy.rules[0].effects[0].target, super::EffectTarget::Item(var) if &*var.name == "item"));
        assert_eq!(
            found("each: { change: release.changes }\nthen: { pause: $change }"),
            [
                "wrong-type: `$change` is an element without a category, and `pause` is aimed at a category or an item | $change: this needs a category or an item | help: write a category, or bind items such as those of `site.items`"
            ]
        );
        assert_eq!(
            found("each: { item: site.items }\nthen: { stage: $item }"),
            [
                "wrong-type: `$item` is an element, and `stage` is aimed at an area | $item: this needs an area | help: write an area after `stage:`, and `of: $item`"
            ]
        );
    }

    #[test]
    fn of_names_one_thing() {
        assert_eq!(found("each: { item: site.items }\nthen: { require: take-backup, of: $item }"), Vec::<String>::new());
        assert_eq!(found("then: { require: take-backup, of: site.backup.location }"), Vec::<String>::new());
        assert_eq!(
            found("then: { require: take-backup, of: site.items }"),
            [
                "wrong-type: `site.items` is a list, and `of` names one thing | site.items: not one value | help: bind its elements with `each`, and write `of: $name`"
            ]
        );
        assert_eq!(
            found("then: { rollback: prepare, of: site.id }"),
            ["misplaced-key: a rollback is of the whole update | of: not read here | help: remove `of`"]
        );
    }

    #[test]
    fn a_conclusion_is_a_name_and_not_a_variable() {
        assert_eq!(
            found("for_each: area\nthen: { derive: $area }"),
            [
                "wrong-type: `$area` can't be the name of a conclusion | $area: not a name | help: use lower-case letters, digits, hyphens and underscores; what it is concluded of goes into `of:`"
            ]
        );
    }
}
