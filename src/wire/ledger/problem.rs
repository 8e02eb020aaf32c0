//! Problems, and what a refusal says beside.

use serde::Serialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{AllOfBuilder, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::super::prices::Findings;
use super::super::quote::text;
use super::super::schema::{self, component, reference};
use super::request::mode;
use crate::Error;
use crate::credits::Credits;
use crate::ledger::{self, Limit};

/// Problem details (RFC 9457) with the error's code.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    #[schema(value_type = String)]
    r#type: &'static str,
    title: String,
    status: u16,
    detail: String,
    #[schema(value_type = schema::ErrorCode)]
    code: &'static str,
    #[serde(flatten)]
    #[schema(schema_with = schema::optional::<Refusal>)]
    refusal: Option<Refusal>,
    /// All that is wrong in a book or a deck that is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) findings: Option<Findings>,
}

/// Why something does not go ahead, and the least that would change it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Refusal {
    #[schema(value_type = schema::Decision)]
    decision: &'static str,
    limit: LimitAnswer,
    #[serde(serialize_with = "text")]
    required: Credits,
    #[serde(serialize_with = "text")]
    available: Credits,
    #[serde(serialize_with = "text")]
    missing: Credits,
    fix: Fix,
}

/// What stands in the way: `pool`, `allotment`, `cap` or `hold`, and whose.
#[derive(Debug, Serialize, ToSchema)]
struct LimitAnswer {
    #[schema(value_type = schema::LimitKind)]
    kind: &'static str,
    #[schema(required)]
    account: Option<String>,
}

/// The least that lets it go ahead.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "action", rename_all = "snake_case")]
enum Fix {
    /// Add credits to an account.
    Add {
        account: String,
        #[schema(value_type = Credits)]
        credits: String,
    },
    /// Buy packages for an account.
    Buy {
        account: String,
        #[serde(rename = "topUp")]
        top_up: String,
        quantity: u64,
        #[schema(value_type = Credits)]
        credits: String,
    },
    /// Give an account below so many more, or a cap of so many in place of its present one: the body of an allotment.
    Allot {
        account: String,
        to: String,
        #[schema(value_type = Credits)]
        credits: String,
        #[schema(value_type = schema::AllotmentMode)]
        mode: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        renew: Option<bool>,
    },
    /// Ask for less.
    Reduce {
        #[schema(value_type = Credits)]
        to: String,
    },
}

/// What stands for the problem of a refusal.
#[derive(Debug)]
pub(crate) enum Refused {}

impl PartialSchema for Refused {
    fn schema() -> RefOr<Schema> {
        AllOfBuilder::new().item(reference::<Problem>()).item(reference::<Refusal>()).into()
    }
}

impl ToSchema for Refused {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        component::<Problem>(schemas);
        component::<Refusal>(schemas);
    }
}

impl From<&ledger::Refusal> for Refusal {
    fn from(refusal: &ledger::Refusal) -> Refusal {
        let limit = match refusal.limit.clone() {
            Limit::Pool { account } => LimitAnswer { kind: "pool", account: Some(account) },
            Limit::Allotment { account } => LimitAnswer { kind: "allotment", account: Some(account) },
            Limit::Cap { account } => LimitAnswer { kind: "cap", account: Some(account) },
            Limit::Hold => LimitAnswer { kind: "hold", account: None },
        };
        let fix = match refusal.fix.clone() {
            ledger::Fix::Add { account, credits } => Fix::Add { account, credits: credits.to_string() },
            ledger::Fix::Buy { account, top_up, quantity, credits } => {
                Fix::Buy { account, top_up, quantity, credits: credits.to_string() }
            }
            ledger::Fix::Allot { account, to, credits } => {
                Fix::Allot { account, to, credits: credits.to_string(), mode: mode(true), renew: None }
            }
            ledger::Fix::Cap { account, to, credits, renew } => {
                Fix::Allot { account, to, credits: credits.to_string(), mode: mode(false), renew: Some(renew) }
            }
            ledger::Fix::Reduce { to } => Fix::Reduce { to: to.to_string() },
        };
        let ledger::Refusal { decision, required, available, missing, .. } = *refusal;
        Refusal { decision, limit, required, available, missing, fix }
    }
}

impl Problem {
    pub(crate) fn new(status: u16, title: &str, error: &Error, refusal: Option<Refusal>) -> Problem {
        let (detail, code) = (error.to_string(), error.code());
        Problem { r#type: "about:blank", title: title.to_owned(), status, detail, code, refusal, findings: None }
    }
}
