//! Which lines of a text change, as `diff -u` shows them. What is secret in the two texts is masked where they were loaded.

use similar::TextDiff;

use crate::text::printable::printable;

/// The lines that change with three around them; nothing when none does.
pub fn changed(name: &str, before: &str, after: &str) -> String {
    let mut out = String::new();
    let name = printable(name);
    let diff = TextDiff::from_lines(before, after);
    for line in diff.unified_diff().header(&name, &name).to_string().split_inclusive('\n') {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        out.push_str(&printable(line));
        out.push_str(end);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_lines_have_three_around_them_and_are_printable() {
        let shown = changed("a.yaml", "1\n2\n3\n4\n5:\u{7}\r\n6\n", "1\n2\n3\n4\n5:\u{7}\n6\n");
        assert_eq!(shown, "--- a.yaml\n+++ a.yaml\n@@ -2,5 +2,5 @@\n 2\n 3\n 4\n-5:\\u{7}\\r\n+5:\\u{7}\n 6\n");
        assert_eq!(changed("a.yaml", "1\n", "1\n"), "");
    }
}
