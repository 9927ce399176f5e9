//! Resource policies: who may invoke a function, a version or an alias.

use serde_json::{Map, Value, json};

use super::{
    error::{conflict, invalid, missing, not_found, pattern, precondition},
    target::{Target, body, text},
};
use crate::{
    wire::{answer::Answer, error::AwsError, request::Request},
    world::{
        World,
        function::LATEST,
        policy::{Policy, Statement},
    },
};

/// Lambda's limit for a resource policy, in bytes.
const MAX_POLICY: usize = 20_480;

/// `GetPolicy`
pub(super) fn get(world: &World, name: &str, request: &Request) -> Result<Answer, AwsError> {
    let target = Target::read(name, request)?;
    let function = target.function(world)?;
    target.version(function)?;
    let policy = function.policy(target.qualifier.as_ref()).ok_or_else(none)?;
    let shape = json!({"Policy": policy.document(), "RevisionId": policy.revision_id});
    Ok(Answer::json(200, &shape))
}

/// `AddPermission`
pub(super) fn add(world: &mut World, name: &str, request: &Request) -> Result<Answer, AwsError> {
    let target = Target::read(name, request)?;
    let revision_id = world.new_id();
    let function = target.function_mut(world)?;
    target.version(function)?;
    if target.qualifier == Some(LATEST) {
        return Err(invalid("We currently do not support adding policies for $LATEST."));
    }
    let body = body(request)?;
    let statement = statement(&body, target.arn())?;
    let mut policy = function.policy(target.qualifier.as_ref()).cloned().unwrap_or_default();
    if text(&body, "RevisionId")?.is_some_and(|wanted| wanted != policy.revision_id) {
        return Err(precondition("GetPolicy"));
    }
    if policy.has(&statement.id) {
        return Err(conflict(format!(
            "The statement id ({}) provided already exists. Please provide a new statement id, or \
             remove the existing statement.",
            statement.id
        )));
    }
    let written = statement.json().to_string();
    policy.add(statement, revision_id);
    check_length(&policy)?;
    function.policies.insert(target.qualifier.unwrap_or(LATEST), policy);
    Ok(Answer::json(201, &json!({"Statement": written})))
}

/// `RemovePermission`
pub(super) fn remove(
    world: &mut World,
    name: &str,
    id: &str,
    request: &Request,
) -> Result<Answer, AwsError> {
    let target = Target::read(name, request)?;
    let revision_id = world.new_id();
    let function = target.function_mut(world)?;
    target.version(function)?;
    let qualifier = target.qualifier.unwrap_or(LATEST);
    let policy = function
        .policies
        .get_mut(&qualifier)
        .ok_or_else(|| not_found("No policy is associated with the given resource."))?;
    if request.param("RevisionId").is_some_and(|wanted| wanted != policy.revision_id) {
        return Err(precondition("GetPolicy"));
    }
    if !policy.has(id) {
        return Err(not_found(format!("Statement {id} is not found in resource policy.")));
    }
    policy.remove(id, revision_id);
    if policy.is_empty() {
        function.policies.remove(&qualifier);
    }
    Ok(Answer::empty(204))
}

fn none() -> AwsError {
    not_found("The resource you requested does not exist.")
}

fn check_length(policy: &Policy) -> Result<(), AwsError> {
    let length = policy.document().len();
    if length <= MAX_POLICY {
        return Ok(());
    }
    let text = format!("The final policy size ({length}) is bigger than the limit ({MAX_POLICY}).");
    Err(AwsError::new(400, "PolicyLengthExceededException", text).field("Type", "User"))
}

fn statement(body: &Map<String, Value>, resource: String) -> Result<Statement, AwsError> {
    let required = |name: &str, member: &str| {
        text(body, name)?.map(str::to_owned).ok_or_else(|| missing(member))
    };
    let optional = |name: &str| text(body, name).map(|it| it.map(str::to_owned));
    let statement = Statement {
        id: required("StatementId", "statementId")?,
        action: required("Action", "action")?,
        principal: required("Principal", "principal")?,
        resource,
        source_arn: optional("SourceArn")?,
        source_account: optional("SourceAccount")?,
        principal_org: optional("PrincipalOrgID")?,
        event_source_token: optional("EventSourceToken")?,
        url_auth_type: optional("FunctionUrlAuthType")?,
    };
    check(&statement)?;
    Ok(statement)
}

fn check(statement: &Statement) -> Result<(), AwsError> {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let id = &statement.id;
    if id.is_empty() || id.len() > 100 || !id.bytes().all(word) {
        return Err(pattern(id, "statementId", "([a-zA-Z0-9-_]+)"));
    }
    let action = &statement.action;
    let named = action.strip_prefix("lambda:").is_some_and(|name| {
        name == "*" || (!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic()))
    });
    if !named && action != "*" {
        return Err(pattern(action, "action", "(lambda:[*]|lambda:[a-zA-Z]+|[*])"));
    }
    let principal = &statement.principal;
    if principal.is_empty() || principal.contains(char::is_whitespace) {
        return Err(pattern(principal, "principal", "[^\\s]+"));
    }
    let account = |text: &String| text.len() == 12 && text.bytes().all(|it| it.is_ascii_digit());
    if let Some(wrong) = statement.source_account.as_ref().filter(|it| !account(it)) {
        return Err(pattern(wrong, "sourceAccount", "\\d{12}"));
    }
    if let Some(wrong) = statement.source_arn.as_ref().filter(|it| !it.starts_with("arn:")) {
        return Err(pattern(wrong, "sourceArn", "arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:.*"));
    }
    Ok(())
}
