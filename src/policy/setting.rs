//! Sets parameters: what packs say in `params` by name, within the limits of the declaration, with what that loosens.
//! Declarations are read by `param`.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::Loosening;
use super::param::{self, Param, Stricter, Words};
use super::source::PackSource;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::{Entry, Kind};
use crate::text::{Span, suggest, wording};
use crate::value::Value;

/// Reads all `params` of the packs, base first: a mapping declares a parameter, anything else sets one.
pub(super) fn read(
    packs: &[(Arc<str>, &PackSource)],
    with: Words<'_>,
    loosened: &mut Vec<Loosening>,
    sink: &mut Sink,
) -> BTreeMap<Arc<str>, Param> {
    let mut params: BTreeMap<Arc<str>, Param> = BTreeMap::new();
    // The names of declarations that could not be read, so that setting them is no second problem.
    let mut broken: Vec<&str> = Vec::new();
    for (pack, source) in packs {
        let nodes = source.files.iter().filter_map(|f| f.document.root.entry("params"));
        let mut settings: Vec<&Entry> = Vec::new();
        for section in nodes.filter(|e| !e.value.is_null()) {
            if !matches!(section.value.kind, Kind::Map(_)) {
                sink.push(super::fields::wrong(section, "a mapping from names to values"));
            }
            let (declared, set): (Vec<&Entry>, Vec<&Entry>) = section
                .value
                .entries()
                .iter()
                .filter(|e| !e.key.text.starts_with("x-"))
                .partition(|e| matches!(e.value.kind, Kind::Map(_)));
            settings.extend(set);
            for entry in declared {
                match params.get(entry.key.text.as_str()) {
                    Some(first) => sink.push(declared_again(first, entry)),
                    None => match param::declare(entry, pack, with, sink) {
                        Some(param) => drop(params.insert(param.name.clone(), param)),
                        None => broken.push(&entry.key.text),
                    },
                }
            }
        }
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        for entry in settings {
            if let Some(first) = seen.insert(&entry.key.text, entry.key.span) {
                sink.push(set_again(pack, entry, first));
                continue;
            }
            let names: Vec<String> = params.keys().map(ToString::to_string).collect();
            match params.get_mut(entry.key.text.as_str()) {
                Some(param) => loosened.extend(set(param, entry, pack, with, sink)),
                None if broken.contains(&entry.key.text.as_str()) => {}
                None => sink.push(unknown(entry, &names)),
            }
        }
    }
    params
}

/// Sets one parameter; says what that loosens.
fn set(param: &mut Param, entry: &Entry, pack: &Arc<str>, with: Words<'_>, sink: &mut Sink) -> Option<Loosening> {
    let written = param::read_values(&entry.value, &param.value.ty, param.value.list, with, sink)?;
    if !check_limits(param, &written, entry.value.span, sink) {
        return None;
    }
    let mut values = written;
    if param.may_grow.is_some() {
        // What a pack writes is added, so that the list of the base can grow later without anybody noticing too late.
        let added: Vec<Value> = values.into_iter().filter(|v| !param.value.values.contains(v)).collect();
        values = param.value.values.iter().cloned().chain(added).collect();
    }
    let sentence = (param.pack != *pack).then(|| laxer(param, &values)).flatten();
    param.value.values = values;
    param.set = entry.value.span;
    sentence.map(|sentence| Loosening { sentence, pack: pack.clone(), span: entry.key.span.to(entry.value.span) })
}

/// What is laxer about the new values.
fn laxer(param: &Param, new: &[Value]) -> Option<String> {
    let old = &param.value.values;
    let name = wording::quote(&param.name);
    let texts =
        |values: Vec<&Value>| wording::list_and(&values.iter().map(|v| wording::quote(&v.to_string())).collect::<Vec<_>>());
    let Some(side) = param.stricter else {
        let shown = |values: &[Value]| if values.is_empty() { "nothing".to_owned() } else { texts(values.iter().collect()) };
        let sentence =
            || format!("the parameter {name} is {} instead of {}, and nobody says which is stricter", shown(new), shown(old));
        return (new != old.as_slice()).then(sentence);
    };
    match side {
        Stricter::More => {
            let gone: Vec<&Value> = old.iter().filter(|v| !new.contains(v)).collect();
            (!gone.is_empty()).then(|| format!("the parameter {name} loses {}, and more is stricter", texts(gone)))
        }
        Stricter::Fewer => {
            let added: Vec<&Value> = new.iter().filter(|v| !old.contains(v)).collect();
            (!added.is_empty()).then(|| format!("the parameter {name} gains {}, and fewer is stricter", texts(added)))
        }
        Stricter::Smaller | Stricter::Larger => {
            let (old, new) = (old.first()?, new.first()?);
            let lax = if side == Stricter::Smaller { Ordering::Greater } else { Ordering::Less };
            (param.order(new, old)? == lax)
                .then(|| format!("the parameter {name} is {new} instead of {old}, and {} is stricter", side.name()))
        }
    }
}

/// Whether values lie within the limits of a parameter; pushes a problem where one doesn't.
pub(super) fn check_limits(param: &Param, values: &[Value], span: Span, sink: &mut Sink) -> bool {
    let mut within = true;
    for value in values {
        let limits = [(&param.min, Ordering::Less, "at least"), (&param.max, Ordering::Greater, "at most")];
        for (limit, beyond, side) in limits {
            if let Some(limit) = limit
                && param.order(value, &limit.value) == Some(beyond)
            {
                within = false;
                sink.push(
                    Diagnostic::new(
                        Code::ParameterOutOfBounds,
                        format!("parameter {} is {value}, and must be {side} {}", wording::quote(&param.name), limit.value),
                    )
                    .at(span, "outside the limits")
                    .at(limit.span, "the limit")
                    .help(format!("write {}", wording::quote(&limit.value.to_string()))),
                );
            }
        }
    }
    within
}

