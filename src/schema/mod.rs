//! What can be said in a document of facts: the shapes read from the JSON Schemas, and what is generated from them.
//! Reading a document by its shape is `facts`' business.

mod cure;
pub mod editor;
pub mod extend;
mod fault;
mod form;
mod index;
mod items;
pub mod json;
mod keywords;
pub mod note;
mod place;
mod problem;
mod product;
pub mod read;
pub mod relation;
pub mod said;
pub mod shape;
pub mod software;
mod stray;
pub mod validate;
mod words;

#[cfg(test)]
pub(crate) mod testing;

pub use extend::Schemas;
pub use note::{Actionable, Computed, FactKind, ItemKind, Note, OnTheWay, Words};
pub use product::Product;
pub use relation::{Must, Relation};
pub use said::Said;
pub use shape::{Form, Keys, Record, Shape};
pub use validate::Validator;
