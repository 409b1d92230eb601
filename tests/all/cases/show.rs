//! Shows what an evaluation comes to, in the short forms that cases compare: one line for each reason.
//! The long forms are those of the program itself.

use std::collections::BTreeMap;

use holdpoint::compile::Program;
use holdpoint::decision::{Caution, Strength, Verb};
use holdpoint::evaluate::evaluation::{Evaluation, Reason, Status};
use holdpoint::explain::derivation::derivations;
use holdpoint::explain::explanation::{explain, question};
use holdpoint::explain::{Explainer, account};
use holdpoint::facts::Facts;
use holdpoint::report::terminal::Style;
use holdpoint::report::text;
use holdpoint::text::Sources;

/// Every kind of answer that a case may ask for.
pub fn answers(program: &Program, facts: &Facts, evaluation: &Evaluation, sources: &Sources) -> BTreeMap<&'static str, String> {
    let explainer = Explainer::new(program, facts, evaluation);
    let shown = evaluation.reasons.iter().filter(|r| r.in_force() && r.target.verb != Verb::Derive);
    let output = text::evaluation::render(&account(&explainer), &program.policy, sources, text::evaluation::Options::default());
    BTreeMap::from([
        ("decisions", decisions(&explainer)),
        ("bounds", bounds(evaluation)),
        ("verdict", format!("{} (exit status {})", evaluation.verdict.name(), evaluation.verdict.exit_status())),
        ("restarts", restarts(evaluation)),
        ("standing", text::standing::render(evaluation, program).trim_end().to_owned()),
        ("explain", text::derivation::render(&derivations(&explainer, shown), sources, &Style::default()).trim_end().to_owned()),
        ("output", scrubbed(output.trim_end())),
    ])
}

/// What `holdpoint explain` prints about a decision or a rule.
pub fn why(asked: &str, explainer: &Explainer<'_>, sources: &Sources) -> String {
    let question = question(explainer, asked).unwrap_or_else(|nothing| panic!("{asked}: {}", nothing.headline));
    let answer = explain(explainer, asked, &question);
    text::explain::render(&answer, sources, &Style::default(), text::explain::Depth::Paragraph).trim_end().to_owned()
}

