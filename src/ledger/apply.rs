//! Commands, and what they move.

use super::{Account, Lot};
use crate::credits::Credits;
use crate::quote::{Decision, Engine, Quote, Request};
use crate::{Error, Result};

/// Something to be done with an account.
#[derive(Debug, Clone)]
pub enum Command {
    /// Adds credits.
    Grant { credits: Credits },
    /// Prices a request on the account's plan and takes the price. The request's own plan and payer count for nothing.
    Charge { request: Box<Request> },
}

/// What a command did. The movements are to be written with the new state, or neither.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub answer: Answer,
    pub movements: Vec<Movement>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Granted {
        credits: Credits,
    },
    Charged(Quote),
    /// Nothing was taken; the quote's decision says what becomes of the message.
    Refused {
        quote: Quote,
        available: Credits,
        /// The smallest grant that would have made it go ahead.
        missing: Credits,
    },
}

/// Credits that went from one side to another: double entry as one row, which sums to zero by construction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    pub from: Side,
    pub to: Side,
    /// The lot on one of the two sides; `None` where nothing was taken from any.
    pub lot: Option<u64>,
    pub credits: Credits,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Where credits come from.
    Grant,
    /// The account's own.
    Lot,
    /// Where they go.
    Usage,
}

impl Side {
    pub fn name(self) -> &'static str {
        match self {
            Side::Grant => "grant",
            Side::Lot => "lot",
            Side::Usage => "usage",
        }
    }
}

/// Does one command. On an error, and where the answer is [`Answer::Refused`], the account is as it was.
pub fn apply(account: &mut Account, command: &Command, engine: &Engine) -> Result<Outcome> {
    match command {
        Command::Grant { credits } => grant(account, *credits),
        Command::Charge { request } => charge(account, request, engine),
    }
}

fn grant(account: &mut Account, credits: Credits) -> Result<Outcome> {
    if credits <= Credits::ZERO {
        return Err(Error::not_positive("credits", &credits.to_string()));
    }
    account.balance()?.plus(credits)?; // the sum must stay countable
    account.lot_count += 1;
    let lot = account.lot_count;
    account.lots.push(Lot { id: lot, remaining: credits });
    let movement = Movement { from: Side::Grant, to: Side::Lot, lot: Some(lot), credits };
    Ok(Outcome { answer: Answer::Granted { credits }, movements: vec![movement] })
}

fn charge(account: &mut Account, request: &Request, engine: &Engine) -> Result<Outcome> {
    let payer = account.payer()?;
    let request = Request { plan: account.plan.clone(), payer: Some(payer.clone()), ..request.clone() };
    let quote = engine.quote(&request)?;
    if !quote.decision.goes_ahead() {
        let available = payer.available()?;
        let missing = quote.credits.minus(available)?;
        return Ok(Outcome { answer: Answer::Refused { quote, available, missing }, movements: vec![] });
    }
    let movements = match quote.decision {
        Decision::Charged => take(account, quote.credits)?,
        // Nothing moves, and the usage is on record all the same.
        _ => vec![Movement { from: Side::Lot, to: Side::Usage, lot: None, credits: Credits::ZERO }],
    };
    Ok(Outcome { answer: Answer::Charged(quote), movements })
}

/// Takes an amount that the account has, lot by lot.
fn take(account: &mut Account, amount: Credits) -> Result<Vec<Movement>> {
    let (mut left, mut movements) = (amount, Vec::new());
    for lot in &mut account.lots {
        let credits = left.min(lot.remaining);
        if credits > Credits::ZERO {
            lot.remaining = lot.remaining.minus(credits)?;
            left = left.minus(credits)?;
            movements.push(Movement { from: Side::Lot, to: Side::Usage, lot: Some(lot.id), credits });
        }
    }
    debug_assert_eq!(left, Credits::ZERO, "the decision said that the lots cover it");
    Ok(movements)
}
