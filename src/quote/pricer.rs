//! Prices of many messages, without explanations.

use super::price::{Extras, rounded};
use super::{Destination, Engine};
use crate::book::{Price, Service, Unit};
use crate::credits::{Credits, Per, Ratio, Rounding};
use crate::phone::Region;
use crate::rates::{Category, Date};
use crate::{Error, Result};

/// Prices messages of one service on one plan by region and segments: a quote's credits, and nothing else.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use septet::phone::Region;
/// let engine = septet::wire::engine("calcom", &[("sms", b"iso,price_usd\nIN,0.05\n")])?;
/// let pricer = engine.pricer("organization", "sms", None, None)?;
/// assert_eq!(pricer.credits(Region::parse("IN")?, 3)?.to_string(), "27");
/// # }
/// # Ok::<(), septet::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Pricer {
    engine: Engine,
    plan: String,
    service: String,
    category: Option<Category>,
    at: Option<Date>,
    /// What is charged for, other than segments.
    is_per_message: bool,
    extras: Extras,
    /// By region; those that are missing have no price, or no phone number is in them.
    priced: Vec<Option<Priced>>,
}

#[derive(Debug, Clone, Copy)]
enum Priced {
    Free,
    /// So many cost that many times as much.
    Each(Credits),
    /// Rounded as a whole, of units that cost as much.
    Whole(Rounding, Ratio),
}

/// Two letters of 26.
const REGIONS: usize = 26 * 26;

fn index(region: Region) -> usize {
    let [a, b] = region.letters().map(|letter| usize::from(letter - b'A'));
    a * 26 + b
}

impl Engine {
    /// The fast path to the credits of messages: of a category and on a day, where the prices depend on those.
    pub fn pricer(&self, plan: &str, service: &str, category: Option<Category>, at: Option<Date>) -> Result<Pricer> {
        let (book, priced) = (self.book(), self.book().service(service)?);
        unit(priced).ok_or_else(|| Error::no_messages(service))?;
        book.check_day(at)?;
        book.check_parameters(book.plan(plan)?, priced, &Default::default())?;
        let mut pricer = Pricer {
            engine: self.clone(),
            plan: plan.to_owned(),
            service: service.to_owned(),
            category,
            at,
            is_per_message: matches!(priced.price, Price::PerMessage(_)),
            extras: Extras::of(priced)?,
            priced: vec![None; REGIONS],
        };
        for region in Region::all() {
            pricer.priced[index(region)] = pricer.price(region).ok();
        }
        Ok(pricer)
    }
}

impl Pricer {
    /// What a message of so many segments costs; a region without a rate is the error `no-rate`.
    #[inline]
    pub fn credits(&self, region: Region, segments: u64) -> Result<Credits> {
        match &self.priced[index(region)] {
            Some(priced) => self.charge(priced, segments),
            // Says why there is no price, or finds the price of a region that has no numbers.
            None => self.charge(&self.price(region)?, segments),
        }
    }

    /// What messages cost together, each a region and its segments.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use septet::phone::Region;
    /// let engine = septet::wire::engine("calcom", &[("sms", b"iso,price_usd\nIN,0.05\n")])?;
    /// let pricer = engine.pricer("organization", "sms", None, None)?;
    /// assert_eq!(pricer.total([(Region::parse("IN")?, 3), (Region::parse("IN")?, 1)])?.to_string(), "36");
    /// # }
    /// # Ok::<(), septet::Error>(())
    /// ```
    pub fn total(&self, messages: impl IntoIterator<Item = (Region, u64)>) -> Result<Credits> {
        let add = |sum: Credits, (region, segments)| sum.plus(self.credits(region, segments)?);
        messages.into_iter().try_fold(Credits::ZERO, add)
    }

    #[inline]
    fn charge(&self, priced: &Priced, segments: u64) -> Result<Credits> {
        let units = if self.is_per_message { segments.min(1) } else { segments };
        let rounded = match priced {
            Priced::Free => return Ok(Credits::ZERO),
            Priced::Each(one) => one.times(units)?,
            Priced::Whole(rounding, unit) => rounding.round_times(unit, units)?,
        };
        if units == 0 {
            return Ok(rounded);
        }
        let (fee, minimum) = self.extras.beside(rounded)?;
        rounded.plus(fee)?.plus(minimum)
    }

    /// What a region's price is made of.
    fn price(&self, region: Region) -> Result<Priced> {
        let service = self.engine.book().service(&self.service)?;
        let unit = unit(service).ok_or_else(|| Error::not_of_service("region", &self.service))?;
        let rate = match unit {
            Unit::Credits(_) => None,
            Unit::CarrierRate(carrier) => {
                let (deck, category, at) = (self.engine.deck(&carrier.rates)?, self.category, self.at);
                let to = Destination { region: Some(region), category, at, ..Destination::default() };
                let rate = match deck.regional(region) {
                    Some(price) => price,
                    None => deck.rate(&to)?.price,
                };
                Some(rate.into())
            }
        };
        let unit = self.engine.unit_credits(unit, rate)?;
        if service.is_free(&self.plan, Some(region)) {
            return Ok(Priced::Free);
        }
        match service.rounding {
            Some(rounding) if rounding.per != Per::Segment && !self.is_per_message => Ok(Priced::Whole(rounding, unit)),
            rounding => rounded(rounding, &unit, 1).map(Priced::Each),
        }
    }
}

/// What a message is charged by.
fn unit(service: &Service) -> Option<&Unit> {
    match &service.price {
        Price::PerSegment(unit) | Price::PerMessage(unit) => Some(unit),
        _ => None,
    }
}
