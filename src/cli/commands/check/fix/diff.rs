//! The difference between two texts, line by line, in the unified form. The new text differs from the old one inside of lines, and
//! may have one line more at its beginning; that is all that fixes do.

/// Lines that are shown around a change.
const AROUND: usize = 3;

/// The difference; empty where there is none.
pub(super) fn unified(name: &str, old: &str, new: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let more = new.len().saturating_sub(old.len());
    let changed: Vec<usize> =
        old.iter().enumerate().filter(|(n, line)| new.get(n + more) != Some(line)).map(|(n, _)| n).collect();
    if changed.is_empty() && more == 0 {
        return String::new();
    }
    let mut out = format!("--- {name}\n+++ {name}\n");
    let mut at = 0;
    while at < old.len() || (at == 0 && more > 0) {
        let next = changed.partition_point(|n| *n < at);
        let first = changed.get(next).copied();
        let start = if at == 0 && more > 0 { 0 } else { first.map_or(old.len(), |n| n.saturating_sub(AROUND).max(at)) };
        if start >= old.len() && !(at == 0 && more > 0) {
            break;
        }
        // A hunk goes on as long as the next change is near.
        let mut last = if at == 0 && more > 0 { 0 } else { first.unwrap_or(start) };
        let near = changed.iter().skip(changed.partition_point(|n| *n <= last));
        for next in near {
            if *next > last + 2 * AROUND {
                break;
            }
            last = *next;
        }
        let end = (last + AROUND + 1).min(old.len());
        out.push_str(&hunk(&old, &new, start..end, if at == 0 { more } else { 0 }, more));
        at = end.max(1);
    }
    out
}

/// The lines of the old text in the range, with their changes; `added` lines come before the first.
fn hunk(old: &[&str], new: &[&str], range: std::ops::Range<usize>, added: usize, more: usize) -> String {
    let (start, end) = (range.start, range.end);
    let length = end - start;
    let from = if added > 0 { 1 } else { start + 1 + more };
    let mut out = format!("@@ -{},{length} +{from},{} @@\n", start + 1, length + added);
    let line = |sign: char, text: &str| format!("{sign}{}\n", crate::text::printable::printable(text.trim_end_matches('\r')));
    new.iter().take(added).for_each(|text| out.push_str(&line('+', text)));
    for n in range {
        let (before, after) = (old.get(n).copied().unwrap_or_default(), new.get(n + more).copied().unwrap_or_default());
        if before == after {
            out.push_str(&line(' ', before));
        } else {
            out.push_str(&line('-', before));
            out.push_str(&line('+', after));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(count: usize) -> String {
        (1..=count).map(|n| format!("{n}\n")).collect()
    }

    #[test]
    fn changes_that_are_near_share_a_hunk() {
        let old = lines(20);
        let new = old.replace("\n5\n", "\nfive\n").replace("\n8\n", "\neight\n").replace("\n18\n", "\neighteen\n");
        assert_eq!(
            unified("a.yaml", &old, &new),
            "--- a.yaml\n+++ a.yaml\n@@ -2,10 +2,10 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n-8\n+eight\n 9\n 10\n 11\n@@ -15,6 +15,6 @@\n 15\n 16\n 17\n-18\n+eighteen\n 19\n 20\n"
        );
    }

    #[test]
    fn a_line_at_the_beginning_is_added() {
        let old = lines(6);
        assert_eq!(
            unified("a.yaml", &old, &format!("new\n{old}")),
            "--- a.yaml\n+++ a.yaml\n@@ -1,4 +1,5 @@\n+new\n 1\n 2\n 3\n 4\n"
        );
        assert_eq!(unified("a.yaml", &old, &old), "");
    }
}
