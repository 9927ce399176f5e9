//! `crossfade inspect`: what flow files call and where they lead.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use crossfade_domain::flow::inspect::{Inspection, inspect_text};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Flow files: Flow language, or what the console exports.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let mut all_read = true;
    let mut output = io::stdout().lock();
    for file in &arguments.files {
        let inspection = inspected(file);
        all_read &= inspection.is_flow();
        let line = serde_json::to_string(&inspection).map_err(io::Error::other);
        // A reader that closed the pipe has seen enough.
        if line.and_then(|line| writeln!(output, "{line}")).is_err() {
            return ExitCode::FAILURE;
        }
    }
    if all_read { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn inspected(file: &Path) -> Inspection {
    let label = file.display().to_string();
    match fs::read(file) {
        Ok(bytes) => inspect_text(&label, &String::from_utf8_lossy(&bytes)),
        Err(error) => Inspection::unreadable(
            &label,
            format!("`{label}` could not be read: {error}."),
            "Check the path and whether you may read the file.".to_owned(),
        ),
    }
}
