//! Random walks of all commands over trees of accounts, on books with any policies, beside a model of its own.

mod simple;

use septet::Engine;
use septet::credits::Credits;
use septet::ledger::{
    self, Accounts, Amount, Answer, Change, Command, Fix, Limit, Moment, Opening, Outcome, Refusal, Tags, apply,
};
use septet::quote::Funding;
use serde_json::{Value, json};
use simple::{DAY, Kind, Model, Rules, Said};

use crate::chance::Chance;
use crate::world::{World, agent, agents, attempt, moment, priced};

const SEEDS: u64 = 400;
const COMMANDS: usize = 150;

fn rules(chance: &mut Chance) -> Rules {
    Rules {
        carry: *chance.pick(&[None, None, Some(0), Some(30_000_000), Some(1_000_000_000)]),
        daily: chance.below(3) == 0,
        grace_days: *chance.pick(&[0, 0, 3, 20]),
        repay: chance.below(2) == 0,
        overage: *chance.pick(&[None, None, Some(1), Some(3)]),
        burn: *chance.pick(&[[0, 1, 2, 2, 3], [0, 1, 2, 2, 3], [1, 1, 1, 1, 1], [3, 2, 2, 1, 0]]),
    }
}

/// A book of these rules.
fn book(rules: &Rules) -> Engine {
    let [rollover, allowance, recurring, promo, top_up] = rules.burn;
    agents(|book| {
        book["policies"] = json!({
            "burn": {"rollover": rollover, "allowance": allowance, "recurring": recurring, "promo": promo, "topUp": top_up},
            "proration": if rules.daily { "daily" } else { "full" },
            "refundGraceDays": rules.grace_days,
            "repayDebt": rules.repay,
        });
        if let Some(cap) = rules.carry {
            book["policies"]["rollOver"] = json!({"cap": Credits::from_micros(cap).to_string()});
        }
        if let Some(overage) = rules.overage {
            book["services"]["ai_agent"]["overage"] = json!({"credits": overage.to_string()});
        }
        book["services"]["call_attempt"] = json!({
            "price": {"perAttempt": {
                "outcomes": {"answered": "2", "voicemail_left": "1", "failed": "0"}, "takenAtStart": true, "dialUntil": [],
            }},
            "exhausted": "declined",
        });
        book["topUps"]["pack"] = json!({"credits": "7", "price": "1", "expires": "period_end"});
        book["topUps"]["monthly"] = json!({"credits": "20", "price": "1", "recurring": true, "expires": "period_end"});
        for (plan, allowance) in [
            ("free", Value::from("none")),
            ("team", json!({"perSeat": "100"})),
            ("organization", json!({"perSeat": "150"})),
        ] {
            book["plans"][plan]["allowance"] = allowance;
            book["plans"][plan]["topUps"] = json!(["credit", "pack", "monthly"]);
        }
    })
}

/// The real ledger and the model, side by side.
struct Walk {
    chance: Chance,
    world: World,
    model: Model,
    /// Of each account, the numbers of its charges and holds, in the model's order.
    charges: Vec<Vec<u64>>,
    holds: Vec<Vec<u64>>,
    /// How often what came about.
    counts: [u64; 3],
}

fn name(id: usize) -> String {
    format!("a{id}")
}

impl Walk {
    fn new(seed: u64) -> Walk {
        let mut chance = Chance(seed);
        let rules = rules(&mut chance);
        let world = World::new(book(&rules));
        let model = Model::new(rules, world.now.millis());
        Walk { chance, world, model, charges: vec![], holds: vec![], counts: [0; 3] }
    }

    fn wait(&mut self) {
        let chance = &mut self.chance;
        let step = match chance.below(12) {
            0..=4 => 0,
            5..=7 => chance.below(DAY as usize) as i64,
            8..=9 => chance.below(9) as i64 * DAY / 2,
            10 => chance.below(70) as i64 * DAY,
            // Just at something that is due, or a moment before it.
            _ => {
                let due = self.world.accounts.iter().map(|account| account.due().millis()).min().unwrap_or(i64::MAX);
                (due - self.world.now.millis() - chance.below(2) as i64).clamp(0, 60 * DAY)
            }
        };
        self.world.now = self.world.now.plus_millis(step).unwrap();
    }

