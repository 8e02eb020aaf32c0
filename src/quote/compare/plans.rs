//! What usage costs on each plan of a book.

use super::cost::{Agreed, Cost, Granted, Period};
use super::{Usage, price};
use crate::book::{Book, Plan};
use crate::credits::{Credits, Rounding};
use crate::map::{Map, Set};
use crate::quote::{Decision, Engine, Payer, Quote};
use crate::rates::Date;
use crate::{Error, ErrorKind, Result};

/// What usage would have cost on plans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhatIf {
    /// All of the book by name, or those that were asked for.
    pub plans: Vec<Cost>,
    /// The plan with the least total, of those that cover the usage, whose total is known, that are no shorter trial and
    /// that leave the fewest lines without a price; of several, the first of them.
    pub cheapest: Option<String>,
    /// Others that cost the same.
    pub tied: Vec<String>,
}

/// What was used on a plan, priced already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used {
    pub plan: String,
    /// By billing period.
    pub periods: Vec<Credits>,
    /// What those of each period would come to at the overage price, where they have one.
    pub overage: Option<Vec<Credits>>,
    /// Uses that have a price there.
    pub priced: u64,
    /// Uses that have none, and are no part of the credits.
    pub unpriced: u64,
}

/// What `usage` would have cost on each plan of the book, for so many seats.
///
/// Lines are put on every plan, whatever plan they name. Each calendar month is a billing period of its own; lines without
/// a date are one period together, and are priced as of `today` where prices change on dates.
///
/// Of each period, the lines in their order use up the allowance, and what is left of it ends with the period. What is
/// beyond it is owed, where the service has an overage price. The rest is bought: packages are whole, those that never
/// expire are used up in later periods, and others are bought for each period that needs any. What accounts use that
/// never pay is recorded beside, and counts nowhere.
///
/// ```
/// # #[cfg(feature = "serde")] {
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
/// # }
/// # Ok::<(), septet::Error>(())
/// ```
pub fn what_if(engine: &Engine, usage: &[Usage], seats: u64, today: Option<Date>) -> WhatIf {
    let months: Set<Option<String>> = usage.iter().map(month).collect();
    let lines = Lines { engine, usage, months, agreed: Agreed { seats, allowance: None }, today };
    let plans = engine.book().plans.iter().map(|(name, plan)| lines.cost_on(name, plan)).collect();
    WhatIf::of(plans, |cost| cost.priced > 0)
}

/// What the credits of some billing periods come to on plans: the same as [`what_if`], of usage that is priced already.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use septet::quote::{Agreed, Used, plan_costs};
/// let engine = septet::wire::engine("calcom", &[])?;
/// let periods = vec!["250".parse()?, "0".parse()?];
/// let used = Used { plan: "free".into(), periods, overage: None, priced: 9, unpriced: 0 };
/// let answer = plan_costs(engine.book(), vec![used], &Agreed { seats: 1, allowance: None })?;
/// assert_eq!(answer.plans[0].total.unwrap().to_string(), "USD 2.5");
/// # }
/// # Ok::<(), septet::Error>(())
/// ```
pub fn plan_costs(book: &Book, used: Vec<Used>, agreed: &Agreed) -> Result<WhatIf> {
    let plans: Result<Vec<Cost>> = used.into_iter().map(|used| cost_of(book, used, agreed)).collect();
    Ok(WhatIf::of(plans?, |_| true))
}

fn cost_of(book: &Book, used: Used, agreed: &Agreed) -> Result<Cost> {
    let Used { plan: name, periods, overage, priced, unpriced } = used;
    if let Some(given) = overage.as_ref().map(Vec::len).filter(|given| *given != periods.len()) {
        return Err(Error::not_each_period("overage", given, periods.len()));
    }
    let plan = book.plan(&name)?;
    let mut cost = Cost { priced, unpriced, ..Cost::new(name) };
    let (granted, mut owed) = (cost.granted(plan, agreed), Credits::ZERO);
    for (at, credits) in periods.into_iter().enumerate() {
        cost.credits = cost.credits.plus(credits)?;
        let mut spent = Spent::new(granted);
        spent.credits = credits;
        let beyond = spent.beyond(granted).unwrap_or_default();
        match overage.as_ref().and_then(|overage| overage.get(at)) {
            Some(whole) if beyond > Credits::ZERO => {
                let share = beyond.ratio().over(&credits.ratio())?;
                owed = owed.plus(Rounding::FINEST.round(&whole.ratio().times(&share)?)?)?;
            }
            Some(_) => {}
            None => spent.missing = beyond,
        }
        cost.periods.push(spent.period(None, granted));
    }
    cost.cover(book, plan, owed, agreed);
    // What cannot be bought may be owed, at prices that nobody has said.
    if !cost.covered && book.services.values().any(|service| service.overage.is_some()) {
        cost.covered = true;
        cost.unknown.insert("overage".to_owned());
    }
    Ok(cost)
}

