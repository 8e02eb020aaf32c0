//! What was agreed with an account: as it is asked for, shown and kept.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::quote::text;
use super::strict::read;
use super::{Value, one_of, schema};
use crate::credits::Credits;
use crate::ledger::{Calendar, Change, Moment, Next, Opening, Part, Recurring, Terms};
use crate::map::Set;
use crate::quote::Funding;
use crate::{Error, Result};

/// The body of a new account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct OpeningRequest {
    /// What it is called from now on.
    #[schema(value_type = schema::Name)]
    id: String,
    /// The plan, by its name in the book.
    plan: Option<String>,
    /// The book that is meant, to be sure of it.
    book: Option<String>,
    /// The account above, whose plan this one is on.
    #[schema(value_type = Option<schema::Name>)]
    parent: Option<String>,
    /// How many seats the plan is for.
    #[schema(maximum = 1_000_000)]
    seats: Option<u32>,
    /// Who pays for usage.
    #[schema(value_type = Option<schema::Funding>)]
    funding: Option<String>,
    /// Parts of a price that the account brings itself, by their names in the book.
    #[schema(value_type = Option<Vec<String>>)]
    brings: Option<Set<String>>,
    /// The credits a period, where the plan leaves them to the operator.
    #[schema(value_type = Option<schema::Amount>)]
    allowance: Option<String>,
    /// Where billing periods begin: a local date, or date and time.
    anchor: Option<String>,
    /// IANA name, such as `Europe/Berlin`.
    time_zone: Option<String>,
}

/// A new account: its id, the book that was named, and how it begins.
pub(crate) fn opening(body: Value) -> Result<(String, Option<String>, Opening)> {
    let given: OpeningRequest = read(body)?;
    let opening = Opening {
        plan: given.plan,
        parent: given.parent,
        seats: given.seats.unwrap_or(1),
        funding: given.funding.as_deref().map(funding).transpose()?.unwrap_or_default(),
        brings: given.brings.unwrap_or_default(),
        allowance: given.allowance.as_deref().map(str::parse).transpose()?,
        anchor: given.anchor,
        zone: given.time_zone,
    };
    Ok((given.id, given.book, opening))
}

/// The body of a change: what is to be otherwise.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct ChangeRequest {
    /// The plan, by its name in the book.
    plan: Option<String>,
    /// How many seats the plan is for.
    #[schema(maximum = 1_000_000)]
    seats: Option<u32>,
    /// IANA name, such as `Europe/Berlin`.
    time_zone: Option<String>,
    /// Who pays for usage.
    #[schema(value_type = Option<schema::Funding>)]
    funding: Option<String>,
    /// Parts of a price that the account brings itself, by their names in the book.
    #[schema(value_type = Option<Vec<String>>)]
    brings: Option<Set<String>>,
    /// The credits a period, where the plan leaves them to the operator.
    #[schema(value_type = Option<schema::Amount>)]
    allowance: Option<String>,
    /// Whether plan, seats and allowance wait for the next period: as they bring more or fewer unless it is said.
    at_period_end: Option<bool>,
}

pub(crate) fn change(body: Value) -> Result<Change> {
    let given: ChangeRequest = read(body)?;
    Ok(Change {
        plan: given.plan,
        seats: given.seats,
        zone: given.time_zone,
        funding: given.funding.as_deref().map(funding).transpose()?,
        brings: given.brings,
        allowance: given.allowance.as_deref().map(str::parse).transpose()?,
        at_period_end: given.at_period_end,
    })
}

fn funding(given: &str) -> Result<Funding> {
    one_of("funding", given, &Funding::ALL, Funding::name)
}

