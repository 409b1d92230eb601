//! Finds the values of secret keys in text that nobody has parsed yet: block lines, flow mappings, JSON, block scalars, comments, prose.
//! Tolerant by design: text with syntax errors must not leak either. Which keys are secret is `words`' business.

use super::super::nothing::is_bare;
use super::words::Words;
use std::ops::Range;

/// The values of secret keys, in no particular order; a range may cover several lines.
pub(super) fn find(text: &str, words: &Words) -> Vec<Range<usize>> {
    let mut scan =
        Scan { text, bytes: text.as_bytes(), words, deep: !declares(text), found: Vec::new(), under: None, explicit: false };
    scan.lines();
    scan.found
}

/// The lines below a secret key that belong to its value.
#[derive(Clone, Copy)]
struct Under {
    /// Column of the key.
    column: usize,
    /// Nothing stood behind the key: a list may follow at the key's own column.
    list: bool,
}

struct Scan<'a> {
    text: &'a str,
    bytes: &'a [u8],
    words: &'a Words,
    /// Whether a mapping below a secret key is secret as a whole. Not in policies, where keys are names: a task `revoke-key`.
    deep: bool,
    found: Vec<Range<usize>>,
    under: Option<Under>,
    /// The last line was `? secret-word`; its value comes behind a colon on a line of its own.
    explicit: bool,
}

