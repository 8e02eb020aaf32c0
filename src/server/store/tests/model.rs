//! The ledger's rules on accounts that are all in memory: what a store must come to as well.

use std::collections::{BTreeMap, BTreeSet};

use crate::credits::Credits;
use crate::ledger::{
    Accounts, Amount, Answer, Basis, Campaign, Command, Entry, Moment, Outcome, Paid, Priced, Stand, Tags, apply,
};
use crate::quote::{self, CallRequest, Interaction, Quote, Subject};
use crate::server::campaigns::{self, Plan, Start};
use crate::server::execute::{Action, Asked, Request, Wanted, interaction_name};
use crate::server::sign::Quoted;
use crate::server::{answers, day};
use crate::{Engine, Error, Result};

#[derive(Default)]
pub(super) struct Model {
    pub(super) accounts: Accounts,
    pub(super) entries: Vec<Entry>,
    /// Prices by account and number.
    quotes: BTreeMap<(String, u64), Quote>,
    counted: BTreeSet<(String, String)>,
    /// Payments that were credited.
    payments: BTreeSet<(String, String)>,
    pub(super) campaigns: BTreeMap<(String, String), Campaign>,
}

impl Model {
    pub(super) fn run(&mut self, request: &Request, now: Moment, engine: &Engine) -> Result<Answer> {
        let id = &request.account;
        let command = self.command(request, now, engine)?;
        let Outcome { answer, entries, .. } = apply(&mut self.accounts, id, &command, now, engine)?;
        self.entries.extend(entries);
        let answer = answer?;
        if let Action::Purchase { id: payment, .. } | Action::ReloadPaid { payment, .. } = &request.action {
            self.payments.insert((id.clone(), payment.clone()));
        }
        self.note_campaign(request, &answer, now);
        if let (Some(act), Some(quote)) = (answers::number(&answer), answers::quote(&answer)) {
            self.quotes.insert((id.clone(), act), quote.clone());
            if let Subject::Interaction(Interaction { id: Some(name), completed: true, counted: false }) =
                &quote.measured.subject
            {
                self.counted.insert((id.clone(), interaction_name(&quote.measured.service, name)));
            }
        }
        Ok(answer)
    }

    pub(super) fn entries_of(&self, id: &str) -> Vec<Entry> {
        self.entries.iter().filter(|entry| entry.account == id).cloned().collect()
    }

    fn command(&self, request: &Request, now: Moment, engine: &Engine) -> Result<Command> {
        let id = &request.account;
        Ok(match request.action.clone() {
            Action::Wait => Command::Wait,
            Action::Open(opening) => Command::Open(opening),
            Action::Change(change) => Command::Change(change),
            Action::Grant { credits, kind, expires, .. } => Command::Grant { credits, kind, expires },
            Action::Purchase { id, top_up, quantity } => Command::Purchase { id, top_up, quantity },
            Action::EndRecurring { id } => Command::EndRecurring { id },
            Action::Charge(asked) => Command::Charge(self.priced(id, *asked, now, engine)),
            Action::Refund { charge, credits, .. } => Command::Refund { paid: self.paid(id, charge)?, credits },
            Action::Adjust { charge, credits } => {
                let (mut paid, quote) = self.paid_and_priced(id, charge)?;
                let overage = quote.and_then(|quote| quote.overage);
                paid.owed_max = overage.and_then(|overage| overage.max.minus(overage.covered).ok());
                let (price, max) = quote.map_or((paid.covered, credits), |quote| (quote.credits, quote.max));
                let within_hold = paid.hold.is_some_and(|hold| quote.is_none() || self.paid_by(id, hold).is_some());
                Command::Adjust { paid, credits, price, max, within_hold }
            }
            Action::Settle { charge, outcome } => {
                let (paid, quote) = self.paid_and_priced(id, charge)?;
                let quote = quote.ok_or_else(|| Error::no_attempt(charge))?;
                let (service, quantity) = (quote.measured.service.clone(), quote.measured.quantity);
                let call = CallRequest { outcome: Some(outcome), ..CallRequest::default() };
                let request = quote::Request { service, quantity, call: Some(call), ..quote::Request::default() };
                Command::Settle { paid, request: request.into() }
            }
            Action::Hold { wanted, seconds } => {
                let expires = now.plus_millis(seconds as i64 * 1000)?;
                Command::Hold { amount: self.amount(id, wanted, now, engine), expires }
            }
            Action::Capture { hold, wanted, cumulative, last } => {
                if let Some(campaign) = self.paid_by(id, hold) {
                    campaigns::check_own(campaign, &wanted)?;
                }
                Command::Capture { hold, amount: self.amount(id, wanted, now, engine), cumulative, last }
            }
            Action::Release { hold } => Command::Release { hold },
            Action::StartCampaign(start) => {
                if self.campaigns.contains_key(&(id.clone(), start.id.clone())) {
                    return Err(Error::campaign_exists(&start.id));
                }
                let campaign = self.campaign(&start, now);
                let tags = Tags { campaign: campaign.id.clone(), ..Tags::default() };
                match campaign.reserves() {
                    Some(credits) => {
                        Command::Hold { amount: Amount::Credits(credits, tags), expires: campaign.expires }
                    }
                    None => Command::Wait,
                }
            }
            Action::ChargeCampaign { campaign, mut asked } => {
                let campaign = self.running(id, &campaign, now)?;
                campaigns::claim(&mut asked, campaign)?;
                let mut priced = self.priced(id, *asked, now, engine);
                priced.plan = campaign.hold.map(|_| campaign.basis.plan.clone());
                campaigns::charge(campaign, priced)
            }
            Action::EndCampaign { campaign } => campaigns::end(self.running(id, &campaign, now)?),
            Action::Allot { to, reserve, credits, renew } => Command::Allot { to, reserve, credits, renew },
            Action::TakeBack { to } => Command::TakeBack { to },
            Action::Alerts { thresholds, admins } => Command::Alerts { thresholds, admins },
            Action::AutoReload(wish) => Command::AutoReload(wish),
            Action::ReloadPaid { reload, payment } => {
                Command::ReloadPaid { reload, credited: self.payments.contains(&(id.clone(), payment)) }
            }
            Action::ReloadDeclined { reload, reason } => Command::ReloadDeclined { reload, reason },
        })
    }