/// An account's terms.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TermsDocument {
    /// Its own plan; `null` where it is on its parent's.
    #[schema(required)]
    plan: Option<String>,
    /// The account above.
    #[schema(required)]
    parent: Option<String>,
    seats: u32,
    #[schema(value_type = schema::Funding)]
    funding: String,
    #[schema(value_type = std::collections::BTreeSet<String>)]
    brings: Set<String>,
    /// The credits a period where the plan leaves them to the operator.
    #[schema(value_type = Option<Credits>, required)]
    allowance: Option<String>,
    /// Where billing periods begin: a local date, or date and time.
    anchor: String,
    time_zone: String,
    /// What changes when the next period begins.
    next: NextDocument,
    /// Credits that were bought for each period.
    recurring: Vec<RecurringDocument>,
    #[schema(format = DateTime, required)]
    trial_ends_at: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct NextDocument {
    #[schema(required)]
    plan: Option<String>,
    #[schema(required)]
    seats: Option<u32>,
    #[schema(value_type = Option<Credits>, required)]
    allowance: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RecurringDocument {
    /// The purchase's id.
    id: String,
    top_up: String,
    #[schema(value_type = Credits)]
    credits: String,
}

impl From<&Terms> for TermsDocument {
    fn from(terms: &Terms) -> TermsDocument {
        let recurring = |recurring: &Recurring| RecurringDocument {
            id: recurring.id.clone(),
            top_up: recurring.top_up.clone(),
            credits: recurring.credits.to_string(),
        };
        TermsDocument {
            plan: terms.plan.clone(),
            parent: terms.parent.clone(),
            seats: terms.seats,
            funding: terms.funding.name().to_owned(),
            brings: terms.brings.clone(),
            allowance: terms.allowance.map(|allowance| allowance.to_string()),
            anchor: terms.calendar.anchor(),
            time_zone: terms.calendar.zone().to_owned(),
            next: (&terms.next).into(),
            recurring: terms.recurring.iter().map(recurring).collect(),
            trial_ends_at: terms.trial_ends.map(|ends| ends.to_string()),
        }
    }
}

impl From<&Next> for NextDocument {
    fn from(next: &Next) -> NextDocument {
        let allowance = next.allowance.map(|allowance| allowance.to_string());
        NextDocument { plan: next.plan.clone(), seats: next.seats, allowance }
    }
}

impl TryFrom<NextDocument> for Next {
    type Error = Error;

    fn try_from(kept: NextDocument) -> Result<Next> {
        let allowance = kept.allowance.as_deref().map(str::parse).transpose()?;
        Ok(Next { plan: kept.plan, seats: kept.seats, allowance })
    }
}

impl TryFrom<TermsDocument> for Terms {
    type Error = Error;

    fn try_from(kept: TermsDocument) -> Result<Terms> {
        let recurring = |recurring: RecurringDocument| {
            let RecurringDocument { id, top_up, credits } = recurring;
            Ok(Recurring { id, top_up, credits: credits.parse()? })
        };
        Ok(Terms {
            plan: kept.plan,
            parent: kept.parent,
            seats: kept.seats,
            funding: funding(&kept.funding)?,
            brings: kept.brings,
            allowance: kept.allowance.as_deref().map(str::parse).transpose()?,
            calendar: Calendar::new(&kept.anchor, &kept.time_zone)?,
            next: kept.next.try_into()?,
            recurring: kept.recurring.into_iter().map(recurring).collect::<Result<_>>()?,
            trial_ends: kept.trial_ends_at.as_deref().map(Moment::parse).transpose()?,
        })
    }
}

/// Terms as they are kept.
pub(crate) fn keep_terms(terms: &Terms) -> Result<String> {
    serde_json::to_string(&TermsDocument::from(terms)).map_err(|_| Error::internal())
}

pub(crate) fn kept_terms(text: &str) -> Result<Terms> {
    serde_json::from_str::<TermsDocument>(text).map_err(|_| Error::internal())?.try_into()
}

/// Lots' shares as they are kept.
#[derive(Debug, Serialize, Deserialize)]
struct PartDocument {
    lot: Option<u64>,
    micros: i64,
}

pub(crate) fn keep_parts(parts: &[Part]) -> Result<String> {
    let parts = parts.iter().map(|part| PartDocument { lot: part.lot, micros: part.credits.micros() });
    serde_json::to_string(&parts.collect::<Vec<_>>()).map_err(|_| Error::internal())
}

pub(crate) fn kept_parts(text: &str) -> Result<Vec<Part>> {
    let parts: Vec<PartDocument> = serde_json::from_str(text).map_err(|_| Error::internal())?;
    Ok(parts.into_iter().map(|part| Part { lot: part.lot, credits: Credits::from_micros(part.micros) }).collect())
}

/// A lot's share as it is shown.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartAnswer {
    /// `null` for what is owed.
    #[schema(required)]
    lot: Option<u64>,
    #[serde(serialize_with = "text")]
    credits: Credits,
}

impl From<&Part> for PartAnswer {
    fn from(part: &Part) -> PartAnswer {
        PartAnswer { lot: part.lot, credits: part.credits }
    }
}
