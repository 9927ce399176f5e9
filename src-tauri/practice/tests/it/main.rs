//! The practice account over the wire, as any AWS client sees it.

#![expect(clippy::expect_used, reason = "a test that meets something else has failed")]

mod account;
mod alarms;
mod client;
mod connect;
mod lambda;
mod metrics;
mod trouble;
mod world;
