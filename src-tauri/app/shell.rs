//! The window: one, with Crossfade's own commands and nothing else.

use std::{path::PathBuf, sync::Arc};

use specta_typescript::semantic;
use tauri::{Manager, WebviewUrl, WebviewWindowBuilder};
use tauri_specta::{Builder, collect_commands, collect_events};
use thiserror::Error;

use crate::{
    closing,
    commands::{self, Office},
    dto::{CloseAskedDto, EndingChatsDto, ScanProgressDto, TaskDto},
    settings::DataFolder,
    tray,
};

const WIDTH: f64 = 1280.0;
const HEIGHT: f64 = 800.0;

/// The window could not be shown.
#[derive(Debug, Error)]
pub enum ShellError {
    /// There is no desktop to show it on.
    #[error(
        "there is no display to open the window on; start it from a desktop session, or use a \
         command (`crossfade --help` lists them)"
    )]
    NoDisplay,
    /// The desktop refused.
    #[error("the window could not be opened: {0}")]
    Window(#[from] tauri::Error),
}

/// Opens the window and runs until it is closed.
///
/// # Errors
/// When the desktop offers no window.
pub fn run(data: DataFolder) -> Result<(), ShellError> {
    if !has_display() {
        return Err(ShellError::NoDisplay);
    }
    let builder = bindings();
    tauri::Builder::default()
        // First, so that a second start only brings the first window forward.
        .plugin(tauri_plugin_single_instance::init(|app, _, _| come_forward(app)))
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_notification::init())
        .invoke_handler(builder.invoke_handler())
        .setup(move |app| {
            builder.mount_events(app);
            let office = Arc::new(Office::new(data));
            app.manage(office.clone());
            app.manage(closing::Heard::default());
            // The window does not wait for AWS; its commands do.
            tray::show(app)?;
            let opening = office.clone();
            tauri::async_runtime::spawn(async move { opening.open().await });
            tauri::async_runtime::spawn(tray::tell_news(app.handle().clone(), office));
            open_window(app)?;
            Ok(())
        })
        .on_window_event(|window, event| {
            if let tauri::WindowEvent::CloseRequested { api, .. } = event {
                api.prevent_close();
                let office = window.state::<Arc<Office>>().inner().clone();
                tauri::async_runtime::spawn(closing::asked(window.clone(), office));
            }
        })
        .run(tauri::generate_context!())?;
    Ok(())
}

/// Whether there is a display; GTK ends the program where there is none.
fn has_display() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(not(target_os = "linux")) || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

pub fn come_forward(app: &tauri::AppHandle) {
    if let Some(window) = app.get_webview_window("main") {
        // A window that cannot be moved is still there.
        drop(window.show());
        drop(window.unminimize());
        drop(window.set_focus());
    }
}

fn open_window(app: &tauri::App) -> tauri::Result<()> {
    WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
        .title("Crossfade")
        .inner_size(WIDTH, HEIGHT)
        .min_inner_size(800.0, 600.0)
        .build()?;
    Ok(())
}

/// Commands and events, from which both the window's handler and its
/// TypeScript come.
fn bindings() -> Builder<tauri::Wry> {
    Builder::new()
        // The window and the program are of one build: what one writes the
        // other reads, and every field is always there.
        .disable_serde_phases()
        // Percentages and counts are finite, so none is ever sent as null.
        .semantic_types(semantic::Configuration::empty().enable_lossless_floats())
        .commands(collect_commands![
            commands::account::session,
            commands::account::instances,
            commands::account::settings,
            commands::account::choose_account,
            commands::account::choose_theme,
            commands::sign_in::begin_sign_in,
            commands::sign_in::finish_sign_in,
            commands::sign_in::give_up_sign_in,
            commands::look::atlas,
            commands::look::functions,
            commands::look::function_detail,
            commands::look::alias_detail,
            commands::look::alarms,
            commands::look::version_chart,
            commands::take::export_chart,
            commands::take::save_csv,
            commands::take::reveal,
            commands::rollouts::plan_names,
            commands::rollouts::plan_forecast,
            commands::rollouts::suggested_gates,
            commands::rollouts::save_probes,
            commands::rollouts::try_probes,
            commands::rollouts::deployment_groups,
            commands::rollouts::draft_rollout,
            commands::rollouts::fix_finding,
            commands::rollouts::start_rollout,
            commands::rollouts::practice_next_version,
            commands::rollouts::practice_traffic,
            commands::rollouts::rollouts,
            commands::rollouts::rollout,
            commands::rollouts::rollout_records,
            commands::rollouts::steer_rollout,
            commands::rollouts::rollout_chart,
            commands::rollouts::export_rollout_chart,
            commands::rollouts::export_rollout_report,
            commands::rollouts::left_ready,
            commands::rollouts::release_ready,
            commands::rollouts::review_hand_over,
            commands::rollouts::close_heard,
            commands::rollouts::close_window,
            commands::act::review_routing,
            commands::act::apply_review,
            commands::act::activity,
            commands::setup::movable_flows,
            commands::setup::review_alias,
            commands::setup::review_taking_away,
            commands::setup::carry_out,
            commands::setup::tasks,
            commands::setup::task,
            commands::setup::review_task,
            commands::setup::run_task,
            commands::setup::give_up_task,
            commands::setup::leftovers,
            commands::setup::changes,
            commands::files::offers,
            commands::files::read_flow_file,
            commands::files::review_flows,
            commands::files::export_flows,
            commands::files::export_flow,
            commands::trials::begin_chat,
            commands::trials::chat,
            commands::trials::say_in_chat,
            commands::trials::end_chat,
            commands::trials::open_chats,
            commands::trials::sample_chats,
            commands::trials::invoke_alias,
            commands::trials::samples,
            commands::trials::stop_sample,
            commands::trials::start_traffic,
            commands::trials::stop_traffic,
            commands::trials::traffic,
            commands::starter::stack,
            commands::starter::stack_preferences,
            commands::starter::review_stack,
        ])
        .events(collect_events![ScanProgressDto, CloseAskedDto, TaskDto, EndingChatsDto])
}

/// Writes the TypeScript that the window speaks to the commands with.
///
/// # Errors
/// When the file cannot be written.
pub fn typescript_bindings(file: &PathBuf) -> Result<(), Box<dyn std::error::Error>> {
    let header = "// Generated from the Rust commands; `make bindings` writes it anew.\n";
    let language = specta_typescript::Typescript::default().header(header);
    Ok(bindings().export(language, file)?)
}
