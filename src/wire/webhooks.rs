//! Where events are sent, and what became of it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::events::TYPES;
use super::strict::read;
use super::{Value, one_of, schema};
use crate::{Error, Result};

/// By HTTP to an endpoint, or to an address by e-mail.
pub(crate) const WEBHOOK: &str = "webhook";
pub(crate) const MAIL: &str = "mail";
pub(crate) const CHANNELS: [&str; 2] = [WEBHOOK, MAIL];

/// A delivery is pending until it has been delivered or given up.
pub(crate) const PENDING: &str = "pending";
pub(crate) const DELIVERED: &str = "delivered";
pub(crate) const DEAD: &str = "dead";
pub(crate) const STATES: [&str; 3] = [PENDING, DELIVERED, DEAD];

/// The body of a new endpoint.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EndpointRequest {
    /// An https address that is reached over the internet.
    #[schema(format = "uri", max_length = 2_000)]
    pub(crate) url: String,
    /// What it is told of: everything unless it is said.
    #[schema(value_type = Option<Vec<schema::EventType>>, min_items = 1)]
    pub(crate) types: Option<Vec<String>>,
    /// Whose events: every account's unless it is said.
    #[schema(value_type = Option<schema::Name>)]
    pub(crate) account: Option<String>,
}

impl EndpointRequest {
    pub(crate) fn read(body: Value) -> Result<EndpointRequest> {
        let mut request: EndpointRequest = read(body)?;
        if let Some(types) = &mut request.types {
            if types.is_empty() {
                return Err(Error::invalid_field("types", "name one type at least, or leave it out for all of them"));
            }
            for (n, kind) in types.iter().enumerate() {
                event_type(&format!("types[{n}]"), kind)?;
            }
            types.sort_unstable();
            types.dedup();
        }
        Ok(request)
    }
}

/// A type of event, by its name.
pub(crate) fn event_type(path: &str, given: &str) -> Result<&'static str> {
    one_of(path, given, &TYPES, |name| name)
}

/// How long an endpoint's webhooks are signed by the secret before as well, in seconds: unless asked otherwise, and at most.
const KEEP_OLD_S: u32 = 24 * 60 * 60;
const KEEP_OLD_S_MAX: u32 = 7 * KEEP_OLD_S;

/// The body of a change to an endpoint.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct EndpointChange {
    /// Makes another secret.
    #[schema(value_type = schema::True)]
    rotate_secret: bool,
    /// For how many seconds what is sent is signed by the one before as well: a day unless it is said, a week at most, and
    /// 0 where somebody else knows it.
    #[schema(minimum = 0, maximum = 604_800)]
    keep_old_for: Option<u32>,
}

impl EndpointChange {
    /// For how many seconds the secret before stays good.
    pub(crate) fn read(body: Value) -> Result<u32> {
        let EndpointChange { rotate_secret, keep_old_for } = read(body)?;
        if !rotate_secret {
            return Err(Error::invalid_field("rotateSecret", "it is `true`"));
        }
        let seconds = keep_old_for.unwrap_or(KEEP_OLD_S);
        if seconds > KEEP_OLD_S_MAX {
            let problem = format!("`{seconds}` is too long: give 0 to {KEEP_OLD_S_MAX} seconds");
            return Err(Error::invalid_field("keepOldFor", &problem));
        }
        Ok(seconds)
    }
}

/// An endpoint as it is shown: never its secret.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Endpoint {
    pub(crate) id: String,
    pub(crate) url: String,
    /// What it is told of; `null` for everything.
    #[schema(value_type = Option<Vec<schema::EventType>>, required)]
    pub(crate) types: Option<Vec<String>>,
    /// Whose events; `null` for every account's.
    #[schema(required)]
    pub(crate) account: Option<String>,
    #[schema(format = DateTime)]
    pub(crate) created_at: String,
    /// Since when nothing is sent to it.
    #[schema(format = DateTime, required)]
    pub(crate) deleted_at: Option<String>,
}

/// The answer to a new endpoint, and to a new secret.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NewEndpoint {
    /// What its webhooks are signed by, in the first answer only; `null` when the request is sent again.
    #[schema(required)]
    pub(crate) secret: Option<String>,
    #[serde(flatten)]
    pub(crate) described: Endpoint,
}

/// All endpoints, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Endpoints {
    pub(crate) endpoints: Vec<Endpoint>,
}

/// An event on its way to one place.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Delivery {
    pub(crate) id: String,
    pub(crate) account: String,
    pub(crate) event: String,
    #[schema(value_type = schema::DeliveryChannel)]
    pub(crate) channel: &'static str,
    /// An endpoint's id, or an e-mail address.
    pub(crate) target: String,
    #[schema(value_type = schema::DeliveryState)]
    pub(crate) state: &'static str,
    /// How often it was tried, since it was last replayed.
    pub(crate) attempts: u32,
    #[schema(format = DateTime)]
    pub(crate) created_at: String,
    /// When it is tried next; `null` when it has ended.
    #[schema(format = DateTime, required)]
    pub(crate) next_at: Option<String>,
    #[schema(format = DateTime, required)]
    pub(crate) ended_at: Option<String>,
    /// What the endpoint answered last.
    #[schema(required)]
    pub(crate) status: Option<u16>,
    /// What went wrong last.
    #[schema(required)]
    pub(crate) error: Option<String>,
}

/// A page of deliveries, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Deliveries {
    pub(crate) deliveries: Vec<Delivery>,
    /// The `cursor` of the next page; `null` on the last one.
    #[schema(required)]
    pub(crate) next: Option<String>,
}
