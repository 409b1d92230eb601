//! A pack as a handbook: its rules by theme, settings, waivers and words, with the tests of each rule.
//! Conditions and effects are worded by `explain::outline`; text from packs is data and stays text.

mod tables;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::page::{Inline, Page};
use crate::condition::template::Template;
use crate::condition::tree::Cond;
use crate::explain::outline::{self, Outline};
use crate::policy::{Policy, Rule};
use crate::scenario::Suite;
use crate::text::{SourceId, Sources, wording};

/// The handbook of a policy, with the suites that test it.
pub fn render(policy: &Policy, sources: &Sources, suites: &[Suite]) -> String {
    let cases = suites.iter().map(|suite| suite.cases.len()).sum();
    let book = Book { policy, sources, cases, tests: tests(suites) };
    let mut page = Page::default();
    let mut anchors = Anchors::default();
    let themes = book.themes();
    book.head(&mut page);
    book.contents(&themes, &mut page, &mut anchors);
    for theme in &themes {
        page.heading(2, &Inline::text(&theme.title));
        page.paragraph(&Inline::text(&theme.about));
        for rule in &theme.rules {
            book.rule(rule, &mut page);
        }
    }
    tables::all(policy, &mut page);
    page.finish()
}

struct Book<'a> {
    policy: &'a Policy,
    sources: &'a Sources,
    /// How many cases there are.
    cases: usize,
    /// The cases that name a rule: suite and case.
    tests: BTreeMap<Arc<str>, Vec<(String, String)>>,
}

/// The rules of one file of a pack.
struct Theme<'a> {
    title: String,
    about: String,
    rules: Vec<&'a Rule>,
}

