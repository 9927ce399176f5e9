//! Connect's errors; its model calls the message `Message`.

use crate::wire::error::AwsError;

/// The request makes no sense.
pub(super) fn invalid_request(message: impl Into<String>) -> AwsError {
    AwsError::new(400, "InvalidRequestException", message).under("Message")
}

/// One parameter is wrong.
pub(super) fn invalid_parameter(message: impl Into<String>) -> AwsError {
    AwsError::new(400, "InvalidParameterException", message).under("Message")
}

/// Something that is named is not there.
pub(super) fn not_found(message: impl Into<String>) -> AwsError {
    AwsError::new(404, "ResourceNotFoundException", message).under("Message")
}

/// The flow has only been saved.
pub(super) fn not_published() -> AwsError {
    let text = "The flow has not been published.";
    AwsError::new(404, "ContactFlowNotPublishedException", text).under("Message")
}

/// It is there already.
pub(super) fn conflict(message: impl Into<String>) -> AwsError {
    AwsError::new(409, "ResourceConflictException", message).under("Message")
}

/// The instance is full.
pub(super) fn quota(message: impl Into<String>) -> AwsError {
    AwsError::new(402, "ServiceQuotaExceededException", message).under("Message")
}
