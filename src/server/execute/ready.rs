//! A command is made of what is asked for, with what only the ledger knows.

use std::sync::Arc;

use super::{Action, Asked, Key, Request, Wanted, interaction_name};
use crate::credits::Credits;
use crate::ledger::{Amount, Basis, Command, Moment, Paid, Priced};
use crate::quote::{self, CallRequest};
use crate::server::accounts::Working;
use crate::server::store::{Kept, Tried};
use crate::server::{campaigns, day};
use crate::wire::id;
use crate::wire::ledger::{self as wire, Recorded};
use crate::{Engine, Error};

/// A command that has been made ready, and what is to be remembered of it.
pub(super) struct Ready {
    pub(super) command: Command,
    /// What is in force, unless the prices of an earlier book were promised.
    pub(super) prices: Arc<Engine>,
    /// An account that is given to.
    pub(super) to: Option<String>,
    /// What it happens once by.
    pub(super) identities: Vec<(&'static str, String)>,
    /// The quote that its price is from.
    pub(super) token: Option<String>,
    /// What the first entry says beside a price.
    pub(super) note: Option<String>,
    /// What becomes of a campaign.
    pub(super) campaign: Option<campaigns::Act>,
}

impl Ready {
    pub(super) fn of(working: &mut Working<'_>, request: &Request) -> Tried<Ready> {
        let mut ready = Ready {
            command: Command::Wait,
            prices: working.engine.clone(),
            to: None,
            identities: vec![],
            token: None,
            note: None,
            campaign: None,
        };
        // What is promised is priced by the book that promised it, and spent once.
        if let Some(promise) = request.action.promise() {
            let promise = promise.as_ref().map_err(Clone::clone)?;
            ready.prices = promise.engine.clone();
            ready.token = Some(promise.quoted.nonce.clone());
            ready.identities.extend(spent(working, request, &promise.quoted.nonce)?);
        }
        ready.command = ready.command_for(working, request)?;
        Ok(ready)
    }

    fn command_for(&mut self, working: &mut Working<'_>, request: &Request) -> Tried<Command> {
        let Request { account: id, key, action } = request;
        Ok(match action.clone() {
            Action::Wait => Command::Wait,
            Action::Open(opening) => {
                self.to.clone_from(&opening.parent);
                Command::Open(opening)
            }
            Action::Change(change) => {
                if change.zone.is_some() {
                    working.want_lots_of_period(id)?;
                }
                Command::Change(change)
            }
            Action::Grant { credits, kind, expires, reason } => {
                self.note = reason.map(because);
                Command::Grant { credits, kind, expires }
            }
            Action::Purchase { id, top_up, quantity } => {
                self.identities.push(("purchase", id.clone()));
                Command::Purchase { id, top_up, quantity }
            }
            Action::EndRecurring { id } => Command::EndRecurring { id },
            Action::Charge(asked) => Command::Charge(priced(working, id, *asked, None)?),
            Action::Refund { charge, credits, reason } => {
                let (paid, _) = paid(working, id, charge)?;
                self.identities.push(("refund", format!("{}:{}", id::CHARGE.of(charge), key.name)));
                self.note = reason.map(because);
                Command::Refund { paid, credits }
            }
            Action::Adjust { charge, credits } => adjust(working, id, charge, credits)?,
            Action::Settle { charge, outcome } => self.settle(working, id, charge, outcome)?,
            Action::Hold { wanted, seconds } => {
                let expires = hold_end(working.now, seconds);
                Command::Hold { amount: amount(working, id, wanted)?, expires }
            }
            Action::Capture { hold, wanted, cumulative, last } => {
                working.want_hold(id, hold)?;
                if let Some(campaign) = campaigns::paid_by(working, id, hold)? {
                    campaigns::check_own(&campaign, &wanted)?;
                }
                self.identities.push(captured(hold, key));
                Command::Capture { hold, amount: amount(working, id, wanted)?, cumulative, last }
            }
            Action::Release { hold } => {
                working.want_hold(id, hold)?;
                Command::Release { hold }
            }
            Action::StartCampaign(start) => self.start_campaign(working, id, *start)?,
            Action::ChargeCampaign { campaign, asked } => self.charge_campaign(working, id, key, &campaign, *asked)?,
            Action::EndCampaign { campaign } => self.end_campaign(working, id, &campaign)?,
            Action::Allot { to, reserve, credits, renew } => {
                working.want_whole(id)?;
                self.to = Some(to.clone());
                Command::Allot { to, reserve, credits, renew }
            }
            Action::TakeBack { to } => {
                working.want_whole(id)?;
                self.to = Some(to.clone());
                Command::TakeBack { to }
            }
            Action::Alerts { thresholds, admins } => Command::Alerts { thresholds, admins },
            Action::AutoReload(wish) => Command::AutoReload(wish),
            Action::ReloadPaid { reload, payment } => {
                // One that was credited before as a purchase settles its reload all the same.
                let credited = working.identity(id, "purchase", &payment)?.is_some();
                self.identities.extend((!credited).then_some(("purchase", payment)));
                Command::ReloadPaid { reload, credited }
            }
            Action::ReloadDeclined { reload, reason } => Command::ReloadDeclined { reload, reason },
        })
    }

