//! Flows from files and into files.

use crossfade_domain::{
    arn::InstanceArn,
    flow::{FlowType, rewrite::Candidate},
};
use crossfade_engine::{
    failure::Failure,
    files::{self, Exported, FileReading, Filled},
    setup::{FlowsGoal, Goal, SetupWish},
};
use tauri::AppHandle;

use super::{Answer, Office, Place, invalid, setup::reading, take, told};
use crate::{
    downloads,
    dto::{
        ExportedFlowsDto, FilledDto, FlowFileDto, FlowImportDto, OffersDto, SavedFileDto,
        SetupReviewDto,
    },
    present,
};

/// All that values of a flow can be chosen from, by kind.
#[tauri::command]
#[specta::specta]
pub async fn offers(office: Place<'_>, instance_arn: String) -> Answer<Vec<OffersDto>> {
    let (_, offered) = offered(&office, &instance_arn).await.map_err(told)?;
    Ok(present::offers(&offered))
}

/// Reads a file as a flow: what it needs, what could not be converted, what
/// Amazon Connect would say to it. Nothing is written.
#[tauri::command]
#[specta::specta]
pub async fn read_flow_file(
    office: Place<'_>,
    instance_arn: String,
    text: String,
    filled: Vec<FilledDto>,
) -> Answer<FlowFileDto> {
    let (instance, offered) = offered(&office, &instance_arn).await.map_err(told)?;
    let reading = read(&text, filled, &offered, &instance).map_err(told)?;
    Ok(present::flow_file(&reading))
}

/// Plans flows that are to be made from files, for review; nothing is written.
#[tauri::command]
#[specta::specta]
pub async fn review_flows(
    app: AppHandle,
    office: Place<'_>,
    instance_arn: String,
    imports: Vec<FlowImportDto>,
) -> Answer<SetupReviewDto> {
    let (instance, offered) = offered(&office, &instance_arn).await.map_err(told)?;
    let mut flows = Vec::new();
    for import in imports {
        let reading = read(&import.text, import.filled, &offered, &instance).map_err(told)?;
        let kind = FlowType::from_word(&import.kind);
        flows.push(reading.content(&instance, import.name.trim(), &kind, import.published));
    }
    let session = office.session().await;
    let setups = session.setups().map_err(told)?;
    let wish = SetupWish::SetUp(Goal::Flows(FlowsGoal { flows }));
    let review = setups.review(wish, &reading(&app)).await.map_err(told)?;
    Ok(present::setup_review(&review))
}

/// Writes every flow and module of an instance into a folder of its own in
/// Downloads, as files that import again; what is left out is named.
#[tauri::command]
#[specta::specta]
pub async fn export_flows(office: Place<'_>, instance_arn: String) -> Answer<ExportedFlowsDto> {
    let session = office.session().await;
    let account = session.desk().map_err(told)?.account();
    let instance: InstanceArn = instance_arn.parse().map_err(invalid).map_err(told)?;
    let Exported { files, left_out } = files::export(account, &instance).await.map_err(told)?;
    let name = format!("flows of {}", instance.id);
    let files: Vec<_> = files.into_iter().map(|file| (file.name, file.text)).collect();
    let count = files.len();
    let written = tokio::task::spawn_blocking(move || downloads::save_folder(&name, &files)).await;
    let path = written.map_err(invalid).and_then(|it| it.map_err(invalid)).map_err(told)?;
    office.remember(path.clone()).await;
    Ok(present::exported(&path, count, &left_out))
}

/// Writes one flow into Downloads, as a file that imports again.
#[tauri::command]
#[specta::specta]
pub async fn export_flow(
    office: Place<'_>,
    instance_arn: String,
    flow_id: String,
) -> Answer<SavedFileDto> {
    let session = office.session().await;
    let account = session.desk().map_err(told)?.account();
    let instance: InstanceArn = instance_arn.parse().map_err(invalid).map_err(told)?;
    let file = files::export_one(account, &instance, &flow_id).await.map_err(told)?;
    take::save(&office, file.name, file.text.into_bytes()).await
}

fn read(
    text: &str,
    filled: Vec<FilledDto>,
    offered: &[Candidate],
    instance: &InstanceArn,
) -> Result<FileReading, Failure> {
    let filled: Vec<Filled> = filled.into_iter().map(present::filled).collect();
    files::read(text, &filled, offered, instance)
}

async fn offered(
    office: &Office,
    instance_arn: &str,
) -> Result<(InstanceArn, std::sync::Arc<Vec<Candidate>>), Failure> {
    let session = office.session().await;
    let instance: InstanceArn = instance_arn.parse().map_err(invalid)?;
    let offered = session.offers()?.of(&instance, session.clock.now()).await?;
    Ok((instance, offered))
}
