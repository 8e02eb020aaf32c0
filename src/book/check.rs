//! A book that contradicts itself is refused; the error names the place in the document, what stands there and what is
//! allowed.

use rust_decimal::Decimal;

use super::{Alerts, Amount, Book, ParameterKind, Plan, Price, Reload, Service, Tier, Unit};
use crate::call;
use crate::credits::{Per, Ratio, Rounding};
use crate::error::quoted;
use crate::map::Set;
use crate::{Error, Result};

impl Book {
    /// Refuses a book that contradicts itself.
    pub fn check(&self) -> Result<()> {
        if self.id.trim().is_empty() {
            return Err(Error::invalid_book("id", "it is empty: a book needs a name"));
        }
        for (field, is_empty) in [("services", self.services.is_empty()), ("plans", self.plans.is_empty())] {
            if is_empty {
                return Err(Error::invalid_book(field, "give at least one"));
            }
        }
        if let Some(value) = self.credit_value.filter(|value| *value <= Decimal::ZERO) {
            return Err(Error::invalid_book(
                "creditValue",
                &format!("{} must be more than 0", quoted(&value.to_string())),
            ));
        }
        if let (Some(from), Some(to)) = self.effective
            && from >= to
        {
            return Err(Error::invalid_book("effective.to", &format!("`{to}` must be after `from`, `{from}`")));
        }
        for (name, parameter) in &self.parameters {
            if let Some(value) = parameter.value {
                fits(&format!("parameters.{name}.value"), value, parameter.kind)?;
            }
        }
        for (name, service) in &self.services {
            self.check_service(service, &format!("services.{name}"))?;
        }
        for (name, plan) in &self.plans {
            self.check_plan(plan, &format!("plans.{name}"))?;
        }
        for (name, top_up) in &self.top_ups {
            let path = format!("topUps.{name}");
            self.check_amount(&format!("{path}.credits"), &top_up.credits, ParameterKind::Credits)?;
            self.check_amount(&format!("{path}.price"), &top_up.price, ParameterKind::Money)?;
            if top_up.credits.value().is_some_and(|credits| credits.is_zero()) {
                return Err(Error::invalid_book(&format!("{path}.credits"), "`0` must be more than 0"));
            }
        }
        self.check_policies()
    }

    fn check_service(&self, service: &Service, path: &str) -> Result<()> {
        self.check_price(&service.price, &format!("{path}.price"))?;
        match service.rounding {
            None if service.needs_rounding() => return Err(Error::invalid_book(path, "field `rounding` is missing")),
            Some(rounding) => check_rounding(rounding, &service.price, &format!("{path}.rounding"))?,
            None => {}
        }
        for (field, amount) in [("fee", &service.fee), ("minimum", &service.minimum)] {
            if let Some(amount) = amount {
                self.check_amount(&format!("{path}.{field}"), amount, ParameterKind::Credits)?;
            }
        }
        if let Some(unit) = &service.overage {
            self.check_unit(unit, &format!("{path}.overage"))?;
        }
        for (index, free) in service.free.iter().enumerate() {
            self.known_plans(&free.plans, &format!("{path}.free[{index}].plans"))?;
        }
        Ok(())
    }

    fn check_price(&self, price: &Price, path: &str) -> Result<()> {
        match price {
            Price::PerSegment(unit) => self.check_unit(unit, &format!("{path}.perSegment")),
            Price::PerMessage(unit) => self.check_unit(unit, &format!("{path}.perMessage")),
            Price::PerInteraction(unit) => self.check_unit(unit, &format!("{path}.perInteraction")),
            Price::CarrierCost { .. } => Ok(()),
            Price::PerAttempt(attempts) => {
                let path = format!("{path}.perAttempt");
                if attempts.outcomes.is_empty() {
                    return Err(Error::invalid_book(&format!("{path}.outcomes"), "give at least one outcome"));
                }
                for (outcome, credits) in &attempts.outcomes {
                    self.check_amount(&format!("{path}.outcomes.{outcome}"), credits, ParameterKind::Credits)?;
                }
                let unknown = attempts.dial_until.iter().find(|outcome| !attempts.outcomes.contains_key(*outcome));
                let refused = |outcome: &String| {
                    let problem = format!("{} is none of the outcomes", quoted(outcome));
                    Err(Error::invalid_book(&format!("{path}.dialUntil"), &problem))
                };
                unknown.map_or(Ok(()), refused)
            }
            Price::PerMinute(minutes) => {
                let path = format!("{path}.perMinute");
                self.check_tiers(&minutes.tiers, &format!("{path}.tiers"))?;
                for (direction, tiers) in &minutes.directions {
                    self.check_tiers(tiers, &format!("{path}.directions.{}", direction.name()))?;
                }
                minutes.metering.increments.check_at(&format!("{path}.increments"))?;
                for (part, share) in &minutes.parts {
                    self.check_amount(&format!("{path}.parts.{part}"), share, ParameterKind::Fraction)?;
                }
                let shares =
                    minutes.parts.values().filter_map(Amount::value).fold(Decimal::ZERO, |sum, share| sum + share);
                if shares > Decimal::ONE {
                    return Err(Error::invalid_book(
                        &format!("{path}.parts"),
                        &format!("the parts add up to `{shares}`, more than the whole"),
                    ));
                }
                Ok(())
            }
        }
    }

