//! Who calls an alias, and what leads into a flow.

use crossfade_domain::arn::FunctionArn;

use super::small::{Small, Step, arn, call, flow};

fn is_prod(called: &FunctionArn) -> bool {
    called.to_string() == format!("{}:PROD", arn("orders"))
}

#[tokio::test]
async fn modules_constants_and_calls_in_the_region_count_as_callers() {
    let here = "arn:aws:lambda:$.AwsRegion:111122223333:function:orders:PROD";
    let survey = Small {
        flows: vec![
            ("alias", flow(&[call("orders:PROD")])),
            ("region", flow(&[Step::Call(here.to_owned())])),
            (
                "constant",
                flow(&[
                    Step::Set("fn", arn("orders").to_string() + ":PROD"),
                    Step::Call("$.Attributes.fn".to_owned()),
                ]),
            ),
            ("latest", flow(&[call("orders")])),
            ("other", flow(&[call("stock:PROD")])),
            ("open", flow(&[Step::Call("$.Attributes.fn".to_owned())])),
            ("broken", "{".to_owned()),
        ],
        modules: vec![("shared", flow(&[call("orders:PROD")]))],
        ..Small::default()
    }
    .survey()
    .await;
    let callers = survey.callers(is_prod);
    let names: Vec<&str> = callers.calling.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["`alias`", "`constant`", "`region`", "the module `shared`"]);
    assert_eq!(callers.undecided, ["`open`"]);
    let [unreadable] = callers.unreadable.as_slice() else { panic!("{:?}", callers.unreadable) };
    assert!(unreadable.starts_with("`broken` could not be read."), "{unreadable}");
}

#[tokio::test]
async fn numbers_and_flows_that_lead_into_a_flow_are_named() {
    let mut survey = Small {
        flows: vec![
            ("welcome", flow(&[Step::Transfer("orders"), Step::Transfer("loop")])),
            ("orders", flow(&[call("orders:PROD")])),
            ("loop", flow(&[Step::Transfer("loop")])),
            ("alone", flow(&[Step::Transfer("alone")])),
        ],
        numbers: vec![("+15550100", "welcome")],
        ..Small::default()
    }
    .survey()
    .await;
    let told = |survey: &super::super::Survey, flow: &str| {
        let found = survey.entrances(flow);
        (found.resources, found.flows)
    };
    let none = Vec::<String>::new;
    assert_eq!(told(&survey, "welcome"), (vec!["+15550100".to_owned()], none()));
    assert_eq!(told(&survey, "loop"), (none(), vec!["`welcome`".to_owned()]));
    assert_eq!(told(&survey, "alone"), (none(), none()), "itself does not count");
    let orders = survey.place_of("orders").expect("a place");
    assert_eq!(survey.numbers_reaching(&[orders]), ["+15550100"]);
    survey.forget("welcome");
    assert_eq!(told(&survey, "loop"), (none(), none()));
    survey.replace("orders", &flow(&[call("orders")]), "eu-central-1");
    assert!(survey.callers(is_prod).calling.is_empty(), "it calls the alias no more");
}
