//! From the practice account to a profile of `~/.aws`, read-only and LIVE.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use serde_json::json;

use crate::{closing::choose, window::Window};

/// What stands in for AWS; it ends with this value.
pub struct Elsewhere {
    process: Child,
    pub endpoint: String,
}

impl Elsewhere {
    pub fn start() -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_crossfade"))
            .args(["practice", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let output = process.stdout.take().expect("its output");
        let first = BufReader::new(output).lines().next().expect("a line").expect("text");
        let endpoint = first.rsplit(' ').next().expect("a word").to_owned();
        Self { process, endpoint }
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

pub fn profile(home: &Path, endpoint: &str) {
    let folder = home.join(".aws");
    fs::create_dir_all(&folder).expect("a folder");
    let config = format!(
        "[profile work]\nregion = eu-central-1\nendpoint_url = {endpoint}\n\
         aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = nobody\n"
    );
    fs::write(folder.join("config"), config).expect("written");
}

/// Opens the profile `work`, as it is opened at first.
pub async fn read_only(window: &Window) {
    window.go("/settings").await;
    until_open(window, "PRACTICE", "time runs").await;
    choose(window, "profile").await;
    window.choose("profile-select", "work").await;
    window.press_words("Open this account").await;
    until_open(window, "READ-ONLY", "Profile work").await;
}

/// Lets that profile write.
pub async fn live(window: &Window) {
    window.go("/settings").await;
    window.press_css("[data-testid='read-only-toggle'] input").await;
    window.press_words("Open this account").await;
    until_open(window, "LIVE", "Profile work").await;
}

/// Waits until the strip at the top says both, the badge and the rest.
pub async fn until_open(window: &Window, badge: &str, more: &str) {
    let script = "const [badge, more] = arguments[0];\
        const strip = document.querySelector(`[aria-label='Account'].account-strip`);\
        return strip?.querySelector(`[data-testid='session-badge']`)?.innerText === badge\
            && strip.innerText.includes(more);";
    window.until(&format!("the strip says {badge}, {more}"), script, json!([badge, more])).await;
}

#[tokio::test]
async fn the_window_shows_the_account_that_is_open() {
    let aws = Elsewhere::start();
    let window = Window::open_at_home(|home| profile(home, &aws.endpoint)).await;
    read_only(&window).await;
    live(&window).await;
    // A change asks for the whole name, and reaches the account that is shown.
    window.go("/functions/customer-lookup/aliases/PROD").await;
    window.press("alias-move-button").await;
    window.choose("move-target-select", "version 12").await;
    window.press("form-review").await;
    window.until_says("Type customer-lookup:PROD to confirm").await;
    let field = window.find_css("[data-testid='review-type-to-confirm'] input").await;
    field.send_keys("customer-lookup:PROD").await.expect("keys");
    window.press("review-confirm").await;
    window.until_says("AWS was asked again and confirms it").await;

    // And back: what was told of the other account is gone with it.
    window.go("/settings").await;
    choose(&window, "practice").await;
    window.press_words("Open the practice account").await;
    until_open(&window, "PRACTICE", "time runs").await;
    assert!(!window.words().await.contains("confirms it"));
    window.close().await;
}
