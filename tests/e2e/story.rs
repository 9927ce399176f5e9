//! The article's story in the real window: three versions shipped at three
//! paces under traffic, then a broken one that rolls back by itself; carried
//! out by the program, and again by CodeDeploy.

use serde_json::json;

use crate::window::Window;

/// How a version is shipped.
struct Shipped {
    plan: &'static str,
    broken: bool,
    /// How it ends.
    ends: &'static str,
}

const STORY: [Shipped; 4] = [
    Shipped { plan: "AllAtOnce", broken: false, ends: "completed" },
    Shipped { plan: "Linear10PercentEvery1Minute", broken: false, ends: "completed" },
    Shipped { plan: "Canary10Percent5Minutes", broken: false, ends: "completed" },
    Shipped { plan: "Linear10PercentEvery1Minute", broken: true, ends: "rolled-back" },
];

#[tokio::test]
async fn the_articles_story_is_told_by_the_program() {
    let window = Window::open().await;
    busy(&window).await;
    for shipped in &STORY {
        ship(&window, shipped, false).await;
    }
    // The broken version rolled back by itself, and everything is in the report.
    window.until_says("Rolled back").await;
    window.press_words("Report").await;
    window.until_says("Saved the report").await;
    let report = window.taken_along(".html").expect("a report");
    let page = std::fs::read_to_string(report).expect("text");
    for words in [
        "Rollout of orders:PROD",
        "orders:PROD: calls by executed version",
        "Failed calls by executed version",
        "version 12",
        "version 11",
        "Linear10PercentEvery1Minute",
        "Rolled back.",
        "not taken",
    ] {
        assert!(page.contains(words), "the report does not say `{words}`");
    }
    // The old version has every call again.
    window.go("/functions/orders/aliases/PROD").await;
    window.until_says("100 % version 11").await;
    window.close().await;
}

#[tokio::test]
async fn the_same_story_is_told_by_codedeploy() {
    let window = Window::open().await;
    busy(&window).await;
    for shipped in &STORY {
        ship(&window, shipped, true).await;
    }
    window.until_says("CodeDeploy").await;
    window.until_says("Activated alarms").await;
    window.go("/functions/orders/aliases/PROD").await;
    window.until_says("100 % version 11").await;
    window.close().await;
}

/// Plenty of callers, so that the gates can tell.
async fn busy(window: &Window) {
    window.find("session-badge").await;
    window.go("/rollouts").await;
    window.find("practice-traffic").await;
    window.press_words("50 ×").await;
    let script = "const all = [...document.querySelectorAll(`[data-testid='practice-traffic'] button`)];\
        return all.some((it) => it.innerText.includes('50') && it.getAttribute('aria-pressed') === 'true');";
    window.until("there are many callers", script, json!(null)).await;
}

/// Through the wizard, and on to the end.
async fn ship(window: &Window, shipped: &Shipped, code_deploy: bool) {
    window.go("/rollouts/new/orders/PROD").await;
    window.until_says("Which alias?").await;
    window.press_words("Next").await;
    window.until_says("From which version to which?").await;
    // The page moves while the alias is looked up, so the button is pressed by its words.
    let publish =
        if shipped.broken { "Publish a broken version" } else { "Publish the next version" };
    window.press_words(publish).await;
    let chosen = "return document.querySelector(`[data-testid='wizard-to'] button`)\
        .innerText.startsWith('version')";
    window.until("the published version is chosen", chosen, json!(null)).await;
    window.press_words("Next").await;
    window.until_says("How fast?").await;
    window.choose("wizard-plan", shipped.plan).await;
    window.until_says("A rollback takes at worst").await;
    window.press_words("Next").await;
    window.until_says("Who carries it out?").await;
    if code_deploy {
        window.press_css("[data-testid='wizard-driver'] input[value='codeDeploy']").await;
        window.choose("wizard-group", "orders/orders-PROD").await;
    }
    window.press_words("Next").await;
    if code_deploy {
        window.until_says("orders-PROD-errors").await;
    } else {
        window.find("wizard-alarms").await;
    }
    if shipped.broken && !code_deploy {
        // A probe would catch it before any caller reaches it.
        window.press_css("[data-testid='probes-toggle'] input").await;
        window.until_says("(0)").await;
    }
    window.press_words("Next").await;
    window.until_says("Nothing blocks the rollout.").await;
    window.press_words("Next").await;
    window.until_says("What undoes it").await;
    window.press_words("Start the rollout").await;
    window.find("rollout-state").await;
    let ended = format!("[data-testid='rollout-state'][data-state='{}']", shipped.ends);
    window.find_css_within(&ended, std::time::Duration::from_mins(3)).await;
}
