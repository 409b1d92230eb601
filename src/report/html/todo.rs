//! What to do: everything in force by when it is due and who acts, and the precautions that more facts would settle.
//! What is in force is the account's business.

use super::Context;
use super::verbs::{tag, verb_tag};
use crate::decision::{Strength, Target, Verb};
use crate::explain::account::{Acts, Entry, Line};
use crate::explain::titles;
use crate::report::markup::Markup;
use crate::text::wording;
use crate::vocabulary::Due;

/// Decisions of one verb about the same things, with everything that speaks for them.
struct Item {
    verb: Verb,
    titles: String,
    targets: Vec<Target>,
    precaution: bool,
    deadlines: Vec<(String, bool)>,
    reasons: Vec<Why>,
    open: Option<String>,
}

/// One rule that speaks for an item.
struct Why {
    /// What this rule asks for by itself, where that is less or later.
    own: Option<String>,
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
                for duty in duties(context, &group.entries, group.due) {
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
                let text = titles::rolled(context.policy(), rolled);
                m.tag("summary").with(|m| {
                    tag(m, "wait", "precaution");
                    m.tag("span").text(&text);
                });
                list(context, &precautionary(context, &rolled.lines), m);
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
            for (deadline, overdue) in &item.deadlines {
                m.tag("span").class(if *overdue { "deadline overdue" } else { "deadline" }).text(&format!(" {deadline}"));
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
        if let Some(open) = &item.open {
            m.tag("p").class("quiet").text(open);
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
        for (n, sentence) in reason.sentences.iter().enumerate() {
            let own = reason.own.as_ref().filter(|_| n == 0).map(|own| format!("{own}: ")).unwrap_or_default();
            m.line("p", &format!("{own}{sentence}"));
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

/// The entries by who acts.
fn duties(context: &Context<'_>, entries: &[Entry], due: Due) -> Vec<Duty> {
    let mut out: Vec<Duty> = Vec::new();
    for entry in entries {
        // Of what the same rules ask for, each has its own part.
        let mut parts: Vec<(String, Vec<(Target, Strength)>)> = Vec::new();
        for decided in &entry.targets {
            let acts: Vec<String> = entry.acts_on(&decided.0).into_iter().map(|acts| who(context, acts)).collect();
            let who = if acts.is_empty() { "Nobody named".to_owned() } else { acts.join("; ") };
            match parts.iter_mut().find(|(known, _)| *known == who) {
                Some((_, targets)) => targets.push(decided.clone()),
                None => parts.push((who, vec![decided.clone()])),
            }
        }
        for (who, targets) in parts {
            let item = item(context, &Entry { targets, ..entry.clone() }, Some(due));
            match out.iter_mut().find(|d| d.who == who) {
                Some(known) => known.items.push(item),
                None => out.push(Duty { who, items: vec![item] }),
            }
        }
    }
    // What is forbidden comes after what can be done about it.
    for duty in &mut out {
        duty.items.sort_by_key(|i| (i.precaution, matches!(i.verb, Verb::Block)));
    }
    out
}

/// Lines that are in force by precaution; those about the same things become one item.
fn precautionary(context: &Context<'_>, lines: &[Line]) -> Vec<Item> {
    let mut out: Vec<Item> = Vec::new();
    for line in lines {
        let new = item(context, &Entry::alone(line.clone()), None);
        match out.iter_mut().find(|i| i.verb == new.verb && i.titles == new.titles) {
            Some(known) => {
                known.targets.extend(new.targets.into_iter().filter(|t| !known.targets.contains(t)).collect::<Vec<_>>());
                known.reasons.extend(new.reasons);
            }
            None => out.push(new),
        }
    }
    out.sort_by_key(|i| matches!(i.verb, Verb::Block));
    out
}

fn item(context: &Context<'_>, entry: &Entry, due: Option<Due>) -> Item {
    let deadlines = entry.lines.iter().filter_map(|l| Some((titles::deadline(l)?, l.overdue)));
    Item {
        verb: entry.verb(),
        titles: titles::titles(context.policy(), &entry.targets),
        targets: entry.targets.iter().map(|(t, _)| t.clone()).collect(),
        precaution: entry.is_precaution(),
        deadlines: deadlines.collect(),
        reasons: entry.lines.iter().map(|line| why_of(context, entry, line, due)).collect(),
        open: titles::open(entry, false).map(|text| sentence(&text)),
    }
}

fn why_of(context: &Context<'_>, entry: &Entry, line: &Line, due: Option<Due>) -> Why {
    let mut places = context.places(&line.places);
    if places.is_empty() {
        places.extend(line.without_place());
    }
    Why {
        own: due.and_then(|due| titles::own(entry, line, due)),
        sentences: line.because.clone(),
        rule: line.rule.clone(),
        missing: line.precaution.then(|| sentence(&titles::missing(line))),
        since: line.since.map(|s| s.to_string()),
        until: line.until.clone(),
        places,
    }
}

fn who(context: &Context<'_>, (role, who): &Acts) -> String {
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
