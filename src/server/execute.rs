//! One request of a batch: answered with what it was answered before, or done and answered.

use axum::http::StatusCode;
use serde::Serialize;

use super::store::{Entry, Kept, Store, Stored};
use super::{TENANT, now_ms};
use crate::ledger::{Account, Answer, Command, Outcome, apply};
use crate::quote::{self, Interaction, Subject};
use crate::wire::ledger as wire;
use crate::{Engine, Error, Result};

/// A change to an account.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) account: String,
    pub(super) key: Key,
    pub(super) action: Action,
}

/// What makes a retry the same request: its name, and a hash of what was asked.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) name: String,
    pub(super) body_hash: String,
}

#[derive(Debug)]
pub(super) enum Action {
    Open { plan: String },
    Apply(Command),
}

/// What a request is answered with.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) body: String,
    /// Whether this is the answer that an earlier request with the same key got.
    pub(super) replayed: bool,
}

/// Does one request. The outer error is the database's and undoes the batch; the inner one is this request's alone.
pub(super) fn execute(store: &mut dyn Store, engine: &Engine, request: &Request) -> Kept<Result<Reply>> {
    let Request { account, key, action } = request;
    if let Some(Stored { body_hash, status, answer }) = store.answer(TENANT, account, &key.name)? {
        let same = body_hash == key.body_hash;
        let reply = Reply { status, body: answer, replayed: true };
        return Ok(if same { Ok(reply) } else { Err(Error::key_reused(&key.name)) });
    }
    let now_ms = now_ms();
    let done = match action {
        Action::Open { plan } => open(store, engine, account, plan, now_ms)?,
        Action::Apply(command) => change(store, engine, account, command, now_ms)?,
    };
    let (status, answer) = match done {
        Ok((status, answer)) => (status.as_u16(), answer),
        Err(error) => return Ok(Err(error)),
    };
    let stored = Stored { body_hash: key.body_hash.clone(), status, answer };
    store.keep_answer(TENANT, account, &key.name, &stored, now_ms)?;
    Ok(Ok(Reply { status, body: stored.answer, replayed: false }))
}

fn open(
    store: &mut dyn Store,
    engine: &Engine,
    id: &str,
    plan: &str,
    now_ms: i64,
) -> Kept<Result<(StatusCode, String)>> {
    if let Err(error) = engine.book().plan(plan) {
        return Ok(Err(error));
    }
    if store.account(TENANT, id)?.is_some() {
        return Ok(Err(Error::account_exists(id)));
    }
    let account = Account::open(id, plan);
    store.add_account(TENANT, &account, now_ms)?;
    Ok(describe(&account, engine, now_ms).and_then(|answer| body(StatusCode::CREATED, &answer)))
}

fn change(
    store: &mut dyn Store,
    engine: &Engine,
    id: &str,
    command: &Command,
    now_ms: i64,
) -> Kept<Result<(StatusCode, String)>> {
    let Some(row) = store.account(TENANT, id)? else {
        return Ok(Err(Error::unknown_account(id)));
    };
    let mut account = row.account;
    let command = match command {
        Command::Charge { request } => &Command::Charge { request: known(store, engine, id, request, now_ms)? },
        other => other,
    };
    let outcome = match apply(&mut account, command, engine) {
        Ok(outcome) => outcome,
        Err(error) => return Ok(Err(error)),
    };
    let seq = row.entry_count + 1;
    let answered = answer(&account, &outcome, seq);
    if answered.is_ok() && !outcome.movements.is_empty() {
        let record = match &outcome.answer {
            Answer::Charged(quote) => serde_json::to_string(&wire::Record::from(quote)).ok(),
            _ => None,
        };
        let entry = Entry { first_seq: seq, at_ms: now_ms, record };
        store.save(TENANT, &account, &outcome.movements, &entry)?;
        if let Answer::Charged(quote) = &outcome.answer
            && let Subject::Interaction(Interaction { id: Some(interaction), completed: true, counted: false }) =
                &quote.measured.subject
        {
            store.count_interaction(TENANT, id, &quote.measured.service, interaction, seq)?;
        }
    }
    Ok(answered)
}

/// The request with what the ledger knows: the day, and whether the interaction was charged before.
fn known(
    store: &mut dyn Store,
    engine: &Engine,
    account: &str,
    request: &quote::Request,
    now_ms: i64,
) -> Kept<Box<quote::Request>> {
    let mut request = Box::new(request.clone());
    engine.on(super::day(now_ms), &mut request);
    if let Some(interaction) = &mut request.interaction {
        interaction.counted = match &interaction.id {
            Some(id) => store.is_counted(TENANT, account, &request.service, id)?,
            None => false,
        };
    }
    Ok(request)
}

fn answer(account: &Account, outcome: &Outcome, seq: u64) -> Result<(StatusCode, String)> {
    let balance = account.payer()?.try_into()?;
    match &outcome.answer {
        Answer::Granted { credits } => {
            body(StatusCode::CREATED, &wire::Grant { id: format!("gr_{seq}"), credits: *credits, balance })
        }
        Answer::Charged(quote) => {
            let (id, decision, credits) = (format!("ch_{seq}"), quote.decision.name(), quote.credits);
            let charge = wire::Charge { id, decision, credits, quote: quote.clone().into(), balance };
            body(StatusCode::CREATED, &charge)
        }
        Answer::Refused { quote, available, missing } => {
            let (required, decision) = (quote.credits, quote.decision.name());
            super::metrics::refused(decision);
            let error = Error::insufficient(&required.to_string(), &available.to_string(), &missing.to_string());
            let refusal = wire::Refusal { decision, required, available: *available, missing: *missing };
            let status = StatusCode::PAYMENT_REQUIRED;
            body(status, &super::http::problem(status, &error, Some(refusal)))
        }
    }
}

/// An account as the outside sees it.
pub(super) fn describe(account: &Account, engine: &Engine, created_ms: i64) -> Result<wire::Account> {
    let book = engine.book();
    Ok(wire::Account {
        tenant: TENANT.to_owned(),
        id: account.id.clone(),
        plan: account.plan.clone(),
        book: wire::BookName { id: book.id.clone(), hash: book.hash.clone() },
        decks: engine.decks().map(|(service, deck)| (service.to_owned(), deck.hash().to_owned())).collect(),
        created_at: super::rfc3339(created_ms),
        balance: account.payer()?.try_into()?,
    })
}

fn body(status: StatusCode, answer: &impl Serialize) -> Result<(StatusCode, String)> {
    serde_json::to_string(answer).map(|body| (status, body)).map_err(|_| Error::internal())
}
