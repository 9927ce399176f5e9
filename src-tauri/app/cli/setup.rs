//! `crossfade setup`: guided work on the same engine and journal as the window.

mod flows;

use clap::{Args, Subcommand};
use crossfade_domain::{
    flow::template::{LOOP_NAME, SPOKEN, TEST_NAME},
    qualifier::{AliasName, Qualifier},
};
use crossfade_engine::{
    failure::{Failure, FailureKind},
    journal::TaskId,
    setup::{AliasGoal, Goal, InstanceGoal, StepState, TaskView, TestGoal, VersionGoal, movable},
};

use super::{
    say,
    target::{Target, chosen},
};
use crate::{session::Opened, settings::DataFolder};

/// Seconds that the test flows wait for the function.
const TIME_LIMIT: u32 = 8;
/// Seconds until the loop starts anew.
const PAUSE: u32 = 5;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make an alias that an instance may invoke, and move flows onto it.
    Alias(AliasArguments),
    /// Make flows from files.
    Flows(flows::Arguments),
    /// Say what was begun, and how far it is.
    List(On),
    /// Go on with work that was broken off; with all of it when none is named.
    Resume {
        /// The work's id, as `crossfade setup list` shows it.
        work: Option<String>,
        #[command(flatten)]
        on: On,
    },
    /// Say what Crossfade made and what still stands; take it away with --yes.
    CleanUp {
        #[command(flatten)]
        on: On,
        /// Do it; without this it is only shown.
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, Args)]
struct On {
    #[command(flatten)]
    target: Target,
}

#[derive(Debug, Args)]
struct AliasArguments {
    /// The alias, as `function:alias`.
    #[arg(value_name = "FUNCTION:ALIAS")]
    alias: String,
    /// The version to begin with; left out, what `$LATEST` holds is published.
    #[arg(long, value_name = "VERSION")]
    version: Option<String>,
    /// The instance, by id, ARN or alias.
    #[arg(long, value_name = "INSTANCE")]
    instance: Option<String>,
    /// Move every published flow that runs `$LATEST` of the function.
    #[arg(long)]
    move_flows: bool,
    /// Make the article's test flow.
    #[arg(long)]
    test_flow: bool,
    /// Make the article's loop.
    #[arg(long = "loop")]
    looping: bool,
    #[command(flatten)]
    on: On,
}

pub(super) async fn run(arguments: Arguments, data: &DataFolder) -> Result<(), Failure> {
    match arguments.command {
        Command::Alias(wanted) => {
            let opened = wanted.on.target.open(data, false).await?;
            let goal = alias_goal(&opened, &wanted).await?;
            begin(&opened, Goal::Alias(Box::new(goal))).await
        }
        Command::Flows(wanted) => {
            let opened = wanted.on.target.open(data, false).await?;
            let goal = flows::goal(&opened, &wanted).await?;
            begin(&opened, Goal::Flows(goal)).await
        }
        Command::List(on) => list(&on.target.open(data, true).await?).await,
        Command::Resume { work, on } => {
            resume(&on.target.open(data, false).await?, work.as_deref()).await
        }
        Command::CleanUp { on, yes } => clean_up(&on.target.open(data, !yes).await?, yes).await,
    }
}

async fn begin(opened: &Opened, goal: Goal) -> Result<(), Failure> {
    let id = opened.setups.begin(goal).await?;
    go_on(opened, &id).await
}

async fn go_on(opened: &Opened, id: &TaskId) -> Result<(), Failure> {
    let view = opened.setups.run(id, &|_| ()).await?;
    tell(&view);
    let failed = view.steps.into_iter().find_map(|step| match step.state {
        StepState::Failed(failure) => Some(failure),
        StepState::Waiting | StepState::UnderWay | StepState::Done(_) | StepState::Passed(_) => {
            None
        }
    });
    failed.map_or(Ok(()), Err)
}

fn tell(view: &TaskView) {
    say(format!("{}  {}", view.entry.id.as_str(), view.entry.title));
    for step in &view.steps {
        let (mark, made) = match &step.state {
            StepState::Waiting => ("  ", String::new()),
            StepState::UnderWay => ("..", String::new()),
            StepState::Done(done) => ("ok", format!("  {}", done.name)),
            StepState::Failed(failure) => ("!!", format!("  {failure}")),
            StepState::Passed(failure) => ("--", format!("  {failure}")),
        };
        say(format!("  {mark}  {}{made}", step.words));
    }
}

async fn list(opened: &Opened) -> Result<(), Failure> {
    for task in opened.setups.tasks().await? {
        tell(&opened.setups.view(&task.id).await?);
    }
    Ok(())
}

async fn resume(opened: &Opened, work: Option<&str>) -> Result<(), Failure> {
    if let Some(work) = work {
        return go_on(opened, &TaskId::from_text(work)).await;
    }
    let open = opened.setups.tasks().await?;
    for task in open.into_iter().filter(|task| task.ended_at.is_none()) {
        go_on(opened, &task.id).await?;
    }
    Ok(())
}

async fn clean_up(opened: &Opened, yes: bool) -> Result<(), Failure> {
    let mut refused = None;
    for left in opened.setups.leftovers().await? {
        if !yes {
            say(left.words);
            continue;
        }
        match opened.setups.take_away(left.entry.intent.id).await {
            Ok(()) => say(format!("ok  {}", left.words)),
            Err(failure) => {
                say(format!("!!  {}  {failure}", left.words));
                refused = Some(failure);
            }
        }
    }
    refused.map_or(Ok(()), Err)
}

async fn alias_goal(opened: &Opened, wanted: &AliasArguments) -> Result<AliasGoal, Failure> {
    let account = opened.desk.account();
    let (name, alias) = wanted
        .alias
        .split_once(':')
        .ok_or_else(|| invalid(format!("`{}` names no alias", wanted.alias)))?;
    let alias: AliasName = alias.parse().map_err(invalid)?;
    let function = account.functions.function(name).await?;
    let function = function.ok_or_else(|| invalid(format!("`{name}` does not exist")))?.arn;
    let instance = chosen(account.flows.instances().await?, wanted.instance.as_deref())?.arn;
    let version = match &wanted.version {
        Some(number) => VersionGoal::Take { number: number.parse().map_err(invalid)? },
        None => VersionGoal::publish(&account.functions.versions(name).await?, "")
            .ok_or_else(|| invalid("Lambda did not list `$LATEST`"))?,
    };
    let qualified = function.with(Qualifier::Alias(alias.clone()));
    let moves = if wanted.move_flows {
        let found = movable(account.flows.as_ref(), &instance, &qualified).await?;
        found.into_iter().map(|movable| movable.flow).collect()
    } else {
        Vec::new()
    };
    let test = |name: &str, pause| TestGoal {
        name: name.to_owned(),
        time_limit: TIME_LIMIT,
        spoken: SPOKEN.to_owned(),
        pause,
    };
    let tests = wanted.test_flow.then(|| test(TEST_NAME, None));
    let tests = tests.into_iter().chain(wanted.looping.then(|| test(LOOP_NAME, Some(PAUSE))));
    let instances = vec![InstanceGoal { arn: instance, moves, tests: tests.collect() }];
    Ok(AliasGoal { function, version, alias, description: String::new(), instances })
}

fn invalid(error: impl std::fmt::Display) -> Failure {
    let message = format!("{error}.");
    Failure::new(FailureKind::Invalid, "InvalidInput", message, "Correct it and try again.")
}
