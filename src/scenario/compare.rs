//! Compares what came of a case with what it expects. Each difference says both, with the place of the expectation.
//! Why it came so is asked of `explain`, and only for a case that fails.

use std::collections::BTreeSet;

use super::actual::{Actual, InForce, strength};
use super::expect::{Because, Expect, Named, WantedDecision, WantedVerdict, What, Word};
use crate::decision::{Strength, Target, Verdict};
use crate::evaluate::restarts::may_restart;
use crate::explain::explanation::Question;
use crate::text::{Span, wording};

/// Something that came otherwise than it was expected.
#[derive(Clone, Debug)]
pub struct Difference {
    /// Where the expectation stands.
    pub span: Span,
    /// What was expected.
    pub expected: String,
    /// What came.
    pub got: String,
    /// What to ask about it: why, or why not.
    pub ask: Option<Ask>,
}

/// A question about a difference.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The question as it is written.
    pub text: String,
    /// The question.
    pub question: Question,
    /// The decision that a rule is asked about: what else it could decide is not told.
    pub about: Option<Target>,
}

impl Ask {
    fn decision(target: &Target) -> Self {
        Self { text: target.to_string(), question: Question::Decision(target.clone()), about: None }
    }

    fn rule(id: &str, about: Option<&Target>) -> Self {
        Self { text: id.to_owned(), question: Question::Rule(id.to_owned()), about: about.cloned() }
    }

    fn about(what: &What) -> Self {
        match what {
            What::Decision(target) => Self::decision(target),
            What::Rule(id) => Self::rule(id, None),
        }
    }
}

/// How many decisions or rules a sentence lists.
const LISTED: usize = 6;

/// Every difference, in the order of the expectation.
pub(super) fn compare(expect: &Expect, actual: &Actual<'_>) -> Vec<Difference> {
    let mut out = Vec::new();
    out.extend(expect.verdict.and_then(|wanted| verdict(wanted, actual)));
    for wanted in &expect.decisions {
        decision(wanted, actual, &mut out);
    }
    for named in &expect.not {
        out.extend(not(named, actual));
    }
    if let Some(span) = expect.only {
        out.extend(only(expect, span, actual));
    }
    if let Some((paths, span)) = &expect.unknown {
        unknown(paths, *span, actual, &mut out);
    }
    for (standing, named) in &expect.states {
        if !actual.stands(*standing, &named.what) {
            out.push(Difference {
                span: named.span,
                expected: format!("{} is {}", named.what, standing.name()),
                got: state(named, actual),
                ask: Some(Ask::about(&named.what)),
            });
        }
    }
    for (word, may) in &expect.restart {
        restart(word, *may, actual, &mut out);
    }
    out
}

fn verdict(wanted: WantedVerdict, actual: &Actual<'_>) -> Option<Difference> {
    let got = actual.evaluation.verdict;
    let same = match (wanted.verdict, got) {
        (Verdict::Hold { .. }, Verdict::Hold { precaution_only }) => {
            wanted.certain.is_none_or(|certain| certain != precaution_only)
        }
        (wanted, got) => wanted == got,
    };
    if same {
        return None;
    }
    let shown = match got {
        Verdict::Hold { precaution_only: true } => "hold-by-precaution",
        other => other.name(),
    };
    Some(Difference {
        span: wanted.span,
        expected: format!("verdict {wanted}"),
        got: format!("verdict {shown}"),
        ask: Some(Ask { text: "verdict".to_owned(), question: Question::Verdict, about: None }),
    })
}

