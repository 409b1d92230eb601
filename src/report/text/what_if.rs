//! Two evaluations side by side as text: only what differs, each difference with the facts that made it.
//! What differs is found by `explain::what_if`.

use super::evaluation::{hanging, sign};
use super::paint::Paint;
use super::wrap::{WIDTH, both_ends, wrapped};
use crate::decision::Strength;
use crate::evaluate::Status;
use crate::explain::what_if::{Difference, FactChange, ReasonChange, Side, WhatIf};
use crate::text::printable::printable;
use crate::text::wording;

/// Where details begin.
const DETAIL: usize = 14;

/// The comparison as text. `title` names release and site, `changes` says what was changed.
pub fn render(title: &str, changes: &[String], answer: &WhatIf, paint: Paint) -> String {
    let (before, after) = answer.verdict;
    let words = if before == after {
        format!("{} (as before)", before.headline())
    } else {
        format!("{} → {}", before.headline(), after.headline())
    };
    let mut out = paint.heading(both_ends(title, &words, WIDTH).trim_end());
    out.push('\n');
    for (n, change) in changes.iter().enumerate() {
        out.push_str(&hanging(&printable(change), if n == 0 { "What if " } else { "    and " }));
    }
    if answer.is_nothing() {
        out.push_str("Nothing changes.\n");
        return out;
    }
    out.push_str(&wrapped(after.meaning(answer.phase), 0, WIDTH));
    for (heading, kind) in [
        ("No longer", Kind::Gone),
        ("New", Kind::New),
        ("Different", Kind::Other),
        ("As before, for other reasons", Kind::Reasons),
    ] {
        let of_kind: Vec<&Difference> = answer.decisions.iter().filter(|d| kind_of(d) == kind).collect();
        if of_kind.is_empty() {
            continue;
        }
        out.push('\n');
        out.push_str(&paint.heading(heading));
        out.push('\n');
        for group in grouped(&of_kind) {
            self::group(&group, kind, &mut out);
        }
    }
    for (asked, was, may) in &answer.restarts {
        let word = |yes: bool| if yes { "yes" } else { "no" };
        out.push_str(&hanging(&format!("may {} restart? {} → {}", printable(asked), word(*was), word(*may)), "\n  ? "));
    }
    out
}

/// What kind of difference it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Gone,
    New,
    Other,
    Reasons,
}

fn kind_of(difference: &Difference) -> Kind {
    let force = |side: &Option<Side>| side.as_ref().is_some_and(|s| s.in_force.is_some());
    match (force(&difference.before), force(&difference.after)) {
        (true, false) => Kind::Gone,
        (false, true) => Kind::New,
        _ if difference.before == difference.after => Kind::Reasons,
        _ => Kind::Other,
    }
}

/// Differences that the same rules make for the same reasons share their sentences.
fn grouped<'d>(all: &[&'d Difference]) -> Vec<Vec<&'d Difference>> {
    let key = |d: &Difference| {
        let mut reasons: Vec<_> = shown(d).map(|r| (r.rule.clone(), r.before, r.after)).collect();
        reasons.sort();
        reasons.dedup();
        (d.target.verb, change(d), reasons)
    };
    let mut out: Vec<Vec<&Difference>> = Vec::new();
    for difference in all {
        match out.iter_mut().find(|g| g.first().is_some_and(|d| key(d) == key(difference))) {
            Some(group) => group.push(difference),
            None => out.push(vec![difference]),
        }
    }
    out
}

/// The reasons that matter to how a decision differs: of a new one those that make it, of one that is gone those that made it.
fn shown(difference: &Difference) -> impl Iterator<Item = &ReasonChange> {
    let kind = kind_of(difference);
    let counts = |status: Option<Status>| matches!(status, Some(Status::Holds | Status::Undetermined));
    difference.reasons.iter().filter(move |r| match kind {
        Kind::New => counts(r.after),
        Kind::Gone => counts(r.before),
        Kind::Other | Kind::Reasons => counts(r.before) || counts(r.after),
    })
}

