//! Prices of many messages, without explanations.

use super::price::parts;
use super::{Destination, Engine};
use crate::book::{Price, Service, Unit};
use crate::credits::{Credits, Per, Ratio};
use crate::phone::Region;
use crate::rates::Category;
use crate::{Error, Result};

/// Prices messages of one service on one plan by region and segments: a quote's credits, and nothing else.
///
/// ```
/// use septet::phone::Region;
/// let engine = septet::wire::engine("calcom", &[("sms", b"iso,price_usd\nIN,0.05\n")])?;
/// let pricer = engine.pricer("organization", "sms", None)?;
/// assert_eq!(pricer.credits(Region::parse("IN")?, 3)?.to_string(), "27");
/// # Ok::<(), septet::Error>(())
/// ```
#[derive(Debug)]
pub struct Pricer<'a> {
    service: &'a Service,
    name: &'a str,
    /// What one unit costs, by region.
    units: Vec<Option<Priced>>,
}

#[derive(Debug, Clone, Copy)]
struct Priced {
    unit: Ratio,
    /// The price of one unit, where so many cost that many times as much.
    linear: Option<Credits>,
    free: bool,
}

/// Two letters of 26.
const REGIONS: usize = 26 * 26;

fn index(region: Region) -> usize {
    let [a, b] = region.letters().map(|letter| usize::from(letter - b'A'));
    a * 26 + b
}

impl Engine {
    /// The fast path to the credits of messages.
    pub fn pricer(&self, plan: &str, service: &str, category: Option<Category>) -> Result<Pricer<'_>> {
        let (name, service) = self.book().services.get_key_value(service).map_or_else(
            || Err(self.book().service(service).err().unwrap_or_else(|| Error::not_of_service("region", service))),
            |(name, service)| Ok((name.as_str(), service)),
        )?;
        self.book().check_parameters(self.book().plan(plan)?, service, &Default::default())?;
        let (Price::PerSegment(unit) | Price::PerMessage(unit)) = &service.price else {
            return Err(Error::not_of_service("region", name));
        };
        let mut units = vec![None; REGIONS];
        for region in Region::all() {
            let rate = match unit {
                Unit::Credits(_) => None,
                Unit::CarrierRate(carrier) => {
                    let destination = Destination { region: Some(region), category, ..Destination::default() };
                    let Ok(rate) = self.deck(&carrier.rates)?.rate(&destination) else { continue };
                    Some(rate.price.into())
                }
            };
            let unit = self.unit_credits(unit, rate)?;
            let one = parts(service, &unit, 1)?;
            let rounds_segments = service.rounding.is_some_and(|rounding| rounding.per == Per::Segment);
            let is_linear = one.fee == Credits::ZERO && service.minimum.is_none() && rounds_segments;
            let linear = if is_linear { Some(one.total()?) } else { None };
            units[index(region)] = Some(Priced { unit, linear, free: service.is_free(plan, Some(region)) });
        }
        Ok(Pricer { service, name, units })
    }
}

impl Pricer<'_> {
    /// What a message of so many segments costs; a region without a rate is the error `no-rate`.
    pub fn credits(&self, region: Region, segments: u64) -> Result<Credits> {
        match &self.units[index(region)] {
            None => Err(Error::no_rate(region.as_str(), self.name)),
            Some(Priced { free: true, .. }) => Ok(Credits::ZERO),
            Some(Priced { linear: Some(one), .. }) => one.times(segments),
            Some(Priced { unit, .. }) => {
                let units = if matches!(self.service.price, Price::PerMessage(_)) { segments.min(1) } else { segments };
                parts(self.service, unit, units)?.total()
            }
        }
    }
}
