//! The account of an evaluation as text that a support lead can act on: grouped by when it is due, one sentence a reason.
//! What goes into the account is `explain`'s business.

use super::paint::Paint;
use super::wrap::{WIDTH, both_ends, wrapped};
use crate::decision::Verb;
use crate::explain::account::{Account, Line};
use crate::explain::titles;
use crate::policy::Policy;
use crate::text::{Sources, wording};
use crate::value::Phase;

/// Where details begin.
const DETAIL: usize = 14;

/// The most questions that are listed; the rest is counted.
const MOST_QUESTIONS: usize = 6;

/// From so many open questions on the account is brief: before the update, and once it was applied, when more is at stake.
const THIN: [usize; 2] = [8, 16];

/// The most tasks of one group, and the most rolled up precautions, that a brief account lists.
const MOST_BRIEF: usize = 3;

/// What of an account is printed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Colours.
    pub paint: Paint,
    /// List the rules that wait for a later phase.
    pub later: bool,
    /// List everything that is otherwise rolled up.
    pub all: bool,
}

/// The account as text.
pub fn render(account: &Account, policy: &Policy, sources: &Sources, options: Options) -> String {
    let [before, applied] = THIN;
    let thin = if account.phase < Phase::After { before } else { applied };
    let brief = !options.all && account.questions.len() > thin;
    let printer = Printer { policy, sources, options, brief };
    let mut out = printer.header(account);
    for group in &account.groups {
        out.push('\n');
        out.push_str(&options.paint.heading(titles::heading(group.due)));
        out.push('\n');
        match brief && account.phase < Phase::After {
            true => printer.outline(&group.lines, &mut out),
            false => printer.lines(&group.lines, &mut out),
        }
    }
    if account.groups.is_empty() && account.rolled.is_empty() {
        out.push_str("\nNothing is in force: no staging, no pause, no block, no task.\n");
    }
    printer.precautions(account, &mut out);
    printer.restarts(account, &mut out);
    printer.short(account, &mut out);
    out
}

struct Printer<'a> {
    policy: &'a Policy,
    sources: &'a Sources,
    options: Options,
    /// Little is stated: sentences only, so that the reader is not drowned.
    brief: bool,
}

