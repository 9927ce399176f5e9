//! A rollout in sentences, for the review, the page and the report: each in
//! the words of whoever carries it out.

use crossfade_domain::{
    qualifier::Version,
    rollout::{
        forecast::Forecast,
        gates::{Gates, ProbeTimes, VersionGate, WhenBlind},
    },
};
use serde_json::json;

use super::{DriverWish, Wish, deploy::configuration};
use crate::{
    changes::DeploymentChange,
    ports::{GroupWatch, NewDeploymentGroup, RollbackEvent},
};

/// What must hold for a rollout to go on, one sentence each.
pub(super) fn gates(wish: &Wish, watch: Option<&GroupWatch>) -> Vec<String> {
    match &wish.driver {
        DriverWish::Program => of_program(&wish.gates),
        DriverWish::CodeDeploy { group, .. } => of_group(group, watch),
    }
}

/// CodeDeploy knows the alarms of a group, and nothing else.
fn of_group(group: &str, watch: Option<&GroupWatch>) -> Vec<String> {
    let Some(watch) = watch else {
        return vec![format!("CodeDeploy watches the alarms of the deployment group `{group}`.")];
    };
    let mut words = Vec::new();
    if watch.alarms.is_empty() {
        words.push(format!(
            "No alarm watches this rollout: the deployment group `{group}` has none, and only a \
             person can stop it."
        ));
    } else {
        let back = if watch.rolls_back_on.contains(&RollbackEvent::StopOnAlarm) {
            "rolls back"
        } else {
            "does not roll back: the alias then stays split"
        };
        words.push(format!(
            "CodeDeploy stops when an alarm of the deployment group `{group}` fires, and {back}: \
             `{}`.",
            watch.alarms.join("`, `")
        ));
        words.push(if watch.ignore_unreadable_alarms {
            "Alarms that cannot be read are overlooked.".to_owned()
        } else {
            "An alarm that cannot be read stops it as well.".to_owned()
        });
    }
    words.push(
        "Nothing else is looked at: neither the new version's own errors nor probes.".to_owned(),
    );
    words
}

/// What is made at AWS before the first call moves.
pub(super) fn makes(wish: &Wish, watch: Option<&GroupWatch>) -> Vec<String> {
    let DriverWish::CodeDeploy { application, group, service_role } = &wish.driver else {
        return Vec::new();
    };
    let mut words = Vec::new();
    if wish.plan.predefined().is_none()
        && let Ok(name) = configuration(&wish.plan)
    {
        words.push(format!("The deployment configuration `{name}`, where it is not there yet."));
    }
    if let Some(role) = service_role {
        let alarms = watch.map(|watch| watch.alarms.join("`, `")).unwrap_or_default();
        let alarms = if alarms.is_empty() { "no alarm".to_owned() } else { format!("`{alarms}`") };
        words.push(format!("The CodeDeploy application `{application}`, where it is not there."));
        words.push(format!(
            "The deployment group `{group}`: it takes on the role `{role}`, watches {alarms}, and \
             rolls back on failure, on alarm and on request."
        ));
    }
    words
}

/// What undoes it.
pub(super) fn undo(wish: &Wish, from: Version, forecast: &Forecast) -> String {
    match wish.driver {
        DriverWish::Program => format!(
            "Roll back sends every call to version {from} again, at any time, within {} at worst.",
            forecast.rollback_within
        ),
        DriverWish::CodeDeploy { .. } => format!(
            "Roll back has CodeDeploy stop and start a deployment of its own that sends every call \
             to version {from} again. AWS names no time for it; a minute is usual."
        ),
    }
}

/// The equivalent `aws` commands: the first shift, and the way back.
pub(super) fn commands(wish: &Wish, from: Version, watch: Option<&GroupWatch>) -> Vec<String> {
    match &wish.driver {
        DriverWish::Program => update_alias(wish, from),
        DriverWish::CodeDeploy { application, group, service_role } => {
            let made = service_role.as_ref().map(|role| {
                let group = NewDeploymentGroup {
                    application: application.clone(),
                    name: group.clone(),
                    service_role: role.clone(),
                    configuration: pace(wish),
                    alarms: watch.map(|watch| watch.alarms.clone()).unwrap_or_default(),
                };
                DeploymentChange::MakeGroup(group).command()
            });
            let stop =
                DeploymentChange::Stop { deployment: "d-…".to_owned(), alias: String::new() };
            let start = create_deployment(wish, from, application, group);
            made.into_iter().chain([start, stop.command()]).collect()
        }
    }
}

