//! Says in our own words what is wrong where the YAML parser gave up, by looking at the lines around the place.
//! Where it gave up, and what it calls the error, comes from `parse`.

use super::around::Around;
use super::problems;
use crate::diagnostic::{Code, Diagnostic};
use crate::text::printable::printable;
use crate::text::wording::quote;
use crate::text::{SourceId, Span, mask};
use std::ops::Range;

/// What the parser stumbled over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slip {
    OpenQuote,
    BehindQuote(char),
    Escape,
    OpenBracket,
    InBrackets,
    WrongBracket { open: char, close: char },
    StrayBracket,
    Colon,
    NoKey,
    AmongKeys,
    AmongItems,
    ListOnKeyLine,
    Character(char),
    Tab,
    Comment,
    CommentInText,
    NoName,
    BlockHeader,
    BlockIndent,
    Other,
}

/// The problem at this byte.
pub(super) fn explain(text: &str, id: SourceId, at: usize, slip: Slip, parser_says: &str) -> Diagnostic {
    let at = text.floor_char_boundary(at);
    let around = Around { text, id };
    around.conflict(at).or_else(|| around.tab(at, slip)).or_else(|| around.known(at, slip)).unwrap_or_else(|| {
        around
            .problem("the text is not YAML", around.word(at), "it can't be read from here on")
            .help("compare the line with its neighbours: indentation, colons, quotes, brackets")
            .note(format!("the YAML parser says: {}", printable(parser_says)))
    })
}

