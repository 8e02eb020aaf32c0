//! What all recipients of a campaign are priced by.

use std::fmt;

use rust_decimal::Decimal;

use super::dialled::Dialled;
use super::overage::Most;
use crate::book::{Attempts, CarrierUnit, Price, Service};
use crate::call::{CALL_S_MAX, Call, Direction, Handler, Micros};
use crate::credits::{Credits, Ratio};
use crate::map::{Map, Set};
use crate::phone::{Number, Region};
use crate::quote::{CallRequest, Engine, Payer, Request};
use crate::rates::{Category, Date};
use crate::{Error, Result};

/// What all recipients of a campaign are priced by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    pub plan: String,
    pub service: String,
    /// What kind of message it is, for decks that tell them apart.
    pub category: Option<Category>,
    /// The day whose rates count, for decks that change on dates.
    pub at: Option<Date>,
    /// Parts of a price that the account brings itself.
    pub brings: Set<String>,
    pub calls: Calls,
}

/// How the calls of a campaign go. Of messages, nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calls {
    /// The longest that a call may last: needed for calls by the minute.
    pub max_s: Option<u64>,
    /// How long an answered call is expected to last; as long as it may, where nothing is said.
    pub expected_s: Option<u64>,
    pub direction: Option<Direction>,
    pub handler: Handler,
    /// How probable it is that an attempt ends so, by outcome: each from 0 to 1, with [`PROBABILITY_DECIMALS`] at most.
    /// Those of attempts add up to 1; of calls by the minute there is the one outcome `answered`. Without any, the
    /// expected credits are the most.
    pub probabilities: Map<String, Decimal>,
    /// After which outcomes no further number of a recipient is dialled, where not the book's.
    pub dial_until: Option<DialUntil>,
}

/// When a recipient's turn ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DialUntil {
    /// When a person picks up.
    Answered,
    /// When a person or a voicemail picks up.
    Connected,
    /// After these outcomes of the book.
    Outcomes(Set<String>),
}

/// The most decimal places of a probability: more would not fit exact fractions.
pub const PROBABILITY_DECIMALS: u32 = 4;

/// The outcome of a call by the minute that is charged.
const ANSWERED: &str = "answered";

impl DialUntil {
    /// The book's outcomes that a word stands for.
    fn outcomes(&self, attempts: &Attempts) -> Result<Set<String>> {
        let words: &[&str] = match self {
            DialUntil::Answered => &[ANSWERED, "answered_hung_up"],
            DialUntil::Connected => &[ANSWERED, "answered_hung_up", "voicemail_left"],
            DialUntil::Outcomes(outcomes) => {
                let unknown = outcomes.iter().find(|outcome| !attempts.outcomes.contains_key(*outcome));
                let known = || attempts.outcomes.keys().map(String::as_str);
                return unknown.map_or(Ok(outcomes.clone()), |outcome| Err(Error::unknown_outcome(outcome, known())));
            }
        };
        let known = words.iter().filter(|outcome| attempts.outcomes.contains_key(**outcome));
        Ok(known.map(|outcome| (*outcome).to_owned()).collect())
    }
}

/// Where something goes, as far as its price depends on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    Region(Region),
    /// A number that stands for all of one price: where a region says too little, or there is none.
    Number(Number),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Region(region) => region.fmt(f),
            Place::Number(number) => number.fmt(f),
        }
    }
}

/// What one recipient costs at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cost {
    pub(crate) min: Credits,
    /// Exact: it may be a fraction of a millionth.
    pub(crate) expected: Ratio,
    pub(crate) max: Credits,
}

impl Cost {
    pub(crate) const ZERO: Cost = Cost { min: Credits::ZERO, expected: Ratio::ZERO, max: Credits::ZERO };

    pub(crate) fn plus(&self, other: &Cost) -> Result<Cost> {
        let expected = self.expected.plus(&other.expected)?;
        Ok(Cost { min: self.min.plus(other.min)?, expected, max: self.max.plus(other.max)? })
    }

    pub(crate) fn times(&self, count: u64) -> Result<Cost> {
        let expected = self.expected.times(&count.into())?;
        Ok(Cost { min: self.min.times(count)?, expected, max: self.max.times(count)? })
    }
}

/// Terms on an engine, checked and made ready.
#[derive(Debug, Clone)]
pub(crate) struct Pricing {
    engine: Engine,
    /// What all requests have in common.
    request: Request,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    Message,
    Attempt {
        /// Every outcome, and its probability where any was given.
        outcomes: Vec<(String, Option<Ratio>)>,
        until: Set<String>,
        dialled: Dialled,
        /// Whether an attempt costs the same everywhere.
        uniform: bool,
    },
    Call {
        max_s: u64,
        expected_s: u64,
        /// The probability that a call is answered, where it was given.
        answered: Option<(Ratio, Dialled)>,
    },
}

