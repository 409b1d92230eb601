//! The facts of one evaluation: documents read by shape, merged, completed by what follows from them, asked by path.
//! What rules make of them is left to `condition` and `evaluate`.

pub mod change;
pub mod computed;
pub mod days;
pub mod decode;
mod elements;
pub mod fact;
pub mod fact_path;
mod fires;
pub mod instance;
pub mod load;
pub mod many;
pub mod merge;
mod on_the_way;
pub mod own_keys;
mod product;
pub mod read_path;
mod relations;
mod releases;
pub mod spell;
pub mod store;
mod versions;
pub mod view;
pub mod windows;

pub use change::Change;
pub use days::Days;
pub use fact::{Basis, Fact, FactForm};
pub use fact_path::FactPath;
pub use load::{FactDocument, FactKind};
pub(crate) use product::knows_product;
pub use read_path::{PathRoot, ReadPath};
pub use store::Facts;
pub use view::{Forgetter, Keep, forget};
