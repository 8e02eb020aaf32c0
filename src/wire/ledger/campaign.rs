//! Campaigns: what they are asked for, and what is said of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::breakdown::BreakdownDocument;
use super::super::preflight::Overage;
use super::super::quote::{Quote, text};
use super::super::strict::read;
use super::super::token::lifetime;
use super::super::{Value, id, one_of, schema};
use super::Balance;
use crate::campaign::{self, Breakdown};
use crate::credits::Credits;
use crate::ledger::usage::Usage;
use crate::ledger::{self, Hold, Mode, Moment};
use crate::map::Map;
use crate::{Error, Result};

/// What a preflight counted, to be priced for an account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct PreflightRequest {
    /// The `breakdown` of a preflight. The account's plan and the ledger's day count, whatever it says of them.
    breakdown: BreakdownDocument,
    /// How long the price is good, in seconds: 300 where nothing is asked for.
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 3600)]
    expires_in: Option<Value>,
}

/// A preflight's breakdown, and for how many seconds its price is to be good.
pub(crate) fn preflight(body: Value) -> Result<(Breakdown, i64)> {
    let PreflightRequest { breakdown, expires_in } = read(body)?;
    Ok((breakdown.into_breakdown("breakdown.")?, lifetime(expires_in)?))
}

/// What a campaign costs: the least, the expected and the most.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CampaignEstimate)]
pub(crate) struct Estimate {
    #[serde(serialize_with = "text")]
    pub(crate) min: Credits,
    #[serde(serialize_with = "text")]
    pub(crate) expected: Credits,
    #[serde(serialize_with = "text")]
    pub(crate) max: Credits,
}

impl From<campaign::Estimate> for Estimate {
    fn from(campaign::Estimate { min, expected, max }: campaign::Estimate) -> Estimate {
        Estimate { min, expected, max }
    }
}

/// What a preflight comes to for an account, and the token that makes the ledger stand by it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PreflightAnswer)]
pub(crate) struct PreflightAnswer {
    pub(crate) estimate: Estimate,
    /// What the account can spend now.
    #[serde(serialize_with = "text")]
    pub(crate) available: Credits,
    /// Whether that covers the most, or nothing is deducted.
    pub(crate) covered: bool,
    /// What is missing of the most.
    #[serde(serialize_with = "text")]
    pub(crate) missing: Credits,
    /// The most that it comes to without a hold, where what the balance does not cover is owed at the overage price. A hold
    /// reserves what it says, and never owes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) overage: Option<Overage>,
    pub(crate) token: String,
    #[schema(format = DateTime)]
    pub(crate) expires_at: String,
}

/// The body that starts a campaign.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct CampaignRequest {
    /// Its name, and the tag of its usage; one is made unless it is said.
    #[schema(value_type = Option<schema::Name>)]
    id: Option<String>,
    /// What is reserved: the most, what is expected, or nothing.
    #[schema(value_type = schema::CampaignMode)]
    mode: String,
    /// The `breakdown` of a preflight, which is priced now; or give `token`.
    breakdown: Option<BreakdownDocument>,
    /// The token of a preflight of this account: what it says is reserved, also when prices have changed since.
    token: Option<String>,
    /// How many seconds it lasts, at most 30 days.
    #[schema(minimum = 1, maximum = 2_592_000)]
    expires_in: u64,
}

/// What a campaign is to be.
#[derive(Debug)]
pub(crate) struct Start {
    pub(crate) id: Option<String>,
    pub(crate) mode: Mode,
    pub(crate) plan: Plan,
    pub(crate) seconds: u64,
}

/// Where a campaign's price is from.
#[derive(Debug)]
pub(crate) enum Plan {
    Breakdown(Breakdown),
    Token(String),
}

pub(crate) fn start(body: Value) -> Result<Start> {
    let CampaignRequest { id, mode, breakdown, token, expires_in } = read(body)?;
    let plan = match (breakdown, token) {
        (Some(breakdown), None) => Plan::Breakdown(breakdown.into_breakdown("breakdown.")?),
        (None, Some(token)) => Plan::Token(token),
        (Some(_), Some(_)) => return Err(Error::conflicting("breakdown", "token")),
        (None, None) => return Err(Error::missing("breakdown", "or `token`, a preflight's, says what it costs")),
    };
    let mode = one_of("mode", &mode, &Mode::ALL, Mode::name)?;
    Ok(Start { id, mode, plan, seconds: expires_in })
}

