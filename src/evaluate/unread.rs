//! Keys of somebody's own that nothing reads, or that name software which nobody can compare: probably slips.
//! Which keys documents have is found by `facts`; here it is found out which of them the rules ask for.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::compile::{GroundRule, Program};
use crate::condition::conclusions::Conclusions;
use crate::condition::context::{Context, Place};
use crate::condition::tree::{Op, Path, Root, Segment, Slot, Test};
use crate::diagnostic::{Code, Diagnostic};
use crate::facts::Facts;
use crate::facts::own_keys::{OwnKeys, own_keys};
use crate::text::{Span, suggest, wording};

/// The most keys that one warning shows the places of.
const MOST: usize = 5;

/// Warns of keys that no rule reads and of software that nobody can compare.
pub(super) fn unread(program: &Program, facts: &Facts) -> Vec<Diagnostic> {
    let maps = own_keys(facts);
    let mut out = Vec::new();
    for map in maps.iter().filter(|map| !map.keys.is_empty()) {
        let read = read_of(program, facts, map);
        let elsewhere =
            |key: &str| maps.iter().any(|m| m.software && m.path != map.path && m.keys.iter().any(|(k, _)| **k == *key));
        let others = maps.iter().any(|m| m.software && m.path != map.path);
        let mut rest: Vec<&(Arc<str>, Span)> = Vec::new();
        for key in &map.keys {
            let asked = matches!(&read, Read::These(keys) if keys.contains(&key.0));
            let strange = map.software && !map.known.contains(&key.0) && !elsewhere(&key.0) && !asked;
            let near = suggest::nearest(&key.0, read.names(map)).filter(|near| !extends(&key.0, near));
            match (strange, read.has(&key.0), near) {
                (true, _, Some(near)) => out.push(strange_software(map, key, Some(near))),
                (true, true, None) if others => out.push(strange_software(map, key, None)),
                (_, true, _) => {}
                (false, false, Some(near)) if !map.known.contains(&key.0) => out.push(slip(map, key, near)),
                (_, false, _) => rest.push(key),
            }
        }
        out.extend(nobody_asks(map, &rest));
    }
    out
}

/// The keys of a map that rules read.
enum Read {
    /// Whichever there are.
    All,
    /// These.
    These(BTreeSet<Arc<str>>),
}

impl Read {
    fn has(&self, key: &str) -> bool {
        match self {
            Read::All => true,
            Read::These(keys) => keys.contains(key),
        }
    }

    /// The names that may be meant.
    fn names<'a>(&'a self, map: &'a OwnKeys) -> Vec<&'a str> {
        let mut names: Vec<&str> = map.known.iter().map(|k| &**k).collect();
        if let Read::These(keys) = self {
            names.extend(keys.iter().map(|k| &**k));
        }
        names
    }
}

fn read_of(program: &Program, facts: &Facts, map: &OwnKeys) -> Read {
    let mut keys = BTreeSet::new();
    if map.path.iter().map(|p| &**p).eq(["site", "versions"]) {
        // The engine itself asks for the installed version.
        keys.insert(program.policy.product.id.clone());
        if let Some(value) = facts.release.field("product").and_then(crate::facts::Fact::state).and_then(|s| s.known()) {
            keys.insert(Arc::from(value.to_string()));
        }
    }
    for rule in &program.rules {
        let conditions = std::iter::once(&rule.when).chain(rule.effects.iter().filter_map(|e| e.until.as_ref()));
        let mut all = rule.each.iter().any(|(_, path)| reads(path, rule, facts, map, true, &mut keys));
        for condition in conditions {
            condition.tests(false, &mut |id, _| {
                if let Some(slot) = program.test(id) {
                    slot.test.tests(false, &mut |test, _| all |= of_test(test, rule, facts, map, &mut keys));
                }
            });
        }
        if all {
            return Read::All;
        }
    }
    Read::These(keys)
}

fn of_test(test: &Test, rule: &GroundRule, facts: &Facts, map: &OwnKeys, keys: &mut BTreeSet<Arc<str>>) -> bool {
    // Whether there is such a map asks for none of its keys.
    let whole = !matches!(test.op, Op::Exists(_) | Op::Stated(_));
    let mut all = reads(&test.path, rule, facts, map, whole, keys);
    for path in test.op.operand_paths() {
        all |= reads(path, rule, facts, map, true, keys);
    }
    all
}

