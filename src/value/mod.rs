//! Values and what can be known of them: truths as sets of answers, versions, instants, durations, the state of a fact.
//! Which path holds which value is `facts`' business.

pub mod bounds;
pub mod duration;
pub mod phase;
pub mod range;
pub mod spelling;
pub mod state;
pub mod time;
pub mod truth;
pub mod ty;
pub mod version;
pub mod when;

pub use duration::Duration;
pub use phase::Phase;
pub use range::{BadRange, VersionRange};
pub use state::{State, Unknown};
pub use time::{Date, Instant};
pub use truth::Truth;
pub use ty::{Members, Scheme, Ty, Value};
pub use version::Version;
pub use when::{Day, Moment, When};
