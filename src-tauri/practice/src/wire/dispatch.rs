//! Which service and which operation a request asks for.
//!
//! One endpoint serves every service, so the request itself has to tell:
//! Smithy's RPC path, `X-Amz-Target`, a form's `Action` and `Version`, and for
//! REST the signature's credential scope.
//! Invariant: a request that is understood names its protocol, so even a
//! refusal is written in the form that the client can read.

use axum::http::Method;

use super::{
    cbor,
    doc::Doc,
    error::AwsError,
    form,
    protocol::Protocol,
    request::{Request, Signature},
};

/// The services that the practice account knows by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Service {
    /// AWS Lambda
    Lambda,
    /// Amazon Connect
    Connect,
    /// Amazon Connect Participant
    Participant,
    /// Amazon `CloudWatch`
    CloudWatch,
    /// AWS Security Token Service
    Sts,
    /// AWS `CodeDeploy`
    CodeDeploy,
    /// AWS `CloudFormation`
    CloudFormation,
}

/// What is fixed about a service that speaks an RPC protocol.
struct Rpc {
    service: Service,
    /// In `X-Amz-Target` and in Smithy's RPC path.
    target: &'static str,
    /// `Version` in the query protocol.
    version: &'static str,
    /// The XML namespace of the query protocol.
    namespace: &'static str,
    /// The namespace of its shapes.
    shapes: &'static str,
    /// `awsJson1_0` or `awsJson1_1`.
    json: &'static str,
}

const JSON_1_0: &str = "application/x-amz-json-1.0";
const JSON_1_1: &str = "application/x-amz-json-1.1";

const RPCS: [Rpc; 4] = [
    Rpc {
        service: Service::CloudWatch,
        target: "GraniteServiceVersion20100801",
        version: "2010-08-01",
        namespace: "http://monitoring.amazonaws.com/doc/2010-08-01/",
        shapes: "com.amazonaws.cloudwatch",
        json: JSON_1_0,
    },
    Rpc {
        service: Service::Sts,
        target: "AWSSecurityTokenServiceV20110615",
        version: "2011-06-15",
        namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
        shapes: "com.amazonaws.sts",
        json: JSON_1_1,
    },
    Rpc {
        service: Service::CodeDeploy,
        target: "CodeDeploy_20141006",
        version: "2014-10-06",
        namespace: "http://codedeploy.amazonaws.com/doc/2014-10-06/",
        shapes: "com.amazonaws.codedeploy",
        json: JSON_1_1,
    },
    Rpc {
        service: Service::CloudFormation,
        target: "CloudFormation",
        version: "2010-05-15",
        namespace: "http://cloudformation.amazonaws.com/doc/2010-05-15/",
        shapes: "com.amazonaws.cloudformation",
        json: JSON_1_1,
    },
];

/// A request that was understood as far as its service.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Asked {
    /// The practice account's own controls.
    Control,
    /// A REST service: its own router reads the path.
    Rest(Service),
    /// An operation by name, with its input.
    Call {
        /// Which service.
        service: Service,
        /// The operation's name.
        operation: String,
        /// What the client speaks.
        protocol: Protocol,
        /// The input.
        input: Doc,
    },
}

/// A request that goes no further, and how to say so.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refused {
    /// What the client speaks.
    pub protocol: Protocol,
    /// Why not.
    pub error: Box<AwsError>,
}

impl Refused {
    fn new(protocol: Protocol, error: AwsError) -> Self {
        Self { protocol, error: Box::new(error) }
    }
}

/// Reads which service and operation are asked for.
pub(crate) fn read(request: &Request) -> Result<Asked, Refused> {
    if request.segments.first().is_some_and(|first| first == "_practice") {
        return Ok(Asked::Control);
    }
    let asked = match smithy_path(request) {
        Some((target, operation)) => by_cbor(request, target, operation),
        None => match request.header("x-amz-target") {
            Some(target) => by_target(request, target),
            None if is_form(request) => by_form(request),
            None => by_scope(request),
        },
    }?;
    signed(request, &asked)?;
    Ok(asked)
}

/// `POST /service/{target}/operation/{operation}`
fn smithy_path(request: &Request) -> Option<(&str, &str)> {
    match request.segments.as_slice() {
        [service, target, operation, name] if service == "service" && operation == "operation" => {
            Some((target, name))
        }
        _ => None,
    }
}

