//! Rollouts: planned, running, and over.

mod live;
mod wish;

pub use live::*;
pub use wish::*;
