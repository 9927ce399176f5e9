//! The templates as a caller meets them.

use super::*;
use crate::flow::export::export;
use crate::flow::validate::validate;
use crate::flow::{CallTarget, FlowType, Outcome, TransferKind, read};

const OWN: &str = "arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52-7d1f-4b1e-9a0e-2f6f1c0d9e11/contact-flow/7541b868-32ec-4d46-81f1-31d1d51bedea";

fn test_flow(name: &str) -> TestFlow {
    TestFlow {
        name: name.to_owned(),
        alias: crate::flow::tests::PROD.parse().expect("an ARN"),
        time_limit: TimeLimit::new(5).expect("in range"),
        spoken: SPOKEN.to_owned(),
    }
}

fn loop_flow(own: Option<&str>) -> LoopFlow {
    let pause = Pause::new(2).expect("in range");
    LoopFlow { test: test_flow(LOOP_NAME), pause, own: own.map(str::to_owned) }
}

/// The blocks, and where each leads.
fn picture(flow: &Flow) -> String {
    let way = |it: &crate::flow::Transition| match &it.on {
        Outcome::Next => it.to.to_string(),
        Outcome::Error(word) => format!("{word}: {}", it.to),
        Outcome::Condition { operands, .. } => format!("{}: {}", operands.join(" "), it.to),
    };
    let line = |it: &crate::flow::Action| {
        let ways: Vec<String> = it.transitions.iter().map(way).collect();
        format!("{}: {} {} -> {}", it.id, it.kind, it.raw["Parameters"], ways.join("; "))
    };
    flow.actions.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_test_flow_says_which_version_answered() {
    let flow = test_flow(TEST_NAME).flow();
    assert_eq!(validate(&flow), []);
    assert_eq!((flow.name.as_deref(), &flow.kind), (Some(TEST_NAME), &Some(FlowType::ContactFlow)));
    insta::assert_snapshot!(picture(&flow), @r#"
    Log: UpdateFlowLoggingBehavior {"FlowLoggingBehavior":"Enabled"} -> Invoke
    Invoke: InvokeLambdaFunction {"LambdaFunctionARN":"arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD","InvocationTimeLimitSeconds":"5"} -> Say; NoMatchingError: Say what failed
    Say: MessageParticipant {"Text":"Lambda version $.External.version was executed"} -> Let it be read; NoMatchingError: Hang up
    Say what failed: MessageParticipant {"Text":"Something went wrong. The function orders, PROD, did not answer within 5 seconds, failed, or may not be invoked."} -> Let it be read; NoMatchingError: Hang up
    Let it be read: Wait {"TimeLimitSeconds":"5"} -> Hang up; NoMatchingError: Hang up; WaitCompleted: Hang up
    Hang up: DisconnectParticipant {} ->
    "#);
}

#[test]
fn the_loop_comes_back_to_itself_with_a_pause() {
    let flow = loop_flow(Some(OWN)).flow();
    assert_eq!(validate(&flow), []);
    let transfers = flow.transfers();
    let [transfer] = transfers.as_slice() else { panic!("one transfer") };
    assert_eq!((&transfer.kind, transfer.target.text()), (&TransferKind::Flow, Some(OWN)));
    assert_eq!(transfer.name.as_deref(), Some(LOOP_NAME));
    insta::assert_snapshot!(picture(&flow), @r#"
    Log: UpdateFlowLoggingBehavior {"FlowLoggingBehavior":"Enabled"} -> Invoke
    Invoke: InvokeLambdaFunction {"LambdaFunctionARN":"arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD","InvocationTimeLimitSeconds":"5"} -> Say; NoMatchingError: Say what failed
    Say: MessageParticipant {"Text":"Lambda version $.External.version was executed"} -> Pause; NoMatchingError: Hang up
    Say what failed: MessageParticipant {"Text":"Something went wrong. The function orders, PROD, did not answer within 5 seconds, failed, or may not be invoked."} -> Let it be read; NoMatchingError: Hang up
    Pause: Wait {"TimeLimitSeconds":"2"} -> Hang up; NoMatchingError: Hang up; WaitCompleted: Start anew
    Start anew: TransferToFlow {"ContactFlowId":"arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52-7d1f-4b1e-9a0e-2f6f1c0d9e11/contact-flow/7541b868-32ec-4d46-81f1-31d1d51bedea"} -> Hang up; NoMatchingError: Hang up
    Let it be read: Wait {"TimeLimitSeconds":"5"} -> Hang up; NoMatchingError: Hang up; WaitCompleted: Hang up
    Hang up: DisconnectParticipant {} ->
    "#);
}

#[test]
fn a_loop_that_does_not_know_itself_yet_is_refused() {
    let problems: Vec<String> =
        validate(&loop_flow(None).flow()).iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(problems.join("\n"), @"refused: [Start anew] The flow is known by its name only, `LambdaAlias-loop`. Choose the flow that belongs there.");
}

#[test]
fn both_call_the_alias_and_come_back_from_a_file() {
    for flow in [test_flow(TEST_NAME).flow(), loop_flow(Some(OWN)).flow()] {
        let calls = flow.lambda_calls();
        let [call] = calls.as_slice() else { panic!("one call") };
        assert_eq!(call.target.kind(), "literal");
        assert!(matches!(&call.target, CallTarget::Literal(arn) if arn.qualifier.is_some()));
        assert_eq!(call.time_limit_seconds, Some(5));
        let (again, remarks) = read(&export(&flow).text).expect("a flow");
        assert_eq!((again, remarks), (flow, Vec::new()));
    }
}

#[test]
fn numbers_of_seconds_have_bounds() {
    let limits = [0, 2, 3, 8, 9]
        .map(|it| TimeLimit::new(it).map_or_else(|e| e.to_string(), |it| it.seconds().to_string()));
    let pauses = [0, 1, 604_800, 604_801]
        .map(|it| Pause::new(it).map_or_else(|e| e.to_string(), |it| it.seconds().to_string()));
    insta::assert_snapshot!([limits.join("\n"), pauses.join("\n")].join("\n"), @r"
    a time limit of 0 seconds is not within 3 to 8
    a time limit of 2 seconds is not within 3 to 8
    3
    8
    a time limit of 9 seconds is not within 3 to 8
    a pause of 0 seconds is not within 1 to 604800
    1
    604800
    a pause of 604801 seconds is not within 1 to 604800
    ");
}
