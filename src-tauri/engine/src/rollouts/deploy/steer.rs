//! What people ask of rollouts that CodeDeploy carries out.
//!
//! Invariants: what a person decides is in the rollout's log before anything is
//! sent; only the run that holds the lease decides; over what somebody else did
//! nothing is moved unless the person has seen it.

use crossfade_domain::{
    alias::{Alias, Routing},
    rollout::machine::{Attention, Command, Happening},
};
use serde_json::json;

use super::over;
use crate::{
    acts::Plan as ActPlan,
    failure::Failure,
    journal::{Advance, NewRecord, RolloutEntry, Stage},
    ports::Answer,
    rollouts::{
        Rollouts,
        follower::{is_ours, shown},
        leased,
        steer::conflict,
    },
};

/// Carries a command out, in the name of `who`.
pub(in crate::rollouts) async fn steer(
    rollouts: &Rollouts,
    entry: RolloutEntry,
    who: &str,
    command: &Command,
) -> Answer<()> {
    match entry.standing.stage {
        Stage::NeedsAttention => decide(rollouts, &entry, who, command).await,
        Stage::Completed => {
            Err(conflict("RolloutRefuses", "The rollout is completed; start a new one."))
        }
        Stage::Left => {
            Err(conflict("RolloutRefuses", "The rollout was left as it was found; start anew."))
        }
        Stage::RolledBack if *command == Command::Abort => Ok(()),
        Stage::RolledBack => {
            Err(conflict("RolloutRefuses", "The rollout is rolled back; start a new one."))
        }
        Stage::Preparing
        | Stage::Shifting
        | Stage::Watching
        | Stage::Paused
        | Stage::Promoting
        | Stage::RollingBack => under_way(rollouts, entry, who, command).await,
    }
}

async fn under_way(
    rollouts: &Rollouts,
    entry: RolloutEntry,
    who: &str,
    command: &Command,
) -> Answer<()> {
    match command {
        // Being followed is all that there is to resume.
        Command::Abort | Command::Resume => {}
        Command::Pause
        | Command::PromoteStep
        | Command::PromoteFully
        | Command::ShipAnyway
        | Command::Adopt { .. }
        | Command::Overwrite { .. }
        | Command::Leave => {
            return Err(conflict(
                "CodeDeployCannot",
                "CodeDeploy carries this rollout out: it can be rolled back, and nothing else.",
            ));
        }
    }
    let id = entry.start.id.clone();
    if !rollouts.follower.follows(&id).await {
        rollouts.take_up_one(id.clone(), None).await?;
        rollouts.follower.look().await;
    }
    if *command == Command::Abort {
        stop(rollouts, &rollouts.entry(&id).await?, who).await?;
    }
    Ok(())
}

/// Has CodeDeploy stop and roll back.
async fn stop(rollouts: &Rollouts, entry: &RolloutEntry, who: &str) -> Answer<()> {
    if matches!(entry.standing.stage, Stage::RollingBack | Stage::RolledBack) {
        return Ok(());
    }
    let Some(deployment) = &entry.deployment else {
        return Err(conflict(
            "NotStartedYet",
            "CodeDeploy has not said yet whether it has the deployment; try again in a minute.",
        ));
    };
    log(rollouts, entry, commanded(rollouts, who, &Command::Abort)).await?;
    let stopped = rollouts.tools.account.deployer.stop(deployment, true).await;
    if let Err(failure) = &stopped {
        let sentence = format!("CodeDeploy was told to stop. {}", failure.message);
        log(rollouts, entry, record(rollouts, "stop-answered", sentence)).await?;
    }
    rollouts.follower.look().await;
    stopped
}

/// What becomes of an alias that CodeDeploy left neither here nor there.
async fn decide(
    rollouts: &Rollouts,
    entry: &RolloutEntry,
    who: &str,
    command: &Command,
) -> Answer<()> {
    let journal = &rollouts.tools.journal;
    let id = &entry.start.id;
    let taken = journal.take_up_rollout(id.clone()).await?;
    let taken = taken.map_err(|refused| leased(&refused))?;
    let decided = decide_alone(rollouts, &taken, who, command).await;
    journal.release_rollout(id.clone()).await?;
    decided
}