/// A campaign, and what it has come to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Campaign {
    id: String,
    #[schema(value_type = schema::CampaignState)]
    state: &'static str,
    #[schema(value_type = schema::CampaignMode)]
    mode: &'static str,
    service: String,
    estimate: Estimate,
    /// The hold that pays for it, or says how far it goes where nothing is deducted; `null` with `warn`.
    #[schema(required)]
    hold: Option<String>,
    /// What was reserved, or is the limit where nothing is deducted: what was captured, what is left, what was released and
    /// what was forfeited; `null` with `warn`.
    #[schema(value_type = Option<Credits>, required)]
    held: Option<String>,
    /// What of it was captured; `null` with `warn`.
    #[schema(value_type = Option<Credits>, required)]
    captured: Option<String>,
    /// What of it can still be captured; `null` with `warn`.
    #[schema(value_type = Option<Credits>, required)]
    left: Option<String>,
    /// What of it came back at the end; `null` with `warn`.
    #[schema(value_type = Option<Credits>, required)]
    released: Option<String>,
    /// What of it did not come back at the end: its lot had expired; `null` with `warn`.
    #[schema(value_type = Option<Credits>, required)]
    forfeited: Option<String>,
    /// What was used under its name and has not come back.
    #[serde(serialize_with = "text")]
    spent: Credits,
    /// What was used and came back: of attempts that failed, and refunds.
    #[serde(serialize_with = "text")]
    returned: Credits,
    /// What was priced and not deducted: the account is unlimited, or somebody else pays.
    #[serde(serialize_with = "text")]
    recorded: Credits,
    charges: u64,
    warnings: Vec<Warning>,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(format = DateTime)]
    expires_at: String,
}

/// What is to be known of a campaign.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CampaignWarning)]
struct Warning {
    #[schema(value_type = schema::CampaignWarningCode)]
    code: &'static str,
    /// What it may come to, without overage.
    #[serde(serialize_with = "text")]
    max: Credits,
    /// What is missing of that, or is not reserved.
    #[serde(serialize_with = "text")]
    missing: Credits,
}

impl Campaign {
    /// One with its hold, and what was used under its name, at a moment.
    /// `may_owe` says whether what the balance does not cover is owed.
    pub(crate) fn of(
        campaign: &ledger::Campaign,
        hold: Option<&Hold>,
        usage: &Usage,
        may_owe: bool,
        now: Moment,
    ) -> Result<Campaign> {
        let ledger::Campaign { id, mode, made, expires, basis, min, expected, max, missing, .. } = campaign;
        let state = campaign.stand(hold, now);
        let left = hold.map(Hold::left).transpose()?;
        let released = hold.map(Hold::released).transpose()?;
        let beyond = max.minus(campaign.reserves().unwrap_or(*max))?;
        let not_covered = if may_owe { "may-owe" } else { "not-covered" };
        let warning = |code, missing| (missing > Credits::ZERO).then_some(Warning { code, max: *max, missing });
        Ok(Campaign {
            id: id.clone(),
            state: state.name(),
            mode: mode.name(),
            service: basis.service.clone(),
            estimate: Estimate { min: *min, expected: *expected, max: *max },
            hold: campaign.hold.map(|hold| id::HOLD.of(hold)),
            held: hold.map(|hold| hold.credits.to_string()),
            captured: hold.map(|hold| hold.captured.to_string()),
            left: left.map(|left| left.to_string()),
            released: released.map(|released| released.to_string()),
            forfeited: hold.map(|hold| hold.forfeited.to_string()),
            spent: usage.net()?,
            returned: usage.returned,
            recorded: usage.recorded,
            charges: usage.charges,
            warnings: warning(not_covered, *missing).into_iter().chain(warning("may-stop", beyond)).collect(),
            created_at: made.to_string(),
            expires_at: expires.to_string(),
        })
    }
}

/// A page of campaigns, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignsPage {
    pub(crate) campaigns: Vec<Campaign>,
    /// The `cursor` of the next page; `null` on the last one.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

/// A charge of a campaign.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignCharge {
    /// A charge: it can be settled and refunded as one.
    pub(crate) id: String,
    pub(crate) campaign: String,
    #[schema(value_type = schema::Decision)]
    pub(crate) decision: &'static str,
    /// What was taken; the price of what is only recorded.
    #[serde(serialize_with = "text")]
    pub(crate) credits: Credits,
    /// What the campaign can still capture; `null` with `warn`.
    #[schema(value_type = Option<Credits>, required)]
    pub(crate) left: Option<String>,
    pub(crate) quote: Quote,
    pub(crate) balance: Balance,
}

/// Hashes of decks as they are kept.
pub(crate) fn keep_decks(decks: &Map<String, String>) -> Result<String> {
    serde_json::to_string(decks).map_err(|_| Error::internal())
}

pub(crate) fn kept_decks(text: &str) -> Result<Map<String, String>> {
    let decks: BTreeMap<String, String> = serde_json::from_str(text).map_err(|_| Error::internal())?;
    Ok(decks.into_iter().collect())
}
