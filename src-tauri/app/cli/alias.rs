//! `crossfade alias`: look at an alias, or move it, on the same engine and
//! journal as the window.

use clap::{Args, Subcommand};
use crossfade_domain::arn::InstanceArn;
use crossfade_engine::{
    desk::Desk,
    failure::{Failure, FailureKind},
    journal::{Act, Outcome},
};

use super::{
    map::{json, percentages},
    say,
    target::Target,
};
use crate::{
    dto::{ActDto, RoutingChangeDto},
    present,
    settings::DataFolder,
};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say where an alias sends its calls.
    Show(Named),
    /// Give a version a share of the calls; 0 clears the split.
    Shift {
        #[command(flatten)]
        named: Named,
        /// The version that gets the share.
        #[arg(long, value_name = "VERSION")]
        to: String,
        /// Its share, 0 to 100.
        #[arg(long, value_name = "PERCENT")]
        percent: f64,
        /// Do it; without this the change is only shown.
        #[arg(long)]
        yes: bool,
    },
    /// Send every call to one version.
    Move {
        #[command(flatten)]
        named: Named,
        /// The version.
        #[arg(long, value_name = "VERSION")]
        to: String,
        /// Do it; without this the change is only shown.
        #[arg(long)]
        yes: bool,
    },
    /// Undo an entry of the journal.
    Undo {
        /// The entry's id, as `crossfade journal` shows it.
        act: String,
        #[command(flatten)]
        target: Target,
        /// Do it; without this the change is only shown.
        #[arg(long)]
        yes: bool,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Args)]
struct Named {
    /// The alias, as `function:alias`.
    #[arg(value_name = "FUNCTION:ALIAS")]
    alias: String,
    #[command(flatten)]
    target: Target,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Named {
    fn parts(&self) -> Result<(String, String), Failure> {
        let parts = self.alias.split_once(':').ok_or_else(|| {
            Failure::new(
                FailureKind::Invalid,
                "InvalidInput",
                format!("`{}` names no alias.", self.alias),
                "Write function and alias with a colon between, such as `orders:PROD`.",
            )
        })?;
        Ok((parts.0.to_owned(), parts.1.to_owned()))
    }
}

pub(super) async fn run(arguments: Arguments, data: &DataFolder) -> Result<(), Failure> {
    match arguments.command {
        Command::Show(named) => show(&named, data).await,
        Command::Shift { named, to, percent, yes } => {
            let (function, alias) = named.parts()?;
            let change = RoutingChangeDto::ShiftWeight { function, alias, to, percent };
            carry_out(&named.target, data, change, yes, named.json).await
        }
        Command::Move { named, to, yes } => {
            let (function, alias) = named.parts()?;
            let change = RoutingChangeDto::MoveToVersion { function, alias, to };
            carry_out(&named.target, data, change, yes, named.json).await
        }
        Command::Undo { act, target, yes, json } => {
            carry_out(&target, data, RoutingChangeDto::Undo { act }, yes, json).await
        }
    }
}

async fn show(named: &Named, data: &DataFolder) -> Result<(), Failure> {
    let (function, alias) = named.parts()?;
    let opened = named.target.open(data, true).await?;
    let alias = alias.parse().map_err(|error| invalid(&error))?;
    let found = opened.desk.actor().look(&function, &alias).await?;
    let shares = present::shares(&found.routing);
    if named.json {
        say(json(&shares)?);
    } else {
        say(format!("{function}:{alias}  {}", percentages(&shares)));
    }
    Ok(())
}

async fn carry_out(
    target: &Target,
    data: &DataFolder,
    change: RoutingChangeDto,
    yes: bool,
    as_json: bool,
) -> Result<(), Failure> {
    let opened = target.open(data, !yes).await?;
    let desk = &opened.desk;
    let review = desk.review(&no_instance(desk), present::change(change)?).await?;
    let shown = present::review(&review);
    if !yes {
        say(shown.title);
        say(format!("  now:   {}", percentages(&shown.before)));
        say(format!("  then:  {}", percentages(&shown.after)));
        say(format!("  as:    {}", shown.command));
        say("Nothing was changed; add --yes to do it.");
        return Ok(());
    }
    // Whoever writes `--yes` with the alias's name has typed it.
    let typed = review.type_to_confirm.clone();
    let act = desk.carry_out(review.id, typed).await?;
    print(&act, desk, as_json)?;
    outcome(&act)
}

fn print(act: &Act, desk: &Desk, as_json: bool) -> Result<(), Failure> {
    let shown: ActDto = present::act(act, desk);
    if as_json {
        say(json(&shown)?);
    } else {
        say(format!("{}: {:?}", shown.title, shown.outcome));
    }
    Ok(())
}

/// What did not take effect is a failure of the command.
fn outcome(act: &Act) -> Result<(), Failure> {
    match act.settled.as_ref().map(|(_, outcome)| outcome) {
        Some(Outcome::Done { .. } | Outcome::FoundDone { .. }) => Ok(()),
        Some(Outcome::Failed(failure)) => Err(failure.clone()),
        Some(Outcome::FoundNotDone | Outcome::FoundOther { .. }) | None => Err(Failure::new(
            FailureKind::Unavailable,
            "OutcomeOpen",
            "The change could not be confirmed.",
            "Look at the alias with `crossfade alias show`, then decide.",
        )),
    }
}

/// The command line knows of no instance; flows that call the alias are not shown.
fn no_instance(desk: &Desk) -> InstanceArn {
    let place = &desk.actor().place;
    InstanceArn {
        partition: "aws".to_owned(),
        region: place.region.clone(),
        account: place.account.clone(),
        id: "none".to_owned(),
    }
}

fn invalid(error: &dyn std::fmt::Display) -> Failure {
    let message = format!("{error}.");
    Failure::new(FailureKind::Invalid, "InvalidInput", message, "Correct it and try again.")
}
