//! What an account gives to those below it: moved into their own pools, or a limit on its own.

use super::work::Work;
use super::{Allotment, Answer, EntryKind, Lot, Side};
use crate::credits::Credits;
use crate::{Error, Result};

impl Work<'_> {
    /// Gives to an account below. Reserved credits are added to what it was given before, and to what it is given each
    /// period; a cap takes the place of the one before.
    pub(super) fn allot(&mut self, id: &str, to: &str, reserve: bool, credits: Credits, renew: bool) -> Result<Answer> {
        if credits <= Credits::ZERO {
            return Err(Error::not_positive("credits", &credits.to_string()));
        }
        self.check_below(id, to)?;
        let given = self.accounts.get_mut(id)?.allotments.iter_mut().find(|allotment| allotment.to == to);
        if given.is_some_and(|given| given.reserve != reserve) {
            return Err(Error::allotted_otherwise(to));
        }
        if reserve {
            if self.accounts.available(id, self.now)? < credits {
                return self.refuse(id, credits, None);
            }
            self.begin(EntryKind::Allotment);
            for part in self.take(id, credits, Side::Allotment)? {
                self.hand_down(id, to, part.lot.unwrap_or_default(), part.credits, false)?;
            }
            self.repay(to)?;
        }
        let allotments = &mut self.accounts.get_mut(id)?.allotments;
        match allotments.iter_mut().find(|allotment| allotment.to == to) {
            // What is given once beside what is renewed does not come again.
            Some(given) if reserve && given.renew && !renew => {}
            Some(given) if reserve && given.renew == renew => given.credits = given.credits.plus(credits)?,
            Some(given) => (given.credits, given.renew) = (credits, renew),
            None => allotments.push(Allotment { to: to.to_owned(), reserve, credits, renew, used: Credits::ZERO }),
        }
        Ok(Answer::Allotted { to: to.to_owned(), credits })
    }

    /// Gives what these lots have, at most `credits`. Gives how much that was, and the lots below that it is in.
    pub(super) fn allot_from(
        &mut self,
        id: &str,
        to: &str,
        credits: Credits,
        lots: &[u64],
    ) -> Result<(Credits, Vec<u64>)> {
        let (mut given, mut below) = (Credits::ZERO, Vec::new());
        for &lot in lots {
            let free = self.accounts.get_mut(id)?.lot(lot)?.free()?;
            let part = free.min(credits.minus(given)?);
            if part > Credits::ZERO {
                given = given.plus(part)?;
                self.move_out(id, lot, part, Side::Allotment)?;
                below.push(self.hand_down(id, to, lot, part, false)?);
            }
        }
        Ok((given, below))
    }

    /// Ends what is given to an account below, and takes back what it has not used.
    pub(super) fn take_back(&mut self, id: &str, to: &str) -> Result<Answer> {
        self.check_below(id, to)?;
        let allotments = &mut self.accounts.get_mut(id)?.allotments;
        let before = allotments.len();
        allotments.retain(|allotment| allotment.to != to);
        if allotments.len() == before {
            return Err(Error::nothing_allotted(to));
        }
        self.begin(EntryKind::Allotment);
        let now = self.now;
        let own = |lot: &&Lot| lot.is_given() && !lot.has_expired(now);
        let lots = self.accounts.get(to)?.lots.iter().filter(own);
        let lots = lots.map(|lot| Ok((lot.id, lot.free()?))).collect::<Result<Vec<_>>>()?;
        let mut credits = Credits::ZERO;
        for (lot, free) in lots.into_iter().filter(|(_, free)| *free > Credits::ZERO) {
            credits = credits.plus(free)?;
            self.hand_up(to, lot, free, now)?;
        }
        Ok(Answer::TakenBack { to: to.to_owned(), credits })
    }

    fn check_below(&mut self, id: &str, to: &str) -> Result<()> {
        let below = self.accounts.find(to).and_then(|account| account.terms.parent.as_deref());
        if below == Some(id) { Ok(()) } else { Err(Error::not_below(to, id)) }
    }
}
