//! What a campaign comes to where the balance runs out and the book goes on at a price of its own.

use super::terms::Pricing;
use super::{Breakdown, Line};
use crate::Result;
use crate::book::Service;
use crate::credits::{Credits, Ratio, Rounding};
use crate::quote::Engine;
use crate::sort;

/// The most that a campaign comes to where the balance does not cover it, in whatever order it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overage {
    /// What the balance pays.
    pub covered: Credits,
    /// The most that is owed for the rest, at the overage price.
    pub owed: Credits,
    /// Both together.
    pub max: Credits,
}

/// One message or call, at the most.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Most {
    /// What it takes from a balance that covers it.
    pub(crate) price: Credits,
    /// What is owed where the balance covers nothing of it.
    pub(crate) beyond: Credits,
}

/// What lines come to that such a balance does not cover.
pub(crate) fn of_lines(service: &Service, pricing: &Pricing, lines: &[Line], available: Credits) -> Result<Overage> {
    let most = |line: &Line| {
        let segments = line.segments.unwrap_or_default();
        let most = pricing.most(&line.place, line.segments_max.unwrap_or(segments))?;
        Ok((most, line.recipients))
    };
    overage(service, lines.iter().map(most).collect::<Result<_>>()?, available)
}

/// What messages or calls come to that such a balance does not cover. Each is paid as a whole as long as the balance
/// lasts, then one in part. The most is owed where the balance is spent on those that cost least beyond it.
fn overage(service: &Service, mut all: Vec<(Most, u64)>, available: Credits) -> Result<Overage> {
    all.retain(|(most, count)| most.price > Credits::ZERO && *count > 0);
    let product = |one: Credits, other: Credits| i128::from(one.micros()) * i128::from(other.micros());
    sort::by(&mut all, |(one, _), (other, _)| product(one.beyond, other.price).cmp(&product(other.beyond, one.price)));
    let available = available.max(Credits::ZERO);
    let (mut left, mut whole, mut part) = (available, Credits::ZERO, Ratio::ZERO);
    for (most, count) in &all {
        let price = most.price.times(*count)?;
        let paid = price.min(left);
        left = left.minus(paid)?;
        let rest = price.minus(paid)?.ratio();
        if paid == Credits::ZERO {
            whole = whole.plus(most.beyond.times(*count)?)?;
        } else {
            part = part.plus(&rest.over(&most.price.ratio())?.times(&most.beyond.ratio())?)?;
        }
    }
    let (covered, owed) = (available.minus(left)?, rounded(service, &all, &whole.ratio().plus(&part)?)?);
    Ok(Overage { covered, owed, max: covered.plus(owed)? })
}

/// What is owed, with what the rounding of the one that is paid in part may add. Where both prices are one, nothing is
/// rounded.
fn rounded(service: &Service, all: &[(Most, u64)], owed: &Ratio) -> Result<Credits> {
    let of_service = service.rounding.unwrap_or(Rounding::FINEST);
    if all.iter().all(|(most, _)| most.beyond == most.price) {
        return Rounding::FINEST.round(owed);
    }
    let up = Rounding { scale: of_service.scale, ..Rounding::FINEST };
    let is_even = |most: &Most| up.round(&most.beyond.ratio()).is_ok_and(|rounded| rounded == most.beyond);
    if all.iter().all(|(most, _)| is_even(most)) {
        return up.round(owed);
    }
    let step = up.round(&Credits::from_micros(1).ratio())?;
    Rounding::FINEST.round(&owed.plus(&step.ratio())?)
}

impl Engine {
    /// The most that what a preflight counted comes to with such a balance; `None` where it covers it, or where the book
    /// has no price for what is beyond.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use septet::campaign::{Breakdown, Line, Place, Terms};
    /// use septet::phone::Region;
    /// let book = r#"{"id": "acme", "version": "1", "currency": "USD",
    ///     "services": {"sms": {
    ///         "price": {"perSegment": {"credits": "2"}}, "overage": {"credits": "3"}, "exhausted": "declined"
    ///     }},
    ///     "plans": {"pro": {"allowance": "none"}}}"#;
    /// let engine = septet::wire::engine_with(septet::wire::parse(book)?, &[], &Default::default())?;
    /// let place = Place::Region(Region::parse("IN")?);
    /// let terms = Terms { plan: "pro".into(), service: "sms".into(), ..Terms::default() };
    /// let line = Line { place, segments: Some(1), segments_max: Some(1), position: 1, recipients: 10 };
    /// let overage = engine.breakdown_overage(&Breakdown { terms, lines: vec![line] }, "12".parse()?)?.unwrap();
    /// assert_eq!((overage.owed.to_string(), overage.max.to_string()), ("12".into(), "24".into()));
    /// # }
    /// # Ok::<(), septet::Error>(())
    /// ```
    pub fn breakdown_overage(&self, breakdown: &Breakdown, available: Credits) -> Result<Option<Overage>> {
        let service = self.book().service(&breakdown.terms.service)?;
        if service.overage.is_none() || self.price_breakdown(breakdown)?.max <= available {
            return Ok(None);
        }
        of_lines(service, &Pricing::new(self, &breakdown.terms)?, &breakdown.lines, available).map(Some)
    }
}
