//! What one message, call or interaction costs. The explanation, the ledger's charge and the fast path all price
//! through here.

use super::{CallTime, Engine, Measured, Subject};
use crate::book::{Amount, CarrierUnit, Minutes, Price, Service, Tier, Unit};
use crate::call::{self, Micros};
use crate::credits::{Credits, MICROS_PER_CREDIT, Money, Per, Ratio, Rounding};
use crate::map::Set;
use crate::rates::Rate;
use crate::{Error, Result};

/// A service's price for what was measured.
pub(super) struct Charge<'a> {
    pub(super) engine: &'a Engine,
    pub(super) service: &'a Service,
    pub(super) measured: &'a Measured,
    pub(super) brought: &'a Set<String>,
    pub(super) basis: Basis<'a>,
}

/// What it is priced by.
pub(super) enum Basis<'a> {
    /// Segments, a message or an interaction.
    Unit(UnitPrice<'a>),
    Minutes {
        minutes: &'a Minutes,
        call: &'a CallTime,
        tiers: Vec<(u64, UnitPrice<'a>)>,
    },
    /// Credits of an attempt's outcome, and its name.
    Outcome(&'a str, &'a Amount),
    /// The carrier's rate, which is not charged.
    Shown(Rate),
}

/// What one unit costs.
pub(super) struct UnitPrice<'a> {
    /// In credits.
    pub(super) exact: Ratio,
    pub(super) unit: &'a Unit,
    /// The deck's rate, where there is one.
    pub(super) rate: Option<Rate>,
}

/// What one message, call or interaction costs, and of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parts {
    /// Before rounding and without what follows.
    pub(super) exact: Ratio,
    pub(super) rounded: Credits,
    pub(super) fee: Credits,
    /// What is missing to the service's minimum.
    pub(super) minimum: Credits,
}

impl Parts {
    pub(super) fn total(&self) -> Result<Credits> {
        self.rounded.plus(self.fee)?.plus(self.minimum)
    }
}

