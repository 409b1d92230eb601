//! Questions as a form to fill in and hand back, and one by one for a terminal.
//! Which questions there are is found by `explain::ask`.

use std::collections::HashMap;

use super::wrap::{WIDTH, wrapped};
use crate::explain::ask::{Asked, Question};
use crate::explain::repair::Repairs;
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
/// `left` is what is left to do where no answer changes the verdict.
pub fn form(head: &Head<'_>, asked: &Asked, left: Option<&Repairs>, schemas: &Schemas) -> String {
    let of_kind = |list: &[Question]| list.iter().filter(|q| q.path.kind == head.kind).cloned().collect::<Vec<_>>();
    let mut questions = of_kind(&asked.questions);
    // Where the verdict is settled there is nothing more decisive to ask.
    if head.all || asked.is_settled() {
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
    if let Some(left) = left {
        out.push_str(&plan(left).lines().map(|line| format!("# {line}").trim_end().to_owned() + "\n").collect::<String>());
    }
    out
}

/// What is left to do where no answer changes the verdict: the first repair, a line for each action and who does it.
pub fn plan(left: &Repairs) -> String {
    let Some(first) = left.repairs.first() else {
        return wrapped(
            "Answers don't change the verdict, and nothing was found that does: `holdpoint repair` says what was tried.",
            0,
            WIDTH - 2,
        );
    };
    let changes = wording::count(first.steps.len(), "change", "changes");
    let head = format!("Answers don't change the verdict. {} is reached by {changes}:", first.verdict.headline());
    let mut out = wrapped(&head, 0, WIDTH - 2);
    let mut said: Vec<String> = Vec::new();
    for step in &first.steps {
        let who = step.who.as_ref().or(step.acts.as_ref());
        let line = match who {
            Some(who) => format!("{} ({})", step.action, who),
            None => step.action.clone(),
        };
        if !said.contains(&line) {
            out.push_str(&wrapped(&printable(&line), 2, WIDTH - 2));
            said.push(line);
        }
    }
    out.push_str(&wrapped("`holdpoint repair` shows what each changes, and other ways.", 0, WIDTH - 2));
    out
}

/// What the verdict can be.
pub fn state(asked: &Asked) -> String {
    let (least, most) = asked.bounds;
    if asked.is_settled() {
        let more = match asked.others.len() {
            0 => String::new(),
            n => format!(" Single decisions depend on {}.", wording::count(n, "fact", "facts")),
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

/// One question for a terminal, with its number and how many there are about: an answer can settle others, or bring some up.
pub fn question(question: &Question, number: usize, all: usize) -> String {
    let mut out = format!("\n{number} of about {all}. {}\n", printable(&question.path.to_string()));
    out.push_str(&wrapped(&printable(&question.about), 3, WIDTH));
    out.push_str(&wrapped(&depends(question), 3, WIDTH));
    let answers = if question.is_list { "ids with commas between, or none".to_owned() } else { question.answers.clone() };
    out.push_str(&wrapped(&format!("Answer: {answers}. Enter alone leaves it unknown, ? explains, q ends."), 3, WIDTH));
    out
}

/// Everything that is known of a question.
pub fn explained(question: &Question) -> String {
    let reasons = wording::count(question.opens, "reason is", "reasons are");
    let mut out = wrapped(&format!("{reasons} open without it. It decides about:"), 3, WIDTH);
    question.decides.iter().for_each(|what| out.push_str(&wrapped(&printable(what), 5, WIDTH)));
    if question.settles > 0 {
        let answers = wording::count(question.settles, "answer settles", "answers settle");
        out.push_str(&wrapped(&format!("{answers} the verdict at once."), 3, WIDTH));
    }
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
    let others: &[Question] = if all || asked.is_settled() { &asked.others } else { &[] };
    for FactPath { kind, .. } in asked.questions.iter().chain(others).map(|q| &q.path) {
        if !out.contains(kind) {
            out.push(*kind);
        }
    }
    out
}
