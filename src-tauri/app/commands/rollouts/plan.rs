//! Planning: paces, gates, probes, the preflight, the start.

use crossfade_domain::qualifier::{AliasName, Version};
use crossfade_engine::rollouts::{Consent, DraftId, Wish};

use super::super::{Answer, Office, Place, invalid, told};
use crate::{
    dto::{
        BreakageDto, DeploymentGroupDto, ForecastDto, GatesDto, PlanNameDto, ProbeDto,
        ProbeResultDto, RolloutDraftDto, RolloutWishDto,
    },
    present,
};
use crossfade_engine::failure::Failure;

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
    let atlas = desk.kept_atlas(&instance).await;
    let atlas = atlas.as_deref();
    let gates = rollouts.suggested_gates(&instance, atlas, &name, &alias, to).await;
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
/// moved this alias would be the usual choice.
#[tauri::command]
#[specta::specta]
pub async fn deployment_groups(
    office: Place<'_>,
    name: String,
    alias: String,
) -> Answer<Vec<DeploymentGroupDto>> {
    let session = office.session().await;
    let desk = session.desk().map_err(told)?;
    let mut groups = desk.account().deployments.groups().await.map_err(told)?;
    // CodeDeploy does not tie a group to an alias; names usually tell.
    let near = |text: &str| {
        let (text, name) = (text.to_lowercase(), name.to_lowercase());
        text.contains(&name) || text.contains(&format!("{name}-{}", alias.to_lowercase()))
    };
    groups.sort_by_key(|group| !(near(&group.name) || near(&group.application)));
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

/// Mends a finding of a draft, and looks at everything again.
#[tauri::command]
#[specta::specta]
pub async fn fix_finding(office: Place<'_>, draft: String, fix: String) -> Answer<RolloutDraftDto> {
    let session = office.session().await;
    session.check_writable().map_err(told)?;
    let rollouts = session.rollouts().map_err(told)?;
    let fix = present::fix(&fix).ok_or_else(|| told(invalid("there is no such remedy")))?;
    let mended = rollouts.fix(&DraftId::from_text(&draft), fix).await.map_err(told)?;
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
    let atlas = desk.kept_atlas(&instance).await;
    let typed = desk.type_to_confirm(&wish.function, &wish.alias).await.is_some();
    let draft = rollouts.draft(wish, &instance, atlas.as_deref(), typed).await?;
    Ok(present::draft(&draft, atlas.as_deref()))
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
