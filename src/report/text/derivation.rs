//! A derivation as an indented tree, with the lines of the documents it rests on.
//! What the steps are is `explain`'s business.

use super::paint::Paint;
use crate::explain::derivation::Step;
use crate::explain::narrate;
use crate::facts::fact::Basis;
use crate::report::snippet::snippet;
use crate::report::terminal::Style;
use crate::text::printable::printable;
use crate::text::{Sources, Span, wording};
use crate::value::Truth;

/// The derivations under a heading for each, with snippets.
pub fn render(steps: &[Step], sources: &Sources, style: &Style) -> String {
    let paint = Paint { colour: style.colour };
    let mut out = String::new();
    for step in steps {
        tree(step, 0, paint, &mut out);
        let mut places = Vec::new();
        gather(step, &mut places);
        if !places.is_empty() && step.see.is_none() {
            out.push_str(&snippet(&places, sources, style));
        }
        out.push('\n');
    }
    out
}

fn tree(step: &Step, depth: usize, paint: Paint, out: &mut String) {
    let pad = wording::blanks(2 * depth);
    let number = step.number.map(|n| format!("({n}) ")).unwrap_or_default();
    let see = step.see.map(|n| format!(", see ({n})")).unwrap_or_default();
    let answer = format!("{}{see}", step.truth.name());
    let answer = match step.truth {
        Truth::YES => paint.fine(&answer),
        Truth::NO => paint.faint(&answer),
        _ => paint.waits(&answer),
    };
    out.push_str(&format!("{pad}{number}{}: {answer}\n", step.text));
    for leaf in &step.leaves {
        out.push_str(&format!("{pad}    {}\n", paint.faint(&narrate::leaf(leaf))));
    }
    for inner in &step.steps {
        tree(inner, depth + 1, paint, out);
    }
}

/// The places of stated facts in a derivation, each once, in the order of the tree.
fn gather(step: &Step, places: &mut Vec<(Span, String)>) {
    for leaf in &step.leaves {
        let evident = matches!(leaf.basis, Basis::Stated | Basis::Computed) && leaf.state.says();
        if let Some(span) = leaf.span.filter(|_| evident)
            && !places.iter().any(|(s, _)| *s == span)
            && places.len() < 6
        {
            places.push((span, format!("{} {}", printable(leaf.path.last()), narrate::found(leaf))));
        }
    }
    step.steps.iter().for_each(|inner| gather(inner, places));
}
