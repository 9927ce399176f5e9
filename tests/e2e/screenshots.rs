//! Pictures of every page, light and dark, at both sizes: `make screenshots`.

use std::{fs, path::PathBuf};

use crate::{states, window::Window};

pub const THEMES: [&str; 2] = ["light", "dark"];
pub const SIZES: [(u32, u32); 2] = [(1280, 800), (1000, 700)];

/// Page, name, and words that show that it is ready.
const PAGES: [(&str, &str, &str); 20] = [
    ("/", "overview", "Alarms firing"),
    ("/flows", "flows", "orders:PROD"),
    ("/which/Main%20menu", "which-version", "Copy the answer"),
    ("/functions", "functions", "customer-lookup"),
    ("/functions/orders", "function", "calls, "),
    ("/functions/customer-lookup/aliases/PROD", "alias", "calls, "),
    ("/activity", "activity", "Undo"),
    ("/settings", "settings", "Journal and settings"),
    ("FLOW", "flow", "Findings and remarks"),
    ("/rollouts", "rollouts", "payments:PROD"),
    ("ROLLOUT", "rollout", "calls, "),
    ("/setup", "setup", "Begun here"),
    ("/setup/alias/orders", "setup-alias", "Take a version that there is"),
    ("/setup/flows", "setup-flows", "Choose files"),
    ("/setup/stack", "setup-stack", "CREATE_COMPLETE"),
    ("/setup/clean-up", "clean-up", "What still stands"),
    ("CLEAN-UP", "clean-up-review", "What is done, in this order"),
    ("TASK", "setup-work", "Everything is done"),
    ("STUCK", "setup-work-failed", "It stands here"),
    ("/try/orders/PROD", "try", "Begin a chat"),
];

#[tokio::test]
#[ignore = "makes pictures for people to look at; `make screenshots` runs it"]
async fn screenshots() {
    let window = Window::open().await;
    make_something_to_undo(&window).await;
    roll_something_out(&window).await;
    set_something_up(&window).await;
    states::get_stuck(&window).await;
    for theme in THEMES {
        choose_theme(&window, theme).await;
        for size in SIZES {
            let camera = Camera::before(&window, theme, size).await;
            for (page, name, ready) in PAGES {
                show(&window, page).await;
                window.until_says(ready).await;
                camera.take(name).await;
            }
            wizard(&camera).await;
            states::asking(&camera).await;
            states::chat(&camera).await;
        }
    }
    window.close().await;
    states::empty().await;
    states::other_accounts().await;
    eprintln!("The pictures lie in {}", folder().display());
}

fn folder() -> PathBuf {
    let wanted = std::env::var_os("CROSSFADE_SCREENSHOTS").map(PathBuf::from);
    wanted.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("screenshots-out"))
}

/// Takes pictures of a window of a theme and a size.
pub struct Camera<'a> {
    pub window: &'a Window,
    ending: String,
}

impl<'a> Camera<'a> {
    pub async fn before(window: &'a Window, theme: &str, (width, height): (u32, u32)) -> Self {
        window.client.set_window_size(width, height).await.expect("a size");
        Self { window, ending: format!("{theme}-{width}x{height}.png") }
    }

    pub async fn take(&self, name: &str) {
        self.window.until_painted().await;
        fs::create_dir_all(folder()).expect("a folder");
        let picture = self.window.client.screenshot().await.expect("a picture");
        let file = folder().join(format!("{name}-{}", self.ending));
        fs::write(file, picture).expect("written");
    }
}

