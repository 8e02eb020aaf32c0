//! What accounts use: requests as chance makes them, on any book.

use std::sync::Arc;

use super::script::{Agents, Country, Script};
use crate::book::{Book, CarrierUnit, Price};
use crate::call::{Call, Direction, Interval, Micros};
use crate::credits::Credits;
use crate::ledger::Tags;
use crate::map::Map;
use crate::quote::{CallRequest, Interaction, Request};
use crate::rates::Category;
use crate::{Engine, Result};

/// How many requests of a service are priced to learn what one costs.
const SAMPLES: usize = 24;

/// A call that a campaign makes lasts no longer.
pub(super) const CAMPAIGN_CALL_S_MAX: u64 = 240;

/// A service that accounts on a plan use.
#[derive(Debug, Clone)]
pub(super) struct Offer {
    pub(super) service: String,
    pub(super) form: Form,
    /// Where it goes, as far as the engine has prices.
    countries: Arc<Vec<Country>>,
    has_categories: bool,
    /// What a request costs on an average.
    pub(super) mean: Credits,
    /// How often it is used, against the other services.
    share: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Message,
    Call,
    /// An attempt to call; whether it is charged when it starts, and settled when it ends.
    Attempt {
        settled: bool,
    },
    Interaction,
}

/// The ends of attempts, by how many of a hundred end so.
const OUTCOMES: [(&str, u32); 7] = [
    ("answered", 46),
    ("answered_hung_up", 9),
    ("voicemail_left", 18),
    ("no_voicemail", 15),
    ("failed", 7),
    ("cancelled", 3),
    ("dnc", 2),
];

/// The services that can be priced on a plan.
pub(super) fn offers(engine: &Engine, plan: &str, script: &Script, rng: &mut fastrand::Rng) -> Result<Vec<Offer>> {
    let book = engine.book();
    let mut offers = Vec::new();
    for service in book.services.keys() {
        let (form, share) = form(book, service)?;
        let decks = book.service(service)?.decks();
        let has_categories = decks.iter().any(|name| engine.deck(name).is_ok_and(|deck| deck.has_categories()));
        let countries = Arc::new(script.countries.clone());
        let mut offer = Offer { service: service.clone(), form, countries, has_categories, mean: Credits::ZERO, share };
        let price = |request: Request| engine.quote(&Request { plan: plan.to_owned(), ..request });
        let is_priced = |country: &&Country| {
            let there = Offer { countries: Arc::new(vec![(*country).clone()]), ..offer.clone() };
            let mut chance = fastrand::Rng::with_seed(1);
            (0..SAMPLES).all(|_| price(there.request(script, &mut chance)).is_ok())
        };
        let countries: Vec<Country> = script.countries.iter().filter(is_priced).cloned().collect();
        if countries.is_empty() {
            continue;
        }
        offer.countries = Arc::new(countries);
        let mut sum = Credits::ZERO;
        for _ in 0..SAMPLES {
            sum = sum.plus(price(offer.request(script, rng))?.credits)?;
        }
        offer.mean = Credits::from_micros(sum.micros() / SAMPLES as i64);
        offers.push(offer);
    }
    Ok(offers)
}

fn form(book: &Book, service: &str) -> Result<(Form, u32)> {
    Ok(match &book.service(service)?.price {
        Price::PerSegment(_) => (Form::Message, 40),
        Price::PerMessage(_) => (Form::Message, 22),
        Price::PerMinute(_) => (Form::Call, 14),
        Price::PerAttempt(attempts) => (Form::Attempt { settled: attempts.taken_at_start }, 40),
        // What is dear is rare: a knowledge sync beside replies.
        Price::PerInteraction(unit) => (Form::Interaction, if is_dear(unit) { 1 } else { 30 }),
        Price::CarrierCost { unit: CarrierUnit::Minute(_), .. } => (Form::Call, 5),
        Price::CarrierCost { .. } => (Form::Message, 8),
    })
}

fn is_dear(unit: &crate::book::Unit) -> bool {
    const DEAR: Credits = Credits::from_micros(20_000_000);
    matches!(unit, crate::book::Unit::Credits(amount) if amount.credits().is_ok_and(|credits| credits >= DEAR))
}

/// One of these, by their shares.
pub(super) fn by_share<'a, T>(from: &'a [T], share: impl Fn(&T) -> u32, rng: &mut fastrand::Rng) -> Option<&'a T> {
    let all: u32 = from.iter().map(&share).sum();
    let mut left = if all == 0 { 0 } else { rng.u32(..all) };
    from.iter().find(|one| match left.checked_sub(share(one)) {
        Some(less) => {
            left = less;
            false
        }
        None => true,
    })
}

pub(super) fn pick<'a, T>(from: &'a [T], rng: &mut fastrand::Rng) -> Option<&'a T> {
    rng.choice(from)
}

