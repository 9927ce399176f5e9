//! Gates in sentences, for the review, the page and the report.

use crossfade_domain::rollout::gates::{Gates, ProbeTimes, VersionGate, WhenBlind};

/// What must hold for a rollout to go on, one sentence each.
#[must_use]
pub fn gates_in_words(gates: &Gates) -> Vec<String> {
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

/// What stops a deployment of CodeDeploy, in a sentence; `alarms` are those that
/// its group is known to watch.
pub(super) fn group_in_words(alarms: &[String]) -> Vec<String> {
    if alarms.is_empty() {
        let said = "CodeDeploy watches the alarms of its deployment group, and nothing else.";
        return vec![said.to_owned()];
    }
    let names: Vec<String> = alarms.iter().map(|name| format!("`{name}`")).collect();
    let names = names.join(", ");
    vec![format!(
        "CodeDeploy rolls back when an alarm of its group fires: {names}. It watches nothing else."
    )]
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
