//! A window with a hand on it.

use std::{
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use fantoccini::{
    Client, ClientBuilder, Locator, elements::Element, error::CmdError, wd::Capabilities,
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::sync::{Mutex, MutexGuard};

/// Longest that anything may take to appear.
const PATIENCE: Duration = Duration::from_secs(40);
/// How often is looked.
const EVERY: Duration = Duration::from_millis(50);
const LOOKS: u128 = PATIENCE.as_millis() / EVERY.as_millis();

/// The program opens one window on a desktop: a second start only brings the
/// first forward. So the tests take turns.
static TURN: Mutex<()> = Mutex::const_new(());

/// The program's window.
pub struct Window {
    pub client: Client,
    driver: Child,
    /// The program's things; they go with the window.
    folder: tempfile::TempDir,
    _turn: MutexGuard<'static, ()>,
}

impl Window {
    /// Starts the program on a fresh data folder.
    pub async fn open() -> Self {
        Self::open_at_home(|_| {}).await
    }

    /// Starts the program of a person whose home folder is made ready first.
    pub async fn open_at_home(make_ready: impl FnOnce(&Path)) -> Self {
        assert!(
            std::env::var_os("DISPLAY").is_some(),
            "there is no display: run this through `make test`, which brings one"
        );
        let turn = TURN.lock().await;
        let folder = tempfile::tempdir().expect("a folder");
        make_ready(folder.path());
        let port = free_port();
        let driver = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("CROSSFADE_DATA_FOLDER", folder.path())
            // Charts and tables are taken along into this folder, not the person's own.
            .env("HOME", folder.path())
            .env("XDG_CACHE_HOME", folder.path().join("cache"))
            // WebKit's own processes outlive the window, and the folder.
            .env("MESA_SHADER_CACHE_DISABLE", "true")
            .stdout(Stdio::null())
            .spawn()
            .expect("WebKitWebDriver, from the package webkit2gtk-driver");
        let client = connect(port).await;
        Self { client, driver, folder, _turn: turn }
    }

    /// A file that the program wrote for the person, whose name ends so.
    pub fn taken_along(&self, ending: &str) -> Option<std::path::PathBuf> {
        let home = std::fs::read_dir(self.folder.path()).ok()?;
        let downloads = std::fs::read_dir(self.folder.path().join("Downloads"));
        let all = home.chain(downloads.into_iter().flatten()).flatten();
        let mut files = all.map(|entry| entry.path());
        files.find(|path| path.to_string_lossy().ends_with(ending))
    }

    /// Presses the button that bears just these words, as soon as it can be.
    pub async fn press_words(&self, words: &str) {
        let script = "const all = [...document.querySelectorAll('button')];\
            const it = all.find((it) => it.innerText.trim() === arguments[0] && !it.disabled);\
            if (!it || it.getAttribute('aria-disabled') === 'true') return false;\
            it.click(); return true;";
        self.until(&format!("`{words}` can be pressed"), script, json!(words)).await;
    }

    /// Opens a Cloudscape select and takes the option that begins with `label`.
    pub async fn choose(&self, test_id: &str, label: &str) {
        self.press_css(&format!("[data-testid='{test_id}'] button")).await;
        self.find_css("[role='option']").await;
        let script = "const [id, label] = arguments[0];\
            const options = [...document.querySelectorAll(`[role='option']`)];\
            const wanted = options.find((it) => it.innerText.trim().startsWith(label));\
            if (!wanted) return false;\
            for (const type of ['mousedown', 'mouseup', 'click'])\
                wanted.dispatchEvent(new MouseEvent(type, { bubbles: true }));\
            const chosen = document.querySelector(`[data-testid='${id}'] button`);\
            return chosen.innerText.includes(label);";
        self.until(&format!("{label} is chosen"), script, json!([test_id, label])).await;
    }

    /// Goes to a page, such as `/flows`.
    pub async fn go(&self, page: &str) {
        let script = "window.location.hash = arguments[0]";
        self.client.execute(script, vec![json!(page)]).await.expect("a page");
    }

    /// The element of a test id, as soon as it is there.
    pub async fn find(&self, test_id: &str) -> Element {
        self.find_css(&format!("[data-testid='{test_id}']")).await
    }

    /// The element of a selector, as soon as it is there.
    pub async fn find_css(&self, css: &str) -> Element {
        self.find_css_within(css, PATIENCE).await
    }

    /// The element of a selector that may take its time.
    pub async fn find_css_within(&self, css: &str, patience: Duration) -> Element {
        let found = self.client.wait().at_most(patience).for_element(Locator::Css(css)).await;
        match found {
            Ok(element) => element,
            Err(error) => panic!("{css}: {error}\nThe page says: {}", self.words().await),
        }
    }

    /// Presses what a test id names.
    pub async fn press(&self, test_id: &str) {
        self.press_css(&format!("[data-testid='{test_id}']")).await;
    }

    /// Presses what a selector names, as soon as it can be pressed.
    pub async fn press_css(&self, css: &str) {
        let mut last = None;
        for _ in 0..LOOKS {
            let element = self.find_css(css).await;
            let enabled = element.is_enabled().await.unwrap_or(false);
            match if enabled { element.click().await } else { Err(waiting()) } {
                Ok(()) => return,
                Err(error) => last = Some(error),
            }
            tokio::time::sleep(EVERY).await;
        }
        panic!("{css} could not be pressed: {last:?}\nThe page says: {}", self.words().await);
    }

    /// Waits until the page's text says something.
    pub async fn until_says(&self, words: &str) {
        self.until(words, "return document.body.innerText.includes(arguments[0])", json!(words))
            .await;
    }

    /// Waits until a script answers true.
    pub async fn until(&self, what: &str, script: &str, argument: Value) {
        for _ in 0..LOOKS {
            let answer = self.client.execute(script, vec![argument.clone()]).await;
            if answer.is_ok_and(|answer| answer == json!(true)) {
                return;
            }
            tokio::time::sleep(EVERY).await;
        }
        panic!("it never came to this: {what}\nThe page says: {}", self.words().await);
    }

    /// Waits until nothing is loading and what is there has been painted.
    pub async fn until_painted(&self) {
        let quiet = "return !document.querySelector(`[role='status'] [class*='status-loading']`)";
        self.until("nothing is loading", quiet, Value::Null).await;
        let frames = "const done = arguments[arguments.length - 1];\
            let left = 20;\
            const frame = () => (left-- > 0 ? requestAnimationFrame(frame) : done(true));\
            frame();";
        self.client.execute_async(frames, Vec::new()).await.expect("frames");
    }

    /// Everything that the page says.
    pub async fn words(&self) -> String {
        let said = self.client.execute("return document.body.innerText", Vec::new()).await;
        said.ok().and_then(|said| said.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Waits until the program has ended by itself.
    pub async fn until_gone(&self) {
        for _ in 0..LOOKS {
            if programs_of(self.folder.path()).is_empty() {
                return;
            }
            tokio::time::sleep(EVERY).await;
        }
        panic!("the program goes on");
    }

    /// Where the only rollout of the journal stands, and whether it is at rest.
    pub fn rollout_in_the_journal(&self) -> (String, bool) {
        let file = self.folder.path().join("practice-in-window/journal.sqlite3");
        let journal = rusqlite::Connection::open(file).expect("a journal");
        let query = "SELECT stage, at_rest FROM rollouts WHERE driver = 'program'";
        journal.query_row(query, [], |row| Ok((row.get(0)?, row.get(1)?))).expect("a rollout")
    }

    /// How many deployments of CodeDeploy the journal knows.
    pub fn handed_over(&self) -> u32 {
        let file = self.folder.path().join("practice-in-window/journal.sqlite3");
        let journal = rusqlite::Connection::open(file).expect("a journal");
        let query = "SELECT count(*) FROM rollouts WHERE deployment IS NOT NULL";
        journal.query_row(query, [], |row| row.get(0)).expect("a count")
    }

    /// Waits until the journal says where its only rollout stands.
    pub async fn until_the_journal_says(&self, stage: &str) {
        for _ in 0..LOOKS * 2 {
            if self.rollout_in_the_journal().0 == stage {
                return;
            }
            tokio::time::sleep(EVERY).await;
        }
        panic!("the rollout stands at {:?}", self.rollout_in_the_journal());
    }

    /// Closes the program and its driver.
    pub async fn close(mut self) {
        drop(self.client.clone().close().await);
        self.end();
    }

    /// Ends driver and program, however far they are: a program that still runs
    /// would be brought forward in place of the next one.
    fn end(&mut self) {
        drop(self.driver.kill());
        drop(self.driver.wait());
        for _ in 0..LOOKS {
            let running = programs_of(self.folder.path());
            if running.is_empty() {
                return;
            }
            drop(Command::new("kill").arg("-9").args(running).status());
            std::thread::sleep(EVERY);
        }
    }
}

/// The processes that were started with this data folder.
fn programs_of(folder: &std::path::Path) -> Vec<String> {
    let wanted = format!("CROSSFADE_DATA_FOLDER={}", folder.display());
    let program = env!("CARGO_BIN_EXE_crossfade");
    let is_it = |process: &std::path::Path| {
        let environment = std::fs::read(process.join("environ")).unwrap_or_default();
        let mut variables = environment.split(|byte| *byte == 0);
        let runs = std::fs::read_link(process.join("exe")).is_ok_and(|exe| exe.ends_with(program));
        runs && variables.any(|variable| variable == wanted.as_bytes())
    };
    let all = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    all.map(|entry| entry.path())
        .filter(|path| is_it(path))
        .filter_map(|path| path.file_name().map(|name| name.to_string_lossy().into_owned()))
        .collect()
}

impl Drop for Window {
    fn drop(&mut self) {
        self.end();
    }
}

fn waiting() -> CmdError {
    CmdError::NotW3C(json!("it is not enabled yet"))
}

async fn connect(port: u16) -> Client {
    let program = json!({ "binary": env!("CARGO_BIN_EXE_crossfade"), "args": [] });
    let mut capabilities = Capabilities::new();
    capabilities.insert("webkitgtk:browserOptions".to_owned(), program);
    let mut last = None;
    for _ in 0..LOOKS {
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let builder = builder.capabilities(capabilities.clone());
        match builder.connect(&format!("http://127.0.0.1:{port}")).await {
            Ok(client) => return client,
            // The driver needs a moment before it listens.
            Err(error) => last = Some(error),
        }
        tokio::time::sleep(EVERY).await;
    }
    panic!("no session: {last:?}")
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}
