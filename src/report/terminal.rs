//! Draws problems as pictures of the code they are about, and as plain lines for screen readers.
//! Where the problems come from, and to which stream they go, is left to others. Nothing from a file is printed unescaped.

use super::excerpt::{CONTEXT, Excerpt, TAB};
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::Sources;
use crate::text::printable::{printable, printable_lines};
use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    SourceSpan, ThemeCharacters, ThemeStyles,
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
        Self {
            width: 80,
            colour: false,
            unicode: true,
        }
    }
}

/// The problem as a picture: code, headline, the lines it is about, help and notes. Ends with a line break.
pub fn render(diagnostic: &Diagnostic, sources: &Sources, style: &Style) -> String {
    let width = style.width.max(40);
    let dots = if style.unicode { "…" } else { "..." };
    let excerpt = Excerpt::of(&diagnostic.labels, sources, width.saturating_sub(10), dots);
    let labels = excerpt
        .marks
        .iter()
        .zip(&diagnostic.labels)
        .enumerate()
        .map(|(n, (mark, label))| {
            let text = (!label.text.is_empty()).then(|| printable(&label.text).into_owned());
            let span = SourceSpan::from((mark.range.start, mark.range.len()));
            if n == 0 {
                LabeledSpan::new_primary_with_span(text, span)
            } else {
                LabeledSpan::new_with_span(text, span)
            }
        });
    let picture = Picture {
        code: diagnostic.code.name(),
        headline: wrap(
            &printable_lines(&diagnostic.headline),
            width.saturating_sub(4),
        )
        .join("\n"),
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
    out.push_str(&format!(
        "{severity}[{}]: {}\n",
        diagnostic.code.name(),
        printable(&diagnostic.headline)
    ));
    for (n, label) in diagnostic.labels.iter().enumerate() {
        match (n, label.text.is_empty()) {
            (0, true) => {}
            (0, false) => out.push_str(&format!("  here: {}\n", printable(&label.text))),
            _ => out.push_str(&format!(
                "  also {}: {}\n",
                place(label),
                printable(&label.text)
            )),
        }
    }
    let more = diagnostic
        .help
        .iter()
        .map(|h| ("help", h))
        .chain(diagnostic.notes.iter().map(|n| ("note", n)));
    for (name, text) in more {
        out.push_str(&format!(
            "  {name}: {}\n",
            printable_lines(text).replace('\n', "\n    ")
        ));
    }
    out
}

fn handler(style: &Style) -> GraphicalReportHandler {
    let theme = GraphicalTheme {
        characters: if style.unicode {
            ThemeCharacters::unicode()
        } else {
            ThemeCharacters::ascii()
        },
        styles: if style.colour {
            ThemeStyles::ansi()
        } else {
            ThemeStyles::none()
        },
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
    let colour = if style.colour {
        anstyle::AnsiColor::Cyan.on_default()
    } else {
        anstyle::Style::new()
    };
    let mut indent = 2;
    if let Some(help) = &diagnostic.help {
        let lines = wrap(&printable_lines(help), width.saturating_sub(8));
        out.push_str(&format!(
            "  {colour}help:{colour:#} {}\n",
            lines.join("\n        ")
        ));
        indent = 8;
    }
    for note in &diagnostic.notes {
        let lines = wrap(&printable_lines(note), width.saturating_sub(indent + 6));
        let gap = format!("\n{:indent$}      ", "");
        out.push_str(&format!(
            "{:indent$}{colour}note:{colour:#} {}\n",
            "",
            lines.join(&gap)
        ));
    }
}

/// Lines of at most `width` characters, broken at spaces only; a longer word stays whole, line breaks of the text stay.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let indent = paragraph.len() - paragraph.trim_start_matches(' ').len();
        let mut line = " ".repeat(indent);
        let mut used = indent;
        let mut empty = true;
        for word in paragraph.split(' ').filter(|w| !w.is_empty()) {
            let length = word.chars().count();
            if !empty && used + 1 + length > width {
                lines.push(std::mem::replace(&mut line, " ".repeat(indent)));
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
        let line_of = |offset: usize| {
            lines
                .partition_point(|l| l.range.start <= offset)
                .saturating_sub(1)
        };
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
        let data = self
            .excerpt
            .text
            .get(range.clone())
            .unwrap_or_default()
            .as_bytes();
        // Asked without context, miette wants the place for the head of the frame: the column as people count it.
        let mark = self
            .excerpt
            .marks
            .iter()
            .find(|m| m.range.start == span.offset() && m.range.len() == span.len());
        let column = if before == 0 {
            mark.map_or(0, |m| m.column - 1)
        } else {
            0
        };
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
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::text::{SourceId, Span};

    fn at(sources: &Sources, id: SourceId, word: &str) -> Span {
        let at = sources.get(id).text().find(word).unwrap();
        Span::new(id, at, at + word.len())
    }

    fn unknown_area() -> (Sources, Diagnostic) {
        let mut sources = Sources::new();
        let text = "kind: policy\nname: acme\nextends: [sophmate]\nrules:\n\n  -\n    id: acme.drafts-wait\n    then: { stage: theme asistant }\n";
        let id = sources.add("policies/acme/rules.yaml", text.as_bytes().to_vec());
        let problem = Diagnostic::new(Code::UnknownArea, "unknown area `theme asistant`")
            .at(at(&sources, id, "theme asistant"), "not an area")
            .help("write `theme-assistant`")
            .note("areas come from the vocabulary of `sophmate`, which this pack extends");
        (sources, problem)
    }

    #[test]
    fn the_picture_of_the_style_sheet() {
        let (sources, problem) = unknown_area();
        let expected = "\
unknown-area

  × unknown area `theme asistant`
   ╭─[policies/acme/rules.yaml:8:20]
 7 │     id: acme.drafts-wait
 8 │     then: { stage: theme asistant }
   ·                    ───────┬──────
   ·                           ╰── not an area
   ╰────
  help: write `theme-assistant`
        note: areas come from the vocabulary of `sophmate`, which this pack
              extends
";
        assert_eq!(render(&problem, &sources, &Style::default()), expected);
    }

    #[test]
    fn the_picture_in_ascii() {
        let (sources, problem) = unknown_area();
        let picture = render(
            &problem,
            &sources,
            &Style {
                width: 80,
                colour: false,
                unicode: false,
            },
        );
        assert!(picture.is_ascii(), "{picture}");
        assert!(
            picture.contains(
                "  x unknown area `theme asistant`\n   ,-[policies/acme/rules.yaml:8:20]\n"
            ),
            "{picture}"
        );
    }

    #[test]
    fn colour_changes_nothing_else() {
        let (sources, problem) = unknown_area();
        let coloured = render(
            &problem,
            &sources,
            &Style {
                width: 80,
                colour: true,
                unicode: true,
            },
        );
        assert!(coloured.contains('\u{1b}'));
        let mut plain = String::new();
        let mut rest = coloured.as_str();
        while let Some((before, escape)) = rest.split_once('\u{1b}') {
            plain.push_str(before);
            rest = escape.split_once('m').unwrap().1;
        }
        plain.push_str(rest);
        assert_eq!(plain, render(&problem, &sources, &Style::default()));
    }

    #[test]
    fn the_plain_form_for_screen_readers() {
        let (sources, problem) = unknown_area();
        assert_eq!(
            render_plain(&problem, &sources),
            "policies/acme/rules.yaml:8:20: error[unknown-area]: unknown area `theme asistant`\n  here: not an area\n  \
             help: write `theme-assistant`\n  note: areas come from the vocabulary of `sophmate`, which this pack extends\n"
        );
    }

    #[test]
    fn labels_in_one_frame_in_two_and_in_another_file() {
        let mut sources = Sources::new();
        let one = sources.add(
            "site.yaml",
            b"id: shop-north\na: 1\nb: 2\nc: 3\nd: 4\ne: 5\nid: shop-lake\n".to_vec(),
        );
        let two = sources.add(
            "more/site.yaml",
            "owner: ivö\nnote: wöö here\n".as_bytes().to_vec(),
        );
        let problem = Diagnostic::new(
            Code::ContradictoryFacts,
            "two sources state the id differently",
        )
        .at(at(&sources, one, "shop-lake"), "one says this")
        .at(at(&sources, one, "shop-north"), "the other this")
        .at(at(&sources, one, "1"), "")
        .at(at(&sources, two, "here"), "and here a third");
        let expected = "\
contradictory-facts

  ⚠ two sources state the id differently
   ╭─[site.yaml:1:5]
 1 │ id: shop-north
   ·     ─────┬────
   ·          ╰── the other this
 2 │ a: 1
   ·    ─
 3 │ b: 2
   ╰────
   ╭─[site.yaml:7:5]
 6 │ e: 5
 7 │ id: shop-lake
   ·     ────┬────
   ·         ╰── one says this
   ╰────
   ╭─[more/site.yaml:2:11]
 1 │ owner: ivö
 2 │ note: wöö here
   ·           ──┬─
   ·             ╰── and here a third
   ╰────
";
        assert_eq!(render(&problem, &sources, &Style::default()), expected);
    }

    #[test]
    fn notes_without_help_and_problems_without_a_place() {
        let sources = Sources::new();
        let problem = Diagnostic::new(Code::MissingSite, "there is no site document")
            .note("`evaluate` needs one")
            .note("so does `fleet`");
        assert_eq!(
            render(&problem, &sources, &Style::default()),
            "missing-site\n\n  × there is no site document\n  note: `evaluate` needs one\n  note: so does `fleet`\n"
        );
        assert_eq!(
            render_plain(&problem, &sources),
            "error[missing-site]: there is no site document\n  note: `evaluate` needs one\n  note: so does `fleet`\n"
        );
    }

    #[test]
    fn hidden_characters_neither_reach_the_terminal_nor_move_the_underline() {
        let mut sources = Sources::new();
        let id = sources.add(
            "a\u{202e}b.yaml",
            "id: \u{202e}\u{1b}[31mshop x\n".as_bytes().to_vec(),
        );
        let problem = Diagnostic::new(Code::WrongType, "bad \u{7} text")
            .at(at(&sources, id, "x"), "th\u{200b}is")
            .help("a\u{2028}b\nc");
        let expected = "\
wrong-type

  × bad \\u{7} text
   ╭─[a\\u{202e}b.yaml:1:16]
 1 │ id: \\u{202e}\\u{1b}[31mshop x
   ·                            ┬
   ·                            ╰── th\\u{200b}is
   ╰────
  help: a\\u{2028}b
        c
";
        assert_eq!(render(&problem, &sources, &Style::default()), expected);
    }

    #[test]
    fn minified_lines_are_cut_around_the_label() {
        let mut sources = Sources::new();
        let text = format!(
            "{{{}\"here\":1,{}}}",
            "\"a\":1,".repeat(200_000),
            "\"b\":1,".repeat(200_000)
        );
        let id = sources.add("site.json", text.into_bytes());
        let problem = Diagnostic::new(Code::UnknownKey, "unknown key `here`")
            .at(at(&sources, id, "\"here\""), "unknown");
        let picture = render(&problem, &sources, &Style::default());
        assert!(picture.contains("[site.json:1:1200002]"), "{picture}");
        assert!(
            picture.lines().all(|l| l.chars().count() <= 80),
            "{picture}"
        );
        assert!(picture.contains("\"here\":1,\"b\""), "{picture}");
    }

    #[test]
    fn tabs_and_empty_places_are_drawn() {
        let mut sources = Sources::new();
        let id = sources.add("a.yaml", b"a:\n\tb: c\n".to_vec());
        let tab = Diagnostic::new(Code::TabIndent, "a tab").at(Span::new(id, 3, 4), "a tab");
        assert!(
            render(&tab, &sources, &Style::default()).contains(" 2 │     b: c\n   · ──┬─\n"),
            "{}",
            render(&tab, &sources, &Style::default())
        );
        let empty = Diagnostic::new(Code::MissingKey, "empty").at(Span::new(id, 2, 2), "here");
        let picture = render(&empty, &sources, &Style::default());
        assert_eq!(picture.matches("here").count(), 1, "{picture}");
        assert!(picture.contains(" 1 │ a:\n   ·   ▲\n"), "{picture}");
        let start = Diagnostic::new(Code::MissingKey, "empty").at(Span::new(id, 3, 3), "here");
        assert_eq!(
            render(&start, &sources, &Style::default())
                .matches("here")
                .count(),
            1
        );
    }

    #[test]
    fn odd_places_and_widths_never_fail() {
        let mut sources = Sources::new();
        for text in ["", "\n", "ö\r\n\t\u{202e}", "a: b\n\n\n"] {
            let id = sources.add("a.yaml", text.as_bytes().to_vec());
            for start in 0..8 {
                for end in start..9 {
                    for (width, unicode) in [(0, true), (1, false), (500, true)] {
                        let problem = Diagnostic::new(Code::BadSyntax, "x")
                            .at(Span::new(id, start, end), "y")
                            .at(Span::new(id, 0, 1), "z");
                        let picture = render(
                            &problem,
                            &sources,
                            &Style {
                                width,
                                colour: false,
                                unicode,
                            },
                        );
                        assert!(!picture.contains("Failed"), "{picture}");
                        assert!(picture.contains('y'));
                    }
                }
            }
        }
    }
}
