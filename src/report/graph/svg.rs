//! The rule graph as a picture: rules that read one another in layers from left to right, all others folded by what they decide.
//! Where things lie is said by `layout` and `shelves`, what is in the picture by `picture`, colours by `palette`.

use std::collections::{BTreeMap, BTreeSet};

use super::layout::{Layered, layered};
use super::palette;
use super::picture::{Picture, shorten};
use super::shelves::{Item, shelve};
use crate::compile::reads::Sign;
use crate::report::markup::{Markup, Tag};
use crate::text::wording;

/// The style of the picture, with the names of colours in it. A page that holds the picture brings it along.
pub const STYLE: &str = include_str!("svg.css");

/// The widths of a character in ids and in the smaller text, in tenths of a pixel: generous, as fonts differ.
const ID_CHAR: i32 = 74;
const SMALL_CHAR: i32 = 63;

/// The longest id that is written out.
const LONGEST_ID: usize = 44;

const PAD: i32 = 12;
const GAP: i32 = 16;
const LINE: i32 = 16;
const HEAD: i32 = 32;
const HEADING: i32 = 34;

/// From so many rules on a card is spread over several columns.
const TALL: usize = 8;

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

/// Where everything lies.
struct Plan<'p> {
    box_width: i32,
    width: i32,
    height: i32,
    headings: Vec<(i32, &'static str)>,
    linked: Vec<Linked<'p>>,
    links: Vec<Link<'p>>,
    cards: Vec<Card<'p>>,
}

/// A rule that reads others or is read.
struct Linked<'p> {
    rule: &'p str,
    lines: Vec<String>,
    x: i32,
    y: i32,
    height: i32,
}

/// Everything that one rule reads of another under one name.
struct Link<'p> {
    from: &'p str,
    to: &'p str,
    what: &'p str,
    sign: Sign,
    /// The points it runs through: leaving, through the layers, arriving.
    start: (i32, i32),
    label: i32,
    ways: Vec<(i32, i32)>,
    end: (i32, i32),
    /// Whether it is the first with this label out of this rule, which writes it.
    named: bool,
}

/// A rule of a card, and what else it decides.
type Row<'p> = (&'p str, Option<String>);

/// Rules that read only facts and decide the same.
struct Card<'p> {
    title: String,
    rules: Vec<Row<'p>>,
    span: usize,
    x: i32,
    y: i32,
    height: i32,
}

impl<'p> Plan<'p> {
    fn of(picture: &'p Picture) -> Self {
        let joined: BTreeSet<&str> = picture.edges.iter().flat_map(|(from, to, ..)| [from.as_str(), to.as_str()]).collect();
        let longest = picture.rules.keys().map(|r| r.chars().count().min(LONGEST_ID)).max().unwrap_or_default();
        let box_width = (pixels(longest, ID_CHAR) + 3 * PAD + 14).max(230);
        let mut plan = Self {
            box_width,
            width: 0,
            height: 0,
            headings: Vec::new(),
            linked: Vec::new(),
            links: Vec::new(),
            cards: Vec::new(),
        };
        let rules: Vec<(&str, &BTreeSet<String>)> =
            picture.rules.iter().map(|(r, d)| (r.as_str(), d)).filter(|(r, _)| joined.contains(r)).collect();
        if !rules.is_empty() {
            plan.headings.push((14, "Rules that read what other rules conclude"));
            plan.height = HEADING;
            plan.layers(&rules, picture);
        }
        let alone: Vec<(&str, &BTreeSet<String>)> =
            picture.rules.iter().map(|(r, d)| (r.as_str(), d)).filter(|(r, _)| !joined.contains(r)).collect();
        if !alone.is_empty() {
            let top = if plan.linked.is_empty() { 0 } else { plan.height + 2 * GAP };
            plan.headings.push((top + 14, "Rules that read only facts, by what they decide"));
            plan.height = top + HEADING;
            plan.shelves(&alone);
        }
        plan.width = plan.width.max(360);
        plan
    }

    fn card_width(&self, span: usize) -> i32 {
        let span = i32::try_from(span).unwrap_or(1);
        self.box_width * span + GAP * (span - 1)
    }

