//! Scans of a small instance, kept in memory.

use std::{collections::BTreeMap, fmt::Write, sync::Arc};

use async_trait::async_trait;
use crossfade_domain::{arn::InstanceArn, qualifier::Qualifier, weight::Weight};

use super::*;
use crate::{
    failure::{Failure, FailureKind},
    ports::{
        Alarm, AlarmWatch, AliasShifter, Caller, FlowAssociation, FlowCatalog, FlowDocument,
        FlowView, FunctionCatalog, FunctionSummary, FunctionVersion, Identity, InstanceFunctions,
        MetricQuery, MetricSource, MetricWindow, ModuleDocument, ModuleSummary, PhoneNumbers,
        PublicationStatus, RoutingUpdate, Series,
    },
};

const INSTANCE: &str = "arn:aws:connect:eu-central-1:111122223333:instance/i1";

/// An account with what a test puts into it.
#[derive(Default, Clone)]
struct Small {
    /// Name, content; ids are names.
    flows: Vec<(&'static str, String)>,
    modules: Vec<(&'static str, String)>,
    numbers: Vec<(&'static str, &'static str)>,
    functions: BTreeMap<&'static str, SmallFunction>,
    /// Fails every call about a function.
    functions_fail: bool,
}

#[derive(Clone)]
struct SmallFunction {
    timeout_seconds: u32,
    versions: Vec<u64>,
    aliases: Vec<(&'static str, Routing)>,
    /// Qualifiers with a full permission.
    permitted: Vec<Option<&'static str>>,
}

impl Small {
    fn account(self) -> Account {
        let shared = Arc::new(self);
        Account {
            identity: shared.clone(),
            functions: shared.clone(),
            aliases: shared.clone(),
            flows: shared.clone(),
            phone_numbers: shared.clone(),
            instance_functions: shared.clone(),
            metrics: shared.clone(),
            alarms: shared,
        }
    }

    async fn scan(self) -> Atlas {
        let instance = Instance {
            arn: INSTANCE.parse().expect("an ARN"),
            alias: "small".to_owned(),
            status: "ACTIVE".to_owned(),
            created: None,
        };
        scan(&self.account(), Clock::wall(), instance, &|_| {}).await.expect("an atlas")
    }
}

fn summary(name: &str) -> FlowSummary {
    FlowSummary {
        id: name.to_owned(),
        arn: format!("{INSTANCE}/contact-flow/{name}"),
        name: name.to_owned(),
        kind: "CONTACT_FLOW".to_owned(),
        archived: false,
        status: PublicationStatus::Published,
    }
}

#[async_trait]
impl FlowCatalog for Small {
    async fn instances(&self) -> Answer<Vec<Instance>> {
        Ok(Vec::new())
    }

    async fn flows(&self, _: &InstanceArn) -> Answer<Vec<FlowSummary>> {
        Ok(self.flows.iter().map(|(name, _)| summary(name)).collect())
    }

    /// Fills the content of every other flow, so that both ways are taken.
    async fn search_flows(&self, _: &InstanceArn) -> Answer<Vec<FlowDocument>> {
        let filled = self.flows.iter().step_by(2);
        Ok(filled.map(|(name, content)| document(name, content)).collect())
    }

    async fn flow(&self, _: &InstanceArn, id: &str, _: FlowView) -> Answer<Option<FlowDocument>> {
        let found = self.flows.iter().find(|(name, _)| *name == id);
        Ok(found.map(|(name, content)| document(name, content)))
    }

    async fn modules(&self, _: &InstanceArn) -> Answer<Vec<ModuleSummary>> {
        Ok(self.modules.iter().map(|(name, _)| module(name)).collect())
    }

    async fn module(&self, _: &InstanceArn, id: &str) -> Answer<Option<ModuleDocument>> {
        let found = self.modules.iter().find(|(name, _)| *name == id);
        Ok(found.map(|(name, content)| ModuleDocument {
            summary: module(name),
            description: String::new(),
            content: content.clone(),
            status: PublicationStatus::Published,
        }))
    }
}

fn document(name: &str, content: &str) -> FlowDocument {
    FlowDocument {
        summary: summary(name),
        description: String::new(),
        content: content.to_owned(),
        content_sha256: None,
        last_modified: None,
    }
}

fn module(name: &str) -> ModuleSummary {
    ModuleSummary {
        id: name.to_owned(),
        arn: format!("{INSTANCE}/flow-module/{name}"),
        name: name.to_owned(),
        archived: false,
    }
}

#[async_trait]
impl PhoneNumbers for Small {
    async fn phone_numbers(&self, _: &InstanceArn) -> Answer<Vec<PhoneNumber>> {
        let number = |(number, _): &(&str, &str)| PhoneNumber {
            arn: format!("arn:aws:connect:eu-central-1:111122223333:phone-number/{number}"),
            id: (*number).to_owned(),
            number: (*number).to_owned(),
            country: "US".to_owned(),
            kind: "DID".to_owned(),
            description: String::new(),
        };
        Ok(self.numbers.iter().map(number).collect())
    }

    async fn associations(&self, _: &InstanceArn) -> Answer<Vec<FlowAssociation>> {
        let association = |(number, flow): &(&str, &str)| FlowAssociation {
            resource_id: format!("arn:aws:connect:eu-central-1:111122223333:phone-number/{number}"),
            flow_id: format!("{INSTANCE}/contact-flow/{flow}"),
            resource_type: "VOICE_PHONE_NUMBER".to_owned(),
        };
        Ok(self.numbers.iter().map(association).collect())
    }
}

#[async_trait]
impl FunctionCatalog for Small {
    async fn functions(&self) -> Answer<Vec<FunctionSummary>> {
        Ok(Vec::new())
    }

    async fn function(&self, name: &str) -> Answer<Option<FunctionSummary>> {
        if self.functions_fail {
            return Err(Failure::new(FailureKind::AccessDenied, "AccessDenied", "No.", "Ask."));
        }
        Ok(self.functions.get(name).map(|function| FunctionSummary {
            arn: arn(name),
            description: String::new(),
            runtime: None,
            timeout_seconds: function.timeout_seconds,
            last_modified: None,
        }))
    }

    async fn versions(&self, name: &str) -> Answer<Vec<FunctionVersion>> {
        let version = |number: &u64| FunctionVersion {
            version: Version::Published(*number),
            description: String::new(),
            code_sha256: String::new(),
            role: String::new(),
            dead_letter_target: None,
            runtime: None,
            timeout_seconds: 3,
            memory_mb: 128,
            state: None,
            last_modified: None,
            revision_id: String::new(),
        };
        Ok(self.functions[name].versions.iter().map(version).collect())
    }

    async fn aliases(&self, name: &str) -> Answer<Vec<Alias>> {
        let alias = |(alias, routing): &(&str, Routing)| Alias {
            name: alias.parse().expect("a name"),
            routing: routing.clone(),
            description: String::new(),
            revision_id: String::new(),
        };
        Ok(self.functions[name].aliases.iter().map(alias).collect())
    }

    async fn policy(&self, name: &str, qualifier: Option<&Qualifier>) -> Answer<Option<String>> {
        let asked = qualifier.map(ToString::to_string);
        let permitted = &self.functions[name].permitted;
        let resource = FunctionArn { qualifier: qualifier.cloned(), ..arn(name) };
        Ok(permitted.iter().any(|it| it.map(str::to_owned) == asked).then(|| {
            format!(
                r#"{{"Statement":[{{"Sid":"s","Effect":"Allow","Principal":{{"Service":"connect.amazonaws.com"}},
                "Action":"lambda:InvokeFunction","Resource":"{resource}","Condition":{{
                "StringEquals":{{"AWS:SourceAccount":"111122223333"}},"ArnLike":{{"AWS:SourceArn":"{INSTANCE}"}}}}}}]}}"#
            )
        }))
    }
}

