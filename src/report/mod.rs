//! Turns answers and problems into the forms in which people and programs read them, one file or folder per form.
//! What is said is decided below; here only how it looks.

mod excerpt;
mod findings;
pub mod formats;
pub mod github;
pub mod graph;
pub mod html;
pub mod json;
pub mod junit;
pub mod markdown;
mod markup;
mod places;
pub mod sarif;
pub mod snippet;
pub mod terminal;
pub mod text;
