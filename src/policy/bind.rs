//! Reads what a rule binds: words when the policy is compiled (`for_each`), elements at run time (`each`), short names (`with`).
//! What is asked of them is read by `condition`.

use std::sync::Arc;

use super::fields::{self, Word};
use super::rule::{EachVar, GroundVar, WordsFrom};
use crate::condition::filled::{Filled, Missing, is_empty};
use crate::condition::path;
use crate::condition::read::free_name;
use crate::condition::scope::{Defined, Meaning, Scope};
use crate::condition::tree::PathTy;
use crate::condition::words;
use crate::diagnostic::{Code, Diagnostic, Sink, limits};
use crate::document::{Entry, Key, Kind, Node, Scalar};
use crate::schema::shape::{Form, Shape};
use crate::text::{Span, wording};
use crate::value::{Ty, Value};
use crate::vocabulary::{Kind as Table, Vocabulary};

/// Most variables that a rule may bind.
const MOST: usize = limits::VARIABLES.most;

/// What a rule binds.
#[derive(Default)]
pub(super) struct Bound {
    pub for_each: Vec<GroundVar>,
    pub each: Vec<EachVar>,
}

/// Reads `for_each`, `each` and `with` of a rule into its scope. None when one of them can't be used, which was reported:
/// what the rule asks can't be understood then.
pub(super) fn read(rule: &Node, scope: &mut Scope<'_>, sink: &mut Sink) -> Option<Bound> {
    let mut bound = Bound::default();
    let mut whole = true;
    let mut places: Vec<Span> = Vec::new();
    if let Some(entry) = rule.entry("for_each").filter(|e| !is_empty(&e.value)) {
        match for_each(entry, scope, sink, &mut places) {
            Some(vars) => bound.for_each = vars,
            None => whole = false,
        }
    }
    if let Some(entry) = rule.entry("each").filter(|e| !is_empty(&e.value)) {
        for var in mapping(entry, "each: { item: site.items }", sink).unwrap_or_default() {
            places.push(var.key.span);
            match each(var, scope, sink) {
                Some(var) => bound.each.push(var),
                None => whole = false,
            }
        }
        whole &= matches!(entry.value.kind, Kind::Map(_));
    }
    if let Some(third) = places.get(MOST) {
        sink.push(
            Diagnostic::new(Code::TooManyVariables, format!("a rule binds {} variables, and may bind {MOST}", places.len()))
                .at(*third, "one too many")
                .help("split the rule, or ask about the rest with `any` inside `when`"),
        );
        whole = false;
    }
    if let Some(entry) = rule.entry("with").filter(|e| !is_empty(&e.value)) {
        let shorts = mapping(entry, "with: { cat: site.automation.categories.$category }", sink);
        for short in shorts.unwrap_or_default() {
            whole &= with(short, scope, sink).is_some();
        }
        whole &= shorts.is_some();
    }
    whole.then_some(bound)
}

fn mapping<'n>(entry: &'n Entry, example: &str, sink: &mut Sink) -> Option<&'n [Entry]> {
    if matches!(entry.value.kind, Kind::Map(_)) {
        return Some(entry.value.entries());
    }
    sink.push(fields::wrong(entry, "a mapping from names to paths").help(format!("write {}", wording::quote(example))));
    None
}

/// The name of a variable, when it is one and free.
fn name(key: &Key, scope: &Scope<'_>, sink: &mut Sink) -> Option<Arc<str>> {
    let node = Node { span: key.span, kind: Kind::Scalar(Scalar { text: key.text.clone(), plain: false }) };
    free_name(&node, scope, sink).map(Arc::from)
}

