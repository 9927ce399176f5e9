//! Trying out in the real window: an open chat is found again when the page was
//! left, and many chats go on until they are stopped.

use crate::window::Window;

#[tokio::test]
async fn what_was_begun_is_found_again_and_ended() {
    let window = Window::open().await;
    window.find("session-badge").await;
    open_chat(&window).await;
    many_chats(&window).await;
    window.close().await;
}

async fn go_away_and_back(window: &Window) {
    window.go("/").await;
    window.until_says("Overview").await;
    window.go("/try/orders/PROD").await;
    window.find("try-flow").await;
}

async fn open_chat(window: &Window) {
    window.go("/try/orders/PROD").await;
    window.find("try-flow").await;
    window.choose("try-flow", "Main menu").await;
    window.press("begin-chat").await;
    window.until_says("End the chat").await;
    go_away_and_back(window).await;
    window.find("open-chats").await;
    picture(window, "open-chats").await;
    window.press_words("Show").await;
    window.find("transcript").await;
    window.press_words("End the chat").await;
    window.until_says("The chat is over.").await;
    let none = "return !document.querySelector(`[data-testid='open-chats']`)";
    window.until("no chat is open", none, serde_json::Value::Null).await;
}

async fn many_chats(window: &Window) {
    window.choose("try-flow", "Main menu").await;
    window.press_words("Many chats").await;
    // So many that it cannot be over before it is stopped.
    let field = window.find_css("input[type='number']").await;
    field.click().await.expect("a field");
    field.send_keys("\u{e009}a\u{e000}").await.expect("keys");
    field.send_keys("200").await.expect("keys");
    window.until_says("Try 200 times").await;
    window.press("many-chats").await;
    window.find("many-chats-stop").await;
    go_away_and_back(window).await;
    window.press_words("Many chats").await;
    window.press("many-chats-stop").await;
    window.until_says("stopped after").await;
    picture(window, "many-chats").await;
}

/// Where `CROSSFADE_SCREENSHOTS` names a folder.
async fn picture(window: &Window, name: &str) {
    let Some(folder) = std::env::var_os("CROSSFADE_SCREENSHOTS") else { return };
    let file = std::path::Path::new(&folder).join(format!("{name}.png"));
    std::fs::write(file, window.client.screenshot().await.expect("a picture")).expect("written");
}
