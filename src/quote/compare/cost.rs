//! What a plan costs for usage whose credits are known.

use crate::book::{Allowance, Amount, Book, Expires, Plan, TopUp};
use crate::credits::{Credits, Money, Ratio};
use crate::map::Set;
use crate::rates::Date;
use crate::{Error, Result};

/// What usage would have cost on a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cost {
    pub plan: String,
    /// Lines that have a price.
    pub priced: u64,
    /// Lines that have none, which count nowhere below; and why the first of them has none.
    pub unpriced: u64,
    pub error: Option<Error>,
    /// All credits that would have been used.
    pub credits: Credits,
    /// Credits that would have been recorded and not deducted, of accounts that never pay: no part of `credits`.
    pub recorded: Credits,
    /// The months in order; lines without a date are one period, the first.
    pub periods: Vec<Period>,
    /// `false` where the plan lacks credits that it cannot buy.
    pub covered: bool,
    /// What buys the credits that are missing cheapest, with one kind of package.
    pub bought: Option<Purchase>,
    /// What is owed at the overage price of services that have one.
    pub owed: Option<Owed>,
    /// The plan's own price for all periods.
    pub price: Option<Money>,
    /// The plan's price, what was bought and what is owed.
    pub total: Option<Money>,
    /// What the total depends on and nobody has said: names of parameters, `price`, `allowance`, `overage` or
    /// `creditValue`.
    pub unknown: Set<String>,
    /// After how many days the plan ends, where it is a trial that is shorter than the periods.
    pub ends_after_days: Option<u32>,
}

/// What is agreed with whom usage is put on plans for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agreed {
    pub seats: u64,
    /// Credits a period, on plans that leave them to that.
    pub allowance: Option<Credits>,
}

/// A calendar month, or all lines without a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// `2026-11`
    pub month: Option<String>,
    pub credits: Credits,
    pub allowance: Granted,
    /// Credits beyond the allowance; `None` where that is unknown.
    pub beyond: Option<Credits>,
    /// Those of them that are missing, and have to be bought.
    pub missing: Credits,
}

/// The credits that a plan grants for a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Granted {
    Credits(Credits),
    Unlimited,
    Unknown,
}

/// Packages of one top-up, for all periods together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purchase {
    pub top_up: String,
    pub packages: u64,
    pub money: Money,
}

/// What is charged beyond the allowance, at a price of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owed {
    pub credits: Credits,
    /// What they are worth; `None` where the book gives credits no value.
    pub money: Option<Money>,
}

impl Cost {
    pub(super) fn new(plan: String) -> Cost {
        Cost {
            plan,
            priced: 0,
            unpriced: 0,
            error: None,
            credits: Credits::ZERO,
            recorded: Credits::ZERO,
            periods: Vec::new(),
            covered: true,
            bought: None,
            owed: None,
            price: None,
            total: None,
            unknown: Set::new(),
            ends_after_days: None,
        }
    }

    /// Credits beyond the allowance, of all periods; `None` where that is unknown.
    pub fn beyond(&self) -> Option<Credits> {
        self.periods.iter().try_fold(Credits::ZERO, |sum, period| sum.plus(period.beyond?).ok())
    }

    /// What the plan grants each period.
    pub(super) fn granted(&mut self, plan: &Plan, agreed: &Agreed) -> Granted {
        let credits = match &plan.allowance {
            Allowance::None => return Granted::Credits(Credits::ZERO),
            Allowance::Unlimited => return Granted::Unlimited,
            Allowance::Operator => agreed.allowance,
            Allowance::Flat(credits) => self.known(credits).and_then(|credits| credits.credits().ok()),
            Allowance::PerSeat(credits) => {
                self.known(credits).and_then(|credits| credits.credits().ok()?.times(agreed.seats).ok())
            }
        };
        if credits.is_none() && plan.missing().is_empty() {
            self.unknown.insert("allowance".to_owned());
        }
        credits.map_or(Granted::Unknown, Granted::Credits)
    }

