//! What can be wrong with a value of a document, and how it is said.
//! Finding it is `validate`'s business, keys are `stray`'s.

use super::cure::{cure, or_unknown};
use super::index::Index;
use super::place::Place;
use super::shape::{Form, Shape};
use super::{stray, words};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::{Kind, Node};
use crate::text::wording::{list_or, quote, quote_all};
use crate::text::{Sources, suggest};
use crate::value::{Ty, VersionRange, spelling};

/// Something wrong, and the JSON pointer to it.
pub(super) struct Finding {
    pub pointer: String,
    pub fault: Fault,
}

/// What is wrong at a place.
pub(super) enum Fault {
    /// `none` is written where it has no meaning.
    None,
    /// A word that stands for nothing.
    Nothing,
    /// These keys are not known here.
    UnknownKeys(Vec<String>),
    /// This key is required here.
    MissingKey(String),
    /// The value has another form or type.
    WrongForm,
    /// The value is no word of the enum.
    NotOneOf,
    /// The number is outside its limits.
    OutOfRange,
    /// The text is too short.
    TooShort,
    /// The text can't be read as its type.
    Unreadable,
    /// What the validator says and we have no words for.
    Other(String),
}

impl Finding {
    /// Reports it at its place in the document.
    pub(super) fn report<'a>(&self, root: &'a Node, shape: &'a Shape, index: &'a Index<'a>, sources: &Sources, sink: &mut Sink) {
        let kind = root.get("kind").and_then(Node::text).unwrap_or("document");
        let json = sources.get(root.span.source).name().ends_with(".json");
        let place = Place { json, ..Place::find(root, shape, kind, &self.pointer, index) };
        let one = match &self.fault {
            Fault::UnknownKeys(keys) => {
                let names = stray::names(&place);
                keys.iter().for_each(|key| sink.push(stray::unknown(key, &names, &place)));
                return;
            }
            Fault::MissingKey(key) if stray::is_stated_otherwise(key, &place) => return,
            Fault::MissingKey(key) => stray::missing(key, &place),
            Fault::None => none(&place),
            Fault::Nothing => nothing(&place),
            Fault::WrongForm => wrong_form(&place),
            Fault::NotOneOf => not_one_of(&place),
            Fault::OutOfRange => out_of_range(&place),
            Fault::TooShort => too_short(&place),
            Fault::Unreadable => unreadable(&place),
            Fault::Other(message) => {
                let headline = format!("the value of {} can't be used", quote(&place.path));
                Diagnostic::new(Code::WrongType, headline).at(place.span(), "not what the schema says").note(quote(message))
            }
        };
        let masked = matches!(place.node.kind, Kind::Scalar(_)) && is_masked(&place, sources);
        let note = "the value was masked when the file was loaded, because it looks like a secret";
        sink.push(if masked { one.note(note) } else { one });
    }
}

fn is_masked(place: &Place<'_>, sources: &Sources) -> bool {
    sources.get(place.node.span.source).is_masked(place.node.span)
}

fn none(place: &Place<'_>) -> Diagnostic {
    Diagnostic::new(Code::NoneNotAllowed, format!("`none` has no meaning for {}", quote(&place.path)))
        .at(place.span(), "this can't be none")
        .help(words::no_value(place))
}

fn nothing(place: &Place<'_>) -> Diagnostic {
    let written = words::written(place.node);
    Diagnostic::new(Code::Placeholder, format!("{} is no value of {}", quote(&written), quote(&place.path)))
        .at(place.span(), "a word that stands for nothing")
        .help(words::no_value(place))
}

fn wrong_form(place: &Place<'_>) -> Diagnostic {
    let Some(shape) = place.shape else {
        return Diagnostic::new(Code::WrongType, format!("{} has another form", quote(&place.path))).at(place.span(), "");
    };
    let headline = match &shape.form {
        Form::Scalar(Ty::Bool) => format!("{} is neither `true` nor `false`", quote(&place.path)),
        form => format!("{} is not {}", quote(&place.path), words::form(form)),
    };
    let label = format!("this needs {}, {}", words::needs(&shape.form), words::found(place.node, &shape.form));
    Diagnostic::new(Code::WrongType, headline).at(place.span(), label).help(cure(place))
}

fn not_one_of(place: &Place<'_>) -> Diagnostic {
    let written = words::written(place.node);
    let members: &[_] = match place.shape.and_then(Shape::ty) {
        Some(Ty::Enum(members)) => &members.words,
        _ => &[],
    };
    let headline = format!("unknown value {} for {}", quote(&written), quote(&place.path));
    let near = suggest::candidates(&written, members);
    let all = near.len() == members.len();
    // In the schema's order when there is room for all of them.
    let listed = if all { quote_all(members) } else { quote_all(&near) };
    let label = match all {
        true => format!("not {}", list_or(&listed)),
        false => format!("not one of the {} words allowed here", members.len()),
    };
    let help = match suggest::nearest(&written, members) {
        Some(word) => format!("write {}", quote(word)),
        None if all => or_unknown(place, "write one of these".to_owned()),
        None => or_unknown(place, format!("write one of the allowed words, such as {}", list_or(&listed))),
    };
    let meant = suggest::only(&written, members);
    Diagnostic::new(Code::UnknownValue, headline).at(place.span(), label).help(help).meant(place.span(), &written, meant)
}

