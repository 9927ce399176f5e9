//! What a person sees before saying yes.

use crossfade_domain::qualifier::{AliasName, Qualifier};

use super::Desk;
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
    /// Names of the flows that call the alias, with their indexes in the atlas.
    pub flows: Vec<usize>,
    /// Phone numbers whose callers can reach it.
    pub phone_numbers: Vec<String>,
    /// What a careful person would want to know first.
    pub warnings: Vec<String>,
    /// The text that must be typed first.
    pub type_to_confirm: Option<String>,
}

pub(super) async fn review(desk: &Desk, wish: Wish, atlas: Option<&Atlas>) -> Answer<Review> {
    let plan = match wish {
        Wish::Route { function, alias, request } => {
            let versions = desk.account.functions.versions(&function).await?;
            let now = desk.actor.look(&function, &alias).await?;
            acts::plan(&function, now, &versions, &request)?
        }
        Wish::Undo(act) => desk.actor.plan_undo(act).await?,
    };
    let (function, alias) = (plan.function.as_str(), &plan.alias.name);
    desk.check_no_rollout(function, alias).await?;
    let flows = atlas.map_or_else(Vec::new, |atlas| atlas.flows_calling(function, alias));
    let phone_numbers = atlas.map_or_else(Vec::new, |atlas| {
        let numbers = atlas.phone_numbers_reaching(function, alias);
        numbers.into_iter().map(|number| number.number.clone()).collect()
    });
    let takes_calls = atlas.is_none() || !flows.is_empty();
    Ok(Review {
        id: ReviewId(uuid::Uuid::now_v7().to_string()),
        warnings: warnings(desk, &plan, atlas).await,
        type_to_confirm: (desk.confirm_by_typing && takes_calls).then(|| alias.to_string()),
        plan,
        flows,
        phone_numbers,
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
    if plan.after.shares().iter().any(|(version, _)| !version.is_published()) {
        warnings.push("`$LATEST` gets calls: every save of the code is live.".to_owned());
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
