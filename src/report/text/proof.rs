//! Whether invariants hold, as text: those that don't with the documents that show it, then each with how far was looked.
//! What is found is found by `prove`.

use super::comparison::listed;
use super::paint::Paint;
use super::wrap::{WIDTH, both_ends, wrapped};
use crate::policy::Policy;
use crate::prove::{Proved, Reach};
use crate::text::printable::printable;
use crate::text::wording;

/// The invariants of a policy with what was found.
pub fn render(policy: &Policy, found: &[Proved], paint: Paint) -> String {
    let failed = found.iter().filter(|one| one.found.is_err()).count();
    let open = found.iter().filter(|one| matches!(one.found, Ok(Reach::Unfinished))).count();
    let mut out = String::new();
    for one in found {
        let Some(invariant) = policy.invariants.get(one.invariant) else { continue };
        let word = match &one.found {
            Ok(Reach::Everywhere | Reach::Within(_)) => "holds",
            Ok(Reach::Unfinished) => "not proved",
            Err(_) => "does not hold",
        };
        let id = printable(invariant.rule.id.as_str()).into_owned();
        out.push_str(&paint.heading(both_ends(&id, word, WIDTH).trim_end()));
        out.push('\n');
        out.push_str(&wrapped(&printable(&invariant.rule.title), 2, WIDTH));
        if let Err((witness, came)) = &one.found {
            out.push_str(&wrapped(&format!("claimed: {}", printable(&invariant.claim.to_string())), 2, WIDTH));
            let now: Vec<String> = came.in_force.iter().map(ToString::to_string).collect();
            let now = if now.is_empty() { String::new() } else { format!(", {} in force", printable(&wording::list_and(&now))) };
            out.push_str(&wrapped(&format!("the verdict is {}{now} when", came.verdict.headline()), 2, WIDTH));
            listed(witness, &mut out);
        }
    }
    if found.is_empty() {
        out.push_str("The policy has no invariants.\n");
        return out;
    }
    out.push('\n');
    let holding = found.len() - failed - open;
    let mut parts = vec![format!("{} of {}", holding, wording::count(found.len(), "invariant holds", "invariants hold"))];
    parts.extend((failed > 0).then(|| format!("{failed} {} not hold", if failed == 1 { "does" } else { "do" })));
    parts.extend((open > 0).then(|| format!("{open} {} not proved", if open == 1 { "is" } else { "are" })));
    let within = found.iter().filter_map(|one| if let Ok(Reach::Within(n)) = one.found { Some(n) } else { None }).max();
    let within = within.map_or(String::new(), |n| {
        let lists = wording::count(n, "element", "elements");
        format!(" Looked at: all documents with up to {lists} in each list that an invariant reads, at the values that tests tell apart.")
    });
    out.push_str(&wrapped(&format!("{}.{within}", parts.join("; ")), 0, WIDTH));
    out
}
