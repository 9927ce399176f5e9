//! An account with what a test puts into it, kept in memory.

use std::{
    collections::BTreeMap,
    fmt::Write,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
};

use async_trait::async_trait;
use crossfade_domain::{
    alias::{Alias, Routing},
    arn::{FunctionArn, InstanceArn},
    qualifier::{AliasName, Qualifier, Version},
    weight::Weight,
};

use super::super::{Atlas, Survey, scan};
use crate::{
    clock::Clock,
    failure::{Failure, FailureKind},
    ports::{
        Account, Alarm, AlarmWatch, AliasShifter, Answer, Caller, FlowAssociation, FlowCatalog,
        FlowDocument, FlowSummary, FlowView, FunctionCatalog, FunctionSummary, FunctionVersion,
        Identity, Instance, InstanceFunctions, MetricQuery, MetricSource, MetricWindow,
        ModuleDocument, ModuleSummary, PhoneNumber, PhoneNumbers, PublicationStatus,
        ResourcePolicy, RoutingUpdate, Series,
        unasked::{self, Unasked},
    },
};

pub(crate) const INSTANCE: &str = "arn:aws:connect:eu-central-1:111122223333:instance/i1";

/// An account with what a test puts into it.
#[derive(Default, Clone)]
pub(crate) struct Small {
    /// Functions on Lambda Managed Instances.
    pub(crate) managed: Vec<&'static str>,
    /// Versions that cannot take calls yet, whatever their function.
    pub(crate) pending: Vec<u64>,
    /// Name, content; ids are names.
    pub(crate) flows: Vec<(&'static str, String)>,
    pub(crate) modules: Vec<(&'static str, String)>,
    pub(crate) numbers: Vec<(&'static str, &'static str)>,
    /// Those that a traffic distribution group has, which no list shows.
    pub(crate) shared_numbers: Vec<(&'static str, &'static str)>,
    pub(crate) functions: BTreeMap<&'static str, SmallFunction>,
    /// Fails every call about a function.
    pub(crate) functions_fail: bool,
    /// Fails the question which number enters which flow.
    pub(crate) associations_fail: bool,
    /// Further instances of the account.
    pub(crate) others: Vec<&'static str>,
    /// Fails every scan, as long as it is set.
    pub(crate) flows_fail: Arc<AtomicBool>,
    /// How many scans were begun.
    pub(crate) scans: Arc<AtomicU32>,
}

#[derive(Clone)]
pub(crate) struct SmallFunction {
    pub(crate) timeout_seconds: u32,
    pub(crate) versions: Vec<u64>,
    pub(crate) aliases: Vec<(&'static str, Routing)>,
    /// Qualifiers with a full permission.
    pub(crate) permitted: Vec<Option<&'static str>>,
}

impl Small {
    pub(crate) fn account(self) -> Account {
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
            invoker: Arc::new(Unasked),
            publisher: Arc::new(Unasked),
            concurrency: Arc::new(Unasked),
            deployments: Arc::new(Unasked),
            deployer: Arc::new(Unasked),
            deployment_keeper: Arc::new(Unasked),
            alias_keeper: Arc::new(Unasked),
            flow_keeper: Arc::new(Unasked),
            chats: Arc::new(Unasked),
            stacks: Arc::new(Unasked),
        }
    }

    pub(super) async fn survey(self) -> Survey {
        let instance = INSTANCE.parse().expect("an ARN");
        Survey::of(&self.account(), &instance, &|_| {}).await.expect("a survey")
    }

    pub(crate) async fn scan(self) -> Atlas {
        scan(&self.account(), Clock::wall(), instance(INSTANCE), &|_| {}).await.expect("an atlas")
    }
}

pub(crate) fn instance(arn: &str) -> Instance {
    Instance {
        arn: arn.parse().expect("an ARN"),
        alias: "small".to_owned(),
        status: "ACTIVE".to_owned(),
        created: None,
    }
}

fn refused() -> Failure {
    Failure::new(FailureKind::AccessDenied, "AccessDenied", "No.", "Ask.")
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
        Ok([&INSTANCE].into_iter().chain(&self.others).map(|arn| instance(arn)).collect())
    }

    async fn flows(&self, _: &InstanceArn) -> Answer<Vec<FlowSummary>> {
        self.scans.fetch_add(1, Ordering::Relaxed);
        // Whoever else wants to scan gets the chance.
        tokio::task::yield_now().await;
        if self.flows_fail.load(Ordering::Relaxed) {
            return Err(refused());
        }
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

    async fn resources(
        &self,
        _: &InstanceArn,
    ) -> Answer<Vec<crossfade_domain::flow::rewrite::Candidate>> {
        Ok(Vec::new())
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
        if self.associations_fail {
            return Err(refused());
        }
        let all = self.numbers.iter().chain(&self.shared_numbers);
        let attached = all.filter(|(_, flow)| !flow.is_empty());
        Ok(attached.map(association).collect())
    }
}

#[async_trait]
impl FunctionCatalog for Small {
    async fn functions(&self) -> Answer<Vec<FunctionSummary>> {
        Ok(Vec::new())
    }

    async fn function(&self, name: &str) -> Answer<Option<FunctionSummary>> {
        if self.functions_fail {
            return Err(refused());
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
        let managed = self.managed.contains(&name).then_some(Version::LatestPublished);
        let published = self.functions[name].versions.iter().copied().map(Version::Published);
        // A list tells no state.
        let version = |version| FunctionVersion { state: None, ..unasked::version(version) };
        Ok(managed.into_iter().chain(published).map(version).collect())
    }

    async fn version(&self, name: &str, version: Version) -> Answer<Option<FunctionVersion>> {
        let pending = self.pending.iter().any(|number| version == Version::Published(*number));
        let state = Some(if pending { "Pending" } else { "Active" }.to_owned());
        let listed = self.versions(name).await?.into_iter().find(|it| it.version == version);
        Ok(listed.map(|it| FunctionVersion { state, ..it }))
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

    async fn policy(
        &self,
        name: &str,
        qualifier: Option<&Qualifier>,
    ) -> Answer<Option<ResourcePolicy>> {
        let asked = qualifier.map(ToString::to_string);
        let permitted = &self.functions[name].permitted;
        let resource = FunctionArn { qualifier: qualifier.cloned(), ..arn(name) };
        let is_permitted = permitted.iter().any(|it| it.map(str::to_owned) == asked);
        Ok(is_permitted.then(|| ResourcePolicy {
            revision_id: None,
            text: format!(
                r#"{{"Statement":[{{"Sid":"s","Effect":"Allow","Principal":{{"Service":"connect.amazonaws.com"}},
                "Action":"lambda:InvokeFunction","Resource":"{resource}","Condition":{{
                "StringEquals":{{"AWS:SourceAccount":"111122223333"}},"ArnLike":{{"AWS:SourceArn":"{INSTANCE}"}}}}}}]}}"#
            ),
        }))
    }
}

