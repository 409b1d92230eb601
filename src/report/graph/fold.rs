//! What a rule of the picture is filed under, and how the rest of what it decides is told in a few words.
//! Where it lies is `plan`'s business.

use std::collections::{BTreeMap, BTreeSet};

use super::plan::{PAD, SMALL_CHAR};

/// What a rule is filed under: its weightiest verb, with the target, or how many targets.
pub(super) fn main_decision(decides: &BTreeSet<String>) -> (usize, String, Vec<String>) {
    pub(super) const WEIGHT: [&str; 8] = ["rollback", "block", "stage", "pause", "expedite", "escalate", "require", "derive"];
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

pub(super) fn spaced(decision: &str) -> String {
    match decision.split_once(':') {
        Some((verb, target)) if target.starts_with('$') => format!("{verb}: the {}", target.trim_start_matches('$')),
        Some((verb, target)) => format!("{verb}: {target}"),
        None => decision.to_owned(),
    }
}

pub(super) fn lines_of(decides: &BTreeSet<String>, width: i32) -> Vec<String> {
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
pub(super) fn shown(what: &str) -> String {
    let text = what
        .strip_prefix("derived.")
        .map(str::to_owned)
        .unwrap_or_else(|| what.strip_prefix("decided.").unwrap_or(what).to_owned());
    cut(&text, 32)
}

pub(super) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut out: String = text.chars().take(most.saturating_sub(1)).collect();
    out.push('…');
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
}
