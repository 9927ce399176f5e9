//! Files as they are read for an instance.

use super::*;

const HERE: &str = "arn:aws:connect:eu-central-1:111122223333:instance/here";
const ID: &str = "8b3f6a52-7d1f-4b1e-9a0e-2f6f1c0d9e11";

/// A flow that names a queue and transfers to a flow.
fn file(queue: &str, flow: &str) -> String {
    let ways = r#""Transitions":{"NextAction":"end","Errors":[{"NextAction":"end","ErrorType":"NoMatchingError"}]}"#;
    format!(
        r#"{{"Version":"2019-10-30","StartAction":"queue","Actions":[
        {{"Identifier":"queue","Type":"UpdateContactTargetQueue","Parameters":{{"QueueId":"{queue}"}},{}}},
        {{"Identifier":"go","Type":"TransferToFlow","Parameters":{{"ContactFlowId":"{flow}"}},{ways}}},
        {{"Identifier":"end","Type":"DisconnectParticipant","Parameters":{{}},"Transitions":{{}}}}],
        "Metadata":{{"description":"For orders."}}}}"#,
        ways.replacen("end", "go", 1)
    )
}

fn offered() -> Vec<Candidate> {
    let arn = format!("{HERE}/queue/{ID}");
    vec![Candidate { kind: ResourceKind::Queue, arn, name: "Orders".to_owned() }]
}

fn reading(text: &str) -> FileReading {
    read(text, &[], &offered(), &HERE.parse().expect("an ARN")).expect("a flow")
}

#[test]
fn what_is_of_another_instance_of_the_account_is_not_known_and_cannot_go_out() {
    let own = file(&format!("{HERE}/queue/{ID}"), OWN_ARN);
    let known = |reading: &FileReading| reading.needs.iter().all(|need| need.known);
    let here = reading(&own);
    assert!(here.is_publishable(), "{:?}", here.problems);
    assert!(here.needs.iter().any(|need| need.kind == Some(ResourceKind::Queue) && need.known));
    let copied = reading(&own.replace("instance/here", "instance/dev"));
    assert!(!copied.is_publishable() && !known(&copied), "{:?}", copied.needs);
}

#[test]
fn what_the_file_does_not_say_of_the_type_is_chosen_and_the_description_comes_along() {
    let text = file(ID, OWN_ARN);
    let content = |reading: &FileReading| {
        let instance = HERE.parse().expect("an ARN");
        reading.content(&instance, "Orders", &FlowType::CustomerQueue, false)
    };
    let untold = reading(&text);
    assert_eq!((untold.kind(), content(&untold).kind.as_str()), (None, "CUSTOMER_QUEUE"));
    assert_eq!(content(&untold).description, "For orders.");
    let told =
        reading(&text.replace("\"description\"", "\"type\":\"contactFlow\",\"description\""));
    assert_eq!(content(&told).kind, "CONTACT_FLOW");
}

#[test]
fn a_module_is_refused_with_what_to_do_and_what_is_no_flow_with_one_full_stop() {
    let instance = HERE.parse().expect("an ARN");
    let refused = |text: &str| read(text, &[], &[], &instance).expect_err("refused");
    let module =
        refused(&file(ID, OWN_ARN).replace("\"description\"", "\"type\":\"MODULE\",\"d\""));
    assert_eq!(module.code, "FlowModule");
    let empty = refused("");
    assert!(empty.message.ends_with('.') && !empty.message.ends_with(".."), "{empty}");
}
