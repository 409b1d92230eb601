//! The reference of answers and formats, from the table that the program goes by.
//! The table is `report`'s.

use crate::report::formats::{Answer, Format, PAIRS};

const HEAD: &str = "<!-- Generated from the engine by `holdpoint generate`. -->

# Answers and formats

Each answer is one value; a format only writes it. What is said is the same in every format, and no format shows what a file keeps
secret. A pair that is not in this table does not exist.
";

/// The page.
pub(super) fn page() -> String {
    let mut out = HEAD.to_owned();
    out.push_str("\n| |");
    Format::ALL.iter().for_each(|format| out.push_str(&format!(" {} |", format.name())));
    out.push_str(&format!("\n|---|{}\n", "---|".repeat(Format::ALL.len())));
    for answer in Answer::ALL {
        out.push_str(&format!("| [{}](#{}) |", answer.title(), answer.title().replace(' ', "-")));
        for format in Format::ALL {
            let exists = PAIRS.iter().any(|p| (p.answer, p.format) == (answer, format));
            out.push_str(if exists { " yes |" } else { " |" });
        }
        out.push('\n');
    }
    out.push_str("\n## Answers\n");
    for answer in Answer::ALL {
        out.push_str(&format!(
            "\n### {}\n\n{}\n\n| format | command | described by |\n|---|---|---|\n",
            answer.title(),
            answer.about()
        ));
        for pair in PAIRS.iter().filter(|p| p.answer == answer) {
            let schema = pair.schema.map(|s| format!(" {s}")).unwrap_or_default();
            out.push_str(&format!("| {} | `holdpoint {}` |{schema} |\n", pair.format.name(), pair.command));
        }
    }
    out.push_str("\n## Formats\n\n| format | |\n|---|---|\n");
    for format in Format::ALL {
        out.push_str(&format!("| {} | {} |\n", format.name(), format.about()));
    }
    out
}
