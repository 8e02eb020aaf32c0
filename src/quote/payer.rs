//! Who pays, and what is decided.

use crate::Result;
use crate::book::Exhausted;
use crate::credits::Credits;
use crate::map::Set;

/// How a payer's usage is paid for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Funding {
    #[default]
    Credits,
    /// By someone else: usage is recorded and nothing is deducted.
    External,
}

impl Funding {
    pub const ALL: [Funding; 2] = [Funding::Credits, Funding::External];

    pub fn name(self) -> &'static str {
        match self {
            Funding::Credits => "credits",
            Funding::External => "external",
        }
    }
}

/// What is known of the one who pays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Payer {
    pub funding: Funding,
    /// Never runs out, whatever the plan says.
    pub unlimited: bool,
    /// The plans of the accounts above this one.
    pub parents: Vec<String>,
    /// Parts of a price that the account brings itself.
    pub brings: Set<String>,
    /// What is left of the period's allowance.
    pub allowance: Credits,
    /// What is left of bought credits.
    pub bought: Credits,
    /// What is reserved.
    pub held: Credits,
    /// Draws on credits that were set aside for it, and so never goes beyond them.
    pub limited: bool,
}

impl Payer {
    /// What can be spent now.
    pub fn available(&self) -> Result<Credits> {
        self.allowance.plus(self.bought)?.minus(self.held)
    }

    /// Whether usage is recorded and not deducted.
    pub fn is_exempt(&self) -> bool {
        self.unlimited || self.funding == Funding::External
    }

    /// May this amount be spent, and what happens when it is. The one gate: a preview's answer and a charge's are the
    /// same function's.
    ///
    /// `overage` says whether what is not covered is owed, at a price of its own.
    pub fn decide(&self, amount: Credits, exhausted: Exhausted, overage: bool) -> Result<Decision> {
        Ok(if amount == Credits::ZERO {
            Decision::Free
        } else if self.is_exempt() {
            Decision::Recorded
        } else if self.available()? >= amount {
            Decision::Charged
        } else if overage && !self.limited {
            Decision::Overage
        } else {
            Decision::Exhausted(exhausted)
        })
    }
}

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It has a price; who pays was not asked.
    Priced,
    /// It costs nothing.
    Free,
    /// It is paid with credits.
    Charged,
    /// It is recorded and not deducted.
    Recorded,
    /// Credits cover a part of it, or nothing; the rest is owed.
    Overage,
    /// The balance does not cover it: what happens then is the book's to say.
    Exhausted(Exhausted),
}

impl Decision {
    pub fn name(self) -> &'static str {
        match self {
            Decision::Priced => "priced",
            Decision::Free => "free",
            Decision::Charged => "charged",
            Decision::Recorded => "recorded",
            Decision::Overage => "overage",
            Decision::Exhausted(exhausted) => exhausted.name(),
        }
    }
}
