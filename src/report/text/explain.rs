//! The answer to `why` and `why not` as text: a line, a paragraph with the lines of YAML, or the whole tree.
//! What is said is `explain`'s business; a rule that is said already is referred to by its number.

use super::derivation;
use super::paint::Paint;
use super::wrap::{WIDTH, both_ends, wrapped};
use crate::explain::explanation::{Explanation, NotShown, Outcome, Part, RuleShown, TestShown};
use crate::explain::titles;
use crate::explain::why_not::Hindrance;
use crate::facts::{Basis, ReadPath};
use crate::report::snippet::snippet;
use crate::report::terminal::Style;
use crate::text::printable::printable;
use crate::text::{Sources, Span, wording};

/// How much is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// One line for each decision.
    Line,
    /// What mattered.
    #[default]
    Paragraph,
    /// Every test of every rule.
    Tree,
}

/// How many rules that could have decided something are told in full; the others are named.
const NEAREST: usize = 4;
/// How many rules that decide the same are told.
const OTHERS: usize = 6;
/// How many places a picture has at most.
const PLACES: usize = 8;

/// The explanation as text.
pub fn render(explanation: &Explanation, sources: &Sources, style: &Style, depth: Depth) -> String {
    let mut printer = Printer { sources, style, depth, paint: Paint { colour: style.colour }, numbered: Vec::new() };
    let mut out = String::new();
    if let Some(verdict) = explanation.verdict {
        out.push_str(&format!("{}: {}\n", printer.paint.verdict(verdict), verdict.meaning(explanation.phase)));
        out.push_str(if depth == Depth::Line { "" } else { "\n" });
    }
    if explanation.parts.is_empty() {
        out.push_str("Nothing is in force.\n");
    }
    for (n, part) in explanation.parts.iter().enumerate() {
        if n > 0 && depth != Depth::Line {
            out.push('\n');
        }
        match depth {
            Depth::Line => printer.line(part, &mut out),
            Depth::Paragraph => printer.paragraph(part, &mut out),
            Depth::Tree => printer.tree(part, &mut out),
        }
    }
    out
}

struct Printer<'a> {
    sources: &'a Sources,
    style: &'a Style,
    depth: Depth,
    paint: Paint,
    /// The rules told so far, in the order of their numbers.
    numbered: Vec<String>,
}

