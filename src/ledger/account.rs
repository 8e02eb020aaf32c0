//! What an account is and holds.

use std::collections::BTreeMap;

use super::{Allotment, Attempt, Calendar, Hold, Kind, Lot, Moment, Period, Watch};
use crate::book::Book;
use crate::credits::Credits;
use crate::map::Set;
use crate::quote::{Funding, Payer};
use crate::{Error, Result};

/// How many accounts may stand above one another.
pub const DEPTH_MAX: usize = 8;

/// An account's state, as far as a command needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: String,
    pub opened: Moment,
    pub terms: Terms,
    /// The billing period that it is in.
    pub period: Period,
    /// The allowance that counts as granted in the period.
    pub granted: Credits,
    /// What was used beyond its credits.
    pub debt: Credits,
    /// At least those that still hold something, and those that a command is about.
    pub lots: Vec<Lot>,
    /// Lots ever made: the last one's id.
    pub lot_count: u64,
    /// Entries ever written: the last one's number.
    pub entry_count: u64,
    /// At least those that are due, and those that a command is about.
    pub holds: Vec<Hold>,
    /// Attempts that were charged when they started and have not ended: all of them when the period ends, and those that
    /// a command is about.
    pub attempts: Vec<Attempt>,
    /// What it gives to accounts below it: all of them when the period ends, and those that a command is about.
    pub allotments: Vec<Allotment>,
    /// What its balance is watched for.
    pub watch: Watch,
}

/// What was agreed with an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// A plan of the book. Without one the account is priced as its parent, and has no allowance of its own.
    pub plan: Option<String>,
    /// The account above: a team's platform, a member's team.
    pub parent: Option<String>,
    pub seats: u32,
    pub funding: Funding,
    /// Parts of a price that the account brings itself.
    pub brings: Set<String>,
    /// The credits a period where the plan leaves them to the operator.
    pub allowance: Option<Credits>,
    pub calendar: Calendar,
    /// What changes when the next period begins.
    pub next: Next,
    /// Credits that were bought for each period.
    pub recurring: Vec<Recurring>,
    /// When the account's trial ends or has ended: it has one, and its allowance is granted once.
    pub trial_ends: Option<Moment>,
}

/// What changes with a period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Next {
    pub plan: Option<String>,
    pub seats: Option<u32>,
    pub allowance: Option<Credits>,
}

/// Credits that are granted anew each period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurring {
    /// The purchase's id.
    pub id: String,
    pub top_up: String,
    pub credits: Credits,
}

/// What an account has, side by side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Balance {
    /// Of the period's allowance, with what was carried over and what was set aside for it.
    pub allowance: Credits,
    /// Of everything else: bought, recurring and given.
    pub bought: Credits,
    /// What holds reserve of both.
    pub held: Credits,
    pub debt: Credits,
    /// What the account above would still give within its cap. It is not the account's own.
    pub shared: Option<Credits>,
    /// Nothing is deducted from it.
    pub unlimited: bool,
}

impl Balance {
    /// What can be spent now.
    pub fn available(&self) -> Result<Credits> {
        self.allowance.plus(self.bought)?.plus(self.shared.unwrap_or_default())?.minus(self.held)
    }
}

impl Account {
    /// Everything in its lots, reserved or not.
    pub fn total(&self) -> Result<Credits> {
        self.lots.iter().try_fold(Credits::ZERO, |sum, lot| sum.plus(lot.remaining))
    }

    /// What is left of what the account above gave it, reserved or not.
    pub fn given(&self, now: Moment) -> Result<Credits> {
        let given = self.lots.iter().filter(|lot| lot.is_given() && !lot.has_expired(now));
        given.map(|lot| lot.remaining).try_fold(Credits::ZERO, |sum, left| sum.plus(left))
    }

    /// What can be spent of its own lots.
    pub(super) fn own(&self, now: Moment) -> Result<Credits> {
        let usable = self.lots.iter().filter(|lot| !lot.has_expired(now));
        usable.map(Lot::free).try_fold(Credits::ZERO, |sum, free| sum.plus(free?))
    }

    /// The lots that can be used, in the order in which they are.
    pub fn usable(&self, now: Moment) -> Vec<&Lot> {
        let mut lots: Vec<_> =
            self.lots.iter().filter(|lot| !lot.has_expired(now) && lot.remaining > Credits::ZERO).collect();
        lots.sort_by_key(|lot| lot.burn_order());
        lots
    }

    /// The lots that hold something: those that can be used, in that order, and then those that have ended and of which
    /// something is still reserved.
    pub fn holding(&self, now: Moment) -> Vec<&Lot> {
        let mut lots: Vec<_> = self.lots.iter().filter(|lot| lot.remaining > Credits::ZERO).collect();
        lots.sort_by_key(|lot| (lot.has_expired(now), lot.burn_order()));
        lots
    }

    /// Ends the period at another moment, and with it what would have ended with it.
    pub(super) fn move_period_end(&mut self, period: Period) {
        let with_period = |kind| !matches!(kind, Kind::Promo | Kind::Allotment);
        for lot in self.lots.iter_mut().filter(|lot| with_period(lot.kind) && lot.expires == Some(self.period.end)) {
            lot.expires = Some(period.end);
        }
        self.period = period;
    }

