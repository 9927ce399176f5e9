//! `crossfade journal`: what was changed, by whom, and how it ended.

use clap::Args;
use crossfade_engine::failure::Failure;

use super::{
    map::{json, percentages},
    say,
    target::Target,
};
use crate::{dto::ActDto, present, settings::DataFolder};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    target: Target,
    /// Print at most this many entries, newest first.
    #[arg(long, default_value_t = 50, value_name = "N")]
    limit: u32,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(arguments: Arguments, data: &DataFolder) -> Result<(), Failure> {
    let opened = arguments.target.open(data, true).await?;
    let acts = opened.desk.acts(None, arguments.limit).await?;
    let shown: Vec<ActDto> = acts.iter().map(|act| present::act(act, &opened.desk)).collect();
    if arguments.json {
        say(json(&shown)?);
        return Ok(());
    }
    for act in &shown {
        say(format!("{}  {:?}  {}", act.at, act.outcome, act.title));
        say(format!("  {}  ->  {}", percentages(&act.before), percentages(&act.after)));
        say(format!("  by {}, entry {}", act.actor, act.id));
    }
    Ok(())
}
