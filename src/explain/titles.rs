//! What decisions, phases and missing facts are called: one wording for every format.
//! Conditions and facts are worded by `narrate`.

use super::account::{Acts, Entry, Line, Planned, Rolled, WayBack};
use super::items;
use crate::decision::{Advice, RollbackLevel, Strength, Target, Verb};
use crate::facts::ReadPath;
use crate::policy::Policy;
use crate::text::path::is_plain;
use crate::text::printable::printable;
use crate::text::wording;
use crate::value::Phase;
use crate::vocabulary::{Due, Kind};

/// What is decided: areas, categories with their items, the title of a task.
pub fn titles(policy: &Policy, targets: &[(Target, Strength)]) -> String {
    let words: Vec<String> = targets.iter().map(|(target, strength)| title(policy, target, strength)).collect();
    let mut each: Vec<String> = Vec::new();
    for word in words {
        if !each.contains(&word) {
            each.push(word);
        }
    }
    each.join(", ")
}

/// What one decision is about, in words.
pub fn title(policy: &Policy, target: &Target, strength: &Strength) -> String {
    let vocabulary = &policy.vocabulary;
    let of = target.of.as_deref().map(|of| if of == "*" { " (one that is not listed)".to_owned() } else { format!(" ({of})") });
    let of = of.unwrap_or_default();
    let text = match (target.verb, strength) {
        (Verb::Pause, Strength::Paused(paused)) if paused.is_whole() => format!("all {}", target.name),
        (Verb::Pause, Strength::Paused(paused)) => {
            let all = paused.items();
            let most = if all.len() > items::FEW { items::NAMED } else { all.len() };
            let named: Vec<String> = all.iter().take(most).map(ToString::to_string).collect();
            let more = if all.len() > most { format!(" and {} more", all.len() - most) } else { String::new() };
            format!("{}: {}{more}", target.name, named.join(", "))
        }
        (Verb::Stage, strength) => format!("{}{}", target.name, advised(strength)),
        (Verb::Require, strength) => {
            let title = vocabulary.title(Kind::Task, &target.name).unwrap_or(&target.name);
            format!("{title}{of}{}", advised(strength))
        }
        (Verb::Block, strength) => {
            let title = vocabulary.title(Kind::Action, &target.name).unwrap_or(&target.name);
            let strengths = vocabulary.actions.get(&*target.name).is_some_and(|a| !a.strengths.is_empty());
            let level = if strengths { strength.word().map(|w| format!(" [{w}]")) } else { None };
            format!("{title}{of}{}", level.unwrap_or_default())
        }
        (Verb::Escalate, _) => {
            let title = vocabulary.title(Kind::Destination, &target.name).or_else(|| vocabulary.title(Kind::Role, &target.name));
            format!("{}{of}", title.unwrap_or(&target.name))
        }
        (Verb::Rollback, strength) => strength.to_string(),
        (Verb::Expedite, strength) => format!("{}{of}: {strength}", target.name),
        (Verb::Derive | Verb::Pause, _) => target.to_string(),
    };
    printable(&text).into_owned()
}

/// How many decisions of each verb were rolled up, in words.
pub fn counts(policy: &Policy, rolled: &Rolled) -> String {
    let words: Vec<String> = rolled
        .counts
        .iter()
        .map(|(verb, n)| match verb {
            Verb::Stage => wording::count(*n, "staging", "stagings"),
            Verb::Pause => format!("{} paused", wording::count(*n, "category", "categories")),
            Verb::Block => {
                let titles: Vec<&str> = rolled
                    .lines
                    .iter()
                    .flat_map(|l| &l.targets)
                    .filter(|(t, _)| t.verb == Verb::Block)
                    .map(|(t, _)| policy.vocabulary.title(Kind::Action, &t.name).unwrap_or(&t.name))
                    .collect();
                let mut each: Vec<&str> = titles;
                each.sort_unstable();
                each.dedup();
                format!("{} blocked", wording::list_and(&each))
            }
            Verb::Rollback => "the way back".to_owned(),
            verb => format!("{n} to {}", verb.name()),
        })
        .collect();
    wording::list_and(&words)
}

fn advised(strength: &Strength) -> &'static str {
    match strength {
        Strength::Advice(Advice::Advised) => " (advised)",
        _ => "",
    }
}

/// Why a precaution is in force: what nobody said.
pub fn missing(line: &Line) -> String {
    // What it was about is gone: nothing of it could be stated that would settle it.
    if line.unsaid.is_empty() {
        return "in force because it stood before".to_owned();
    }
    format!("in force because {}", some_of(&line.unsaid, 3))
}