    fn check_tiers(&self, tiers: &[Tier], path: &str) -> Result<()> {
        call::check_order(path, tiers.iter().map(|tier| tier.from_s))?;
        tiers
            .iter()
            .enumerate()
            .try_for_each(|(index, tier)| self.check_unit(&tier.minute, &format!("{path}[{index}]")))
    }

    fn check_unit(&self, unit: &Unit, path: &str) -> Result<()> {
        match unit {
            Unit::Credits(credits) => self.check_amount(&format!("{path}.credits"), credits, ParameterKind::Credits),
            Unit::CarrierRate(carrier) => {
                let path = format!("{path}.carrierRate");
                if self.credit_value.is_none() {
                    return Err(Error::invalid_book(&path, "a price in money needs a `creditValue`"));
                }
                if let Some(fee) = &carrier.fee {
                    self.check_amount(&format!("{path}.fee"), fee, ParameterKind::Money)?;
                }
                let path = format!("{path}.multiplier");
                match carrier.multiplier.value() {
                    Some(value) if value <= Decimal::ZERO => {
                        Err(Error::invalid_book(&path, &format!("{} must be more than 0", quoted(&value.to_string()))))
                    }
                    _ => Ok(()),
                }
            }
        }
    }

    fn check_plan(&self, plan: &Plan, path: &str) -> Result<()> {
        if let Some(price) = &plan.price {
            self.check_amount(&format!("{path}.price.amount"), &price.amount, ParameterKind::Money)?;
        }
        if let Some(amount) = plan.allowance.amount() {
            self.check_amount(&format!("{path}.allowance"), amount, ParameterKind::Credits)?;
        }
        if let Some(name) = plan.top_ups.iter().find(|name| !self.top_ups.contains_key(*name)) {
            let problem = format!("the book has no top-up {}", quoted(name));
            return Err(Error::invalid_book(&format!("{path}.topUps"), &problem));
        }
        if plan.reload && plan.top_ups.is_empty() {
            return Err(Error::invalid_book(&format!("{path}.reload"), "a plan that buys by itself needs `topUps`"));
        }
        if plan.covers_descendants && !plan.is_unlimited() {
            let problem =
                "accounts below are unlimited as well only where the plan is: its `allowance` is not `unlimited`";
            return Err(Error::invalid_book(&format!("{path}.coversDescendants"), problem));
        }
        if plan.trial.as_ref().is_some_and(|trial| trial.days == 0) {
            return Err(Error::invalid_book(&format!("{path}.trial.days"), "`0` must be more than 0"));
        }
        let parts: Set<&String> = self.services.values().flat_map(|service| service.price.parts()).collect();
        if let Some(part) = plan.brings.iter().find(|part| !parts.contains(part)) {
            let problem = format!("no price has a part {}", quoted(part));
            return Err(Error::invalid_book(&format!("{path}.brings"), &problem));
        }
        Ok(())
    }

