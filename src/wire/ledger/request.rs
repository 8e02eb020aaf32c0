//! What the ledger is asked.

use serde::Deserialize;
use utoipa::ToSchema;

use super::super::strict::read;
use super::super::usage::{Tag, tags};
use super::super::{ChargeRequest, Value, credits_in, not_negative, one_of, schema};
use crate::credits::Credits;
use crate::ledger::{Kind, Moment, Tags};
use crate::{Error, Result};

/// The body of a grant.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct GrantRequest {
    /// How many, more than 0.
    #[schema(value_type = schema::Amount)]
    credits: String,
    /// `promo` unless it is said.
    #[schema(value_type = Option<schema::GrantKind>)]
    kind: Option<String>,
    /// Until when they can be used; for ever unless it is said.
    #[schema(format = DateTime)]
    expires_at: Option<String>,
    /// At most 500 bytes, which are kept.
    #[schema(max_length = 500)]
    reason: Option<String>,
}

/// What a grant gives: how many credits, of what kind, until when, and why.
#[derive(Debug)]
pub(crate) struct GrantTerms {
    pub(crate) credits: Credits,
    pub(crate) kind: Kind,
    pub(crate) expires: Option<Moment>,
    pub(crate) reason: Option<String>,
}

/// The kinds of credits that are granted.
pub(crate) const GIVEN: [Kind; 2] = [Kind::Promo, Kind::TopUp];

/// The body of a grant.
pub(crate) fn grant(body: Value) -> Result<GrantTerms> {
    let GrantRequest { credits, kind, expires_at, reason } = read(body)?;
    let credits = positive("credits", &credits)?;
    let kind = kind.as_deref().map_or(Ok(Kind::Promo), |kind| one_of("kind", kind, &GIVEN, Kind::name))?;
    Ok(GrantTerms { credits, kind, expires: expires_at.as_deref().map(Moment::parse).transpose()?, reason })
}

fn positive(field: &str, given: &str) -> Result<Credits> {
    let credits = credits_in(field, given)?;
    if credits > Credits::ZERO { Ok(credits) } else { Err(Error::not_positive(field, given)) }
}

/// The body of a purchase that was paid for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct PurchaseRequest {
    /// The payment's own id, which makes it be credited once.
    #[schema(value_type = schema::Name)]
    pub(crate) id: String,
    /// The package, by its name in the book.
    pub(crate) top_up: String,
    /// How many of it; 1 unless it is said.
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub(crate) quantity: Option<u64>,
}

/// The body of a refund.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefundRequest {
    /// How many come back; all that is left of the charge unless it is said.
    #[schema(value_type = Option<schema::Amount>)]
    pub(crate) credits: Option<String>,
    /// At most 500 bytes, which are kept.
    #[schema(max_length = 500)]
    pub(crate) reason: Option<String>,
}

/// The body of an adjustment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AdjustmentRequest {
    /// What the charge really came to, at its price without overage.
    #[schema(value_type = schema::Amount)]
    credits: String,
}

/// The body of an adjustment: what a charge really came to.
pub(crate) fn adjustment(body: Value) -> Result<Credits> {
    not_negative("credits", &read::<AdjustmentRequest>(body)?.credits)
}

/// The body that says how an attempt ended.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OutcomeRequest {
    /// How the attempt ended, as the book names it.
    outcome: String,
}

/// The body that says how an attempt ended.
pub(crate) fn outcome(body: Value) -> Result<String> {
    Ok(read::<OutcomeRequest>(body)?.outcome)
}

/// What a hold reserves, or a capture takes: credits, or a charge's body.
#[derive(Debug)]
pub(crate) enum Wanted {
    Credits(Credits, Tags),
    Charge(Value),
}

/// The body of a hold.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct HoldRequest {
    /// How many credits; or give `charge`.
    #[schema(value_type = Option<schema::Amount>)]
    credits: Option<String>,
    /// What will be charged: what it costs at most is reserved.
    #[schema(value_type = Option<ChargeRequest>)]
    charge: Option<Value>,
    /// Who will use it, beside `credits`.
    #[schema(value_type = Option<Tag>)]
    agent: Option<String>,
    /// What it will be used for, beside `credits`.
    #[schema(value_type = Option<Tag>)]
    campaign: Option<String>,
    /// How many seconds it lasts, at most 30 days.
    #[schema(minimum = 1, maximum = 2_592_000)]
    expires_in: u64,
}