/// What else nobody said, beside what holds the next step for certain; in brief only the largest part of it.
pub fn open(entry: &Entry, brief: bool) -> Option<String> {
    let first = entry.open.first()?;
    Some(match brief {
        true => format!("not known, and enough too: {first}"),
        false => format!("not known, and enough to hold it too: {}", wording::list_and(&entry.open)),
    })
}

/// Precautions that rest on the same: what they decide, and what nobody said.
pub fn rolled(policy: &Policy, rolled: &Rolled) -> String {
    let why = if rolled.unsaid.is_empty() { parts(&rolled.parts) } else { wording::list_and(&rolled.unsaid) };
    format!("{}: {why}", counts(policy, rolled))
}

fn some_of(clauses: &[String], most: usize) -> String {
    let tail = if clauses.len() > most { ", among others" } else { "" };
    let said: Vec<&str> = clauses.iter().take(most).map(String::as_str).collect();
    format!("{}{tail}", wording::list_and(&said))
}

/// By when something is to be done at the latest, and that this has passed.
pub fn deadline(line: &Line) -> Option<String> {
    let overdue = if line.overdue { ": overdue" } else { "" };
    line.deadline.map(|at| format!("by {at} at the latest{overdue}"))
}

/// What one of the rules of an entry asks for by itself, where that is less or later than what is decided: "advised",
/// "decision-needed, after the update".
pub fn own(entry: &Entry, line: &Line, due: Due) -> Option<String> {
    let strength = line.targets.first().map(|(_, strength)| strength).filter(|_| entry.weaker(line));
    let strength = strength.map(|s| s.word().map_or_else(|| s.to_string(), str::to_owned));
    let due = match line.due {
        Due::In(phase) if line.due != due => Some(phase_words(phase).to_owned()),
        _ => None,
    };
    let said: Vec<String> = strength.into_iter().chain(due).collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// Who acts: "mia (rollback owner)".
pub fn acts(policy: &Policy, (role, who): &Acts) -> String {
    let title = policy.vocabulary.roles.get(role.as_str()).map_or(role.as_str(), |r| &r.title);
    match who {
        Some(who) => format!("{who} ({title})"),
        None => title.to_owned(),
    }
}

/// How a site goes back, in a line.
pub fn way_back(policy: &Policy, back: &WayBack) -> String {
    way_back_lines(policy, back).join(" ")
}

/// How a site goes back: who acts, and which way.
pub fn way_back_lines(policy: &Policy, back: &WayBack) -> [String; 2] {
    let one = |acts: &Acts| match acts {
        (_, Some(_)) => self::acts(policy, acts),
        (_, None) => format!("{} (nobody is named)", self::acts(policy, acts)),
    };
    let who: Vec<String> = back.acts.iter().map(one).collect();
    let who = if who.is_empty() { "nobody is named".to_owned() } else { wording::list_and(&who) };
    let doing = if back.level == RollbackLevel::Required { "Who acts" } else { "Who decides" };
    [format!("{doing}: {who}."), format!("The way back: {}.", way(back))]
}

/// Which way a site goes back, and who says so.
fn way(back: &WayBack) -> String {
    let asked = back.asked.as_ref().map(|(by, rules)| {
        let ask = if rules.len() == 1 { "asks" } else { "ask" };
        (*by, format!("{}, as {} {ask}", by.name(), wording::list_and(rules)))
    });
    match (asked, back.planned) {
        (Some((by, asked)), Planned::By(planned)) if planned < by => format!("{asked}; the site plans {}", planned.name()),
        (Some((by, asked)), Planned::By(planned)) if planned == by => format!("{asked} and the site plans"),
        (Some((_, asked)), Planned::Nothing) => format!("{asked}; the site says that there is none"),
        (Some((_, asked)), Planned::NotStated) => asked,
        (_, Planned::By(planned)) => format!("{}, as the site plans", planned.name()),
        (None, Planned::Nothing) => "the site says that there is none".to_owned(),
        (None, Planned::NotStated) => "nobody stated it (site.rollback.way)".to_owned(),
    }
}

/// The parts of which nothing is stated.
pub fn parts<P: std::fmt::Display>(parts: &[P]) -> String {
    let most = 4;
    let mut listed: Vec<String> = parts.iter().take(most).map(ToString::to_string).collect();
    if parts.len() > most {
        listed.push(format!("{} more", parts.len() - most));
    }
    format!("nothing is stated about {}", wording::list_and(&listed))
}

/// Paths that lead into one thing are written once: `site.review.{notes_read, impact_understood}`.
pub fn compact_paths(paths: &[&ReadPath]) -> Vec<String> {
    let mut groups: Vec<(Option<ReadPath>, Vec<&ReadPath>)> = Vec::new();
    for path in paths {
        let around = path.parent();
        match groups.iter_mut().find(|(known, _)| around.is_some() && *known == around) {
            Some((_, list)) => list.push(path),
            None => groups.push((around, vec![path])),
        }
    }
    let last = |path: &&ReadPath| match is_plain(path.last()) {
        true => path.last().to_owned(),
        false => format!("\"{}\"", path.last()),
    };
    let text = |(around, list): (Option<ReadPath>, Vec<&ReadPath>)| match (around, list.as_slice()) {
        (Some(around), [_, _, ..]) => braced(around.text(), &list.iter().map(last).collect::<Vec<_>>()),
        _ => list.iter().map(ToString::to_string).collect(),
    };
    groups.into_iter().map(text).collect()
}

/// The ids of rules, those of one group together: `backup.{location, restore}`.
pub fn compact_ids(ids: &[&str]) -> Vec<String> {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for id in ids {
        let (group, name) = id.rsplit_once('.').unwrap_or(("", id));
        match groups.iter_mut().find(|(known, _)| *known == group) {
            Some((_, list)) => list.push(name),
            None => groups.push((group, vec![name])),
        }
    }
    let text = |(group, list): (&str, Vec<&str>)| match list.as_slice() {
        [one] if group.is_empty() => (*one).to_owned(),
        [one] => format!("{group}.{one}"),
        many => braced(group, many),
    };
    groups.into_iter().map(text).collect()
}

fn braced<S: AsRef<str>>(around: &str, list: &[S]) -> String {
    let names: Vec<&str> = list.iter().map(AsRef::as_ref).collect();
    format!("{around}.{{{}}}", names.join(", "))
}

/// A long list of conditions ends with how many more there are.
pub fn shortened(until: &str) -> String {
    let clauses: Vec<&str> = until.split(" and ").collect();
    if clauses.len() <= 4 {
        return until.to_owned();
    }
    let first: Vec<&str> = clauses.iter().take(2).copied().collect();
    format!("{} and {} more (--all lists them)", first.join(" and "), clauses.len() - 2)
}

/// A sentence that ends in a long list names so many of it and counts the others.
pub fn fewer(sentence: &str, most: usize) -> String {
    let parts: Vec<&str> = sentence.split(", ").collect();
    // One of the commas may stand before the list begins; a list that is hardly longer is left alone.
    if parts.len() <= most + 2 {
        return sentence.to_owned();
    }
    let first: Vec<&str> = parts.iter().take(most).copied().collect();
    format!("{} and {} more", first.join(", "), parts.len() - most)
}

/// The heading over what is due then.
pub fn heading(due: Due) -> &'static str {
    match due {
        Due::Now => "Now",
        Due::In(Phase::Before) => "Before the update",
        Due::In(Phase::Staging) => "On staging",
        Due::In(Phase::Production) => "During the update",
        Due::In(Phase::After) => "After the update",
        Due::In(Phase::Recovery) => "In recovery",
    }
}

/// Where the update stands, in words.
pub fn phase_words(phase: Phase) -> &'static str {
    match phase {
        Phase::Before => "before the update",
        Phase::Staging => "on staging",
        Phase::Production => "during the update",
        Phase::After => "after the update",
        Phase::Recovery => "in recovery",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_brought_together_by_what_they_lead_into() {
        let site = |steps: &[&str]| ReadPath::of("site", steps);
        let paths = [
            site(&["review", "notes_read"]),
            site(&["review", "impact"]),
            site(&["own", "a.b"]),
            site(&["own", "c"]),
            site(&["zone"]),
        ];
        let told = compact_paths(&paths.iter().collect::<Vec<_>>());
        assert_eq!(told, ["site.review.{notes_read, impact}", "site.own.{\"a.b\", c}", "site.zone"]);
        assert_eq!(compact_paths(&[&site(&["own", "a.b"])]), ["site.own[\"a.b\"]"]);
        assert_eq!(compact_ids(&["backup.location", "backup.restore", "quiet"]), ["backup.{location, restore}", "quiet"]);
    }
}
