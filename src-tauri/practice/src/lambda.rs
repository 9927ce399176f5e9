//! AWS Lambda, as REST-JSON.
//!
//! Invariant: every error has Lambda's own shape: `Type` and a message under
//! the key that the model gives it.

mod aliases;
mod code;
mod error;
mod invoke;
mod permissions;
mod provisioned;
mod reads;
mod shape;
mod target;

use axum::http::Method;

use crate::{
    wire::{answer::Answer, error::AwsError, request::Request},
    world::World,
};

/// The operations that are there, with what their path says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Operation {
    /// `ListFunctions`
    ListFunctions,
    /// `GetFunction`
    GetFunction(String),
    /// `GetFunctionConfiguration`
    GetFunctionConfiguration(String),
    /// `UpdateFunctionCode`
    UpdateFunctionCode(String),
    /// `UpdateFunctionConfiguration`
    UpdateFunctionConfiguration(String),
    /// `ListVersionsByFunction`
    ListVersionsByFunction(String),
    /// `PublishVersion`
    PublishVersion(String),
    /// `ListAliases`
    ListAliases(String),
    /// `CreateAlias`
    CreateAlias(String),
    /// `GetAlias`: function and alias
    GetAlias(String, String),
    /// `UpdateAlias`: function and alias
    UpdateAlias(String, String),
    /// `DeleteAlias`: function and alias
    DeleteAlias(String, String),
    /// `GetPolicy`
    GetPolicy(String),
    /// `AddPermission`
    AddPermission(String),
    /// `RemovePermission`: function and statement id
    RemovePermission(String, String),
    /// `Invoke`
    Invoke(String),
    /// `GetProvisionedConcurrencyConfig`
    GetProvisionedConcurrencyConfig(String),
    /// `PutProvisionedConcurrencyConfig`
    PutProvisionedConcurrencyConfig(String),
    /// `DeleteProvisionedConcurrencyConfig`
    DeleteProvisionedConcurrencyConfig(String),
}

/// The API version in every path of this service.
const API: &str = "2015-03-31";
/// Provisioned concurrency came later.
const PROVISIONED_API: &str = "2019-09-30";

impl Operation {
    /// Reads method and path; `None` when Lambda has no such route here.
    pub(crate) fn routed(request: &Request) -> Option<Self> {
        let path: Vec<&str> = request.segments.iter().map(String::as_str).collect();
        if let [PROVISIONED_API, "functions", name, "provisioned-concurrency"] = path.as_slice() {
            return Self::provisioned_route(&request.method, name);
        }
        let [API, "functions", rest @ ..] = path.as_slice() else { return None };
        match (request.method.as_str(), rest) {
            ("GET", []) => Some(Self::ListFunctions),
            ("GET", [name]) => Some(Self::GetFunction((*name).to_owned())),
            (_, [name, "aliases", ..]) => Self::alias_route(&request.method, name, &rest[2..]),
            (_, [name, rest @ ..]) => Self::function_route(&request.method, name, rest),
            (_, []) => None,
        }
    }

    fn function_route(method: &Method, name: &str, rest: &[&str]) -> Option<Self> {
        let name = name.to_owned();
        match (method.as_str(), rest) {
            ("GET", ["configuration"]) => Some(Self::GetFunctionConfiguration(name)),
            ("PUT", ["configuration"]) => Some(Self::UpdateFunctionConfiguration(name)),
            ("PUT", ["code"]) => Some(Self::UpdateFunctionCode(name)),
            ("GET", ["versions"]) => Some(Self::ListVersionsByFunction(name)),
            ("POST", ["versions"]) => Some(Self::PublishVersion(name)),
            ("GET", ["policy"]) => Some(Self::GetPolicy(name)),
            ("POST", ["policy"]) => Some(Self::AddPermission(name)),
            ("DELETE", ["policy", id]) => Some(Self::RemovePermission(name, (*id).to_owned())),
            ("POST", ["invocations"]) => Some(Self::Invoke(name)),
            _ => None,
        }
    }

