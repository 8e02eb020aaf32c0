//! What is answered to what was done.

use axum::http::StatusCode;

use super::engines;
use super::execute::body;
use super::http::problem;
use crate::credits::Credits;
use crate::ledger::{Accounts, Answer, Ended, Fix, Moment, Outcome, Refusal};
use crate::quote::{Decision, Quote};
use crate::wire::alerts::{Alerts, AutoReloadAnswer};
use crate::wire::id;
use crate::wire::ledger as wire;
use crate::wire::terms::TermsDocument;
use crate::{Engine, Error, Result};

/// An outcome as it is answered; an error is answered elsewhere.
pub(super) fn describe(
    accounts: &Accounts,
    id: &str,
    outcome: &Outcome,
    engine: &Engine,
    now: Moment,
) -> Result<(StatusCode, String)> {
    let answer = outcome.answer.as_ref().map_err(Clone::clone)?;
    let balance = || accounts.balance(id, engine.book(), now)?.try_into();
    let quoted = |quote: &Option<Quote>| quote.clone().map(Into::into);
    match answer {
        Answer::Opened => body(StatusCode::CREATED, &account(accounts, id, engine, now)?),
        Answer::Changed => body(StatusCode::OK, &account(accounts, id, engine, now)?),
        Answer::Granted { id, credits, bought } => {
            let id = if *bought { id::PURCHASE } else { id::GRANT }.of(*id);
            body(StatusCode::CREATED, &wire::Grant { id, credits: *credits, balance: balance()? })
        }
        Answer::Charged { id, credits, quote } => {
            let (id, decision, credits) = (id::CHARGE.of(*id), quote.decision.name(), cost(quote, *credits));
            let charge = wire::Charge { id, decision, credits, quote: quote.clone().into(), balance: balance()? };
            body(StatusCode::CREATED, &charge)
        }
        Answer::Refunded { id, charge, credits, forfeited } => {
            let (id, charge, credits, forfeited) = (id::REFUND.of(*id), id::CHARGE.of(*charge), *credits, *forfeited);
            body(StatusCode::CREATED, &wire::Refund { id, charge, credits, forfeited, balance: balance()? })
        }
        Answer::Settled { charge, credits, forfeited, quote, .. } => {
            let (charge, credits, forfeited, quote) = (id::CHARGE.of(*charge), *credits, *forfeited, quoted(quote));
            body(StatusCode::OK, &wire::Settled { charge, credits, forfeited, quote, balance: balance()? })
        }
        Answer::Held { id, credits, expires, quote } => {
            let (id, credits, expires_at, quote) = (id::HOLD.of(*id), *credits, expires.to_string(), quoted(quote));
            body(StatusCode::CREATED, &wire::Held { id, credits, expires_at, quote, balance: balance()? })
        }
        Answer::Captured { id, hold, credits, left, ended, quote } => {
            let (id, hold, credits, left) = (id::CHARGE.of(*id), id::HOLD.of(*hold), *credits, *left);
            let (state, quote) = (ended.map_or("open", Ended::name), quoted(quote));
            body(StatusCode::CREATED, &wire::Captured { id, hold, credits, left, state, quote, balance: balance()? })
        }
        Answer::Released { hold, credits, forfeited } => {
            let (hold, credits, forfeited) = (id::HOLD.of(*hold), *credits, *forfeited);
            body(StatusCode::OK, &wire::Released { hold, credits, forfeited, balance: balance()? })
        }
        Answer::Allotted { to, credits } => {
            body(StatusCode::CREATED, &wire::Given { to: to.clone(), credits: *credits, balance: balance()? })
        }
        Answer::TakenBack { to, credits } => {
            body(StatusCode::OK, &wire::Given { to: to.clone(), credits: *credits, balance: balance()? })
        }
        Answer::Alerts => body(StatusCode::OK, &Alerts::of(accounts, id, engine.book())?),
        Answer::AutoReload { .. } => body(StatusCode::OK, &AutoReloadAnswer::of(accounts, id, engine.book())?),
        Answer::Refused(refusal) => refused(refusal),
    }
}

/// What a charge says that it cost: what was taken, and of what is only recorded its price all the same.
pub(super) fn cost(quote: &Quote, taken: Credits) -> Credits {
    if quote.decision == Decision::Recorded { quote.credits } else { taken }
}

fn refused(refusal: &Refusal) -> Result<(StatusCode, String)> {
    super::metrics::refused(refusal.decision);
    let [required, available, missing] =
        [refusal.required, refusal.available, refusal.missing].map(|credits| credits.to_string());
    let error = match (&refusal.limit, &refusal.fix) {
        (_, Fix::Reduce { to }) => Error::hold_too_small(&required, &available, &to.to_string()),
        (_, Fix::Cap { to, credits, .. }) => Error::cap_too_low(&required, &available, to, &credits.to_string()),
        (_, Fix::Allot { to, credits, .. }) => {
            Error::allotment_too_small(&required, &available, to, &credits.to_string())
        }
        (_, Fix::Add { credits, .. }) => Error::pool_too_small(&required, &available, &credits.to_string()),
        (_, Fix::Buy { .. }) => Error::pool_too_small(&required, &available, &missing),
    };
    let status = StatusCode::PAYMENT_REQUIRED;
    body(status, &problem(status, &error, Some(refusal.into())))
}

/// The number of what was done; `None` where nothing was written that has one.
pub(super) fn number(answer: &Answer) -> Option<u64> {
    match answer {
        Answer::Granted { id, .. }
        | Answer::Charged { id, .. }
        | Answer::Refunded { id, .. }
        | Answer::Held { id, .. }
        | Answer::Captured { id, .. } => Some(*id),
        Answer::Settled { id, .. } | Answer::AutoReload { entry: id } => *id,
        _ => None,
    }
}

/// The price that was made.
pub(super) fn quote(answer: &Answer) -> Option<&Quote> {
    match answer {
        Answer::Charged { quote, .. } => Some(quote),
        Answer::Settled { quote, .. } | Answer::Held { quote, .. } | Answer::Captured { quote, .. } => quote.as_ref(),
        _ => None,
    }
}

/// An account as the outside sees it.
pub(super) fn account(accounts: &Accounts, id: &str, engine: &Engine, now: Moment) -> Result<wire::Account> {
    let account = accounts.get(id)?;
    let book = wire::BookName { id: engine.book().id.clone(), hash: engine.book().hash.clone() };
    let decks = engines::prices(engine).decks.into_iter().collect();
    let (days_left, _) = account.terms.calendar.days_left(&account.period, now)?;
    let (start, end) = (account.period.start.to_string(), account.period.end.to_string());
    let mut terms = account.terms.clone();
    // One that was on trial and has another plan by now is no longer.
    terms.trial_ends = terms.trial_ends.filter(|_| terms.plan.as_ref().is_some_and(|plan| has_trial(engine, plan)));
    Ok(wire::Account {
        tenant: super::TENANT.to_owned(),
        id: id.to_owned(),
        terms: TermsDocument::from(&terms),
        effective_plan: accounts.plan(id)?.to_owned(),
        book,
        decks,
        created_at: account.opened.to_string(),
        period: wire::Period { start, end, days_left },
        balance: accounts.balance(id, engine.book(), now)?.try_into()?,
    })
}

fn has_trial(engine: &Engine, plan: &str) -> bool {
    engine.book().plan(plan).is_ok_and(|plan| plan.trial.is_some())
}
