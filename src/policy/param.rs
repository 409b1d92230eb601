//! Parameters: what packs leave to a team, declared once with type, default, limits and the side that is stricter.
//! Setting them is left to `setting`, using them to `condition`.

use std::cmp::Ordering;
use std::sync::Arc;

use super::fields::{self, Word};
use super::keys;
use super::manifest::read_scheme;
use crate::condition::filled::{Filled, Missing};
use crate::condition::operators::operand;
use crate::condition::scope::{ParamValue, Params, Scope};
use crate::condition::tree::Operand;
use crate::condition::words;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::{Entry, Kind, Node};
use crate::schema::Schemas;
use crate::text::{Span, wording};
use crate::value::{Members, Scheme, Ty, Value};
use crate::vocabulary::Vocabulary;

/// A parameter as its pack declares it, with the value that it has now.
#[derive(Clone, Debug)]
pub struct Param {
    /// Its name.
    pub name: Arc<str>,
    /// The pack that declares it.
    pub pack: Arc<str>,
    /// The place of its name.
    pub span: Span,
    /// What it means, as a sentence.
    pub about: String,
    /// The value it has unless a pack sets it.
    pub default: Vec<Value>,
    /// The value it has.
    pub value: ParamValue,
    /// The place of that value.
    pub set: Span,
    /// The smallest value allowed.
    pub min: Option<Limit>,
    /// The largest value allowed.
    pub max: Option<Limit>,
    /// Which side is stricter.
    pub stricter: Option<Stricter>,
    /// Where it says that later packs only add to the list.
    pub may_grow: Option<Span>,
}

/// A limit with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The limit itself is allowed.
    pub value: Value,
    /// Where it stands.
    pub span: Span,
}

/// The side on which a parameter asks for more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stricter {
    /// A smaller value.
    Smaller,
    /// A larger value.
    Larger,
    /// A longer list.
    More,
    /// A shorter list.
    Fewer,
}

/// What parameters are read with.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub schemas: &'a Schemas,
    pub vocabulary: &'a Vocabulary,
    /// How versions are ordered where a parameter doesn't say.
    pub scheme: Scheme,
}

const TYPES: [&str; 10] =
    ["duration", "integer", "version", "text", "enum", "area", "category", "area-list", "category-list", "text-list"];

impl Stricter {
    const ALL: [Stricter; 4] = [Stricter::Smaller, Stricter::Larger, Stricter::More, Stricter::Fewer];

    /// The word in policies.
    pub fn name(self) -> &'static str {
        match self {
            Stricter::Smaller => "smaller",
            Stricter::Larger => "larger",
            Stricter::More => "more",
            Stricter::Fewer => "fewer",
        }
    }

    /// Whether it speaks of lists.
    fn of_lists(self) -> bool {
        matches!(self, Stricter::More | Stricter::Fewer)
    }
}

impl Param {
    /// How two values of its type are ordered; none where they have no order.
    pub(super) fn order(&self, a: &Value, b: &Value) -> Option<Ordering> {
        match (a, b, &self.value.ty) {
            (Value::Version(a), Value::Version(b), _) => a.cmp_meaning(b),
            (Value::Word(a), Value::Word(b), Ty::Enum(members)) => {
                let rank = |word: &Arc<str>| members.words.iter().position(|w| w == word);
                Some(rank(a)?.cmp(&rank(b)?))
            }
            (Value::Integer(a), Value::Integer(b), _) => Some(a.cmp(b)),
            (Value::Duration(a), Value::Duration(b), _) => Some(a.cmp(b)),
            _ => None,
        }
    }
}

