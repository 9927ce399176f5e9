//! What a deployment's state means for a rollout.

use crossfade_domain::{alias::Routing, weight::Weight};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::read::Spot;
use crate::{
    journal::{LoggedRecord, NewRecord, RolloutStart, Stage, Standing},
    ports::{Deployment, DeploymentStatus},
};

const GONE: &str = "The alias does not exist any more, so there is nothing to give back. Leave ends \
                    the rollout.";

/// Where a rollout stands, as its deployments and its alias show.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Judged {
    stage: Stage,
    sentence: String,
    weight: Weight,
    /// Where a look showed the alias.
    routing: Option<Routing>,
}

impl Judged {
    /// What the journal has of a rollout, and where a look showed its alias last.
    pub(super) fn kept(standing: &Standing, routing: Option<Routing>) -> Self {
        let weight = Weight::from_percent(standing.percent).unwrap_or(Weight::NONE);
        Self { stage: standing.stage, sentence: standing.sentence.clone(), weight, routing }
    }

    pub(super) const fn stage(&self) -> Stage {
        self.stage
    }

    pub(super) fn sentence(&self) -> &str {
        &self.sentence
    }

    /// Nothing more happens unless a person acts.
    pub(super) const fn is_over(&self) -> bool {
        match self.stage {
            Stage::RolledBack | Stage::Completed | Stage::NeedsAttention | Stage::Left => true,
            Stage::Preparing
            | Stage::Shifting
            | Stage::Watching
            | Stage::Paused
            | Stage::Promoting
            | Stage::RollingBack => false,
        }
    }

    pub(super) fn standing(&self, at: Timestamp) -> Standing {
        Standing {
            stage: self.stage,
            sentence: self.sentence.clone(),
            percent: self.weight.percent(),
            ended_at: self.is_over().then_some(at),
        }
    }

    /// What is new since `before`.
    pub(super) fn records(
        &self,
        before: Option<&Self>,
        start: &RolloutStart,
        at: Timestamp,
    ) -> Vec<NewRecord> {
        let mut records = Vec::new();
        if before.map(|it| &it.routing) != Some(&self.routing)
            && let Some(routing) = &self.routing
        {
            records.push(seen(start, routing, at));
        }
        if before.is_none_or(|it| (it.stage, &it.sentence) != (self.stage, &self.sentence)) {
            records.push(NewRecord {
                at,
                kind: "entered",
                sentence: self.sentence.clone(),
                facts: json!({ "state": self.stage.word() }),
            });
        }
        records
    }
}

/// The record of where a look showed the alias.
pub(in crate::rollouts) fn seen(
    start: &RolloutStart,
    routing: &Routing,
    at: Timestamp,
) -> NewRecord {
    let weight = routing.share_of(start.to);
    let additional = routing.additional.map(
        |(version, weight)| json!({ "version": version.to_string(), "percent": weight.percent() }),
    );
    let to = json!({ "version": routing.version.to_string(), "additional": additional });
    NewRecord {
        at,
        kind: "verified",
        sentence: format!("{weight} of the calls go to version {}.", start.to),
        facts: json!({ "routing": to, "percent": weight.percent() }),
    }
}

/// Where a record of [`seen`] showed the alias.
pub(in crate::rollouts) fn shown(record: &LoggedRecord) -> Option<Routing> {
    let routing = record.facts.get("routing")?;
    let version = |value: &Value| value.get("version")?.as_str()?.parse().ok();
    let additional = match routing.get("additional").filter(|it| !it.is_null()) {
        None => None,
        Some(share) => {
            let percent = share.get("percent")?.as_f64()?;
            Some((version(share)?, Weight::from_percent(percent).ok()?))
        }
    };
    Some(Routing { version: version(routing)?, additional })
}

/// CodeDeploy never got the deployment.
pub(super) fn not_started() -> Judged {
    Judged {
        stage: Stage::RolledBack,
        sentence: "CodeDeploy has no deployment of this rollout; nothing was moved.".to_owned(),
        weight: Weight::NONE,
        routing: None,
    }
}

/// CodeDeploy does not know the deployment any more: what counts is where the
/// alias stands.
pub(super) fn forgotten(
    start: &RolloutStart,
    deployment: &str,
    alias: &Spot,
    before: Weight,
) -> Judged {
    let forgot = format!("CodeDeploy does not know the deployment `{deployment}` any more.");
    let (stage, sentence) = match alias {
        Spot::At(routing) if *routing == Routing::all_to(start.to) => {
            (Stage::Completed, format!("Done: the new version has everything. {forgot}"))
        }
        Spot::At(routing) if *routing == Routing::all_to(start.from) => {
            (Stage::RolledBack, format!("The old version has everything. {forgot}"))
        }
        Spot::At(_) | Spot::Unseen => (
            Stage::NeedsAttention,
            format!(
                "{forgot} Nobody moves the alias on. Roll back gives every call to the old \
                 version; Leave ends the rollout as it is."
            ),
        ),
        Spot::Gone => (Stage::NeedsAttention, format!("{forgot} {GONE}")),
    };
    judged(start, alias, before, stage, sentence)
}

