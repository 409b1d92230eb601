//! Questions as JSON, version 1. The schema is `schemas/ask.schema.json`.
//! Which questions there are is found by `explain::ask`.

use serde::Serialize;

use crate::explain::ask::{Asked, Question};
use crate::text::printable::printable;

/// The name of the format.
pub const FORMAT: &str = "holdpoint.ask";
/// Its version.
pub const VERSION: u32 = 1;

#[derive(Debug, Serialize)]
struct Answer {
    format: &'static str,
    version: u32,
    engine: &'static str,
    title: String,
    verdict: &'static str,
    least: &'static str,
    most: &'static str,
    settled: bool,
    questions: Vec<JsonQuestion>,
    others: Vec<JsonQuestion>,
    untried: usize,
}

#[derive(Debug, Serialize)]
struct JsonQuestion {
    fact: String,
    about: String,
    answers: String,
    words: Vec<String>,
    settles: usize,
    opens: usize,
    decides: Vec<String>,
}

/// The questions as JSON text, with a newline at its end.
pub fn render(title: &str, asked: &Asked) -> String {
    let value = Answer {
        format: FORMAT,
        version: VERSION,
        engine: env!("CARGO_PKG_VERSION"),
        title: title.to_owned(),
        verdict: asked.verdict.name(),
        least: asked.bounds.0.name(),
        most: asked.bounds.1.name(),
        settled: asked.is_settled(),
        questions: asked.questions.iter().map(question).collect(),
        others: asked.others.iter().map(question).collect(),
        untried: asked.untried,
    };
    super::text(&value)
}

fn question(question: &Question) -> JsonQuestion {
    JsonQuestion {
        fact: printable(&question.path.to_string()).into_owned(),
        about: printable(&question.about).into_owned(),
        answers: question.answers.clone(),
        words: question.words.clone(),
        settles: question.settles,
        opens: question.opens,
        decides: question.decides.clone(),
    }
}
