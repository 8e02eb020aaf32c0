//! Whether a balance covers a campaign, what pays for it, and what happens where it runs out.

use super::breakdown::{Breakdown, Estimate};
use super::counts::Recipients;
use super::options::Setup;
use super::overage::{Overage, of_lines};
use super::terms::Cost;
use crate::Result;
use crate::credits::{Credits, Ratio};
use crate::quote::Decision;

/// Whether a balance covers a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coverage {
    /// Whether it covers the most that the campaign can cost; never while there are recipients without a price.
    pub covered: bool,
    /// What is missing to the most that it can cost.
    pub shortfall: Credits,
    /// What is missing to what is expected.
    pub expected_shortfall: Credits,
    /// What can be spent: allowance and bought credits without those that are held.
    pub available: Credits,
    pub held: Credits,
    /// How the expected and the most are paid.
    pub expected: Split,
    pub max: Split,
    /// What becomes of the message or call that is not covered, or of all of them.
    pub decision: Decision,
    /// The most that it comes to then, where what is not covered is owed.
    pub overage: Option<Overage>,
    pub runs_out: Option<RunsOut>,
}

/// How an amount is paid, and what is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split {
    pub from_allowance: Credits,
    pub from_bought: Credits,
    /// What nothing pays for.
    pub missing: Credits,
    pub allowance_left: Credits,
    pub bought_left: Credits,
}

/// When a balance runs out in mid-run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunsOut {
    /// Recipients that are reached, each at the expected average; `None` where it suffices for what is expected.
    pub expected_after: Option<u64>,
    /// Recipients that are reached, each at the average of the most that it can cost.
    pub max_after: u64,
}

/// Nothing, where it was not said who pays.
pub(crate) fn coverage(
    setup: &Setup,
    rows: &Recipients,
    total: &Cost,
    breakdown: &Breakdown,
) -> Result<Option<Coverage>> {
    let Some(payer) = &setup.options.payer else { return Ok(None) };
    let credits = Estimate::of(total)?;
    let (book, terms) = (setup.engine.book(), &setup.options.terms);
    let service = book.service(&terms.service)?;
    let mut payer = payer.clone();
    payer.unlimited |= book.is_unlimited(&terms.plan, &payer.parents)?;
    let exhausted = service.exhausted.of(terms.calls.direction);
    let decision = payer.decide(credits.max, exhausted, service.overage.is_some())?;
    let available = payer.available()?;
    let overage = match decision {
        Decision::Overage => Some(of_lines(service, &setup.pricing, &breakdown.lines, available)?),
        _ => None,
    };
    let missing = |amount: Credits| Ok::<_, crate::Error>(amount.minus(available)?.max(Credits::ZERO));
    let is_exempt = payer.is_exempt();
    let shortfall = if is_exempt { Credits::ZERO } else { missing(credits.max)? };
    let expected_shortfall = if is_exempt { Credits::ZERO } else { missing(credits.expected)? };
    // What is held is taken from where it would be paid from.
    let bought_first = book.policies.burn.top_up < book.policies.burn.allowance;
    let (first, second) = match bought_first {
        true => (payer.bought, payer.allowance),
        false => (payer.allowance, payer.bought),
    };
    let free_first = first.minus(payer.held)?.max(Credits::ZERO);
    let free_second = second.minus(payer.held.minus(first)?.max(Credits::ZERO))?.max(Credits::ZERO);
    let split = |amount: Credits| {
        let amount = if is_exempt { Credits::ZERO } else { amount };
        let from_first = amount.min(free_first);
        let from_second = amount.minus(from_first)?.min(free_second);
        let missing = amount.minus(from_first)?.minus(from_second)?;
        let (first, second) =
            ((from_first, free_first.minus(from_first)?), (from_second, free_second.minus(from_second)?));
        let (allowance, bought) = if bought_first { (second, first) } else { (first, second) };
        Ok::<_, crate::Error>(Split {
            from_allowance: allowance.0,
            from_bought: bought.0,
            missing,
            allowance_left: allowance.1,
            bought_left: bought.1,
        })
    };
    let after = |total: &Ratio| reached(available, rows.priced, total);
    let runs_out = (shortfall > Credits::ZERO).then(|| {
        Ok::<_, crate::Error>(RunsOut {
            expected_after: (expected_shortfall > Credits::ZERO).then(|| after(&total.expected)).transpose()?,
            max_after: after(&total.max.ratio())?,
        })
    });
    Ok(Some(Coverage {
        covered: shortfall == Credits::ZERO && rows.unpriced == 0,
        shortfall,
        expected_shortfall,
        available,
        held: payer.held,
        expected: split(credits.expected)?,
        max: split(credits.max)?,
        decision,
        overage,
        runs_out: runs_out.transpose()?,
    }))
}

/// How many of the recipients that cost `total` together can be paid for, each at the average.
fn reached(available: Credits, recipients: u64, total: &Ratio) -> Result<u64> {
    let exact = available.max(Credits::ZERO).ratio().times(&recipients.into())?.over(total)?;
    Ok(exact.floor())
}
