//! Repairs as text: what to do, who does it, what it changes, and whether the search was complete.
//! Repairs are found by `explain::repair`.

use super::evaluation::hanging;
use super::paint::Paint;
use super::wrap::{WIDTH, both_ends, wrapped};
use crate::decision::Target;
use crate::explain::repair::{FILL_IN, Goal, Kind, Repair, Repairs, Step, Stuck};
use crate::facts::Change;
use crate::facts::change::shown;
use crate::text::printable::printable;
use crate::text::wording;

/// The repairs as text. `title` names release and site.
pub fn render(title: &str, answer: &Repairs, paint: Paint) -> String {
    let goal = goal(&answer.goal);
    let mut out = paint.heading(both_ends(title, answer.before.headline(), WIDTH).trim_end());
    out.push('\n');
    if answer.already {
        out.push_str(&format!("Nothing is to be repaired: {goal} already.\n"));
        return out;
    }
    for (n, repair) in answer.repairs.iter().enumerate() {
        let head = match n {
            0 => format!("So that {goal}"),
            _ => "Or".to_owned(),
        };
        let first = answer.repairs.first().filter(|_| n > 0);
        out.push('\n');
        let cost = format!("{}, cost {}", wording::count(repair.steps.len(), "change", "changes"), repair.cost);
        out.push_str(&paint.heading(both_ends(&head, &cost, WIDTH).trim_end()));
        out.push('\n');
        one(repair, first, &mut out);
    }
    if answer.repairs.is_empty() {
        out.push('\n');
        out.push_str(&wrapped(&format!("Nothing that was tried brings it about that {goal}."), 0, WIDTH));
    }
    if !answer.stuck.is_empty() && answer.repairs.is_empty() {
        out.push('\n');
        out.push_str(&paint.heading("What is in the way"));
        out.push('\n');
        answer.stuck.iter().for_each(|s| stuck(s, &mut out));
    }
    out.push('\n');
    out.push_str(&wrapped(&ending(answer), 0, WIDTH));
    out
}

fn goal(goal: &Goal) -> String {
    let named = |target: &Target| wording::quote(&target.to_string());
    match goal {
        Goal::Verdict(verdict) => format!("the verdict is {} or better", verdict.headline()),
        Goal::Off(target) => format!("{} is not in force", named(target)),
        Goal::On(target) => format!("{} is certain", named(target)),
    }
}

/// The steps, those with one action together. Of a further repair only what it does otherwise than the first.
fn one(repair: &Repair, first: Option<&Repair>, out: &mut String) {
    let same = |a: &Repair, s: &Step| a.steps.iter().any(|t| t.change == s.change);
    let shared = first.map_or(0, |f| repair.steps.iter().filter(|s| same(f, s)).count());
    let rolled = shared > 2;
    if let (Some(first), true) = (first, rolled) {
        out.push_str("  the first without\n");
        steps(first.steps.iter().filter(|s| !same(repair, s)), out);
        out.push_str("  but with\n");
    }
    steps(repair.steps.iter().filter(|s| !rolled || first.is_none_or(|f| !same(f, s))), out);
    let minimal = if repair.minimal { "no part of it works alone" } else { "leaving out one of them does not work" };
    out.push_str(&wrapped(&format!("Then {}; {minimal}.", repair.verdict.headline()), 2, WIDTH));
}

fn steps<'s>(all: impl Iterator<Item = &'s Step>, out: &mut String) {
    let mut groups: Vec<Vec<&Step>> = Vec::new();
    for step in all {
        match groups.iter_mut().find(|g| g.first().is_some_and(|s| s.action == step.action && s.acts == step.acts)) {
            Some(group) => group.push(step),
            None => groups.push(vec![step]),
        }
    }
    groups.iter().for_each(|group| action(group, out));
}

fn action(group: &[&Step], out: &mut String) {
    let Some(step) = group.first() else { return };
    let mark = match step.kind {
        Kind::Do | Kind::Remove => "▸",
        Kind::FindOut => "?",
        Kind::Wait => "…",
    };
    let who = match (&step.who, &step.acts) {
        (Some(who), Some(role)) => format!("{who} ({role})"),
        (None, Some(role)) => role.clone(),
        _ => String::new(),
    };
    let left = format!("  {mark} {}", step.action);
    if left.chars().count() + who.chars().count() + 2 <= WIDTH {
        out.push_str(&both_ends(&left, &who, WIDTH));
    } else {
        out.push_str(&hanging(&step.action, &format!("  {mark} ")));
        if !who.is_empty() {
            out.push_str(&format!("{who:>WIDTH$}\n"));
        }
    }
    for step in group {
        out.push_str(&wrapped(&change(step), 4, WIDTH));
    }
}

fn change(step: &Step) -> String {
    match &step.change {
        Change::Set { path, to } => {
            if to.text() == Some(FILL_IN) {
                return printable(&format!("{path} {}; to be written down", step.before)).into_owned();
            }
            let found = if step.kind == Kind::FindOut { "if it turns out to be" } else { "set to" };
            printable(&format!("{path} {}; {found} {}", step.before, shown(to))).into_owned()
        }
        Change::Unset { path } => printable(&format!("{path} is finished with, and taken from its list")).into_owned(),
        Change::Now(at) => format!("now {}; evaluated again at {at}", step.before),
    }
}

fn stuck(stuck: &Stuck, out: &mut String) {
    let left = format!("  ✗ {}", stuck.title);
    out.push_str(&both_ends(&left, &stuck.rule, WIDTH));
    out.push_str(&wrapped(&stuck.because, 4, WIDTH));
    for (fact, why) in stuck.facts.iter().take(5) {
        out.push_str(&wrapped(&format!("{}: {why}", printable(fact)), 4, WIDTH));
    }
}

fn ending(answer: &Repairs) -> String {
    let tried = wording::count(answer.tried, "evaluation", "evaluations");
    if answer.complete {
        match answer.repairs.is_empty() {
            // Which values are tried is a choice; that no other would do is not proved.
            true => format!("Every value that `repair` thinks of was tried ({tried}); others may do."),
            false => format!("Complete: of the values that `repair` thinks of none that costs less will do ({tried})."),
        }
    } else if answer.repairs.is_empty() {
        format!("Not finished: not every set of changes was ruled out ({tried}); there may be repairs.")
    } else {
        format!("Bounded: not every set of changes was ruled out ({tried}); there may be other repairs, and cheaper ones.")
    }
}
