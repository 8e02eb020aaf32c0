//! Who pays more when a book changes.

use super::{Usage, price};
use crate::credits::{Credits, Money, Ratio};
use crate::map::Map;
use crate::quote::{Decision, Engine, Payer, Quote, Request};
use crate::rates::Date;
use crate::{Error, Result};

/// What somebody pays under two books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub who: String,
    /// Lines that have a price in both books: all amounts are of these.
    pub priced: u64,
    pub credits: Side<Credits>,
    /// Credits that are recorded and not deducted, as on a plan that is unlimited: no part of `credits`.
    pub recorded: Side<Credits>,
    /// What the credits are worth, where both books give them a value, in one currency.
    pub money: Option<Side<Money>>,
    /// Lines that have no price in the book before, and in the book after; and why the first of them has none.
    pub unpriced_before: u64,
    pub unpriced_after: u64,
    pub error: Option<Error>,
    /// Why each of them has none, by what it says.
    pub reasons: Map<String, Reason>,
}

/// Why lines have no price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    pub error: Error,
    /// How many of them in the book before, and in the book after.
    pub before: u64,
    pub after: u64,
}

/// An amount in both books, and how much more it is after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Side<T> {
    pub before: T,
    pub after: T,
    pub difference: T,
}

/// What everyone in `usage` pays under two books, on the plans that the lines name: who pays most more comes first. A line
/// that names its book names one of the two.
/// Lines without a date are priced as of `today` where prices change on dates.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use septet::quote::{Request, Usage, compare_books};
/// let before = septet::wire::engine("calcom", &[("sms", b"iso,price_usd\nIN,0.05\nUS,0.008\n")])?;
/// let after = septet::wire::engine("calcom", &[("sms", b"iso,price_usd\nIN,0.06\nUS,0.008\n")])?;
/// let request = Request {
///     plan: "team".into(), service: "sms".into(), region: Some("IN".into()), text: Some("hello".into()),
///     ..Request::default()
/// };
/// let differences = compare_books(&before, &after, &[Usage { who: "acme".into(), request }], None);
/// assert_eq!(differences[0].credits.before.to_string(), "9");
/// assert_eq!(differences[0].credits.difference.to_string(), "2"); // 10.8, rounded up
/// assert_eq!(differences[0].money.unwrap().difference.to_string(), "USD 0.02");
/// # }
/// # Ok::<(), septet::Error>(())
/// ```
pub fn compare_books(before: &Engine, after: &Engine, usage: &[Usage], today: Option<Date>) -> Vec<Difference> {
    let mut differences: Map<&str, Difference> = Map::new();
    for line in usage {
        let difference = differences.entry(&line.who).or_insert_with(|| Difference::of(&line.who));
        // Where nobody says who pays, it is one who owes nothing: what is compared is the price.
        let payer = line.request.payer.clone().unwrap_or_else(|| Payer { limited: true, ..Payer::default() });
        // A line may name the book that it was made for: either of the two.
        let is_either = |book: &String| [before, after].iter().any(|engine| engine.book().id == *book);
        let book = line.request.book.clone().filter(|book| !is_either(book));
        let request = Request { book, payer: Some(payer), ..line.request.clone() };
        let quote = |engine: &Engine| price(engine, &request, &request.plan, today).map(Paid::of);
        match (quote(before), quote(after)) {
            (Ok(before), Ok(after)) => {
                if let Err(error) = difference.count(before, after) {
                    difference.without_price(Some(&error), Some(&error));
                }
            }
            (before, after) => difference.without_price(before.err().as_ref(), after.err().as_ref()),
        }
    }
    let mut differences: Vec<_> = differences.into_values().collect();
    for difference in &mut differences {
        difference.money = difference.credits.worth(before, after).ok().flatten();
    }
    // Those who pay the same keep their order by name.
    let valued = differences.iter().all(|difference| difference.money.is_some());
    differences.sort_by(|one, other| {
        let money = |difference: &Difference| difference.money.map(|money| money.difference.amount);
        let by_money = || money(other).cmp(&money(one));
        let by_credits = || other.credits.difference.cmp(&one.credits.difference);
        if valued { by_money().then_with(by_credits) } else { by_credits() }
    });
    differences
}

impl Difference {
    fn of(who: &str) -> Difference {
        Difference {
            who: who.to_owned(),
            priced: 0,
            credits: Side::ZERO,
            recorded: Side::ZERO,
            money: None,
            unpriced_before: 0,
            unpriced_after: 0,
            error: None,
            reasons: Map::new(),
        }
    }

    fn count(&mut self, before: Paid, after: Paid) -> Result<()> {
        let credits = self.credits.with(before.credits, after.credits)?;
        self.recorded = self.recorded.with(before.recorded, after.recorded)?;
        self.credits = credits;
        self.priced += 1;
        Ok(())
    }

    fn without_price(&mut self, before: Option<&Error>, after: Option<&Error>) {
        self.unpriced_before += u64::from(before.is_some());
        self.unpriced_after += u64::from(after.is_some());
        if let (None, Some(error)) = (&self.error, before.or(after)) {
            self.error = Some(error.clone());
        }
        for (error, [in_before, in_after]) in [(before, [1, 0]), (after, [0, 1])] {
            let Some(error) = error else { continue };
            let none = || Reason { error: error.clone(), before: 0, after: 0 };
            let reason = self.reasons.entry(error.to_string()).or_insert_with(none);
            reason.before += in_before;
            reason.after += in_after;
        }
    }
}

/// What a line comes to: credits that are paid, or are recorded only.
#[derive(Debug, Clone, Copy, Default)]
struct Paid {
    credits: Credits,
    recorded: Credits,
}

impl Paid {
    fn of(quote: Quote) -> Paid {
        match quote.decision {
            Decision::Recorded => Paid { recorded: quote.credits, ..Paid::default() },
            _ => Paid { credits: quote.credits, ..Paid::default() },
        }
    }
}

impl Side<Credits> {
    const ZERO: Side<Credits> = Side { before: Credits::ZERO, after: Credits::ZERO, difference: Credits::ZERO };

    fn with(self, before: Credits, after: Credits) -> Result<Side<Credits>> {
        let (before, after) = (self.before.plus(before)?, self.after.plus(after)?);
        Ok(Side { before, after, difference: after.minus(before)? })
    }

    fn worth(self, before: &Engine, after: &Engine) -> Result<Option<Side<Money>>> {
        let (one, other) = (before.book(), after.book());
        let (Some(one_value), Some(other_value)) = (one.credit_value, other.credit_value) else { return Ok(None) };
        if one.currency != other.currency {
            return Ok(None);
        }
        let before = self.before.ratio().times(&Ratio::from(one_value))?;
        let after = self.after.ratio().times(&Ratio::from(other_value))?;
        let money = |amount: Ratio| Money::exactly(amount, one.currency);
        Ok(Some(Side { before: money(before)?, after: money(after)?, difference: money(after.minus(&before)?)? }))
    }
}