impl Scan<'_> {
    fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    fn slice(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or_default()
    }

    fn lines(&mut self) {
        let mut at = 0;
        while at < self.bytes.len() {
            let next = self.line(at);
            at = next.max(at + 1);
        }
    }

    /// Reads what begins on this line and gives the byte from which to go on.
    fn line(&mut self, start: usize) -> usize {
        let end = self.line_end(start);
        let mut at = self.skip_blanks(start);
        if at >= end {
            return end + 1;
        }
        let indent = at - start;
        let dash = self.is_indicator(at, b'-');
        if let Some(under) = self.under
            && (indent < under.column || (indent == under.column && !(under.list && dash)))
        {
            self.under = None;
        }
        if self.byte(at) == Some(b'#') {
            self.comment(at, end);
            return end + 1;
        }
        if indent == 0 && self.slice(at..end).starts_with("---") && self.byte(at + 3).is_none_or(is_space) {
            at = self.skip_blanks(at + 3);
        }
        let mut explicit = false;
        let mut secret = self.under.is_some();
        let mut parent = indent;
        loop {
            let item = self.is_indicator(at, b'-');
            if item || self.is_indicator(at, b'?') {
                explicit |= !item;
            } else if self.is_indicator(at, b':') && self.explicit {
                secret = true;
                self.under = Some(Under { column: indent, list: true });
            } else {
                break;
            }
            parent = at - start;
            at = self.skip_blanks(at + 1);
        }
        if at >= end {
            return end + 1;
        }
        self.explicit = explicit && self.words.is_secret(unquoted(self.slice(at..end).trim()));
        self.node(at, Place { end, column: at - start, parent }, secret)
    }

    /// A value or a key with its value, in block style. Gives the byte from which to go on.
    fn node(&mut self, at: usize, place: Place, secret: bool) -> usize {
        let at = self.skip_properties(at, place.end);
        match self.byte(at) {
            None => place.end + 1,
            Some(b'#') if self.byte(at.wrapping_sub(1)).is_none_or(is_space) => {
                self.comment(at, place.end);
                place.end + 1
            }
            Some(b'|' | b'>') if self.is_block_header(at, place.end) => self.block_scalar(place, secret),
            Some(b'{' | b'[') => {
                let after = self.flow(at, secret);
                self.rest(after)
            }
            Some(quote @ (b'"' | b'\'')) => self.quoted(at, quote, place, secret),
            Some(_) => self.plain(at, place, secret),
        }
    }

    fn quoted(&mut self, at: usize, quote: u8, place: Place, secret: bool) -> usize {
        let Some(close) = self.closing_quote(at, quote) else {
            // Never closed: the line is a syntax error, and must still not leak.
            if !secret {
                return self.plain(at + 1, place, secret);
            }
            self.found.push(at + 1..place.end);
            return place.end + 1;
        };
        let colon = self.skip_blanks(close + 1);
        if self.byte(colon) == Some(b':') && close < place.end {
            let key = self.words.is_secret(self.slice(at + 1..close));
            let inherited = self.inherit(secret);
            return self.value(colon + 1, place, inherited || key);
        }
        self.text_or_secret(at + 1..close, secret, false);
        self.rest(close + 1)
    }

    fn plain(&mut self, at: usize, place: Place, secret: bool) -> usize {
        let end = self.comment_start(at, place.end);
        if let Some(colon) = self.key_colon(at, end) {
            let key = self.words.is_secret(self.slice(at..colon));
            let inherited = self.inherit(secret);
            return self.value(colon + 1, place, inherited || key);
        }
        self.text_or_secret(at..end, secret, true);
        self.comment(end, place.end);
        place.end + 1
    }

    /// Whether the value of a key is secret because it stands below a secret key.
    fn inherit(&mut self, secret: bool) -> bool {
        if secret && !self.deep {
            self.under = None;
        }
        secret && self.deep
    }

    /// What stands behind a key's colon.
    fn value(&mut self, at: usize, key: Place, secret: bool) -> usize {
        let at = self.skip_blanks(at);
        let empty = at >= key.end || self.byte(at) == Some(b'#');
        if secret && self.under.is_none_or(|u| u.column >= key.column) {
            self.under = Some(Under { column: key.column, list: empty });
        }
        let place = Place { parent: key.column, ..key };
        let begins = self.skip_properties(at, key.end);
        let structured = matches!(self.byte(begins), Some(b'{' | b'[' | b'"' | b'\'' | b'#'))
            || (matches!(self.byte(begins), Some(b'|' | b'>')) && self.is_block_header(begins, key.end));
        if !secret || empty || structured {
            return if empty { self.rest(at) } else { self.node(at, place, secret) };
        }
        let end = self.comment_start(begins, key.end);
        self.secret(begins..end);
        self.comment(end, key.end);
        key.end + 1
    }

    /// The lines of a block scalar: all that are indented deeper than its parent.
    fn block_scalar(&mut self, place: Place, secret: bool) -> usize {
        let mut at = place.end + 1;
        while at < self.bytes.len() {
            let end = self.line_end(at);
            let begins = self.skip_blanks(at);
            if begins < end && begins - at <= place.parent {
                return at;
            }
            if secret {
                self.found.push(begins..end);
            } else {
                self.prose(begins..end, true);
            }
            at = end + 1;
        }
        at
    }

    /// A flow collection or JSON, to its closing bracket. Gives the byte behind it.
    fn flow(&mut self, start: usize, secret: bool) -> usize {
        let mut stack: Vec<bool> = Vec::new();
        // Whether the value that comes next belongs to a secret key.
        let mut pending = secret;
        let mut at = start;
        while let Some(byte) = self.byte(at) {
            let inherited = stack.last().copied().unwrap_or(secret);
            match byte {
                b'{' | b'[' => {
                    stack.push((pending || inherited) && (self.deep || byte == b'['));
                    pending = false;
                    at += 1;
                }
                b'}' | b']' => {
                    stack.pop();
                    pending = false;
                    at += 1;
                    if stack.is_empty() {
                        return at;
                    }
                }
                b',' => {
                    pending = false;
                    at += 1;
                }
                b'#' if self.byte(at.wrapping_sub(1)).is_none_or(is_space) => {
                    let end = self.line_end(at);
                    self.comment(at, end);
                    at = end;
                }
                b'"' | b'\'' => {
                    let Some(close) = self.closing_quote(at, byte) else {
                        at += 1;
                        continue;
                    };
                    let next = self.skip_space(close + 1);
                    if self.byte(next) == Some(b':') {
                        pending = self.words.is_secret(self.slice(at + 1..close));
                        at = next + 1;
                    } else {
                        self.text_or_secret(at + 1..close, pending || inherited, false);
                        at = close + 1;
                    }
                }
                _ if is_space(byte) => at += 1,
                b'&' | b'!' => at = self.skip_properties(at, self.line_end(at)).max(at + 1),
                _ => {
                    let end = self.flow_plain_end(at);
                    let next = self.skip_space(end);
                    if self.byte(next) == Some(b':') {
                        pending = self.words.is_secret(self.slice(at..end));
                        at = next + 1;
                    } else {
                        self.text_or_secret(at..end, pending || inherited, true);
                        at = end.max(at + 1);
                    }
                }
            }
        }
        at
    }

    /// What follows a closed value on its line: a comment, or nothing that YAML allows.
    fn rest(&mut self, at: usize) -> usize {
        let end = self.line_end(at);
        let begins = self.skip_blanks(at);
        if begins < end {
            match self.byte(begins) {
                Some(b'#') => self.comment(begins, end),
                _ => self.prose(begins..end, true),
            }
        }
        end + 1
    }

    fn comment(&mut self, start: usize, end: usize) {
        if start < end {
            self.mentions(start..end, |_| true);
        }
    }

    fn text_or_secret(&mut self, range: Range<usize>, secret: bool, leading: bool) {
        if secret {
            self.secret(range);
        } else {
            self.prose(range, leading);
        }
    }

    /// Masks a secret's value, unless it is a word that states only whether there is one.
    fn secret(&mut self, range: Range<usize>) {
        let value = self.slice(range.clone()).trim();
        if !is_readable(value) {
            self.found.push(range);
        }
    }

    /// Free text: `password=…` within it is masked; a secret word that opens it takes the whole rest.
    fn prose(&mut self, range: Range<usize>, leading: bool) {
        let first = self.skip_blanks(range.start);
        self.mentions(range, |start| leading && start == first);
    }

    /// Finds `word: value` and `word=value` of secret words. Where `whole` holds of the word's place, the value is all the rest;
    /// elsewhere it is one run of characters, and must look like a value rather than like the next word of a sentence.
    fn mentions(&mut self, range: Range<usize>, whole: impl Fn(usize) -> bool) {
        let mut at = range.start;
        while at < range.end {
            let start = at;
            at = self.run(at, range.end, is_word);
            if at == start {
                at += 1;
                continue;
            }
            let sign = self.run(at, range.end, is_wrapping);
            let separator = self.byte(sign).filter(|b| sign < range.end && b":=".contains(b));
            let word_start = start + escape(self.bytes, start).min(at - start);
            let word = self.slice(word_start..at);
            let bearer =
                separator.is_none() && sign > at && (word.eq_ignore_ascii_case("bearer") || word.eq_ignore_ascii_case("basic"));
            if !(bearer || (separator.is_some() && self.words.is_secret(word))) {
                continue;
            }
            let begins = self.run(if bearer { sign } else { sign + 1 }, range.end, is_wrapping);
            let strict = bearer || (separator == Some(b':') && is_common(word));
            if !bearer && whole(start) {
                self.secret(begins..range.end);
                return;
            }
            let end = self.run(begins, range.end, |b| !is_space(b) && !b"\"'`\\,;)}]&".contains(&b));
            let value = self.slice(begins..end);
            let begins_scheme = value.eq_ignore_ascii_case("bearer") || value.eq_ignore_ascii_case("basic");
            if !begins_scheme && !value.is_empty() && (!strict || value.len() >= 20 || value.bytes().any(|b| b.is_ascii_digit()))
            {
                self.secret(begins..end);
                at = end;
            } else {
                at = begins.max(at);
            }
        }
    }

    // Small readers.

    fn line_end(&self, at: usize) -> usize {
        self.run(at, self.bytes.len(), |b| b != b'\n' && b != b'\r')
    }

    fn skip_blanks(&self, at: usize) -> usize {
        self.run(at, self.bytes.len(), |b| b == b' ' || b == b'\t')
    }

    fn skip_space(&self, at: usize) -> usize {
        self.run(at, self.bytes.len(), is_space)
    }

    fn run(&self, at: usize, end: usize, kind: impl Fn(u8) -> bool) -> usize {
        let rest = self.bytes.get(at..end).unwrap_or_default();
        at + rest.iter().position(|b| !kind(*b)).unwrap_or(rest.len())
    }

    /// Whether `-`, `?` or `:` stands here by itself.
    fn is_indicator(&self, at: usize, sign: u8) -> bool {
        self.byte(at) == Some(sign) && self.byte(at + 1).is_none_or(is_space)
    }

    /// Steps over `&anchor` and `!tag`.
    fn skip_properties(&self, mut at: usize, end: usize) -> usize {
        while at < end && matches!(self.byte(at), Some(b'&' | b'!')) {
            at = self.skip_blanks(self.run(at, end, |b| !is_space(b)));
        }
        at
    }

    /// `|`, `>-`, `|2+ # comment`.
    fn is_block_header(&self, at: usize, end: usize) -> bool {
        let signs = self.run(at + 1, end, |b| b"+-0123456789".contains(&b));
        let after = self.skip_blanks(signs);
        signs <= at + 3 && (after >= end || (self.byte(after) == Some(b'#') && after > signs))
    }

    /// Where a comment begins on the rest of a line, or its end without trailing blanks.
    fn comment_start(&self, at: usize, end: usize) -> usize {
        let rest = self.bytes.get(at..end).unwrap_or_default();
        let mut before = b' ';
        for (n, byte) in rest.iter().enumerate() {
            if *byte == b'#' && is_space(before) && n > 0 {
                return at + n;
            }
            before = *byte;
        }
        end.max(at)
    }

    /// The colon that ends a plain key.
    fn key_colon(&self, at: usize, end: usize) -> Option<usize> {
        let rest = self.bytes.get(at..end)?;
        rest.iter().enumerate().position(|(n, b)| *b == b':' && rest.get(n + 1).is_none_or(|b| is_space(*b))).map(|n| at + n)
    }

    fn flow_plain_end(&self, at: usize) -> usize {
        let mut end = at;
        while let Some(byte) = self.byte(end) {
            let next = self.byte(end + 1);
            let stops = match byte {
                b',' | b'{' | b'}' | b'[' | b']' | b'\n' | b'\r' => true,
                b':' => next.is_none_or(|b| is_space(b) || b",{}[]\"'".contains(&b)),
                b'#' => self.byte(end.wrapping_sub(1)).is_none_or(is_space),
                _ => false,
            };
            if stops {
                break;
            }
            end += 1;
        }
        let body = self.slice(at..end);
        at + body.trim_end().len()
    }

    /// The closing quote, if there is one behind which a value may end; on a later line only when nothing else fits.
    fn closing_quote(&self, open: usize, quote: u8) -> Option<usize> {
        const FARTHEST: usize = 1 << 20;
        let limit = self.bytes.len().min(open + FARTHEST);
        let mut at = open + 1;
        let mut lines = false;
        while at < limit {
            match self.byte(at)? {
                b'\\' if quote == b'"' => at += 1,
                b'\n' | b'\r' => lines = true,
                b if b == quote => {
                    if quote == b'\'' && self.byte(at + 1) == Some(quote) {
                        at += 1;
                    } else {
                        let ends = self.byte(at + 1).is_none_or(|b| is_space(b) || b",:}]#".contains(&b));
                        return (ends || !lines).then_some(at);
                    }
                }
                _ => {}
            }
            at += 1;
        }
        None
    }
}

