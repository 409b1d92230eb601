//! One reason of a decision, or several that are alike: why in a sentence, which unfolds into what is known of it and its derivation.
//! Which are alike is decided in `explain`, where decisions stand in `decisions`.

use std::collections::BTreeSet;

use super::verbs::tag;
use super::{Context, anchors, derivation};
use crate::decision::Verb;
use crate::evaluate::{Evaluation, Reason, Status};
use crate::explain::account::is_overdue;
use crate::explain::alike::{Alike, Entries};
use crate::explain::derivation::{Step, derivations_of};
use crate::explain::items::{self, FEW, OfMany};
use crate::explain::parts::open_parts_of;
use crate::explain::{narrate, titles};
use crate::report::markup::Markup;
use crate::text::wording;

/// Up to so many reasons that are only possible unfold as others do.
const MOST_OPEN: usize = 60;

/// A reason as the page shows it.
pub(super) struct Told<'a> {
    reason: &'a Reason,
    /// The number of its entry.
    number: usize,
    /// Whether decisions further down refer to it.
    referred: bool,
    /// Whether it is told further up.
    above: bool,
    /// Whether it is told in a line.
    brief: bool,
    rule: String,
    because: String,
    details: Vec<(&'static str, String)>,
    step: Option<Step>,
}

/// The reasons of all decisions in the order of the page; a step that several of them share is told where it comes first.
pub(super) fn told<'a>(context: &'a Context<'a>) -> Vec<Told<'a>> {
    let evaluation = context.explainer.evaluation;
    let mut seen = BTreeSet::new();
    let mut again = BTreeSet::new();
    let all: Vec<(usize, bool)> = context
        .anchors
        .cards
        .iter()
        .flat_map(|card| &card.entries)
        .map(|number| {
            let first = seen.insert(*number);
            if !first {
                again.insert(*number);
            }
            (*number, first)
        })
        .collect();
    let thin = context.thin;
    let entry = |number: usize| {
        let entry = context.entries.get(number)?;
        Some((entry, evaluation.reason(entry.first)?))
    };
    let unfolds = |reason: &Reason| !(thin && is_open(reason));
    let firsts = all.iter().filter(|(number, first)| *first && entry(*number).is_some_and(|(_, reason)| unfolds(reason)));
    let numbers = firsts.map(|(number, _)| *number);
    let mut steps = derivations_of(context.explainer, context.entries, numbers).into_iter();
    let mut out = Vec::new();
    for (number, first) in all {
        let Some((alike, reason)) = entry(number) else { continue };
        out.push(match first {
            true => {
                let brief = !unfolds(reason);
                let step = if brief { None } else { steps.next() };
                Told { number, referred: again.contains(&number), ..first_told(context, alike, reason, step, brief) }
            }
            false => Told { number, above: true, ..Told::new(context, reason) },
        });
    }
    out
}

/// Whether so much is open that what is only possible is told in a line.
pub(super) fn are_many_open(evaluation: &Evaluation, entries: &Entries) -> bool {
    let first = |entry: &Alike| evaluation.reason(entry.first);
    entries.iter().filter_map(first).filter(|reason| is_open(reason)).count() > MOST_OPEN
}

/// Whether it may hold, or will, and nothing is in force meanwhile.
fn is_open(reason: &Reason) -> bool {
    matches!(reason.status, Status::Undetermined | Status::Later) && !reason.in_force()
}

impl<'a> Told<'a> {
    fn new(context: &Context<'_>, reason: &'a Reason) -> Self {
        let rule = context.explainer.ground(reason).and_then(|g| context.explainer.program.rule_of(g));
        Self {
            reason,
            number: 0,
            referred: false,
            above: false,
            brief: false,
            rule: rule.map_or_else(|| reason.name.clone(), |r| r.id.to_string()),
            because: String::new(),
            details: Vec::new(),
            step: None,
        }
    }
}

fn first_told<'a>(context: &'a Context<'a>, entry: &Alike, reason: &'a Reason, step: Option<Step>, brief: bool) -> Told<'a> {
    let explainer = context.explainer;
    let rule = explainer.ground(reason).and_then(|g| explainer.program.rule_of(g));
    let mut details: Vec<(&'static str, String)> = Vec::new();
    if brief {
        details.extend(about(context, entry).map(|text| ("About", text)));
        details.extend(missing(context, entry).map(|text| ("Missing", text)));
        return Told { because: explainer.because(reason), details, brief, ..Told::new(context, reason) };
    }
    let mut add = |name: &'static str, text: Option<String>| details.extend(text.map(|t| (name, t)));
    add("About", about(context, entry));
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
        add("Missing", missing(context, entry));
        add("If unknown", Some(reason.caution.name().to_owned()));
    }
    let waiver = reason.waived.and_then(|(n, _)| context.policy().waivers.get(n));
    add("Waiver", waiver.map(|w| format!("{}, until {}: {}", w.owner, w.expires, w.reason)));
    add("Source", rule.and_then(|r| r.source.clone()));
    add("Requirement", rule.and_then(|r| r.trace.clone()));
    add("Rule owner", rule.and_then(|r| r.owner.clone()));
    add("Policy", rule.map(|r| context.place(r.span)));
    Told { because: explainer.because(reason), details, step, ..Told::new(context, reason) }
}

/// What the reasons of an entry are about, where it stands for several.
fn about(context: &Context<'_>, entry: &Alike) -> Option<String> {
    let about = entry.about(context.explainer.evaluation)?;
    let bound = about.bindings.iter().map(|(variable, names)| format!("{variable} {}", names.text()));
    let bound = bound.collect::<Vec<_>>().join("; ");
    Some(format!("{} alike: {bound}; the first is told here", wording::count(entry.reasons().count(), "reason", "reasons")))
}

/// What is missing: fact by fact where they are few, else the parts of the documents that they belong to.
fn missing(context: &Context<'_>, entry: &Alike) -> Option<String> {
    let (many, each): (Vec<_>, Vec<_>) =
        context.entries.missing(context.explainer, entry).into_iter().partition(|one| one.items.is_some());
    let mut told: Vec<String> = each.iter().map(OfMany::path).collect();
    if told.len() > FEW && !context.all {
        let parts = open_parts_of(context.explainer.facts, each.iter().map(|one| &one.first.path));
        told = items::told_once(context.explainer.facts, &parts.into_iter().collect::<Vec<_>>());
    }
    told.extend(many.iter().map(OfMany::path));
    (!told.is_empty()).then(|| wording::list_and(&told))
}

/// What is done already can't be missed any more.
pub(super) fn missed(reason: &Reason) -> bool {
    reason.missed && reason.effective.is_yes()
}

/// Writes it: in a line where it is told further up.
pub(super) fn write(context: &Context<'_>, told: &Told<'_>, m: &mut Markup) {
    if told.above {
        m.tag("p").class("reason").with(|m| {
            m.tag("a").to(&anchors::entry(told.number)).text(&told.rule);
            m.text(", told above");
        });
        return;
    }
    let id = told.referred.then(|| anchors::entry(told.number));
    if told.brief {
        m.tag("p").class("reason").maybe("id", id).with(|m| {
            head(told, m);
            m.text(" ");
            super::rules::link(context, &told.rule, m);
            for (name, text) in &told.details {
                m.text(" ");
                m.tag("span").class("quiet").text(&format!("{name}: {text}."));
            }
        });
        return;
    }
    m.tag("details").class("reason").maybe("id", id).with(|m| {
        m.tag("summary").with(|m| head(told, m));
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

/// Why, and what it comes to where it does not certainly hold.
fn head(told: &Told<'_>, m: &mut Markup) {
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
}
