//! Rollouts that were started: looked at, steered, reported, left running.

use crossfade_engine::{
    confirm::confirmed,
    failure::{Failure, FailureKind},
    journal::RolloutId,
    rollouts::{LeftReady, Other, Rollouts, View},
};
use tauri::AppHandle;

use super::super::{Answer, Place, take, told};
use crate::{
    closing,
    dto::{
        ChartDto, ChartFormatDto, CloseChoiceDto, HandOverDto, LeftReadyDto, RolloutCommandDto,
        RolloutDto, RolloutRecordDto, RolloutRowDto, RolloutsDto, SavedFileDto, ShareDto,
        StandingDto,
    },
    present, report,
    reporting::{self, Reported, is_deployment},
    session::Session,
};

/// Up to `limit` rollouts: those that wait for a person first, then those
/// under way, then newest first; deployments of others that are under way stand
/// among them.
#[tauri::command]
#[specta::specta]
pub async fn rollouts(office: Place<'_>, limit: u32) -> Answer<RolloutsDto> {
    let session = office.session().await;
    let rollouts = session.rollouts().map_err(told)?;
    listed(rollouts, limit).await.map_err(told)
}

async fn listed(rollouts: &Rollouts, limit: u32) -> Result<RolloutsDto, Failure> {
    let ours = rollouts.list(limit.saturating_add(1)).await?;
    let (others, problem) = match others(rollouts).await {
        Ok(others) => (others, None),
        Err(failure) => (Vec::new(), Some(present::failure(&failure))),
    };
    let more = ours.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    let mut rows: Vec<RolloutRowDto> = ours.iter().map(present::row).collect();
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let waiting = rows.iter().take_while(|row| row.standing == StandingDto::Waiting).count();
    rows.splice(waiting..waiting, others);
    Ok(RolloutsDto { rows, more, problem })
}

async fn others(rollouts: &Rollouts) -> Result<Vec<RolloutRowDto>, Failure> {
    let others = rollouts.others().await?.into_iter();
    let row = |(deployment, progress): (_, Option<_>)| {
        present::deployment_row(&[deployment], progress.as_ref())
    };
    Ok(others.filter_map(row).collect())
}

/// One rollout, or one deployment of somebody else.
#[tauri::command]
#[specta::specta]
pub async fn rollout(office: Place<'_>, id: String) -> Answer<RolloutDto> {
    let session = office.session().await;
    shown(&session, &id).await.map_err(told)
}

async fn shown(session: &Session, id: &str) -> Result<RolloutDto, Failure> {
    let (desk, rollouts) = session.engine()?;
    if is_deployment(id) {
        let Other { chain, progress, shape } = rollouts.other(id).await?;
        let told = present::deployment_of_others(&chain, progress.as_ref(), shape);
        return told.ok_or_else(|| untold(id));
    }
    let view = rollouts.view(&RolloutId::from_text(id)).await?;
    let start = &view.entry.start;
    let moved_since = view.moves.last().map_or(start.at, |record| record.at);
    let who = if present::is_drifted(&view) {
        Some(rollouts.who_moved(&start.function, &start.alias, moved_since).await)
    } else {
        None
    };
    let (now, types) = (desk.clock().now(), session.confirms_by_typing());
    Ok(present::rollout(&view, now, &rollouts.timing(), who, types))
}

fn untold(id: &str) -> Failure {
    Failure::new(
        FailureKind::Unavailable,
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
/// the commands that decide about somebody else's change, and `typed` what they
/// typed where callers are moved on.
#[tauri::command]
#[specta::specta]
pub async fn steer_rollout(
    office: Place<'_>,
    id: String,
    command: RolloutCommandDto,
    seen: Option<Vec<ShareDto>>,
    typed: Option<String>,
) -> Answer<RolloutDto> {
    let session = office.session().await;
    session.check_writable().map_err(told)?;
    steered(&session, &id, command, seen, typed.as_deref()).await.map_err(told)?;
    shown(&session, &id).await.map_err(told)
}

async fn steered(
    session: &Session,
    id: &str,
    command: RolloutCommandDto,
    seen: Option<Vec<ShareDto>>,
    typed: Option<&str>,
) -> Result<(), Failure> {
    let rollouts = session.rollouts()?;
    if is_deployment(id) {
        return rollouts.stop_deployment(id).await;
    }
    let id = RolloutId::from_text(id);
    let asked = present::command(command, seen)?;
    if session.confirms_by_typing() && present::may_move_on(command) {
        wanted(&rollouts.view(&id).await?, command, typed)?;
    }
    // What holds callers or takes them back waits for no look.
    rollouts.steer(&id, asked).await
}

/// Says no where callers would be moved on and the alias was not typed.
fn wanted(view: &View, command: RolloutCommandDto, typed: Option<&str>) -> Result<(), Failure> {
    if present::moves_on(command, view.machine.as_ref()) {
        confirmed(&view.entry.start.called(), typed)?;
    }
    Ok(())
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

/// What is kept ready for the old version of a completed rollout, and costs.
#[tauri::command]
#[specta::specta]
pub async fn left_ready(office: Place<'_>, id: String) -> Answer<Option<LeftReadyDto>> {
    let session = office.session().await;
    let rollouts = session.rollouts().map_err(told)?;
    if is_deployment(&id) {
        return Ok(None);
    }
    let left = rollouts.left_ready(&RolloutId::from_text(&id)).await.map_err(told)?;
    Ok(left.map(|LeftReady { version, environments }| LeftReadyDto {
        version: version.to_string(),
        environments,
    }))
}

/// Keeps none ready for the old version any more.
#[tauri::command]
#[specta::specta]
pub async fn release_ready(office: Place<'_>, id: String) -> Answer<()> {
    let session = office.session().await;
    session.check_writable().map_err(told)?;
    let rollouts = session.rollouts().map_err(told)?;
    rollouts.release_ready(&RolloutId::from_text(&id)).await.map_err(told)
}

/// How each rollout that is carried out here would be handed over to
/// CodeDeploy, or why it cannot be; nothing is written.
#[tauri::command]
#[specta::specta]
pub async fn review_hand_over(office: Place<'_>) -> Answer<Vec<HandOverDto>> {
    let session = office.session().await;
    closing::reviews(&session).await.map_err(told)
}

/// The dialog has heard that the window was asked to close.
#[tauri::command]
#[specta::specta]
pub async fn close_heard(heard: tauri::State<'_, closing::Heard>) -> Answer<()> {
    heard.hear();
    Ok(())
}

/// Decides what becomes of the rollouts, and closes the window; `typed` are the
/// names that the person typed where callers are moved on.
#[tauri::command]
#[specta::specta]
pub async fn close_window(
    app: AppHandle,
    office: Place<'_>,
    choice: CloseChoiceDto,
    typed: Vec<String>,
) -> Answer<()> {
    closing::decide(&app, &office, choice, &typed).await.map_err(told)
}
