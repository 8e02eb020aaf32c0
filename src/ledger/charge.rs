//! Charges, and what becomes of them: refunds, the carrier's real price, the end of an attempt.

use super::advance::total;
use super::work::Work;
use super::{Answer, Attempt, EntryKind, Event, Fix, Kind, Limit, Paid, Part, Priced, Refusal, Side};
use crate::book::Exhausted;
use crate::credits::Credits;
use crate::quote::{Decision, Quote, Request, Subject};
use crate::{Error, Result};

impl Work<'_> {
    /// What a request costs on the account's plan, and what is decided.
    pub(super) fn price(&self, id: &str, priced: &Priced) -> Result<Quote> {
        let Priced { request, plan } = priced;
        let plan = plan.as_deref().map_or_else(|| self.accounts.plan(id), Ok)?.to_owned();
        let payer = self.accounts.payer(id, self.engine.book(), self.now)?;
        self.engine.quote(&Request { plan, payer: Some(payer), ..(**request).clone() })
    }

    pub(super) fn charge(&mut self, id: &str, priced: &Priced) -> Result<Answer> {
        let quote = self.price(id, priced)?;
        self.begin(EntryKind::Charge, None);
        let (parts, credits) = match (quote.decision, quote.overage) {
            (Decision::Exhausted(_), _) => return self.refuse(id, quote.credits, Some(quote)),
            (Decision::Charged, _) => (self.take(id, quote.credits, Side::Usage)?, quote.credits),
            (Decision::Overage, Some(overage)) => {
                let parts = self.take(id, overage.covered, Side::Usage)?;
                self.owe(id, overage.owed)?;
                (parts, overage.covered.plus(overage.owed)?)
            }
            // Nothing moves, and the usage is on record all the same.
            _ => {
                self.write(id, Side::Lot, Side::Usage, None, Credits::ZERO)?;
                (vec![], Credits::ZERO)
            }
        };
        let charge = self.act(id).ok_or_else(Error::internal)?;
        if matches!(quote.measured.subject, Subject::Attempt { ended: false, .. }) {
            self.accounts.get_mut(id)?.attempts.push(Attempt { charge, parts, reserved: false });
        }
        Ok(Answer::Charged { id: charge, credits, quote })
    }

    fn owe(&mut self, id: &str, credits: Credits) -> Result<()> {
        let account = self.accounts.get_mut(id)?;
        account.debt = account.debt.plus(credits)?;
        self.write(id, Side::Debt, Side::Usage, None, credits)?;
        self.events.push(Event::Owed { account: id.to_owned(), credits });
        Ok(())
    }

    /// Says what stands in the way of an amount, and the least that would change it.
    pub(super) fn refuse(&mut self, id: &str, required: Credits, quote: Option<Quote>) -> Result<Answer> {
        let available = self.accounts.available(id, self.now)?;
        let missing = required.minus(available)?;
        let decision = quote.as_ref().map_or(Exhausted::Declined.name(), |quote| quote.decision.name());
        let (limit, fix) = self.limit(id, required, missing)?;
        self.events.push(Event::Refused { account: id.to_owned(), decision });
        Ok(Answer::Refused(Box::new(Refusal { quote, decision, limit, required, available, missing, fix })))
    }

    fn limit(&self, id: &str, required: Credits, missing: Credits) -> Result<(Limit, Fix)> {
        let account = self.accounts.get(id)?;
        let to = id.to_owned();
        if let Some((owner, cap)) = self.accounts.cap(id)? {
            let beyond = required.minus(account.own(self.now)?)?.minus(cap.left()?)?;
            if beyond > Credits::ZERO {
                let fix = Fix::Allot { account: owner.to_owned(), to: to.clone(), credits: beyond };
                return Ok((Limit::Cap { account: to }, fix));
            }
            return self.limit(owner, self.accounts.available(owner, self.now)?.plus(missing)?, missing);
        }
        match (&account.terms.plan, &account.terms.parent) {
            (None, Some(parent)) => {
                let fix = Fix::Allot { account: parent.clone(), to: to.clone(), credits: missing };
                Ok((Limit::Allotment { account: to }, fix))
            }
            _ => Ok((Limit::Pool { account: to }, self.cheapest_fix(id, missing)?)),
        }
    }

    /// The package with the fewest credits too many; where none can be bought, the credits themselves.
    fn cheapest_fix(&self, id: &str, missing: Credits) -> Result<Fix> {
        let book = self.engine.book();
        let account = id.to_owned();
        let plan = book.plan(self.accounts.plan(id)?)?;
        let packages = plan.top_ups.iter().filter_map(|name| Some((name, book.top_ups.get(name)?)));
        let packages = packages.filter(|(_, top_up)| !top_up.recurring).filter_map(|(name, top_up)| {
            let credits = top_up.credits.credits().ok().filter(|credits| *credits > Credits::ZERO)?;
            let quantity = (missing.micros() + credits.micros() - 1) / credits.micros();
            let quantity = u64::try_from(quantity).ok()?;
            Some((credits.times(quantity).ok()?, quantity, name))
        });
        Ok(match packages.min() {
            Some((credits, quantity, name)) => Fix::Buy { account, top_up: name.clone(), quantity, credits },
            None => Fix::Add { account, credits: missing },
        })
    }

    pub(super) fn refund(&mut self, id: &str, paid: &Paid, credits: Option<Credits>) -> Result<Answer> {
        let left = paid.credits;
        self.check_ended(id, paid)?;
        if left == Credits::ZERO {
            return Err(Error::nothing_to_refund(paid.charge, paid.refunded));
        }
        let credits = credits.unwrap_or(left);
        if credits <= Credits::ZERO {
            return Err(Error::not_positive("credits", &credits.to_string()));
        }
        if credits > left {
            return Err(Error::refund_too_large(&credits.to_string(), &left.to_string(), paid.charge));
        }
        self.begin(EntryKind::Refund, Some(paid.charge));
        let forfeited = self.give_back(id, paid, credits)?;
        Ok(Answer::Refunded { id: self.act(id).ok_or_else(Error::internal)?, charge: paid.charge, credits, forfeited })
    }

    /// An attempt that has not ended gives back what it took by its end alone.
    fn check_ended(&self, id: &str, paid: &Paid) -> Result<()> {
        let open = self.accounts.get(id)?.attempts.iter().any(|attempt| attempt.charge == paid.charge);
        if open { Err(Error::attempt_open(paid.charge)) } else { Ok(()) }
    }

    /// Gives back what was paid: first what is owed, then to the lots in the reverse of the order in which they paid.
    fn give_back(&mut self, id: &str, paid: &Paid, credits: Credits) -> Result<Credits> {
        let (mut left, mut forfeited) = (credits, Credits::ZERO);
        let (owed, lots): (Vec<&Part>, Vec<&Part>) = paid.parts.iter().rev().partition(|part| part.lot.is_none());
        for part in owed.into_iter().chain(lots) {
            let credits = left.min(part.credits);
            if credits == Credits::ZERO {
                continue;
            }
            left = left.minus(credits)?;
            match part.lot {
                Some(lot) => {
                    let late = self.put_back(id, lot, credits, Side::Usage, paid.at)?;
                    forfeited = forfeited.plus(late)?;
                }
                None => self.forgive(id, credits)?,
            }
        }
        Ok(forfeited)
    }

    /// Takes off what is owed; what was repaid by now is given as credits.
    fn forgive(&mut self, id: &str, credits: Credits) -> Result<()> {
        let account = self.accounts.get_mut(id)?;
        let owed = credits.min(account.debt);
        account.debt = account.debt.minus(owed)?;
        if owed > Credits::ZERO {
            self.write(id, Side::Usage, Side::Debt, None, owed)?;
        }
        let repaid = credits.minus(owed)?;
        if repaid > Credits::ZERO {
            self.add(id, Side::Usage, Kind::Promo, repaid, None)?;
        }
        Ok(())
    }

    pub(super) fn adjust(&mut self, id: &str, paid: &Paid, credits: Credits, max: Credits) -> Result<Answer> {
        self.check_ended(id, paid)?;
        if paid.adjusted || paid.refunded {
            return Err(Error::settled_already(paid.charge));
        }
        if credits < Credits::ZERO {
            return Err(Error::negative("credits", &credits.to_string()));
        }
        if credits > max {
            return Err(Error::beyond_the_quote(&credits.to_string(), &max.to_string(), paid.charge));
        }
        self.begin(EntryKind::Adjustment, Some(paid.charge));
        self.bring_to(id, paid, credits, None)
    }

    /// Takes or gives back the difference to what a charge really costs.
    fn bring_to(&mut self, id: &str, paid: &Paid, credits: Credits, quote: Option<Quote>) -> Result<Answer> {
        let more = credits.minus(paid.credits)?;
        if more > Credits::ZERO {
            if self.accounts.available(id, self.now)? < more {
                return self.refuse(id, more, quote);
            }
            self.take(id, more, Side::Usage)?;
        } else if more < Credits::ZERO {
            self.give_back(id, paid, paid.credits.minus(credits)?)?;
        } else {
            self.write(id, Side::Lot, Side::Usage, None, Credits::ZERO)?;
        }
        Ok(Answer::Settled { id: self.act(id), charge: paid.charge, credits: more, quote })
    }

    pub(super) fn settle(&mut self, id: &str, paid: &Paid, request: &Request) -> Result<Answer> {
        let account = self.accounts.get_mut(id)?;
        let Some(at) = account.attempts.iter().position(|attempt| attempt.charge == paid.charge) else {
            return Err(Error::attempt_ended(paid.charge));
        };
        let attempt = account.attempts.remove(at);
        let quote = self.price(id, &Priced { request: request.clone().into(), plan: None })?;
        self.begin(EntryKind::Outcome, Some(paid.charge));
        if !attempt.reserved {
            let credits = quote.credits.min(paid.credits); // nothing was taken where nothing is deducted
            return self.bring_to(id, paid, credits, Some(quote));
        }
        let reserved = total(&attempt.parts)?;
        let mut left = quote.credits.min(reserved);
        for Part { lot, credits } in &attempt.parts {
            let (lot, used) = (lot.unwrap_or_default(), left.min(*credits));
            left = left.minus(used)?;
            if used > Credits::ZERO {
                self.use_reserved(id, lot, used)?;
            }
            if *credits > used {
                self.unreserve(id, lot, credits.minus(used)?, paid.at)?;
            }
        }
        let credits = quote.credits.min(reserved).minus(reserved)?;
        Ok(Answer::Settled { id: self.act(id), charge: paid.charge, credits, quote: Some(quote) })
    }
}
