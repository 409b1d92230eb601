//! Writes the parts of a skeleton as YAML: `##` before what is said, `#` before what can be uncommented.
//! Which parts there are is said by `part`.

use super::part::{Below, Part, example};
use crate::schema::FactKind;
use crate::schema::shape::{Form, Shape};
use crate::text::printable::printable;
use crate::value::Ty;
use crate::vocabulary::{Kind as Table, Vocabulary};

/// Text is wrapped at this column.
const WIDTH: usize = 110;

/// What the first lines say.
pub(super) struct Head<'a> {
    /// The kind of the document.
    pub kind: &'a str,
    /// The pack whose rules read the facts, with its version.
    pub pack: &'a str,
    /// The address of the editor schema.
    pub schema: &'a str,
    /// Whether the skeleton is what a document lacks.
    pub from: bool,
    /// How many missing facts can be known only in a later phase.
    pub later: usize,
}

/// The text of a skeleton.
pub(super) fn document(head: &Head<'_>, parts: &[Part<'_>], vocabulary: &Vocabulary) -> String {
    let Head { kind, pack, schema, .. } = head;
    let mut writer = Writer { out: format!("# yaml-language-server: $schema={schema}\n"), vocabulary };
    let complete = head.from && parts.iter().all(|part| part.required);
    if complete {
        writer.say(0, &format!("Nothing is missing: every fact that the rules of {pack} read here is stated."));
    } else {
        let what = if head.from { "What is still missing in" } else { "Facts for" };
        writer.say(0, &format!("{what} the {kind} document: what the rules of {pack} read, the facts that decide most first."));
        writer.say(0, "Remove the `# ` before a line and write your own value; lines with `##` explain.");
        writer.say(
            0,
            "Whatever stays out is unknown. Marked facts are not: a confirmation that stays out was not given, an event did not happen. \
             `none`, where it is offered, says that there is no such thing. A list or map that is written counts as complete.",
        );
        writer.say(0, &format!("Your editor knows the keys after: holdpoint schema {kind} > {kind}.schema.json"));
    }
    if head.later > 0 {
        let (facts, are) = if head.later == 1 { ("fact", "is") } else { ("facts", "are") };
        writer.say(0, &format!("{} more {facts} can be known in a later phase only and {are} not asked for yet.", head.later));
    }
    for part in parts {
        if !part.required || !complete {
            writer.out.push('\n');
        }
        writer.part(part, &Around { indent: 0, dash: "", silent: complete, above: None });
    }
    writer.out
}

/// Where a key stands.
struct Around<'a> {
    indent: usize,
    /// What opens an element of a list.
    dash: &'a str,
    /// Whether what it means was said already.
    silent: bool,
    /// The key above.
    above: Option<&'a Part<'a>>,
}

struct Writer<'a> {
    out: String,
    vocabulary: &'a Vocabulary,
}

