//! Rollouts that CodeDeploy carries out, on the lab's CodeDeploy.

use std::{sync::Arc, time::Duration};

use crossfade_domain::{
    alias::Routing, qualifier::Version, rollout::machine::Command, weight::Weight,
};

use super::{LINEAR, SLOW, journal, watched};
use crate::{
    changes::SETTLING,
    failure::{Failure, FailureKind},
    journal::{ChangeOutcome, Journal, RolloutEntry, RolloutId, Stage},
    ports::DeploymentStatus,
    rollouts::{
        Consent, DriverWish, News, Rollouts, Wish,
        tests::lab::{Lab, NEW, OLD, instance, place, start, wish},
    },
};

/// A pace that CodeDeploy has no configuration for.
pub(super) const OWN: &str = "Linear25PercentEvery2Minutes";

pub(super) fn through(group: &str, role: Option<&str>, plan: &str) -> Wish {
    let driver = DriverWish::CodeDeploy {
        application: "orders".to_owned(),
        group: group.to_owned(),
        service_role: role.map(str::to_owned),
    };
    Wish { driver, ..wish("orders", plan, watched()) }
}

pub(super) fn lab() -> Arc<Lab> {
    let lab = Lab::new();
    lab.plant_group("deploys-orders", "orders");
    lab
}

pub(super) fn split(percent: f64) -> Routing {
    let weight = Weight::from_percent(percent).expect("a share");
    Routing { version: OLD, additional: Some((NEW, weight)) }
}

pub(super) async fn begun(lab: &Arc<Lab>, journal: &Journal) -> (Rollouts, RolloutId) {
    let rollouts = lab.rollouts(journal);
    let wish = through("deploys-orders", None, LINEAR);
    let id = start(&rollouts, wish).await.expect("started");
    (rollouts, id)
}

