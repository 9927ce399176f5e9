//! The guided way in the real window, from an empty practice account: starter
//! stack, test flows from files, a chat that says which version answered, a
//! rollout, the chat again, an alias by the wizard, and nothing left behind.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::{rollout, window::Window};

/// The two flows, as the console once exported them: the function's ARN is
/// still to be filled in, and its placeholder is malformed.
struct Files {
    test: PathBuf,
    looping: PathBuf,
    /// What the first one says before and after the number of the version.
    says: [&'static str; 2],
}

/// Where the article's own files lie in a corpus of flows.
const ARTICLE: &str = "flows/amazon-connect+amazon-connect-snippets/projects/LambdaAlias";

#[tokio::test]
async fn from_an_empty_account_to_a_proven_alias_and_back_to_nothing() {
    let window = Window::open().await;
    begin_with_nothing(&window).await;
    let function = starter_stack(&window).await;
    let files = Files::at_hand();
    import(&window, &[files.test.clone(), files.looping.clone()], &format!("{function}:PROD"))
        .await;
    files.chat_says(&window, 1).await;
    roll_out(&window, &function).await;
    files.chat_says(&window, 2).await;
    alias_by_the_wizard(&window, &function).await;
    clean_up(&window).await;
    window.close().await;
}

impl Files {
    /// The article's own where a corpus is at hand, else those of the fixtures.
    fn at_hand() -> Self {
        let corpus = std::env::var_os("CROSSFADE_FLOW_CORPUS").map(PathBuf::from);
        let article = corpus.map(|corpus| corpus.join(ARTICLE)).filter(|folder| folder.is_dir());
        if let Some(folder) = article {
            let [test, looping] =
                ["LambdaAlias-test", "LambdaAlias-loop"].map(|name| folder.join(name));
            return Self { test, looping, says: ["Lambda version ", " was executed"] };
        }
        let [test, looping] = ["version-test-legacy", "version-loop-legacy"].map(fixture);
        Self { test, looping, says: ["Version ", " answered"] }
    }

    async fn chat_says(&self, window: &Window, version: u32) {
        window.go("/try").await;
        window.find("try-flow").await;
        let name = self.test.file_name().expect("a name").to_string_lossy();
        window.choose("try-flow", &name).await;
        window.press("begin-chat").await;
        let [before, after] = self.says;
        window.until_says(&format!("{before}{version}{after}")).await;
        // The page is left, so that the next chat begins on a fresh one.
        window.go("/").await;
        window.until_says("Overview").await;
    }
}

/// A flow file of the fixtures.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/flows").join(name)
}

pub async fn begin_with_nothing(window: &Window) {
    window.find("session-badge").await;
    window.go("/settings").await;
    window.press_css("[data-testid='practice-empty'] input").await;
    window.press_words("Open the practice account").await;
    window.until_says("is open").await;
    window.go("/functions").await;
    window.until_says("This account has no Lambda functions in this Region.").await;
}

async fn starter_stack(window: &Window) -> String {
    window.go("/setup").await;
    window.find("open-stack").await;
    window.go("/setup/stack").await;
    window.press("create-stack").await;
    confirm(window).await;
    let complete = "return document.querySelector(`[data-testid='stack-status']`)\
        ?.innerText.includes('CREATE_COMPLETE') ?? false";
    window.until("the stack is made", complete, json!(null)).await;
    window.until_says("ConnectLambdaFunctionAlias").await;
    let words = window.words().await;
    let alias = words.lines().find(|line| line.starts_with("arn:aws:lambda:"));
    let alias = alias.expect("the output names the alias");
    assert!(alias.ends_with(":PROD"), "{alias}");
    let (_, name) = alias.split_once(":function:").expect("a function's ARN");
    name.trim_end_matches(":PROD").to_owned()
}

/// Says yes to what the review shows.
pub async fn confirm(window: &Window) {
    window.find("review-lines").await;
    window.press("setup-review-confirm").await;
}

/// Imports flow files that call `alias`, a loop into itself.
pub async fn import(window: &Window, files: &[PathBuf], alias: &str) {
    review_import(window, files, alias).await;
    confirm(window).await;
    window.find("task-whole").await;
}

