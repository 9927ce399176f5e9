//! Amazon Connect, as REST-JSON.
//!
//! Invariant: every list is paged with Connect's own page maxima, and every
//! time is epoch seconds.

mod chats;
mod edit;
mod error;
mod flows;
mod functions;
mod input;
mod instance;
mod numbers;
mod resources;
mod search;

use crate::{
    wire::{answer::Answer, error::AwsError, request::Request},
    world::World,
};

/// The operations that are there, with what their path says. The first text is
/// the instance's id or ARN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Operation {
    /// `ListInstances`
    ListInstances,
    /// `DescribeInstance`
    DescribeInstance(String),
    /// `ListContactFlows`
    ListContactFlows(String),
    /// `SearchContactFlows`
    SearchContactFlows,
    /// `DescribeContactFlow`: instance and flow
    DescribeContactFlow(String, String),
    /// `CreateContactFlow`
    CreateContactFlow(String),
    /// `UpdateContactFlowContent`: instance and flow
    UpdateContactFlowContent(String, String),
    /// `UpdateContactFlowMetadata`: instance and flow
    UpdateContactFlowMetadata(String, String),
    /// `UpdateContactFlowName`: instance and flow
    UpdateContactFlowName(String, String),
    /// `DeleteContactFlow`: instance and flow
    DeleteContactFlow(String, String),
    /// `StartChatContact`
    StartChatContact,
    /// `StopContact`
    StopContact,
    /// `GetContactAttributes`: instance and contact
    GetContactAttributes(String, String),
    /// `ListQueues`
    ListQueues(String),
    /// `ListPrompts`
    ListPrompts(String),
    /// `ListHoursOfOperations`
    ListHoursOfOperations(String),
    /// `ListContactFlowModules`
    ListContactFlowModules(String),
    /// `SearchContactFlowModules`
    SearchContactFlowModules,
    /// `DescribeContactFlowModule`: instance and module
    DescribeContactFlowModule(String, String),
    /// `ListLambdaFunctions`
    ListLambdaFunctions(String),
    /// `AssociateLambdaFunction`
    AssociateLambdaFunction(String),
    /// `DisassociateLambdaFunction`
    DisassociateLambdaFunction(String),
    /// `ListPhoneNumbersV2`
    ListPhoneNumbersV2,
    /// `ListFlowAssociations`
    ListFlowAssociations(String),
    /// `BatchGetFlowAssociation`
    BatchGetFlowAssociation(String),
}

impl Operation {
    /// Reads method and path; `None` when Connect has no such route here.
    pub(crate) fn routed(request: &Request) -> Option<Self> {
        let path: Vec<&str> = request.segments.iter().map(String::as_str).collect();
        match (request.method.as_str(), path.as_slice()) {
            ("GET", ["instance"]) => Some(Self::ListInstances),
            ("POST", ["search-contact-flows"]) => Some(Self::SearchContactFlows),
            ("POST", ["search-contact-flow-modules"]) => Some(Self::SearchContactFlowModules),
            ("POST", ["phone-number", "list"]) => Some(Self::ListPhoneNumbersV2),
            ("PUT", ["contact", "chat"]) => Some(Self::StartChatContact),
            ("POST", ["contact", "stop"]) => Some(Self::StopContact),
            ("GET", ["contact", "attributes", instance, contact]) => {
                Some(Self::GetContactAttributes((*instance).to_owned(), (*contact).to_owned()))
            }
            ("POST", ["contact-flows", instance, flow, part]) => {
                Self::of_flow(part, (*instance).to_owned(), (*flow).to_owned())
            }
            (method, [kind, instance]) => Self::of_instance(method, kind, (*instance).to_owned()),
            (method, [kind, instance, name]) => Self::in_instance(method, kind, instance, name),
            _ => None,
        }
    }

    fn of_flow(part: &str, instance: String, flow: String) -> Option<Self> {
        match part {
            "content" => Some(Self::UpdateContactFlowContent(instance, flow)),
            "metadata" => Some(Self::UpdateContactFlowMetadata(instance, flow)),
            "name" => Some(Self::UpdateContactFlowName(instance, flow)),
            _ => None,
        }
    }

    fn of_instance(method: &str, kind: &str, instance: String) -> Option<Self> {
        match (method, kind) {
            ("GET", "instance") => Some(Self::DescribeInstance(instance)),
            ("PUT", "contact-flows") => Some(Self::CreateContactFlow(instance)),
            ("GET", "queues-summary") => Some(Self::ListQueues(instance)),
            ("GET", "prompts-summary") => Some(Self::ListPrompts(instance)),
            ("GET", "hours-of-operations-summary") => Some(Self::ListHoursOfOperations(instance)),
            ("GET", "contact-flows-summary") => Some(Self::ListContactFlows(instance)),
            ("GET", "contact-flow-modules-summary") => Some(Self::ListContactFlowModules(instance)),
            ("GET", "flow-associations-summary") => Some(Self::ListFlowAssociations(instance)),
            ("POST", "flow-associations-batch") => Some(Self::BatchGetFlowAssociation(instance)),
            _ => None,
        }
    }