fn decision(wanted: &WantedDecision, actual: &Actual<'_>, out: &mut Vec<Difference>) {
    let target = &wanted.target;
    let question = || Some(Ask::decision(target));
    let Some(found) = actual.in_force(target) else {
        let because = wanted.because.as_ref().map(|b| format!(" because of {}", listed(b.rules.iter().map(|r| &*r.text))));
        out.push(Difference {
            span: wanted.span,
            expected: format!("{target}{}", because.unwrap_or_default()),
            got: format!("{target} is not in force"),
            ask: match wanted.because.as_ref().and_then(|b| b.rules.first()) {
                Some(rule) => Some(Ask::rule(&rule.text, Some(target))),
                None => question(),
            },
        });
        return;
    };
    if let Some(because) = &wanted.because {
        reasons(target, because, &found, actual, out);
    }
    let mut differs = |span: Span, expected: String, got: String| {
        out.push(Difference { span, expected, got, ask: question() });
    };
    if let Some((certain, span)) = wanted.certain {
        // A conclusion that is in force is certain.
        let precaution = !found.decisions.is_empty() && found.decisions.iter().all(|d| d.precaution);
        if certain == precaution {
            let word = |certain: bool| if certain { "for certain" } else { "by precaution" };
            differs(span, format!("{target} {}", word(certain)), format!("{target} {}", word(!certain)));
        }
    }
    let got = strength(&found);
    if let Some(word) = &wanted.strength {
        let ranks = Strength::ranks(target.verb);
        let rank = got.as_ref().and_then(|s| ranks.get(s.rank())).copied().unwrap_or("decided");
        if rank != &*word.text {
            differs(word.span, format!("{target} with strength {}", word.text), format!("{target} with strength {rank}"));
        }
    }
    if let Some(word) = &wanted.by {
        let by = match &got {
            Some(Strength::Rollback(rollback)) => rollback.by.map(|by| by.name()),
            _ => None,
        };
        if by != Some(&*word.text) {
            differs(
                word.span,
                format!("{target} by {}", word.text),
                format!("{target} by {}", by.unwrap_or("no means in particular")),
            );
        }
    }
    if let Some((items, span)) = &wanted.items {
        paused(target, items, *span, got.as_ref(), &mut differs);
    }
    if let Some((things, span)) = &wanted.of {
        let wanted: BTreeSet<&str> = things.iter().map(|w| &*w.text).collect();
        let got: BTreeSet<&str> = found.decisions.iter().filter_map(|d| d.target.of.as_deref()).collect();
        if wanted != got {
            differs(
                *span,
                format!("{target} of {}", listed(wanted.into_iter())),
                format!("{target} of {}", listed(got.into_iter())),
            );
        }
    }
}

fn paused(target: &Target, items: &[Word], span: Span, got: Option<&Strength>, differs: &mut dyn FnMut(Span, String, String)) {
    let Some(Strength::Paused(paused)) = got else { return };
    let wanted: Vec<&str> = items.iter().map(|w| &*w.text).collect();
    if paused.is_whole() {
        differs(span, format!("{target} of {}", listed(wanted.into_iter())), format!("{target} as a whole"));
        return;
    }
    // An item may be named as it is shown, as machine formats write it, or by its id alone.
    let fits = |word: &str, item: &crate::decision::ItemRef| {
        word == item.to_string() || word == item.code() || item.id() == Some(word) || (item.id().is_none() && word == item.kind())
    };
    let missing = wanted.iter().any(|word| !paused.items().iter().any(|item| fits(word, item)));
    let extra = paused.items().iter().any(|item| !wanted.iter().any(|word| fits(word, item)));
    if missing || extra {
        let got: Vec<String> = paused.items().iter().map(ToString::to_string).collect();
        differs(
            span,
            format!("{target} of {}", listed(wanted.into_iter())),
            format!("{target} of {}", listed(got.iter().map(String::as_str))),
        );
    }
}

fn reasons(target: &Target, because: &Because, found: &InForce<'_>, actual: &Actual<'_>, out: &mut Vec<Difference>) {
    let got = actual.rules(&found.reasons);
    let precaution = !found.decisions.is_empty() && found.decisions.iter().all(|d| d.precaution);
    let by = if precaution { " by precaution" } else { "" };
    let wanted: BTreeSet<&str> = because.rules.iter().map(|w| &*w.text).collect();
    for word in because.rules.iter().filter(|w| !got.contains(&*w.text)) {
        out.push(Difference {
            span: word.span,
            expected: format!("{target} because of {}", word.text),
            got: format!("{target}{by} because of {}", listed(got.iter().copied())),
            ask: Some(Ask::rule(&word.text, Some(target))),
        });
    }
    if !because.exact {
        return;
    }
    let extra: Vec<&str> = got.iter().copied().filter(|rule| !wanted.contains(rule)).collect();
    if let Some(first) = extra.first() {
        out.push(Difference {
            span: because.span,
            expected: format!("{target} because of {} alone", listed(wanted.into_iter())),
            got: format!("{target}{by} because of {} too", listed(extra.iter().copied())),
            ask: Some(if precaution { Ask::decision(target) } else { Ask::rule(first, Some(target)) }),
        });
    }
}

