//! Fixes what can be meant in one way only: a misspelt word with exactly one candidate, and the missing line that tells editors the
//! schema. What comes to light with a fix is fixed too, everything is checked again before anything is written, and a change that
//! would leave another problem behind is not made. Which change a problem asks for is found by `change`.

mod change;
mod diff;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::look::{Instead, Looked};
use crate::cli::commands::raw;
use crate::cli::write::Batch;
use crate::diagnostic::{Code, Diagnostic, limits};
use crate::document::edit::Splice;
use crate::text::{Masked, Source, mask, wording};
use change::{Change, Key, schema_lines, words};

/// So many bytes more make a look count once more, and so many files.
const BYTES: usize = 40_000;
const FILES: usize = 20;

/// Changes that are made, one after the other, and what they make of the files.
#[derive(Clone, Default)]
pub struct Fixed {
    texts: Instead,
    splices: BTreeMap<String, Vec<Splice>>,
    made: Vec<Change>,
    left: Vec<Change>,
    untried: Vec<Change>,
    /// How many were tried one by one.
    tried: usize,
}

/// How often each problem occurs. Lints are looked for only when nothing else is wrong, so they don't count.
type Counts = BTreeMap<(Code, String), usize>;

/// Looks again, with texts in the place of files.
type Look<'a> = dyn Fn(&Instead) -> Looked + 'a;

/// Finds what can be fixed, and checks by looking again that it makes nothing worse.
pub fn fix(looked: &Looked, look: &Look<'_>) -> Fixed {
    let spent = Cell::new(0);
    let look = |instead: &Instead| {
        let looked = look(instead);
        spent.set(spent.get() + weight(&looked));
        looked
    };
    let look: &Look<'_> = &look;
    let before = counts(&looked.problems);
    let first = words(looked);
    let mut fixed = Fixed::default();
    if !first.is_empty() {
        let all = fixed.with(looked, &first).closed(look, &BTreeSet::new());
        if all.is_better(look, &before) {
            fixed = all;
        } else {
            let known: BTreeSet<Key> = first.iter().map(Change::key).collect();
            let mut changes = first.into_iter();
            // What it took so far had to be.
            let most = spent.get() + limits::FIX_LOOKS.most;
            let mut again = look(&fixed.texts);
            while fixed.tried < limits::FIXES_APART.most && spent.get() < most {
                let Some(change) = changes.next() else { break };
                fixed.tried += 1;
                let tried = fixed.with(&again, std::slice::from_ref(&change)).closed(look, &known);
                if tried.is_better(look, &counts(&again.problems)) {
                    fixed = Fixed { left: fixed.left, ..tried };
                    again = look(&fixed.texts);
                } else {
                    fixed.left.push(change);
                }
            }
            fixed.untried = changes.collect();
        }
    }
    // Last, so that the places above are those of the files as they were.
    let again = look(&fixed.texts);
    let lines = schema_lines(&again);
    fixed.with(&again, &lines)
}

impl Fixed {
    /// These changes too. The places of each are those of the texts that were looked at.
    fn with(&self, looked: &Looked, changes: &[Change]) -> Self {
        let mut fixed = self.clone();
        let mut ordered: Vec<&Change> = changes.iter().collect();
        // The last one of a file first, so that each leaves the places of the others as they are.
        ordered.sort_by(|a, b| (&a.file, b.splice.start).cmp(&(&b.file, a.splice.start)));
        let sources = files(looked);
        for of_file in ordered.chunk_by(|a, b| a.file == b.file) {
            let Some(file) = of_file.first().map(|change| &change.file) else { continue };
            let Some(source) = sources.get(file.as_str()) else { continue };
            let text = fixed.texts.entry(file.clone()).or_insert_with(|| source.masked_text());
            let splices = of_file.iter().map(|change| (change.splice.start..change.splice.end, change.splice.text.as_str()));
            if let Some(changed) = text.spliced_all(splices) {
                *text = changed;
                fixed.splices.entry(file.clone()).or_default().extend(of_file.iter().map(|change| change.splice.clone()));
                fixed.made.extend(of_file.iter().map(|change| (*change).clone()));
            }
        }
        fixed
    }

    /// With what comes to light fixed too, but for changes that were known before.
    fn closed(self, look: &Look<'_>, known: &BTreeSet<Key>) -> Self {
        rounds(self, |fixed| {
            let looked = look(&fixed.texts);
            let more: Vec<Change> = words(&looked).into_iter().filter(|change| !known.contains(&change.key())).collect();
            (!more.is_empty()).then(|| fixed.with(&looked, &more))
        })
    }

