//! Small pieces of sentences: lists, counts, quoted words.
//! The sentences themselves belong to the layers that say them.

use super::mask::masked;
use super::printable::printable;

/// The same with a capital letter at its start.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// `a, b and c`.
pub fn list_and<S: AsRef<str>>(items: &[S]) -> String {
    list(items, "and")
}

/// `a, b or c`.
pub fn list_or<S: AsRef<str>>(items: &[S]) -> String {
    list(items, "or")
}

/// `1 rule`, `3 rules`.
pub fn count(n: usize, one: &str, many: &str) -> String {
    let noun = if n == 1 { one } else { many };
    format!("{n} {noun}")
}

/// A number with a comma between its thousands.
pub fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The most blanks that stand before something on a line of output.
const WIDEST: usize = 200;

/// So many blanks, or as many as a line of output has room for: whatever the number comes from, no output gets wide by it.
pub fn blanks(columns: usize) -> String {
    " ".repeat(columns.min(WIDEST))
}

/// A word of the user in backticks, fit to print. It may be an argument or the name of a file, so that a secret in it is masked.
pub fn quote(text: &str) -> String {
    format!("`{}`", printable(&masked(text)))
}

/// The words in backticks, in order.
pub fn quote_all<S: AsRef<str>>(items: &[S]) -> Vec<String> {
    items.iter().map(|i| quote(i.as_ref())).collect()
}

fn list<S: AsRef<str>>(items: &[S], joint: &str) -> String {
    let mut out = String::new();
    for (n, item) in items.iter().enumerate() {
        match n {
            0 => {}
            _ if n + 1 == items.len() => {
                out.push(' ');
                out.push_str(joint);
                out.push(' ');
            }
            _ => out.push_str(", "),
        }
        out.push_str(item.as_ref());
    }
    out
}

/// A text without blanks around it, and on one line: titles stand in the lines of others.
pub fn one_line(text: &str) -> String {
    let text = text.trim();
    if text.contains(|c: char| c.is_whitespace() && c != ' ') {
        return text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_read_as_in_a_sentence() {
        assert_eq!(list_and::<&str>(&[]), "");
        assert_eq!(list_and(&["a"]), "a");
        assert_eq!(list_and(&["a", "b"]), "a and b");
        assert_eq!(list_or(&["a", "b", "c"]), "a, b or c");
    }

    #[test]
    fn counts_agree_with_their_noun() {
        assert_eq!(count(1, "rule", "rules"), "1 rule");
        assert_eq!(count(0, "rule", "rules"), "0 rules");
    }

    #[test]
    fn thousands_are_told_apart() {
        assert_eq!([0, 999, 1000, 9_800, 16_777_216].map(grouped), ["0", "999", "1,000", "9,800", "16,777,216"]);
    }

    #[test]
    fn no_number_makes_a_line_wide() {
        assert_eq!(blanks(3), "   ");
        assert_eq!(blanks(usize::MAX).len(), WIDEST);
    }

    #[test]
    fn quoted_words_are_printable() {
        assert_eq!(quote("a\nb"), "`a\\nb`");
        assert_eq!(quote_all(&["x", "y"]), ["`x`", "`y`"]);
    }
}
