//! The starter stack.

use std::collections::BTreeMap;

use crossfade_domain::{qualifier::AliasName, rollout::plan::Predefined};
use crossfade_engine::starter::{self, GREETING, PREFERENCE};

use super::{Answer, Place, invalid, told};
use crate::{dto::StackDto, present};

/// The starter stack as it stands; absent when there is none.
#[tauri::command]
#[specta::specta]
pub async fn stack(office: Place<'_>, name: String) -> Answer<Option<StackDto>> {
    let session = office.session().await;
    let changes = session.setups().map_err(told)?.changes();
    let found = starter::look(changes, &name).await.map_err(told)?;
    Ok(found.as_ref().map(present::stack))
}

/// The paces that the stack takes for its deployments.
#[tauri::command]
#[specta::specta]
pub async fn stack_preferences() -> Answer<Vec<String>> {
    Ok(Predefined::ALL.into_iter().map(Predefined::sam_name).collect())
}

/// Asks CloudFormation for the starter stack.
#[tauri::command]
#[specta::specta]
pub async fn create_stack(
    office: Place<'_>,
    instance_arn: String,
    name: String,
    alias: String,
    preference: String,
) -> Answer<()> {
    let session = office.session().await;
    session.check_writable().map_err(told)?;
    let changes = session.setups().map_err(told)?.changes();
    let instance = instance_arn.parse().map_err(invalid).map_err(told)?;
    let alias: AliasName = alias.parse().map_err(invalid).map_err(told)?;
    starter::create(changes, &name, &instance, &alias, &preference).await.map_err(told)?;
    Ok(())
}

/// Asks for another pace, or another text: another text is another version.
#[tauri::command]
#[specta::specta]
pub async fn update_stack(
    office: Place<'_>,
    name: String,
    preference: Option<String>,
    greeting: Option<String>,
) -> Answer<()> {
    let session = office.session().await;
    session.check_writable().map_err(told)?;
    let changes = session.setups().map_err(told)?.changes();
    let preference = preference.map(|it| (PREFERENCE.to_owned(), it));
    let greeting = greeting.map(|it| (GREETING.to_owned(), it));
    let wanted: BTreeMap<_, _> = preference.into_iter().chain(greeting).collect();
    starter::update(changes, &name, wanted).await.map_err(told)?;
    Ok(())
}

/// Asks for the stack's end.
#[tauri::command]
#[specta::specta]
pub async fn delete_stack(office: Place<'_>, name: String) -> Answer<()> {
    let session = office.session().await;
    session.check_writable().map_err(told)?;
    let changes = session.setups().map_err(told)?.changes();
    starter::delete(changes, &name).await.map_err(told)
}