    /// An attempt ends at the prices that it began at.
    fn settle(&mut self, working: &mut Working<'_>, id: &str, charge: u64, outcome: String) -> Tried<Command> {
        let (paid, record) = paid_and_priced(working, id, charge)?;
        let record = record.ok_or_else(|| Error::no_attempt(charge))?;
        let Recorded { plan, service, quantity, book, decks, .. } = record;
        self.prices = working.earlier(&book, &decks.into_iter().collect())?;
        let call = CallRequest { outcome: Some(outcome), ..CallRequest::default() };
        let request = quote::Request { plan, service, quantity, call: Some(call), ..quote::Request::default() };
        Ok(Command::Settle { paid, request: request.into() })
    }

    fn start_campaign(&mut self, working: &mut Working<'_>, id: &str, start: campaigns::Start) -> Tried<Command> {
        let (command, act, nonce) = campaigns::start(working, id, start)?;
        self.identities.extend(nonce.map(|nonce| ("quote", nonce)));
        self.campaign = Some(act);
        Ok(command)
    }

    fn charge_campaign(
        &mut self,
        working: &mut Working<'_>,
        id: &str,
        key: &Key,
        campaign: &str,
        mut asked: Asked,
    ) -> Tried<Command> {
        let found = campaigns::running(working, id, campaign)?;
        campaigns::claim(&mut asked, &found)?;
        // What is reserved for is priced as it was when it was reserved.
        let basis = (found.hold.is_some() && self.token.is_none()).then_some(&found.basis);
        if let Some(basis) = basis {
            self.prices = working.earlier(&basis.book, &basis.decks)?;
        }
        self.identities.extend(found.hold.map(|hold| captured(hold, key)));
        let command = campaigns::charge(&found, priced(working, id, asked, basis)?);
        self.campaign = Some(campaigns::Act::Charge(found));
        Ok(command)
    }

    fn end_campaign(&mut self, working: &mut Working<'_>, id: &str, campaign: &str) -> Tried<Command> {
        let found = campaigns::running(working, id, campaign)?;
        let command = campaigns::end(&found);
        self.campaign = Some(campaigns::Act::End(found));
        Ok(command)
    }
}

/// What a charge may come to is by its price, and by what its hold reserved.
fn adjust(working: &mut Working<'_>, id: &str, charge: u64, credits: Credits) -> Tried<Command> {
    let (mut paid, record) = paid_and_priced(working, id, charge)?;
    paid.owed_max = record.as_ref().and_then(|record| record.owed_max);
    // What had no price has its hold as the only limit.
    let (price, max) = record.as_ref().map_or((paid.covered, credits), |record| (record.price, record.max));
    let within_hold = match paid.hold {
        Some(hold) => record.is_none() || campaigns::paid_by(working, id, hold)?.is_some(),
        None => false,
    };
    Ok(Command::Adjust { paid, credits, price, max, within_hold })
}

/// When a hold ends that is made now; what is beyond the calendar is beyond what a hold may last.
pub(in crate::server) fn hold_end(now: Moment, seconds: u64) -> Moment {
    Moment::from_millis(now.millis().saturating_add_unsigned(seconds.saturating_mul(1000)))
}

/// What a capture happens once by.
fn captured(hold: u64, key: &Key) -> (&'static str, String) {
    ("capture", format!("{}:{}", id::HOLD.of(hold), key.name))
}

/// What a token is spent by: a hold's captures go on at the price that the hold was made at.
fn spent(working: &mut Working<'_>, request: &Request, nonce: &str) -> Kept<Option<(&'static str, String)>> {
    let goes_on = match request.action {
        Action::Capture { hold, .. } => working.identity(&request.account, "quote", nonce)? == Some(hold),
        _ => false,
    };
    Ok((!goes_on).then(|| ("quote", nonce.to_owned())))
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
        (None, _) => working.engine.on(day(working.now), &mut request),
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
fn paid(working: &mut Working<'_>, id: &str, charge: u64) -> Tried<(Paid, Option<Recorded>)> {
    let story = working.story(id, charge)?;
    let record = story.first().and_then(|row| row.record.as_deref()).and_then(wire::recorded);
    let entries: Vec<_> = story.into_iter().map(|row| row.entry).collect();
    let paid = Paid::from_entries(&entries)?.ok_or_else(|| no_charge(charge))?;
    let lots: Vec<u64> = paid.parts.iter().filter_map(|part| part.lot).collect();
    if let Some(hold) = paid.hold {
        working.want_hold(id, hold)?;
    }
    working.want_lots(id, &lots)?;
    working.want_attempt(id, charge)?;
    Ok((paid, record))
}

/// The same of one that has a price, or is a capture of plain credits.
fn paid_and_priced(working: &mut Working<'_>, id: &str, charge: u64) -> Tried<(Paid, Option<Recorded>)> {
    let (paid, record) = paid(working, id, charge)?;
    if record.is_none() && paid.hold.is_none() { Err(no_charge(charge).into()) } else { Ok((paid, record)) }
}

fn no_charge(charge: u64) -> Error {
    Error::unknown_charge(&id::CHARGE.of(charge))
}

/// What stands for the record of an entry that has a reason.
fn because(reason: String) -> String {
    crate::wire::canonical(&serde_json::json!({ "reason": reason }))
}
