//! What usage costs on each plan of a book.

use super::{Usage, price};
use crate::book::{Allowance, Amount, Book, Plan};
use crate::credits::{Credits, Money, Ratio};
use crate::map::{Map, Set};
use crate::quote::Engine;
use crate::rates::Date;
use crate::{Error, ErrorKind, Result};

/// What usage would have cost on plans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhatIf {
    /// All of the book by name, or those that were asked for.
    pub plans: Vec<Cost>,
    /// The plan with the least total, of those that cover the usage, whose total is known and that leave the fewest
    /// lines without a price; of several, the first of them.
    pub cheapest: Option<String>,
    /// Others that cost the same.
    pub tied: Vec<String>,
}

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
    /// The months in order; lines without a date are one period, the first.
    pub periods: Vec<Period>,
    /// `false` where the plan lacks credits that it cannot buy.
    pub covered: bool,
    /// What buys the credits beyond the allowance cheapest, with one kind of package.
    pub bought: Option<Purchase>,
    /// The plan's own price for all periods.
    pub price: Option<Money>,
    /// The plan's price and what was bought.
    pub total: Option<Money>,
    /// What the total depends on and nobody has said: names of parameters, `price` or `allowance`.
    pub unknown: Set<String>,
}

/// What is agreed with whom usage is put on plans for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agreed {
    pub seats: u64,
    /// Credits a period, on plans that leave them to that.
    pub allowance: Option<Credits>,
}

/// What was used on a plan, priced already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used {
    pub plan: String,
    /// By billing period.
    pub periods: Vec<Credits>,
    /// Uses that have a price there.
    pub priced: u64,
    /// Uses that have none, and are no part of the credits.
    pub unpriced: u64,
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

/// What `usage` would have cost on each plan of the book, for so many seats.
///
/// Lines are put on every plan, whatever plan they name. Each calendar month is a billing period of its own: credits are
/// not carried from one to the next, and packages are bought whole, for each month that needs any. Lines without a date
/// are one period together, and are priced as of `today` where prices change on dates.
///
/// ```
/// use septet::quote::{Request, Usage, what_if};
/// let engine = septet::wire::engine("calcom", &[])?;
/// let request = Request {
///     service: "sms".into(), region: Some("GB".into()), text: Some("hello".into()), quantity: 100,
///     ..Request::default()
/// };
/// let answer = what_if(&engine, &[Usage { who: "acme".into(), request }], 1, None);
/// let plan = |name: &str| answer.plans.iter().find(|cost| cost.plan == name).unwrap();
/// assert_eq!(plan("free").credits.to_string(), "1100");
/// let bought = plan("team").bought.as_ref().unwrap(); // 750 credits are granted
/// assert_eq!((bought.packages, bought.money.to_string().as_str()), (350, "USD 3.5"));
/// assert!(plan("team").unknown.contains("teamPrice"));
/// assert_eq!(answer.cheapest.as_deref(), Some("free")); // the only one whose price is known
/// # Ok::<(), septet::Error>(())
/// ```
pub fn what_if(engine: &Engine, usage: &[Usage], seats: u64, today: Option<Date>) -> WhatIf {
    let months: Set<Option<String>> = usage.iter().map(month).collect();
    let agreed = Agreed { seats, allowance: None };
    let plans = engine.book().plans.iter();
    let plans = plans.map(|(name, plan)| cost(engine, name, plan, usage, &months, &agreed, today)).collect();
    WhatIf::of(plans, |cost| cost.priced > 0)
}

/// What the credits of some billing periods come to on plans: the same as [`what_if`], of usage that is priced already.
///
/// ```
/// use septet::quote::{Agreed, Used, plan_costs};
/// let engine = septet::wire::engine("calcom", &[])?;
/// let used = Used { plan: "free".into(), periods: vec!["250".parse()?, "0".parse()?], priced: 9, unpriced: 0 };
/// let answer = plan_costs(engine.book(), vec![used], &Agreed { seats: 1, allowance: None })?;
/// assert_eq!(answer.plans[0].total.unwrap().to_string(), "USD 2.5");
/// # Ok::<(), septet::Error>(())
/// ```
pub fn plan_costs(book: &Book, used: Vec<Used>, agreed: &Agreed) -> Result<WhatIf> {
    let cost = |Used { plan: name, periods, priced, unpriced }| {
        let plan = book.plan(&name)?;
        let mut cost = Cost { priced, unpriced, ..Cost::new(name) };
        cost.credits = periods.iter().try_fold(Credits::ZERO, |sum, credits| sum.plus(*credits))?;
        cost.cover(book, plan, periods.into_iter().map(|credits| (None, credits)), agreed);
        Ok(cost)
    };
    let plans: Result<Vec<Cost>> = used.into_iter().map(cost).collect();
    Ok(WhatIf::of(plans?, |_| true))
}

impl WhatIf {
    fn of(plans: Vec<Cost>, is_comparable: impl Fn(&Cost) -> bool) -> WhatIf {
        let fewest = plans.iter().map(|cost| cost.unpriced).min().unwrap_or_default();
        let comparable =
            plans.iter().filter(|cost| cost.covered && cost.unpriced == fewest).filter(|cost| is_comparable(cost));
        let known: Vec<_> = comparable.filter_map(|cost| Some((cost.total?.amount, &cost.plan))).collect();
        let least = known.iter().map(|(total, _)| *total).min();
        let mut names = known.iter().filter(|(total, _)| Some(*total) == least).map(|(_, plan)| (*plan).clone());
        let cheapest = names.next();
        let tied = names.collect();
        WhatIf { plans, cheapest, tied }
    }
}

fn month(usage: &Usage) -> Option<String> {
    // A date's text begins with its year and month.
    usage.request.at.map(|at| at.to_string().chars().take("2026-11".len()).collect())
}

