//! How a price came about, as data and in plain English. The steps add up to the price.

use super::price::{Basis, Charge, Parts, UnitPrice};
use super::{CallTime, Overage, Request, Step, Subject};
use crate::Result;
use crate::book::{Amount, CarrierUnit, Price, Unit};
use crate::call::{self, Exclude};
use crate::credits::{Credits, MICROS_PER_CREDIT, Money, Per, Ratio, Rounding, RoundingMode};

impl Charge<'_> {
    /// What is charged as a tree: its first step is the rule; the others add to it, or take it back where it is free.
    pub(super) fn explain(&self, request: &Request, free: bool, overage: Option<Overage>) -> Result<Step> {
        let parts = self.parts(self.measured.units())?;
        let mut steps = vec![self.rule_step(&parts)?];
        for (rule, amount) in [("fee", parts.fee), ("minimum", parts.minimum)] {
            if amount > Credits::ZERO {
                steps.push(self.added_step(rule, amount)?);
            }
        }
        if free {
            steps.push(self.free_step(&request.plan, &steps)?);
        }
        if let Subject::Interaction(interaction) = &self.measured.subject
            && interaction.counted
            && interaction.completed
        {
            let id = interaction.id.as_deref().unwrap_or_default();
            let text = format!("{} was charged before, and counts once", crate::error::quoted(id));
            steps.push(back(&steps, "counted-before", vec![("id", id.to_owned())], text)?);
        }
        if let Some(charged) =
            request.call.as_ref().map(|call| call.charged).filter(|charged| *charged != Credits::ZERO)
        {
            steps.push(already_charged(charged)?);
        }
        if let Some(overage) = overage {
            steps.push(beyond(&steps, overage)?);
        }
        let (exact, result) = sum(&steps)?;
        let price = if result == Credits::ZERO && steps.len() > 1 { "free".to_owned() } else { credits(result) };
        Ok(Step {
            rule: "total",
            inputs: self.inputs(request),
            exact,
            rounding: None,
            result,
            text: format!("{}{}: {price}", self.what(), self.place(" to ")),
            steps,
        })
    }

    /// What was measured.
    fn inputs(&self, request: &Request) -> Vec<(&'static str, String)> {
        let measured = self.measured;
        let mut inputs = vec![("plan", request.plan.clone()), ("quantity", measured.quantity.to_string())];
        inputs.extend(measured.region.map(|region| ("region", region.to_string())));
        inputs.extend(measured.class().map(|class| ("class", class.name().to_owned())));
        inputs.extend(measured.category.map(|category| ("category", category.name().to_owned())));
        match &measured.subject {
            Subject::Segments { size, .. } => {
                inputs.extend([("encoding", size.encoding.name().to_owned()), ("segments", size.segments.to_string())])
            }
            Subject::Call(call) => {
                inputs.push(("billedSeconds", self.billed().to_string()));
                inputs.extend(call.call.direction.map(|direction| ("direction", direction.name().to_owned())));
            }
            Subject::Attempt { outcome, ended: true } => inputs.push(("outcome", outcome.clone())),
            Subject::Attempt { .. } | Subject::Message { .. } | Subject::Interaction(_) => {}
        }
        inputs
    }

    /// `2 messages of 3 segments`
    fn what(&self) -> String {
        let quantity = self.measured.quantity;
        match &self.measured.subject {
            Subject::Segments { size, .. } => {
                format!("{} of {}", count(quantity, "message"), count(size.segments.into(), "segment"))
            }
            Subject::Message { .. } => count(quantity, "message"),
            Subject::Call(call) => format!("{} of {} s", count(quantity, "call"), call.time.window),
            Subject::Attempt { outcome, ended: true } => format!("{}, {outcome}", count(quantity, "call attempt")),
            Subject::Attempt { .. } => count(quantity, "call attempt"),
            Subject::Interaction(interaction) if interaction.completed => count(quantity, "interaction"),
            Subject::Interaction(_) => format!("{}, not completed", count(quantity, "interaction")),
        }
    }

    /// Where it goes, where that was said.
    fn place(&self, before: &str) -> String {
        match (self.measured.region, &self.measured.number) {
            (Some(region), _) => format!("{before}{region}"),
            (None, Some(number)) => format!("{before}{number}"),
            (None, None) => String::new(),
        }
    }

    fn rule_step(&self, parts: &Parts) -> Result<Step> {
        let quantity = self.measured.quantity;
        let result = parts.rounded.times(quantity)?;
        let (rule, mut inputs, how) = match &self.basis {
            Basis::Unit(unit) => self.by_units(unit, parts)?,
            Basis::Minutes { call, tiers, .. } => self.by_minutes(call, tiers, parts)?,
            Basis::Outcome(outcome, credits) => self.by_outcome(outcome, credits)?,
            Basis::Shown(rate) => self.shown(&rate.price.into(), &rate.basis)?,
        };
        inputs.push(("quantity", quantity.to_string()));
        let times = if quantity > 1 { format!(" × {}", self.counted(quantity)) } else { String::new() };
        let text = match &self.measured.subject {
            Subject::Segments { size, .. } if !matches!(self.basis, Basis::Shown(_)) => {
                format!("{how}; {}{times}: {}", count(size.segments.into(), "segment"), credits(result))
            }
            _ => format!("{how}{times}: {}", credits(result)),
        };
        let rounding = self.service.rounding;
        Ok(Step { rule, inputs, exact: parts.exact.times(&quantity.into())?, rounding, result, text, steps: vec![] })
    }

    /// `2 messages`
    fn counted(&self, quantity: u64) -> String {
        count(
            quantity,
            match &self.measured.subject {
                Subject::Segments { .. } | Subject::Message { .. } => "message",
                Subject::Call(_) => "call",
                Subject::Attempt { .. } => "attempt",
                Subject::Interaction(_) => "interaction",
            },
        )
    }

    fn by_units(&self, price: &UnitPrice<'_>, parts: &Parts) -> Result<Explained> {
        let unit = match (&self.service.price, &self.measured.subject) {
            (Price::PerSegment(_), _) => "segment",
            (Price::PerInteraction(_), _) => "interaction",
            _ => "message",
        };
        let (rule, mut inputs, derived) = self.unit(price, unit)?;
        if let Subject::Segments { size, .. } = &self.measured.subject {
            inputs.push(("segments", size.segments.to_string()));
        }
        let text = match self.service.rounding {
            Some(rounding @ Rounding { per: Per::Segment, .. }) => {
                format!("{derived}{}", becomes(rounding, &price.exact, rounding.round(&price.exact)?))
            }
            Some(rounding) if unit == "segment" => {
                format!("{derived}; {} a message{}", parts.exact, becomes(rounding, &parts.exact, parts.rounded))
            }
            Some(rounding) => format!("{derived}{}", becomes(rounding, &parts.exact, parts.rounded)),
            None => derived,
        };
        let none = match &self.measured.subject {
            Subject::Interaction(interaction) if !interaction.completed => "; not completed, not charged",
            Subject::Message { sent: false } => "; nothing to send",
            _ => "",
        };
        Ok((rule, inputs, format!("{text}{none}")))
    }

    /// Where the price of one unit is from.
    fn unit(&self, price: &UnitPrice<'_>, unit: &str) -> Result<Explained> {
        let book = self.engine.book();
        match price.unit {
            Unit::Credits(amount) => {
                let text = format!("{}{} a {unit}", exact_credits(&price.exact), self.noted(amount));
                let a_unit = text.replace(" a interaction", " an interaction");
                Ok(("fixed-credits", vec![("credits", price.exact.to_string())], a_unit))
            }
            Unit::CarrierRate(carrier) => {
                let multiplier = carrier.multiplier.ratio()?;
                let rate = price.rate.as_ref().map(|rate| rate.price).unwrap_or_default();
                let basis = price.rate.as_ref().map(|rate| rate.basis.clone()).unwrap_or_default();
                let asked = price.carrier()?.unwrap_or(Ratio::ZERO);
                let marked_up = Money::nearest(asked.times(&multiplier)?, book.currency)?;
                let mut inputs = vec![
                    ("rate", rate.to_string()),
                    ("basis", basis),
                    ("multiplier", multiplier.to_string()),
                    ("creditValue", book.credit_value.map(|value| value.normalize().to_string()).unwrap_or_default()),
                    ("currency", book.currency.to_string()),
                ];
                let rate = Money::new(rate, book.currency);
                let asked = match &carrier.fee {
                    None => rate.to_string(),
                    Some(fee) => {
                        inputs.push(("fee", fee.get()?.to_string()));
                        format!("({rate} + {}{})", Money::new(fee.get()?, book.currency), self.noted(fee))
                    }
                };
                let times = format!("{multiplier}{}", self.noted(&carrier.multiplier));
                let text = format!("{asked} × {times} = {marked_up} a {unit}, {}", exact_credits(&price.exact));
                Ok(("carrier-rate", inputs, text))
            }
        }
    }

    fn by_minutes(&self, call: &CallTime, prices: &[(u64, UnitPrice<'_>)], parts: &Parts) -> Result<Explained> {
        let billed = self.billed();
        let mut inputs = vec![
            ("seconds", call.time.window.to_string()),
            ("billableSeconds", call.time.billable.to_string()),
            ("billedSeconds", billed.to_string()),
        ];
        let mut text = String::new();
        for (kind, time) in &call.time.excluded {
            if time.0 > 0 {
                let (name, words) = match kind {
                    Exclude::Hold => ("holdSeconds", "on hold"),
                    Exclude::Processing => ("processingSeconds", "of processing"),
                    Exclude::Human => ("humanSeconds", "handled by a person"),
                };
                inputs.push((name, time.to_string()));
                text += &format!("{time} s {words} not charged; ");
            }
        }
        if !call.billed {
            return Ok(("per-minute", inputs, format!("{text}calls of this kind are not charged")));
        }
        if call.time.billable.0 > 0 && billed.0 == 0 {
            text += &format!("{} s is shorter than what is charged; ", call.time.billable);
        } else if billed != call.time.billable {
            text += &format!("{} s charged as {billed} s; ", call.time.billable);
        }
        let tiers = call::tier_parts(billed, &self.tiers())?;
        let mut minutes = Vec::new();
        for (tier, time, _) in &tiers {
            let Some((_, price)) = prices.iter().find(|(from_s, _)| *from_s == tier.from_s) else { continue };
            let (_, _, unit) = self.unit(price, "minute")?;
            minutes.push(format!("{time} s at {unit}"));
        }
        if minutes.is_empty() {
            let (_, price) = &prices[0];
            minutes.push(format!("0 s at {}", self.unit(price, "minute")?.2));
        }
        inputs.push((
            "creditsPerMinute",
            prices.iter().map(|(_, price)| price.exact.to_string()).collect::<Vec<_>>().join(", "),
        ));
        text += &minutes.join(" + ");
        for part in self.brought.iter() {
            text += &format!(", without the {part}'s part");
        }
        if *self.brought != Default::default() {
            inputs.push(("ownShare", self.own_share()?.to_string()));
        }
        text += &format!(" = {}", exact_credits(&parts.exact));
        if let Some(rounding) = self.service.rounding {
            text += &becomes(rounding, &parts.exact, parts.rounded);
        }
        Ok(("per-minute", inputs, text))
    }

    fn by_outcome(&self, outcome: &str, amount: &Amount) -> Result<Explained> {
        let text = match &self.measured.subject {
            Subject::Attempt { ended: false, .. } => {
                format!("taken when the attempt starts, as for `{outcome}`, and given back where it costs less")
            }
            _ => {
                format!("{}{} for an attempt that ends as `{outcome}`", credits(amount.credits()?), self.noted(amount))
            }
        };
        Ok(("per-attempt", vec![("outcome", outcome.to_owned()), ("credits", amount.get()?.to_string())], text))
    }

    fn shown(&self, rate: &Ratio, basis: &str) -> Result<Explained> {
        let currency = self.engine.book().currency;
        let (unit, number) = match (&self.service.price, &self.measured.subject) {
            (_, Subject::Segments { size, .. }) => ("segment", count(size.segments.into(), "segment")),
            (Price::CarrierCost { unit: CarrierUnit::Minute(_), .. }, _) => ("minute", format!("{} s", self.billed())),
            _ => ("message", "1 message".to_owned()),
        };
        let cost = self.carrier_cost()?.map(|cost| cost.to_string()).unwrap_or_default();
        let rate = Money::nearest(*rate, currency)?;
        let inputs =
            vec![("rate", rate.amount.to_string()), ("basis", basis.to_owned()), ("currency", currency.to_string())];
        Ok(("carrier-cost", inputs, format!("{rate} a {unit}, {number}: {cost} at the carrier's cost, not charged")))
    }

    fn added_step(&self, rule: &'static str, amount: Credits) -> Result<Step> {
        let (quantity, one) = (self.measured.quantity, credits(amount));
        let result = amount.times(quantity)?;
        let times = if quantity > 1 { format!(" × {}", self.counted(quantity)) } else { String::new() };
        let text = match rule {
            "fee" => format!("a fee of {one}{times}: {}", credits(result)),
            _ => format!("{one} more to reach the minimum{times}: {}", credits(result)),
        };
        let exact = result.ratio();
        Ok(Step {
            rule,
            inputs: vec![("credits", amount.to_string())],
            exact,
            rounding: None,
            result,
            text,
            steps: vec![],
        })
    }

    fn free_step(&self, plan: &str, steps: &[Step]) -> Result<Step> {
        let (_, result) = sum(steps)?;
        let mut inputs = vec![("plan", plan.to_owned())];
        inputs.extend(self.measured.region.map(|region| ("region", region.to_string())));
        let text = format!("free{} on plan {plan}: {} less", self.place(" to "), credits(result));
        back(steps, "free-region", inputs, text)
    }

    /// What kind of value a parameter has, where it is not the operator's own.
    fn noted(&self, amount: &Amount) -> String {
        let parameter = amount.parameter_name().and_then(|name| self.engine.book().parameters.get(name));
        match parameter {
            Some(parameter) if !parameter.value_note.is_empty() => format!(" ({})", parameter.value_note),
            _ => String::new(),
        }
    }
}

/// A rule, its inputs, and how it comes to its price.
type Explained = (&'static str, Vec<(&'static str, String)>, String);

