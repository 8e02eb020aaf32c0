//! A small world: accounts, a clock that is set by hand, and every entry so far. Each command is checked against what
//! holds for all of them.

use septet::Engine;
use septet::call::{Call, Direction};
use septet::credits::Credits;
use septet::ledger::{
    Account, Accounts, Amount, Answer, AutoReload, Change, Command, Entry, Event, Kind, Moment, Opening, Paid, Priced,
    Refusal, Tags, Tally, apply, apply_at,
};
use septet::quote::{CallRequest, Request};
use septet::wire::{self, Settings};
use serde_json::Value;

use crate::audit::Audit;

pub(crate) struct World {
    pub(crate) engine: Engine,
    pub(crate) accounts: Accounts,
    pub(crate) now: Moment,
    pub(crate) entries: Vec<Entry>,
    /// Of the last command.
    pub(crate) events: Vec<Event>,
    /// What commands are priced by, where it is not the engine.
    pub(crate) promised: Option<Engine>,
    audit: Audit,
}

fn without_reloads(accounts: Accounts) -> Accounts {
    let mut left = Accounts::default();
    for mut account in accounts {
        account.watch.reload = AutoReload::default();
        left.insert(account);
    }
    left
}

/// A preset, with its parameters set and changed by hand.
pub(crate) fn edited(preset: &str, set: &[(&str, &str)], edit: impl FnOnce(&mut Value)) -> Engine {
    let settings: Settings = set.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let mut document = wire::document(preset.into()).unwrap();
    edit(&mut document);
    wire::engine_with(document, &[], &settings).unwrap()
}

pub(crate) fn credits(text: &str) -> Credits {
    text.parse().unwrap()
}

pub(crate) fn moment(text: &str) -> Moment {
    let text = if text.contains('T') { text.to_owned() } else { format!("{text}T00:00:00Z") };
    Moment::parse(&text).unwrap()
}

/// An interaction of a service.
pub(crate) fn interaction(service: &str, quantity: u64) -> Request {
    Request { service: service.into(), quantity, ..Request::default() }
}

/// A call of so many seconds.
pub(crate) fn call(seconds: i64, direction: Option<Direction>) -> Request {
    let call = CallRequest { time: Some(Call { direction, ..Call::lasting(seconds) }), ..CallRequest::default() };
    Request { service: "call".into(), call: Some(call), ..Request::default() }
}

/// An attempt to call that has not ended, or how it ended.
pub(crate) fn attempt(outcome: Option<&str>) -> Request {
    let call = outcome.map(|outcome| CallRequest { outcome: Some(outcome.into()), ..CallRequest::default() });
    Request { service: "call_attempt".into(), call, ..Request::default() }
}

pub(crate) fn priced(request: Request) -> Priced {
    Priced { request: request.into(), plan: None, tags: Tags::default() }
}

pub(crate) fn on(plan: &str) -> Opening {
    Opening { plan: Some(plan.into()), seats: 1, ..Opening::default() }
}

pub(crate) fn below(parent: &str) -> Opening {
    Opening { parent: Some(parent.into()), seats: 1, ..Opening::default() }
}

impl World {
    /// Begins on 1 January 2026, at midnight.
    pub(crate) fn new(engine: Engine) -> World {
        World {
            engine,
            accounts: Accounts::default(),
            now: moment("2026-01-01"),
            entries: Vec::new(),
            events: Vec::new(),
            promised: None,
            audit: Audit::default(),
        }
    }

    /// The same, on a preset with an account on a plan.
    pub(crate) fn with(engine: Engine, id: &str, plan: &str) -> World {
        let mut world = World::new(engine);
        world.open(id, on(plan));
        world
    }

    pub(crate) fn at(&mut self, text: &str) -> &mut World {
        self.now = moment(text);
        self
    }

