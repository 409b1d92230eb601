//! Draws problems as pictures of the code they are about, and as plain lines for screen readers.
//! Where the problems come from, and to which stream they go, is left to others. Nothing from a file is printed unescaped.

use super::excerpt::{CONTEXT, Excerpt, TAB};
use super::text::paint::mark;
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::Sources;
use crate::text::printable::{printable, printable_lines};
use crate::text::wording::blanks;
use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceSpan, ThemeCharacters,
    ThemeStyles,
};
use std::fmt;

/// How to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Columns of the terminal.
    pub width: usize,
    /// Whether to colour.
    pub colour: bool,
    /// Whether to draw with box characters rather than with ASCII.
    pub unicode: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self { width: 80, colour: false, unicode: true }
    }
}

/// The problem as a picture: code, headline, the lines it is about, help and notes. Ends with a line break.
pub fn render(diagnostic: &Diagnostic, sources: &Sources, style: &Style) -> String {
    let width = style.width.max(40);
    let dots = if style.unicode { "…" } else { "..." };
    let excerpt = Excerpt::of(&diagnostic.labels, sources, width.saturating_sub(10), dots);
    let labels = excerpt.marks.iter().zip(&diagnostic.labels).enumerate().map(|(n, (mark, label))| {
        let text = (!label.text.is_empty()).then(|| printable(&label.text).into_owned());
        let span = SourceSpan::from((mark.range.start, mark.range.len()));
        if n == 0 { LabeledSpan::new_primary_with_span(text, span) } else { LabeledSpan::new_with_span(text, span) }
    });
    let picture = Picture {
        code: diagnostic.code.name(),
        headline: wrap(&printable_lines(&diagnostic.headline), width.saturating_sub(4)).join("\n"),
        severity: match diagnostic.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        },
        labels: labels.collect(),
        excerpt: Drawn { excerpt, sources },
    };
    let mut out = String::new();
    if handler(style).render_report(&mut out, &picture).is_err() {
        // Only a label outside of the excerpt could do this; the plain form needs none.
        return render_plain(diagnostic, sources);
    }
    // Everything in it was made printable on its way in, so that the escapes are those of colours.
    let mut out = mark(&out);
    footer(diagnostic, style, width, &mut out);
    out
}

/// The problem as plain lines: `file:line:column: error[code]: headline`, then labels, help and notes. Ends with a line break.
pub fn render_plain(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let mut out = String::new();
    let place = |label: &crate::diagnostic::Label| sources.place(label.span).to_string();
    if let Some(first) = diagnostic.labels.first() {
        out.push_str(&place(first));
        out.push_str(": ");
    }
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    out.push_str(&format!("{severity}[{}]: {}\n", diagnostic.code.name(), printable(&diagnostic.headline)));
    for (n, label) in diagnostic.labels.iter().enumerate() {
        match (n, label.text.is_empty()) {
            (0, true) => {}
            (0, false) => out.push_str(&format!("  here: {}\n", printable(&label.text))),
            _ => out.push_str(&format!("  also {}: {}\n", place(label), printable(&label.text))),
        }
    }
    let more = diagnostic.help.iter().map(|h| ("help", h)).chain(diagnostic.notes.iter().map(|n| ("note", n)));
    for (name, text) in more {
        out.push_str(&format!("  {name}: {}\n", printable_lines(text).replace('\n', "\n    ")));
    }
    out
}

fn handler(style: &Style) -> GraphicalReportHandler {
    let theme = GraphicalTheme {
        characters: if style.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() },
        styles: if style.colour { ThemeStyles::ansi() } else { ThemeStyles::none() },
    };
    // Lines are wrapped here rather than there, so that names with hyphens stay whole.
    GraphicalReportHandler::new_themed(theme)
        .with_links(false)
        .with_wrap_lines(false)
        .with_context_lines(CONTEXT)
        .tab_width(TAB)
        .without_syntax_highlighting()
}

