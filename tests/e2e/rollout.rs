//! A rollout of the next version, begun in the window's wizard.

use serde_json::json;

use crate::window::Window;

/// Why it is rolled out, typed key by key.
const WHY: &str = "CHG-4711: shorter menu";

/// Publishes the next version, expects the wizard to choose it (`chosen` is how
/// that begins), and starts its rollout at a pace.
pub async fn begin(window: &Window, function: &str, chosen: &str, plan: &str) {
    window.go(&format!("/rollouts/new/{function}/PROD")).await;
    window.until_says("Which alias?").await;
    window.press_words("Next").await;
    window.until_says("From which version to which?").await;
    window.press_words("Publish the next version").await;
    let script = "return document.querySelector(`[data-testid='wizard-to'] button`)\
        .innerText.startsWith(arguments[0])";
    window.until("the published version is chosen", script, json!(chosen)).await;
    window.press_words("Next").await;
    window.until_says("How fast?").await;
    window.choose("wizard-plan", plan).await;
    window.until_says("A rollback takes at worst").await;
    window.press_words("Next").await;
    window.until_says("Who carries it out?").await;
    window.press_words("Next").await;
    window.find("wizard-alarms").await;
    for ready in ["Nothing blocks the rollout.", "What undoes it"] {
        window.press_words("Next").await;
        window.until_says(ready).await;
    }
    let why = window.find_css("[data-testid='wizard-note'] input").await;
    why.click().await.expect("a field");
    why.send_keys(WHY).await.expect("keys");
    window.press_words("Start the rollout").await;
    window.find("rollout-state").await;
    window.until_says(WHY).await;
}
