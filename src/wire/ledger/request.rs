//! What the ledger is asked.

use serde::Deserialize;

use super::super::{Value, one_of, read};
use crate::credits::Credits;
use crate::ledger::{Kind, Moment};
use crate::{Error, Result};

/// The body of a grant.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct GrantRequest {
    credits: String,
    kind: Option<String>,
    expires_at: Option<String>,
}

/// A grant: how many credits, of what kind, until when.
pub(crate) fn grant(body: Value) -> Result<(Credits, Kind, Option<Moment>)> {
    const GIVEN: [Kind; 2] = [Kind::Promo, Kind::TopUp];
    let given: GrantRequest = read(body)?;
    let credits = positive("credits", &given.credits)?;
    let kind = given.kind.as_deref().map_or(Ok(Kind::Promo), |kind| one_of("kind", kind, &GIVEN, Kind::name))?;
    Ok((credits, kind, given.expires_at.as_deref().map(Moment::parse).transpose()?))
}

fn positive(field: &str, given: &str) -> Result<Credits> {
    let credits: Credits = given.parse()?;
    if credits > Credits::ZERO { Ok(credits) } else { Err(Error::not_positive(field, given)) }
}

/// The body of a purchase that was paid for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct PurchaseRequest {
    /// The payment's own id, which makes it be credited once.
    pub(crate) id: String,
    pub(crate) top_up: String,
    pub(crate) quantity: Option<u64>,
}

/// The body of a refund.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefundRequest {
    pub(crate) credits: Option<String>,
    pub(crate) reason: Option<String>,
}

/// The body of an adjustment: what a charge really came to.
pub(crate) fn adjustment(body: Value) -> Result<Credits> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct AdjustmentRequest {
        credits: String,
    }
    let given = read::<AdjustmentRequest>(body)?.credits;
    let credits: Credits = given.parse()?;
    if credits < Credits::ZERO { Err(Error::negative("credits", &given)) } else { Ok(credits) }
}

/// The body that says how an attempt ended.
pub(crate) fn outcome(body: Value) -> Result<String> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct OutcomeRequest {
        outcome: String,
    }
    Ok(read::<OutcomeRequest>(body)?.outcome)
}

/// What a hold reserves, or a capture takes: credits, or a charge's body.
#[derive(Debug)]
pub(crate) enum Wanted {
    Credits(Credits),
    Charge(Value),
}

/// The body of a hold: what it reserves, and for how many seconds.
pub(crate) fn hold(body: Value) -> Result<(Wanted, u64)> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "camelCase")]
    struct HoldRequest {
        credits: Option<String>,
        charge: Option<Value>,
        expires_in: u64,
    }
    let given: HoldRequest = read(body)?;
    Ok((wanted(given.credits, given.charge)?, given.expires_in))
}

/// The body of a capture: what it takes, whether that is of everything so far, and whether it is the last.
pub(crate) fn capture(body: Value) -> Result<(Wanted, bool, bool)> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct CaptureRequest {
        credits: Option<String>,
        charge: Option<Value>,
        #[serde(default)]
        cumulative: bool,
        #[serde(default)]
        last: bool,
    }
    let given: CaptureRequest = read(body)?;
    Ok((wanted(given.credits, given.charge)?, given.cumulative, given.last))
}

fn wanted(credits: Option<String>, charge: Option<Value>) -> Result<Wanted> {
    match (credits, charge) {
        (Some(credits), None) => {
            let amount: Credits = credits.parse()?;
            if amount < Credits::ZERO { Err(Error::negative("credits", &credits)) } else { Ok(Wanted::Credits(amount)) }
        }
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

const MODES: [bool; 2] = [true, false];

pub(super) fn mode(reserve: bool) -> &'static str {
    if reserve { "reserve" } else { "cap" }
}

pub(crate) fn allotment(body: Value) -> Result<AllotmentRequest> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Given {
        to: String,
        credits: String,
        mode: Option<String>,
        renew: Option<bool>,
    }
    let given: Given = read(body)?;
    let credits = positive("credits", &given.credits)?;
    let reserve = given.mode.as_deref().map(|given| one_of("mode", given, &MODES, mode)).transpose()?;
    Ok(AllotmentRequest { to: given.to, credits, reserve, renew: given.renew })
}

/// A charge of a batch.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BatchItem {
    pub(crate) account: String,
    /// Its idempotency key.
    pub(crate) key: String,
    pub(crate) charge: Value,
}

/// The most charges of a batch.
pub(crate) const BATCH_MAX: usize = 10_000;

pub(crate) fn batch(body: Value) -> Result<Vec<BatchItem>> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Batch {
        charges: Vec<BatchItem>,
    }
    let charges = read::<Batch>(body)?.charges;
    match charges.len() {
        1..=BATCH_MAX => Ok(charges),
        count => Err(Error::batch_size(count, BATCH_MAX)),
    }
}
