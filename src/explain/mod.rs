//! Why something was decided: the derivation of every reason, the facts it rests on, what is missing, all in words.
//! It reads an evaluation and changes nothing; which format shows it is `report`'s business.

pub mod account;
pub mod alike;
pub mod ask;
pub mod derivation;
pub mod explanation;
pub mod items;
pub mod kept;
mod known;
pub mod leaves;
pub mod narrate;
pub mod outline;
pub mod parts;
pub mod precaution;
pub mod prose;
pub mod repair;
pub mod reports;
pub mod restarting;
pub mod route;
mod support;
#[cfg(test)]
pub(crate) mod testing;
pub mod titles;
pub mod trace;
pub mod trial;
pub mod wanted;
pub mod what_if;
pub mod why;
pub mod why_not;

pub use account::{Account, account};
pub use derivation::{Step, derivation};
pub use leaves::Explainer;
pub use trial::Trial;
