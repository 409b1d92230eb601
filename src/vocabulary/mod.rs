//! The names that a policy may use: areas, categories, actions, roles, destinations, tasks, software, with their words, and the
//! way from free text to an area. What rules do with the names is left to `policy`, what facts say of them to `facts`.

mod build;
pub mod catalog;
pub mod entry;
mod fields;
mod fold;
pub mod impact;
pub mod name;
pub mod normalize;
pub mod problems;

pub use build::VocabularyBuilder;
pub use catalog::{AddedName, AddedSynonym, Vocabulary};
pub use entry::{
    ActionEntry, AreaEntry, BLOCK_STRENGTHS, CategoryEntry, DestinationEntry, Due, Feed, Origin, RoleEntry, SoftwareEntry,
    TaskEntry, VerbDefaults, Written,
};
pub use impact::{Reached, reached, route};
pub use name::{Action, Area, Category, Destination, Kind, Role, Software, Task};
pub use normalize::{Match, resolve};
pub use problems::UnknownName;

#[cfg(test)]
pub(crate) mod fixture;