/// Reads a declaration. `entry` is the name with a mapping.
pub(super) fn declare(entry: &Entry, pack: &Arc<str>, with: Words<'_>, sink: &mut Sink) -> Option<Param> {
    let (name, node) = (entry.key.text.as_str(), &entry.value);
    let what = format!("parameter {}", wording::quote(name));
    if !crate::condition::read::is_name(name) {
        sink.push(
            Diagnostic::new(Code::WrongType, format!("{} can't be the name of a parameter", wording::quote(name)))
                .at(entry.key.span, "not a name")
                .help("use lower-case letters, digits and underscores"),
        );
        return None;
    }
    keys::check(&what, node.entries(), &keys::PARAM, sink);
    let lacks: Vec<&str> = ["type", "default", "about"].into_iter().filter(|key| !says(node, key)).collect();
    if !lacks.is_empty() {
        let help = "write `{ type: duration, default: 24h, about: \"what it means\" }`".to_owned();
        sink.push(fields::missing(Code::MissingKey, &what, &lacks, entry.key.span, help));
        return None;
    }
    let (ty, list) = read_type(node, with, sink)?;
    let default = read_values(node.get("default")?, &ty, list, with, sink)?;
    let limit = |key: &str, sink: &mut Sink| {
        let limit = node.get(key)?;
        Some(Limit { value: read_value(limit, &ty, with, sink)?, span: limit.span })
    };
    let (min, max) = if ordered(&ty) && !list {
        (limit("min", sink), limit("max", sink))
    } else {
        for entry in ["min", "max"].iter().filter_map(|key| node.entry(key)) {
            sink.push(no_limit(&what, entry));
        }
        (None, None)
    };
    let param = Param {
        name: Arc::from(name),
        pack: pack.clone(),
        span: entry.key.span,
        about: fields::name(node, "about", sink).unwrap_or_default(),
        default: default.clone(),
        set: node.get("default").map_or(entry.key.span, |n| n.span),
        min,
        max,
        stricter: read_stricter(node, &ty, list, sink),
        may_grow: node.entry("may_grow").filter(|_| fields::flag(node, "may_grow", sink)).map(|e| e.key.span.to(e.value.span)),
        value: ParamValue { ty, list, values: default },
    };
    if let Some(entry) = node.entry("may_grow").filter(|_| !list) {
        sink.push(
            Diagnostic::new(Code::WrongType, format!("{what} is no list, so it can't grow"))
                .at(entry.key.span, "only lists grow")
                .help("remove `may_grow`"),
        );
    }
    super::setting::check_limits(&param, &param.value.values, param.set, sink);
    Some(param)
}

/// Whether a key says something. An empty list is a value of a list, which a team may fill.
fn says(node: &Node, key: &str) -> bool {
    fields::has(node, key) || (key == "default" && node.get(key).is_some_and(|n| matches!(n.kind, Kind::List(_))))
}

fn read_type(node: &Node, with: Words<'_>, sink: &mut Sink) -> Option<(Ty, bool)> {
    let word = fields::word(node, "type", sink)?;
    let ty = match &*word.text {
        "duration" => Ty::Duration,
        "integer" => Ty::Integer { min: i64::MIN, max: i64::MAX },
        "version" => match fields::word(node, "scheme", sink) {
            Some(scheme) => Ty::Version(read_scheme("scheme", &scheme, sink)?),
            None => Ty::Version(with.scheme),
        },
        "text" | "text-list" => Ty::Text,
        "area" | "area-list" => Ty::Area,
        "category" | "category-list" => Ty::Category,
        "enum" => {
            let words = fields::words(node, "words", sink).unwrap_or_default();
            if words.is_empty() {
                let help = "add `words: [low, medium, high]`, from smaller to larger".to_owned();
                sink.push(fields::missing(Code::MissingKey, "a parameter of type `enum`", &["words"], word.span, help));
                return None;
            }
            Ty::Enum(Arc::new(Members { words: words.into_iter().map(|w| w.text).collect(), ordered: true }))
        }
        _ => {
            sink.push(fields::unknown_value("type", &word, &TYPES));
            return None;
        }
    };
    Some((ty, word.text.ends_with("-list")))
}

fn ordered(ty: &Ty) -> bool {
    match ty {
        Ty::Version(scheme) => *scheme != Scheme::Opaque,
        ty => matches!(ty, Ty::Duration | Ty::Integer { .. } | Ty::Enum(_)),
    }
}

fn no_limit(what: &str, entry: &Entry) -> Diagnostic {
    Diagnostic::new(Code::WrongType, format!("{what} has no order, so it has no `{}`", entry.key.text))
        .at(entry.key.span, "values of this type are neither smaller nor larger")
        .help("remove it")
}

fn read_stricter(node: &Node, ty: &Ty, list: bool, sink: &mut Sink) -> Option<Stricter> {
    let word = fields::word(node, "stricter", sink)?;
    let fits: Vec<&str> =
        Stricter::ALL.into_iter().filter(|s| s.of_lists() == list && (list || ordered(ty))).map(Stricter::name).collect();
    let found = Stricter::ALL.into_iter().find(|s| s.name() == &*word.text && fits.contains(&s.name()));
    if found.is_none() && fits.is_empty() {
        sink.push(
            Diagnostic::new(Code::WrongType, "a parameter without an order has no stricter side")
                .at(word.span, "stricter than what?")
                .help("remove `stricter`"),
        );
    } else if found.is_none() {
        sink.push(fields::unknown_value("stricter", &word, &fits));
    }
    found
}

