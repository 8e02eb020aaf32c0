//! Errors as problem details (RFC 9457).

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use crate::wire::ledger::{Problem, Refusal};
use crate::{Error, ErrorKind};

/// An error on its way out.
#[derive(Debug)]
pub(in crate::server) struct Rejection {
    status: StatusCode,
    error: Error,
}

impl From<Error> for Rejection {
    fn from(error: Error) -> Rejection {
        Rejection { status: status(error.kind()), error }
    }
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        let problem = problem(self.status, &self.error, None);
        // A problem is plain text in plain fields: writing it cannot fail.
        let body = serde_json::to_string(&problem).unwrap_or_default();
        (self.status, [(CONTENT_TYPE, PROBLEM_JSON)], body).into_response()
    }
}

pub(super) const PROBLEM_JSON: &str = "application/problem+json";

pub(in crate::server) fn problem(status: StatusCode, error: &Error, refusal: Option<Refusal>) -> Problem {
    Problem::new(status.as_u16(), status.canonical_reason().unwrap_or_default(), error, refusal)
}

pub(super) fn status(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::Unauthorized => StatusCode::UNAUTHORIZED,
        ErrorKind::InsufficientCredits => StatusCode::PAYMENT_REQUIRED,
        ErrorKind::Forbidden => StatusCode::FORBIDDEN,
        ErrorKind::NotFound
        | ErrorKind::UnknownAccount
        | ErrorKind::UnknownAllotment
        | ErrorKind::UnknownCharge
        | ErrorKind::UnknownHold
        | ErrorKind::UnknownPurchase => StatusCode::NOT_FOUND,
        ErrorKind::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        ErrorKind::AccountExists
        | ErrorKind::AlreadyAdjusted
        | ErrorKind::AlreadyDone
        | ErrorKind::AlreadyEnded
        | ErrorKind::AlreadyRefunded
        | ErrorKind::DuplicatePurchase
        | ErrorKind::QuoteSpent => StatusCode::CONFLICT,
        ErrorKind::NotInPlan => StatusCode::FORBIDDEN,
        ErrorKind::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorKind::IdempotencyKeyReused
        | ErrorKind::NoRate
        | ErrorKind::NoRegion
        | ErrorKind::TextTooLong
        | ErrorKind::TooManyParts
        | ErrorKind::OutOfRange
        | ErrorKind::QuoteExpired
        | ErrorKind::QuoteMismatch => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        ErrorKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::BAD_REQUEST,
    }
}
