//! Every decision with its bounds and its reasons, each of which unfolds into its derivation.
//! What was decided is `evaluate`'s business, the tree `derivation`'s.

use super::anchors::{self, Standing};
use super::verbs::{tag, verb_tag};
use super::{Context, derivation};
use crate::decision::{Strength, Verb};
use crate::evaluate::{Decision, Reason, Status};
use crate::explain::account::is_overdue;
use crate::explain::derivation::{Step, derivations};
use crate::explain::{narrate, titles};
use crate::report::markup::Markup;
use crate::text::wording;

/// A decision as the page shows it.
struct View<'a> {
    decision: &'a Decision,
    title: String,
    bounds: Option<String>,
    reasons: Vec<Told<'a>>,
}

/// A reason as the page shows it.
struct Told<'a> {
    reason: &'a Reason,
    rule: String,
    because: String,
    details: Vec<(&'static str, String)>,
    step: Option<Step>,
}

/// Writes the section.
pub(super) fn write(context: &Context<'_>, m: &mut Markup) {
    let views = views(context);
    m.tag("section").attr("id", "decisions").attr("aria-labelledby", "decisions-heading").with(|m| {
        m.tag("h2").attr("id", "decisions-heading").text("Decisions and why");
        m.tag("p").class("lead").text("Each reason unfolds into the steps that lead to it, down to the lines of the documents.");
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

/// The decisions in the order of the page; a step that several reasons share is told where it comes first.
fn views<'a>(context: &'a Context<'a>) -> Vec<(Standing, View<'a>)> {
    let explainer = context.explainer;
    let evaluation = explainer.evaluation;
    let decided: Vec<(Standing, &Decision)> =
        context.anchors.order.iter().filter_map(|(s, n)| Some((*s, context.listed.get(*n)?))).collect();
    let of = |decision: &Decision| {
        let mut reasons: Vec<&Reason> = evaluation.reasons.iter().filter(|r| r.target == decision.target).collect();
        reasons.sort_by_key(|r| (missed(r), r.status));
        reasons
    };
    let all: Vec<&Reason> = decided.iter().flat_map(|(_, decision)| of(decision)).collect();
    let mut steps = derivations(explainer, all).into_iter();
    let mut out = Vec::new();
    for (standing, decision) in decided {
        let once = evaluation.reasons.iter().find(|r| r.target == decision.target).map(|r| &r.strength);
        let strength = decision.in_force.as_ref().or(decision.hi.as_ref()).or(once);
        let reasons = of(decision).into_iter().map(|reason| told(context, reason, steps.next())).collect();
        let title = strength.map(|s| titles::title(context.policy(), &decision.target, s));
        let title = title.unwrap_or_else(|| decision.target.to_string());
        out.push((standing, View { decision, title, bounds: bounds(decision), reasons }));
    }
    out
}

/// What is certain and what is possible, where the two differ.
fn bounds(decision: &Decision) -> Option<String> {
    if decision.lo == decision.hi || decision.target.verb == Verb::Derive {
        return None;
    }
    let said = |strength: &Option<Strength>| strength.as_ref().map_or_else(|| "nothing".to_owned(), ToString::to_string);
    Some(format!("certain: {}; possible: {}", said(&decision.lo), said(&decision.hi)))
}

fn told<'a>(context: &'a Context<'a>, reason: &'a Reason, step: Option<Step>) -> Told<'a> {
    let explainer = context.explainer;
    let rule = explainer.ground(reason).and_then(|g| explainer.program.rule_of(g));
    let mut details: Vec<(&'static str, String)> = Vec::new();
    let mut add = |name: &'static str, text: Option<String>| details.extend(text.map(|t| (name, t)));
    add("What", rule.map(|r| r.title.clone()).filter(|t| !t.is_empty()));
    let until = rule.and_then(|r| r.effects.get(reason.effect).and_then(|e| e.until.as_ref()).or(r.until.as_ref()));
    add("Until", until.map(|c| narrate::condition(c, &context.policy().schemas)));
    add("Due", Some(titles::heading(reason.due).to_lowercase()).filter(|_| reason.target.verb != Verb::Derive));
    let now = context.explainer.evaluation.now;
    add("Latest", reason.deadline.map(|d| if is_overdue(d, now) { format!("{d}: overdue") } else { d.to_string() }));
    let role = |id: &str| context.policy().vocabulary.roles.get(id).map_or_else(|| id.to_owned(), |r| r.title.to_string());
    add("Acts", reason.acts.as_ref().map(|r| role(r.as_str())));
    add("Stands since", reason.standing.and_then(|s| s.since).map(|s| s.to_string()));
    if reason.effective.is_undetermined() {
        let missing: Vec<String> = explainer.missing(reason).iter().map(|l| l.path.to_string()).collect();
        add("Missing", (!missing.is_empty()).then(|| wording::list_and(&missing)));
        add("If unknown", Some(reason.caution.name().to_owned()));
    }
    let waiver = reason.waived.and_then(|(n, _)| context.policy().waivers.get(n));
    add("Waiver", waiver.map(|w| format!("{}, until {}: {}", w.owner, w.expires, w.reason)));
    add("Source", rule.and_then(|r| r.source.clone()));
    add("Requirement", rule.and_then(|r| r.trace.clone()));
    add("Rule owner", rule.and_then(|r| r.owner.clone()));
    add("Policy", rule.map(|r| context.place(r.span)));
    Told {
        reason,
        rule: rule.map_or_else(|| reason.name.clone(), |r| r.id.to_string()),
        because: explainer.because(reason),
        details,
        step,
    }
}

/// What is done already can't be missed any more.
fn missed(reason: &Reason) -> bool {
    reason.missed && reason.effective.is_yes()
}

fn write_decision(context: &Context<'_>, standing: Standing, view: &View<'_>, m: &mut Markup) {
    let target = &view.decision.target;
    m.tag("article").class("decision").maybe("id", context.anchors.decision(target)).with(|m| {
        m.tag("header").with(|m| {
            verb_tag(m, target.verb);
            m.line("h4", &view.title);
            m.line("code", &target.to_string());
            if standing == Standing::Precaution {
                tag(m, "wait", "precaution");
            }
            if let Some(number) = context.anchors.number(target) {
                m.tag("a").class("show").to(&anchors::graph(number)).with(|m| {
                    m.text("Show in the graph");
                    m.tag("span").class("unseen").text(&format!(": {target}"));
                });
            }
        });
        if let Some(bounds) = &view.bounds {
            m.tag("p").class("quiet").text(bounds);
        }
        view.reasons.iter().for_each(|told| write_reason(context, told, m));
    });
    m.newline();
}

fn write_reason(context: &Context<'_>, told: &Told<'_>, m: &mut Markup) {
    m.tag("details").class("reason").with(|m| {
        m.tag("summary").with(|m| {
            m.tag("span").text(&told.because);
            m.text(" ");
            let done = matches!(told.reason.target.verb, Verb::Stage | Verb::Require);
            match told.reason.status {
                _ if missed(told.reason) => tag(m, "plain", "missed"),
                Status::Holds => {}
                Status::Undetermined => tag(m, "wait", "may hold"),
                Status::Later => tag(m, "plain", "later"),
                Status::Lifted => tag(m, "good", if done { "done" } else { "lifted" }),
                Status::Waived => tag(m, "mind", "waived"),
            }
        });
        m.tag("dl").class("about").with(|m| {
            m.tag("div").with(|m| {
                m.line("dt", "Rule");
                m.tag("dd").with(|m| super::rules::link(context, &told.rule, m));
            });
            for (name, text) in &told.details {
                m.tag("div").with(|m| {
                    m.line("dt", name);
                    m.line("dd", text);
                });
            }
        });
        if let Some(step) = &told.step {
            derivation::write(context, step, m);
        }
    });
}
