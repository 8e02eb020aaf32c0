//! What is written: double entry, one row a movement.

use std::sync::Arc;

use super::{Moment, Part};
use crate::credits::{Credits, Rounding};
use crate::{Error, Result};

/// Credits that went from one side to another: one row, which sums to zero by construction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub account: String,
    /// Counted from 1 in its account.
    pub seq: u64,
    /// The number of the first entry of what it is a part of.
    pub act: u64,
    pub at: Moment,
    pub kind: EntryKind,
    /// The charge or hold that it is about, where that is an earlier one.
    pub concerns: Option<u64>,
    pub from: Side,
    pub to: Side,
    /// The lot on one of the two sides, or both; `None` where there is none.
    pub lot: Option<u64>,
    pub credits: Credits,
    /// How far the account's clocks were ahead of UTC, in seconds.
    pub offset_s: i32,
    /// What usage it is of; on charges and captures, and on what becomes of them.
    pub label: Option<Arc<Label>>,
    /// What was priced and not deducted; less than 0 where a charge came to less than it was recorded with.
    pub recorded: Credits,
}

/// What usage is of: a service, and whom the caller says that it was for. A part that is not said is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label {
    pub service: String,
    pub agent: String,
    pub campaign: String,
}

/// Whom a caller says that usage is for. A part that is not said is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tags {
    pub agent: String,
    pub campaign: String,
}

impl Label {
    pub(super) fn new(service: &str, tags: &Tags) -> Arc<Label> {
        let Tags { agent, campaign } = tags.clone();
        Arc::new(Label { service: service.to_owned(), agent, campaign })
    }

    /// This one, but for what is said otherwise.
    pub(super) fn or_own(&self, service: &str, tags: &Tags) -> Arc<Label> {
        let own = |own: &str, held: &str| if own.is_empty() { held.to_owned() } else { own.to_owned() };
        let (service, agent) = (own(service, &self.service), own(&tags.agent, &self.agent));
        Arc::new(Label { service, agent, campaign: own(&tags.campaign, &self.campaign) })
    }
}

impl Entry {
    /// Whether credits were used.
    pub fn is_usage(&self) -> bool {
        self.to == Side::Usage
    }

    /// Whether used credits came back.
    pub fn is_return(&self) -> bool {
        self.from == Side::Usage
    }
}

macro_rules! names {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            pub const ALL: &[$name] = &[$($name::$variant,)*];

            pub fn name(self) -> &'static str {
                match self { $($name::$variant => $text,)* }
            }
        }
    };
}

names! {
    /// What an entry is a part of.
    EntryKind {
        Adjustment = "adjustment",
        Allotment = "allotment",
        Allowance = "allowance",
        Capture = "capture",
        Charge = "charge",
        Expiry = "expiry",
        Grant = "grant",
        Hold = "hold",
        /// A hold's end by its time.
        HoldExpiry = "hold_expiry",
        Outcome = "outcome",
        Purchase = "purchase",
        Recurring = "recurring",
        Refund = "refund",
        Release = "release",
        Rollover = "rollover",
    }
}

names! {
    /// Where credits are.
    Side {
        /// Where an account's allowance comes from.
        Allowance = "allowance",
        /// An account above or below.
        Allotment = "allotment",
        /// What was used beyond the credits there were.
        Debt = "debt",
        /// What expired.
        Expired = "expired",
        /// What came back too late.
        Forfeited = "forfeited",
        /// Where given credits come from.
        Grant = "grant",
        /// A lot's credits that are reserved.
        Held = "held",
        /// A lot's credits that can be spent.
        Lot = "lot",
        /// Where bought credits come from.
        Purchase = "purchase",
        /// From one period to the next.
        Rollover = "rollover",
        Usage = "usage",
    }
}

impl Side {
    /// Whether it is in a lot, reserved or not.
    pub(super) fn is_lot(self) -> bool {
        matches!(self, Side::Lot | Side::Held)
    }
}

/// What a charge or a capture took and has not given back: a refund's source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paid {
    pub charge: u64,
    pub at: Moment,
    pub kind: EntryKind,
    /// The hold that a capture took it from.
    pub hold: Option<u64>,
    /// In the order in which they paid; what was owed last.
    pub parts: Vec<Part>,
    /// Everything that was ever taken for it, and is not back.
    pub credits: Credits,
    /// What lots paid when it was charged, or what was only recorded then.
    pub covered: Credits,
    /// What was owed of it then, at the overage price.
    pub owed: Credits,
    /// The most that could come to be owed of it; where nobody says so, as much as the price has it.
    pub owed_max: Option<Credits>,
    pub adjusted: bool,
    pub refunded: bool,
    pub label: Option<Arc<Label>>,
    /// What was priced and not deducted; `None` where there never was any.
    pub recorded: Option<Credits>,
}

