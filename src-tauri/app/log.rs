//! What the program logs: to standard error, warnings and worse, or what
//! `CROSSFADE_LOG` asks for.
//!
//! Invariant: no token is ever logged. At their most detailed level the AWS SDK
//! and what carries its requests write out whole headers, the bearer tokens of
//! chats among them: there, only the program's own packages are heard.

use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::{
    EnvFilter, Layer, filter::FilterExt as _, filter::filter_fn, layer::SubscriberExt as _,
    registry::LookupSpan, util::SubscriberInitExt as _,
};

const VARIABLE: &str = "CROSSFADE_LOG";
/// How the targets of the program's own packages begin.
const OWN: &str = "crossfade";

/// Begins to log.
pub fn to_standard_error() {
    let asked = EnvFilter::try_from_env(VARIABLE).unwrap_or_else(|_| EnvFilter::new("warn"));
    let written = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    // A second subscriber is only ever refused in tests.
    drop(tracing_subscriber::registry().with(heard(written, asked)).try_init());
}

/// What of `asked` is heard.
fn heard<S>(written: impl Layer<S>, asked: EnvFilter) -> impl Layer<S>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    written.with_filter(asked.and(filter_fn(may_be_told)))
}

fn may_be_told(said: &Metadata<'_>) -> bool {
    *said.level() != Level::TRACE || said.target().starts_with(OWN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        io::{self, Write},
        sync::{Arc, Mutex, PoisonError},
    };

    #[derive(Clone, Default)]
    struct Heard(Arc<Mutex<Vec<u8>>>);

    impl Write for Heard {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn told(asked: &str) -> String {
        let told = Heard::default();
        let writer = told.clone();
        let written = tracing_subscriber::fmt::layer().with_writer(move || writer.clone());
        let subscriber = tracing_subscriber::registry().with(heard(written, EnvFilter::new(asked)));
        tracing::subscriber::with_default(subscriber, || {
            tracing::trace!(target: "aws_smithy_runtime::client", "request with x-amz-bearer");
            tracing::trace!(target: "hyper::proto", "headers");
            tracing::debug!(target: "aws_smithy_runtime::client", "attempt");
            tracing::trace!(target: "crossfade_engine::atlas", "looked");
        });
        let told = told.0.lock().expect("unpoisoned").clone();
        String::from_utf8(told).expect("text")
    }

    #[test]
    fn the_headers_of_requests_are_not_logged_however_much_is_asked_for() {
        for asked in [
            "trace",
            "aws_smithy_runtime=trace,hyper=trace,crossfade=trace",
            "warn,aws_smithy_runtime::client=trace",
        ] {
            let told = told(asked);
            assert!(!told.contains("x-amz-bearer") && !told.contains("headers"), "{told}");
            assert!(told.contains("attempt"), "{told}");
        }
        assert!(told("trace").contains("looked"));
        assert_eq!(told("warn"), "");
    }
}
