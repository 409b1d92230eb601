//! How two policies differ, as text: the word for the whole, each decision with the documents that show it, how far was looked.
//! What differs is found by `prove`.

use super::paint::Paint;
use super::wrap::{WIDTH, both_ends, wrapped};
use crate::facts::Change;
use crate::prove::{Came, Changed, Compared, Comparison, How, Reach, Told, Way, Whole, Witness};
use crate::text::printable::printable;
use crate::text::wording;

/// So many of the facts that show something are listed.
const MOST: usize = 12;

/// The comparison as text. `names` are the policies as they were written.
pub fn render(names: [&str; 2], answer: &Comparison, paint: Paint) -> String {
    let [old, new] = names.map(|name| printable(name).into_owned());
    let mut out = paint.heading(both_ends(&format!("{old} → {new}"), answer.headline(), WIDTH).trim_end());
    out.push('\n');
    out.push_str(&wrapped(&differs(answer), 0, WIDTH));
    for decision in answer.decisions.iter().filter(|d| d.whole() != Whole::Equal) {
        out.push('\n');
        let target = printable(&decision.target.to_string()).into_owned();
        out.push_str(&paint.heading(both_ends(&target, decision.whole().name(), WIDTH).trim_end()));
        out.push('\n');
        for way in [Way::Weaker, Way::Stricter] {
            if let Told::Shown(witness, before, after) = decision.told(way) {
                shown(witness, before, after, &mut out);
            }
        }
    }
    out.push('\n');
    for line in ending(answer) {
        out.push_str(&wrapped(&line, 0, WIDTH));
    }
    out
}

/// What is written differently, in a sentence.
pub(crate) fn differs(answer: &Comparison) -> String {
    let of = |how: How| -> Vec<String> {
        answer.rules.iter().filter(|c| c.how == how).map(|Changed { rule, .. }| printable(rule).into_owned()).collect()
    };
    let mut parts = Vec::new();
    for (how, word) in [(How::Removed, "removed"), (How::Added, "added"), (How::Changed, "changed")] {
        let rules = of(how);
        if !rules.is_empty() {
            parts.push(format!("{word}: {}", wording::list_and(&rules)));
        }
    }
    parts.extend(answer.around.iter().map(|what| format!("changed: {what}")));
    if parts.is_empty() { "No rule decides otherwise.".to_owned() } else { format!("Rules {}.", parts.join("; ")) }
}

fn shown(witness: &Witness, before: &Came, after: &Came, out: &mut String) {
    let (was, is) = apart(before, after);
    out.push_str(&wrapped(&format!("was {}", printable(&was)), 2, WIDTH));
    out.push_str(&wrapped(&format!("is {}", printable(&is)), 2, WIDTH));
    out.push_str(&wrapped(&format!("{} when", verdicts(before, after)), 2, WIDTH));
    listed(witness, out);
}

/// The facts that show something, as many as are read.
pub(super) fn listed(witness: &Witness, out: &mut String) {
    let lines = stated(witness);
    for line in lines.iter().take(MOST) {
        out.push_str(&wrapped(line, 4, WIDTH));
    }
    if let Some(more) = lines.len().checked_sub(MOST).filter(|more| *more > 0) {
        let facts = wording::count(more, "more fact is", "more facts are");
        out.push_str(&wrapped(&format!("and {facts} stated (`--write DIR` writes the documents)"), 4, WIDTH));
    }
}

/// What was and what is in force, without what is in both.
pub(crate) fn apart(before: &Came, after: &Came) -> (String, String) {
    let without = |of: &Came, other: &Came| {
        let said: Vec<String> = of.in_force.iter().filter(|one| !other.in_force.contains(one)).map(ToString::to_string).collect();
        if said.is_empty() { "nothing in force".to_owned() } else { said.join("; ") }
    };
    (without(before, after), without(after, before))
}

/// The verdicts that go with it.
pub(crate) fn verdicts(before: &Came, after: &Came) -> String {
    if before.verdict == after.verdict {
        return format!("with the verdict {}", after.verdict.headline());
    }
    format!("with {} instead of {}", after.verdict.headline(), before.verdict.headline())
}

/// What documents state that show it, a line each.
pub(crate) fn stated(witness: &Witness) -> Vec<String> {
    let said = |change: &Change| match change {
        Change::Set { path, .. } => Some(format!("{path} is {}", change.value().unwrap_or_default())),
        Change::Unset { path } => Some(format!("{path} is left out")),
        Change::Now(_) => None,
    };
    let phase = format!("update.phase is {}", witness.phase.name());
    std::iter::once(phase).chain(witness.stated.iter().filter_map(said)).map(|line| printable(&line).into_owned()).collect()
}

/// What is equal, and how far was looked.
pub(crate) fn ending(answer: &Comparison) -> Vec<String> {
    let equal: Vec<&Compared> = answer.decisions.iter().filter(|d| d.whole() == Whole::Equal).collect();
    let mut out = Vec::new();
    if !equal.is_empty() {
        let names: Vec<String> = equal.iter().map(|d| printable(&d.target.to_string()).into_owned()).collect();
        out.push(format!("No difference was found in {}.", wording::list_and(&names)));
    }
    if answer.untouched > 0 {
        let count = wording::count(answer.untouched, "other decision is", "other decisions are");
        out.push(format!("The {count} decided by the same rules."));
    }
    for way in answer.ways() {
        if let Some(line) = reach(answer, way) {
            out.push(line);
        }
    }
    out
}

/// How far was looked for what is so in one way; none where there is nothing to say.
fn reach(answer: &Comparison, way: Way) -> Option<String> {
    let word = match way {
        Way::Weaker => "weaker",
        Way::Stricter => "stricter",
    };
    let more = if answer.is_shown(way) { "Nothing else" } else { "Nothing" };
    match answer.reach(way) {
        Reach::Everywhere if answer.is_shown(way) => None,
        Reach::Everywhere => Some(format!("Nothing is {word}, whatever documents state.")),
        Reach::Within(n) => {
            let lists = wording::count(n, "element", "elements");
            Some(format!("{more} is {word} in documents with up to {lists} in each list, at the values that tests tell apart."))
        }
        Reach::Unfinished => Some(format!("Not finished: what else is {word} could not be ruled out.")),
    }
}
