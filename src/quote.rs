//! One request's price, and how it came about.
//!
//! The preview, the check at the edge and the ledger's charge all call [`Engine::quote`]: there is no other way to a
//! price.

mod class;
mod compare;
mod explain;
mod lint;
mod measure;
mod overage;
mod payer;
mod price;
mod pricer;
mod request;

use std::sync::Arc;

use crate::book::{Book, Plan, Service};
use crate::credits::{Credits, Money, Ratio, Rounding};
use crate::map::{Map, Set};
use crate::rates::{Date, Deck, Destination};
use crate::sms::{self, Repair};
use crate::{Error, Result};
use price::Charge;

pub use compare::{
    Agreed, Cost, Difference, Granted, Owed, Period, Purchase, Reason, Side, Usage, Used, WhatIf, compare_books,
    plan_costs, what_if,
};
pub use lint::{Finding, Severity};
pub use measure::{CallTime, Measured, Subject};
pub use overage::Overage;
pub use payer::{Decision, Funding, Payer};
pub use pricer::Pricer;
pub use request::{CallRequest, Interaction, QUANTITY_MAX, Request};

/// A price, with everything needed to compute it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// The price. What is charged is as much, unless there is an `overage`.
    pub credits: Credits,
    /// The most the price can come to, should the carrier cut the text at the stricter border.
    pub max: Credits,
    /// The value of the credits, where the book gives them one.
    pub money: Option<Money>,
    /// What the carrier asks, whoever bears it; `None` where the price does not depend on a carrier.
    pub carrier_cost: Option<Money>,
    pub decision: Decision,
    pub explanation: Step,
    pub measured: Measured,
    /// Ways to a cheaper message, where they were asked for.
    pub repairs: Option<Vec<Saving>>,
    /// What is charged where the balance does not cover the price and the book has a price for what is beyond.
    pub overage: Option<Overage>,
    /// The longest call that the payer's balance covers, for calls by the minute.
    pub longest: Option<Longest>,
    pub book_hash: String,
    /// The decks that were used, by name.
    pub deck_hashes: Map<String, String>,
}

/// What a request costs, without how that comes about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    pub credits: Credits,
    /// As in a [`Quote`].
    pub max: Credits,
    /// The decks that were used, by name.
    pub deck_hashes: Map<String, String>,
}

/// A request that can be priced: its names are known, and what it is about was measured.
struct Prepared<'a> {
    service: &'a Service,
    payer: Option<Payer>,
    /// What the payer brings itself.
    brought: Set<String>,
    measured: Measured,
    /// Whether the plan gives it away where it goes.
    free: bool,
}

/// How long a call may last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Longest {
    Unlimited,
    Seconds(u64),
}

/// A way to a cheaper message, and what it saves of the price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saving {
    pub repair: Repair,
    pub credits: Credits,
}

/// A step of an explanation. Its own steps add up to its result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub rule: &'static str,
    pub inputs: Vec<(&'static str, String)>,
    pub exact: Ratio,
    pub rounding: Option<Rounding>,
    pub result: Credits,
    /// The same in plain English.
    pub text: String,
    pub steps: Vec<Step>,
}

/// A book and its rate decks: all that a price needs. A clone shares them.
///
/// The [crate's page](crate) has an example.
#[derive(Debug, Clone)]
pub struct Engine {
    book: Arc<Book>,
    decks: Map<String, Arc<Deck>>,
}

impl Engine {
    /// `decks` are by name. They must be in the book's currency.
    pub fn new(book: Book, decks: Map<String, Deck>) -> Result<Engine> {
        Engine::of(book, decks.into_iter().map(|(name, deck)| (name, Arc::new(deck))).collect())
    }

    fn of(book: Book, decks: Map<String, Arc<Deck>>) -> Result<Engine> {
        book.check()?;
        for (name, deck) in &decks {
            if deck.currency() != book.currency {
                let (deck_currency, currency) = (deck.currency().to_string(), book.currency.to_string());
                return Err(Error::currency_mismatch(name, &deck_currency, &currency));
            }
        }
        Ok(Engine { book: Arc::new(book), decks })
    }

