//! One request of a batch: answered with what it was answered before, or done and answered.

use std::sync::Arc;

use axum::http::StatusCode;
use rust_decimal::Decimal;
use serde::Serialize;

use super::accounts::Working;
use super::answers;
use super::campaigns;
use super::sign::Quoted;
use super::store::{EntryRow, Identity, Kept, Stored};
use crate::credits::Credits;
use crate::ledger::{
    Accounts, Amount, Basis, Change, Command, Kind, Moment, Opening, Outcome, Paid, Priced, ReloadWish, Tags, apply,
    apply_at,
};
use crate::quote::{self, CallRequest, Interaction, Quote, Subject};
use crate::wire::ledger::{self as wire, Record, Recorded};
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

/// Does one request. The outer error is the database's and undoes the batch; the inner one is this request's alone.
pub(super) fn execute(working: &mut Working<'_>, request: &Request) -> Kept<Result<Reply>> {
    let Request { account, key, action } = request;
    if matches!(action, Action::Wait) {
        return wait(working, account);
    }
    if let Some(stored) = working.answer(account, &key.name)? {
        return Ok(replay(stored, key));
    }
    let (status, body) = match act(working, request)? {
        Ok((status, body)) => (status.as_u16(), body),
        Err(error) => {
            let overlooked = working.overlooked_answer(account, &key.name)?;
            return Ok(overlooked.map_or(Err(error), |stored| replay(stored, key)));
        }
    };
    working.keep_answer(account, &key.name, Stored { body_hash: key.body_hash.clone(), status, answer: body.clone() });
    Ok(Ok(Reply { status, body, replayed: false }))
}

fn replay(Stored { body_hash, status, answer }: Stored, key: &Key) -> Result<Reply> {
    let reply = Reply { status, body: answer, replayed: true };
    if body_hash == key.body_hash { Ok(reply) } else { Err(Error::key_reused(&key.name)) }
}

fn wait(working: &mut Working<'_>, account: &str) -> Kept<Result<Reply>> {
    let mut accounts = working.take(account, None)?;
    let done = apply(&mut accounts, account, &Command::Wait, working.now, &working.engine);
    working.put(accounts);
    Ok(done.map(|outcome| {
        working.tell(outcome.events);
        working.write(outcome.entries.into_iter().map(|entry| EntryRow { entry, record: None }));
        Reply { status: 204, body: String::new(), replayed: false }
    }))
}

