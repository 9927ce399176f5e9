//! A rollout: one alias moved from one version to the next, step by step,
//! watched, and moved back at once if callers suffer.
//!
//! The parts: a [`plan`] says which weight when, [`forecast`] says beforehand
//! what that means on the clock, [`gates`] say whether it may go on, and the
//! [`machine`] does it; a [`snapshot`] outlives the program. All of it is pure: time is an argument, what should
//! happen outside comes back as a value.

pub mod forecast;
pub mod gates;
pub mod machine;
pub mod plan;
pub mod snapshot;
pub mod statistics;
pub mod time;
