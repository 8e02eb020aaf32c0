//! Errors as problem details (RFC 9457).

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::wire::ledger::{Problem, Refusal};
use crate::wire::prices::Findings;
use crate::{Error, ErrorKind};

/// An error on its way out.
#[derive(Debug, Clone)]
pub(in crate::server) struct Rejection {
    status: StatusCode,
    error: Error,
    retry_after_s: Option<u64>,
    findings: Option<Findings>,
}

impl Rejection {
    /// A document is refused for what was found in it.
    pub(super) fn with_findings(findings: Findings, error: Error) -> Rejection {
        Rejection { findings: Some(findings), ..error.into() }
    }

    /// The caller is to wait for so many seconds.
    pub(in crate::server) fn too_many(wait_s: u64) -> Rejection {
        Rejection { retry_after_s: Some(wait_s), ..Error::too_many_requests(wait_s).into() }
    }
}

impl From<Error> for Rejection {
    fn from(error: Error) -> Rejection {
        Rejection { status: status(error.kind()), error, retry_after_s: None, findings: None }
    }
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        let mut problem = problem(self.status, &self.error, None);
        problem.findings = self.findings;
        // A problem is plain text in plain fields: writing it cannot fail.
        let body = serde_json::to_string(&problem).unwrap_or_default();
        let mut response = (self.status, [(CONTENT_TYPE, PROBLEM_JSON)], body).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}

pub(super) const PROBLEM_JSON: &str = "application/problem+json";

pub(in crate::server) fn problem(status: StatusCode, error: &Error, refusal: Option<Refusal>) -> Problem {
    Problem::new(status.as_u16(), status.canonical_reason().unwrap_or_default(), error, refusal)
}

pub(super) fn status(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::InvalidLoginCode | ErrorKind::KeyExpired | ErrorKind::KeyRevoked | ErrorKind::Unauthorized => {
            StatusCode::UNAUTHORIZED
        }
        ErrorKind::InsufficientCredits => StatusCode::PAYMENT_REQUIRED,
        ErrorKind::Forbidden => StatusCode::FORBIDDEN,
        ErrorKind::NotFound
        | ErrorKind::UnknownAccount
        | ErrorKind::UnknownAllotment
        | ErrorKind::UnknownCampaign
        | ErrorKind::UnknownCharge
        | ErrorKind::UnknownDelivery
        | ErrorKind::UnknownEndpoint
        | ErrorKind::UnknownHold
        | ErrorKind::UnknownKey
        | ErrorKind::UnknownPurchase
        | ErrorKind::UnknownReload => StatusCode::NOT_FOUND,
        ErrorKind::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        ErrorKind::AccountExists
        | ErrorKind::AlreadyAdjusted
        | ErrorKind::AlreadyDone
        | ErrorKind::AlreadyEnded
        | ErrorKind::AlreadyRefunded
        | ErrorKind::CampaignExists
        | ErrorKind::DuplicatePurchase
        | ErrorKind::LastAdminKey
        | ErrorKind::PlanInUse
        | ErrorKind::QuoteSpent => StatusCode::CONFLICT,
        ErrorKind::NotInPlan => StatusCode::FORBIDDEN,
        ErrorKind::BodyTooSlow => StatusCode::REQUEST_TIMEOUT,
        ErrorKind::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorKind::IdempotencyKeyReused
        | ErrorKind::NoRate
        | ErrorKind::NoRegion
        | ErrorKind::TextTooLong
        | ErrorKind::TooManyParts
        | ErrorKind::OutOfRange
        | ErrorKind::QuoteExpired
        | ErrorKind::QuoteMismatch => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorKind::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
        ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        ErrorKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::BAD_REQUEST,
    }
}
