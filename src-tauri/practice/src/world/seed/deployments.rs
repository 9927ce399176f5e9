//! CodeDeploy at the start: a group for each of two aliases, with the deployment
//! that brought its alias to where it stands.

use jiff::Timestamp;

use super::days_before;
use crate::world::{
    account::ACCOUNT,
    deployments::{Application, CodeDeploy, Deployment, Group, Routing, Status, Watch},
};

/// Application and function, group, alarm, and the last deployment with the
/// version that it brought.
const GROUPS: [(&str, &str, &str, (&str, u64)); 2] = [
    ("orders", "orders-PROD", "orders-PROD-errors", ("d-7K2M9QXA1", 7)),
    ("payments", "payments-PROD", "payments-PROD-errors", ("d-4TB8WZLC5", 4)),
];
/// A deployment of all at once takes about so long.
const TAKES_MS: i64 = 3_000;

/// Plants applications and groups, as SAM makes them.
pub(super) fn plant(start: Timestamp, mut new_id: impl FnMut() -> String) -> CodeDeploy {
    let mut codedeploy = CodeDeploy::default();
    for (application, group, alarm, (id, version)) in GROUPS {
        codedeploy.deployments.push(last(id, application, group, version, start));
        let made = Group {
            id: new_id(),
            configuration: "CodeDeployDefault.LambdaCanary10Percent5Minutes".to_owned(),
            service_role: format!("arn:aws:iam::{ACCOUNT}:role/CodeDeployServiceRole"),
            alarms: Watch { enabled: true, ignore_failure: false, names: vec![alarm.to_owned()] },
            rolls_back_on: ["FAILURE", "STOP_ON_ALARM", "STOP_ON_REQUEST"]
                .map(|event| format!("DEPLOYMENT_{event}"))
                .to_vec(),
        };
        let created_ms = days_before(start, 90).as_millisecond();
        let groups = [(group.to_owned(), made)].into();
        let application =
            (application.to_owned(), Application { id: new_id(), created_ms, groups });
        codedeploy.applications.extend([application]);
    }
    codedeploy
}

fn last(id: &str, function: &str, group: &str, to: u64, start: Timestamp) -> Deployment {
    let created_ms = days_before(start, 20).as_millisecond();
    let from = to - 1;
    let app_spec = serde_json::json!({ "version": 0.0, "Resources": [{ function: {
        "Type": "AWS::Lambda::Function",
        "Properties": { "Name": function, "Alias": "PROD",
            "CurrentVersion": from.to_string(), "TargetVersion": to.to_string() },
    } }] });
    Deployment {
        stopping: None,
        id: id.to_owned(),
        application: function.to_owned(),
        group: group.to_owned(),
        configuration: "CodeDeployDefault.LambdaAllAtOnce".to_owned(),
        routing: Routing::AllAtOnce,
        description: None,
        creator: "user",
        app_spec: app_spec.to_string(),
        function: function.to_owned(),
        alias: "PROD".to_owned(),
        from,
        to,
        status: Status::Succeeded,
        created_ms,
        shifted_ms: Some(created_ms),
        completed_ms: Some(created_ms + TAKES_MS),
        percent: 100,
        error: None,
        rolled_back_by: None,
        rolls_back: None,
        next_poll_ms: created_ms,
        alarms: None,
    }
}
