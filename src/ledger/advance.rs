//! What time does: holds and lots expire, periods begin.

use std::collections::BTreeSet;

use super::work::Work;
use super::{Account, Allotment, Ended, EntryKind, Event, Kind, Lot, Moment, Part, Period, Side, Source};
use crate::Result;
use crate::book::Proration;
use crate::credits::Credits;

/// Something that falls due. What comes first in this order is done first of what is due at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    Hold(u64),
    Period,
    Lot(u64),
    Reload,
}

impl Account {
    /// When something falls due next, as far as what is loaded of it knows.
    pub fn due(&self) -> Moment {
        self.next_due().0
    }

    fn next_due(&self) -> (Moment, Due) {
        let holds = self.holds.iter().filter(|hold| hold.ended.is_none());
        let holds = holds.map(|hold| (hold.expires, Due::Hold(hold.id)));
        let lots = self.lots.iter().filter(|lot| lot.remaining > lot.held);
        let lots = lots.filter_map(|lot| Some((lot.expires?, Due::Lot(lot.id))));
        let reload = self.watch.reload.due().map(|at| (at, Due::Reload));
        holds.chain(lots).chain(reload).fold((self.period.end, Due::Period), Ord::min)
    }

    /// When something falls due within the period that is neither a hold nor the period itself.
    pub fn due_within_period(&self) -> Option<Moment> {
        let lots = self.lots.iter().filter(|lot| lot.remaining > lot.held).filter_map(|lot| lot.expires);
        lots.chain(self.watch.reload.due()).min().filter(|at| *at < self.period.end)
    }
}