fn sum(steps: &[Step]) -> Result<(Ratio, Credits)> {
    steps.iter().try_fold((Ratio::ZERO, Credits::ZERO), |(exact, result), step| {
        Ok((exact.plus(&step.exact)?, result.plus(step.result)?))
    })
}

/// A step that takes back all before it.
fn back(steps: &[Step], rule: &'static str, inputs: Vec<(&'static str, String)>, text: String) -> Result<Step> {
    let (exact, result) = sum(steps)?;
    let (exact, result) = (Ratio::ZERO.minus(&exact)?, Credits::ZERO.minus(result)?);
    Ok(Step { rule, inputs, exact, rounding: None, result, text, steps: vec![] })
}

/// A call that runs is charged what is new since it was charged last.
fn already_charged(charged: Credits) -> Result<Step> {
    let result = Credits::ZERO.minus(charged)?;
    let was = if charged.micros() == MICROS_PER_CREDIT { "was" } else { "were" };
    Ok(Step {
        rule: "already-charged",
        inputs: vec![("charged", charged.to_string())],
        exact: result.ratio(),
        rounding: None,
        result,
        text: format!("{} of this call {was} charged before", credits(charged)),
        steps: vec![],
    })
}

/// What is beyond the balance costs the overage price.
fn beyond(steps: &[Step], Overage { covered, owed, .. }: Overage) -> Result<Step> {
    let (_, price) = sum(steps)?;
    let rest = price.minus(covered)?;
    let result = owed.minus(rest)?;
    let which = if covered == Credits::ZERO { "none".to_owned() } else { credits(covered) };
    let difference = match result.micros() {
        ..0 => format!("{} less", credits(Credits::ZERO.minus(result)?)),
        _ => format!("{} more", credits(result)),
    };
    Ok(Step {
        rule: "overage",
        inputs: vec![("covered", covered.to_string()), ("owed", owed.to_string())],
        exact: result.ratio(),
        rounding: None,
        result,
        text: format!(
            "the balance covers {which}; the rest, {rest}, is owed at the overage price, as {owed}: {difference}"
        ),
        steps: vec![],
    })
}

/// `, rounded up to 44`; nothing where nothing is rounded.
fn becomes(rounding: Rounding, exact: &Ratio, rounded: Credits) -> String {
    if rounded.ratio() == *exact { String::new() } else { format!(", {} {rounded}", verb(rounding)) }
}

/// `rounded up to`, `rounded half to even at 2 decimal places to`
fn verb(rounding: Rounding) -> String {
    let how = match rounding.mode {
        RoundingMode::Ceil => "rounded up",
        RoundingMode::HalfEven => "rounded half to even",
        RoundingMode::Floor => "rounded down",
    };
    match rounding.scale {
        0 => format!("{how} to"),
        1 => format!("{how} at 1 decimal place to"),
        scale => format!("{how} at {scale} decimal places to"),
    }
}

fn count(count: u64, of: &str) -> String {
    format!("{count} {of}{}", if count == 1 { "" } else { "s" })
}

fn credits(amount: Credits) -> String {
    format!("{amount} credit{}", if amount.micros() == MICROS_PER_CREDIT { "" } else { "s" })
}

/// The same before rounding.
fn exact_credits(exact: &Ratio) -> String {
    format!("{exact} credit{}", if *exact == Ratio::from(1) { "" } else { "s" })
}
