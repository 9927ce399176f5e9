//! Code and kind of an answer, before the SDK has made an error of it.
//!
//! Invariant: it tells the same as [`code::kind`] of the error that the SDK
//! makes, in every protocol in which writes are spoken: REST-JSON, JSON 1.1 and
//! query.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use crossfade_engine::failure::FailureKind;
use serde_json::Value;

use super::code;

/// What kind of refusal an answer is.
pub(crate) fn refusal(answer: &HttpResponse) -> FailureKind {
    let said = answer.headers().get("x-amzn-errortype").map(str::to_owned);
    let said = said.or_else(|| in_body(answer.body().bytes().unwrap_or_default()));
    code::kind(bare(said.as_deref().unwrap_or_default()), answer.status().as_u16())
}

fn in_body(body: &[u8]) -> Option<String> {
    if let Ok(body) = serde_json::from_slice::<Value>(body) {
        let code = body.get("__type").or_else(|| body.get("code"))?;
        return code.as_str().map(str::to_owned);
    }
    let (_, rest) = std::str::from_utf8(body).ok()?.split_once("<Code>")?;
    rest.split_once("</Code>").map(|(code, _)| code.trim().to_owned())
}

/// AWS puts a namespace before the code and an address behind it.
fn bare(code: &str) -> &str {
    let code = code.rsplit('#').next().unwrap_or_default();
    code.split(':').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    use aws_smithy_types::body::SdkBody;

    fn told(status: u16, header: Option<&str>, body: &'static str) -> FailureKind {
        let status = status.try_into().expect("a status");
        let mut answer = HttpResponse::new(status, SdkBody::from(body));
        if let Some(code) = header {
            answer.headers_mut().insert("x-amzn-errortype", code.to_owned());
        }
        refusal(&answer)
    }

    #[test]
    fn the_code_is_found_in_every_protocol() {
        let json = r#"{"__type":"com.amazonaws.codedeploy#ThrottlingException","message":"m"}"#;
        let query = "<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>";
        let quota = "LimitExceededException:http://internal.amazon.com/";
        for (expected, found) in [
            (FailureKind::Throttled, told(400, None, json)),
            (FailureKind::Throttled, told(400, None, query)),
            (FailureKind::Throttled, told(429, Some("TooManyRequestsException"), "{}")),
            (FailureKind::Throttled, told(429, None, "")),
            (FailureKind::Quota, told(429, Some(quota), "{}")),
            (FailureKind::Invalid, told(400, None, r#"{"message":"no code"}"#)),
            (FailureKind::Unavailable, told(503, None, "<html>")),
        ] {
            assert_eq!(found, expected);
        }
    }
}
