//! Colours by meaning, and none where none are wanted.
//! Whether they are wanted is the command line's business.

use anstyle::{AnsiColor, Style};

use crate::decision::Verdict;
use crate::text::printable::COLOUR;

/// How many characters of a text are seen: colours are not.
pub fn visible(text: &str) -> usize {
    let mut count = 0;
    let mut escape = false;
    for c in text.chars() {
        match (escape, c) {
            (false, COLOUR) => escape = true,
            (true, 'm') => escape = false,
            (true, _) => {}
            (false, _) => count += 1,
        }
    }
    count
}

/// The escapes of a colour in the form that only this program can write; they become what a terminal reads when they are printed.
pub fn mark(escapes: &str) -> String {
    escapes.replace('\u{1b}', COLOUR.encode_utf8(&mut [0; 4]))
}

/// Puts colours into text, or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paint {
    /// Whether colours are wanted.
    pub colour: bool,
}

impl Paint {
    /// A heading.
    pub fn heading(self, text: &str) -> String {
        self.with(Style::new().bold(), text)
    }

    /// Something that is in the background: places, ids.
    pub fn faint(self, text: &str) -> String {
        self.with(Style::new().dimmed(), text)
    }

    /// Something that forbids.
    pub fn forbids(self, text: &str) -> String {
        self.with(AnsiColor::Red.on_default().bold(), text)
    }

    /// Something to do.
    pub fn asks(self, text: &str) -> String {
        self.with(AnsiColor::Cyan.on_default(), text)
    }

    /// Something that waits.
    pub fn waits(self, text: &str) -> String {
        self.with(AnsiColor::Yellow.on_default(), text)
    }

    /// Something that is fine.
    pub fn fine(self, text: &str) -> String {
        self.with(AnsiColor::Green.on_default(), text)
    }

    /// The verdict.
    pub fn verdict(self, verdict: Verdict) -> String {
        let style = match verdict {
            Verdict::Clear | Verdict::Prepare => AnsiColor::Green.on_default().bold(),
            Verdict::StageFirst => AnsiColor::Yellow.on_default().bold(),
            Verdict::Hold { .. } | Verdict::Decide | Verdict::RollBack => AnsiColor::Red.on_default().bold(),
        };
        self.with(style, verdict.headline())
    }

    fn with(self, style: Style, text: &str) -> String {
        if self.colour {
            format!("{}{text}{}", mark(&style.render().to_string()), mark(&style.render_reset().to_string()))
        } else {
            text.to_owned()
        }
    }
}
