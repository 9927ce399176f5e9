//! `CloudWatch`'s errors.

use crate::wire::error::AwsError;

/// The request does not fit together.
pub(super) fn validation(message: impl Into<String>) -> AwsError {
    AwsError::new(400, "ValidationException", message).query("ValidationError")
}

/// One value is wrong.
pub(super) fn invalid(message: impl Into<String>) -> AwsError {
    AwsError::new(400, "InvalidParameterValueException", message).query("InvalidParameterValue")
}

/// A parameter that must be there is not.
pub(super) fn missing(name: &str) -> AwsError {
    let text = format!("The parameter {name} is required.");
    AwsError::new(400, "MissingRequiredParameterException", text).query("MissingParameter")
}

/// Two parameters exclude each other.
pub(super) fn combination(message: impl Into<String>) -> AwsError {
    AwsError::new(400, "InvalidParameterCombinationException", message)
        .query("InvalidParameterCombination")
}

/// The token is not one that this operation gave.
pub(super) fn bad_token() -> AwsError {
    AwsError::new(400, "InvalidNextToken", "The next token specified is invalid.")
}

/// An alarm is not there.
pub(super) fn not_found(message: impl Into<String>) -> AwsError {
    AwsError::new(404, "ResourceNotFound", message)
}