/// Takes up the keys of a map that a path reads; true when it reads whichever there are.
fn reads(path: &Path, rule: &GroundRule, facts: &Facts, map: &OwnKeys, whole: bool, keys: &mut BTreeSet<Arc<str>>) -> bool {
    let Root::Document(root) = &path.root else { return false };
    let Some((first, way)) = map.path.split_first() else { return false };
    if root != first || path.segments.len() < way.len() {
        return false;
    }
    let along = |(segment, name): (&Segment, &Arc<str>)| matches!(segment, Segment::Key(key) if key == name);
    if !path.segments.iter().zip(way).all(along) {
        return false;
    }
    match path.segments.get(way.len()) {
        None => whole,
        Some(Segment::Key(key)) => {
            keys.insert(key.clone());
            false
        }
        // What a variable of the rule stands for is known where its collection is; that of a quantifier may be anything.
        Some(Segment::Var(var)) => match var.slot {
            Slot::Frame(n) => match rule.each.get(n).and_then(|(_, collection)| names(collection, facts)) {
                Some(names) => {
                    keys.extend(names);
                    false
                }
                None => true,
            },
            Slot::Ground(_) => true,
        },
    }
}

/// The names of the members of a collection; none where it may have others.
fn names(path: &Path, facts: &Facts) -> Option<Vec<Arc<str>>> {
    let conclusions = Conclusions::default();
    let context = Context::new(facts, &conclusions);
    let Place::Spot(spot) = context.locate(path) else { return None };
    let collection = facts.members(spot);
    if collection.later.is_some() || !collection.unnamed.is_empty() {
        return None;
    }
    collection.members.into_iter().map(|member| member.id).collect()
}

/// Whether one name is the other with a word more: `redis-object-cache` is no slip for `redis`.
fn extends(one: &str, other: &str) -> bool {
    let begins = |long: &str, short: &str| long.strip_prefix(short).is_some_and(|rest| rest.starts_with('-'));
    begins(one, other) || begins(other, one)
}

fn shown(map: &OwnKeys) -> String {
    wording::quote(&map.path.iter().map(|p| &**p).collect::<Vec<_>>().join("."))
}

fn strange_software(map: &OwnKeys, (key, span): &(Arc<str>, Span), near: Option<&str>) -> Diagnostic {
    let headline = format!("{} in {} is no software that anybody knows", wording::quote(key), shown(map));
    let problem = Diagnostic::new(Code::UnknownSoftware, headline);
    match near {
        Some(near) => problem
            .at(*span, format!("stated of {}; did you mean {}?", wording::quote(key), wording::quote(near)))
            .help(format!("write {} instead of {}", wording::quote(near), wording::quote(key))),
        None => problem
            .at(*span, format!("stated of {}, which the site does not list", wording::quote(key)))
            .help(format!(
                "state {} of the site, or begin the key with `x-` if it is only a remark",
                wording::quote(&format!("versions.{key}"))
            ))
            .note("treated as a requirement of which nobody knows whether it is met"),
    }
}

fn slip(map: &OwnKeys, (key, span): &(Arc<str>, Span), near: &str) -> Diagnostic {
    Diagnostic::new(Code::UnreadKey, format!("nothing reads {} in {}", wording::quote(key), shown(map)))
        .at(*span, format!("stated of {}; did you mean {}?", wording::quote(key), wording::quote(near)))
        .help(format!("write {} instead of {}", wording::quote(near), wording::quote(key)))
}

/// All other keys of a map that nothing reads, in one warning.
fn nobody_asks(map: &OwnKeys, keys: &[&(Arc<str>, Span)]) -> Option<Diagnostic> {
    let names: Vec<String> = keys.iter().map(|(key, _)| wording::quote(key)).collect();
    (!names.is_empty()).then(|| {
        let headline = format!("nothing reads {} in {}", wording::list_and(&names), shown(map));
        let problem = Diagnostic::new(Code::UnreadKey, headline);
        keys.iter().take(MOST).fold(problem, |problem, (_, span)| problem.at(*span, "no rule asks for this"))
    })
}
