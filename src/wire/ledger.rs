//! What the ledger answers.

mod campaign;
mod problem;
mod request;

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{AnyOfBuilder, Object, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::quote::{Measured, Quote, text};
use super::schema::{self, component, reference};
use super::terms::{PartAnswer, TermsDocument};
use super::{Value, id};
use crate::credits::Credits;
use crate::ledger::{self, Ended};
use crate::quote;
use crate::{Error, Result};

pub(crate) use campaign::{
    Campaign, CampaignCharge, CampaignRequest, CampaignsPage, Plan, PreflightAnswer, PreflightRequest, Start,
    keep_decks, kept_decks, preflight, start,
};
pub(crate) use problem::{Problem, Refusal, Refused};
pub(crate) use request::{
    AdjustmentRequest, AllotmentBody, AllotmentRequest, BatchItem, BatchRequest, CaptureRequest, GIVEN, GrantRequest,
    GrantTerms, HoldRequest, MODES, OutcomeRequest, PurchaseRequest, RefundRequest, Wanted, adjustment, allotment,
    batch, capture, grant, hold, mode, outcome,
};

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Account {
    pub(crate) tenant: String,
    pub(crate) id: String,
    #[serde(flatten)]
    pub(crate) terms: TermsDocument,
    /// The plan that it is priced on: its own, or that of the nearest account above it.
    pub(crate) effective_plan: String,
    pub(crate) book: BookName,
    /// Hashes, by service.
    pub(crate) decks: BTreeMap<String, String>,
    #[schema(format = DateTime)]
    pub(crate) created_at: String,
    pub(crate) period: Period,
    pub(crate) balance: Balance,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BookName {
    pub(crate) id: String,
    pub(crate) hash: String,
}

/// A billing period: from `start` up to `end`, which is the next one's.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Period {
    #[schema(format = DateTime)]
    pub(crate) start: String,
    #[schema(format = DateTime)]
    pub(crate) end: String,
    /// Today included, by the calendar of the account's time zone.
    pub(crate) days_left: u32,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Balance {
    /// What is left of the period's allowance, with what was carried over, what was set aside for the account, and what holds
    /// still reserve of an earlier period's.
    #[serde(serialize_with = "text")]
    allowance: Credits,
    /// What is left of everything else.
    #[serde(serialize_with = "text")]
    bought: Credits,
    /// What holds reserve of both.
    #[serde(serialize_with = "text")]
    held: Credits,
    /// What can be spent now: of both without what is held, and of what the account above gives within its cap.
    #[serde(serialize_with = "text")]
    available: Credits,
    /// What was used beyond the credits there were.
    #[serde(serialize_with = "text")]
    debt: Credits,
    /// What the account above would still give within its cap; `null` where there is none.
    #[schema(value_type = Option<Credits>, required)]
    shared: Option<String>,
    /// Nothing is deducted: there is no balance to run out.
    unlimited: bool,
}

impl TryFrom<ledger::Balance> for Balance {
    type Error = Error;

    fn try_from(balance: ledger::Balance) -> Result<Balance> {
        let available = balance.available()?;
        let ledger::Balance { allowance, bought, held, debt, shared, unlimited } = balance;
        let shared = shared.map(|shared| shared.to_string());
        Ok(Balance { allowance, bought, held, available, debt, shared, unlimited })
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Grant {
    pub(crate) id: String,
    #[serde(serialize_with = "text")]
    pub(crate) credits: Credits,
    pub(crate) balance: Balance,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Charge {
    pub(crate) id: String,
    #[schema(value_type = schema::Decision)]
    pub(crate) decision: &'static str,
    /// What was taken and what is owed; the price of what is only recorded.
    #[serde(serialize_with = "text")]
    pub(crate) credits: Credits,
    pub(crate) quote: Quote,
    pub(crate) balance: Balance,
}

/// What a charge has come to by now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChargeState {
    id: String,
    #[schema(format = DateTime)]
    at: String,
    /// What was taken and what is owed, without what came back.
    #[serde(serialize_with = "text")]
    credits: Credits,
    /// The lots that paid, in the order in which they did.
    parts: Vec<PartAnswer>,
    /// An attempt that has not ended.
    open: bool,
    adjusted: bool,
    /// Whether some of it, or all, was given back.
    refunded: bool,
    /// What the price was made from.
    record: Value,
}

impl ChargeState {
    pub(crate) fn of(paid: &ledger::Paid, open: bool, record: Value) -> ChargeState {
        ChargeState {
            id: id::CHARGE.of(paid.charge),
            at: paid.at.to_string(),
            credits: paid.credits,
            parts: paid.parts.iter().map(PartAnswer::from).collect(),
            open,
            adjusted: paid.adjusted,
            refunded: paid.refunded,
            record,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Refund {
    pub(crate) id: String,
    pub(crate) charge: String,
    #[serde(serialize_with = "text")]
    pub(crate) credits: Credits,
    /// What of it came back too late: its lot has expired.
    #[serde(serialize_with = "text")]
    pub(crate) forfeited: Credits,
    pub(crate) balance: Balance,
}

/// By how much a charge changed, or what was recorded of it: less than 0 where it came to less.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Settled {
    pub(crate) charge: String,
    #[serde(serialize_with = "text")]
    pub(crate) credits: Credits,
    /// What of it came back too late: its lot has expired.
    #[serde(serialize_with = "text")]
    pub(crate) forfeited: Credits,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) quote: Option<Quote>,
    pub(crate) balance: Balance,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Held {
    pub(crate) id: String,
    #[serde(serialize_with = "text")]
    pub(crate) credits: Credits,
    #[schema(format = DateTime)]
    pub(crate) expires_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) quote: Option<Quote>,
    pub(crate) balance: Balance,
}

/// A hold's state: `credits` are what was captured, what is left, what came back and what was forfeited.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Hold {
    id: String,
    #[schema(value_type = schema::HoldState)]
    state: &'static str,
    #[serde(serialize_with = "text")]
    credits: Credits,
    #[serde(serialize_with = "text")]
    captured: Credits,
    /// What can still be captured.
    #[serde(serialize_with = "text")]
    left: Credits,
    /// What came back at its end.
    #[serde(serialize_with = "text")]
    released: Credits,
    /// What did not come back at its end: its lot had expired.
    #[serde(serialize_with = "text")]
    forfeited: Credits,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(format = DateTime)]
    expires_at: String,
    parts: Vec<PartAnswer>,
}

impl TryFrom<&ledger::Hold> for Hold {
    type Error = Error;

    fn try_from(hold: &ledger::Hold) -> Result<Hold> {
        Ok(Hold {
            id: id::HOLD.of(hold.id),
            state: hold.ended.map_or("open", Ended::name),
            credits: hold.credits,
            captured: hold.captured,
            left: hold.left()?,
            released: hold.released()?,
            forfeited: hold.forfeited,
            created_at: hold.made.to_string(),
            expires_at: hold.expires.to_string(),
            parts: hold.parts.iter().map(PartAnswer::from).collect(),
        })
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Captured {
    /// A charge: it can be refunded as one.
    pub(crate) id: String,
    pub(crate) hold: String,
    #[serde(serialize_with = "text")]
    pub(crate) credits: Credits,
    /// What the hold still reserves.
    #[serde(serialize_with = "text")]
    pub(crate) left: Credits,
    #[schema(value_type = schema::HoldState)]
    pub(crate) state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) quote: Option<Quote>,
    pub(crate) balance: Balance,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Released {
    pub(crate) hold: String,
    /// What was left of it.
    #[serde(serialize_with = "text")]
    pub(crate) credits: Credits,
    /// What of that did not come back: its lot has expired.
    #[serde(serialize_with = "text")]
    pub(crate) forfeited: Credits,
    pub(crate) balance: Balance,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Given {
    pub(crate) to: String,
    #[serde(serialize_with = "text")]
    pub(crate) credits: Credits,
    pub(crate) balance: Balance,
}

/// What an account gives to those below it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Allotments {
    pub(crate) allotments: Vec<Allotment>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Allotment {
    to: String,
    #[schema(value_type = schema::AllotmentMode)]
    mode: &'static str,
    #[serde(serialize_with = "text")]
    credits: Credits,
    /// Whether it is made again each period.
    renew: bool,
    /// What was drawn under a cap in this period.
    #[serde(serialize_with = "text")]
    used: Credits,
    /// What is left of the cap in this period, or in the other account's own pool of all that was moved there.
    #[serde(serialize_with = "text")]
    left: Credits,
}

impl Allotment {
    pub(crate) fn of(allotment: &ledger::Allotment, left: Credits) -> Allotment {
        let ledger::Allotment { to, reserve, credits, renew, used } = allotment;
        Allotment { to: to.clone(), mode: mode(*reserve), credits: *credits, renew: *renew, used: *used, left }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Lots {
    pub(crate) lots: Vec<Lot>,
}

/// Credits that came in together.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Lot {
    id: u64,
    #[schema(value_type = schema::LotKind)]
    kind: &'static str,
    #[serde(serialize_with = "text")]
    granted: Credits,
    #[serde(serialize_with = "text")]
    remaining: Credits,
    #[serde(serialize_with = "text")]
    held: Credits,
    priority: u8,
    #[schema(format = DateTime)]
    created_at: String,
    /// Once it is in the past, only what holds reserve of it is left.
    #[schema(format = DateTime, required)]
    expires_at: Option<String>,
}

impl From<&ledger::Lot> for Lot {
    fn from(lot: &ledger::Lot) -> Lot {
        Lot {
            id: lot.id,
            kind: lot.kind.name(),
            granted: lot.granted,
            remaining: lot.remaining,
            held: lot.held,
            priority: lot.priority,
            created_at: lot.created.to_string(),
            expires_at: lot.expires.map(|expires| expires.to_string()),
        }
    }
}

/// The answers of a batch, in the order of its charges.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Answers {
    pub(crate) answers: Vec<BatchAnswer>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BatchAnswer {
    /// As the single charge's would be.
    pub(crate) status: u16,
    pub(crate) replayed: bool,
    #[schema(value_type = BatchBody)]
    pub(crate) body: Box<serde_json::value::RawValue>,
}

/// What stands for the answer to a charge of a batch: the charge, or a problem.
#[derive(Debug)]
pub(crate) enum BatchBody {}

impl PartialSchema for BatchBody {
    fn schema() -> RefOr<Schema> {
        AnyOfBuilder::new().item(reference::<Charge>()).item(reference::<Problem>()).into()
    }
}

impl ToSchema for BatchBody {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        component::<Charge>(schemas);
        component::<Problem>(schemas);
    }
}

/// What stands for an entry's record: the price of a charge, why credits were given or came back, or nothing.
#[derive(Debug)]
pub(crate) enum Note {}

impl PartialSchema for Note {
    fn schema() -> RefOr<Schema> {
        let mut reason = Object::with_type(Type::Object);
        schema::field(&mut reason, "reason", schema::text("Why credits were given or came back."), true);
        let nothing = Object::with_type(Type::Null);
        AnyOfBuilder::new().item(reference::<Record>()).item(reason).item(nothing).into()
    }
}

impl ToSchema for Note {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        component::<Record>(schemas);
    }
}

/// What an entry keeps of a charge: neither text nor number, and enough to compute the price again.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Record {
    #[schema(value_type = schema::Decision)]
    decision: &'static str,
    /// The price, whoever bears it, without overage; of a `cumulative` capture, that of everything so far.
    #[serde(serialize_with = "text")]
    price: Credits,
    /// The most that this price could have come to.
    #[serde(serialize_with = "text")]
    max: Credits,
    /// The most that could have come to be owed, at the overage price, where the balance covers a part only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Credits>)]
    owed_max: Option<String>,
    plan: String,
    measured: Measured,
    book_hash: String,
    deck_hashes: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quote: Option<String>,
}

impl Record {
    /// `token` is the nonce of the quote that was spent.
    pub(crate) fn of(quote: &quote::Quote, plan: &str, token: Option<&str>) -> Record {
        Record {
            decision: quote.decision.name(),
            price: quote.credits,
            max: quote.max,
            owed_max: quote
                .overage
                .and_then(|overage| overage.max.minus(overage.covered).ok())
                .map(|owed| owed.to_string()),
            plan: plan.to_owned(),
            measured: quote.measured.clone().into(),
            book_hash: quote.book_hash.clone(),
            deck_hashes: quote.deck_hashes.clone().into_iter().collect(),
            quote: token.map(str::to_owned),
        }
    }
}

/// What a record says that a later command needs.
#[derive(Debug)]
pub(crate) struct Recorded {
    pub(crate) price: Credits,
    pub(crate) max: Credits,
    pub(crate) owed_max: Option<Credits>,
    pub(crate) plan: String,
    pub(crate) service: String,
    pub(crate) quantity: u64,
    pub(crate) book: String,
    pub(crate) decks: BTreeMap<String, String>,
}

/// Reads a record; `None` where it is not one of a charge, or from before it said all of this.
pub(crate) fn recorded(text: &str) -> Option<Recorded> {
    let record: Value = super::parse(text).ok()?;
    Some(Recorded {
        price: record["price"].as_str()?.parse().ok()?,
        max: record["max"].as_str()?.parse().ok()?,
        owed_max: record["owedMax"].as_str().and_then(|owed| owed.parse().ok()),
        plan: record["plan"].as_str()?.to_owned(),
        service: record["measured"]["service"].as_str()?.to_owned(),
        quantity: record["measured"]["quantity"].as_u64()?,
        book: record["bookHash"].as_str()?.to_owned(),
        decks: serde_json::from_value(record["deckHashes"].clone()).ok()?,
    })
}

/// What a ledger was reconciled from, and what does not add up.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Verification {
    pub(crate) accounts: usize,
    pub(crate) entries: usize,
    pub(crate) lots: usize,
    /// Those that are open.
    pub(crate) holds: usize,
    pub(crate) campaigns: usize,
    /// Sums of usage by account, day and label.
    pub(crate) usage_days: usize,
    /// What all lots hold, reserved or not.
    pub(crate) balance: String,
    pub(crate) findings: Vec<Mismatch>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Mismatch {
    /// `null` for what is between accounts.
    pub(crate) account: Option<String>,
    pub(crate) what: String,
}

/// A ledger that was copied.
#[derive(Debug, Serialize)]
pub(crate) struct Copied {
    pub(crate) accounts: usize,
    pub(crate) entries: usize,
    /// What all lots hold, reserved or not.
    pub(crate) balance: String,
    /// By table.
    pub(crate) rows: std::collections::BTreeMap<String, u64>,
}

/// A page of accounts, by id.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccountsPage {
    pub(crate) accounts: Vec<AccountLine>,
    #[schema(required)]
    pub(crate) next: Option<String>,
}

/// An account in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccountLine {
    pub(crate) id: String,
    /// Its own plan; `null` where it is on its parent's.
    #[schema(required)]
    pub(crate) plan: Option<String>,
    #[schema(required)]
    pub(crate) parent: Option<String>,
    #[schema(format = DateTime)]
    pub(crate) created_at: String,
    /// What it has now; `null` where it is on a plan that the book lacks.
    #[schema(required)]
    pub(crate) balance: Option<Balance>,
}

/// A page of entries, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Entries {
    pub(crate) entries: Vec<Entry>,
    /// The `cursor` of the next page; `null` on the last one.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Entry {
    pub(crate) seq: u64,
    #[schema(format = DateTime)]
    pub(crate) at: String,
    #[schema(value_type = schema::EntryOf)]
    pub(crate) kind: &'static str,
    /// The id of what it is a part of.
    pub(crate) id: String,
    /// The charge or hold that it is about.
    #[schema(required)]
    pub(crate) concerns: Option<String>,
    #[schema(value_type = schema::Side)]
    pub(crate) from: &'static str,
    #[schema(value_type = schema::Side)]
    pub(crate) to: &'static str,
    #[schema(required)]
    pub(crate) lot: Option<u64>,
    #[serde(serialize_with = "text")]
    pub(crate) credits: Credits,
    #[schema(required)]
    pub(crate) service: Option<String>,
    #[schema(required)]
    pub(crate) region: Option<String>,
    #[schema(required)]
    pub(crate) segments: Option<u64>,
    /// What the price was made from, or why credits came back; `null` where there is nothing to say.
    #[schema(value_type = Note)]
    pub(crate) record: Value,
}