impl Printer<'_> {
    fn header(&self, account: &Account) -> String {
        let paint = self.options.paint;
        let title = format!("{} on {}", account.release, account.site);
        let mut out = match paint.colour {
            false => both_ends(&title, account.verdict.headline(), WIDTH),
            true => {
                let gap = WIDTH.saturating_sub(title.chars().count() + account.verdict.headline().chars().count()).max(2);
                format!("{}{}{}\n", paint.heading(&title), " ".repeat(gap), paint.verdict(account.verdict))
            }
        };
        let packs: Vec<String> =
            account.packs.iter().map(|p| format!("{} {} ({})", p.name, p.version, short_digest(&p.digest))).collect();
        let line = format!("{} · {} · pack {}", titles::phase_words(account.phase), account.now, packs.join(" + "));
        out.push_str(&wrapped(&line, 0, WIDTH));
        let brief = if self.brief { " Little is stated: --all shows the rest." } else { "" };
        out.push_str(&wrapped(&format!("{}{brief}", account.verdict.meaning()), 0, WIDTH));
        out
    }

    /// Lines of one rule that rest on the same reasons share the sentences; what only lacks a confirmation stands together.
    fn lines(&self, lines: &[Line], out: &mut String) {
        let mut blocks: Vec<&[Line]> = Vec::new();
        let mut rest = lines;
        while let Some((first, _)) = rest.split_first() {
            let alike = |l: &&Line| l.rule == first.rule && l.because == first.because && l.until == first.until;
            let (block, after) = rest.split_at(rest.iter().take_while(alike).count().max(1));
            blocks.push(block);
            rest = after;
        }
        let unconfirmed = |block: &[Line]| block.iter().all(|l| l.absent.is_some() && l.places.is_empty() && !l.precaution);
        let few = if self.brief { 1 } else { 3 };
        let together = !self.options.all && blocks.iter().filter(|b| unconfirmed(b)).count() >= few;
        if together {
            let (plain, unsaid): (Vec<&[Line]>, Vec<&[Line]>) = blocks.into_iter().partition(|b| !unconfirmed(b));
            self.unconfirmed(&unsaid, out);
            blocks = plain;
        }
        for block in blocks {
            let Some(first) = block.first() else { continue };
            for (n, line) in block.iter().enumerate() {
                out.push_str(&self.head(line, if n == 0 { &line.rule } else { "" }));
            }
            out.push_str(&self.details(first));
            out.push_str(&self.foot_text(&block.iter().collect::<Vec<_>>()));
        }
    }

    /// The lines of a group when so much is open that only its outline helps: what is held back in sentences, tasks by title.
    fn outline(&self, lines: &[Line], out: &mut String) {
        let asks = |l: &&Line| matches!(l.verb, Verb::Require | Verb::Escalate) && !l.precaution;
        let (tasks, held): (Vec<&Line>, Vec<&Line>) = lines.iter().partition(asks);
        let held: Vec<Line> = held.into_iter().cloned().collect();
        self.lines(&held, out);
        for verb in [Verb::Require, Verb::Escalate] {
            let mut each: Vec<String> = Vec::new();
            for (target, strength) in tasks.iter().filter(|l| l.verb == verb).flat_map(|l| &l.targets) {
                let text = titles::title(self.policy, target, strength);
                if !each.contains(&text) {
                    each.push(text);
                }
            }
            if each.is_empty() {
                continue;
            }
            let more = each.len().saturating_sub(MOST_BRIEF);
            each.truncate(MOST_BRIEF);
            let more = if more > 0 { format!("; and {more} more") } else { String::new() };
            let (sign, word) = sign(verb);
            let head = self.painted(verb, format!("  {sign} {word:<10}"));
            out.push_str(&hanging(&format!("{}{more}", each.join("; ")), &head));
        }
    }

    /// Several rules that wait for nothing but a word of somebody.
    fn unconfirmed(&self, blocks: &[&[Line]], out: &mut String) {
        let all = || blocks.iter().flat_map(|b| b.iter());
        let mut verbs: Vec<Verb> = all().map(|l| l.verb).collect();
        verbs.sort_by_key(|v| Verb::ALL.iter().position(|w| w == v));
        verbs.dedup();
        for verb in verbs {
            let mut each: Vec<String> = Vec::new();
            for text in all().filter(|l| l.verb == verb).map(|l| titles::titles(self.policy, l)) {
                if !each.contains(&text) {
                    each.push(text);
                }
            }
            let (sign, word) = sign(verb);
            out.push_str(&hanging(&each.join("; "), &self.painted(verb, format!("  {sign} {word:<10}"))));
        }
        let mut facts: Vec<&str> =
            all().filter_map(|l| l.absent.as_deref()).map(|a| a.trim_end_matches(" (not stated)")).collect();
        facts.sort_unstable();
        facts.dedup();
        let mut rules: Vec<&str> = all().map(|l| l.rule.as_str()).collect();
        rules.sort_unstable();
        rules.dedup();
        out.push_str(&wrapped(
            &format!("Nobody confirmed {}.", wording::list_and(&titles::compact_paths(&facts))),
            DETAIL,
            WIDTH,
        ));
        if self.brief {
            return;
        }
        out.push_str(&wrapped(&format!("rules {}", titles::compact_paths(&rules).join(", ")), DETAIL, WIDTH));
    }

    fn painted(&self, verb: Verb, head: String) -> String {
        let paint = self.options.paint;
        if !paint.colour {
            return head;
        }
        match verb {
            Verb::Block | Verb::Rollback => paint.forbids(&head),
            Verb::Pause | Verb::Stage => paint.waits(&head),
            _ => paint.asks(&head),
        }
    }

    /// What one line decides, with the rule's id.
    fn head(&self, line: &Line, rule: &str) -> String {
        let (sign, word) = sign(line.verb);
        let what = format!("{}{}", titles::titles(self.policy, line), if line.precaution { ", as a precaution" } else { "" });
        let left = format!("  {sign} {word:<10}{what}");
        let plain = if left.chars().count() + rule.chars().count() + 2 <= WIDTH {
            both_ends(&left, rule, WIDTH)
        } else if rule.is_empty() || self.brief {
            hanging(&what, &format!("  {sign} {word:<10}"))
        } else {
            format!("{}{rule:>WIDTH$}\n", hanging(&what, &format!("  {sign} {word:<10}")))
        };
        let head = format!("  {sign} {word:<10}");
        let paint = self.options.paint;
        if !paint.colour {
            return plain;
        }
        plain.replacen(&head, &self.painted(line.verb, head.clone()), 1).replacen(
            rule,
            &paint.faint(rule),
            usize::from(!rule.is_empty()),
        )
    }

    /// Why, what is missing, what lifts it.
    fn details(&self, line: &Line) -> String {
        let mut out = String::new();
        let most = match (self.options.all, self.brief) {
            (true, _) => usize::MAX,
            (false, true) => 2,
            (false, false) => 4,
        };
        for sentence in line.because.iter().take(most) {
            out.push_str(&wrapped(sentence, DETAIL, WIDTH));
        }
        if line.because.len() > most {
            out.push_str(&wrapped(&format!("… and {} more like this", line.because.len() - most), DETAIL, WIDTH));
        }
        if line.precaution {
            out.push_str(&wrapped(&titles::missing(&line.missing), DETAIL, WIDTH));
        }
        if let Some(since) = line.since {
            out.push_str(&wrapped(&format!("stands since {since}"), DETAIL, WIDTH));
        }
        if let Some(until) = line.until.as_ref().filter(|_| !self.brief) {
            let until = if self.options.all { until.clone() } else { titles::shortened(until) };
            out.push_str(&wrapped(&format!("until {until}"), DETAIL, WIDTH));
        }
        if let Some(deadline) = line.deadline {
            out.push_str(&wrapped(&format!("by {deadline} at the latest"), DETAIL, WIDTH));
        }
        out
    }

    /// Who acts, and where the deciding facts stand.
    fn foot_text(&self, lines: &[&Line]) -> String {
        let foot = self.foot(lines);
        if foot.is_empty() || self.brief {
            return String::new();
        }
        let foot = wrapped(&foot, DETAIL, WIDTH);
        let paint = self.options.paint;
        if paint.colour { foot.lines().map(|l| format!("{}\n", paint.faint(l))).collect() } else { foot }
    }

    fn foot(&self, lines: &[&Line]) -> String {
        let mut parts: Vec<String> = Vec::new();
        for (role, who) in lines.iter().filter_map(|l| l.acts.as_ref()) {
            let title = self.policy.vocabulary.roles.get(role.as_str()).map_or(role.as_str(), |r| &r.title);
            let part = match who {
                Some(who) => format!("{who} ({title})"),
                None => title.to_owned(),
            };
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        let Some(line) = lines.first() else { return parts.join(" · ") };
        let mut places: Vec<String> = Vec::new();
        let mut file = String::new();
        let mut seen: Vec<(String, usize)> = Vec::new();
        for span in &line.places {
            let place = self.sources.place(*span);
            if seen.contains(&(place.name.clone(), place.line)) {
                continue;
            }
            seen.push((place.name.clone(), place.line));
            let text = if place.name == file { format!(":{}", place.line) } else { format!("{}:{}", place.name, place.line) };
            file = place.name;
            places.push(text);
        }
        if places.len() > 3 && !self.options.all {
            let more = places.len() - 3;
            places.truncate(3);
            places.push(format!("and {more} more"));
        }
        if !places.is_empty() {
            parts.push(places.join(", "));
        } else {
            parts.extend(line.absent.clone().or_else(|| line.given.clone()));
        }
        parts.join(" · ")
    }

    fn precautions(&self, account: &Account, out: &mut String) {
        if account.rolled.is_empty() {
            return;
        }
        out.push('\n');
        out.push_str(&self.options.paint.heading("As a precaution, until more is stated"));
        out.push('\n');
        let most = match (self.options.all, self.brief) {
            (true, _) => usize::MAX,
            (false, true) => MOST_BRIEF,
            (false, false) => 8,
        };
        for rolled in account.rolled.iter().take(most) {
            if self.options.all {
                self.lines(&rolled.lines, out);
            } else {
                out.push_str(&hanging(
                    &format!("{}: {}", titles::counts(self.policy, rolled), titles::parts(&rolled.parts)),
                    "  ~ ",
                ));
            }
        }
        if account.rolled.len() > most {
            out.push_str(&format!("  … and {} more (--all lists them)\n", account.rolled.len() - most));
        }
    }

    fn restarts(&self, account: &Account, out: &mut String) {
        if account.restarts.is_empty() {
            return;
        }
        out.push('\n');
        out.push_str(&self.options.paint.heading("May it restart?"));
        out.push('\n');
        for answer in &account.restarts {
            let asked = crate::text::printable::printable(&answer.asked).into_owned();
            let text = match (answer.known, answer.may) {
                (false, _) => format!("{asked}: unknown, no such category or item on this site"),
                (true, true) => format!("{asked}: yes"),
                (true, false) if answer.narrowly => format!("{asked}: by hand or for one record, not yet on its normal schedule"),
                (true, false) => {
                    format!("{asked}: no, {} against it", wording::count(answer.reasons.len(), "reason is", "reasons are"))
                }
            };
            out.push_str(&hanging(&text, "  ? "));
        }
    }

    /// Everything that is told in a line: done, missed, waived, questions, assumptions, later.
    fn short(&self, account: &Account, out: &mut String) {
        let mut lines: Vec<(String, String)> = Vec::new();
        let names = |list: &[Line]| {
            let mut all: Vec<String> = Vec::new();
            for line in list {
                let text = match line.verb {
                    Verb::Require => titles::titles(self.policy, line),
                    verb => format!("{} {}", verb.name(), titles::titles(self.policy, line)),
                };
                if !all.contains(&text) {
                    all.push(text);
                }
            }
            all.join("; ")
        };
        if !account.met.is_empty() {
            lines.push(("Done".into(), names(&account.met)));
        }
        if !account.missed.is_empty() {
            lines.push(("Missed".into(), names(&account.missed)));
        }
        for line in &account.waived {
            let (reason, owner, expires) = line.waiver.clone().unwrap_or_else(|| (String::new(), String::new(), account.now));
            let reason = crate::text::printable::printable(&reason).into_owned();
            let owner = crate::text::printable::printable(&owner).into_owned();
            lines.push((
                "Waived".into(),
                format!(
                    "{} {} ({}), {owner}, until {expires}: {reason}",
                    line.verb.name(),
                    titles::titles(self.policy, line),
                    line.rule
                ),
            ));
        }
        lines.push(("Not settled".into(), self.questions(account)));
        let assumed = |a: &String| if self.brief { titles::fewer(a, MOST_BRIEF) } else { a.clone() };
        lines.extend(account.assumptions.iter().map(|a| ("Assumed".to_owned(), assumed(a))));
        if !account.later.is_empty() {
            let text = match self.options.later {
                true => account.later.join(", "),
                false => format!(
                    "{} facts of a later phase (--later lists them)",
                    wording::count(account.later.len(), "rule needs", "rules need")
                ),
            };
            lines.push(("Later".into(), text));
        }
        for loosened in &account.loosened {
            let place = self.sources.place(loosened.span);
            lines.push(("Loosened".into(), format!("{} ({}:{})", loosened.sentence, place.name, place.line)));
        }
        for orphan in &account.orphans {
            let name = crate::text::printable::printable(orphan).into_owned();
            lines.push(("Standing".into(), format!("rule {name} no longer exists; its reason stands until its entry is struck")));
        }
        out.push('\n');
        for (head, text) in lines {
            let body = wrapped(&text, DETAIL, WIDTH);
            let head = format!("{head:<DETAIL$}");
            out.push_str(&self.options.paint.heading(&head));
            out.push_str(body.trim_start());
        }
    }

    fn questions(&self, account: &Account) -> String {
        if account.questions.is_empty() {
            return "nothing".to_owned();
        }
        let most = match (self.options.all, self.brief) {
            (true, _) => usize::MAX,
            (false, true) => MOST_QUESTIONS - 2,
            (false, false) => MOST_QUESTIONS,
        };
        let listed: Vec<String> = account.questions.iter().take(most).map(|q| q.part.clone()).collect();
        let mut text = listed.join(", ");
        if account.questions.len() > most {
            text.push_str(&format!(" and {} more", account.questions.len() - most));
        }
        format!("{text}: `holdpoint new site --from FILE` asks for all")
    }
}

pub(super) fn hanging(text: &str, head: &str) -> String {
    let indent = crate::report::text::paint::visible(head);
    let body = wrapped(text, indent, WIDTH);
    format!("{head}{}", body.get(indent..).unwrap_or_default())
}

pub(super) fn sign(verb: Verb) -> (&'static str, &'static str) {
    match verb {
        Verb::Stage => ("▸", "stage"),
        Verb::Pause => ("‖", "pause"),
        Verb::Block => ("✗", "not yet"),
        Verb::Rollback => ("↶", "rollback"),
        Verb::Require => ("▸", "do"),
        Verb::Escalate => ("▸", "tell"),
        Verb::Expedite => ("‼", "hurry"),
        Verb::Derive => ("·", "derive"),
    }
}

fn short_digest(digest: &str) -> String {
    digest.strip_prefix("sha256:").unwrap_or(digest).chars().take(8).collect()
}
