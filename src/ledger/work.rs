//! Moving credits: everything that a command does is made of these few moves.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Accounts, Entry, EntryKind, Event, Kind, Label, Lot, Moment, Part, Side, Source};
use crate::credits::Credits;
use crate::quote::Engine;
use crate::{Error, Result};

/// A command in progress.
pub(super) struct Work<'a> {
    pub(super) accounts: &'a mut Accounts,
    /// What is in force.
    pub(super) engine: &'a Engine,
    /// What the command is priced by: what is in force, unless another price was promised.
    pub(super) prices: &'a Engine,
    /// When what is written happens.
    pub(super) now: Moment,
    pub(super) entries: Vec<Entry>,
    pub(super) events: Vec<Event>,
    /// By how much pools have changed in the step, reserved credits included.
    pub(super) moved: BTreeMap<String, Credits>,
    /// Whether something was due.
    pub(super) went_on: bool,
    kind: EntryKind,
    concerns: Option<(String, u64)>,
    /// What usage is being written, and whose.
    label: Option<(String, Arc<Label>)>,
    /// The first entry's number, by account.
    acts: BTreeMap<String, u64>,
}

impl<'a> Work<'a> {
    pub(super) fn new(accounts: &'a mut Accounts, engine: &'a Engine, now: Moment) -> Work<'a> {
        let (entries, events, moved, acts) = (Vec::new(), Vec::new(), BTreeMap::new(), BTreeMap::new());
        Work {
            accounts,
            engine,
            prices: engine,
            now,
            entries,
            events,
            moved,
            went_on: false,
            kind: EntryKind::Grant,
            concerns: None,
            label: None,
            acts,
        }
    }

    /// What is written from now on is of this kind.
    pub(super) fn begin(&mut self, kind: EntryKind) {
        (self.kind, self.concerns, self.label) = (kind, None, None);
        self.acts.clear();
    }

    /// What is written from now on is of this kind, and in that account about an earlier charge or hold.
    pub(super) fn begin_about(&mut self, kind: EntryKind, id: &str, number: u64) {
        self.begin(kind);
        self.concerns = Some((id.to_owned(), number));
    }

    /// What is written from now on in an account is this usage.
    pub(super) fn label(&mut self, id: &str, label: Option<Arc<Label>>) {
        self.label = label.map(|label| (id.to_owned(), label));
    }

    /// The number of what was begun, in an account.
    pub(super) fn act(&self, id: &str) -> Option<u64> {
        self.acts.get(id).copied()
    }

    /// Writes usage that is priced and not deducted.
    pub(super) fn record(&mut self, id: &str, recorded: Credits) -> Result<()> {
        self.write(id, Side::Lot, Side::Usage, None, Credits::ZERO)?;
        if let Some(entry) = self.entries.last_mut() {
            entry.recorded = recorded;
        }
        Ok(())
    }

    /// Writes a movement.
    pub(super) fn write(&mut self, id: &str, from: Side, to: Side, lot: Option<u64>, credits: Credits) -> Result<()> {
        let account = self.accounts.get_mut(id)?;
        let offset_s = account.terms.calendar.offset_s(self.now)?;
        account.entry_count += 1;
        let seq = account.entry_count;
        let act = match self.acts.get(id) {
            Some(act) => *act,
            None => *self.acts.entry(id.to_owned()).or_insert(seq),
        };
        if account.terms.plan.is_some() && lot.is_some() && from.is_lot() != to.is_lot() {
            let signed = if to.is_lot() { credits } else { Credits::ZERO.minus(credits)? };
            let moved = self.moved.entry(id.to_owned()).or_default();
            *moved = moved.plus(signed)?;
        }
        // A number is of its account: that above has others.
        let concerns = self.concerns.as_ref().filter(|(of, _)| of == id).map(|(_, number)| *number);
        let label = self.label.as_ref().filter(|(of, _)| of == id).map(|(_, label)| label.clone());
        let (account, at, kind) = (id.to_owned(), self.now, self.kind);
        let recorded = Credits::ZERO;
        self.entries.push(Entry {
            account,
            seq,
            act,
            at,
            kind,
            concerns,
            from,
            to,
            lot,
            credits,
            offset_s,
            label,
            recorded,
        });
        Ok(())
    }

    /// Puts credits into a new lot.
    pub(super) fn add(
        &mut self,
        id: &str,
        from: Side,
        kind: Kind,
        credits: Credits,
        expires: Option<Moment>,
    ) -> Result<u64> {
        let priority = kind.priority(&self.engine.book().policies.burn);
        self.add_lot(
            id,
            from,
            Lot {
                id: 0,
                kind,
                granted: credits,
                remaining: credits,
                held: Credits::ZERO,
                created: self.now,
                expires,
                priority,
                source: None,
            },
        )
    }

    fn add_lot(&mut self, id: &str, from: Side, mut lot: Lot) -> Result<u64> {
        let account = self.accounts.get_mut(id)?;
        account.total()?.plus(lot.remaining)?; // the sum must stay countable
        account.lot_count += 1;
        lot.id = account.lot_count;
        let (lot_id, credits) = (lot.id, lot.remaining);
        if !lot.is_drawn() {
            account.count_in_base(credits);
            if !matches!(from, Side::Usage | Side::Debt) {
                account.watch.fired.clear(); // what comes back is no refill
            }
        }
        account.lots.push(lot);
        self.write(id, from, Side::Lot, Some(lot_id), credits)?;
        Ok(lot_id)
    }

    /// Pays what is owed from what came in, where the book says so.
    pub(super) fn repay(&mut self, id: &str) -> Result<()> {
        if !self.engine.book().policies.repay_debt {
            return Ok(());
        }
        let account = self.accounts.get(id)?;
        let credits = account.debt.min(account.own(self.now)?);
        if credits > Credits::ZERO {
            self.take(id, credits, Side::Debt)?;
            let account = self.accounts.get_mut(id)?;
            account.debt = account.debt.minus(credits)?;
        }
        Ok(())
    }

    /// Takes what can be spent, lot by lot in burn order: the account's own, then the pool above under its cap.
    /// The caller has made sure that it is there.
    pub(super) fn take(&mut self, id: &str, amount: Credits, to: Side) -> Result<Vec<Part>> {
        let own = self.accounts.get(id)?.own(self.now)?;
        let mut parts = self.take_own(id, amount.min(own), to)?;
        let missing = amount.minus(amount.min(own))?;
        if missing > Credits::ZERO {
            for part in self.draw(id, missing)? {
                let lot = part.lot.ok_or_else(Error::internal)?;
                self.move_out(id, lot, part.credits, to)?;
                parts.push(part);
            }
        }
        Ok(parts)
    }

    fn take_own(&mut self, id: &str, amount: Credits, to: Side) -> Result<Vec<Part>> {
        let now = self.now;
        let account = self.accounts.get(id)?;
        let (mut left, mut parts) = (amount, Vec::new());
        for lot in account.usable(now) {
            let credits = left.min(lot.free()?);
            if credits > Credits::ZERO {
                left = left.minus(credits)?;
                parts.push(Part { lot: Some(lot.id), credits });
            }
        }
        if left > Credits::ZERO {
            return Err(Error::internal()); // the decision said that the lots cover it
        }
        for part in &parts {
            self.move_out(id, part.lot.unwrap_or_default(), part.credits, to)?;
        }
        Ok(parts)
    }

    /// Moves spendable credits out of a lot, or into its reserve.
    pub(super) fn move_out(&mut self, id: &str, lot: u64, credits: Credits, to: Side) -> Result<()> {
        let found = self.accounts.get_mut(id)?.lot(lot)?;
        if to == Side::Held {
            found.held = found.held.plus(credits)?;
        } else {
            found.remaining = found.remaining.minus(credits)?;
        }
        self.write(id, Side::Lot, to, Some(lot), credits)
    }

    /// Brings credits down from the pool above, within the cap.
    fn draw(&mut self, id: &str, amount: Credits) -> Result<Vec<Part>> {
        let owner = self.accounts.cap(id)?.map(|(owner, _)| owner.to_owned()).ok_or_else(Error::internal)?;
        let from = self.take(&owner, amount, Side::Allotment)?;
        let cap = self.accounts.get_mut(&owner)?.allotments.iter_mut().find(|allotment| allotment.to == id);
        let cap = cap.ok_or_else(Error::internal)?;
        cap.used = cap.used.plus(amount)?;
        let mut parts = Vec::new();
        for part in from {
            let lot = self.hand_down(&owner, id, part.lot.unwrap_or_default(), part.credits, true)?;
            parts.push(Part { lot: Some(lot), credits: part.credits });
        }
        Ok(parts)
    }

    /// Puts credits that were taken from a lot above into one below, with the same expiry and place.
    pub(super) fn hand_down(&mut self, owner: &str, id: &str, lot: u64, credits: Credits, capped: bool) -> Result<u64> {
        let above = self.accounts.get_mut(owner)?.lot(lot)?.clone();
        let source = Some(Source { lot, capped });
        let account = self.accounts.get_mut(id)?;
        // One that was drawn under a cap is empty as soon as it is spent, and used again; another one is done for then.
        let in_use = |lot: &Lot| capped || lot.remaining > Credits::ZERO;
        let same = |lot: &&mut Lot| lot.source == source && lot.expires == above.expires && in_use(lot);
        if let Some(found) = account.lots.iter_mut().find(same) {
            found.granted = found.granted.plus(credits)?;
            found.remaining = found.remaining.plus(credits)?;
            let lot = found.id;
            if !capped {
                account.count_in_base(credits);
                account.watch.fired.clear();
            }
            self.write(id, Side::Allotment, Side::Lot, Some(lot), credits)?;
            return Ok(lot);
        }
        self.add_lot(
            id,
            Side::Allotment,
            Lot {
                id: 0,
                kind: Kind::Allotment,
                granted: credits,
                remaining: credits,
                held: Credits::ZERO,
                created: self.now,
                source,
                ..above
            },
        )
    }

    /// Gives credits back to the lot that they were taken from, `since` a moment. Gives what was forfeited because the
    /// lot has expired.
    pub(super) fn put_back(
        &mut self,
        id: &str,
        lot: u64,
        credits: Credits,
        from: Side,
        since: Moment,
    ) -> Result<Credits> {
        let grace = i64::from(self.engine.book().policies.refund_grace_days);
        let now = self.now;
        let found = self.accounts.get_mut(id)?.lot(lot)?;
        let capped = found.is_drawn();
        if found.has_expired(now) && !capped {
            let reopened = found.expires.map(|expires| expires.plus_days(grace)).transpose()?;
            if reopened.is_none_or(|until| until <= now) {
                self.write(id, from, Side::Forfeited, Some(lot), credits)?;
                return Ok(credits);
            }
            found.expires = reopened;
        }
        found.remaining = found.remaining.plus(credits)?;
        self.write(id, from, Side::Lot, Some(lot), credits)?;
        if capped { self.hand_up(id, lot, credits, since) } else { Ok(Credits::ZERO) }
    }

    /// Gives spendable credits of a lot back to the lot above that they are from.
    pub(super) fn hand_up(&mut self, id: &str, lot: u64, credits: Credits, since: Moment) -> Result<Credits> {
        let owner = self.accounts.get(id)?.terms.parent.clone().ok_or_else(Error::internal)?;
        let source = self.accounts.get_mut(id)?.lot(lot)?.source.ok_or_else(Error::internal)?;
        self.move_out(id, lot, credits, Side::Allotment)?;
        if source.capped {
            self.uncount(&owner, id, credits, since)?;
        }
        self.put_back(&owner, source.lot, credits, Side::Allotment, since)
    }

    /// Takes what comes back off what counts against a cap, where it was counted in the same period.
    fn uncount(&mut self, owner: &str, id: &str, credits: Credits, since: Moment) -> Result<()> {
        let above = self.accounts.get_mut(owner)?;
        let this_period = since >= above.period.start;
        let cap = above.allotments.iter_mut().find(|allotment| allotment.to == id && !allotment.reserve);
        if let Some(cap) = cap.filter(|_| this_period) {
            cap.used = cap.used.minus(credits)?.max(Credits::ZERO);
        }
        Ok(())
    }

    /// Ends a reservation in a lot: the credits can be spent again, or are forfeited where the lot has expired. Gives what
    /// was forfeited.
    pub(super) fn unreserve(&mut self, id: &str, lot: u64, credits: Credits, since: Moment) -> Result<Credits> {
        let now = self.now;
        let found = self.accounts.get_mut(id)?.lot(lot)?;
        found.held = found.held.minus(credits)?;
        if found.has_expired(now) {
            found.remaining = found.remaining.minus(credits)?;
            self.write(id, Side::Held, Side::Forfeited, Some(lot), credits)?;
            self.uncount_all(id, lot, credits, since)?;
            return Ok(credits);
        }
        let capped = found.is_drawn();
        self.write(id, Side::Held, Side::Lot, Some(lot), credits)?;
        if capped { self.hand_up(id, lot, credits, since) } else { Ok(Credits::ZERO) }
    }

    /// The same at every cap that the credits were drawn under.
    fn uncount_all(&mut self, id: &str, lot: u64, credits: Credits, since: Moment) -> Result<()> {
        let account = self.accounts.get(id)?;
        let source = account.lots.iter().find(|found| found.id == lot).and_then(|lot| lot.source);
        let (Some(source), Some(owner)) = (source.filter(|source| source.capped), account.terms.parent.clone()) else {
            return Ok(());
        };
        self.uncount(&owner, id, credits, since)?;
        self.uncount_all(&owner, source.lot, credits, since)
    }

    /// Brings used credits back into what is reserved of their lot, whether it has expired or not.
    pub(super) fn reserve_again(&mut self, id: &str, lot: u64, credits: Credits) -> Result<()> {
        let found = self.accounts.get_mut(id)?.lot(lot)?;
        found.held = found.held.plus(credits)?;
        found.remaining = found.remaining.plus(credits)?;
        self.write(id, Side::Usage, Side::Held, Some(lot), credits)
    }

    /// Spends reserved credits of a lot.
    pub(super) fn use_reserved(&mut self, id: &str, lot: u64, credits: Credits) -> Result<()> {
        self.take_reserved(id, lot, credits, Side::Usage)
    }

    /// Takes reserved credits out of a lot.
    pub(super) fn take_reserved(&mut self, id: &str, lot: u64, credits: Credits, to: Side) -> Result<()> {
        let found = self.accounts.get_mut(id)?.lot(lot)?;
        found.held = found.held.minus(credits)?;
        found.remaining = found.remaining.minus(credits)?;
        self.write(id, Side::Held, to, Some(lot), credits)
    }
}
