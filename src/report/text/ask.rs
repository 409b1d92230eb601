//! Questions as a form to fill in and hand back, and one by one for a terminal.
//! Which questions there are is found by `explain::ask`.

use std::collections::HashMap;

use super::wrap::{WIDTH, wrapped};
use crate::explain::ask::{Asked, Question};
use crate::facts::FactPath;
use crate::facts::load::FactKind;
use crate::schema::{Form, Schemas};
use crate::text::printable::printable;
use crate::text::wording;

/// What a form begins with.
#[derive(Clone, Debug)]
pub struct Head<'a> {
    /// Release and site.
    pub title: &'a str,
    /// The kind of document that the form is.
    pub kind: FactKind,
    /// The keys that every document of the kind states, with their values.
    pub keys: &'a [(String, String)],
    /// Ask for what only single decisions depend on, too.
    pub all: bool,
}

/// A form: a document of one kind with everything that is asked of it, to be written down and evaluated beside the others.
pub fn form(head: &Head<'_>, asked: &Asked, schemas: &Schemas) -> String {
    let of_kind = |list: &[Question]| list.iter().filter(|q| q.path.kind == head.kind).cloned().collect::<Vec<_>>();
    let mut questions = of_kind(&asked.questions);
    if head.all {
        questions.extend(of_kind(&asked.others));
    }
    let mut out = comment(&format!("What is to be found out: {}.", printable(head.title)), 0);
    out.push_str(&comment(&state(asked), 0));
    if !questions.is_empty() {
        let how = "The most decisive comes first. Write a value in the place of null, and evaluate this file beside the others; what stays null stays unknown.";
        out.push_str(&comment(how, 0));
    }
    out.push_str(&format!("kind: {}\n", head.kind.name()));
    for (key, value) in head.keys {
        out.push_str(&format!("{key}: {}\n", scalar(value)));
    }
    let mut tree = Branch::default();
    for question in &questions {
        tree.put(&question.path.steps, question);
    }
    let Some(shape) = schemas.root(head.kind.name()) else { return out };
    out.push('\n');
    tree.write(&shape.form, 0, &mut out);
    out
}

/// What the verdict can be.
pub fn state(asked: &Asked) -> String {
    let (least, most) = asked.bounds;
    if asked.is_settled() {
        let more = match asked.others.len() {
            0 => String::new(),
            n => format!(" Single decisions depend on {} (--all asks for them).", wording::count(n, "fact", "facts")),
        };
        return format!("The verdict is settled: {}, whatever is not stated.{more}", most.headline());
    }
    let untried = match asked.untried {
        0 => String::new(),
        n => format!(" Which answers settle it was not tried for {n} of them, the last ones."),
    };
    format!(
        "The verdict is {}; it can be anything from {} to {}, by {}.{untried}",
        asked.verdict.headline(),
        least.headline(),
        most.headline(),
        wording::count(asked.questions.len(), "unknown fact", "unknown facts")
    )
}

/// One question for a terminal.
pub fn question(question: &Question, number: usize) -> String {
    let mut out = format!("\n{number}. {}\n", printable(&question.path.to_string()));
    out.push_str(&wrapped(&printable(&question.about), 3, WIDTH));
    out.push_str(&wrapped(&depends(question), 3, WIDTH));
    let answers = if question.is_list { "ids with commas between, or none".to_owned() } else { question.answers.clone() };
    out.push_str(&wrapped(&format!("Answer: {answers}. Enter alone leaves it unknown, q ends."), 3, WIDTH));
    out
}

fn depends(question: &Question) -> String {
    let most = 3;
    let mut decides: Vec<String> = question.decides.iter().take(most).cloned().collect();
    if question.decides.len() > most {
        decides.push(format!("{} more", question.decides.len() - most));
    }
    format!("Depends on it: {}.", wording::list_and(&decides))
}

/// Questions below one key, in the order of the first of each.
#[derive(Default)]
struct Branch<'q> {
    question: Option<&'q Question>,
    below: Vec<(String, Branch<'q>)>,
    places: HashMap<String, usize>,
}

impl<'q> Branch<'q> {
    fn put(&mut self, steps: &[std::sync::Arc<str>], question: &'q Question) {
        let Some((first, rest)) = steps.split_first() else {
            self.question = Some(question);
            return;
        };
        let place = *self.places.entry(first.to_string()).or_insert_with(|| {
            self.below.push((first.to_string(), Branch::default()));
            self.below.len() - 1
        });
        if let Some((_, branch)) = self.below.get_mut(place) {
            branch.put(rest, question);
        }
    }

    fn write(&self, form: &Form, indent: usize, out: &mut String) {
        for (name, branch) in &self.below {
            let pad = wording::blanks(indent);
            let shape = match form {
                Form::Record(record) => record.fields.get(name.as_str()).or(record.rest.as_deref()),
                Form::Map { value, .. } => Some(&**value),
                Form::List(element) => Some(&**element),
                Form::Scalar(_) => None,
            };
            let Some(shape) = shape else { continue };
            let whole = branch.question.filter(|_| branch.below.is_empty());
            if let Some(question) = whole {
                out.push_str(&comment(&printable(&question.about), indent));
                let answers = match question.words.is_empty() {
                    true => wording::capital(&question.answers),
                    false => format!("One of {}", question.answers),
                };
                out.push_str(&comment(&format!("{answers}. {}", depends(question)), indent));
            }
            if let Form::List(_) = form {
                let key = match shape.record() {
                    Some(record) if record.fields.contains_key("id") => "id",
                    _ => "name",
                };
                out.push_str(&format!("{pad}- {key}: {}\n", scalar(name)));
                branch.write(&shape.form, indent + 2, out);
                continue;
            }
            match whole {
                Some(_) => out.push_str(&format!("{pad}{}: null\n", scalar(name))),
                None => {
                    out.push_str(&format!("{pad}{}:\n", scalar(name)));
                    branch.write(&shape.form, indent + 2, out);
                }
            }
            if indent == 0 {
                out.push('\n');
            }
        }
    }
}

fn comment(text: &str, indent: usize) -> String {
    wrapped(text, 0, WIDTH.saturating_sub(indent + 2))
        .lines()
        .map(|line| format!("{}# {line}\n", wording::blanks(indent)))
        .collect()
}

/// Text as a key or value of YAML.
fn scalar(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_alphanumeric())
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/'))
        && !matches!(text, "null" | "Null" | "NULL");
    if plain { text.to_owned() } else { serde_json::to_string(text).unwrap_or_default() }
}

/// The kinds of which something is asked, most decisive first.
pub fn kinds(asked: &Asked, all: bool) -> Vec<FactKind> {
    let mut out: Vec<FactKind> = Vec::new();
    let others: &[Question] = if all { &asked.others } else { &[] };
    for FactPath { kind, .. } in asked.questions.iter().chain(others).map(|q| &q.path) {
        if !out.contains(kind) {
            out.push(*kind);
        }
    }
    out
}
