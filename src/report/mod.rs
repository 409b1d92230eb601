//! Turns answers and problems into the forms in which people and programs read them, one file or folder per form.
//! What is said is decided below; here only how it looks.

mod excerpt;
pub mod graph;
pub mod html;
pub mod json;
mod markup;
pub mod snippet;
pub mod terminal;
pub mod text;