/// The same up to the review.
pub async fn review_import(window: &Window, files: &[PathBuf], alias: &str) {
    window.go("/setup/flows").await;
    window.until_says("Choose files").await;
    let texts: Vec<_> = files
        .iter()
        .map(|file| {
            let name = file.file_name().expect("a name").to_string_lossy();
            json!([name, std::fs::read_to_string(file).expect("a flow")])
        })
        .collect();
    // As if they were dropped: a file dialog is the desktop's, not the window's.
    let choose = "const files = arguments[0].map(([name, text]) => new File([text], name));\
        const input = document.querySelector(`input[type='file']`);\
        if (!input) return false;\
        const transfer = new DataTransfer();\
        for (const file of files) transfer.items.add(file);\
        input.files = transfer.files;\
        input.dispatchEvent(new Event('change', { bubbles: true }));\
        return true;";
    window.until("the files are chosen", choose, json!(texts)).await;
    window.until_says("Converted from the console's old export.").await;
    window.until_says("It cannot be published yet").await;
    for file in files {
        let name = file.file_name().expect("a name").to_string_lossy();
        fill(window, &name, "function of InvokeLambdaFunction", alias).await;
        if name.contains("loop") {
            fill(window, &name, "flow of TransferToFlow", "This flow itself").await;
        }
        if name == "version-loop-legacy" {
            // What it names is another instance's, and nothing here has that name.
            fill(window, &name, "flow of UpdateContactEventHooks", "This flow itself").await;
        }
    }
    window.press_words("Import").await;
    window.find("flows-made").await;
    window.find("review-lines").await;
}

/// Puts a value in where one of a kind belongs in a type of block.
async fn fill(window: &Window, file: &str, kind: &str, value: &str) {
    let script = "const [file, kind, value] = arguments[0];\
        const table = document.querySelector(`[data-testid='needs-${file}']`);\
        const field = [...(table?.querySelectorAll('input') ?? [])]\
            .find((it) => (it.getAttribute('aria-label') ?? '').startsWith(kind));\
        if (!field || field.disabled) return false;\
        field.focus();\
        if (field.value === value) { field.blur(); return true; }\
        const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;\
        set.call(field, value);\
        field.dispatchEvent(new Event('input', { bubbles: true }));\
        return false;";
    window.until(&format!("{kind} of {file} is {value}"), script, json!([file, kind, value])).await;
}

async fn roll_out(window: &Window, function: &str) {
    rollout::begin(window, function, "version 2", "AllAtOnce").await;
    let ended = "[data-testid='rollout-state'][data-state='completed']";
    window.find_css_within(ended, std::time::Duration::from_mins(3)).await;
}

async fn alias_by_the_wizard(window: &Window, function: &str) {
    window.go("/setup/alias").await;
    window.choose("alias-function", function).await;
    window.until_says("Take a version that there is").await;
    window.press_words("Next").await;
    window.until_says("What is the alias called?").await;
    let named = "const field = document.querySelector(`[data-testid='alias-name'] input`);\
        if (!field) return false;\
        if (field.value === 'LIVE') return true;\
        const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;\
        set.call(field, 'LIVE');\
        field.dispatchEvent(new Event('input', { bubbles: true }));\
        return false;";
    window.until("the alias has its name", named, json!(null)).await;
    window.press_words("Next").await;
    window.until_says("there is nothing to move").await;
    window.press_words("Next").await;
    window.until_says("Calls the alias once").await;
    window.press_words("Next").await;
    window.until_says("What will happen").await;
    window.find("review-lines").await;
    window.press_words("Set it up").await;
    window.find("task-whole").await;
    window.until_says("LambdaAlias-test").await;
}

async fn clean_up(window: &Window) {
    window.go("/setup/clean-up").await;
    window.find("leftovers").await;
    window.until_says("Delete the stack").await;
    window.press_css("[data-testid='leftovers'] thead input[type='checkbox']").await;
    window.press("take-away").await;
    confirm(window).await;
    window.until_says("Nothing is left of what Crossfade made here.").await;
    let failures = "return document.querySelectorAll(`[data-testid='failure']`).length === 0";
    window.until("nothing refused", failures, json!(null)).await;
    // CloudFormation takes its time.
    window.go("/setup/stack").await;
    window.until_says("Make the stack").await;
    window.go("/functions").await;
    window.until_says("This account has no Lambda functions in this Region.").await;
    window.go("/flows").await;
    window.until_says("This instance has no flows.").await;
}
