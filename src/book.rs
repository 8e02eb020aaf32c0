//! A price book: what a product asks for its services, on which plan, as data.
//!
//! The engine knows no provider: everything that differs between two products is a field here.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::credits::{Currency, Per, Rounding};
use crate::phone::Region;
use crate::{Error, Result};

/// The books that ship with the crate, as name and JSON document.
pub const PRESETS: &[(&str, &str)] = &[("calcom", include_str!("book/presets/calcom.json"))];

/// A price book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    pub id: String,
    /// Which edition of the book this is.
    pub version: String,
    pub currency: Currency,
    /// What one credit is worth, in the book's currency.
    pub credit_value: Decimal,
    pub plans: BTreeMap<String, Plan>,
    pub services: BTreeMap<String, Service>,
    /// The document in canonical form (RFC 8785), and its SHA-256 in hexadecimal.
    pub canonical: String,
    pub hash: String,
}

/// A plan. What it grants is the ledger's business.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    pub note: String,
}

/// How one service is charged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    pub note: String,
    pub price: Price,
    pub rounding: Rounding,
    pub free: Vec<Free>,
    /// What happens to a message that the balance does not cover.
    pub exhausted: Exhausted,
}

/// What becomes of a message that the balance does not cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exhausted {
    /// It goes out by e-mail instead.
    FallbackEmail,
    /// It waits until there are credits.
    Paused,
    /// It does not happen.
    Declined,
}

impl Exhausted {
    pub const ALL: [Exhausted; 3] = [Exhausted::FallbackEmail, Exhausted::Paused, Exhausted::Declined];

    pub fn name(self) -> &'static str {
        match self {
            Exhausted::FallbackEmail => "fallback_email",
            Exhausted::Paused => "paused",
            Exhausted::Declined => "declined",
        }
    }
}

/// Where a price comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Price {
    /// The carrier's rate for the destination × `multiplier`, for each segment.
    CarrierRate { multiplier: Decimal },
}

/// Regions in which a service costs nothing on some plans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Free {
    pub plans: BTreeSet<String>,
    pub regions: BTreeSet<Region>,
}

impl Book {
    /// Refuses a book that contradicts itself; the error names the place in the document.
    pub fn check(&self) -> Result<()> {
        if self.credit_value <= Decimal::ZERO {
            return Err(Error::invalid_book("creditValue", "must be more than 0"));
        }
        for (name, service) in &self.services {
            let path = |field: &str| format!("services.{name}.{field}");
            let Price::CarrierRate { multiplier } = service.price;
            if multiplier <= Decimal::ZERO {
                return Err(Error::invalid_book(&path("price.multiplier"), "must be more than 0"));
            }
            if service.rounding.scale > Rounding::SCALE_MAX {
                return Err(Error::invalid_book(&path("rounding.scale"), "must be 0 to 6"));
            }
            if !matches!(service.rounding.per, Per::Segment | Per::Message) {
                return Err(Error::invalid_book(&path("rounding.per"), "must be `segment` or `message`"));
            }
            for (index, free) in service.free.iter().enumerate() {
                if let Some(plan) = free.plans.iter().find(|plan| !self.plans.contains_key(*plan)) {
                    let problem = format!("the book has no plan `{plan}`");
                    return Err(Error::invalid_book(&path(&format!("free[{index}].plans")), &problem));
                }
            }
        }
        Ok(())
    }

    /// The plan of that name.
    pub fn plan(&self, name: &str) -> Result<&Plan> {
        let known = || self.plans.keys().map(String::as_str);
        self.plans.get(name).ok_or_else(|| Error::unknown_plan(name, &self.id, known()))
    }

    /// The service of that name.
    pub fn service(&self, name: &str) -> Result<&Service> {
        let known = || self.services.keys().map(String::as_str);
        self.services.get(name).ok_or_else(|| Error::unknown_service(name, &self.id, known()))
    }
}

impl Service {
    /// Whether it costs nothing in this region on this plan.
    pub fn is_free(&self, plan: &str, region: Region) -> bool {
        self.free.iter().any(|free| free.plans.contains(plan) && free.regions.contains(&region))
    }
}
