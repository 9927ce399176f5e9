//! Rollouts: planned, started, steered, looked at, reported.

mod live;
mod plan;

pub use live::*;
pub use plan::*;
