//! Planning: paces, gates, probes, the preflight, the start.

use std::sync::Arc;

use crossfade_domain::{
    arn::InstanceArn,
    qualifier::{AliasName, Version},
};
use crossfade_engine::{
    atlas::Atlas,
    desk::Desk,
    failure::Failure,
    rollouts::{Consent, DraftId, Wish},
};

use super::super::{Answer, Office, Place, invalid, told};
use crate::{
    dto::{
        BreakageDto, DeploymentGroupDto, ForecastDto, GatesDto, PlanNameDto, ProbeDto,
        ProbeResultDto, RolloutDraftDto, RolloutWishDto,
    },
    present,
};

/// The paces that can be chosen by name.
#[tauri::command]
#[specta::specta]
pub async fn plan_names() -> Answer<Vec<PlanNameDto>> {
    Ok(present::plan_names())
}

/// A pace laid on the clock, from now.
#[tauri::command]
#[specta::specta]
pub async fn plan_forecast(
    office: Place<'_>,
    plan: String,
    gates: GatesDto,
) -> Answer<ForecastDto> {
    let session = office.session().await;
    let rollouts = session.rollouts().map_err(told)?;
    let plan = plan.parse().map_err(invalid).map_err(told)?;
    let gates = present::gates(gates).map_err(told)?;
    Ok(present::forecast(&plan, &rollouts.forecast(&plan, &gates)))
}

/// The gates that a rollout of an alias should have: the alarms that see the
/// new version, the version gate, and probes as the flows would call.
#[tauri::command]
#[specta::specta]
pub async fn suggested_gates(
    office: Place<'_>,
    instance_arn: String,
    name: String,
    alias: String,
    to: String,
) -> Answer<GatesDto> {
    let session = office.session().await;
    let (desk, rollouts) = session.engine().map_err(told)?;
    let alias: AliasName = alias.parse().map_err(invalid).map_err(told)?;
    let to: Version = to.parse().map_err(invalid).map_err(told)?;
    let instance = instance_arn.parse().map_err(invalid).map_err(told)?;
    // Without the flows there are no probes to suggest; the preflight says so.
    let atlas = scanned(desk, &instance).await.ok();
    let gates = rollouts.suggested_gates(&instance, atlas.as_deref(), &name, &alias, to).await;
    gates.map(|gates| present::gates_dto(&gates)).map_err(told)
}

/// Saves a function's probes in place of those before.
#[tauri::command]
#[specta::specta]
pub async fn save_probes(office: Place<'_>, name: String, probes: Vec<ProbeDto>) -> Answer<()> {
    let session = office.session().await;
    let rollouts = session.rollouts().map_err(told)?;
    let probes = probes.into_iter().map(present::probe).collect::<Result<Vec<_>, _>>();
    rollouts.save_probes(&name, &probes.map_err(told)?).await.map_err(told)
}

/// Invokes a version with each probe now.
#[tauri::command]
#[specta::specta]
pub async fn try_probes(
    office: Place<'_>,
    name: String,
    version: String,
    probes: Vec<ProbeDto>,
) -> Answer<Vec<ProbeResultDto>> {
    let session = office.session().await;
    let rollouts = session.rollouts().map_err(told)?;
    let version = version.parse().map_err(invalid).map_err(told)?;
    let probes = probes.into_iter().map(present::probe).collect::<Result<Vec<_>, _>>();
    let tried = rollouts.try_probes(&name, version, probes.map_err(told)?).await;
    Ok(tried.iter().map(|(finding, reading)| present::probe_result(finding, reading)).collect())
}

/// Every deployment group of a Lambda application; those whose deployments
/// moved this alias last come first.
#[tauri::command]
#[specta::specta]
pub async fn deployment_groups(
    office: Place<'_>,
    name: String,
    alias: String,
) -> Answer<Vec<DeploymentGroupDto>> {
    let session = office.session().await;
    let rollouts = session.rollouts().map_err(told)?;
    let alias: AliasName = alias.parse().map_err(invalid).map_err(told)?;
    let groups = rollouts.groups(&name, &alias).await.map_err(told)?;
    Ok(groups.iter().map(present::group).collect())
}

