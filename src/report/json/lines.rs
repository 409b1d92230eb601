//! The layout of JSON of which there can be much: down to the fields of what is listed each on its line, below that all on one.
//! What is written is left to the formats.

use std::io::{Result, Write};

use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

/// So deep down each value stands on a line of its own: an object, a list in it, a record in that.
const DEEP: usize = 3;

/// The layout, while it is being written.
#[derive(Debug, Default)]
pub(super) struct Lines {
    depth: usize,
    shallow: PrettyFormatter<'static>,
    deep: CompactFormatter,
}

/// Hands a call to the layout of the depth that is reached.
macro_rules! hand_on {
    ($($name:ident($($argument:ident: $ty:ty),*) $down:literal $up:literal;)*) => {
        $(fn $name<W: ?Sized + Write>(&mut self, out: &mut W, $($argument: $ty),*) -> Result<()> {
            self.depth += $down;
            let written = match self.depth <= DEEP {
                true => self.shallow.$name(out, $($argument),*),
                false => self.deep.$name(out, $($argument),*),
            };
            self.depth = self.depth.saturating_sub($up);
            written
        })*
    };
}

impl Formatter for Lines {
    hand_on! {
        begin_array() 1 0;
        end_array() 0 1;
        begin_array_value(first: bool) 0 0;
        end_array_value() 0 0;
        begin_object() 1 0;
        end_object() 0 1;
        begin_object_key(first: bool) 0 0;
        begin_object_value() 0 0;
        end_object_value() 0 0;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn what_stands_deep_stands_on_one_line() {
        let value = json!({ "a": [], "b": {}, "c": [{ "d": [1, { "e": [2, 3] }], "f": {} }] });
        let text =
            "{\n  \"a\": [],\n  \"b\": {},\n  \"c\": [\n    {\n      \"d\": [1,{\"e\":[2,3]}],\n      \"f\": {}\n    }\n  ]\n}\n";
        assert_eq!(super::super::lines(&value), text);
    }
}
