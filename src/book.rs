//! A price book: what a product asks for its services, on which plan, as data.
//!
//! The engine knows no provider: everything that differs between two products is a field here. A book's form as JSON
//! is published as `src/docs/book.schema.json`; the presets are examples. [`Book`] shows one that is built in Rust.

mod amount;
mod check;
mod plan;
mod policies;
mod presets;
mod service;

use rust_decimal::Decimal;

use crate::credits::Currency;
use crate::map::{Map, Set};
use crate::rates::Date;
use crate::{Error, Result};

pub use amount::{Amount, Parameter, ParameterKind};
pub use plan::{Allowance, Expires, Plan, PlanPrice, TopUp, Trial};
pub use policies::{Alerts, Allotments, BurnOrder, Policies, Proration, Reload};
pub use presets::PRESETS;
pub use service::{
    Attempts, CarrierRate, CarrierUnit, Exhausted, Exhaustion, Free, Minutes, Price, Service, Tier, Unbilled, Unit,
};

/// A price book.
///
/// With the feature `serde` it is read from JSON. Without it, it is built:
///
/// ```
/// use septet::book::{Allowance, Book, CarrierRate, Minutes, Plan, Price, Service, Tier, Unit};
/// use septet::call::Call;
/// use septet::credits::{Currency, Per, Rounding, RoundingMode, decimal};
/// use septet::quote::{CallRequest, Request};
/// use septet::{Engine, rates::Deck};
///
/// let up = |per| Some(Rounding { per, mode: RoundingMode::Ceil, scale: 0 });
/// let rate = CarrierRate { rates: "sms".into(), multiplier: decimal("multiplier", "1.8")?.into(), fee: None };
/// let minutes = Minutes { tiers: vec![Tier { from_s: 0, minute: Unit::Credits(29.into()) }], ..Minutes::default() };
/// let services = [
///     ("sms", Price::PerSegment(Unit::CarrierRate(rate)), up(Per::Segment)),
///     ("call", Price::PerMinute(minutes.into()), up(Per::Call)),
///     ("ai_reply", Price::PerInteraction(Unit::Credits(2.into())), None),
/// ];
/// let named = |(name, price, rounding): (&str, _, _)| (name.to_owned(), Service { rounding, ..Service::new(price) });
/// let team = Plan { allowance: Allowance::PerSeat(750.into()), ..Plan::default() };
/// let book = Book {
///     credit_value: Some(decimal("creditValue", "0.01")?),
///     services: services.into_iter().map(named).collect(),
///     plans: [("team".to_owned(), team)].into(),
///     ..Book::new("acme", Currency::parse("USD")?)
/// };
/// let deck = Deck::from_csv("sms", b"iso,price_usd\nIN,0.05\n")?;
/// let engine = Engine::new(book, [("sms".to_owned(), deck)].into())?;
///
/// let of = |service: &str| Request { plan: "team".into(), service: service.into(), ..Request::default() };
/// let message = Request { to: Some("+919876543210".into()), text: Some("hello".into()), ..of("sms") };
/// assert_eq!(engine.quote(&message)?.credits.to_string(), "9"); // USD 0.05 × 1.8, a credit is USD 0.01
/// let call = CallRequest { time: Some(Call::lasting(90)), ..CallRequest::default() };
/// assert_eq!(engine.quote(&Request { call: Some(call), ..of("call") })?.credits.to_string(), "44"); // 43.5, up
/// assert_eq!(engine.quote(&Request { quantity: 3, ..of("ai_reply") })?.credits.to_string(), "6");
/// # Ok::<(), septet::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    /// What errors and quotes call it.
    pub id: String,
    /// Which edition of the book this is.
    pub version: String,
    pub note: String,
    /// The first day it is in force, and the first day it no longer is.
    pub effective: (Option<Date>, Option<Date>),
    pub currency: Currency,
    /// What one credit is worth, in the book's currency; `None` where credits have no price of their own.
    pub credit_value: Option<Decimal>,
    pub parameters: Map<String, Parameter>,
    pub services: Map<String, Service>,
    pub plans: Map<String, Plan>,
    pub top_ups: Map<String, TopUp>,
    pub policies: Policies,
    /// The document in canonical form (RFC 8785) with its parameters' values, and its SHA-256 in hexadecimal. Both are
    /// empty in a book that was built: quotes then name what its builder puts here.
    pub canonical: String,
    pub hash: String,
}

impl Book {
    /// A book that has nothing yet: [`Engine::new`](crate::Engine::new) asks for a service and a plan at least.
    pub fn new(id: &str, currency: Currency) -> Book {
        Book {
            id: id.to_owned(),
            version: String::new(),
            note: String::new(),
            effective: (None, None),
            currency,
            credit_value: None,
            parameters: Map::new(),
            services: Map::new(),
            plans: Map::new(),
            top_ups: Map::new(),
            policies: Policies::default(),
            canonical: String::new(),
            hash: String::new(),
        }
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

    /// The decks that its services take rates from.
    pub fn decks(&self) -> Set<&str> {
        self.services.values().flat_map(|service| service.decks()).collect()
    }

    /// Whether an account on `plan` below accounts on `parents` never runs out.
    pub fn is_unlimited(&self, plan: &str, parents: &[String]) -> Result<bool> {
        let mut unlimited = self.plan(plan)?.is_unlimited();
        for parent in parents {
            unlimited |= self.plan(parent)?.covers_descendants;
        }
        Ok(unlimited)
    }

    /// Refuses a price that would need parameters that have no value, naming each.
    pub(crate) fn check_parameters(&self, plan: &Plan, service: &Service, brought: &Set<String>) -> Result<()> {
        let mut missing = service.missing(brought);
        missing.extend(plan.missing());
        if missing.is_empty() {
            return Ok(());
        }
        let unset = |(name, parameter): (&'_ String, &Parameter)| {
            parameter.required && parameter.value.is_none() && !missing.contains(name.as_str())
        };
        let others: Vec<_> =
            self.parameters.iter().filter(|&(n, p)| unset((n, p))).map(|(name, _)| name.as_str()).collect();
        Err(Error::parameter_missing(missing, others))
    }

    /// Refuses a day on which the book is not in force.
    pub(crate) fn check_day(&self, day: Option<Date>) -> Result<()> {
        let Some(day) = day else { return Ok(()) };
        let (from, to) = self.effective;
        if from.is_some_and(|from| day < from) || to.is_some_and(|to| day >= to) {
            let day_text = |day: Option<Date>| day.map(|day| day.to_string());
            return Err(Error::not_effective(&self.id, &day.to_string(), day_text(from), day_text(to)));
        }
        Ok(())
    }
}
