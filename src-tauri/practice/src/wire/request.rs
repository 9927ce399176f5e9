//! One HTTP request, taken apart once.
//!
//! Invariant: path segments are split before they are percent-decoded, so an
//! ARN with an encoded `/` in it stays one segment.

use axum::{
    body::Bytes,
    http::{HeaderMap, Method, Uri},
};
use serde_json::Value;

use super::form;

/// A request with its path and query decoded.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// The HTTP method.
    pub method: Method,
    /// The decoded path segments; empty ones at the end are dropped.
    pub segments: Vec<String>,
    /// The decoded query parameters, in order.
    pub query: Vec<(String, String)>,
    /// The headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
}

impl Request {
    /// Takes a request apart.
    pub(crate) fn new(method: Method, uri: &Uri, headers: HeaderMap, body: Bytes) -> Self {
        let mut segments: Vec<String> =
            uri.path().split('/').skip(1).map(|segment| form::decode(segment, false)).collect();
        while segments.last().is_some_and(String::is_empty) {
            segments.pop();
        }
        let query = form::pairs(uri.query().unwrap_or_default(), false);
        Self { method, segments, query, headers, body }
    }

    /// The first value of a header, when it is readable text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The first value of a query parameter.
    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Every value of a query parameter that may be repeated.
    pub(crate) fn params<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.query.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON; an empty body is an empty object.
    pub(crate) fn json(&self) -> Result<Value, serde_json::Error> {
        if self.body.is_empty() {
            return Ok(Value::Object(serde_json::Map::new()));
        }
        serde_json::from_slice(&self.body)
    }

    /// The service in the signature's credential scope, such as `lambda`.
    ///
    /// Reads `Authorization: AWS4-HMAC-SHA256 Credential=KEY/DATE/REGION/SERVICE/aws4_request, …`
    /// or the same scope in a presigned URL; the key itself is never looked at.
    pub(crate) fn signed_for(&self) -> Option<&str> {
        self.credential()?.split('/').rev().nth(1)
    }

    /// Whether the request carries a signature at all, and whether it is whole.
    pub(crate) fn signature(&self) -> Signature {
        let Some(header) = self.header("authorization") else {
            let presigned = self.param("X-Amz-Signature").is_some();
            return if presigned { Signature::Whole } else { Signature::Missing };
        };
        let parts = ["Credential=", "SignedHeaders=", "Signature="];
        let whole = header.starts_with("AWS4-") && parts.iter().all(|part| header.contains(part));
        if whole && self.signed_for().is_some() { Signature::Whole } else { Signature::Broken }
    }

    fn credential(&self) -> Option<&str> {
        match self.header("authorization") {
            Some(header) => header.split("Credential=").nth(1)?.split([',', ' ']).next(),
            None => self.param("X-Amz-Credential"),
        }
    }
}

/// What a request carries by way of a signature. Its value is not verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signature {
    /// All parts of a Signature Version 4 are there.
    Whole,
    /// An `Authorization` header that is no Signature Version 4.
    Broken,
    /// None.
    Missing,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(uri: &str, authorization: Option<&str>) -> Request {
        let mut headers = HeaderMap::new();
        if let Some(value) = authorization {
            headers.insert("authorization", value.parse().expect("a header"));
        }
        let uri: Uri = uri.parse().expect("a URI");
        Request::new(Method::GET, &uri, headers, Bytes::new())
    }

    #[test]
    fn an_arn_in_the_path_stays_one_segment() {
        let request =
            get("/contact-flows/i/arn%3Aaws%3Aconnect%3A%2Fflow%2Fx%3A%24SAVED?a=1%2B2", None);
        assert_eq!(request.segments, ["contact-flows", "i", "arn:aws:connect:/flow/x:$SAVED"]);
        assert_eq!(request.param("a"), Some("1+2"));
        assert_eq!(get("/2015-03-31/functions/", None).segments, ["2015-03-31", "functions"]);
    }

    #[test]
    fn the_credential_scope_names_the_service() {
        let whole = "AWS4-HMAC-SHA256 Credential=AKID/20261123/eu-central-1/lambda/aws4_request, \
                     SignedHeaders=host;x-amz-date, Signature=00";
        assert_eq!(get("/", Some(whole)).signed_for(), Some("lambda"));
        assert_eq!(get("/", Some(whole)).signature(), Signature::Whole);
        assert_eq!(get("/", Some("Bearer abc")).signature(), Signature::Broken);
        assert_eq!(get("/", None).signature(), Signature::Missing);
    }
}
