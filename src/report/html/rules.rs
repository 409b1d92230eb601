//! The rules: the graph as a picture in which a decision's derivation can be marked, and the same as a table.
//! How the picture is drawn is `graph`'s business.

use std::collections::{BTreeMap, BTreeSet};

use super::verbs::tag;
use super::{Context, anchors};
use crate::report::graph::svg::{self, Answer, Dress};
use crate::report::graph::{Picture, picture};
use crate::report::markup::Markup;
use crate::value::Truth;

/// The rules as the page shows them.
pub(super) struct Rules {
    picture: Picture,
    dress: Dress,
    paths: Vec<Path>,
}

/// The rules that a decision rests on.
struct Path {
    number: usize,
    decision: String,
    id: String,
    rules: Vec<String>,
}

impl Rules {
    /// The rules of an evaluation.
    pub(super) fn of(context: &Context<'_>) -> Self {
        let program = context.explainer.program;
        let evaluation = context.explainer.evaluation;
        let picture = picture(program);
        let mut answers: BTreeMap<String, Answer> = BTreeMap::new();
        for (ground, truth) in program.rules.iter().zip(&evaluation.rules) {
            if let Some(rule) = program.rule_of(ground) {
                let known = answers.entry(rule.id.to_string()).or_insert(Answer::No);
                *known = (*known).max(answer(*truth));
            }
        }
        let mut paths = Vec::new();
        let mut marked: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for card in context.anchors.cards.iter().filter(|card| context.marks(card.standing)) {
            let Some(decision) = card.decisions.first().and_then(|place| context.listed.get(*place)) else { continue };
            let Some(number) = context.anchors.number(&decision.target) else { continue };
            let entries = card.entries.iter().filter_map(|number| context.entries.get(*number));
            let heads = entries.filter_map(|entry| program.rule_of(context.explainer.ground(evaluation.reason(entry.first)?)?));
            let rules = behind(&picture, heads.map(|rule| rule.id.to_string()).collect(), &answers);
            for rule in &rules {
                marked.entry(rule.clone()).or_default().insert(number);
            }
            let id = context.anchors.decision(&decision.target).unwrap_or_default().to_owned();
            let others = card.decisions.len() - 1;
            let more = if others > 0 { format!(" (and {others} more)") } else { String::new() };
            let decision = format!("{}{more}", decision.target);
            paths.push(Path { number, decision, id, rules: rules.into_iter().collect() });
        }
        Self { picture, dress: Dress { answers, paths: marked }, paths }
    }

    /// The style that marks a derivation while its link is followed. It is made of numbers only.
    pub(super) fn marks(&self) -> String {
        let mut out = String::new();
        for Path { number: n, .. } in &self.paths {
            out.push_str(&format!(
                "#graph-{n}:target~.figure .rule:not(.p{n}),#graph-{n}:target~.figure .edges .edge:not(.p{n}){{opacity:.3}}\n\
                 #graph-{n}:target~.figure .p{n} .cell,#graph-{n}:target~.figure .edge.p{n} path{{stroke:var(--mark);stroke-width:2.5}}\n"
            ));
        }
        out
    }

    /// Writes the section.
    pub(super) fn write(&self, context: &Context<'_>, m: &mut Markup) {
        m.tag("section").attr("id", "rules").attr("aria-labelledby", "rules-heading").with(|m| {
            m.tag("h2").attr("id", "rules-heading").text("Rules");
            m.tag("ul").class("legend").attr("role", "list").attr("aria-label", "What the picture shows").with(|m| {
                for answer in [Answer::Holds, Answer::Open, Answer::Later, Answer::No] {
                    let count = self.dress.answers.values().filter(|a| **a == answer).count();
                    m.tag("li").with(|m| {
                        m.tag("span").class(format_args!("key {}", answer.class())).text("");
                        m.text(&format!("{count} {}", plural(answer, count)));
                    });
                }
            });
            for path in &self.paths {
                m.tag("p").class("path").attr("id", anchors::graph(path.number)).with(|m| {
                    m.line("strong", &path.decision);
                    m.text(" rests on ");
                    for (n, rule) in path.rules.iter().enumerate() {
                        if n > 0 {
                            m.text(", ");
                        }
                        link(context, rule, m);
                    }
                    if path.rules.is_empty() {
                        m.text("no rule that still exists");
                    }
                    m.text(". ");
                    m.tag("a").to(&path.id).text("Back to the decision");
                    m.text(" ");
                    m.tag("a").to("rules").text("Mark nothing");
                });
            }
            m.newline();
            let figure = m.tag("div").class("figure").attr("tabindex", 0).attr("role", "region");
            figure.attr("aria-label", "Picture of the rule graph; all rules follow as a table").with(|m| {
                svg::draw(&self.picture, &self.dress, false, m);
            });
            m.newline();
            m.tag("details").class("all").with(|m| {
                m.line("summary", &format!("All {} rules as a table", self.picture.rules.len()));
                self.table(context, m);
            });
        });
    }

