//! One request of a batch: answered with what it was answered before, or done and answered.

mod ready;

use std::sync::Arc;

use axum::http::StatusCode;
use rust_decimal::Decimal;
use serde::Serialize;

use ready::Ready;
pub(super) use ready::hold_end;

use super::accounts::Working;
use super::answers;
use super::campaigns;
use super::sign::Quoted;
use super::store::{EntryRow, Identity, Kept, Stopped, Stored, Tried};
use crate::credits::Credits;
use crate::ledger::{
    Accounts, Amount, Answer, Change, Command, Kind, Moment, Opening, Outcome, ReloadWish, Tags, apply, apply_at,
};
use crate::quote::{self, Interaction, Quote, Subject};
use crate::wire::ledger::Record;
use crate::{Engine, Error, Result};

/// A change to an account.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub(super) account: String,
    pub(super) key: Key,
    pub(super) action: Action,
}

/// What makes a retry the same request: its name, and a hash of what was asked.
#[derive(Debug, Clone)]
pub(super) struct Key {
    pub(super) name: String,
    pub(super) body_hash: String,
}

/// What is asked for. Charges and holds are by their number.
#[derive(Debug, Clone)]
pub(super) enum Action {
    Open(Box<Opening>),
    Change(Box<Change>),
    Grant {
        credits: Credits,
        kind: Kind,
        expires: Option<Moment>,
        reason: Option<String>,
    },
    Purchase {
        id: String,
        top_up: String,
        quantity: u64,
    },
    EndRecurring {
        id: String,
    },
    Charge(Box<Asked>),
    Refund {
        charge: u64,
        credits: Option<Credits>,
        reason: Option<String>,
    },
    Adjust {
        charge: u64,
        credits: Credits,
    },
    Settle {
        charge: u64,
        outcome: String,
    },
    Hold {
        wanted: Wanted,
        seconds: u64,
    },
    Capture {
        hold: u64,
        wanted: Wanted,
        cumulative: bool,
        last: bool,
    },
    Release {
        hold: u64,
    },
    StartCampaign(Box<campaigns::Start>),
    ChargeCampaign {
        campaign: String,
        asked: Box<Asked>,
    },
    EndCampaign {
        campaign: String,
    },
    Allot {
        to: String,
        reserve: bool,
        credits: Credits,
        renew: bool,
    },
    TakeBack {
        to: String,
    },
    Alerts {
        thresholds: Option<Vec<Decimal>>,
        admins: Vec<String>,
    },
    AutoReload(Option<ReloadWish>),
    ReloadPaid {
        reload: u64,
        /// The payment's own id.
        payment: String,
    },
    ReloadDeclined {
        reload: u64,
        reason: Option<String>,
    },
    /// What time does is done by any action; this one does nothing else, and has no answer to keep.
    Wait,
}

/// How much is reserved or captured.
#[derive(Debug, Clone)]
pub(super) enum Wanted {
    Credits(Credits, Tags),
    Charge(Box<Asked>),
}

/// A charge that is asked for.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) request: Box<quote::Request>,
    pub(super) tags: Tags,
    /// What the token that came with it promises, or why it is not accepted: a retry is answered all the same.
    pub(super) promise: Option<Result<Promise>>,
}

/// A price that the ledger stands by.
#[derive(Debug, Clone)]
pub(super) struct Promise {
    pub(super) quoted: Quoted,
    /// By which it was priced.
    pub(super) engine: Arc<Engine>,
}

impl Wanted {
    pub(super) fn tags(&self) -> &Tags {
        match self {
            Wanted::Credits(_, tags) => tags,
            Wanted::Charge(asked) => &asked.tags,
        }
    }
}

impl Action {
    fn promise(&self) -> Option<&Result<Promise>> {
        match self {
            Action::Charge(asked) | Action::ChargeCampaign { asked, .. } => asked.promise.as_ref(),
            Action::Hold { wanted: Wanted::Charge(asked), .. }
            | Action::Capture { wanted: Wanted::Charge(asked), .. } => asked.promise.as_ref(),
            _ => None,
        }
    }
}

/// What a request is answered with.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) body: String,
    /// Whether this is the answer that an earlier request with the same key got.
    pub(super) replayed: bool,
}

/// Does one request, unless it was done before.
pub(super) fn execute(working: &mut Working<'_>, request: &Request) -> Tried<Reply> {
    let Request { account, key, action } = request;
    if matches!(action, Action::Wait) {
        return wait(working, account);
    }
    if let Some(stored) = working.answer(account, &key.name)? {
        return Ok(replay(stored, key)?);
    }
    let (status, body) = match act(working, request) {
        Ok((status, body)) => (status.as_u16(), body),
        Err(Stopped::Refused(error)) => {
            let overlooked = working.overlooked_answer(account, &key.name)?.ok_or(error)?;
            return Ok(replay(overlooked, key)?);
        }
        Err(failed) => return Err(failed),
    };
    working.keep_answer(account, &key.name, Stored { body_hash: key.body_hash.clone(), status, answer: body.clone() });
    Ok(Reply { status, body, replayed: false })
}

