//! What is in force as text: each decision once, with the rules that ask for it under it, each with its own sentence, end and places.
//! What an entry consists of is `explain`'s business.

use super::evaluation::{DETAIL, MOST_BRIEF, Printer, hanging, sign};
use super::wrap::{WIDTH, both_ends, wrapped};
use crate::decision::Verb;
use crate::explain::account::{Acts, Entry, Line};
use crate::explain::titles;
use crate::facts::ReadPath;
use crate::text::wording;
use crate::vocabulary::Due;

/// What was told already: a rule with one of its sentences, or with what ends it.
type Told = Vec<(String, String)>;

impl Printer<'_> {
    /// Entries that rest on the same lines share the sentences; what only lacks a confirmation stands together.
    pub(super) fn entries(&self, entries: &[Entry], due: Option<Due>, out: &mut String) {
        let few = if self.brief { 1 } else { 3 };
        let mut silent: Vec<&str> = entries.iter().flat_map(|e| &e.lines).filter(|l| unconfirmed(l)).map(|l| &*l.rule).collect();
        silent.dedup();
        let together = !self.options.all && silent.len() >= few;
        let mut told: Told = Vec::new();
        let all: Vec<&Entry> = entries.iter().collect();
        let (unsaid, rest): (Vec<&Entry>, Vec<&Entry>) =
            all.into_iter().partition(|e| together && e.lines.iter().all(unconfirmed) && e.open.is_empty());
        let mixed = together && rest.iter().any(|e| e.lines.iter().any(unconfirmed));
        if !mixed {
            self.unconfirmed(&unsaid, &mut told, out);
        }
        let mut left: &[&Entry] = &rest;
        while let Some((first, _)) = left.split_first() {
            let alike = |e: &&&Entry| same(e, first);
            let (block, after) = left.split_at(left.iter().take_while(alike).count().max(1));
            self.block(block, due, together, &mut told, out);
            left = after;
        }
        if mixed {
            self.unconfirmed(&unsaid, &mut told, out);
        }
    }

    /// Entries that rest on the same: their heads, then what they rest on.
    fn block(&self, entries: &[&Entry], due: Option<Due>, together: bool, told: &mut Told, out: &mut String) {
        let Some(first) = entries.first() else { return };
        let single = match first.lines.as_slice() {
            [one] if first.open.is_empty() => Some(one),
            _ => None,
        };
        for (n, entry) in entries.iter().enumerate() {
            out.push_str(&self.head(entry, single.filter(|_| n == 0).map_or("", |line| &line.rule)));
        }
        let acts: Vec<&Acts> = entries.iter().flat_map(|e| e.acts()).fold(Vec::new(), |mut all, acts| {
            if !all.contains(&acts) {
                all.push(acts);
            }
            all
        });
        match single {
            Some(line) => {
                let known = told_all(line, told);
                self.details(line, "", DETAIL, told, out);
                self.foot(&acts, (!known).then_some(line), "", DETAIL, out);
            }
            None => {
                self.reasons(first, due, together, told, out);
                self.foot(&acts, None, "", DETAIL, out);
            }
        }
    }

    /// The rules of an entry, each under a dot; those that were told by their names.
    fn reasons(&self, entry: &Entry, due: Option<Due>, together: bool, told: &mut Told, out: &mut String) {
        let (silent, rest): (Vec<&Line>, Vec<&Line>) = entry.lines.iter().partition(|l| together && unconfirmed(l));
        let (known, new): (Vec<&Line>, Vec<&Line>) = rest.into_iter().partition(|l| told_all(l, told));
        for line in new {
            let own = due.and_then(|due| titles::own(entry, line, due)).map(|own| format!("{own}: ")).unwrap_or_default();
            let mut text = String::new();
            self.details(line, &own, DETAIL + 2, told, &mut text);
            self.foot(&[], Some(line), &line.rule, DETAIL + 2, &mut text);
            out.push_str(&dotted(&text));
        }
        if !silent.is_empty() {
            let mut text = wrapped(&nobody_confirmed(&silent), DETAIL + 2, WIDTH);
            if !self.brief {
                text.push_str(&wrapped(&rules(&silent), DETAIL + 2, WIDTH));
            }
            silent.iter().for_each(|l| tell(l, told));
            out.push_str(&dotted(&text));
        }
        if !known.is_empty() {
            out.push_str(&dotted(&wrapped(&format!("as above: {}", rules(&known)), DETAIL + 2, WIDTH)));
        }
        if let Some(open) = titles::open(entry, self.brief) {
            out.push_str(&dotted(&wrapped(&open, DETAIL + 2, WIDTH)));
        }
    }

    /// The entries of a group when so much is open that only its outline helps: what is held back in sentences, tasks by title.
    pub(super) fn outline(&self, entries: &[Entry], due: Due, out: &mut String) {
        let asks = |e: &&Entry| matches!(e.verb(), Verb::Require | Verb::Escalate) && !e.is_precaution();
        let (tasks, held): (Vec<&Entry>, Vec<&Entry>) = entries.iter().partition(asks);
        let held: Vec<Entry> = held.into_iter().cloned().collect();
        self.entries(&held, Some(due), out);
        for verb in [Verb::Require, Verb::Escalate] {
            let mut each: Vec<String> = Vec::new();
            for (target, strength) in tasks.iter().filter(|e| e.verb() == verb).flat_map(|e| &e.targets) {
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
            out.push_str(&hanging(&format!("{}{more}", each.join("; ")), &self.sign(verb)));
        }
    }

    /// Several rules that wait for nothing but a word of somebody.
    fn unconfirmed(&self, entries: &[&Entry], told: &mut Told, out: &mut String) {
        if entries.is_empty() {
            return;
        }
        let mut verbs: Vec<Verb> = entries.iter().map(|e| e.verb()).collect();
        verbs.sort_by_key(|v| Verb::ALL.iter().position(|w| w == v));
        verbs.dedup();
        for verb in verbs {
            let mut each: Vec<String> = Vec::new();
            for text in entries.iter().filter(|e| e.verb() == verb).map(|e| titles::titles(self.policy, &e.targets)) {
                if !each.contains(&text) {
                    each.push(text);
                }
            }
            out.push_str(&hanging(&each.join("; "), &self.sign(verb)));
        }
        let lines: Vec<&Line> = entries.iter().flat_map(|e| &e.lines).collect();
        if !lines.iter().all(|l| told_all(l, told)) {
            out.push_str(&wrapped(&nobody_confirmed(&lines), DETAIL, WIDTH));
        }
        lines.iter().for_each(|l| tell(l, told));
        if !self.brief {
            out.push_str(&wrapped(&rules(&lines), DETAIL, WIDTH));
        }
    }

    fn sign(&self, verb: Verb) -> String {
        let (sign, word) = sign(verb);
        let head = format!("  {sign} {word:<10}");
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

    /// What an entry decides, with the rule's id where there is one.
    fn head(&self, entry: &Entry, rule: &str) -> String {
        let (sign, word) = sign(entry.verb());
        let head = format!("  {sign} {word:<10}");
        let precaution = if entry.is_precaution() { ", as a precaution" } else { "" };
        let what = format!("{}{precaution}", titles::titles(self.policy, &entry.targets));
        let left = format!("{head}{what}");
        let plain = if left.chars().count() + rule.chars().count() + 2 <= WIDTH {
            both_ends(&left, rule, WIDTH)
        } else if rule.is_empty() || self.brief {
            hanging(&what, &head)
        } else {
            format!("{}{rule:>WIDTH$}\n", hanging(&what, &head))
        };
        let paint = self.options.paint;
        if !paint.colour {
            return plain;
        }
        let painted = plain.replacen(&head, &self.sign(entry.verb()), 1);
        painted.replacen(rule, &paint.faint(rule), usize::from(!rule.is_empty()))
    }

    /// Why, what is missing, what lifts it; nothing of it twice.
    fn details(&self, line: &Line, own: &str, indent: usize, told: &mut Told, out: &mut String) {
        let most = match (self.options.all, self.brief) {
            (true, _) => usize::MAX,
            (false, true) => 2,
            (false, false) => 4,
        };
        if told_all(line, told) {
            return;
        }
        for (n, sentence) in line.because.iter().take(most).enumerate() {
            let own = if n == 0 { own } else { "" };
            out.push_str(&wrapped(&format!("{own}{sentence}"), indent, WIDTH));
        }
        if line.because.len() > most {
            out.push_str(&wrapped(&format!("… and {} more like this", line.because.len() - most), indent, WIDTH));
        }
        if line.precaution {
            out.push_str(&wrapped(&titles::missing(line), indent, WIDTH));
        }
        if let Some(since) = line.since {
            out.push_str(&wrapped(&format!("stands since {since}"), indent, WIDTH));
        }
        if let Some(until) = line.until.as_ref().filter(|_| !self.brief) {
            let until = if self.options.all { until.clone() } else { titles::shortened(until) };
            out.push_str(&wrapped(&format!("until {until}"), indent, WIDTH));
        }
        if let Some(deadline) = titles::deadline(line) {
            out.push_str(&wrapped(&deadline, indent, WIDTH));
        }
        tell(line, told);
    }

    /// Who acts, the rule, and where the deciding facts stand.
    fn foot(&self, acts: &[&Acts], line: Option<&Line>, rule: &str, indent: usize, out: &mut String) {
        let mut parts: Vec<String> = acts.iter().map(|a| titles::acts(self.policy, a)).collect();
        if !rule.is_empty() {
            parts.push(rule.to_owned());
        }
        if let Some(line) = line.filter(|_| !self.brief) {
            parts.extend(self.places(line));
        }
        if self.brief {
            parts.retain(|p| p == rule);
        }
        let paint = self.options.paint;
        for text in wrapped(&parts.join(" · "), indent, WIDTH).lines() {
            out.push_str(&if paint.colour { format!("{}\n", paint.faint(text)) } else { format!("{text}\n") });
        }
    }

    fn places(&self, line: &Line) -> Option<String> {
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
        if places.is_empty() { line.without_place() } else { Some(places.join(", ")) }
    }
}

/// Whether a line rests on nothing but that nobody confirmed something.
fn unconfirmed(line: &Line) -> bool {
    line.absent.is_some() && line.places.is_empty() && !line.precaution
}

/// Whether two entries rest on the same lines.
fn same(one: &Entry, other: &Entry) -> bool {
    let alike = |(a, b): (&Line, &Line)| a.rule == b.rule && a.because == b.because && a.until == b.until;
    one.lines.len() == other.lines.len() && one.open == other.open && one.lines.iter().zip(&other.lines).all(alike)
}

fn told_all(line: &Line, told: &Told) -> bool {
    let known = |text: &String| told.iter().any(|(rule, said)| *rule == line.rule && said == text);
    line.because.iter().chain(&line.until).all(known)
}

fn tell(line: &Line, told: &mut Told) {
    told.extend(line.because.iter().chain(&line.until).map(|text| (line.rule.clone(), text.clone())));
}

fn nobody_confirmed(lines: &[&Line]) -> String {
    let mut facts: Vec<&ReadPath> = lines.iter().filter_map(|l| l.absent.as_ref()).collect();
    facts.sort_unstable();
    facts.dedup();
    format!("Nobody confirmed {}.", wording::list_and(&titles::compact_paths(&facts)))
}

/// The ids of the rules, those of one group together.
fn rules(lines: &[&Line]) -> String {
    let mut ids: Vec<&str> = lines.iter().map(|l| l.rule.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    format!("{} {}", if ids.len() == 1 { "rule" } else { "rules" }, titles::compact_ids(&ids).join(", "))
}

/// A text that is indented for it, under a dot.
fn dotted(text: &str) -> String {
    let indent = wording::blanks(DETAIL + 2);
    text.replacen(&indent, &format!("{}• ", wording::blanks(DETAIL)), 1)
}