    fn layers(&mut self, rules: &[(&'p str, &'p BTreeSet<String>)], picture: &'p Picture) {
        let place: BTreeMap<&str, usize> = rules.iter().enumerate().map(|(n, (r, _))| (*r, n)).collect();
        // What leaves a rule under one name leaves it at one height.
        let mut ports: BTreeMap<&str, Vec<(&str, Sign)>> = BTreeMap::new();
        for (from, _, what, sign) in &picture.edges {
            let known = ports.entry(from).or_default();
            if !known.contains(&(what.as_str(), *sign)) {
                known.push((what, *sign));
            }
        }
        let lines: Vec<Vec<String>> = rules.iter().map(|(_, decides)| lines_of(decides, self.box_width)).collect();
        let heights: Vec<i32> = rules
            .iter()
            .zip(&lines)
            .map(|((rule, _), lines)| {
                let ports = ports.get(rule).map_or(0, Vec::len);
                (HEAD + LINE * len(lines) + 4).max(20 * i32::try_from(ports).unwrap_or(1) + 10)
            })
            .collect();
        let edges: Vec<&(String, String, String, Sign)> = picture.edges.iter().collect();
        let ends: Vec<(usize, usize)> = edges
            .iter()
            .map(|(from, to, ..)| {
                (place.get(from.as_str()).copied().unwrap_or_default(), place.get(to.as_str()).copied().unwrap_or_default())
            })
            .collect();
        let Layered { nodes, ways, layers, height } = layered(&heights, &ends, GAP);
        let label =
            edges.iter().map(|(_, _, what, _)| pixels(shown(what).chars().count(), SMALL_CHAR)).max().unwrap_or_default() + 18;
        let column = self.box_width + label + 64;
        let top = self.height;
        for (((rule, _), lines), ((layer, y), height)) in rules.iter().zip(lines).zip(nodes.iter().zip(&heights)) {
            let x = i32::try_from(*layer).unwrap_or_default() * column;
            self.linked.push(Linked { rule, lines, x, y: top + y, height: *height });
        }
        let mut named: BTreeSet<(&str, &str, Sign)> = BTreeSet::new();
        for ((edge, ways), (from, to)) in edges.into_iter().zip(ways).zip(&ends) {
            let (Some(source), Some(target)) = (self.linked.get(*from), self.linked.get(*to)) else { continue };
            let (name, _, what, sign) = edge;
            let ports = ports.get(name.as_str()).map(Vec::as_slice).unwrap_or_default();
            let port = ports.iter().position(|p| *p == (what.as_str(), *sign)).unwrap_or_default();
            let (port, count) = (i32::try_from(port).unwrap_or_default(), len(ports).max(1));
            let start = (source.x + self.box_width, source.y + source.height * (2 * port + 1) / (2 * count));
            let first = nodes.get(*from).map_or(0, |(layer, _)| layer + 1);
            let ways = ways.iter().enumerate().map(|(n, y)| (i32::try_from(first + n).unwrap_or_default() * column, top + y));
            self.links.push(Link {
                from: source.rule,
                to: target.rule,
                what,
                sign: *sign,
                start,
                label,
                ways: ways.collect(),
                end: (target.x, target.y + target.height / 2),
                named: named.insert((source.rule, what, *sign)),
            });
        }
        self.width = self.width.max(column * i32::try_from(layers).unwrap_or(1) - label - 64);
        self.height += height;
    }