/// One of the services.
pub(super) fn choose<'a>(offers: &'a [Offer], rng: &mut fastrand::Rng) -> Option<&'a Offer> {
    by_share(offers, |offer| offer.share, rng)
}

/// What a request costs on an average, whatever it is for.
pub(super) fn mean(offers: &[Offer]) -> Credits {
    let shares: i64 = offers.iter().map(|offer| i64::from(offer.share)).sum();
    let sum: i64 = offers.iter().map(|offer| offer.mean.micros() * i64::from(offer.share)).sum();
    Credits::from_micros(sum / shares.max(1))
}

impl Offer {
    pub(super) fn request(&self, script: &Script, rng: &mut fastrand::Rng) -> Request {
        let country = by_share(&self.countries, |country| country.share, rng);
        let request =
            Request { service: self.service.clone(), to: country.map(|to| number(to, rng)), ..Request::default() };
        match self.form {
            Form::Message => {
                let text = pick(&script.texts, rng).cloned();
                let category = pick(&Category::ALL, rng).copied().filter(|_| self.has_categories);
                Request { text, category, ..request }
            }
            Form::Call => Request { call: Some(call(rng)), ..request },
            Form::Attempt { settled } => {
                let outcome = (!settled).then(|| outcome(rng));
                Request { call: Some(CallRequest { outcome, ..CallRequest::default() }), ..request }
            }
            Form::Interaction => {
                let interaction = Interaction { id: None, completed: rng.u32(..20) > 0, counted: false };
                Request { to: None, interaction: Some(interaction), ..request }
            }
        }
    }

    /// The same for a campaign: each text is of one part, and no call lasts too long.
    pub(super) fn campaign_request(&self, script: &Script, rng: &mut fastrand::Rng) -> (Request, Option<String>) {
        let mut request = self.request(script, rng);
        let region =
            self.countries.iter().find(|country| request.to.as_ref().is_some_and(|to| to.starts_with(&country.start)));
        let region = region.map(|country| country.region.clone());
        if self.form == Form::Message {
            request.text = Some(script.campaign_text.clone());
            request.category = request.category.map(|_| Category::Marketing);
        }
        if self.form == Form::Call {
            let seconds = rng.i64(20..CAMPAIGN_CALL_S_MAX as i64);
            let call = Call { direction: Some(Direction::Outbound), ..Call::lasting(seconds) };
            request.call = Some(CallRequest { time: Some(call), ..CallRequest::default() });
        }
        (request, region)
    }

    pub(super) fn has_categories(&self) -> bool {
        self.has_categories
    }

    /// Whom usage is for.
    pub(super) fn tags(&self, agents: &Agents, rng: &mut fastrand::Rng) -> Tags {
        let agents = match self.form {
            Form::Message => &agents.messages,
            Form::Call | Form::Attempt { .. } => &agents.calls,
            Form::Interaction => &agents.interactions,
        };
        // The first ones have more to do.
        let at = rng.usize(..agents.len().max(1)).min(rng.usize(..agents.len().max(1)));
        Tags { agent: agents.get(at).cloned().unwrap_or_default(), campaign: String::new() }
    }
}

fn number(country: &Country, rng: &mut fastrand::Rng) -> String {
    let digits = (0..country.digits).map(|_| char::from(b'0' + rng.u8(..10)));
    country.start.chars().chain(digits).collect()
}

/// How an attempt ends.
pub(super) fn outcome(rng: &mut fastrand::Rng) -> String {
    by_share(&OUTCOMES, |(_, share)| *share, rng).map_or("answered", |(name, _)| name).to_owned()
}

/// The probabilities of the outcomes that attempts of a service can have, as a preflight is told them.
pub(super) fn probabilities() -> Map<String, rust_decimal::Decimal> {
    OUTCOMES.iter().map(|(name, share)| ((*name).to_owned(), rust_decimal::Decimal::new((*share).into(), 2))).collect()
}

fn call(rng: &mut fastrand::Rng) -> CallRequest {
    let at = Micros::from_s;
    let direction = *pick(&[Direction::Inbound, Direction::Inbound, Direction::Outbound, Direction::Web], rng)
        .unwrap_or(&Direction::Inbound);
    let rings = rng.i64(3..20);
    // Short calls are frequent, long ones rare; some are not picked up.
    let seconds = rng.i64(15..420).min(rng.i64(15..700));
    let answered = rng.u32(..12) > 0;
    let ended = if answered { rings + seconds } else { rings };
    let on_hold = answered && seconds > 120 && rng.u32(..4) == 0;
    let holds = on_hold.then(|| Interval { from: at(rings + 40), to: at(rings + rng.i64(60..100)) });
    let call = Call {
        started: Some(at(0)),
        answered: answered.then(|| at(rings)),
        ended: at(ended),
        direction: Some(direction),
        holds: holds.into_iter().collect(),
        ..Call::default()
    };
    CallRequest { time: Some(call), ..CallRequest::default() }
}
