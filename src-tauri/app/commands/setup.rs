//! Guided work: what it may come to, its steps, and what is left of it.

use crossfade_domain::{
    arn::{FunctionArn, InstanceArn},
    qualifier::{AliasName, Qualifier},
};
use crossfade_engine::{
    atlas::Progress,
    failure::Failure,
    journal::{ChangeId, TaskId},
    setup::{
        AliasGoal, FlowMove, Goal, InstanceGoal, Reading, SetupWish, Setups, VersionGoal, moves,
    },
};
use tauri::AppHandle;
use tauri_specta::Event;

use super::{Answer, Place, invalid, told};
use crate::{
    dto::{
        AliasWishDto, CarriedDto, ChangeDto, FlowWishDto, InstanceWishDto, LeftoverDto, MovesDto,
        SetupReviewDto, TaskDto, TaskRowDto,
    },
    present,
    session::Session,
};

/// A page of the journal holds at most this many entries.
const MOST_CHANGES: u32 = 200;

/// Everything of an instance that may run `$LATEST` of a function, with what
/// would change if it called the alias. Tells its progress by `ScanProgressDto`.
#[tauri::command]
#[specta::specta]
pub async fn movable_flows(
    app: AppHandle,
    office: Place<'_>,
    instance_arn: String,
    name: String,
    alias: String,
) -> Answer<MovesDto> {
    let session = office.session().await;
    let account = session.desk().map_err(told)?.account();
    let instance: InstanceArn = instance_arn.parse().map_err(invalid).map_err(told)?;
    let alias = alias_arn(&session, &name, &alias).await.map_err(told)?;
    let tell = reading(&app);
    let found = moves(account, &instance, &alias, &|progress| tell(&instance, progress)).await;
    Ok(present::moves(&found.map_err(told)?))
}

/// Plans an alias that a person wants, for review; nothing is written.
#[tauri::command]
#[specta::specta]
pub async fn review_alias(
    app: AppHandle,
    office: Place<'_>,
    wish: AliasWishDto,
) -> Answer<SetupReviewDto> {
    let session = office.session().await;
    let tell = reading(&app);
    let goal = alias_goal(&session, wish, &tell).await.map_err(told)?;
    let setups = session.setups().map_err(told)?;
    let wish = SetupWish::SetUp(Goal::Alias(Box::new(goal)));
    let review = setups.review(wish, &tell).await.map_err(told)?;
    Ok(present::setup_review(&review))
}

/// Plans what takes away what changes made, or puts back what they replaced, for
/// review; nothing is written.
#[tauri::command]
#[specta::specta]
pub async fn review_taking_away(
    app: AppHandle,
    office: Place<'_>,
    ids: Vec<String>,
) -> Answer<SetupReviewDto> {
    let session = office.session().await;
    let setups = session.setups().map_err(told)?;
    let ids = ids.iter().map(|id| ChangeId::from_text(id)).collect();
    let wish = SetupWish::TakeAway(ids);
    let review = setups.review(wish, &reading(&app)).await.map_err(told)?;
    Ok(present::setup_review(&review))
}

