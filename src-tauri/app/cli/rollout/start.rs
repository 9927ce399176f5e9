//! `crossfade rollout start`.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use crossfade_engine::{
    failure::{Failure, FailureKind},
    rollouts::{Draft, Finding, Weighs},
};

use super::follow;
use crate::{
    cli::{
        map::json,
        say,
        target::{Target, chosen},
    },
    dto::{DriverWishDto, GatesDto, ProbeDto, RolloutWishDto},
    present,
    session::Session,
    settings::DataFolder,
};

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct Arguments {
    /// The alias, as `function:alias`.
    #[arg(value_name = "FUNCTION:ALIAS")]
    alias: String,
    /// The new version.
    #[arg(long, value_name = "VERSION")]
    to: String,
    /// The pace: one of SAM's names, or steps such as
    /// `5 % 10 min, pause, 25 % 30 min, 100 %`.
    #[arg(long, value_name = "PLAN")]
    plan: String,
    /// An alarm that rolls back when it fires; up to ten.
    #[arg(long = "alarm", value_name = "NAME")]
    alarms: Vec<String>,
    /// Go on when alarms cannot be read.
    #[arg(long)]
    ignore_unreadable_alarms: bool,
    /// Leave the new version's own errors, throttles and duration out.
    #[arg(long)]
    no_version_gate: bool,
    /// A JSON file with probes, as the window saves them; without one they are
    /// made from the flows that call the alias.
    #[arg(long, value_name = "FILE")]
    probes: Option<PathBuf>,
    /// Leave probes out.
    #[arg(long, conflicts_with = "probes")]
    no_probes: bool,
    /// Start although alarms fire already.
    #[arg(long)]
    ship_anyway: bool,
    /// Let AWS CodeDeploy carry it out, through this group.
    #[arg(long, value_name = "APPLICATION/GROUP")]
    code_deploy: Option<String>,
    /// Why, for the journal and the report.
    #[arg(long, default_value = "", value_name = "TEXT")]
    note: String,
    /// The instance whose flows are looked at: id, ARN or alias.
    #[arg(long, value_name = "INSTANCE")]
    instance: Option<String>,
    #[command(flatten)]
    target: Target,
    /// Do it; without this only the preflight is shown.
    #[arg(long)]
    yes: bool,
    /// End, and leave it where it stands, when it waits for a person.
    #[arg(long)]
    leave_when_paused: bool,
    /// Print JSON, one object a line.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(arguments: Arguments, data: &DataFolder) -> Result<ExitCode, Failure> {
    let session = arguments.target.session(data, !arguments.yes).await;
    let draft = drafted(&session, &arguments).await?;
    if !arguments.json || !arguments.yes {
        show(&draft, arguments.json)?;
    }
    if !arguments.yes {
        say_once(&arguments, "Nothing was changed; add --yes to do it.");
        return Ok(if draft.is_ready() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let rollouts = session.rollouts()?;
    // Whoever writes `--yes` with the alias's name has typed it.
    let typed = draft.type_to_confirm.clone();
    let id = rollouts.start(&draft.id, typed.as_deref(), arguments.ship_anyway).await?;
    say_once(&arguments, &format!("Rollout {} begins.", id.as_str()));
    follow::until_at_rest(&session, &id, arguments.json, arguments.leave_when_paused).await
}

fn say_once(arguments: &Arguments, words: &str) {
    if !arguments.json {
        say(words);
    }
}

async fn drafted(session: &Session, arguments: &Arguments) -> Result<Draft, Failure> {
    let (desk, rollouts) = session.engine()?;
    let instances = desk.account().flows.instances().await?;
    let instance = chosen(instances, arguments.instance.as_deref())?;
    let arn = instance.arn.clone();
    let atlas = desk.atlas(instance, false, &|_| {}).await?;
    let wish = wish(arguments)?;
    let mut wish = present::wish(wish)?;
    if arguments.probes.is_none() && !arguments.no_probes {
        let (function, alias) = (wish.function.clone(), wish.alias.clone());
        wish.gates.probes.probes = rollouts.probes(&arn, Some(&atlas), &function, &alias).await?;
    }
    rollouts.draft(wish, &arn, Some(atlas), session.confirms_by_typing()).await
}

fn wish(arguments: &Arguments) -> Result<RolloutWishDto, Failure> {
    let (function, alias) = arguments.alias.split_once(':').ok_or_else(|| {
        invalid(
            format!("`{}` names no alias.", arguments.alias),
            "Write function and alias with a colon between, such as `orders:PROD`.",
        )
    })?;
    let standard = GatesDto::default();
    Ok(RolloutWishDto {
        function: function.to_owned(),
        alias: alias.to_owned(),
        to: arguments.to.clone(),
        plan: arguments.plan.clone(),
        driver: driver(arguments)?,
        gates: GatesDto {
            alarms: arguments.alarms.clone(),
            ignore_unreadable_alarms: arguments.ignore_unreadable_alarms,
            version: standard.version.filter(|_| !arguments.no_version_gate),
            probes: probes(arguments)?,
            ..GatesDto::default()
        },
        note: arguments.note.clone(),
    })
}

fn driver(arguments: &Arguments) -> Result<DriverWishDto, Failure> {
    let Some(named) = &arguments.code_deploy else { return Ok(DriverWishDto::Program) };
    let (application, group) = named.split_once('/').ok_or_else(|| {
        invalid(
            format!("`{named}` names no deployment group."),
            "Write application and group with a slash between.",
        )
    })?;
    let (application, group) = (application.to_owned(), group.to_owned());
    Ok(DriverWishDto::CodeDeploy { application, group, service_role: None })
}

fn probes(arguments: &Arguments) -> Result<Vec<ProbeDto>, Failure> {
    let Some(file) = &arguments.probes else { return Ok(Vec::new()) };
    let unreadable = |error: &dyn std::fmt::Display| {
        invalid(
            format!("The probes in `{}` cannot be read: {error}.", file.display()),
            "Name a JSON file with a list of probes.",
        )
    };
    let text = std::fs::read_to_string(file).map_err(|error| unreadable(&error))?;
    serde_json::from_str(&text).map_err(|error| unreadable(&error))
}

fn invalid(message: String, remedy: &str) -> Failure {
    Failure::new(FailureKind::Invalid, "InvalidInput", message, remedy)
}

fn show(draft: &Draft, as_json: bool) -> Result<(), Failure> {
    let shown = present::draft(draft, None);
    if as_json {
        say(json(&shown)?);
        return Ok(());
    }
    say(&shown.title);
    for step in &shown.forecast.steps {
        say(format!("  {}  {} %  {}", step.at, step.percent, step.watched));
    }
    say(format!("  done at best in {}; {}", shown.forecast.takes, shown.undo));
    for made in &shown.makes {
        say(format!("  makes: {made}"));
    }
    for gate in &shown.gates {
        say(format!("  {gate}"));
    }
    for finding in &draft.findings {
        say(format!("  {} {}", mark(finding), finding.found));
        if !finding.remedy.is_empty() {
            say(format!("      {} {}", finding.why, finding.remedy));
        }
    }
    Ok(())
}

const fn mark(finding: &Finding) -> &'static str {
    match finding.weighs {
        Weighs::Fine => "ok     ",
        Weighs::Warning => "warning",
        Weighs::Blocks => "BLOCKS ",
    }
}
