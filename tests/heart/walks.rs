//! Random walks of what the model leaves out: time zones, trials, agreed allowances, attempts on credit, calls that run.
//! Here only what holds after every command is looked at.

use rust_decimal::Decimal;
use septet::Engine;
use septet::credits::Credits;
use septet::ledger::{
    Account, Accounts, Amount, Answer, Change, Command, Kind, Lot, Opening, Priced, ReloadWish, Tags, apply,
};
use septet::quote::{Funding, Request};
use serde_json::{Value, json};

use crate::chance::Chance;
use crate::model::fixed;
use crate::world::{World, agent, agents, allot, attempt, call, priced};

const SEEDS: u64 = 150;
const COMMANDS: usize = 150;

const PLANS: [&str; 6] = ["free", "team", "trial", "operator", "enterprise", "platform"];
const ZONES: [&str; 5] = ["UTC", "Pacific/Kiritimati", "Etc/GMT+12", "Europe/Berlin", "Australia/Lord_Howe"];
const ANCHORS: [&str; 4] = ["2025-12-31", "2025-12-30T23:30", "2025-12-15", "2026-01-01T02:30"];

fn book(chance: &mut Chance) -> Engine {
    let mut half = || chance.below(2) == 0;
    let (overage, policies) = (half(), [half(), half(), half(), half()]);
    agents(|book| {
        let [daily, grace, repay, carry] = policies;
        book["policies"]["proration"] = if daily { "daily" } else { "full" }.into();
        book["policies"]["refundGraceDays"] = if grace { 5 } else { 0 }.into();
        book["policies"]["repayDebt"] = repay.into();
        if carry {
            book["policies"]["rollOver"] = json!({"cap": "33.5"});
        }
        let outcomes = json!({"answered": "2.5", "voicemail_left": "1.000001", "failed": "0"});
        book["services"]["call_attempt"] = json!({
            "price": {"perAttempt": {"outcomes": outcomes, "takenAtStart": true, "dialUntil": []}},
            "exhausted": "declined",
        });
        if overage {
            book["services"]["call_attempt"]["overage"] = json!({"credits": "1.7"});
            book["services"]["call"]["overage"] = json!({"credits": "31"});
        }
        let mut plan = |name: &str, allowance: Value| {
            book["plans"][name] =
                json!({"price": {"amount": "1"}, "allowance": allowance, "topUps": ["credit"], "reload": true});
        };
        plan("team", json!({"perSeat": "120.5"}));
        plan("operator", "operator".into());
        plan("trial", json!({"flat": "70"}));
        book["plans"]["trial"]["trial"] = json!({"days": 14, "paymentMethodNeeded": false});
    })
}

struct Walk {
    chance: Chance,
    world: World,
    ids: Vec<String>,
    /// An account and a number.
    charges: Vec<(String, u64)>,
    holds: Vec<(String, u64)>,
    /// Whether accounts are watched and buy by themselves.
    reloads: bool,
}

impl Walk {
    fn open(&mut self) {
        let parent = (!self.ids.is_empty() && self.chance.below(5) > 0).then(|| self.chance.pick(&self.ids).clone());
        let parent = parent.filter(|parent| self.world.accounts.line(parent).unwrap().len() < 3);
        let plan = (parent.is_none() || self.chance.below(3) == 0).then(|| (*self.chance.pick(&PLANS)).to_owned());
        let own = parent.is_none() || self.chance.below(4) == 0;
        let opening = Opening {
            allowance: (plan.as_deref() == Some("operator")).then(|| Credits::from_micros(90_000_000)),
            plan,
            parent,
            seats: 1 + self.chance.below(3) as u32,
            anchor: own.then(|| (*self.chance.pick(&ANCHORS)).to_owned()),
            zone: own.then(|| (*self.chance.pick(&ZONES)).to_owned()),
            ..Opening::default()
        };
        let id = format!("a{}", self.ids.len());
        self.world.open(&id, opening);
        self.ids.push(id);
    }

    fn amount(&mut self, most: u64) -> Credits {
        Credits::from_micros(1 + (self.chance.next() % (most * 1_000_000)) as i64)
    }

    fn change(&mut self) -> Change {
        let mut change = Change::default();
        match self.chance.below(8) {
            0 | 1 => change.zone = Some((*self.chance.pick(&ZONES)).to_owned()),
            2 | 3 => change.plan = Some((*self.chance.pick(&PLANS)).to_owned()),
            4 | 5 => change.seats = Some(self.chance.below(5) as u32),
            6 => change.allowance = Some(self.amount(200)),
            _ => change.funding = Some(*self.chance.pick(&[Funding::Credits, Funding::Credits, Funding::External])),
        }
        change.at_period_end = *self.chance.pick(&[None, None, Some(true), Some(false)]);
        change
    }