    fn open(&mut self) {
        let id = self.model.accounts.len();
        let depth = |mut id: usize| {
            let mut depth = 1;
            while let Some(parent) = self.model.accounts[id].parent {
                (id, depth) = (parent, depth + 1);
            }
            depth
        };
        let below: Vec<usize> = (0..id).filter(|&id| depth(id) < 3).collect();
        let parent = (!below.is_empty() && self.chance.below(6) > 0).then(|| *self.chance.pick(&below));
        const PLANS: [&str; 8] =
            ["free", "team", "team", "team", "organization", "organization", "enterprise", "platform"];
        let plan = (parent.is_none() || self.chance.below(3) == 0).then(|| *self.chance.pick(&PLANS));
        let seats = 1 + self.chance.below(3) as i64;
        let now = self.world.now.millis();
        // A day of its own, or its parent's: the day is at most the 28th.
        let own = (parent.is_none() || self.chance.below(5) == 0).then(|| {
            let day = 1 + self.chance.below(28);
            Moment::parse(&format!("2025-12-{day:02}T00:00:00Z")).unwrap().millis()
        });
        if let Some(parent) = parent {
            self.model.advance(parent, now);
        }
        self.model.now = now;
        let anchor = own.or(parent.map(|parent| self.anchor(parent))).unwrap();
        self.model.open(plan, parent, seats, anchor);
        let opening = Opening {
            plan: plan.map(str::to_owned),
            parent: parent.map(name),
            seats: seats as u32,
            anchor: own.map(|own| Moment::from_millis(own).to_string()[..10].to_owned()),
            ..Opening::default()
        };
        self.world.open(&name(id), opening);
        self.charges.push(vec![]);
        self.holds.push(vec![]);
    }

    /// Where an account's months are counted from.
    fn anchor(&self, id: usize) -> i64 {
        let anchor = self.world.account(&name(id)).terms.calendar.anchor();
        moment(&anchor).millis()
    }

    fn amount(&mut self, most: usize) -> i64 {
        let whole = 1_000_000 * (1 + self.chance.below(most) as i64);
        if self.chance.below(5) == 0 { whole + self.chance.below(1_000_000) as i64 } else { whole }
    }

    /// Does one command in both, and compares what they say and have become.
    fn step(&mut self) {
        self.wait();
        if self.model.accounts.len() < 6 && (self.model.accounts.len() < 3 || self.chance.below(20) == 0) {
            self.open();
            return self.compare();
        }
        let id = self.chance.below(self.model.accounts.len());
        let now = self.world.now;
        self.model.advance(id, now.millis());
        let (command, said) = self.command(id);
        let real = self.world.run(&name(id), &command);
        let told = match &real {
            Err(_) => Said::Error,
            Ok(answer) => self.note(id, answer),
        };
        assert_eq!(told, said, "{} {command:?} {real:?}", name(id));
        if let Ok(Answer::Refused(refusal)) = &real {
            fixed(&self.world.accounts, &name(id), &command, now, &self.world.engine, refusal);
        }
        self.counts[match said {
            Said::Done(..) => 0,
            Said::Refused => 1,
            Said::Error => 2,
        }] += 1;
        self.compare();
    }

    /// Remembers numbers, and says how much moved and was lost.
    fn note(&mut self, id: usize, answer: &Answer) -> Said {
        let (credits, lost) = match answer {
            Answer::Refused(_) => return Said::Refused,
            Answer::Opened | Answer::Changed | Answer::Alerts | Answer::AutoReload { .. } => (0, 0),
            Answer::Charged { id: charge, credits, .. } => {
                self.charges[id].push(*charge);
                (credits.micros(), 0)
            }
            Answer::Captured { id: charge, credits, .. } => {
                self.charges[id].push(*charge);
                (credits.micros(), 0)
            }
            Answer::Held { id: hold, credits, .. } => {
                self.holds[id].push(*hold);
                (credits.micros(), 0)
            }
            Answer::Refunded { credits, forfeited, .. }
            | Answer::Settled { credits, forfeited, .. }
            | Answer::Released { credits, forfeited, .. } => (credits.micros(), forfeited.micros()),
            Answer::Granted { credits, .. } | Answer::Allotted { credits, .. } | Answer::TakenBack { credits, .. } => {
                (credits.micros(), 0)
            }
        };
        Said::Done(credits, lost)
    }

