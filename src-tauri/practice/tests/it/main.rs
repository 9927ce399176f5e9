//! The practice account over the wire, as any AWS client sees it.

mod account;
mod alarms;
mod client;
mod connect;
mod deployments;
mod lambda;
mod metrics;
mod trouble;
mod world;
