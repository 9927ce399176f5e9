//! Rollouts handed to AWS CodeDeploy: begun, steered.
//!
//! Invariant: the rollout is in the journal before CodeDeploy is asked, and
//! the deployment's description names it, so that a lost answer loses nothing.

mod steer;

use crossfade_domain::rollout::plan::{Plan, Shape};

use super::{DriverWish, Rollouts, follower::Right, leased, steer::conflict};
use crate::{
    acts::Actor,
    changes::{Change, Changes, DeploymentChange, Pace, Reason},
    failure::Failure,
    journal::{Advance, NewRecord, RolloutEntry, RolloutId, RolloutStart, Stage, Standing},
    ports::{AlarmOverride, Answer, GroupWatch, NewDeployment, NewDeploymentGroup},
};
pub(super) use steer::steer;

pub(super) const NO_STEPS: &str =
    "CodeDeploy knows canary and linear rollouts only, and no list of steps.";

/// What CodeDeploy is given besides the rollout itself.
pub(super) struct Order<'a> {
    /// Through which group.
    pub(super) driver: &'a DriverWish,
    /// The pace.
    pub(super) plan: &'a Plan,
    /// What the group watches.
    pub(super) watch: &'a GroupWatch,
    /// Alarms that fire already, and that this deployment shall not watch.
    pub(super) excused: &'a [String],
}

/// Hands a rollout to CodeDeploy.
pub(super) async fn begin(
    rollouts: &Rollouts,
    start: RolloutStart,
    order: Order<'_>,
) -> Answer<RolloutId> {
    let _held = rollouts.stay.hold()?;
    let journal = &rollouts.tools.journal;
    let id = start.id.clone();
    let records = excused(rollouts, &start, &order);
    let first = advance("Hands the rollout to CodeDeploy.", Stage::Preparing);
    let first = Advance { records, ..first };
    journal.begin_rollout(start.clone(), first).await?.map_err(|refused| leased(&refused))?;
    let deployment = match prepared(rollouts, &start, &order).await {
        Ok(deployment) => deployment,
        Err(failure) => return given_up(rollouts, start, failure).await,
    };
    let taken = match rollouts.tools.account.deployer.start(&deployment).await {
        Ok(started) => Advance {
            deployment: Some(started),
            ..advance("CodeDeploy has taken the deployment.", Stage::Preparing)
        },
        // The follower looks whether CodeDeploy has it.
        Err(failure) if failure.kind.leaves_outcome_open() => advance(
            "CodeDeploy was asked for the deployment, and the answer was lost: it is looked for.",
            Stage::Preparing,
        ),
        Err(failure) => return given_up(rollouts, start, failure).await,
    };
    if let Err(error) = journal.advance_rollout(id.clone(), taken.clone()).await {
        // The follower writes it with what it sees, and says until then that it cannot.
        tracing::error!(%error, rollout = id.as_str(), "the journal refuses");
    }
    follow(rollouts, start, taken).await;
    Ok(id)
}

/// Follows what was just begun.
async fn follow(rollouts: &Rollouts, start: RolloutStart, begun: Advance) {
    let Advance { standing, deployment, .. } = begun;
    let (elsewhere, superseded) = (false, false);
    let entry = RolloutEntry { start, standing, snapshot: None, deployment, elsewhere, superseded };
    rollouts.follower.follow(entry, Right::Lease).await;
}

/// Makes what the deployment needs, and says what it shall be.
async fn prepared(
    rollouts: &Rollouts,
    start: &RolloutStart,
    order: &Order<'_>,
) -> Answer<NewDeployment> {
    let DriverWish::CodeDeploy { application, group, service_role } = order.driver else {
        return Err(conflict("NotCodeDeploy", "This rollout is carried out by this program."));
    };
    let changes = rollouts.changes();
    let configuration = configuration(order.plan)?;
    if let Some(pace) = Pace::of(configuration.clone(), order.plan.shape())
        && order.plan.predefined().is_none()
    {
        make(&changes, DeploymentChange::MakeConfiguration(pace)).await?;
    }
    if let Some(service_role) = service_role {
        let name = application.clone();
        make(&changes, DeploymentChange::MakeApplication { name }).await?;
        let wanted = NewDeploymentGroup {
            application: application.clone(),
            name: group.clone(),
            service_role: service_role.clone(),
            configuration: configuration.clone(),
            alarms: order.watch.alarms.clone(),
        };
        make(&changes, DeploymentChange::MakeGroup(wanted)).await?;
    }
    let watched = order.watch.alarms.iter().filter(|name| !order.excused.contains(name));
    let alarms = (!order.excused.is_empty()).then(|| AlarmOverride {
        names: watched.cloned().collect(),
        ignore_unreadable: order.watch.ignore_unreadable_alarms,
    });
    Ok(NewDeployment {
        application: application.clone(),
        group: group.clone(),
        configuration: Some(configuration),
        function: start.function.clone(),
        alias: start.alias.clone(),
        from: start.from,
        to: start.to,
        description: description(&start.id),
        alarms,
    })
}