fn group(group: &[&Difference], kind: Kind, out: &mut String) {
    let Some(first) = group.first() else { return };
    let (mark, word) = sign(first.verb());
    let mut titles: Vec<&str> = group.iter().map(|d| d.title.as_str()).collect();
    titles.dedup();
    let mut what = titles.join(", ");
    if kind == Kind::Other {
        what.push_str(&format!(": {}", change(first)));
    }
    out.push_str(&hanging(&what, &format!("  {mark} {word:<10}")));
    let mut said: Vec<String> = Vec::new();
    for reason in group.iter().flat_map(|d| shown(d)) {
        let text = self::reason(reason);
        if !said.contains(&text) {
            said.push(text);
        }
    }
    for text in said.iter().take(4) {
        out.push_str(&wrapped(text, DETAIL, WIDTH));
    }
    if said.len() > 4 {
        out.push_str(&wrapped(&format!("… and {} more reasons", said.len() - 4), DETAIL, WIDTH));
    }
    let mut facts: Vec<&FactChange> = group.iter().flat_map(|d| shown(d)).flat_map(|r| &r.facts).collect();
    facts.sort();
    facts.dedup();
    for fact in facts.iter().take(4) {
        out.push_str(&wrapped(&format!("{} {}, was: {}", fact.path, fact.after, verbless(&fact.before)), DETAIL, WIDTH));
    }
    if facts.len() > 4 {
        out.push_str(&wrapped(&format!("… and {} more facts", facts.len() - 4), DETAIL, WIDTH));
    }
}

fn verbless(text: &str) -> &str {
    text.strip_prefix("is ").or_else(|| text.strip_prefix("has ")).or_else(|| text.strip_prefix("comes to ")).unwrap_or(text)
}

fn reason(reason: &ReasonChange) -> String {
    let status = |s: Option<Status>| match s {
        None => "does not apply",
        Some(Status::Holds) => "holds",
        Some(Status::Undetermined) => "may hold",
        Some(Status::Later) => "is known later",
        Some(Status::Lifted) => "is met",
        Some(Status::Waived) => "is waived",
    };
    if reason.after.is_some_and(|s| matches!(s, Status::Holds | Status::Undetermined)) {
        let before = if reason.before == reason.after { String::new() } else { format!("; it {}", past(status(reason.before))) };
        return match before.is_empty() {
            true => format!("{}: {}", reason.rule, reason.because),
            false => format!("{}: {}{before}", reason.rule, reason.because.trim_end_matches('.')),
        };
    }
    format!("{} {}; it {}", reason.rule, now(reason.after), past(status(reason.before)))
}

fn now(after: Option<Status>) -> &'static str {
    match after {
        None => "no longer applies",
        Some(Status::Holds) => "holds",
        Some(Status::Undetermined) => "may hold",
        Some(Status::Later) => "can be known later only",
        Some(Status::Lifted) => "is met",
        Some(Status::Waived) => "is waived",
    }
}

fn past(status: &str) -> String {
    match status {
        "holds" => "held".to_owned(),
        "may hold" => "might hold".to_owned(),
        "does not apply" => "did not apply".to_owned(),
        other => other.replacen("is ", "was ", 1),
    }
}

/// How a decision differs, in words.
fn change(difference: &Difference) -> String {
    let (Some(before), Some(after)) = (&difference.before, &difference.after) else {
        return match &difference.after {
            Some(_) => "may be decided".to_owned(),
            None => "can no longer be decided".to_owned(),
        };
    };
    let mut parts = Vec::new();
    if before.in_force != after.in_force {
        let word = |s: &Option<Strength>| s.as_ref().map_or("nothing".to_owned(), ToString::to_string);
        parts.push(format!("{} → {}", word(&before.in_force), word(&after.in_force)));
    }
    match (before.precaution, after.precaution) {
        (true, false) if after.in_force.is_some() => parts.push("certain, was a precaution".to_owned()),
        (false, true) => parts.push("a precaution, was certain".to_owned()),
        _ => {}
    }
    if parts.is_empty() && before.hi != after.hi {
        parts.push("what is possible differs".to_owned());
    }
    if parts.is_empty() && before.lo != after.lo {
        parts.push("what is certain differs".to_owned());
    }
    wording::list_and(&parts)
}
