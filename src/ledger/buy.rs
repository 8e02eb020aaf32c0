//! Credits that come in: given, bought once, bought for each period.

use super::work::Work;
use super::{Answer, EntryKind, Kind, Moment, Recurring, Side};
use crate::book::{Expires, TopUp};
use crate::credits::Credits;
use crate::{Error, Result};

/// The most packages of one purchase.
pub const PACKAGES_MAX: u64 = 1_000_000;

impl<'a> Work<'a> {
    pub(super) fn grant(&mut self, id: &str, credits: Credits, kind: Kind, expires: Option<Moment>) -> Result<Answer> {
        if credits <= Credits::ZERO {
            return Err(Error::not_positive("credits", &credits.to_string()));
        }
        if expires.is_some_and(|expires| expires <= self.now) {
            return Err(Error::expires_before_now());
        }
        self.begin(EntryKind::Grant);
        self.add(id, Side::Grant, kind, credits, expires)?;
        self.repay(id)?;
        Ok(Answer::Granted { id: self.act(id).ok_or_else(Error::internal)?, credits, bought: false })
    }

    /// A package that an account can buy, with its credits.
    pub(super) fn for_sale(&self, id: &str, top_up: &str) -> Result<&'a TopUp> {
        let book = self.engine.book();
        let name = self.accounts.plan(id)?;
        let plan = book.plan(name)?;
        let known = book.top_ups.get(top_up);
        let known = known.ok_or_else(|| Error::unknown_top_up(top_up, book.top_ups.keys().map(String::as_str)))?;
        if self.accounts.is_unlimited(id, book)? {
            return Err(Error::nothing_to_buy(name));
        }
        if !plan.top_ups.contains(top_up) {
            let may = book.plans.iter().filter(|(_, plan)| plan.top_ups.contains(top_up));
            return Err(Error::not_for_sale(top_up, name, may.map(|(name, _)| name.as_str())));
        }
        if self.accounts.get(id)?.terms.plan.is_none() {
            return Err(Error::not_a_buyer());
        }
        match known.credits.missing() {
            Some(parameter) => Err(Error::package_missing(top_up, parameter)),
            None => Ok(known),
        }
    }

    pub(super) fn purchase(&mut self, id: &str, payment: &str, top_up: &str, quantity: u64) -> Result<Answer> {
        let known = self.for_sale(id, top_up)?;
        if quantity == 0 || quantity > PACKAGES_MAX {
            return Err(Error::invalid_quantity(&quantity.to_string(), PACKAGES_MAX));
        }
        let credits = known.credits.credits()?.times(quantity)?;
        let account = self.accounts.get_mut(id)?;
        let period_end = account.period.end;
        let (kind, expires) = match (known.recurring, known.expires) {
            (true, _) => (Kind::Recurring, Some(period_end)),
            (false, Expires::PeriodEnd) => (Kind::TopUp, Some(period_end)),
            (false, Expires::Never) => (Kind::TopUp, None),
        };
        if known.recurring {
            account.terms.recurring.push(Recurring { id: payment.to_owned(), top_up: top_up.to_owned(), credits });
        }
        self.begin(EntryKind::Purchase);
        self.add(id, Side::Purchase, kind, credits, expires)?;
        self.repay(id)?;
        Ok(Answer::Granted { id: self.act(id).ok_or_else(Error::internal)?, credits, bought: true })
    }

    pub(super) fn end_recurring(&mut self, id: &str, payment: &str) -> Result<Answer> {
        let recurring = &mut self.accounts.get_mut(id)?.terms.recurring;
        let before = recurring.len();
        recurring.retain(|recurring| recurring.id != payment);
        if recurring.len() == before { Err(Error::unknown_purchase(payment)) } else { Ok(Answer::Changed) }
    }
}
