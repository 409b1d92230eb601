//! The values that the tests of a program can tell apart for a fact: cells. Inside a cell every test answers alike.
//! What a test answers to each of them is asked of the engine, in `table`.

use std::collections::BTreeSet;

use super::constants::Constants;
use crate::document::{Kind as NodeKind, Node};
use crate::facts::change::node;
use crate::facts::store::Spot;
use crate::facts::{FactPath, Facts};
use crate::schema::Form;
use crate::text::Span;
use crate::value::{Duration, Instant, State, Ty, Unknown, Value, VersionRange};

/// What stands in for a text that somebody will write.
pub const FILL_IN: &str = "to be written down";

/// The most cells of one fact.
const MOST: usize = 40;
/// Of so many values every list is tried.
const FEW: usize = 4;

/// The values that a fact can take, as a document would write them, the most natural first; the present one is left out.
pub fn cells(constants: &Constants, facts: &Facts, path: &FactPath, spot: Spot<'_>, areas: &[String], span: Span) -> Vec<Node> {
    let mut texts: Vec<String> = Vec::new();
    let note = &spot.shape.note;
    match &spot.shape.form {
        Form::Scalar(ty) => {
            let reading = facts.scalar(spot);
            scalars(ty, note.observed, constants, facts, areas, &mut texts);
            // Finding out when on a day something was gives a moment of that day.
            if let (State::Unknown(Unknown::Sometime(day)), true) =
                (&reading.state, note.actionable.as_ref().is_some_and(|a| a.finds))
            {
                texts.extend([day.first(), day.last()].map(Instant::iso));
                texts.retain(|text| Instant::parse(text).is_some_and(|at| day.contains(at)));
            }
            if texts.is_empty() {
                // No test compares it with anything: whatever it is, all answer alike.
                texts.extend(some_value(ty, &note.examples, facts));
            }
            if note.none.is_some() && !matches!(reading.state, State::None) {
                texts.push("none".to_owned());
            }
            texts.retain(|text| matches!(ty, Ty::Text | Ty::Secret) || text == "none" || ty.read(text).is_some());
            let present = reading.state.known().map(ToString::to_string);
            let same = |text: &str| present.as_deref() == Some(text) && !matches!(reading.state, State::None);
            let mut out: Vec<Node> = Vec::new();
            for text in texts {
                // Two readings of one value are one cell.
                let value = ty.read(&text);
                let again = reading.state.known().is_some() && value.as_ref() == reading.state.known();
                if !same(&text) && !again && !out.iter().any(|n| n.text() == Some(&text)) {
                    out.push(node(&text, span));
                }
            }
            out.truncate(MOST);
            out
        }
        Form::List(element) => lists(element, constants, facts, spot, span),
        Form::Record(_) | Form::Map { .. } => {
            let open = super::actions::is_open(facts, spot);
            let mut out = Vec::new();
            if note.none.is_some() && open {
                out.push(node("none", span));
            }
            if open && matches!(spot.shape.form, Form::Map { .. }) && path.steps.len() > 1 {
                out.push(Node { span, kind: NodeKind::Map(Vec::new()) });
            }
            out
        }
    }
}

/// Moments besides the cells, so that two of them can lie either way to each other.
pub fn apart(spot: Spot<'_>, facts: &Facts, known: &[Node], span: Span) -> Vec<Node> {
    let Some(Ty::Instant) = spot.shape.ty() else { return Vec::new() };
    let day = Duration::from_seconds(86_400);
    let ahead = (!spot.shape.note.observed).then(|| facts.now.plus(day));
    let texts = std::iter::once(facts.now.minus(day)).chain(ahead).map(|at| node(&at.iso(), span));
    texts.filter(|text| known.iter().all(|other| other.text() != text.text())).collect()
}

/// Whether these are all cells of a fact: of a list of words every choice among them.
pub fn are_all(spot: Spot<'_>, texts: &[Node]) -> bool {
    match &spot.shape.form {
        Form::Scalar(ty) => texts.len() < MOST && (!texts.is_empty() || matches!(ty, Ty::Secret)),
        Form::List(element) => {
            let words: BTreeSet<&str> = texts.iter().flat_map(Node::elements).filter_map(Node::text).collect();
            element.record().is_some() || words.len() <= FEW
        }
        Form::Record(_) | Form::Map { .. } => true,
    }
}

