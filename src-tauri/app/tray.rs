//! The icon in the tray, and news on the desktop.

use std::sync::Arc;

use crossfade_engine::{
    journal::Stage,
    rollouts::{News, Told},
};
use tauri::{
    App, AppHandle, Manager,
    menu::{Menu, MenuItem},
    tray::TrayIconBuilder,
};
use tauri_plugin_notification::NotificationExt;
use tokio::sync::broadcast::error::RecvError;

use crate::{commands::Office, shell::come_forward};

/// Shows the icon. A desktop without a tray is no reason not to start.
///
/// # Errors
/// When the menu cannot be made.
pub fn show(app: &App) -> tauri::Result<()> {
    let open = MenuItem::with_id(app, "open", "Open Crossfade", true, None::<&str>)?;
    let quit = MenuItem::with_id(app, "quit", "Quit", true, None::<&str>)?;
    let menu = Menu::with_items(app, &[&open, &quit])?;
    let mut tray = TrayIconBuilder::new().menu(&menu).tooltip("Crossfade");
    if let Some(icon) = app.default_window_icon() {
        tray = tray.icon(icon.clone());
    }
    let tray = tray.on_menu_event(|app, event| match event.id().as_ref() {
        "open" => come_forward(app),
        "quit" => quit_or_ask(app),
        _ => {}
    });
    if let Err(error) = tray.build(app) {
        tracing::warn!(%error, "this desktop has no tray");
    }
    Ok(())
}

/// As if the window were closed: it asks where something is under way.
fn quit_or_ask(app: &AppHandle) {
    come_forward(app);
    if let Some(window) = app.get_webview_window("main") {
        // A window that cannot be closed is still there to be asked.
        drop(window.close());
    }
}

/// Tells the desktop what people should hear of, for as long as the program
/// runs, whichever account is open.
pub async fn tell_news(app: AppHandle, office: Arc<Office>) {
    loop {
        let session = office.session().await;
        let mut changed = office.changes();
        let Ok(rollouts) = session.rollouts() else {
            drop(changed.changed().await);
            continue;
        };
        let mut news = rollouts.told();
        drop(session);
        loop {
            tokio::select! {
                told = news.recv() => match told {
                    Ok(told) => tell(&app, &told),
                    Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => break,
                },
                _ = changed.changed() => break,
            }
        }
    }
}

fn tell(app: &AppHandle, told: &Told) {
    let title = format!("{}: {}", told.alias, headline(told.news));
    let shown = app.notification().builder().title(title).body(&told.sentence).show();
    if let Err(error) = shown {
        tracing::warn!(%error, "the desktop takes no notifications");
    }
}

const fn headline(news: News) -> &'static str {
    match news {
        News::Struggling => "rolling back is not through yet",
        News::Now(stage) => match stage {
            Stage::Paused => "paused",
            Stage::RollingBack => "rolls back",
            Stage::RolledBack => "rolled back",
            Stage::Completed => "completed",
            Stage::NeedsAttention => "needs attention",
            Stage::Left => "left as it was found",
            Stage::Preparing | Stage::Shifting | Stage::Watching | Stage::Promoting => "goes on",
        },
    }
}
