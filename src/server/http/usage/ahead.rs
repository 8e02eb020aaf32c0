//! What is concluded from usage: projections, hints, suggestions.

use super::query::Until;
use super::report::{all, by_day, granted};
use crate::credits::Credits;
use crate::ledger::usage::{Funds, PROJECTION_DAYS, RELOAD_DAYS, Range, Spent, Upgrade, project, suggest, upgrade};
use crate::ledger::{Accounts, Kind, Moment};
use crate::rates::Date;
use crate::server::TENANT;
use crate::server::accounts::Working;
use crate::wire::usage::{ReloadSuggestion, UsageProjection};
use crate::{Error, Result};

/// How many complete billing periods an upgrade is hinted at from.
const PERIODS: i64 = 3;

pub(super) fn projection(
    working: &mut Working<'_>,
    id: &str,
    until: Until,
    below: bool,
    now: Moment,
) -> Result<UsageProjection> {
    let accounts = working.view(id)?;
    let account = accounts.get(id)?;
    let calendar = &account.terms.calendar;
    let today = calendar.day(now)?;
    let days = match until {
        Until::Month => {
            let next = today.month_start().plus_months(1).unwrap_or(today);
            Range { first: today.month_start(), last: earlier(next, 1)? }
        }
        Until::Period => {
            let last = calendar.day(account.period.end.plus_millis(-1)?)?;
            Range { first: calendar.day(account.period.start)?.min(today), last: last.max(today) }
        }
    };
    let balance = accounts.balance(id, working.engine.book(), now)?;
    let exempt = accounts.is_exempt(id, working.engine.book())?;
    let first = days.first.min(earlier(today, PROJECTION_DAYS)?);
    let mut counted = std::collections::BTreeMap::new();
    for (day, usage) in by_day(working, &all(id, below, Range { first, last: Date::MAX }))? {
        counted.insert(day, usage.counted(exempt)?);
    }
    let used = counted.range(days.first..).try_fold(Credits::ZERO, |sum, (_, credits)| sum.plus(*credits))?;
    let allowance = balance.allowance.plus(balance.shared.unwrap_or_default())?;
    let bought = balance.available()?.minus(allowance)?;
    let funds = Funds { granted: granted(working, &accounts, id)?, allowance, bought };
    let expected = project(&counted, today, days.last, used, &funds)?;
    let covered = until == Until::Period && !exempt;
    let hint = hint(working, &accounts, id, below)?;
    Ok(UsageProjection::new(id.to_owned(), &days, used, expected.as_ref(), covered, hint))
}

/// Looks at the complete billing periods before the present one.
fn hint(working: &mut Working<'_>, accounts: &Accounts, id: &str, below: bool) -> Result<Option<Upgrade>> {
    let account = accounts.get(id)?;
    // One without a plan of its own has none to change.
    let Some(plan) = account.terms.plan.clone() else { return Ok(None) };
    let calendar = &account.terms.calendar;
    let mut latest = Vec::new();
    for ago in 1..=PERIODS {
        let Ok(period) = calendar.period(account.period.index - ago) else { break };
        if period.start < account.opened {
            break;
        }
        let days = Range { first: calendar.day(period.start)?, last: earlier(calendar.day(period.end)?, 1)? };
        let sums = working.store().usage_groups(TENANT, &all(id, below, days), &[])?;
        let used = sums.iter().try_fold(Credits::ZERO, |sum, group| sum.plus(group.usage.net()?))?;
        let lots = working.store().lots_made(TENANT, id, period.start, period.end)?;
        let granted = lots.iter().filter(|lot| lot.kind == Kind::Allowance).map(|lot| lot.granted);
        latest.push(Spent { used, allowance: granted.clone().try_fold(Credits::ZERO, Credits::plus)? });
    }
    upgrade(working.engine.book(), &plan, account.terms.seats, &latest)
}

pub(super) fn suggestion(working: &mut Working<'_>, id: &str, below: bool, now: Moment) -> Result<ReloadSuggestion> {
    let accounts = working.view(id)?;
    let today = accounts.get(id)?.terms.calendar.day(now)?;
    let range = Range { first: earlier(today, RELOAD_DAYS)?, last: today };
    let days = by_day(working, &all(id, below, range))?;
    let reload = working.engine.book().policies.reload.as_ref();
    // What the book leaves to a parameter that nobody has set is not known.
    let book = reload.filter(|reload| reload.threshold.missing().is_none());
    let book = book.map(|reload| reload.threshold.credits()).transpose()?;
    // One from whom nothing is deducted has nothing to buy.
    let suggestion = if accounts.is_exempt(id, working.engine.book())? { None } else { suggest(&days, today, book)? };
    Ok(ReloadSuggestion::new(suggestion, book))
}

fn earlier(day: Date, days: i64) -> Result<Date> {
    Date::from_days(day.days() - days).ok_or_else(|| Error::moment_out_of_range(&format!("{day} less {days} days")))
}