    fn table(&self, context: &Context<'_>, m: &mut Markup) {
        m.tag("table").class("grid").attr("aria-label", "All rules").with(|m| {
            m.tag("thead").with(|m| {
                m.tag("tr").with(|m| {
                    for head in ["Rule", "Answer", "Decides", "Place"] {
                        m.tag("th").attr("scope", "col").text(head);
                    }
                });
            });
            m.tag("tbody").with(|m| {
                for rule in &context.policy().rules {
                    let id = rule.id.as_str();
                    m.tag("tr").maybe("id", context.anchors.rule(id)).with(|m| {
                        m.tag("th").attr("scope", "row").with(|m| {
                            m.line("code", id);
                            m.tag("span").class("quiet title").text(&rule.title);
                        });
                        m.tag("td").with(|m| {
                            let answer = self.dress.answers.get(id).copied().unwrap_or(Answer::No);
                            tag(m, colour(answer), answer.words());
                        });
                        m.tag("td").class("uses").with(|m| {
                            let decides = self.picture.rules.get(id).into_iter().flatten();
                            m.text(&decides.cloned().collect::<Vec<_>>().join(", "));
                            for (from, _, what, sign) in self.picture.edges.iter().filter(|(_, to, ..)| to == id) {
                                m.tag("span").class("quiet title").text(&format!("reads {what} of {from} ({})", sign.name()));
                            }
                        });
                        m.tag("td").class("place").text(&context.place(rule.span));
                    });
                    m.newline();
                }
            });
        });
    }
}

/// A rule's id, with a link to its line of the table.
pub(super) fn link(context: &Context<'_>, rule: &str, m: &mut Markup) {
    match context.anchors.rule(rule) {
        Some(id) => m.tag("a").class("rule-id").to(id).text(rule),
        None => m.tag("span").class("rule-id").text(rule),
    }
}

fn plural(answer: Answer, count: usize) -> &'static str {
    match (answer, count) {
        (Answer::Holds, 1) => "holds",
        (Answer::Holds, _) => "hold",
        (Answer::Open, _) => "may hold",
        (Answer::Later, 1) => "needs facts of a later phase",
        (Answer::Later, _) => "need facts of a later phase",
        (Answer::No, 1) => "does not apply",
        (Answer::No, _) => "do not apply",
    }
}

fn colour(answer: Answer) -> &'static str {
    match answer {
        Answer::Holds => "good",
        Answer::Open => "wait",
        Answer::Later | Answer::No => "plain",
    }
}

fn answer(truth: Truth) -> Answer {
    match truth {
        _ if truth.is_yes() => Answer::Holds,
        _ if truth.can_be_yes() => Answer::Open,
        _ if truth.can_be_later() => Answer::Later,
        _ => Answer::No,
    }
}

/// The rules, and those they read that hold or may hold.
fn behind(picture: &Picture, heads: BTreeSet<String>, answers: &BTreeMap<String, Answer>) -> BTreeSet<String> {
    let mut found = heads.clone();
    let mut next: Vec<String> = heads.into_iter().collect();
    while let Some(rule) = next.pop() {
        for (from, to, ..) in &picture.edges {
            let counts = *to == rule && answers.get(from).is_some_and(|a| *a >= Answer::Open);
            if counts && found.insert(from.clone()) {
                next.push(from.clone());
            }
        }
    }
    found
}
