//! Rollouts handed to AWS CodeDeploy: begun, stopped, cleared.
//!
//! Invariant: the rollout is in the journal before CodeDeploy is asked, and
//! the deployment's description names it, so that a lost answer loses nothing.

use crossfade_domain::{
    alias::Routing,
    rollout::{
        machine::Command,
        plan::{Plan, Shape},
    },
    weight::Weight,
};

use super::{DriverWish, Rollouts, leased, steer::conflict};
use crate::{
    acts::{Actor, Plan as ActPlan},
    changes::Changes,
    failure::Failure,
    journal::{Advance, RolloutEntry, RolloutId, RolloutStart, Stage, Standing},
    ports::{Answer, DeploymentGroup, NewDeployment, NewDeploymentGroup},
};

const NO_STEPS: &str = "CodeDeploy knows canary and linear rollouts only, and no list of steps.";

/// Hands a rollout to CodeDeploy.
pub(super) async fn begin(
    rollouts: &Rollouts,
    start: RolloutStart,
    driver: &DriverWish,
    plan: &Plan,
    alarms: &[String],
) -> Answer<RolloutId> {
    let DriverWish::CodeDeploy { application, group, service_role } = driver else {
        return Err(conflict("NotCodeDeploy", "This rollout is carried out by this program."));
    };
    let _held = rollouts.stay.hold().await?;
    let journal = &rollouts.tools.journal;
    let id = start.id.clone();
    let first = advance("Hands the rollout to CodeDeploy.", Stage::Preparing);
    journal.begin_rollout(start.clone(), first).await?.map_err(|refused| leased(&refused))?;
    let configuration = match configuration(rollouts, plan).await {
        Ok(name) => name,
        Err(failure) => return given_up(rollouts, &id, failure).await,
    };
    if let Some(service_role) = service_role {
        let wanted = NewDeploymentGroup {
            application: application.clone(),
            name: group.clone(),
            service_role: service_role.clone(),
            configuration: configuration.clone(),
            alarms: alarms.to_vec(),
        };
        if let Err(failure) = make_group(rollouts, &wanted).await {
            return given_up(rollouts, &id, failure).await;
        }
    }
    let deployment = NewDeployment {
        application: application.clone(),
        group: group.clone(),
        configuration: Some(configuration),
        function: start.function.clone(),
        alias: start.alias.clone(),
        from: start.from,
        to: start.to,
        description: format!("Crossfade rollout {}", id.as_str()),
    };
    let started = match rollouts.tools.account.deployer.start(&deployment).await {
        Ok(started) => Some(started),
        // The follower looks whether CodeDeploy has it.
        Err(failure) if failure.kind.leaves_outcome_open() => None,
        Err(failure) => return given_up(rollouts, &id, failure).await,
    };
    let sentence = "CodeDeploy has taken the deployment.";
    let taken = Advance { deployment: started, ..advance(sentence, Stage::Preparing) };
    journal.advance_rollout(id.clone(), taken).await?;
    rollouts.follower.follow(rollouts.entry(&id).await?).await;
    Ok(id)
}

/// Stops a rollout that CodeDeploy carries out, or clears what it left.
pub(super) async fn steer(
    rollouts: &Rollouts,
    entry: &RolloutEntry,
    command: &Command,
) -> Answer<()> {
    match command {
        Command::Abort => abort(rollouts, entry).await,
        Command::Pause
        | Command::Resume
        | Command::PromoteStep
        | Command::PromoteFully
        | Command::ShipAnyway
        | Command::Adopt { .. }
        | Command::Overwrite { .. }
        | Command::Leave => Err(conflict(
            "CodeDeployCannot",
            "CodeDeploy carries this rollout out: it can be rolled back, and nothing else.",
        )),
    }
}

async fn abort(rollouts: &Rollouts, entry: &RolloutEntry) -> Answer<()> {
    match (entry.standing.stage, &entry.deployment) {
        (Stage::NeedsAttention, _) => clear(rollouts, entry).await,
        (Stage::RolledBack | Stage::RollingBack, _) => Ok(()),
        (Stage::Completed, _) => {
            Err(conflict("RolloutRefuses", "The rollout is completed; start a new one."))
        }
        (_, Some(deployment)) => rollouts.tools.account.deployer.stop(deployment, true).await,
        (_, None) => Err(conflict(
            "NotStartedYet",
            "CodeDeploy has not said yet whether it has the deployment; try again in a minute.",
        )),
    }
}

/// Gives every call back to the old version, over the split that a stopped
/// deployment left.
async fn clear(rollouts: &Rollouts, entry: &RolloutEntry) -> Answer<()> {
    let start = &entry.start;
    let actor = rollouts.actor();
    let alias = actor.look(&start.function, &start.alias).await?;
    let after = Routing::all_to(start.from);
    let plan = ActPlan { function: start.function.clone(), alias, after, undoes: None };
    let act = actor.carry_out(&plan).await?;
    if !act.took_effect() {
        return Err(conflict("NotCleared", "The alias could not be given back; see Activity."));
    }
    let journal = &rollouts.tools.journal;
    if journal.take_up_rollout(start.id.clone()).await?.is_ok() {
        let sentence = "Rolled back: a person gave every call back to the old version.";
        journal.advance_rollout(start.id.clone(), over(rollouts, sentence)).await?;
        journal.release_rollout(start.id.clone()).await?;
    }
    Ok(())
}