fn cost(
    engine: &Engine,
    name: &str,
    plan: &Plan,
    usage: &[Usage],
    months: &Set<Option<String>>,
    agreed: &Agreed,
    today: Option<Date>,
) -> Cost {
    let book = engine.book();
    let mut cost = Cost::new(name.to_owned());
    let mut used: Map<Option<String>, Credits> = months.iter().map(|month| (month.clone(), Credits::ZERO)).collect();
    for line in usage {
        let credits = price(engine, &line.request, name, today).and_then(|quote| {
            let period = used.entry(month(line)).or_default();
            let (sum, all) = (period.plus(quote.credits)?, cost.credits.plus(quote.credits)?);
            *period = sum;
            Ok(all)
        });
        match credits {
            Ok(all) => {
                cost.credits = all;
                cost.priced += 1;
            }
            Err(error) => cost.without_price(book, plan, line, error),
        }
    }
    cost.cover(book, plan, used, agreed);
    cost
}

impl Cost {
    fn new(plan: String) -> Cost {
        Cost {
            plan,
            priced: 0,
            unpriced: 0,
            error: None,
            credits: Credits::ZERO,
            periods: Vec::new(),
            covered: true,
            bought: None,
            price: None,
            total: None,
            unknown: Set::new(),
        }
    }

    /// Credits beyond the allowance, of all periods; `None` where that is unknown.
    pub fn beyond(&self) -> Option<Credits> {
        self.periods.iter().try_fold(Credits::ZERO, |sum, period| sum.plus(period.beyond?).ok())
    }

    /// What covers the credits of these periods.
    fn cover(
        &mut self,
        book: &Book,
        plan: &Plan,
        used: impl IntoIterator<Item = (Option<String>, Credits)>,
        agreed: &Agreed,
    ) {
        let granted = self.granted(plan, agreed);
        for (month, credits) in used {
            let beyond = match granted {
                Granted::Unlimited => Some(Credits::ZERO),
                Granted::Credits(granted) => credits.minus(granted).ok().map(|beyond| beyond.max(Credits::ZERO)),
                Granted::Unknown => None,
            };
            self.periods.push(Period { month, credits, allowance: granted, beyond });
        }
        self.buy(book, plan);
        self.sum_up(book, plan, agreed.seats);
    }

    fn without_price(&mut self, book: &Book, plan: &Plan, line: &Usage, error: Error) {
        self.unpriced += 1;
        if error.kind() == ErrorKind::ParameterMissing {
            let brought = line.request.payer.as_ref().map(|payer| payer.brings.clone()).unwrap_or_default();
            let service = book.services.get(&line.request.service).map(|service| service.missing(&brought));
            self.unknown.extend(service.into_iter().flatten().chain(plan.missing()).map(str::to_owned));
        }
        self.error.get_or_insert(error);
    }

    fn granted(&mut self, plan: &Plan, agreed: &Agreed) -> Granted {
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

    /// Buys what is beyond the allowance with the one top-up that does it cheapest.
    fn buy(&mut self, book: &Book, plan: &Plan) {
        let beyond: Vec<Credits> = self.periods.iter().filter_map(|period| period.beyond).collect();
        if beyond.iter().all(|beyond| *beyond == Credits::ZERO) {
            return;
        }
        let top_ups: Vec<_> = plan.top_ups.iter().filter_map(|name| Some((name, book.top_ups.get(name)?))).collect();
        self.covered = !top_ups.is_empty();
        let mut offers: Vec<Purchase> = Vec::new();
        for (name, top_up) in &top_ups {
            let (Some(credits), Some(price)) = (self.known(&top_up.credits), self.known(&top_up.price)) else {
                continue;
            };
            offers.extend(purchase(book, name, &beyond, credits, price).ok());
        }
        // An offer that nobody has put a number to may be the cheapest one.
        if offers.len() == top_ups.len() {
            self.bought = offers.into_iter().min_by_key(|offer| offer.money.amount);
        }
    }

    fn sum_up(&mut self, book: &Book, plan: &Plan, seats: u64) {
        let price = match &plan.price {
            None => {
                self.unknown.insert("price".to_owned());
                None
            }
            Some(price) => {
                let seats = if price.per_seat { seats } else { 1 };
                let months = self.periods.len() as u64;
                self.known(&price.amount).and_then(|amount| {
                    amount.ratio().ok()?.times(&Ratio::from(seats)).ok()?.times(&Ratio::from(months)).ok()
                })
            }
        };
        self.price = price.and_then(|price| Money::exactly(price, book.currency).ok());
        let needs = self.periods.iter().any(|period| period.beyond != Some(Credits::ZERO));
        if !self.unknown.is_empty() || needs && self.bought.is_none() {
            return;
        }
        let bought = self.bought.as_ref().map_or(Ratio::ZERO, |bought| bought.money.amount.into());
        let total = price.and_then(|price| price.plus(&bought).ok());
        self.total = total.and_then(|total| Money::exactly(total, book.currency).ok());
    }
}

fn purchase(book: &Book, name: &str, beyond: &[Credits], credits: &Amount, price: &Amount) -> Result<Purchase> {
    let size = credits.credits()?.micros().max(1);
    let packages = |beyond: &Credits| beyond.micros() / size + i64::from(beyond.micros() % size > 0);
    // Each is at most all micro-credits there are, and there are fewer than 2^32 months.
    let packages: i128 = beyond.iter().map(|beyond| i128::from(packages(beyond))).sum();
    let packages = u64::try_from(packages).map_err(|_| Error::out_of_range("the number of packages"))?;
    let money = Money::exactly(price.ratio()?.times(&Ratio::from(packages))?, book.currency)?;
    Ok(Purchase { top_up: name.to_owned(), packages, money })
}
