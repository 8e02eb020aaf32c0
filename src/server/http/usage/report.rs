//! Reports and lists. They read roll-ups, and of entries only those that a page shows.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::super::page::Page;
use super::query::{By, Filter, ReportQuery, cursor, place};
use crate::credits::Credits;
use crate::ledger::usage::{Range, Usage, pattern};
use crate::ledger::{Account, Accounts, Moment};
use crate::rates::Date;
use crate::server::TENANT;
use crate::server::accounts::Working;
use crate::server::store::{UsageBy, UsageFilter, UsageGroup, UsageQuery};
use crate::wire::ledger::Period;
use crate::wire::usage::{AllowanceUsage, Group, PeakDay, PeriodUsage, Transactions, UsageReport};
use crate::{Error, Result};

/// The most groups of a report: more are no report, and the CSV has them all.
const GROUPS_MAX: usize = 10_000;

pub(super) fn report(working: &mut Working<'_>, id: &str, asked: &ReportQuery, now: Moment) -> Result<UsageReport> {
    let ReportQuery { filter: Filter { days, below, usage }, by } = asked;
    let accounts = working.view(id)?;
    let account = accounts.get(id)?;
    let (calendar, below) = (&account.terms.calendar, *below);
    let range = days.range(working.store(), account, below, now)?;
    let query = UsageQuery { account: id.to_owned(), below, range, filter: usage.clone() };
    let sums = by_day(working, &query)?;
    let pattern = pattern(&range, &sums, calendar.day(now)?)?;
    let peak = |&(day, credits): &(Date, Credits)| PeakDay { day: day.to_string(), credits };
    Ok(UsageReport {
        account: id.to_owned(),
        scope: super::scope(below),
        range: days.name(),
        from: range.first.to_string(),
        to: range.last.to_string(),
        time_zone: calendar.zone().to_owned(),
        total: (&pattern.total).try_into()?,
        groups: groups(working, account, &query, &sums, by)?,
        average_per_day: pattern.average,
        peak_days: pattern.peaks.iter().map(peak).collect(),
        trend: pattern.trend.as_ref().map(Into::into),
        period: period(working, &accounts, id, below, now)?,
        balance: accounts.balance(id, working.engine.book(), now)?.try_into()?,
    })
}

/// The sums of each day with usage.
pub(super) fn by_day(working: &mut Working<'_>, query: &UsageQuery) -> Result<BTreeMap<Date, Usage>> {
    let rows = working.store().usage_groups(TENANT, query, &[UsageBy::Day])?;
    Ok(rows.into_iter().filter_map(|group| Some((group.day?, group.usage))).collect())
}

/// All usage of days, whatever its label.
pub(super) fn all(id: &str, below: bool, range: Range) -> UsageQuery {
    UsageQuery { account: id.to_owned(), below, range, filter: UsageFilter::default() }
}

fn groups(
    working: &mut Working<'_>,
    account: &Account,
    query: &UsageQuery,
    days: &BTreeMap<Date, Usage>,
    by: &[By],
) -> Result<Vec<Group>> {
    let rows = if by.iter().all(|by| by.is_time()) {
        days.iter().map(|(day, usage)| UsageGroup { day: Some(*day), usage: *usage, ..UsageGroup::default() }).collect()
    } else {
        let kept: Vec<UsageBy> = by.iter().map(|by| by.kept()).collect();
        working.store().usage_groups(TENANT, query, &kept)?
    };
    let periods = if by.contains(&By::Period) { period_starts(account, query.range.first)? } else { vec![] };
    let mut sums: BTreeMap<Vec<String>, Usage> = BTreeMap::new();
    for row in rows {
        let names = by.iter().map(|by| name(*by, &row, &periods)).collect();
        let sum = sums.entry(names).or_default();
        *sum = sum.plus(&row.usage)?;
    }
    if sums.len() > GROUPS_MAX {
        return Err(Error::too_many_groups(sums.len(), GROUPS_MAX));
    }
    let mut sorted = Vec::with_capacity(sums.len());
    for (names, sum) in sums {
        let time = names.iter().zip(by).filter(|(_, by)| by.is_time()).map(|(name, _)| name.clone()).next();
        let credits = (Reverse(sum.net()?), Reverse(sum.recorded));
        // Time in its order where it comes first.
        let time = time.filter(|_| by[0].is_time());
        sorted.push(((time, credits, names), sum));
    }
    sorted.sort_by(|(a, _), (b, _)| a.cmp(b));
    sorted.into_iter().map(|((.., names), sum)| group(by, names, &sum)).collect()
}

