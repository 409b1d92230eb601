//! How far every line is indented: two columns for each level, lists below their key too.
//! What stands between the marks of one line is `gaps`' business.

use super::tokens::{Token, What};

/// How far one level of nesting is indented.
pub(super) const STEP: usize = 2;

/// Where things belong.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// For each token its column when it is the first of its line.
    pub indent: Vec<usize>,
    /// For each token where the further lines of a text over several lines begin; the content of a block scalar too.
    pub further: Vec<usize>,
    /// For each token the column that it has now of the collection it stands in.
    pub parent: Vec<usize>,
    /// The dashes of the lists below a key of the outermost mapping, with the key's token.
    pub elements: Vec<(usize, usize)>,
}

/// A block collection that is open.
#[derive(Clone, Copy, Debug)]
struct Level {
    was: usize,
    now: usize,
    list: bool,
}

/// Finds where every token belongs.
pub(super) fn layout(tokens: &[Token]) -> Layout {
    let mut walk = Walk::default();
    for (n, token) in tokens.iter().enumerate() {
        if token.what == What::Comment {
            walk.out.indent.push(0);
            walk.out.further.push(0);
            walk.out.parent.push(0);
            if token.first {
                walk.comments.push((n, token.column));
            }
            continue;
        }
        let before = if walk.comments.is_empty() { Vec::new() } else { walk.levels.clone() };
        let in_flow = walk.brackets.last().copied();
        let next = tokens.get(n + 1..).unwrap_or_default();
        let indent = walk.token(n, token, next);
        walk.place_comments(&before, in_flow, token.column, indent);
        walk.out.indent.push(indent);
        let top = walk.levels.last();
        let inside = walk.brackets.last().map_or_else(|| top.map_or(0, |l| l.now + STEP), |_| walk.line + STEP);
        walk.out.further.push(inside);
        walk.out.parent.push(top.map_or(0, |l| l.was));
        if token.what != What::Property {
            walk.last = Some(token.what);
        }
    }
    let before = walk.levels.clone();
    walk.place_comments(&before, None, 0, 0);
    walk.out
}

#[derive(Default)]
struct Walk {
    levels: Vec<Level>,
    /// The columns that the brackets that are open count from.
    brackets: Vec<usize>,
    /// The column that brackets opened on this line count from.
    line: usize,
    /// The token before this one that is no comment, anchor or tag.
    last: Option<What>,
    /// A key whose level was opened by an anchor or tag before it.
    opened: bool,
    /// The key of the outermost mapping that was read last.
    key: usize,
    /// Comments on lines of their own that wait for what follows them.
    comments: Vec<(usize, usize)>,
    out: Layout,
}

impl Walk {
    /// Where a token belongs when it is the first of its line.
    fn token(&mut self, n: usize, token: &Token, next: &[Token]) -> usize {
        if !self.brackets.is_empty() {
            return self.in_brackets(token);
        }
        let inner = self.levels.last().map_or(0, |l| l.now + STEP);
        match token.what {
            What::Marker => {
                self.levels.clear();
                0
            }
            What::Dash => {
                let now = self.dash(token.column);
                if self.levels.len() == 2 {
                    self.out.elements.push((n, self.key));
                }
                now
            }
            What::Key => {
                let now = if std::mem::take(&mut self.opened) {
                    self.levels.last().map_or(0, |l| l.now)
                } else {
                    self.key(token.column)
                };
                if self.levels.len() == 1 {
                    self.key = n;
                }
                now
            }
            What::Property => {
                // An anchor or tag of a key stands where the mapping begins.
                let named = next.iter().take_while(|t| !t.first).find(|t| t.what != What::Property);
                if named.is_some_and(|t| t.what == What::Key) && !self.opened {
                    self.opened = true;
                    return self.key(token.column);
                }
                inner
            }
            What::Open(_) => {
                let base = match self.last {
                    _ if token.first => inner,
                    Some(What::Dash) => inner,
                    _ => self.levels.last().map_or(0, |l| l.now),
                };
                self.brackets.push(base);
                self.line = base;
                inner
            }
            _ => inner,
        }
    }

    fn in_brackets(&mut self, token: &Token) -> usize {
        let base = self.brackets.last().copied().unwrap_or_default();
        let indent = if matches!(token.what, What::Close(_)) { base } else { base + STEP };
        if token.first {
            self.line = indent;
        }
        match token.what {
            What::Open(_) => self.brackets.push(self.line),
            What::Close(_) => {
                self.brackets.pop();
            }
            _ => {}
        }
        indent
    }

    fn dash(&mut self, column: usize) -> usize {
        while self.levels.last().is_some_and(|l| l.was > column) {
            self.levels.pop();
        }
        match self.levels.last() {
            Some(level) if level.was == column && level.list => level.now,
            _ => self.open(column, true),
        }
    }

    fn key(&mut self, column: usize) -> usize {
        // A list may stand at the column of the key it belongs to.
        while self.levels.last().is_some_and(|l| l.was > column || (l.was == column && l.list)) {
            self.levels.pop();
        }
        match self.levels.last() {
            Some(level) if level.was == column => level.now,
            _ => self.open(column, false),
        }
    }

    fn open(&mut self, was: usize, list: bool) -> usize {
        let now = self.levels.last().map_or(0, |l| l.now + STEP);
        self.levels.push(Level { was, now, list });
        now
    }

    /// Comments go with what follows them, unless they were indented further: then with what they follow.
    fn place_comments(&mut self, before: &[Level], bracket: Option<usize>, was: usize, now: usize) {
        for (n, column) in std::mem::take(&mut self.comments) {
            let indent = if let Some(base) = bracket {
                base + STEP
            } else if column <= was {
                now
            } else {
                // Below a block scalar it would be one more line of it.
                let waits = matches!(self.last, Some(What::Colon | What::Dash));
                let below = |top: &&Level| (waits || (top.list && self.last != Some(What::Block))) && column > top.was;
                let child = before.last().filter(below).map(|top| top.now + STEP);
                let level = before.iter().rfind(|l| l.was <= column).filter(|l| l.was > was).map(|l| l.now);
                child.or(level).unwrap_or(now)
            };
            if let Some(slot) = self.out.indent.get_mut(n) {
                *slot = indent;
            }
        }
    }
}
