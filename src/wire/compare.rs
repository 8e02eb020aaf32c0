//! Usage on other plans and under another book.

use serde::Serialize;

use super::quote::{Money, text};
use super::read::document;
use super::{Value, not_negative, parse, read};
use crate::credits::Credits;
use crate::map::Set;
use crate::quote::{self, Agreed, Engine, Granted, Usage, Used};
use crate::rates::Date;
use crate::{Error, Result};

/// Reads a line of usage: a quote request, and `who` pays for it.
///
/// ```
/// let line = r#"{"who":"acme","plan":"team","service":"sms","region":"IN","text":"hello"}"#;
/// let usage = septet::wire::usage_of_service(septet::wire::parse(line)?)?;
/// assert_eq!((usage.who.as_str(), usage.request.service.as_str()), ("acme", "sms"));
/// # Ok::<(), septet::Error>(())
/// ```
pub fn usage_of_service(line: Value) -> Result<Usage> {
    usage(line, true)
}

/// The same for [`what_if`], which puts every line on every plan: `plan` may be left out.
pub fn usage_of_plan(line: Value) -> Result<Usage> {
    usage(line, false)
}

fn usage(mut line: Value, needs_plan: bool) -> Result<Usage> {
    let mut who = String::new();
    if let Value::Object(fields) = &mut line {
        match fields.remove("who") {
            None | Some(Value::Null) => {}
            Some(Value::String(name)) => who = name,
            Some(_) => return Err(Error::invalid_field("who", "it must be a string")),
        }
        if !needs_plan && fields.get("plan").is_none_or(Value::is_null) {
            fields.insert("plan".into(), "".into());
        }
    }
    let (request, settings) = super::quote::request(line)?;
    if settings.is_empty() { Ok(Usage { who, request }) } else { Err(Error::not_of_usage("parameters")) }
}

/// What usage would have cost on plans.
#[derive(Debug, Serialize)]
pub struct WhatIf {
    pub seats: u64,
    /// All of the book by name, or those that were asked for.
    pub plans: Vec<PlanCost>,
    /// The plan with the least total; `null` where no total is known. Of several, the first of them.
    pub cheapest: Option<String>,
    /// Others that cost the same.
    pub tied: Vec<String>,
}

/// What usage would have cost on a plan.
#[derive(Debug, Serialize)]
pub struct PlanCost {
    pub plan: String,
    /// Lines that have a price, and lines that have none; the error is the first of them.
    pub priced: u64,
    pub unpriced: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Problem>,
    #[serde(serialize_with = "text")]
    pub credits: Credits,
    /// Credits that are recorded and not deducted, of accounts that never pay, where there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<String>,
    pub periods: Vec<PeriodCost>,
    /// Credits beyond the allowance, of all periods; `null` where that is unknown.
    pub beyond: Option<String>,
    /// `false` where the plan lacks credits that it cannot buy.
    pub covered: bool,
    pub bought: Option<Purchase>,
    /// What is owed at the overage price, where anything is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owed: Option<Owed>,
    /// The plan's own price for all periods.
    pub price: Option<Money>,
    pub total: Option<Money>,
    /// What the total depends on and nobody has said: names of parameters, `price`, `allowance`, `overage` or
    /// `creditValue`.
    pub unknown: Set<String>,
    /// After how many days the plan ends, where it is a trial that is shorter than the periods.
    #[serde(rename = "endsAfterDays", skip_serializing_if = "Option::is_none")]
    pub ends_after_days: Option<u32>,
}

#[derive(Debug, Serialize)]
pub struct Problem {
    pub code: &'static str,
    pub message: String,
}

/// A calendar month; `null` for the lines without a date.
#[derive(Debug, Serialize)]
pub struct PeriodCost {
    pub month: Option<String>,
    #[serde(serialize_with = "text")]
    pub credits: Credits,
    /// Credits, or `unlimited`; `null` where it is unknown.
    pub allowance: Option<String>,
    /// Credits beyond the allowance.
    pub beyond: Option<String>,
}

/// Packages, for all periods together.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Purchase {
    pub top_up: String,
    pub packages: u64,
    pub price: Money,
}

/// Credits at the overage price, and what they are worth.
#[derive(Debug, Serialize)]
pub struct Owed {
    #[serde(serialize_with = "text")]
    pub credits: Credits,
    pub price: Option<Money>,
}