async fn make(changes: &Changes, change: DeploymentChange) -> Answer<()> {
    changes.make(Change::Deployment(change), Reason::default()).await.map(|_| ())
}

/// By which a deployment is found again.
fn description(id: &RolloutId) -> String {
    format!("Crossfade rollout {}", id.as_str())
}

/// The name of a plan's deployment configuration.
pub(super) fn configuration(plan: &Plan) -> Answer<String> {
    if let Some(predefined) = plan.predefined() {
        return Ok(predefined.code_deploy_name());
    }
    if plan.shape() == Shape::Steps {
        return Err(conflict("CodeDeployCannot", NO_STEPS));
    }
    Ok(format!("Crossfade.{plan}"))
}

/// Says which alarms this deployment does not watch, and who wanted it so.
fn excused(rollouts: &Rollouts, start: &RolloutStart, order: &Order<'_>) -> Vec<NewRecord> {
    if order.excused.is_empty() {
        return Vec::new();
    }
    let names = order.excused.join("`, `");
    vec![NewRecord {
        at: rollouts.tools.clock.now(),
        kind: "commanded",
        sentence: format!(
            "{}: ship anyway. This deployment does not watch `{names}`, for it fires already.",
            start.actor
        ),
        facts: serde_json::json!({ "who": start.actor, "command": "ship-anyway" }),
    }]
}

/// Nothing was moved: the rollout ends where it began.
async fn given_up(rollouts: &Rollouts, start: RolloutStart, failure: Failure) -> Answer<RolloutId> {
    let journal = &rollouts.tools.journal;
    let id = start.id.clone();
    let sentence = format!("Nothing was moved. {}", failure.message);
    let ended = over(rollouts, Stage::RolledBack, &sentence, 0.0);
    if let Err(error) = journal.advance_rollout(id.clone(), ended).await {
        // It is seen to have no deployment, and ended so, once that can be written.
        tracing::error!(%error, rollout = id.as_str(), "the journal refuses");
        follow(rollouts, start, advance(&sentence, Stage::Preparing)).await;
        return Err(failure);
    }
    journal.give_back(id).await;
    Err(failure)
}

fn over(rollouts: &Rollouts, stage: Stage, sentence: &str, percent: f64) -> Advance {
    let at = rollouts.tools.clock.now();
    let advance = advance(sentence, stage);
    let record = NewRecord {
        at,
        kind: "entered",
        sentence: sentence.to_owned(),
        facts: serde_json::json!({ "state": stage.word() }),
    };
    Advance {
        records: vec![record],
        standing: Standing { ended_at: Some(at), percent, ..advance.standing.clone() },
        ..advance
    }
}

fn advance(sentence: &str, stage: Stage) -> Advance {
    let sentence = sentence.to_owned();
    Advance {
        records: Vec::new(),
        snapshot: None,
        deployment: None,
        standing: Standing { stage, sentence, percent: 0.0, ended_at: None },
    }
}

impl Rollouts {
    /// Stops a deployment that somebody else started, and rolls it back; the
    /// journal has it as a change.
    ///
    /// # Errors
    /// When CodeDeploy does not know it, or refuses.
    pub async fn stop_deployment(&self, id: &str) -> Answer<()> {
        let _held = self.stay.hold()?;
        let chain = self.deployment(id).await?;
        let moves = chain.first().and_then(|first| first.moves.as_ref());
        let alias = moves.map(|it| format!("{}:{}", it.function, it.alias)).unwrap_or_default();
        let deployment = id.to_owned();
        let stopped = make(&self.changes(), DeploymentChange::Stop { deployment, alias }).await;
        self.glances.forget(id);
        stopped
    }

    /// Makes changes other than moving the alias.
    pub(super) fn changes(&self) -> Changes {
        Changes {
            account: self.tools.account.clone(),
            journal: self.tools.journal.clone(),
            clock: self.tools.clock,
            place: self.place.clone(),
            caller: self.caller.clone(),
        }
    }

    /// Carries single changes of aliases out.
    pub(super) fn actor(&self) -> Actor {
        Actor {
            aliases: self.tools.account.aliases.clone(),
            journal: self.tools.journal.clone(),
            clock: self.tools.clock,
            place: self.place.clone(),
            caller: self.caller.clone(),
        }
    }
}
