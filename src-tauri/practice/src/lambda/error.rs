//! Lambda's errors, in Lambda's words.

use crate::wire::error::AwsError;

/// Something that is named is not there.
pub(super) fn not_found(message: impl Into<String>) -> AwsError {
    AwsError::new(404, "ResourceNotFoundException", message).under("Message").field("Type", "User")
}

/// A function, or its version.
pub(super) fn no_function(arn: &str) -> AwsError {
    not_found(format!("Function not found: {arn}"))
}

/// An alias.
pub(super) fn no_alias(arn: &str) -> AwsError {
    not_found(format!("Cannot find alias arn: {arn}"))
}

/// A value that Lambda understands and does not take.
pub(super) fn invalid(message: impl Into<String>) -> AwsError {
    AwsError::new(400, "InvalidParameterValueException", message).field("Type", "User")
}

/// A value that does not fit the model.
pub(super) fn validation(value: &str, member: &str, constraint: &str) -> AwsError {
    let text = format!(
        "1 validation error detected: Value '{value}' at '{member}' failed to satisfy \
         constraint: {constraint}"
    );
    AwsError::new(400, "ValidationException", text)
}

/// A pattern that a value does not match.
pub(super) fn pattern(value: &str, member: &str, pattern: &str) -> AwsError {
    let constraint = format!("Member must satisfy regular expression pattern: {pattern}");
    validation(value, member, &constraint)
}

/// Something of that name is there already.
pub(super) fn conflict(message: impl Into<String>) -> AwsError {
    AwsError::new(409, "ResourceConflictException", message).field("Type", "User")
}

/// Somebody else changed it in the meantime.
pub(super) fn precondition(apis: &str) -> AwsError {
    let text = format!(
        "The Revision Id provided does not match the latest Revision Id. Call the {apis} API to \
         retrieve the latest Revision Id"
    );
    AwsError::new(412, "PreconditionFailedException", text).field("Type", "User")
}

/// The body is no JSON, or a member has the wrong type.
pub(super) fn unreadable(message: impl Into<String>) -> AwsError {
    AwsError::new(400, "InvalidRequestContentException", message).field("Type", "User")
}

/// A member that must be there is not.
pub(super) fn missing(member: &str) -> AwsError {
    let text = format!(
        "1 validation error detected: Value null at '{member}' failed to satisfy constraint: \
         Member must not be null"
    );
    AwsError::new(400, "ValidationException", text)
}
