//! A derivation as a tree of lists: each step with its answer and its line of the policy, the facts below it.
//! What the steps are is `explain`'s business.

use super::verbs::tag;
use super::{Context, anchors};
use crate::explain::derivation::Step;
use crate::explain::narrate;
use crate::facts::fact::Basis;
use crate::report::markup::Markup;
use crate::value::Truth;

/// Writes the tree.
pub(super) fn write(context: &Context<'_>, step: &Step, m: &mut Markup) {
    m.tag("ul").class("tree").with(|m| item(context, step, m));
    m.newline();
}

fn item(context: &Context<'_>, step: &Step, m: &mut Markup) {
    m.tag("li").maybe("id", step.number.map(anchors::step)).with(|m| {
        m.tag("div").class("step").with(|m| {
            tag(m, class(step.truth), step.truth.name());
            m.text(" ");
            m.tag("span").text(&step.text);
            if let Some(number) = step.see {
                m.text(", ");
                m.tag("a").to(&anchors::step(number)).text("explained above");
            }
            if let Some(span) = step.span {
                m.text(" ");
                m.tag("span").class("place").text(&context.place(span));
            }
        });
        if !step.leaves.is_empty() {
            m.tag("ul").class("leaves").with(|m| {
                for leaf in &step.leaves {
                    m.tag("li").with(|m| {
                        m.line("code", leaf.path.text());
                        m.text(&format!(" {}", narrate::found(leaf)));
                        if let Some(span) = leaf.span.filter(|_| leaf.basis != Basis::LeftOut) {
                            m.text(" ");
                            m.tag("span").class("place").text(&context.place(span));
                        }
                    });
                }
            });
        }
        if !step.steps.is_empty() {
            m.tag("ul").with(|m| step.steps.iter().for_each(|inner| item(context, inner, m)));
        }
    });
}

fn class(truth: Truth) -> &'static str {
    match truth {
        Truth::YES => "good",
        Truth::NO => "plain",
        _ => "wait",
    }
}