/// Whether the text is a policy: its mappings declare names rather than state facts.
fn declares(text: &str) -> bool {
    let says_policy = |rest: &str| {
        let value = rest.trim_start().strip_prefix(':').unwrap_or_default().trim_start();
        let word = value.split([' ', '\t', ',', '}', '#', '\n', '\r']).next().unwrap_or_default();
        unquoted(word) == "policy"
    };
    let json = text.trim_start().starts_with('{').then(|| text.split_once("\"kind\"")).flatten();
    json.is_some_and(|(_, rest)| says_policy(rest)) || text.lines().any(|l| l.strip_prefix("kind").is_some_and(says_policy))
}

/// Where a value stands: the end of its line, and the columns that decide which lines below belong to it.
#[derive(Clone, Copy)]
struct Place {
    /// End of its line, without the break.
    end: usize,
    /// Column of the key or value itself.
    column: usize,
    /// Column of what it hangs under.
    parent: usize,
}

/// Words that say whether there is a secret, and which.
fn is_readable(value: &str) -> bool {
    matches!(
        value.to_ascii_lowercase().as_str(),
        "" | "~" | "null" | "none" | "unknown" | "true" | "false" | "\"\"" | "''" | "[]" | "{}"
    ) || is_bare(value)
}

fn unquoted(key: &str) -> &str {
    key.trim_matches(['"', '\''])
}

/// Words of everyday sentences: behind them only what looks like a value is masked.
fn is_common(word: &str) -> bool {
    ["key", "token", "secret", "authorization", "bearer", "credential", "credentials"]
        .iter()
        .any(|w| word.eq_ignore_ascii_case(w))
}

/// How many bytes from here belong to an escape whose backslash stands just before.
fn escape(bytes: &[u8], start: usize) -> usize {
    let before = bytes.get(..start).unwrap_or_default();
    before.iter().rev().take_while(|b| **b == b'\\').count() % 2
}

fn is_word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_' || b == b'-' || b == b'.'
}

/// What may stand between a word, its sign and its value within prose: blanks, quotes, escaped quotes.
fn is_wrapping(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'"' | b'\'' | b'\\' | b'`')
}

fn is_space(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\n' | b'\r')
}