impl Printer<'_> {
    fn place(&self, span: Span) -> String {
        let at = self.sources.place(span);
        format!("{}:{}", printable(&at.name), at.line)
    }

    fn line(&self, part: &Part, out: &mut String) {
        let place = |span: Span| self.place(span);
        let detail = match part.outcome {
            Outcome::Certain | Outcome::Precaution => {
                let mut places: Vec<String> = part.facts.iter().filter_map(|f| f.place).map(place).collect();
                places.extend(part.evidence.iter().flat_map(|e| &e.places).map(|(s, _)| place(*s)));
                places.dedup();
                let rule = part.rules.first().map(|r| r.name.clone()).unwrap_or_default();
                let why = match (part.outcome, places.as_slice()) {
                    (Outcome::Precaution, _) => {
                        let said: Vec<&str> = part.unknown.iter().take(2).map(|u| u.clause.as_str()).collect();
                        wording::list_and(&said)
                    }
                    (_, []) => part.facts.first().map(|f| f.clause.clone()).unwrap_or_default(),
                    (_, some) => some.iter().take(3).cloned().collect::<Vec<_>>().join(", "),
                };
                if why.is_empty() { rule } else { format!("{rule}: {why}") }
            }
            Outcome::Not => match part.not.first() {
                Some(nearest) => format!("nearest {}: {}", nearest.rule.name, nearest.says),
                None => "no rule could".to_owned(),
            },
        };
        let precaution = if part.outcome == Outcome::Precaution { " By precaution:" } else { "" };
        out.push_str(&format!("{}{precaution} {}\n", part.headline, self.paint.faint(&detail)));
    }

    fn paragraph(&mut self, part: &Part, out: &mut String) {
        out.push_str(&self.heading(&part.headline));
        match part.outcome {
            Outcome::Certain => self.certain(part, out),
            Outcome::Precaution => self.precaution(part, out),
            Outcome::Not => self.not(part, out),
        }
    }

    fn heading(&self, text: &str) -> String {
        wrapped(text, 0, WIDTH).lines().map(|l| format!("{}\n", self.paint.heading(l))).collect()
    }

    fn certain(&mut self, part: &Part, out: &mut String) {
        self.way_back(part, out);
        let rules = 1 + part.others.len();
        if rules > 1 {
            out.push_str(&format!(
                "{} ask for it, and one is enough. The nearest to hand:\n",
                wording::count(rules, "rule", "rules")
            ));
        }
        let several = part.rules.iter().filter(|r| !r.through).count() + part.others.len() + part.means.len() > 1;
        self.rules(&part.rules, several, out);
        self.facts(part, out);
        if let (Some(rule), false) = (part.rules.first(), several) {
            self.ends(rule, out);
        }
        if !part.others.is_empty() {
            out.push_str("\nIt is decided by these too:\n");
            self.also(&part.others, out);
        }
        self.means(part, out);
    }

    fn way_back(&self, part: &Part, out: &mut String) {
        if let Some(back) = &part.way_back {
            back.iter().for_each(|line| out.push_str(&wrapped(line, 0, WIDTH)));
        }
    }

    fn means(&self, part: &Part, out: &mut String) {
        if !part.means.is_empty() {
            out.push_str("\nBy which means is said by:\n");
            self.also(&part.means, out);
        }
    }

    /// The rules an explanation goes by, each with its sentence; one that was told already by its number.
    fn rules(&mut self, rules: &[RuleShown], ends: bool, out: &mut String) {
        for rule in rules {
            let key = format!("{} {}", rule.name, rule.binding);
            if let Some(known) = self.numbered.iter().position(|k| *k == key) {
                out.push_str(&format!("\n{}: see ({})\n", rule.name, known + 1));
                continue;
            }
            self.numbered.push(key);
            let bound = if rule.binding.is_empty() { String::new() } else { format!(" [{}]", rule.binding) };
            let through = if rule.through { "through " } else { "" };
            let head = format!("({}) {through}{}{bound}: {}", self.numbered.len(), rule.name, rule.title);
            out.push('\n');
            out.push_str(&wrapped(&head, 0, WIDTH));
            out.push_str(&wrapped(&rule.because, 4, WIDTH));
            if ends {
                self.ends(rule, out);
            }
        }
    }

    fn facts(&self, part: &Part, out: &mut String) {
        let mut places: Vec<(Span, String)> = Vec::new();
        let mut clauses: Vec<String> = Vec::new();
        for fact in &part.facts {
            match fact.place {
                Some(span) => add(&mut places, span, &fact.label),
                None => clauses.push(format!("{}{}", fact.clause, self.lacks(fact.near, &fact.leaf.path))),
            }
        }
        for evidence in &part.evidence {
            evidence.places.iter().for_each(|(span, label)| add(&mut places, *span, label));
            let lacks = evidence.near.map(|near| self.not_in(near)).unwrap_or_default();
            clauses.push(format!("{}{lacks}", evidence.clause));
        }
        let more = places.len().saturating_sub(PLACES);
        places.truncate(PLACES);
        out.push_str(&snippet(&places, self.sources, self.style));
        if more > 0 {
            out.push_str(&format!("    and {more} more places\n"));
        }
        for clause in clauses {
            out.push_str(&bullet(&clause));
        }
        for route in &part.routes {
            out.push_str(&bullet(&format!("the way there: {route}")));
        }
    }

    /// Which record or file lacks a fact, in brackets.
    fn lacks(&self, near: Option<Span>, path: &ReadPath) -> String {
        match (near, path.document()) {
            (Some(span), _) => self.not_in(span),
            (None, Some(kind @ ("release" | "site" | "update"))) => format!(" (there is no {kind} document)"),
            (None, _) => String::new(),
        }
    }

    fn not_in(&self, record: Span) -> String {
        format!(" (not in {})", self.place(record))
    }

    fn ends(&self, rule: &RuleShown, out: &mut String) {
        if let Some(by) = rule.by {
            out.push_str(&format!("    by {}\n", by.name()));
        }
        if let Some(since) = rule.since {
            out.push_str(&format!("    stands since {since}\n"));
        }
        if let Some(until) = &rule.until {
            out.push_str(&wrapped(
                &format!("stands until {}", titles::shortened(until).replace(" (--all lists them)", "")),
                4,
                WIDTH,
            ));
        }
        let trace = rule.trace.as_ref().map(|t| format!(" · {t}")).unwrap_or_default();
        match &rule.source {
            Some(source) => out.push_str(&self.faint(&format!("source: {source}{trace}"))),
            None if !trace.is_empty() => out.push_str(&self.faint(trace.trim_start_matches(" · "))),
            None => {}
        }
    }

    fn faint(&self, text: &str) -> String {
        wrapped(text, 4, WIDTH).lines().map(|l| format!("{}\n", self.paint.faint(l))).collect()
    }

    fn also(&self, rules: &[RuleShown], out: &mut String) {
        for rule in rules.iter().take(OTHERS) {
            out.push_str(&wrapped(&format!("{}: {}", rule.name, rule.because), 2, WIDTH));
            self.ends(rule, out);
        }
        if rules.len() > OTHERS {
            out.push_str(&format!("  and {} more\n", rules.len() - OTHERS));
        }
    }

    fn precaution(&mut self, part: &Part, out: &mut String) {
        out.push_str("This is a precaution: nothing certain asks for it, and what isn't known could.\n");
        self.way_back(part, out);
        let several = part.rules.len() + part.means.len() > 1;
        let shown: Vec<RuleShown> = part.rules.iter().take(NEAREST).cloned().collect();
        self.rules(&shown, several, out);
        if part.rules.len() > NEAREST {
            out.push_str(&format!("    and {} more like it\n", part.rules.len() - NEAREST));
        }
        out.push_str(if part.unknown.is_empty() { "" } else { "\nNot known:\n" });
        for unknown in part.unknown.iter().take(PLACES) {
            let place = match (unknown.leaf.basis, unknown.near) {
                (Basis::Stated, Some(span)) => format!(" ({})", self.place(span)),
                (_, near) => self.lacks(near, &unknown.leaf.path),
            };
            out.push_str(&bullet(&format!("{}{place}", unknown.clause)));
        }
        if part.unknown.len() > PLACES {
            out.push_str(&format!("    and {} more\n", part.unknown.len() - PLACES));
        }
        if !part.facts.is_empty() || !part.evidence.is_empty() {
            out.push_str("What speaks for it:\n");
            self.facts(part, out);
        }
        if let (Some(rule), false) = (part.rules.first(), several) {
            self.ends(rule, out);
        }
        self.means(part, out);
    }

    fn not(&mut self, part: &Part, out: &mut String) {
        let rules: Vec<&str> = part.not.iter().fold(Vec::new(), |mut all, n| {
            if !all.contains(&&*n.rule.id) {
                all.push(&n.rule.id);
            }
            all
        });
        if part.not.is_empty() {
            out.push_str("No rule of this policy could.\n");
            return;
        }
        if part.decision.is_some() {
            let could = wording::count(rules.len(), "rule", "rules");
            out.push_str(&format!("{could} could. Nearest first:\n"));
        }
        let mut told: Vec<&str> = Vec::new();
        let mut rest: Vec<&NotShown> = Vec::new();
        let mut nearest = true;
        for not in &part.not {
            let again = told.contains(&&*not.rule.name);
            if again || told.len() >= NEAREST {
                rest.push(not);
                continue;
            }
            told.push(&not.rule.name);
            self.one_not(not, nearest, out);
            nearest = false;
        }
        let others = rest.iter().filter(|n| !told.contains(&&*n.rule.name)).fold(Vec::<(&str, &str)>::new(), |mut all, n| {
            if !all.iter().any(|(name, _)| *name == n.rule.name) {
                all.push((&n.rule.name, &n.says));
            }
            all
        });
        if !others.is_empty() {
            out.push('\n');
        }
        for (name, says) in &others {
            out.push_str(&both_ends(&format!("  {name}"), says, WIDTH));
        }
        let bindings = rest.iter().filter(|n| told.contains(&&*n.rule.name)).count();
        if bindings > 0 {
            out.push_str(&format!(
                "\n{} of these rules for other items {} not shown.\n",
                wording::count(bindings, "case", "cases"),
                if bindings == 1 { "is" } else { "are" }
            ));
        }
    }

    fn one_not(&mut self, not: &NotShown, nearest: bool, out: &mut String) {
        let bound = if not.rule.binding.is_empty() { String::new() } else { format!(" [{}]", not.rule.binding) };
        out.push('\n');
        out.push_str(&wrapped(&format!("{}{bound}: {}", not.rule.name, not.rule.title), 0, WIDTH));
        out.push_str(&wrapped(&wording::capital(&not.says), 4, WIDTH));
        let mut places: Vec<(Span, String)> = Vec::new();
        not.tests.iter().for_each(|test| one_test(test, "•", "it needs: ", 2, &mut places, out));
        if nearest {
            places.truncate(PLACES);
            out.push_str(&snippet(&places, self.sources, self.style));
        }
        if let (Hindrance::Nothing, Some(until)) = (not.hindrance, &not.rule.until) {
            out.push_str(&wrapped(&format!("stands until {}", titles::shortened(until)), 4, WIDTH));
        }
    }

    fn tree(&mut self, part: &Part, out: &mut String) {
        out.push_str(&self.heading(&part.headline));
        if part.tree.is_empty() {
            self.not(part, out);
            return;
        }
        out.push('\n');
        out.push_str(&derivation::render(&part.tree, self.sources, self.style));
        if part.outcome == Outcome::Not && self.depth == Depth::Tree {
            self.not(part, out);
        }
    }
}