fn replay(Stored { body_hash, status, answer }: Stored, key: &Key) -> Result<Reply> {
    let reply = Reply { status, body: answer, replayed: true };
    if body_hash == key.body_hash { Ok(reply) } else { Err(Error::key_reused(&key.name)) }
}

fn wait(working: &mut Working<'_>, account: &str) -> Tried<Reply> {
    let mut accounts = working.take(account, None)?;
    let done = apply(&mut accounts, account, &Command::Wait, working.now, &working.engine);
    working.put(accounts);
    let outcome = done?;
    working.tell(outcome.events);
    working.write(outcome.entries.into_iter().map(|entry| EntryRow { entry, record: None }));
    Ok(Reply { status: 204, body: String::new(), replayed: false })
}

pub(super) type Done = (StatusCode, String);

/// Does what is asked for, whatever its key was answered before.
pub(super) fn act(working: &mut Working<'_>, request: &Request) -> Tried<Done> {
    let id = &request.account;
    let ready = Ready::of(working, request)?;
    for (kind, name) in &ready.identities {
        if let Some(act) = working.identity(id, kind, name)? {
            return Err(done_before(kind, name, act).into());
        }
    }
    let mut accounts = working.take(id, ready.to.as_deref())?;
    let engine = working.engine.clone();
    let outcome = match apply_at(&mut accounts, id, &ready.command, working.now, &engine, &ready.prices) {
        Ok(outcome) => outcome,
        Err(error) => {
            working.put(accounts);
            return Err(error.into());
        }
    };
    let mut answer = answers::describe(&accounts, id, &outcome, &engine, working.now);
    let of_campaign = match (&ready.campaign, &outcome.answer) {
        (Some(act), Ok(done)) if !done.is_refused() => Some((act, done.clone())),
        _ => None,
    };
    remember(working, id, &accounts, &ready, outcome)?;
    if let Some((act, done)) = of_campaign {
        answer = Ok(campaigns::answer(working, id, &accounts, act, &done)?);
    }
    working.put(accounts);
    Ok(answer?)
}

fn done_before(kind: &str, name: &str, act: u64) -> Error {
    match kind {
        "purchase" => Error::duplicate_purchase(name, act),
        "quote" => Error::quote_spent(act),
        _ => Error::done_before(name, act),
    }
}

/// Writes what was done: its entries, with a record of the price, and what makes it happen once.
fn remember(working: &mut Working<'_>, id: &str, accounts: &Accounts, ready: &Ready, mut outcome: Outcome) -> Kept<()> {
    working.tell(std::mem::take(&mut outcome.events));
    let Ok(answer) = &outcome.answer else {
        working.write(outcome.entries.into_iter().map(|entry| EntryRow { entry, record: None }));
        return Ok(());
    };
    let act = answers::number(answer);
    let quote = answers::quote(answer);
    let plan = plan_of(&ready.command).or_else(|| accounts.plan(id).ok()).unwrap_or_default();
    let token = ready.token.as_deref();
    let record = quote.map(|quote| serde_json::to_string(&Record::of(quote, plan, token))).transpose()?;
    let mut record = record.or_else(|| ready.note.clone());
    working.write(outcome.entries.into_iter().map(|entry| {
        let first = entry.account == id && Some(entry.seq) == act;
        EntryRow { record: if first { record.take() } else { None }, entry }
    }));
    let Some(act) = act.filter(|_| !answer.is_refused()) else { return Ok(()) };
    for (kind, name) in &ready.identities {
        working.keep_identity(id, Identity { kind, id: name.clone(), act });
    }
    // What is only reserved for has not happened.
    if !matches!(answer, Answer::Held { .. })
        && let Some(Quote { measured, .. }) = quote
        && let Subject::Interaction(Interaction { id: Some(interaction), completed: true, counted: false }) =
            &measured.subject
    {
        let name = interaction_name(&measured.service, interaction);
        working.keep_identity(id, Identity { kind: "interaction", id: name, act });
    }
    Ok(())
}

/// The plan that a command is priced on, where it is not the account's.
fn plan_of(command: &Command) -> Option<&str> {
    match command {
        Command::Charge(priced)
        | Command::Hold { amount: Amount::Priced(priced), .. }
        | Command::Capture { amount: Amount::Priced(priced), .. } => priced.plan.as_deref(),
        _ => None,
    }
}

pub(super) fn interaction_name(service: &str, interaction: &str) -> String {
    format!("{service}:{interaction}")
}

/// An answer as JSON.
pub(super) fn body(status: StatusCode, answer: &impl Serialize) -> Result<Done> {
    serde_json::to_string(answer).map(|body| (status, body)).map_err(|_| Error::internal())
}
