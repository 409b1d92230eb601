//! What follows a secret's name on its line: by which sign its value is given, and how far that goes.
//! Finding the names is left to the module above.

use std::ops::Range;

use super::{Line, Open, Until, is_blank, is_everyday, is_readable, is_word, is_wrapping, looks_used};

/// How a value is given behind a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Follows {
    how: How,
    /// Where the value begins, its quotes left out.
    at: usize,
    /// The quote before it, and how many backslashes stand before that.
    quote: Option<(u8, usize)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// `:`
    Colon,
    /// `=`, `:=`, `=>`, `->`, `>` of a tag, `,` of a call
    Sign,
    /// `|` of a table
    Cell,
    /// `is`, `was`, `lautet`
    Verb,
    /// `--password …`
    Option,
    /// `Bearer …`
    Scheme,
    /// Just behind it, or in brackets
    Beside,
}

impl Line<'_> {
    /// How something is given behind a word that ends at `end`; none where nothing is.
    pub(super) fn follows(&self, word: &Range<usize>, end: usize) -> Option<Follows> {
        let after = self.run(end, |b| is_wrapping(b) || b == b'*' || b == b']' || b == b')');
        let before = word.start.checked_sub(1).and_then(|n| self.byte(n));
        let given = |how, at: usize| {
            let begins = self.run(at, is_blank);
            let escaped = self.run(begins, |b| b == b'\\');
            let quote = self.byte(escaped).filter(|b| matches!(b, b'"' | b'\'' | b'`'));
            let at = if quote.is_some() { escaped + 1 } else { begins };
            Some(Follows { how, at, quote: quote.map(|q| (q, escaped - begins)) })
        };
        match (self.byte(after), self.byte(after + 1)) {
            (Some(b':'), Some(b'=')) => return given(How::Sign, after + 2),
            (Some(b':'), Some(b':' | b'/')) => {}
            (Some(b':'), _) => return given(How::Colon, after + 1),
            (Some(b'='), Some(b'>' | b'=')) | (Some(b'-'), Some(b'>')) => return given(How::Sign, after + 2),
            (Some(b'='), _) => return given(How::Sign, after + 1),
            (Some(b'>'), _) if before == Some(b'<') => return given(How::Sign, after + 1),
            (Some(b'|'), _) if after > end => return given(How::Cell, after + 1),
            // define('AUTH_KEY', '…')
            (Some(b','), _) if matches!(self.byte(end), Some(b'"' | b'\'')) && matches!(before, Some(b'"' | b'\'')) => {
                let called = word.start.checked_sub(2).and_then(|n| self.byte(n));
                if called.is_some_and(|b| b == b'(' || b == b' ') {
                    return given(How::Sign, after + 1);
                }
            }
            _ => {}
        }
        let next = self.run(end, is_wrapping);
        if next == end || next >= self.range.end {
            return None;
        }
        let name = self.slice(word.clone());
        let is = |words: &[&str]| words.iter().any(|w| name.eq_ignore_ascii_case(w));
        if is(&["bearer", "apikey"]) {
            return given(How::Scheme, end);
        }
        if before == Some(b'-') && self.byte(next) != Some(b'-') {
            return given(How::Option, end);
        }
        match self.verb(next) {
            Some(at) => given(How::Verb, at),
            None if matches!(self.byte(next), Some(b'(' | b'[' | b'<')) => given(How::Beside, next + 1),
            None => given(How::Beside, end),
        }
    }

    /// `Basic …`: a scheme that is no secret's name. Gives the byte from which to go on.
    pub(super) fn scheme(&mut self, word: &Range<usize>, end: usize) -> usize {
        let text = self.slice(word.clone());
        let is_scheme = ["basic", "digest", "negotiate"].iter().any(|s| text.eq_ignore_ascii_case(s));
        let at = self.run(end, is_blank);
        if !is_scheme || at == end || at >= self.range.end {
            return end;
        }
        self.value(word, Follows { how: How::Scheme, at, quote: None }).max(end)
    }

    /// Where what is said begins, when the words from here on say what something is.
    fn verb(&self, at: usize) -> Option<usize> {
        const IS: [&str; 22] = [
            "is", "was", "are", "were", "be", "ist", "war", "lautet", "lautete", "heisst", "heißt", "sind", "est", "sont", "es",
            "era", "son", "é", "è", "sono", "jest", "zijn",
        ];
        const ADVERBS: [&str; 16] = [
            "now",
            "set",
            "changed",
            "reset",
            "to",
            "still",
            "currently",
            "again",
            "simply",
            "just",
            "jetzt",
            "neu",
            "maintenant",
            "ahora",
            "actually",
            "probably",
        ];
        let mut at = at;
        let mut is = false;
        for _ in 0..5 {
            let end = self.run(at, is_word);
            let word = self.slice(at..end).trim_end_matches(['.', '-']);
            let one_of = |words: &[&str]| words.iter().any(|w| word.eq_ignore_ascii_case(w));
            if word.is_empty() || !(one_of(&IS) || one_of(&ADVERBS)) {
                break;
            }
            is |= one_of(&IS) || word.eq_ignore_ascii_case("to");
            at = self.run(self.run(end, |b| b == b':' || b == b'='), is_blank);
        }
        is.then_some(at)
    }

    /// Masks what is given behind a name where that is a secret. Gives the byte from which to go on.
    pub(super) fn value(&mut self, name: &Range<usize>, follows: Follows) -> usize {
        let Follows { how, at, quote } = follows;
        let written = self.slice(name.clone()).to_owned();
        let signed = matches!(how, How::Colon | How::Sign);
        let rest = self.byte(at);
        let at = if signed { self.behind_scheme(at) } else { at };
        if rest.is_none() || (rest == Some(b'#') && self.byte(at.wrapping_sub(1)).is_some_and(is_blank)) {
            if signed {
                self.open = Some(Open { name: self.key_start(name.start), until: Until::Indent });
            }
            return at;
        }
        if signed && self.is_block_header(at) {
            self.open = Some(Open { name: self.key_start(name.start), until: Until::Indent });
            return self.range.end;
        }
        if signed
            && quote.is_none()
            && matches!(rest, Some(b'{' | b'['))
            && !self.slice(at..self.range.end).starts_with("[masked")
        {
            return self.bracketed(self.key_start(name.start), at);
        }
        // A key of a flow mapping is no word of a sentence.
        let before_name = self.slice(self.range.start..name.start).trim_end();
        let in_flow = signed && before_name.ends_with(['{', ',']) && before_name.rfind('{') > before_name.rfind('}');
        let everyday = is_everyday(&written) && !in_flow;
        let before = name.start.checked_sub(1).and_then(|n| self.byte(n));
        let closed = self.byte(name.end).is_some_and(|b| matches!(b, b'"' | b'\''));
        let in_quotes = closed || before.is_some_and(|b| matches!(b, b'"' | b'\''));
        let in_brackets = before.is_some_and(|b| matches!(b, b'{' | b'[' | b'(' | b'<' | b'?' | b'&'));
        // `NAME=value command` gives one word; `name = …` and `name: …` all that follows.
        let assigned =
            how == How::Sign && self.byte(at.wrapping_sub(1)) == Some(b'=') && self.byte(at.wrapping_sub(2)).is_some_and(is_word);
        let begins = self.key_start(name.start);
        let key = self.slice(begins..name.start);
        let is_key = begins <= self.first && !key.split_whitespace().any(is_common);
        let leads = signed && !assigned && is_key && quote.is_none() && !in_quotes && !in_brackets;
        let headers = ["authorization", "cookie", "set-cookie", "proxy-authorization"];
        let header = how == How::Colon && !closed && headers.iter().any(|h| written.eq_ignore_ascii_case(h));
        if let Some((quote, escaped)) = quote.filter(|_| signed) {
            return self.quoted(self.key_start(name.start), at, quote, escaped, everyday && how == How::Colon);
        }
        if header && !leads {
            let end = self.enclosing_quote(name.start).unwrap_or(self.range.end);
            self.push(at..end);
            return end;
        }
        if leads {
            let end = self.line_without_comment(at);
            let said = self.slice(at..end);
            let sentence = everyday && said.split_whitespace().count() >= 3 && !said.split_whitespace().any(looks_used);
            if !(sentence || everyday && is_common(said.trim())) {
                self.push(at..end);
            }
            // Behind the value a comment may stand, or what it says of other things.
            return if sentence { at } else { end };
        }
        if how == How::Colon && in_quotes {
            // A value of JSON that stands in no quotes goes to the next comma.
            let end = self.run(at, |b| !b",}]\"".contains(&b));
            self.push(at..end);
            return end;
        }
        let end = self.value_end(at, name.start);
        let first = self.slice(at..end).to_owned();
        let used = looks_used(&first);
        let masked = match how {
            How::Colon => !everyday || first.len() >= 20 || first.bytes().any(|b| b.is_ascii_digit()) || used,
            How::Sign => true,
            How::Cell | How::Verb => (!everyday && !is_common(&first) && !first.is_empty()) || used,
            How::Option => !everyday || used,
            How::Scheme => used || first.len() >= 20 || first.ends_with('='),
            How::Beside => used && !everyday,
        };
        if masked && !is_readable(&first) && !(signed && is_common(&first) && everyday) {
            self.push(at..end);
            return end;
        }
        at.min(self.range.end)
    }

    /// Where a value begins that says first how it is meant: `Bearer …`.
    fn behind_scheme(&self, at: usize) -> usize {
        const SCHEMES: [&str; 6] = ["bearer", "basic", "token", "digest", "negotiate", "apikey"];
        let end = self.run(at, |b| b.is_ascii_alphabetic());
        let next = self.run(end, is_blank);
        let scheme = SCHEMES.iter().any(|s| self.slice(at..end).eq_ignore_ascii_case(s));
        if scheme && next > end && next < self.range.end { next } else { at }
    }

    fn push(&mut self, range: Range<usize>) {
        let value = self.slice(range.clone()).trim();
        if !is_readable(value) {
            self.found.push(range);
        }
    }

    /// A value in quotes; `strict` where the name is a word of everyday sentences.
    fn quoted(&mut self, name: usize, at: usize, quote: u8, escaped: usize, strict: bool) -> usize {
        let mut end = at;
        let closed = loop {
            match self.byte(end) {
                None => break false,
                Some(b'\\') if escaped > 0 => {
                    let signs = self.run(end, |b| b == b'\\');
                    if self.byte(signs) == Some(quote) && signs - end <= escaped {
                        break true;
                    }
                    end = signs + 1;
                }
                Some(b'\\') if quote == b'"' => end += 2,
                Some(b) if b == quote => {
                    if quote == b'\'' && self.byte(end + 1) == Some(quote) {
                        end += 2;
                    } else {
                        break true;
                    }
                }
                Some(_) => end += 1,
            }
        };
        let end = end.min(self.range.end);
        let said = self.slice(at..end);
        let sentence = strict && said.split_whitespace().count() >= 3 && !said.split_whitespace().any(looks_used);
        if !sentence {
            self.push(at..end);
        }
        if !closed && escaped == 0 {
            self.open = Some(Open { name, until: Until::Quote(quote) });
        }
        if sentence { at } else { end }
    }

    /// All that stands in brackets behind a name.
    fn bracketed(&mut self, name: usize, at: usize) -> usize {
        let mut depth = 0;
        let mut end = at;
        while let Some(byte) = self.byte(end) {
            match byte {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            end += 1;
            if depth == 0 {
                break;
            }
        }
        every_word(self.text, at..end, self.found);
        if depth > 0 {
            self.open = Some(Open { name, until: Until::Bracket(depth) });
        }
        end
    }

    /// The end of a value that stands in no quotes.
    fn value_end(&self, at: usize, name: usize) -> usize {
        let in_query = name.checked_sub(1).and_then(|n| self.byte(n)).is_some_and(|b| b == b'?' || b == b'&');
        let mut end = at;
        while let Some(byte) = self.byte(end) {
            let next = self.byte(end + 1);
            let stops = match byte {
                b'"' | b'\'' | b'`' | b'<' | b'>' | b'\\' => true,
                b'&' | b'#' => in_query,
                b',' | b';' | b')' | b'}' | b']' => {
                    next.is_none_or(|b| b.is_ascii_whitespace() || b"\"'`,;)}]".contains(&b)) || self.is_pair(end + 1)
                }
                b => b.is_ascii_whitespace(),
            };
            if stops {
                break;
            }
            end += 1;
        }
        let value = self.slice(at..end);
        at + value.trim_end_matches(['.', ',', ':', '?', ';']).len()
    }

    /// Whether `name=` or `name:` begins here: the next of several pairs.
    fn is_pair(&self, at: usize) -> bool {
        let end = self.run(at, is_word);
        end > at && end - at <= 40 && matches!(self.byte(self.run(end, is_blank)), Some(b'=' | b':'))
    }

    /// `|`, `>-`, `|2+ # comment`.
    fn is_block_header(&self, at: usize) -> bool {
        let signs = self.run(at + 1, |b| b"+-0123456789".contains(&b));
        let after = self.run(signs, is_blank);
        matches!(self.byte(at), Some(b'|' | b'>'))
            && signs <= at + 3
            && (after >= self.range.end || self.byte(after) == Some(b'#'))
    }

    /// The quote that closes the text in which the name stands.
    fn enclosing_quote(&self, name: usize) -> Option<usize> {
        let quote = self.byte(name.checked_sub(1)?).filter(|b| matches!(b, b'"' | b'\'' | b'`'))?;
        let end = self.run(name, |b| b != quote);
        (end < self.range.end).then_some(end)
    }

    /// The end of the line, or where a comment begins on it.
    fn line_without_comment(&self, at: usize) -> usize {
        let rest = self.slice(at..self.range.end);
        let comment = rest.find(" #").or_else(|| rest.find("\t#")).map_or(rest.len(), |n| n);
        at + rest.get(..comment).unwrap_or_default().trim_end().len()
    }
}

