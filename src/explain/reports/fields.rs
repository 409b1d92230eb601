//! Reads the fields of reports from facts: stated, missing with what to do about it, or masked.
//! Which fields a report has is said by the reports themselves.

use super::{Field, FieldValue, Section, Stated};
use crate::explain::leaves::Explainer;
use crate::facts::fact::Basis;
use crate::facts::store::{Collection, Spot};
use crate::text::printable::printable;
use crate::text::{Sources, Span, wording};
use crate::value::{State, Unknown, Value};

/// The names on the way to a fact.
pub(super) type Path = &'static [&'static str];

/// Reads fields.
pub(super) struct Reader<'e, 'a> {
    /// The evaluation.
    pub explainer: &'e Explainer<'a>,
    /// The texts, which know what was masked.
    pub sources: &'e Sources,
}

impl<'e, 'a> Reader<'e, 'a> {
    /// The field at a path such as that of `update.record.caveats`.
    pub fn field(&self, title: &str, path: Path) -> Field {
        let value = match self.spot(path) {
            Some(spot) => self.value(spot),
            None => missing("not stated"),
        };
        Field { title: title.to_owned(), value, beside: None }
    }

    /// The field at a path, with what another fact says of the same.
    pub fn field_beside(&self, title: &str, path: Path, others: &[Path]) -> Field {
        let field = self.field(title, path);
        let other = others.iter().find_map(|other| self.stated(other));
        beside(field, other)
    }

    /// What stands at a path, if it is stated and no secret.
    pub fn stated(&self, path: Path) -> Option<Stated> {
        match self.value(self.spot(path)?) {
            FieldValue::Stated(stated) => Some(stated),
            _ => None,
        }
    }

    /// The word or text at a path.
    pub fn text(&self, path: Path) -> Option<String> {
        self.stated(path).map(|s| s.text)
    }