async fn show(window: &Window, page: &str) {
    if page == "ROLLOUT" {
        window.go("/rollouts").await;
        return window.press_css("[data-testid='rollouts-table'] tbody tr:first-child a").await;
    }
    if page == "CLEAN-UP" {
        window.go("/setup/clean-up").await;
        window.press_words("Tick everything").await;
        return window.press("take-away").await;
    }
    if page == "TASK" || page == "STUCK" {
        window.go("/setup").await;
        // The links lie below the fold, where the driver does not reach them; what
        // is not done stands first.
        let script = "const [at] = arguments[0];\
            const links = document.querySelectorAll(`[data-testid='tasks-table'] tbody a`);\
            links[at]?.click(); return links.length === 3;";
        let at = serde_json::json!([if page == "TASK" { 2 } else { 0 }]);
        return window.until("the work is opened", script, at).await;
    }
    if page != "FLOW" {
        return window.go(page).await;
    }
    window.go("/flows").await;
    window.find("flows-table").await;
    window.press_css("[data-testid='flows-table'] tbody tr:nth-child(3) a").await;
}

async fn make_something_to_undo(window: &Window) {
    window.go("/functions/orders/aliases/PROD").await;
    window.press("alias-shift-button").await;
    let field = window.find_css("[data-testid='shift-percent-input'] input").await;
    field.click().await.expect("a field");
    field.send_keys("\u{e009}a\u{e000}").await.expect("keys");
    field.send_keys("25").await.expect("keys");
    window.press("form-review").await;
    window.press("review-confirm").await;
    window.until_says("AWS was asked again and confirms it").await;
}

/// A rollout that pauses for want of traffic.
async fn roll_something_out(window: &Window) {
    window.go("/rollouts/new/payments/PROD").await;
    window.until_says("Which alias?").await;
    window.press_words("Next").await;
    window.until_says("From which version to which?").await;
    window.press_words("Publish the next version").await;
    window.until_says("Published for practice").await;
    for ready in ["How fast?", "Who carries it out?", "Probe again", "Nothing blocks", "Why"] {
        window.press_words("Next").await;
        window.until_says(ready).await;
    }
    window.press_words("Start the rollout").await;
    window.find_css("[data-testid='rollout-state'][data-state='watching']").await;
}

/// The starter stack, and an alias with its test flow.
async fn set_something_up(window: &Window) {
    window.go("/setup/stack").await;
    window.press("create-stack").await;
    window.find("review-lines").await;
    window.press("setup-review-confirm").await;
    window.until_says("CREATE_COMPLETE").await;
    window.go("/setup/alias/opening-hours").await;
    for ready in [
        "Take a version that there is",
        "What is the alias called?",
        "Which flows shall call the alias?",
        "Calls the alias once",
        "What will happen",
    ] {
        window.until_says(ready).await;
        window.until_painted().await;
        let last = ready == "What will happen";
        if last {
            window.find("review-lines").await;
        }
        window.press_words(if last { "Set it up" } else { "Next" }).await;
    }
    window.find("task-whole").await;
}

/// Every step of the wizard.
async fn wizard(camera: &Camera<'_>) {
    let window = camera.window;
    window.go("/rollouts/new/customer-lookup/PROD").await;
    window.until_says("Which alias?").await;
    window.press_words("Next").await;
    window.until_says("From which version to which?").await;
    window.until_painted().await;
    window.choose("wizard-to", "version 13").await;
    let steps = [
        ("wizard-version", "From which version to which?"),
        ("wizard-pace", "A rollback takes at worst"),
        ("wizard-driver", "Who carries it out?"),
        ("wizard-gates", "Probe again"),
        ("wizard-preflight", "cannot start"),
    ];
    for (name, ready) in steps {
        window.until_says(ready).await;
        camera.take(name).await;
        if name != "wizard-preflight" {
            window.press_words("Next").await;
        }
    }
    window.go("/rollouts").await;
    window.press("leave").await;
}

pub async fn choose_theme(window: &Window, theme: &str) {
    window.go("/settings").await;
    // It may lie below the fold, where the driver does not reach it.
    let script = "const it = document.querySelector(`[data-testid='${arguments[0]}']`);\
        it?.click(); return !!it;";
    window.until("the theme is there", script, serde_json::json!(theme)).await;
    let dark = theme == "dark";
    let script = "return document.body.classList.contains('awsui-dark-mode') === arguments[0]";
    window.until(&format!("the window is {theme}"), script, serde_json::json!(dark)).await;
}