impl Paid {
    /// Reads what a charge has come to: its own entries, and all that concern it, in order. `None` where the first one
    /// is no charge.
    pub fn from_entries(entries: &[Entry]) -> Result<Option<Paid>> {
        let Some(first) = entries.first() else { return Ok(None) };
        if !matches!(first.kind, EntryKind::Charge | EntryKind::Capture) || first.seq != first.act {
            return Ok(None);
        }
        let (mut parts, mut credits, mut recorded) = (Vec::<Part>::new(), Credits::ZERO, None);
        let (mut covered, mut owed, mut adjusted, mut refunded) = (Credits::ZERO, Credits::ZERO, false, false);
        for entry in entries {
            if entry.recorded != Credits::ZERO {
                recorded = Some(recorded.unwrap_or(Credits::ZERO).plus(entry.recorded)?);
            }
            refunded |= entry.kind == EntryKind::Refund && entry.from == Side::Usage;
            let of_usage = entry.from == Side::Usage || entry.to == Side::Usage;
            adjusted |= entry.kind == EntryKind::Adjustment && of_usage;
            if entry.act == first.act && entry.to == Side::Usage {
                let of = if entry.from == Side::Debt { &mut owed } else { &mut covered };
                *of = of.plus(entry.credits)?.plus(entry.recorded)?;
            }
            match (entry.from, entry.to) {
                (_, Side::Usage) => {
                    credits = credits.plus(entry.credits)?;
                    match parts.iter_mut().find(|part| part.lot == entry.lot) {
                        Some(part) => part.credits = part.credits.plus(entry.credits)?,
                        None => parts.push(Part { lot: entry.lot, credits: entry.credits }),
                    }
                }
                (Side::Usage, _) => {
                    credits = credits.minus(entry.credits)?;
                    give_back(&mut parts, entry.lot, entry.credits)?;
                }
                _ => {}
            }
        }
        if credits < Credits::ZERO {
            return Err(Error::internal());
        }
        parts.retain(|part| part.credits > Credits::ZERO);
        let (charge, at, kind, label) = (first.act, first.at, first.kind, first.label.clone());
        let hold = first.concerns.filter(|_| kind == EntryKind::Capture);
        Ok(Some(Paid {
            charge,
            at,
            kind,
            hold,
            parts,
            credits,
            covered,
            owed,
            owed_max: None,
            adjusted,
            refunded,
            label,
            recorded,
        }))
    }
}

impl Paid {
    /// What it has come to, deducted or not.
    pub(super) fn amount(&self) -> Result<Credits> {
        self.credits.plus(self.recorded.unwrap_or_default())
    }

    /// What other captures had taken by then of something that came to `price` so far.
    pub(super) fn captured_before(&self, price: Credits) -> Result<Credits> {
        if self.hold.is_some() { price.minus(self.covered) } else { Ok(Credits::ZERO) }
    }

    /// What it comes to where its price was `price` and is `credits`: what is beyond the credits that there were stays
    /// at the overage price, and within what was quoted: a small share was rounded, and grows with that.
    pub(super) fn adjusted_to(&self, credits: Credits, price: Credits) -> Result<Credits> {
        if self.owed == Credits::ZERO || credits <= self.covered || price <= self.covered {
            return Ok(credits);
        }
        let share = credits.minus(self.covered)?.ratio().over(&price.minus(self.covered)?.ratio())?;
        let owed = Rounding::FINEST.round(&self.owed.ratio().times(&share)?)?;
        self.covered.plus(self.owed_max.map_or(owed, |most| owed.min(most)))
    }
}

/// Takes what is back off the part it came from; what came back to another lot, off the last lots. What is owed comes
/// back as such.
fn give_back(parts: &mut [Part], lot: Option<u64>, credits: Credits) -> Result<()> {
    let mut left = credits;
    let (own, others): (Vec<_>, Vec<_>) = parts.iter_mut().rev().partition(|part| part.lot == lot);
    for part in own.into_iter().chain(others.into_iter().filter(|part| part.lot.is_some())) {
        let back = left.min(part.credits);
        part.credits = part.credits.minus(back)?;
        left = left.minus(back)?;
    }
    Ok(())
}