    /// The place a path leads to.
    pub fn spot(&self, path: Path) -> Option<Spot<'e>> {
        let (root, names) = path.split_first()?;
        names.iter().try_fold(self.explainer.facts.root(root)?, |spot, name| self.explainer.facts.step(spot, name))
    }

    /// The place below a place.
    pub fn below(&self, spot: Spot<'e>, name: &str) -> Option<Spot<'e>> {
        self.explainer.facts.step(spot, name)
    }

    /// The members of a list or map.
    pub fn members(&self, path: Path) -> Option<Collection<'e>> {
        Some(self.explainer.facts.members(self.spot(path)?))
    }

    /// A field of a record.
    pub fn field_of(&self, title: &str, record: Spot<'e>, name: &str) -> Field {
        let value = self.below(record, name).map_or_else(|| missing("not stated"), |spot| self.value(spot));
        Field { title: title.to_owned(), value, beside: None }
    }

    /// What is known of a scalar.
    pub fn value(&self, spot: Spot<'_>) -> FieldValue {
        let reading = self.explainer.facts.scalar(spot);
        let note = &spot.shape.note;
        match (&reading.state, reading.basis) {
            (State::Known(Value::Secret), _) => FieldValue::Masked,
            (State::Known(Value::Bool(false)) | State::None, Basis::NotConfirmed) => {
                let said = note.words.as_ref().and_then(|w| w.not.as_deref());
                self.to_do(said.unwrap_or("nobody confirmed it"), spot)
            }
            (State::Known(value), basis) => {
                let place = reading.span.filter(|_| basis == Basis::Stated);
                match place.is_some_and(|span| self.is_masked(span)) {
                    true => FieldValue::Masked,
                    false => stated(&text(value), place),
                }
            }
            (State::None, Basis::NoEvent) => stated("none stated", None),
            (State::None, _) => match &note.none {
                Some(none) => stated(none, reading.span),
                None => stated("none", reading.span),
            },
            (State::Unknown(Unknown::Sometime(day)), _) => stated(&day.date().to_string(), reading.span),
            (State::Unknown(why), _) => self.to_do(why.reason(), spot),
        }
    }

    fn to_do(&self, why: &str, spot: Spot<'_>) -> FieldValue {
        let actionable = spot.shape.note.actionable.as_ref();
        FieldValue::Missing {
            why: why.to_owned(),
            action: actionable.map(|a| a.action.clone()),
            who: actionable.and_then(|a| self.who(a.acts.as_deref()?)),
        }
    }

    /// A role, with the person where the site names one.
    pub fn who(&self, role: &str) -> Option<String> {
        let entry = self.explainer.program.policy.vocabulary.roles.get(role)?;
        // Read as it stands: who would state a missing name is not asked again.
        let reading =
            entry.who.as_ref().and_then(|who| Some(self.explainer.facts.scalar(self.explainer.facts.spot_named(&who.path)?)));
        let masked = reading.as_ref().and_then(|r| r.span).is_some_and(|span| self.is_masked(span));
        let person = match reading.map(|r| r.state) {
            Some(State::Known(value)) if !masked => Some(printable(&value.to_string()).into_owned()),
            _ => None,
        };
        Some(match person {
            Some(person) => format!("{person} ({})", entry.title),
            None => entry.title.to_string(),
        })
    }

    /// Whether nothing of a text is left but its mask.
    fn is_masked(&self, span: Span) -> bool {
        let covers = |m: &std::ops::Range<u32>| m.start <= span.start.saturating_add(1) && span.end <= m.end.saturating_add(1);
        self.sources.get(span.source).masked().iter().any(covers)
    }

    /// The members of a list of texts as one field; missing when the list is not stated.
    pub fn list(&self, title: &str, path: Path) -> Field {
        let value = match self.members(path) {
            Some(all) if all.stated => {
                let texts: Vec<String> = all.members.iter().filter_map(|m| self.member(m.spot)).collect();
                stated(&if texts.is_empty() { "none".to_owned() } else { texts.join("; ") }, all.span)
            }
            Some(all) if all.none => stated("none", None),
            _ => self.spot(path).map_or_else(|| missing("not stated"), |spot| self.to_do("not stated", spot)),
        };
        Field { title: title.to_owned(), value, beside: None }
    }

    fn member(&self, spot: Spot<'_>) -> Option<String> {
        match self.value(spot) {
            FieldValue::Stated(stated) => Some(stated.text),
            FieldValue::Masked => Some("(masked)".to_owned()),
            FieldValue::Missing { .. } => None,
        }
    }

    /// What a fact is called in a sentence, as the start of one.
    pub fn called(&self, spot: Spot<'_>, otherwise: &str) -> String {
        let subject = spot.shape.note.subject.as_deref().unwrap_or(otherwise);
        wording::capital(subject.strip_prefix("the ").unwrap_or(subject))
    }

    /// The checks below a record that has one field for each, and maps for pages and categories: those that anybody recorded.
    pub fn checks(&self, path: Path) -> Vec<Field> {
        let Some(all) = self.members(path) else { return Vec::new() };
        let mut out = Vec::new();
        for member in all.members {
            let name = member.id.clone().unwrap_or_default();
            if member.spot.shape.ty().is_some() {
                let value = self.value(member.spot);
                if matches!(value, FieldValue::Stated(_)) {
                    out.push(Field { title: self.called(member.spot, &name), value, beside: None });
                }
                continue;
            }
            for entry in self.explainer.facts.members(member.spot).members {
                let key = printable(entry.id.as_deref().unwrap_or("*")).into_owned();
                let title = format!("{} {key}", self.called(entry.spot, &name));
                out.push(Field { title, value: self.value(entry.spot), beside: None });
            }
        }
        out
    }

    /// The same checks for somebody who doesn't know them: a map is one check, as bad as its worst entry.
    pub fn checks_briefly(&self, path: Path) -> Vec<(String, Outcome)> {
        let Some(all) = self.members(path) else { return Vec::new() };
        let mut out = Vec::new();
        for member in all.members {
            let name = member.id.clone().unwrap_or_default();
            if member.spot.shape.ty().is_some() {
                out.extend(self.outcome(member.spot).map(|outcome| (self.called(member.spot, &name), outcome)));
            } else {
                let entries = self.explainer.facts.members(member.spot).members;
                let worst = entries.iter().filter_map(|entry| self.outcome(entry.spot)).max();
                out.extend(worst.map(|outcome| (wording::capital(&name.replace('_', " ")), outcome)));
            }
        }
        out
    }

    /// None for what was not recorded, or recorded as not run.
    fn outcome(&self, spot: Spot<'_>) -> Option<Outcome> {
        match self.value(spot) {
            FieldValue::Stated(stated) => match stated.text.as_str() {
                "pass" => Some(Outcome::Passed),
                "warn" | "pending" => Some(Outcome::Open),
                "fail" => Some(Outcome::Failed),
                _ => None,
            },
            _ => None,
        }
    }
}

/// What became of a check, from good to bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outcome {
    /// It passed.
    Passed,
    /// It is not finished, or has remarks.
    Open,
    /// It failed.
    Failed,
}

/// A field with what another fact says, where that adds something. What only follows from facts stands in for a missing field,
/// and corrects nobody.
pub(super) fn beside(field: Field, other: Option<Stated>) -> Field {
    let adds = match (&field.value, &other) {
        (FieldValue::Stated(stated), Some(other)) => stated.text != other.text && other.place.is_some(),
        (FieldValue::Missing { .. }, Some(_)) => true,
        _ => false,
    };
    Field { beside: other.filter(|_| adds), ..field }
}

/// A stated field.
pub(super) fn stated(text: &str, place: Option<Span>) -> FieldValue {
    FieldValue::Stated(Stated { text: printable(text).into_owned(), place })
}

/// A field that follows from others.
pub(super) fn told(title: &str, text: &str) -> Field {
    Field { title: title.to_owned(), value: stated(text, None), beside: None }
}

/// A missing field about which nobody can be told what to do.
pub(super) fn missing(why: &str) -> FieldValue {
    FieldValue::Missing { why: why.to_owned(), action: None, who: None }
}

/// A section without a sentence of its own.
pub(super) fn section(title: &str, fields: Vec<Field>) -> Section {
    Section { title: title.to_owned(), intro: None, fields }
}

/// Words joined as in a sentence; `none` where there are none.
pub(super) fn listed(words: &[String]) -> String {
    if words.is_empty() { "none".to_owned() } else { wording::list_and(words) }
}

fn text(value: &Value) -> String {
    match value {
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        value => value.to_string(),
    }
}