    fn request(&mut self) -> Request {
        match self.chance.below(4) {
            0 => agent(1 + self.chance.below(50) as u64),
            1 => Request { quantity: 1 + self.chance.below(3) as u64, ..attempt(None) },
            2 => attempt(None),
            _ => call(self.chance.below(200) as i64, None),
        }
    }

    fn command(&mut self) -> (String, Command) {
        let id = self.chance.pick(&self.ids).clone();
        let below = |id: &String| self.world.account(id).terms.parent.clone();
        let some_below = self.chance.pick(&self.ids).clone();
        let command = match self.chance.below(if self.reloads { 29 } else { 26 }) {
            0 => Command::Wait,
            1..=3 => Command::Change(self.change().into()),
            4 => {
                let kind = *self.chance.pick(&Kind::ALL);
                let expires = (self.chance.below(2) == 0).then(|| self.world.now.plus_days(20).unwrap());
                Command::Grant { credits: self.amount(100), kind, expires }
            }
            5 => crate::world::purchase("cs", "credit", 1 + self.chance.below(50) as u64),
            6..=8 => match (below(&some_below), self.chance.below(4)) {
                (Some(parent), 0) => return (parent, Command::TakeBack { to: some_below }),
                (Some(parent), _) => {
                    let (reserve, renew) = (self.chance.below(2) == 0, self.chance.below(3) > 0);
                    let amount = self.amount(80).to_string();
                    return (parent, allot(&some_below, reserve, &amount, renew));
                }
                (None, _) => Command::Wait,
            },
            9..=11 => {
                let amount = match self.chance.below(2) {
                    0 => Amount::Credits(self.amount(60), Tags::default()),
                    _ => Amount::Priced(priced(call(60 + self.chance.below(120) as i64, None))),
                };
                let expires = self.world.now.plus_millis(1 + (self.chance.next() % 2_592_000_000) as i64).unwrap();
                Command::Hold { amount, expires }
            }
            12..=13 if !self.holds.is_empty() => {
                let at = self.holds.len() - 1 - self.chance.below(self.holds.len().min(5));
                let (id, hold) = self.holds[at].clone();
                let amount = match self.chance.below(2) {
                    0 => Amount::Credits(self.amount(20), Tags::default()),
                    _ => Amount::Priced(priced(call(self.chance.below(120) as i64, None))),
                };
                let (cumulative, last) = (self.chance.below(2) == 0, self.chance.below(3) == 0);
                return (id, Command::Capture { hold, amount, cumulative, last });
            }
            14 if !self.holds.is_empty() => {
                let (id, hold) = self.chance.pick(&self.holds).clone();
                return (id, Command::Release { hold });
            }
            15..=18 if !self.charges.is_empty() => {
                let at = self.charges.len() - 1 - self.chance.below(self.charges.len().min(12));
                let (id, charge) = self.charges[at].clone();
                let paid = self.world.paid(&id, charge);
                let open = self.world.account(&id).attempts.iter().any(|attempt| attempt.charge == charge);
                if open {
                    let outcome = *self.chance.pick(&["answered", "voicemail_left", "failed"]);
                    let quantity = 1 + self.chance.below(2) as u64;
                    let request = Request { quantity, ..attempt(Some(outcome)) };
                    return (id, Command::Settle { paid, request: request.into() });
                }
                let credits = self.amount(30);
                return match self.chance.below(3) {
                    0 => (
                        id,
                        Command::Adjust { paid, credits, price: self.amount(30), max: credits, within_hold: false },
                    ),
                    1 => (id, Command::Refund { paid, credits: None }),
                    _ => (id, Command::Refund { paid, credits: Some(credits) }),
                };
            }
            26 => {
                let thresholds = vec![Decimal::from(self.chance.below(100)), Decimal::new(1, 6)];
                Command::Alerts { thresholds: (self.chance.below(3) > 0).then_some(thresholds), admins: vec![] }
            }
            27 => {
                let wish = ReloadWish {
                    threshold: Some(self.amount(50)),
                    packages: Some(1 + self.chance.below(40) as u64),
                    monthly_cap: (self.chance.below(2) == 0).then(|| self.amount(200)),
                    ..ReloadWish::default()
                };
                Command::AutoReload((self.chance.below(5) > 0).then_some(wish))
            }
            28 => {
                let count = self.world.account(&id).watch.reload.count;
                let reload = 1 + self.chance.next() % (count + 1);
                match self.chance.below(3) {
                    0 => Command::ReloadDeclined { reload, reason: None },
                    of => Command::ReloadPaid { reload, credited: of == 1 },
                }
            }
            _ => {
                let request = self.request();
                let plan = (self.chance.below(9) == 0).then(|| "team".to_owned());
                Command::Charge(Priced { request: request.into(), plan, tags: Tags::default() })
            }
        };
        (id, command)
    }

