//! AWS's wire protocols, apart from any service.
//!
//! Invariant: nothing here knows what a function or a flow is.

pub(crate) mod answer;
pub(crate) mod cbor;
pub(crate) mod dispatch;
pub(crate) mod doc;
pub(crate) mod error;
pub(crate) mod form;
pub(crate) mod operations;
pub(crate) mod page;
pub(crate) mod protocol;
pub(crate) mod request;
pub(crate) mod xml;
