//! A change request: what an evaluation asks people to do, as task lists, and why.
//! The account it is made from is `explain`'s.

use super::page::{Inline, Page};
use crate::decision::Verb;
use crate::explain::account::{Account, Entry, Line};
use crate::explain::titles;
use crate::policy::Policy;
use crate::text::{Sources, Span, wording};
use crate::vocabulary::Due;

/// The account as a document.
pub fn render(account: &Account, policy: &Policy, sources: &Sources) -> String {
    let writer = Writer { policy, sources };
    let mut page = Page::default();
    head(account, &mut page);
    if let Some(back) = &account.way_back {
        page.paragraph(&Inline::text(&titles::way_back(policy, back)));
    }
    writer.to_do(account, &mut page);
    writer.decisions(account, &mut page);
    writer.precautions(account, &mut page);
    writer.restarts(account, &mut page);
    writer.questions(account, &mut page);
    writer.rest(account, &mut page);
    page.finish()
}

/// The top: what it is about, the verdict, on what it rests.
fn head(account: &Account, page: &mut Page) {
    let title = format!("{} on {}", account.release, account.site);
    page.heading(1, &Inline::text(&title));
    let verdict = Inline::text(account.verdict.headline()).strong();
    page.paragraph(&verdict.with(": ").then(&Inline::text(account.verdict.meaning(account.phase))));
    let packs = account.packs.iter().map(|p| {
        let digest: String = p.digest.strip_prefix("sha256:").unwrap_or(&p.digest).chars().take(8).collect();
        Inline::text(&format!("{} {}", p.name, p.version)).with(" (").then(&Inline::code(&digest)).with(")")
    });
    page.item(0, &Inline::own("Phase: ").then(&Inline::text(titles::phase_words(account.phase))));
    page.item(0, &Inline::own("Evaluated for ").then(&Inline::text(&account.now.to_string())));
    page.item(0, &Inline::own("Policy: ").then(&Inline::join(&packs.collect::<Vec<_>>(), " + ")));
}

struct Writer<'a> {
    policy: &'a Policy,
    sources: &'a Sources,
}

