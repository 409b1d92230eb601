//! Writes HTML and SVG so that nothing in a text can become markup: names of elements and attributes are constants of the program,
//! every text and value is escaped on its way in, and what is opened is closed. What a page says is the business of its format.
//!
//! It stands in the place of a template engine: a page and a picture share it, there is nothing that could fail while a page is
//! made, and no text can be forgotten to be escaped, because there is no way to write one that isn't.

use std::fmt::Display;

use crate::text::printable::printable;

/// Markup that is being written.
#[derive(Debug, Default)]
pub struct Markup {
    out: String,
}

/// An element whose attributes are being written; it ends with its content.
#[derive(Debug)]
#[must_use]
pub struct Tag<'m> {
    markup: &'m mut Markup,
    name: &'static str,
}

impl Markup {
    /// What was written.
    pub fn finish(self) -> String {
        self.out
    }

    /// Begins an element.
    pub fn tag(&mut self, name: &'static str) -> Tag<'_> {
        self.out.push('<');
        self.out.push_str(name);
        Tag { markup: self, name }
    }

    /// An element without attributes that holds a text.
    pub fn line(&mut self, name: &'static str, text: &str) {
        self.tag(name).text(text);
    }

    /// A text.
    pub fn text(&mut self, text: &str) {
        escape(&printable(text), &mut self.out);
    }

    /// A constant of the program that is markup already: a style sheet, the head of a page.
    pub fn constant(&mut self, markup: &'static str) {
        self.out.push_str(markup);
    }

    /// A style sheet. Whoever makes one makes it from constants and numbers.
    pub fn style(&mut self, css: &str) {
        self.out.push_str("<style>\n");
        // An angle bracket could only come from a mistake, and must not end the element then.
        self.out.extend(css.chars().filter(|c| *c != '<'));
        self.out.push_str("</style>\n");
    }

    /// A line break in the markup, for those who read its source.
    pub fn newline(&mut self) {
        self.out.push('\n');
    }
}

impl Tag<'_> {
    /// Writes an attribute.
    pub fn attr(self, name: &'static str, value: impl Display) -> Self {
        let value = value.to_string();
        self.markup.out.push(' ');
        self.markup.out.push_str(name);
        self.markup.out.push_str("=\"");
        escape(&printable(&value), &mut self.markup.out);
        self.markup.out.push('"');
        self
    }

    /// Writes an attribute where there is a value.
    pub fn maybe(self, name: &'static str, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.attr(name, value),
            None => self,
        }
    }

    /// The element's class.
    pub fn class(self, class: impl Display) -> Self {
        self.attr("class", class)
    }

    /// Where a link leads: always a place in the same document.
    pub fn to(self, id: &str) -> Self {
        self.attr("href", format_args!("#{id}"))
    }

    /// The element with this content.
    pub fn with(self, content: impl FnOnce(&mut Markup)) {
        self.markup.out.push('>');
        content(self.markup);
        self.markup.out.push_str("</");
        self.markup.out.push_str(self.name);
        self.markup.out.push('>');
    }

    /// The element with a text in it.
    pub fn text(self, text: &str) {
        self.with(|m| m.text(text));
    }

    /// The element without content, in the form that both HTML and XML read.
    pub fn empty(self) {
        self.markup.out.push_str("/>");
    }
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // XML has no way to write these two, not even escaped.
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Markup;

    #[test]
    fn no_text_and_no_value_becomes_markup() {
        let mut m = Markup::default();
        m.tag("p").attr("title", "\" onload='x'").text("<script>alert(1)</script> & \u{202e}so");
        assert_eq!(
            m.finish(),
            "<p title=\"&quot; onload=&#39;x&#39;\">&lt;script&gt;alert(1)&lt;/script&gt; &amp; \\u{202e}so</p>"
        );
    }

    #[test]
    fn links_stay_in_the_document() {
        let mut m = Markup::default();
        m.tag("a").to("javascript:alert(1)").text("x");
        assert_eq!(m.finish(), "<a href=\"#javascript:alert(1)\">x</a>");
    }

    #[test]
    fn a_style_sheet_can_not_end_its_element() {
        let mut m = Markup::default();
        m.style("p { } </style><script>");
        assert_eq!(m.finish(), "<style>\np { } /style>script></style>\n");
    }
}