    fn step(&mut self) {
        let days = *self.chance.pick(&[0, 0, 0, 1, 1, 4, 17, 100]);
        let millis = (self.chance.next() % (days * 86_400_000 + 2)) as i64;
        self.world.now = self.world.now.plus_millis(millis).unwrap();
        if self.ids.len() < 3 || (self.ids.len() < 7 && self.chance.below(25) == 0) {
            return self.open();
        }
        let (id, command) = self.command();
        match self.world.run(&id, &command) {
            Ok(Answer::Charged { id: charge, .. } | Answer::Captured { id: charge, .. }) => {
                self.charges.push((id, charge));
            }
            Ok(Answer::Held { id: hold, .. }) => self.holds.push((id, hold)),
            Ok(Answer::Refused(refusal)) => {
                fixed(&self.world.accounts, &id, &command, self.world.now, &self.world.engine, &refusal);
            }
            Ok(_) => {}
            Err(error) => assert_ne!(error.code(), "internal", "{command:?}"),
        }
    }
}

impl Walk {
    /// Half a year in which nobody looks comes to the same as looking whenever something is due.
    fn idle(&mut self) {
        let (mut early, mut late) = (self.world.accounts.clone(), self.world.accounts.clone());
        let end = self.world.now.plus_days(180).unwrap();
        let wait = |accounts: &mut Accounts, id: &str, at| {
            apply(accounts, id, &Command::Wait, at, &self.world.engine).unwrap();
        };
        while let Some((due, id)) = early.iter().map(|account| (account.due(), account.id.clone())).min()
            && due <= end
        {
            wait(&mut early, &id, due.max(self.world.now));
        }
        for id in &self.ids {
            wait(&mut late, id, end);
        }
        for (early, late) in early.iter().zip(late.iter()) {
            assert_eq!(early.lots, late.lots, "lots of {}", early.id);
            assert_eq!(early.allotments, late.allotments, "allotments of {}", early.id);
            // How often something was written may differ: what comes back late expires in a second entry.
            let mut early = Account { entry_count: late.entry_count, ..early.clone() };
            let drawn = |below: &Account| {
                let capped = |lot: &Lot| lot.source.is_some_and(|source| source.capped);
                below.terms.parent.as_ref() == Some(&late.id) && below.lots.iter().any(capped)
            };
            if self.world.accounts.iter().any(drawn) {
                // What members have reserved of a pool is back once somebody looks at them.
                early.watch = late.watch.clone();
            }
            assert_eq!(&early, late);
        }
    }
}

/// Walks from so many seeds: how many charges and holds there were.
fn walk(seeds: std::ops::Range<u64>, reloads: bool, after: impl Fn(&mut Walk)) -> (usize, usize) {
    let (mut charges, mut holds) = (0, 0);
    for seed in seeds {
        let mut chance = Chance(seed);
        let world = World::new(book(&mut chance));
        let mut walk = Walk { chance, world, ids: vec![], charges: vec![], holds: vec![], reloads };
        for step in 0..COMMANDS {
            let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| walk.step()));
            if let Err(panic) = done {
                eprintln!("seed {seed}, step {step}");
                std::panic::resume_unwind(panic);
            }
        }
        walk.world.verify();
        after(&mut walk);
        (charges, holds) = (charges + walk.charges.len(), holds + walk.holds.len());
    }
    (charges, holds)
}

#[test]
fn whatever_is_done_the_accounts_are_what_their_entries_add_up_to() {
    let (charges, holds) = walk(0..SEEDS, false, Walk::idle);
    assert!(charges > 2500 && holds > 1000, "the walks went somewhere: {charges} {holds}");
}

/// So they are where they are watched and buy by themselves.
#[test]
fn whatever_is_bought_the_accounts_are_what_their_entries_add_up_to() {
    let wanted = std::cell::Cell::new(0);
    let (charges, _) = walk(1000..1060, true, |walk| {
        let counts = walk.world.accounts.iter().map(|account| account.watch.reload.count);
        wanted.set(wanted.get() + counts.sum::<u64>());
    });
    assert!(charges > 900 && wanted.get() > 50, "the walks went somewhere: {charges} {wanted:?}");
}
