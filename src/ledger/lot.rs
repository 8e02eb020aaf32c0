//! Lots: every credit sits in one.

use super::Moment;
use crate::Result;
use crate::book::BurnOrder;
use crate::credits::Credits;

/// Credits that came in together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lot {
    /// Counted from 1 in its account.
    pub id: u64,
    pub kind: Kind,
    /// Everything that was ever put into it.
    pub granted: Credits,
    /// What it still has, reserved or not.
    pub remaining: Credits,
    /// What holds reserve of it.
    pub held: Credits,
    pub created: Moment,
    /// From then on it is no longer used.
    pub expires: Option<Moment>,
    /// A lower one is used first.
    pub priority: u8,
    /// Where its credits are from, when they are another account's.
    pub source: Option<Source>,
}

/// The lot above that credits were taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// The parent's lot.
    pub lot: u64,
    /// Whether they were taken only as they were spent, within a cap: what is not spent goes back at once.
    pub capped: bool,
}

/// What a lot's credits are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The plan's, for one period.
    Allowance,
    /// What an earlier period left.
    Rollover,
    /// Bought once.
    TopUp,
    /// Bought for each period.
    Recurring,
    /// Given.
    Promo,
    /// Set aside by the account above.
    Allotment,
}

impl Kind {
    pub const ALL: [Kind; 6] =
        [Kind::Allowance, Kind::Rollover, Kind::TopUp, Kind::Recurring, Kind::Promo, Kind::Allotment];

    pub fn name(self) -> &'static str {
        match self {
            Kind::Allowance => "allowance",
            Kind::Rollover => "rollover",
            Kind::TopUp => "top_up",
            Kind::Recurring => "recurring",
            Kind::Promo => "promo",
            Kind::Allotment => "allotment",
        }
    }

    /// Whether a balance shows it as allowance, not as bought.
    pub fn is_allowance(self) -> bool {
        matches!(self, Kind::Allowance | Kind::Rollover | Kind::Allotment)
    }

    /// Its place in a book's burn order. Credits that were set aside keep the place that they had.
    pub(super) fn priority(self, burn: &BurnOrder) -> u8 {
        match self {
            Kind::Rollover => burn.rollover,
            Kind::Allowance | Kind::Allotment => burn.allowance,
            Kind::Recurring => burn.recurring,
            Kind::Promo => burn.promo,
            Kind::TopUp => burn.top_up,
        }
    }
}

impl Lot {
    /// What can be spent of it.
    pub fn free(&self) -> Result<Credits> {
        self.remaining.minus(self.held)
    }

    pub fn has_expired(&self, now: Moment) -> bool {
        self.expires.is_some_and(|expires| expires <= now)
    }

    /// Whether it was set aside by the account above.
    pub(super) fn is_given(&self) -> bool {
        self.source.is_some_and(|source| !source.capped)
    }

    /// Whether it was drawn on the pool above under a cap.
    pub(crate) fn is_drawn(&self) -> bool {
        self.source.is_some_and(|source| source.capped)
    }

    /// Sorts lots as they are used: priority, then the soonest expiry, then age.
    pub(super) fn burn_order(&self) -> impl Ord + use<> {
        let never = self.expires.is_none();
        (self.priority, never, self.expires, self.created, self.id)
    }
}