impl WhatIf {
    fn of(plans: Vec<Cost>, is_comparable: impl Fn(&Cost) -> bool) -> WhatIf {
        let fewest = plans.iter().map(|cost| cost.unpriced).min().unwrap_or_default();
        let is_whole = |cost: &&Cost| cost.covered && cost.ends_after_days.is_none() && cost.unpriced == fewest;
        let comparable = plans.iter().filter(is_whole).filter(|cost| is_comparable(cost));
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

/// What is put on each plan.
struct Lines<'a> {
    engine: &'a Engine,
    usage: &'a [Usage],
    /// All that the usage is of.
    months: Set<Option<String>>,
    agreed: Agreed,
    today: Option<Date>,
}

impl Lines<'_> {
    fn cost_on(&self, name: &str, plan: &Plan) -> Cost {
        let Lines { engine, usage, months, agreed, today } = self;
        let book = engine.book();
        let mut cost = Cost::new(name.to_owned());
        let (granted, mut owed) = (cost.granted(plan, agreed), Credits::ZERO);
        let mut used: Map<Option<String>, Spent> =
            months.iter().map(|month| (month.clone(), Spent::new(granted))).collect();
        for line in *usage {
            let spent = used.entry(month(line)).or_insert_with(|| Spent::new(granted));
            let mut request = line.request.clone();
            let payer = request.payer.unwrap_or_default();
            request.payer = Some(Payer { allowance: spent.left, bought: Credits::ZERO, held: Credits::ZERO, ..payer });
            let counted = price(engine, &request, name, *today).and_then(|quote| {
                let after = spent.with(&quote)?;
                let of = |credits: Credits, counts: bool| if counts { credits } else { Credits::ZERO };
                let is_recorded = quote.decision == Decision::Recorded;
                let all = cost.credits.plus(of(quote.credits, !is_recorded))?;
                let recorded = cost.recorded.plus(of(quote.credits, is_recorded))?;
                let owed = owed.plus(quote.overage.map(|overage| overage.owed).unwrap_or_default())?;
                *spent = after;
                Ok((all, recorded, owed))
            });
            match counted {
                Ok(counted) => {
                    (cost.credits, cost.recorded, owed) = counted;
                    cost.priced += 1;
                }
                Err(error) => cost.without_price(book, plan, line, error),
            }
        }
        cost.periods = used.into_iter().map(|(month, spent)| spent.period(month, granted)).collect();
        // What is beyond an allowance that nobody knows is not known either.
        cost.cover(book, plan, if granted == Granted::Unknown { Credits::ZERO } else { owed }, agreed);
        cost
    }
}

/// What a period comes to, line by line.
#[derive(Debug, Clone, Copy)]
struct Spent {
    credits: Credits,
    /// Of the allowance.
    left: Credits,
    /// What is to be bought.
    missing: Credits,
}

impl Spent {
    fn new(granted: Granted) -> Spent {
        let left = if let Granted::Credits(credits) = granted { credits } else { Credits::ZERO };
        Spent { credits: Credits::ZERO, left, missing: Credits::ZERO }
    }

    fn with(self, quote: &Quote) -> Result<Spent> {
        if quote.decision == Decision::Recorded {
            return Ok(self);
        }
        let covered = self.left.min(quote.credits);
        let rest = if quote.overage.is_some() { Credits::ZERO } else { quote.credits.minus(covered)? };
        Ok(Spent {
            credits: self.credits.plus(quote.credits)?,
            left: self.left.minus(covered)?,
            missing: self.missing.plus(rest)?,
        })
    }

    /// What is beyond the allowance.
    fn beyond(&self, granted: Granted) -> Option<Credits> {
        match granted {
            Granted::Unlimited => Some(Credits::ZERO),
            Granted::Credits(granted) => self.credits.minus(granted).ok().map(|beyond| beyond.max(Credits::ZERO)),
            Granted::Unknown => None,
        }
    }

    fn period(self, month: Option<String>, granted: Granted) -> Period {
        let beyond = self.beyond(granted);
        // Of what is not known nothing is bought.
        let missing = if granted == Granted::Unknown { Credits::ZERO } else { self.missing };
        Period { month, credits: self.credits, allowance: granted, beyond, missing }
    }
}

impl Cost {
    fn without_price(&mut self, book: &Book, plan: &Plan, line: &Usage, error: Error) {
        self.unpriced += 1;
        if error.kind() == ErrorKind::ParameterMissing {
            let brought = line.request.payer.as_ref().map(|payer| payer.brings.clone()).unwrap_or_default();
            let service = book.services.get(&line.request.service).map(|service| service.missing(&brought));
            self.unknown.extend(service.into_iter().flatten().chain(plan.missing()).map(str::to_owned));
        }
        self.error.get_or_insert(error);
    }
}
