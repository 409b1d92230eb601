//! The facts of one evaluation: documents read by shape, merged, completed by what follows from them, asked by path.
//! What rules make of them is left to `condition` and `evaluate`.

pub mod change;
pub mod computed;
pub mod decode;
pub mod fact;
pub mod fact_path;
pub mod instance;
pub mod load;
pub mod merge;
mod on_the_way;
pub mod path;
mod product;
mod releases;
pub mod store;
pub mod view;

pub use change::Change;
pub use fact::{Basis, Fact, FactForm};
pub use fact_path::FactPath;
pub use load::{FactDocument, FactKind};
pub(crate) use product::knows_product;
pub use store::Facts;
pub use view::{Forgetter, Keep, forget};