/// The body of a hold: what it reserves, and for how many seconds.
pub(crate) fn hold(body: Value) -> Result<(Wanted, u64)> {
    let given: HoldRequest = read(body)?;
    Ok((wanted(given.credits, given.charge, [given.agent, given.campaign])?, given.expires_in))
}

/// The body of a capture.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaptureRequest {
    /// How many credits; or give `charge`.
    #[schema(value_type = Option<schema::Amount>)]
    credits: Option<String>,
    /// What was used.
    #[schema(value_type = Option<ChargeRequest>)]
    charge: Option<Value>,
    /// Who used it, beside `credits`; the hold's unless it is said.
    #[schema(value_type = Option<Tag>)]
    agent: Option<String>,
    /// What it was used for, beside `credits`; the hold's unless it is said.
    #[schema(value_type = Option<Tag>)]
    campaign: Option<String>,
    /// Whether this is everything so far, and not what has come since the last capture.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    cumulative: bool,
    /// Whether nothing follows: what is left comes back.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    last: bool,
}

/// The body of a capture: what it takes, whether that is of everything so far, and whether it is the last.
pub(crate) fn capture(body: Value) -> Result<(Wanted, bool, bool)> {
    let given: CaptureRequest = read(body)?;
    Ok((wanted(given.credits, given.charge, [given.agent, given.campaign])?, given.cumulative, given.last))
}

fn wanted(credits: Option<String>, charge: Option<Value>, [agent, campaign]: [Option<String>; 2]) -> Result<Wanted> {
    match (credits, charge) {
        (Some(credits), None) => {
            let amount = not_negative("credits", &credits)?;
            Ok(Wanted::Credits(amount, tags(agent, campaign)?))
        }
        // A charge says it itself.
        (None, Some(_)) if agent.is_some() => Err(Error::conflicting("agent", "charge")),
        (None, Some(_)) if campaign.is_some() => Err(Error::conflicting("campaign", "charge")),
        (None, Some(charge)) => Ok(Wanted::Charge(charge)),
        (Some(_), Some(_)) => Err(Error::conflicting("credits", "charge")),
        (None, None) => Err(Error::missing("credits", "or `charge`, a charge's body, says how much")),
    }
}

/// How credits are given to an account below.
#[derive(Debug)]
pub(crate) struct AllotmentRequest {
    pub(crate) to: String,
    pub(crate) credits: Credits,
    /// `None` leaves it to the book.
    pub(crate) reserve: Option<bool>,
    pub(crate) renew: Option<bool>,
}

pub(crate) const MODES: [bool; 2] = [true, false];

pub(crate) fn mode(reserve: bool) -> &'static str {
    if reserve { "reserve" } else { "cap" }
}

/// The body of an allotment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AllotmentRequest)]
pub(crate) struct AllotmentBody {
    /// The account below.
    #[schema(value_type = schema::Name)]
    to: String,
    /// How many, more than 0: beside what it was given before, or, as a cap, in place of its present one.
    #[schema(value_type = schema::Amount)]
    credits: String,
    /// The book's unless it is said.
    #[schema(value_type = Option<schema::AllotmentMode>)]
    mode: Option<String>,
    /// Whether it is made again each period; as the book has it unless it is said.
    renew: Option<bool>,
}

pub(crate) fn allotment(body: Value) -> Result<AllotmentRequest> {
    let given: AllotmentBody = read(body)?;
    let credits = positive("credits", &given.credits)?;
    let reserve = given.mode.as_deref().map(|given| one_of("mode", given, &MODES, mode)).transpose()?;
    Ok(AllotmentRequest { to: given.to, credits, reserve, renew: given.renew })
}

/// A charge of a batch.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BatchItem {
    /// Who is charged.
    pub(crate) account: String,
    /// Its idempotency key.
    #[schema(value_type = schema::Name)]
    pub(crate) key: String,
    #[schema(value_type = ChargeRequest)]
    pub(crate) charge: Value,
}

/// The most charges of a batch.
const BATCH_MAX: usize = 10_000;

/// Charges that are made together.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BatchRequest {
    /// 1 to 10,000 of them.
    #[schema(min_items = 1, max_items = 10_000)]
    charges: Vec<BatchItem>,
}

pub(crate) fn batch(body: Value) -> Result<Vec<BatchItem>> {
    let charges = read::<BatchRequest>(body)?.charges;
    match charges.len() {
        1..=BATCH_MAX => Ok(charges),
        count => Err(Error::batch_size(count, BATCH_MAX)),
    }
}
