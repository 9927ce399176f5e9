//! Rollouts that were started: looked at, steered, reported, left running.

use crossfade_engine::{failure::Failure, journal::RolloutId, rollouts::Rollouts};
use tauri::AppHandle;

use super::super::{Answer, Place, take, told};
use crate::{
    closing,
    dto::{
        ChartDto, ChartFormatDto, CloseChoiceDto, RolloutCommandDto, RolloutDto, RolloutRecordDto,
        RolloutRowDto, SavedFileDto, ShareDto,
    },
    present, report,
    reporting::{self, Reported, is_deployment},
};

/// The list shows at most this many of ours.
const MOST_ROLLOUTS: u32 = 500;

/// Rollouts, those under way first, then newest first; deployments of others
/// that are under way stand among them.
#[tauri::command]
#[specta::specta]
pub async fn rollouts(office: Place<'_>) -> Answer<Vec<RolloutRowDto>> {
    let session = office.session().await;
    let rollouts = session.rollouts().map_err(told)?;
    let ours = rollouts.list(MOST_ROLLOUTS).await.map_err(told)?;
    let others = rollouts.deployments_of_others().await.unwrap_or_else(|failure| {
        tracing::warn!(%failure, "others' deployments are not shown");
        Vec::new()
    });
    let others = others.iter().filter_map(|it| present::deployment_row(std::slice::from_ref(it)));
    Ok(others.chain(ours.iter().map(present::row)).collect())
}

/// One rollout, or one deployment of somebody else.
#[tauri::command]
#[specta::specta]
pub async fn rollout(office: Place<'_>, id: String) -> Answer<RolloutDto> {
    let session = office.session().await;
    let (desk, rollouts) = session.engine().map_err(told)?;
    shown(rollouts, desk.account().deployments.as_ref(), desk.clock(), &id).await.map_err(told)
}

async fn shown(
    rollouts: &Rollouts,
    catalog: &dyn crossfade_engine::ports::DeploymentCatalog,
    clock: crossfade_engine::clock::Clock,
    id: &str,
) -> Result<RolloutDto, Failure> {
    if is_deployment(id) {
        let chain = rollouts.deployment(id).await?;
        let configuration = chain.first().map(|it| it.configuration.as_str()).unwrap_or_default();
        let shape = catalog.shape(configuration).await?;
        return present::deployment_of_others(&chain, shape).ok_or_else(|| untold(id));
    }
    let view = rollouts.view(&RolloutId::from_text(id)).await?;
    let start = &view.entry.start;
    let moved_since = view.moves.last().map_or(start.at, |record| record.at);
    let who = if present::is_drifted(&view) {
        Some(rollouts.who_moved(&start.function, start.alias.as_str(), moved_since).await)
    } else {
        None
    };
    Ok(present::rollout(&view, clock.now(), &rollouts.timing(), who))
}

fn untold(id: &str) -> Failure {
    Failure::new(
        crossfade_engine::failure::FailureKind::Unavailable,
        "NotToldYet",
        format!("CodeDeploy does not say yet what `{id}` moves."),
        "Look again in a few seconds.",
    )
}

/// Lines of a rollout's log after number `after`, oldest first.
#[tauri::command]
#[specta::specta]
pub async fn rollout_records(
    office: Place<'_>,
    id: String,
    after: u32,
) -> Answer<Vec<RolloutRecordDto>> {
    let session = office.session().await;
    let rollouts = session.rollouts().map_err(told)?;
    if is_deployment(&id) {
        return Ok(Vec::new());
    }
    let records = rollouts.records(&RolloutId::from_text(&id), after).await.map_err(told)?;
    Ok(records.iter().map(present::record).collect())
}

/// Asks something of a rollout; `seen` is where the person saw the alias, for
/// the commands that decide about somebody else's change.
#[tauri::command]
#[specta::specta]
pub async fn steer_rollout(
    office: Place<'_>,
    id: String,
    command: RolloutCommandDto,
    seen: Option<Vec<ShareDto>>,
) -> Answer<RolloutDto> {
    let session = office.session().await;
    session.check_writable().map_err(told)?;
    let (desk, rollouts) = session.engine().map_err(told)?;
    if is_deployment(&id) {
        rollouts.stop_deployment(&id).await.map_err(told)?;
    } else {
        let command = present::command(command, seen).map_err(told)?;
        rollouts.steer(&RolloutId::from_text(&id), command).await.map_err(told)?;
    }
    shown(rollouts, desk.account().deployments.as_ref(), desk.clock(), &id).await.map_err(told)
}

/// Calls by version while a rollout ran.
#[tauri::command]
#[specta::specta]
pub async fn rollout_chart(office: Place<'_>, id: String) -> Answer<ChartDto> {
    let session = office.session().await;
    let Reported { chart, marks, .. } = reporting::charted(&session, &id).await.map_err(told)?;
    Ok(present::chart(&chart, &marks))
}

/// Draws the chart of a rollout into a file.
#[tauri::command]
#[specta::specta]
pub async fn export_rollout_chart(
    office: Place<'_>,
    id: String,
    format: ChartFormatDto,
) -> Answer<SavedFileDto> {
    let session = office.session().await;
    let Reported { subject, chart, marks } =
        reporting::charted(&session, &id).await.map_err(told)?;
    let picture = report::Picture { subject: &subject, chart: &chart, marks: &marks };
    let drawn = picture.drawn(format).map_err(|error| told(take::not_drawn(&error)));
    let (content, extension) = drawn?;
    take::save(&office, format!("{subject} rollout.{extension}"), content).await
}

/// Writes a rollout's report: one HTML file.
#[tauri::command]
#[specta::specta]
pub async fn export_rollout_report(office: Place<'_>, id: String) -> Answer<SavedFileDto> {
    let session = office.session().await;
    let (name, page) = reporting::report(&session, &id).await.map_err(told)?;
    take::save(&office, name, page.into_bytes()).await
}

/// Decides what becomes of the rollouts, and closes the window.
#[tauri::command]
#[specta::specta]
pub async fn close_window(app: AppHandle, office: Place<'_>, choice: CloseChoiceDto) -> Answer<()> {
    closing::decide(&app, &office, choice).await.map_err(told)
}
