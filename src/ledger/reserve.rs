//! Holds: an exact maximum is reserved, many captures take from it, and the rest comes back once.

use super::work::Work;
use super::{Amount, Answer, Attempt, Ended, EntryKind, Fix, Hold, Label, Limit, Moment, Paid, Part, Refusal, Side};
use crate::credits::Credits;
use crate::quote::{Decision, Quote, Subject};
use crate::{Error, Result};

impl Work<'_> {
    pub(super) fn hold(&mut self, id: &str, amount: &Amount, expires: Moment) -> Result<Answer> {
        Hold::check_end(self.now, expires)?;
        let (credits, quote) = match amount {
            Amount::Credits(credits, _) => (*credits, None),
            Amount::Priced(priced) => {
                let quote = self.price(id, priced)?;
                (quote.max.max(quote.credits), Some(quote))
            }
        };
        if credits < Credits::ZERO {
            return Err(Error::negative("credits", &credits.to_string()));
        }
        self.begin(EntryKind::Hold);
        let parts = if credits == Credits::ZERO || self.is_exempt(id)? {
            self.write(id, Side::Lot, Side::Held, None, Credits::ZERO)?;
            vec![]
        } else if self.accounts.available(id, self.now)? < credits {
            return self.refuse(id, credits, quote);
        } else {
            self.take(id, credits, Side::Held)?
        };
        let hold = self.act(id).ok_or_else(Error::internal)?;
        let made = self.now;
        let label = Label::new(service(&quote), amount.tags());
        let (captured, forfeited) = (Credits::ZERO, Credits::ZERO);
        let held = Hold { id: hold, made, expires, ended: None, credits, captured, forfeited, parts, label };
        self.accounts.get_mut(id)?.holds.push(held);
        Ok(Answer::Held { id: hold, credits, expires, quote })
    }

    /// Whether usage is recorded and nothing deducted.
    pub(super) fn is_exempt(&self, id: &str) -> Result<bool> {
        self.accounts.is_exempt(id, self.engine.book())
    }

    /// Reserves credits of one lot that can be spent.
    pub(super) fn reserve(&mut self, id: &str, lot: u64, credits: Credits) -> Result<()> {
        let found = self.accounts.get_mut(id)?.lot(lot)?;
        found.held = found.held.plus(credits)?;
        self.write(id, Side::Lot, Side::Held, Some(lot), credits)
    }

    fn open_hold(&mut self, id: &str, hold: u64) -> Result<&mut Hold> {
        let account = self.accounts.get_mut(id)?;
        let found = account.holds.iter_mut().find(|found| found.id == hold).ok_or_else(|| Error::unknown_hold(hold))?;
        match found.ended {
            None => Ok(found),
            Some(ended) => Err(Error::hold_ended(hold, ended.name())),
        }
    }

    pub(super) fn capture(
        &mut self,
        id: &str,
        hold: u64,
        amount: &Amount,
        cumulative: bool,
        last: bool,
    ) -> Result<Answer> {
        let (left, captured, held, reserves) = {
            let found = self.open_hold(id, hold)?;
            (found.left()?, found.captured, found.label.clone(), !found.parts.is_empty())
        };
        let (price, quote) = match amount {
            Amount::Credits(credits, _) => (*credits, None),
            Amount::Priced(priced) => {
                let quote = self.price(id, priced)?;
                (quote.credits, Some(quote))
            }
        };
        let credits = if cumulative { price.minus(captured)? } else { price };
        if credits < Credits::ZERO {
            return Err(match cumulative {
                true => Error::less_than_captured(&price.to_string(), &captured.to_string()),
                false => Error::negative("credits", &credits.to_string()),
            });
        }
        if credits > left {
            let to = if cumulative { captured.plus(left)? } else { left };
            return beyond(credits, left, to, quote);
        }
        let quote = quote.map(|quote| paid_by_hold(quote, credits, reserves));
        self.begin_about(EntryKind::Capture, id, hold);
        let label = Some(held.or_own(service(&quote), amount.tags()));
        self.label(id, label.clone());
        let parts = self.spend(id, hold, credits)?;
        let capture = self.act(id).ok_or_else(Error::internal)?;
        let starts = |quote: &Quote| matches!(quote.measured.subject, Subject::Attempt { ended: false, .. });
        if quote.as_ref().is_some_and(starts) && !cumulative {
            self.accounts.get_mut(id)?.attempts.push(Attempt { charge: capture, parts, reserved: false, label });
        }
        let mut left = self.open_hold(id, hold)?.left()?;
        let ended = last.then_some(Ended::Captured);
        if let Some(ended) = ended {
            self.begin_about(EntryKind::Release, id, hold);
            self.end_hold(id, hold, ended)?;
            left = Credits::ZERO;
        }
        Ok(Answer::Captured { id: capture, hold, credits, left, ended, quote })
    }

    /// Takes from what a hold reserves, up to what is left of it. Gives the lots that paid.
    fn spend(&mut self, id: &str, hold: u64, credits: Credits) -> Result<Vec<Part>> {
        let mut parts = std::mem::take(&mut self.open_hold(id, hold)?.parts);
        let (mut left, reserves, mut paid) = (credits, !parts.is_empty(), Vec::new());
        for part in &mut parts {
            let used = left.min(part.credits);
            if used > Credits::ZERO {
                left = left.minus(used)?;
                part.credits = part.credits.minus(used)?;
                self.use_reserved(id, part.lot.unwrap_or_default(), used)?;
                paid.push(Part { lot: part.lot, credits: used });
            }
        }
        if credits == Credits::ZERO || !reserves {
            // Nothing moves, and the usage is on record all the same.
            self.record(id, credits)?;
        } else if left > Credits::ZERO {
            return Err(Error::internal());
        }
        parts.retain(|part| part.credits > Credits::ZERO);
        let found = self.open_hold(id, hold)?;
        (found.parts, found.captured) = (parts, found.captured.plus(credits)?);
        Ok(paid)
    }

    /// The hold that a capture was taken from, while it is open.
    pub(super) fn open_hold_of(&self, id: &str, paid: &Paid) -> Result<Option<u64>> {
        let holds = &self.accounts.get(id)?.holds;
        Ok(paid.hold.filter(|hold| holds.iter().any(|found| found.id == *hold && found.ended.is_none())))
    }

    /// Takes more for a capture from its hold, and never from anything else. Says so where it has less.
    pub(super) fn capture_more(&mut self, id: &str, hold: u64, paid: &Paid, more: Credits) -> Result<Option<Answer>> {
        let left = self.open_hold(id, hold)?.left()?;
        if more > left {
            return beyond(more, left, paid.amount()?.plus(left)?, None).map(Some);
        }
        self.spend(id, hold, more).map(|_| None)
    }

    /// Counts what the balance pays for a capture of a hold that has ended: at most what came back of it. Says so where it
    /// is more.
    pub(super) fn capture_late(&mut self, id: &str, paid: &Paid, more: Credits) -> Result<Option<Answer>> {
        let holds = &mut self.accounts.get_mut(id)?.holds;
        let Some(found) = holds.iter_mut().find(|found| Some(found.id) == paid.hold) else { return Ok(None) };
        let back = found.released()?;
        if more > back {
            return beyond(more, back, paid.amount()?.plus(back)?, None).map(Some);
        }
        found.captured = found.captured.plus(more.max(Credits::ZERO))?;
        Ok(None)
    }

    /// Brings back into an open hold what a capture took from it: it can be captured again.
    pub(super) fn uncapture(&mut self, id: &str, hold: u64, paid: &Paid, credits: Credits) -> Result<()> {
        let mut left = credits;
        for part in paid.parts.iter().rev() {
            let (lot, back) = (part.lot.ok_or_else(Error::internal)?, left.min(part.credits));
            if back == Credits::ZERO {
                continue;
            }
            left = left.minus(back)?;
            self.reserve_again(id, lot, back)?;
            let parts = &mut self.open_hold(id, hold)?.parts;
            match parts.iter_mut().find(|part| part.lot == Some(lot)) {
                Some(part) => part.credits = part.credits.plus(back)?,
                None => parts.insert(0, Part { lot: Some(lot), credits: back }),
            }
        }
        self.count_captured(id, hold, Credits::ZERO.minus(credits)?)
    }

    /// Counts what a capture that is only recorded came to otherwise.
    pub(super) fn count_captured(&mut self, id: &str, hold: u64, more: Credits) -> Result<()> {
        let found = self.open_hold(id, hold)?;
        found.captured = found.captured.plus(more)?;
        Ok(())
    }

    pub(super) fn release(&mut self, id: &str, hold: u64) -> Result<Answer> {
        self.open_hold(id, hold)?;
        self.begin_about(EntryKind::Release, id, hold);
        let (credits, forfeited) = self.end_hold(id, hold, Ended::Released)?;
        Ok(Answer::Released { hold, credits, forfeited })
    }

    /// Ends a hold: the rest comes back, but for what is forfeited. Gives how much was left, and how much of it that is.
    pub(super) fn end_hold(&mut self, id: &str, hold: u64, ended: Ended) -> Result<(Credits, Credits)> {
        let parts = std::mem::take(&mut self.open_hold(id, hold)?.parts);
        let since = self.open_hold(id, hold)?.made;
        let (left, mut forfeited) = (super::advance::total(&parts)?, Credits::ZERO);
        for Part { lot, credits } in parts {
            forfeited = forfeited.plus(self.unreserve(id, lot.unwrap_or_default(), credits, since)?)?;
        }
        let found = self.open_hold(id, hold)?;
        (found.ended, found.forfeited) = (Some(ended), forfeited);
        Ok((left, forfeited))
    }
}

/// A price that a hold pays, whatever else the balance covers.
fn paid_by_hold(quote: Quote, credits: Credits, reserves: bool) -> Quote {
    let decision = match (credits, reserves) {
        (Credits::ZERO, _) => Decision::Free,
        (_, true) => Decision::Charged,
        (_, false) => Decision::Recorded,
    };
    Quote { decision, overage: None, ..quote }
}

/// What service a price is of; where there is none, nobody says.
fn service(quote: &Option<Quote>) -> &str {
    quote.as_ref().map_or("", |quote| &quote.measured.service)
}

/// A capture that asks for more than is reserved.
fn beyond(required: Credits, available: Credits, to: Credits, quote: Option<Quote>) -> Result<Answer> {
    let missing = required.minus(available)?;
    let decision = crate::book::Exhausted::Declined.name();
    let (limit, fix) = (Limit::Hold, Fix::Reduce { to });
    Ok(Answer::Refused(Box::new(Refusal { quote, decision, limit, required, available, missing, fix })))
}