fn not(named: &Named, actual: &Actual<'_>) -> Option<Difference> {
    let got = match &named.what {
        What::Decision(target) => {
            let found = actual.in_force(target)?;
            let precaution = !found.decisions.is_empty() && found.decisions.iter().all(|d| d.precaution);
            let by = if precaution { " by precaution" } else { "" };
            format!("{target}{by} because of {}", listed(actual.rules(&found.reasons).into_iter()))
        }
        What::Rule(id) => {
            let found = actual.made_by(id);
            if found.is_empty() {
                return None;
            }
            let made: BTreeSet<String> = found.iter().map(|r| r.target.to_string()).collect();
            format!("{id} decides {}", listed(made.iter().map(String::as_str)))
        }
    };
    Some(Difference {
        span: named.span,
        expected: format!("{} is not in force", named.what),
        got,
        ask: Some(Ask::about(&named.what)),
    })
}

fn only(expect: &Expect, span: Span, actual: &Actual<'_>) -> Option<Difference> {
    let named: Vec<&Target> = expect.decisions.iter().map(|d| &d.target).collect();
    let others = actual.others(&named);
    let first = others.first()?;
    let shown: Vec<String> = others.iter().map(|d| d.target.to_string()).collect();
    Some(Difference {
        span,
        expected: if named.is_empty() { "nothing in force".to_owned() } else { "nothing else in force".to_owned() },
        got: format!("{} too", listed(shown.iter().map(String::as_str))),
        ask: Some(Ask::decision(&first.target)),
    })
}

fn unknown(paths: &[Word], span: Span, actual: &Actual<'_>, out: &mut Vec<Difference>) {
    let open = actual.unknown();
    let shown = || match open.is_empty() {
        true => "no unknown fact matters".to_owned(),
        false => format!("open are {}", listed(open.iter().map(String::as_str))),
    };
    if paths.is_empty() && !open.is_empty() {
        out.push(Difference { span, expected: "no unknown fact matters".to_owned(), got: shown(), ask: None });
    }
    for word in paths {
        // A part that is not stated leaves everything in it open.
        let below = |path: &&String| path.strip_prefix(&*word.text).is_some_and(|rest| rest.starts_with(['.', '[']));
        if !open.contains(&*word.text) && !open.iter().any(|path| below(&path)) {
            out.push(Difference {
                span: word.span,
                expected: format!("{} is unknown and matters", word.text),
                got: shown(),
                ask: None,
            });
        }
    }
}

fn restart(word: &Word, may: bool, actual: &Actual<'_>, out: &mut Vec<Difference>) {
    let answer = may_restart(actual.program, actual.facts, actual.evaluation, &word.text, None);
    if answer.may == may {
        return;
    }
    let against: Vec<&crate::evaluate::Reason> = answer.reasons.iter().filter_map(|n| actual.evaluation.reason(*n)).collect();
    let say = |may: bool| if may { "may restart" } else { "may not restart" };
    let because = match against.is_empty() {
        true => String::new(),
        false => format!(" because of {}", listed(actual.rules(&against).into_iter())),
    };
    out.push(Difference {
        span: word.span,
        expected: format!("{} {}", word.text, say(may)),
        got: format!("{} {}{because}", word.text, say(answer.may)),
        ask: against.first().map(|r| Ask::decision(&r.target)),
    });
}

/// What a decision or rule comes to that should have stood otherwise.
fn state(named: &Named, actual: &Actual<'_>) -> String {
    let in_force = match &named.what {
        What::Decision(target) => actual.in_force(target).is_some(),
        What::Rule(id) => !actual.made_by(id).is_empty(),
    };
    if in_force {
        return format!("{} is in force", named.what);
    }
    let other = super::expect::Standing::ALL.into_iter().find(|s| actual.stands(*s, &named.what));
    match other {
        Some(standing) => format!("{} is {}", named.what, standing.name()),
        None => format!("{} does not apply", named.what),
    }
}

/// `a, b and 3 more`.
fn listed<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let all: Vec<&str> = words.collect();
    let mut shown: Vec<String> = all.iter().take(LISTED).map(|w| crate::text::printable::printable(w).into_owned()).collect();
    if all.len() > LISTED {
        shown.push(format!("{} more", all.len() - LISTED));
    }
    if shown.is_empty() { "nothing".to_owned() } else { wording::list_and(&shown) }
}
