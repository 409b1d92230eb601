//! How two policies differ, for a pull request: a table of decisions, and the documents that show each difference.
//! What differs is found by `prove`.

use super::escape::{code, escape};
use crate::prove::{Comparison, Told, Way, Whole};
use crate::report::text::comparison::{apart, differs, ending, stated, verdicts};

/// The comparison as a document.
pub fn render(names: [&str; 2], answer: &Comparison) -> String {
    let [old, new] = names;
    let mut out = format!("# From {} to {}: {}\n\n", escape(old), escape(new), answer.headline().to_lowercase());
    out.push_str(&format!("{}\n", escape(&differs(answer))));
    let differing = || answer.decisions.iter().filter(|d| d.whole() != Whole::Equal);
    if differing().next().is_some() {
        out.push_str("\n| decision | | was | is |\n|---|---|---|---|\n");
    }
    for decision in differing() {
        for (way, word) in [(Way::Weaker, "weaker"), (Way::Stricter, "stricter")] {
            if let Told::Shown(_, before, after) = decision.told(way) {
                let target = code(&decision.target.to_string());
                let (was, is) = apart(before, after);
                out.push_str(&format!("| {target} | {word} | {} | {} |\n", escape(&was), escape(&is)));
            }
        }
    }
    for decision in differing() {
        for (way, word) in [(Way::Weaker, "weaker"), (Way::Stricter, "stricter")] {
            if let Told::Shown(witness, before, after) = decision.told(way) {
                out.push_str(&format!("\n## {} is {word}\n\n", code(&decision.target.to_string())));
                out.push_str(&format!("{}, when\n\n", escape(&verdicts(before, after))));
                stated(witness).iter().for_each(|line| out.push_str(&format!("- {}\n", code(line))));
            }
        }
    }
    out.push('\n');
    ending(answer).iter().for_each(|line| out.push_str(&format!("{}\n\n", escape(line))));
    format!("{}\n", out.trim_end())
}
