//! How an account begins and changes: its plan, seats and zone, and the allowance that follows from them.

use super::work::Work;
use super::{Account, Answer, Calendar, Change, DEPTH_MAX, EntryKind, Kind, Moment, Next, Opening, Side, Terms, Watch};
use crate::book::{Allowance, Plan, Proration};
use crate::credits::{Credits, Per, Ratio, Rounding, RoundingMode};
use crate::{Error, Result};

/// The most seats of an account.
pub const SEATS_MAX: u32 = 1_000_000;

impl Work<'_> {
    pub(super) fn open(&mut self, id: &str, opening: &Opening) -> Result<Answer> {
        if self.accounts.find(id).is_some() {
            return Err(Error::account_exists(id));
        }
        let Opening { plan, parent, seats, funding, brings, allowance, anchor, zone } = opening.clone();
        let above = parent.as_deref().map(|parent| self.accounts.line(parent)).transpose()?;
        if plan.is_none() && above.is_none() {
            return Err(Error::missing("plan", "an account without a parent has one"));
        }
        if above.as_ref().is_some_and(|line| line.len() >= DEPTH_MAX) {
            return Err(Error::too_deep(DEPTH_MAX));
        }
        let above = above.and_then(|line| line.first().map(|account| account.terms.calendar.clone()));
        let calendar = calendar(above, anchor.as_deref(), zone.as_deref(), self.now)?;
        let period = calendar.period(calendar.index_at(self.now)?)?;
        let terms = Terms {
            plan: plan.clone(),
            parent,
            seats: check_seats(seats)?,
            funding,
            brings,
            allowance: None,
            calendar,
            next: Next::default(),
            recurring: Vec::new(),
            trial_ends: None,
        };
        self.accounts.insert(Account {
            id: id.to_owned(),
            opened: self.now,
            terms,
            period,
            granted: Credits::ZERO,
            debt: Credits::ZERO,
            lots: Vec::new(),
            lot_count: 0,
            entry_count: 0,
            holds: Vec::new(),
            attempts: Vec::new(),
            allotments: Vec::new(),
            watch: Watch::default(),
        });
        let plan = self.accounts.plan(id)?.to_owned();
        let plan = self.engine.book().plan(&plan)?;
        self.check_terms(id, plan, allowance)?;
        self.begin_trial(id, plan)?;
        self.grant_allowance(id, self.engine.book().policies.proration)?;
        Ok(Answer::Opened)
    }

    /// What the account asks for must be in its plan.
    fn check_terms(&mut self, id: &str, plan: &Plan, allowance: Option<Credits>) -> Result<()> {
        let account = self.accounts.get_mut(id)?;
        if let Some(part) = account.terms.brings.difference(&plan.brings).next() {
            let may = self.engine.book().plans.iter().filter(|(_, plan)| plan.brings.contains(part));
            let name = account.terms.plan.clone().unwrap_or_default();
            return Err(Error::not_in_plan(part, &name, may.map(|(name, _)| name.as_str())));
        }
        if let Some(allowance) = allowance {
            if plan.allowance != Allowance::Operator || account.terms.plan.is_none() {
                return Err(Error::allowance_of_plan());
            }
            if allowance < Credits::ZERO {
                return Err(Error::negative("allowance", &allowance.to_string()));
            }
            account.terms.allowance = Some(allowance);
        }
        Ok(())
    }

    /// An account has one trial: coming back to it finds it ended.
    fn begin_trial(&mut self, id: &str, plan: &Plan) -> Result<()> {
        let Some(trial) = &plan.trial else { return Ok(()) };
        let account = self.accounts.get_mut(id)?;
        if account.terms.plan.is_some() {
            account.terms.trial_ends = Some(match account.terms.trial_ends {
                Some(ends) => ends.min(account.period.start),
                None => self.now.plus_days(trial.days.into())?,
            });
        }
        Ok(())
    }

    /// Puts an account on another plan, as a period begins.
    pub(super) fn begin_plan(&mut self, id: &str, name: &str) -> Result<()> {
        let plan = self.engine.book().plan(name)?;
        let account = self.accounts.get_mut(id)?;
        account.granted = Credits::ZERO;
        account.terms.plan = Some(name.to_owned());
        account.terms.brings.retain(|part| plan.brings.contains(part));
        self.begin_trial(id, plan)
    }

    /// When the trial of the plan that it is on ends.
    pub(super) fn trial_ends(&self, id: &str) -> Result<Option<Moment>> {
        let terms = &self.accounts.get(id)?.terms;
        let plan = terms.plan.as_deref().map(|plan| self.engine.book().plan(plan)).transpose()?;
        Ok(terms.trial_ends.filter(|_| plan.is_some_and(|plan| plan.trial.is_some())))
    }

    pub(super) fn change(&mut self, id: &str, change: &Change) -> Result<Answer> {
        let Change { plan, seats, zone, funding, brings, allowance, at_period_end } = change.clone();
        let seats = seats.map(check_seats).transpose()?;
        let (before, was) = (self.accounts.get(id)?.terms.clone(), self.full_allowance(id)?);
        let trial_ends = self.trial_ends(id)?;
        if plan.is_some() && before.plan.is_none() {
            return Err(Error::plan_of_parent());
        }
        if at_period_end == Some(true) && (zone.is_some() || funding.is_some() || brings.is_some()) {
            return Err(Error::only_now());
        }
        let account = self.accounts.get_mut(id)?;
        if let Some(zone) = zone {
            account.terms.calendar = account.terms.calendar.in_zone(&zone)?;
            account.move_period_end(account.terms.calendar.continued(&account.period)?);
        }
        let terms = &mut account.terms;
        terms.funding = funding.unwrap_or(terms.funding);
        terms.brings = brings.unwrap_or_else(|| before.brings.clone());
        terms.plan = plan.clone().or_else(|| before.plan.clone());
        terms.seats = seats.unwrap_or(before.seats);
        // What is asked for now takes the place of what was to come.
        terms.next.plan = terms.next.plan.take().filter(|_| plan.is_none());
        terms.next.seats = terms.next.seats.take().filter(|_| seats.is_none());
        terms.next.allowance = terms.next.allowance.take().filter(|_| plan.is_none() && allowance.is_none());
        let name = self.accounts.plan(id)?.to_owned();
        let asked = self.engine.book().plan(&name)?;
        self.check_terms(id, asked, allowance)?;

        let fewer = match (self.full_allowance(id)?, was) {
            (Some(asked), Some(was)) => asked < was,
            (asked, was) => was.is_none() && asked.is_some(), // anything is fewer than unlimited
        };
        let terms = &mut self.accounts.get_mut(id)?.terms;
        if at_period_end.unwrap_or(fewer) {
            terms.next.plan = plan.filter(|_| terms.plan != before.plan).or(terms.next.plan.take());
            terms.next.seats = seats.filter(|_| terms.seats != before.seats).or(terms.next.seats.take());
            terms.next.allowance =
                allowance.filter(|_| terms.allowance != before.allowance).or(terms.next.allowance.take());
            (terms.plan, terms.seats, terms.allowance) = (before.plan, before.seats, before.allowance);
            let plan = self.engine.book().plan(self.accounts.plan(id)?)?;
            self.check_terms(id, plan, None)?;
            return Ok(Answer::Changed);
        }
        if terms.plan != before.plan {
            let account = self.accounts.get_mut(id)?;
            if trial_ends.is_some_and(|ends| ends > account.period.start) {
                // A trial's credits are not the next plan's.
                account.granted = account.granted.minus(was.unwrap_or_default())?.max(Credits::ZERO);
            }
            self.begin_trial(id, asked)?;
        }
        self.grant_allowance(id, self.engine.book().policies.proration)?;
        Ok(Answer::Changed)
    }

    /// The credits that an account's plan grants for a whole period; `None` where nothing is deducted from it.
    fn full_allowance(&self, id: &str) -> Result<Option<Credits>> {
        let account = self.accounts.get(id)?;
        if self.accounts.is_unlimited(id, self.engine.book())? {
            return Ok(None);
        }
        let Some(plan) = &account.terms.plan else { return Ok(Some(Credits::ZERO)) };
        match &self.engine.book().plan(plan)?.allowance {
            Allowance::None => Ok(Credits::ZERO),
            Allowance::Flat(amount) => self.amount(plan, amount),
            Allowance::PerSeat(amount) => self.amount(plan, amount)?.times(account.terms.seats.into()),
            Allowance::Operator => Ok(account.terms.allowance.unwrap_or_default()),
            Allowance::Unlimited => return Ok(None),
        }
        .map(Some)
    }

    fn amount(&self, plan: &str, amount: &crate::book::Amount) -> Result<Credits> {
        match amount.missing() {
            None => amount.credits(),
            Some(missing) => Err(Error::allowance_missing(plan, missing)),
        }
    }

    /// Grants what the period's allowance is more than what counts as granted: all of it when the period begins, and what
    /// a seat or a plan brings later, by the days that are left where the book says so.
    pub(super) fn grant_allowance(&mut self, id: &str, proration: Proration) -> Result<()> {
        let Some(full) = self.full_allowance(id)? else { return Ok(()) };
        let (trial_ends, account) = (self.trial_ends(id)?, self.accounts.get(id)?);
        let missing = full.minus(account.granted)?;
        if missing <= Credits::ZERO || trial_ends.is_some_and(|ends| ends <= self.now) {
            return Ok(());
        }
        let credits = match proration {
            Proration::Full => missing,
            Proration::Daily if trial_ends.is_none() => prorated(missing, account, self.now)?,
            Proration::Daily => missing, // a trial has days of its own
        };
        let expires = trial_ends.unwrap_or(account.period.end);
        self.accounts.get_mut(id)?.granted = full;
        if credits > Credits::ZERO {
            self.begin(EntryKind::Allowance);
            self.add(id, Side::Allowance, Kind::Allowance, credits, Some(expires))?;
            self.repay(id)?;
        }
        Ok(())
    }
}

fn calendar(above: Option<Calendar>, anchor: Option<&str>, zone: Option<&str>, now: Moment) -> Result<Calendar> {
    let zone = zone.or(above.as_ref().map(Calendar::zone)).unwrap_or("UTC").to_owned();
    match (anchor, above) {
        (Some(anchor), _) => Calendar::new(anchor, &zone),
        (None, Some(above)) => above.in_zone(&zone),
        (None, None) => {
            let today = Calendar::from_moment(now, &zone)?.day(now)?;
            Calendar::new(&today.to_string(), &zone)
        }
    }
}

fn check_seats(seats: u32) -> Result<u32> {
    if seats <= SEATS_MAX { Ok(seats) } else { Err(Error::too_many_seats(seats, SEATS_MAX)) }
}

/// The share of the days that are left, without what is finer than a micro-credit.
fn prorated(credits: Credits, account: &Account, now: Moment) -> Result<Credits> {
    let (left, days) = account.terms.calendar.days_left(&account.period, now)?;
    let share = credits.ratio().times(&Ratio::new(left.into(), days.into())?)?;
    let floor = Rounding { per: Per::Message, mode: RoundingMode::Floor, scale: Rounding::SCALE_MAX };
    floor.round(&share)
}
