//! What became of steps is known the next morning.

mod leaving;
mod stack;

use std::sync::Arc;

use async_trait::async_trait;
use crossfade_domain::{
    alias::{Alias, Routing},
    qualifier::{AliasName, Version},
};

use super::{goal::Stuck, walk::at_rest, *};
use crate::{
    changes::{FlowContent, InvokePermission},
    clock::Clock,
    journal::{FailureRecord, Journal, Place},
    ports::{Account, AliasShifter, RoutingUpdate, StackKeeper, unasked::Unasked},
};

/// Says whether there is an alias.
struct Aliases(bool);

#[async_trait]
impl AliasShifter for Aliases {
    async fn alias(&self, _: &str, name: &AliasName) -> Answer<Option<Alias>> {
        Ok(self.0.then(|| Alias {
            name: name.clone(),
            routing: Routing::all_to(Version::Published(7)),
            description: String::new(),
            revision_id: "1".to_owned(),
        }))
    }

    async fn set_routing(&self, _: &RoutingUpdate) -> Answer<Alias> {
        unreachable!("nothing is moved here")
    }
}

fn setups(journal: &Journal, alias_is_there: bool, confirm_by_typing: bool) -> Setups {
    with_stacks(journal, alias_is_there, confirm_by_typing, Arc::new(Unasked))
}

fn with_stacks(
    journal: &Journal,
    alias_is_there: bool,
    confirm_by_typing: bool,
    stacks: Arc<dyn StackKeeper>,
) -> Setups {
    let small = Arc::new(Unasked);
    let account = Account {
        identity: small.clone(),
        functions: small.clone(),
        aliases: Arc::new(Aliases(alias_is_there)),
        flows: small.clone(),
        phone_numbers: small.clone(),
        instance_functions: small.clone(),
        metrics: small.clone(),
        alarms: small.clone(),
        invoker: small.clone(),
        publisher: small.clone(),
        concurrency: small.clone(),
        deployments: small.clone(),
        deployer: small.clone(),
        deployment_keeper: small.clone(),
        alias_keeper: small.clone(),
        flow_keeper: small.clone(),
        chats: small,
        stacks,
    };
    let changes = Changes {
        account,
        journal: journal.clone(),
        clock: Clock::wall(),
        place: Place { account: "111122223333".to_owned(), region: "eu-central-1".to_owned() },
        caller: "Ann".to_owned(),
    };
    Setups::open(changes, confirm_by_typing)
}

fn goal() -> Goal {
    let function = "arn:aws:lambda:eu-central-1:111122223333:function:orders";
    Goal::Alias(Box::new(AliasGoal {
        function: function.parse().expect("an ARN"),
        version: VersionGoal::AsItStands,
        alias: "LIVE".parse().expect("a name"),
        description: String::new(),
        instances: Vec::new(),
    }))
}

fn journal() -> (tempfile::TempDir, Journal) {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Journal::open(folder.path()).expect("a journal");
    (folder, journal)
}

#[tokio::test]
async fn why_a_step_failed_is_known_after_a_restart_and_forgotten_once_it_is_done() {
    let (_folder, journal) = journal();
    let id = setups(&journal, false, false).begin(goal()).await.expect("begun");
    setups(&journal, false, false).run(&id, &|_| ()).await.expect("ran");

    let view = setups(&journal, false, false).view(&id).await.expect("a view");
    assert!(
        matches!(&view.steps[0].state, StepState::Failed(why) if why.message.contains("orders:LIVE")),
        "{:?}",
        view.steps
    );
    assert!(!view.is_whole() && view.entry.ended_at.is_none());

    setups(&journal, true, false).run(&id, &|_| ()).await.expect("ran");
    let view = setups(&journal, true, false).view(&id).await.expect("a view");
    assert!(view.is_whole() && view.entry.ended_at.is_some(), "{:?}", view.steps);
}

#[tokio::test]
async fn work_that_is_over_is_gone_through_only_when_that_was_reviewed() {
    let (_folder, journal) = journal();
    let setups = setups(&journal, true, false);
    let id = setups.begin(goal()).await.expect("begun");
    setups.run(&id, &|_| ()).await.expect("ran");
    let refused = setups.run(&id, &|_| ()).await.expect_err("it is over");
    assert_eq!(refused.code, "WorkIsOver");
    let review = setups.review(SetupWish::Again(id.clone()), &|_, _| ()).await.expect("a review");
    assert!(review.is_possible() && review.lines.is_empty(), "{:?}", review.lines);
    let carried = setups.carry_out(&review.id, None, &|_, _| ()).await.expect("carried out");
    assert_eq!(carried, Carried::Begun(id.clone()));
    let view = setups.run(&id, &|_| ()).await.expect("opened anew");
    assert!(view.is_whole() && view.entry.ended_at.is_some(), "{view:?}");
}

