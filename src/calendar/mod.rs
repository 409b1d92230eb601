//! Windows of time: once or every week in a zone, whether an instant lies inside, when that changes next.
//! What a window is for, and which facts hold one, is said by `facts` and the conditions.

pub mod weekly;
pub mod window;
pub mod zone;

pub use weekly::Weekly;
pub use window::Window;
pub use zone::{Zone, zone_data_version};