    /// The same decks under another book.
    pub fn with_book(&self, book: Book) -> Result<Engine> {
        Engine::of(book, self.decks.clone())
    }

    pub fn book(&self) -> &Book {
        &self.book
    }

    /// The decks, by name.
    pub fn decks(&self) -> impl Iterator<Item = (&str, &Deck)> {
        self.decks.iter().map(|(name, deck)| (name.as_str(), &**deck))
    }

    /// The deck of that name.
    pub fn deck(&self, name: &str) -> Result<&Deck> {
        self.decks.get(name).map(|deck| &**deck).ok_or_else(|| Error::no_deck(name))
    }

    /// Whether this is the engine of a book and of decks with these hashes, whatever other decks it has.
    pub fn is_of(&self, book: &str, decks: &Map<String, String>) -> bool {
        let is_own = |(name, hash): (&String, &String)| self.deck(name).is_ok_and(|deck| deck.hash() == hash);
        self.book.hash == book && decks.iter().all(is_own)
    }

    /// Names the day in a request that names none, where the price depends on it.
    pub fn on(&self, today: Option<Date>, request: &mut Request) {
        request.at = request.at.or(today.filter(|_| self.is_dated(&request.service)));
    }

    /// Whether a service's prices change on dates.
    pub fn is_dated(&self, service: &str) -> bool {
        let dated = |name: &str| self.decks.get(name).is_some_and(|deck| deck.is_dated());
        let service = self.book.services.get(service);
        self.book.effective != (None, None) || service.is_some_and(|service| service.decks().into_iter().any(dated))
    }

    /// Prices a request. The same request gives the same answer, wherever it is asked.
    pub fn quote(&self, request: &Request) -> Result<Quote> {
        let Prepared { service, payer, brought, measured, free } = self.prepare(request)?;
        let charge = Charge::new(self, service, &measured, &brought)?;
        let Total { credits, max, deck_hashes } = self.total_of(&charge, request, free)?;
        let exhausted = service.exhausted.of(measured.subject.direction());
        let decision = match &payer {
            Some(payer) => payer.decide(credits, exhausted, service.overage.is_some())?,
            None if credits == Credits::ZERO => Decision::Free,
            None => Decision::Priced,
        };
        let overage = match &payer {
            Some(payer) if decision == Decision::Overage => charge.overage(credits, payer.available()?)?,
            _ => None,
        };
        let explanation = charge.explain(request, free, overage)?;
        let due = overage.map_or(Ok(credits), |overage| overage.covered.plus(overage.owed))?;
        debug_assert_eq!(explanation.result, due, "the steps add up to what is charged");
        Ok(Quote {
            credits,
            max,
            money: charge.value(credits)?,
            carrier_cost: charge.carrier_cost()?,
            decision,
            explanation,
            overage,
            repairs: request.repair.then(|| charge.repairs(request, free)).transpose()?,
            longest: payer.map(|payer| charge.longest_for(request, &payer)).transpose()?.flatten(),
            book_hash: self.book.hash.clone(),
            deck_hashes,
            measured,
        })
    }

    /// The same price without its explanation, whose words take longer than the price.
    pub fn total(&self, request: &Request) -> Result<Total> {
        let Prepared { service, brought, measured, free, .. } = self.prepare(request)?;
        self.total_of(&Charge::new(self, service, &measured, &brought)?, request, free)
    }

    /// How a request is paid by credits that cover a part of it, whoever pays.
    #[cfg(feature = "ledger")]
    pub(crate) fn overage(&self, request: &Request, covered: Credits) -> Result<Option<Overage>> {
        let Prepared { service, brought, measured, free, .. } = self.prepare(request)?;
        let charge = Charge::new(self, service, &measured, &brought)?;
        charge.overage(charge.credits(request, free)?, covered)
    }