fn out_of_range(place: &Place<'_>) -> Diagnostic {
    let (min, max) = match place.shape.and_then(Shape::ty) {
        Some(Ty::Integer { min, max }) => (*min, *max),
        _ => (i64::MIN, i64::MAX),
    };
    let allowed = match (min, max) {
        (i64::MIN, max) => format!("at most {max}"),
        (min, i64::MAX) => format!("at least {min}"),
        (min, max) => format!("from {min} to {max}"),
    };
    let written = words::written(place.node);
    Diagnostic::new(Code::OutOfRange, format!("{} can't be {}", quote(&place.path), quote(&written)))
        .at(place.span(), format!("this needs a number {allowed}"))
        .help(or_unknown(place, format!("write a whole number {allowed}")))
}

fn too_short(place: &Place<'_>) -> Diagnostic {
    let least = place.shape.map_or(1, |shape| shape.note.min_length);
    Diagnostic::new(Code::WrongType, format!("{} is too short", quote(&place.path)))
        .at(place.span(), format!("this needs at least {least} characters"))
        .help(cure(place))
}

fn unreadable(place: &Place<'_>) -> Diagnostic {
    let written = words::written(place.node);
    let (code, what) = match place.shape.and_then(Shape::ty) {
        Some(Ty::Version(_)) => (Code::BadVersion, "a version"),
        Some(Ty::VersionRange(_)) => (Code::BadVersionRange, "a version range"),
        Some(Ty::Instant) => (Code::BadInstant, "a point in time"),
        Some(Ty::Duration) => (Code::BadDuration, "a duration"),
        _ => return wrong_form(place),
    };
    let mut label = format!("this needs {}", words::example(place).map_or(what.to_owned(), |e| format!("{what} such as `{e}`")));
    let mut help = cure(place);
    match place.shape.and_then(Shape::ty) {
        Some(Ty::Instant) => {
            let found = spelling::misspelt(place.node.text().unwrap_or_default());
            label = found.wrong;
            help = if found.offers { found.help } else { or_unknown(place, found.help) };
        }
        Some(Ty::Duration) if written.chars().all(|c| c.is_ascii_digit()) => {
            label = "a duration needs its unit".to_owned();
            help = format!("write `{written}h` for hours, or use `m`, `d` or `w`");
        }
        Some(Ty::Version(_)) if written.starts_with(['>', '<', '=', '^', '~', '*']) => {
            label = "this needs one version, not a range".to_owned();
        }
        Some(Ty::VersionRange(scheme)) => {
            if let Err(why) = VersionRange::stated(&written, *scheme) {
                help = why.help(|range| words::line(place, range));
                if why.cures.is_empty() {
                    help = or_unknown(place, help);
                }
                label = why.what;
            }
        }
        _ => {}
    }
    Diagnostic::new(code, format!("{} is not {what}", quote(&written))).at(place.span(), label).help(help)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Seen, problem, problems, site};

    /// The one problem with `value` at a property `a` of this schema.
    fn with(schema: &str, value: &str) -> Seen {
        let (shape, found) = site(&format!(r#""kind": {{ "description": "K.", "type": "string" }}, "a": {schema}"#));
        assert_eq!(found, []);
        problem(&shape, &format!(r#"{{ "kind": "site", "a": {value} }}"#))
    }

    fn seen(parts: [&str; 5]) -> Seen {
        let [code, headline, under, label, help] = parts.map(str::to_owned);
        (code, headline, under, label, help)
    }

    const BOOL: &str = r#"{ "description": "A.", "type": "boolean" }"#;
    const INTEGER: &str = r#"{ "description": "A.", "type": "integer", "minimum": 0, "maximum": 9 }"#;
    const LIST: &str = r#"{ "description": "A.", "type": "array", "items": { "type": "string" } }"#;

    fn custom(ty: &str) -> String {
        format!(r#"{{ "description": "A.", "type": "string", "x-holdpoint": {{ "type": "{ty}", "scheme": "php" }} }}"#)
    }

    fn plain(ty: &str) -> String {
        format!(r#"{{ "description": "A.", "type": "string", "x-holdpoint": {{ "type": "{ty}" }} }}"#)
    }

    #[test]
    fn a_value_of_another_type_is_shown_with_what_is_needed() {
        let label = "this needs `true` or `false`, `yes` is text";
        assert_eq!(
            with(BOOL, r#""yes""#),
            seen(["wrong-type", "`site.a` is neither `true` nor `false`", "yes", label, r#"write `"a": true`"#])
        );
        let label = "this needs a whole number, `soon` is text";
        let help = "write a whole number, in digits alone, or `unknown` if nobody knows";
        assert_eq!(with(INTEGER, r#""soon""#), seen(["wrong-type", "`site.a` is not a whole number", "soon", label, help]));
        assert_eq!(with(INTEGER, "2.5").3, "this needs a whole number, `2.5` has a fraction");
        assert_eq!(with(INTEGER, "99999999999999999999").3, "this needs a whole number, `99999999999999999999` is too large");
        let label = "this needs a list, `agents` is text";
        assert_eq!(
            with(LIST, r#""agents""#),
            seen(["wrong-type", "`site.a` is not a list", "agents", label, r#"write `"a": ["agents"]`"#])
        );
        // A mapping is shown at its key, not over all its lines.
        let found = with(BOOL, r#"{ "b": 1 }"#);
        assert_eq!((found.2.as_str(), found.3.as_str()), ("a", "this needs `true` or `false`, not a mapping"));
    }

    #[test]
    fn a_word_that_is_not_allowed_is_shown_with_those_that_are() {
        let schema = r#"{ "description": "A.", "type": "string", "enum": ["pass", "fail", "pending"] }"#;
        let headline = "unknown value `pas` for `site.a`";
        assert_eq!(
            with(schema, r#""pas""#),
            seen(["unknown-value", headline, "pas", "not `pass`, `fail` or `pending`", "write `pass`"])
        );
        assert_eq!(with(schema, r#""green""#).4, "write one of these, or `unknown` if nobody knows");
        let many = r#"{ "description": "A.", "type": "string", "enum": ["one", "two", "three", "four", "five", "six"] }"#;
        assert_eq!(with(many, r#""twenty""#).3, "not one of the 6 words allowed here");
    }

    #[test]
    fn a_number_outside_its_limits_is_shown_with_them() {
        let label = "this needs a number from 0 to 9";
        assert_eq!(
            with(INTEGER, "12"),
            seen([
                "out-of-range",
                "`site.a` can't be `12`",
                "12",
                label,
                "write a whole number from 0 to 9, or `unknown` if nobody knows"
            ])
        );
    }

    #[test]
    fn unreadable_values_are_shown_with_an_example() {
        let found = with(&custom("version"), r#""six""#);
        let label = "this needs a version such as `6.9.1`";
        let help = "write the version itself, in numbers with dots between, or `unknown` if nobody knows";
        assert_eq!(found, seen(["bad-version", "`six` is not a version", "six", label, help]));
        assert_eq!(with(&custom("version"), r#"">=8.2""#).3, "this needs one version, not a range");
        let found = with(&custom("version-range"), r#""about 8""#);
        assert_eq!((found.0.as_str(), found.1.as_str()), ("bad-version-range", "`about 8` is not a version range"));
        let found = with(&plain("instant"), r#""2026-07-20 18:00""#);
        assert_eq!((found.0.as_str(), found.3.as_str()), ("bad-instant", "the zone is missing"));
        let help = "write `2026-07-20T18:00Z` if this is UTC, else the offset of the zone in the place of `Z`, or `2026-07-20` where \
                    the time isn't known";
        assert_eq!(found.4, help);
        let found = with(&plain("instant"), r#""soon""#);
        let help = "write the date itself, year first with `-` between its parts, or `unknown` if nobody knows";
        assert_eq!((found.3.as_str(), found.4.as_str()), ("this is no date of the calendar", help));
        let found = with(&plain("duration"), r#""24""#);
        let help = "write `24h` for hours, or use `m`, `d` or `w`";
        assert_eq!(found, seen(["bad-duration", "`24` is not a duration", "24", "a duration needs its unit", help]));
        assert_eq!(with(&plain("duration"), r#""soon""#).3, "this needs a duration such as `24h`");
    }

    #[test]
    fn none_is_refused_where_it_has_no_meaning_and_says_what_to_write() {
        let found = with(BOOL, r#""none""#);
        let headline = "`none` has no meaning for `site.a`";
        assert_eq!(
            found,
            seen(["none-not-allowed", headline, "none", "this can't be none", "write `false`, or `unknown` if nobody knows"])
        );
        assert_eq!(with(LIST, r#""none""#).4, "write `[]` if there are none, or `unknown` if nobody knows");
        let map = r#"{ "description": "A.", "type": "object", "additionalProperties": { "type": "boolean" } }"#;
        assert_eq!(with(map, r#""none""#).0, "none-not-allowed");
        let record = r#"{ "description": "A.", "type": "object", "additionalProperties": false, "required": ["b"],
            "properties": { "b": { "description": "B.", "type": "boolean" } } }"#;
        assert_eq!(with(record, r#""none""#).0, "none-not-allowed");
    }

    #[test]
    fn none_is_no_problem_where_the_schema_gives_it_a_meaning() {
        let (shape, _) =
            site(r#""a": { "description": "A.", "type": "string", "x-holdpoint": { "none": "there is no owner" } }"#);
        assert_eq!(problems(&shape, r#"{ "a": "none" }"#), []);
    }

    #[test]
    fn text_of_a_file_is_made_printable() {
        let found = with(&plain("duration"), "\"so\u{202e}on\"");
        assert_eq!(found.1, "`so\\u{202e}on` is not a duration");
    }
}
