//! Keeps writes from leaving the program when the account is read-only.
//!
//! Invariant: it sits below every port, in the SDK client itself, and lets
//! through only operations that are listed as reads. What is not listed is
//! refused, so a forgotten operation cannot slip through.

use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        interceptors::{Intercept, context::BeforeSerializationInterceptorContextRef},
        orchestrator::Metadata,
        runtime_components::RuntimeComponents,
    },
};
use aws_smithy_types::config_bag::ConfigBag;
use thiserror::Error;

use crate::operation::{Effect, Operation};

/// An operation was kept from leaving.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` was kept back: the account is open read-only")]
pub(crate) struct KeptBack(pub(crate) String);

/// Refuses whatever is not listed as a read.
#[derive(Debug)]
pub(crate) struct ReadOnly;

impl Intercept for ReadOnly {
    fn name(&self) -> &'static str {
        "ReadOnly"
    }

    // The first hook at which the operation is known; nothing is written to
    // the wire before it.
    fn read_before_serialization(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let (service, name) =
            cfg.load::<Metadata>().map_or(("", ""), |called| (called.service(), called.name()));
        match Operation::named(service, name).map(Operation::effect) {
            Some(Effect::Read) => Ok(()),
            Some(Effect::Write) | None => Err(KeptBack(name.to_owned()).into()),
        }
    }
}
