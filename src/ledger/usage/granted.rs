//! What an account may use as allowance in a billing period.

use crate::Result;
use crate::credits::Credits;
use crate::ledger::{Accounts, Lot, Moment, Period};

impl Accounts {
    /// What was granted, carried over and set aside for an account's billing period, of `lots`, which are at least those
    /// made [since](Accounts::granted_since) it was; under a cap, what that allows.
    pub fn granted<'a>(&self, id: &str, lots: impl IntoIterator<Item = &'a Lot>) -> Result<Credits> {
        let (own, given) = (self.get(id)?.period, self.given_period(id)?);
        let cap = self.cap(id)?.map_or(Credits::ZERO, |(_, cap)| cap.credits);
        let of_period = |lot: &&Lot| {
            // What was set aside without an end is of the period in which that was done.
            let period = if lot.source.is_some() && lot.expires.is_some() { &given } else { &own };
            lot.kind.is_allowance() && !lot.is_drawn() && period.has(lot)
        };
        lots.into_iter().filter(of_period).try_fold(cap, |sum, lot| sum.plus(lot.granted))
    }

    /// From when on lots were made that can be of an account's billing period.
    pub fn granted_since(&self, id: &str) -> Result<Moment> {
        Ok(self.get(id)?.period.start.min(self.given_period(id)?.start))
    }

    /// The period of the pool above whose credits an account is given for its own one: that in which the middle of its
    /// own lies, as they begin at other moments where the time zones differ; but none from before it was opened.
    fn given_period(&self, id: &str) -> Result<Period> {
        let account = self.get(id)?;
        let own = account.period;
        let pool = self.line(id)?.into_iter().skip(1).find(|above| above.terms.plan.is_some());
        let Some(pool) = pool else { return Ok(own) };
        let middle = Moment::from_millis(own.start.millis().midpoint(own.end.millis()));
        let calendar = &pool.terms.calendar;
        let index = calendar.index_at(middle)?.max(calendar.index_at(account.opened)?);
        if index == pool.period.index { Ok(pool.period) } else { calendar.period(index) }
    }
}

impl Period {
    /// Whether a lot was made in it, and did not end as it began: another zone may have moved that before.
    fn has(&self, lot: &Lot) -> bool {
        (self.start..self.end).contains(&lot.created) && lot.expires.is_none_or(|expires| expires > self.start)
    }
}
