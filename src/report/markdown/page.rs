//! The pieces a Markdown document is made of: text comes in escaped or as code, structure only from here.
//! What is said is the documents' business.

use super::escape;
use crate::text::wording;

/// Text within a line, safe at every place of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inline(String);

impl Inline {
    /// Text from anywhere.
    pub fn text(text: &str) -> Self {
        Self(escape::escape(text))
    }

    /// Text from anywhere that is a part of a sentence: the spaces around it are kept.
    pub fn spaced(text: &str) -> Self {
        let space = |at: bool| if at { " " } else { "" };
        let inner = escape::escape(text);
        if inner.is_empty() {
            return Self(space(!text.is_empty()).to_owned());
        }
        Self(format!("{}{inner}{}", space(text.starts_with(char::is_whitespace)), space(text.ends_with(char::is_whitespace))))
    }

    /// A path, rule or place.
    pub fn code(text: &str) -> Self {
        Self(escape::code(text))
    }

    /// Markdown that is written in this program.
    pub fn own(markdown: &'static str) -> Self {
        Self(markdown.to_owned())
    }

    /// The same in bold.
    pub fn strong(self) -> Self {
        if self.0.is_empty() { self } else { Self(format!("**{}**", self.0)) }
    }

    /// The same in italics.
    pub fn slanted(self) -> Self {
        if self.0.is_empty() { self } else { Self(format!("*{}*", self.0)) }
    }

    /// The same as a link to a heading of the same page, by its anchor.
    pub fn link(self, anchor: &str) -> Self {
        let safe: String = anchor.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect();
        Self(format!("[{}](#{safe})", self.0))
    }

    /// Followed by more.
    pub fn then(mut self, more: &Inline) -> Self {
        self.0.push_str(&more.0);
        self
    }

    /// Followed by punctuation or words of this program.
    pub fn with(mut self, own: &'static str) -> Self {
        self.0.push_str(own);
        self
    }

    /// All of them, with something of this program between.
    pub fn join(parts: &[Inline], between: &'static str) -> Self {
        Self(parts.iter().map(|p| p.0.as_str()).collect::<Vec<_>>().join(between))
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A document in the making.
#[derive(Clone, Debug, Default)]
pub struct Page {
    out: String,
    in_list: bool,
}

impl Page {
    /// A heading of a level from 1.
    pub fn heading(&mut self, level: usize, title: &Inline) {
        self.gap();
        self.out.push_str(&format!("{} {}\n", "#".repeat(level.clamp(1, 6)), title.0));
    }

    /// A paragraph.
    pub fn paragraph(&mut self, text: &Inline) {
        if text.is_empty() {
            return;
        }
        self.gap();
        self.out.push_str(&text.0);
        self.out.push('\n');
    }

    /// An entry of a list, at a depth from 0.
    pub fn item(&mut self, depth: usize, text: &Inline) {
        self.entry(depth, "- ", text);
    }

    /// An entry of a list of tasks.
    pub fn task(&mut self, depth: usize, done: bool, text: &Inline) {
        self.entry(depth, if done { "- [x] " } else { "- [ ] " }, text);
    }

    /// A table; nothing when it has no rows.
    pub fn table(&mut self, heads: &[&'static str], rows: &[Vec<Inline>]) {
        if rows.is_empty() {
            return;
        }
        self.gap();
        self.out.push_str(&format!("| {} |\n|{}\n", heads.join(" | "), "---|".repeat(heads.len())));
        for row in rows {
            let cells: Vec<&str> = row.iter().map(|cell| cell.0.as_str()).collect();
            self.out.push_str(&format!("| {} |\n", cells.join(" | ")));
        }
    }

    /// The document, with a line break at its end.
    pub fn finish(self) -> String {
        self.out
    }

    fn entry(&mut self, depth: usize, mark: &str, text: &Inline) {
        if text.is_empty() {
            return;
        }
        if !self.in_list {
            self.gap();
        }
        self.in_list = true;
        self.out.push_str(&format!("{}{mark}{}\n", wording::blanks(2 * depth), text.0));
    }

    fn gap(&mut self) {
        self.in_list = false;
        if !self.out.is_empty() {
            self.out.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_stand_together_and_everything_else_apart() {
        let mut page = Page::default();
        page.heading(1, &Inline::text("a # b"));
        page.item(0, &Inline::text("one"));
        page.task(1, true, &Inline::code("x.yaml:1").with(": ").then(&Inline::text("*")));
        page.paragraph(&Inline::default());
        page.table(&["a", "b"], &[vec![Inline::text("|"), Inline::text("c").strong()]]);
        assert_eq!(page.finish(), "# a \\# b\n\n- one\n  - [x] `x.yaml:1`: \\*\n\n| a | b |\n|---|---|\n| &#124; | **c** |\n");
    }
}
