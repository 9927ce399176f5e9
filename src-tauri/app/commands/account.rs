//! Account, instances and settings.

use super::{Answer, Place, told};
use crate::{
    dto::{AccountChoiceDto, InstanceDto, SessionDto, SettingsDto, ThemeDto},
    present, session,
};

/// Which account is open.
#[tauri::command]
#[specta::specta]
pub async fn session(office: Place<'_>) -> Answer<SessionDto> {
    Ok(present::session(&*office.session().await))
}

/// The account's Amazon Connect instances.
#[tauri::command]
#[specta::specta]
pub async fn instances(office: Place<'_>) -> Answer<Vec<InstanceDto>> {
    let session = office.session().await;
    let desk = session.desk().map_err(told)?;
    let instances = desk.account().flows.instances().await.map_err(told)?;
    Ok(instances.iter().map(present::instance).collect())
}

/// The settings, and what there is to choose from.
#[tauri::command]
#[specta::specta]
pub async fn settings(office: Place<'_>) -> Answer<SettingsDto> {
    let (settings, profiles) = (office.settings().await, session::profiles().await);
    Ok(present::settings(settings, profiles, office.data().path()))
}

/// Opens another account.
#[tauri::command]
#[specta::specta]
pub async fn choose_account(office: Place<'_>, choice: AccountChoiceDto) -> Answer<SessionDto> {
    let session = office.choose(choice).await.map_err(told)?;
    Ok(present::session(&session))
}

/// Light or dark.
#[tauri::command]
#[specta::specta]
pub async fn choose_theme(office: Place<'_>, theme: ThemeDto) -> Answer<()> {
    office.change(|settings| settings.theme = theme).await.map_err(told)
}
