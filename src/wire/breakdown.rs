//! What a preflight counted, as it is handed to the ledger.

use serde::Serialize;

use super::problem::Problem;
use super::read::{Read, document};
use super::{Value, one_of, read};
use crate::call::{Direction, Handler};
use crate::campaign::{Breakdown, Calls, DialUntil, Line, Place, Terms};
use crate::credits::decimal;
use crate::map::{Map, Set};
use crate::phone::{Number, Region};
use crate::rates::{Category, Date};
use crate::{Error, Result};

document! {
    /// What a preflight counted: recipients that cost the same, and what they are priced by.
    #[derive(Debug, Clone, Serialize)]
    #[cfg_attr(feature = "server", derive(serde::Deserialize, utoipa::ToSchema))]
    #[serde(deny_unknown_fields, rename_all = "camelCase")]
    pub struct BreakdownDocument {
        pub plan: String,
        /// What is used, by its name in the book.
        pub service: String,
        /// What a message is for, where its price depends on that.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "server", schema(value_type = Option<super::schema::Category>))]
        pub category: Option<String>,
        /// The day whose rates count, where they change on dates.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "server", schema(format = Date))]
        pub at: Option<String>,
        /// Parts of a price that the account brings itself.
        #[serde(default, skip_serializing_if = "Set::is_empty")]
        #[cfg_attr(feature = "server", schema(value_type = Option<Vec<String>>))]
        pub brings: Set<String> [default],
        /// How long calls by the minute may last.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub call: Option<CallsDocument>,
        /// How probable it is that an attempt ends so, by outcome: decimals from 0 to 1.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        #[cfg_attr(feature = "server", schema(value_type = Option<std::collections::BTreeMap<String, String>>))]
        pub outcome_probabilities: Map<String, String> [default],
        /// When no further number of a recipient is dialled: `answered`, `connected`, or a list of outcomes.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub dial_until: Option<DialUntilDocument>,
        pub lines: Vec<LineDocument>,
    }
}

document! {
    /// How long calls by the minute may last.
    #[derive(Debug, Clone, Serialize)]
    #[cfg_attr(feature = "server", derive(serde::Deserialize, utoipa::ToSchema))]
    #[serde(deny_unknown_fields, rename_all = "camelCase")]
    pub struct CallsDocument {
        /// The longest that a call may last, in seconds.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub max_seconds: Option<u64>,
        /// How long an answered call is expected to last; as long as it may, where nothing is said.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub expected_seconds: Option<u64>,
        /// `outbound` where nothing is said.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "server", schema(value_type = Option<super::schema::Direction>))]
        pub direction: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "server", schema(value_type = Option<super::schema::Handler>))]
        pub handled_by: Option<String>,
    }
}

/// The schema of a type that has types of its own would want to know of them.
type Names = Set<String>;

/// `answered`, `connected`, or outcomes of the book.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize, utoipa::ToSchema))]
#[serde(untagged, expecting = "`answered`, `connected` or a list of outcomes")]
pub enum DialUntilDocument {
    Word(String),
    Outcomes(#[cfg_attr(feature = "server", schema(inline))] Names),
}

impl Read for DialUntilDocument {
    fn read(value: Value) -> Result<DialUntilDocument, Problem> {
        match value {
            Value::String(word) => Ok(DialUntilDocument::Word(word)),
            other => Set::read(other)
                .map(DialUntilDocument::Outcomes)
                .map_err(|_| Problem::new("`answered`, `connected` or a list of outcomes".to_owned())),
        }
    }