#[async_trait]
impl AliasShifter for Small {
    async fn alias(&self, _: &str, _: &AliasName) -> Answer<Option<Alias>> {
        unreachable!("a scan moves nothing")
    }

    async fn set_routing(&self, _: &RoutingUpdate) -> Answer<Alias> {
        unreachable!("a scan moves nothing")
    }
}

#[async_trait]
impl InstanceFunctions for Small {
    async fn listed(&self, _: &InstanceArn) -> Answer<Vec<String>> {
        Ok(Vec::new())
    }

    async fn associate(&self, _: &InstanceArn, _: &str) -> Answer<()> {
        unreachable!("a scan writes nothing")
    }

    async fn disassociate(&self, _: &InstanceArn, _: &str) -> Answer<()> {
        unreachable!("a scan writes nothing")
    }
}

#[async_trait]
impl Identity for Small {
    async fn caller(&self) -> Answer<Caller> {
        unreachable!("a scan does not ask who calls")
    }
}

#[async_trait]
impl MetricSource for Small {
    async fn series(&self, _: &[MetricQuery], _: MetricWindow) -> Answer<Vec<Series>> {
        Ok(Vec::new())
    }

    async fn executed_versions(&self, _: &str, _: &str) -> Answer<Vec<Version>> {
        Ok(Vec::new())
    }
}

