//! What to do: everything in force by when it is due and who acts, and the precautions that more facts would settle.
//! What is in force is the account's business.

use super::Context;
use super::verbs::{tag, verb_tag};
use crate::decision::{Target, Verb};
use crate::explain::account::Line;
use crate::explain::titles;
use crate::report::markup::Markup;
use crate::text::wording;

/// Decisions of one verb about the same things, with everything that speaks for them.
struct Item {
    verb: Verb,
    titles: String,
    targets: Vec<Target>,
    precaution: bool,
    deadline: Option<String>,
    reasons: Vec<Why>,
}

/// One rule that speaks for an item.
struct Why {
    sentences: Vec<String>,
    rule: String,
    missing: Option<String>,
    since: Option<String>,
    until: Option<String>,
    places: Vec<String>,
}

/// The items of one role.
struct Duty {
    who: String,
    items: Vec<Item>,
}

/// Writes the section.
pub(super) fn write(context: &Context<'_>, m: &mut Markup) {
    let account = context.account;
    m.tag("section").attr("id", "to-do").attr("aria-labelledby", "to-do-heading").with(|m| {
        m.tag("h2").attr("id", "to-do-heading").text("What to do");
        if account.groups.is_empty() && account.rolled.is_empty() {
            m.line("p", "Nothing is in force: no staging, no pause, no block, no task.");
        }
        for group in &account.groups {
            m.tag("section").class("due").with(|m| {
                m.line("h3", titles::heading(group.due));
                for duty in duties(context, &group.lines) {
                    m.tag("div").class("duty").with(|m| {
                        m.line("h4", &duty.who);
                        list(context, &duty.items, m);
                    });
                }
            });
        }
        precautions(context, m);
    });
}

fn precautions(context: &Context<'_>, m: &mut Markup) {
    if context.account.rolled.is_empty() {
        return;
    }
    m.tag("section").class("due").with(|m| {
        m.line("h3", "As a precaution, until more is stated");
        for rolled in &context.account.rolled {
            m.tag("details").class("rolled").with(|m| {
                let text = format!("{}: {}", titles::counts(context.policy(), rolled), titles::parts(&rolled.parts));
                m.tag("summary").with(|m| {
                    tag(m, "wait", "precaution");
                    m.tag("span").text(&text);
                });
                let items: Vec<Item> = duties(context, &rolled.lines).into_iter().flat_map(|d| d.items).collect();
                list(context, &items, m);
            });
        }
    });
}

fn list(context: &Context<'_>, items: &[Item], m: &mut Markup) {
    m.tag("ul").class("items").attr("role", "list").with(|m| {
        for item in items {
            m.tag("li").class("item").with(|m| write_item(context, item, m));
        }
    });
    m.newline();
}

fn write_item(context: &Context<'_>, item: &Item, m: &mut Markup) {
    verb_tag(m, item.verb);
    m.tag("div").class("body").with(|m| {
        m.tag("p").class("what").with(|m| {
            m.line("strong", &item.titles);
            if item.precaution {
                m.text(" ");
                tag(m, "wait", "precaution");
            }
            if let Some(deadline) = &item.deadline {
                m.tag("span").class("deadline").text(&format!(" by {deadline} at the latest"));
            }
            links(context, &item.targets, m);
        });
        match item.reasons.as_slice() {
            [one] => why(context, one, m),
            many => {
                m.tag("details").with(|m| {
                    m.line("summary", &wording::count(many.len(), "reason", "reasons"));
                    many.iter().for_each(|reason| why(context, reason, m));
                });
            }
        }
    });
}

/// The ways to the decisions, with all that speaks for them.
fn links(context: &Context<'_>, targets: &[Target], m: &mut Markup) {
    m.tag("span").class("more").with(|m| {
        for (n, target) in targets.iter().enumerate() {
            m.text(if n == 0 { "why " } else { ", " });
            match context.anchors.decision(target) {
                Some(id) => m.tag("a").to(id).text(&target.to_string()),
                None => m.text(&target.to_string()),
            }
        }
    });
}

fn why(context: &Context<'_>, reason: &Why, m: &mut Markup) {
    m.tag("div").class("why").with(|m| {
        for sentence in &reason.sentences {
            m.line("p", sentence);
        }
        if let Some(missing) = &reason.missing {
            m.tag("p").class("quiet").text(missing);
        }
        if let Some(since) = &reason.since {
            m.tag("p").class("quiet").text(&format!("Stands since {since}."));
        }
        if let Some(until) = &reason.until {
            m.tag("p").class("until").with(|m| {
                m.line("b", "Until ");
                m.text(until);
            });
        }
        m.tag("p").class("source").with(|m| {
            super::rules::link(context, &reason.rule, m);
            for place in &reason.places {
                m.text(" · ");
                m.tag("span").class("place").text(place);
            }
        });
    });
}

/// The lines by who acts; lines about the same things become one item.
fn duties(context: &Context<'_>, lines: &[Line]) -> Vec<Duty> {
    let mut out: Vec<Duty> = Vec::new();
    for line in lines {
        let who = who(context, line);
        let at = match out.iter().position(|d| d.who == who) {
            Some(at) => at,
            None => {
                out.push(Duty { who, items: Vec::new() });
                out.len() - 1
            }
        };
        let Some(duty) = out.get_mut(at) else { continue };
        let titles = title(context, line);
        let targets: Vec<Target> = line.targets.iter().map(|(t, _)| t.clone()).collect();
        let why = why_of(context, line);
        match duty.items.iter_mut().find(|i| i.verb == line.verb && i.titles == titles && i.precaution == line.precaution) {
            Some(known) => {
                known.targets.extend(targets.into_iter().filter(|t| !known.targets.contains(t)).collect::<Vec<_>>());
                known.reasons.push(why);
            }
            None => duty.items.push(Item {
                verb: line.verb,
                titles,
                targets,
                precaution: line.precaution,
                deadline: line.deadline.map(|d| d.to_string()),
                reasons: vec![why],
            }),
        }
    }
    // What is forbidden comes after what can be done about it.
    for duty in &mut out {
        duty.items.sort_by_key(|i| (i.precaution, matches!(i.verb, Verb::Block)));
    }
    out
}

/// What a line is about. Of the way back there is one decision, at the strength that is in force.
fn title(context: &Context<'_>, line: &Line) -> String {
    let decided = |target: &Target| context.explainer.evaluation.decision(target)?.in_force.as_ref();
    match line.targets.as_slice() {
        [(target, strength)] if target.verb == Verb::Rollback => {
            titles::title(context.policy(), target, decided(target).unwrap_or(strength))
        }
        _ => titles::titles(context.policy(), line),
    }
}

fn why_of(context: &Context<'_>, line: &Line) -> Why {
    let mut places = context.places(&line.places);
    if places.is_empty() {
        places.extend(line.absent.clone().or_else(|| line.given.clone()));
    }
    Why {
        sentences: line.because.clone(),
        rule: line.rule.clone(),
        missing: line.precaution.then(|| sentence(&titles::missing(&line.missing))),
        since: line.since.map(|s| s.to_string()),
        until: line.until.clone(),
        places,
    }
}

fn who(context: &Context<'_>, line: &Line) -> String {
    let Some((role, who)) = &line.acts else { return "Nobody named".to_owned() };
    let title = context.policy().vocabulary.roles.get(role.as_str()).map_or(role.as_str(), |r| &r.title);
    match who {
        Some(who) => format!("{who}, {title}"),
        None => sentence(title).trim_end_matches('.').to_owned(),
    }
}

/// A clause as a sentence.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
