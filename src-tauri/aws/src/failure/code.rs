//! From AWS's error code and HTTP status to a kind.
//!
//! Invariant: the code decides; the status only when the code is not known,
//! because AWS uses one status for several things (400 for throttling in
//! `CloudWatch`, 429 for quotas in Amazon Connect).

use crossfade_engine::failure::FailureKind;

/// The kind of an error that a service answered.
pub(super) fn kind(code: &str, status: u16) -> FailureKind {
    by_code(code).unwrap_or_else(|| by_status(status))
}

fn by_code(code: &str) -> Option<FailureKind> {
    let kind = match code {
        "Throttling"
        | "ThrottlingException"
        | "ThrottledException"
        | "RequestThrottled"
        | "RequestThrottledException"
        | "RequestLimitExceeded"
        | "SlowDown"
        | "TooManyRequestsException" => FailureKind::Throttled,
        "ExpiredToken"
        | "ExpiredTokenException"
        | "RequestExpired"
        | "UnrecognizedClientException"
        | "InvalidClientTokenId"
        | "InvalidAccessKeyId"
        | "InvalidSignatureException"
        | "SignatureDoesNotMatch"
        | "IncompleteSignature"
        | "IncompleteSignatureException"
        | "MissingAuthenticationToken"
        | "MissingAuthenticationTokenException"
        | "UnauthorizedException" => FailureKind::SignedOut,
        "PreconditionFailed" | "PreconditionFailedException" => FailureKind::Stale,
        "ResourceConflictException"
        | "ResourceInUseException"
        | "DuplicateResourceException"
        | "ConcurrentModificationException"
        | "OperationInProgressException"
        | "ApplicationAlreadyExistsException"
        | "DeploymentGroupAlreadyExistsException"
        | "DeploymentConfigAlreadyExistsException"
        | "DeploymentConfigInUseException"
        | "AlreadyExistsException"
        | "DeploymentAlreadyCompletedException"
        | "DeploymentNotStartedException"
        | "DeploymentLimitExceededException" => FailureKind::Conflict,
        "ServiceQuotaExceededException"
        | "LimitExceeded"
        | "LimitExceededException"
        | "CodeStorageExceededException"
        | "PolicyLengthExceededException"
        | "RequestTooLargeException" => FailureKind::Quota,
        "ContactFlowNotPublishedException" | "ResourceNotFound" => FailureKind::NotFound,
        "UnknownOperationException" | "UnknownOperation" | "InvalidAction" => {
            FailureKind::Unexpected
        }
        "UnauthorizedOperation" | "NotAuthorized" | "OptInRequired" => FailureKind::AccessDenied,
        other if other.contains("AccessDenied") => FailureKind::AccessDenied,
        other if other.ends_with("LimitExceededException") => FailureKind::Quota,
        other if other.ends_with("NotFoundException") => FailureKind::NotFound,
        other if other.ends_with("DoesNotExistException") => FailureKind::NotFound,
        _ => return None,
    };
    Some(kind)
}

fn by_status(status: u16) -> FailureKind {
    match status {
        401 => FailureKind::SignedOut,
        402 | 413 => FailureKind::Quota,
        403 => FailureKind::AccessDenied,
        409 => FailureKind::Conflict,
        412 => FailureKind::Stale,
        429 => FailureKind::Throttled,
        // Without a code of AWS's, 404 is no answer of the service: a thing
        // that is not there has a code.
        404 => FailureKind::Unexpected,
        400..=499 => FailureKind::Invalid,
        500..=599 => FailureKind::Unavailable,
        _ => FailureKind::Unexpected,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_decides_and_then_the_status() {
        for (code, status, expected) in [
            ("Throttling", 400, FailureKind::Throttled),
            ("TooManyRequestsException", 429, FailureKind::Throttled),
            ("", 429, FailureKind::Throttled),
            ("LimitExceededException", 429, FailureKind::Quota),
            ("ServiceQuotaExceededException", 402, FailureKind::Quota),
            ("", 402, FailureKind::Quota),
            ("DeploymentGroupLimitExceededException", 400, FailureKind::Quota),
            ("DeploymentLimitExceededException", 400, FailureKind::Conflict),
            ("AlreadyExistsException", 400, FailureKind::Conflict),
            ("ExpiredTokenException", 403, FailureKind::SignedOut),
            ("UnrecognizedClientException", 403, FailureKind::SignedOut),
            ("AccessDeniedException", 400, FailureKind::AccessDenied),
            ("KMSAccessDeniedException", 502, FailureKind::AccessDenied),
            ("", 403, FailureKind::AccessDenied),
            ("PreconditionFailedException", 412, FailureKind::Stale),
            ("ResourceConflictException", 409, FailureKind::Conflict),
            ("ResourceNotFoundException", 404, FailureKind::NotFound),
            ("ContactFlowNotPublishedException", 404, FailureKind::NotFound),
            ("UnknownOperationException", 404, FailureKind::Unexpected),
            ("", 404, FailureKind::Unexpected),
            ("InvalidContactFlowException", 400, FailureKind::Invalid),
            ("ServiceException", 500, FailureKind::Unavailable),
            ("NeverHeardOf", 418, FailureKind::Invalid),
            ("", 302, FailureKind::Unexpected),
        ] {
            assert_eq!(kind(code, status), expected, "{code} {status}");
        }
    }
}
