//! Charges, and what becomes of them: refunds, the carrier's real price, the end of an attempt.

use super::advance::total;
use super::work::Work;
use super::{Answer, Attempt, EntryKind, Event, Fix, Kind, Label, Limit, Paid, Part, Priced, Refusal, Side, Tags};
use crate::book::Exhausted;
use crate::credits::Credits;
use crate::quote::{Decision, Quote, Request, Subject};
use crate::{Error, Result};

impl Work<'_> {
    /// What a request costs on the account's plan, and what is decided.
    pub(super) fn price(&self, id: &str, priced: &Priced) -> Result<Quote> {
        self.prices.quote(&self.request(id, priced)?)
    }

    /// The same with what the ledger knows of the account.
    fn request(&self, id: &str, priced: &Priced) -> Result<Request> {
        let Priced { request, plan, .. } = priced;
        let plan = plan.as_deref().map_or_else(|| self.accounts.plan(id), Ok)?.to_owned();
        let payer = self.accounts.payer(id, self.engine.book(), self.now)?;
        Ok(Request { plan, payer: Some(payer), ..(**request).clone() })
    }

    pub(super) fn charge(&mut self, id: &str, priced: &Priced) -> Result<Answer> {
        let quote = self.price(id, priced)?;
        self.begin(EntryKind::Charge);
        let label = Some(Label::new(&quote.measured.service, &priced.tags));
        self.label(id, label.clone());
        let (parts, credits) = match (quote.decision, quote.overage) {
            (Decision::Exhausted(_), _) => return self.refuse(id, quote.credits, Some(quote)),
            (Decision::Charged, _) => (self.take(id, quote.credits, Side::Usage)?, quote.credits),
            (Decision::Overage, Some(overage)) => {
                let parts = self.take(id, overage.covered, Side::Usage)?;
                self.owe(id, overage.owed)?;
                (parts, overage.covered.plus(overage.owed)?)
            }
            // Nothing moves, and the usage is on record all the same.
            (decision, _) => {
                let recorded = if decision == Decision::Recorded { quote.credits } else { Credits::ZERO };
                self.record(id, recorded)?;
                (vec![], Credits::ZERO)
            }
        };
        let charge = self.act(id).ok_or_else(Error::internal)?;
        if matches!(quote.measured.subject, Subject::Attempt { ended: false, .. }) {
            self.accounts.get_mut(id)?.attempts.push(Attempt { charge, parts, reserved: false, label });
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
        let decision = quote.as_ref().map_or(Ok(Exhausted::Declined), |quote| self.exhausted(quote))?.name();
        let (limit, fix) = self.limit(id, required, missing)?;
        self.events.push(Event::Refused { account: id.to_owned(), decision });
        Ok(Answer::Refused(Box::new(Refusal { quote, decision, limit, required, available, missing, fix })))
    }

    /// The book's word for what does not go ahead, also where less would have.
    fn exhausted(&self, quote: &Quote) -> Result<Exhausted> {
        let measured = &quote.measured;
        Ok(self.prices.book().service(&measured.service)?.exhausted.of(measured.subject.direction()))
    }

    fn limit(&self, id: &str, required: Credits, missing: Credits) -> Result<(Limit, Fix)> {
        let account = self.accounts.get(id)?;
        let to = id.to_owned();
        if let Some((owner, cap)) = self.accounts.cap(id)? {
            let beyond = required.minus(account.own(self.now)?)?.minus(cap.left()?)?;
            if beyond > Credits::ZERO {
                // More may have been used than it allows now.
                let (credits, renew) = (cap.used.plus(cap.left()?)?.plus(beyond)?, cap.renew);
                let fix = Fix::Cap { account: owner.to_owned(), to: to.clone(), credits, renew };
                return Ok((Limit::Cap { account: to }, fix));
            }
            return self.limit(owner, self.accounts.available(owner, self.now)?.plus(missing)?, missing);
        }
        match (&account.terms.plan, &account.terms.parent) {
            (None, Some(parent)) => {
                let fix = Fix::Allot { account: parent.clone(), to: to.clone(), credits: missing };
                Ok((Limit::Allotment { account: to }, fix))
            }
            _ => {
                // What comes in pays first what is owed, where the book says so.
                let repaid = if self.engine.book().policies.repay_debt { account.debt } else { Credits::ZERO };
                Ok((Limit::Pool { account: to }, self.cheapest_fix(id, missing.plus(repaid)?)?))
            }
        }
    }

    /// The package with the fewest credits too many; where none can be bought, the credits themselves.
    fn cheapest_fix(&self, id: &str, missing: Credits) -> Result<Fix> {
        let book = self.engine.book();
        let account = id.to_owned();
        let plan = book.plan(self.accounts.plan(id)?)?;
        let nothing_to_buy = self.accounts.is_unlimited(id, book)?;
        let package = super::reload::smallest(book, plan, missing).filter(|_| !nothing_to_buy);
        Ok(match package {
            Some((credits, quantity, name)) => Fix::Buy { account, top_up: name.to_owned(), quantity, credits },
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
        self.begin_about(EntryKind::Refund, id, paid.charge);
        self.label(id, paid.label.clone());
        let forfeited = self.give_back(id, paid, credits)?;
        Ok(Answer::Refunded { id: self.act(id).ok_or_else(Error::internal)?, charge: paid.charge, credits, forfeited })
    }

    /// What an attempt comes to is open until it ends.
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

    /// Takes off what is owed. What was repaid by now is given back as credits first, so that there is as much to take off.
    fn forgive(&mut self, id: &str, credits: Credits) -> Result<()> {
        let account = self.accounts.get_mut(id)?;
        let owed = credits.min(account.debt);
        account.debt = account.debt.minus(owed)?;
        let repaid = credits.minus(owed)?;
        if repaid > Credits::ZERO {
            self.add(id, Side::Debt, Kind::Promo, repaid, None)?;
        }
        self.write(id, Side::Usage, Side::Debt, None, credits)
    }

    pub(super) fn adjust(
        &mut self,
        id: &str,
        paid: &Paid,
        credits: Credits,
        price: Credits,
        max: Credits,
        within_hold: bool,
    ) -> Result<Answer> {
        self.check_ended(id, paid)?;
        if paid.adjusted || paid.refunded {
            return Err(Error::settled_already(paid.charge));
        }
        if credits < Credits::ZERO {
            return Err(Error::negative("credits", &credits.to_string()));
        }
        let max = max.minus(paid.captured_before(price)?)?;
        if credits > max {
            let (given, max) = (credits.to_string(), max.to_string());
            return Err(Error::beyond_the_quote(&given, &max, paid.charge, paid.owed > Credits::ZERO));
        }
        self.begin_about(EntryKind::Adjustment, id, paid.charge);
        self.label(id, paid.label.clone());
        let credits = paid.adjusted_to(credits, price)?;
        if within_hold
            && self.open_hold_of(id, paid)?.is_none()
            && let Some(refused) = self.capture_late(id, paid, credits.minus(paid.amount()?)?)?
        {
            return Ok(refused);
        }
        self.bring_to(id, paid, credits, None)
    }

    /// Takes or gives back the difference to what a charge really costs; what an open hold paid, from and to the hold. What
    /// was only recorded stays so, and so does what comes to more where nothing is deducted by now.
    fn bring_to(&mut self, id: &str, paid: &Paid, credits: Credits, quote: Option<Quote>) -> Result<Answer> {
        let (more, mut forfeited) = (credits.minus(paid.amount()?)?, Credits::ZERO);
        let hold = self.open_hold_of(id, paid)?;
        if let Some(hold) = hold.filter(|_| more > Credits::ZERO) {
            if let Some(refused) = self.capture_more(id, hold, paid, more)? {
                return Ok(refused);
            }
        } else if more == Credits::ZERO || paid.recorded.is_some() || more > Credits::ZERO && self.is_exempt(id)? {
            self.record(id, more)?;
            if let Some(hold) = hold {
                self.count_captured(id, hold, more)?;
            }
        } else if let Some(hold) = hold {
            self.uncapture(id, hold, paid, Credits::ZERO.minus(more)?)?;
        } else if more > Credits::ZERO && paid.owed > Credits::ZERO {
            self.owe(id, more)?;
        } else if more > Credits::ZERO {
            if self.accounts.available(id, self.now)? < more {
                return self.refuse(id, more, quote);
            }
            self.take(id, more, Side::Usage)?;
        } else {
            forfeited = self.give_back(id, paid, paid.credits.minus(credits)?)?;
        }
        Ok(Answer::Settled { id: self.act(id), charge: paid.charge, credits: more, forfeited, quote })
    }

    pub(super) fn settle(&mut self, id: &str, paid: &Paid, request: &Request) -> Result<Answer> {
        let account = self.accounts.get_mut(id)?;
        let Some(at) = account.attempts.iter().position(|attempt| attempt.charge == paid.charge) else {
            return Err(Error::attempt_ended(paid.charge));
        };
        let attempt = account.attempts.remove(at);
        // On the plan that it began on, where the request names it.
        let plan = Some(request.plan.clone()).filter(|plan| !plan.is_empty());
        let priced = Priced { request: request.clone().into(), plan, tags: Tags::default() };
        let quote = self.price(id, &priced)?;
        if !matches!(quote.measured.subject, Subject::Attempt { ended: true, .. }) {
            return Err(Error::missing("call.outcome", "say how the attempt ended"));
        }
        self.begin_about(EntryKind::Outcome, id, paid.charge);
        self.label(id, paid.label.clone());
        if !attempt.reserved {
            let credits = match paid.recorded {
                Some(_) => quote.credits,
                None => self.settled(id, &priced, &quote, total(&paid.parts)?, owed(paid))?,
            };
            return self.bring_to(id, paid, credits, Some(quote));
        }
        let (reserved, owed) = (total(&attempt.parts)?, owed(paid));
        let before = reserved.plus(owed)?;
        let credits = self.settled(id, &priced, &quote, before, owed)?;
        let (mut left, mut forfeited) = (credits.min(reserved), Credits::ZERO);
        let forgiven = owed.minus(credits.minus(left)?)?;
        for Part { lot, credits } in &attempt.parts {
            let (lot, used) = (lot.unwrap_or_default(), left.min(*credits));
            left = left.minus(used)?;
            if used > Credits::ZERO {
                self.use_reserved(id, lot, used)?;
            }
            if *credits > used {
                forfeited = forfeited.plus(self.unreserve(id, lot, credits.minus(used)?, paid.at)?)?;
            }
        }
        if forgiven > Credits::ZERO {
            self.forgive(id, forgiven)?;
        }
        let credits = credits.minus(before)?;
        Ok(Answer::Settled { id: self.act(id), charge: paid.charge, credits, forfeited, quote: Some(quote) })
    }

    /// What an attempt comes to that took `before` when it started, some of it `owed` at a price of its own: what it
    /// would have taken, had its end been known.
    fn settled(&self, id: &str, priced: &Priced, quote: &Quote, before: Credits, owed: Credits) -> Result<Credits> {
        let covered = before.minus(owed)?;
        if owed == Credits::ZERO || quote.credits <= covered {
            return Ok(quote.credits.min(before));
        }
        let overage = self.prices.overage(&self.request(id, priced)?, covered)?;
        let credits = overage.map_or(Ok(quote.credits), |overage| covered.plus(overage.owed))?;
        Ok(credits.min(before))
    }
}

/// What of a charge is owed.
fn owed(paid: &Paid) -> Credits {
    paid.parts.iter().find(|part| part.lot.is_none()).map_or(Credits::ZERO, |part| part.credits)
}