async fn decide_alone(
    rollouts: &Rollouts,
    entry: &RolloutEntry,
    who: &str,
    command: &Command,
) -> Answer<()> {
    if entry.standing.stage != Stage::NeedsAttention {
        return Err(conflict("RolloutRefuses", "It was decided meanwhile; look at it again."));
    }
    let start = &entry.start;
    let alias = rollouts.actor().look(&start.function, &start.alias).await?;
    let found = &alias.routing;
    match command {
        Command::Abort => {
            let left = left_at(rollouts, entry).await?;
            let same = left.as_ref().is_none_or(|left| left == found);
            if *found != Routing::all_to(start.from) && !(same && is_ours(start, found)) {
                return Err(conflict(
                    "RolloutRefuses",
                    "Somebody else has moved the alias since CodeDeploy stopped; overwrite that, \
                     or leave it.",
                ));
            }
        }
        Command::Overwrite { seen } => {
            if seen.shares() != found.shares() {
                return Err(conflict(
                    "RolloutRefuses",
                    "The alias was moved once more since; look again before you decide.",
                ));
            }
        }
        Command::Leave => return leave(rollouts, entry, who, found).await,
        Command::Pause
        | Command::Resume
        | Command::PromoteStep
        | Command::PromoteFully
        | Command::ShipAnyway
        | Command::Adopt { .. } => {
            return Err(conflict(
                "CodeDeployCannot",
                "CodeDeploy has ended this rollout: roll it back, or leave it as it is.",
            ));
        }
    }
    not_moving(rollouts, entry).await?;
    log(rollouts, entry, commanded(rollouts, who, command)).await?;
    give_back(rollouts, entry, who, alias).await
}

/// A deployment that moves the alias now would take it for a fault.
async fn not_moving(rollouts: &Rollouts, entry: &RolloutEntry) -> Answer<()> {
    let start = &entry.start;
    let running = rollouts.follower.under_way_now().await?;
    let on_it = running.iter().find(|it| it.is_on(&start.function, &start.alias));
    on_it.map_or(Ok(()), |it| {
        let message = format!("CodeDeploy's deployment `{}` moves the alias now.", it.id);
        Err(conflict("DeploymentUnderWay", &message))
    })
}

/// Gives every call back to the old version: one `UpdateAlias` of this
/// program, with the revision that was looked at.
async fn give_back(
    rollouts: &Rollouts,
    entry: &RolloutEntry,
    who: &str,
    alias: Alias,
) -> Answer<()> {
    let start = &entry.start;
    let after = Routing::all_to(start.from);
    if alias.routing != after {
        let function = start.function.clone();
        let plan = ActPlan { function, alias, after, undoes: None };
        let act = rollouts.actor().carry_out(&plan).await?;
        if !act.took_effect() {
            return Err(conflict("NotCleared", "The alias could not be given back; see Activity."));
        }
    }
    let sentence = format!("Rolled back: {who} gave every call back to version {}.", start.from);
    let ended = over(rollouts, Stage::RolledBack, &sentence, 0.0);
    written(rollouts, entry, ended).await
}

async fn leave(
    rollouts: &Rollouts,
    entry: &RolloutEntry,
    who: &str,
    found: &Routing,
) -> Answer<()> {
    log(rollouts, entry, commanded(rollouts, who, &Command::Leave)).await?;
    let left = Attention::LeftAsFound { who: who.to_owned(), found: found.clone() };
    let percent = found.share_of(entry.start.to).percent();
    written(rollouts, entry, over(rollouts, Stage::Left, &left.to_string(), percent)).await
}

/// Where the rollout's own look showed the alias last.
async fn left_at(rollouts: &Rollouts, entry: &RolloutEntry) -> Answer<Option<Routing>> {
    let journal = &rollouts.tools.journal;
    let moves = journal.records_of_kind(entry.start.id.clone(), "verified", 0).await?;
    Ok(moves.last().and_then(shown))
}

async fn log(rollouts: &Rollouts, entry: &RolloutEntry, record: NewRecord) -> Answer<()> {
    let id = entry.start.id.clone();
    if rollouts.tools.journal.log_rollout(id, vec![record]).await? {
        return Ok(());
    }
    Err(taken_over())
}

async fn written(rollouts: &Rollouts, entry: &RolloutEntry, ended: Advance) -> Answer<()> {
    let id = entry.start.id.clone();
    if rollouts.tools.journal.advance_rollout(id, ended).await? {
        Ok(())
    } else {
        Err(taken_over())
    }
}

fn taken_over() -> Failure {
    conflict("TakenOver", "Another running copy of Crossfade has this rollout now; ask it there.")
}

fn commanded(rollouts: &Rollouts, who: &str, command: &Command) -> NewRecord {
    let told = Happening::Commanded { who: who.to_owned(), command: command.clone() };
    let at = rollouts.tools.clock.now();
    NewRecord { at, kind: told.kind(), sentence: told.sentence(), facts: told.facts() }
}

fn record(rollouts: &Rollouts, kind: &'static str, sentence: String) -> NewRecord {
    NewRecord { at: rollouts.tools.clock.now(), kind, sentence, facts: json!({}) }
}