impl Work<'_> {
    /// Does what is due by `now` for an account and those above it, in the order of time, and from the top.
    pub(super) fn advance_line(&mut self, id: &str, now: Moment) -> Result<()> {
        let line: Vec<String> = self.accounts.line(id)?.iter().rev().map(|account| account.id.clone()).collect();
        self.advance(&line, now)?;
        // One that was unlimited by an account above, and is no more, has its plan's allowance: all of it, as it must not
        // depend on when it is looked at. Another one's follows the book in force when its period began.
        for id in &line {
            if self.accounts.get(id)?.granted == Credits::ZERO {
                self.grant_allowance(id, Proration::Full)?;
            }
        }
        self.watch()
    }

    fn advance(&mut self, line: &[String], now: Moment) -> Result<()> {
        // What has moved so far is a part of the step in whose course this is done.
        let moved = std::mem::take(&mut self.moved);
        loop {
            let due = line.iter().map(|id| Ok((self.accounts.get(id)?.next_due(), id)));
            let due = due.collect::<Result<Vec<_>>>()?.into_iter().min_by_key(|((at, _), _)| *at);
            let Some(((at, due), id)) = due.filter(|((at, _), _)| *at <= now) else { break };
            (self.now, self.went_on) = (at, true);
            match due {
                Due::Hold(hold) => {
                    self.begin_about(EntryKind::HoldExpiry, id, hold);
                    let (credits, forfeited) = self.end_hold(id, hold, Ended::Expired)?;
                    self.events.push(Event::HoldExpired { account: id.to_owned(), hold, credits, forfeited });
                }
                Due::Lot(lot) => self.expire(id, lot)?,
                Due::Period => self.begin_period(id, at)?,
                Due::Reload => self.reload_due(id)?,
            }
            self.watch()?;
        }
        (self.now, self.moved) = (now, moved);
        Ok(())
    }

    /// Ends a lot; what holds reserve of it stays theirs.
    fn expire(&mut self, id: &str, lot: u64) -> Result<()> {
        self.begin(EntryKind::Expiry);
        let found = self.accounts.get_mut(id)?.lot(lot)?;
        let credits = found.free()?;
        found.remaining = found.held;
        self.write(id, Side::Lot, Side::Expired, Some(lot), credits)?;
        self.events.push(Event::LotExpired { account: id.to_owned(), lot, credits });
        Ok(())
    }

    fn begin_period(&mut self, id: &str, at: Moment) -> Result<()> {
        let trial_ends = self.trial_ends(id)?;
        let account = self.accounts.get_mut(id)?;
        let Some(period) = account.terms.calendar.following(&account.period, at)? else {
            // A change of zone has moved the end on.
            account.period = account.terms.calendar.continued(&account.period)?;
            return Ok(());
        };
        account.period = period;
        // A trial's allowance is granted once.
        if trial_ends.is_none_or(|ends| ends <= at) {
            account.granted = Credits::ZERO;
        }
        let next = std::mem::take(&mut account.terms.next);
        account.terms.seats = next.seats.unwrap_or(account.terms.seats);
        account.terms.allowance = next.allowance.or(account.terms.allowance);
        for allotment in &mut account.allotments {
            if allotment.renew {
                allotment.used = Credits::ZERO;
            }
        }
        self.events.push(Event::PeriodBegan { account: id.to_owned(), index: period.index, start: period.start });
        if let Some(plan) = next.plan {
            self.begin_plan(id, &plan)?;
        }
        let carried = self.carry_over(id, at)?;
        self.expire_due(id, at)?;
        self.accounts.get_mut(id)?.begin_watch();
        self.grant_carried(id, carried, &period)?;
        self.grant_allowance(id, Proration::Full)?;
        self.grant_recurring(id, &period)?;
        self.return_attempts(id)?;
        if self.is_given_now(id, at)? {
            return Ok(()); // it has nothing to give on before it has been given
        }
        let new = self.new_lots(id)?;
        self.renew_allotments(id, &new)
    }

    /// Whether an account without an allowance of its own is about to be given credits for this period.
    fn is_given_now(&self, id: &str, at: Moment) -> Result<bool> {
        let terms = &self.accounts.get(id)?.terms;
        let (None, Some(parent)) = (&terms.plan, &terms.parent) else { return Ok(false) };
        let above = self.accounts.get(parent)?;
        let given = |given: &Allotment| given.to == id && given.moves_each_period();
        Ok(above.period.start == at && above.allotments.iter().any(given))
    }

    /// The lots of the new allowance: of the plan's, or of what the account above has given for a time.
    fn new_lots(&self, id: &str) -> Result<Vec<u64>> {
        let account = self.accounts.get(id)?;
        let end = Some(account.period.end);
        let given = |lot: &Lot| account.terms.plan.is_none() && lot.is_given() && lot.expires.is_some();
        let new = |lot: &&Lot| (lot.kind == Kind::Allowance && lot.expires == end) || given(lot);
        Ok(account.lots.iter().filter(new).filter(|lot| !lot.has_expired(self.now)).map(|lot| lot.id).collect())
    }

    fn expire_due(&mut self, id: &str, at: Moment) -> Result<()> {
        let due = self.accounts.get(id)?.lots.iter().filter(|lot| lot.has_expired(at) && lot.remaining > lot.held);
        let due: Vec<u64> = due.map(|lot| lot.id).collect();
        due.into_iter().try_for_each(|lot| self.expire(id, lot))
    }

    /// Takes what the ended period left, up to the book's cap.
    fn carry_over(&mut self, id: &str, at: Moment) -> Result<Credits> {
        let Some(cap) = &self.engine.book().policies.roll_over_cap else { return Ok(Credits::ZERO) };
        let mut room = cap.credits()?;
        self.begin(EntryKind::Rollover);
        let account = self.accounts.get_mut(id)?;
        let ends = |kind| matches!(kind, Kind::Allowance | Kind::Rollover);
        let mut moved = Vec::new();
        for lot in account.lots.iter_mut().filter(|lot| ends(lot.kind) && lot.expires == Some(at)) {
            let credits = lot.free()?.min(room);
            if credits > Credits::ZERO {
                lot.remaining = lot.remaining.minus(credits)?;
                room = room.minus(credits)?;
                moved.push((lot.id, credits));
            }
        }
        let mut carried = Credits::ZERO;
        for (lot, credits) in moved {
            self.write(id, Side::Lot, Side::Rollover, Some(lot), credits)?;
            carried = carried.plus(credits)?;
        }
        Ok(carried)
    }

    fn grant_carried(&mut self, id: &str, credits: Credits, period: &Period) -> Result<()> {
        if credits > Credits::ZERO {
            self.begin(EntryKind::Rollover);
            self.add(id, Side::Rollover, Kind::Rollover, credits, Some(period.end))?;
        }
        Ok(())
    }

    fn grant_recurring(&mut self, id: &str, period: &Period) -> Result<()> {
        for recurring in self.accounts.get(id)?.terms.recurring.clone() {
            self.begin(EntryKind::Recurring);
            self.add(id, Side::Purchase, Kind::Recurring, recurring.credits, Some(period.end))?;
            self.repay(id)?;
        }
        Ok(())
    }

    /// Gives what open attempts took back into the new allowance, where it stays reserved until they end. What is reserved
    /// for them by now moves on into it.
    fn return_attempts(&mut self, id: &str) -> Result<()> {
        for index in 0..self.accounts.get(id)?.attempts.len() {
            let attempt = self.accounts.get(id)?.attempts[index].clone();
            if total(&attempt.parts)? == Credits::ZERO {
                continue;
            }
            self.begin_about(EntryKind::Outcome, id, attempt.charge);
            self.label(id, attempt.label.clone());
            let mut parts: Vec<Part> = Vec::new();
            for Part { lot, credits } in attempt.parts {
                let from = if attempt.reserved { Side::Rollover } else { Side::Usage };
                if attempt.reserved {
                    self.take_reserved(id, lot.unwrap_or_default(), credits, from)?;
                }
                let lot = self.renew(id, lot.unwrap_or_default(), credits, from)?;
                self.reserve(id, lot, credits)?;
                match parts.iter_mut().find(|part| part.lot == Some(lot)) {
                    Some(part) => part.credits = part.credits.plus(credits)?,
                    None => parts.push(Part { lot: Some(lot), credits }),
                }
            }
            let attempt = &mut self.accounts.get_mut(id)?.attempts[index];
            (attempt.parts, attempt.reserved) = (parts, true);
        }
        Ok(())
    }

    /// Puts credits that a lot paid into the present allowance. What was drawn under a cap goes into that of the pool above,
    /// and is drawn again, without being counted twice. Gives the lot that they can be spent from.
    fn renew(&mut self, id: &str, lot: u64, credits: Credits, from: Side) -> Result<u64> {
        let account = self.accounts.get_mut(id)?;
        let parent = account.terms.parent.clone();
        let found = account.lot(lot)?;
        if let (Some(Source { lot: source, capped: true }), Some(owner)) = (found.source, parent) {
            found.remaining = found.remaining.plus(credits)?;
            self.write(id, from, Side::Lot, Some(lot), credits)?;
            self.move_out(id, lot, credits, Side::Allotment)?;
            let above = self.renew(&owner, source, credits, Side::Allotment)?;
            self.move_out(&owner, above, credits, Side::Allotment)?;
            return self.hand_down(&owner, id, above, credits, true);
        }
        // A pool may have gone on further than its member.
        let Account { period, terms, .. } = &*account;
        let ahead = period.start > self.now;
        let of_now = if ahead { terms.calendar.period(terms.calendar.index_at(self.now)?)? } else { *period };
        let end = of_now.end;
        let current = |lot: &&mut Lot| lot.kind == Kind::Allowance && lot.expires == Some(end);
        let Some(found) = account.lots.iter_mut().find(current) else {
            let lot = self.add(id, from, Kind::Allowance, credits, Some(end))?;
            // As old as the period, whichever member comes to it first.
            self.accounts.get_mut(id)?.lot(lot)?.created = of_now.start;
            return Ok(lot);
        };
        (found.granted, found.remaining) = (found.granted.plus(credits)?, found.remaining.plus(credits)?);
        let lot = found.id;
        account.count_in_base(credits);
        self.write(id, from, Side::Lot, Some(lot), credits)?;
        Ok(lot)
    }

    /// Gives below what is to be given each period, in the order in which it was agreed, as far as the allowance goes.
    fn renew_allotments(&mut self, id: &str, lots: &[u64]) -> Result<()> {
        let account = self.accounts.get(id)?;
        let renewed = account.allotments.iter().filter(|allotment| allotment.moves_each_period());
        let renewed: Vec<_> = renewed.map(|allotment| (allotment.to.clone(), allotment.credits)).collect();
        for (to, credits) in renewed {
            self.advance(std::slice::from_ref(&to), self.now)?;
            self.begin(EntryKind::Allotment);
            let (given, below) = self.allot_from(id, &to, credits, lots)?;
            let missing = credits.minus(given)?;
            if missing > Credits::ZERO {
                self.events.push(Event::AllotmentShort { account: id.to_owned(), to: to.clone(), missing });
            }
            self.repay(&to)?;
            let account = self.accounts.get(&to)?;
            if account.terms.plan.is_none() && account.period.start == self.now {
                self.renew_allotments(&to, &below)?;
            }
        }
        Ok(())
    }
}

/// The accounts below that a period's beginning gives to, and that must be at hand when it does.
pub fn given_to(account: &Account, now: Moment) -> BTreeSet<String> {
    let given = account.allotments.iter().filter(|allotment| allotment.moves_each_period());
    if account.period.end <= now { given.map(|allotment| allotment.to.clone()).collect() } else { BTreeSet::new() }
}

pub(super) fn total(parts: &[Part]) -> Result<Credits> {
    parts.iter().try_fold(Credits::ZERO, |sum, part| sum.plus(part.credits))
}
