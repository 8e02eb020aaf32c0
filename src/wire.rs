//! Everything that is written as JSON, and only here: requests, answers and price books.
//!
//! Names are camelCase, unknown fields are refused, credits and money are decimal strings. The npm package, the
//! command line and the ledger all read and answer through these functions, so that their answers are equal to the
//! byte.
//!
//! ```
//! let request = septet::wire::parse(r#"{"text":"Schön 🎉"}"#)?;
//! let answer = septet::wire::segments(request)?;
//! assert_eq!(serde_json::to_value(&answer).unwrap()["encoding"], "UCS-2");
//! # Ok::<(), septet::Error>(())
//! ```

#[cfg(feature = "server")]
pub(crate) mod access;
#[cfg(feature = "server")]
pub(crate) mod alerts;
mod book;
mod bounded;
mod breakdown;
mod call;
#[cfg(any(feature = "server", feature = "wasm"))]
pub(crate) mod charge;
mod compare;
mod deck;
#[cfg(feature = "server")]
pub(crate) mod events;
#[cfg(feature = "server")]
pub(crate) mod id;
#[cfg(feature = "server")]
pub(crate) mod ledger;
mod lint;
mod map;
mod message;
mod options;
#[cfg(feature = "server")]
pub(crate) mod plans;
mod preflight;
mod pricer;
#[cfg(feature = "server")]
pub(crate) mod prices;
mod problem;
mod quote;
mod read;
#[cfg(feature = "server")]
pub(crate) mod schema;
#[cfg(feature = "server")]
pub(crate) mod strict;
#[cfg(feature = "server")]
pub(crate) mod stripe;
#[cfg(feature = "server")]
pub(crate) mod terms;
#[cfg(any(feature = "server", feature = "wasm"))]
pub(crate) mod token;
#[cfg(feature = "server")]
pub(crate) mod usage;
#[cfg(feature = "server")]
pub(crate) mod webhooks;

use serde::Serialize;
pub use serde_json::Value;

use self::problem::Problem;
use self::read::Read;
use crate::credits::Credits;
use crate::{Error, Result};

#[cfg(feature = "cli")]
pub use book::book_schema;
pub use book::{Settings, book, canonical, document, engine, engine_with, set, settings};
pub use bounded::Bounded;
pub use breakdown::{BreakdownDocument, CallsDocument, DialUntilDocument, LineDocument, breakdown};
pub use compare::{
    AccountDifference, BookChange, BookDiff, PlanCost, WhatIf, book_changes, book_diff, plan_costs, usage_of_plan,
    usage_of_service, what_if,
};
pub use deck::{DeckCheck, DeckDiff, deck_check, deck_diff, shipped_deck};
pub use lint::{Lint, lint, refused};
pub use message::{Place, RepairAnswer, Segments, region, segments};
pub use preflight::{Answer as PreflightAnswer, Progress as PreflightProgress, preflight, preflight_options};
pub use pricer::pricer;
#[cfg(feature = "server")]
pub(crate) use quote::ChargeRequest;
#[cfg(any(feature = "server", feature = "wasm"))]
pub(crate) use quote::charge_request;
pub use quote::{Quote, quote, quote_on};

/// Reads a text as JSON.
pub fn parse(json: &str) -> Result<Value> {
    let value: Result<Bounded, _> = serde_json::from_str(json);
    value.map(Value::from).map_err(|error| Error::malformed_json(&error.to_string()))
}

/// Reads bytes as JSON.
pub fn parse_bytes(json: &[u8]) -> Result<Value> {
    parse(std::str::from_utf8(json).map_err(|_| Error::not_utf8())?)
}

/// An error as `{"error":{"code","message"}}`, as the command line answers.
pub fn error(error: &Error) -> impl Serialize + use<> {
    #[derive(Serialize)]
    struct Body {
        code: &'static str,
        message: String,
    }
    #[derive(Serialize)]
    struct Answer {
        error: Body,
    }
    Answer { error: Body { code: error.code(), message: error.to_string() } }
}

/// Reads a value as a type of the interface; an error names the place in the document and what is allowed there.
pub(crate) fn read<T: Read>(value: Value) -> Result<T> {
    T::read(value).map_err(Error::from)
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Error {
        let (path, text) = (problem.path(), problem.to_string());
        match problem.kind {
            problem::Kind::UnknownField(_) => Error::unknown_field(&path, &text),
            problem::Kind::Other => Error::invalid_field(&path, &text),
        }
    }
}

/// Credits of a field.
fn credits_in(field: &str, given: &str) -> Result<Credits> {
    given.parse().map_err(|error: Error| error.of_field(field))
}

/// Those that are not below zero.
fn not_negative(field: &str, given: &str) -> Result<Credits> {
    let credits = credits_in(field, given)?;
    if credits < Credits::ZERO { Err(Error::negative(field, given)) } else { Ok(credits) }
}

/// The choice of that name.
pub(crate) fn one_of<T: Copy>(path: &str, given: &str, choices: &[T], name: impl Fn(T) -> &'static str) -> Result<T> {
    let found = choices.iter().copied().find(|&choice| name(choice) == given);
    found.ok_or_else(|| {
        let names: Vec<_> = choices.iter().map(|&choice| format!("`{}`", name(choice))).collect();
        Error::invalid_field(path, &format!("{} is none of {}", crate::error::quoted(given), names.join(", ")))
    })
}
