//! The window closed while a rollout is under way: it asks what becomes of it.

use std::process::Command;

use serde_json::json;

use crate::{rollout, window::Window};

#[tokio::test]
async fn closing_with_a_rollout_under_way_asks_and_rolls_back() {
    let window = Window::open().await;
    begin_a_rollout(&window).await;
    ask_to_close(&window);
    window.until_says("A rollout is under way").await;
    window.press_words("Stay").await;
    window.find("rollout-state").await;
    ask_to_close(&window);
    window.until_says("A rollout is under way").await;
    choose(&window, "rollBack").await;
    confirm(&window).await;
    window.until_gone().await;
    assert_eq!(window.rollout_in_the_journal(), ("rolled-back".to_owned(), true));
}

#[tokio::test]
async fn a_window_in_the_tray_goes_on_with_its_rollout() {
    let window = Window::open().await;
    begin_a_rollout(&window).await;
    ask_to_close(&window);
    window.until_says("A rollout is under way").await;
    choose(&window, "keepRunning").await;
    confirm(&window).await;
    window.until_the_journal_says("completed").await;
    window.close().await;
}

#[tokio::test]
async fn a_rollout_that_is_paused_at_closing_stands_where_it_stood() {
    let window = Window::open().await;
    begin_a_rollout(&window).await;
    ask_to_close(&window);
    window.until_says("A rollout is under way").await;
    choose(&window, "pause").await;
    confirm(&window).await;
    window.until_gone().await;
    assert_eq!(window.rollout_in_the_journal(), ("paused".to_owned(), false));
}

#[tokio::test]
async fn a_rollout_that_is_handed_over_goes_on_in_codedeploy() {
    let window = Window::open().await;
    begin_a_rollout(&window).await;
    ask_to_close(&window);
    window.until_says("A rollout is under way").await;
    choose(&window, "handOver").await;
    window.until_says("goes on through the deployment group orders / orders-PROD").await;
    confirm(&window).await;
    window.until_gone().await;
    assert_eq!(window.rollout_in_the_journal(), ("rolled-back".to_owned(), true));
    assert_eq!(window.handed_over(), 1, "CodeDeploy carries it out from its first step");
}

async fn begin_a_rollout(window: &Window) {
    window.find("session-badge").await;
    window.go("/rollouts").await;
    window.find("practice-traffic").await;
    window.press_words("50 ×").await;
    rollout::begin(window, "orders", "version", "Linear10PercentEvery1Minute").await;
    window.find_css("[data-testid='rollout-state'][data-state='watching']").await;
}

/// As the cross of a window does.
pub fn ask_to_close(_: &Window) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/e2e/ask_to_close.py");
    let output = Command::new("python3").args([script, "Crossfade"]).output().expect("python3");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Chooses a radio button by its value, wherever the page has put it by now.
pub async fn choose(window: &Window, value: &str) {
    let script = "const it = document.querySelector(`input[type='radio'][value='${arguments[0]}']`);\
        it?.click(); return it?.checked ?? false;";
    window.until(&format!("{value} is chosen"), script, json!(value)).await;
}

/// The program may be gone before the press is answered, so it comes a little
/// later.
async fn confirm(window: &Window) {
    let script = "const it = document.querySelector(`[data-testid='close-confirm']`);\
        if (!it || it.disabled || it.getAttribute('aria-disabled') === 'true') return false;\
        setTimeout(() => it.click(), 100); return true;";
    window.until("the window can be closed", script, json!(null)).await;
}
