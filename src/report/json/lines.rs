//! The layout of JSON of which there can be much: down to the fields of what is listed each on its line, below that all on one.
//! What is written is left to the formats.

use std::io::{self, Write};

use serde_json::ser::Formatter;

/// So deep down each value stands on a line of its own: an object, a list in it, a record in that.
const DEEP: usize = 3;

/// The layout, while it is being written.
#[derive(Debug, Default)]
pub(super) struct Lines {
    depth: usize,
    filled: bool,
}

impl Lines {
    fn begin<W: ?Sized + Write>(&mut self, out: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.filled = false;
        out.write_all(bracket)
    }

    fn end<W: ?Sized + Write>(&mut self, out: &mut W, bracket: &[u8]) -> io::Result<()> {
        let own_lines = self.filled && self.depth <= DEEP;
        self.depth = self.depth.saturating_sub(1);
        self.filled = true;
        if own_lines {
            self.line(out)?;
        }
        out.write_all(bracket)
    }

    fn next<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.filled = true;
        match (first, self.depth <= DEEP) {
            (true, false) => Ok(()),
            (false, false) => out.write_all(b", "),
            (true, true) => self.line(out),
            (false, true) => {
                out.write_all(b",")?;
                self.line(out)
            }
        }
    }

    fn line<W: ?Sized + Write>(&self, out: &mut W) -> io::Result<()> {
        write!(out, "\n{:1$}", "", 2 * self.depth)
    }
}

impl Formatter for Lines {
    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.begin(out, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.end(out, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.next(out, first)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.begin(out, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.end(out, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.next(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn what_stands_deep_stands_on_one_line() {
        let value = json!({ "a": [], "b": {}, "c": [{ "d": [1, { "e": [2, 3] }], "f": {} }] });
        let text = "{\n  \"a\": [],\n  \"b\": {},\n  \"c\": [\n    {\n      \"d\": [1, {\"e\": [2, 3]}],\n      \"f\": {}\n    }\n  ]\n}\n";
        assert_eq!(super::super::lines(&value), text);
    }
}