    fn in_instance(method: &str, kind: &str, instance: &str, name: &str) -> Option<Self> {
        let (instance, name) = (instance.to_owned(), name.to_owned());
        match (method, kind, name.as_str()) {
            ("GET", "contact-flows", _) => Some(Self::DescribeContactFlow(instance, name)),
            ("DELETE", "contact-flows", _) => Some(Self::DeleteContactFlow(instance, name)),
            ("GET", "contact-flow-modules", _) => {
                Some(Self::DescribeContactFlowModule(instance, name))
            }
            ("GET", "instance", "lambda-functions") => Some(Self::ListLambdaFunctions(instance)),
            ("PUT", "instance", "lambda-function") => Some(Self::AssociateLambdaFunction(instance)),
            ("DELETE", "instance", "lambda-function") => {
                Some(Self::DisassociateLambdaFunction(instance))
            }
            _ => None,
        }
    }

    /// AWS's name for it.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::ListInstances => "ListInstances",
            Self::DescribeInstance(_) => "DescribeInstance",
            Self::ListContactFlows(_) => "ListContactFlows",
            Self::SearchContactFlows => "SearchContactFlows",
            Self::DescribeContactFlow(..) => "DescribeContactFlow",
            Self::CreateContactFlow(_) => "CreateContactFlow",
            Self::UpdateContactFlowContent(..) => "UpdateContactFlowContent",
            Self::UpdateContactFlowMetadata(..) => "UpdateContactFlowMetadata",
            Self::UpdateContactFlowName(..) => "UpdateContactFlowName",
            Self::DeleteContactFlow(..) => "DeleteContactFlow",
            Self::StartChatContact => "StartChatContact",
            Self::StopContact => "StopContact",
            Self::GetContactAttributes(..) => "GetContactAttributes",
            Self::ListQueues(_) => "ListQueues",
            Self::ListPrompts(_) => "ListPrompts",
            Self::ListHoursOfOperations(_) => "ListHoursOfOperations",
            Self::ListContactFlowModules(_) => "ListContactFlowModules",
            Self::SearchContactFlowModules => "SearchContactFlowModules",
            Self::DescribeContactFlowModule(..) => "DescribeContactFlowModule",
            Self::ListLambdaFunctions(_) => "ListLambdaFunctions",
            Self::AssociateLambdaFunction(_) => "AssociateLambdaFunction",
            Self::DisassociateLambdaFunction(_) => "DisassociateLambdaFunction",
            Self::ListPhoneNumbersV2 => "ListPhoneNumbersV2",
            Self::ListFlowAssociations(_) => "ListFlowAssociations",
            Self::BatchGetFlowAssociation(_) => "BatchGetFlowAssociation",
        }
    }
}

/// Answers an operation.
pub(crate) fn perform(
    world: &mut World,
    operation: &Operation,
    request: &Request,
) -> Result<Answer, AwsError> {
    let saves_only = world.quirks.saves_only;
    let centre = &mut world.centre;
    match operation {
        Operation::ListInstances => instance::list(centre, request),
        Operation::DescribeInstance(id) => instance::describe(centre, id),
        Operation::ListContactFlows(id) => flows::list(centre, id, request),
        Operation::SearchContactFlows => search::flows(centre, request),
        Operation::DescribeContactFlow(id, flow) => flows::describe(centre, saves_only, id, flow),
        Operation::ListContactFlowModules(id) => flows::list_modules(centre, id, request),
        Operation::SearchContactFlowModules => search::modules(centre, request),
        Operation::DescribeContactFlowModule(id, module) => {
            flows::describe_module(centre, id, module)
        }
        Operation::ListLambdaFunctions(id) => functions::list(centre, id, request),
        Operation::AssociateLambdaFunction(id) => functions::associate(world, id, request),
        Operation::DisassociateLambdaFunction(id) => functions::disassociate(centre, id, request),
        Operation::ListPhoneNumbersV2 => numbers::list(centre, request),
        Operation::ListFlowAssociations(id) => numbers::list_associations(centre, id, request),
        Operation::BatchGetFlowAssociation(id) => numbers::get_associations(centre, id, request),
        Operation::ListQueues(id) => resources::queues(centre, id, request),
        Operation::ListPrompts(id) => resources::prompts(centre, id, request),
        Operation::ListHoursOfOperations(id) => resources::hours(centre, id, request),
        Operation::CreateContactFlow(id) => edit::create(world, id, request),
        Operation::UpdateContactFlowContent(id, flow) => edit::content(world, id, flow, request),
        Operation::UpdateContactFlowMetadata(id, flow)
        | Operation::UpdateContactFlowName(id, flow) => edit::metadata(world, id, flow, request),
        Operation::DeleteContactFlow(id, flow) => edit::delete(world, id, flow),
        Operation::StartChatContact => chats::start(world, request),
        Operation::StopContact => chats::stop(world, request),
        Operation::GetContactAttributes(id, contact) => chats::attributes(world, id, contact),
    }
}
