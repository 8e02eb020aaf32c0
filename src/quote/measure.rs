//! What a request is, before any price is looked at.

use std::borrow::Cow;

use super::{Interaction, QUANTITY_MAX, Request};
use crate::book::{CarrierUnit, Minutes, Price, Service, Unbilled};
use crate::call::{self, Call, Direction, Metering, Micros};
use crate::phone::{Class, Number, Region};
use crate::rates::{Category, Date, Destination};
use crate::sms::{self, Size};
use crate::{Error, Result};

/// What the price was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    pub service: String,
    pub number: Option<Number>,
    /// `None` where nobody asked, or the number belongs to no country.
    pub region: Option<Region>,
    pub operator: Option<String>,
    pub category: Option<Category>,
    pub at: Option<Date>,
    pub subject: Subject,
    pub quantity: u64,
}

/// What is charged for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A message by its segments, with the profile that cuts it and the profile's date.
    Segments {
        profile: Cow<'static, str>,
        profile_date: Cow<'static, str>,
        size: Size,
    },
    /// A message as one; `sent` is false for one without a text.
    Message {
        sent: bool,
    },
    Call(CallTime),
    /// An attempt to call. While it has not ended it is as the dearest outcome.
    Attempt {
        outcome: String,
        ended: bool,
    },
    Interaction(Interaction),
}

/// A call's time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallTime {
    pub call: Call,
    pub time: call::Measured,
    /// Whether the book charges calls of its kind at all.
    pub billed: bool,
}

impl Subject {
    pub fn direction(&self) -> Option<Direction> {
        match self {
            Subject::Call(time) => time.call.direction,
            _ => None,
        }
    }
}

impl Measured {
    pub(super) fn of(request: &Request, service: &Service) -> Result<Measured> {
        if request.quantity == 0 || request.quantity > QUANTITY_MAX {
            return Err(Error::invalid_quantity(&request.quantity.to_string(), QUANTITY_MAX));
        }
        let (number, region) = destination(request, service)?;
        Ok(Measured {
            service: request.service.clone(),
            number,
            region,
            operator: request.operator.clone(),
            category: request.category,
            at: request.at,
            subject: subject(request, service)?,
            quantity: request.quantity,
        })
    }

    /// Where it goes, as a deck looks at it.
    pub(super) fn destination(&self) -> Destination<'_> {
        let Measured { number, region, operator, category, at, .. } = self;
        let (number, operator) = (number.as_ref(), operator.as_deref());
        Destination { number, region: *region, operator, category: *category, at: *at }
    }

    /// What the number is where its country code belongs to no country.
    pub fn class(&self) -> Option<Class> {
        self.number.as_ref().and_then(Number::class)
    }

    /// What is counted: segments of a message, or 1; nothing where there is nothing to charge.
    pub(super) fn units(&self) -> u64 {
        match &self.subject {
            Subject::Segments { size, .. } => size.segments.into(),
            Subject::Message { sent } => u64::from(*sent),
            Subject::Call(call) => u64::from(call.billed && call.time.billed > Micros::default()),
            Subject::Attempt { .. } => 1,
            Subject::Interaction(interaction) => u64::from(interaction.completed),
        }
    }
}

fn destination(request: &Request, service: &Service) -> Result<(Option<Number>, Option<Region>)> {
    match (&request.to, &request.region) {
        (Some(_), Some(_)) => Err(Error::conflicting("to", "region")),
        (None, None) if service.needs_destination(&request.plan) => {
            Err(Error::missing("to", "give a number in E.164 form, or a `region`"))
        }
        (None, None) => Ok((None, None)),
        (None, Some(region)) => Ok((None, Some(Region::parse(region)?))),
        (Some(number), None) => {
            let number = Number::parse(number)?;
            let region = number.region();
            Ok((Some(number), region))
        }
    }
}

fn subject(request: &Request, service: &Service) -> Result<Subject> {
    let name = &request.service;
    let subject = match &service.price {
        Price::PerSegment(_) | Price::CarrierCost { unit: CarrierUnit::Segment, .. } => segments(request)?,
        Price::PerMessage(_) | Price::CarrierCost { unit: CarrierUnit::Message, .. } => {
            Subject::Message { sent: request.text.as_ref().is_none_or(|text| !text.is_empty()) }
        }
        Price::PerMinute(minutes) => Subject::Call(call(request, &minutes.metering, Some(minutes))?),
        Price::CarrierCost { unit: CarrierUnit::Minute(metering), .. } => Subject::Call(call(request, metering, None)?),
        Price::PerAttempt(attempts) => {
            let known = || attempts.outcomes.keys().map(String::as_str);
            let dearest = || attempts.outcomes.iter().max_by_key(|(_, credits)| credits.value()).map(|(name, _)| name);
            match request.call.as_ref().and_then(|call| call.outcome.as_ref()) {
                Some(outcome) if attempts.outcomes.contains_key(outcome) => {
                    Subject::Attempt { outcome: outcome.clone(), ended: true }
                }
                Some(outcome) => return Err(Error::unknown_outcome(outcome, known())),
                None => match dearest().filter(|_| attempts.taken_at_start) {
                    Some(outcome) => Subject::Attempt { outcome: outcome.clone(), ended: false },
                    None => return Err(Error::outcome_missing(known())),
                },
            }
        }
        Price::PerInteraction(_) => {
            let interaction = Interaction { id: None, completed: true, counted: false };
            Subject::Interaction(request.interaction.clone().unwrap_or(interaction))
        }
    };
    let is_call = matches!(subject, Subject::Call(_) | Subject::Attempt { .. });
    if request.call.is_some() && !is_call {
        return Err(Error::not_of_service("call", name));
    }
    if request.interaction.is_some() && !matches!(subject, Subject::Interaction(_)) {
        return Err(Error::not_of_service("interaction", name));
    }
    if request.repair && !matches!(subject, Subject::Segments { .. }) {
        return Err(Error::not_of_service("repair", name));
    }
    let one_only = match &subject {
        Subject::Interaction(interaction) if interaction.id.is_some() => Some("interaction.id"),
        Subject::Call(_) if request.call.as_ref().is_some_and(|call| call.charged.micros() != 0) => {
            Some("call.charged")
        }
        _ => None,
    };
    match one_only {
        Some(field) if request.quantity != 1 => Err(Error::one_only(field, request.quantity)),
        _ => Ok(subject),
    }
}

fn segments(request: &Request) -> Result<Subject> {
    let text = request.text.as_ref().ok_or_else(|| Error::missing("text", "a message is priced by its text"))?;
    let profile = &request.message.profile;
    let size = sms::size(text, &request.message)?;
    if let Some(finding) = sms::findings(&size, profile).first() {
        return Err(finding.error(&profile.name));
    }
    Ok(Subject::Segments { profile: profile.name.clone(), profile_date: profile.source_date.clone(), size })
}

fn call(request: &Request, metering: &Metering, minutes: Option<&Minutes>) -> Result<CallTime> {
    let why = "a call is priced by its time: give `seconds`, or `answeredAt` and `endedAt`";
    let call = request.call.as_ref().and_then(|call| call.time.clone());
    let call = call.ok_or_else(|| Error::missing("call", why))?;
    let time = call::measure(&call, metering)?;
    let matches = |unbilled: &Unbilled| {
        unbilled.direction.is_none_or(|direction| call.direction == Some(direction))
            && unbilled.handler.is_none_or(|handler| call.handler == handler)
    };
    let billed = !minutes.is_some_and(|minutes| minutes.unbilled.iter().any(matches));
    Ok(CallTime { call, time, billed })
}
