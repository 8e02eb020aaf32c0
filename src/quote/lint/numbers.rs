//! Prices of 0, tiers that no call reaches, and roundings that change nothing.

use super::super::Engine;
use super::Finding;
use crate::book::{Amount, Minutes, Price, Service, Tier, Unit};
use crate::call::{CALL_S_MAX, Direction, Handler};
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

    /// Whether the rounding could be left out: every price there can be is at its scale before it is rounded.
    fn never_applies(&self, service: &Service, rounding: &Rounding) -> bool {
        let at_scale = |price: &Ratio| rounding.round(price).is_ok_and(|rounded| rounded.ratio() == *price);
        // What is owed beyond the balance is a share of the overage price, which is rounded as well.
        if service.needs_rounding() || service.overage.is_some() {
            return false;
        }
        match &service.price {
            Price::PerAttempt(attempts) => {
                attempts.outcomes.values().all(|credits| credits.ratio().is_ok_and(|credits| at_scale(&credits)))
            }
            price => {
                let prices = |unit: &&Unit| self.unit_prices(unit);
                let prices: Vec<_> = price.units().iter().flat_map(prices).collect();
                !prices.is_empty() && prices.iter().all(|(_, price)| at_scale(price))
            }
        }
    }
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
