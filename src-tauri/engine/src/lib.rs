//! What Crossfade does with an account: looks, resolves, writes and remembers.
//!
//! Knows no AWS SDK: it speaks through [`ports`], which the `aws` package
//! implements. Nothing here knows whether the account is a practice account.

pub mod acts;
pub mod atlas;
pub mod changes;
pub mod chart;
pub mod clock;
pub mod confirm;
pub mod desk;
pub mod failure;
pub mod files;
pub mod journal;
pub mod ports;
mod recent;
pub mod rollouts;
mod settling;
pub mod setup;
pub mod starter;
pub mod stay;
pub mod trials;