    pub(super) fn lot(&mut self, id: u64) -> Result<&mut Lot> {
        self.lots.iter_mut().find(|lot| lot.id == id).ok_or_else(Error::internal)
    }
}

/// The accounts that a command concerns: its own, those above it, and those below that it gives to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accounts(BTreeMap<String, Account>);

impl Accounts {
    /// Puts an account in, in place of one with the same id.
    pub fn insert(&mut self, account: Account) {
        self.0.insert(account.id.clone(), account);
    }

    pub fn find(&self, id: &str) -> Option<&Account> {
        self.0.get(id)
    }

    /// The account with this id; without one it is the error `unknown-account`.
    pub fn get(&self, id: &str) -> Result<&Account> {
        self.0.get(id).ok_or_else(|| Error::unknown_account(id))
    }

    pub fn get_mut(&mut self, id: &str) -> Result<&mut Account> {
        self.0.get_mut(id).ok_or_else(|| Error::unknown_account(id))
    }

    pub fn iter(&self) -> impl Iterator<Item = &Account> {
        self.0.values()
    }

    /// An account and those above it, the account first.
    pub fn line(&self, id: &str) -> Result<Vec<&Account>> {
        let mut line = vec![self.get(id)?];
        while let Some(parent) = line.last().and_then(|account| account.terms.parent.as_deref()) {
            line.push(self.get(parent)?);
        }
        Ok(line)
    }

    /// The plan that prices an account: its own, or the nearest above it.
    pub fn plan(&self, id: &str) -> Result<&str> {
        let line = self.line(id)?;
        line.iter().find_map(|account| account.terms.plan.as_deref()).ok_or_else(Error::internal)
    }

    /// Whether usage is recorded and nothing deducted: by its own plan, or by one above.
    pub fn is_unlimited(&self, id: &str, book: &Book) -> Result<bool> {
        book.is_unlimited(self.plan(id)?, &self.plans_above(id)?)
    }

    /// Whether usage is recorded and nothing deducted: because it is unlimited, or somebody else pays.
    pub(crate) fn is_exempt(&self, id: &str, book: &Book) -> Result<bool> {
        Ok(self.funding(id)? == Funding::External || self.is_unlimited(id, book)?)
    }

    /// Who pays: somebody else, where an account or one above it says so.
    fn funding(&self, id: &str) -> Result<Funding> {
        let external = self.line(id)?.iter().any(|account| account.terms.funding == Funding::External);
        Ok(if external { Funding::External } else { Funding::Credits })
    }

    fn plans_above(&self, id: &str) -> Result<Vec<String>> {
        Ok(self.line(id)?.iter().skip(1).filter_map(|account| account.terms.plan.clone()).collect())
    }

    /// What an account has.
    pub fn balance(&self, id: &str, book: &Book, now: Moment) -> Result<Balance> {
        let account = self.get(id)?;
        let mut balance = Balance {
            debt: account.debt,
            unlimited: self.is_unlimited(id, book)?,
            shared: self.shared(id, now)?,
            ..Balance::default()
        };
        for lot in account.lots.iter().filter(|lot| lot.remaining > Credits::ZERO) {
            // An expired lot has only what holds still reserve of it.
            let part = if lot.kind.is_allowance() { &mut balance.allowance } else { &mut balance.bought };
            *part = part.plus(lot.remaining)?;
            balance.held = balance.held.plus(lot.held)?;
        }
        Ok(balance)
    }

    /// The account as the one who pays.
    pub fn payer(&self, id: &str, book: &Book, now: Moment) -> Result<Payer> {
        let Balance { allowance, bought, held, shared, unlimited, .. } = self.balance(id, book, now)?;
        let terms = &self.get(id)?.terms;
        Ok(Payer {
            funding: self.funding(id)?,
            // By what the account is now, also where the price is that of a plan it had.
            unlimited,
            parents: self.plans_above(id)?,
            brings: terms.brings.clone(),
            allowance: allowance.plus(shared.unwrap_or_default())?,
            bought,
            held,
            limited: terms.plan.is_none(),
        })
    }

    /// What an account can spend: of its own lots, and of the pool above within its cap.
    pub fn available(&self, id: &str, now: Moment) -> Result<Credits> {
        self.get(id)?.own(now)?.plus(self.shared(id, now)?.unwrap_or_default())
    }

    /// What the account above would give within its cap; `None` where there is no cap.
    fn shared(&self, id: &str, now: Moment) -> Result<Option<Credits>> {
        let Some((owner, cap)) = self.cap(id)? else { return Ok(None) };
        Ok(Some(cap.left()?.min(self.available(owner, now)?)))
    }

    /// The cap under which an account draws on the one above it, and that one.
    pub fn cap(&self, id: &str) -> Result<Option<(&str, &Allotment)>> {
        let Some(owner) = self.get(id)?.terms.parent.as_deref() else { return Ok(None) };
        let to = |allotment: &&Allotment| allotment.to == id && !allotment.reserve;
        Ok(self.get(owner)?.allotments.iter().find(to).map(|allotment| (owner, allotment)))
    }
}

impl IntoIterator for Accounts {
    type Item = Account;
    type IntoIter = std::collections::btree_map::IntoValues<String, Account>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_values()
    }
}
