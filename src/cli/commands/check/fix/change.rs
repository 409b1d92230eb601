//! The changes that problems ask for, each as bytes of one file that give place to others.
//! Whether they make something better is found out by the module above.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::files;
use crate::cli::commands::check::look::Looked;
use crate::diagnostic::Fix;
use crate::document::edit::Splice;
use crate::text::{Source, Span, mask, printable::printable, wording};

/// What editors are told by.
const LINE: &str = "# yaml-language-server: $schema=";

/// One change of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// The file.
    pub(super) file: String,
    /// The bytes.
    pub(super) splice: Splice,
    /// The line, from 1.
    pub(super) line: usize,
    /// What is changed, and where.
    pub(super) said: String,
}

/// What makes a change the same one after others were made.
pub(super) type Key = (String, String);

impl Change {
    /// What makes it the same one after others were made.
    pub(super) fn key(&self) -> Key {
        (self.file.clone(), self.said.clone())
    }
}

/// The words that can be meant in one way only, in the files that were asked for, by file and place.
pub(super) fn words(looked: &Looked) -> Vec<Change> {
    let facts = looked.facts.iter().map(|document| looked.sources.get(document.root.span.source).file());
    let own: BTreeSet<&str> = facts.chain(looked.policies.iter().map(|found| found.name.as_str())).collect();
    // A place that is said to mean two things is left alone.
    let mut changes: BTreeMap<(String, usize), Option<Change>> = BTreeMap::new();
    let fixes = looked.problems.iter().filter_map(|p| p.fix.as_ref());
    for change in fixes.filter_map(|fix| word(looked, fix)).filter(|c| own.contains(c.file.as_str())) {
        match changes.entry((change.file.clone(), change.splice.start)) {
            Entry::Vacant(place) => {
                place.insert(Some(change));
            }
            Entry::Occupied(mut known) => {
                if known.get().as_ref().is_some_and(|known| known.splice != change.splice) {
                    known.insert(None);
                }
            }
        }
    }
    changes.into_values().flatten().collect()
}

/// The change of a word; none where it doesn't stand there once, or could be a secret.
fn word(looked: &Looked, fix: &Fix) -> Option<Change> {
    let source = looked.sources.get(fix.span.source);
    if source.is_masked(fix.span) || fix.written.is_empty() {
        return None;
    }
    let start = usize::try_from(fix.span.start).ok()?;
    let text = looked.sources.text(fix.span);
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    let mut places = text.match_indices(&fix.written).filter(|(at, found)| {
        let (before, after) = (text.get(..*at).unwrap_or_default(), text.get(at + found.len()..).unwrap_or_default());
        !is_part(before.chars().next_back()) && !is_part(after.chars().next())
    });
    let (at, _) = places.next().filter(|_| places.next().is_none())?;
    let (from, to) = (start + at, start + at + fix.written.len());
    let place = looked.sources.place(Span::new(fix.span.source, from, to));
    let (meant, written) = (wording::quote(&fix.meant), wording::quote(&fix.written));
    Some(Change {
        file: source.file().to_owned(),
        splice: Splice { start: from, end: to, text: fix.meant.clone() },
        line: place.line,
        said: format!("{}:{}: {meant} instead of {written}", printable(&place.name), place.line),
    })
}

/// The lines that tell editors the schema, for the files that lack one and have a schema to point at.
pub(super) fn schema_lines(looked: &Looked) -> Vec<Change> {
    let policies = looked.policies.iter().map(|found| (found.name.as_str(), "policy"));
    let facts = looked.facts.iter().map(|d| (looked.sources.get(d.root.span.source).file(), d.kind.name()));
    let sources = files(looked);
    facts.chain(policies).filter_map(|(name, kind)| schema_line(sources.get(name)?, name, kind)).collect()
}

fn schema_line(source: &Source, name: &str, kind: &str) -> Option<Change> {
    let text = source.text();
    if name.ends_with(".json") || text.lines().any(|line| line.starts_with("# yaml-language-server:")) {
        return None;
    }
    let schema = schema_near(Path::new(name), kind)?;
    let end = if text.split_inclusive('\n').next().is_some_and(|line| line.ends_with("\r\n")) { "\r\n" } else { "\n" };
    Some(Change {
        file: name.to_owned(),
        splice: Splice { start: 0, end: 0, text: format!("{LINE}{schema}{end}") },
        line: 1,
        said: format!("{}:1: a line that tells editors the schema, {}", printable(&mask::masked(name)), wording::quote(&schema)),
    })
}

/// The editor schema of a kind of document that `holdpoint schema` wrote beside a file or above it, as the file names it.
fn schema_near(file: &Path, kind: &str) -> Option<String> {
    let mark = format!("urn:holdpoint:schema:{kind}\"");
    let mut up = String::new();
    for folder in file.parent()?.ancestors() {
        for below in ["", "schemas/", "schemas/editor/"] {
            let path = format!("{below}{kind}.schema.json");
            if fs::read_to_string(folder.join(&path)).is_ok_and(|text| text.contains(&mark)) {
                return Some(format!("{up}{path}"));
            }
        }
        // What lies above a folder that is named by going up has no name here.
        if folder.ends_with("..") {
            return None;
        }
        up.push_str("../");
    }
    None
}
