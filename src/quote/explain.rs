//! How a price came about, as data and in plain English. The steps add up to the price.

use super::{Charge, Step};
use crate::Result;
use crate::book::Price;
use crate::credits::{Credits, MICROS_PER_CREDIT, Money, Per, Ratio, Rounding, RoundingMode};

impl Charge<'_> {
    /// The price as a tree: its first step is the rule, a second one takes the price back where it is free.
    pub(super) fn explain(&self, plan: &str, free: bool) -> Result<Step> {
        let measured = self.measured;
        let mut steps = vec![self.rule_step()?];
        if free {
            steps.push(self.free_step(plan, &steps[0])?);
        }
        let (mut result, mut exact) = (Credits::ZERO, Ratio::ZERO);
        for step in &steps {
            result = result.plus(step.result)?;
            exact = exact.plus(&step.exact)?;
        }
        let messages = count(measured.quantity, "message");
        let segments = count(measured.size.segments.into(), "segment");
        let price = if free { "free".to_owned() } else { credits(result) };
        Ok(Step {
            rule: "total",
            inputs: vec![
                ("plan", plan.to_owned()),
                ("region", measured.region.to_string()),
                ("encoding", measured.size.encoding.name().to_owned()),
                ("segments", measured.size.segments.to_string()),
                ("quantity", measured.quantity.to_string()),
            ],
            exact,
            rounding: None,
            result,
            text: format!("{messages} of {segments} to {}: {price}", measured.region),
            steps,
        })
    }

    fn rule_step(&self) -> Result<Step> {
        let Price::CarrierRate { multiplier } = self.service.price;
        let (measured, book, rounding) = (self.measured, &self.engine.book, self.service.rounding);
        let segments = measured.size.segments;
        let result = self.total(segments)?;

        let rate = Money::new(self.rate, book.currency);
        let marked_up = Money::exactly(Ratio::from(self.rate).times(&multiplier.into())?, book.currency)?;
        let segment = self.per_segment()?;
        let derived = format!("{rate} × {} = {marked_up} a segment, {segment} credits", multiplier.normalize());
        let rounded = match rounding.per {
            Per::Segment => format!("{derived}, {} {}", verb(rounding), rounding.round(&segment)?),
            _ => {
                let message = segment.times(&u64::from(segments).into())?;
                format!("{derived}; {message} a message, {} {}", verb(rounding), rounding.round(&message)?)
            }
        };
        let mut times = count(segments.into(), "segment");
        if measured.quantity > 1 {
            times += &format!(" × {} messages", measured.quantity);
        }
        Ok(Step {
            rule: "carrier-rate",
            inputs: vec![
                ("rate", self.rate.to_string()),
                ("multiplier", multiplier.normalize().to_string()),
                ("creditValue", book.credit_value.normalize().to_string()),
                ("currency", book.currency.to_string()),
                ("segments", segments.to_string()),
                ("quantity", measured.quantity.to_string()),
            ],
            exact: self.exact(segments)?,
            rounding: Some(rounding),
            result,
            text: format!("{rounded}; {times}: {}", credits(result)),
            steps: vec![],
        })
    }

    fn free_step(&self, plan: &str, rule: &Step) -> Result<Step> {
        Ok(Step {
            rule: "free-region",
            inputs: vec![("plan", plan.to_owned()), ("region", self.measured.region.to_string())],
            exact: Ratio::ZERO.minus(&rule.exact)?,
            rounding: None,
            result: Credits::ZERO.minus(rule.result)?,
            text: format!("free to {} on plan {plan}: {} less", self.measured.region, credits(rule.result)),
            steps: vec![],
        })
    }
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
