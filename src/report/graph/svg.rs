//! The rule graph as a picture: rules that read one another in layers from left to right, all others folded by what they decide.
//! Where things lie is said by `plan`, what is in the picture by `picture`, colours by `palette`.

use std::collections::{BTreeMap, BTreeSet};

use super::fold::{cut, shown};
use super::palette;
use super::picture::Picture;
use super::plan::{GAP, HEAD, LINE, LONGEST_ID, Link, PAD, Plan, row_height};
use crate::compile::reads::Sign;
use crate::report::markup::{Markup, Tag};
use crate::text::wording;

/// The style of the picture, with the names of colours in it. A page that holds the picture brings it along.
pub const STYLE: &str = include_str!("svg.css");

/// How a rule was answered in an evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// It doesn't apply.
    No,
    /// It needs facts of a later phase.
    Later,
    /// It may hold.
    Open,
    /// It holds.
    Holds,
}

impl Answer {
    /// The answer in words.
    pub fn words(self) -> &'static str {
        match self {
            Answer::Holds => "holds",
            Answer::Open => "may hold",
            Answer::Later => "needs facts of a later phase",
            Answer::No => "does not apply",
        }
    }

    /// The answer as a class.
    pub fn class(self) -> &'static str {
        match self {
            Answer::Holds => "holds",
            Answer::Open => "open",
            Answer::Later => "later",
            Answer::No => "no",
        }
    }
}

/// What an evaluation adds to the picture.
#[derive(Clone, Debug, Default)]
pub struct Dress {
    /// How each rule was answered.
    pub answers: BTreeMap<String, Answer>,
    /// The numbers of the derivations that each rule is part of: classes `p0`, `p1`, … by which a page marks them.
    pub paths: BTreeMap<String, BTreeSet<usize>>,
}

/// A box of the picture, for those who check it: left, top, width, height.
pub type Area = (i32, i32, i32, i32);

/// The picture as a file of its own.
pub fn standalone(picture: &Picture) -> String {
    let mut m = Markup::default();
    draw(picture, &Dress::default(), true, &mut m);
    m.newline();
    m.finish()
}

/// Draws the picture into a page or a file.
pub fn draw(picture: &Picture, dress: &Dress, alone: bool, m: &mut Markup) {
    let plan = Plan::of(picture);
    let drawer = Drawer { picture, dress, plan: &plan };
    let title = format!("Rule graph: {}", wording::count(picture.rules.len(), "rule", "rules"));
    let legend = if plan.links.is_empty() { 0 } else { 30 };
    let edge = if alone { 20 } else { 1 };
    let (width, height) = (plan.width + 2 * edge, plan.height + 2 * edge + legend);
    let svg = m.tag("svg").maybe("xmlns", alone.then_some("http://www.w3.org/2000/svg")).class("graph");
    let svg = svg.attr("viewBox", format_args!("-{edge} -{edge} {width} {height}")).attr("width", width).attr("height", height);
    svg.attr("role", "img").attr("aria-labelledby", "graph-title graph-desc").with(|m| {
        m.tag("title").attr("id", "graph-title").text(&title);
        m.tag("desc").attr("id", "graph-desc").text(&described(picture));
        if alone {
            m.style(&palette::resolved(STYLE));
            m.tag("rect").class("ground").attr("x", -edge).attr("y", -edge).attr("width", width).attr("height", height).empty();
        }
        m.tag("defs").with(arrow);
        for (y, text) in &plan.headings {
            m.tag("text").class("heading").attr("x", 0).attr("y", *y).text(text);
        }
        drawer.edges(m);
        drawer.linked(m);
        drawer.cards(m);
        drawer.legend(plan.height + 22, m);
    });
}

/// The boxes of the picture that may not overlap.
pub fn areas(picture: &Picture) -> Vec<Area> {
    let plan = Plan::of(picture);
    let linked = plan.linked.iter().map(|l| (l.x, l.y, plan.box_width, l.height));
    linked.chain(plan.cards.iter().map(|c| (c.x, c.y, plan.card_width(c.span), c.height))).collect()
}

