//! Bringing rollouts to their end before the program ends: back to the old
//! version, and from there on to CodeDeploy.
//!
//! Invariant: CodeDeploy is given only what a person took back by this very
//! hand-over; a version that a gate refused is never started anew.

use crossfade_domain::{
    qualifier::AliasName,
    rollout::{
        machine::{Command, Machine, RollbackCause, State},
        plan::{Plan, Shape},
    },
};

use super::{
    DriverWish, Rollouts, Wish,
    deploy::{self, NO_STEPS, Order},
    preflight::{Finding, Weighs, over_group, under_way},
    steer::conflict,
    words,
};
use crate::{
    failure::{Failure, FailureKind},
    journal::{DrivenBy, RolloutEntry, RolloutId, RolloutStart, Stage},
    ports::{AlarmState, Answer, DeploymentGroup},
};

/// How a rollout can be handed over.
#[derive(Debug, Clone)]
pub struct HandOver {
    /// The rollout.
    pub rollout: RolloutEntry,
    /// The group that carried out the deployments of its alias before.
    pub group: DeploymentGroup,
    /// What is to be known of that group.
    pub findings: Vec<Finding>,
}

impl Rollouts {
    /// Gives every call back to the old version, and waits until it is so.
    ///
    /// # Errors
    /// When the rollout does not come to be rolled back, with where it stands.
    pub async fn roll_back(&self, id: &RolloutId) -> Answer<RolloutEntry> {
        self.steer(id, Command::Abort).await?;
        self.until_at_rest(id).await;
        let entry = self.entry(id).await?;
        if entry.standing.stage == Stage::RolledBack { Ok(entry) } else { Err(not_back(&entry)) }
    }

    /// How a rollout would be handed over: through which group, and what that
    /// group lacks. Nothing is written.
    ///
    /// # Errors
    /// Why it cannot be handed over.
    pub async fn review_hand_over(&self, id: &RolloutId) -> Answer<HandOver> {
        let rollout = self.entry(id).await?;
        let start = &rollout.start;
        let machine = self.machine_of(&rollout).await?;
        if !machine.offers(&Command::Abort) {
            return Err(not_handed_over(&rollout, machine.state()));
        }
        if machine.setup().plan.shape() == Shape::Steps {
            return Err(conflict("CodeDeployCannot", NO_STEPS));
        }
        let group = self.group_of(&start.function, &start.alias).await?;
        let mut findings = over_group(&group, &machine.setup().gates.alarms.names);
        findings.extend(self.firing(&group).await);
        let moving = under_way(self, &start.function, &start.alias).await;
        findings.extend(Some(moving).filter(|it| it.weighs != Weighs::Fine));
        findings.sort_by_key(|finding| finding.weighs);
        if let Some(blocks) = findings.iter().find(|it| it.weighs == Weighs::Blocks) {
            let (found, remedy) = (blocks.found.clone(), blocks.remedy.clone());
            return Err(Failure::new(FailureKind::Conflict, "HandOverBlocked", found, remedy));
        }
        Ok(HandOver { rollout, group, findings })
    }

    /// Takes a rollout back and starts it anew, carried out by CodeDeploy
    /// through the group of a review.
    ///
    /// # Errors
    /// When it ended otherwise than by this very hand-over, or CodeDeploy
    /// refuses; the alias stays with the old version then.
    pub async fn hand_over(&self, review: &HandOver) -> Answer<RolloutId> {
        let id = &review.rollout.start.id;
        // What a gate did since the review is not undone.
        let machine = self.machine_of(&self.entry(id).await?).await?;
        if !machine.offers(&Command::Abort) {
            return Err(not_handed_over(&review.rollout, machine.state()));
        }
        let ended = self.roll_back(id).await?;
        let machine = self.machine_of(&ended).await?;
        if !matches!(machine.state(), State::RolledBack(RollbackCause::Person { .. })) {
            return Err(not_handed_over(&ended, machine.state()));
        }
        self.begin_handed_over(&ended.start, &review.group, &machine).await
    }

    async fn begin_handed_over(
        &self,
        before: &RolloutStart,
        group: &DeploymentGroup,
        machine: &Machine,
    ) -> Answer<RolloutId> {
        let plan: &Plan = &machine.setup().plan;
        let watch = group.watch();
        let driver = DriverWish::CodeDeploy {
            application: group.application.clone(),
            group: group.name.clone(),
            service_role: None,
        };
        let wish = Wish {
            function: before.function.clone(),
            alias: before.alias.clone(),
            to: before.to,
            plan: plan.clone(),
            driver: driver.clone(),
            gates: machine.setup().gates.clone(),
        };
        let mut start = RolloutStart {
            id: RolloutId::new(),
            driver: DrivenBy::CodeDeploy,
            at: self.tools.clock.now(),
            ..before.clone()
        };
        start.brief.gates = words::gates(&wish, Some(&watch));
        start.brief.deployment_group = Some((group.application.clone(), group.name.clone()));
        let order = Order { driver: &driver, plan, watch: &watch, excused: &[] };
        deploy::begin(self, start, order).await
    }