    fn prepare(&self, request: &Request) -> Result<Prepared<'_>> {
        let (plan, service) = self.check_names(request)?;
        self.book.check_day(request.at)?;
        let payer = self.payer(request, plan)?;
        let brought = payer.as_ref().map(|payer| payer.brings.clone()).unwrap_or_default();
        let measured = Measured::of(request, service)?;
        self.book.check_parameters(plan, service, &brought)?;
        let free = service.is_free(&request.plan, measured.region);
        Ok(Prepared { service, payer, brought, measured, free })
    }

    fn total_of(&self, charge: &Charge, request: &Request, free: bool) -> Result<Total> {
        let credits = charge.credits(request, free)?;
        let max = match &charge.measured.subject {
            Subject::Segments { .. } if free => Credits::ZERO,
            Subject::Segments { size, .. } => charge.total(size.segments_max.into())?,
            _ => credits,
        };
        let decks = charge.service.decks().into_iter();
        let hash = |name: &str| Some((name.to_owned(), self.decks.get(name)?.hash().to_owned()));
        Ok(Total { credits, max, deck_hashes: decks.filter_map(hash).collect() })
    }

    fn check_names(&self, request: &Request) -> Result<(&Plan, &Service)> {
        self.check_book(request)?;
        Ok((self.book.plan(&request.plan)?, self.book.service(&request.service)?))
    }

    /// Refuses a request for another book.
    pub(crate) fn check_book(&self, request: &Request) -> Result<()> {
        let other = request.book.as_ref().filter(|book| **book != self.book.id);
        other.map_or(Ok(()), |book| Err(Error::book_mismatch(book, &self.book.id)))
    }

    /// The payer, as the plan and the plans above make it.
    fn payer(&self, request: &Request, plan: &Plan) -> Result<Option<Payer>> {
        let Some(mut payer) = request.payer.clone() else { return Ok(None) };
        payer.unlimited |= self.book.is_unlimited(&request.plan, &payer.parents)?;
        if let Some(part) = payer.brings.difference(&plan.brings).next() {
            let may = self.book.plans.iter().filter(|(_, plan)| plan.brings.contains(part));
            return Err(Error::not_in_plan(part, &request.plan, may.map(|(name, _)| name.as_str())));
        }
        Ok(Some(payer))
    }
}

impl Charge<'_> {
    /// The credits of all messages, calls or interactions, of so many units each.
    fn total(&self, units: u64) -> Result<Credits> {
        self.parts(units)?.total()?.times(self.measured.quantity)
    }

    /// What is charged: nothing where it is free or was charged before, and of a call that runs what is new.
    fn credits(&self, request: &Request, free: bool) -> Result<Credits> {
        let is_counted = match &self.measured.subject {
            Subject::Interaction(interaction) => interaction.counted && interaction.completed,
            _ => false,
        };
        let whole = self.total(self.measured.units())?;
        let total = if free || is_counted { Credits::ZERO } else { whole };
        let charged = request.call.as_ref().map(|call| call.charged).unwrap_or_default();
        if charged > total {
            return Err(Error::charged_more(&charged.to_string(), &total.to_string()));
        }
        total.minus(charged)
    }

    fn repairs(&self, request: &Request, free: bool) -> Result<Vec<Saving>> {
        let text = request.text.as_deref().unwrap_or_default();
        let before = self.measured.units();
        let saving = |repair: Repair| {
            let price = |segments: u64| if free { Ok(Credits::ZERO) } else { self.total(segments) };
            let after = price(repair.size().segments.into())?;
            Ok(Saving { repair, credits: price(before)?.minus(after)? })
        };
        sms::repairs(text, &request.message)?.into_iter().map(saving).collect()
    }

    fn longest_for(&self, request: &Request, payer: &Payer) -> Result<Option<Longest>> {
        let charged = request.call.as_ref().map(|call| call.charged).unwrap_or_default();
        let seconds = self.longest(payer.available()?.plus(charged)?)?;
        let endless = payer.is_exempt() || (self.service.overage.is_some() && !payer.limited);
        Ok(seconds.map(|seconds| if endless { Longest::Unlimited } else { Longest::Seconds(seconds) }))
    }
}