    /// Whether fewer problems are left, and no new one.
    fn is_better(&self, look: &Look<'_>, before: &Counts) -> bool {
        let after = counts(&look(&self.texts).problems);
        let total = |counts: &Counts| counts.values().sum::<usize>();
        let none_new = after.iter().all(|(key, count)| before.get(key).is_some_and(|known| known >= count));
        none_new && total(&after) < total(before)
    }

    /// What was changed and what was left, a line for each.
    pub fn told(&self, looked: &Looked) -> String {
        let made = self.made.iter().map(|c| (c.file.as_str(), c.line, format!("{}\n", c.said)));
        let mut out = in_order(made.chain(self.left_lines()));
        let changes = wording::count(self.made.len(), "change", "changes");
        out.push_str(&match self.splices.len() {
            0 if looked.problems.is_empty() => "nothing to fix\n".to_owned(),
            0 => "nothing that can be fixed without knowing what is meant\n".to_owned(),
            files => format!("{changes} in {}\n", wording::count(files, "file", "files")),
        });
        out
    }

    /// What was left, a line for each: beside the difference, which shows what is changed.
    pub fn left(&self) -> String {
        in_order(self.left_lines())
    }

    fn left_lines(&self) -> impl Iterator<Item = Line<'_>> {
        let line = |c: &'_ Change, why: &str| format!("{}: left as it is, as {why}\n", c.said);
        let left = self.left.iter().map(move |c| (c.file.as_str(), c.line, line(c, "another problem would come to light")));
        let later = format!("{} tried before it", wording::count(self.tried, "other was", "others were"));
        left.chain(self.untried.iter().map(move |c| (c.file.as_str(), c.line, line(c, &later))))
    }

    /// The changes as a difference, of the texts without their secrets.
    pub fn diff(&self, looked: &Looked) -> String {
        let sources = files(looked);
        let part = |name: &str, text: &Masked| {
            let source = sources.get(name)?;
            Some(diff::unified(&mask::masked(name), source.text(), text.as_str()))
        };
        self.texts.iter().filter_map(|(name, text)| part(name, text)).collect()
    }

    /// Writes every file, or none.
    pub fn write(&self, looked: &Looked) -> Result<(), String> {
        let mut batch = Batch::default();
        let sources = files(looked);
        for (name, splices) in &self.splices {
            let source = sources.get(name.as_str()).ok_or("a file is gone")?;
            batch.put(name, raw::spliced(source, splices)?);
        }
        batch.write().map_err(|error| format!("{error}; nothing was changed"))
    }
}

/// A line about a change, with the file and the line of its place.
type Line<'a> = (&'a str, usize, String);

fn in_order<'a>(lines: impl Iterator<Item = Line<'a>>) -> String {
    let mut lines: Vec<Line<'_>> = lines.collect();
    lines.sort();
    lines.into_iter().map(|(_, _, line)| line).collect()
}

/// How many looks at few small files a look is as much work as.
fn weight(looked: &Looked) -> usize {
    let files = looked.sources.iter().filter(|(_, source)| !source.is_own());
    let (files, bytes) = files.fold((0, 0), |(n, bytes), (_, source)| (n + 1, bytes + source.text().len()));
    1 + bytes / BYTES + files / FILES
}

/// Goes on while there is more, but not for ever.
fn rounds<T>(mut at: T, more: impl Fn(&T) -> Option<T>) -> T {
    for _ in 0..limits::FIX_ROUNDS.most {
        let Some(next) = more(&at) else { break };
        at = next;
    }
    at
}

fn counts(problems: &[Diagnostic]) -> Counts {
    let mut counts = Counts::new();
    for problem in problems.iter().filter(|p| !p.code.is_lint()) {
        *counts.entry((problem.code, problem.headline.clone())).or_default() += 1;
    }
    counts
}

/// The sources by the names of their files; of two of one name the first.
fn files(looked: &Looked) -> HashMap<&str, &Source> {
    let mut files = HashMap::new();
    for (_, source) in looked.sources.iter() {
        files.entry(source.file()).or_insert(source);
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_to_light_is_fixed_for_so_many_rounds() {
        assert_eq!(rounds(0, |n| (*n < 3).then(|| n + 1)), 3);
        assert_eq!(rounds(0, |n| Some(n + 1)), limits::FIX_ROUNDS.most);
    }
}
