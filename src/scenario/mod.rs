//! Tests of policies: what cases say of a policy, and how much they notice.
//! Which files there are is `project`'s business, how it is shown `report`'s.

pub mod mutate;