    /// Does a command, twice from the same state, and looks at everything afterwards.
    pub(crate) fn run(&mut self, id: &str, command: &Command) -> septet::Result<Answer> {
        let (mut again, mut waited) = (self.accounts.clone(), self.accounts.clone());
        let prices = self.promised.as_ref().unwrap_or(&self.engine);
        let outcome = apply_at(&mut self.accounts, id, command, self.now, &self.engine, prices)?;
        let same = apply_at(&mut again, id, command, self.now, &self.engine, prices)?;
        assert_eq!((&outcome.answer, &outcome.entries, &outcome.events), (&same.answer, &same.entries, &same.events));
        assert_eq!(self.accounts, again, "the same from the same");
        if !matches!(&outcome.answer, Ok(answer) if !answer.is_refused()) {
            // What time did stays, also for the account that something was to be given to.
            if waited.find(id).is_some() {
                apply(&mut waited, id, &Command::Wait, self.now, &self.engine)?;
            }
            if let Command::Allot { to, .. } | Command::TakeBack { to } = command
                && waited.find(to).is_some()
            {
                apply(&mut waited, to, &Command::Wait, self.now, &self.engine)?;
            }
            if matches!(command, Command::Open(_)) && waited.find(id).is_none() {
                waited = self.accounts.clone();
            }
            let mut left = self.accounts.clone();
            if matches!(outcome.answer, Ok(Answer::Refused(_))) {
                // But for a reload that it has brought about.
                left = without_reloads(left);
                waited = without_reloads(waited);
            }
            assert_eq!(left, waited, "a refused command changes nothing: {command:?}");
        }
        outcome.entries.iter().for_each(|entry| self.audit.add(entry));
        self.audit.check(&self.accounts);
        self.entries.extend(outcome.entries);
        self.events = outcome.events;
        outcome.answer
    }

    /// Does a command that goes through.
    pub(crate) fn ok(&mut self, id: &str, command: Command) -> Answer {
        let answer = self.run(id, &command).unwrap();
        assert!(!answer.is_refused(), "{answer:?}");
        answer
    }

    /// Does a command that is refused.
    pub(crate) fn refused(&mut self, id: &str, command: Command) -> Refusal {
        match self.run(id, &command).unwrap() {
            Answer::Refused(refusal) => *refusal,
            answer => panic!("{answer:?}"),
        }
    }

    /// Does a command that is an error, and gives its code.
    pub(crate) fn error(&mut self, id: &str, command: Command) -> &'static str {
        self.run(id, &command).unwrap_err().code()
    }

    pub(crate) fn open(&mut self, id: &str, opening: Opening) {
        self.ok(id, Command::Open(opening.into()));
    }

    pub(crate) fn change(&mut self, id: &str, change: Change) {
        self.ok(id, Command::Change(change.into()));
    }

    pub(crate) fn grant(&mut self, id: &str, amount: &str, kind: Kind, expires: Option<&str>) {
        self.ok(id, Command::Grant { credits: credits(amount), kind, expires: expires.map(moment) });
    }

    pub(crate) fn charge(&mut self, id: &str, request: Request) -> u64 {
        match self.ok(id, Command::Charge(priced(request))) {
            Answer::Charged { id, .. } => id,
            answer => panic!("{answer:?}"),
        }
    }

    /// Gives back all of a charge or a part: what came back, and what of it was forfeited.
    pub(crate) fn refund(&mut self, id: &str, charge: u64, amount: Option<&str>) -> (String, String) {
        let paid = self.paid(id, charge);
        match self.ok(id, Command::Refund { paid, credits: amount.map(credits) }) {
            Answer::Refunded { credits, forfeited, .. } => (credits.to_string(), forfeited.to_string()),
            answer => panic!("{answer:?}"),
        }
    }

    pub(crate) fn hold(&mut self, id: &str, amount: &str, expires: &str) -> u64 {
        let expires = moment(expires);
        match self.ok(id, Command::Hold { amount: Amount::Credits(credits(amount), Tags::default()), expires }) {
            Answer::Held { id, .. } => id,
            answer => panic!("{answer:?}"),
        }
    }

    pub(crate) fn capture(&mut self, id: &str, hold: u64, amount: &str, last: bool) -> u64 {
        match self.ok(id, capture(hold, amount, last)) {
            Answer::Captured { id, .. } => id,
            answer => panic!("{answer:?}"),
        }
    }

    /// What a charge has come to, by its entries.
    pub(crate) fn paid(&self, id: &str, charge: u64) -> Paid {
        let of = |entry: &&Entry| entry.account == id && (entry.act == charge || entry.concerns == Some(charge));
        let entries: Vec<Entry> = self.entries.iter().filter(of).cloned().collect();
        Paid::from_entries(&entries).unwrap().unwrap()
    }

    /// What can be spent now.
    pub(crate) fn available(&mut self, id: &str) -> String {
        self.ok(id, Command::Wait);
        self.accounts.available(id, self.now).unwrap().to_string()
    }

    /// What is left of the allowance, and of everything else.
    pub(crate) fn balance(&mut self, id: &str) -> (String, String) {
        self.ok(id, Command::Wait);
        let balance = self.accounts.balance(id, self.engine.book(), self.now).unwrap();
        (balance.allowance.to_string(), balance.bought.to_string())
    }

    pub(crate) fn account(&self, id: &str) -> &Account {
        self.accounts.get(id).unwrap()
    }

    /// The lots that still hold something: id, kind and what remains.
    pub(crate) fn lots(&mut self, id: &str) -> Vec<String> {
        self.ok(id, Command::Wait);
        let left = self.account(id).lots.iter().filter(|lot| lot.remaining > Credits::ZERO);
        left.map(|lot| format!("{} {} {}", lot.id, lot.kind.name(), lot.remaining)).collect()
    }

    /// What `septet verify` says of each account: that it adds up.
    pub(crate) fn verify(&self) {
        for account in self.accounts.iter() {
            let mut tally = Tally::default();
            let own = self.entries.iter().filter(|entry| entry.account == account.id);
            own.for_each(|entry| tally.add(entry).unwrap());
            assert_eq!(tally.compare(account).unwrap(), [], "{}", account.id);
        }
    }

    /// What an account's last act wrote: from, to, lot, credits.
    pub(crate) fn written(&self, id: &str) -> Vec<String> {
        let own = || self.entries.iter().filter(|entry| entry.account == id);
        let act = own().next_back().unwrap().act;
        let lot = |entry: &Entry| entry.lot.map_or("-".to_owned(), |lot| lot.to_string());
        let line =
            |entry: &Entry| format!("{} {} {} {}", entry.from.name(), entry.to.name(), lot(entry), entry.credits);
        own().filter(|entry| entry.act == act).map(line).collect()
    }
}

