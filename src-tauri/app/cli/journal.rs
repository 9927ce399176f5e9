//! `crossfade journal`: what was changed, by whom, and how it ended.

use clap::Args;
use crossfade_engine::failure::Failure;
use jiff::Timestamp;
use serde::Serialize;

use super::{
    map::{json, percentages},
    say,
    target::Target,
};
use crate::{
    dto::{ActDto, ChangeDto},
    present,
    session::Opened,
    settings::DataFolder,
};

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

/// An entry of the journal.
#[derive(Debug, Serialize)]
#[serde(tag = "entry", rename_all = "camelCase")]
enum Entry {
    /// An alias was shifted or moved, or that was undone.
    Move(ActDto),
    /// Something was made, changed or taken away.
    Change(ChangeDto),
}

pub(super) async fn run(arguments: Arguments, data: &DataFolder) -> Result<(), Failure> {
    let opened = arguments.target.open(data, true).await?;
    let shown = newest(&opened, arguments.limit).await?;
    if arguments.json {
        say(json(&shown)?);
        return Ok(());
    }
    for entry in &shown {
        match entry {
            Entry::Move(act) => {
                say(format!("{}  {:?}  {}", act.at, act.outcome, act.title));
                say(format!("  {}  ->  {}", percentages(&act.before), percentages(&act.after)));
                say(format!("  by {}, entry {}", act.actor, act.id));
            }
            Entry::Change(change) => {
                say(format!("{}  {:?}  {}", change.at, change.outcome, change.title));
                say(format!("  {}  ->  {}", change.before, change.after));
                say(format!("  by {}, entry {}", change.actor, change.id));
            }
        }
    }
    Ok(())
}

/// The newest entries of both kinds, newest first.
async fn newest(opened: &Opened, limit: u32) -> Result<Vec<Entry>, Failure> {
    let acts = opened.desk.acts(None, limit).await?;
    let changes = opened.setups.changes();
    let made = changes.journal.changes(changes.place.clone(), None, limit).await?;
    let moves =
        acts.iter().map(|act| (act.intent.at, Entry::Move(present::act(act, &opened.desk))));
    let made = made.iter().map(|entry| {
        (entry.intent.at, Entry::Change(present::change_entry(entry, &changes.place)))
    });
    let mut all: Vec<(Timestamp, Entry)> = moves.chain(made).collect();
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    all.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(all.into_iter().map(|(_, entry)| entry).collect())
}