impl<'a> Book<'a> {
    /// The rules by file, the packs that extend others first, files and rules in order.
    fn themes(&self) -> Vec<Theme<'a>> {
        let order: Vec<&str> = self.policy.packs.iter().rev().map(|pack| &*pack.name).collect();
        let place = |rule: &Rule| order.iter().position(|name| *name == &*rule.pack).unwrap_or(order.len());
        let mut files: BTreeMap<(usize, String), (SourceId, Vec<&'a Rule>)> = BTreeMap::new();
        for rule in &self.policy.rules {
            let id = rule.span.source;
            let key = (place(rule), self.sources.get(id).name().to_owned());
            files.entry(key).or_insert_with(|| (id, Vec::new())).1.push(rule);
        }
        let several = self.policy.packs.len() > 1;
        let theme = |((_, name), (id, mut rules)): ((usize, String), (SourceId, Vec<&'a Rule>))| {
            rules.sort_by_key(|rule| rule.span.start);
            let stem = name.rsplit(['/', '\\']).next().unwrap_or(&name).trim_end_matches(".yaml").trim_end_matches(".yml");
            let pack = rules.first().map(|rule| rule.pack.to_string()).unwrap_or_default();
            let stem = if stem == "pack" || stem == "rules" { format!("Rules of {pack}") } else { said(stem) };
            let title = if several && !stem.contains(&pack) { format!("{stem} ({pack})") } else { stem };
            Theme { title, about: opening(self.sources.get(id).text()), rules }
        };
        files.into_iter().map(theme).collect()
    }

    fn head(&self, page: &mut Page) {
        let pack = self.policy.packs.last();
        let title = pack.map(|p| if p.title.is_empty() { p.name.to_string() } else { p.title.clone() }).unwrap_or_default();
        page.heading(1, &Inline::text(&format!("{title}: rules")));
        page.paragraph(&Inline::own(
            "Written by `holdpoint docs` from the pack; change the pack, not this page. A rule holds when everything in its list is \
             true. What it decides stands until it is lifted, and what nobody stated counts as unknown, never as fine.",
        ));
        for pack in self.policy.packs.iter().rev() {
            let digest: String = pack.digest.strip_prefix("sha256:").unwrap_or(&pack.digest).chars().take(8).collect();
            let version =
                Inline::text(&format!("{} {}", pack.name, pack.version)).with(" (").then(&Inline::code(&digest)).with(")");
            page.item(0, &Inline::own("Pack ").then(&version));
        }
        page.item(0, &Inline::own("Product: ").then(&Inline::text(&self.policy.product.title)));
        let mut counts = wording::count(self.policy.rules.len(), "rule", "rules");
        if self.cases > 0 {
            let tested = self.policy.rules.iter().filter(|rule| self.tests.contains_key(rule.id.as_str())).count();
            counts.push_str(&format!(", {tested} of them named by {}", wording::count(self.cases, "test", "tests")));
        }
        page.item(0, &Inline::text(&counts));
    }

    /// The table of contents.
    fn contents(&self, themes: &[Theme<'_>], page: &mut Page, anchors: &mut Anchors) {
        let title = self.policy.packs.last().map(|p| p.title.clone()).unwrap_or_default();
        anchors.of(&format!("{title}: rules"));
        page.heading(2, &Inline::own("Contents"));
        anchors.of("Contents");
        for theme in themes {
            page.item(0, &Inline::text(&theme.title).link(&anchors.of(&theme.title)));
            for rule in &theme.rules {
                let anchor = anchors.of(rule.id.as_str());
                page.item(1, &Inline::code(rule.id.as_str()).link(&anchor).with(": ").then(&Inline::text(&rule.title)));
            }
        }
        for table in tables::present(self.policy) {
            page.item(0, &Inline::own(table).link(&anchors.of(table)));
        }
    }

    fn rule(&self, rule: &Rule, page: &mut Page) {
        let schemas = &self.policy.schemas;
        page.heading(3, &Inline::code(rule.id.as_str()));
        page.paragraph(&Inline::text(&rule.title).strong());
        let repeated = outline::repeated(rule, self.policy);
        let mut when = Inline::own("When");
        if !repeated.is_empty() {
            when = when.with(", for ").then(&Inline::text(&repeated.join(", "))).with(":");
        }
        let holds = outline::condition(&rule.when, schemas);
        if holds.is_empty() {
            page.item(0, &when.with(" always"));
        } else {
            page.item(0, &when);
            list(&holds, 1, page);
        }
        page.item(0, &Inline::own("Then"));
        for effect in &rule.effects {
            let mut said = Inline::text(&outline::effect(effect, self.policy));
            if let Some(duty) = outline::duty(effect, self.policy) {
                said = said.with(" (").then(&Inline::text(&duty)).with(")");
            }
            page.item(1, &said);
            if let Some(until) = &effect.until {
                self.until(until, 2, page);
            }
        }
        if let Some(until) = &rule.until {
            self.until(until, 0, page);
        }
        page.item(0, &Inline::own("Why: ").then(&self.because(&rule.because)));
        if let Some(unknown) = outline::while_unknown(rule) {
            page.item(0, &Inline::own("While facts are missing: ").with(unknown));
        }
        let params: Vec<Inline> = outline::params(rule).iter().map(|name| Inline::code(name)).collect();
        if !params.is_empty() {
            page.item(0, &Inline::own("Settings: ").then(&Inline::join(&params, ", ")));
        }
        let from = [("Source: ", &rule.source), ("Owner: ", &rule.owner), ("Requirement: ", &rule.trace)];
        for (label, text) in from {
            if let Some(text) = text {
                page.item(0, &Inline::own(label).then(&Inline::text(text)));
            }
        }
        if rule.unwaivable {
            page.item(0, &Inline::own("No waiver may name it."));
        }
        match self.tests.get(rule.id.as_str()) {
            Some(cases) => {
                page.item(0, &Inline::own("Tested by"));
                for (suite, case) in cases {
                    page.item(1, &Inline::code(suite).with(": ").then(&Inline::text(case)));
                }
            }
            None if self.cases > 0 => page.item(0, &Inline::own("No test names it.")),
            None => {}
        }
    }

    fn until(&self, until: &Cond, depth: usize, page: &mut Page) {
        page.item(depth, &Inline::own("Until"));
        list(&outline::condition(until, &self.policy.schemas), depth + 1, page);
    }

    /// A text with what stands in its places named.
    fn because(&self, because: &Template) -> Inline {
        let mut out = Inline::default();
        for part in because.parts() {
            out = match part {
                // What is escaped is trimmed, and the spaces around places are none to lose.
                Ok(text) => out.then(&Inline::spaced(text)),
                Err(path) => out.then(&Inline::text(&outline::placeholder(path, &self.policy.schemas)).slanted()),
            };
        }
        out
    }
}

fn list(clauses: &[Outline], depth: usize, page: &mut Page) {
    for clause in clauses {
        page.item(depth, &Inline::text(&clause.text));
        list(&clause.below, depth + 1, page);
    }
}

/// The cases of each rule, in the order of the suites.
fn tests(suites: &[Suite]) -> BTreeMap<Arc<str>, Vec<(String, String)>> {
    let mut out: BTreeMap<Arc<str>, Vec<(String, String)>> = BTreeMap::new();
    for suite in suites {
        for case in &suite.cases {
            for rule in case.rules() {
                out.entry(rule).or_default().push((suite.name.clone(), case.name.clone()));
            }
        }
    }
    out
}

/// What the comment at the top of a file says, without what speaks to editors and shells.
fn opening(text: &str) -> String {
    let lines = text.lines().take_while(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#'));
    let said = |line: &&str| !line.contains("yaml-language-server:");
    let paragraph = lines.filter(said).take_while(|line| !line.trim().is_empty() && !line.starts_with("   "));
    paragraph.map(str::trim).collect::<Vec<_>>().join(" ")
}

/// A file's name as a heading.
fn said(stem: &str) -> String {
    let mut letters = stem.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    first + &letters.as_str().replace(['-', '_'], " ")
}

/// The anchors that services give to headings.
#[derive(Default)]
struct Anchors(BTreeMap<String, usize>);

impl Anchors {
    fn of(&mut self, heading: &str) -> String {
        let kept = heading.trim().to_lowercase();
        let slug: String = kept
            .chars()
            .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
            .map(|c| if c == ' ' { '-' } else { c })
            .collect();
        let count = self.0.entry(slug.clone()).or_default();
        *count += 1;
        if *count == 1 { slug } else { format!("{slug}-{}", *count - 1) }
    }
}
