//! The main job: find the flow and what it hits, shift a weight, see it
//! confirmed and in the chart, undo it.

use serde_json::{Value, json};

use crate::window::Window;

/// The alias through the SDK's own wire protocol, by another client than the
/// program's.
fn get_alias(endpoint: &str, alias: &str) -> Value {
    let (function, alias) = alias.split_once(':').expect("function:alias");
    let script = format!(
        "import sys, urllib.request as r\n\
         q = r.Request('{endpoint}/2015-03-31/functions/{function}/aliases/{alias}')\n\
         q.add_header('Authorization', 'AWS4-HMAC-SHA256 Credential=x/20261123/eu-central-1/lambda/aws4_request, SignedHeaders=host, Signature=x')\n\
         sys.stdout.write(r.urlopen(q).read().decode())"
    );
    let output = std::process::Command::new("python3").args(["-c", &script]).output();
    let output = output.expect("python3");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn weight_of(alias: &Value, version: &str) -> f64 {
    let weights = &alias["RoutingConfig"]["AdditionalVersionWeights"];
    weights[version].as_f64().unwrap_or(0.0)
}

#[tokio::test]
async fn a_weight_is_shifted_seen_and_undone() {
    let window = Window::open().await;
    window.find("session-badge").await;
    window.until_says("PRACTICE").await;
    window.go("/settings").await;
    window.until_says("http://127.0.0.1:").await;
    let endpoint = endpoint(&window.words().await);

    // Flows: the flow on the split alias, with its percentages.
    window.go("/flows").await;
    window.find("flows-table").await;
    window.until_says("customer-lookup:PROD").await;
    let lookup = get_alias(&endpoint, "customer-lookup:PROD");
    let (version, share) = lookup["RoutingConfig"]["AdditionalVersionWeights"]
        .as_object()
        .and_then(|weights| weights.iter().next())
        .map(|(version, weight)| (version.clone(), weight.as_f64().expect("a weight")))
        .expect("the practice account has a split alias");
    window.until_says(&format!("{} % version {version}", share * 100.0)).await;

    // The alias's page: from 0 to 25 %.
    let before = get_alias(&endpoint, "orders:PROD");
    let old = before["FunctionVersion"].as_str().expect("a version").to_owned();
    let new = (old.parse::<u64>().expect("a number") + 1).to_string();
    assert!(weight_of(&before, &new).abs() < f64::EPSILON);
    window.go("/functions/orders/aliases/PROD").await;
    window.until_says(&format!("100 % version {old}")).await;
    window.press("alias-shift-button").await;
    window.choose("shift-target-select", &format!("version {new}")).await;
    type_into(&window, "[data-testid='shift-percent-input'] input", "25").await;
    window.press("form-review").await;
    window.until_says("Change it now").await;
    window.until_says(&format!("75 % version {old}")).await;
    window.until_says("aws lambda update-alias").await;
    window.press("review-confirm").await;
    window.until_says("AWS was asked again and confirms it").await;
    let shifted = get_alias(&endpoint, "orders:PROD");
    assert!((weight_of(&shifted, &new) - 0.25).abs() < 1e-9, "{shifted}");
    assert_eq!(shifted["FunctionVersion"], old.as_str());

    // The chart's second version appears by itself.
    window.find(&format!("chart-version-{old}")).await;
    window.find(&format!("chart-version-{new}")).await;

    // Undone from Activity.
    window.go("/activity").await;
    window.press("activity-undo").await;
    window.until_says(&format!("100 % version {old}")).await;
    window.press("review-confirm").await;
    window.until_says("AWS was asked again and confirms it").await;
    let undone = get_alias(&endpoint, "orders:PROD");
    assert!(weight_of(&undone, &new).abs() < f64::EPSILON, "{undone}");
    assert_eq!(undone["FunctionVersion"], old.as_str());
    window.until_says("It was undone already.").await;
    window.close().await;
}

fn endpoint(words: &str) -> String {
    let found = words.split_whitespace().find(|word| word.starts_with("http://127.0.0.1:"));
    found.expect("the endpoint is shown").to_owned()
}

/// Types over what stands in a field.
async fn type_into(window: &Window, css: &str, text: &str) {
    let field = window.find_css(css).await;
    field.click().await.expect("a field");
    // Select all, then type over it.
    field.send_keys("\u{e009}a\u{e000}").await.expect("keys");
    field.send_keys(text).await.expect("keys");
    let holds = "return document.querySelector(arguments[0][0]).value === arguments[0][1]";
    window.until(&format!("{css} holds {text}"), holds, json!([css, text])).await;
}