fn unknown(entry: &Entry, names: &[String]) -> Diagnostic {
    let word = param::named(entry);
    let problem = Diagnostic::new(Code::UnknownParameter, format!("unknown parameter {}", wording::quote(&word.text)))
        .at(word.span, "no pack declares it")
        .meant(word.span, &word.text, suggest::only(&word.text, names));
    match suggest::nearest(&word.text, names) {
        Some(near) => problem.help(format!("write `{near}`")),
        None => problem.help(format!("declare it: `{}: {{ type: …, default: …, about: … }}`", word.text)),
    }
}

fn declared_again(first: &Param, entry: &Entry) -> Diagnostic {
    Diagnostic::new(Code::RedefinedEntry, format!("parameter {} is declared already", wording::quote(&first.name)))
        .at(entry.key.span, "declared again here")
        .at(first.span, "first declared here")
        .help(format!("write `{}: VALUE` to set it", first.name))
        .note(format!("pack {} declares it", wording::quote(&first.pack)))
}

fn set_again(pack: &str, entry: &Entry, first: Span) -> Diagnostic {
    Diagnostic::new(
        Code::RedefinedEntry,
        format!("pack {} sets parameter {} twice", wording::quote(pack), wording::quote(&entry.key.text)),
    )
    .at(entry.key.span, "set again here")
    .at(first, "first set here")
    .help("remove one of the two")
}

#[cfg(test)]
mod tests {
    use crate::policy::testing::{extended, problems};

    fn loosened(file: &str) -> Vec<String> {
        let (policy, problems) = extended(file);
        assert_eq!(problems, Vec::<String>::new());
        policy.unwrap().loosened.into_iter().map(|l| l.sentence).collect()
    }

    #[test]
    fn a_parameter_is_moved_within_its_limits() {
        let (policy, problems) = extended("params: { max_age: 12h }\n");
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(policy.unwrap().params["max_age"].values[0].to_string(), "12h");
        assert_eq!(
            extended("params: { max_age: 8d }\n").1,
            [
                "parameter-out-of-bounds: parameter `max_age` is 8d, and must be at most 7d | 8d: outside the limits | 7d: the limit | help: write `7d`"
            ]
        );
        assert_eq!(
            extended("params: { max_age: 10m }\n").1,
            [
                "parameter-out-of-bounds: parameter `max_age` is 10m, and must be at least 1h | 10m: outside the limits | 1h: the limit | help: write `1h`"
            ]
        );
    }

    #[test]
    fn only_the_lax_side_loosens() {
        assert_eq!(loosened("params: { max_age: 12h }\n"), Vec::<String>::new());
        assert_eq!(
            loosened("params: { max_age: 48h }\n"),
            ["the parameter `max_age` is 2d instead of 1d, and smaller is stricter"]
        );
    }

    #[test]
    fn what_is_written_to_a_list_that_may_grow_is_added() {
        let (policy, problems) = extended("params: { staged: [agents] }\n");
        assert_eq!(problems, Vec::<String>::new());
        let policy = policy.unwrap();
        let words: Vec<String> = policy.params["staged"].values.iter().map(ToString::to_string).collect();
        assert_eq!((words, policy.loosened), (vec!["workflows".to_owned(), "agents".to_owned()], Vec::new()));
    }

    #[test]
    fn another_list_is_replaced_and_what_it_loses_loosens() {
        let base = "params: { kinds: { type: text-list, default: [store, blog], stricter: more, about: Kinds. } }\n";
        let (policy, found, _) = crate::policy::testing::read(&[
            &[crate::policy::testing::BASE, crate::policy::testing::FIRST, &format!("kind: policy\nname: base\n{base}")],
            &["kind: policy\nname: acme\nparams: { kinds: [store, shop] }\n"],
        ]);
        assert_eq!(found.iter().filter(|d| d.code.name() != "unused-parameter").count(), 0);
        let sentences: Vec<String> = policy.unwrap().loosened.into_iter().map(|l| l.sentence).collect();
        assert_eq!(sentences, ["the parameter `kinds` loses `blog`, and more is stricter"]);
    }

    #[test]
    fn an_unknown_parameter_gets_the_near_one() {
        assert_eq!(
            extended("params: { max_aeg: 12h }\n").1,
            ["unknown-parameter: unknown parameter `max_aeg` | max_aeg: no pack declares it | help: write `max_age`"]
        );
        assert_eq!(
            extended("params: { colour: red }\n").1,
            [
                "unknown-parameter: unknown parameter `colour` | colour: no pack declares it | help: declare it: `colour: { type: …, default: …, about: … }`"
            ]
        );
    }

    #[test]
    fn a_declaration_and_a_setting_are_said_once() {
        assert_eq!(
            extended("params: { max_age: { type: duration, default: 1h, about: x } }\n").1,
            [
                "redefined-entry: parameter `max_age` is declared already | max_age: declared again here | max_age: first declared here | help: write `max_age: VALUE` to set it"
            ]
        );
        assert_eq!(problems("params: { max_age: 2h }\n"), Vec::<String>::new());
    }
}
