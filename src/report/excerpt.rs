//! The few lines of a source that a picture shows, escaped so that nothing hidden reaches a terminal, and cut when too long.
//! How they are drawn is `terminal`'s business.

use crate::diagnostic::Label;
use crate::text::printable::{begins_command, escaped, hidden};
use crate::text::{SourceId, Sources};
use std::collections::BTreeSet;
use std::ops::Range;

/// Lines shown above and below a labelled one.
pub(super) const CONTEXT: usize = 1;
/// How wide a tab is drawn.
pub(super) const TAB: usize = 4;

/// Lines from one or several sources in one buffer, and where the labels lie in it.
#[derive(Debug, Default)]
pub(super) struct Excerpt {
    pub text: String,
    pub lines: Vec<Shown>,
    /// One for each label given, in the same order.
    pub marks: Vec<Mark>,
}

/// One line of the buffer.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub source: SourceId,
    /// Its number in the source, from 1.
    pub number: usize,
    /// Its bytes in the buffer, with the line break.
    pub range: Range<usize>,
}

/// A label in the buffer. It never leaves the line on which it begins.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub range: Range<usize>,
    /// Column in the source, in characters, from 1.
    pub column: usize,
}

/// A label in its source: line, and bytes clipped to that line.
struct Wanted {
    source: SourceId,
    line: usize,
    column: usize,
    range: Range<usize>,
}

