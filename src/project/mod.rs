//! Files: which ones are meant, what kind of document each is, and the packs that make up the policy. Besides `cli` the only
//! layer that reads files; what the documents mean is left to `facts` and `policy`.

pub mod discover;
mod files;
pub mod kind;
pub mod load;
pub mod packs;
mod problems;
mod root;
pub mod suites;
mod texts;

pub use discover::{Found, MOST_FILES, discover};
pub use files::LARGEST;
pub use kind::DocumentKind;
pub use load::{Checked, Loaded, PolicyRead, Request, everything, facts, load, policy};
pub use suites::{Group, groups, suites, with_bases};
pub use texts::{Text, texts};

#[cfg(test)]
mod testing;