    /// The machine of a rollout that this program carries out, live where it is
    /// driven here.
    async fn machine_of(&self, entry: &RolloutEntry) -> Answer<Machine> {
        if let Some(live) = self.live(&entry.start.id).await {
            return Ok(Machine::clone(&live.borrow().machine));
        }
        self.restored(entry)?.ok_or_else(|| {
            conflict("CodeDeployAlready", "CodeDeploy carries this rollout out already.")
        })
    }

    /// Every deployment group; those whose last deployments moved the alias come
    /// first.
    ///
    /// # Errors
    /// When CodeDeploy cannot be asked.
    pub async fn groups(&self, function: &str, alias: &AliasName) -> Answer<Vec<DeploymentGroup>> {
        let (mut fitting, others) = self.sorted_groups(function, alias).await?;
        fitting.extend(others);
        Ok(fitting)
    }

    /// The only group whose last deployments moved the alias.
    async fn group_of(&self, function: &str, alias: &AliasName) -> Answer<DeploymentGroup> {
        let (mut fitting, _) = self.sorted_groups(function, alias).await?;
        match (fitting.pop(), fitting.is_empty()) {
            (Some(group), true) => Ok(group),
            (Some(group), false) => Err(no_group(&format!(
                "Several deployment groups moved `{function}:{alias}` last, such as `{}`.",
                group.name
            ))),
            (None, _) => Err(no_group(&format!(
                "No deployment group of CodeDeploy has moved `{function}:{alias}` last, so none is \
                 known to belong to it."
            ))),
        }
    }

    /// The groups whose last deployments moved the alias, and the others.
    /// CodeDeploy ties no group to an alias, and names prove nothing.
    async fn sorted_groups(
        &self,
        function: &str,
        alias: &AliasName,
    ) -> Answer<(Vec<DeploymentGroup>, Vec<DeploymentGroup>)> {
        let catalog = &self.tools.account.deployments;
        let groups = catalog.groups().await?;
        let mut ids: Vec<String> = groups.iter().flat_map(|group| group.last.clone()).collect();
        ids.sort_unstable();
        ids.dedup();
        let last = catalog.deployments(&ids).await?;
        let moved = |group: &DeploymentGroup| {
            last.iter().any(|it| {
                it.is_on(function, alias)
                    && it.application == group.application
                    && it.group == group.name
            })
        };
        Ok(groups.into_iter().partition(moved))
    }

    /// CodeDeploy would stop at once over an alarm that fires.
    async fn firing(&self, group: &DeploymentGroup) -> Option<Finding> {
        if group.alarms.is_empty() {
            return None;
        }
        let alarms = match self.tools.account.alarms.alarms(Some(&group.alarms)).await {
            Ok(alarms) => alarms,
            Err(failure) => return Some(Finding::unread("The group's alarms", &failure)),
        };
        let firing = alarms.iter().find(|alarm| alarm.state == AlarmState::Alarm)?;
        Some(Finding::blocks(
            format!("The alarm `{}` of the group `{}` fires now.", firing.name, group.name),
            "CodeDeploy would stop the deployment at once.",
            "Wait until it is OK, or choose something else for this rollout.",
        ))
    }
}

fn no_group(message: &str) -> Failure {
    let remedy = "Pause or roll back here, then start the rollout anew with CodeDeploy and choose \
                  its group.";
    Failure::new(FailureKind::Conflict, "NoDeploymentGroup", message, remedy)
}

fn not_back(entry: &RolloutEntry) -> Failure {
    let start = &entry.start;
    Failure::new(
        FailureKind::Conflict,
        "NotRolledBack",
        format!(
            "`{}:{}` was not rolled back. {}",
            start.function, start.alias, entry.standing.sentence
        ),
        "Nothing was ended. Look at the rollout: callers may still reach the new version.",
    )
}

fn not_handed_over(entry: &RolloutEntry, state: &State) -> Failure {
    let start = &entry.start;
    Failure::new(
        FailureKind::Conflict,
        "NotHandedOver",
        format!("`{}:{}` is not handed over. {state}", start.function, start.alias),
        "CodeDeploy is only given what you take back yourself. Look at the rollout.",
    )
}