impl Pricing {
    pub(crate) fn new(engine: &Engine, terms: &Terms) -> Result<Pricing> {
        let service = engine.book().service(&terms.service)?;
        let payer = Payer { brings: terms.brings.clone(), ..Payer::default() };
        let kind = kind(service, terms)?;
        let Calls { direction, handler, .. } = terms.calls;
        let time = matches!(kind, Kind::Call { .. }).then(|| Call { direction, handler, ..Call::lasting(0) });
        let request = Request {
            plan: terms.plan.clone(),
            service: terms.service.clone(),
            category: terms.category,
            at: terms.at,
            payer: Some(payer),
            call: time.map(|time| CallRequest { time: Some(time), ..CallRequest::default() }),
            ..Request::default()
        };
        engine.check_class(&request)?;
        Ok(Pricing { engine: engine.clone(), request, kind })
    }

    /// Whether what is sent are calls, to each of a recipient's numbers in turn.
    pub(crate) fn is_call(&self) -> bool {
        !matches!(self.kind, Kind::Message)
    }

    /// What all recipients at a place have in common.
    fn request(&self, to: &Place) -> Request {
        let mut request = self.request.clone();
        match to {
            Place::Region(region) => request.region = Some(region.to_string()),
            Place::Number(number) => request.to = Some(number.to_string()),
        }
        if matches!(self.kind, Kind::Message) {
            request.text = Some(String::new());
        }
        request
    }

    /// The most that a message of so many segments, or dialling one number, takes from a balance or is owed beyond it.
    pub(crate) fn most(&self, to: &Place, segments: u32) -> Result<Most> {
        let mut request = self.request(to);
        let most = |request: &Request, segments: u32| {
            let (price, beyond) =
                (self.engine.class_credits(request, segments)?, self.engine.class_overage(request, segments)?);
            Ok::<_, Error>(Most { price, beyond })
        };
        match &self.kind {
            Kind::Message => most(&request, segments),
            Kind::Attempt { outcomes, .. } => {
                let mut dearest = Most { price: Credits::ZERO, beyond: Credits::ZERO };
                for (outcome, _) in outcomes {
                    request.call = Some(CallRequest { outcome: Some(outcome.clone()), ..CallRequest::default() });
                    let one = most(&request, 0)?;
                    dearest = if one.price > dearest.price { one } else { dearest };
                }
                Ok(dearest)
            }
            Kind::Call { max_s, .. } => {
                last(&mut request, *max_s);
                most(&request, 0)
            }
        }
    }

    /// What a message of so many segments costs, or dialling the `position`th number of a recipient, counted from 1.
    pub(crate) fn cost(&self, to: &Place, position: u32, segments: u32, segments_max: u32) -> Result<Cost> {
        let mut request = self.request(to);
        match &self.kind {
            Kind::Message => {
                let min = self.engine.class_credits(&request, segments)?;
                let max = self.engine.class_credits(&request, segments_max)?;
                Ok(Cost { min, expected: min.ratio(), max })
            }
            Kind::Attempt { outcomes, until, dialled, uniform } => {
                let (mut max, mut mean) = (Credits::ZERO, Ratio::ZERO);
                let (mut ending, mut other) = (None, None);
                for (outcome, probability) in outcomes {
                    request.call = Some(CallRequest { outcome: Some(outcome.clone()), ..CallRequest::default() });
                    let credits = self.engine.class_credits(&request, 0)?;
                    max = max.max(credits);
                    if let Some(probability) = probability {
                        mean = mean.plus(&probability.times(&credits.ratio())?)?;
                    }
                    let least = if until.contains(outcome) { &mut ending } else { &mut other };
                    *least = Some(least.map_or(credits, |least: Credits| least.min(credits)));
                }
                let is_given = outcomes.iter().all(|(_, probability)| probability.is_some());
                let expected = if is_given { dialled.at(position).times(&mean)? } else { max.ratio() };
                Ok(Cost { min: least(ending, other, position, *uniform)?, expected, max })
            }
            Kind::Call { max_s, expected_s, answered } => {
                let mut price = |seconds: u64| {
                    last(&mut request, seconds);
                    self.engine.class_credits(&request, 0)
                };
                let (max, answered_costs) = (price(*max_s)?, price(*expected_s)?.ratio());
                let expected = match answered {
                    None => answered_costs,
                    Some((answered, dialled)) => dialled.at(position).times(answered)?.times(&answered_costs)?,
                };
                Ok(Cost { min: Credits::ZERO, expected, max })
            }
        }
    }
}

/// Says how long a call lasts.
fn last(request: &mut Request, seconds: u64) {
    if let Some(time) = request.call.as_mut().and_then(|call| call.time.as_mut()) {
        time.ended = Micros::from_s(seconds as i64);
    }
}

