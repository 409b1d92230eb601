//! Where everything in the picture lies: linked rules in layers, the others on shelves, folded by what they decide.
//! How it is drawn is `svg`'s business, what a rule is filed under `fold`'s.

use std::collections::{BTreeMap, BTreeSet};

use super::fold::{cut, lines_of, main_decision, shown};
use super::layout::{Layered, layered};
use super::picture::{Picture, shorten};
use super::shelves::{Item, shelve};
use crate::compile::reads::Sign;

/// The widths of a character in ids and in the smaller text, in tenths of a pixel: generous, as fonts differ.
pub(super) const ID_CHAR: i32 = 74;
pub(super) const SMALL_CHAR: i32 = 63;

/// The longest id that is written out.
pub(super) const LONGEST_ID: usize = 44;

pub(super) const PAD: i32 = 12;
pub(super) const GAP: i32 = 16;
pub(super) const LINE: i32 = 16;
pub(super) const HEAD: i32 = 32;
pub(super) const HEADING: i32 = 34;

/// From so many rules on a card is spread over several columns.
pub(super) const TALL: usize = 8;

/// Where everything lies.
pub(super) struct Plan<'p> {
    pub(super) box_width: i32,
    pub(super) width: i32,
    pub(super) height: i32,
    pub(super) headings: Vec<(i32, &'static str)>,
    pub(super) linked: Vec<Linked<'p>>,
    pub(super) links: Vec<Link<'p>>,
    pub(super) cards: Vec<Card<'p>>,
}

/// A rule that reads others or is read.
pub(super) struct Linked<'p> {
    pub(super) rule: &'p str,
    pub(super) lines: Vec<String>,
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) height: i32,
}

/// Everything that one rule reads of another under one name.
pub(super) struct Link<'p> {
    pub(super) from: &'p str,
    pub(super) to: &'p str,
    pub(super) what: &'p str,
    pub(super) sign: Sign,
    /// The points it runs through: leaving, through the layers, arriving.
    pub(super) start: (i32, i32),
    pub(super) label: i32,
    pub(super) ways: Vec<(i32, i32)>,
    pub(super) end: (i32, i32),
    /// Whether it is the first with this label out of this rule, which writes it.
    pub(super) named: bool,
}

/// A rule of a card, and what else it decides.
pub(super) type Row<'p> = (&'p str, Option<String>);

/// Rules that read only facts and decide the same.
pub(super) struct Card<'p> {
    pub(super) title: String,
    pub(super) rules: Vec<Row<'p>>,
    pub(super) span: usize,
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) height: i32,
}

impl<'p> Plan<'p> {
    pub(super) fn of(picture: &'p Picture) -> Self {
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

    pub(super) fn card_width(&self, span: usize) -> i32 {
        let span = i32::try_from(span).unwrap_or(1);
        self.box_width * span + GAP * (span - 1)
    }

    pub(super) fn layers(&mut self, rules: &[(&'p str, &'p BTreeSet<String>)], picture: &'p Picture) {
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

    pub(super) fn shelves(&mut self, rules: &[(&'p str, &'p BTreeSet<String>)]) {
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

pub(super) fn row_height(rules: &[Row<'_>]) -> i32 {
    if rules.iter().any(|(_, also)| also.is_some()) { 41 } else { 27 }
}

pub(super) fn pixels(characters: usize, tenths: i32) -> i32 {
    i32::try_from(characters).unwrap_or_default() * tenths / 10
}

pub(super) fn len<T>(list: &[T]) -> i32 {
    i32::try_from(list.len()).unwrap_or_default()
}