fn by_cbor(request: &Request, target: &str, operation: &str) -> Result<Asked, Refused> {
    let rpc = RPCS.iter().find(|rpc| rpc.target == target);
    let protocol = Protocol::RpcCbor(rpc.map_or("smithy.framework", |rpc| rpc.shapes));
    let spoken = request.header("smithy-protocol") == Some("rpc-v2-cbor");
    let Some(rpc) = rpc.filter(|_| spoken && request.method == Method::POST) else {
        return Err(unknown(protocol, 404, operation));
    };
    let Some(input) = cbor::read(&request.body) else {
        return Err(unreadable(protocol));
    };
    Ok(Asked::Call { service: rpc.service, operation: operation.to_owned(), protocol, input })
}

/// `X-Amz-Target: {target}.{operation}`
fn by_target(request: &Request, target: &str) -> Result<Asked, Refused> {
    let (prefix, operation) = target.rsplit_once('.').unwrap_or(("", target));
    let rpc = RPCS.iter().find(|rpc| rpc.target == prefix);
    let asked_1_0 = request.header("content-type").is_some_and(|kind| kind.starts_with(JSON_1_0));
    let protocol =
        Protocol::AwsJson(if asked_1_0 { JSON_1_0 } else { rpc.map_or(JSON_1_1, |rpc| rpc.json) });
    let Some(rpc) = rpc else {
        return Err(unknown(protocol, 400, operation));
    };
    let Ok(input) = request.json() else {
        return Err(unreadable(protocol));
    };
    let input = Doc::from_json(input);
    Ok(Asked::Call { service: rpc.service, operation: operation.to_owned(), protocol, input })
}

fn is_form(request: &Request) -> bool {
    let form = "application/x-www-form-urlencoded";
    let posted = request.header("content-type").is_some_and(|kind| kind.starts_with(form));
    (posted && request.method == Method::POST) || request.param("Action").is_some()
}

/// `Action=…&Version=…`, in the body or in the query string.
fn by_form(request: &Request) -> Result<Asked, Refused> {
    let mut pairs = request.query.clone();
    pairs.extend(form::pairs(&String::from_utf8_lossy(&request.body), true));
    let input = form::nested(&pairs);
    let version = input.text("Version").unwrap_or_default();
    let rpc = RPCS.iter().find(|rpc| rpc.version == version);
    let protocol = Protocol::Query(rpc.map_or(RPCS[1].namespace, |rpc| rpc.namespace));
    let Some(operation) = input.text("Action").map(str::to_owned) else {
        let text = "The request must contain the parameter Action";
        let error = AwsError::new(400, "MissingAction", text);
        return Err(Refused::new(protocol, error));
    };
    let Some(rpc) = rpc else {
        return Err(no_action(protocol, &operation, version));
    };
    Ok(Asked::Call { service: rpc.service, operation, protocol, input })
}

/// REST paths do not say whose they are; the signature does.
fn by_scope(request: &Request) -> Result<Asked, Refused> {
    match request.signed_for() {
        Some("lambda") => return Ok(Asked::Rest(Service::Lambda)),
        Some("connect") => return Ok(Asked::Rest(Service::Connect)),
        Some("execute-api") => return Ok(Asked::Rest(Service::Participant)),
        Some(_) | None => {}
    }
    // Participant calls carry a bearer token and no signature.
    if request.segments.first().is_some_and(|first| first == "participant") {
        return Ok(Asked::Rest(Service::Participant));
    }
    let error = match request.signature() {
        Signature::Missing => missing_token(),
        Signature::Broken => incomplete(),
        Signature::Whole => unknown_error(404, &request.segments.join("/")),
    };
    Err(Refused::new(Protocol::RestJson, error))
}

/// Every service but Participant wants a Signature Version 4.
fn signed(request: &Request, asked: &Asked) -> Result<(), Refused> {
    let protocol = match asked {
        Asked::Control | Asked::Rest(Service::Participant) => return Ok(()),
        Asked::Rest(_) => Protocol::RestJson,
        Asked::Call { protocol, .. } => protocol.clone(),
    };
    match request.signature() {
        Signature::Whole => Ok(()),
        Signature::Broken => Err(Refused::new(protocol, incomplete())),
        Signature::Missing => Err(Refused::new(protocol, missing_token())),
    }
}

fn missing_token() -> AwsError {
    AwsError::new(403, "MissingAuthenticationTokenException", "Missing Authentication Token")
        .query("MissingAuthenticationToken")
}

fn incomplete() -> AwsError {
    let text = "Authorization header requires 'Credential', 'Signature' and 'SignedHeaders' \
                parameters.";
    AwsError::new(403, "IncompleteSignatureException", text).query("IncompleteSignature")
}

fn unreadable(protocol: Protocol) -> Refused {
    let error = AwsError::new(400, "SerializationException", "The request body cannot be read")
        .query("MalformedInput");
    Refused::new(protocol, error)
}