    /// A command, and what the model says to it.
    fn command(&mut self, id: usize) -> (Command, Said) {
        let credits = Credits::from_micros;
        let charges = self.charges[id].len();
        let holds = self.holds[id].len();
        match self.chance.below(30) {
            0 => (Command::Wait, Said::Done(0, 0)),
            1..=2 => self.change(id),
            3..=4 => {
                let (amount, kind) = (self.amount(150), *self.chance.pick(&[Kind::Promo, Kind::TopUp]));
                let days = self.chance.below(60) as i64;
                let expires = (days > 20).then(|| self.model.now + (days - 20) * DAY / 2);
                let kind_there = if kind == Kind::Promo { ledger::Kind::Promo } else { ledger::Kind::TopUp };
                let there = expires.map(Moment::from_millis);
                let command = Command::Grant { credits: credits(amount), kind: kind_there, expires: there };
                (command, self.model.grant(id, amount, kind, expires))
            }
            5..=6 if self.model.accounts[id].plan.is_some() || self.chance.below(12) == 0 => {
                let (top_up, quantity) = (*self.chance.pick(&["credit", "pack", "monthly"]), 1 + self.chance.below(9));
                let payment = format!("cs_{}", self.chance.next());
                let said = self.model.purchase(id, &payment, top_up, quantity as i64);
                (Command::Purchase { id: payment, top_up: top_up.into(), quantity: quantity as u64 }, said)
            }
            7 if !self.model.accounts[id].recurring.is_empty() => {
                let (payment, _) = self.model.accounts[id].recurring.remove(0);
                (Command::EndRecurring { id: payment }, Said::Done(0, 0))
            }
            15..=16 => {
                let said = self.model.charge(id, 2_000_000, true);
                (Command::Charge(priced(attempt(None))), said)
            }
            17..=18 if charges > 0 => {
                let which = self.chance.below(charges);
                let open = (0..charges).rfind(|&at| self.model.accounts[id].taken[at].open.is_some());
                let which = open.filter(|_| self.chance.below(12) > 0).unwrap_or(which);
                if open.is_none() && self.chance.below(12) > 0 {
                    return self.charge(id);
                }
                let (outcome, price) = *self.chance.pick(&[("answered", 2), ("voicemail_left", 1), ("failed", 0)]);
                let said = self.model.settle(id, which, price * 1_000_000);
                let paid = self.world.paid(&name(id), self.charges[id][which]);
                (Command::Settle { paid, request: attempt(Some(outcome)).into() }, said)
            }
            19..=20 if charges > 0 => {
                let full =
                    |&at: &usize| self.model.left(id, at) > 0 && self.model.accounts[id].taken[at].open.is_none();
                let full: Vec<usize> = (0..charges).filter(full).collect();
                let some = !full.is_empty() && self.chance.below(12) > 0;
                let which = if some { *self.chance.pick(&full) } else { self.chance.below(charges) };
                let amount = (self.chance.below(3) > 0).then(|| self.amount(20));
                let said = self.model.refund(id, which, amount);
                let paid = self.world.paid(&name(id), self.charges[id][which]);
                (Command::Refund { paid, credits: amount.map(credits) }, said)
            }
            21 if charges > 0 => {
                let which = charges - 1 - self.chance.below(charges.min(4));
                let (amount, max) = (self.amount(70), 60_000_000);
                let price = self.model.accounts[id].taken[which].price;
                let said = self.model.adjust(id, which, amount, max);
                let paid = self.world.paid(&name(id), self.charges[id][which]);
                (
                    Command::Adjust {
                        paid,
                        credits: credits(amount),
                        price: credits(price),
                        max: credits(max),
                        within_hold: false,
                    },
                    said,
                )
            }
            22..=23 => {
                let amount = self.amount(50);
                let expires = self.model.now + 1 + self.chance.below(20 * DAY as usize) as i64;
                let said = self.model.hold(id, amount, expires);
                (
                    Command::Hold {
                        amount: Amount::Credits(credits(amount), Tags::default()),
                        expires: Moment::from_millis(expires),
                    },
                    said,
                )
            }
            24..=25 if holds > 0 => {
                let which = self.some_hold(id);
                let (amount, last) = (self.amount(25), self.chance.below(3) == 0);
                let is_attempt = self.chance.below(3) == 0;
                let taken = if is_attempt { 2_000_000 } else { amount };
                let said = self.model.capture(id, which, taken, is_attempt, last);
                let credits = Amount::Credits(credits(amount), Tags::default());
                let amount = if is_attempt { Amount::Priced(priced(attempt(None))) } else { credits };
                let hold = self.holds[id][which];
                (Command::Capture { hold, amount, cumulative: false, last }, said)
            }
            26 if holds > 0 => {
                let which = self.some_hold(id);
                let said = self.model.release(id, which);
                (Command::Release { hold: self.holds[id][which] }, said)
            }
            27 if !self.model.accounts[id].gives.is_empty() => {
                let to = self.below(id);
                self.model.advance(to, self.model.now);
                (Command::TakeBack { to: name(to) }, self.model.take_back(id, to))
            }
            28..=29 if (0..self.model.accounts.len()).any(|to| self.model.accounts[to].parent == Some(id)) => {
                let to = self.below(id);
                let (amount, renew) = (self.amount(80), self.chance.below(4) > 0);
                let given =
                    self.model.accounts[id].gives.iter().find(|given| given.to == to).map(|given| given.reserve);
                let reserve = given.filter(|_| self.chance.below(9) > 0).unwrap_or(self.chance.below(2) == 0);
                self.model.advance(to, self.model.now);
                let said = self.model.allot(id, to, reserve, amount, renew);
                (Command::Allot { to: name(to), reserve, credits: credits(amount), renew }, said)
            }
            _ => self.charge(id),
        }
    }

