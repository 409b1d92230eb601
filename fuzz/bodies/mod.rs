//! What must hold of whatever text, one body for each fuzz target. The tests of the program run the same bodies on the committed corpus
//! and on made-up texts, so that each is known to run; what finds the texts is left to who calls them.

mod instants;
mod mask;
mod packs;
mod paths;
mod ranges;
mod windows;

pub use instants::instants;
pub use mask::mask;
pub use packs::{documents, policies, suites, templates};
pub use paths::paths;
pub use ranges::ranges;
pub use windows::windows;

/// A target: its name, and what it asserts of a text.
pub type Body = (&'static str, fn(&str));

/// Every target.
pub const ALL: &[Body] = &[
    ("documents", documents),
    ("instants", instants),
    ("mask", mask),
    ("paths", paths),
    ("policies", policies),
    ("ranges", ranges),
    ("suites", suites),
    ("templates", templates),
    ("windows", windows),
];

/// The first line of a text, and the rest.
fn first_line(text: &str) -> (&str, &str) {
    text.split_once('\n').unwrap_or((text, ""))
}
