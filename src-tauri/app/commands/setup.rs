//! Guided work: what it may come to, its steps, and what is left of it.

use crossfade_domain::{
    arn::FunctionArn,
    qualifier::{AliasName, Qualifier},
};
use crossfade_engine::{
    failure::Failure,
    journal::{ChangeId, TaskId},
    setup::{AliasGoal, FlowMove, Goal, InstanceGoal, Setups, VersionGoal, movable},
};
use tauri::AppHandle;
use tauri_specta::Event;

use super::{Answer, Place, invalid, told};
use crate::{
    dto::{
        AliasWishDto, ChangeDto, FlowWishDto, InstanceWishDto, LeftoverDto, MovableFlowDto,
        TakenAwayDto, TaskDto, TaskRowDto,
    },
    present,
    session::Session,
};

/// A page of the journal holds at most this many entries.
const MOST_CHANGES: u32 = 200;

/// The published flows of an instance that run `$LATEST` of a function, with
/// what would change if they called the alias.
#[tauri::command]
#[specta::specta]
pub async fn movable_flows(
    office: Place<'_>,
    instance_arn: String,
    name: String,
    alias: String,
) -> Answer<Vec<MovableFlowDto>> {
    let session = office.session().await;
    let account = session.desk().map_err(told)?.account();
    let instance = instance_arn.parse().map_err(invalid).map_err(told)?;
    let alias = alias_arn(&session, &name, &alias).await.map_err(told)?;
    let found = movable(account.flows.as_ref(), &instance, &alias).await.map_err(told)?;
    Ok(found.iter().map(present::movable).collect())
}

/// Writes down an alias that a person wants; nothing is sent yet. Answers the
/// work's id.
#[tauri::command]
#[specta::specta]
pub async fn begin_alias(office: Place<'_>, wish: AliasWishDto) -> Answer<String> {
    let session = office.session().await;
    session.check_writable().map_err(told)?;
    let goal = alias_goal(&session, wish).await.map_err(told)?;
    let setups = session.setups().map_err(told)?;
    let id = setups.begin(Goal::Alias(Box::new(goal))).await.map_err(told)?;
    Ok(id.as_str().to_owned())
}

/// All guided work of the account: what is not done first, then newest first.
#[tauri::command]
#[specta::specta]
pub async fn tasks(office: Place<'_>) -> Answer<Vec<TaskRowDto>> {
    let session = office.session().await;
    let tasks = session.setups().map_err(told)?.tasks().await.map_err(told)?;
    Ok(tasks.iter().map(present::task_row).collect())
}

/// Where a piece of guided work stands, as far as it was seen.
#[tauri::command]
#[specta::specta]
pub async fn task(office: Place<'_>, id: String) -> Answer<TaskDto> {
    let session = office.session().await;
    let (setups, id) = (session.setups().map_err(told)?, TaskId::from_text(&id));
    let view = setups.view(&id).await.map_err(told)?;
    let goal = setups.goal(&id).await.map_err(told)?;
    Ok(present::task(&view, &goal))
}

/// Goes through the work; what is done is only looked at. Tells each step by
/// `TaskDto`. Answers where it stands, a failed step included.
#[tauri::command]
#[specta::specta]
pub async fn run_task(app: AppHandle, office: Place<'_>, id: String) -> Answer<TaskDto> {
    let session = office.session().await;
    session.check_writable().map_err(told)?;
    let setups = session.setups().map_err(told)?.clone();
    let id = TaskId::from_text(&id);
    // In a task of its own, so that a window that reloads cannot cut it short.
    let ran = tokio::spawn(async move { run(&app, &setups, &id).await }).await;
    ran.map_err(invalid).and_then(|ran| ran).map_err(told)
}

async fn run(app: &AppHandle, setups: &Setups, id: &TaskId) -> Result<TaskDto, Failure> {
    let goal = setups.goal(id).await?;
    // A window that is gone needs no progress.
    let tell = |view: &_| drop(present::task(view, &goal).emit(app));
    let view = setups.run(id, &tell).await?;
    Ok(present::task(&view, &goal))
}

/// Marks work as ended, whatever is left of it.
#[tauri::command]
#[specta::specta]
pub async fn give_up_task(office: Place<'_>, id: String) -> Answer<()> {
    let session = office.session().await;
    let setups = session.setups().map_err(told)?;
    setups.give_up(&TaskId::from_text(&id)).await.map_err(told)
}

/// All that Crossfade made or changed in the account and that still stands.
#[tauri::command]
#[specta::specta]
pub async fn leftovers(office: Place<'_>) -> Answer<Vec<LeftoverDto>> {
    let session = office.session().await;
    let left = session.setups().map_err(told)?.leftovers().await.map_err(told)?;
    Ok(left.iter().map(present::leftover).collect())
}