    fn charge(&mut self, id: usize) -> (Command, Said) {
        let amount = 1 + self.chance.below(60) as u64;
        let said = self.model.charge(id, amount as i64 * 1_000_000, false);
        (Command::Charge(priced(agent(amount))), said)
    }

    /// An open one, where there is one, nearly always.
    fn some_hold(&mut self, id: usize) -> usize {
        let holds = &self.model.accounts[id].holds;
        let open: Vec<usize> = (0..holds.len()).filter(|&at| holds[at].open).collect();
        if open.is_empty() || self.chance.below(12) == 0 {
            return self.chance.below(holds.len());
        }
        *self.chance.pick(&open)
    }

    /// An account below, nearly always.
    fn below(&mut self, id: usize) -> usize {
        let all = 0..self.model.accounts.len();
        let below: Vec<usize> = all.clone().filter(|&to| self.model.accounts[to].parent == Some(id)).collect();
        if below.is_empty() || self.chance.below(20) == 0 {
            self.chance.below(all.end)
        } else {
            *self.chance.pick(&below)
        }
    }

    fn change(&mut self, id: usize) -> (Command, Said) {
        let mut change = Change::default();
        if self.chance.below(5) == 0 {
            let external = !self.model.accounts[id].external;
            self.model.accounts[id].external = external;
            change.funding = Some(if external { Funding::External } else { Funding::Credits });
            return (Command::Change(change.into()), Said::Done(0, 0));
        }
        let plan =
            (self.chance.below(2) == 0).then(|| *self.chance.pick(&["free", "team", "organization", "enterprise"]));
        let seats = (self.chance.below(2) == 0).then(|| self.chance.below(5) as i64);
        let later = *self.chance.pick(&[None, None, None, Some(true), Some(false)]);
        let said = self.model.change(id, plan, seats, later);
        (change.plan, change.seats) = (plan.map(str::to_owned), seats.map(|seats| seats as u32));
        change.at_period_end = later;
        (Command::Change(change.into()), said)
    }

