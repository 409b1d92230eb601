//! Values and what can be known of them: truths as sets of answers, versions, instants, durations, the state of a fact.
//! Which path holds which value is `facts`' business.

pub mod bounds;
pub mod phase;
pub mod range;
pub mod state;
pub mod time;
pub mod truth;
pub mod ty;
pub mod version;

pub use phase::Phase;
pub use range::{BadRange, VersionRange};
pub use state::{State, Unknown};
pub use time::{Duration, Instant};
pub use truth::Truth;
pub use ty::{Members, Scheme, Ty, Value};
pub use version::Version;
