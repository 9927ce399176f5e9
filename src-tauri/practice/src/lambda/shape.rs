//! Lambda's data in the shapes of its API model.

use crossfade_domain::qualifier::Version;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::world::function::{Alias, Configuration, Function};

/// `FunctionConfiguration`. `qualifier` is what the ARN shall end with;
/// `settled_ms`, since when code has to be there for Lambda to be done with it.
///
/// A new version is `Pending`; `$LATEST` stays `Active` while it is updated.
pub(super) fn configuration(
    function: &Function,
    version: Version,
    configuration: &Configuration,
    qualifier: Option<&str>,
    settled_ms: i64,
) -> Value {
    let mut shape = summary(function, version, configuration, qualifier, settled_ms);
    let settled = configuration.is_settled(settled_ms);
    let (state, update) = match (version, settled) {
        (_, true) => ("Active", "Successful"),
        (Version::Latest | Version::LatestPublished, false) => ("Active", "InProgress"),
        (Version::Published(_), false) => ("Pending", "InProgress"),
    };
    shape["State"] = json!(state);
    shape["LastUpdateStatus"] = json!(update);
    if state == "Pending" {
        shape["StateReasonCode"] = json!("Creating");
        shape["StateReason"] = json!("The function is being created.");
    }
    shape
}

/// What `ListFunctions` gives: everything but the states.
pub(super) fn summary(
    function: &Function,
    version: Version,
    configuration: &Configuration,
    qualifier: Option<&str>,
    settled_ms: i64,
) -> Value {
    let mut shape = json!({
        "FunctionName": function.name,
        "FunctionArn": function.arn(qualifier),
        "Runtime": configuration.runtime,
        "Role": configuration.role,
        "Handler": configuration.handler,
        "CodeSize": configuration.code_size,
        "Description": configuration.description,
        "Timeout": configuration.timeout_s,
        "MemorySize": configuration.memory_mb,
        "LastModified": last_modified(configuration.last_modified),
        "CodeSha256": configuration.code_sha256,
        "Version": version.to_string(),
        "Environment": {"Variables": configuration.environment},
        "TracingConfig": {"Mode": "PassThrough"},
        "RevisionId": configuration.revision(settled_ms),
        "PackageType": "Zip",
        "Architectures": ["arm64"],
        "EphemeralStorage": {"Size": 512},
        "SnapStart": {"ApplyOn": "None", "OptimizationStatus": "Off"},
        "LoggingConfig": {
            "LogFormat": "Text",
            "LogGroup": format!("/aws/lambda/{}", function.name),
        },
    });
    if let Some(target) = &configuration.dead_letter {
        shape["DeadLetterConfig"] = json!({"TargetArn": target});
    }
    shape
}

/// `AliasConfiguration`
pub(super) fn alias(function: &Function, name: &str, alias: &Alias) -> Value {
    let mut shape = json!({
        "AliasArn": function.arn(Some(name)),
        "Name": name,
        "FunctionVersion": alias.version.to_string(),
        "Description": alias.description,
        "RevisionId": alias.revision_id,
    });
    if !alias.weights.is_empty() {
        let weights: Value = alias
            .weights
            .iter()
            .map(|(version, weight)| (version.to_string(), json!(weight)))
            .collect();
        shape["RoutingConfig"] = json!({"AdditionalVersionWeights": weights});
    }
    shape
}

/// `2026-11-23T10:00:00.000+0000`
fn last_modified(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3f+0000").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_as_lambda_writes_it() {
        let at: Timestamp = "2026-11-23T10:00:00.25Z".parse().expect("a time");
        assert_eq!(last_modified(at), "2026-11-23T10:00:00.250+0000");
        let whole: Timestamp = "2026-11-23T10:00:00Z".parse().expect("a time");
        assert_eq!(last_modified(whole), "2026-11-23T10:00:00.000+0000");
    }
}