/// The output without what changes with every edit of a pack; a digest and its stand-in are equally long.
fn scrubbed(output: &str) -> String {
    let digest = |word: &str| {
        word.len() > 9 && word.starts_with('(') && word.get(1..9).is_some_and(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    let words = output.split_inclusive([' ', '\n']);
    words.map(|w| if digest(w) { w.replace(&w[1..9], "<digest>") } else { w.to_owned() }).collect()
}

fn decisions(explainer: &Explainer<'_>) -> String {
    let rows: Vec<(String, String)> = explainer.evaluation.reasons.iter().map(|r| (left(r), right(explainer, r))).collect();
    let orphans = explainer.evaluation.orphans.iter().map(|o| format!("standing without a rule: {o}"));
    let width = rows.iter().map(|(l, _)| l.chars().count()).max().unwrap_or(0);
    let mut lines: Vec<String> = rows.iter().map(|(l, r)| format!("{l:width$}   {r}")).chain(orphans).collect();
    if lines.is_empty() {
        lines.push("nothing".to_owned());
    }
    lines.join("\n")
}

/// Each line of a list of conditions with its answer.
pub fn truths(asked: &str, program: &Program, evaluation: &Evaluation) -> String {
    let answer = |n: usize| {
        let is_it =
            |rule: &holdpoint::compile::GroundRule| program.rule_of(rule).is_some_and(|r| r.id.as_str() == format!("line.l{n}"));
        let place = program.rules.iter().position(is_it).expect("there is a rule for each line");
        let truth = evaluation.rules[place];
        let can = [("yes", truth.can_be_yes()), ("no", truth.can_be_no()), ("later", truth.can_be_later())];
        can.iter().filter(|(_, it)| *it).map(|(name, _)| *name).collect::<Vec<_>>().join(" or ")
    };
    let lines: Vec<&str> = asked.lines().map(|l| l.trim_start_matches("- ")).collect();
    let width = lines.iter().map(|l| l.chars().count()).max().unwrap_or(0);
    lines.iter().enumerate().map(|(n, l)| format!("{l:width$}   {}", answer(n))).collect::<Vec<_>>().join("\n")
}

fn left(reason: &Reason) -> String {
    let target = &reason.target;
    let mut out = target.verb.name().to_owned();
    if target.verb.has_target() {
        out.push_str(&format!(" {}", target.name));
    }
    if let Some(of) = &target.of {
        out.push_str(&format!(" of {of}"));
    }
    match &reason.strength {
        Strength::Paused(paused) if !paused.is_whole() => {
            let items: Vec<String> =
                paused.items().iter().map(|i| format!("{} {}", i.kind(), i.id().unwrap_or("not named"))).collect();
            out.push_str(&format!(" ({})", items.join(", ")));
        }
        Strength::Rollback(_) => out.push_str(&format!(" {}", reason.strength)),
        strength if *strength != Strength::highest(target.verb) => out.push_str(&format!(", {strength}")),
        _ => {}
    }
    if let (true, Verb::Derive | Verb::Require | Verb::Stage | Verb::Block) = (reason.unnamed, target.verb) {
        out.push_str(", of one not named");
    }
    out + mark(reason)
}

fn mark(reason: &Reason) -> &'static str {
    match reason.status {
        _ if reason.missed => ", missed",
        Status::Holds => "",
        Status::Undetermined => match reason.caution {
            _ if reason.target.verb == Verb::Derive => ", open",
            Caution::Precaution => ", precaution",
            Caution::Ask => ", open",
            Caution::Ignore => ", ignored",
        },
        Status::Later => ", later",
        Status::Lifted if matches!(reason.target.verb, Verb::Stage | Verb::Require) => ", met",
        Status::Lifted => ", lifted",
        Status::Waived => ", waived",
    }
}

fn right(explainer: &Explainer<'_>, reason: &Reason) -> String {
    let mut out = reason.name.clone();
    if let Some(standing) = reason.standing {
        out.push_str(&standing.since.map_or(" standing".to_owned(), |since| format!(" standing since {since}")));
    }
    if matches!(reason.status, Status::Undetermined) {
        let missing: Vec<String> = explainer.missing(reason).into_iter().map(|l| l.path.to_string()).collect();
        out.push_str(&format!(
            " needs {}",
            if missing.is_empty() { "nothing that can be stated".to_owned() } else { missing.join(", ") }
        ));
    }
    out
}

fn bounds(evaluation: &Evaluation) -> String {
    let strength = |s: &Option<Strength>| s.as_ref().map_or("nothing".to_owned(), Strength::to_string);
    let line = |d: &holdpoint::evaluate::evaluation::Decision| {
        let mark = if d.precaution { ", precaution" } else { "" };
        format!(
            "{}: certain {}, possible {}, in force {}{mark}",
            d.target,
            strength(&d.lo),
            strength(&d.hi),
            strength(&d.in_force)
        )
    };
    let lines: Vec<String> = evaluation.decisions.iter().map(line).collect();
    if lines.is_empty() { "nothing".to_owned() } else { lines.join("\n") }
}

fn restarts(evaluation: &Evaluation) -> String {
    let line = |r: &holdpoint::evaluate::evaluation::RestartAnswer| {
        let names: Vec<&str> = r.reasons.iter().filter_map(|n| evaluation.reason(*n)).map(|r| r.name.as_str()).collect();
        match (r.known, r.may) {
            (false, _) => format!("{}: not known", r.asked),
            (true, true) => format!("{}: may restart", r.asked),
            (true, false) => format!("{}: may not restart, because of {}", r.asked, names.join(", ")),
        }
    };
    evaluation.restarts.iter().map(line).collect::<Vec<_>>().join("\n")
}
