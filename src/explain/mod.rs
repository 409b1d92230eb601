//! Why something was decided: the derivation of every reason, the facts it rests on, what is missing, all in words.
//! It reads an evaluation and changes nothing; which format shows it is `report`'s business.

pub mod account;
pub mod derivation;
pub mod leaves;
pub mod narrate;
pub mod parts;
pub mod reports;
pub mod restarting;
pub mod titles;

pub use account::{Account, account};
pub use derivation::{Step, derivation};
pub use leaves::Explainer;
