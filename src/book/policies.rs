//! What a book says of balances: the order in which credits are used, what is carried over, who is told.

use super::Amount;
use rust_decimal::Decimal;

/// The rules of balances. Each has a default that most products share.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policies {
    pub burn: BurnOrder,
    /// How much of what is left at the end of a period is carried over, for one period; `None` carries nothing.
    pub roll_over_cap: Option<Amount>,
    pub proration: Proration,
    /// How long after a lot's expiry a refund to it reopens it.
    pub refund_grace_days: u32,
    /// Whether later credits first repay what was used beyond the balance.
    pub repay_debt: bool,
    pub alerts: Alerts,
    pub reload: Option<Reload>,
    pub allotments: Option<Allotments>,
}

/// Priorities of the kinds of credits: a lower one is used first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BurnOrder {
    pub rollover: u8,
    pub allowance: u8,
    pub recurring: u8,
    pub promo: u8,
    pub top_up: u8,
}

impl Default for BurnOrder {
    fn default() -> BurnOrder {
        BurnOrder { rollover: 0, allowance: 1, recurring: 2, promo: 2, top_up: 3 }
    }
}

/// What a seat that is added within a period is granted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Proration {
    #[default]
    Full,
    /// By the days that are left.
    Daily,
}

impl Proration {
    pub const ALL: [Proration; 2] = [Proration::Full, Proration::Daily];

    pub fn name(self) -> &'static str {
        match self {
            Proration::Full => "full",
            Proration::Daily => "daily",
        }
    }
}

/// When an account's admins are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alerts {
    /// Percentages of the credits granted, in falling order.
    pub thresholds: Vec<Decimal>,
}

impl Alerts {
    /// The most decimal places of a threshold.
    pub(crate) const PLACES_MAX: u32 = 6;

    /// Whether a percentage can be a threshold.
    pub(crate) fn is_threshold(percent: &Decimal) -> bool {
        (Decimal::ZERO..Decimal::ONE_HUNDRED).contains(percent) && percent.normalize().scale() <= Alerts::PLACES_MAX
    }
}

impl Default for Alerts {
    fn default() -> Alerts {
        Alerts { thresholds: vec![Decimal::from(20), Decimal::ZERO] }
    }
}

/// What an account that buys by itself starts from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reload {
    pub threshold: Amount,
    pub amount: Amount,
    pub packages: u32,
    /// Credits that are bought so in a billing period at most; `None` leaves it to the account.
    pub monthly_cap: Option<Amount>,
}

/// How an owner gives credits to members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allotments {
    /// Moved into the member's own pool, or a limit on the shared one.
    pub reserve: bool,
    /// Whether they are made again each period.
    pub renew: bool,
}