/// Nothing was moved: the rollout ends where it began.
async fn given_up(rollouts: &Rollouts, id: &RolloutId, failure: Failure) -> Answer<RolloutId> {
    let journal = &rollouts.tools.journal;
    let sentence = format!("Nothing was moved. {}", failure.message);
    journal.advance_rollout(id.clone(), over(rollouts, &sentence)).await?;
    journal.release_rollout(id.clone()).await?;
    Err(failure)
}

fn over(rollouts: &Rollouts, sentence: &str) -> Advance {
    let at = rollouts.tools.clock.now();
    let advance = advance(sentence, Stage::RolledBack);
    let record = crate::journal::NewRecord {
        at,
        kind: "entered",
        sentence: sentence.to_owned(),
        facts: serde_json::json!({ "state": Stage::RolledBack.word() }),
    };
    Advance {
        records: vec![record],
        standing: Standing { ended_at: Some(at), ..advance.standing.clone() },
        ..advance
    }
}

fn advance(sentence: &str, stage: Stage) -> Advance {
    Advance {
        records: Vec::new(),
        snapshot: None,
        deployment: None,
        standing: Standing {
            stage,
            sentence: sentence.to_owned(),
            percent: Weight::NONE.percent(),
            ended_at: None,
        },
    }
}

/// The deployment configuration of a plan, made where it is none of AWS's own.
async fn configuration(rollouts: &Rollouts, plan: &Plan) -> Answer<String> {
    if let Some(predefined) = plan.predefined() {
        return Ok(predefined.code_deploy_name());
    }
    let shape = plan.shape();
    if shape == Shape::Steps {
        return Err(conflict("CodeDeployCannot", NO_STEPS));
    }
    let name = format!("Crossfade.{plan}");
    rollouts.tools.account.deployer.create_configuration(&name, shape).await?;
    Ok(name)
}

async fn make_group(rollouts: &Rollouts, group: &NewDeploymentGroup) -> Answer<()> {
    let deployer = &rollouts.tools.account.deployer;
    deployer.create_application(&group.application).await?;
    let groups = rollouts.tools.account.deployments.groups().await?;
    let there =
        groups.iter().any(|it| it.application == group.application && it.name == group.name);
    if there { Ok(()) } else { deployer.create_group(group).await }
}

impl Rollouts {
    /// Starts a rollout that was rolled back anew, carried out by CodeDeploy,
    /// through the deployment group that fits its alias.
    ///
    /// # Errors
    /// When no group fits, or CodeDeploy refuses; the alias stays with the old
    /// version then.
    pub async fn hand_over(&self, id: &RolloutId) -> Answer<RolloutId> {
        let entry = self.entry(id).await?;
        let before = entry.start;
        let plan: Plan = before.plan.parse().map_err(|error| super::invalid(&error))?;
        let group = self.group_for(&before).await?;
        let driver = DriverWish::CodeDeploy {
            application: group.application.clone(),
            group: group.name.clone(),
            service_role: None,
        };
        let mut start = RolloutStart {
            id: RolloutId::new(),
            driver: crate::journal::DrivenBy::CodeDeploy,
            at: self.tools.clock.now(),
            ..before
        };
        start.brief.deployment_group = Some((group.application, group.name));
        begin(self, start, &driver, &plan, &group.alarms).await
    }

    /// Whether a rollout can be handed over: CodeDeploy knows its shape, and
    /// one deployment group clearly belongs to its function.
    ///
    /// # Errors
    /// Why not.
    pub async fn check_hand_over(&self, id: &RolloutId) -> Answer<()> {
        let start = self.entry(id).await?.start;
        let plan: Plan = start.plan.parse().map_err(|error| super::invalid(&error))?;
        if plan.shape() == Shape::Steps {
            return Err(conflict("CodeDeployCannot", NO_STEPS));
        }
        self.group_for(&start).await.map(|_| ())
    }

    /// The only group whose name has the function's in it.
    async fn group_for(&self, start: &RolloutStart) -> Answer<DeploymentGroup> {
        let groups = self.tools.account.deployments.groups().await?;
        let named = |group: &&DeploymentGroup| {
            let name = start.function.to_lowercase();
            group.name.to_lowercase().contains(&name)
                || group.application.to_lowercase().contains(&name)
        };
        let mut fitting = groups.iter().filter(named);
        match (fitting.next(), fitting.next()) {
            (Some(group), None) => Ok(group.clone()),
            (None, _) | (Some(_), Some(_)) => Err(conflict(
                "NoDeploymentGroup",
                "No deployment group of CodeDeploy clearly belongs to this function; start the \
                 rollout anew and choose one.",
            )),
        }
    }

    /// Carries single changes out.
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
