//! `crossfade rollout start`.

use std::process::ExitCode;

use clap::Args;
use crossfade_engine::{
    failure::{Failure, FailureKind},
    rollouts::{Consent, Draft, Finding, Weighs, shortest_limit},
};

use super::{follow, gates::GateArguments};
use crate::{
    cli::{
        map::json_line,
        say,
        target::{Target, chosen},
    },
    dto::{DriverWishDto, RolloutWishDto},
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
    #[command(flatten)]
    gates: GateArguments,
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
    let consent = Consent {
        typed: draft.type_to_confirm.clone(),
        ship_anyway: arguments.ship_anyway,
        note: arguments.note.clone(),
    };
    let id = rollouts.start(&draft.id, consent).await?;
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
    let mut wish = present::wish(wish(arguments)?)?;
    if let Some(slower) = wish.gates.version.as_mut().and_then(|gate| gate.slower.as_mut()) {
        let limit = || shortest_limit(&atlas, &wish.function, &wish.alias);
        slower.limit = slower.limit.or_else(limit);
    }
    if arguments.gates.takes_usual_probes() {
        let (function, alias) = (wish.function.clone(), wish.alias.clone());
        wish.gates.probes.probes = rollouts.probes(&arn, Some(&atlas), &function, &alias).await?;
    }
    let typed = desk.type_to_confirm(&wish.function, &wish.alias).await.is_some();
    rollouts.draft(wish, &arn, Some(atlas), typed).await
}

fn wish(arguments: &Arguments) -> Result<RolloutWishDto, Failure> {
    let (function, alias) = arguments.alias.split_once(':').ok_or_else(|| {
        invalid(
            format!("`{}` names no alias.", arguments.alias),
            "Write function and alias with a colon between, such as `orders:PROD`.",
        )
    })?;
    Ok(RolloutWishDto {
        function: function.to_owned(),
        alias: alias.to_owned(),
        to: arguments.to.clone(),
        plan: arguments.plan.clone(),
        driver: driver(arguments)?,
        gates: arguments.gates.gates()?,
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

pub(super) fn invalid(message: String, remedy: &str) -> Failure {
    Failure::new(FailureKind::Invalid, "InvalidInput", message, remedy)
}

fn show(draft: &Draft, as_json: bool) -> Result<(), Failure> {
    let shown = present::draft(draft, None);
    if as_json {
        say(json_line(&shown)?);
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