    /// What each charge has come to, as its entries say.
    fn compare_charges(&self) {
        for (id, charges) in self.charges.iter().enumerate() {
            for (at, &charge) in charges.iter().enumerate() {
                let (paid, taken) = (self.world.paid(&name(id), charge), &self.model.accounts[id].taken[at]);
                assert_eq!(paid.credits.micros(), self.model.left(id, at), "charge {charge} of {}", name(id));
                assert_eq!(paid.recorded.map(Credits::micros), taken.recorded, "charge {charge} of {}", name(id));
                assert_eq!((paid.adjusted, paid.refunded), (taken.adjusted, taken.refunded));
            }
        }
    }

    fn compare(&self) {
        let now = self.world.now;
        for (id, model) in self.model.accounts.iter().enumerate() {
            let real = self.world.account(&name(id));
            let lots: Vec<_> = real
                .lots
                .iter()
                .map(|lot| {
                    let free = lot.free().unwrap().micros();
                    (kind(lot.kind), free, lot.held.micros(), lot.expires.map(Moment::millis))
                })
                .collect();
            let expected: Vec<_> = model.lots.iter().map(|lot| (lot.kind, lot.free, lot.held, lot.expires)).collect();
            assert_eq!(lots, expected, "lots of {}", name(id));
            assert_eq!(real.debt.micros(), model.debt, "debt of {}", name(id));
            assert_eq!(real.period.end.millis(), model.end, "month of {}", name(id));
            assert_eq!((real.terms.plan.as_deref(), i64::from(real.terms.seats)), (model.plan, model.seats));
            let gives =
                real.allotments.iter().map(|given| (given.to.clone(), given.credits.micros(), given.used.micros()));
            let expected = model.gives.iter().map(|given| (name(given.to), given.credits, given.used));
            assert!(gives.eq(expected), "allotments of {}", name(id));
            let lefts = real.holds.iter().map(|hold| hold.left().unwrap().micros());
            let expected = model.holds.iter().map(|hold| if hold.open { hold.left } else { 0 });
            assert!(lefts.eq(expected), "holds of {}", name(id));
        }
        for id in 0..self.model.accounts.len() {
            // One that time has not been told to may have more than it can spend.
            if self.world.account(&name(id)).due() > now {
                let mut model = self.model.clone();
                model.now = now.millis();
                let real = self.world.accounts.available(&name(id), now).unwrap().micros();
                assert_eq!(real, model.available(id), "{}", name(id));
                let balance = self.world.accounts.balance(&name(id), self.world.engine.book(), now).unwrap();
                assert_eq!(balance.unlimited, model.unlimited(id));
            }
        }
    }
}

fn kind(kind: ledger::Kind) -> Kind {
    match kind {
        ledger::Kind::Allowance => Kind::Allowance,
        ledger::Kind::Rollover => Kind::Rollover,
        ledger::Kind::TopUp => Kind::TopUp,
        ledger::Kind::Recurring => Kind::Recurring,
        ledger::Kind::Promo => Kind::Promo,
        ledger::Kind::Allotment => Kind::Given,
    }
}

/// What a refusal names as its fix is done, and what that needs, until the same command goes through.
pub(crate) fn fixed(accounts: &Accounts, id: &str, command: &Command, now: Moment, engine: &Engine, refusal: &Refusal) {
    let mut accounts = accounts.clone();
    let mut command = command.clone();
    let mut refusal = refusal.clone();
    for _ in 0..8 {
        assert!(refusal.missing > Credits::ZERO && refusal.required > refusal.available, "{refusal:?}");
        if !matches!(refusal.fix, Fix::Buy { .. }) {
            smallest(&accounts, id, &command, now, engine, &refusal);
        }
        do_fix(&mut accounts, &mut command, now, engine, &refusal.fix, 0);
        match apply(&mut accounts, id, &command, now, engine).unwrap().answer.unwrap() {
            Answer::Refused(again) => {
                assert_ne!(again.limit, refusal.limit, "what is fixed is fixed: {command:?}");
                refusal = *again;
            }
            _ => return,
        }
    }
    panic!("no end of {refusal:?}");
}