    /// The amount, where it has a value; where it has none its parameter is unknown.
    fn known<'a>(&mut self, amount: &'a Amount) -> Option<&'a Amount> {
        match amount.missing() {
            Some(parameter) => {
                self.unknown.insert(parameter.to_owned());
                None
            }
            None => Some(amount),
        }
    }

    /// What pays for the credits of the periods, of which so many are owed.
    pub(super) fn cover(&mut self, book: &Book, plan: &Plan, owed: Credits, agreed: &Agreed) {
        self.buy(book, plan);
        self.owe(book, owed);
        let price = self.price(plan, agreed.seats);
        self.price = price.and_then(|price| Money::exactly(price, book.currency).ok());
        self.total = self.total(price).and_then(|total| Money::exactly(total, book.currency).ok());
        let days: u32 = self.periods.iter().map(|period| days(period.month.as_deref())).sum();
        self.ends_after_days = plan.trial.as_ref().map(|trial| trial.days).filter(|trial| *trial < days);
    }

    /// Buys what is missing with the one top-up that does it cheapest.
    fn buy(&mut self, book: &Book, plan: &Plan) {
        let missing: Vec<Credits> = self.periods.iter().map(|period| period.missing).collect();
        if missing.iter().all(|missing| *missing == Credits::ZERO) {
            return;
        }
        let top_ups: Vec<_> = plan.top_ups.iter().filter_map(|name| Some((name, book.top_ups.get(name)?))).collect();
        self.covered = !top_ups.is_empty();
        let mut offers: Vec<Purchase> = Vec::new();
        for (name, top_up) in &top_ups {
            if self.known(&top_up.credits).and(self.known(&top_up.price)).is_some() {
                offers.extend(purchase(book, name, &missing, top_up).ok());
            }
        }
        // An offer that nobody has put a number to may be the cheapest one.
        if offers.len() == top_ups.len() {
            self.bought = offers.into_iter().min_by_key(|offer| offer.money.amount);
        }
    }

    fn owe(&mut self, book: &Book, credits: Credits) {
        if credits == Credits::ZERO {
            return;
        }
        if book.credit_value.is_none() {
            self.unknown.insert("creditValue".to_owned());
        }
        let worth = |value: Ratio| Money::exactly(credits.ratio().times(&value)?, book.currency);
        self.owed = Some(Owed { credits, money: book.credit_value.and_then(|value| worth(value.into()).ok()) });
    }

    /// The plan's own price for all periods.
    fn price(&mut self, plan: &Plan, seats: u64) -> Option<Ratio> {
        let Some(price) = &plan.price else {
            self.unknown.insert("price".to_owned());
            return None;
        };
        let seats = if price.per_seat { seats } else { 1 };
        let months = self.periods.len() as u64;
        let amount = self.known(&price.amount)?;
        amount.ratio().ok()?.times(&Ratio::from(seats)).ok()?.times(&Ratio::from(months)).ok()
    }

    fn total(&self, price: Option<Ratio>) -> Option<Ratio> {
        let needs = self.periods.iter().any(|period| period.beyond.is_none() || period.missing > Credits::ZERO);
        if !self.unknown.is_empty() || needs && self.bought.is_none() {
            return None;
        }
        let bought = self.bought.as_ref().map_or(Ratio::ZERO, |bought| bought.money.amount.into());
        let owed = self.owed.map_or(Some(Ratio::ZERO), |owed| Some(owed.money?.amount.into()))?;
        price?.plus(&bought).ok()?.plus(&owed).ok()
    }
}

/// How many packages cover what is missing in each period. What never expires is left over for the periods after.
fn purchase(book: &Book, name: &str, missing: &[Credits], top_up: &TopUp) -> Result<Purchase> {
    let size = i128::from(top_up.credits.credits()?.micros().max(1));
    let packages = |missing: i128| missing / size + i128::from(missing % size > 0);
    // Each is at most all micro-credits there are, and there are fewer than 2^32 months.
    let missing = missing.iter().map(|missing| i128::from(missing.micros()));
    let packages = match top_up.expires {
        Expires::Never => packages(missing.sum()),
        Expires::PeriodEnd => missing.map(packages).sum(),
    };
    let packages = u64::try_from(packages).map_err(|_| Error::out_of_range("the number of packages"))?;
    let money = Money::exactly(top_up.price.ratio()?.times(&Ratio::from(packages))?, book.currency)?;
    Ok(Purchase { top_up: name.to_owned(), packages, money })
}

/// How many days a month has; one that is not named has as many as the shortest.
fn days(month: Option<&str>) -> u32 {
    let has = |day: &u32| Date::parse(&format!("{}-{day}", month.unwrap_or_default())).is_ok();
    (28..=31).rev().find(has).unwrap_or(28)
}
