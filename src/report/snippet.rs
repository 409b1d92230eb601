//! The lines of a document that facts stand in, for an explanation: several places in one picture.
//! It borrows the drawing of `terminal`, without a headline.

use crate::diagnostic::{Code, Diagnostic, Label};
use crate::report::terminal::{Style, render};
use crate::text::{Sources, Span};

/// The places with what is true there, drawn; empty when there are none.
pub fn snippet(places: &[(Span, String)], sources: &Sources, style: &Style) -> String {
    if places.is_empty() {
        return String::new();
    }
    let mut shown = Diagnostic::new(Code::UnreadableFile, String::new());
    shown.labels = places.iter().map(|(span, text)| Label { span: *span, text: text.clone() }).collect();
    let drawn = render(&shown, sources, style);
    // What stands above the frame is the empty headline.
    let from = drawn.lines().position(|l| l.trim_start().starts_with(['╭', ','])).unwrap_or(0);
    drawn.lines().skip(from).map(|l| format!("{l}\n")).collect()
}