    fn check_policies(&self) -> Result<()> {
        let policies = &self.policies;
        if let Some(cap) = &policies.roll_over_cap {
            self.check_amount("policies.rollOver.cap", cap, ParameterKind::Credits)?;
        }
        for (index, threshold) in policies.alerts.thresholds.iter().enumerate() {
            if !Alerts::is_threshold(threshold) {
                let (given, places) = (quoted(&threshold.to_string()), Alerts::PLACES_MAX);
                let problem =
                    format!("{given} must be 0 or more and less than 100, with at most {places} decimal places");
                return Err(Error::invalid_book(&format!("policies.alerts.thresholds[{index}]"), &problem));
            }
        }
        if let Some(reload) = &policies.reload {
            let amounts = [
                ("threshold", Some(&reload.threshold)),
                ("amount", Some(&reload.amount)),
                ("monthlyCap", reload.monthly_cap.as_ref()),
            ];
            for (field, amount) in amounts {
                if let Some(amount) = amount {
                    self.check_amount(&format!("policies.reload.{field}"), amount, ParameterKind::Credits)?;
                }
            }
            check_reload(reload)?;
        }
        Ok(())
    }

    /// A number of the book fits where it stands; a parameter is declared as what it is used for.
    fn check_amount(&self, path: &str, amount: &Amount, kind: ParameterKind) -> Result<()> {
        if let Some(declared) = amount.parameter_name().and_then(|name| self.parameters.get(name))
            && declared.kind != kind
        {
            let problem =
                format!("needs a parameter of type `{}`, this one is `{}`", kind.name(), declared.kind.name());
            return Err(Error::invalid_book(path, &problem));
        }
        amount.value().map_or(Ok(()), |value| fits(path, value, kind))
    }

    fn known_plans(&self, plans: &Set<String>, path: &str) -> Result<()> {
        match plans.iter().find(|plan| !self.plans.contains_key(*plan)) {
            Some(plan) => Err(Error::invalid_book(path, &format!("the book has no plan {}", quoted(plan)))),
            None => Ok(()),
        }
    }
}

impl Price {
    /// The names of its parts that an account may bring itself.
    fn parts(&self) -> impl Iterator<Item = &String> {
        let minutes = match self {
            Price::PerMinute(minutes) => Some(minutes),
            _ => None,
        };
        minutes.into_iter().flat_map(|minutes| minutes.parts.keys())
    }

    /// What its rounding can be for.
    fn rounded_per(&self) -> &'static [Per] {
        match self {
            Price::PerSegment(_) => &[Per::Segment, Per::Message],
            Price::PerMessage(_) => &[Per::Message],
            Price::PerMinute(_) | Price::PerAttempt(_) => &[Per::Call],
            Price::PerInteraction(_) => &[Per::Interaction],
            Price::CarrierCost { .. } => &[],
        }
    }
}

/// Refuses a reload that no account could be set to: of nothing, or of more than its cap.
fn check_reload(reload: &Reload) -> Result<()> {
    let nothing =
        |field: &str| Err(Error::invalid_book(&format!("policies.reload.{field}"), "`0` must be more than 0"));
    if reload.packages == 0 {
        return nothing("packages");
    }
    let Some(amount) = reload.amount.value() else { return Ok(()) };
    if amount.is_zero() {
        return nothing("amount");
    }
    let Some(cap) = reload.monthly_cap.as_ref().and_then(Amount::value) else { return Ok(()) };
    match Ratio::from(amount).times(&Ratio::from(u64::from(reload.packages)))? {
        wanted if Ratio::from(cap).minus(&wanted)?.is_negative() => {
            let problem = format!("`{cap}` is less than one reload, {wanted} credits");
            Err(Error::invalid_book("policies.reload.monthlyCap", &problem))
        }
        _ => Ok(()),
    }
}

fn check_rounding(rounding: Rounding, price: &Price, path: &str) -> Result<()> {
    if rounding.scale > Rounding::SCALE_MAX {
        return Err(Error::invalid_book(&format!("{path}.scale"), &format!("`{}` must be 0 to 6", rounding.scale)));
    }
    let allowed = price.rounded_per();
    if allowed.is_empty() {
        return Err(Error::invalid_book(path, "nothing is charged, so nothing is rounded: leave it out"));
    }
    if !allowed.contains(&rounding.per) {
        let names: Vec<_> = allowed.iter().map(|per| format!("`{}`", per.name())).collect();
        let problem = format!("`{}` must be {}", rounding.per.name(), names.join(" or "));
        return Err(Error::invalid_book(&format!("{path}.per"), &problem));
    }
    Ok(())
}

fn fits(path: &str, value: Decimal, kind: ParameterKind) -> Result<()> {
    kind.check(value)
        .map_err(|allowed| Error::invalid_book(path, &format!("{} was given: {allowed}", quoted(&value.to_string()))))
}
