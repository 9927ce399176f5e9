//! The article's story in the real window: three versions shipped at three
//! paces under traffic, then a broken one that rolls back by itself; carried
//! out by the program, and again by CodeDeploy.

use serde_json::json;

use crate::{
    guided,
    numbers::{Numbers, reported},
    window::Window,
};

/// How a version is shipped.
struct Shipped {
    plan: &'static str,
    broken: bool,
    /// From which version to which.
    versions: (u64, u64),
    /// How it ends.
    ends: &'static str,
    /// Whether the report's charts show what the article's graphs do.
    shows: fn(&Numbers) -> bool,
}

const STORY: [Shipped; 4] = [
    Shipped {
        plan: "AllAtOnce",
        broken: false,
        versions: (7, 9),
        ends: "completed",
        shows: all_at_once,
    },
    Shipped {
        plan: "Linear10PercentEvery1Minute",
        broken: false,
        versions: (9, 10),
        ends: "completed",
        shows: step_by_step,
    },
    Shipped {
        plan: "Canary10Percent5Minutes",
        broken: false,
        versions: (10, 11),
        ends: "completed",
        shows: a_tenth_first,
    },
    Shipped {
        plan: "Linear10PercentEvery1Minute",
        broken: true,
        versions: (11, 12),
        ends: "rolled-back",
        shows: there_and_back,
    },
];

/// The old version's curve falls to nothing as the new one's rises.
fn all_at_once(numbers: &Numbers) -> bool {
    begins_old_and_ends_new(numbers) && mixed(numbers).len() <= 2
}

/// The one falls while the other rises, over the minutes of the steps.
fn step_by_step(numbers: &Numbers) -> bool {
    let mixed = mixed(numbers);
    let mean =
        |part: &[f64]| part.iter().sum::<f64>() / f64::from(u32::try_from(part.len()).unwrap_or(1));
    let thirds: Vec<f64> = mixed.chunks(mixed.len().div_ceil(3).max(1)).map(mean).collect();
    begins_old_and_ends_new(numbers)
        && mixed.len() >= 7
        && thirds.is_sorted()
        && thirds[0] < 0.4
        && thirds[2] > 0.6
}

/// About a tenth for five minutes, then all.
fn a_tenth_first(numbers: &Numbers) -> bool {
    let mut mixed = mixed(numbers);
    // The minute of the last shift has something of both.
    mixed.pop();
    let tenth = mixed.iter().filter(|share| **share < 0.3).count();
    begins_old_and_ends_new(numbers) && (4..=6).contains(&tenth) && mixed.len() - tenth <= 1
}

/// The new version's failures are there as long as it has calls, and every call
/// goes back to the old one.
fn there_and_back(numbers: &Numbers) -> bool {
    let Numbers { old, new, .. } = numbers;
    let failing: Vec<bool> = new.failed.iter().map(|failed| *failed > 0.0).collect();
    let only_where_called =
        new.failed.iter().zip(&new.calls).all(|(failed, calls)| failed <= calls);
    let shares = numbers.shares();
    let back = shares.len() > 2 && shares.iter().rev().take(2).all(|share| *share == 0.0);
    shares.first() == Some(&0.0)
        && failing.contains(&true)
        && only_where_called
        && shares.iter().all(|share| *share < 0.9)
        && old.failed.iter().sum::<f64>() < new.failed.iter().sum()
        && back
        && numbers.page.contains("Rolled back")
        && numbers.page.contains("not taken")
}

fn begins_old_and_ends_new(numbers: &Numbers) -> bool {
    let shares = numbers.shares();
    shares.first() == Some(&0.0)
        && shares.iter().rev().take(2).all(|share| *share > 0.999)
        && numbers.new.failed.iter().sum::<f64>() < 0.1 * numbers.new.calls.iter().sum::<f64>()
}

/// The new version's share in the minutes in which both were called.
fn mixed(numbers: &Numbers) -> Vec<f64> {
    let shares = numbers.shares().into_iter();
    shares.filter(|share| (0.001..0.999).contains(share)).collect()
}

#[tokio::test]
async fn the_articles_story_is_told_by_the_program() {
    let window = Window::open().await;
    busy(&window).await;
    loop_chats(&window).await;
    story(&window, false).await;
    window.until_says("Rolled back").await;
    // The old version has every call again.
    window.go("/functions/orders/aliases/PROD").await;
    window.until_says("100 % version 11").await;
    window.close().await;
}

#[tokio::test]
async fn the_same_story_is_told_by_codedeploy() {
    let window = Window::open().await;
    busy(&window).await;
    story(&window, true).await;
    window.until_says("CodeDeploy").await;
    window.until_says("Activated alarms").await;
    window.go("/functions/orders/aliases/PROD").await;
    window.until_says("100 % version 11").await;
    window.close().await;
}

/// Ships the four versions; each report's charts show what the article's graphs
/// show.
async fn story(window: &Window, code_deploy: bool) {
    for shipped in &STORY {
        ship(window, shipped, code_deploy).await;
        let numbers = reported(window, shipped.versions, shipped.plan, shipped.shows).await;
        let (old, new) = shipped.versions;
        for words in [
            "Rollout of orders:PROD".to_owned(),
            "orders:PROD: calls by executed version".to_owned(),
            "Failed calls by executed version".to_owned(),
            format!("From version {old} to version {new}"),
            shipped.plan.to_owned(),
        ] {
            assert!(numbers.page.contains(&words), "the report does not say `{words}`");
        }
    }
}

/// The article's own callers: chats in a flow that loops, kept going by the
/// product.
async fn loop_chats(window: &Window) {
    let file = guided::fixture("version-loop-legacy");
    guided::import(window, &[file], "orders:PROD").await;
    window.go("/try").await;
    window.choose("try-flow", "version-loop-legacy").await;
    window.press_words("Lasting traffic").await;
    window.press("start-traffic").await;
    let going =
        "return Number(document.querySelector(`[data-testid='traffic-going']`)?.innerText) > 0";
    window.until("chats loop", going, json!(null)).await;
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
