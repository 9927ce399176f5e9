//! The practice account over the wire, as any AWS client sees it.

mod account;
mod alarms;
mod chats;
mod client;
mod connect;
mod deployments;
mod imports;
mod lambda;
mod metrics;
mod provisioned;
mod stacks;
mod trouble;
mod world;
