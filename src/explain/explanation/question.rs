//! What is asked, looked up: the verdict, a decision or a rule; and what to write instead of what doesn't exist.
//! The answer is `explanation`'s business.

use crate::condition::words::target_kinds;
use crate::decision::{BadTarget, Target, Verb};
use crate::explain::leaves::Explainer;
use crate::explain::why_not;
use crate::text::suggest;

/// What somebody asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Why the verdict is what it is.
    Verdict,
    /// Why something is decided, or not.
    Decision(Target),
    /// Why a rule decides something, or not.
    Rule(String),
}

/// A question about something that doesn't exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSuch {
    /// What is wrong.
    pub headline: String,
    /// What to write instead.
    pub help: String,
}

/// Looks up what is asked.
pub fn question(explainer: &Explainer<'_>, text: &str) -> Result<Question, NoSuch> {
    if text == "verdict" {
        return Ok(Question::Verdict);
    }
    let policy = &explainer.program.policy;
    if policy.rules.iter().any(|r| r.id.as_str() == text) {
        return Ok(Question::Rule(text.to_owned()));
    }
    let target = Target::parse(text);
    if let Ok(target) = &target
        && (explainer.evaluation.decision(target).is_some() || exists(explainer, target))
    {
        return Ok(Question::Decision(target.clone()));
    }
    let mut known: Vec<String> = Verb::ALL
        .into_iter()
        .flat_map(|verb| {
            target_kinds(verb)
                .iter()
                .flat_map(move |kind| policy.vocabulary.names(*kind).into_iter().map(move |n| format!("{verb}:{n}")))
        })
        .collect();
    known.extend(["rollback".to_owned(), "verdict".to_owned()]);
    known.extend(policy.rules.iter().map(|r| r.id.to_string()));
    // A bare verb or name is not a decision: those that are in force come first.
    let mut near: Vec<String> = explainer
        .evaluation
        .decisions
        .iter()
        .filter(|d| d.in_force.is_some() && (d.target.verb.name() == text || &*d.target.name == text))
        .map(|d| d.target.to_string())
        .collect();
    let nearest = suggest::nearest(text, known.iter().map(String::as_str)).filter(|_| near.is_empty());
    if nearest.is_none() {
        near.extend(suggest::candidates(text, known.iter().map(String::as_str)).into_iter().map(str::to_owned));
        near.truncate(5);
    }
    let written = crate::text::wording::quote(text);
    let headline = match (&target, text.contains(':')) {
        (Err(bad @ (BadTarget::NameOfRollback(_) | BadTarget::BadBrackets(_))), _) => bad.to_string(),
        (_, true) => format!("no rule of this policy can decide {written}"),
        _ => format!("{written} is neither a decision nor a rule of this policy"),
    };
    let help = match (nearest, near.as_slice()) {
        (Some(nearest), _) => format!("did you mean {}?", crate::text::wording::quote(nearest)),
        (None, []) => "write a decision such as `block:update` or `rollback`, `verdict`, or the id of a rule".to_owned(),
        (None, near) => format!("write {}", crate::text::wording::list_or(&crate::text::wording::quote_all(near))),
    };
    Err(NoSuch { headline, help })
}

fn exists(explainer: &Explainer<'_>, target: &Target) -> bool {
    let kinds = target_kinds(target.verb);
    let known = match target.verb {
        Verb::Rollback => true,
        Verb::Derive => false,
        _ => kinds.iter().any(|kind| explainer.program.policy.vocabulary.has(*kind, &target.name)),
    };
    known || (target.verb == Verb::Derive && !why_not::heads(explainer.program, target).is_empty())
}