#[async_trait]
impl AliasShifter for Small {
    async fn alias(&self, function: &str, name: &AliasName) -> Answer<Option<Alias>> {
        let all = self.aliases(function).await?;
        Ok(all.into_iter().find(|alias| alias.name == *name))
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

pub(crate) fn arn(name: &str) -> FunctionArn {
    format!("arn:aws:lambda:eu-central-1:111122223333:function:{name}").parse().expect("an ARN")
}

pub(crate) fn at(version: u64) -> Routing {
    Routing::all_to(Version::Published(version))
}

pub(crate) fn split(percent: f64) -> Routing {
    let weight = Weight::from_percent(percent).expect("a share");
    at(1).shifted(Version::Published(2), weight).expect("a split")
}

pub(crate) fn function(aliases: Vec<(&'static str, Routing)>) -> SmallFunction {
    let permitted = aliases.iter().map(|(name, _)| Some(*name)).collect();
    SmallFunction { timeout_seconds: 3, versions: vec![1, 2], aliases, permitted }
}

/// A flow that does these things one after the other.
pub(crate) fn flow(steps: &[Step]) -> String {
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

pub(crate) enum Step {
    Call(String),
    Transfer(&'static str),
    Module(&'static str),
    Set(&'static str, String),
}

pub(crate) fn call(qualified: &str) -> Step {
    Step::Call(format!("arn:aws:lambda:eu-central-1:111122223333:function:{qualified}"))
}