fn for_each(entry: &Entry, scope: &mut Scope<'_>, sink: &mut Sink, places: &mut Vec<Span>) -> Option<Vec<GroundVar>> {
    if let Some(text) = entry.value.text() {
        let key = Key { text: text.to_owned(), span: entry.value.span };
        let ty = table(text);
        let Some(ty) = ty else {
            let word = Word { text: Arc::from(text), span: entry.value.span };
            sink.push(
                fields::unknown_value("for_each", &word, &["category", "area"])
                    .note("other words are written as a list: `for_each: { product: [a, b] }`"),
            );
            return None;
        };
        places.push(key.span);
        return Some(vec![ground(&key, all(&ty, scope.vocabulary), ty, WordsFrom::Vocabulary, scope, sink)?]);
    }
    let mut vars = Vec::new();
    let mut whole = matches!(entry.value.kind, Kind::Map(_));
    if !whole {
        sink.push(
            fields::wrong(entry, "`category`, `area` or a mapping").help("write `for_each: { area: [workflows, agents] }`"),
        );
    }
    for var in entry.value.entries() {
        places.push(var.key.span);
        let from = match var.value.text().and_then(|t| t.strip_prefix('$')) {
            Some(name) => WordsFrom::Param(Arc::from(name)),
            None => WordsFrom::List,
        };
        let read = words_of(var, scope, sink).and_then(|(words, ty)| ground(&var.key, words, ty, from, scope, sink));
        match read {
            Some(var) => vars.push(var),
            None => whole = false,
        }
    }
    whole.then_some(vars)
}

fn ground(
    key: &Key,
    mut words: Vec<Arc<str>>,
    ty: Ty,
    from: WordsFrom,
    scope: &mut Scope<'_>,
    sink: &mut Sink,
) -> Option<GroundVar> {
    let name = name(key, scope, sink)?;
    scope.bind_ground(&name, ty.clone());
    words.sort();
    words.dedup();
    Some(GroundVar { name, words, ty, from, span: key.span })
}

/// The type that the name of a variable gives it.
fn table(name: &str) -> Option<Ty> {
    match name {
        "area" => Some(Ty::Area),
        "category" => Some(Ty::Category),
        _ => None,
    }
}

fn all(ty: &Ty, vocabulary: &Vocabulary) -> Vec<Arc<str>> {
    let table = if *ty == Ty::Area { Table::Area } else { Table::Category };
    vocabulary.names(table).into_iter().map(Arc::from).collect()
}

/// The words of a variable: a list, or a parameter that is one.
fn words_of(var: &Entry, scope: &Scope<'_>, sink: &mut Sink) -> Option<(Vec<Arc<str>>, Ty)> {
    let wanted = table(&var.key.text);
    Filled::of(var, || nothing_bound(var, wanted.as_ref(), scope.vocabulary), sink)?;
    if let Some(name) = var.value.text().and_then(|t| t.strip_prefix('$')) {
        return parameter(name, wanted, var, scope, sink);
    }
    let Kind::List(_) = &var.value.kind else {
        let problem = fields::wrong(var, "a list of words, or a `$parameter` that is one");
        sink.push(match var.value.text() {
            Some(text) => problem.help(format!("write {}", wording::quote(&format!("[{text}]")))),
            None => problem,
        });
        return None;
    };
    let node = Node { span: var.value.span, kind: Kind::Map(vec![var.clone()]) };
    let written = fields::words(&node, &var.key.text, sink)?;
    let ty = wanted.unwrap_or(Ty::Text);
    let mut whole = written.len() == var.value.elements().len();
    for word in &written {
        if let Some(problem) = unknown(word, &ty, scope.vocabulary) {
            sink.push(problem);
            whole = false;
        }
    }
    whole.then(|| (written.into_iter().map(|w| w.text).collect(), ty))
}

fn nothing_bound(var: &Entry, wanted: Option<&Ty>, vocabulary: &Vocabulary) -> Missing {
    let example = wanted.and_then(|ty| all(ty, vocabulary).into_iter().next());
    let list = wording::quote(&format!("[{}]", example.as_deref().unwrap_or("a")));
    Missing {
        headline: format!("{} stands for no words, so there is no such rule", wording::quote(&format!("${}", var.key.text))),
        help: format!("write its words, such as {list}"),
    }
}

