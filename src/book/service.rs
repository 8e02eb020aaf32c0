//! A service: how it is priced, where it is free, and what happens when the balance does not cover it.

use super::Amount;
use crate::call::{Direction, Handler, Metering};
use crate::credits::Rounding;
use crate::map::{Map, Set};
use crate::phone::Region;

/// How one service is charged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    pub note: String,
    pub price: Price,
    /// Fixed credits that need no rounding may go without.
    pub rounding: Option<Rounding>,
    pub free: Vec<Free>,
    /// Credits added once to each message, call or interaction that is charged: a call's connection fee.
    pub fee: Option<Amount>,
    /// The fewest credits of a message, call or interaction that is charged.
    pub minimum: Option<Amount>,
    /// The unit price of usage beyond what the balance covers; without one such usage stops.
    pub overage: Option<Unit>,
    /// What happens where the balance does not cover the price.
    pub exhausted: Exhaustion,
}

/// What is counted, and what one of it costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Price {
    PerSegment(Unit),
    PerMessage(Unit),
    PerMinute(Box<Minutes>),
    /// Each completed interaction.
    PerInteraction(Unit),
    /// Each attempt to call, by how it ended.
    PerAttempt(Attempts),
    /// Nothing is charged; what the carrier asks is shown.
    CarrierCost {
        rates: String,
        unit: CarrierUnit,
    },
}

/// What one unit costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unit {
    Credits(Amount),
    CarrierRate(CarrierRate),
}

/// (The carrier's rate + `fee`) × `multiplier`, in the book's currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarrierRate {
    /// The deck that has the rates.
    pub rates: String,
    pub multiplier: Amount,
    /// What a provider asks beside the rate, in money.
    pub fee: Option<Amount>,
}

/// What a carrier counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CarrierUnit {
    Segment,
    Message,
    Minute(Metering),
}

/// A price by the minute.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Minutes {
    /// By position in the call, the first one from 0.
    pub tiers: Vec<Tier>,
    /// Other tiers for calls of a direction.
    pub directions: Map<Direction, Vec<Tier>>,
    pub metering: Metering,
    /// Calls that cost nothing.
    pub unbilled: Vec<Unbilled>,
    /// Parts of the price, as fractions of it, that drop out for accounts that bring them themselves.
    pub parts: Map<String, Amount>,
}

/// What a minute costs from a second of the call on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tier {
    pub from_s: u64,
    pub minute: Unit,
}

/// Calls that have all of these are not charged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unbilled {
    pub direction: Option<Direction>,
    pub handler: Option<Handler>,
}

/// Attempts to call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempts {
    /// Credits, by outcome.
    pub outcomes: Map<String, Amount>,
    /// Whether the dearest outcome is taken when the attempt starts, and the rest given back when it ends.
    pub taken_at_start: bool,
    /// Outcomes after which no further number of a recipient is dialled.
    pub dial_until: Set<String>,
}

/// Where a service costs nothing: on all of these plans, to all of these regions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Free {
    pub plans: Set<String>,
    pub regions: Set<Region>,
}

/// What becomes of something that the balance does not cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exhausted {
    /// It goes out by e-mail instead.
    FallbackEmail,
    /// It waits until there are credits.
    Paused,
    /// It does not happen.
    Declined,
}

impl Exhausted {
    pub const ALL: [Exhausted; 3] = [Exhausted::FallbackEmail, Exhausted::Paused, Exhausted::Declined];

    pub fn name(self) -> &'static str {
        match self {
            Exhausted::FallbackEmail => "fallback_email",
            Exhausted::Paused => "paused",
            Exhausted::Declined => "declined",
        }
    }
}

/// The same, with what is different for calls of a direction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exhaustion {
    pub otherwise: Exhausted,
    pub directions: Map<Direction, Exhausted>,
}

impl Exhaustion {
    pub fn of(&self, direction: Option<Direction>) -> Exhausted {
        direction.and_then(|direction| self.directions.get(&direction)).copied().unwrap_or(self.otherwise)
    }
}