fn create_deployment(wish: &Wish, from: Version, application: &str, group: &str) -> String {
    let properties = json!({
        "Name": wish.function,
        "Alias": wish.alias.as_str(),
        "CurrentVersion": from.to_string(),
        "TargetVersion": wish.to.to_string(),
    });
    let function = json!({ "Type": "AWS::Lambda::Function", "Properties": properties });
    let spec = json!({ "version": 0.0, "Resources": [{ wish.function.as_str(): function }] });
    let content = json!({ "content": spec.to_string() });
    let revision = json!({ "revisionType": "AppSpecContent", "appSpecContent": content });
    format!(
        "aws deploy create-deployment --application-name {application} --deployment-group-name \
         {group} --deployment-config-name {} --revision '{revision}'",
        pace(wish)
    )
}

/// The name of the plan's deployment configuration.
fn pace(wish: &Wish) -> String {
    configuration(&wish.plan).unwrap_or_else(|_| wish.plan.to_string())
}

fn update_alias(wish: &Wish, from: Version) -> Vec<String> {
    let base =
        format!("aws lambda update-alias --function-name {} --name {}", wish.function, wish.alias);
    let whole = |version: Version| {
        format!(
            "{base} --function-version {version} --routing-config 'AdditionalVersionWeights={{}}'"
        )
    };
    let first = wish.plan.step(0).map(|step| step.weight).filter(|weight| weight.fraction() < 1.0);
    let forward = first.map_or_else(
        || whole(wish.to),
        |weight| {
            format!(
                "{base} --function-version {from} --routing-config \
                 'AdditionalVersionWeights={{\"{}\"={}}}'",
                wish.to,
                weight.fraction()
            )
        },
    );
    vec![forward, whole(from)]
}

fn of_program(gates: &Gates) -> Vec<String> {
    let mut words = Vec::new();
    if !gates.alarms.names.is_empty() {
        let names: Vec<String> =
            gates.alarms.names.iter().map(|name| format!("`{name}`")).collect();
        let blind = if gates.alarms.ignore_unreadable {
            " Alarms that cannot be read are overlooked."
        } else {
            ""
        };
        words.push(format!("Rolls back when an alarm fires: {}.{blind}", names.join(", ")));
    }
    words.extend(gates.version.as_ref().map(version));
    if !gates.probes.probes.is_empty() {
        let names: Vec<String> =
            gates.probes.probes.iter().map(|probe| format!("`{}`", probe.name)).collect();
        let when = match &gates.probes.times {
            ProbeTimes::BeforeStart => String::new(),
            ProbeTimes::EveryStep => " and after each step".to_owned(),
            ProbeTimes::Steps(steps) => {
                let steps: Vec<String> = steps.iter().map(|step| (step + 1).to_string()).collect();
                format!(" and after step {}", steps.join(", "))
            }
        };
        words.push(format!(
            "Probes the new version before any caller reaches it{when}: {}.",
            names.join(", ")
        ));
    }
    if words.is_empty() {
        words.push("No gate watches this rollout: only a person can stop it.".to_owned());
        return words;
    }
    let act = match gates.unreadable.then {
        WhenBlind::RollBack => "rolls back",
        WhenBlind::Pause => "pauses",
    };
    words.push(format!(
        "When the gates cannot be read {} times in a row, it {act}.",
        gates.unreadable.errors_in_a_row.saturating_add(1)
    ));
    words
}

fn version(gate: &VersionGate) -> String {
    let needed = gate.calls_needed().map_or_else(String::new, |calls| {
        format!(" It takes {calls} calls of the new version to tell.")
    });
    let slower = gate.slower.as_ref().map_or_else(String::new, |slower| {
        let limit = slower.limit.map_or_else(String::new, |limit| {
            format!(" or longer than the {limit} that the flow waits")
        });
        format!(
            " So does a 95th percentile {} times as long as the old version's{limit}.",
            slower.times
        )
    });
    let tolerated = match gate.tolerated_failures {
        0 => "rolls it back".to_owned(),
        1 => "rolls it back the second time".to_owned(),
        more => format!("rolls it back after {more} that are put up with"),
    };
    format!(
        "A new version that fails or is throttled more than the old one does {tolerated}.{slower}\
         {needed} With fewer by the end of a step, or none of late, it pauses and asks."
    )
}