/// Looks until a rollout is at a stage.
pub(super) async fn stands(rollouts: &Rollouts, id: &RolloutId, stage: Stage) -> RolloutEntry {
    for _ in 0..2000 {
        rollouts.follow_deployments().await.expect("followed");
        let entry = rollouts.entry(id).await.expect("an entry");
        if entry.standing.stage == stage {
            return entry;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("it stands at {:?}", rollouts.entry(id).await);
}

pub(super) async fn kinds(rollouts: &Rollouts, id: &RolloutId) -> Vec<String> {
    let records = rollouts.records(id, 0).await.expect("records");
    records.into_iter().map(|record| record.kind).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deployment_is_followed_to_its_end_and_told() {
    let (_folder, journal) = journal();
    let lab = lab();
    let (rollouts, id) = begun(&lab, &journal).await;
    let mut news = rollouts.told();
    let deployment = lab.newest();
    stands(&rollouts, &id, Stage::Preparing).await;
    lab.shift(&deployment, 10.0);
    let entry = stands(&rollouts, &id, Stage::Watching).await;
    assert!((entry.standing.percent - 10.0).abs() < 0.001);
    lab.succeed(&deployment);
    let entry = stands(&rollouts, &id, Stage::Completed).await;
    assert_eq!(entry.deployment, Some(deployment));
    let view = rollouts.view(&id).await.expect("a view");
    assert_eq!(view.moves.len(), 3, "at none, at a tenth, at everything");
    assert!(view.trouble.is_none());
    let told = news.recv().await.expect("news");
    assert_eq!((told.news, told.alias.as_str()), (News::Now(Stage::Completed), "orders:PROD"));
    assert!(news.try_recv().is_err(), "what goes on as planned interrupts nobody");
    let gates = &view.entry.start.brief.gates;
    assert!(gates.iter().any(|gate| gate.contains("deployment group `deploys-orders`")));
    assert!(gates.iter().all(|gate| !gate.contains("pauses and asks")), "{gates:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_found_again_by_the_description() {
    let (_folder, journal) = journal();
    let lab = lab();
    lab.deploys().lose_start = true;
    let (rollouts, id) = begun(&lab, &journal).await;
    let entry = rollouts.entry(&id).await.expect("an entry");
    assert!(entry.deployment.is_some() || entry.standing.sentence.contains("lost"), "{entry:?}");
    lab.succeed(&lab.newest());
    let entry = stands(&rollouts, &id, Stage::Completed).await;
    assert_eq!(entry.deployment, Some(lab.newest()));
    let writes = lab.deploys().writes.clone();
    assert_eq!(writes, ["CreateDeployment"], "it is asked for once");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_codedeploy_refuses_moves_nothing_and_is_over() {
    let (_folder, journal) = journal();
    let lab = lab();
    let limit = "DeploymentLimitExceededException";
    let refused = Failure::new(FailureKind::Conflict, limit, "One is active.", "Wait.");
    lab.deploys().refuse_start = Some(refused);
    let rollouts = lab.rollouts(&journal);
    let wish = through("deploys-orders", None, LINEAR);
    let failure = start(&rollouts, wish).await.expect_err("refused");
    assert_eq!(failure.code, limit);
    let entry = rollouts.list(1).await.expect("a list").remove(0);
    assert_eq!(entry.standing.stage, Stage::RolledBack);
    assert!(entry.standing.sentence.contains("Nothing was moved. One is active."));
    assert_eq!(lab.routing("orders"), Routing::all_to(OLD));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deployment_under_way_blocks_and_can_be_stopped_from_there() {
    let (_folder, journal) = journal();
    let lab = lab();
    let other = lab.deployed_by_another("deploys-orders", "orders");
    lab.shift(&other, 10.0);
    let rollouts = lab.rollouts(&journal);
    let wish = through("deploys-orders", None, LINEAR);
    let draft = rollouts.draft(wish, &instance(), None, true).await.expect("a draft");
    let fixes: Vec<_> = draft.findings.iter().filter_map(|it| it.fix.as_ref()).collect();
    let ids: Vec<_> = fixes.iter().map(|fix| fix.id()).collect();
    assert!(ids.contains(&"stop-deployment"), "{ids:?}");
    assert!(!ids.contains(&"clear-weights"), "it would be taken for a fault: {ids:?}");
    assert_eq!(draft.type_to_confirm.as_deref(), Some("orders:PROD"));
    rollouts.fix(&draft.id, "stop-deployment", None).await.expect("stopped, and nothing typed");
    assert_eq!(lab.routing("orders"), Routing::all_to(OLD), "it was rolled back");
    let entries = journal.changes(place(), None, 10).await.expect("changes");
    let stopped = entries.first().expect("it is in the journal");
    assert!(stopped.intent.change.words().contains(&other), "{stopped:?}");
    assert!(matches!(stopped.settled, Some((_, ChangeOutcome::Done { .. }))), "{stopped:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn rolled_back_by_a_person_the_decision_comes_first_and_the_rollback_is_linked() {
    let (_folder, journal) = journal();
    let lab = lab();
    lab.deploys().slow_rollback = true;
    let (rollouts, id) = begun(&lab, &journal).await;
    let deployment = lab.newest();
    lab.shift(&deployment, 30.0);
    stands(&rollouts, &id, Stage::Watching).await;
    rollouts.steer(&id, Command::Abort).await.expect("stopped");
    let entry = stands(&rollouts, &id, Stage::RollingBack).await;
    let back = lab.newest();
    assert!(entry.standing.sentence.contains(&back), "{}", entry.standing.sentence);
    rollouts.steer(&id, Command::Abort).await.expect("a second time changes nothing");
    lab.rolled_back(&deployment);
    stands(&rollouts, &id, Stage::RolledBack).await;
    let view = rollouts.view(&id).await.expect("a view");
    let chain: Vec<_> = view.deployments.iter().map(|it| it.id.clone()).collect();
    assert_eq!(chain, [deployment, back]);
    let kinds = kinds(&rollouts, &id).await;
    assert_eq!(kinds.iter().filter(|kind| *kind == "commanded").count(), 1);
    let commanded = kinds.iter().position(|kind| kind == "commanded");
    let last = kinds.iter().rposition(|kind| kind == "entered");
    assert!(commanded < last, "{kinds:?}");
    let refused = rollouts.steer(&id, Command::Pause).await.expect_err("over");
    assert_eq!(refused.code, "RolloutRefuses");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alarm_rolls_back_and_is_told() {
    let (_folder, journal) = journal();
    let lab = lab();
    let (rollouts, id) = begun(&lab, &journal).await;
    let mut news = rollouts.told();
    lab.shift(&lab.newest(), 10.0);
    stands(&rollouts, &id, Stage::Watching).await;
    lab.alarmed(&lab.newest());
    let entry = stands(&rollouts, &id, Stage::RolledBack).await;
    assert!(entry.standing.sentence.contains("An alarm fires"), "{}", entry.standing.sentence);
    let mut told = news.recv().await.expect("news");
    if told.news == News::Now(Stage::RollingBack) {
        told = news.recv().await.expect("more news");
    }
    assert_eq!(told.news, News::Now(Stage::RolledBack));
    assert!(told.sentence.contains("An alarm fires"), "{}", told.sentence);
}

/// CodeDeploy stops without a rollback, and leaves a split.
async fn left_split(lab: &Arc<Lab>, journal: &Journal) -> (Rollouts, RolloutId) {
    lab.deploys().no_rollback = true;
    let (rollouts, id) = begun(lab, journal).await;
    lab.shift(&lab.newest(), 40.0);
    stands(&rollouts, &id, Stage::Watching).await;
    lab.alarmed(&lab.newest());
    let entry = stands(&rollouts, &id, Stage::NeedsAttention).await;
    assert!(entry.waits() && entry.standing.ended_at.is_some());
    (rollouts, id)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_split_that_codedeploy_left_is_given_back_to_the_old_version() {
    let (_folder, journal) = journal();
    let lab = lab();
    let (rollouts, id) = left_split(&lab, &journal).await;
    rollouts.steer(&id, Command::Abort).await.expect("given back");
    assert_eq!(lab.routing("orders"), Routing::all_to(OLD));
    let entry = rollouts.entry(&id).await.expect("an entry");
    assert_eq!(entry.standing.stage, Stage::RolledBack);
    assert!(entry.standing.sentence.contains("Ann"), "{}", entry.standing.sentence);
    let acts = journal.acts(place(), None, 5).await.expect("acts");
    assert_eq!(acts.len(), 1, "one `UpdateAlias`, in Activity");
    assert!(kinds(&rollouts, &id).await.contains(&"commanded".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_else_moved_since_is_overwritten_only_where_it_was_seen() {
    let (_folder, journal) = journal();
    let lab = lab();
    let (rollouts, id) = left_split(&lab, &journal).await;
    let other = Routing::all_to(Version::Published(9));
    for routing in [other.clone(), split(55.0)] {
        lab.meddle("orders", routing.clone());
        let refused = rollouts.steer(&id, Command::Abort).await.expect_err("not unasked");
        assert_eq!(refused.code, "RolloutRefuses");
        assert_eq!(lab.routing("orders"), routing);
    }
    lab.meddle("orders", other.clone());
    let stale = Command::Overwrite { seen: split(40.0) };
    rollouts.steer(&id, stale).await.expect_err("it was moved since");
    assert_eq!(lab.routing("orders"), other);
    rollouts.steer(&id, Command::Overwrite { seen: other }).await.expect("knowingly");
    assert_eq!(lab.routing("orders"), Routing::all_to(OLD));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_as_it_is_waits_no_more() {
    let (_folder, journal) = journal();
    let lab = lab();
    let (rollouts, id) = left_split(&lab, &journal).await;
    let later = start(&rollouts, wish("others", SLOW, watched())).await.expect("started");
    assert_eq!(rollouts.list(1).await.expect("a list")[0].start.id, id, "what waits comes first");
    rollouts.steer(&id, Command::Leave).await.expect("left");
    assert_eq!(lab.routing("orders"), split(40.0));
    let entry = rollouts.entry(&id).await.expect("an entry");
    assert_eq!(entry.standing.stage, Stage::Left);
    assert!(!entry.waits());
    rollouts.steer(&id, Command::Abort).await.expect_err("it is over");
    assert_eq!(rollouts.list(1).await.expect("a list")[0].start.id, later, "then what goes on");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_later_rollout_has_overtaken_is_not_touched() {
    let (_folder, journal) = journal();
    let lab = lab();
    let (rollouts, id) = left_split(&lab, &journal).await;
    lab.meddle("orders", Routing::all_to(OLD));
    let later = start(&rollouts, wish("orders", SLOW, watched())).await.expect("started");
    let refused = rollouts.steer(&id, Command::Abort).await.expect_err("history");
    assert_eq!(refused.code, "RolloutSuperseded");
    let entry = rollouts.entry(&id).await.expect("an entry");
    assert!(entry.superseded && !entry.waits());
    rollouts.roll_back(&later).await.expect("rolled back");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rollback_that_appears_late_is_still_seen() {
    let (_folder, journal) = journal();
    let lab = lab();
    let (rollouts, id) = left_split(&lab, &journal).await;
    let first = rollouts.entry(&id).await.expect("an entry").deployment.expect("a deployment");
    lab.rolled_back(&first);
    let entry = stands(&rollouts, &id, Stage::RolledBack).await;
    assert!(entry.standing.sentence.contains("Rolled back with"), "{}", entry.standing.sentence);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_deployment_that_cannot_be_read_stops_no_other_and_is_told() {
    let (_folder, journal) = journal();
    let lab = lab();
    lab.plant_group("deploys-others", "others");
    let (rollouts, id) = begun(&lab, &journal).await;
    let unread = lab.newest();
    let driver = DriverWish::CodeDeploy {
        application: "others".to_owned(),
        group: "deploys-others".to_owned(),
        service_role: None,
    };
    let others = Wish { driver, ..wish("others", LINEAR, watched()) };
    let second = start(&rollouts, others).await.expect("started");
    lab.deploys().unreadable.push(unread.clone());
    lab.succeed(&lab.newest());
    stands(&rollouts, &second, Stage::Completed).await;
    let view = rollouts.view(&id).await.expect("a view");
    assert_eq!(view.trouble.expect("trouble").code, "Unreadable");
    lab.deploys().unreadable.clear();
    lab.succeed(&unread);
    stands(&rollouts, &id, Stage::Completed).await;
    assert!(rollouts.view(&id).await.expect("a view").trouble.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn another_copy_takes_up_what_nobody_follows_and_reaches_what_one_does() {
    let folder = tempfile::tempdir().expect("a folder");
    let lab = lab();
    let first = Journal::open(folder.path()).expect("a journal");
    let (window, id) = begun(&lab, &first).await;
    lab.shift(&lab.newest(), 20.0);
    stands(&window, &id, Stage::Watching).await;
    let headless = lab.rollouts(&Journal::open(folder.path()).expect("another"));
    assert!(headless.entry(&id).await.expect("an entry").elsewhere);
    window.leave().await;
    assert!(!headless.entry(&id).await.expect("an entry").elsewhere);
    headless.steer(&id, Command::Resume).await.expect("followed");
    headless.leave().await;
    // Who left an account opens it anew.
    let headless = lab.rollouts(&Journal::open(folder.path()).expect("another"));
    headless.steer(&id, Command::Abort).await.expect("stopped");
    stands(&headless, &id, Stage::RolledBack).await;
    assert_eq!(lab.routing("orders"), Routing::all_to(OLD));
    // And while the window follows one, the other copy asks it through the journal.
    let window = lab.rollouts(&first);
    let wish = through("deploys-orders", None, LINEAR);
    let id = start(&window, wish).await.expect("started");
    lab.shift(&lab.newest(), 20.0);
    headless.steer(&id, Command::Abort).await.expect("posted");
    stands(&window, &id, Stage::RolledBack).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn shipping_anyway_leaves_out_just_the_alarms_that_fire() {
    let (_folder, journal) = journal();
    let lab = lab();
    lab.pull().firing = true;
    let rollouts = lab.rollouts(&journal);
    let wish = || through("deploys-orders", None, LINEAR);
    let draft = rollouts.draft(wish(), &instance(), None, false).await.expect("a draft");
    assert_eq!(draft.firing, ["errors"], "the alarms of the group");
    let id = rollouts
        .start(&draft.id, Consent { ship_anyway: true, ..Consent::default() })
        .await
        .expect("started");
    let deployment = lab.newest();
    let excused = lab.deploys().overrides.get(&deployment).cloned().expect("an override");
    assert!(excused.names.is_empty(), "the group has no other");
    let records = rollouts.records(&id, 0).await.expect("records");
    assert!(records[0].sentence.contains("ship anyway"), "{}", records[0].sentence);
    rollouts.steer(&id, Command::Abort).await.expect("stopped");
    stands(&rollouts, &id, Stage::RolledBack).await;
    start(&rollouts, wish()).await.expect("started without the choice");
    let deployment = lab.newest();
    assert!(!lab.deploys().overrides.contains_key(&deployment), "the group's own alarms");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_rollout_has_made_is_in_the_journal_with_what_undoes_it() {
    let (_folder, journal) = journal();
    let lab = Lab::new();
    let rollouts = lab.rollouts(&journal);
    let wish = through("new-group", Some("role"), OWN);
    let draft = rollouts.draft(wish, &instance(), None, false).await.expect("a draft");
    assert_eq!(draft.makes.len(), 3, "{:?}", draft.makes);
    assert!(draft.commands[0].starts_with("aws deploy create-deployment-group"));
    rollouts.start(&draft.id, Consent::default()).await.expect("started");
    let made = ["CreateDeploymentConfig", "CreateApplication", "CreateDeploymentGroup"];
    assert_eq!(lab.deploys().writes[..3], made);
    let entries = journal.changes(place(), None, 10).await.expect("changes");
    let told: Vec<_> = entries.iter().rev().map(|it| it.intent.change.operation()).collect();
    assert_eq!(told, made);
    assert!(entries.iter().all(|it| it.undo().is_some() && it.intent.change.leaves_something()));
    for entry in entries {
        rollouts.changes().undo(entry.intent.id, None).await.expect("undone");
    }
    let deploys = lab.deploys();
    let undone = ["DeleteDeploymentGroup", "DeleteApplication", "DeleteDeploymentConfig"];
    assert_eq!(deploys.writes[4..], undone);
    assert!(deploys.groups.is_empty());
}

/// The plug is pulled while one write hangs, before or after it took effect.
fn killed_at(number: usize, applied: bool) -> Stage {
    let folder = tempfile::tempdir().expect("a folder");
    let lab = Lab::new();
    lab.deploys().hang_at = Some((number, applied));
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let rollouts = lab.rollouts(&Journal::open(folder.path()).expect("a journal"));
        let wish = through("new-group", Some("role"), OWN);
        tokio::spawn(async move { start(&rollouts, wish).await });
        lab.hung.notified().await;
    });
    runtime.shutdown_background();
    super::copies::until_gone(&lab, folder.path());
    lab.deploys().hang_at = None;
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let journal = Journal::open(folder.path()).expect("a journal");
        let rollouts = lab.rollouts(&journal);
        assert_eq!(rollouts.take_up().await.expect("looked"), 1, "nobody drives it");
        let id = rollouts.list(1).await.expect("a list").remove(0).start.id;
        // Sooner a look may be of the time before the write.
        lab.clock.sleep_until(lab.clock.now() + SETTLING * 2).await;
        rollouts.changes().recover().await.expect("settled");
        let running = lab.deploys().deployments.last().map(|it| it.id.clone());
        if let Some(running) = running {
            lab.succeed(&running);
            stands(&rollouts, &id, Stage::Completed).await;
        } else {
            stands(&rollouts, &id, Stage::RolledBack).await;
        }
        let open = journal.changes(place(), None, 10).await.expect("changes");
        assert!(open.iter().all(|entry| entry.settled.is_some()), "every intent is settled");
        rollouts.entry(&id).await.expect("an entry").standing.stage
    })
}

#[test]
fn killed_at_any_call_it_is_known_afterwards_what_came_of_it() {
    for number in 1..=3 {
        for applied in [false, true] {
            assert_eq!(killed_at(number, applied), Stage::RolledBack, "{number} {applied}");
        }
    }
    assert_eq!(killed_at(4, false), Stage::RolledBack, "the deployment was never made");
    assert_eq!(killed_at(4, true), Stage::Completed, "it is found by its description");
}

#[tokio::test(flavor = "multi_thread")]
async fn others_deployments_are_shown_and_ours_are_not_among_them() {
    let (_folder, journal) = journal();
    let lab = lab();
    lab.plant_group("deploys-others", "others");
    let theirs = lab.deployed_by_another("deploys-others", "others");
    let (rollouts, id) = begun(&lab, &journal).await;
    let shown = rollouts.deployments_of_others().await.expect("a list");
    let shown: Vec<_> = shown.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(shown, [theirs.as_str()]);
    rollouts.stop_deployment(&theirs).await.expect("stopped");
    let chain = rollouts.deployment(&theirs).await.expect("known");
    assert_eq!(chain[0].status, DeploymentStatus::Stopped);
    assert_eq!(chain.len(), 2, "with the one that rolls it back");
    rollouts.steer(&id, Command::Abort).await.expect("stopped");
}