fn arrow(m: &mut Markup) {
    let marker = m.tag("marker").attr("id", "arrow").attr("viewBox", "0 0 8 8").attr("refX", 7).attr("refY", 4);
    marker.attr("markerUnits", "userSpaceOnUse").attr("markerWidth", 10).attr("markerHeight", 10).attr("orient", "auto").with(
        |m| {
            m.tag("path").class("head").attr("d", "M0 0 8 4 0 8z").empty();
        },
    );
}

fn described(picture: &Picture) -> String {
    let links = picture.edges.iter().map(|(from, to, what, _)| format!("{to} reads {what} of {from}"));
    let links: Vec<String> = links.collect();
    if links.is_empty() { "No rule reads what another concludes.".to_owned() } else { format!("{}.", links.join("; ")) }
}

struct Drawer<'d> {
    picture: &'d Picture,
    dress: &'d Dress,
    plan: &'d Plan<'d>,
}

impl Drawer<'_> {
    fn edges(&self, m: &mut Markup) {
        m.tag("g").class("edges").with(|m| {
            for link in &self.plan.links {
                let sign = if link.sign == Sign::Positive { "edge" } else { "edge negative" };
                let both = self.paths(link.from).intersection(&self.paths(link.to)).copied().collect();
                m.tag("g").class(classes(sign, &both)).with(|m| {
                    m.tag("path").attr("d", way(link, self.plan.box_width)).attr("marker-end", "url(#arrow)").empty();
                    if link.named {
                        let text = m.tag("text").class("label").attr("x", link.start.0 + 8).attr("y", link.start.1 - 5);
                        text.text(&shown(link.what));
                    }
                });
            }
        });
    }

    fn linked(&self, m: &mut Markup) {
        for linked in &self.plan.linked {
            self.rule(linked.rule, m, |m| {
                boxed(m, "cell", (linked.x, linked.y, self.plan.box_width, linked.height));
                self.dot(linked.rule, linked.x + PAD + 5, linked.y + 17, m);
                let id = m.tag("text").class("id").attr("x", linked.x + PAD + self.indent()).attr("y", linked.y + 21);
                id.text(&cut(linked.rule, LONGEST_ID));
                for (n, line) in (0_i32..).zip(&linked.lines) {
                    let text = m
                        .tag("text")
                        .class("small")
                        .attr("x", linked.x + PAD + self.indent())
                        .attr("y", linked.y + HEAD + 7 + n * LINE);
                    text.text(line);
                }
            });
        }
    }

    fn cards(&self, m: &mut Markup) {
        for card in &self.plan.cards {
            let width = self.plan.card_width(card.span);
            m.tag("g").class("card").with(|m| {
                boxed(m, "frame", (card.x, card.y, width, card.height));
                m.tag("text").class("title").attr("x", card.x + PAD).attr("y", card.y + 21).text(&card.title);
                if card.rules.len() > 1 {
                    let count = m.tag("text").class("count").attr("x", card.x + width - PAD).attr("y", card.y + 21);
                    count.attr("text-anchor", "end").text(&wording::count(card.rules.len(), "rule", "rules"));
                }
                let rows = card.rules.len().div_ceil(card.span.max(1)).max(1);
                let high = row_height(&card.rules);
                for (n, (rule, also)) in card.rules.iter().enumerate() {
                    let column = i32::try_from(n / rows).unwrap_or_default();
                    let x = card.x + column * (self.plan.box_width + GAP) + 5;
                    let y = card.y + HEAD + 4 + i32::try_from(n % rows).unwrap_or_default() * high;
                    self.rule(rule, m, |m| {
                        boxed(m, "cell", (x, y, self.plan.box_width - 10, high - 3));
                        let middle = if also.is_some() { y + 12 } else { y + (high - 3) / 2 };
                        self.dot(rule, x + 12, middle, m);
                        m.tag("text")
                            .class("id")
                            .attr("x", x + 7 + self.indent())
                            .attr("y", middle + 4)
                            .text(&cut(rule, LONGEST_ID));
                        if let Some(also) = also {
                            m.tag("text").class("small").attr("x", x + 7 + self.indent()).attr("y", middle + 18).text(also);
                        }
                    });
                }
            });
        }
    }

    /// A rule with what a pointer that rests on it is told.
    fn rule(&self, rule: &str, m: &mut Markup, content: impl FnOnce(&mut Markup)) {
        let answer = self.dress.answers.get(rule);
        let class = format!("rule {}", answer.map_or("", |a| a.class()));
        m.tag("g").class(classes(class.trim_end(), &self.paths(rule))).with(|m| {
            let decides: Vec<&str> = self.picture.rules.get(rule).into_iter().flatten().map(String::as_str).collect();
            let answer = answer.map(|a| format!(" {}", a.words())).unwrap_or_default();
            m.line("title", &format!("{rule}{answer}; decides {}", decides.join(", ")));
            content(m);
        });
        m.newline();
    }

    /// The room for that shape, where there is one.
    fn indent(&self) -> i32 {
        if self.dress.answers.is_empty() { 0 } else { 18 }
    }

    /// How a rule was answered, as a shape that can be told without colour.
    fn dot(&self, rule: &str, x: i32, y: i32, m: &mut Markup) {
        let at = |tag: Tag<'_>| tag.attr("cx", x).attr("cy", y).attr("r", 4).empty();
        match self.dress.answers.get(rule) {
            Some(Answer::Open) => {
                at(m.tag("circle").class("dot"));
                m.tag("path").class("half").attr("d", format_args!("M{x} {}a4 4 0 0 1 0 8z", y - 4)).empty();
            }
            Some(_) => at(m.tag("circle").class("dot")),
            None => {}
        }
    }

    fn legend(&self, y: i32, m: &mut Markup) {
        if self.plan.links.is_empty() {
            return;
        }
        for (x, class, words) in [(0, "edge", "more there, more here"), (190, "edge negative", "more there may be less here")] {
            m.tag("g").class(class).with(|m| {
                m.tag("path").attr("d", format_args!("M{x} {}h30", y - 4)).attr("marker-end", "url(#arrow)").empty();
                m.tag("text").class("small").attr("x", x + 38).attr("y", y).text(words);
            });
        }
    }

    fn paths(&self, rule: &str) -> BTreeSet<usize> {
        self.dress.paths.get(rule).cloned().unwrap_or_default()
    }
}

