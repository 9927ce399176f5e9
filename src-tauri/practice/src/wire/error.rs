//! AWS errors, before a protocol gives them their form.

use std::time::Duration;

use serde_json::Value;

/// One error as AWS would answer it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AwsError {
    /// HTTP status code.
    pub status: u16,
    /// The shape's name, such as `ResourceNotFoundException`.
    pub code: &'static str,
    /// What the query protocol calls it, where that differs (`awsQueryError`).
    pub query_code: Option<&'static str>,
    /// What to say; `None` for the shapes that have no message.
    pub message: Option<String>,
    /// What this service's model calls the message: `message` or `Message`.
    pub message_key: &'static str,
    /// Further members, in order, before the message.
    pub fields: Vec<(&'static str, Value)>,
    /// For throttling: the `Retry-After` header.
    pub retry_after: Option<Duration>,
}

impl AwsError {
    /// An error with a message under `message`.
    pub(crate) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            query_code: None,
            message: Some(message.into()),
            message_key: "message",
            fields: Vec::new(),
            retry_after: None,
        }
    }

    /// The same error with its message under another key.
    pub(crate) fn under(mut self, message_key: &'static str) -> Self {
        self.message_key = message_key;
        self
    }

    /// The same error with one more member.
    pub(crate) fn field(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.fields.push((name, value.into()));
        self
    }

    /// The same error with its own name in the query protocol.
    pub(crate) fn query(mut self, code: &'static str) -> Self {
        self.query_code = Some(code);
        self
    }

    /// The name in the query protocol.
    pub(crate) fn query_name(&self) -> &'static str {
        self.query_code.unwrap_or(self.code)
    }

    /// `Sender` when the request is at fault, `Receiver` when the service is.
    pub(crate) fn fault(&self) -> &'static str {
        if self.status < 500 { "Sender" } else { "Receiver" }
    }

    /// What to say, empty when the shape says nothing.
    pub(crate) fn text(&self) -> &str {
        self.message.as_deref().unwrap_or_default()
    }
}