fn unknown(word: &Word, ty: &Ty, vocabulary: &Vocabulary) -> Option<Diagnostic> {
    match ty {
        Ty::Area if !vocabulary.has(Table::Area, &word.text) => Some(words::unknown_area(&word.text, word.span, vocabulary)),
        Ty::Category if !vocabulary.has(Table::Category, &word.text) => {
            Some(words::unknown_category(&word.text, word.span, vocabulary))
        }
        _ => None,
    }
}

fn parameter(name: &str, wanted: Option<Ty>, var: &Entry, scope: &Scope<'_>, sink: &mut Sink) -> Option<(Vec<Arc<str>>, Ty)> {
    let Some(param) = scope.params.get(name) else {
        sink.push(path::unknown_variable(name, var.value.span, scope));
        return None;
    };
    let ty = wanted.unwrap_or_else(|| param.ty.clone());
    let words: Option<Vec<Arc<str>>> = param
        .values
        .iter()
        .map(|value| match value {
            Value::Word(word) | Value::Text(word) => Some(word.clone()),
            _ => None,
        })
        .collect();
    match words {
        Some(words) if param.ty == ty && param.list => Some((words, ty)),
        _ => {
            let wants = match ty {
                Ty::Area => "a list of areas",
                Ty::Category => "a list of categories",
                _ => "a list of words",
            };
            sink.push(
                Diagnostic::new(Code::WrongType, format!("{} wants {wants}", wording::quote(&var.key.text)))
                    .at(var.value.span, format!("`${name}` is another kind of parameter"))
                    .help("use a parameter that is such a list, or write the words out"),
            );
            None
        }
    }
}

fn each(var: &Entry, scope: &mut Scope<'_>, sink: &mut Sink) -> Option<EachVar> {
    Filled::of(var, || Missing::example(&var.key.text, "site.items"), sink)?;
    let Some(text) = var.value.text() else {
        sink.push(fields::wrong(var, "the path of a list"));
        return None;
    };
    let located = path::read(text.trim(), var.value.span, scope, sink)?;
    let Some(means) = located.shape.and_then(element) else {
        sink.push(
            Diagnostic::new(Code::WrongType, format!("{} is no list or map of facts", wording::quote(text)))
                .at(var.value.span, "has no elements to bind")
                .help("write the path of a list or map, such as `site.items`"),
        );
        return None;
    };
    let name = name(&var.key, scope, sink)?;
    scope.bind_element(&name, means);
    Some(EachVar { name, collection: located.path, span: var.key.span })
}

/// What is bound of a collection: the elements of a list, the entries of a map.
fn element<'s>(shape: &'s Shape) -> Option<impl FnOnce(usize) -> Meaning<'s>> {
    let (element, entry) = match &shape.form {
        Form::List(element) => (&**element, false),
        Form::Map { value, .. } => (&**value, true),
        Form::Record(record) => (record.rest.as_deref()?, true),
        Form::Scalar(_) => return None,
    };
    Some(move |frame| if entry { Meaning::Entry(frame, element) } else { Meaning::Element(frame, element) })
}