    fn blank() -> DialUntilDocument {
        DialUntilDocument::Word(String::new())
    }
}

document! {
    /// Recipients that cost the same.
    #[derive(Debug, Clone, Serialize)]
    #[cfg_attr(feature = "server", derive(serde::Deserialize, utoipa::ToSchema))]
    #[serde(deny_unknown_fields, rename_all = "camelCase")]
    pub struct LineDocument {
        /// ISO 3166-1.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub region: Option<String>,
        /// In place of the region, a number that stands for all of this price: where the region says too little, or there
        /// is none.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub to: Option<String>,
        /// A message's parts; of anything else nothing, or 0.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub segments: Option<u32>,
        /// Its parts where the carrier cuts it at the stricter border; `segments` where nothing is said.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub segments_max: Option<u32>,
        /// Which of a recipient's numbers this is, from 1; 1 where nothing is said.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "server", schema(minimum = 1, maximum = 100))]
        pub position: Option<u32>,
        pub recipients: u64,
    }
}

/// Reads what a preflight counted.
pub fn breakdown(value: Value) -> Result<Breakdown> {
    read::<BreakdownDocument>(value)?.into_breakdown("")
}

impl BreakdownDocument {
    /// Errors name its fields by their place, which begins so: with nothing, or `breakdown.` in a request.
    pub(super) fn into_breakdown(self, at: &str) -> Result<Breakdown> {
        let category = |name: &str| one_of(&format!("{at}category"), name, &Category::ALL, Category::name);
        let day = |given: &str| Date::parse(given).map_err(|error| error.of_field(&format!("{at}at")));
        let terms = Terms {
            plan: self.plan,
            service: self.service,
            category: self.category.as_deref().map(category).transpose()?,
            at: self.at.as_deref().map(day).transpose()?,
            brings: self.brings,
            calls: calls(at, self.call, self.outcome_probabilities, self.dial_until)?,
        };
        let line = |(index, line): (usize, LineDocument)| {
            let path = |field: &str| format!("{at}lines[{index}].{field}");
            let region = |given: &str| Region::parse(given).map_err(|error| error.of_field(&path("region")));
            let number = |given: &str| Number::parse(given).map_err(|error| error.of_field(&path("to")));
            let place = match (line.region, line.to) {
                (Some(given), None) => Place::Region(region(&given)?),
                (None, Some(given)) => Place::Number(number(&given)?),
                (None, None) => return Err(Error::missing(&path("region"), "say where these recipients are")),
                (Some(_), Some(_)) => return Err(Error::conflicting(&path("region"), &path("to"))),
            };
            let LineDocument { segments, segments_max, recipients, .. } = line;
            Ok(Line { place, segments, segments_max, position: line.position.unwrap_or(1), recipients })
        };
        let lines = self.lines.into_iter().enumerate().map(line).collect::<Result<_>>()?;
        Ok(Breakdown { terms, lines })
    }
}

/// How calls go, as a preflight and a breakdown say it; errors name fields by their place, which begins with `at`.
pub(super) fn calls(
    at: &str,
    call: Option<CallsDocument>,
    probabilities: Map<String, String>,
    dial_until: Option<DialUntilDocument>,
) -> Result<Calls> {
    let mut calls = Calls::default();
    for (outcome, given) in probabilities {
        let probability = decimal(&format!("{at}outcomeProbabilities.{outcome}"), &given)?;
        calls.probabilities.insert(outcome, probability);
    }
    calls.dial_until = match dial_until {
        None => None,
        Some(DialUntilDocument::Outcomes(outcomes)) => Some(DialUntil::Outcomes(outcomes)),
        Some(DialUntilDocument::Word(word)) if word == "answered" => Some(DialUntil::Answered),
        Some(DialUntilDocument::Word(word)) if word == "connected" => Some(DialUntil::Connected),
        Some(DialUntilDocument::Word(word)) => {
            let given = crate::error::quoted(&word);
            let problem = format!("{given} is none of `answered`, `connected`, nor a list of outcomes");
            return Err(Error::invalid_field(&format!("{at}dialUntil"), &problem));
        }
    };
    let Some(call) = call else { return Ok(calls) };
    let direction = |name: &str| one_of(&format!("{at}call.direction"), name, &Direction::ALL, Direction::name);
    let handler = |name: &str| one_of(&format!("{at}call.handledBy"), name, &Handler::ALL, Handler::name);
    calls.max_s = call.max_seconds;
    calls.expected_s = call.expected_seconds;
    calls.direction = call.direction.as_deref().map_or(Ok(Some(Direction::Outbound)), |d| direction(d).map(Some))?;
    calls.handler = call.handled_by.as_deref().map_or(Ok(Handler::default()), handler)?;
    Ok(calls)
}

impl From<&Breakdown> for BreakdownDocument {
    fn from(breakdown: &Breakdown) -> BreakdownDocument {
        let Terms { plan, service, category, at, brings, calls } = &breakdown.terms;
        let line = |line: &Line| {
            let (region, to) = match &line.place {
                Place::Region(region) => (Some(region.to_string()), None),
                Place::Number(number) => (None, Some(number.to_string())),
            };
            LineDocument {
                region,
                to,
                segments: Some(line.segments.unwrap_or_default()),
                segments_max: line.segments_max.filter(|max| Some(*max) != line.segments),
                position: Some(line.position).filter(|position| *position != 1),
                recipients: line.recipients,
            }
        };
        BreakdownDocument {
            plan: plan.clone(),
            service: service.clone(),
            category: category.map(|category| category.name().to_owned()),
            at: at.map(|at| at.to_string()),
            brings: brings.clone(),
            call: calls.max_s.map(|_| CallsDocument {
                max_seconds: calls.max_s,
                expected_seconds: calls.expected_s,
                direction: calls.direction.map(|direction| direction.name().to_owned()),
                handled_by: Some(calls.handler.name().to_owned()),
            }),
            outcome_probabilities: calls.probabilities.iter().map(|(o, p)| (o.clone(), p.to_string())).collect(),
            dial_until: calls.dial_until.as_ref().map(|until| match until {
                DialUntil::Answered => DialUntilDocument::Word("answered".to_owned()),
                DialUntil::Connected => DialUntilDocument::Word("connected".to_owned()),
                DialUntil::Outcomes(outcomes) => DialUntilDocument::Outcomes(outcomes.clone()),
            }),
            lines: breakdown.lines.iter().map(line).collect(),
        }
    }
}