impl Around<'_> {
    fn problem(&self, headline: impl Into<String>, range: Range<usize>, label: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Code::BadSyntax, headline).at(Span::new(self.id, range.start, range.end), label)
    }

    fn known(&self, at: usize, slip: Slip) -> Option<Diagnostic> {
        match slip {
            Slip::OpenQuote => self.open_quote(at),
            Slip::BehindQuote(quote) => Some(self.behind_quote(at, quote)),
            Slip::Escape => self.escape(at),
            Slip::OpenBracket => self.never_closed(at),
            Slip::InBrackets => self.in_brackets(at),
            Slip::WrongBracket { open, close } => Some(self.wrong_bracket(at, open, close)),
            Slip::StrayBracket => Some(self.stray_bracket(at)),
            Slip::Colon => self.colon(at),
            Slip::NoKey => self.no_key(at),
            Slip::AmongKeys => self.among(at, false),
            Slip::AmongItems => self.among(at, true),
            Slip::ListOnKeyLine => Some(self.list_on_key_line(at)),
            Slip::Character(c) => Some(self.character(at, c)),
            Slip::Comment => Some(
                self.problem("a comment follows a value without a space", self.rest(at), "needs a space before the `#`")
                    .help("put a space before the `#`, or put the value in quotes if the `#` belongs to it"),
            ),
            Slip::CommentInText => Some(
                self.problem("a comment interrupts a text of several lines", self.rest(at), "the text above goes on after it")
                    .help("move the comment above the text, or put the text in quotes"),
            ),
            Slip::NoName => Some(
                self.problem(
                    "a value begins with `*` or `&`",
                    self.word(at),
                    "YAML reads this as an alias or an anchor, and its name is missing",
                )
                .help(in_quotes(self.text.get(self.rest(at)).unwrap_or_default())),
            ),
            Slip::BlockHeader => Some(
                self.problem("text follows the sign that opens a block of text", self.rest(at), "only `|` or `>` may stand here")
                    .help("begin the text on the next line, indented, or put the value in quotes"),
            ),
            Slip::BlockIndent => Some(
                self.problem(
                    "a line in a block of text is indented less than the first one",
                    self.line(at),
                    "indented less than the first line",
                )
                .help("indent all lines of the text alike"),
            ),
            Slip::Tab | Slip::Other => None,
        }
    }

    // The slips, one by one.

    fn conflict(&self, at: usize) -> Option<Diagnostic> {
        let line = self.line(at);
        let body = self.text.get(line.clone())?;
        let marked = ["<<<<<<< ", ">>>>>>> ", "||||||| "].iter().any(|m| body.starts_with(m)) || body == "=======";
        marked.then(|| {
            self.problem("a merge conflict is left in the file", line, "a mark of the version control system")
                .help("settle the conflict and remove the lines that mark it")
        })
    }

    /// A tab before the text of the line, or of a line that continues it.
    fn tab(&self, at: usize, slip: Slip) -> Option<Diagnostic> {
        let find = |line: Range<usize>| {
            let body = self.text.get(line.clone())?;
            let blank = body.len() - body.trim_start_matches([' ', '\t']).len();
            let tab = body.get(..blank)?.find('\t')?;
            Some(line.start + tab)
        };
        let here = self.line(at);
        let tab = match slip {
            Slip::Tab => find(here.clone()).or_else(|| self.next_line(here.end).and_then(find)).or_else(|| {
                let before = self.text.get(..at)?;
                before.ends_with('\t').then(|| at - 1)
            })?,
            Slip::NoKey | Slip::AmongKeys | Slip::AmongItems | Slip::Colon => find(here)?,
            _ => return None,
        };
        Some(problems::tab_indent(Span::new(self.id, tab, tab + 1)))
    }

    fn open_quote(&self, at: usize) -> Option<Diagnostic> {
        let opens = if self.text.get(at..)?.starts_with(['"', '\'']) { at } else { self.find_open_quote(at)? };
        let sign = self.text.get(opens..)?.chars().next()?;
        Some(
            self.problem("a quote is never closed", self.rest(opens), "opens here, and the value doesn't end on this line")
                .help(format!("write `{sign}` at the end of the value")),
        )
    }

    fn behind_quote(&self, at: usize, sign: char) -> Diagnostic {
        let help = match sign {
            '\'' => "write `''` for an apostrophe within single quotes, or put the whole value in double quotes",
            _ => "write `\\\"` for a quote within double quotes, or put the whole value in single quotes",
        };
        self.problem("text follows a closing quote", self.rest(at), "the value ended before this").help(help)
    }

    fn escape(&self, at: usize) -> Option<Diagnostic> {
        let rest = self.text.get(at..)?;
        let mut chars = rest.char_indices().skip(1);
        while let Some((n, c)) = chars.next() {
            if c != '\\' {
                if c == '"' {
                    break;
                }
                continue;
            }
            let (_, next) = chars.next()?;
            let from = at + n;
            let digits = match next {
                'x' => 2,
                'u' => 4,
                'U' => 8,
                c if "0abtnvfre \"/\\N_LP\t\n\r".contains(c) => continue,
                _ => {
                    let written = format!("\\{next}");
                    return Some(
                        self.problem(
                            format!("{} is no escape", quote(&written)),
                            from..from + written.len(),
                            "means nothing within double quotes",
                        )
                        .help(format!("write {} for a backslash, or put the value in single quotes", quote("\\\\"))),
                    );
                }
            };
            let code = rest.get(n + 2..n + 2 + digits).and_then(|d| u32::from_str_radix(d, 16).ok());
            let paired =
                code.is_some_and(|c| (0xd800..0xdc00).contains(&c)) && rest.get(n + 6..).is_some_and(|r| r.starts_with("\\u"));
            if code.and_then(char::from_u32).is_none() && !paired {
                let end = self.text.ceil_char_boundary((from + 2 + digits).min(self.line(from).end));
                return Some(
                    self.problem(
                        "an escape names no character",
                        from..end.max(from),
                        format!("needs {digits} hexadecimal digits of a character"),
                    )
                    .help("write the character itself"),
                );
            }
        }
        None
    }

    fn never_closed(&self, at: usize) -> Option<Diagnostic> {
        let here = self.text.get(at..)?.chars().next().filter(|c| "[{".contains(*c)).map(|c| (at, c));
        let (opens, sign) = here.or_else(|| self.open_bracket(at))?;
        let close = if sign == '[' { ']' } else { '}' };
        let problem = self.problem(format!("`{sign}` is never closed"), opens..opens + 1, "opens here");
        let problem = match at > opens && self.line(opens) != self.line(at) {
            true => {
                problem.at(Span::new(self.id, at, self.word(at).end), format!("a comma or `{close}` was expected before this"))
            }
            false => problem,
        };
        Some(problem.help(format!("write `{close}` at the end of the list or mapping that begins here")))
    }

    fn in_brackets(&self, at: usize) -> Option<Diagnostic> {
        let (opens, sign) = self.open_bracket(at)?;
        let close = if sign == '[' { ']' } else { '}' };
        let rest = self.text.get(at..)?;
        if rest.trim().is_empty() || self.line(opens) != self.line(at) {
            return self.never_closed(at);
        }
        if rest.starts_with(',') {
            return Some(
                self.problem("a value is missing before a comma", at..at + 1, "a value was expected before this")
                    .help("remove the comma, or write the value"),
            );
        }
        Some(
            self.problem(
                format!("a comma or `{close}` is missing"),
                self.word(at),
                format!("a comma or `{close}` was expected before this"),
            )
            .at(Span::new(self.id, opens, opens + 1), "since here")
            .help("put values that hold commas, brackets or colons in quotes"),
        )
    }

    fn wrong_bracket(&self, at: usize, open: char, close: char) -> Diagnostic {
        let wanted = if open == '[' { ']' } else { '}' };
        self.problem(format!("`{open}` is closed by `{close}`"), at..at + 1, format!("opens here and needs `{wanted}`"))
            .help(format!("write `{wanted}` instead of `{close}`, or close what stands between first"))
    }

    fn stray_bracket(&self, at: usize) -> Diagnostic {
        self.problem("a bracket closes what was never opened", self.char_at(at), "nothing is open here")
            .help("remove the bracket, or put the value in quotes if it belongs to it")
    }

    /// A colon where no key may end.
    fn colon(&self, at: usize) -> Option<Diagnostic> {
        let line = self.line(at);
        let before = self.text.get(line.start..at)?;
        let body = before.trim_start();
        if let Some(first) = key_end(body) {
            let from = line.start + (before.len() - body.len()) + first;
            let value = self.text.get(from + 1..line.end)?.trim();
            return Some(
                self.problem(
                    "a value holds a colon followed by a space",
                    self.char_at(at),
                    "YAML takes this for the end of a key",
                )
                .help(in_quotes(value)),
            );
        }
        let above = self.above(line.start)?;
        if let Some(problem) = self.missing_space(above.clone()) {
            return Some(problem);
        }
        let above_body = self.text.get(above.clone())?.trim();
        let indent = self.indent(&line);
        if key_end(above_body).is_none() && !above_body.starts_with("- ") && indent == self.indent(&above) {
            return Some(self.no_colon(above));
        }
        (indent > self.indent(&above)).then(|| self.odd_indent(&line, &above))
    }

    /// A line that should begin with a key, among others that do.
    fn no_key(&self, at: usize) -> Option<Diagnostic> {
        let line = self.line(at);
        if let Some(problem) = self.missing_space(line.clone()) {
            return Some(problem);
        }
        let above = self.above(line.start);
        let opens_block = above
            .clone()
            .and_then(|a| self.text.get(a))
            .is_some_and(|a| a.trim_end().ends_with(['|', '>']) || a.trim_end().ends_with("|-") || a.trim_end().ends_with(">-"));
        if let (true, Some(above)) = (opens_block, above) {
            return Some(
                self.problem("a block of text is not indented", self.body(&line), "not deeper than its key")
                    .at(Span::new(self.id, above.start, above.end), "the key of the text")
                    .help(format!("indent the text by at least {} spaces", self.indent(&above) + 2)),
            );
        }
        Some(self.no_colon(line))
    }

    fn no_colon(&self, line: Range<usize>) -> Diagnostic {
        let word = self.text.get(self.body(&line)).unwrap_or_default();
        let name = if word.contains([' ', '"', '\'']) { "name".to_owned() } else { printable(word).into_owned() };
        self.problem("a line has no colon", self.body(&line), "neither a key with its value nor a list item")
            .help(format!("write `{name}: value`, or indent the line deeper if it continues the line above"))
    }

    /// `key:value` or `-item` on this line.
    fn missing_space(&self, line: Range<usize>) -> Option<Diagnostic> {
        let body = self.body(&line);
        let written = self.text.get(body.clone())?;
        if let Some(item) = written.strip_prefix('-')
            && item.starts_with(|c: char| c.is_alphanumeric() || c == '"' || c == '\'' || c == '{' || c == '[')
        {
            return Some(
                self.problem("a dash needs a space behind it", body.start..body.start + 1, "this needs a space after the dash")
                    .help(format!("write `- {}`", printable(item))),
            );
        }
        let start = body.start + (written.len() - written.trim_start_matches("- ").len());
        let written = self.text.get(start..body.end)?;
        let colon = written.find(':')?;
        let (key, rest) = (written.get(..colon)?, written.get(colon + 1..)?);
        let named = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "_-.$".contains(c));
        if !named || rest.is_empty() || rest.starts_with([' ', '\t', '/', '\\', ':']) {
            return None;
        }
        let at = start + colon;
        Some(
            self.problem(
                format!("the key {} needs a space after its colon", quote(key)),
                at..at + 1,
                "this needs a space after the colon",
            )
            .help(format!("write `{}: {}`", printable(key), printable(rest))),
        )
    }

    /// A line that fits neither the keys (or items) above nor anything open.
    fn among(&self, at: usize, items: bool) -> Option<Diagnostic> {
        let line = self.line(at);
        if let Some(problem) = self.missing_space(line.clone()) {
            return Some(problem);
        }
        let above = self.above(line.start)?;
        let body = self.text.get(self.body(&line))?;
        let dash = body == "-" || body.starts_with("- ");
        let indent = self.indent(&line);
        let alike = self.above_with_indent(line.start, indent);
        if items
            && !dash
            && let Some(alike) = alike.clone()
        {
            return Some(
                self.problem("a key stands among list items", self.body(&line), "its neighbours begin with a dash")
                    .at(Span::new(self.id, self.body(&alike).start, alike.end), "a list item")
                    .help("indent the key so that it belongs to the item above, or begin the line with `- `"),
            );
        }
        if !items
            && dash
            && let Some(alike) = alike
        {
            return Some(
                self.problem("a list item stands among keys", self.body(&line), "its neighbours are keys")
                    .at(Span::new(self.id, self.body(&alike).start, alike.end), "a key")
                    .help("put the list below a key of its own, or remove the dash"),
            );
        }
        Some(self.odd_indent(&line, &above))
    }

    fn odd_indent(&self, line: &Range<usize>, above: &Range<usize>) -> Diagnostic {
        let (indent, neighbour) = (self.indent(line), self.indent(above));
        let how = match indent.cmp(&neighbour) {
            std::cmp::Ordering::Less => "less",
            std::cmp::Ordering::Greater => "deeper",
            std::cmp::Ordering::Equal => {
                return self
                    .problem(
                        "a line doesn't continue what stands above it",
                        self.body(line),
                        "a new key or item can't begin here",
                    )
                    .at(Span::new(self.id, self.body(above).start, above.end), "this is not finished, or finished already")
                    .help("check brackets, quotes and indentation of the line above");
            }
        };
        self.problem(
            format!("a line is indented {how} than its neighbours"),
            self.body(line),
            format!("this line is indented {how} than its neighbours"),
        )
        .at(
            Span::new(self.id, self.body(above).start, above.end),
            match neighbour {
                0 => "not indented".to_owned(),
                n => format!("indented by {}", spaces(n)),
            },
        )
        .help(match neighbour {
            0 => "begin the line without spaces, like the line above".to_owned(),
            n => format!("indent the line by {}, like the line above, or like the line it belongs to", spaces(n)),
        })
    }

    fn list_on_key_line(&self, at: usize) -> Diagnostic {
        self.problem("a list begins on the line of its key", self.rest(at), "a list needs lines of its own").help(format!(
            "put `{}` on the next line, or write the list in brackets",
            printable(self.text.get(self.rest(at)).unwrap_or_default())
        ))
    }

    fn character(&self, at: usize, c: char) -> Diagnostic {
        let shown = quote(&c.to_string());
        let rest = self.text.get(self.rest(at)).unwrap_or_default();
        self.problem(format!("a value begins with {shown}"), self.char_at(at), "YAML reserves this character")
            .help(in_quotes(rest))
    }
}

/// The help for a value that needs quotes; one that was masked isn't shown, as nobody should write what stands in its place.
fn in_quotes(value: &str) -> String {
    if mask::holds_stand_in(value) {
        return "put the value in quotes".to_owned();
    }
    format!("put the value in quotes: `\"{}\"`", printable(&value.replace('"', "\\\"")))
}

/// Where a plain or quoted key ends on a line: its colon, which a space or the end follows.
fn key_end(body: &str) -> Option<usize> {
    body.match_indices(':')
        .map(|(n, _)| n)
        .find(|n| body.get(n + 1..).is_some_and(|r| r.is_empty() || r.starts_with([' ', '\t'])))
}

fn spaces(n: usize) -> String {
    crate::text::wording::count(n, "space", "spaces")
}