    fn campaign(&self, start: &Start, now: Moment) -> Campaign {
        let Plan::Promised(Ok(quoted)) = start.plan.clone() else { panic!("{start:?}") };
        let Quoted { service, plan, at, book, decks, min, credits, max, .. } = *quoted;
        Campaign {
            id: start.id.clone(),
            mode: start.mode,
            hold: None,
            made: now,
            expires: now.plus_millis(start.seconds as i64 * 1000).unwrap(),
            ended: None,
            basis: Basis { service, plan, at, book, decks },
            min,
            expected: credits,
            max,
            missing: Credits::ZERO,
        }
    }

    fn running(&self, id: &str, name: &str, now: Moment) -> Result<&Campaign> {
        let found = self.campaigns.get(&(id.to_owned(), name.to_owned()));
        let campaign = found.ok_or_else(|| Error::unknown_campaign(name))?;
        let holds = &self.accounts.get(id)?.holds;
        match campaign.stand(holds.iter().find(|hold| Some(hold.id) == campaign.hold), now) {
            Stand::Running => Ok(campaign),
            over => Err(Error::campaign_ended(name, over.name())),
        }
    }

    /// The campaign that a hold pays for.
    fn paid_by(&self, id: &str, hold: u64) -> Option<&Campaign> {
        let of = |((of, _), campaign): &(&(String, String), &Campaign)| of == id && campaign.hold == Some(hold);
        self.campaigns.iter().find(of).map(|(_, campaign)| campaign)
    }

    /// Remembers a campaign that has started or ended.
    fn note_campaign(&mut self, request: &Request, answer: &Answer, now: Moment) {
        let id = request.account.clone();
        match (&request.action, answer) {
            (_, Answer::Refused(_)) => {}
            (Action::StartCampaign(start), answer) => {
                let mut campaign = self.campaign(start, now);
                match answer {
                    Answer::Held { id: hold, .. } => campaign.hold = Some(*hold),
                    // Seen where it is shown: what was missing moves nothing.
                    _ => campaign.missing = Credits::ZERO,
                }
                self.campaigns.insert((id, start.id.clone()), campaign);
            }
            (Action::EndCampaign { campaign }, _) => {
                let ended = self.campaigns.get_mut(&(id, campaign.clone())).unwrap();
                ended.ended = Some(now).filter(|_| ended.hold.is_none());
            }
            _ => {}
        }
    }

    fn paid(&self, id: &str, charge: u64) -> Result<Paid> {
        let of = |keep: &dyn Fn(&Entry) -> bool| self.entries_of(id).into_iter().filter(|entry| keep(entry)).collect();
        let mut story: Vec<Entry> = of(&|entry| entry.act == charge);
        story.extend::<Vec<Entry>>(of(&|entry| entry.concerns == Some(charge)));
        Paid::from_entries(&story)?.ok_or_else(|| Error::unknown_charge(&format!("ch_{charge}")))
    }

    fn paid_and_priced(&self, id: &str, charge: u64) -> Result<(Paid, Option<&Quote>)> {
        let (paid, quote) = (self.paid(id, charge)?, self.quotes.get(&(id.to_owned(), charge)));
        let priced = quote.is_some() || paid.hold.is_some();
        if priced { Ok((paid, quote)) } else { Err(Error::unknown_charge(&format!("ch_{charge}"))) }
    }

    fn amount(&self, id: &str, wanted: Wanted, now: Moment, engine: &Engine) -> Amount {
        match wanted {
            Wanted::Credits(credits, tags) => Amount::Credits(credits, tags),
            Wanted::Charge(asked) => Amount::Priced(self.priced(id, *asked, now, engine)),
        }
    }

    fn priced(&self, id: &str, asked: Asked, now: Moment, engine: &Engine) -> Priced {
        let mut request = asked.request;
        engine.on(day(now), &mut request);
        if let Some(Interaction { id: Some(name), counted, .. }) = &mut request.interaction {
            *counted = self.counted.contains(&(id.to_owned(), interaction_name(&request.service, name)));
        }
        Priced { request, plan: None, tags: asked.tags }
    }
}
