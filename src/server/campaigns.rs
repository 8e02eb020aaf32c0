//! Campaigns: a thin record beside a hold. What moves credits are the hold's own commands.

use std::collections::HashMap;
use std::sync::Arc;

use axum::http::StatusCode;

use super::TENANT;
use super::accounts::Working;
use super::execute::{Asked, Done, Wanted, body, hold_end};
use super::sign::Quoted;
use super::store::{Kept, Prices, Tried};
use super::{answers, engines};
use crate::campaign::{Breakdown, Estimate, Overage, Terms};
use crate::credits::Credits;
use crate::ledger::{Accounts, Amount, Answer, Basis, Campaign, Command, Hold, Mode, Moment, Priced, Stand, Tags};
use crate::rates::{DAY_MS, Date};
use crate::wire::{id, ledger as wire};
use crate::{Engine, Error, Result};

/// A campaign that is to start.
#[derive(Debug, Clone)]
pub(super) struct Start {
    pub(super) id: String,
    pub(super) mode: Mode,
    pub(super) plan: Plan,
    pub(super) seconds: u64,
}

/// Where its price is from.
#[derive(Debug, Clone)]
pub(super) enum Plan {
    /// What was counted, and what it came to when the request came in.
    Counted { breakdown: Arc<Breakdown>, priced: Result<Arc<Preflight>> },
    /// What a token promises, or why it is not accepted: a retry is answered all the same.
    Promised(Result<Box<Quoted>>),
}

/// What a campaign costs an account.
#[derive(Debug, Clone)]
pub(super) struct Preflight {
    /// By which it was priced.
    pub(super) engine: Arc<Engine>,
    pub(super) terms: Terms,
    pub(super) estimate: Estimate,
    pub(super) available: Credits,
    /// What is missing of the most; nothing where nothing is deducted.
    pub(super) missing: Credits,
    /// The most that it comes to without a hold, where what is missing is owed.
    pub(super) overage: Option<Overage>,
}

/// What a request does to a campaign, beside its command.
#[derive(Debug, Clone)]
pub(super) enum Act {
    Start(Campaign),
    Charge(Campaign),
    End(Campaign),
}

/// The terms that a campaign of an account is priced by: what the ledger knows counts, whatever else was said.
fn terms(accounts: &Accounts, id: &str, engine: &Engine, given: &Terms, day: Option<Date>) -> Result<Terms> {
    Ok(Terms {
        plan: accounts.plan(id)?.to_owned(),
        brings: accounts.get(id)?.terms.brings.clone(),
        at: day.filter(|_| engine.is_dated(&given.service)),
        ..given.clone()
    })
}

/// What a campaign costs an account as it is now.
pub(super) fn preflight(
    accounts: &Accounts,
    id: &str,
    engine: &Arc<Engine>,
    breakdown: &Breakdown,
    now: Moment,
) -> Result<Preflight> {
    let terms = terms(accounts, id, engine, &breakdown.terms, super::day(now))?;
    let counted = Breakdown { terms: terms.clone(), lines: breakdown.lines.clone() };
    let estimate = engine.price_breakdown(&counted)?;
    let (available, missing) = coverage(accounts, id, engine, estimate.max, now)?;
    let overage = match may_owe(accounts, id, engine, &counted.terms.service, now)? {
        true => engine.breakdown_overage(&counted, available)?,
        false => None,
    };
    Ok(Preflight { engine: engine.clone(), terms, estimate, available, missing, overage })
}

/// Whether what the balance does not cover of a service is owed.
fn may_owe(accounts: &Accounts, id: &str, engine: &Engine, service: &str, now: Moment) -> Result<bool> {
    let payer = accounts.payer(id, engine.book(), now)?;
    let service = engine.book().services.get(service);
    Ok(service.is_some_and(|service| service.overage.is_some()) && !payer.limited && !payer.is_exempt())
}

/// What an account can spend, and what is missing of an amount.
fn coverage(
    accounts: &Accounts,
    id: &str,
    engine: &Engine,
    credits: Credits,
    now: Moment,
) -> Result<(Credits, Credits)> {
    let available = accounts.available(id, now)?;
    let exempt = accounts.is_exempt(id, engine.book())?;
    let missing = if exempt { Credits::ZERO } else { credits.minus(available)?.max(Credits::ZERO) };
    Ok((available, missing))
}