/// What usage would have cost on every plan of the book, for so many seats.
///
/// ```
/// use septet::wire;
/// let engine = wire::engine("calcom", &[])?;
/// let line = wire::usage_of_plan(wire::parse(r#"{"service":"call","call":{"seconds":600}}"#)?)?;
/// let answer = serde_json::to_value(wire::what_if(&engine, &[line], 1, None)).unwrap();
/// assert_eq!(answer["plans"][1]["plan"], "free");
/// assert_eq!(answer["plans"][1]["bought"]["price"]["amount"], "2.9"); // 290 credits
/// # Ok::<(), septet::Error>(())
/// ```
pub fn what_if(engine: &Engine, usage: &[Usage], seats: u64, today: Option<Date>) -> WhatIf {
    let quote::WhatIf { plans, cheapest, tied } = quote::what_if(engine, usage, seats, today);
    WhatIf { seats, plans: plans.into_iter().map(PlanCost::from).collect(), cheapest, tied }
}

document! {
    /// What was used on plans, priced already.
    struct PlansUsed {
        plans: Vec<PlanUsed>,
        seats: Option<u64>,
        allowance: Option<String>,
    }
}

document! {
    struct PlanUsed {
        plan: String,
        periods: Vec<String>,
        /// What the credits of each period would come to at the overage price.
        overage: Option<Vec<String>>,
        priced: Option<u64>,
        unpriced: Option<u64>,
    }
}

/// What the credits of some billing periods come to on plans of the book.
///
/// ```
/// use septet::wire;
/// let engine = wire::engine("calcom", &[])?;
/// let used = wire::parse(r#"{"plans":[{"plan":"free","periods":["250","0"]}]}"#)?;
/// let answer = serde_json::to_value(wire::plan_costs(&engine, used)?).unwrap();
/// assert_eq!(answer["plans"][0]["total"]["amount"], "2.5");
/// # Ok::<(), septet::Error>(())
/// ```
pub fn plan_costs(engine: &Engine, used: Value) -> Result<WhatIf> {
    let PlansUsed { plans, seats, allowance } = read(used)?;
    let agreed =
        Agreed { seats: seats.unwrap_or(1), allowance: allowance.as_deref().map(credits_of("allowance")).transpose()? };
    let used = plans.into_iter().map(|PlanUsed { plan, periods, overage, priced, unpriced }| {
        let all = |field: &'static str, given: Vec<String>| -> Result<Vec<Credits>> {
            given.iter().map(String::as_str).map(credits_of(field)).collect()
        };
        let (priced, unpriced) = (priced.unwrap_or_default(), unpriced.unwrap_or_default());
        let overage = overage.map(|overage| all("overage", overage)).transpose()?;
        Ok(Used { plan, periods: all("periods", periods)?, overage, priced, unpriced })
    });
    let used: Result<_> = used.collect();
    let quote::WhatIf { plans, cheapest, tied } = quote::plan_costs(engine.book(), used?, &agreed)?;
    Ok(WhatIf { seats: agreed.seats, plans: plans.into_iter().map(PlanCost::from).collect(), cheapest, tied })
}

/// Reads credits of a field, which are not below zero.
fn credits_of(field: &str) -> impl Fn(&str) -> Result<Credits> {
    move |given| not_negative(field, given)
}

/// What changes from one book to the next.
#[derive(Debug, Serialize)]
pub struct BookDiff {
    /// By path.
    pub changes: Vec<BookChange>,
    /// Who pays most more comes first; none where no usage was given.
    pub accounts: Vec<AccountDifference>,
}

/// A value of the documents that changes: not there before where it is new, nor after where it is gone.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct BookChange {
    pub path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
}

/// What somebody pays under two books, of the lines that have a price in both.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountDifference {
    pub who: String,
    pub priced: u64,
    pub credits: Sides<String>,
    /// Credits that are recorded and not deducted, where there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<Sides<String>>,
    pub money: Option<Sides<Money>>,
    /// Lines that have no price in one of the books; the error is the first of them.
    pub unpriced_before: u64,
    pub unpriced_after: u64,
    pub error: Option<Problem>,
    /// Why they have none, and how many lines each reason is of.
    pub reasons: Vec<Reason>,
}

#[derive(Debug, Serialize)]
pub struct Reason {
    pub code: &'static str,
    pub message: String,
    pub before: u64,
    pub after: u64,
}

#[derive(Debug, Serialize)]
pub struct Sides<T> {
    pub before: T,
    pub after: T,
    pub difference: T,
}