/// Every word within a range that says something.
pub(in crate::text::mask) fn every_word(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let mut at = range.start;
    let part = |b: u8| !b.is_ascii_whitespace() && !b"{}[],\"'".contains(&b);
    while at < range.end {
        let end = at + bytes.get(at..range.end).unwrap_or_default().iter().position(|b| !part(*b)).unwrap_or(range.end - at);
        let word = text.get(at..end).unwrap_or_default();
        // A key of a flow mapping says what the value is.
        let is_key =
            word.ends_with(':') || bytes.get(end + 1) == Some(&b':') && bytes.get(end).is_some_and(|b| b"\"'".contains(b));
        if end > at && !is_key && !is_readable(word) && word != ":" {
            found.push(at..end);
        }
        at = end.max(at) + 1;
    }
}

/// Words of sentences that go on behind "the password is".
fn is_common(word: &str) -> bool {
    const COMMON: &[&str] = &[
        "a",
        "about",
        "absent",
        "accepted",
        "added",
        "again",
        "all",
        "allowed",
        "already",
        "also",
        "always",
        "an",
        "and",
        "any",
        "asked",
        "at",
        "available",
        "be",
        "because",
        "been",
        "being",
        "below",
        "broken",
        "by",
        "case",
        "changed",
        "checked",
        "compromised",
        "confirmed",
        "correct",
        "created",
        "current",
        "default",
        "different",
        "disabled",
        "done",
        "due",
        "empty",
        "enabled",
        "encrypted",
        "entered",
        "exposed",
        "expired",
        "fine",
        "for",
        "forgotten",
        "found",
        "from",
        "given",
        "good",
        "gone",
        "handled",
        "hashed",
        "held",
        "here",
        "hidden",
        "in",
        "included",
        "incorrect",
        "invalid",
        "it",
        "its",
        "just",
        "kept",
        "key",
        "known",
        "later",
        "leaked",
        "left",
        "listed",
        "long",
        "lost",
        "made",
        "managed",
        "masked",
        "missing",
        "more",
        "name",
        "necessary",
        "needed",
        "never",
        "new",
        "no",
        "none",
        "not",
        "now",
        "of",
        "off",
        "ok",
        "okay",
        "old",
        "on",
        "one",
        "only",
        "optional",
        "or",
        "out",
        "part",
        "passed",
        "pending",
        "per",
        "possible",
        "present",
        "printed",
        "protected",
        "public",
        "read",
        "ready",
        "recent",
        "required",
        "reset",
        "revoked",
        "right",
        "rotated",
        "safe",
        "same",
        "saved",
        "secret",
        "secure",
        "sent",
        "separate",
        "set",
        "shared",
        "short",
        "shown",
        "so",
        "still",
        "stored",
        "strong",
        "taken",
        "tested",
        "that",
        "the",
        "their",
        "there",
        "this",
        "to",
        "too",
        "unchanged",
        "unique",
        "unknown",
        "unset",
        "unused",
        "up",
        "used",
        "valid",
        "value",
        "verified",
        "visible",
        "weak",
        "what",
        "when",
        "where",
        "which",
        "who",
        "with",
        "without",
        "worked",
        "working",
        "wrong",
        "yes",
        "your",
        "manager",
        "policy",
        "nicht",
        "noch",
        "neu",
        "bekannt",
        "unbekannt",
        "falsch",
        "richtig",
        "abgelaufen",
        "der",
        "die",
        "das",
        "im",
        "in",
        "auf",
        "bei",
        "pas",
        "le",
        "la",
        "el",
        "en",
        "dans",
        "un",
        "une",
        "rotation",
        "reset",
        "change",
        "changes",
    ];
    word.len() <= 12 && COMMON.iter().any(|c| word.eq_ignore_ascii_case(c))
}
