//! The frame of the page: head, verdict, ways to its sections, foot.
//! What the sections say is their own business.

use std::collections::{BTreeMap, BTreeSet};

use super::rules::Rules;
use super::verbs::{look, verdict};
use super::{Context, decisions, facts, notes, todo};
use crate::decision::{Target, Verb};
use crate::diagnostic::Diagnostic;
use crate::explain::titles;
use crate::report::graph::{palette, svg};
use crate::report::markup::Markup;

/// What a browser may do with the page: show it, with the style it brings along. No script, no network, no frame, no form.
const HEAD: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n\
    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
    <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\"/>\n\
    <meta name=\"color-scheme\" content=\"light dark\"/>\n<meta name=\"referrer\" content=\"no-referrer\"/>\n";

/// The sections, with what they are called in the list of them.
const SECTIONS: [(&str, &str); 6] = [
    ("to-do", "What to do"),
    ("open", "Not settled"),
    ("decisions", "Decisions and why"),
    ("more", "Good to know"),
    ("facts", "Facts"),
    ("rules", "Rules"),
];

/// The whole page.
pub(super) fn write(context: &Context<'_>, problems: &[Diagnostic]) -> String {
    let account = context.account;
    let rules = Rules::of(context);
    let mut m = Markup::default();
    m.constant(HEAD);
    let headline = todo::sentence(&account.verdict.headline().to_lowercase());
    let headline = headline.trim_end_matches('.');
    m.line("title", &format!("{headline}: {} on {}", account.release, account.site));
    m.newline();
    m.style(&format!("{}{}{}{}", palette::properties(), include_str!("style.css"), svg::STYLE, rules.marks()));
    m.constant("</head>\n<body>\n");
    m.tag("a").class("skip").to("main").text("Skip to what to do");
    header(context, headline, &mut m);
    m.tag("main").attr("id", "main").attr("tabindex", -1).with(|m| {
        todo::write(context, m);
        notes::questions(context, m);
        decisions::write(context, m);
        notes::more(context, problems, m);
        facts::write(context, m);
        rules.write(context, m);
    });
    m.newline();
    footer(context, &mut m);
    m.constant("\n</body>\n</html>\n");
    m.finish()
}

fn header(context: &Context<'_>, headline: &str, m: &mut Markup) {
    let account = context.account;
    m.tag("header").class("top").with(|m| {
        m.tag("div").class(format_args!("verdict {}", verdict(account.verdict))).with(|m| {
            m.tag("h1").with(|m| {
                m.tag("span").class("subject").text(&format!("{} on {}", account.release, account.site));
                m.tag("span").class("unseen").text(": ");
                m.tag("span").class("word").text(headline);
            });
            m.tag("p").class("meaning").text(account.verdict.meaning(account.phase));
            if let Some(back) = &account.way_back {
                m.tag("p").class("meaning").text(&titles::way_back(context.policy(), back));
            }
            counts(context, m);
        });
        m.tag("dl").class("given").with(|m| {
            let packs: Vec<String> = account.packs.iter().map(|p| format!("{} {}", p.name, p.version)).collect();
            let given = [
                ("Phase", titles::phase_words(account.phase).to_owned()),
                ("Evaluated for", account.now.to_string()),
                ("Policy", packs.join(" + ")),
            ];
            for (name, text) in given {
                m.tag("div").with(|m| {
                    m.line("dt", name);
                    m.line("dd", &text);
                });
            }
        });
        m.tag("nav").attr("aria-label", "On this page").with(|m| {
            m.tag("ul").attr("role", "list").with(|m| {
                for (id, name) in SECTIONS {
                    m.tag("li").with(|m| m.tag("a").to(id).text(name));
                }
            });
        });
    });
    m.newline();
}

/// How many decisions of each verb are in force, and how many questions are left.
fn counts(context: &Context<'_>, m: &mut Markup) {
    let mut by_verb: BTreeMap<Verb, BTreeSet<&Target>> = BTreeMap::new();
    for decision in
        context.explainer.evaluation.decisions.iter().filter(|d| d.in_force.is_some() && d.target.verb != Verb::Derive)
    {
        by_verb.entry(decision.target.verb).or_default().insert(&decision.target);
    }
    m.tag("ul").class("counts").attr("role", "list").attr("aria-label", "In force").with(|m| {
        for (verb, targets) in &by_verb {
            count(m, targets.len(), look(*verb).0);
        }
        count(m, context.account.questions.len(), "not settled");
    });
}

fn count(m: &mut Markup, number: usize, word: &str) {
    m.tag("li").with(|m| {
        m.line("b", &number.to_string());
        m.text(&format!(" {word}"));
    });
}

fn footer(context: &Context<'_>, m: &mut Markup) {
    m.tag("footer").with(|m| {
        m.tag("p").text(&format!(
            "Written by Holdpoint {} for {}. It shows masked documents: no secret is in this page.",
            env!("CARGO_PKG_VERSION"),
            context.account.now
        ));
        m.tag("ul").class("digests").attr("role", "list").with(|m| {
            for pack in &context.account.packs {
                m.tag("li").with(|m| {
                    m.text(&format!("Pack {} {} ", pack.name, pack.version));
                    m.line("code", &pack.digest);
                });
            }
        });
    });
}