fn name(by: By, row: &UsageGroup, periods: &[Date]) -> String {
    let day = || row.day.map(|day| day.to_string()).unwrap_or_default();
    match by {
        By::Day => day(),
        By::Month => day().get(..7).unwrap_or_default().to_owned(),
        By::Period => {
            let start = periods.iter().find(|start| row.day.is_some_and(|day| **start <= day));
            start.map(|start| start.to_string()).unwrap_or_default()
        }
        By::Service => row.label.service.clone(),
        By::Agent => row.label.agent.clone(),
        By::Campaign => row.label.campaign.clone(),
        By::Member => row.account.clone(),
    }
}

fn group(by: &[By], names: Vec<String>, sum: &Usage) -> Result<Group> {
    let mut group = Group { sum: sum.try_into()?, ..Group::default() };
    for (by, name) in by.iter().zip(names) {
        let field = match by {
            By::Day => &mut group.day,
            By::Month => &mut group.month,
            By::Period => &mut group.period,
            By::Service => &mut group.service,
            By::Agent => &mut group.agent,
            By::Campaign => &mut group.campaign,
            By::Member => &mut group.member,
        };
        *field = Some(name);
    }
    Ok(group)
}

/// The days on which billing periods began, the latest first, back to one that began by a day.
fn period_starts(account: &Account, first: Date) -> Result<Vec<Date>> {
    let calendar = &account.terms.calendar;
    let mut starts = vec![calendar.day(account.period.start)?];
    let mut index = account.period.index;
    while starts.last().is_some_and(|start| *start > first) {
        index -= 1;
        starts.push(calendar.day(calendar.period(index)?.start)?);
    }
    Ok(starts)
}

/// Where an account stands in its billing period, by the days from the one on which it began.
fn period(working: &mut Working<'_>, accounts: &Accounts, id: &str, below: bool, now: Moment) -> Result<PeriodUsage> {
    let account = accounts.get(id)?;
    let calendar = &account.terms.calendar;
    let (days_left, _) = calendar.days_left(&account.period, now)?;
    let range = Range { first: calendar.day(account.period.start)?, last: Date::MAX };
    let sums = working.store().usage_groups(TENANT, &all(id, below, range), &[])?;
    let credits = sums.iter().try_fold(Credits::ZERO, |sum, group| sum.plus(group.usage.net()?))?;
    let balance = accounts.balance(id, working.engine.book(), now)?;
    let allowance = if balance.unlimited {
        None
    } else {
        let remaining = balance.allowance.plus(balance.shared.unwrap_or_default())?;
        Some(AllowanceUsage::new(granted(working, accounts, id)?, credits, remaining))
    };
    let (start, end) = (account.period.start.to_string(), account.period.end.to_string());
    Ok(PeriodUsage { period: Period { start, end, days_left }, credits, allowance })
}

/// What was granted, carried over and set aside for an account's billing period; under a cap, what that allows.
pub(super) fn granted(working: &mut Working<'_>, accounts: &Accounts, id: &str) -> Result<Credits> {
    let account = accounts.get(id)?;
    let kept = working.store().lots_made(TENANT, id, accounts.granted_since(id)?, account.period.end)?;
    let mut lots: BTreeMap<u64, _> = kept.into_iter().map(|lot| (lot.id, lot)).collect();
    // What time has done by now may not be written yet.
    lots.extend(account.lots.iter().map(|lot| (lot.id, lot.clone())));
    accounts.granted(id, lots.values())
}

pub(super) fn transactions(
    working: &mut Working<'_>,
    id: String,
    Filter { days, below, usage }: Filter,
    page: &Page,
    now: Moment,
) -> Result<Transactions> {
    let after = page.cursor.as_deref().map(place).transpose()?;
    let accounts = working.view(&id)?;
    let range = days.range(working.store(), accounts.get(&id)?, below, now)?;
    let query = UsageQuery { account: id, below, range, filter: usage };
    let (found, more) = working.store().usage_before(TENANT, &query, after.as_ref(), page.limit as usize)?;
    let transactions = found.into_iter().map(Into::into).collect();
    let next = more.as_ref().map(cursor);
    Ok(Transactions { from: range.first.to_string(), to: range.last.to_string(), transactions, next })
}
