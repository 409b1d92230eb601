//! What tools for code review are told, whichever format they read: one finding for each rule's decision and each problem,
//! with its weight and its places. How a finding is written is left to `sarif` and `github`.

use crate::condition::context::Leaf;
use crate::decision::{Advice, Strength, Verb};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::explain::account::{Account, Line};
use crate::explain::{Explainer, narrate, titles};
use crate::text::Span;
use crate::text::printable::{printable, printable_lines};
use crate::text::wording;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Weight {
    /// It stops something.
    Error,
    /// Somebody has to act.
    Warning,
    /// Somebody should know.
    Note,
}

/// One finding.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    /// The rule, or the code of the problem.
    pub(super) id: String,
    /// What makes it the same finding in the next run.
    pub(super) fingerprint: String,
    /// Its weight.
    pub(super) weight: Weight,
    /// What is decided or wrong, in a line.
    pub(super) title: String,
    /// Why, and what to do.
    pub(super) message: String,
    /// The place it is shown at.
    pub(super) place: Option<Span>,
    /// Further places, each with what is true there.
    pub(super) related: Vec<(Span, String)>,
}

/// What is in force, as findings: certain ones first by when they are due, then precautions.
pub(super) fn of_account(account: &Account, explainer: &Explainer<'_>) -> Vec<Finding> {
    let lines = account.groups.iter().flat_map(|g| g.lines()).chain(account.rolled.iter().flat_map(|r| &r.lines));
    lines.map(|line| decision(line, explainer)).collect()
}

fn decision(line: &Line, explainer: &Explainer<'_>) -> Finding {
    let policy = &explainer.program.policy;
    let said = titles::titles(policy, &line.targets);
    let title = match line.verb {
        Verb::Block => format!("not yet: {said}"),
        Verb::Require => said,
        Verb::Escalate => format!("tell {said}"),
        Verb::Rollback => format!("rollback {said}"),
        Verb::Expedite => format!("hurry: {said}"),
        verb => format!("{verb} {said}"),
    };
    let title = if line.precaution { format!("{title}, as a precaution") } else { title };
    let mut message = line.because.clone();
    if line.precaution {
        message.push(format!("It is {}.", titles::missing(line)));
    }
    if let Some(until) = &line.until {
        message.push(format!("Until {until}."));
    }
    if let Some(deadline) = titles::deadline(line) {
        message.push(format!("{}.", wording::capital(&deadline)));
    }
    let rule = policy.rules.iter().find(|r| r.id.to_string() == line.rule);
    let reasons = || line.reasons.iter().filter_map(|n| explainer.evaluation.reason(*n));
    let leaves: Vec<Leaf> = reasons().flat_map(|reason| explainer.support(reason)).collect();
    let said = |span: &Span| leaves.iter().find(|leaf| leaf.span == Some(*span)).map(narrate::leaf);
    let mut related: Vec<(Span, String)> =
        line.places.iter().skip(1).map(|span| (*span, said(span).unwrap_or_default())).collect();
    if let Some(rule) = rule {
        related.push((rule.span, format!("rule {}", line.rule)));
    }
    let targets: Vec<String> = line.targets.iter().map(|(target, _)| printable(&target.to_string()).into_owned()).collect();
    Finding {
        id: line.rule.clone(),
        fingerprint: format!("{}/{}", line.rule, targets.join("+")),
        weight: weight(line),
        title,
        message: message.join(" "),
        place: line.places.first().copied().or_else(|| near(line, explainer)),
        related,
    }
}

fn weight(line: &Line) -> Weight {
    let advised = |(_, strength): &(_, Strength)| matches!(strength, Strength::Advice(Advice::Advised));
    let certain = match line.verb {
        Verb::Block | Verb::Rollback => Weight::Error,
        _ if line.targets.iter().all(advised) => Weight::Note,
        _ => Weight::Warning,
    };
    match (line.precaution, certain) {
        (false, certain) => certain,
        (true, Weight::Error) => Weight::Warning,
        (true, _) => Weight::Note,
    }
}

/// Where a fact that nobody stated would stand: the nearest stated place around it.
fn near(line: &Line, explainer: &Explainer<'_>) -> Option<Span> {
    let reason = explainer.evaluation.reason(*line.reasons.first()?)?;
    let leaves = explainer.missing(reason).into_iter().chain(explainer.support(reason));
    leaves.filter_map(|leaf| leaf.span).next().or(explainer.facts.site.span)
}

/// A problem in a document.
pub(super) fn of_problem(problem: &Diagnostic) -> Finding {
    let mut message = printable(&problem.headline).into_owned();
    let here = problem.labels.first().filter(|l| !l.text.is_empty());
    if let Some(label) = here {
        message.push_str(&format!(": {}", printable(&label.text)));
    }
    message.push('.');
    if let Some(help) = &problem.help {
        message.push_str(&format!(" Help: {}.", printable_lines(help)));
    }
    for note in &problem.notes {
        message.push_str(&format!(" Note: {}.", printable_lines(note)));
    }
    Finding {
        id: problem.code.name().to_owned(),
        fingerprint: format!("{}/{}", problem.code.name(), printable(&problem.headline)),
        weight: match problem.severity {
            Severity::Error => Weight::Error,
            Severity::Warning => Weight::Warning,
        },
        title: printable(&problem.headline).into_owned(),
        message,
        place: problem.labels.first().map(|l| l.span),
        related: problem.labels.iter().skip(1).map(|l| (l.span, printable(&l.text).into_owned())).collect(),
    }
}

/// What a rule or code means, for those who meet it for the first time: title, and help.
pub(super) fn about(id: &str, explainer: Option<&Explainer<'_>>) -> (String, String) {
    let rule = explainer.and_then(|e| Some((e, e.program.policy.rules.iter().find(|r| r.id.to_string() == id)?)));
    if let Some((explainer, rule)) = rule {
        let shown = |text: &str| printable(text).into_owned();
        let mut help = vec![format!("It applies when {}.", narrate::condition(&rule.when, &explainer.program.policy.schemas))];
        if let Some(until) = &rule.until {
            help.push(format!("It stands until {}.", narrate::condition(until, &explainer.program.policy.schemas)));
        }
        for (name, value) in [("Source", &rule.source), ("Requirement", &rule.trace), ("Owner", &rule.owner)] {
            help.extend(value.as_ref().map(|value| format!("{name}: {}.", shown(value).trim_end_matches('.'))));
        }
        return (shown(&rule.title), help.join(" "));
    }
    let Some(code) = Code::parse(id) else {
        let gone = "A rule that no longer exists.".to_owned();
        return (gone.clone(), gone);
    };
    let (why, cure) = code.advice();
    (code.about().to_owned(), format!("{why} {cure}").replace('\n', " "))
}