fn boxed(m: &mut Markup, class: &'static str, (x, y, width, height): Area) {
    m.tag("rect").class(class).attr("x", x).attr("y", y).attr("width", width).attr("height", height).attr("rx", 6).empty();
}

fn classes(first: &str, paths: &BTreeSet<usize>) -> String {
    paths.iter().fold(first.to_owned(), |text, n| format!("{text} p{n}"))
}

/// Straight under the label, then a curve to each next point, straight through a layer.
fn way(link: &Link<'_>, width: i32) -> String {
    let (x, y) = link.start;
    let mut at = (x + link.label, y);
    let mut out = format!("M{x} {y}H{}", at.0);
    let curve = |out: &mut String, from: (i32, i32), to: (i32, i32)| {
        let half = ((to.0 - from.0) / 2).abs().max(30);
        out.push_str(&format!("C{} {} {} {} {} {}", from.0 + half, from.1, to.0 - half, to.1, to.0, to.1));
    };
    for (x, y) in &link.ways {
        curve(&mut out, at, (*x, *y));
        at = (x + width + link.label, *y);
        out.push_str(&format!("H{}", at.0));
    }
    curve(&mut out, at, link.end);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(words: &[&str]) -> BTreeSet<String> {
        words.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn long_ids_are_cut_and_told_in_full_to_a_pointer() {
        let rule = format!("a.{}", "x".repeat(80));
        let picture = Picture { rules: BTreeMap::from([(rule.clone(), set(&["stage:a"]))]), edges: BTreeSet::new(), more: 0 };
        let svg = standalone(&picture);
        assert!(svg.contains(&format!("<title>{rule}; decides stage:a</title>")), "{svg}");
        assert!(svg.contains(&format!(">{}…<", rule.chars().take(43).collect::<String>())), "{svg}");
    }
}
