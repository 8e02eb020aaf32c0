//! Quotes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer};

use super::message::RepairAnswer;
use super::options::{NationalChoice, ProfileChoice, options};
use super::{Value, read};
use crate::credits::{self, Credits};
use crate::quote::{self, Engine, Funding, Payer, QUANTITY_MAX, Request};
use crate::{Error, Result};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuoteRequest {
    book: Option<String>,
    plan: String,
    service: String,
    to: Option<String>,
    region: Option<String>,
    text: Option<String>,
    profile: Option<ProfileChoice>,
    encoding: Option<String>,
    smart: Option<String>,
    national: Option<NationalChoice>,
    quantity: Option<serde_json::Number>,
    #[serde(default)]
    repair: bool,
    account: Option<Account>,
}

/// A quote request without what the ledger knows itself.
#[cfg(feature = "server")]
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChargeRequest {
    book: Option<String>,
    service: String,
    to: Option<String>,
    region: Option<String>,
    text: Option<String>,
    profile: Option<ProfileChoice>,
    encoding: Option<String>,
    smart: Option<String>,
    national: Option<NationalChoice>,
    quantity: Option<serde_json::Number>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Account {
    #[serde(default)]
    funding: AccountFunding,
    #[serde(default)]
    unlimited: bool,
    allowance: Option<String>,
    bought: Option<String>,
    held: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum AccountFunding {
    #[default]
    Credits,
    External,
}

/// Answers a quote request. `value` is what a request on this engine's book and decks costs.
pub fn quote(engine: &Engine, request: Value) -> Result<Quote> {
    let QuoteRequest {
        book,
        plan,
        service,
        to,
        region,
        text,
        profile,
        encoding,
        smart,
        national,
        quantity,
        repair,
        account,
    } = read(request)?;
    let (quantity, payer) = (whole(quantity)?, account.map(Payer::try_from).transpose()?);
    let message = options(profile, encoding.as_deref(), smart.as_deref(), national)?;
    let request = Request { book, plan, service, to, region, text, message, quantity, repair, payer };
    Ok(engine.quote(&request)?.into())
}

#[cfg(feature = "server")]
impl ChargeRequest {
    /// The request that the account's plan completes.
    pub(crate) fn read(body: Value) -> Result<Request> {
        let ChargeRequest { book, service, to, region, text, profile, encoding, smart, national, quantity } =
            read(body)?;
        let quantity = whole(quantity)?;
        let message = options(profile, encoding.as_deref(), smart.as_deref(), national)?;
        Ok(Request { book, service, to, region, text, message, quantity, ..Request::default() })
    }
}

/// A missing quantity is 1.
fn whole(quantity: Option<serde_json::Number>) -> Result<u64> {
    let Some(given) = quantity else { return Ok(1) };
    given.as_u64().ok_or_else(|| Error::invalid_quantity(&given.to_string(), QUANTITY_MAX))
}

impl TryFrom<Account> for Payer {
    type Error = Error;

    fn try_from(account: Account) -> Result<Payer> {
        let amount = |field: &str, text: Option<String>| {
            let amount: Credits = text.as_deref().unwrap_or("0").parse()?;
            if amount < Credits::ZERO { Err(Error::negative(field, &amount.to_string())) } else { Ok(amount) }
        };
        Ok(Payer {
            funding: match account.funding {
                AccountFunding::Credits => Funding::Credits,
                AccountFunding::External => Funding::External,
            },
            unlimited: account.unlimited,
            allowance: amount("allowance", account.allowance)?,
            bought: amount("bought", account.bought)?,
            held: amount("held", account.held)?,
        })
    }
}

/// A price, with everything needed to compute it again.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Quote {
    #[serde(serialize_with = "text")]
    pub credits: Credits,
    #[serde(serialize_with = "text")]
    pub max: Credits,
    pub money: Money,
    pub carrier_cost: Money,
    pub decision: &'static str,
    pub explanation: Step,
    pub measured: Measured,
    /// Only where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repairs: Option<Vec<Saving>>,
    pub book_hash: String,
    pub deck_hashes: BTreeMap<String, String>,
}

/// A way to a cheaper message, and what it saves.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Saving {
    #[serde(flatten)]
    pub repair: RepairAnswer,
    #[serde(serialize_with = "text")]
    pub saves_credits: Credits,
}

#[derive(Debug, Serialize)]
pub struct Money {
    pub amount: String,
    pub currency: String,
}

#[derive(Debug, Serialize)]
pub struct Step {
    pub rule: &'static str,
    pub inputs: BTreeMap<&'static str, String>,
    pub exact: String,
    pub rounding: Option<Rounding>,
    #[serde(serialize_with = "text")]
    pub result: Credits,
    pub text: String,
    pub steps: Vec<Step>,
}

#[derive(Debug, Serialize)]
pub struct Rounding {
    pub per: &'static str,
    pub mode: &'static str,
    pub scale: u8,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Measured {
    pub service: String,
    pub region: String,
    pub profile: Cow<'static, str>,
    pub profile_date: Cow<'static, str>,
    pub encoding: &'static str,
    pub units: u32,
    pub segments: u32,
    pub segments_max: u32,
    pub quantity: u64,
}

/// Credits as their text.
pub(super) fn text<S: Serializer>(credits: &Credits, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(credits)
}

impl From<quote::Quote> for Quote {
    fn from(quote: quote::Quote) -> Quote {
        let size = quote.measured.size;
        let saving = |saving: quote::Saving| Saving {
            repair: RepairAnswer::of(saving.repair, &size),
            saves_credits: saving.credits,
        };
        Quote {
            repairs: quote.repairs.map(|repairs| repairs.into_iter().map(saving).collect()),
            credits: quote.credits,
            max: quote.max,
            money: quote.money.into(),
            carrier_cost: quote.carrier_cost.into(),
            decision: quote.decision.name(),
            explanation: quote.explanation.into(),
            measured: quote.measured.into(),
            book_hash: quote.book_hash,
            deck_hashes: quote.deck_hashes,
        }
    }
}

impl From<credits::Money> for Money {
    fn from(money: credits::Money) -> Money {
        Money { amount: money.amount.to_string(), currency: money.currency.to_string() }
    }
}

impl From<quote::Step> for Step {
    fn from(step: quote::Step) -> Step {
        Step {
            rule: step.rule,
            inputs: step.inputs.into_iter().collect(),
            exact: step.exact.to_string(),
            rounding: step.rounding.map(Rounding::from),
            result: step.result,
            text: step.text,
            steps: step.steps.into_iter().map(Step::from).collect(),
        }
    }
}

impl From<credits::Rounding> for Rounding {
    fn from(rounding: credits::Rounding) -> Rounding {
        Rounding { per: rounding.per.name(), mode: rounding.mode.name(), scale: rounding.scale }
    }
}

impl From<quote::Measured> for Measured {
    fn from(measured: quote::Measured) -> Measured {
        let quote::Measured { service, region, profile, profile_date, size, quantity } = measured;
        Measured {
            service,
            region: region.to_string(),
            profile,
            profile_date,
            encoding: size.encoding.name(),
            units: size.units,
            segments: size.segments,
            segments_max: size.segments_max,
            quantity,
        }
    }
}