/// A value of the type: the version of the release, else the schema's example.
fn some_value(ty: &Ty, examples: &[String], facts: &Facts) -> Option<String> {
    if let Ty::Version(_) = ty
        && let Some(State::Known(version)) = facts.release.field("version").and_then(crate::facts::Fact::state)
        && ty.read(&version.to_string()).is_some()
    {
        return Some(version.to_string());
    }
    let text = |json: &String| match serde_json::from_str(json).ok()? {
        serde_json::Value::String(text) => Some(text),
        value @ (serde_json::Value::Bool(_) | serde_json::Value::Number(_)) => Some(value.to_string()),
        _ => None,
    };
    examples.iter().filter_map(text).find(|t| ty.read(t).is_some())
}

fn scalars(ty: &Ty, observed: bool, constants: &Constants, facts: &Facts, areas: &[String], out: &mut Vec<String>) {
    let values = &constants.values;
    match ty {
        Ty::Bool => out.extend(["true".to_owned(), "false".to_owned()]),
        Ty::Enum(members) => out.extend(members.words.iter().map(ToString::to_string)),
        Ty::Area => out.extend(areas.iter().cloned()),
        Ty::Category => out.extend(values.iter().filter(|v| matches!(v, Value::Word(_))).map(ToString::to_string)),
        Ty::Zone => {}
        Ty::Text => {
            out.push(FILL_IN.to_owned());
            out.extend(values.iter().filter(|v| matches!(v, Value::Text(_) | Value::Word(_))).map(ToString::to_string));
        }
        Ty::Integer { min, max } => {
            let near = values.iter().filter_map(|v| if let Value::Integer(n) = v { Some(*n) } else { None });
            let mut near: Vec<i64> = near.flat_map(|n| [n, n.saturating_add(1), n.saturating_sub(1)]).collect();
            // Two values, so that a fact can differ from another one that it is compared with.
            near.extend([(*min).max(0), (*min).max(0).saturating_add(1)]);
            near.retain(|n| (min..=max).contains(&n));
            out.extend(near.iter().map(ToString::to_string));
        }
        Ty::Version(scheme) => {
            for value in values {
                match value {
                    Value::Version(v) if v.scheme() == *scheme => versions(v.text(), out),
                    Value::VersionRange(range) => bounds(range, out),
                    _ => {}
                }
            }
        }
        Ty::VersionRange(_) => out.extend(values.iter().filter(|v| matches!(v, Value::VersionRange(_))).map(ToString::to_string)),
        Ty::Duration => {
            let second = 1;
            for value in values {
                if let Value::Duration(d) = value {
                    out.push(d.to_string());
                    out.push(Duration::from_seconds(d.seconds() + second).to_string());
                    out.push(Duration::from_seconds((d.seconds() - second).max(0)).to_string());
                }
            }
        }
        Ty::Instant => {
            let mut near: Vec<Instant> = vec![facts.now];
            let second = Duration::from_seconds(1);
            for value in values {
                match value {
                    Value::Instant(at) => near.extend([at.at(), at.at().plus(second), at.at().minus(second)]),
                    Value::Duration(d) => {
                        near.extend([facts.now.plus(*d), facts.now.minus(*d)]);
                        near.extend([facts.now.plus(*d).plus(second), facts.now.minus(*d).minus(second)]);
                    }
                    _ => {}
                }
            }
            near.retain(|at| !observed || *at <= facts.now);
            // Something that is done is done now; of the rest the nearest first.
            near.sort_by_key(|at| (at.unix() - facts.now.unix()).abs());
            near.dedup();
            out.extend(near.iter().map(|at| at.iso()));
        }
        Ty::Secret => {}
    }
}

fn versions(text: &str, out: &mut Vec<String>) {
    out.push(text.to_owned());
    out.extend(bumped(text));
    out.extend(lowered(text));
}

/// A version that is older: with the last number that is above zero one lower, and nothing behind it.
fn lowered(text: &str) -> Option<String> {
    let numbers: Vec<u64> = text.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
    let place = numbers.iter().rposition(|number| *number > 0)?;
    let kept = numbers.iter().take(place + 1).enumerate();
    let lower = kept.map(|(n, number)| if n == place { number.saturating_sub(1) } else { *number });
    let text: Vec<String> = lower.map(|number| number.to_string()).collect();
    // A version of one number alone would be read as a number.
    Some(if text.len() == 1 { format!("{}.0", text.join(".")) } else { text.join(".") })
}