/// Takes away what was ticked, newest first; what refuses says why.
#[tauri::command]
#[specta::specta]
pub async fn take_away(office: Place<'_>, mut ids: Vec<String>) -> Answer<Vec<TakenAwayDto>> {
    let session = office.session().await;
    session.check_writable().map_err(told)?;
    let setups = session.setups().map_err(told)?;
    // Ids sort by time: flows go before the aliases that they call.
    ids.sort_unstable_by(|one, other| other.cmp(one));
    let mut taken = Vec::new();
    for id in ids {
        let failure = setups.take_away(ChangeId::from_text(&id)).await.err();
        taken.push(TakenAwayDto { id, failure: failure.as_ref().map(present::failure) });
    }
    Ok(taken)
}

/// Changes of this account and Region other than moving an alias, newest
/// first, older than `before`.
#[tauri::command]
#[specta::specta]
pub async fn changes(
    office: Place<'_>,
    before: Option<String>,
    limit: u32,
) -> Answer<Vec<ChangeDto>> {
    let session = office.session().await;
    let changes = session.setups().map_err(told)?.changes();
    let before = before.as_deref().map(ChangeId::from_text);
    let entries =
        changes.journal.changes(changes.place.clone(), before, limit.min(MOST_CHANGES)).await;
    let entries = entries.map_err(Failure::from).map_err(told)?;
    Ok(entries.iter().map(|entry| present::change_entry(entry, &changes.place)).collect())
}

async fn alias_arn(session: &Session, name: &str, alias: &str) -> Result<FunctionArn, Failure> {
    let alias: AliasName = alias.parse().map_err(invalid)?;
    Ok(function(session, name).await?.with(Qualifier::Alias(alias)))
}

async fn function(session: &Session, name: &str) -> Result<FunctionArn, Failure> {
    let found = session.desk()?.account().functions.function(name).await?;
    found.map(|function| function.arn).ok_or_else(|| invalid(format!("`{name}` does not exist")))
}

async fn alias_goal(session: &Session, wish: AliasWishDto) -> Result<AliasGoal, Failure> {
    let arn = function(session, &wish.function).await?;
    let alias: AliasName = wish.alias.parse().map_err(invalid)?;
    let qualified = arn.with(Qualifier::Alias(alias.clone()));
    let version = version_goal(session, &wish).await?;
    let mut instances = Vec::new();
    for instance in wish.instances {
        instances.push(instance_goal(session, instance, &qualified).await?);
    }
    Ok(AliasGoal { function: arn, version, alias, description: wish.description, instances })
}

async fn version_goal(session: &Session, wish: &AliasWishDto) -> Result<VersionGoal, Failure> {
    if let Some(number) = &wish.version {
        return Ok(VersionGoal::Take { number: number.parse().map_err(invalid)? });
    }
    let versions = session.desk()?.account().functions.versions(&wish.function).await?;
    let goal = VersionGoal::publish(&versions, &wish.version_description);
    // Only the code that was shown is published.
    let is_shown = |goal: &VersionGoal| matches!(goal, VersionGoal::Publish { code_sha256, .. } if *code_sha256 == wish.code_sha256);
    goal.filter(is_shown).ok_or_else(|| present::changed_since("$LATEST"))
}

async fn instance_goal(
    session: &Session,
    wish: InstanceWishDto,
    alias: &FunctionArn,
) -> Result<InstanceGoal, Failure> {
    let arn = wish.arn.parse().map_err(invalid)?;
    let tests: Vec<_> = wish.tests.into_iter().map(present::test_goal).collect();
    for test in &tests {
        test.content(&arn, alias).map_err(invalid)?;
    }
    let moves = if wish.flows.is_empty() {
        Vec::new()
    } else {
        let catalog = session.desk()?.account().flows.clone();
        let found = movable(catalog.as_ref(), &arn, alias).await?;
        wish.flows.iter().map(|wish| chosen(&found, wish)).collect::<Result<_, _>>()?
    };
    Ok(InstanceGoal { arn, moves, tests })
}

/// The flow as it was shown, or not at all.
fn chosen(
    found: &[crossfade_engine::setup::Movable],
    wish: &FlowWishDto,
) -> Result<FlowMove, Failure> {
    let flow = found.iter().find(|it| it.flow.flow_id == wish.flow_id);
    flow.filter(|it| it.fingerprint() == wish.fingerprint)
        .map(|it| it.flow.clone())
        .ok_or_else(|| present::changed_since(flow.map_or(&wish.flow_id, |it| &it.flow.name)))
}