/// The answer to an operation that is not there, logged by name.
pub(crate) fn unknown(protocol: Protocol, status: u16, operation: &str) -> Refused {
    Refused::new(protocol, unknown_error(status, operation))
}

fn unknown_error(status: u16, operation: &str) -> AwsError {
    tracing::warn!(operation, "the practice account has no such operation");
    AwsError::new(
        status,
        "UnknownOperationException",
        format!("The practice account does not have the operation `{operation}`"),
    )
    .query("InvalidAction")
}

fn no_action(protocol: Protocol, operation: &str, version: &str) -> Refused {
    tracing::warn!(operation, version, "the practice account has no such action");
    let text = format!("Could not find operation {operation} for version {version}");
    Refused::new(protocol, AwsError::new(400, "InvalidAction", text))
}

impl Protocol {
    /// How AWS refuses an operation that a known service does not have.
    pub(crate) fn unknown_operation(&self, operation: &str, input: &Doc) -> Refused {
        match self {
            Self::Query(_) => {
                no_action(self.clone(), operation, input.text("Version").unwrap_or_default())
            }
            Self::AwsJson(_) => unknown(self.clone(), 400, operation),
            Self::RestJson | Self::RpcCbor(_) => unknown(self.clone(), 404, operation),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::{body::Bytes, http::HeaderMap};

    use super::*;

    const SCOPE: &str = "AWS4-HMAC-SHA256 Credential=K/20261123/eu-central-1/SVC/aws4_request, \
                         SignedHeaders=host, Signature=00";

    fn ask(method: Method, uri: &str, headers: &[(&'static str, &str)], body: &str) -> Request {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().expect("a header"));
        }
        let uri = uri.parse().expect("a URI");
        Request::new(method, &uri, map, Bytes::copy_from_slice(body.as_bytes()))
    }

    fn name(asked: Result<Asked, Refused>) -> (Service, String) {
        match asked.expect("understood") {
            Asked::Call { service, operation, .. } => (service, operation),
            Asked::Rest(service) => (service, String::new()),
            Asked::Control => panic!("a control"),
        }
    }

    #[test]
    fn each_protocol_is_told_apart() {
        let sts = SCOPE.replace("SVC", "sts");
        let form = ("content-type", "application/x-www-form-urlencoded; charset=utf-8");
        let body = "Action=GetCallerIdentity&Version=2011-06-15";
        let query = ask(Method::POST, "/", &[form, ("authorization", &sts)], body);
        assert_eq!(name(read(&query)), (Service::Sts, "GetCallerIdentity".to_owned()));

        let scope = SCOPE.replace("SVC", "monitoring");
        let path = "/service/GraniteServiceVersion20100801/operation/ListMetrics";
        let headers = [("smithy-protocol", "rpc-v2-cbor"), ("authorization", scope.as_str())];
        let cbor = ask(Method::POST, path, &headers, "");
        assert_eq!(name(read(&cbor)), (Service::CloudWatch, "ListMetrics".to_owned()));

        let target = ("x-amz-target", "CodeDeploy_20141006.ListApplications");
        let json = ask(Method::POST, "/", &[target, ("authorization", &scope)], "{}");
        assert_eq!(name(read(&json)), (Service::CodeDeploy, "ListApplications".to_owned()));

        let lambda = SCOPE.replace("SVC", "lambda");
        let rest = ask(Method::GET, "/2015-03-31/functions", &[("authorization", &lambda)], "");
        assert_eq!(name(read(&rest)), (Service::Lambda, String::new()));
    }

    #[test]
    fn a_request_without_a_signature_is_refused_in_its_own_protocol() {
        let form = ("content-type", "application/x-www-form-urlencoded");
        let body = "Action=GetCallerIdentity&Version=2011-06-15";
        let refused = read(&ask(Method::POST, "/", &[form], body)).expect_err("refused");
        assert_eq!(refused.error.query_name(), "MissingAuthenticationToken");
        assert!(matches!(refused.protocol, Protocol::Query(_)));
        let rest = read(&ask(Method::GET, "/instance", &[], "")).expect_err("refused");
        assert_eq!(rest.error.status, 403);
    }

    #[test]
    fn what_nobody_serves_is_unknown() {
        let scope = SCOPE.replace("SVC", "dynamodb");
        let target = ("x-amz-target", "DynamoDB_20120810.ListTables");
        let json = ask(Method::POST, "/", &[target, ("authorization", &scope)], "{}");
        let refused = read(&json).expect_err("refused");
        assert_eq!(refused.error.code, "UnknownOperationException");
        let rest = ask(Method::GET, "/buckets", &[("authorization", &scope)], "");
        assert_eq!(read(&rest).expect_err("refused").error.status, 404);
    }
}
