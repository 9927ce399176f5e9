//! Taking along: pictures and tables, written into the Downloads folder.

use std::path::PathBuf;

use crossfade_engine::failure::{Failure, FailureKind};
use tauri::AppHandle;
use tauri_plugin_opener::OpenerExt;

use super::{Answer, Office, Place, look::drawn, told};
use crate::{
    downloads,
    dto::{ChartFormatDto, ChartRangeDto, SavedFileDto},
    report,
};

/// Draws a chart into a file.
#[tauri::command]
#[specta::specta]
pub async fn export_chart(
    office: Place<'_>,
    name: String,
    alias: Option<String>,
    range: ChartRangeDto,
    format: ChartFormatDto,
) -> Answer<SavedFileDto> {
    let session = office.session().await;
    let desk = session.desk().map_err(told)?;
    let subject = alias.as_ref().map_or_else(|| name.clone(), |it| format!("{name}:{it}"));
    let (chart, marks) = drawn(desk, &name, alias, range).await.map_err(told)?;
    let picture = report::Picture { subject: &subject, chart: &chart, marks: &marks };
    let (content, extension) =
        picture.drawn(format).map_err(|error| not_drawn(&error)).map_err(told)?;
    save(&office, format!("{subject} calls by version.{extension}"), content).await
}

/// Writes a table that the window shows.
#[tauri::command]
#[specta::specta]
pub async fn save_csv(office: Place<'_>, name: String, content: String) -> Answer<SavedFileDto> {
    save(&office, name, content.into_bytes()).await
}

/// Shows a file that was written in this run in the file manager.
#[tauri::command]
#[specta::specta]
pub async fn reveal(app: AppHandle, office: Place<'_>, path: String) -> Answer<()> {
    let path = PathBuf::from(path);
    if !office.wrote(&path).await {
        return Err(told(not_shown(&"Crossfade did not write this file in this run")));
    }
    app.opener().reveal_item_in_dir(&path).map_err(|error| told(not_shown(&error)))
}

pub(super) async fn save(office: &Office, name: String, content: Vec<u8>) -> Answer<SavedFileDto> {
    let written = tokio::task::spawn_blocking(move || downloads::save(&name, &content)).await;
    let path = match written {
        Ok(Ok(path)) => path,
        Ok(Err(error)) => return Err(told(not_saved(&error))),
        Err(error) => return Err(told(not_saved(&error))),
    };
    office.remember(path.clone()).await;
    Ok(SavedFileDto { path: path.display().to_string() })
}

fn not_saved(error: &impl std::fmt::Display) -> Failure {
    Failure::new(
        FailureKind::Unexpected,
        "FileNotSaved",
        format!("The file could not be written: {error}."),
        "Check that the Downloads folder is writable and has room.",
    )
}

fn not_shown(why: &impl std::fmt::Display) -> Failure {
    Failure::new(
        FailureKind::Unexpected,
        "FolderNotShown",
        format!("The folder could not be opened: {why}."),
        "Look for the file in the Downloads folder.",
    )
}

pub(super) fn not_drawn(error: &report::DrawError) -> Failure {
    Failure::new(
        FailureKind::Unexpected,
        "ChartNotDrawn",
        format!("The chart could not be drawn: {error}."),
        "Choose another time range, or export the other format.",
    )
}