impl Writer<'_> {
    /// What people do, by when it is due; what must not be done yet stands with it.
    fn to_do(&self, account: &Account, page: &mut Page) {
        page.heading(2, &Inline::own("What to do"));
        if account.groups.is_empty() && account.rolled.is_empty() {
            page.paragraph(&Inline::own("Nothing is in force: no staging, no pause, no block, no task."));
            return;
        }
        for group in &account.groups {
            page.heading(3, &Inline::text(titles::heading(group.due)));
            let mut seen: Vec<Inline> = Vec::new();
            for entry in &group.entries {
                for task in self.tasks(entry) {
                    match entry.verb() {
                        _ if seen.contains(&task) => continue,
                        // Nobody can tick off what must not be done.
                        Verb::Block => page.item(0, &task),
                        _ => page.task(0, false, &task),
                    }
                    seen.push(task);
                }
            }
        }
        for rolled in &account.rolled {
            if rolled.counts.is_empty() {
                continue;
            }
            let text = titles::rolled(self.policy, rolled);
            page.paragraph(&Inline::own("As a precaution, ").then(&Inline::text(&text)).with("."));
        }
    }

    fn tasks(&self, entry: &Entry) -> Vec<Inline> {
        let one = |(target, strength): &(crate::decision::Target, crate::decision::Strength)| {
            let title = Inline::text(&titles::title(self.policy, target, strength));
            let text = match entry.verb() {
                Verb::Block => match self.policy.vocabulary.actions.get(&*target.name).and_then(|a| a.not.as_ref()) {
                    Some(not) if target.of.is_none() => Inline::text(not).strong(),
                    _ => Inline::own("Not yet: ").then(&title).strong(),
                },
                Verb::Require => title,
                Verb::Stage => Inline::own("Test on staging: ").then(&title),
                Verb::Pause => Inline::own("Pause ").then(&title),
                Verb::Rollback => Inline::own("Rollback: ").then(&title),
                Verb::Escalate => Inline::own("Tell ").then(&title),
                Verb::Expedite => Inline::own("Hurry: ").then(&title),
                Verb::Derive => title,
            };
            let text = if entry.is_precaution() { text.with(" (as a precaution)") } else { text };
            let overdue = entry.lines.iter().any(|l| l.overdue);
            let text = if overdue { text.with(" ").then(&Inline::own("(overdue)").strong()) } else { text };
            let acts: Vec<Inline> =
                entry.acts_on(target).into_iter().map(|a| Inline::text(&titles::acts(self.policy, a))).collect();
            if acts.is_empty() { text } else { text.with(" — ").then(&Inline::join(&acts, "; ")) }
        };
        entry.targets.iter().map(one).collect()
    }

    fn decisions(&self, account: &Account, page: &mut Page) {
        if account.groups.is_empty() {
            return;
        }
        page.heading(2, &Inline::own("Decisions and reasons"));
        for (group, entry) in account.groups.iter().flat_map(|g| g.entries.iter().map(move |e| (g, e))) {
            self.decision(entry, group.due, page);
        }
    }

    /// A decision once, with its rules under it; of a single rule there is no need for a level more.
    fn decision(&self, entry: &Entry, due: Due, page: &mut Page) {
        let what = Inline::text(&titles::titles(self.policy, &entry.targets));
        let head = Inline::own(verb(entry.verb())).strong().with(" ").then(&what);
        let head = if entry.is_precaution() { head.with(", as a precaution") } else { head };
        let open = titles::open(entry, false);
        match entry.lines.as_slice() {
            [line] if open.is_none() => {
                page.item(0, &head.with(" (").then(&Inline::code(&line.rule)).with(")"));
                self.reason(line, 1, page);
            }
            lines => {
                page.item(0, &head);
                for line in lines {
                    let rule = Inline::code(&line.rule);
                    match titles::own(entry, line, due) {
                        Some(own) => page.item(1, &rule.with(": ").then(&Inline::text(&own))),
                        None => page.item(1, &rule),
                    }
                    self.reason(line, 2, page);
                }
            }
        }
        if let Some(open) = open {
            page.item(1, &Inline::text(&open));
        }
    }

    fn reason(&self, line: &Line, depth: usize, page: &mut Page) {
        for sentence in &line.because {
            page.item(depth, &Inline::text(sentence));
        }
        if line.precaution {
            page.item(depth, &Inline::text(&titles::missing(line)));
        }
        if let Some(since) = line.since {
            page.item(depth, &Inline::own("Stands since ").then(&Inline::text(&since.to_string())));
        }
        if let Some(until) = &line.until {
            page.item(depth, &Inline::own("Until ").then(&Inline::text(until)));
        }
        if let Some(deadline) = titles::deadline(line) {
            page.item(depth, &Inline::text(&wording::capital(&deadline)));
        }
        let places = places(&line.places, self.sources);
        match (places.is_empty(), line.without_place()) {
            (false, _) => page.item(depth, &Inline::own("Rests on ").then(&places)),
            (true, Some(absent)) => page.item(depth, &Inline::own("Rests on ").then(&Inline::text(&absent))),
            (true, None) => {}
        }
    }

    fn precautions(&self, account: &Account, page: &mut Page) {
        if account.rolled.is_empty() {
            return;
        }
        page.heading(2, &Inline::own("Precautions"));
        page.paragraph(&Inline::own("These are in force until more is stated."));
        for rolled in &account.rolled {
            page.item(0, &Inline::text(&titles::rolled(self.policy, rolled)));
            let mut seen: Vec<Inline> = Vec::new();
            for line in &rolled.lines {
                let what =
                    Inline::own(verb(line.verb)).with(" ").then(&Inline::text(&titles::titles(self.policy, &line.targets)));
                let what = what.with(" (").then(&Inline::code(&line.rule)).with(")");
                if !seen.contains(&what) {
                    page.item(1, &what);
                    seen.push(what);
                }
            }
        }
    }

    fn restarts(&self, account: &Account, page: &mut Page) {
        if account.restarts.is_empty() {
            return;
        }
        page.heading(2, &Inline::own("May it restart?"));
        for answer in &account.restarts {
            let asked = Inline::text(&answer.asked);
            page.item(
                0,
                &match (answer.known, answer.may) {
                    (false, _) => asked.with(": unknown, no such category or item on this site"),
                    (true, true) => asked.with(": yes"),
                    (true, false) if answer.narrowly => asked.with(": by hand or for one record, not yet on its normal schedule"),
                    (true, false) => {
                        let n = answer.reasons.len();
                        let against = wording::count(n, "reason is", "reasons are");
                        asked.with(": no, ").then(&Inline::text(&against)).with(" against it")
                    }
                },
            );
        }
    }

    fn questions(&self, account: &Account, page: &mut Page) {
        if account.questions.is_empty() {
            return;
        }
        page.heading(2, &Inline::own("Open questions"));
        for question in &account.questions {
            let opens = wording::count(question.opens, "reason stays open", "reasons stay open");
            let part = match &question.items {
                Some(items) => Inline::code(&question.part.to_string()).with(" of ").then(&Inline::text(&items.text())),
                None => Inline::code(&question.part.to_string()),
            };
            page.item(0, &part.with(": ").then(&Inline::text(&opens)).with(" without it"));
        }
    }

    fn rest(&self, account: &Account, page: &mut Page) {
        if !account.waived.is_empty() {
            page.heading(2, &Inline::own("Waived"));
            for line in &account.waived {
                page.item(0, &self.waived(line));
            }
        }
        for (title, lines, done) in [("Done", &account.met, true), ("Missed", &account.missed, false)] {
            if lines.is_empty() {
                continue;
            }
            page.heading(2, &Inline::own(title));
            let mut seen: Vec<Inline> = Vec::new();
            for task in lines.iter().flat_map(|line| self.tasks(&Entry::alone(line.clone()))) {
                if !seen.contains(&task) {
                    page.task(0, done, &task);
                    seen.push(task);
                }
            }
        }
        if !account.assumptions.is_empty() {
            page.heading(2, &Inline::own("Taken for granted"));
            account.assumptions.iter().for_each(|a| page.item(0, &Inline::text(a)));
        }
        if !account.later.is_empty() {
            page.heading(2, &Inline::own("Later"));
            let rules: Vec<Inline> = account.later.iter().map(|r| Inline::code(r)).collect();
            let needs = wording::count(rules.len(), "rule needs", "rules need");
            page.paragraph(&Inline::text(&needs).with(" facts of a later phase: ").then(&Inline::join(&rules, ", ")));
        }
        if !account.loosened.is_empty() || !account.orphans.is_empty() {
            page.heading(2, &Inline::own("About the policy"));
            for loosened in &account.loosened {
                let place = self.sources.place(loosened.span);
                let at = Inline::code(&format!("{}:{}", place.name, place.line));
                page.item(0, &Inline::text(&loosened.sentence).with(" (").then(&at).with(")"));
            }
            for orphan in &account.orphans {
                let text = " no longer exists; its reason stands until its entry is struck";
                page.item(0, &Inline::own("rule ").then(&Inline::code(orphan)).with(text));
            }
        }
    }

    fn waived(&self, line: &Line) -> Inline {
        let what = Inline::own(verb(line.verb)).with(" ").then(&Inline::text(&titles::titles(self.policy, &line.targets)));
        let what = what.with(" (").then(&Inline::code(&line.rule)).with(")");
        match &line.waiver {
            Some((reason, owner, expires)) => {
                let by = Inline::text(owner).with(", until ").then(&Inline::text(&expires.to_string()));
                what.with(": ").then(&Inline::text(reason)).with(" — ").then(&by)
            }
            None => what,
        }
    }
}

/// Places, each once, as code.
pub(super) fn places(spans: &[Span], sources: &Sources) -> Inline {
    let mut each: Vec<Inline> = Vec::new();
    for span in spans {
        let place = sources.place(*span);
        let code = Inline::code(&format!("{}:{}", place.name, place.line));
        if !each.contains(&code) {
            each.push(code);
        }
    }
    Inline::join(&each, ", ")
}

fn verb(verb: Verb) -> &'static str {
    match verb {
        Verb::Stage => "stage",
        Verb::Pause => "pause",
        Verb::Block => "not yet",
        Verb::Rollback => "rollback",
        Verb::Require => "do",
        Verb::Escalate => "tell",
        Verb::Expedite => "hurry",
        Verb::Derive => "derive",
    }
}
