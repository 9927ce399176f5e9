//! `crossfade setup`: guided work on the same engine and journal as the window.

mod flows;
mod stack;

use clap::{Args, Subcommand};
use crossfade_domain::{
    flow::template::{LOOP_NAME, SPOKEN, TEST_NAME},
    qualifier::{AliasName, Qualifier},
};
use crossfade_engine::{
    failure::{Failure, FailureKind},
    journal::TaskId,
    setup::{
        AliasGoal, Carried, Goal, InstanceGoal, SetupReview, SetupWish, StepState, TaskView,
        TestGoal, VersionGoal, moves,
    },
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
    /// Make the starter stack, change it where it is there already, or delete it.
    Stack(StackArguments),
    /// Say what was begun, and how far it is.
    List(On),
    /// Go on with work that was broken off; with all of it when none is named.
    Resume {
        /// The work's id, as `crossfade setup list` shows it.
        work: Option<String>,
        /// Check all of work that is over again, and make anew what is missing.
        #[arg(long, requires = "work")]
        again: bool,
        /// Do that; without this it is only shown.
        #[arg(long, requires = "again")]
        yes: bool,
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
#[expect(clippy::struct_excessive_bools, reason = "switches of the command line")]
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
    /// Use the alias that there is, wherever it points.
    #[arg(long, conflicts_with = "version")]
    as_it_stands: bool,
    /// Do it; without this it is only shown.
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    on: On,
}

#[derive(Debug, Args)]
struct StackArguments {
    /// The instance that may invoke its alias, by id, ARN or alias.
    #[arg(long, value_name = "INSTANCE")]
    instance: Option<String>,
    /// The alias that it makes.
    #[arg(long, value_name = "ALIAS", default_value = "PROD")]
    alias: String,
    /// How new versions take over, such as `Linear10PercentEvery1Minute`.
    #[arg(long, value_name = "PACE")]
    pace: Option<String>,
    /// What its function answers; another text is another version.
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,
    /// Delete it, and wait until it is gone.
    #[arg(long)]
    delete: bool,
    /// Do it; without this it is only shown.
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    on: On,
}

pub(super) async fn run(arguments: Arguments, data: &DataFolder) -> Result<(), Failure> {
    match arguments.command {
        Command::Alias(wanted) => {
            let opened = wanted.on.target.open(data, !wanted.yes).await?;
            let goal = alias_goal(&opened, &wanted).await?;
            begin(&opened, SetupWish::SetUp(Goal::Alias(Box::new(goal))), wanted.yes).await
        }
        Command::Flows(wanted) => {
            let opened = wanted.on.target.open(data, !wanted.yes).await?;
            let goal = flows::goal(&opened, &wanted).await?;
            begin(&opened, SetupWish::SetUp(Goal::Flows(goal)), wanted.yes).await
        }
        Command::Stack(wanted) => {
            let opened = wanted.on.target.open(data, !wanted.yes).await?;
            stack::run(&opened, &wanted).await
        }
        Command::List(on) => list(&on.target.open(data, true).await?).await,
        Command::Resume { work: Some(work), again: true, yes, on } => {
            let opened = on.target.open(data, !yes).await?;
            begin(&opened, SetupWish::Again(TaskId::from_text(&work)), yes).await
        }
        Command::Resume { work, on, .. } => {
            resume(&on.target.open(data, false).await?, work.as_deref()).await
        }
        Command::CleanUp { on, yes } => clean_up(&on.target.open(data, !yes).await?, yes).await,
    }
}

/// Shows what would happen; with `--yes` it does.
async fn begin(opened: &Opened, wish: SetupWish, yes: bool) -> Result<(), Failure> {
    let review = opened.setups.review(wish, &|_, _| ()).await?;
    if !yes {
        shown(&review);
        return Ok(());
    }
    match carry_out(opened, &review).await? {
        Carried::Begun(id) => go_on(opened, &id).await,
        Carried::TakenAway(_) | Carried::Asked => Ok(()),
    }
}

/// Whoever writes `--yes` with the names on the line has typed them.
async fn carry_out(opened: &Opened, review: &SetupReview) -> Result<Carried, Failure> {
    let typed = review.type_to_confirm.as_deref();
    opened.setups.carry_out(&review.id, typed, &|_, _| ()).await
}

fn shown(review: &SetupReview) {
    say(&review.title);
    for line in &review.lines {
        say(format!("  {}", line.words));
        for change in &line.differences {
            let value = |value: &Option<String>| value.clone().unwrap_or_default();
            say(format!("    - {}", value(&change.before)));
            say(format!("    + {}", value(&change.after)));
        }
        match &line.refused {
            Some(failure) => say(format!("    refused: {failure}")),
            None => say(format!("    as:     {}\n    undone: {}", line.command, line.undo)),
        }
    }
    let concerned = &review.concerned;
    if !concerned.flows.is_empty() {
        say(format!("Callers of these flows hear the difference: {}", concerned.flows.join(", ")));
    }
    if !concerned.phone_numbers.is_empty() {
        say(format!("These numbers reach them: {}", concerned.phone_numbers.join(", ")));
    }
    for warning in &concerned.warnings {
        say(format!("Mind: {warning}"));
    }
    say("Nothing was changed; add --yes to do it.");
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
    let left = opened.setups.leftovers().await?;
    if left.is_empty() {
        say("Nothing is left of what Crossfade made here.");
        return Ok(());
    }
    let ids = left.iter().map(|it| it.entry.intent.id.clone()).collect();
    let review = opened.setups.review(SetupWish::TakeAway(ids), &|_, _| ()).await?;
    if !yes {
        shown(&review);
        return Ok(());
    }
    let Carried::TakenAway(taken) = carry_out(opened, &review).await? else { return Ok(()) };
    let mut refused = None;
    for (id, failure) in taken {
        let what = left.iter().find(|it| it.entry.intent.id == id);
        let words = what.map_or("", |it| it.words.as_str());
        match failure {
            None => say(format!("ok  {words}")),
            Some(failure) => {
                say(format!("!!  {words}  {failure}"));
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
        None if wanted.as_it_stands => VersionGoal::AsItStands,
        Some(number) => VersionGoal::Take { number: number.parse().map_err(invalid)? },
        None => VersionGoal::publish(&account.functions.versions(name).await?, "")
            .ok_or_else(|| invalid("Lambda did not list `$LATEST`"))?,
    };
    let qualified = function.with(Qualifier::Alias(alias.clone()));
    let moves = if wanted.move_flows {
        let found = moves(account, &instance, &qualified, &|_| ()).await?;
        for it in &found.by_hand {
            say(format!("By hand: {} {}", it.name, it.why).replace(":  ", ": "));
        }
        found.movable.into_iter().map(|movable| movable.flow).collect()
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
