//! What is told in a line: what is not settled, done, missed, waived, assumed, later; what may restart; problems of the documents.
//! What goes in is the account's business.

use super::Context;
use super::verbs::{tag, verb_tag};
use crate::diagnostic::{Diagnostic, Selection};
use crate::explain::account::Line;
use crate::explain::titles;
use crate::report::markup::Markup;
use crate::text::wording;

/// Writes the section on what is not settled.
pub(super) fn questions(context: &Context<'_>, m: &mut Markup) {
    let account = context.account;
    m.tag("section").attr("id", "open").attr("aria-labelledby", "open-heading").with(|m| {
        m.tag("h2").attr("id", "open-heading").text("Not settled");
        if account.questions.is_empty() {
            m.line("p", "Nothing is left open.");
        } else {
            m.tag("p").class("lead").with(|m| {
                m.text("What to find out, the most decisive first; ");
                m.line("code", "holdpoint new site --from FILE");
                m.text(" asks for all of it.");
            });
            m.tag("ol").class("questions").with(|m| {
                for question in &account.questions {
                    m.tag("li").with(|m| {
                        m.line("code", &question.part.to_string());
                        if let Some(items) = &question.items {
                            m.text(&format!(" of {}", items.text()));
                        }
                        let opens = wording::count(question.opens, "reason waits for it", "reasons wait for it");
                        m.tag("span").class("quiet").text(&format!(" {opens}"));
                    });
                }
            });
        }
    });
}

/// Writes the section of what else is worth knowing.
pub(super) fn more(context: &Context<'_>, problems: &[Diagnostic], m: &mut Markup) {
    let account = context.account;
    m.tag("section").attr("id", "more").attr("aria-labelledby", "more-heading").with(|m| {
        m.tag("h2").attr("id", "more-heading").text("Good to know");
        m.tag("dl").class("notes").with(|m| {
            lines(context, "Done", &account.met, m);
            lines(context, "Missed", &account.missed, m);
            waived(context, m);
            restarts(context, m);
            note("Assumed", &account.assumptions, m);
            if !account.later.is_empty() {
                let rules = wording::count(account.later.len(), "rule needs", "rules need");
                m.line("dt", "Later");
                m.tag("dd").with(|m| {
                    m.tag("details").with(|m| {
                        m.line("summary", &format!("{rules} facts of a later phase"));
                        m.tag("ul").with(|m| {
                            for rule in &account.later {
                                m.tag("li").with(|m| super::rules::link(context, rule, m));
                            }
                        });
                    });
                });
            }
            let loosened: Vec<String> =
                account.loosened.iter().map(|l| format!("{} ({})", l.sentence, context.place(l.span))).collect();
            note("Loosened", &loosened, m);
            let orphans: Vec<String> = account
                .orphans
                .iter()
                .map(|name| format!("Rule {name} no longer exists; its reason stands until its entry is struck."))
                .collect();
            note("Standing", &orphans, m);
            warnings(context, problems, m);
        });
    });
}

fn note(head: &'static str, texts: &[String], m: &mut Markup) {
    if !texts.is_empty() {
        m.line("dt", head);
        texts.iter().for_each(|text| m.line("dd", text));
    }
}

fn lines(context: &Context<'_>, head: &'static str, lines: &[Line], m: &mut Markup) {
    if lines.is_empty() {
        return;
    }
    m.line("dt", head);
    for line in lines {
        m.tag("dd").with(|m| {
            verb_tag(m, line.verb);
            m.text(&format!(" {} ", titles::titles(context.policy(), &line.targets)));
            super::rules::link(context, &line.rule, m);
        });
    }
}

fn waived(context: &Context<'_>, m: &mut Markup) {
    if context.account.waived.is_empty() {
        return;
    }
    m.line("dt", "Waived");
    for line in &context.account.waived {
        m.tag("dd").with(|m| {
            verb_tag(m, line.verb);
            m.text(&format!(" {} ", titles::titles(context.policy(), &line.targets)));
            super::rules::link(context, &line.rule, m);
            if let Some((reason, owner, expires)) = &line.waiver {
                m.text(&format!(" {owner}, until {expires}: {reason}"));
            }
        });
    }
}

fn restarts(context: &Context<'_>, m: &mut Markup) {
    if context.account.restarts.is_empty() {
        return;
    }
    m.line("dt", "May it restart?");
    for answer in &context.account.restarts {
        m.tag("dd").with(|m| {
            m.line("strong", &answer.asked);
            m.text(" ");
            match (answer.known, answer.may) {
                (false, _) => tag(m, "plain", "no such category or item on this site"),
                (true, true) => tag(m, "good", "yes"),
                (true, false) if answer.narrowly => {
                    tag(m, "good", "narrowly");
                    m.text(" by hand or for one record, not yet on its normal schedule");
                }
                (true, false) => {
                    tag(m, "stop", "no");
                    m.text(&format!(" {} against it", wording::count(answer.reasons.len(), "reason is", "reasons are")));
                }
            }
        });
    }
}

fn warnings(context: &Context<'_>, problems: &[Diagnostic], m: &mut Markup) {
    if problems.is_empty() {
        return;
    }
    m.line("dt", "Warnings");
    let shown = Selection::of(problems);
    for problem in &shown.problems {
        m.tag("dd").with(|m| {
            m.text(&problem.headline);
            if let Some(label) = problem.labels.first() {
                m.text(" ");
                m.tag("span").class("place").text(&context.place(label.span));
            }
            if let Some(help) = &problem.help {
                m.tag("p").class("quiet").text(&super::todo::sentence(help));
            }
        });
    }
    if let Some(rest) = shown.rest() {
        m.line("dd", &rest);
    }
}
