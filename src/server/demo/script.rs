//! Who is in the story and what they say, as data.

use serde::Deserialize;

use crate::{Result, wire};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Script {
    #[serde(rename = "about")]
    _about: String,
    /// Who is mailed when the demo account's balance is low.
    pub(super) admins: Vec<String>,
    /// Accounts below the demo account.
    pub(super) members: Vec<String>,
    pub(super) customers: Vec<String>,
    pub(super) zones: Vec<String>,
    pub(super) agents: Agents,
    pub(super) texts: Vec<String>,
    /// One part of GSM-7.
    pub(super) campaign_text: String,
    pub(super) campaigns: Vec<String>,
    pub(super) running_campaign: String,
    pub(super) refund_reasons: Vec<String>,
    pub(super) decline_reason: String,
    /// Where webhooks of one customer go, and never arrive.
    pub(super) endpoint: String,
    pub(super) dead_endpoint_problems: Vec<String>,
    pub(super) countries: Vec<Country>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Agents {
    pub(super) messages: Vec<String>,
    pub(super) calls: Vec<String>,
    pub(super) interactions: Vec<String>,
}

/// Where usage goes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Country {
    pub(super) region: String,
    /// How numbers begin, and how many digits follow.
    pub(super) start: String,
    pub(super) digits: u8,
    /// Of all usage, against the other countries' shares.
    pub(super) share: u32,
}

pub(super) fn script() -> Result<Script> {
    wire::strict::read(wire::parse(include_str!("script.json"))?)
}
