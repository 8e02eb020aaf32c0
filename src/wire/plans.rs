//! The plans of the book that a ledger runs by, and what can be bought on them.

use serde::Serialize;
use utoipa::ToSchema;

use super::ledger::BookName;
use crate::book::{self, Allowance, Amount, Book};
use crate::map::Set;

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Plans {
    book: BookName,
    plans: Vec<Plan>,
    top_ups: Vec<TopUp>,
}

/// A plan. What the book leaves to a parameter that nobody has set is `null`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Plan {
    id: String,
    note: String,
    /// `none`, `flat`, `per_seat`, `unlimited`, or `operator`: each account's own.
    allowance: &'static str,
    /// Credits a period; of each seat where it is by seat.
    credits: Option<String>,
    /// Money a month, in the book's currency; of each seat where that is so.
    price: Option<String>,
    price_per_seat: bool,
    /// Packages that accounts on it may buy.
    #[schema(value_type = std::collections::BTreeSet<String>)]
    top_ups: Set<String>,
    trial_days: Option<u32>,
    /// Whether accounts below one on this plan are unlimited as well.
    covers_descendants: bool,
}

/// A package of credits.
#[derive(Debug, Serialize, ToSchema)]
struct TopUp {
    id: String,
    note: String,
    credits: Option<String>,
    /// Money, in the book's currency.
    price: Option<String>,
    /// Granted again each period.
    recurring: bool,
    /// `never`, or `period_end`.
    expires: &'static str,
}

impl From<&Book> for Plans {
    fn from(book: &Book) -> Plans {
        Plans {
            book: BookName { id: book.id.clone(), hash: book.hash.clone() },
            plans: book.plans.iter().map(|(id, plan)| Plan::of(id, plan)).collect(),
            top_ups: book.top_ups.iter().map(|(id, top_up)| TopUp::of(id, top_up)).collect(),
        }
    }
}

fn known(amount: &Amount) -> Option<String> {
    amount.value().map(|value| value.normalize().to_string())
}

impl Plan {
    fn of(id: &str, plan: &book::Plan) -> Plan {
        let (allowance, credits) = match &plan.allowance {
            Allowance::None => ("none", None),
            Allowance::Flat(amount) => ("flat", known(amount)),
            Allowance::PerSeat(amount) => ("per_seat", known(amount)),
            Allowance::Unlimited => ("unlimited", None),
            Allowance::Operator => ("operator", None),
        };
        Plan {
            id: id.to_owned(),
            note: plan.note.clone(),
            allowance,
            credits,
            price: plan.price.as_ref().and_then(|price| known(&price.amount)),
            price_per_seat: plan.price.as_ref().is_some_and(|price| price.per_seat),
            top_ups: plan.top_ups.clone(),
            trial_days: plan.trial.as_ref().map(|trial| trial.days),
            covers_descendants: plan.covers_descendants,
        }
    }
}

impl TopUp {
    fn of(id: &str, top_up: &book::TopUp) -> TopUp {
        TopUp {
            id: id.to_owned(),
            note: top_up.note.clone(),
            credits: known(&top_up.credits),
            price: known(&top_up.price),
            recurring: top_up.recurring,
            expires: top_up.expires.name(),
        }
    }
}