/// A command that has been made ready, and what is to be remembered of it.
struct Ready {
    command: Command,
    /// What is in force, unless the prices of an earlier book were promised.
    prices: Arc<Engine>,
    /// An account that is given to.
    to: Option<String>,
    /// What it happens once by.
    identities: Vec<(&'static str, String)>,
    /// The quote that its price is from.
    token: Option<String>,
    /// What the first entry says beside a price.
    note: Option<String>,
    /// What becomes of a campaign.
    campaign: Option<campaigns::Act>,
}

pub(super) type Done = (StatusCode, String);

/// Does what is asked for, whatever its key was answered before.
pub(super) fn act(working: &mut Working<'_>, request: &Request) -> Kept<Result<Done>> {
    let id = &request.account;
    let ready = match ready(working, request)? {
        Ok(ready) => ready,
        Err(error) => return Ok(Err(error)),
    };
    for (kind, name) in &ready.identities {
        if let Some(act) = working.identity(id, kind, name)? {
            return Ok(Err(done_before(kind, name, act)));
        }
    }
    let mut accounts = working.take(id, ready.to.as_deref())?;
    let engine = working.engine.clone();
    let done = apply_at(&mut accounts, id, &ready.command, working.now, &engine, &ready.prices);
    let answered = done.map(|outcome| {
        let answer = answers::describe(&accounts, id, &outcome, &engine, working.now);
        (outcome, answer)
    });
    let (outcome, answer) = match answered {
        Ok(done) => done,
        Err(error) => {
            working.put(accounts);
            return Ok(Err(error));
        }
    };
    let of_campaign = match (&ready.campaign, &outcome.answer) {
        (Some(act), Ok(done)) if !done.is_refused() => Some((act, done.clone())),
        _ => None,
    };
    remember(working, id, &accounts, &ready, outcome)?;
    let answer = match of_campaign {
        Some((act, done)) => campaigns::answer(working, id, &accounts, act, &done)?,
        None => answer,
    };
    working.put(accounts);
    Ok(answer)
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
    if let Some(Quote { measured, .. }) = quote
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

/// What stands for the record of an entry that has a reason.
fn because(reason: String) -> String {
    crate::wire::canonical(&serde_json::json!({ "reason": reason }))
}

/// Makes a command of what is asked for, with what only the ledger knows.
fn ready(working: &mut Working<'_>, request: &Request) -> Kept<Result<Ready>> {
    let (id, key) = (&request.account, &request.key.name);
    let (mut to, mut identities, mut token, mut note, mut campaign) = (None, vec![], None, None, None);
    let mut prices = working.engine.clone();
    // What is promised is priced by the book that promised it, and spent once.
    if let Some(promise) = request.action.promise() {
        match promise {
            Ok(promise) => {
                prices = promise.engine.clone();
                token = Some(promise.quoted.nonce.clone());
                identities.extend(spent(working, request, &promise.quoted.nonce)?);
            }
            Err(error) => return Ok(Err(error.clone())),
        }
    }
    let command = match request.action.clone() {
        Action::Wait => Command::Wait,
        Action::Open(opening) => {
            to = opening.parent.clone();
            Command::Open(opening)
        }
        Action::Change(change) => {
            if change.zone.is_some() {
                working.want_lots_of_period(id)?;
            }
            Command::Change(change)
        }
        Action::Grant { credits, kind, expires, reason } => {
            note = reason.map(because);
            Command::Grant { credits, kind, expires }
        }
        Action::Purchase { id, top_up, quantity } => {
            identities.push(("purchase", id.clone()));
            Command::Purchase { id, top_up, quantity }
        }
        Action::EndRecurring { id } => Command::EndRecurring { id },
        Action::Charge(asked) => Command::Charge(priced(working, id, *asked, None)?),
        Action::Refund { charge, credits, reason } => {
            let Some((paid, _)) = paid(working, id, charge)? else { return Ok(Err(no_charge(charge))) };
            identities.push(("refund", format!("ch_{charge}:{key}")));
            note = reason.map(because);
            Command::Refund { paid, credits }
        }
        Action::Adjust { charge, credits } => match paid(working, id, charge)? {
            Some((paid, Some(Recorded { price, max, .. }))) => {
                let within_hold = match paid.hold {
                    Some(hold) => campaigns::paid_by(working, id, hold)?.is_some(),
                    None => false,
                };
                Command::Adjust { paid, credits, price, max, within_hold }
            }
            _ => return Ok(Err(no_charge(charge))),
        },
        Action::Settle { charge, outcome } => match paid(working, id, charge)? {
            // An attempt ends at the prices that it began at.
            Some((paid, Some(Recorded { plan, service, quantity, book, decks, .. }))) => {
                prices = match working.earlier(&book, &decks.into_iter().collect()) {
                    Ok(earlier) => earlier,
                    Err(error) => return Ok(Err(error)),
                };
                let call = CallRequest { outcome: Some(outcome), ..CallRequest::default() };
                let request = quote::Request { plan, service, quantity, call: Some(call), ..quote::Request::default() };
                Command::Settle { paid, request: request.into() }
            }
            _ => return Ok(Err(no_charge(charge))),
        },
        Action::Hold { wanted, seconds } => {
            let millis = i64::try_from(seconds).ok().and_then(|seconds| seconds.checked_mul(1000));
            let expires = millis.map(|millis| working.now.plus_millis(millis)).and_then(Result::ok);
            // What is beyond the calendar is beyond what a hold may last.
            let expires = expires.unwrap_or(Moment::MAX);
            Command::Hold { amount: amount(working, id, wanted)?, expires }
        }
        Action::Capture { hold, wanted, cumulative, last } => {
            working.want_hold(id, hold)?;
            if let Some(campaign) = campaigns::paid_by(working, id, hold)?
                && let Err(error) = campaigns::check_own(&campaign, &wanted)
            {
                return Ok(Err(error));
            }
            identities.push(("capture", format!("ho_{hold}:{key}")));
            Command::Capture { hold, amount: amount(working, id, wanted)?, cumulative, last }
        }
        Action::Release { hold } => {
            working.want_hold(id, hold)?;
            Command::Release { hold }
        }
        Action::StartCampaign(start) => match campaigns::start(working, id, *start)? {
            Ok((command, act, nonce)) => {
                identities.extend(nonce.map(|nonce| ("quote", nonce)));
                campaign = Some(act);
                command
            }
            Err(error) => return Ok(Err(error)),
        },
        Action::ChargeCampaign { campaign: name, mut asked } => {
            let found = campaigns::running(working, id, &name)?;
            let found = match found.and_then(|found| campaigns::claim(&mut asked, &found).map(|()| found)) {
                Ok(found) => found,
                Err(error) => return Ok(Err(error)),
            };
            // What is reserved for is priced as it was when it was reserved.
            let mut basis = None;
            if found.hold.is_some() && token.is_none() {
                prices = match working.earlier(&found.basis.book, &found.basis.decks) {
                    Ok(earlier) => earlier,
                    Err(error) => return Ok(Err(error)),
                };
                basis = Some(&found.basis);
            }
            identities.extend(found.hold.map(|hold| ("capture", format!("ho_{hold}:{key}"))));
            let command = campaigns::charge(&found, priced(working, id, *asked, basis)?);
            campaign = Some(campaigns::Act::Charge(found));
            command
        }
        Action::EndCampaign { campaign: name } => {
            let found = match campaigns::running(working, id, &name)? {
                Ok(found) => found,
                Err(error) => return Ok(Err(error)),
            };
            let command = campaigns::end(&found);
            campaign = Some(campaigns::Act::End(found));
            command
        }
        Action::Allot { to: below, reserve, credits, renew } => {
            working.want_whole(id)?;
            to = Some(below.clone());
            Command::Allot { to: below, reserve, credits, renew }
        }
        Action::TakeBack { to: below } => {
            working.want_whole(id)?;
            to = Some(below.clone());
            Command::TakeBack { to: below }
        }
        Action::Alerts { thresholds, admins } => Command::Alerts { thresholds, admins },
        Action::AutoReload(wish) => Command::AutoReload(wish),
        Action::ReloadPaid { reload, payment } => {
            // One that was credited before as a purchase settles its reload all the same.
            let credited = working.identity(id, "purchase", &payment)?.is_some();
            identities.extend((!credited).then_some(("purchase", payment)));
            Command::ReloadPaid { reload, credited }
        }
        Action::ReloadDeclined { reload, reason } => Command::ReloadDeclined { reload, reason },
    };
    Ok(Ok(Ready { command, prices, to, identities, token, note, campaign }))
}

/// What a token is spent by: a hold's captures go on at the price that the hold was made at.
fn spent(working: &mut Working<'_>, request: &Request, nonce: &str) -> Kept<Option<(&'static str, String)>> {
    let by = working.identity(&request.account, "quote", nonce)?;
    let goes_on = matches!(request.action, Action::Capture { hold, .. } if by == Some(hold));
    Ok((!goes_on).then(|| ("quote", nonce.to_owned())))
}

fn no_charge(charge: u64) -> Error {
    Error::unknown_charge(&format!("ch_{charge}"))
}

fn amount(working: &mut Working<'_>, id: &str, wanted: Wanted) -> Kept<Amount> {
    Ok(match wanted {
        Wanted::Credits(credits, tags) => Amount::Credits(credits, tags),
        Wanted::Charge(asked) => Amount::Priced(priced(working, id, *asked, None)?),
    })
}

/// The request with what the ledger knows: the day, and whether the interaction was charged before. Without a promise of
/// its own it is on the plan and the day of `basis`, where there is one.
fn priced(working: &mut Working<'_>, id: &str, asked: Asked, basis: Option<&Basis>) -> Kept<Priced> {
    let Asked { mut request, tags, promise } = asked;
    let promised = promise.and_then(Result::ok).map(|promise| promise.quoted);
    match (&promised, basis) {
        (Some(quoted), _) => request.at = quoted.at,
        (None, Some(basis)) if request.service == basis.service => request.at = basis.at,
        (None, _) => working.engine.on(super::day(working.now), &mut request),
    }
    if let Some(interaction) = &mut request.interaction {
        interaction.counted = match &interaction.id {
            Some(name) => working.identity(id, "interaction", &interaction_name(&request.service, name))?.is_some(),
            None => false,
        };
    }
    let plan = promised.map(|quoted| quoted.plan).or_else(|| basis.map(|basis| basis.plan.clone()));
    Ok(Priced { request, plan, tags })
}

/// What a charge has come to, and its record.
fn paid(working: &mut Working<'_>, id: &str, charge: u64) -> Kept<Option<(Paid, Option<Recorded>)>> {
    let story = working.story(id, charge)?;
    let record = story.first().and_then(|row| row.record.as_deref()).and_then(wire::recorded);
    let entries: Vec<_> = story.into_iter().map(|row| row.entry).collect();
    let Some(paid) = Paid::from_entries(&entries)? else { return Ok(None) };
    let lots: Vec<u64> = paid.parts.iter().filter_map(|part| part.lot).collect();
    if let Some(hold) = paid.hold {
        working.want_hold(id, hold)?;
    }
    working.want_lots(id, &lots)?;
    working.want_attempt(id, charge)?;
    Ok(Some((paid, record)))
}

/// An answer as JSON.
pub(super) fn body(status: StatusCode, answer: &impl Serialize) -> Result<Done> {
    serde_json::to_string(answer).map(|body| (status, body)).map_err(|_| Error::internal())
}
