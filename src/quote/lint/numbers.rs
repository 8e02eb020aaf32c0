//! Prices of 0, tiers that no call reaches, and roundings that change nothing.

use super::super::Engine;
use super::Finding;
use crate::book::{Amount, Minutes, Price, Service, Tier, Unit};
use crate::call::{CALL_S_MAX, Direction, Handler, Increments, Micros};
use crate::credits::{Ratio, Rounding};

/// The tiers of a price by the minute, with where they stand and the calls they are for.
pub(super) fn lists<'a>(minutes: &'a Minutes, path: &str) -> Vec<(Option<Direction>, String, &'a [Tier])> {
    let place = format!("{path}.price.perMinute");
    let own = if minutes.tiers.len() > 1 { format!("{place}.tiers") } else { place.clone() };
    let mut lists = vec![(None, own, &minutes.tiers[..])];
    for (direction, tiers) in &minutes.directions {
        lists.push((Some(*direction), format!("{place}.directions.{}", direction.name()), &tiers[..]));
    }
    lists
}

/// Whether no call of the direction is charged, whoever handles it.
pub(super) fn is_unbilled(minutes: &Minutes, direction: Option<Direction>) -> bool {
    let covers = |handler: Handler| {
        minutes.unbilled.iter().any(|unbilled| {
            unbilled.direction.is_none_or(|of| Some(of) == direction) && unbilled.handler.is_none_or(|of| of == handler)
        })
    };
    Handler::ALL.into_iter().all(covers)
}

impl Engine {
    pub(super) fn lint_numbers(&self, service: &Service, path: &str, findings: &mut Vec<Finding>) {
        if let Price::PerMinute(minutes) = &service.price {
            for (direction, place, tiers) in lists(minutes, path) {
                if is_unbilled(minutes, direction) {
                    let text = "no call that these prices are for is charged: see `unbilled`";
                    findings.push(Finding::warning(place, "unreachable-tier", text));
                } else {
                    unreachable(&place, tiers, findings);
                }
            }
        }
        self.lint_zero(service, path, findings);
        if let Some(rounding) = service.rounding.filter(|rounding| self.never_applies(service, rounding)) {
            let text =
                format!("every price is exact to {} decimal places of a credit before it is rounded", rounding.scale);
            let text =
                if rounding.scale == 0 { "every price is whole credits before it is rounded".to_owned() } else { text };
            findings.push(Finding::warning(format!("{path}.rounding"), "rounding-never-applies", text));
        }
    }

    fn lint_zero(&self, service: &Service, path: &str, findings: &mut Vec<Finding>) {
        let mut zero = |path: String, text: String| findings.push(Finding::warning(path, "zero-price", text));
        let is_some = |amount: &Option<Amount>| amount.as_ref().is_some_and(|amount| !is_zero(amount));
        if let Some(text) = service.overage.as_ref().and_then(|unit| self.zero_text(unit)) {
            zero(format!("{path}.overage"), text);
        }
        // What else is charged may be the whole price, and meant so.
        if is_some(&service.fee) || is_some(&service.minimum) {
            return;
        }
        match &service.price {
            Price::PerSegment(unit) | Price::PerMessage(unit) | Price::PerInteraction(unit) => {
                let field = match &service.price {
                    Price::PerSegment(_) => "perSegment",
                    Price::PerMessage(_) => "perMessage",
                    _ => "perInteraction",
                };
                if let Some(text) = self.zero_text(unit) {
                    zero(format!("{path}.price.{field}"), text);
                }
            }
            Price::PerMinute(minutes) => {
                for (_, place, tiers) in lists(minutes, path) {
                    let texts: Option<Vec<_>> = tiers.iter().map(|tier| self.zero_text(&tier.minute)).collect();
                    if let Some(text) = texts.and_then(|texts| texts.into_iter().next()) {
                        zero(place, text);
                    }
                }
            }
            Price::PerAttempt(attempts) if attempts.outcomes.values().all(is_zero) => {
                zero(format!("{path}.price.perAttempt.outcomes"), "every outcome costs 0 credits".to_owned());
            }
            Price::PerAttempt(_) | Price::CarrierCost { .. } => {}
        }
    }

