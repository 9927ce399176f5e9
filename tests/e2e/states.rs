//! Pictures of what pages show only at times: dialogs, a step that failed, an account that
//! is empty, read-only, LIVE, or cannot be opened.

use crate::{
    accounts::{self, Elsewhere},
    closing, guided,
    screenshots::{Camera, SIZES, THEMES, choose_theme},
    window::Window,
};

/// Work that stops at a name that was free when it was reviewed. Nobody presses
/// that fast, so the window's own commands are called.
pub async fn get_stuck(window: &Window) {
    window.go("/setup").await;
    let script = r#"
        const done = arguments[arguments.length - 1];
        const ask = window.__TAURI_INTERNALS__.invoke;
        const flow = (first, ...more) => JSON.stringify({
            Version: "2019-10-30",
            StartAction: first.Identifier,
            Actions: [first, ...more],
        });
        const end = { Identifier: "end", Type: "DisconnectParticipant", Parameters: {}, Transitions: {} };
        const hello = {
            Identifier: "hello",
            Type: "MessageParticipant",
            Parameters: { Text: "Hello" },
            Transitions: { NextAction: "end", Errors: [{ NextAction: "end", ErrorType: "NoMatchingError" }] },
        };
        (async () => {
            const [{ arn }] = await ask("instances");
            const review = (text) => ask("review_flows", { instanceArn: arn, imports: [
                { text, filled: [], name: "Holiday hotline", kind: "CONTACT_FLOW", published: true },
            ] });
            const reviews = [await review(flow(end)), await review(flow(hello, end))];
            for (const { id } of reviews) {
                const { task } = await ask("carry_out", { id, typed: null });
                await ask("run_task", { id: task });
            }
        })().then(() => done("done"), (error) => done(JSON.stringify(error)));
    "#;
    let said = window.client.execute_async(script, Vec::new()).await.expect("an answer");
    assert_eq!(said, serde_json::json!("done"));
}

/// Every question that is asked before something is done.
pub async fn asking(camera: &Camera<'_>) {
    let window = camera.window;
    alias_review(camera, "alias-review").await;
    guided::review_import(window, &[guided::fixture("version-test-legacy")], "orders:PROD").await;
    camera.take("setup-flows-review").await;
    window.press_words("Cancel").await;
    camera.take("setup-flows-read").await;

    window.go("/rollouts").await;
    window.press_css("[data-testid='rollouts-table'] tbody tr:first-child a").await;
    window.press("rollout-abort").await;
    window.find("rollout-confirm").await;
    camera.take("rollout-asking").await;
    window.press_words("Cancel").await;
    closing::ask_to_close(window);
    window.until_says("A rollout is under way").await;
    camera.take("closing").await;
    window.press_words("Stay").await;
    let script = "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '?', bubbles: true }));\
        return document.body.innerText.includes('This list');";
    window.until("the keys are shown", script, serde_json::Value::Null).await;
    camera.take("keys").await;
    let script = "const all = [...document.querySelectorAll(`button[aria-label='Close']`)];\
        const it = all.find((it) => it.offsetParent !== null); it?.click(); return !it;";
    window.until("the keys are closed", script, serde_json::Value::Null).await;
}

/// A move of an alias, as it is reviewed.
async fn alias_review(camera: &Camera<'_>, name: &str) {
    let window = camera.window;
    window.go("/functions/customer-lookup/aliases/PROD").await;
    window.press("alias-move-button").await;
    window.choose("move-target-select", "version 12").await;
    camera.take(&format!("{name}-form")).await;
    window.press("form-review").await;
    window.until_says("What undoes it").await;
    camera.take(name).await;
    window.press_words("Cancel").await;
}

/// A chat that was answered.
pub async fn chat(camera: &Camera<'_>) {
    let window = camera.window;
    window.go("/try/opening-hours/PROD").await;
    window.choose("try-flow", "LambdaAlias-test").await;
    window.press("begin-chat").await;
    window.until_says("answered").await;
    window.until_says("The chat is over.").await;
    camera.take("try-chat").await;
}

/// An account in which nothing was made yet.
pub async fn empty() {
    let window = Window::open().await;
    guided::begin_with_nothing(&window).await;
    for theme in THEMES {
        choose_theme(&window, theme).await;
        for size in SIZES {
            let camera = Camera::before(&window, theme, size).await;
            for (page, name, ready) in [
                ("/", "empty-overview", "Alarms firing"),
                ("/flows", "empty-flows", "This instance has no flows."),
                ("/functions", "empty-functions", "This account has no Lambda functions"),
                ("/rollouts", "empty-rollouts", "Nothing was rolled out yet."),
                ("/setup/stack", "empty-stack", "Make the stack"),
                ("/setup/clean-up", "empty-clean-up", "What still stands"),
                ("/try", "empty-try", "Begin a chat"),
            ] {
                window.go(page).await;
                window.until_says(ready).await;
                camera.take(name).await;
            }
        }
    }
    window.close().await;
}

/// A profile that is open read-only, LIVE, and cannot be opened.
pub async fn other_accounts() {
    let aws = Elsewhere::start();
    let window = Window::open_at_home(|home| accounts::profile(home, &aws.endpoint)).await;
    accounts::read_only(&window).await;
    everywhere(&window, |camera| Box::pin(read_only(camera))).await;
    accounts::live(&window).await;
    everywhere(&window, |camera| Box::pin(alias_review_live(camera))).await;
    drop(aws);
    window.go("/settings").await;
    window.press_words("Open this account").await;
    window.until_says("Not signed in").await;
    everywhere(&window, |camera| Box::pin(camera.take("not-opened"))).await;
    window.close().await;
}

async fn everywhere<F>(window: &Window, mut pictures: F)
where
    F: for<'a> FnMut(&'a Camera<'a>) -> std::pin::Pin<Box<dyn Future<Output = ()> + 'a>>,
{
    for theme in THEMES {
        choose_theme(window, theme).await;
        for size in SIZES {
            pictures(&Camera::before(window, theme, size).await).await;
        }
    }
}

async fn read_only(camera: &Camera<'_>) {
    let window = camera.window;
    window.go("/functions/customer-lookup/aliases/PROD").await;
    window.until_says("Move to version").await;
    let script = "const it = document.querySelector(`[data-testid='alias-move-button']`);\
        it?.focus(); return document.body.innerText.includes('open read-only');";
    window.until("the button says why it is off", script, serde_json::Value::Null).await;
    camera.take("read-only-alias").await;
    window.go("/setup/stack").await;
    window.until_says("Make the stack").await;
    camera.take("read-only-stack").await;
}

async fn alias_review_live(camera: &Camera<'_>) {
    alias_review(camera, "live-review").await;
}