/// A test in the way with what was found instead; alternatives stand below each other, the tests of one together.
fn one_test(test: &TestShown, sign: &str, lead: &str, indent: usize, places: &mut Vec<(Span, String)>, out: &mut String) {
    let colon = if test.ways.is_empty() { "" } else { ":" };
    out.push_str(&marked(sign, &format!("{lead}{}{colon}", test.needed), indent));
    for found in &test.found {
        out.push_str(&wrapped(&format!("but {found}"), indent + 4, WIDTH));
    }
    test.places.iter().for_each(|(span, label)| add(places, *span, label));
    through(&test.through, indent + 4, out);
    for way in &test.ways {
        for (n, test) in way.iter().enumerate() {
            let (sign, lead) = if n == 0 { ("–", "") } else { (" ", "and ") };
            one_test(test, sign, lead, indent + 2, places, out);
        }
    }
}

/// The rules behind a test that reads what they decide, and those behind theirs.
fn through(rules: &[NotShown], indent: usize, out: &mut String) {
    for not in rules.iter().take(NEAREST) {
        let bound = if not.rule.binding.is_empty() { String::new() } else { format!(" [{}]", not.rule.binding) };
        out.push_str(&wrapped(&format!("through {}{bound}: {}", not.rule.name, not.says), indent, WIDTH));
        not.tests.iter().flat_map(TestShown::all).for_each(|test| through(&test.through, indent + 2, out));
    }
    if rules.len() > NEAREST {
        out.push_str(&wrapped(&format!("and {} more", rules.len() - NEAREST), indent, WIDTH));
    }
}

fn bullet(text: &str) -> String {
    marked("•", text, 2)
}

/// A text whose first line has a sign before it.
fn marked(sign: &str, text: &str, indent: usize) -> String {
    let pad = wording::blanks(indent);
    wrapped(text, indent + 2, WIDTH).replacen(&format!("{pad}  "), &format!("{pad}{sign} "), 1)
}

/// One label for a place: what several tests say of it stands together.
fn add(places: &mut Vec<(Span, String)>, span: Span, label: &str) {
    match places.iter_mut().find(|(known, _)| *known == span) {
        Some((_, text)) if !text.contains(label) => text.push_str(&format!(", {label}")),
        Some(_) => {}
        None => places.push((span, label.to_owned())),
    }
}