    fn provisioned_route(method: &Method, name: &str) -> Option<Self> {
        let name = name.to_owned();
        match method.as_str() {
            "GET" => Some(Self::GetProvisionedConcurrencyConfig(name)),
            "PUT" => Some(Self::PutProvisionedConcurrencyConfig(name)),
            "DELETE" => Some(Self::DeleteProvisionedConcurrencyConfig(name)),
            _ => None,
        }
    }

    fn alias_route(method: &Method, name: &str, rest: &[&str]) -> Option<Self> {
        let name = name.to_owned();
        match (method.as_str(), rest) {
            ("GET", []) => Some(Self::ListAliases(name)),
            ("POST", []) => Some(Self::CreateAlias(name)),
            ("GET", [alias]) => Some(Self::GetAlias(name, (*alias).to_owned())),
            ("PUT", [alias]) => Some(Self::UpdateAlias(name, (*alias).to_owned())),
            ("DELETE", [alias]) => Some(Self::DeleteAlias(name, (*alias).to_owned())),
            _ => None,
        }
    }

    /// AWS's name for it.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::ListFunctions => "ListFunctions",
            Self::GetFunction(_) => "GetFunction",
            Self::GetFunctionConfiguration(_) => "GetFunctionConfiguration",
            Self::UpdateFunctionCode(_) => "UpdateFunctionCode",
            Self::UpdateFunctionConfiguration(_) => "UpdateFunctionConfiguration",
            Self::ListVersionsByFunction(_) => "ListVersionsByFunction",
            Self::PublishVersion(_) => "PublishVersion",
            Self::ListAliases(_) => "ListAliases",
            Self::CreateAlias(_) => "CreateAlias",
            Self::GetAlias(..) => "GetAlias",
            Self::UpdateAlias(..) => "UpdateAlias",
            Self::DeleteAlias(..) => "DeleteAlias",
            Self::GetPolicy(_) => "GetPolicy",
            Self::AddPermission(_) => "AddPermission",
            Self::RemovePermission(..) => "RemovePermission",
            Self::Invoke(_) => "Invoke",
            Self::GetProvisionedConcurrencyConfig(_) => "GetProvisionedConcurrencyConfig",
            Self::PutProvisionedConcurrencyConfig(_) => "PutProvisionedConcurrencyConfig",
            Self::DeleteProvisionedConcurrencyConfig(_) => "DeleteProvisionedConcurrencyConfig",
        }
    }
}

/// Answers an operation.
pub(crate) fn perform(
    world: &mut World,
    operation: &Operation,
    request: &Request,
    id: &str,
) -> Result<Answer, AwsError> {
    match operation {
        Operation::ListFunctions => reads::list_functions(world, request),
        Operation::GetFunction(name) => reads::get_function(world, name, request),
        Operation::GetFunctionConfiguration(name) => reads::get_configuration(world, name, request),
        Operation::ListVersionsByFunction(name) => reads::list_versions(world, name, request),
        Operation::UpdateFunctionCode(name) => code::update(world, name, request),
        Operation::UpdateFunctionConfiguration(name) => code::configure(world, name, request),
        Operation::PublishVersion(name) => code::publish(world, name, request),
        Operation::ListAliases(name) => aliases::list(world, name, request),
        Operation::CreateAlias(name) => aliases::create(world, name, request),
        Operation::GetAlias(name, alias) => aliases::get(world, name, alias),
        Operation::UpdateAlias(name, alias) => aliases::update(world, name, alias, request),
        Operation::DeleteAlias(name, alias) => aliases::delete(world, name, alias),
        Operation::GetPolicy(name) => permissions::get(world, name, request),
        Operation::AddPermission(name) => permissions::add(world, name, request),
        Operation::RemovePermission(name, id) => permissions::remove(world, name, id, request),
        Operation::Invoke(name) => invoke::invoke(world, name, request, id),
        Operation::GetProvisionedConcurrencyConfig(name) => provisioned::get(world, name, request),
        Operation::PutProvisionedConcurrencyConfig(name) => provisioned::put(world, name, request),
        Operation::DeleteProvisionedConcurrencyConfig(name) => {
            provisioned::delete(world, name, request)
        }
    }
}
