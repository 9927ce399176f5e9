//! `crossfade map`: which function, alias and version each flow and phone
//! number hits now.

use clap::Args;
use crossfade_engine::{atlas::Progress, failure::Failure};

use super::{
    say,
    target::{Target, chosen},
};
use crate::{
    dto::{AtlasDto, CallDto, FlowRowDto, GapCauseDto, GapDto, ResolutionDto, ShareDto},
    present,
    settings::DataFolder,
};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    target: Target,
    /// The instance's id, ARN or alias; may be left out when there is only one.
    #[arg(long, value_name = "ID")]
    instance: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(arguments: Arguments, data: &DataFolder) -> Result<(), Failure> {
    let opened = arguments.target.open(data, true).await?;
    let instances = opened.desk.account().flows.instances().await?;
    let instance = chosen(instances, arguments.instance.as_deref())?;
    let silent = |_: Progress| {};
    let atlas = present::atlas(&*opened.desk.atlas(instance, true, &silent).await?);
    if arguments.json {
        say(json(&atlas)?);
    } else {
        print(&atlas);
    }
    Ok(())
}

pub(super) fn json(value: &impl serde::Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(value).map_err(|error| not_printed(&error))
}

/// JSON for what is printed one after the other: an object a line.
pub(super) fn json_line(value: &impl serde::Serialize) -> Result<String, Failure> {
    serde_json::to_string(value).map_err(|error| not_printed(&error))
}

fn not_printed(error: &serde_json::Error) -> Failure {
    Failure::new(
        crossfade_engine::failure::FailureKind::Unexpected,
        "NotPrinted",
        format!("The answer could not be put into JSON: {error}."),
        "Leave out --json.",
    )
}

fn print(atlas: &AtlasDto) {
    say(format!("Instance {} ({})", atlas.instance.alias, atlas.instance.id));
    for flow in &atlas.flows {
        print_flow(flow);
    }
    say("\nPhone numbers");
    for number in &atlas.phone_numbers {
        let enters = match (&number.flow, &number.unknown) {
            (Some(flow), _) => flow.name.clone(),
            (None, Some(why)) => format!("nobody can say which flow: {why}"),
            (None, None) => "no flow".to_owned(),
        };
        say(format!("  {}  enters  {enters}", number.number));
    }
    say("\nFindings");
    for finding in &atlas.findings {
        say(format!("  {:?}: {} {}", finding.severity, finding.message, finding.remedy));
    }
    for problem in &atlas.incomplete {
        say(format!("\nIncomplete: {problem}"));
    }
}

fn print_flow(flow: &FlowRowDto) {
    say(format!("\n{} [{}]", flow.name, flow.flow_type));
    for call in &flow.calls {
        say(format!("  calls {}", in_words(call)));
    }
    for reached in &flow.reached {
        let via: Vec<&str> = reached.via.iter().map(|flow| flow.name.as_str()).collect();
        say(format!("  through {} calls {}", via.join(" > "), in_words(&reached.call)));
    }
    for gap in &flow.gaps {
        say(format!("  {}", gap_in_words(gap)));
    }
}

fn gap_in_words(gap: &GapDto) -> String {
    let via: Vec<&str> = gap.via.iter().map(|flow| flow.name.as_str()).collect();
    let through =
        if via.is_empty() { String::new() } else { format!("through {} ", via.join(" > ")) };
    match &gap.cause {
        GapCauseDto::Unreadable { reason } => format!("{through}could not be read: {reason}"),
        GapCauseDto::AtRunTime { expression } => {
            format!("{through}leads on to what {expression} says at run time")
        }
        GapCauseDto::NotFound { target } => {
            format!("{through}leads on to {target}, which the scan did not find")
        }
    }
}

fn in_words(call: &CallDto) -> String {
    match &call.resolution {
        ResolutionDto::Versions { function, alias, shares, latest } => {
            let alias = alias.as_ref().map_or_else(String::new, |alias| format!(":{alias}"));
            let live = if *latest { "  (every save is live)" } else { "" };
            format!("{function}{alias}  {}{live}", percentages(shares))
        }
        ResolutionDto::AtRunTime { expression, candidates } => {
            let known: Vec<String> = candidates
                .iter()
                .map(|it| format!("{} {}", it.target, percentages(&it.shares)))
                .collect();
            let known = if known.is_empty() {
                String::new()
            } else {
                format!(", perhaps {}", known.join(" or "))
            };
            format!("{expression}, decided at run time{known}")
        }
        ResolutionDto::Placeholder { problem } => format!("nothing yet: {problem}"),
        ResolutionDto::Missing => "nothing: the block names no function".to_owned(),
        ResolutionDto::Gone { what, name } => format!("the {what} {name}, which does not exist"),
        ResolutionDto::Elsewhere { account, region } => {
            format!("a function in account {account}, Region {region}")
        }
        ResolutionDto::Unknown { reason } => format!("something unknown: {reason}"),
    }
}

pub(super) fn percentages(shares: &[ShareDto]) -> String {
    let parts: Vec<String> = shares
        .iter()
        .map(|share| format!("{} % version {}", share.percent, share.version))
        .collect();
    parts.join(", ")
}
