//! The neighbours of a constant: the values just before and just past it.
//! Where constants stand is `tests`' and `params`' business.

use std::sync::Arc;

use crate::value::range::Side;
use crate::value::{Day, Duration, Instant, Members, Moment, Value, Version, VersionRange};

/// The neighbours of a value; of a word those beside it among the words of its fact.
pub fn neighbours(value: &Value, members: Option<&Members>) -> Vec<Value> {
    match value {
        Value::Bool(b) => vec![Value::Bool(!b)],
        Value::Integer(n) => [n.checked_sub(1), n.checked_add(1)].into_iter().flatten().map(Value::Integer).collect(),
        Value::Duration(d) => {
            beside(d.seconds()).filter(|s| *s >= 0).map(|s| Value::Duration(Duration::from_seconds(s))).collect()
        }
        Value::Instant(at) => beside(at.at().unix()).map(|s| Value::Instant(Moment::new(Instant::from_unix(s)))).collect(),
        Value::Day(day) => [-1, 1].into_iter().filter_map(|n| day.date().plus_days(n)).map(|d| Value::Day(Day::utc(d))).collect(),
        Value::Version(version) => bumped(version).map(Value::Version).into_iter().collect(),
        Value::VersionRange(range) => ranges(range).into_iter().map(|r| Value::VersionRange(Arc::new(r))).collect(),
        Value::Word(word) => beside_word(word, members).into_iter().map(Value::Word).collect(),
        Value::Text(_) | Value::Secret => Vec::new(),
    }
}

fn beside(n: i64) -> impl Iterator<Item = i64> {
    [n.checked_sub(1), n.checked_add(1)].into_iter().flatten()
}

fn beside_word(word: &Arc<str>, members: Option<&Members>) -> Vec<Arc<str>> {
    let Some(members) = members else { return Vec::new() };
    let Some(at) = members.words.iter().position(|w| w == word) else { return Vec::new() };
    [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|n| members.words.get(n)).cloned().collect()
}

/// The version with its last number one higher.
fn bumped(version: &Version) -> Option<Version> {
    let text = version.text();
    let (head, last) = match text.rsplit_once('.') {
        Some((head, last)) => (format!("{head}."), last),
        None => (String::new(), text),
    };
    let next = last.parse::<u64>().ok()?.checked_add(1)?;
    Version::parse(&format!("{head}{next}"), version.scheme())
}

/// The range with one of its bounds on the other side of the boundary, or left out where others remain.
pub fn ranges(range: &VersionRange) -> Vec<VersionRange> {
    let written: Vec<Vec<(Side, &str)>> =
        range.alternatives().map(|all| all.iter().map(|b| (b.side, b.version.text())).collect()).collect();
    let mut out: Vec<VersionRange> = Vec::new();
    let mut add = |changed: &[Vec<(Side, &str)>]| {
        if let Some(new) = read(changed, range)
            && new != *range
            && !out.contains(&new)
        {
            out.push(new);
        }
    };
    for (a, bounds) in written.iter().enumerate() {
        for (b, (side, version)) in bounds.iter().enumerate() {
            let with = |new: Option<Side>| {
                let mut changed = written.clone();
                if let Some(bounds) = changed.get_mut(a) {
                    match (new, bounds.get_mut(b)) {
                        (Some(side), Some(bound)) => *bound = (side, version),
                        _ => drop(bounds.remove(b)),
                    }
                }
                changed
            };
            add(&with(Some(other_side(*side))));
            if bounds.len() > 1 {
                add(&with(None));
            }
        }
        if written.len() > 1 {
            let mut changed = written.clone();
            changed.remove(a);
            add(&changed);
        }
    }
    out
}

fn other_side(side: Side) -> Side {
    match side {
        Side::After => Side::From,
        Side::From => Side::After,
        Side::UpTo => Side::Before,
        Side::Before => Side::UpTo,
        Side::Exactly => Side::Not,
        Side::Not => Side::Exactly,
    }
}

fn read(alternatives: &[Vec<(Side, &str)>], like: &VersionRange) -> Option<VersionRange> {
    let bounds = |all: &Vec<(Side, &str)>| match all.as_slice() {
        [] => "*".to_owned(),
        all => all.iter().map(|(side, version)| format!("{}{version}", side.sign())).collect::<Vec<_>>().join(" "),
    };
    let text = alternatives.iter().map(bounds).collect::<Vec<_>>().join(" || ");
    VersionRange::parse(&text, like.scheme()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Scheme;

    fn texts(value: &Value, members: Option<&Members>) -> Vec<String> {
        neighbours(value, members).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn constants_move_just_past_their_boundary() {
        assert_eq!(texts(&Value::Integer(2), None), ["1", "3"]);
        assert_eq!(texts(&Value::Duration(Duration::parse("24h").unwrap()), None), ["86399s", "86401s"]);
        assert_eq!(texts(&Value::Duration(Duration::ZERO), None), ["1s"]);
        assert_eq!(texts(&Value::Bool(true), None), ["false"]);
        assert_eq!(texts(&Value::Version(Version::parse("8.1", Scheme::Php).unwrap()), None), ["8.2"]);
        let moment = Value::Instant(Moment::new(Instant::parse("2026-07-21T18:00Z").unwrap()));
        assert_eq!(texts(&moment, None), ["2026-07-21 17:59:59Z", "2026-07-21 18:00:01Z"]);
        assert_eq!(texts(&crate::value::Ty::Instant.read("2026-07-21").unwrap(), None), ["2026-07-20", "2026-07-22"]);
    }

    #[test]
    fn words_become_their_neighbours() {
        let members = Members { words: vec!["low".into(), "middle".into(), "high".into()], ordered: true };
        assert_eq!(texts(&Value::Word("middle".into()), Some(&members)), ["low", "high"]);
        assert_eq!(texts(&Value::Word("low".into()), Some(&members)), ["middle"]);
        assert_eq!(texts(&Value::Word("agents".into()), None), Vec::<String>::new());
    }

    #[test]
    fn ranges_lose_or_gain_their_boundaries() {
        let range = VersionRange::parse(">=8.2 <9 || >9.1", Scheme::Php).unwrap();
        let all: Vec<String> = ranges(&range).iter().map(ToString::to_string).collect();
        assert_eq!(
            all,
            [">8.2 <9 || >9.1", "<9 || >9.1", ">=8.2 <=9 || >9.1", ">=8.2 || >9.1", ">9.1", ">=8.2 <9 || >=9.1", ">=8.2 <9"]
        );
    }
}