impl Excerpt {
    /// The lines around the labels. Lines longer than `limit` columns are cut around their label, where `dots` stand.
    pub fn of(labels: &[Label], sources: &Sources, limit: usize, dots: &str) -> Self {
        let wanted: Vec<Wanted> = labels.iter().map(|l| wanted(l, sources)).collect();
        // The primary label's source first, then the others as they are met.
        let mut order: Vec<SourceId> = Vec::new();
        for want in &wanted {
            if !order.contains(&want.source) {
                order.push(want.source);
            }
        }
        let mut out = Self { marks: wanted.iter().map(|w| Mark { range: 0..0, column: w.column }).collect(), ..Self::default() };
        for id in order {
            let source = sources.get(id);
            let numbers: BTreeSet<usize> = wanted
                .iter()
                .filter(|w| w.source == id)
                .flat_map(|w| w.line.saturating_sub(CONTEXT)..=w.line + CONTEXT)
                .filter(|n| (1..=source.line_count()).contains(n) || wanted.iter().any(|w| w.source == id && w.line == *n))
                .collect();
            for number in numbers {
                out.line(id, number, source.line_span(number), source.text(), &wanted, limit, dots);
            }
        }
        out
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one line, used here only")]
    fn line(
        &mut self,
        id: SourceId,
        number: usize,
        range: Range<usize>,
        text: &str,
        wanted: &[Wanted],
        limit: usize,
        dots: &str,
    ) {
        let here = |w: &&Wanted| w.source == id && w.line == number;
        let anchor = wanted.iter().find(here).map_or(range.start, |w| w.range.start);
        let window = window(text, &range, anchor, limit);
        let begin = self.text.len();
        if window.start > range.start {
            self.text.push_str(dots);
        }
        // Where each character of the window stands in the buffer.
        let mut places: Vec<(usize, usize)> = Vec::new();
        let drawn = text.get(window.clone()).unwrap_or_default();
        for (n, c) in drawn.char_indices() {
            places.push((window.start + n, self.text.len()));
            // The last pass would escape a command of a build service, too, and move what stands under the marks.
            if hidden(c) || (c == '#' && drawn.get(n..).is_some_and(begins_command)) {
                self.text.push_str(&escaped(c));
            } else {
                self.text.push(c);
            }
        }
        places.push((window.end, self.text.len()));
        if window.end < range.end {
            self.text.push_str(dots);
        }
        let place = |offset: usize| {
            let n = places.partition_point(|(at, _)| *at < offset);
            places.get(n).or(places.last()).map_or(begin, |(_, to)| *to)
        };
        for (want, mark) in wanted.iter().zip(&mut self.marks) {
            if here(&want) {
                mark.range = place(want.range.start)..place(want.range.end);
            }
        }
        self.text.push('\n');
        self.lines.push(Shown { source: id, number, range: begin..self.text.len() });
    }
}

fn wanted(label: &Label, sources: &Sources) -> Wanted {
    let source = sources.get(label.span.source);
    let text = source.text();
    let start = text.floor_char_boundary(label.span.start as usize);
    let (line, column) = source.line_and_column(start);
    let end = source.line_span(line).end;
    // A place behind the last line break is shown at the end of the line before.
    let start = start.min(end.max(source.line_span(line).start));
    let written = text.get(start..text.floor_char_boundary(label.span.end as usize).min(end)).unwrap_or_default();
    // Blanks at the end belong to a mark only when it marks nothing else.
    let body = if written.trim().is_empty() { written } else { written.trim_end() };
    Wanted { source: label.span.source, line, column, range: start..start + body.len() }
}

/// The part of a line that fits: all of it, or about `limit` columns around the anchor.
fn window(text: &str, line: &Range<usize>, anchor: usize, limit: usize) -> Range<usize> {
    let before = text.get(line.start..anchor).unwrap_or_default();
    let after = text.get(anchor..line.end).unwrap_or_default();
    let forth = |text: &str, most: usize| take(text.char_indices().map(|(n, c)| (n + c.len_utf8(), c)), most);
    let back = |text: &str, most: usize| take(text.char_indices().rev().map(|(n, c)| (text.len() - n, c)), most);
    // A third before the label; what one side doesn't need the other may use.
    let (_, behind) = forth(after, limit);
    let (left, used) = back(before, (limit / 3).max(limit.saturating_sub(behind)));
    let (right, _) = forth(after, limit.saturating_sub(used));
    anchor - left..anchor + right
}

/// How many bytes fit into `most` columns, and how many columns they use.
fn take(characters: impl Iterator<Item = (usize, char)>, most: usize) -> (usize, usize) {
    let (mut bytes, mut columns) = (0, 0);
    for (reach, c) in characters {
        let width = if hidden(c) {
            escaped(c).len()
        } else if c == '\t' {
            TAB
        } else {
            1
        };
        if columns + width > most {
            break;
        }
        bytes = reach;
        columns += width;
    }
    (bytes, columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    fn excerpt(text: &str, label: Range<usize>, limit: usize) -> (String, String) {
        let mut sources = Sources::new();
        let id = sources.add("a.yaml", text.as_bytes().to_vec());
        let label = Label { span: Span::new(id, label.start, label.end), text: String::new() };
        let excerpt = Excerpt::of(&[label], &sources, limit, "…");
        let mark = excerpt.text.get(excerpt.marks[0].range.clone()).unwrap().to_owned();
        (excerpt.text, mark)
    }

    #[test]
    fn one_line_above_and_below() {
        let (text, mark) = excerpt("a\nb\nc: d\ne\nf\n", 7..8, 80);
        assert_eq!((text.as_str(), mark.as_str()), ("b\nc: d\ne\n", "d"));
    }

    #[test]
    fn hidden_characters_are_escaped_and_the_mark_stays_right() {
        let (text, mark) = excerpt("a: \u{202e}x\u{200b}y z", 6..11, 80);
        assert_eq!((text.as_str(), mark.as_str()), ("a: \\u{202e}x\\u{200b}y z\n", "x\\u{200b}y"));
    }

    #[test]
    fn a_command_of_a_build_service_is_escaped_and_the_mark_stays_right() {
        let (text, mark) = excerpt("a: ##[error]x y ::z", 3..13, 80);
        assert_eq!((text.as_str(), mark.as_str()), ("a: \\u{23}#[error]x y ::z\n", "\\u{23}#[error]x"));
    }

    #[test]
    fn long_lines_are_cut_around_the_mark() {
        let line = format!("{}HERE{}", "a".repeat(500), "b".repeat(500));
        let (text, mark) = excerpt(&line, 500..504, 30);
        assert_eq!(mark, "HERE");
        assert_eq!(text, format!("…{}HERE{}…\n", "a".repeat(10), "b".repeat(16)));
        let (text, mark) = excerpt(&line, 1003..1004, 30);
        assert_eq!((text.len(), mark.as_str()), (30 + '…'.len_utf8() + 1, "b"));
    }

    #[test]
    fn a_mark_over_several_lines_ends_with_its_first() {
        assert_eq!(excerpt("a:\n  b: c  \n  d: e\n", 5..18, 80).1, "b: c");
    }

    #[test]
    fn places_at_the_ends_of_the_text_are_shown() {
        assert_eq!(excerpt("", 0..0, 80), ("\n".to_owned(), String::new()));
        assert_eq!(excerpt("a: b\n", 5..5, 80).0, "a: b\n\n");
        assert_eq!(excerpt("a: b\n", 99..120, 80).0, "a: b\n\n");
    }
}
