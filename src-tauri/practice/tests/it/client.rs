//! A plain HTTP client that knows nothing of AWS but a signature's outside.

use std::net::SocketAddr;

use crossfade_practice::{PracticeOptions, PracticeServer, serve};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// 10:00 on a Monday.
pub const START: &str = "2026-11-23T10:00:00Z";
pub const INSTANCE: &str = crossfade_practice::INSTANCE_ID;

/// A practice account whose clock stands still at [`START`].
pub async fn still() -> (PracticeServer, Client) {
    start(still_options()).await
}

pub fn still_options() -> PracticeOptions {
    PracticeOptions {
        time_scale: 0.0,
        start: Some(START.parse().expect("a time")),
        ..PracticeOptions::default()
    }
}

pub async fn start(options: PracticeOptions) -> (PracticeServer, Client) {
    let server = serve(options).await.expect("the practice account starts");
    let address = server.endpoint().replace("http://", "").parse().expect("an address");
    (server, Client { address })
}

/// Sends one request a connection.
#[derive(Clone, Copy)]
pub struct Client {
    address: SocketAddr,
}

/// What came back.
pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Response {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("text")
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// The error's status, name, and body.
    pub fn error(&self) -> (u16, String, Value) {
        (self.status, self.header("x-amzn-errortype").expect("an error").to_owned(), self.json())
    }
}

impl Client {
    pub async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Response {
        self.try_to_send(method, path, headers, body).await.expect("an answer")
    }

    /// `None` when the connection breaks before there is an answer.
    pub async fn try_to_send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Option<Response> {
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-length: {}\r\n",
            self.address,
            body.len()
        );
        for (name, value) in headers {
            head.push_str(name);
            head.push_str(": ");
            head.push_str(value);
            head.push_str("\r\n");
        }
        head.push_str("\r\n");
        let mut stream = TcpStream::connect(self.address).await.expect("a connection");
        stream.write_all(head.as_bytes()).await.expect("sent");
        stream.write_all(body).await.expect("sent");
        let mut answer = Vec::new();
        let came = stream.read_to_end(&mut answer).await;
        came.ok().filter(|length| *length > 0).map(|_| parse(&answer))
    }

    pub async fn lambda(&self, method: &str, path: &str, body: &Value) -> Response {
        let path = format!("/2015-03-31/functions{path}");
        self.rest("lambda", method, &path, body).await
    }

    pub async fn connect(&self, method: &str, path: &str, body: &Value) -> Response {
        self.rest("connect", method, path, body).await
    }

    pub async fn rest(&self, service: &str, method: &str, path: &str, body: &Value) -> Response {
        let signature = signature(service);
        let headers = [("authorization", signature.as_str()), ("content-type", "application/json")];
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        self.send(method, path, &headers, &body).await
    }

    /// A query-protocol request.
    pub async fn form(&self, service: &str, body: &str) -> Response {
        let signature = signature(service);
        let headers = [
            ("authorization", signature.as_str()),
            ("content-type", "application/x-www-form-urlencoded; charset=utf-8"),
        ];
        self.send("POST", "/", &headers, body.as_bytes()).await
    }

    /// A `CloudWatch` request in JSON 1.0.
    pub async fn cloudwatch(&self, operation: &str, body: &Value) -> Response {
        let target = format!("GraniteServiceVersion20100801.{operation}");
        self.json_rpc("monitoring", "application/x-amz-json-1.0", &target, body).await
    }

    /// A request that names its operation in `X-Amz-Target`.
    pub async fn json_rpc(
        &self,
        service: &str,
        kind: &str,
        target: &str,
        body: &Value,
    ) -> Response {
        let signature = signature(service);
        let headers = [
            ("authorization", signature.as_str()),
            ("content-type", kind),
            ("x-amz-target", target),
        ];
        self.send("POST", "/", &headers, body.to_string().as_bytes()).await
    }

    /// A `CloudWatch` request in CBOR.
    pub async fn cbor(&self, operation: &str, body: &ciborium::Value) -> Response {
        let signature = signature("monitoring");
        let path = format!("/service/GraniteServiceVersion20100801/operation/{operation}");
        let headers = [
            ("authorization", signature.as_str()),
            ("content-type", "application/cbor"),
            ("accept", "application/cbor"),
            ("smithy-protocol", "rpc-v2-cbor"),
        ];
        let mut bytes = Vec::new();
        ciborium::into_writer(body, &mut bytes).expect("CBOR");
        self.send("POST", &path, &headers, &bytes).await
    }
}

pub fn signature(service: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential=PRACTICE/20261123/eu-central-1/{service}/aws4_request, \
         SignedHeaders=host;x-amz-date, Signature=0000"
    )
}

fn parse(answer: &[u8]) -> Response {
    let end = answer.windows(4).position(|it| it == b"\r\n\r\n").expect("a head");
    let head = std::str::from_utf8(&answer[..end]).expect("text");
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).expect("a status");
    let headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    Response {
        status: status.parse().expect("a number"),
        headers,
        body: answer[end + 4..].to_vec(),
    }
}