fn with(short: &Entry, scope: &mut Scope<'_>, sink: &mut Sink) -> Option<()> {
    Filled::of(short, || Missing::example(&short.key.text, "site.window"), sink)?;
    let Some(text) = short.value.text() else {
        sink.push(fields::wrong(short, "a path"));
        return None;
    };
    let located = path::read(text.trim(), short.value.span, scope, sink)?;
    let Some(shape) = located.shape.filter(|_| located.path.ty != PathTy::Things) else {
        sink.push(
            Diagnostic::new(Code::WrongType, format!("{} can't have a short name", wording::quote(text)))
                .at(short.value.span, "no fact of a document")
                .help("write it out where it is used"),
        );
        return None;
    };
    let name = name(&short.key, scope, sink)?;
    scope.vars.push(Defined { name, means: Meaning::Short(located.path, shape) });
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::policy::testing::{policy, problems, rule};

    fn words(for_each: &str, then: &str) -> Vec<String> {
        let policy = policy(&format!("rules:\n{}", rule("a.b", &format!("for_each: {for_each}\nthen: {then}"))));
        let rule = policy.rules.iter().find(|r| r.id.as_str() == "a.b").unwrap();
        rule.for_each.iter().map(|v| format!("{}: {}", v.name, v.words.join(" "))).collect()
    }

    fn found(lines: &str) -> Vec<String> {
        problems(&format!("rules:\n{}", rule("a.b", lines)))
    }

    #[test]
    fn words_come_from_the_vocabulary_a_list_or_a_parameter() {
        assert_eq!(words("category", "{ pause: $category }"), ["category: commerce content"]);
        assert_eq!(words("{ area: [workflows, agents, agents] }", "{ stage: $area }"), ["area: agents workflows"]);
        assert_eq!(words("{ area: $staged }", "{ stage: $area }"), ["area: workflows"]);
        assert_eq!(words("{ product: [b, a] }", "{ derive: seen, of: $product }"), ["product: a b"]);
    }

    #[test]
    fn unknown_words_and_parameters_are_named() {
        assert_eq!(
            found("for_each: { area: [agent] }\nthen: { stage: $area }"),
            ["unknown-area: unknown area `agent` | agent: not an area | help: write `agents`"]
        );
        assert_eq!(
            found("for_each: { category: $staged }\nthen: { pause: $category }"),
            [
                "wrong-type: `category` wants a list of categories | $staged: `$staged` is another kind of parameter | help: use a parameter that is such a list, or write the words out"
            ]
        );
        assert_eq!(
            found("for_each: { area: $stagd }\nthen: { stage: $area }"),
            [
                "unknown-variable: `$stagd` is not defined | $stagd: neither a variable of this rule nor a parameter | help: write `$staged`"
            ]
        );
        assert_eq!(
            found("for_each: areas\nthen: { stage: $areas }"),
            ["unknown-value: `for_each` can't be `areas` | areas: not one of the words allowed | help: write `area`"]
        );
    }

    #[test]
    fn elements_come_from_a_list_or_map() {
        assert_eq!(
            found("each: { backup: site.backup }\nthen: { require: take-backup }"),
            [
                "wrong-type: `site.backup` is no list or map of facts | site.backup: has no elements to bind | help: write the path of a list or map, such as `site.items`"
            ]
        );
        assert_eq!(
            found("each: { item: site.itmes }\nthen: { pause: $item }"),
            ["unknown-path: `site.itmes` is no fact | itmes: no field of `site` | help: write `items`"]
        );
    }

    #[test]
    fn two_variables_are_the_most() {
        assert_eq!(
            found("for_each: { area: [agents], category: [commerce] }\neach: { item: site.items }\nthen: { pause: $item }"),
            [
                "too-many-variables: a rule binds 3 variables, and may bind 2 | item: one too many | help: split the rule, or ask about the rest with `any` inside `when`"
            ]
        );
    }

    #[test]
    fn a_name_is_taken_once() {
        assert_eq!(
            found("for_each: area\neach: { area: site.items }\nthen: { stage: $area }"),
            ["duplicate-variable: `$area` is taken already | area: a variable has this name | help: choose another name"]
        );
        assert_eq!(
            found("each: { max_age: site.items }\nthen: { pause: $max_age }"),
            ["duplicate-variable: `$max_age` is taken already | max_age: a parameter has this name | help: choose another name"]
        );
    }

    #[test]
    fn a_short_name_stands_for_a_path() {
        let lines = "for_each: category\nwith: { cat: site.automation.categories.$category }\nwhen: { $cat.enabled: true }\nthen: { pause: $category }";
        assert_eq!(found(lines), Vec::<String>::new());
        assert_eq!(
            found("with: { moment: now }\nthen: { require: take-backup }"),
            ["wrong-type: `now` can't have a short name | now: no fact of a document | help: write it out where it is used"]
        );
    }
}