/// One millionth less does not help.
fn smallest(accounts: &Accounts, id: &str, command: &Command, now: Moment, engine: &Engine, refusal: &Refusal) {
    let (mut accounts, mut command) = (accounts.clone(), command.clone());
    let less = |credits: Credits| Credits::from_micros(credits.micros() - 1);
    let fix = match refusal.fix.clone() {
        Fix::Add { account, credits } => Fix::Add { account, credits: less(credits) },
        Fix::Allot { account, to, credits } => Fix::Allot { account, to, credits: less(credits) },
        Fix::Cap { account, to, credits, renew } => Fix::Cap { account, to, credits: less(credits), renew },
        Fix::Reduce { to } => Fix::Reduce { to: Credits::from_micros(to.micros() + 1) },
        fix => fix,
    };
    let nothing = match &fix {
        Fix::Add { credits, .. } | Fix::Allot { credits, .. } => *credits == Credits::ZERO,
        _ => false,
    };
    if !nothing {
        do_fix(&mut accounts, &mut command, now, engine, &fix, 0);
    }
    match apply(&mut accounts, id, &command, now, engine).unwrap().answer.unwrap() {
        Answer::Refused(again) => assert_eq!(again.limit, refusal.limit),
        _ => panic!("{fix:?} is enough for {command:?} after {refusal:?}"),
    }
}

fn do_fix(accounts: &mut Accounts, command: &mut Command, now: Moment, engine: &Engine, fix: &Fix, depth: usize) {
    let (id, fixing) = match fix.clone() {
        Fix::Reduce { to } => {
            match command {
                Command::Capture { amount, .. } => *amount = Amount::Credits(to, Tags::default()),
                Command::Adjust { credits, .. } => *credits = to,
                _ => {}
            }
            return;
        }
        Fix::Add { account, credits } => {
            (account, Command::Grant { credits, kind: ledger::Kind::TopUp, expires: None })
        }
        Fix::Buy { account, top_up, quantity, credits } => {
            let each = engine.book().top_ups[&top_up].credits.credits().unwrap();
            assert_eq!(each.times(quantity).unwrap(), credits);
            (account, Command::Purchase { id: "cs_fix".into(), top_up, quantity })
        }
        Fix::Allot { account, to, credits } => (account, Command::Allot { to, reserve: true, credits, renew: true }),
        Fix::Cap { account, to, credits, renew } => (account, Command::Allot { to, reserve: false, credits, renew }),
    };
    for _ in 0..8 {
        assert!(depth < 8, "no end of fixes");
        let Outcome { answer, .. } = apply(accounts, &id, &fixing, now, engine).unwrap();
        match answer.unwrap() {
            Answer::Refused(refusal) => {
                assert_ne!(refusal.limit, Limit::Hold);
                do_fix(accounts, command, now, engine, &refusal.fix, depth + 1);
            }
            _ => return,
        }
    }
    panic!("no end of {fix:?}");
}

/// Lots, debts, caps and holds are the model's after each command, and so is what was said; a refusal's fix helps, and
/// is the smallest that does. The rest is looked at by [`World::run`].
#[test]
fn random_commands_agree_with_the_model() {
    let counts = std::thread::scope(|scope| {
        let halves = [0..SEEDS / 2, SEEDS / 2..SEEDS].map(|seeds| scope.spawn(|| walked(seeds)));
        halves.map(|half| half.join().unwrap())
    });
    let [done, refused, errors] = std::array::from_fn(|kind| counts.iter().map(|half| half[kind]).sum::<u64>());
    assert!(done > SEEDS * 100 && refused > SEEDS * 5 && errors > SEEDS, "the walks went somewhere: {counts:?}");
}

/// A walk from each of these seeds: how many commands were done, refused, and errors.
fn walked(seeds: std::ops::Range<u64>) -> [u64; 3] {
    let mut counts = [0; 3];
    for seed in seeds {
        let mut walk = Walk::new(seed);
        for step in 0..COMMANDS {
            let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| walk.step()));
            if let Err(panic) = done {
                eprintln!("seed {seed}, step {step}, {:?}", walk.model.rules);
                std::panic::resume_unwind(panic);
            }
        }
        walk.compare_charges();
        walk.world.verify();
        counts.iter_mut().zip(walk.counts).for_each(|(sum, count)| *sum += count);
    }
    counts
}