/// Looks at everything and lays the rollout out for review; nothing is written.
#[tauri::command]
#[specta::specta]
pub async fn draft_rollout(
    office: Place<'_>,
    instance_arn: String,
    wish: RolloutWishDto,
) -> Answer<RolloutDraftDto> {
    let wish = present::wish(wish).map_err(told)?;
    drafted(&office, &instance_arn, wish).await.map_err(told)
}

/// Mends a finding of a draft, and looks at everything again; `typed` is what
/// the person typed where callers are moved.
#[tauri::command]
#[specta::specta]
pub async fn fix_finding(
    office: Place<'_>,
    draft: String,
    fix: String,
    typed: Option<String>,
) -> Answer<RolloutDraftDto> {
    let session = office.session().await;
    session.check_writable().map_err(told)?;
    let rollouts = session.rollouts().map_err(told)?;
    let draft = DraftId::from_text(&draft);
    let mended = rollouts.fix(&draft, &fix, typed.as_deref()).await.map_err(told)?;
    drafted(&office, &mended.instance.to_string(), mended.wish).await.map_err(told)
}

async fn drafted(
    office: &Office,
    instance_arn: &str,
    wish: Wish,
) -> Result<RolloutDraftDto, Failure> {
    let session = office.session().await;
    let (desk, rollouts) = session.engine()?;
    let instance = instance_arn.parse().map_err(invalid)?;
    // Who is affected has to be known; where it cannot be, the preflight says so.
    let atlas = match scanned(desk, &instance).await {
        Ok(atlas) => Some(atlas),
        Err(failure) => {
            tracing::warn!(%failure, "a rollout is reviewed without the flows");
            None
        }
    };
    let typed = desk.type_to_confirm(&wish.function, &wish.alias).await.is_some();
    let draft = rollouts.draft(wish, &instance, atlas.clone(), typed).await?;
    Ok(present::draft(&draft, atlas.as_deref()))
}

/// The kept atlas of an instance; scanned where there is none.
async fn scanned(desk: &Desk, instance: &InstanceArn) -> Result<Arc<Atlas>, Failure> {
    if let Some(kept) = desk.kept_atlas(instance).await {
        return Ok(kept);
    }
    let all = desk.account().flows.instances().await?;
    let found = all.into_iter().find(|it| it.arn == *instance);
    let found = found.ok_or_else(|| invalid("the instance does not exist"))?;
    desk.atlas(found, false, &|_| {}).await
}

/// Starts a draft, once, with a note for the journal; answers the rollout's id.
#[tauri::command]
#[specta::specta]
pub async fn start_rollout(
    office: Place<'_>,
    draft: String,
    typed: Option<String>,
    ship_anyway: bool,
    note: String,
) -> Answer<String> {
    let session = office.session().await;
    session.check_writable().map_err(told)?;
    let rollouts = session.rollouts().map_err(told)?;
    let draft = DraftId::from_text(&draft);
    let consent = Consent { typed, ship_anyway, note };
    let id = rollouts.start(&draft, consent).await.map_err(told)?;
    Ok(id.as_str().to_owned())
}

/// How many times the usual traffic there is on the practice account, after
/// setting it when `factor` is given.
#[tauri::command]
#[specta::specta]
pub async fn practice_traffic(office: Place<'_>, factor: Option<f64>) -> Answer<f64> {
    office.session().await.practice_traffic(factor).map_err(told)
}

/// Publishes the next version of a function of the practice account, broken
/// where that is asked for; answers its number.
#[tauri::command]
#[specta::specta]
pub async fn practice_next_version(
    office: Place<'_>,
    name: String,
    broken: Option<BreakageDto>,
) -> Answer<String> {
    let session = office.session().await;
    let version = session.publish_in_practice(&name, broken).await.map_err(told)?;
    Ok(version.to_string())
}
