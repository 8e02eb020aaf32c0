//! What is asked and answered about keys and sessions.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::strict::read;
use super::{Value, schema};
use crate::{Error, Result};

/// The body of a new key.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct KeyRequest {
    /// What it is for.
    #[schema(value_type = schema::Name)]
    pub(crate) name: String,
    /// What it may do.
    #[schema(value_type = Vec<schema::Scope>, min_items = 1)]
    pub(crate) scopes: Vec<String>,
    /// Until when it is good; for ever unless it is said.
    #[schema(format = DateTime)]
    pub(crate) expires_at: Option<String>,
}

impl KeyRequest {
    pub(crate) fn read(body: Value) -> Result<KeyRequest> {
        read(body)
    }
}

/// The body of a new login code.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct LoginCodeRequest {
    /// The account that the person acts for.
    #[schema(value_type = Option<schema::Name>)]
    account: Option<String>,
    /// In place of an account: the person is the operator, who may do what a key with scope `admin` may.
    operator: Option<bool>,
    /// How long it is good, in seconds: 600 where nothing is asked for.
    #[schema(minimum = 1, maximum = 86_400)]
    expires_in: Option<u64>,
}

/// Whom a login code is asked for, and for how many seconds: an account, or the operator.
pub(crate) fn login_code(body: Value) -> Result<(Option<String>, Option<u64>)> {
    let LoginCodeRequest { account, operator, expires_in } = read(body)?;
    match (&account, operator.unwrap_or(false)) {
        (Some(_), false) | (None, true) => Ok((account, expires_in)),
        (Some(_), true) => Err(Error::account_or_operator("both were given")),
        (None, false) => Err(Error::account_or_operator("neither was given")),
    }
}

/// The body of a new session.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SessionRequest {
    /// The login code.
    code: String,
}

/// The code by which a person begins a session.
pub(crate) fn session_request(body: Value) -> Result<String> {
    Ok(read::<SessionRequest>(body)?.code)
}

/// A key as it is shown: never the key itself.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Key {
    pub(crate) id: String,
    pub(crate) name: String,
    /// The key's first characters.
    pub(crate) prefix: String,
    #[schema(value_type = Vec<schema::Scope>)]
    pub(crate) scopes: Vec<&'static str>,
    #[schema(format = DateTime)]
    pub(crate) created_at: String,
    #[schema(format = DateTime, required)]
    pub(crate) expires_at: Option<String>,
    #[schema(format = DateTime, required)]
    pub(crate) revoked_at: Option<String>,
    /// To the minute.
    #[schema(format = DateTime, required)]
    pub(crate) last_used_at: Option<String>,
}

/// The answer to a new key.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NewKey {
    /// The key itself, in the first answer only; `null` when the request is sent again.
    #[schema(required)]
    pub(crate) key: Option<String>,
    #[serde(flatten)]
    pub(crate) described: Key,
}

/// A page of keys, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Keys {
    pub(crate) keys: Vec<Key>,
    /// The `cursor` of the next page; `null` on the last one.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

/// The answer to a new login code.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LoginCode {
    /// The code itself, in the first answer only; `null` when the request is sent again.
    #[schema(required)]
    pub(crate) code: Option<String>,
    /// The account that the person acts for; `null` for an operator.
    #[schema(required)]
    pub(crate) account: Option<String>,
    /// Whether the person is the operator.
    pub(crate) operator: bool,
    #[schema(format = DateTime)]
    pub(crate) expires_at: String,
}

/// Whom a person acts for.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Session {
    /// The account that the person acts for; `null` for an operator, who has none of their own.
    #[schema(required)]
    pub(crate) account: Option<String>,
    /// Whether the person may do what a key with scope `admin` may, for every account.
    pub(crate) operator: bool,
    /// Whether this account may grant itself credits.
    pub(crate) demo: bool,
    /// What every change sends back as `X-CSRF-Token`. The demo needs none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) csrf_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub(crate) expires_at: Option<String>,
    /// Where the person pays for credits, with `account`, `package` and `quantity` behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) checkout_url: Option<String>,
}
