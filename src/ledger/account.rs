//! What an account holds.

use crate::Result;
use crate::credits::Credits;
use crate::quote::{Funding, Payer};

/// An account's state, as far as a command needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: String,
    /// A plan of the price book.
    pub plan: String,
    /// Lots that still hold something, by id. They are used up in this order.
    pub lots: Vec<Lot>,
    /// Lots ever made: the last one's id.
    pub lot_count: u64,
}

/// Credits that came in together. Every credit sits in a lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lot {
    pub id: u64,
    pub remaining: Credits,
}

impl Account {
    /// An account that holds nothing yet.
    pub fn open(id: &str, plan: &str) -> Account {
        Account { id: id.to_owned(), plan: plan.to_owned(), lots: Vec::new(), lot_count: 0 }
    }

    /// What all lots hold.
    pub fn balance(&self) -> Result<Credits> {
        self.lots.iter().try_fold(Credits::ZERO, |sum, lot| sum.plus(lot.remaining))
    }

    /// The account as the one who pays.
    pub fn payer(&self) -> Result<Payer> {
        Ok(Payer { funding: Funding::Credits, bought: self.balance()?, ..Payer::default() })
    }
}
