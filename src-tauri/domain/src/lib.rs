//! The words and rules of Lambda aliases and Amazon Connect flows.
//!
//! Pure: no runtime, no AWS, no clock, no files. Everything here is a value or
//! a function of values, so it can be tested by scenario and by property.

pub mod alias;
pub mod arn;
pub mod flow;
pub mod policy;
pub mod qualifier;
pub mod rollout;
pub mod weight;
