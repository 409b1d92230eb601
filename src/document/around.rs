//! Finds lines, words, quotes and brackets around a place in a text that could not be parsed.
//! What is wrong there is said by `syntax`.

use crate::text::SourceId;
use std::ops::Range;

/// A text that could not be parsed.
pub(super) struct Around<'a> {
    pub text: &'a str,
    pub id: SourceId,
}

impl Around<'_> {
    /// The line of a byte, without its break.
    pub(super) fn line(&self, at: usize) -> Range<usize> {
        let at = at.min(self.text.len());
        let before = self.text.get(..at).unwrap_or_default();
        let start = before.rfind(['\n', '\r']).map_or(0, |n| n + 1);
        let rest = self.text.get(at..).unwrap_or_default();
        start..at + rest.find(['\n', '\r']).unwrap_or(rest.len())
    }

    pub(super) fn next_line(&self, end: usize) -> Option<Range<usize>> {
        let rest = self.text.get(end..)?;
        let skip = rest.len() - rest.trim_start_matches(['\n', '\r']).len();
        (skip > 0 && skip < rest.len()).then(|| self.line(end + skip))
    }

    /// The nearest line above that states something.
    pub(super) fn above(&self, start: usize) -> Option<Range<usize>> {
        self.lines_above(start).next()
    }

    pub(super) fn above_with_indent(&self, start: usize, indent: usize) -> Option<Range<usize>> {
        self.lines_above(start).find(|l| self.indent(l) == indent)
    }

    pub(super) fn lines_above(&self, start: usize) -> impl Iterator<Item = Range<usize>> {
        const FARTHEST: usize = 500;
        let mut from = start;
        std::iter::from_fn(move || {
            let line = self.line(from.checked_sub(1)?);
            from = line.start;
            Some(line)
        })
        .take(FARTHEST)
        .filter(|l| self.text.get(l.clone()).is_some_and(|t| !t.trim().is_empty() && !t.trim_start().starts_with('#')))
    }

    pub(super) fn indent(&self, line: &Range<usize>) -> usize {
        self.body(line).start - line.start
    }

    /// The line without the space around it.
    pub(super) fn body(&self, line: &Range<usize>) -> Range<usize> {
        let written = self.text.get(line.clone()).unwrap_or_default();
        let start = line.start + (written.len() - written.trim_start().len());
        start..start + written.trim().len()
    }

    /// From here to the end of the line, without trailing space.
    pub(super) fn rest(&self, at: usize) -> Range<usize> {
        let end = self.line(at).end;
        at..at + self.text.get(at..end).unwrap_or_default().trim_end().len()
    }

    /// From here to the next space; empty at the end of a line.
    pub(super) fn word(&self, at: usize) -> Range<usize> {
        let rest = self.text.get(at..).unwrap_or_default();
        at..at + rest.find(char::is_whitespace).unwrap_or(rest.len())
    }

    pub(super) fn char_at(&self, at: usize) -> Range<usize> {
        at..at + self.text.get(at..).and_then(|r| r.chars().next()).map_or(0, char::len_utf8)
    }

    /// The nearest quote above that its own line doesn't close.
    pub(super) fn find_open_quote(&self, at: usize) -> Option<usize> {
        const FARTHEST: usize = 200;
        let mut line = self.line(at);
        for _ in 0..FARTHEST {
            if let Some(open) = self.unclosed_on(line.clone()) {
                return Some(open);
            }
            line = self.line(line.start.checked_sub(1)?);
        }
        None
    }

    pub(super) fn unclosed_on(&self, line: Range<usize>) -> Option<usize> {
        let body = self.text.get(line.clone())?;
        let mut open: Option<(usize, char)> = None;
        let mut before = ' ';
        let mut escaped = false;
        for (n, c) in body.char_indices() {
            match open {
                _ if escaped => escaped = false,
                Some((_, '"')) if c == '\\' => escaped = true,
                Some((_, quote)) if c == quote => open = None,
                None if matches!(c, '"' | '\'') && " \t[{,:".contains(before) => open = Some((n, c)),
                None if c == '#' && before == ' ' => break,
                _ => {}
            }
            before = c;
        }
        open.map(|(n, _)| line.start + n)
    }

    /// The innermost bracket that is open before this byte.
    pub(super) fn open_bracket(&self, at: usize) -> Option<(usize, char)> {
        let mut stack: Vec<(usize, char)> = Vec::new();
        let mut before = ' ';
        let mut quoted: Option<char> = None;
        let mut comment = false;
        let mut escaped = false;
        for (n, c) in self.text.get(..at)?.char_indices() {
            let token = " \t\n\r[{,:".contains(before);
            match c {
                _ if escaped => escaped = false,
                '\n' | '\r' if comment => comment = false,
                _ if comment => {}
                '\\' if quoted == Some('"') => escaped = true,
                _ if quoted == Some(c) => quoted = None,
                _ if quoted.is_some() => {}
                '"' | '\'' if token => quoted = Some(c),
                '#' if " \t\n\r".contains(before) => comment = true,
                '[' | '{' if token || !stack.is_empty() => stack.push((n, c)),
                ']' | '}' => {
                    stack.pop();
                }
                _ => {}
            }
            before = c;
        }
        stack.pop()
    }
}
