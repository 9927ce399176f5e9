//! Signing in to IAM Identity Center in the browser.

use crossfade_engine::failure::{Failure, FailureKind};
use tauri::AppHandle;
use tauri_plugin_opener::OpenerExt;

use super::{Answer, Place, told};
use crate::{
    dto::{AccountChoiceDto, SignInDto},
    session,
};

/// Begins to sign the chosen profile in, and opens the page where the person
/// confirms it. A browser that does not open is no failure: the page's address
/// is told.
#[tauri::command]
#[specta::specta]
pub async fn begin_sign_in(app: AppHandle, office: Place<'_>) -> Answer<SignInDto> {
    let AccountChoiceDto::Profile { name, .. } = office.settings().await.account else {
        return Err(told(nobody()));
    };
    let begun = session::begin_sign_in(&name).await.map_err(told)?;
    let shown = SignInDto { profile: name, url: begun.url.clone(), code: begun.code.clone() };
    if let Err(error) = app.opener().open_url(&begun.url, None::<&str>) {
        tracing::warn!(%error, "the browser could not be opened");
    }
    office.sign_ins().keep(begun).await;
    Ok(shown)
}

/// Waits until the person has confirmed it; false when it was given up.
#[tauri::command]
#[specta::specta]
pub async fn finish_sign_in(office: Place<'_>) -> Answer<bool> {
    office.sign_ins().finish().await.map_err(told)
}

/// Gives the sign-in up that waits.
#[tauri::command]
#[specta::specta]
pub async fn give_up_sign_in(office: Place<'_>) -> Answer<()> {
    office.sign_ins().give_up().await;
    Ok(())
}

fn nobody() -> Failure {
    Failure::new(
        FailureKind::Conflict,
        "NoSignIn",
        "The practice account needs no sign-in.",
        "Choose a profile of `~/.aws` in Settings.",
    )
}