/// The version with its last number one higher.
fn bumped(text: &str) -> Option<String> {
    let (head, last) = match text.rsplit_once('.') {
        Some((head, last)) => (format!("{head}."), last),
        None => (String::new(), text),
    };
    let number: u64 = last.parse().ok()?;
    Some(format!("{head}{}", number.checked_add(1)?))
}

fn bounds(range: &VersionRange, out: &mut Vec<String>) {
    for bound in range.bounds() {
        versions(bound.version.text(), out);
    }
}

/// A list as it is, closed; and with each constant that it lacks, one by one and all together.
fn lists(element: &crate::schema::Shape, constants: &Constants, facts: &Facts, spot: Spot<'_>, span: Span) -> Vec<Node> {
    let found = facts.members(spot);
    if let Form::Record(_) = element.form {
        // Elements that are records are not made up.
        return if found.members.is_empty() && !found.unnamed.is_empty() {
            vec![Node { span, kind: NodeKind::List(Vec::new()) }]
        } else {
            Vec::new()
        };
    }
    let present: Vec<String> = found.members.iter().filter_map(|m| m.id.as_ref().map(ToString::to_string)).collect();
    let list = |texts: Vec<&String>| Node { span, kind: NodeKind::List(texts.into_iter().map(|t| node(t, span)).collect()) };
    let mut domain: Vec<String> = Vec::new();
    if let Some(ty) = element.ty() {
        scalars(ty, element.note.observed, constants, facts, &[], &mut domain);
        domain.retain(|text| text != FILL_IN);
        if domain.is_empty() {
            domain.extend(some_value(ty, &element.note.examples, facts));
        }
        domain.retain(|text| ty.read(text).is_some());
    }
    domain.extend(present.iter().cloned());
    let mut seen = BTreeSet::new();
    domain.retain(|text| seen.insert(text.clone()));
    if domain.len() <= FEW {
        // Of few values every list is one.
        let mut masks: Vec<u32> = (0..1 << domain.len()).collect();
        let chosen = |mask: u32| domain.iter().enumerate().filter(move |(n, _)| mask & (1 << n) != 0).map(|(_, text)| text);
        let differs = |mask: u32| {
            chosen(mask).filter(|t| !present.contains(t)).count()
                + present.iter().filter(|p| !chosen(mask).any(|t| t == *p)).count()
        };
        masks.sort_by_key(|mask| differs(*mask));
        let open = super::actions::is_open(facts, spot);
        return masks.into_iter().filter(|mask| open || differs(*mask) > 0).map(|mask| list(chosen(mask).collect())).collect();
    }
    let wanted: Vec<String> = domain.into_iter().filter(|text| !present.contains(text)).collect();
    let mut out = Vec::new();
    if super::actions::is_open(facts, spot) {
        out.push(list(present.iter().collect()));
    }
    if !wanted.is_empty() {
        out.extend(wanted.iter().take(8).map(|w| list(present.iter().chain([w]).collect())));
        out.push(list(present.iter().chain(&wanted).collect()));
    }
    if !present.is_empty() {
        out.push(list(Vec::new()));
        out.extend(present.iter().map(|gone| list(present.iter().filter(|p| *p != gone).collect())));
    }
    out
}

/// The moments after now at which a test that reads these instants may answer otherwise.
pub fn moments(constants: &Constants, instants: &[Instant], facts: &Facts) -> Vec<Instant> {
    let second = Duration::from_seconds(1);
    let mut out: Vec<Instant> = instants.iter().flat_map(|at| [*at, at.plus(second)]).collect();
    for value in &constants.values {
        match value {
            Value::Instant(at) => out.extend([at.at(), at.at().plus(second)]),
            Value::Duration(d) => {
                out.extend(
                    instants
                        .iter()
                        .flat_map(|at| [at.plus(*d), at.plus(*d).plus(second), at.minus(*d), at.minus(*d).plus(second)]),
                );
            }
            _ => {}
        }
    }
    let horizon = facts.now.plus(Duration::from_seconds(400 * 86_400));
    out.retain(|at| *at > facts.now && *at <= horizon);
    out.sort();
    out.dedup();
    out.truncate(12);
    out
}

#[cfg(test)]
mod tests {
    use super::lowered;

    #[test]
    fn a_version_has_an_older_one() {
        let older = |text| lowered(text).unwrap_or_default();
        assert_eq!(["8.1", "8.1.5", "9.0", "1", "2.0.0"].map(older), ["8.0", "8.1.4", "8.0", "0.0", "1.0"]);
        assert_eq!([lowered("0.0"), lowered("build-7")], [None, None]);
    }
}