/// Judges a deployment, the one that rolls it back, and the alias as a look
/// shows it; without a look the new version has what it had `before`.
/// `patient`: a rollback may still appear.
pub(super) fn judge(
    start: &RolloutStart,
    (first, rollback): (&Deployment, Option<&Deployment>),
    alias: &Spot,
    before: Weight,
    patient: bool,
) -> Judged {
    let (stage, sentence) = stage(start, first, rollback, alias, patient);
    judged(start, alias, before, stage, sentence)
}

fn judged(
    start: &RolloutStart,
    alias: &Spot,
    before: Weight,
    stage: Stage,
    sentence: String,
) -> Judged {
    let (weight, routing) = match alias {
        Spot::At(routing) => (routing.share_of(start.to), Some(routing.clone())),
        Spot::Gone => (Weight::NONE, None),
        Spot::Unseen => (before, None),
    };
    Judged { stage, sentence, weight, routing }
}

fn stage(
    start: &RolloutStart,
    first: &Deployment,
    rollback: Option<&Deployment>,
    alias: &Spot,
    patient: bool,
) -> (Stage, String) {
    let new = start.to;
    match first.status {
        DeploymentStatus::Created | DeploymentStatus::Queued => {
            (Stage::Preparing, format!("CodeDeploy has taken `{}` and will begin.", first.id))
        }
        DeploymentStatus::InProgress => {
            (Stage::Watching, format!("CodeDeploy carries it out as `{}`.", first.id))
        }
        DeploymentStatus::Succeeded => match alias {
            Spot::At(routing) if *routing == Routing::all_to(new) => {
                (Stage::Completed, "Done: the new version has everything.".to_owned())
            }
            Spot::At(seen) if warms_up(start, seen) => {
                let stage = if patient { Stage::Promoting } else { Stage::NeedsAttention };
                (stage, warming(start, patient))
            }
            Spot::Gone if !patient => {
                (Stage::NeedsAttention, format!("CodeDeploy says that it succeeded. {GONE}"))
            }
            Spot::At(_) if !patient => (
                Stage::NeedsAttention,
                "CodeDeploy says that it succeeded, but the alias stands somewhere else: \
                 somebody moved it since."
                    .to_owned(),
            ),
            Spot::At(_) | Spot::Gone | Spot::Unseen => {
                (Stage::Promoting, "CodeDeploy is done; the alias is looked at.".to_owned())
            }
        },
        DeploymentStatus::Failed | DeploymentStatus::Stopped => {
            ended(start, first, rollback, alias, patient)
        }
    }
}

fn ended(
    start: &RolloutStart,
    first: &Deployment,
    rollback: Option<&Deployment>,
    alias: &Spot,
    patient: bool,
) -> (Stage, String) {
    let why = reason(first);
    if let Some(rollback) = rollback.filter(|it| !it.status.is_over()) {
        return (Stage::RollingBack, format!("Rolls back with `{}`. {why}", rollback.id));
    }
    let stands = match alias {
        Spot::At(routing) if *routing == Routing::all_to(start.from) => {
            let with = rollback.map_or_else(String::new, |it| format!(" with `{}`", it.id));
            return (Stage::RolledBack, format!("Rolled back{with}. {why}"));
        }
        Spot::Unseen => return (Stage::RollingBack, format!("CodeDeploy stopped. {why}")),
        Spot::At(_) | Spot::Gone if patient => {
            return (Stage::RollingBack, format!("CodeDeploy stopped. {why}"));
        }
        Spot::Gone => GONE,
        Spot::At(routing) if is_ours(start, routing) => {
            "CodeDeploy stopped and left the alias as it was moved so far; no deployment can start \
             until all calls go to one version. Roll back gives every call to the old version."
        }
        Spot::At(_) => "CodeDeploy stopped, and somebody else has moved the alias.",
    };
    (Stage::NeedsAttention, format!("{stands} {why}"))
}

/// Whether Lambda is on its way to the new version by itself: it keeps the old
/// one in the alias until the environments kept ready for it run the new one.
pub(super) fn warms_up(start: &RolloutStart, seen: &Routing) -> bool {
    Routing::all_to(start.to).is_reached_by_way_of(seen, start.from)
}

fn warming(start: &RolloutStart, patient: bool) -> String {
    let (old, new) = (start.from, start.to);
    let stands = format!(
        "CodeDeploy is done. Lambda keeps version {old} in the alias until the environments kept \
         ready for it run version {new}"
    );
    if patient {
        return format!("{stands}; that takes minutes.");
    }
    format!(
        "{stands}, and has not come to that. Look at the alias's provisioned concurrency in the \
         Lambda console, which says why."
    )
}

/// Whether no other version than the two of the rollout takes part.
pub(in crate::rollouts) fn is_ours(start: &RolloutStart, routing: &Routing) -> bool {
    routing.shares().iter().all(|(version, _)| [start.from, start.to].contains(version))
}

/// AWS's reason as one sentence.
fn reason(deployment: &Deployment) -> String {
    match &deployment.error {
        Some((code, message)) if message.is_empty() => format!("CodeDeploy says: {code}."),
        Some((_, message)) => format!("CodeDeploy says: {}.", message.trim_end_matches('.')),
        None => "CodeDeploy gives no reason.".to_owned(),
    }
}
