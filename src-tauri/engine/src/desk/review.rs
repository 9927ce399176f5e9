//! What a person sees before saying yes.

use std::sync::Arc;

use crossfade_domain::{
    arn::InstanceArn,
    qualifier::{AliasName, Qualifier, Version},
};

use super::{Desk, callers::Callers};
use crate::{
    acts::{self, Plan, RoutingRequest},
    atlas::{Atlas, Permission},
    journal::ActId,
    ports::{AlarmState, Answer},
};

/// Names a review.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ReviewId(String);

impl ReviewId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// An id that the desk gave out before.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// What a person wishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// Change where an alias sends its calls.
    Route {
        /// The function's name.
        function: String,
        /// The alias.
        alias: AliasName,
        /// How.
        request: RoutingRequest,
    },
    /// Undo an act.
    Undo(ActId),
}

/// A change, ready to be carried out.
#[derive(Debug, Clone)]
pub struct Review {
    /// Names it.
    pub id: ReviewId,
    /// What will be sent.
    pub plan: Plan,
    /// The chosen instance as it was known; `None` when it was not scanned.
    pub atlas: Option<Arc<Atlas>>,
    /// What a careful person would want to know first.
    pub warnings: Vec<String>,
    /// The text that must be typed first.
    pub type_to_confirm: Option<String>,
}

impl Review {
    /// The flows of the chosen instance that call the alias, as indexes in its
    /// atlas; `None` when nobody knows.
    #[must_use]
    pub fn flows(&self) -> Option<Vec<usize>> {
        let Plan { function, alias, .. } = &self.plan;
        self.atlas.as_ref().map(|atlas| atlas.flows_calling(function, &alias.name))
    }

    /// Its phone numbers whose callers can reach the alias; `None` when nobody
    /// knows.
    #[must_use]
    pub fn phone_numbers(&self) -> Option<Vec<String>> {
        let Plan { function, alias, .. } = &self.plan;
        self.atlas.as_ref().map(|atlas| {
            let numbers = atlas.phone_numbers_reaching(function, &alias.name);
            numbers.into_iter().map(|number| number.number.clone()).collect()
        })
    }
}

pub(super) async fn review(desk: &Desk, instance: &InstanceArn, wish: Wish) -> Answer<Review> {
    let plan = match wish {
        Wish::Route { function, alias, request } => {
            let mut versions = desk.account.functions.versions(&function).await?;
            // The list does not tell whether a version can take calls yet.
            if let Some(target) =
                desk.account.functions.version(&function, request.target()).await?
            {
                versions.retain(|listed| listed.version != target.version);
                versions.push(target);
            }
            let now = desk.actor.look(&function, &alias).await?;
            acts::plan(&function, now, &versions, &request)?
        }
        Wish::Undo(act) => desk.actor.plan_undo(act).await?,
    };
    let (function, alias) = (plan.function.as_str(), &plan.alias.name);
    desk.check_no_rollout(function, alias).await?;
    let atlas = desk.kept_atlas(instance).await;
    let callers = Callers::of(desk, function, alias).await;
    let mut warnings = warnings(desk, &plan, atlas.as_deref()).await;
    warnings.extend(callers.elsewhere(instance));
    Ok(Review {
        id: ReviewId(uuid::Uuid::now_v7().to_string()),
        warnings,
        type_to_confirm: desk.to_be_typed(&callers, function, alias),
        plan,
        atlas,
    })
}

async fn warnings(desk: &Desk, plan: &Plan, atlas: Option<&Atlas>) -> Vec<String> {
    let mut warnings = Vec::new();
    let (function, alias) = (plan.function.as_str(), &plan.alias.name);
    match atlas {
        None => warnings.push(
            "The instance has not been scanned, so the affected flows are not known.".to_owned(),
        ),
        Some(atlas) => warnings.extend(permission_warning(atlas, function, alias)),
    }
    let shares = plan.after.shares();
    if let Some((version, _)) = shares.iter().find(|(version, _)| !version.is_published()) {
        let save = if *version == Version::Latest { "save" } else { "publishing" };
        warnings.push(format!("`{version}` gets calls: every {save} of the code is live."));
    }
    let (before, after) = (&plan.alias.routing, &plan.after);
    if after.additional.is_none() && after.version != before.version {
        warnings.extend(warm_up_warning(desk, plan).await);
    }
    match desk.account.alarms.alarms(None).await {
        Ok(alarms) => warnings.extend(
            alarms
                .iter()
                .filter(|alarm| alarm.state == AlarmState::Alarm && alarm.watches(function, alias))
                .map(|alarm| format!("The alarm `{}` is firing: {}", alarm.name, alarm.reason)),
        ),
        Err(failure) => warnings.push(format!("Alarms could not be read. {failure}")),
    }
    warnings
}

/// Where environments are kept ready for the alias, Lambda takes its time.
async fn warm_up_warning(desk: &Desk, plan: &Plan) -> Option<String> {
    let alias = Qualifier::Alias(plan.alias.name.clone());
    let (old, new) = (plan.alias.routing.version, plan.after.version);
    match desk.account.concurrency.provisioned(&plan.function, &alias).await {
        Ok(None) => None,
        Ok(Some(kept)) => Some(format!(
            "{} environments are kept ready for the alias: Lambda keeps version {old} in it, and \
             sends the calls there, until environments of version {new} are ready. That takes \
             minutes; where they cannot be made ready it stays so.",
            kept.requested
        )),
        Err(failure) => Some(format!("Provisioned concurrency could not be read. {failure}")),
    }
}

fn permission_warning(atlas: &Atlas, function: &str, alias: &AliasName) -> Option<String> {
    let view = atlas.function(function)?;
    let permission = view.permissions.get(&Some(Qualifier::Alias(alias.clone())))?;
    match permission {
        Permission::NotAllowed { .. } | Permission::Denied { .. } => Some(format!(
            "Connect may not invoke `{function}:{alias}`, so its calls fail whichever version they hit."
        )),
        Permission::Allowed(_) | Permission::Unknown { .. } => None,
    }
}
