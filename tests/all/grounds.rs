//! No decision without a line: what is in force rests on a place in a document, or says in words which absence it rests on and where
//! that would stand, or what is given. Tried here on every example and scenario, and by `laws_of_why` on made-up policies.

use holdpoint::explain::account::{Account, Line};
use holdpoint::explain::explanation::{Outcome, Part, Question, explain};
use holdpoint::explain::why::{self, Goal};
use holdpoint::explain::{Explainer, account};
use holdpoint::text::Span;

use crate::support::run;

/// What is in force without a ground, one line for each; and how many grounds were looked at.
pub fn groundless(explainer: &Explainer<'_>) -> (Vec<String>, usize) {
    let (mut out, mut seen) = (Vec::new(), 0);
    let evaluation = explainer.evaluation;
    for decision in evaluation.decisions.iter().filter(|d| d.in_force.is_some()) {
        let asked = decision.target.to_string();
        let answer = explain(explainer, &asked, &Question::Decision(decision.target.clone()));
        if answer.parts.is_empty() {
            out.push(format!("{asked}: no part"));
        }
        for part in &answer.parts {
            let (grounds, lacks) = grounds(explainer, part);
            seen += grounds;
            if grounds == 0 {
                out.push(format!("{asked}: nothing is said"));
            }
            out.extend(lacks.into_iter().map(|lack| format!("{asked}: {lack}")));
        }
    }
    for (place, reason) in evaluation.reasons.iter().enumerate().filter(|(_, r)| r.in_force()) {
        let said = if reason.effective.is_yes() {
            let why = why::why(explainer, &Goal::Reason(place));
            why.is_some_and(|w| !w.leaves.is_empty() || !w.found.evidence.is_empty()) || explainer.given(reason).is_some()
        } else {
            let stood = reason.standing.is_some() && !explainer.support(reason).is_empty();
            stood || !explainer.missing(reason).is_empty() || explainer.given(reason).is_some()
        };
        if !said {
            out.push(format!("the reason {} [{}] rests on nothing", reason.name, reason.binding_text()));
        }
    }
    let Account { groups, missed, .. } = account(explainer);
    let bare =
        |l: &&Line| l.places.is_empty() && l.absent.is_none() && l.given.is_none() && (!l.precaution || l.missing.is_empty());
    let lines = groups.iter().flat_map(|g| g.lines()).chain(&missed);
    out.extend(lines.filter(bare).map(|l| format!("the line of {} has no place", l.rule)));
    (out, seen)
}

/// How many grounds a part names, and which of them lack a place.
fn grounds(explainer: &Explainer<'_>, part: &Part) -> (usize, Vec<String>) {
    // What would stand in a document that there is not has no place; then the text says that there is none.
    let placed = |near: Option<Span>, path: &holdpoint::facts::ReadPath| {
        near.is_some() || (path.document() == Some("update") && explainer.facts.update.span.is_none())
    };
    let facts =
        part.facts.iter().filter(|f| !placed(f.place.or(f.near), &f.leaf.path) || f.label.is_empty() || f.clause.is_empty());
    let mut lacks: Vec<String> = facts.map(|f| format!("the fact {} has no place", f.leaf.path)).collect();
    let evidence = part
        .evidence
        .iter()
        .filter(|e| e.clause.is_empty() || (e.places.is_empty() && e.near.is_none() && !e.clause.contains("there is no")));
    lacks.extend(evidence.map(|e| format!("{:?} has no place", e.clause)));
    let unknown = part.unknown.iter().filter(|u| u.clause.is_empty() || !placed(u.near, &u.leaf.path));
    lacks.extend(unknown.map(|u| format!("what isn't known, {}, has no place", u.leaf.path)));
    let grounds = match part.outcome {
        Outcome::Precaution if !part.unknown.is_empty() => part.unknown.len(),
        _ => part.facts.len() + part.evidence.len(),
    };
    (grounds, lacks)
}

#[test]
fn every_decision_of_examples_and_scenarios_rests_on_a_line() {
    let mut cases = crate::scenarios::all();
    assert!(cases.len() > 12);
    cases.push((
        None,
        vec!["tests/scenarios/bare-site/site.yaml".to_owned(), "examples/shop-north/release.yaml".to_owned()],
        "2026-07-21T18:00Z".to_owned(),
    ));
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for (policy, paths, now) in cases {
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        let run = run(policy.as_deref(), &paths, &now, None).unwrap_or_else(|(problems, _)| panic!("{paths:?}: {problems:?}"));
        let (groundless, grounds) = groundless(&Explainer::new(&run.program, &run.facts, &run.evaluation));
        wrong.extend(groundless.into_iter().map(|g| format!("{paths:?}: {g}")));
        seen += grounds;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 300, "{seen}");
}
