//! What a token is shown for. It is read before the token is looked at, as the ledger does, and once.

use super::{QuoteRequest, charge_without_token};
use crate::quote::Request;
use crate::wire::charge::{self, ChargeBody};
use crate::wire::{Value, charge_request, parse_bytes};
use crate::{Error, Result};

/// A token, and the charge that it is to be good for.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) token: String,
    pub(crate) account: String,
    pub(crate) request: Request,
    /// What the token must say of the request.
    pub(crate) request_hash: String,
}

impl Shown {
    /// A token beside the body that it was quoted for.
    pub(crate) fn with_quote(token: &str, body: Value) -> Result<Shown> {
        let QuoteRequest { account, charge, .. } = QuoteRequest::read(body)?;
        Shown::new(token.to_owned(), account, charge_without_token(charge)?, &charge::IN_QUOTE)
    }

    /// A token in the body of a charge, as it is sent to the ledger.
    pub(crate) fn with_charge(body: &[u8], account: String) -> Result<Shown> {
        let ChargeBody { token, rest, .. } = ChargeBody::read(parse_bytes(body)?)?;
        if rest.get("account").is_some() {
            return Err(Error::known_to_the_ledger("account"));
        }
        let shown = |token| Shown::new(token, account, rest, &charge::IN_CHARGE);
        token.map_or_else(|| Err(Error::missing("quoteToken", "a charge is checked by its quote")), shown)
    }

    fn new(token: String, account: String, charge: Value, beside: &[&str]) -> Result<Shown> {
        let request_hash = charge::hash(&charge);
        Ok(Shown { token, account, request: charge_request(charge, beside)?, request_hash })
    }
}
