//! What the ledger asks and answers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::quote::{Measured, Quote, text};
use super::{Value, read};
use crate::credits::Credits;
use crate::quote::{self, Payer};
use crate::{Error, Result};

/// The body of a new account.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountRequest {
    pub(crate) id: String,
    pub(crate) plan: String,
    pub(crate) book: Option<String>,
}

impl AccountRequest {
    pub(crate) fn read(body: Value) -> Result<AccountRequest> {
        read(body)
    }
}

/// The body of a grant: how many credits.
pub(crate) fn grant(body: Value) -> Result<Credits> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct GrantRequest {
        credits: String,
    }
    let given = read::<GrantRequest>(body)?.credits;
    let credits: Credits = given.parse()?;
    if credits > Credits::ZERO { Ok(credits) } else { Err(Error::not_positive("credits", &given)) }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Account {
    pub(crate) tenant: String,
    pub(crate) id: String,
    pub(crate) plan: String,
    pub(crate) book: BookName,
    /// Hashes, by service.
    pub(crate) decks: BTreeMap<String, String>,
    pub(crate) created_at: String,
    pub(crate) balance: Balance,
}

#[derive(Debug, Serialize)]
pub(crate) struct BookName {
    pub(crate) id: String,
    pub(crate) hash: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Balance {
    #[serde(serialize_with = "text")]
    allowance: Credits,
    #[serde(serialize_with = "text")]
    bought: Credits,
    #[serde(serialize_with = "text")]
    held: Credits,
    #[serde(serialize_with = "text")]
    available: Credits,
}

impl TryFrom<Payer> for Balance {
    type Error = Error;

    fn try_from(payer: Payer) -> Result<Balance> {
        let available = payer.available()?;
        Ok(Balance { allowance: payer.allowance, bought: payer.bought, held: payer.held, available })
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct Grant {
    pub(crate) id: String,
    #[serde(serialize_with = "text")]
    pub(crate) credits: Credits,
    pub(crate) balance: Balance,
}

#[derive(Debug, Serialize)]
pub(crate) struct Charge {
    pub(crate) id: String,
    pub(crate) decision: &'static str,
    #[serde(serialize_with = "text")]
    pub(crate) credits: Credits,
    pub(crate) quote: Quote,
    pub(crate) balance: Balance,
}

/// What an entry keeps of a charge: neither text nor number, and enough to compute the price again.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Record {
    decision: &'static str,
    measured: Measured,
    book_hash: String,
    deck_hashes: BTreeMap<String, String>,
}

impl From<&quote::Quote> for Record {
    fn from(quote: &quote::Quote) -> Record {
        Record {
            decision: quote.decision.name(),
            measured: quote.measured.clone().into(),
            book_hash: quote.book_hash.clone(),
            deck_hashes: quote.deck_hashes.clone(),
        }
    }
}

/// A page of entries, newest first.
#[derive(Debug, Serialize)]
pub(crate) struct Entries {
    pub(crate) entries: Vec<Entry>,
    /// The `cursor` of the next page; `null` on the last one.
    pub(crate) next: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Entry {
    pub(crate) seq: u64,
    pub(crate) at: String,
    pub(crate) kind: &'static str,
    /// The grant's or charge's id.
    pub(crate) id: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) lot: Option<u64>,
    #[serde(serialize_with = "text")]
    pub(crate) credits: Credits,
    pub(crate) service: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) segments: Option<u64>,
    /// What the price was made from; `null` for a grant.
    pub(crate) record: Value,
}

/// Problem details (RFC 9457) with the error's code.
#[derive(Debug, Serialize)]
pub(crate) struct Problem {
    r#type: &'static str,
    title: String,
    status: u16,
    detail: String,
    code: &'static str,
    #[serde(flatten)]
    refusal: Option<Refusal>,
}

/// What a charge that the balance does not cover would have needed.
#[derive(Debug, Serialize)]
pub(crate) struct Refusal {
    pub(crate) decision: &'static str,
    #[serde(serialize_with = "text")]
    pub(crate) required: Credits,
    #[serde(serialize_with = "text")]
    pub(crate) available: Credits,
    #[serde(serialize_with = "text")]
    pub(crate) missing: Credits,
}

impl Problem {
    pub(crate) fn new(status: u16, title: &str, error: &Error, refusal: Option<Refusal>) -> Problem {
        let (detail, code) = (error.to_string(), error.code());
        Problem { r#type: "about:blank", title: title.to_owned(), status, detail, code, refusal }
    }
}