/// Reads the value of a parameter: one, or a list of them.
pub(super) fn read_values(node: &Node, ty: &Ty, list: bool, with: Words<'_>, sink: &mut Sink) -> Option<Vec<Value>> {
    if !list {
        return read_value(node, ty, with, sink).map(|value| vec![value]);
    }
    let Kind::List(elements) = &node.kind else {
        let problem = Diagnostic::new(Code::WrongType, format!("a list is wanted, this is {}", node.describe()))
            .at(node.span, "not a list");
        sink.push(match node.text() {
            Some(text) => problem.help(format!("write {}", wording::quote(&format!("[{text}]")))),
            None => problem.help("write `[a, b]`"),
        });
        return None;
    };
    let read: Vec<Option<Value>> = elements.iter().map(|e| read_value(e, ty, with, sink)).collect();
    let mut values: Vec<Value> = Vec::new();
    for value in read.into_iter().collect::<Option<Vec<Value>>>()? {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    Some(values)
}

fn read_value(node: &Node, ty: &Ty, with: Words<'_>, sink: &mut Sink) -> Option<Value> {
    let (params, derived) = (Params::new(), std::collections::BTreeMap::new());
    let scope = Scope::new(with.schemas, with.vocabulary, &params, &derived);
    let filled = Filled::at(node, node.span, || Missing::member(&operand::example_value(ty, &scope)), sink)?;
    match (ty, node.text()) {
        (Ty::Enum(members), Some(text)) if ty.read(text).is_none() => {
            let names: Vec<&str> = members.words.iter().map(|w| &**w).collect();
            sink.push(words::unknown(Code::UnknownValue, "value", text, node.span, &names));
            return None;
        }
        (_, None) => {
            sink.push(
                Diagnostic::new(Code::WrongType, format!("{} is wanted, this is {}", ty.name(), node.describe()))
                    .at(node.span, "not a value"),
            );
            return None;
        }
        _ => {}
    }
    match operand::read(filled, ty, &scope, sink)? {
        Operand::Value(value) => Some(value),
        Operand::Param(..) | Operand::Fact(_) | Operand::Var(_) => None,
    }
}

/// The name of an entry of `params` as a word, for problems.
pub(super) fn named(entry: &Entry) -> Word {
    Word { text: Arc::from(entry.key.text.as_str()), span: entry.key.span }
}

#[cfg(test)]
mod tests {
    use crate::policy::testing::{policy, problems};

    #[test]
    fn a_declaration_has_a_type_a_value_and_a_meaning() {
        let policy = policy("x-none: 1\n");
        let shown: Vec<String> =
            policy.declared.iter().map(|p| format!("{} = {}: {}", p.name, p.value.values[0], p.about)).collect();
        assert_eq!(shown, ["max_age = 1d: How old a backup may be.", "staged = workflows: Areas that are staged."]);
        assert_eq!(policy.params["max_age"].values, policy.declared[0].default);
    }

    #[test]
    fn what_a_declaration_lacks_is_named() {
        assert_eq!(
            problems("params: { limit: { type: integer } }\n"),
            [
                "missing-key: parameter `limit` has no `default` and `about` | limit: `default` and `about` missing here | help: write `{ type: duration, default: 24h, about: \"what it means\" }`"
            ]
        );
    }

    #[test]
    fn values_of_another_type_are_refused() {
        let declared = |lines: &str| problems(&format!("params: {{ p: {{ about: x, {lines} }} }}\n"));
        let first = |lines: &str| declared(lines).into_iter().next().unwrap_or_default();
        assert_eq!(
            first("type: duration, default: 24"),
            "bad-duration: `24` is not a duration such as `24h` | 24: a duration such as `24h` is wanted | help: write a duration with its unit, such as `24h`, `90m` or `7d`"
        );
        assert_eq!(
            first("type: area-list, default: [workflow]"),
            "unknown-area: unknown area `workflow` | workflow: not an area | help: write `workflows`"
        );
        assert_eq!(
            first("type: enum, words: [low, high], default: hihg"),
            "unknown-value: unknown value `hihg` | hihg: no such value | help: write `high`"
        );
        assert_eq!(
            first("type: enum, default: high").split(" | ").next(),
            Some("missing-key: a parameter of type `enum` has no `words`")
        );
        assert_eq!(
            first("type: duraton, default: 24h"),
            "unknown-value: `type` can't be `duraton` | duraton: not one of the words allowed | help: write `duration`"
        );
        assert_eq!(
            first("type: text-list, default: a"),
            "wrong-type: a list is wanted, this is text | a: not a list | help: write `[a]`"
        );
    }

    #[test]
    fn what_has_no_order_has_no_limits_and_no_stricter_side() {
        let text = problems("params: { p: { about: x, type: text, default: a, min: a, stricter: smaller, may_grow: true } }\n");
        let headlines: Vec<&str> = text.iter().filter_map(|p| p.split(" | ").next()).collect();
        assert_eq!(
            headlines,
            [
                "wrong-type: parameter `p` has no order, so it has no `min`",
                "wrong-type: a parameter without an order has no stricter side",
                "wrong-type: parameter `p` is no list, so it can't grow"
            ]
        );
    }
}
