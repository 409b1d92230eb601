//! Every decision with its bounds and its reasons; many that are alike stand together, with all their names.
//! What was decided is `evaluate`'s business, how a reason is told that of `reasons`.

use super::Context;
use super::anchors::{self, Card, Standing};
use super::reasons::{self, Told};
use super::verbs::{tag, verb_tag};
use crate::decision::{Strength, Verb};
use crate::evaluate::Decision;
use crate::explain::items::NAMED as MOST_NAMED;
use crate::explain::titles;
use crate::report::markup::Markup;

/// A decision as the page shows it, or many that are alike.
struct View<'a> {
    decisions: Vec<&'a Decision>,
    title: String,
    bounds: Option<String>,
    reasons: Vec<Told<'a>>,
}

/// Writes the section.
pub(super) fn write(context: &Context<'_>, m: &mut Markup) {
    let views = views(context);
    m.tag("section").attr("id", "decisions").attr("aria-labelledby", "decisions-heading").with(|m| {
        m.tag("h2").attr("id", "decisions-heading").text("Decisions and why");
        m.tag("p").class("lead").with(|m| {
            m.text("Each reason unfolds into the steps that lead to it, down to the lines of the documents.");
            if context.thin {
                m.text(" What is only possible is much here and told in a line; ");
                m.line("code", "--all");
                m.text(" unfolds it, too.");
            }
        });
        let mut last = None;
        for (standing, view) in views {
            if last != Some(standing) {
                m.line("h3", heading(standing));
                last = Some(standing);
            }
            write_decision(context, standing, &view, m);
        }
        if last.is_none() {
            m.line("p", "No rule decides anything here.");
        }
    });
}

fn heading(standing: Standing) -> &'static str {
    match standing {
        Standing::Certain => "In force",
        Standing::Precaution => "In force as a precaution",
        Standing::Open => "Possible, not in force",
        Standing::Derived => "Conclusions that other rules read",
        Standing::Idle => "Done, lifted or waived",
    }
}

/// The decisions in the order of the page; what speaks for several of them is told where it comes first.
fn views<'a>(context: &'a Context<'a>) -> Vec<(Standing, View<'a>)> {
    let mut told = reasons::told(context).into_iter();
    let mut out = Vec::new();
    for card in &context.anchors.cards {
        let decisions: Vec<&Decision> = card.decisions.iter().filter_map(|place| context.listed.get(*place)).collect();
        let Some(first) = decisions.first() else { continue };
        let titles: Vec<String> = decisions.iter().take(MOST_NAMED).map(|decision| title(context, card, decision)).collect();
        let more = decisions.len() - titles.len();
        let title = if more > 0 { format!("{} and {more} more", titles.join(", ")) } else { titles.join(", ") };
        let reasons = told.by_ref().take(card.entries.len()).collect();
        out.push((card.standing, View { title, bounds: bounds(first), decisions, reasons }));
    }
    out
}

/// What a decision is about, as strongly as it is in force, possible, or would be.
fn title(context: &Context<'_>, card: &Card, decision: &Decision) -> String {
    let evaluation = context.explainer.evaluation;
    let entry = || context.entries.get(*card.entries.first()?);
    let once = || entry().and_then(|entry| evaluation.reason(entry.first)).map(|reason| &reason.strength);
    let strength = decision.in_force.as_ref().or(decision.hi.as_ref()).or_else(once);
    let title = strength.map(|strength| titles::title(context.policy(), &decision.target, strength));
    title.unwrap_or_else(|| decision.target.to_string())
}

/// What is certain and what is possible, where the two differ.
fn bounds(decision: &Decision) -> Option<String> {
    if decision.lo == decision.hi || decision.target.verb == Verb::Derive {
        return None;
    }
    let said = |strength: &Option<Strength>| strength.as_ref().map_or_else(|| "nothing".to_owned(), ToString::to_string);
    Some(format!("certain: {}; possible: {}", said(&decision.lo), said(&decision.hi)))
}

fn write_decision(context: &Context<'_>, standing: Standing, view: &View<'_>, m: &mut Markup) {
    let Some(target) = view.decisions.first().map(|decision| &decision.target) else { return };
    m.tag("article").class("decision").maybe("id", context.anchors.decision(target)).with(|m| {
        m.tag("header").with(|m| {
            verb_tag(m, target.verb);
            m.line("h4", &view.title);
            if view.decisions.len() == 1 {
                m.line("code", &target.to_string());
            }
            if standing == Standing::Precaution {
                tag(m, "wait", "precaution");
            }
            if let Some(number) = context.anchors.number(target).filter(|_| context.marks(standing)) {
                m.tag("a").class("show").to(&anchors::graph(number)).with(|m| {
                    m.text("Show in the graph");
                    m.tag("span").class("unseen").text(&format!(": {target}"));
                });
            }
        });
        if let Some(bounds) = &view.bounds {
            m.tag("p").class("quiet").text(bounds);
        }
        if view.decisions.len() > 1 {
            m.tag("details").class("reason").with(|m| {
                m.line("summary", &format!("All {} decisions", view.decisions.len()));
                for decision in &view.decisions {
                    m.line("code", &decision.target.to_string());
                    m.newline();
                }
            });
        }
        view.reasons.iter().for_each(|told| reasons::write(context, told, m));
    });
    m.newline();
}
