//! What happens when the window is closed while rollouts are under way.
//!
//! Invariant: the program does not end while it carries a rollout out, unless
//! a person has said what becomes of it.

use std::{sync::Arc, time::Duration};

use crossfade_domain::rollout::machine::Command;
use crossfade_engine::{
    failure::{Failure, FailureKind},
    journal::{DrivenBy, RolloutEntry, RolloutId},
    rollouts::Rollouts,
};
use tauri::{AppHandle, Manager, Window};
use tauri_specta::Event;

use crate::{
    commands::Office,
    dto::{CloseAskedDto, CloseChoiceDto, EndingChatsDto},
    present,
    session::Session,
};

/// How long ending the chats may hold the program up, and for each chat more:
/// AWS takes two a second.
const PATIENCE: Duration = Duration::from_secs(10);
const PATIENCE_A_CHAT: Duration = Duration::from_millis(600);

/// Closes the window, or asks what becomes of the rollouts.
pub async fn asked(window: Window, office: Arc<Office>) {
    let session = office.session().await;
    let driven = match session.rollouts() {
        Ok(rollouts) => driven(rollouts).await,
        Err(_) => Vec::new(),
    };
    let asked = CloseAskedDto { rollouts: driven.iter().map(present::row).collect() };
    if asked.rollouts.is_empty() || asked.emit(window.app_handle()).is_err() {
        end(window.app_handle(), &session).await;
    }
}

/// Ends the chats that were begun here, and then the program.
async fn end(app: &AppHandle, session: &Session) {
    if let Ok(trials) = session.trials() {
        let open = u32::try_from(trials.open_count().await).unwrap_or(u32::MAX);
        if open > 0 {
            // A window that is gone needs no words.
            drop(EndingChatsDto { open }.emit(app));
        }
        // A network that is gone must not keep the program.
        let patience = PATIENCE + PATIENCE_A_CHAT * open;
        if tokio::time::timeout(patience, trials.leave()).await.is_err() {
            tracing::warn!("chats are left to the next start");
        }
    }
    app.exit(0);
}

/// Carries a person's choice out.
///
/// # Errors
/// When a rollout does not come to where it should; then the window stays.
pub async fn decide(
    app: &AppHandle,
    office: &Arc<Office>,
    choice: CloseChoiceDto,
) -> Result<(), Failure> {
    let session = office.session().await;
    let rollouts = session.rollouts()?;
    match choice {
        CloseChoiceDto::KeepRunning => return hide(app),
        CloseChoiceDto::Pause => {
            for entry in driven(rollouts).await {
                rollouts.steer(&entry.start.id, Command::Pause).await?;
            }
            rollouts.leave().await;
        }
        CloseChoiceDto::RollBack => {
            roll_back_all(rollouts).await?;
        }
        CloseChoiceDto::HandOver => {
            // Asked before anything is rolled back.
            for entry in driven(rollouts).await {
                rollouts.check_hand_over(&entry.start.id).await?;
            }
            for entry in roll_back_all(rollouts).await? {
                rollouts.hand_over(&entry.start.id).await?;
            }
        }
    }
    end(app, &session).await;
    Ok(())
}

/// The rollouts that this program carries out itself.
async fn driven(rollouts: &Rollouts) -> Vec<RolloutEntry> {
    let here: Vec<RolloutId> = rollouts.driven_here().await;
    let all = rollouts.list(u32::MAX).await.unwrap_or_default();
    let is_here = |entry: &RolloutEntry| {
        here.contains(&entry.start.id) && entry.start.driver == DrivenBy::Program
    };
    all.into_iter().filter(is_here).collect()
}

async fn roll_back_all(rollouts: &Rollouts) -> Result<Vec<RolloutEntry>, Failure> {
    let entries = driven(rollouts).await;
    for entry in &entries {
        rollouts.steer(&entry.start.id, Command::Abort).await?;
    }
    for entry in &entries {
        rollouts.until_at_rest(&entry.start.id).await;
    }
    Ok(entries)
}

/// Only the window goes; the tray's icon brings it back.
fn hide(app: &AppHandle) -> Result<(), Failure> {
    let window = app.get_webview_window("main");
    let hidden = window.map_or(Ok(()), |window| window.hide());
    hidden.map_err(|error| {
        Failure::new(
            FailureKind::Unexpected,
            "WindowError",
            format!("The window could not be hidden: {error}."),
            "Minimise it; the rollouts go on as long as the program runs.",
        )
    })
}
