//! What is beyond the balance, where the book charges it at a price of its own.

use super::Subject;
use super::price::{Basis, Charge, Parts, parts, whole};
use crate::Result;
use crate::book::{Amount, Price, Service};
use crate::call;
use crate::credits::{Credits, Per, Ratio, Rounding};

/// A price that the balance covers in part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overage {
    /// What the balance pays.
    pub covered: Credits,
    /// What is owed for the rest, at the overage price.
    pub owed: Credits,
    /// The most that both can come to, should the carrier cut the text at the stricter border.
    pub max: Credits,
}

impl Charge<'_> {
    /// How a price is paid by a balance that covers a part of it. The overage price is the service's price with
    /// another price of a unit; of it, the share is owed that is left of the price.
    pub(super) fn overage(&self, credits: Credits, available: Credits) -> Result<Option<Overage>> {
        let Some(unit) = &self.service.overage else { return Ok(None) };
        let unit = self.engine.unit_price(unit, self.measured)?.exact;
        let units = self.measured.units();
        let covered = available.max(Credits::ZERO).min(credits);
        let paid = self.total(units)?.minus(credits)?.plus(covered)?;
        let owed = |units: u64| {
            let (price, beyond) = (self.total(units)?, self.beyond(&unit, units)?);
            owed(self.service, price, beyond.total()?.times(self.measured.quantity)?, price.minus(paid)?)
        };
        let most = match &self.measured.subject {
            Subject::Segments { size, .. } => size.segments_max.into(),
            _ => units,
        };
        Ok(Some(Overage { covered, owed: owed(units)?, max: covered.plus(owed(most)?)? }))
    }

    /// The overage price of one, of so many units.
    fn beyond(&self, unit: &Ratio, units: u64) -> Result<Parts> {
        let (exact, charged) = match &self.basis {
            Basis::Unit(_) => return parts(self.service, unit, units),
            Basis::Minutes { .. } if units > 0 => {
                (self.call_price(self.billed(), &[call::Tier { from_s: 0, per_minute: *unit }])?, true)
            }
            Basis::Outcome(_, credits) => {
                let price = credits.credits()?;
                (unit.times(&self.of_dearest(price)?)?, price > Credits::ZERO)
            }
            Basis::Minutes { .. } | Basis::Shown(_) => (Ratio::ZERO, false),
        };
        whole(self.service, exact, charged)
    }

    /// What share an outcome's price is of that of the dearest outcome, which is what an attempt takes when it starts.
    fn of_dearest(&self, price: Credits) -> Result<Ratio> {
        let Price::PerAttempt(attempts) = &self.service.price else { return Ok(1.into()) };
        let outcomes = attempts.outcomes.values().map(Amount::credits).collect::<Result<Vec<_>>>()?;
        let dearest = outcomes.into_iter().max().unwrap_or_default();
        if dearest == Credits::ZERO { Ok(1.into()) } else { price.ratio().over(&dearest.ratio()) }
    }
}

/// What is owed for the `rest` of a price of which all would come to `beyond` at the overage price: that share of it,
/// rounded as the service is, and never more than all of it. Where both prices are one, the rest is what is left of it,
/// and was rounded.
fn owed(service: &Service, price: Credits, beyond: Credits, rest: Credits) -> Result<Credits> {
    if rest == price {
        return Ok(beyond);
    }
    if beyond == price {
        return Ok(rest);
    }
    let share = rest.ratio().over(&price.ratio())?;
    let rounding = Rounding { per: Per::Message, ..service.rounding.unwrap_or(Rounding::FINEST) };
    Ok(rounding.round(&beyond.ratio().times(&share)?)?.min(beyond))
}
