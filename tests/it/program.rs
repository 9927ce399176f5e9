//! Runs the real program.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

/// The program with its data in `folder`, away from the person's own.
pub fn crossfade(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_crossfade"));
    command.env("CROSSFADE_DATA_FOLDER", folder).env_remove("AWS_PROFILE");
    command
}

/// What a finished run printed.
pub fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What a finished run complained of.
pub fn complained(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A practice account in a process of its own; it ends with this value.
pub struct Practice {
    process: Child,
    /// Its URL.
    pub endpoint: String,
}

impl Practice {
    /// Starts one on any free port.
    pub fn start(arguments: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_crossfade"))
            .args(["practice", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let output = process.stdout.take().expect("its output");
        let first = BufReader::new(output).lines().next().expect("a line").expect("text");
        let endpoint = first.rsplit(' ').next().expect("a word").to_owned();
        assert!(endpoint.starts_with("http://127.0.0.1:"), "{first}");
        Self { process, endpoint }
    }
}

impl Drop for Practice {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// One item a millisecond, for as long as `most`: to look at something until it
/// is there.
pub fn waiting(most: Duration) -> impl Iterator<Item = ()> {
    let looks = most.as_millis();
    (0..looks).map(|_| std::thread::sleep(Duration::from_millis(1)))
}