/// Carries a review out, once; guided work is written down, and begins with
/// `run_task`.
#[tauri::command]
#[specta::specta]
pub async fn carry_out(
    app: AppHandle,
    office: Place<'_>,
    id: String,
    typed: Option<String>,
) -> Answer<CarriedDto> {
    let session = office.session().await;
    session.check_writable().map_err(told)?;
    let setups = session.setups().map_err(told)?.clone();
    // In a task of its own, so that a window that reloads cannot cut it short.
    let carried =
        tokio::spawn(async move { setups.carry_out(&id, typed.as_deref(), &reading(&app)).await });
    let carried = carried.await.map_err(invalid).and_then(|it| it).map_err(told)?;
    Ok(present::carried(carried))
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

/// Plans what is missing of work that is over, for review; nothing is written.
#[tauri::command]
#[specta::specta]
pub async fn review_task(app: AppHandle, office: Place<'_>, id: String) -> Answer<SetupReviewDto> {
    let session = office.session().await;
    let setups = session.setups().map_err(told)?;
    let wish = SetupWish::Again(TaskId::from_text(&id));
    let review = setups.review(wish, &reading(&app)).await.map_err(told)?;
    Ok(present::setup_review(&review))
}

/// Goes through the work; what is done is only looked at. Work that is over is
/// opened by a review first. Tells each step by `TaskDto`. Answers where it
/// stands, a failed step included.
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

/// Tells how far the reading of an instance is; a window that is gone needs none.
pub(super) fn reading(app: &AppHandle) -> impl Fn(&InstanceArn, Progress) + Send + Sync {
    let app = app.clone();
    move |arn, progress| drop(present::scan_progress(arn, progress).emit(&app))
}

async fn alias_arn(session: &Session, name: &str, alias: &str) -> Result<FunctionArn, Failure> {
    let alias: AliasName = alias.parse().map_err(invalid)?;
    Ok(function(session, name).await?.with(Qualifier::Alias(alias)))
}

async fn function(session: &Session, name: &str) -> Result<FunctionArn, Failure> {
    let found = session.desk()?.account().functions.function(name).await?;
    found.map(|function| function.arn).ok_or_else(|| invalid(format!("`{name}` does not exist")))
}

async fn alias_goal(
    session: &Session,
    wish: AliasWishDto,
    tell: Reading<'_>,
) -> Result<AliasGoal, Failure> {
    let arn = function(session, &wish.function).await?;
    let alias: AliasName = wish.alias.parse().map_err(invalid)?;
    let qualified = arn.with(Qualifier::Alias(alias.clone()));
    let version = version_goal(session, &wish).await?;
    let mut instances = Vec::new();
    for instance in wish.instances {
        instances.push(instance_goal(session, instance, &qualified, tell).await?);
    }
    Ok(AliasGoal { function: arn, version, alias, description: wish.description, instances })
}

async fn version_goal(session: &Session, wish: &AliasWishDto) -> Result<VersionGoal, Failure> {
    if wish.as_it_stands {
        return Ok(VersionGoal::AsItStands);
    }
    if let Some(number) = &wish.version {
        return Ok(VersionGoal::Take { number: number.parse().map_err(invalid)? });
    }
    let versions = session.desk()?.account().functions.versions(&wish.function).await?;
    let goal = VersionGoal::publish(&versions, &wish.version_description);
    // Only the code and the configuration that were shown are published. The
    // revision changes by itself when Lambda is done with a save.
    let is_shown = |goal: &VersionGoal| {
        matches!(goal, VersionGoal::Publish { code_sha256, configuration, .. }
            if *code_sha256 == wish.code_sha256 && *configuration == wish.configuration)
    };
    goal.filter(is_shown).ok_or_else(|| present::changed_since("$LATEST"))
}

async fn instance_goal(
    session: &Session,
    wish: InstanceWishDto,
    alias: &FunctionArn,
    tell: Reading<'_>,
) -> Result<InstanceGoal, Failure> {
    let arn: InstanceArn = wish.arn.parse().map_err(invalid)?;
    let tests: Vec<_> = wish.tests.into_iter().map(present::test_goal).collect();
    for test in &tests {
        test.content(&arn, alias).map_err(invalid)?;
    }
    let moves = if wish.flows.is_empty() {
        Vec::new()
    } else {
        let account = session.desk()?.account();
        let found = moves(account, &arn, alias, &|progress| tell(&arn, progress)).await?.movable;
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

#[cfg(test)]
mod tests {
    use crossfade_engine::{journal::ChangeEntry, setup::Carried};

    use super::*;
    use crate::{commands::Office, dto::AccountChoiceDto, settings::DataFolder};

    const QUIET: Reading<'_> = &|_, _| ();

    #[tokio::test(flavor = "multi_thread")]
    async fn a_flow_that_was_put_back_is_moved_again_only_when_that_was_reviewed_and_typed() {
        let folder = tempfile::tempdir().expect("a folder");
        let data = DataFolder::find(Some(folder.path().to_owned())).expect("a folder");
        let office = Office::new(data);
        office.open().await;
        office
            .choose(AccountChoiceDto::Practice { time_scale: 60.0, empty: false })
            .await
            .expect("opened");
        let session = office.session().await;
        // As an account that takes live calls.
        let setups = Setups::open(session.setups().expect("open").changes().clone(), true);
        let work = carried(&setups, SetupWish::SetUp(goal(&session).await)).await;
        let view = setups.run(&work, &|_| ()).await.expect("a view");
        assert!(view.is_whole(), "{view:?}");
        let moved = moves_of(&setups).await;
        let [first, others @ ..] = moved.as_slice() else { panic!("none was moved") };
        put_back(&setups, first).await;

        let refused = setups.run(&work, &|_| ()).await.expect_err("it is over");
        assert_eq!(refused.code, "WorkIsOver");
        let again = SetupWish::Again(work.clone());
        let review = setups.review(again.clone(), QUIET).await.expect("a review");
        let words: Vec<_> = review.lines.iter().map(|line| line.words.clone()).collect();
        assert_eq!(words, [first.intent.change.words()], "the rest still stands");
        assert!(!review.lines[0].differences.is_empty());
        assert_eq!(review.type_to_confirm.as_deref(), Some("opening-hours:NEW"));
        let refused = setups.carry_out(&review.id, None, QUIET).await.expect_err("not typed");
        assert_eq!(refused.code, "NotConfirmed");
        let refused = setups.run(&work, &|_| ()).await.expect_err("nor is it opened");
        assert_eq!(refused.code, "WorkIsOver");

        // Nobody reviewed that more is moved again.
        put_back(&setups, others.first().expect("another flow")).await;
        let typed = review.type_to_confirm.as_deref();
        let refused = setups.carry_out(&review.id, typed, QUIET).await.expect_err("more is gone");
        assert_eq!(refused.code, "ChangedSince");
        assert_eq!(carried(&setups, again).await, work);
        let view = setups.run(&work, &|_| ()).await.expect("a view");
        assert!(view.is_whole() && view.entry.ended_at.is_some(), "{view:?}");
        assert_eq!(moves_of(&setups).await.len(), moved.len());
        session.close().await;
    }

    async fn goal(session: &Session) -> Goal {
        let account = session.desk().expect("open").account();
        let instance = account.flows.instances().await.expect("instances").remove(0).arn;
        let alias = alias_arn(session, "opening-hours", "NEW").await.expect("an ARN");
        let found = moves(account, &instance, &alias, &|_| ()).await.expect("moves");
        let moves = found.movable.into_iter().map(|it| it.flow).collect();
        Goal::Alias(Box::new(AliasGoal {
            function: function(session, "opening-hours").await.expect("a function"),
            version: VersionGoal::Take { number: "3".parse().expect("a version") },
            alias: "NEW".parse().expect("a name"),
            description: String::new(),
            instances: vec![InstanceGoal { arn: instance, moves, tests: Vec::new() }],
        }))
    }

    async fn carried(setups: &Setups, wish: SetupWish) -> TaskId {
        let review = setups.review(wish, QUIET).await.expect("a review");
        let typed = review.type_to_confirm.as_deref();
        let carried = setups.carry_out(&review.id, typed, QUIET).await.expect("carried out");
        let Carried::Begun(work) = carried else { panic!("{carried:?}") };
        work
    }

    /// Flows that stand moved, as far as the journal knows.
    async fn moves_of(setups: &Setups) -> Vec<ChangeEntry> {
        let left = setups.leftovers().await.expect("leftovers").into_iter().map(|it| it.entry);
        left.filter(|it| it.intent.change.words().starts_with("Replace")).collect()
    }

    async fn put_back(setups: &Setups, moved: &ChangeEntry) {
        let wish = SetupWish::TakeAway(vec![moved.intent.id.clone()]);
        let review = setups.review(wish, QUIET).await.expect("a review");
        let typed = review.type_to_confirm.as_deref();
        setups.carry_out(&review.id, typed, QUIET).await.expect("put back");
    }
}