#[async_trait]
impl AlarmWatch for Small {
    async fn alarms(&self, _: Option<&[String]>) -> Answer<Vec<Alarm>> {
        Ok(Vec::new())
    }
}

fn arn(name: &str) -> FunctionArn {
    format!("arn:aws:lambda:eu-central-1:111122223333:function:{name}").parse().expect("an ARN")
}

fn at(version: u64) -> Routing {
    Routing::all_to(Version::Published(version))
}

fn split(percent: f64) -> Routing {
    let weight = Weight::from_percent(percent).expect("a share");
    at(1).shifted(Version::Published(2), weight).expect("a split")
}

fn function(aliases: Vec<(&'static str, Routing)>) -> SmallFunction {
    let permitted = aliases.iter().map(|(name, _)| Some(*name)).collect();
    SmallFunction { timeout_seconds: 3, versions: vec![1, 2], aliases, permitted }
}

/// A flow that does these things one after the other.
fn flow(steps: &[Step]) -> String {
    let mut actions = String::new();
    for (number, step) in steps.iter().enumerate() {
        let (kind, parameters) = match step {
            Step::Call(arn) => (
                "InvokeLambdaFunction",
                format!(r#"{{"LambdaFunctionARN":"{arn}","InvocationTimeLimitSeconds":"3"}}"#),
            ),
            Step::Transfer(to) => ("TransferToFlow", format!(r#"{{"ContactFlowId":"{to}"}}"#)),
            Step::Module(to) => ("InvokeFlowModule", format!(r#"{{"FlowModuleId":"{to}"}}"#)),
            Step::Set(key, value) => (
                "UpdateContactAttributes",
                format!(r#"{{"Attributes":{{"{key}":"{value}"}},"TargetContact":"Current"}}"#),
            ),
        };
        write!(
            actions,
            r#"{{"Identifier":"a{number}","Type":"{kind}","Parameters":{parameters},
            "Transitions":{{"NextAction":"a{}","Errors":[],"Conditions":[]}}}},"#,
            number + 1
        )
        .expect("written");
    }
    format!(
        r#"{{"Version":"2019-10-30","StartAction":"a0","Actions":[{actions}
        {{"Identifier":"a{}","Type":"DisconnectParticipant","Parameters":{{}},"Transitions":{{}}}}]}}"#,
        steps.len()
    )
}

enum Step {
    Call(String),
    Transfer(&'static str),
    Module(&'static str),
    Set(&'static str, String),
}

fn call(qualified: &str) -> Step {
    Step::Call(format!("arn:aws:lambda:eu-central-1:111122223333:function:{qualified}"))
}

/// Each flow with what it hits, one line each.
fn told(atlas: &Atlas) -> String {
    let mut lines = String::new();
    for (index, entry) in atlas.flows.iter().enumerate() {
        for call in atlas.calls_from(index) {
            let hits = match &call.resolution {
                Resolution::Versions(hit) => format!("{} {:?}", hit.arn.name, shares(hit)),
                other => format!("{other:?}"),
            };
            writeln!(lines, "{}: {hits}", entry.summary.name).expect("written");
        }
    }
    lines
}

fn shares(hit: &Hit) -> Vec<String> {
    let share = |(version, weight)| format!("{weight} {version}");
    hit.routing.shares().into_iter().map(share).collect()
}

fn codes(atlas: &Atlas) -> Vec<&'static str> {
    atlas.findings.iter().map(|finding| finding.code.as_str()).collect()
}

#[tokio::test]
async fn every_sort_of_call_is_resolved() {
    let orders = function(vec![("PROD", split(10.0)), ("OLD", at(1))]);
    let atlas = Small {
        flows: vec![
            ("alias", flow(&[call("orders:PROD")])),
            ("gone", flow(&[call("nobody"), call("orders:BETA"), call("orders:9")])),
            ("latest", flow(&[call("orders"), call("orders:$LATEST")])),
            ("pinned", flow(&[call("orders:2")])),
            ("run time", flow(&[Step::Call("$.Attributes.fn".to_owned())])),
            (
                "traced",
                flow(&[
                    Step::Set("fn", arn("orders").to_string() + ":OLD"),
                    Step::Call("$.Attributes.fn".to_owned()),
                ]),
            ),
        ],
        functions: BTreeMap::from([("orders", orders)]),
        ..Small::default()
    }
    .scan()
    .await;
    insta::assert_snapshot!(told(&atlas), @r#"
    alias: orders ["90 % 1", "10 % 2"]
    gone: Gone(Function("nobody"))
    gone: Gone(Alias("orders", AliasName("BETA")))
    gone: Gone(Version("orders", Published(9)))
    latest: orders ["100 % $LATEST"]
    latest: orders ["100 % $LATEST"]
    pinned: orders ["100 % 2"]
    run time: AtRunTime { expression: "$.Attributes.fn", candidates: [] }
    traced: orders ["100 % 1"]
    "#);
    assert_eq!(atlas.incomplete, Vec::<String>::new());
}

#[tokio::test]
async fn transfers_and_modules_are_followed_and_cycles_end() {
    let atlas = Small {
        flows: vec![
            ("one", flow(&[Step::Transfer("two")])),
            ("two", flow(&[Step::Module("lookup"), Step::Transfer("one")])),
        ],
        modules: vec![("lookup", flow(&[call("orders:PROD")]))],
        numbers: vec![("+15550100", "one")],
        functions: BTreeMap::from([("orders", function(vec![("PROD", at(1))]))]),
        ..Small::default()
    }
    .scan()
    .await;
    let one = &atlas.flows[0];
    let via: Vec<_> =
        one.reached[0].via.iter().map(|&flow| atlas.flows[flow].summary.name.as_str()).collect();
    assert_eq!(via, ["two", "lookup"]);
    let prod = "PROD".parse().expect("a name");
    let reaching = atlas.phone_numbers_reaching("orders", &prod);
    assert_eq!(reaching.len(), 1, "the number's callers reach the alias through flow and module");
    assert_eq!(atlas.flows_calling("orders", &prod), [2]);
}

#[tokio::test]
async fn each_thing_wrong_is_found_once_and_worst_first() {
    let mut slow = function(vec![("PROD", at(1))]);
    slow.timeout_seconds = 30;
    let mut forbidden = function(vec![("PROD", at(1))]);
    forbidden.permitted = vec![None];
    let atlas = Small {
        flows: vec![
            ("forbidden", flow(&[call("forbidden:PROD"), call("forbidden:PROD")])),
            ("live", flow(&[call("forbidden")])),
            ("slow", flow(&[call("slow:PROD")])),
            ("template", flow(&[Step::Call("arn:aws:lambda:<REGION>:x".to_owned())])),
            ("broken", "{\"Version\":\"2019-10-30\",\"StartAction\":\"x\",\"Actions\":[]}".into()),
            ("junk", "junk".to_owned()),
        ],
        functions: BTreeMap::from([("slow", slow), ("forbidden", forbidden)]),
        ..Small::default()
    }
    .scan()
    .await;
    insta::assert_debug_snapshot!(codes(&atlas), @r#"
    [
        "not-permitted",
        "not-permitted",
        "no-function",
        "broken-flow",
        "unreadable",
        "every-save-is-live",
        "timeout-too-long",
    ]
    "#);
}

#[tokio::test]
async fn what_aws_does_not_say_is_said_and_never_guessed() {
    let atlas = Small {
        flows: vec![("alias", flow(&[call("orders:PROD")]))],
        functions_fail: true,
        ..Small::default()
    }
    .scan()
    .await;
    assert_eq!(atlas.incomplete.len(), 1);
    assert!(told(&atlas).contains("Unknown"), "{}", told(&atlas));
}

#[tokio::test]
async fn an_alias_that_moves_is_taken_in_everywhere() {
    let mut atlas = Small {
        flows: vec![("alias", flow(&[call("orders:PROD"), call("orders:OLD")]))],
        functions: BTreeMap::from([("orders", function(vec![("PROD", at(1)), ("OLD", at(1))]))]),
        ..Small::default()
    }
    .scan()
    .await;
    let moved = Alias {
        name: "PROD".parse().expect("a name"),
        routing: split(25.0),
        description: String::new(),
        revision_id: "r2".to_owned(),
    };
    atlas.set_alias("orders", &moved);
    insta::assert_snapshot!(told(&atlas), @r#"
    alias: orders ["75 % 1", "25 % 2"]
    alias: orders ["100 % 1"]
    "#);
}
