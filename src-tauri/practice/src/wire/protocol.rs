//! The forms in which an operation's result or error is written.
//!
//! Invariant: whatever protocol a client asked in, it is answered in.

use serde_json::{Map, Value, json};

use super::{
    answer::Answer,
    cbor,
    doc::{Doc, structure},
    error::AwsError,
    xml,
};

/// How one request asked, and so how it wants to be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// Paths and JSON bodies: Lambda, Connect.
    RestJson,
    /// `X-Amz-Target` and JSON 1.0 or 1.1; holds the content type.
    AwsJson(&'static str),
    /// A form asks, XML answers; holds the service's namespace.
    Query(&'static str),
    /// Smithy's `rpcv2Cbor`; holds the shape namespace of its errors.
    RpcCbor(&'static str),
}

impl Protocol {
    /// The answer to an operation of an RPC protocol that succeeded. `None` is
    /// an operation without output.
    pub(crate) fn success(&self, operation: &str, output: Option<&Doc>, id: &str) -> Answer {
        let empty = Doc::Map(Vec::new());
        match self {
            Self::RestJson => Answer::json(200, &output.unwrap_or(&empty).to_json()),
            Self::AwsJson(content_type) => {
                let body = output.map(|doc| doc.to_json().to_string()).unwrap_or_default();
                Answer::bytes(200, content_type, body.into_bytes())
            }
            Self::Query(namespace) => {
                Answer::bytes(200, "text/xml", reply(operation, namespace, output, id))
            }
            Self::RpcCbor(_) => rpc_cbor(200, cbor::write(output.unwrap_or(&empty))),
        }
    }

    /// The answer to a request that failed.
    pub(crate) fn failure(&self, error: &AwsError, id: &str) -> Answer {
        let mut answer = match self {
            Self::RestJson => Answer::json(error.status, &json_error(error, None))
                .with("x-amzn-errortype", error.code),
            Self::AwsJson(content_type) => {
                let body = json_error(error, Some(error.code)).to_string();
                with_query_name(Answer::bytes(error.status, content_type, body.into_bytes()), error)
            }
            Self::Query(namespace) => {
                Answer::bytes(error.status, "text/xml", error_reply(error, namespace, id))
            }
            Self::RpcCbor(shapes) => {
                with_query_name(rpc_cbor(error.status, cbor_error(error, shapes)), error)
            }
        };
        if let Some(wait) = error.retry_after {
            answer = answer.with("retry-after", wait.as_secs().max(1).to_string());
        }
        answer
    }
}

fn rpc_cbor(status: u16, body: Vec<u8>) -> Answer {
    Answer::bytes(status, "application/cbor", body).with("smithy-protocol", "rpc-v2-cbor")
}

/// `awsQueryCompatible`: clients that once spoke the query protocol still see
/// its error codes.
fn with_query_name(answer: Answer, error: &AwsError) -> Answer {
    answer.with("x-amzn-query-error", format!("{};{}", error.query_name(), error.fault()))
}

fn json_error(error: &AwsError, kind: Option<&str>) -> Value {
    let mut body = Map::new();
    if let Some(kind) = kind {
        body.insert("__type".to_owned(), json!(kind));
    }
    for (name, value) in &error.fields {
        body.insert((*name).to_owned(), value.clone());
    }
    if let Some(message) = &error.message {
        body.insert(error.message_key.to_owned(), json!(message));
    }
    Value::Object(body)
}

fn cbor_error(error: &AwsError, shapes: &str) -> Vec<u8> {
    cbor::write(&structure([
        ("__type", Some(Doc::Text(format!("{shapes}#{}", error.code)))),
        (error.message_key, error.message.clone().map(Doc::Text)),
    ]))
}

fn reply(operation: &str, namespace: &str, output: Option<&Doc>, id: &str) -> Vec<u8> {
    let mut result = String::new();
    if let Some(output) = output {
        xml::element(&mut result, &format!("{operation}Result"), output);
    }
    format!(
        "<{operation}Response xmlns=\"{namespace}\">{result}<ResponseMetadata>\
         <RequestId>{id}</RequestId></ResponseMetadata></{operation}Response>"
    )
    .into_bytes()
}

fn error_reply(error: &AwsError, namespace: &str, id: &str) -> Vec<u8> {
    format!(
        "<ErrorResponse xmlns=\"{namespace}\"><Error><Type>{}</Type><Code>{}</Code>\
         <Message>{}</Message></Error><RequestId>{id}</RequestId></ErrorResponse>",
        error.fault(),
        error.query_name(),
        xml::escape(error.text()),
    )
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(answer: &Answer) -> &str {
        std::str::from_utf8(&answer.body).expect("text")
    }

    #[test]
    fn one_error_in_each_protocol() {
        let error = AwsError::new(400, "InvalidParameterValueException", "no <such> thing")
            .query("InvalidParameterValue");
        let rest = Protocol::RestJson.failure(&error.clone().field("Type", "User"), "id");
        assert_eq!(text(&rest), r#"{"Type":"User","message":"no <such> thing"}"#);
        assert!(
            rest.headers
                .contains(&("x-amzn-errortype", "InvalidParameterValueException".to_owned()))
        );
        let query = Protocol::Query("urn:x").failure(&error, "id");
        assert_eq!(
            text(&query),
            "<ErrorResponse xmlns=\"urn:x\"><Error><Type>Sender</Type>\
             <Code>InvalidParameterValue</Code><Message>no &lt;such&gt; thing</Message></Error>\
             <RequestId>id</RequestId></ErrorResponse>"
        );
        let cbor = Protocol::RpcCbor("com.amazonaws.cloudwatch").failure(&error, "id");
        let told = cbor::read(&cbor.body).expect("CBOR");
        assert_eq!(
            told.text("__type"),
            Some("com.amazonaws.cloudwatch#InvalidParameterValueException")
        );
        assert!(
            cbor.headers
                .contains(&("x-amzn-query-error", "InvalidParameterValue;Sender".to_owned()))
        );
    }
}
