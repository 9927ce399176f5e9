//! Tells what happens to a rollout until it is at rest.

use std::{process::ExitCode, time::Duration};

use crossfade_domain::rollout::machine::State;
use crossfade_engine::{
    failure::Failure,
    journal::{DrivenBy, RolloutEntry, RolloutId, Stage},
    rollouts::Rollouts,
};
use tokio::sync::watch;

use super::{INTERRUPTED, code};
use crate::{
    cli::{map::json_line, say},
    present,
    session::Session,
};

/// How often a rollout is looked at that is carried out elsewhere.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Follows a rollout; where this process carries it out, it is carried out
/// meanwhile.
pub(super) async fn until_at_rest(
    session: &Session,
    id: &RolloutId,
    as_json: bool,
    leave_when_paused: bool,
) -> Result<ExitCode, Failure> {
    let rollouts = session.rollouts()?;
    let mut live = rollouts.live(id).await;
    let mut told = 0;
    loop {
        told = tell(rollouts, id, told, as_json).await?;
        let entry = rollouts.view(id).await?.entry;
        let paused = entry.standing.stage == Stage::Paused;
        if entry.standing.ended_at.is_some() || (paused && leave_when_paused) {
            rollouts.leave().await;
            tell(rollouts, id, told, as_json).await?;
            print_end(&entry, as_json)?;
            return Ok(code(&entry));
        }
        tokio::select! {
            () = changed(&mut live) => {}
            _ = tokio::signal::ctrl_c() => {
                rollouts.leave().await;
                eprintln!("crossfade: {}", interrupted(&entry));
                return Ok(ExitCode::from(INTERRUPTED));
            }
        }
    }
}

/// What becomes of a rollout that nobody looks at any more.
fn interrupted(entry: &RolloutEntry) -> String {
    let id = entry.start.id.as_str();
    let how = match entry.start.driver {
        DrivenBy::Program if entry.elsewhere => {
            return format!(
                "another copy of Crossfade carries it out; look with `crossfade rollout status {id}`."
            );
        }
        DrivenBy::Program => "left where it stands; go on with",
        DrivenBy::CodeDeploy => "CodeDeploy goes on with it by itself; follow it with",
    };
    format!(
        "{how} `crossfade rollout resume {id}`, or give everything back with `crossfade rollout \
         abort {id}`."
    )
}

/// The next change; a rollout that another copy carries out is looked at now
/// and then.
async fn changed(live: &mut Option<watch::Receiver<crossfade_engine::rollouts::Live>>) {
    if let Some(receiver) = live
        && receiver.changed().await.is_ok()
    {
        let at_rest = matches!(
            receiver.borrow().machine.state(),
            State::Completed | State::RolledBack(_) | State::NeedsAttention(_)
        );
        if !at_rest {
            return;
        }
    }
    *live = None;
    tokio::time::sleep(LOOK_EVERY).await;
}

async fn tell(
    rollouts: &Rollouts,
    id: &RolloutId,
    after: u32,
    as_json: bool,
) -> Result<u32, Failure> {
    let mut last = after;
    for record in rollouts.records(id, after).await? {
        last = record.number;
        if as_json {
            say(json_line(&present::record(&record))?);
        } else if record.kind != "measured" {
            say(format!("{}  {}", record.at, record.sentence));
        }
    }
    Ok(last)
}

/// The last line: where the rollout stands.
pub(super) fn print_end(entry: &RolloutEntry, as_json: bool) -> Result<(), Failure> {
    if as_json {
        say(json_line(&present::row(entry))?);
    } else {
        say(&entry.standing.sentence);
    }
    Ok(())
}