/// What the `position`th number adds to the least that a turn can cost: a turn of n numbers costs at least the cheapest
/// outcome that ends it, or the cheapest of those that do not and a turn of n - 1. Where attempts do not cost the same
/// everywhere, only what is certain is counted: the first number's cheapest outcome.
fn least(ending: Option<Credits>, other: Option<Credits>, position: u32, uniform: bool) -> Result<Credits> {
    let (ending, other) = match (ending, other) {
        (None, other) => return Ok(other.unwrap_or_default()),
        (Some(ending), None) => return Ok(if position == 1 { ending } else { Credits::ZERO }),
        (Some(ending), Some(other)) => (ending, other),
    };
    let turn = |numbers: u32| Ok::<_, Error>(ending.min(other.times(numbers.into())?));
    match position {
        1 => turn(1),
        _ if uniform => turn(position)?.minus(turn(position - 1)?),
        _ => Ok(Credits::ZERO),
    }
}

fn kind(service: &Service, terms: &Terms) -> Result<Kind> {
    let Terms { service: name, calls, plan, .. } = terms;
    let not_of_service = |field: &str| Err(Error::not_of_service(field, name));
    match &service.price {
        Price::PerAttempt(attempts) => {
            if calls.max_s.is_some() || calls.expected_s.is_some() {
                return not_of_service("call");
            }
            let outcomes = probabilities(attempts, &calls.probabilities)?;
            let until = match &calls.dial_until {
                Some(until) => until.outcomes(attempts)?,
                None => attempts.dial_until.clone(),
            };
            let ends = outcomes.iter().filter(|(outcome, _)| until.contains(outcome));
            let ended = ends.filter_map(|(_, probability)| *probability);
            let missed = ended.into_iter().try_fold(Ratio::from(1), |left, ended| left.minus(&ended))?;
            let dialled = Dialled::new(&missed)?;
            Ok(Kind::Attempt { outcomes, until, dialled, uniform: !service.needs_destination(plan) })
        }
        Price::PerMinute(_) | Price::CarrierCost { unit: CarrierUnit::Minute(_), .. } => {
            let max_s = calls.max_s.ok_or_else(|| Error::no_max_seconds(name))?;
            let expected_s = calls.expected_s.unwrap_or(max_s);
            if max_s > CALL_S_MAX {
                return Err(Error::seconds_range("call.maxSeconds", max_s, CALL_S_MAX));
            }
            if expected_s > max_s {
                return Err(Error::seconds_range("call.expectedSeconds", expected_s, max_s));
            }
            if let Some(other) = calls.probabilities.keys().find(|outcome| *outcome != ANSWERED) {
                return Err(Error::unknown_outcome(other, [ANSWERED]));
            }
            if matches!(calls.dial_until, Some(DialUntil::Outcomes(_))) {
                return not_of_service("dialUntil");
            }
            let answered = calls.probabilities.get(ANSWERED);
            let answered = answered.map(|answered| {
                let answered = probability(ANSWERED, *answered)?;
                Ok::<_, Error>((answered, Dialled::new(&Ratio::from(1).minus(&answered)?)?))
            });
            Ok(Kind::Call { max_s, expected_s, answered: answered.transpose()? })
        }
        _ if calls.max_s.is_some() || calls.expected_s.is_some() => not_of_service("call"),
        _ if !calls.probabilities.is_empty() => not_of_service("outcomeProbabilities"),
        _ if calls.dial_until.is_some() => not_of_service("dialUntil"),
        _ => Ok(Kind::Message),
    }
}

fn probability(outcome: &str, given: Decimal) -> Result<Ratio> {
    let given = given.normalize();
    if given.scale() > PROBABILITY_DECIMALS || !(Decimal::ZERO..=Decimal::ONE).contains(&given) {
        return Err(Error::invalid_probability(outcome, &given.to_string(), PROBABILITY_DECIMALS));
    }
    Ok(given.into())
}

/// Every outcome with its probability; none, where none was given.
fn probabilities(attempts: &Attempts, given: &Map<String, Decimal>) -> Result<Vec<(String, Option<Ratio>)>> {
    let known = || attempts.outcomes.keys().map(String::as_str);
    if let Some(unknown) = given.keys().find(|outcome| !attempts.outcomes.contains_key(*outcome)) {
        return Err(Error::unknown_outcome(unknown, known()));
    }
    let mut sum = Ratio::ZERO;
    let mut outcomes = Vec::with_capacity(attempts.outcomes.len());
    for outcome in attempts.outcomes.keys() {
        let of = given.get(outcome).map_or(Ok(Ratio::ZERO), |given| probability(outcome, *given))?;
        sum = sum.plus(&of)?;
        outcomes.push((outcome.clone(), (!given.is_empty()).then_some(of)));
    }
    if !given.is_empty() && sum != Ratio::from(1) {
        return Err(Error::probabilities_sum(&sum.to_string()));
    }
    Ok(outcomes)
}