/// What changes from one engine's book to the other's, and what everyone in `usage` pays more.
pub fn book_diff(before: &Engine, after: &Engine, usage: &[Usage], today: Option<Date>) -> Result<BookDiff> {
    let changes = book_changes(&parse(&before.book().canonical)?, &parse(&after.book().canonical)?);
    let accounts = quote::compare_books(before, after, usage, today);
    Ok(BookDiff { changes, accounts: accounts.into_iter().map(AccountDifference::from).collect() })
}

/// The values that differ in two documents, notes included, sorted by path. Items of arrays are compared by their place.
///
/// ```
/// use serde_json::json;
/// let changes = septet::wire::book_changes(&json!({"a": [1, {"b": 2}]}), &json!({"a": [1, {"b": 3}, 4]}));
/// assert_eq!(changes[0].path, "a[1].b");
/// assert_eq!((&changes[1].path[..], &changes[1].before, &changes[1].after), ("a[2]", &None, &Some(json!(4))));
/// ```
pub fn book_changes(before: &Value, after: &Value) -> Vec<BookChange> {
    let mut changes = Vec::new();
    differ("", Some(before), Some(after), &mut changes);
    changes.sort_by(|one, other| one.path.cmp(&other.path));
    changes
}

fn differ(path: &str, before: Option<&Value>, after: Option<&Value>, changes: &mut Vec<BookChange>) {
    match (before, after) {
        (Some(Value::Object(one)), Some(Value::Object(other))) => {
            let names: Set<&String> = one.keys().chain(other.keys()).collect();
            for name in names {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                differ(&path, one.get(name), other.get(name), changes);
            }
        }
        (Some(Value::Array(one)), Some(Value::Array(other))) => {
            for index in 0..one.len().max(other.len()) {
                differ(&format!("{path}[{index}]"), one.get(index), other.get(index), changes);
            }
        }
        _ if before == after => {}
        _ => changes.push(BookChange { path: path.to_owned(), before: before.cloned(), after: after.cloned() }),
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        Problem { code: error.code(), message: error.to_string() }
    }
}

impl From<quote::Cost> for PlanCost {
    fn from(cost: quote::Cost) -> PlanCost {
        let period = |period: quote::Period| PeriodCost {
            month: period.month,
            credits: period.credits,
            allowance: match period.allowance {
                Granted::Credits(credits) => Some(credits.to_string()),
                Granted::Unlimited => Some("unlimited".to_owned()),
                Granted::Unknown => None,
            },
            beyond: period.beyond.map(|beyond| beyond.to_string()),
        };
        let purchase = |quote::Purchase { top_up, packages, money }| Purchase { top_up, packages, price: money.into() };
        PlanCost {
            beyond: cost.beyond().map(|beyond| beyond.to_string()),
            plan: cost.plan,
            priced: cost.priced,
            unpriced: cost.unpriced,
            error: cost.error.map(Problem::from),
            credits: cost.credits,
            recorded: (cost.recorded > Credits::ZERO).then(|| cost.recorded.to_string()),
            periods: cost.periods.into_iter().map(period).collect(),
            covered: cost.covered,
            bought: cost.bought.map(purchase),
            owed: cost.owed.map(|owed| Owed { credits: owed.credits, price: owed.money.map(Money::from) }),
            price: cost.price.map(Money::from),
            total: cost.total.map(Money::from),
            unknown: cost.unknown,
            ends_after_days: cost.ends_after_days,
        }
    }
}

impl From<quote::Difference> for AccountDifference {
    fn from(difference: quote::Difference) -> AccountDifference {
        let credits = |side: quote::Side<Credits>| Sides::of(side, |credits| credits.to_string());
        let is_recorded =
            [difference.recorded.before, difference.recorded.after].iter().any(|side| *side > Credits::ZERO);
        AccountDifference {
            who: difference.who,
            priced: difference.priced,
            credits: credits(difference.credits),
            recorded: is_recorded.then(|| credits(difference.recorded)),
            money: difference.money.map(|money| Sides::of(money, Money::from)),
            unpriced_before: difference.unpriced_before,
            unpriced_after: difference.unpriced_after,
            error: difference.error.map(Problem::from),
            reasons: difference.reasons.into_values().map(Reason::from).collect(),
        }
    }
}

impl From<quote::Reason> for Reason {
    fn from(quote::Reason { error, before, after }: quote::Reason) -> Reason {
        let Problem { code, message } = error.into();
        Reason { code, message, before, after }
    }
}

impl<T> Sides<T> {
    fn of<U>(side: quote::Side<U>, write: impl Fn(U) -> T) -> Sides<T> {
        Sides { before: write(side.before), after: write(side.after), difference: write(side.difference) }
    }
}
