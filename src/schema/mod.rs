//! What can be said in a document of facts: the shapes read from the JSON Schemas, and what is generated from them.
//! Reading a document by its shape is `facts`' business.

pub mod editor;
pub mod extend;
mod fault;
mod form;
mod items;
pub mod json;
mod keywords;
pub mod note;
mod place;
mod problem;
mod product;
pub mod read;
pub mod shape;
mod stray;
pub mod validate;
mod words;

#[cfg(test)]
mod testing;

pub use extend::Schemas;
pub use note::{Actionable, Computed, FactKind, ItemKind, Note, OnTheWay, Words};
pub use product::Product;
pub use shape::{Form, Keys, Record, Shape};
pub use validate::Validator;