    fn shelves(&mut self, rules: &[(&'p str, &'p BTreeSet<String>)]) {
        let mut folded: BTreeMap<(usize, String), Vec<Row<'_>>> = BTreeMap::new();
        let room = usize::try_from((self.box_width - 3 * PAD - 14) * 10 / SMALL_CHAR).unwrap_or_default();
        for (rule, decides) in rules {
            let (rank, title, rest) = main_decision(decides);
            let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
            let also = (!rest.is_empty()).then(|| cut(&format!("also {}", shorten(&rest)), room));
            folded.entry((rank, title)).or_default().push((rule, also));
        }
        let columns = rules.len().div_ceil(6).clamp(1, 4);
        let mut cards: Vec<Card<'_>> = folded
            .into_iter()
            .map(|((_, title), rules)| {
                let span = rules.len().div_ceil(TALL).clamp(1, columns);
                let rows = i32::try_from(rules.len().div_ceil(span)).unwrap_or_default();
                Card { title, span, x: 0, y: 0, height: HEAD + 6 + rows * row_height(&rules) + 4, rules }
            })
            .collect();
        // The large ones first; those of one size in the order of the verbs.
        cards.sort_by_key(|c| std::cmp::Reverse((c.span, c.height)));
        let items: Vec<Item> = cards.iter().map(|c| Item { span: c.span, height: c.height }).collect();
        let (places, height) = shelve(&items, columns, GAP);
        for (card, (column, y)) in cards.iter_mut().zip(places) {
            card.x = i32::try_from(column).unwrap_or_default() * (self.box_width + GAP);
            card.y = self.height + y;
        }
        self.width = self.width.max(self.card_width(columns.min(items.iter().map(|i| i.span).sum::<usize>().max(1))));
        self.height += height;
        self.cards = cards;
    }
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

/// What a rule is filed under: its weightiest verb, with the target, or how many targets.
fn main_decision(decides: &BTreeSet<String>) -> (usize, String, Vec<String>) {
    const WEIGHT: [&str; 8] = ["rollback", "block", "stage", "pause", "expedite", "escalate", "require", "derive"];
    let verb = |d: &str| d.split(':').next().unwrap_or(d).to_owned();
    let weight = |d: &String| WEIGHT.iter().position(|w| *w == verb(d)).unwrap_or(WEIGHT.len());
    let Some(rank) = decides.iter().map(weight).min() else { return (WEIGHT.len(), "nothing".to_owned(), Vec::new()) };
    let main: Vec<&String> = decides.iter().filter(|d| weight(d) == rank).collect();
    let rest = |chosen: &[&String]| -> Vec<String> {
        let rest = decides.iter().filter(|d| !chosen.contains(d));
        let mut words: Vec<String> = Vec::new();
        let mut counted: BTreeMap<String, Vec<&String>> = BTreeMap::new();
        for decision in rest {
            counted.entry(verb(decision)).or_default().push(decision);
        }
        for (verb, list) in counted {
            match list.as_slice() {
                few if few.len() <= 2 => words.extend(few.iter().map(|d| spaced(d))),
                many => words.push(format!("{verb} ({})", many.len())),
            }
        }
        words
    };
    // The update itself is what most rules are about.
    let update = main.iter().copied().find(|d| d.as_str() == "block:update");
    match (update, main.as_slice()) {
        (Some(one), _) => (rank, spaced(one), rest(&[one])),
        (None, [one]) => (rank, spaced(one), rest(&[*one])),
        (None, [one, _]) if verb(one) == "block" => (rank, spaced(one), rest(&[*one])),
        (None, many) => {
            let verb = many.first().map(|d| verb(d)).unwrap_or_default();
            (rank, format!("{verb}: {} targets", many.len()), rest(many))
        }
    }
}

fn spaced(decision: &str) -> String {
    match decision.split_once(':') {
        Some((verb, target)) if target.starts_with('$') => format!("{verb}: the {}", target.trim_start_matches('$')),
        Some((verb, target)) => format!("{verb}: {target}"),
        None => decision.to_owned(),
    }
}

fn lines_of(decides: &BTreeSet<String>, width: i32) -> Vec<String> {
    let (_, main, rest) = main_decision(decides);
    let room = usize::try_from((width - 2 * PAD - 18) * 10 / SMALL_CHAR).unwrap_or_default();
    let mut lines: Vec<String> = std::iter::once(main).chain(rest).map(|l| cut(&l, room)).collect();
    if lines.len() > 4 {
        let more = lines.len() - 3;
        lines.truncate(3);
        lines.push(format!("and {more} more"));
    }
    lines
}

/// What is read, without the word that all of them have.
fn shown(what: &str) -> String {
    let text = what
        .strip_prefix("derived.")
        .map(str::to_owned)
        .unwrap_or_else(|| what.strip_prefix("decided.").unwrap_or(what).to_owned());
    cut(&text, 32)
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut out: String = text.chars().take(most.saturating_sub(1)).collect();
    out.push('…');
    out
}

fn pixels(characters: usize, tenths: i32) -> i32 {
    i32::try_from(characters).unwrap_or_default() * tenths / 10
}

fn len<T>(list: &[T]) -> i32 {
    i32::try_from(list.len()).unwrap_or_default()
}

fn row_height(rules: &[Row<'_>]) -> i32 {
    if rules.iter().any(|(_, also)| also.is_some()) { 41 } else { 27 }
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
    fn a_rule_is_filed_under_its_weightiest_decision() {
        let (_, title, rest) = main_decision(&set(&["require:take-backup", "block:update"]));
        assert_eq!((title.as_str(), rest), ("block: update", vec!["require: take-backup".to_owned()]));
        let (_, title, rest) = main_decision(&set(&["stage:a", "stage:b", "stage:c"]));
        assert_eq!((title.as_str(), rest.len()), ("stage: 3 targets", 0));
        assert_eq!(main_decision(&set(&["pause:$item"])).1, "pause: the item");
    }

    #[test]
    fn long_ids_are_cut_and_told_in_full_to_a_pointer() {
        let rule = format!("a.{}", "x".repeat(80));
        let picture = Picture { rules: BTreeMap::from([(rule.clone(), set(&["stage:a"]))]), edges: BTreeSet::new() };
        let svg = standalone(&picture);
        assert!(svg.contains(&format!("<title>{rule}; decides stage:a</title>")), "{svg}");
        assert!(svg.contains(&format!(">{}…<", rule.chars().take(43).collect::<String>())), "{svg}");
    }
}
