//! The reference of facts: each with its type, meaning, example, and what leaving it out or writing `none` means.
//! All of it is said by the schemas; nothing is said here.

use crate::policy::Policy;
use crate::schema::relation::of_window;
use crate::schema::shape::{Form, Shape, written};
use crate::schema::{FactKind, Note, OnTheWay, Schemas};
use crate::skeleton;
use crate::text::wording;
use crate::value::Ty;

const HEAD: &str = "<!-- Generated from the schemas by `holdpoint generate`. -->

# Facts

Every fact that a document may state or a rule may read. `[]` stands for an element of a list, `*` for a key of your own.

What leaving a fact out means depends on its kind. An **observation**, which is the usual kind, is unknown. A **confirmation** was
not given. An **event** did not happen. The word `unknown` says the same as leaving a fact out, and so does blank text. `none` says
that there is no such thing, and may be written only where it has a meaning. Words that stand for nothing, such as `None`, `N/A`,
`TBD` or `-`, are no **name** and no other value; where it says **text**, any words may stand.

A date without a time is a day in the zone of the site (`site.zone`, else UTC). What it means where a point in time is wanted is said
of each fact: a beginning starts with the day, an end includes it, and everything else happened or will happen at some time of it, so
that a rule that depends on the time has more than one possible answer.
";

/// The page.
pub(super) fn page(policy: &Policy) -> String {
    let mut out = HEAD.to_owned();
    let common = skeleton::common(&policy.schemas.site);
    for root in Schemas::ROOTS {
        let Some(shape) = policy.schemas.root(root) else { continue };
        out.push_str(&format!("\n## {root}\n\n{}\n", shape.note.description));
        let fields = shape.record().into_iter().flat_map(|record| &record.fields);
        let (alone, groups): (Vec<_>, Vec<_>) = fields.partition(|(_, field)| bullet_only(field));
        if !alone.is_empty() {
            out.push('\n');
        }
        for (name, field) in alone {
            out.push_str(&bullet(&format!("{root}.{name}"), field, None));
        }
        for (name, field) in groups {
            let path = format!("{root}.{name}");
            out.push_str(&format!("\n### {path}\n\n{}\n", about(field, None)));
            out.push('\n');
            if field.note.item.is_some() {
                out.push_str("- Every field of `site.items[]`, and:\n");
            }
            field.walk(&mut |below, shape| {
                let full = written(&[&[root, name], below].concat());
                let of_element = if let ["[]", field, ..] = below { Some(*field) } else { None };
                let known = field.note.item.is_some() && of_element.is_some_and(|f| common.contains(f));
                let all = field.is_computed() && of_element.is_some_and(|f| !common.contains(f));
                let named = shape.note.from_vocabulary;
                let silent = below.is_empty() || known || all || named || is_bare_element(below, shape);
                if !silent {
                    out.push_str(&bullet(&full, shape, field.note.on_the_way));
                }
            });
        }
    }
    out
}

/// A scalar, or a list of scalars.
fn bullet_only(shape: &Shape) -> bool {
    match &shape.form {
        Form::Scalar(_) => true,
        Form::List(element) => element.ty().is_some(),
        Form::Record(_) | Form::Map { .. } => false,
    }
}

/// The element of a list of which nothing is to be said beside the list: its fields follow.
fn is_bare_element(names: &[&str], shape: &Shape) -> bool {
    names.last() == Some(&"[]") && (shape.ty().is_some() || shape.record().is_some())
}

fn bullet(path: &str, shape: &Shape, around: Option<OnTheWay>) -> String {
    format!("- `{path}` · {}\n  {}\n", takes(shape), about(shape, around))
}

/// What a fact takes, in words.
fn takes(shape: &Shape) -> String {
    match &shape.form {
        Form::List(element) => match &element.form {
            Form::Scalar(_) => format!("a list, each {}", takes(element)),
            _ => "a list of mappings".to_owned(),
        },
        Form::Scalar(Ty::Text) if !shape.note.free => "a name".to_owned(),
        Form::Scalar(ty) => short(ty),
        form => form.name(),
    }
}

