//! Whether a larger plan would suit an account better.

use crate::Result;
use crate::book::{Allowance, Book};
use crate::credits::Credits;

/// How many complete periods are looked at, and how many of them have to be high.
const PERIODS: usize = 3;
const HIGH_MIN: usize = 2;

/// A period is high when so many hundredths of its allowance were used.
const HIGH: i128 = 90;

/// What a complete billing period came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spent {
    pub used: Credits,
    pub allowance: Credits,
}

impl Spent {
    fn is_high(&self) -> bool {
        let (used, allowance) = (i128::from(self.used.micros()), i128::from(self.allowance.micros()));
        allowance > 0 && used * 100 >= allowance * HIGH
    }
}

/// A plan that would have covered it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upgrade {
    pub plan: String,
    /// `None` where it is unlimited.
    pub allowance: Option<Credits>,
    /// How many of the periods were high.
    pub periods: usize,
}

/// Names the plan with the least allowance that would have covered each of the last three complete periods, where at
/// least two of them used nine tenths of their allowance or went beyond it; an unlimited one where no other would.
/// `None` where usage is not high, or no larger plan covers it. `latest` has the periods, the last one first.
pub fn upgrade(book: &Book, plan: &str, seats: u32, latest: &[Spent]) -> Result<Option<Upgrade>> {
    let latest = &latest[..latest.len().min(PERIODS)];
    let periods = latest.iter().filter(|spent| spent.is_high()).count();
    if periods < HIGH_MIN {
        return Ok(None);
    }
    let own = allowance(book, plan, seats)?;
    let Some(own) = own else { return Ok(None) }; // nothing is larger than unlimited
    // An allowance may be the account's own, and not in the book.
    let own = latest.first().map_or(own, |spent| spent.allowance.max(own));
    let most = latest.iter().map(|spent| spent.used).max().unwrap_or_default();
    let mut fitting = Vec::new();
    for (name, candidate) in book.plans.iter().filter(|(name, candidate)| *name != plan && candidate.trial.is_none()) {
        match (&candidate.allowance, allowance(book, name, seats)?) {
            (Allowance::Unlimited, _) => fitting.push((true, Credits::ZERO, name)),
            (_, Some(credits)) if credits > own && credits >= most => fitting.push((false, credits, name)),
            _ => {}
        }
    }
    Ok(fitting.into_iter().min().map(|(unlimited, credits, name)| Upgrade {
        plan: name.clone(),
        allowance: (!unlimited).then_some(credits),
        periods,
    }))
}

/// What a plan grants; 0 where nobody knows, `None` where it is unlimited.
fn allowance(book: &Book, plan: &str, seats: u32) -> Result<Option<Credits>> {
    let known = |amount: &crate::book::Amount| match amount.missing() {
        None => amount.credits(),
        Some(_) => Ok(Credits::ZERO),
    };
    Ok(match &book.plan(plan)?.allowance {
        Allowance::Flat(amount) => Some(known(amount)?),
        Allowance::PerSeat(amount) => Some(known(amount)?.times(seats.into())?),
        Allowance::None | Allowance::Operator => Some(Credits::ZERO),
        Allowance::Unlimited => None,
    })
}