impl<'a> Charge<'a> {
    /// Looks up the rates.
    pub(super) fn new(
        engine: &'a Engine,
        service: &'a Service,
        measured: &'a Measured,
        brought: &'a Set<String>,
    ) -> Result<Charge<'a>> {
        let basis = match (&service.price, &measured.subject) {
            (Price::PerSegment(unit) | Price::PerMessage(unit) | Price::PerInteraction(unit), _) => {
                Basis::Unit(engine.unit_price(unit, measured)?)
            }
            (Price::PerMinute(minutes), Subject::Call(call)) => {
                let tiers = call.call.direction.and_then(|direction| minutes.directions.get(&direction));
                let price = |tier: &'a Tier| Ok((tier.from_s, engine.unit_price(&tier.minute, measured)?));
                let tiers = tiers.unwrap_or(&minutes.tiers).iter().map(price).collect::<Result<_>>()?;
                Basis::Minutes { minutes, call, tiers }
            }
            (Price::PerAttempt(attempts), Subject::Attempt { outcome, .. }) => {
                let known = || attempts.outcomes.keys().map(String::as_str);
                let credits = attempts.outcomes.get(outcome);
                Basis::Outcome(outcome, credits.ok_or_else(|| Error::unknown_outcome(outcome, known()))?)
            }
            (Price::CarrierCost { rates, .. }, _) => Basis::Shown(engine.deck(rates)?.rate(&measured.destination())?),
            (Price::PerMinute(_) | Price::PerAttempt(_), _) => {
                return Err(Error::missing("call", "the service is priced by it"));
            }
        };
        Ok(Charge { engine, service, measured, brought, basis })
    }

    /// What one costs, of so many units.
    pub(super) fn parts(&self, units: u64) -> Result<Parts> {
        let (exact, charged) = match &self.basis {
            Basis::Unit(unit) => return parts(self.service, &unit.exact, units),
            Basis::Shown(_) => (Ratio::ZERO, false),
            Basis::Outcome(_, credits) => (credits.ratio()?, credits.credits()? > Credits::ZERO),
            Basis::Minutes { .. } if units == 0 => (Ratio::ZERO, false),
            Basis::Minutes { .. } => (self.call_price(self.billed(), &self.tiers())?, true),
        };
        whole(self.service, exact, charged)
    }

    /// The time that is billed.
    pub(super) fn billed(&self) -> Micros {
        match &self.measured.subject {
            Subject::Call(call) if call.billed => call.time.billed,
            _ => Micros::default(),
        }
    }

    /// The exact credits of a call of that billed time.
    pub(super) fn call_price(&self, billed: Micros, tiers: &[call::Tier]) -> Result<Ratio> {
        call::price(billed, tiers)?.times(&self.own_share()?)
    }

    /// What is left of the price beside the parts that the account brings itself.
    pub(super) fn own_share(&self) -> Result<Ratio> {
        let Basis::Minutes { minutes, .. } = &self.basis else { return Ok(1.into()) };
        let brought = minutes.parts.iter().filter(|(part, _)| self.brought.contains(*part));
        brought.map(|(_, share)| share.ratio()).try_fold(Ratio::from(1), |left, share| left.minus(&share?))
    }

    /// The tiers of a call's price, in credits.
    pub(super) fn tiers(&self) -> Vec<call::Tier> {
        let Basis::Minutes { tiers, .. } = &self.basis else { return vec![] };
        tiers.iter().map(|&(from_s, ref price)| call::Tier { from_s, per_minute: price.exact }).collect()
    }

    /// What the carrier asks for all of it, where a carrier's rate is known.
    pub(super) fn carrier_cost(&self) -> Result<Option<Money>> {
        let units = Ratio::from(self.measured.units());
        let cost = match &self.basis {
            Basis::Outcome(..) => None,
            Basis::Unit(unit) => unit.carrier()?.map(|price| price.times(&units)).transpose()?,
            Basis::Shown(rate) => Some(match &self.service.price {
                Price::CarrierCost { unit: CarrierUnit::Minute(_), .. } => {
                    let tier = call::Tier { from_s: 0, per_minute: rate.price.into() };
                    call::price(self.billed(), &[tier])?
                }
                _ => Ratio::from(rate.price).times(&units)?,
            }),
            Basis::Minutes { tiers, .. } => {
                let mut carrier = Vec::new();
                for (from_s, price) in tiers {
                    let Some(per_minute) = price.carrier()? else { return Ok(None) };
                    carrier.push(call::Tier { from_s: *from_s, per_minute });
                }
                Some(call::price(self.billed(), &carrier)?)
            }
        };
        let Some(cost) = cost else { return Ok(None) };
        let cost = cost.times(&self.measured.quantity.into())?;
        Money::nearest(cost, self.engine.book().currency).map(Some)
    }

    /// The value of credits, where the book gives them one.
    pub(super) fn value(&self, credits: Credits) -> Result<Option<Money>> {
        let Some(value) = self.engine.book().credit_value else { return Ok(None) };
        let credits = Ratio::new(credits.micros().into(), MICROS_PER_CREDIT.into())?;
        Money::exactly(credits.times(&value.into())?, self.engine.book().currency).map(Some)
    }

    /// The longest call, in whole seconds, whose price a balance covers; `None` for what is no call by the minute.
    pub(super) fn longest(&self, balance: Credits) -> Result<Option<u64>> {
        let Basis::Minutes { minutes, call: asked, .. } = &self.basis else { return Ok(None) };
        let covered = |seconds: u64| {
            let call::Call { direction, handler, .. } = asked.call;
            let call = call::Call { direction, handler, ..call::Call::lasting(seconds as i64) };
            let billed = call::measure(&call, &minutes.metering)?.billed;
            let charged = asked.billed && billed > Micros::default();
            let exact = if charged { self.call_price(billed, &self.tiers())? } else { Ratio::ZERO };
            Ok(whole(self.service, exact, charged)?.total()? <= balance)
        };
        call::longest(call::CALL_S_MAX, covered).map(Some)
    }
}