pub(crate) fn capture(hold: u64, amount: &str, last: bool) -> Command {
    Command::Capture { hold, amount: Amount::Credits(credits(amount), Tags::default()), cumulative: false, last }
}

pub(crate) fn purchase(id: &str, top_up: &str, quantity: u64) -> Command {
    Command::Purchase { id: id.into(), top_up: top_up.into(), quantity }
}

pub(crate) fn allot(to: &str, reserve: bool, amount: &str, renew: bool) -> Command {
    Command::Allot { to: to.into(), reserve, credits: credits(amount), renew }
}

/// Cal.com's book with one credit for an AI agent's interaction, so that any whole number of credits is easily charged.
pub(crate) fn agents(edit: impl FnOnce(&mut Value)) -> Engine {
    edited("calcom", &[("aiAgentCredits", "1")], edit)
}

/// So many credits on that book.
pub(crate) fn agent(credits: u64) -> Request {
    interaction("ai_agent", credits)
}

/// The CRM's book.
pub(crate) fn crm() -> Engine {
    let set = [("trialAllowance", "50"), ("starterAllowance", "500"), ("professionalAllowance", "2000")];
    let set = [&set[..], &[("scaleAllowance", "5000"), ("packCredits", "100"), ("packPrice", "10")]].concat();
    edited("ai-employee", &set, |_| {})
}

/// The voice agents' book.
pub(crate) fn voice() -> Engine {
    let set = [("freeAllowance", "10"), ("paidAllowance", "100"), ("paidPrice", "49"), ("modelShare", "0.4")];
    edited("agentalk", &[&set[..], &[("packageCredits", "100"), ("packagePrice", "20")]].concat(), |_| {})
}

/// The book of voice credits, at 2 a minute and with 100 a month.
pub(crate) fn minutes(edit: impl FnOnce(&mut Value)) -> Engine {
    let set = [("creditsPerMinute", "2"), ("monthlyAllowance", "100"), ("extraCredits", "30"), ("extraPrice", "5")];
    edited("voice-credits", &set, edit)
}

/// The book of attempts, with 10 credits a month and packages of 5.
pub(crate) fn attempts(edit: impl FnOnce(&mut Value)) -> Engine {
    edited("atllas", &[("monthlyAllotment", "10"), ("packageCredits", "5"), ("packagePrice", "4")], edit)
}
