//! Comments behind values: those of neighbouring lines that stand below one another go on doing so.
//! Comments on lines of their own are placed by `layout`.

use std::collections::BTreeMap;

use super::gaps::between;
use super::layout::Layout;
use super::tokens::{Token, What};

/// How many spaces stand before a comment where that isn't one.
pub(super) fn spaces(text: &str, tokens: &[Token], layout: &Layout) -> BTreeMap<usize, usize> {
    let mut out = BTreeMap::new();
    let mut group: Vec<Behind> = Vec::new();
    for (n, token) in tokens.iter().enumerate() {
        if token.what != What::Comment || token.first {
            continue;
        }
        let line = token.start - token.column;
        let column = text.get(line..token.start).unwrap_or_default().chars().count();
        let next = Behind { n, column, width: width(text, tokens, layout, n), end: token.end };
        let goes_on = group.last().is_some_and(|last| {
            let gap = text.get(last.end..token.start).unwrap_or_default();
            last.column == column && gap.matches('\n').count() == 1
        });
        if !goes_on {
            align(&std::mem::take(&mut group), &mut out);
        }
        group.push(next);
    }
    align(&group, &mut out);
    out
}

/// A comment behind something.
struct Behind {
    n: usize,
    /// Where it stands.
    column: usize,
    /// How long its line will be without it.
    width: usize,
    end: usize,
}

fn align(group: &[Behind], out: &mut BTreeMap<usize, usize>) {
    let widest = group.iter().map(|c| c.width).max().unwrap_or_default();
    out.extend(group.iter().map(|c| (c.n, widest - c.width + 1)));
}

/// How long the line of a comment will be without it.
fn width(text: &str, tokens: &[Token], layout: &Layout, comment: usize) -> usize {
    let mut width = 0;
    let mut next = comment;
    for (n, token) in tokens.iter().enumerate().take(comment).rev() {
        let written = text.get(token.start..token.end).unwrap_or_default();
        if next != comment {
            width += tokens.get(next).map_or(0, |t| between(token.what, t.what).len());
        }
        next = n;
        if let Some((_, last)) = written.rsplit_once('\n') {
            return width + layout.further.get(n).copied().unwrap_or_default() + last.trim_start().chars().count();
        }
        width += written.chars().count();
        if token.first {
            return width + layout.indent.get(n).copied().unwrap_or_default();
        }
    }
    width
}
