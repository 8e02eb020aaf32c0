//! Low balances: who is told, and when. Decided from what a pool held before a step and after it.

use rust_decimal::Decimal;

use super::work::Work;
use super::{Account, Accounts, Answer, AutoReload, Event, Lot};
use crate::book::{Alerts, Book};
use crate::credits::Credits;
use crate::{Error, Result};

/// The most thresholds of an account.
pub const THRESHOLDS_MAX: usize = 10;

/// The most addresses that an account's alerts go to.
pub const ADMINS_MAX: usize = 100;

/// What an account's balance is watched for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Watch {
    /// Percentages of the base in falling order; the book's where the account has none of its own.
    pub thresholds: Option<Vec<Decimal>>,
    /// E-mail addresses. Without any, those of the nearest account above are told.
    pub admins: Vec<String>,
    /// The credits granted in the lots that are usable in the period: those that still held something when it began, and
    /// those added since.
    pub base: Credits,
    /// Thresholds that were crossed and told of, until credits come in.
    pub fired: Vec<Decimal>,
    pub reload: AutoReload,
}

/// Where a threshold lies: the most credits that are at or below it.
fn level(base: Credits, percent: Decimal) -> Result<Credits> {
    let percent = percent.normalize();
    let whole = 10_i128.checked_pow(percent.scale()).and_then(|scale| scale.checked_mul(100));
    let share = percent.mantissa().checked_mul(base.micros().into());
    let micros = share.zip(whole).and_then(|(share, whole)| i64::try_from(share / whole).ok());
    micros.map(Credits::from_micros).ok_or_else(|| Error::out_of_range("the threshold"))
}

impl Account {
    /// The percentages at which it is told of.
    pub fn thresholds<'a>(&'a self, book: &'a Book) -> &'a [Decimal] {
        self.watch.thresholds.as_ref().unwrap_or(&book.policies.alerts.thresholds)
    }

    /// What its lots hold of the base, in percent to one place, rounded down; `None` where there is no base.
    pub fn percentage(&self) -> Result<Option<Decimal>> {
        let (total, base) = (i128::from(self.total()?.micros()), i128::from(self.watch.base.micros()));
        let tenths = (total * 1000).checked_div(base).and_then(|tenths| i64::try_from(tenths).ok());
        Ok(tenths.map(|tenths| Decimal::new(tenths, 1).normalize()))
    }

    /// Whether its lots are a pool of its own, and not what the account above has given.
    fn is_pool(&self) -> bool {
        self.terms.plan.is_some()
    }

    /// Counts the base anew, as a period begins; what reloads may buy in it is counted anew as well.
    pub(super) fn begin_watch(&mut self) {
        let (now, pool) = (self.period.start, self.is_pool());
        // What was drawn on the pool above is that pool's.
        let usable = |lot: &&Lot| !lot.is_drawn() && lot.remaining > Credits::ZERO && !lot.has_expired(now);
        let granted = self.lots.iter().filter(usable).filter(|_| pool).map(|lot| lot.granted);
        self.watch.base = granted.fold(Credits::ZERO, with);
        self.watch.fired.clear();
        self.watch.reload.begin_period();
    }

    /// Counts credits that a lot was given.
    pub(super) fn count_in_base(&mut self, credits: Credits) {
        if self.is_pool() {
            self.watch.base = with(self.watch.base, credits);
        }
    }
}

/// A sum that is only compared: credits that are bought must not fail because of it.
pub(super) fn with(sum: Credits, credits: Credits) -> Credits {
    sum.plus(credits).unwrap_or(Credits::from_micros(i64::MAX))
}

impl Accounts {
    /// Who is told about an account: its own admins, or those of the nearest account above that has any.
    pub fn admins(&self, id: &str) -> Result<Vec<String>> {
        let line = self.line(id)?;
        let nearest = line.iter().find(|account| !account.watch.admins.is_empty());
        Ok(nearest.map(|account| account.watch.admins.clone()).unwrap_or_default())
    }

    /// Whether an account has a pool of its own that can run low.
    pub fn is_watched(&self, id: &str, book: &Book) -> Result<bool> {
        Ok(self.get(id)?.is_pool() && !self.is_exempt(id, book)?)
    }
}

impl Work<'_> {
    pub(super) fn set_alerts(&mut self, id: &str, thresholds: Option<&[Decimal]>, admins: &[String]) -> Result<Answer> {
        let thresholds = thresholds.map(checked).transpose()?;
        if admins.len() > ADMINS_MAX {
            return Err(Error::too_many_admins(admins.len(), ADMINS_MAX));
        }
        let book = self.engine.book();
        let account = self.accounts.get_mut(id)?;
        (account.watch.thresholds, account.watch.admins) = (thresholds, admins.to_vec());
        // What is no threshold any more is new if it becomes one again.
        let known = account.thresholds(book).to_vec();
        account.watch.fired.retain(|fired| known.contains(fired));
        Ok(Answer::Alerts)
    }

    /// Looks at the pools that have less than before the step: which thresholds that crosses.
    pub(super) fn watch(&mut self) -> Result<()> {
        for (id, moved) in std::mem::take(&mut self.moved) {
            if moved < Credits::ZERO {
                let after = self.accounts.get(&id)?.total()?;
                let before = after.minus(moved)?;
                self.alert(&id, before, after)?;
                self.cross_reload(&id, before, after)?;
            }
        }
        Ok(())
    }

    fn alert(&mut self, id: &str, before: Credits, after: Credits) -> Result<()> {
        let account = self.accounts.get(id)?;
        let base = account.watch.base;
        let mut crossed = Vec::new();
        for &threshold in account.thresholds(self.engine.book()) {
            let level = level(base, threshold)?;
            if before > level && level >= after && !account.watch.fired.contains(&threshold) {
                crossed.push(threshold);
            }
        }
        if crossed.is_empty() || self.is_exempt(id)? {
            return Ok(());
        }
        crossed.sort_unstable_by(|a, b| b.cmp(a));
        crossed.dedup();
        let admins = self.accounts.admins(id)?;
        for &threshold in &crossed {
            let (account, admins) = (id.to_owned(), admins.clone());
            self.events.push(Event::BalanceLow { account, threshold, balance: after, base, admins });
        }
        let fired = &mut self.accounts.get_mut(id)?.watch.fired;
        fired.extend(crossed);
        fired.sort_unstable_by(|a, b| b.cmp(a));
        Ok(())
    }
}

/// Thresholds in falling order.
fn checked(given: &[Decimal]) -> Result<Vec<Decimal>> {
    if given.len() > THRESHOLDS_MAX {
        return Err(Error::too_many_thresholds(given.len(), THRESHOLDS_MAX));
    }
    let mut thresholds: Vec<Decimal> = given.iter().map(Decimal::normalize).collect();
    thresholds.sort_unstable_by(|a, b| b.cmp(a));
    for (at, threshold) in thresholds.iter().enumerate() {
        if !Alerts::is_threshold(threshold) {
            return Err(Error::invalid_threshold(&threshold.to_string(), Alerts::PLACES_MAX));
        }
        if at > 0 && thresholds[at - 1] == *threshold {
            return Err(Error::threshold_twice(&threshold.to_string()));
        }
    }
    Ok(thresholds)
}
