//! What stands between the marks: one space or none, one line break or one blank line; and the lines inside of texts.
//! How far a line is indented is said by `layout`.

use super::comments;
use super::layout::Layout;
use super::tokens::{Token, What};
use crate::document::edit::Splice;

/// The splices that give a text its layout, in order. All of them replace white space by white space.
pub(super) fn splices(text: &str, tokens: &[Token], layout: &Layout, blank_before: &[usize]) -> Vec<Splice> {
    let mut out = Vec::new();
    let spaces = comments::spaces(text, tokens, layout);
    let mut at = 0;
    let mut before: Option<(usize, &Token)> = None;
    for (n, token) in tokens.iter().enumerate() {
        let gap = text.get(at..token.start).unwrap_or_default();
        let indent = " ".repeat(layout.indent.get(n).copied().unwrap_or_default());
        let wanted = match before {
            None => indent,
            Some((m, last)) if token.first => {
                let breaks = if gap.matches('\n').count() > 1 || blank_before.binary_search(&n).is_ok() { "\n\n" } else { "\n" };
                let lines = kept_lines(text, last, m, layout, gap).unwrap_or_else(|| breaks.to_owned());
                format!("{lines}{indent}")
            }
            Some((_, last)) => spaces.get(&n).map_or_else(|| between(last.what, token.what).to_owned(), |n| " ".repeat(*n)),
        };
        put(&mut out, at, gap, wanted);
        inside(text, n, token, layout, &mut out);
        at = token.end;
        before = Some((n, token));
    }
    let rest = text.get(at..).unwrap_or_default();
    let end = before.and_then(|(m, last)| kept_lines(text, last, m, layout, rest)).unwrap_or_else(|| "\n".to_owned());
    put(&mut out, at, rest, end);
    out
}

fn put(out: &mut Vec<Splice>, at: usize, found: &str, wanted: String) {
    if found != wanted {
        out.push(Splice { start: at, end: at + found.len(), text: wanted });
    }
}

/// What stands between two marks of one line.
pub(super) fn between(last: What, next: What) -> &'static str {
    match (last, next) {
        (_, What::Comment) => " ",
        (What::Open(_), What::Close(_)) => "",
        (What::Open(b'{'), _) | (_, What::Close(b'}')) => " ",
        (What::Open(_), _) | (_, What::Close(_)) => "",
        (What::Colon, What::Comma) => " ",
        (_, What::Comma) | (What::Key, What::Colon) => "",
        _ => " ",
    }
}

/// The lines below a block scalar up to the next mark, where they are part of what it says.
fn kept_lines(text: &str, token: &Token, n: usize, layout: &Layout, gap: &str) -> Option<String> {
    if token.what != What::Block {
        return None;
    }
    let block = Block::of(text, token, layout.parent.get(n).copied().unwrap_or_default());
    let lines = gap.rfind('\n').map_or("", |n| gap.get(..=n).unwrap_or_default());
    let longer = lines.lines().any(|line| line.trim_end_matches('\r').len() > block.indent.unwrap_or(usize::MAX));
    (block.keeps || longer).then(|| lines.replace('\r', ""))
}

/// The header of a block scalar.
struct Block {
    /// The end of the line of the header.
    header: usize,
    /// How many columns the header says, if it does.
    said: Option<usize>,
    /// Where its content begins; none when there is no content.
    indent: Option<usize>,
    /// Whether blank lines at its end are content.
    keeps: bool,
}

impl Block {
    fn of(text: &str, token: &Token, parent: usize) -> Self {
        let written = text.get(token.start..token.end).unwrap_or_default();
        let (head, body) = written.split_once('\n').unwrap_or((written, ""));
        let marks: String = head.chars().skip(1).take_while(|c| !c.is_whitespace()).collect();
        let said = marks.chars().find_map(|c| c.to_digit(10)).and_then(|n| usize::try_from(n).ok());
        let first = body.lines().find(|line| !line.trim().is_empty());
        let indent = said.map(|n| parent + n).or_else(|| first.map(|line| line.len() - line.trim_start_matches(' ').len()));
        Self { header: token.start + head.len(), said, indent, keeps: marks.contains('+') }
    }
}

/// The lines inside of a text.
fn inside(text: &str, n: usize, token: &Token, layout: &Layout, out: &mut Vec<Splice>) {
    let further = layout.further.get(n).copied().unwrap_or_default();
    match token.what {
        What::Block => {
            let block = Block::of(text, token, layout.parent.get(n).copied().unwrap_or_default());
            let Some(was) = block.indent else { return };
            let now = block.said.map_or(further, |said| (further + said).saturating_sub(super::layout::STEP));
            let head = text.get(token.start..block.header).unwrap_or_default();
            let trimmed = head.trim_end();
            put(out, token.start + trimmed.len(), head.get(trimmed.len()..).unwrap_or_default(), String::new());
            for (at, line) in lines(text, block.header, token.end) {
                let body = line.trim_end_matches('\r');
                let spaces = body.len() - body.trim_start_matches(' ').len();
                let blank = spaces == body.len() && spaces <= was;
                let (found, wanted) = if blank { (spaces, 0) } else { (was.min(spaces), now) };
                put(out, at, body.get(..found).unwrap_or_default(), " ".repeat(wanted));
                put(out, at + body.len(), line.get(body.len()..).unwrap_or_default(), String::new());
            }
        }
        What::Text | What::Key => {
            let written = text.get(token.start..token.end).unwrap_or_default();
            let Some(first) = written.find('\n') else { return };
            end_of_line(written, token.start, written.get(..first).unwrap_or_default(), out);
            let last = written.rfind('\n').map_or(0, |n| token.start + n + 1);
            for (at, line) in lines(text, token.start + first, token.end) {
                let body = line.trim_start();
                if body.is_empty() && at < last {
                    put(out, at, line, String::new());
                    continue;
                }
                put(out, at, line.get(..line.len() - body.len()).unwrap_or_default(), " ".repeat(further));
                if at < last {
                    end_of_line(written, at + line.len() - body.len(), body, out);
                }
            }
        }
        _ => {}
    }
}

/// Takes away the white space at the end of a line that is not the last of a text, unless a backslash stands before it.
fn end_of_line(written: &str, at: usize, line: &str, out: &mut Vec<Splice>) {
    let trimmed = line.trim_end();
    let escaped = written.starts_with('"') && trimmed.ends_with('\\');
    let kept = if escaped { line.trim_end_matches('\r') } else { trimmed };
    put(out, at + kept.len(), line.get(kept.len()..).unwrap_or_default(), String::new());
}

/// The lines behind the line break at `from`, with their first bytes.
fn lines(text: &str, from: usize, to: usize) -> impl Iterator<Item = (usize, &str)> {
    let mut at = from + 1;
    text.get(at..to).unwrap_or_default().split('\n').map(move |line| {
        let start = at;
        at += line.len() + 1;
        (start, line)
    })
}
