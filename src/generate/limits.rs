//! The reference of limits, from the table that every layer goes by.
//! The table is `diagnostic`'s.

use crate::diagnostic::{Beyond, limits};
use crate::text::wording;

const HEAD: &str = "<!-- Generated from the engine by `holdpoint generate`. -->

# Limits

Every command ends: what could grow without bound has a limit. Beyond some of them the input is refused, with the code that is named
here; beyond the others the run goes on, and says what was left out.

| limit | at most | beyond it |
|---|---|---|
";

/// The page.
pub(super) fn page() -> String {
    let mut out = HEAD.to_owned();
    for limit in limits::ALL {
        let beyond = match limit.beyond {
            Beyond::Refused(code) => format!("refused: [`{0}`](codes.md#{0})", code.name()),
            Beyond::GoesOn { how, .. } => how.to_owned(),
        };
        out.push_str(&format!("| {} | {} {} | {beyond} |\n", limit.name, wording::grouped(limit.most), limit.unit));
    }
    out
}
