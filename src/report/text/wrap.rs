//! Breaks text into lines between words; a word that is too long stands alone.
//! Widths count characters; what they look like is the terminal's business.

use crate::text::wording::blanks;

/// The width of a line, for people and for tests.
pub const WIDTH: usize = 80;

/// The text in lines of at most `width` characters, each with `indent` spaces before it; every line ends with a newline.
pub fn wrapped(text: &str, indent: usize, width: usize) -> String {
    let mut out = String::new();
    let room = width.saturating_sub(indent).max(20);
    let mut line = String::new();
    for word in text.split_whitespace() {
        // A line that begins so is a command to the runner of workflows, whatever stands before it in the sentence.
        let commands = word.starts_with("::");
        if !line.is_empty() && !commands && line.chars().count() + 1 + word.chars().count() > room {
            push(&mut out, indent, &line);
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        push(&mut out, indent, &line);
    }
    out
}

fn push(out: &mut String, indent: usize, line: &str) {
    out.push_str(&blanks(indent));
    out.push_str(line);
    out.push('\n');
}

/// Two texts at both ends of a line; the right one moves to a line of its own where they don't fit.
pub fn both_ends(left: &str, right: &str, width: usize) -> String {
    let used = left.chars().count() + right.chars().count();
    if right.is_empty() {
        return format!("{left}\n");
    }
    if used + 2 > width {
        return format!("{left}\n{}{right}\n", blanks(width.saturating_sub(right.chars().count())));
    }
    format!("{left}{}{right}\n", blanks(width.saturating_sub(used)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrapped("one two three four five six", 2, 22), "  one two three four\n  five six\n");
        assert_eq!(wrapped("", 2, 40), "");
        assert_eq!(wrapped("one two three four ::error::five six", 2, 22), "  one two three four ::error::five\n  six\n");
    }

    #[test]
    fn ends_that_do_not_fit_take_two_lines() {
        assert_eq!(both_ends("left", "right", 12), "left   right\n");
        assert_eq!(both_ends("a long left side", "right", 18), "a long left side\n             right\n");
    }
}
