//! The starter stack.

use std::collections::BTreeMap;

use crossfade_domain::{qualifier::AliasName, rollout::plan::Predefined};
use crossfade_engine::{
    changes::Changes,
    failure::Failure,
    setup::SetupWish,
    starter::{self, GREETING, PREFERENCE},
};
use tauri::AppHandle;

use super::{Answer, Place, invalid, setup::reading, told};
use crate::{
    dto::{SetupReviewDto, StackDto, StackWishDto},
    present,
};

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

/// Plans what is asked for of the stack, for review; nothing is written.
#[tauri::command]
#[specta::specta]
pub async fn review_stack(
    app: AppHandle,
    office: Place<'_>,
    wish: StackWishDto,
) -> Answer<SetupReviewDto> {
    let session = office.session().await;
    let setups = session.setups().map_err(told)?;
    let wish = wished(setups.changes(), wish).await.map_err(told)?;
    let review = setups.review(wish, &reading(&app)).await.map_err(told)?;
    Ok(present::setup_review(&review))
}

async fn wished(changes: &Changes, wish: StackWishDto) -> Result<SetupWish, Failure> {
    match wish {
        StackWishDto::Create { instance_arn, name, alias, preference } => {
            let instance = instance_arn.parse().map_err(invalid)?;
            let alias: AliasName = alias.parse().map_err(invalid)?;
            Ok(SetupWish::Stack(starter::creation(&name, &instance, &alias, &preference, None)))
        }
        StackWishDto::Update { name, preference, greeting } => {
            let preference = preference.map(|it| (PREFERENCE.to_owned(), it));
            let greeting = greeting.map(|it| (GREETING.to_owned(), it));
            let wanted: BTreeMap<_, _> = preference.into_iter().chain(greeting).collect();
            Ok(SetupWish::Stack(starter::update(changes, &name, wanted).await?))
        }
        StackWishDto::Delete { name } => starter::deletion(changes, &name).await,
    }
}
