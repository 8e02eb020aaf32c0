//! Plans, and what can be bought.

use super::Amount;
use crate::map::Set;

/// A plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    pub note: String,
    /// What it costs a month; `None` where nobody says, or it is negotiated.
    pub price: Option<PlanPrice>,
    pub allowance: Allowance,
    /// Top-ups that accounts on it may buy; none: nothing can be bought.
    pub top_ups: Set<String>,
    /// Whether it may buy by itself when the balance runs low.
    pub reload: bool,
    pub trial: Option<Trial>,
    /// Whether accounts below one on this plan are unlimited as well, down the whole tree.
    pub covers_descendants: bool,
    /// Parts of a price that accounts on it may bring themselves.
    pub brings: Set<String>,
}

/// What a plan costs a month, in the book's currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanPrice {
    pub amount: Amount,
    pub per_seat: bool,
}

/// The credits that a plan grants each billing period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Allowance {
    #[default]
    None,
    Flat(Amount),
    PerSeat(Amount),
    Unlimited,
    /// Each account's own, set by the operator.
    Operator,
}

impl Allowance {
    pub(crate) fn amount(&self) -> Option<&Amount> {
        match self {
            Allowance::Flat(amount) | Allowance::PerSeat(amount) => Some(amount),
            Allowance::None | Allowance::Unlimited | Allowance::Operator => None,
        }
    }
}

/// A plan that ends by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    pub days: u32,
    pub payment_method_needed: bool,
}

impl Plan {
    pub fn is_unlimited(&self) -> bool {
        self.allowance == Allowance::Unlimited
    }

    /// The parameters that its accounts' balance depends on and that have no value.
    pub fn missing(&self) -> Set<&str> {
        self.allowance.amount().and_then(Amount::missing).into_iter().collect()
    }
}

/// A package of credits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopUp {
    pub note: String,
    pub credits: Amount,
    /// In the book's currency.
    pub price: Amount,
    /// Bought once, or again each billing period.
    pub recurring: bool,
    pub expires: Expires,
}

/// When what was bought is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expires {
    Never,
    /// With the billing period it was bought in.
    PeriodEnd,
}

impl Expires {
    pub const ALL: [Expires; 2] = [Expires::Never, Expires::PeriodEnd];

    pub fn name(self) -> &'static str {
        match self {
            Expires::Never => "never",
            Expires::PeriodEnd => "period_end",
        }
    }
}