/// The command that a campaign starts by, and the nonce of the token that is spent by it.
pub(super) fn start(working: &mut Working<'_>, id: &str, start: Start) -> Tried<(Command, Act, Option<String>)> {
    let Start { id: name, mode, plan, seconds } = start;
    let (quoted, nonce) = match plan {
        Plan::Promised(Ok(quoted)) => {
            let Quoted { service, plan, at, book, decks, min, credits, max, nonce, .. } = *quoted;
            let estimate = Estimate { min, expected: credits, max };
            ((Basis { service, plan, at, book, decks }, estimate), Some(nonce))
        }
        Plan::Counted { breakdown, priced: Ok(priced) } => {
            let accounts = working.peek(id)?;
            let (engine, now) = (&working.engine, working.now);
            // What was agreed with the account may have changed since, and so may the prices.
            let terms = terms(&accounts, id, engine, &breakdown.terms, super::day(now))?;
            let estimate = match terms == priced.terms && Arc::ptr_eq(engine, &priced.engine) {
                true => priced.estimate,
                false => preflight(&accounts, id, engine, &breakdown, now)?.estimate,
            };
            let Prices { book, decks } = engines::prices(engine);
            ((Basis { service: terms.service, plan: terms.plan, at: terms.at, book, decks }, estimate), None)
        }
        Plan::Promised(Err(error)) | Plan::Counted { priced: Err(error), .. } => return Err(error.into()),
    };
    if working.campaign(id, &name)?.is_some() || working.campaign_usage(id, &name, None)?.is_some() {
        return Err(Error::campaign_exists(&name).into());
    }
    let (basis, Estimate { min, expected, max }) = quoted;
    let made = working.now;
    let expires = hold_end(made, seconds);
    Hold::check_end(made, expires)?;
    let missing = Credits::ZERO;
    let (hold, ended) = (None, None);
    let campaign = Campaign { id: name, mode, hold, made, expires, ended, basis, min, expected, max, missing };
    let tags = Tags { campaign: campaign.id.clone(), ..Tags::default() };
    let command = match campaign.reserves() {
        Some(credits) => Command::Hold { amount: Amount::Credits(credits, tags), expires },
        None => Command::Wait,
    };
    Ok((command, Act::Start(campaign), nonce))
}

/// A campaign that is there.
pub(super) fn find(working: &mut Working<'_>, id: &str, name: &str) -> Tried<Campaign> {
    let Some(campaign) = working.campaign(id, name)? else {
        let known = working.load(id)?;
        return Err(if known { Error::unknown_campaign(name) } else { Error::unknown_account(id) }.into());
    };
    if let Some(hold) = campaign.hold {
        working.want_hold(id, hold)?;
    }
    Ok(campaign)
}

/// One that is not over.
pub(super) fn running(working: &mut Working<'_>, id: &str, name: &str) -> Tried<Campaign> {
    let campaign = find(working, id, name)?;
    let hold = campaign.hold.and_then(|hold| working.hold(id, hold));
    match campaign.stand(hold, working.now) {
        Stand::Running => Ok(campaign),
        over => Err(Error::campaign_ended(name, over.name()).into()),
    }
}

/// Tags a charge with its campaign, which it is to be of.
pub(super) fn claim(asked: &mut Asked, campaign: &Campaign) -> Result<()> {
    check(campaign, &asked.tags, Some(&asked.request.service))?;
    asked.tags.campaign.clone_from(&campaign.id);
    Ok(())
}

/// A capture from a campaign's hold is of that campaign.
pub(super) fn check_own(campaign: &Campaign, wanted: &Wanted) -> Result<()> {
    let service = match wanted {
        Wanted::Credits(..) => None,
        Wanted::Charge(asked) => Some(asked.request.service.as_str()),
    };
    check(campaign, wanted.tags(), service)
}

fn check(campaign: &Campaign, tags: &Tags, service: Option<&str>) -> Result<()> {
    let Campaign { id, basis: Basis { service: own, .. }, .. } = campaign;
    if !tags.campaign.is_empty() && tags.campaign != *id {
        return Err(Error::other_campaign(&tags.campaign, id));
    }
    match service {
        Some(given) if given != own => Err(Error::other_service(given, id, own)),
        _ => Ok(()),
    }
}

/// The command that charges: what a campaign reserves pays, or the balance.
pub(super) fn charge(campaign: &Campaign, priced: Priced) -> Command {
    match campaign.hold {
        Some(hold) => Command::Capture { hold, amount: Amount::Priced(priced), cumulative: false, last: false },
        None => Command::Charge(priced),
    }
}

/// The command that ends one.
pub(super) fn end(campaign: &Campaign) -> Command {
    campaign.hold.map_or(Command::Wait, |hold| Command::Release { hold })
}

/// The campaign that a hold pays for.
pub(super) fn paid_by(working: &mut Working<'_>, id: &str, hold: u64) -> Kept<Option<Campaign>> {
    let Some(label) = working.hold(id, hold).map(|hold| hold.label.clone()) else { return Ok(None) };
    if label.campaign.is_empty() {
        return Ok(None);
    }
    Ok(working.campaign(id, &label.campaign)?.filter(|campaign| campaign.hold == Some(hold)))
}

