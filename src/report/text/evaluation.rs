//! The account of an evaluation as text that a support lead can act on: grouped by when it is due, one sentence a reason.
//! What goes into the account is `explain`'s business.

use super::paint::Paint;
use super::wrap::{WIDTH, both_ends, wrapped};
use crate::decision::Verb;
use crate::explain::account::{Account, Entry, Line, Question};
use crate::explain::parts::OpenPart;
use crate::explain::titles;
use crate::policy::Policy;
use crate::text::{Sources, wording};
use crate::value::Phase;

/// Where details begin.
pub(super) const DETAIL: usize = 14;

/// The most questions that are listed; the rest is counted.
const MOST_QUESTIONS: usize = 6;

/// From so many open questions on the account is brief: before the update, and once it was applied, when more is at stake.
const THIN: [usize; 2] = [8, 16];

/// The most tasks of one group, and the most rolled up precautions, that a brief account lists.
pub(super) const MOST_BRIEF: usize = 3;

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
            true => printer.outline(&group.entries, group.due, &mut out),
            false => printer.entries(&group.entries, Some(group.due), &mut out),
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

pub(super) struct Printer<'a> {
    pub(super) policy: &'a Policy,
    pub(super) sources: &'a Sources,
    pub(super) options: Options,
    /// Little is stated: sentences only, so that the reader is not drowned.
    pub(super) brief: bool,
}

impl Printer<'_> {
    fn header(&self, account: &Account) -> String {
        let paint = self.options.paint;
        let title = format!("{} on {}", account.release, account.site);
        let mut out = match paint.colour {
            false => both_ends(&title, account.verdict.headline(), WIDTH),
            true => {
                let gap = WIDTH.saturating_sub(title.chars().count() + account.verdict.headline().chars().count()).max(2);
                format!("{}{}{}\n", paint.heading(&title), wording::blanks(gap), paint.verdict(account.verdict))
            }
        };
        let packs: Vec<String> =
            account.packs.iter().map(|p| format!("{} {} ({})", p.name, p.version, short_digest(&p.digest))).collect();
        let line = format!("{} · {} · pack {}", titles::phase_words(account.phase), account.now, packs.join(" + "));
        out.push_str(&wrapped(&line, 0, WIDTH));
        let brief = if self.brief { " Little is stated: --all shows the rest." } else { "" };
        out.push_str(&wrapped(&format!("{}{brief}", account.verdict.meaning(account.phase)), 0, WIDTH));
        if let Some(back) = &account.way_back {
            titles::way_back_lines(self.policy, back).iter().for_each(|line| out.push_str(&wrapped(line, 0, WIDTH)));
        }
        out
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
            // What holds the next step is never cut.
            (false, true) => MOST_BRIEF.max(account.rolled.iter().filter(|r| !r.unsaid.is_empty()).count()),
            (false, false) => 8,
        };
        for rolled in account.rolled.iter().take(most) {
            if self.options.all {
                let alone: Vec<Entry> = rolled.lines.iter().cloned().map(Entry::alone).collect();
                self.entries(&alone, None, out);
            } else {
                out.push_str(&hanging(&titles::rolled(self.policy, rolled), "  ~ "));
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
                    Verb::Require => titles::titles(self.policy, &line.targets),
                    verb => format!("{} {}", verb.name(), titles::titles(self.policy, &line.targets)),
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
            let (reason, owner, expires) =
                line.waiver.clone().unwrap_or_else(|| (String::new(), String::new(), crate::value::Moment::new(account.now)));
            let reason = crate::text::printable::printable(&reason).into_owned();
            let owner = crate::text::printable::printable(&owner).into_owned();
            lines.push((
                "Waived".into(),
                format!(
                    "{} {} ({}), {owner}, until {expires}: {reason}",
                    line.verb.name(),
                    titles::titles(self.policy, &line.targets),
                    line.rule
                ),
            ));
        }
        lines.push(("Not settled".into(), self.questions(account)));
        let assumed: Vec<String> = match self.brief {
            true => {
                let fewer: Vec<String> = account.assumptions.iter().map(|a| titles::fewer(a, MOST_BRIEF)).collect();
                (!fewer.is_empty()).then(|| fewer.join("; ")).into_iter().collect()
            }
            false => account.assumptions.clone(),
        };
        lines.extend(assumed.into_iter().map(|a| ("Assumed".to_owned(), a)));
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
        let listed: Vec<String> = account.questions.iter().take(most).map(Question::text).collect();
        let mut text = listed.join(", ");
        if account.questions.len() > most {
            text.push_str(&format!(" and {} more", account.questions.len() - most));
        }
        // A form of what a document lacks doesn't ask for the time of what it states.
        let times = account.questions.iter().all(|q| matches!(q.part, OpenPart::TimeOf(_)));
        let command = if times { "ask --all" } else { "new site --from FILE" };
        format!("{text}: `holdpoint {command}` asks for all")
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
