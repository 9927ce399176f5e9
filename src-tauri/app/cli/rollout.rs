//! `crossfade rollout`: the window's rollouts without the window, on the same
//! engine and journal.
//!
//! Invariant: a rollout that this process carries out stands still when the
//! process ends, and says how to go on; nothing is lost. One that CodeDeploy
//! carries out goes on, and is followed while this process looks.

mod follow;
mod gates;
mod start;

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};
use crossfade_domain::rollout::machine::Command as Asked;
use crossfade_engine::{
    failure::Failure,
    journal::{RolloutEntry, RolloutId, Stage},
};

use super::{complain, map::json, say, target::Target};
use crate::{dto::RolloutRowDto, present, settings::DataFolder};

const EXIT_CODES: &str = "Exit status: 0 completed, or done as asked; 1 failed, with the reason; \
    2 wrong usage; 3 rolled back; 4 waits for a person, or was left as somebody else moved it; 130 \
    interrupted: left where it stands, or going on where CodeDeploy carries it out.";

#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start a rollout, and carry it out until it is at rest.
    #[command(after_help = EXIT_CODES)]
    Start(Box<start::Arguments>),
    /// Say where rollouts stand; with an id, one of them and its log.
    Status {
        /// The rollout's id; all when left out.
        id: Option<String>,
        #[command(flatten)]
        target: Target,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Stay at the present weight.
    Pause(Named),
    /// Go on; carries the rollout out where no other copy does. One that
    /// CodeDeploy carries out is followed.
    Resume(Named),
    /// Take the next step now.
    Promote {
        #[command(flatten)]
        named: Named,
        /// Give everything to the new version.
        #[arg(long)]
        fully: bool,
    },
    /// Give everything back to the old version, and wait until it is there.
    Abort(Named),
    /// Write a rollout's report: one HTML file.
    Report {
        #[command(flatten)]
        named: Named,
        /// The file to write.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
}

#[derive(Debug, Args)]
struct Named {
    /// The rollout's id.
    id: String,
    #[command(flatten)]
    target: Target,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(arguments: Arguments, data: &DataFolder) -> ExitCode {
    match carried_out(arguments.command, data).await {
        Ok(code) => code,
        Err(failure) => {
            let code = complain(&failure);
            if let Some(detail) = &failure.detail {
                eprintln!("{detail}");
            }
            code
        }
    }
}

async fn carried_out(command: Command, data: &DataFolder) -> Result<ExitCode, Failure> {
    match command {
        Command::Start(arguments) => start::run(*arguments, data).await,
        Command::Status { id, target, json } => status(id, &target, json, data).await,
        Command::Pause(named) => steer(&named, Asked::Pause, data).await,
        Command::Resume(named) => steer(&named, Asked::Resume, data).await,
        Command::Promote { named, fully } => {
            let asked = if fully { Asked::PromoteFully } else { Asked::PromoteStep };
            steer(&named, asked, data).await
        }
        Command::Abort(named) => steer(&named, Asked::Abort, data).await,
        Command::Report { named, to } => report(&named, &to, data).await,
    }
}

async fn status(
    id: Option<String>,
    target: &Target,
    as_json: bool,
    data: &DataFolder,
) -> Result<ExitCode, Failure> {
    let session = target.session(data, true).await;
    let rollouts = session.rollouts()?;
    // CodeDeploy goes on whether or not anybody follows it.
    rollouts.follow_deployments().await?;
    rollouts.leave().await;
    let Some(id) = id else {
        let rows: Vec<RolloutRowDto> =
            rollouts.list(u32::MAX).await?.iter().map(present::row).collect();
        if as_json {
            say(json(&rows)?);
        } else {
            rows.iter().for_each(print_row);
        }
        return Ok(ExitCode::SUCCESS);
    };
    let id = RolloutId::from_text(&id);
    let view = rollouts.view(&id).await?;
    let now = session.clock.now();
    let shown = present::rollout(&view, now, &rollouts.timing(), None, false);
    if as_json {
        say(json(&shown)?);
        return Ok(code(&view.entry));
    }
    print_row(&shown.row);
    if !view.attended {
        say(format!("  {}", shown.next.words));
    }
    for record in rollouts.records(&id, 0).await? {
        say(format!("  {}  {}", record.at, record.sentence));
    }
    Ok(code(&view.entry))
}

async fn steer(named: &Named, asked: Asked, data: &DataFolder) -> Result<ExitCode, Failure> {
    let session = named.target.session(data, false).await;
    let rollouts = session.rollouts()?;
    let id = RolloutId::from_text(&named.id);
    let pauses = asked == Asked::Pause;
    rollouts.steer(&id, asked).await?;
    if pauses {
        // What was taken up only to be paused waits for whoever resumes it.
        rollouts.leave().await;
        let entry = rollouts.view(&id).await?.entry;
        follow::print_end(&entry, named.json)?;
        return Ok(ExitCode::SUCCESS);
    }
    follow::until_at_rest(&session, &id, named.json, false).await
}

async fn report(named: &Named, to: &PathBuf, data: &DataFolder) -> Result<ExitCode, Failure> {
    let session = named.target.session(data, true).await;
    let (_, page) = crate::reporting::report(&session, &named.id).await?;
    std::fs::write(to, page).map_err(|error| {
        Failure::new(
            crossfade_engine::failure::FailureKind::Unexpected,
            "FileNotSaved",
            format!("`{}` could not be written: {error}.", to.display()),
            "Name a file in a folder that is writable.",
        )
    })?;
    Ok(ExitCode::SUCCESS)
}

fn print_row(row: &RolloutRowDto) {
    say(format!(
        "{}  {}:{}  {} -> {}  {}  {} %  {}",
        row.id, row.function, row.alias, row.from, row.to, row.plan, row.percent, row.sentence
    ));
}

/// The exit status that says where a rollout stands.
fn code(entry: &RolloutEntry) -> ExitCode {
    match entry.standing.stage {
        Stage::Completed
        | Stage::Preparing
        | Stage::Shifting
        | Stage::Watching
        | Stage::Promoting
        | Stage::RollingBack => ExitCode::SUCCESS,
        Stage::RolledBack => ExitCode::from(3),
        Stage::Paused | Stage::NeedsAttention | Stage::Left => ExitCode::from(4),
    }
}

/// Exit status of a rollout that was interrupted from the keyboard.
const INTERRUPTED: u8 = 130;
