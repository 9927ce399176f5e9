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
            Some(Effect::Repeatable | Effect::Write) | None => {
                Err(KeptBack(name.to_owned()).into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    use aws_sdk_lambda::{Client, config::Credentials, config::Region, primitives::Blob};

    /// A read-only client, and the listener that it would speak to.
    fn client() -> (Client, TcpListener) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("a mode");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let config = aws_sdk_lambda::Config::builder()
            .behavior_version_latest()
            .region(Region::from_static("eu-central-1"))
            .credentials_provider(Credentials::new("a", "b", None, None, "test"))
            .endpoint_url(url)
            .interceptor(ReadOnly);
        (Client::from_conf(config.build()), listener)
    }

    #[tokio::test]
    async fn operations_that_nobody_listed_do_not_leave_either() {
        let (client, listener) = client();
        let told = [
            client.delete_function().function_name("orders").send().await.err().map(chain),
            client
                .invoke()
                .function_name("orders")
                .payload(Blob::new("{}"))
                .send()
                .await
                .err()
                .map(chain),
            client.get_account_settings().send().await.err().map(chain),
        ];
        for (name, told) in ["DeleteFunction", "Invoke", "GetAccountSettings"].iter().zip(told) {
            let expected = KeptBack((*name).to_owned()).to_string();
            assert!(told.as_ref().is_some_and(|it| it.contains(&expected)), "{told:?}");
        }
        let came = listener.accept().map(|_| ()).map_err(|error| error.kind());
        assert_eq!(came, Err(std::io::ErrorKind::WouldBlock));
    }

    fn chain(error: impl std::error::Error + 'static) -> String {
        crate::failure::chain(&error)
    }
}