    /// Why a unit costs nothing, somewhere or everywhere.
    fn zero_text(&self, unit: &Unit) -> Option<String> {
        self.unit_prices(unit).iter().any(|(_, price)| *price == Ratio::ZERO).then_some(())?;
        let Unit::CarrierRate(carrier) = unit else { return Some("it costs 0 credits".to_owned()) };
        let deck = self.deck(&carrier.rates).ok()?;
        let free: Vec<String> = deck.rates().filter(|(_, rate)| rate.is_zero()).map(|(key, _)| key).collect();
        let first: Vec<_> = free.iter().take(3).map(|key| crate::error::quoted(key)).collect();
        let more =
            if free.len() > first.len() { format!(" and {} more", free.len() - first.len()) } else { String::new() };
        Some(format!("the carrier's rate is 0, and so is the price, for {}{more}", first.join(", ")))
    }

    /// Whether every price there can be is at the rounding's scale before it is rounded.
    fn never_applies(&self, service: &Service, rounding: &Rounding) -> bool {
        let at_scale = |price: &Ratio| rounding.round(price).is_ok_and(|rounded| rounded.ratio() == *price);
        let known = |unit: &Unit| {
            let prices = self.unit_prices(unit);
            !prices.is_empty() && prices.iter().all(|(_, price)| at_scale(price))
        };
        match &service.price {
            Price::PerSegment(unit) | Price::PerMessage(unit) | Price::PerInteraction(unit) => known(unit),
            Price::PerAttempt(attempts) => {
                attempts.outcomes.values().all(|credits| credits.ratio().is_ok_and(|credits| at_scale(&credits)))
            }
            // What is left of a price without a part of it can be any fraction.
            Price::PerMinute(minutes) if minutes.parts.is_empty() => {
                let Ok(step) = step(minutes) else { return false };
                let exact = |unit: &Unit| {
                    let prices = self.unit_prices(unit);
                    let is_exact = |price: &Ratio| price.times(&step).is_ok_and(|price| at_scale(&price));
                    !prices.is_empty() && prices.iter().all(|(_, price)| is_exact(price))
                };
                service.price.units().into_iter().all(exact)
            }
            Price::PerMinute(_) | Price::CarrierCost { .. } => false,
        }
    }
}

/// What all billed time in any tier is a multiple of, in minutes.
fn step(minutes: &Minutes) -> crate::Result<Ratio> {
    let Increments { first_s, next_s, minimum_s, .. } = minutes.metering.increments;
    if first_s == 0 {
        return Ratio::new(1, i128::from(Micros::from_s(60).0));
    }
    let tiers = minutes.tiers.iter().chain(minutes.directions.values().flatten()).map(|tier| tier.from_s);
    let lengths = [first_s, next_s, minimum_s].into_iter().map(u64::from).chain(tiers);
    let seconds = lengths.fold(0, gcd);
    Ratio::new(seconds.into(), 60)
}

fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

fn is_zero(amount: &Amount) -> bool {
    amount.value().is_some_and(|value| value.is_zero())
}

fn unreachable(place: &str, tiers: &[Tier], findings: &mut Vec<Finding>) {
    for (index, pair) in tiers.windows(2).enumerate() {
        let [before, tier] = pair else { continue };
        let text = if tier.from_s >= CALL_S_MAX {
            format!("no call reaches second {}: the longest has {CALL_S_MAX}", tier.from_s)
        } else if is_same(&before.minute, &tier.minute) {
            "its price is the one of the tier before".to_owned()
        } else {
            continue;
        };
        findings.push(Finding::warning(format!("{place}[{}]", index + 1), "unreachable-tier", text));
    }
}

fn is_same(one: &Unit, other: &Unit) -> bool {
    match (one, other) {
        (Unit::Credits(one), Unit::Credits(other)) if one.value().is_some() => one.value() == other.value(),
        _ => one == other,
    }
}