impl From<Exhausted> for Exhaustion {
    fn from(otherwise: Exhausted) -> Exhaustion {
        Exhaustion { otherwise, directions: Map::new() }
    }
}

impl Service {
    /// A service with this price and nothing else: what the balance does not cover is declined.
    pub fn new(price: Price) -> Service {
        Service {
            note: String::new(),
            price,
            rounding: None,
            free: Vec::new(),
            fee: None,
            minimum: None,
            overage: None,
            exhausted: Exhausted::Declined.into(),
        }
    }

    /// Whether it costs nothing in this region on this plan.
    pub fn is_free(&self, plan: &str, region: Option<Region>) -> bool {
        let here = |free: &&Free| region.is_some_and(|region| free.regions.contains(&region));
        self.free.iter().filter(here).any(|free| free.plans.contains(plan))
    }

    /// The decks that it takes rates from.
    pub fn decks(&self) -> Set<&str> {
        let mut decks = self.price.decks();
        decks.extend(self.overage.as_ref().and_then(Unit::deck));
        decks
    }

    /// Whether the destination decides something about the price on this plan.
    pub fn needs_destination(&self, plan: &str) -> bool {
        !self.decks().is_empty() || self.free.iter().any(|free| free.plans.contains(plan))
    }

    /// Whether it has to say how a price is rounded: where that is more than a fixed number of credits.
    pub(crate) fn needs_rounding(&self) -> bool {
        let mut units = self.overage.iter().chain(self.price.units());
        match self.price {
            Price::CarrierCost { .. } | Price::PerAttempt(_) => false,
            Price::PerMinute(_) => true,
            _ => units.any(|unit| matches!(unit, Unit::CarrierRate(_))),
        }
    }

    /// The parameters that its price depends on and that have no value.
    pub fn missing(&self, brought: &Set<String>) -> Set<&str> {
        let mut amounts: Vec<&Amount> = self.fee.iter().chain(&self.minimum).collect();
        amounts.extend(self.price.amounts(brought));
        amounts.extend(self.overage.iter().flat_map(Unit::amounts));
        amounts.into_iter().filter_map(Amount::missing).collect()
    }
}

impl Unit {
    /// The deck that it takes rates from.
    fn deck(&self) -> Option<&str> {
        match self {
            Unit::CarrierRate(carrier) => Some(&carrier.rates),
            Unit::Credits(_) => None,
        }
    }

    /// The numbers that it is made of.
    pub(crate) fn amounts(&self) -> Vec<&Amount> {
        match self {
            Unit::Credits(credits) => vec![credits],
            Unit::CarrierRate(carrier) => std::iter::once(&carrier.multiplier).chain(&carrier.fee).collect(),
        }
    }
}

impl Price {
    /// The units that it prices by.
    pub(crate) fn units(&self) -> Vec<&Unit> {
        match self {
            Price::PerSegment(unit) | Price::PerMessage(unit) | Price::PerInteraction(unit) => vec![unit],
            Price::PerMinute(minutes) => {
                minutes.tiers.iter().chain(minutes.directions.values().flatten()).map(|tier| &tier.minute).collect()
            }
            Price::PerAttempt(_) | Price::CarrierCost { .. } => vec![],
        }
    }

    /// The decks that it takes rates from.
    fn decks(&self) -> Set<&str> {
        match self {
            Price::CarrierCost { rates, .. } => Set::from([rates.as_str()]),
            price => price.units().into_iter().filter_map(Unit::deck).collect(),
        }
    }

    fn amounts(&self, brought: &Set<String>) -> Vec<&Amount> {
        let mut amounts: Vec<_> = self.units().into_iter().flat_map(Unit::amounts).collect();
        match self {
            Price::PerAttempt(attempts) => amounts.extend(attempts.outcomes.values()),
            Price::PerMinute(minutes) => {
                let brought = minutes.parts.iter().filter(|(part, _)| brought.contains(*part));
                amounts.extend(brought.map(|(_, share)| share));
            }
            _ => {}
        }
        amounts
    }
}
