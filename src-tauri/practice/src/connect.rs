//! Amazon Connect, as REST-JSON.
//!
//! Invariant: every list is paged with Connect's own page maxima, and every
//! time is epoch seconds.

mod error;
mod flows;
mod functions;
mod input;
mod instance;
mod numbers;
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
            (method, [kind, instance]) => Self::of_instance(method, kind, (*instance).to_owned()),
            (method, [kind, instance, name]) => Self::in_instance(method, kind, instance, name),
            _ => None,
        }
    }

    fn of_instance(method: &str, kind: &str, instance: String) -> Option<Self> {
        match (method, kind) {
            ("GET", "instance") => Some(Self::DescribeInstance(instance)),
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
    let centre = &mut world.centre;
    match operation {
        Operation::ListInstances => instance::list(centre, request),
        Operation::DescribeInstance(id) => instance::describe(centre, id),
        Operation::ListContactFlows(id) => flows::list(centre, id, request),
        Operation::SearchContactFlows => search::flows(centre, request),
        Operation::DescribeContactFlow(id, flow) => flows::describe(centre, id, flow),
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
    }
}
