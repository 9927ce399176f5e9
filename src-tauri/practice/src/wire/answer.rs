//! What goes back over the wire.

use std::time::Duration;

use serde_json::Value;

/// An answer before it becomes an HTTP response.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    /// HTTP status code.
    pub status: u16,
    /// Headers beyond the request id.
    pub headers: Vec<(&'static str, String)>,
    /// The body; its content type is among the headers.
    pub body: Vec<u8>,
    /// How much practice time passes before the answer leaves.
    pub takes: Duration,
}

impl Answer {
    /// No body at all.
    pub(crate) fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new(), takes: Duration::ZERO }
    }

    /// A body of the given type.
    pub(crate) fn bytes(status: u16, content_type: &str, body: Vec<u8>) -> Self {
        Self { body, ..Self::empty(status) }.with("content-type", content_type)
    }

    /// A REST-JSON body.
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::bytes(status, "application/json", body.to_string().into_bytes())
    }

    /// The same answer with one more header.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}