impl Writer<'_> {
    /// A key with all below it. Only a required key of the document itself is no comment.
    fn part(&mut self, part: &Part<'_>, around: &Around<'_>) {
        let Around { indent, dash, silent, above } = *around;
        let depth = indent + dash.len();
        if !silent {
            self.say(depth, &self.about(part, above));
        }
        let lead = if part.required && above.is_none() { "" } else { "# " };
        let key = format!("{}{dash}{}:", " ".repeat(indent), scalar(&part.name, false));
        match &part.below {
            Below::Nothing => {
                let value = self.value(part);
                self.line(lead, &format!("{key} {value}"));
            }
            Below::Keys(parts) => {
                self.line(lead, &key);
                let mut before: Option<&Part<'_>> = None;
                for next in parts {
                    // Free keys have one meaning, which is said at the first.
                    let silent = silent || before.is_some_and(|before| std::ptr::eq(before.shape, next.shape));
                    self.part(next, &Around { indent: depth + 2, dash: "", silent, above: Some(part) });
                    before = Some(next);
                }
            }
            Below::Elements(elements) => {
                self.line(lead, &key);
                for (n, fields) in elements.iter().enumerate() {
                    for (m, field) in fields.iter().enumerate() {
                        let (indent, dash) = if m == 0 { (depth + 2, "- ") } else { (depth + 4, "") };
                        // What a field means is said at the first element that asks for it; an id that is given, never.
                        let asked = elements.iter().take(n).flatten().any(|other| other.name == field.name);
                        let silent = silent || asked || field.value.is_some();
                        self.part(field, &Around { indent, dash, silent, above: Some(part) });
                    }
                }
            }
        }
    }

    /// What is said of a key: its meaning, what it takes, what `none` means, what leaving it out means where that differs.
    /// What is said of the key above already isn't said again.
    fn about(&self, part: &Part<'_>, above: Option<&Part<'_>>) -> String {
        let note = &part.shape.note;
        let over = above.map(|part| &part.shape.note);
        let mut said = vec![note.description.clone()];
        let element = part.shape.element().filter(|element| element.ty().is_some());
        said.extend(match element {
            Some(element) => Some(format!("A list. {}", self.takes(element).unwrap_or_default())),
            None => self.takes(part.shape),
        });
        said.extend(note.none.as_ref().map(|none| format!("`none`: {none}.")));
        let known_from = note.known_from.filter(|from| over.is_none_or(|over| over.known_from != Some(*from)));
        said.extend(known_from.map(|from| format!("Known from phase `{}` on.", from.name())));
        let kind = Some(note.kind).filter(|kind| over.is_none_or(|over| over.kind != *kind));
        said.extend(match (kind, &part.below) {
            (Some(FactKind::Confirmation), Below::Nothing) => Some("A confirmation.".to_owned()),
            (Some(FactKind::Confirmation), _) => Some("Confirmations.".to_owned()),
            (Some(FactKind::Event), Below::Nothing) => Some("An event.".to_owned()),
            (Some(FactKind::Event), _) => Some("Events.".to_owned()),
            _ => None,
        });
        let default = note.default.as_ref().filter(|_| !note.description.contains("left out"));
        said.extend(default.map(|value| format!("Left out: {value}.")));
        said.extend(part.remark.clone());
        said.retain(|text| !text.is_empty());
        said.join(" ")
    }

    /// What a scalar takes, in words.
    fn takes(&self, shape: &Shape) -> Option<String> {
        Some(match shape.ty()? {
            Ty::Bool => "`true` or `false`.".to_owned(),
            Ty::Enum(members) if members.ordered => format!("One of, from less to more: {}.", members.words.join(", ")),
            Ty::Enum(members) if members.words.len() == 1 => return None,
            Ty::Enum(members) => format!("One of {}.", members.words.join(", ")),
            Ty::Category => format!("One of {}.", self.vocabulary.names(Table::Category).join(", ")),
            Ty::Area => "An area; other names for it are understood.".to_owned(),
            Ty::Integer { .. } => "A whole number.".to_owned(),
            Ty::Version(_) => "A version.".to_owned(),
            Ty::VersionRange(_) => "A range of versions.".to_owned(),
            Ty::Instant => "A time with its zone, or a date.".to_owned(),
            Ty::Zone => "A time zone.".to_owned(),
            Ty::Duration => "A duration with its unit.".to_owned(),
            Ty::Text | Ty::Secret => return None,
        })
    }

    /// The value of a scalar or of a list of scalars: what is stated already, or an example.
    fn value(&self, part: &Part<'_>) -> String {
        if let Some(value) = &part.value {
            return scalar(value, false);
        }
        match &part.shape.form {
            Form::List(element) => format!("[{}]", scalar(&self.example(element), true)),
            // Where a document must say the phase, the first is where every update begins.
            Form::Scalar(Ty::Enum(members)) if part.required => {
                scalar(&members.words.first().map_or_else(String::new, |word| word.to_string()), false)
            }
            _ => scalar(&self.example(part.shape), false),
        }
    }

    /// An example that the vocabulary knows.
    fn example(&self, shape: &Shape) -> String {
        let given = example(shape).unwrap_or_default();
        let table = match shape.ty() {
            Some(Ty::Area) => Table::Area,
            Some(Ty::Category) => Table::Category,
            _ => return given,
        };
        if self.vocabulary.has(table, &given) {
            return given;
        }
        self.vocabulary.names(table).first().map_or(given, |name| (*name).to_owned())
    }

    /// Explains, in lines of limited length.
    fn say(&mut self, indent: usize, text: &str) {
        let lead = format!("## {}", " ".repeat(indent));
        let mut line = String::new();
        for word in text.split_whitespace() {
            if !line.is_empty() && lead.len() + line.chars().count() + 1 + word.chars().count() > WIDTH {
                self.line(&lead, &line);
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        if !line.is_empty() {
            self.line(&lead, &line);
        }
    }

    fn line(&mut self, lead: &str, text: &str) {
        self.out.push_str(lead);
        self.out.push_str(text);
        self.out.push('\n');
    }
}

/// A scalar as YAML; in doubt in double quotes, whose escapes are those of JSON.
fn scalar(text: &str, flow: bool) -> String {
    let plain_word = !matches!(text, "null" | "Null" | "NULL" | "yes" | "no" | "on" | "off" | "y" | "n");
    let starts = text.starts_with(|c: char| c.is_alphanumeric() || c == '/');
    let ends = !text.ends_with([' ', ':']);
    let inner =
        text.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '/' | '+' | ':' | '(' | ')' | ';'));
    let apart = !text.contains(if flow { ":" } else { ": " });
    if plain_word && starts && ends && inner && apart {
        return text.to_owned();
    }
    // A document may hold characters that turn text around or hide; they are escaped as YAML does.
    let quoted = serde_json::Value::from(text).to_string();
    let visible = |c: char| printable(c.encode_utf8(&mut [0; 4])).chars().eq([c]);
    quoted.chars().map(|c| if c == '\\' || visible(c) { c.to_string() } else { format!("\\U{:08x}", u32::from(c)) }).collect()
}
