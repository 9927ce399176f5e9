//! What people ask of rollouts that CodeDeploy carries out.
//!
//! Invariants: what a person decides is in the rollout's log before anything is
//! sent; stopping waits for nothing and for nobody's lease, since it only gives
//! calls back; only the run that holds the lease decides anything else; over what
//! somebody else did nothing is moved unless the person has seen it.

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
        follower::{Right, is_ours, shown},
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
    let _held = rollouts.stay.hold()?;
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
        Command::Abort => stop(rollouts, &entry, who).await,
        // Being followed is all that there is to resume.
        Command::Resume => look_after(rollouts, &entry).await,
        Command::Pause
        | Command::PromoteStep
        | Command::PromoteFully
        | Command::ShipAnyway
        | Command::Adopt { .. }
        | Command::Overwrite { .. }
        | Command::Leave => Err(conflict(
            "CodeDeployCannot",
            "CodeDeploy carries this rollout out: it can be rolled back, and nothing else.",
        )),
    }
}

/// Follows it where nobody does, and looks at it now.
async fn look_after(rollouts: &Rollouts, entry: &RolloutEntry) -> Answer<()> {
    let id = &entry.start.id;
    if !entry.elsewhere && !rollouts.follower.follows(id, Right::Lease).await {
        rollouts.take_up_one(id.clone(), None).await?;
    }
    rollouts.follower.look().await;
    Ok(())
}

/// Has CodeDeploy stop and roll back, and looks afterwards.
async fn stop(rollouts: &Rollouts, entry: &RolloutEntry, who: &str) -> Answer<()> {
    if entry.standing.stage == Stage::RollingBack {
        return Ok(());
    }
    let deployment = deployment(rollouts, entry).await?;
    let journal = &rollouts.tools.journal;
    let id = entry.start.id.clone();
    if let Err(error) =
        journal.log_wish(id.clone(), commanded(rollouts, who, &Command::Abort)).await
    {
        // Callers are not kept on the new version for want of a line in a log.
        tracing::error!(%error, rollout = id.as_str(), "the journal refuses");
    }
    let stopped = rollouts.tools.account.deployer.stop(&deployment, true).await;
    if let Err(failure) = &stopped {
        let sentence = format!("CodeDeploy was told to stop. {}", failure.message);
        let answered = record(rollouts, "stop-answered", sentence);
        if let Err(error) = journal.log_wish(id.clone(), answered).await {
            tracing::error!(%error, rollout = id.as_str(), "the journal refuses");
        }
    }
    if let Err(failure) = look_after(rollouts, entry).await {
        // CodeDeploy goes on with it whether or not this program looks.
        tracing::warn!(%failure, rollout = id.as_str(), "not followed");
    }
    let failure = match stopped {
        Ok(()) => return Ok(()),
        Err(failure) => failure,
    };
    // It may have been on its way back already.
    match rollouts.entry(&id).await?.standing.stage {
        Stage::RollingBack | Stage::RolledBack => Ok(()),
        Stage::Preparing
        | Stage::Shifting
        | Stage::Watching
        | Stage::Paused
        | Stage::Promoting
        | Stage::Completed
        | Stage::NeedsAttention
        | Stage::Left => Err(failure),
    }
}

/// The deployment of a rollout; one whose answer was lost is looked for.
async fn deployment(rollouts: &Rollouts, entry: &RolloutEntry) -> Answer<String> {
    let id = &entry.start.id;
    let seen = || rollouts.follower.seen(id).chain.first().map(|first| first.id.clone());
    if let Some(known) = entry.deployment.clone().or_else(seen) {
        return Ok(known);
    }
    look_after(rollouts, entry).await?;
    seen().ok_or_else(|| {
        conflict(
            "NotStartedYet",
            "CodeDeploy has not said yet whether it has the deployment; try again in a minute.",
        )
    })
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
    journal.give_back(id.clone()).await;
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
    let aliases = &rollouts.tools.account.aliases;
    let alias = aliases.alias(&start.function, &start.alias).await?;
    if *command == Command::Leave {
        return leave(rollouts, entry, who, alias.as_ref().map(|alias| &alias.routing)).await;
    }
    let alias = alias.ok_or_else(|| {
        conflict("AliasGone", "The alias does not exist any more; leave ends the rollout.")
    })?;
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
        Command::Leave
        | Command::Pause
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
    let running = rollouts.glances.under_way_now().await?;
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
    found: Option<&Routing>,
) -> Answer<()> {
    log(rollouts, entry, commanded(rollouts, who, &Command::Leave)).await?;
    let (sentence, percent) = match found {
        Some(found) => {
            let left = Attention::LeftAsFound { who: who.to_owned(), found: found.clone() };
            (left.to_string(), found.share_of(entry.start.to).percent())
        }
        None => (format!("{who} ended the rollout; the alias does not exist any more."), 0.0),
    };
    written(rollouts, entry, over(rollouts, Stage::Left, &sentence, percent)).await
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