/// The name of a type without its example: the schema gives a better one.
fn short(ty: &Ty) -> String {
    match ty {
        Ty::Enum(members) => members.words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "),
        ty => ty.name().split(" such as ").next().unwrap_or_default().trim_end_matches(',').to_owned(),
    }
}

/// The meaning, then everything else that the schema says and doesn't say of what is around.
fn about(shape: &Shape, around: Option<OnTheWay>) -> String {
    let note = &shape.note;
    let mut said = vec![note.description.clone()];
    let examples = examples(note).or_else(|| examples(&shape.element()?.note));
    said.extend(examples.map(|list| format!("For example {list}.")));
    said.extend(note.none.as_ref().map(|none| format!("`none`: {none}.")));
    said.extend(match note.kind {
        FactKind::Observation => None,
        kind => Some(format!("Kind: {}.", kind.name())),
    });
    said.extend(note.default.as_ref().map(|value| format!("Left out: `{value}`.")));
    let dated = shape.ty() == Some(&Ty::Instant) && note.computed.is_none();
    said.extend(dated.then(|| note.day.says().to_owned()));
    said.extend(note.known_from.map(|phase| format!("Known from phase `{}` on.", phase.name())));
    said.extend(on_the_way(note).filter(|_| note.on_the_way != around).map(str::to_owned));
    said.extend(note.observed.then(|| "A date after now is not used.".to_owned()));
    said.extend(shape.record().and_then(|r| r.software()).map(|_| "Its keys are software, in whatever spelling.".to_owned()));
    said.extend(note.partial.then(|| "More may exist than is listed, unless it says `partial: false`.".to_owned()));
    said.extend(note.exactly.then(|| "A version alone is just that one.".to_owned()));
    said.extend((shape.is_secret()).then(|| "Secret: a rule may only ask whether it exists.".to_owned()));
    said.extend(note.computed.as_ref().map(|_| "Computed: no document states it.".to_owned()));
    said.extend(note.evidence.then(|| "Speaks about the documents rather than the world.".to_owned()));
    said.extend(note.item.as_ref().map(|item| {
        let of = [("area", &item.area), ("category", &item.category)];
        let usual: Vec<String> =
            of.iter().filter_map(|(what, word)| Some(format!("its {what} is `{}`", word.as_ref()?))).collect();
        format!("Each is an item of kind `{}`; unless it says otherwise, {}.", item.name, wording::list_and(&usual))
    }));
    let own = of_window(shape).into_iter().chain(note.relations.iter().cloned());
    let below = shape.element().into_iter().flat_map(|e| of_window(e).into_iter().chain(e.note.relations.iter().cloned()));
    said.extend(own.chain(below).map(|r| format!("`{}` {} `{}`.", r.first, r.must.says(), r.then)));
    said.extend(note.actionable.as_ref().map(|action| {
        let acts = action.acts.as_ref().map(|role| format!("{role}, ")).unwrap_or_default();
        format!("To settle it: {} ({acts}cost {}).", action.action, action.cost)
    }));
    said.retain(|text| !text.is_empty());
    said.join(" ")
}

/// What it is over several versions, where that is not the default.
fn on_the_way(note: &Note) -> Option<&'static str> {
    match note.on_the_way? {
        OnTheWay::Agree => Some("Over several versions: what all of them say."),
        OnTheWay::Any => Some("Over several versions: what any of them says."),
        OnTheWay::Strictest => Some("Over several versions: the strictest."),
        OnTheWay::First => Some("Over several versions: what the first says."),
        OnTheWay::Target => Some("Over several versions: what the newest says."),
    }
}

fn examples(note: &Note) -> Option<String> {
    let plain = |json: &String| match serde_json::from_str(json).ok()? {
        serde_json::Value::String(text) => Some(format!("`{text}`")),
        value @ (serde_json::Value::Bool(_) | serde_json::Value::Number(_)) => Some(format!("`{value}`")),
        _ => None,
    };
    let list: Vec<String> = note.examples.iter().filter_map(plain).collect();
    (!list.is_empty()).then(|| list.join(", "))
}