/// Help first, its notes under it.
fn footer(diagnostic: &Diagnostic, style: &Style, width: usize, out: &mut String) {
    let colour = if style.colour { anstyle::AnsiColor::Cyan.on_default() } else { anstyle::Style::new() };
    let (on, off) = (mark(&colour.render().to_string()), mark(&colour.render_reset().to_string()));
    let mut indent = 2;
    if let Some(help) = &diagnostic.help {
        let lines = wrap(&printable_lines(help), width.saturating_sub(8));
        out.push_str(&format!("  {on}help:{off} {}\n", lines.join("\n        ")));
        indent = 8;
    }
    for note in &diagnostic.notes {
        let lines = wrap(&printable_lines(note), width.saturating_sub(indent + 6));
        let before = blanks(indent);
        out.push_str(&format!("{before}{on}note:{off} {}\n", lines.join(&format!("\n{before}      "))));
    }
}

/// Lines of at most `width` characters, broken at spaces only; a longer word stays whole, line breaks of the text stay.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let indent = (paragraph.len() - paragraph.trim_start_matches(' ').len()).min(width / 2);
        let mut line = blanks(indent);
        let mut used = indent;
        let mut empty = true;
        for word in paragraph.split(' ').filter(|w| !w.is_empty()) {
            let length = word.chars().count();
            if !empty && used + 1 + length > width {
                lines.push(std::mem::replace(&mut line, blanks(indent)));
                used = indent;
                empty = true;
            }
            if !empty {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += length;
            empty = false;
        }
        lines.push(line);
    }
    lines
}

/// A diagnostic in miette's terms.
#[derive(Debug)]
struct Picture<'a> {
    code: &'static str,
    headline: String,
    severity: miette::Severity,
    labels: Vec<LabeledSpan>,
    excerpt: Drawn<'a>,
}

#[derive(Debug)]
struct Drawn<'a> {
    excerpt: Excerpt,
    sources: &'a Sources,
}

impl fmt::Display for Picture<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.headline)
    }
}

impl std::error::Error for Picture<'_> {}

impl miette::Diagnostic for Picture<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        if self.labels.is_empty() {
            return None;
        }
        Some(Box::new(self.labels.iter().cloned()))
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(&self.excerpt)
    }
}

impl miette::SourceCode for Drawn<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn miette::SpanContents<'a> + 'a>, MietteError> {
        let lines = &self.excerpt.lines;
        let line_of = |offset: usize| lines.partition_point(|l| l.range.start <= offset).saturating_sub(1);
        let (mut first, mut last) = (line_of(span.offset()), line_of(span.offset() + span.len()));
        let follows = |n: usize| {
            let (a, b) = (lines.get(n)?, lines.get(n + 1)?);
            (a.source == b.source && a.number + 1 == b.number).then_some(())
        };
        // Labels of different files, or far apart, are drawn in frames of their own.
        if (first..last).any(|n| follows(n).is_none()) {
            return Err(MietteError::OutOfBounds);
        }
        for _ in 0..before {
            first -= usize::from(first > 0 && follows(first - 1).is_some());
        }
        for _ in 0..after {
            last += usize::from(follows(last).is_some());
        }
        let (Some(top), Some(bottom)) = (lines.get(first), lines.get(last)) else {
            return Err(MietteError::OutOfBounds);
        };
        let range = top.range.start..bottom.range.end;
        let data = self.excerpt.text.get(range.clone()).unwrap_or_default().as_bytes();
        // Asked without context, miette wants the place for the head of the frame: the column as people count it.
        let mark = self.excerpt.marks.iter().find(|m| m.range.start == span.offset() && m.range.len() == span.len());
        let column = if before == 0 { mark.map_or(0, |m| m.column - 1) } else { 0 };
        let name = printable(self.sources.get(top.source).name()).into_owned();
        Ok(Box::new(MietteSpanContents::new_named(
            name,
            data,
            SourceSpan::from((range.start, range.len())),
            top.number - 1,
            column,
            last - first + 1,
        )))
    }
}

#[cfg(test)]
mod tests;
