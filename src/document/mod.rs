//! YAML and JSON text as one tree in which every key and value knows its place.
//! What keys mean is left to `schema` and to the readers of each kind of document.

mod around;
pub mod edit;
pub mod format;
pub mod json;
pub mod load;
pub mod node;
mod outline;
pub mod parse;
pub mod pointer;
mod problems;
mod syntax;
pub mod write;

pub use load::{load, load_raw};
pub use node::{Document, Entry, Key, Kind, Node, Scalar};
pub use parse::parse;