/// Keeps what a request did to a campaign, and answers it. It is done by then: what fails here undoes it.
pub(super) fn answer(
    working: &mut Working<'_>,
    id: &str,
    accounts: &Accounts,
    act: &Act,
    answer: &Answer,
) -> Kept<Done> {
    let (engine, now) = (working.engine.clone(), working.now);
    let campaign = match act {
        Act::Charge(campaign) => return Ok(charged(accounts, id, &engine, campaign, answer, now)?),
        Act::Start(campaign) => {
            let mut campaign = campaign.clone();
            match answer {
                Answer::Held { id: hold, .. } => campaign.hold = Some(*hold),
                _ => campaign.missing = coverage(accounts, id, &engine, campaign.max, now)?.1,
            }
            campaign
        }
        Act::End(campaign) if campaign.hold.is_none() => Campaign { ended: Some(now), ..campaign.clone() },
        Act::End(campaign) => campaign.clone(),
    };
    let usage = working.campaign_usage(id, &campaign.id, Some(&campaign))?.unwrap_or_default();
    let hold = campaign.hold.and_then(|hold| find_hold(accounts, id, hold));
    let may_owe = may_owe(accounts, id, &engine, &campaign.basis.service, now)?;
    let shown = wire::Campaign::of(&campaign, hold, &usage, may_owe, now)?;
    let status = if matches!(act, Act::Start(_)) { StatusCode::CREATED } else { StatusCode::OK };
    working.keep_campaign(id, campaign);
    Ok(body(status, &shown)?)
}

fn charged(
    accounts: &Accounts,
    id: &str,
    engine: &Engine,
    campaign: &Campaign,
    answer: &Answer,
    now: Moment,
) -> Result<Done> {
    let (number, credits, left, quote) = match answer {
        Answer::Captured { id, credits, left, quote: Some(quote), .. } => (*id, *credits, Some(*left), quote),
        Answer::Charged { id, credits, quote } => (*id, *credits, None, quote),
        _ => return Err(Error::internal()),
    };
    let charge = wire::CampaignCharge {
        id: id::CHARGE.of(number),
        campaign: campaign.id.clone(),
        decision: quote.decision.name(),
        credits: answers::cost(quote, credits),
        left: left.map(|left| left.to_string()),
        quote: quote.clone().into(),
        balance: accounts.balance(id, engine.book(), now)?.try_into()?,
    };
    body(StatusCode::CREATED, &charge)
}

/// A campaign as it is now.
pub(super) fn show(working: &mut Working<'_>, id: &str, name: &str) -> Tried<wire::Campaign> {
    let campaign = find(working, id, name)?;
    let usage = working.campaign_usage(id, name, Some(&campaign))?.unwrap_or_default();
    let (engine, now) = (working.engine.clone(), working.now);
    let accounts = working.view(id)?;
    let hold = campaign.hold.and_then(|hold| find_hold(&accounts, id, hold));
    let may_owe = may_owe(&accounts, id, &engine, &campaign.basis.service, now)?;
    Ok(wire::Campaign::of(&campaign, hold, &usage, may_owe, now)?)
}

fn find_hold<'a>(accounts: &'a Accounts, id: &str, hold: u64) -> Option<&'a Hold> {
    accounts.find(id)?.holds.iter().find(|found| found.id == hold)
}

/// The least of days on which a campaign can have usage: clocks differ by a day at most, and a bit more.
pub(super) fn first_day(campaign: &Campaign) -> i64 {
    campaign.made.millis().div_euclid(DAY_MS) - 2
}

/// Campaigns of an account as they are now, before a number, the newest first; with the last one's number.
pub(super) fn list(
    working: &mut Working<'_>,
    id: &str,
    before: u64,
    limit: u32,
) -> Tried<(Vec<wire::Campaign>, Option<u64>)> {
    let accounts = working.view(id)?;
    let (engine, now) = (working.engine.clone(), working.now);
    let store = working.store();
    let page = store.campaigns(TENANT, id, before, limit)?;
    let names: Vec<&str> = page.iter().map(|(_, campaign)| campaign.id.as_str()).collect();
    let since = page.iter().map(|(_, campaign)| first_day(campaign)).min().unwrap_or_default();
    let usage = store.campaign_usage(TENANT, id, since, &names)?;
    let holds: Vec<u64> = page.iter().filter_map(|(_, campaign)| campaign.hold).collect();
    let holds: HashMap<u64, Hold> = store.holds(TENANT, id, &holds)?.into_iter().map(|hold| (hold.id, hold)).collect();
    let show = |(_, campaign): &(u64, Campaign)| {
        // Those that have ended just now are ended in what is loaded.
        let hold = campaign.hold.and_then(|hold| find_hold(&accounts, id, hold).or(holds.get(&hold)));
        let usage = usage.get(&campaign.id).copied().unwrap_or_default();
        let may_owe = may_owe(&accounts, id, &engine, &campaign.basis.service, now)?;
        wire::Campaign::of(campaign, hold, &usage, may_owe, now)
    };
    let last = page.last().map(|(position, _)| *position);
    Ok((page.iter().map(show).collect::<Result<_>>()?, last))
}
