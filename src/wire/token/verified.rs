//! Quotes whose price is computed again, where a token is shown to somebody who is not the ledger. (The ledger computes
//! it as it charges.)

use serde::Serialize;

use super::check::{Quoted, rfc3339};
use crate::credits::Credits;
use crate::quote::{self, Decision, Engine, Payer, Request, Total};
use crate::wire::quote::{Quote, text};
use crate::{Error, Result};

/// A quote whose token is good and whose price was computed again.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VerifiedQuote {
    /// By which the token can be told from every other.
    id: String,
    account: String,
    plan: String,
    #[serde(serialize_with = "text")]
    credits: Credits,
    #[serde(serialize_with = "text")]
    max: Credits,
    issued_at: String,
    expires_at: String,
    /// Only where it was asked for: a price's explanation is larger than all the rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    quote: Option<Quote>,
}

impl VerifiedQuote {
    /// What a token says that is good for this charge, by an engine of the book and the decks that it names.
    pub(crate) fn new(quoted: &Quoted, engine: &Engine, request: Request, explain: bool) -> Result<VerifiedQuote> {
        let explanation = quoted.price(engine, request, explain)?;
        Ok(VerifiedQuote {
            id: quoted.nonce.clone(),
            account: quoted.account.clone(),
            plan: quoted.plan.clone(),
            credits: quoted.credits,
            max: quoted.max,
            issued_at: rfc3339(quoted.issued_ms),
            expires_at: rfc3339(quoted.expires_ms),
            quote: explanation.map(Quote::from),
        })
    }
}

impl Quoted {
    /// Computes the price again, by an engine of the same book and decks: an error where it is not what was quoted. How it
    /// comes about takes longer to say than the price.
    fn price(&self, engine: &Engine, request: Request, explain: bool) -> Result<Option<quote::Quote>> {
        let request = self.complete(request);
        self.check_total(engine, &engine.total(&request)?)?;
        if !explain {
            return Ok(None);
        }
        let mut quote = engine.quote(&request)?;
        if request.payer.is_some() {
            // Of the payer only what it brings is known: there is a price, and no decision.
            quote.decision = if quote.credits == Credits::ZERO { Decision::Free } else { Decision::Priced };
            quote.longest = None;
        }
        Ok(Some(quote))
    }

    /// What was priced: the request, with what only the ledger knew.
    fn complete(&self, mut request: Request) -> Request {
        request.plan.clone_from(&self.plan);
        request.at = self.at;
        if let Some(interaction) = &mut request.interaction {
            interaction.counted = self.counted;
        }
        if !self.brings.is_empty() {
            request.payer = Some(Payer { brings: self.brings.clone(), unlimited: true, ..Payer::default() });
        }
        request
    }

    fn check_total(&self, engine: &Engine, total: &Total) -> Result<()> {
        if engine.book().hash != self.book || total.deck_hashes != self.decks {
            return Err(Error::quote_of_other_decks());
        }
        let (said, is) = ([self.min, self.credits, self.max], [total.credits, total.credits, total.max]);
        if said != is {
            let range = |[min, expected, max]: [Credits; 3]| format!("{min} to {max} credits, {expected} expected");
            return Err(Error::quote_priced_otherwise(&range(said), &range(is)));
        }
        Ok(())
    }
}
