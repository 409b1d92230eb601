//! Pictures of the rule graph, one file per form: text, DOT, Mermaid, SVG with a layout of its own.
//! Which rules read which is `compile`'s business.

mod dot;
mod fold;
pub mod layout;
mod mermaid;
pub mod palette;
pub mod picture;
mod plan;
mod shelves;
pub mod svg;
mod text;

pub use picture::{Picture, picture};
