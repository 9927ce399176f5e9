//! What happens when the window is closed while rollouts are under way.
//!
//! Invariant: the program does not end while it carries a rollout out, unless
//! a person has said what becomes of it and it came to that, or nobody can be
//! asked: then it stands where it stood, the desktop says so, and the next start
//! takes it up.

use std::{sync::Arc, time::Duration};

use crossfade_domain::rollout::machine::Command;
use crossfade_engine::{
    confirm::confirmed,
    failure::{Failure, FailureKind},
    journal::{DrivenBy, RolloutEntry, RolloutId},
    ports::Answer,
    rollouts::Rollouts,
};
use futures::future::join_all;
use tauri::{AppHandle, Manager, Window};
use tauri_plugin_notification::NotificationExt;
use tauri_specta::Event;
use tokio::sync::Notify;

use crate::{
    commands::Office,
    dto::{CloseAskedDto, CloseChoiceDto, EndingChatsDto, HandOverDto},
    present,
    session::Session,
};

/// How long ending the chats may hold the program up, and for each chat more:
/// AWS takes two a second.
const PATIENCE: Duration = Duration::from_secs(10);
const PATIENCE_A_CHAT: Duration = Duration::from_millis(600);
/// A window that shows no dialog within this has none to show, such as one that
/// stands at an error.
const HEARD_WITHIN: Duration = Duration::from_secs(10);

/// Told when the dialog has heard that the window was asked to close.
#[derive(Debug, Default)]
pub struct Heard(Notify);

impl Heard {
    /// The dialog has heard.
    pub fn hear(&self) {
        self.0.notify_waiters();
    }
}

/// Closes the window, or asks what becomes of the rollouts.
pub async fn asked(window: Window, office: Arc<Office>) {
    let app = window.app_handle();
    // Nothing is carried out before an account is open.
    let Some(session) = office.opened() else { return app.exit(0) };
    let driven = match session.rollouts() {
        Ok(rollouts) => driven(rollouts).await,
        Err(_) => Vec::new(),
    };
    if driven.is_empty() {
        return end(app, &session).await;
    }
    let asked = CloseAskedDto { rollouts: driven.iter().map(present::row).collect() };
    let heard = app.state::<Heard>();
    let hearing = heard.0.notified();
    tokio::pin!(hearing);
    // Before the dialog can answer.
    hearing.as_mut().enable();
    let sent = asked.emit(app).is_ok();
    if !sent || tokio::time::timeout(HEARD_WITHIN, hearing).await.is_err() {
        leave_unasked(app, &session, driven.len()).await;
    }
}

/// Nobody can be asked: everything stands where it stands until the next start.
async fn leave_unasked(app: &AppHandle, session: &Session, count: usize) {
    tracing::warn!("the window shows no dialog; rollouts are left where they stand");
    if let Ok(rollouts) = session.rollouts() {
        rollouts.leave().await;
    }
    let body = format!(
        "The window could not ask what becomes of {count} rollout{}. The weights stay as they are, \
         and nobody watches the gates until Crossfade starts again.",
        if count == 1 { "" } else { "s" }
    );
    let shown = app.notification().builder().title("Rollouts stand still").body(body).show();
    if let Err(error) = shown {
        tracing::warn!(%error, "the desktop takes no notifications");
    }
    end(app, session).await;
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
    typed: &[String],
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
            let entries = driven(rollouts).await;
            all(entries.iter().map(|entry| rollouts.roll_back(&entry.start.id))).await?;
        }
        CloseChoiceDto::HandOver => {
            let entries = driven(rollouts).await;
            // CodeDeploy moves the callers on.
            for RolloutEntry { start, .. } in
                entries.iter().filter(|_| session.confirms_by_typing())
            {
                confirmed(&start.called(), typed)?;
            }
            // Asked before anything is rolled back.
            let reviews = entries.iter().map(|entry| rollouts.review_hand_over(&entry.start.id));
            let reviews = all(reviews).await?;
            all(reviews.iter().map(|review| rollouts.hand_over(review))).await?;
        }
    }
    end(app, &session).await;
    Ok(())
}

/// How each rollout that is carried out here would be handed over.
///
/// # Errors
/// When no account is open; what stands in the way is told with its rollout.
pub async fn reviews(session: &Session) -> Answer<Vec<HandOverDto>> {
    let (rollouts, types) = (session.rollouts()?, session.confirms_by_typing());
    let entries = driven(rollouts).await;
    let reviews = entries.iter().map(|entry| async {
        present::hand_over(entry, rollouts.review_hand_over(&entry.start.id).await, types)
    });
    Ok(join_all(reviews).await)
}

/// Every answer, or all that failed as one failure.
async fn all<T>(answers: impl Iterator<Item = impl Future<Output = Answer<T>>>) -> Answer<Vec<T>> {
    let mut done = Vec::new();
    let mut failed: Vec<Failure> = Vec::new();
    for answer in join_all(answers).await {
        match answer {
            Ok(it) => done.push(it),
            Err(failure) => failed.push(failure),
        }
    }
    let mut failed = failed.into_iter();
    let Some(first) = failed.next() else { return Ok(done) };
    let message = failed.fold(first.message.clone(), |all, next| format!("{all} {}", next.message));
    Err(Failure { message, ..first })
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

/// Only the window goes; the tray's icon or another start brings it back.
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