#[test]
fn work_with_a_step_left_out_is_whole() {
    let why = Failure::new(FailureKind::Quota, "ArnTooLong", "It is too long.", "By hand.");
    let mut kept = Kept::new(goal());
    let stuck = Stuck { passed: true, failure: FailureRecord::of(&why) };
    kept.stuck.insert("list".to_owned(), stuck);
    let text = serde_json::to_string(&kept).expect("text");
    let kept: Kept = serde_json::from_str(&text).expect("the same");
    let steps = at_rest(vec![("list".to_owned(), "Show it".to_owned())], &kept);
    assert_eq!(steps[0].state, StepState::Passed(why));
}

#[test]
fn what_an_earlier_program_wrote_is_read() {
    let earlier = r#"{"goal":{"goal":"alias","function":"arn:aws:lambda:eu-central-1:111122223333:function:orders",
        "version":{"version":"publish","code_sha256":"abc","newest":6,"description":""},"alias":"LIVE",
        "description":"","instances":[{"arn":"arn:aws:connect:eu-central-1:111122223333:instance/i1",
        "moves":[{"flow_id":"f","name":"Menu","before":"{}","after":"{}"}],"tests":[]}]},
        "done":{"version":{"name":"7","note":""}}}"#;
    let kept: Kept = serde_json::from_str(earlier).expect("a goal");
    assert_eq!(kept.done["version"].name, "7");
    let change = r#"{"change":"delete-stack","name":"starter"}"#;
    assert!(serde_json::from_str::<Change>(change).is_ok());
    let change = r#"{"change":"publish-version","function":"orders","code_sha256":"abc","newest":6,"description":""}"#;
    assert!(serde_json::from_str::<Change>(change).is_ok());
}

#[tokio::test]
async fn what_takes_live_calls_needs_its_name_typed() {
    let (_folder, journal) = journal();
    let setups = setups(&journal, true, true);
    let provision = |environments| Change::Provision {
        function: "orders".to_owned(),
        version: Version::Published(7),
        environments,
    };
    // Unasked keeps nothing ready: so much is done already.
    let made = setups.changes().make(provision(0), crate::changes::Reason::default()).await;
    assert_eq!(made.expect("done").entry, None);
    let stack = Change::DeleteStack { name: "starter".to_owned(), id: String::new() };
    let review = setups.review(SetupWish::Stack(stack), &|_, _| ()).await.expect("a review");
    assert_eq!(review.type_to_confirm.as_deref(), Some("starter"));
    for typed in [None, Some("start")] {
        let refused = setups.carry_out(&review.id, typed, &|_, _| ()).await;
        assert_eq!(refused.expect_err("not typed").code, "NotConfirmed");
    }
    let carried = setups.carry_out(&review.id, Some("starter"), &|_, _| ()).await;
    assert_eq!(carried.expect("typed"), Carried::Asked);
    let again = setups.carry_out(&review.id, Some("starter"), &|_, _| ()).await;
    assert_eq!(again.expect_err("once").code, "ReviewUsed");
}

#[test]
fn an_alias_is_typed_with_its_function() {
    let Goal::Alias(goal) = goal() else { unreachable!("an alias") };
    assert_eq!(goal.name(), "orders:LIVE");
    let (function, alias) = ("orders".to_owned(), goal.alias.clone());
    let instance = "arn:aws:connect:eu-central-1:111122223333:instance/i1".parse().expect("an ARN");
    let invoked = InvokePermission { function: function.clone(), alias: alias.clone(), instance };
    let (version, description) = (Version::Published(7), String::new());
    for change in [
        Change::DeleteAlias { function, alias, version, description },
        Change::AllowInvoke(invoked.clone()),
        Change::WithdrawInvoke(invoked),
    ] {
        assert_eq!(change.name(), goal.name(), "{}", change.words());
    }
}

#[tokio::test]
async fn a_flow_that_names_itself_is_shown_as_it_will_be_left() {
    let (_folder, journal) = journal();
    let setups = setups(&journal, true, true);
    let flow = FlowContent {
        instance: "arn:aws:connect:eu-central-1:111122223333:instance/i1".parse().expect("an ARN"),
        name: "Loop".to_owned(),
        kind: "CONTACT_FLOW".to_owned(),
        description: String::new(),
        content: format!(r#"{{"Actions":[],"ContactFlowId":"{}"}}"#, flows::OWN_ARN),
        published: false,
    };
    let wish = SetupWish::SetUp(Goal::Flows(FlowsGoal { flows: vec![flow] }));
    let review = setups.review(wish, &|_, _| ()).await.expect("a review");
    let lines: Vec<_> = review.lines.iter().map(|line| line.words.as_str()).collect();
    assert_eq!(
        lines,
        ["Make the flow `Loop`, saved only", "Put the flow's own ARN into the draft of `Loop`"]
    );
    assert!(review.lines[1].command.contains("$SAVED"), "{}", review.lines[1].command);
    // It takes no calls: nobody's word is needed.
    assert_eq!(review.type_to_confirm, None);
}
