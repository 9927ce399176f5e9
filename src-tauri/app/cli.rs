//! The command line. Without a command the window opens.
//!
//! Invariant: results go to standard output, everything else to standard
//! error; exit status 0 is success, 1 a failure told, 2 a usage error. Rollouts
//! have a few more, see `crossfade rollout --help`.

mod alias;
mod inspect;
mod journal;
mod map;
mod practice;
mod rollout;
mod setup;
mod target;

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use crossfade_engine::failure::Failure;

use crate::{log, settings::DataFolder};

/// Safe rollouts of Lambda aliases behind Amazon Connect. Without a command,
/// the window opens.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Arguments {
    /// Where journal and settings are kept.
    #[arg(long, global = true, value_name = "FOLDER", env = "CROSSFADE_DATA_FOLDER")]
    data_folder: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the practice account, and print how to reach it.
    Practice(practice::Arguments),
    /// Say what flow files call and where they lead, one JSON object a file.
    Inspect(inspect::Arguments),
    /// Say which function, alias and version each flow and phone number hits.
    Map(map::Arguments),
    /// Look at an alias, or move it.
    Alias(alias::Arguments),
    /// Roll a new version out, and steer rollouts.
    Rollout(rollout::Arguments),
    /// Set an alias up, import flows, go on with either, clean up.
    Setup(setup::Arguments),
    /// Show what was changed, by whom, and how it ended.
    Journal(journal::Arguments),
}

/// Runs what the command line asks for.
#[must_use]
pub fn main() -> ExitCode {
    let Arguments { data_folder, command } = Arguments::parse();
    log::to_standard_error();
    let data = match DataFolder::find(data_folder) {
        Ok(data) => data,
        Err(error) => return complain(&error),
    };
    let Some(command) = command else {
        return match crate::shell::run(data) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => complain(&error),
        };
    };
    match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime.block_on(run(command, &data)),
        Err(error) => complain(&error),
    }
}

async fn run(command: Command, data: &DataFolder) -> ExitCode {
    match command {
        Command::Practice(arguments) => practice::run(arguments).await,
        Command::Inspect(arguments) => inspect::run(&arguments),
        Command::Map(arguments) => told(map::run(arguments, data).await),
        Command::Alias(arguments) => told(alias::run(arguments, data).await),
        Command::Rollout(arguments) => rollout::run(arguments, data).await,
        Command::Setup(arguments) => told(setup::run(arguments, data).await),
        Command::Journal(arguments) => told(journal::run(arguments, data).await),
    }
}

fn told(result: Result<(), Failure>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            complain(&failure);
            if let Some(detail) = &failure.detail {
                eprintln!("{detail}");
            }
            ExitCode::FAILURE
        }
    }
}

/// Prints a line of the result. A reader that closed the pipe has seen enough,
/// so what cannot be written is dropped.
fn say(line: impl std::fmt::Display) {
    drop(writeln!(io::stdout(), "{line}"));
}

fn complain(problem: &dyn std::fmt::Display) -> ExitCode {
    eprintln!("crossfade: {problem}");
    ExitCode::FAILURE
}