impl Engine {
    /// What one unit costs in credits, at the rate of where it goes.
    pub(super) fn unit_price<'a>(&self, unit: &'a Unit, measured: &Measured) -> Result<UnitPrice<'a>> {
        let rate = match unit {
            Unit::Credits(_) => None,
            Unit::CarrierRate(carrier) => Some(self.deck(&carrier.rates)?.rate(&measured.destination())?),
        };
        let exact = self.unit_credits(unit, rate.as_ref().map(|rate| rate.price.into()))?;
        Ok(UnitPrice { exact, unit, rate })
    }

    /// The exact credits of one unit: (rate + fee) × multiplier ÷ value of a credit.
    pub(super) fn unit_credits(&self, unit: &Unit, rate: Option<Ratio>) -> Result<Ratio> {
        match (unit, rate) {
            (Unit::Credits(credits), _) => credits.ratio(),
            (Unit::CarrierRate(carrier), rate) => {
                let price = with_fee(rate.unwrap_or(Ratio::ZERO), carrier.fee.as_ref())?;
                let value = self.book().credit_value.ok_or_else(|| Error::invalid_book("creditValue", "is missing"))?;
                price.times(&carrier.multiplier.ratio()?)?.over(&value.into())
            }
        }
    }
}

impl UnitPrice<'_> {
    /// What the carrier and the provider ask for one, in money.
    pub(super) fn carrier(&self) -> Result<Option<Ratio>> {
        match (self.unit, &self.rate) {
            (Unit::CarrierRate(carrier), Some(rate)) => with_fee(rate.price.into(), carrier.fee.as_ref()).map(Some),
            _ => Ok(None),
        }
    }
}

fn with_fee(rate: Ratio, fee: Option<&Amount>) -> Result<Ratio> {
    fee.map_or(Ok(rate), |fee| rate.plus(&fee.ratio()?))
}

/// The parts of a price by units, of which one costs `unit`.
pub(super) fn parts(service: &Service, unit: &Ratio, units: u64) -> Result<Parts> {
    let exact = unit.times(&units.into())?;
    finish(service, exact, rounded(service.rounding, unit, units)?, units > 0)
}

/// The parts of a price that is rounded as a whole.
pub(super) fn whole(service: &Service, exact: Ratio, charged: bool) -> Result<Parts> {
    finish(service, exact, rounded(service.rounding, &exact, 1)?, charged)
}

fn finish(service: &Service, exact: Ratio, rounded: Credits, charged: bool) -> Result<Parts> {
    let extras = if charged { Extras::of(service)? } else { Extras::default() };
    let (fee, minimum) = extras.beside(rounded)?;
    Ok(Parts { exact, rounded, fee, minimum })
}

/// What so many units come to, of which one costs `unit`. Without a rounding it is credits already, but for the overage
/// price of an outcome, which is a share of a unit's.
pub(super) fn rounded(rounding: Option<Rounding>, unit: &Ratio, units: u64) -> Result<Credits> {
    match rounding.unwrap_or(Rounding::FINEST) {
        rounding @ Rounding { per: Per::Segment, .. } => rounding.round(unit)?.times(units),
        rounding => rounding.round_times(unit, units),
    }
}

/// What a service asks beside its units.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Extras {
    fee: Credits,
    minimum: Credits,
}

impl Extras {
    pub(super) fn of(service: &Service) -> Result<Extras> {
        let credits = |amount: &Option<Amount>| amount.as_ref().map_or(Ok(Credits::ZERO), Amount::credits);
        Ok(Extras { fee: credits(&service.fee)?, minimum: credits(&service.minimum)? })
    }

    /// The fee beside `rounded`, and what is then missing to the minimum.
    pub(super) fn beside(self, rounded: Credits) -> Result<(Credits, Credits)> {
        let missing = self.minimum.minus(rounded.plus(self.fee)?)?;
        Ok((self.fee, missing.max(Credits::ZERO)))
    }
}
