//! CodeDeploy at the start: a group for each of two aliases.

use jiff::Timestamp;

use super::days_before;
use crate::world::{
    account::ACCOUNT,
    deployments::{Application, CodeDeploy, Group, Watch},
};

const GROUPS: [(&str, &str, &str); 2] = [
    ("orders", "orders-PROD", "orders-PROD-errors"),
    ("payments", "payments-PROD", "payments-PROD-errors"),
];

/// Plants applications and groups, as SAM makes them.
pub(super) fn plant(start: Timestamp, mut new_id: impl FnMut() -> String) -> CodeDeploy {
    let mut codedeploy = CodeDeploy::default();
    for (application, group, alarm) in GROUPS {
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
