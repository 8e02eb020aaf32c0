//! Random commands through the ledger's own way to a store. It loads only what a command needs; the outcome is that of
//! the rules on accounts that are all in memory.

use std::sync::Arc;

use serde_json::{Value, json};

use super::model::Model;
use super::{Chance, Fresh, TENANT, moment, on_each, sorted, whole, write};
use crate::credits::Credits;
use crate::ledger::{Answer, Campaign, Change, Kind, Mode, Moment, Opening, ReloadWish, Side, Tags};
use crate::quote::Funding;
use crate::server::accounts::Working;
use crate::server::campaigns::{Plan, Start};
use crate::server::engines::Engines;
use crate::server::execute::{Action, Asked, Key, Request, Wanted, execute};
use crate::server::prices;
use crate::server::sign::{Kind as TokenKind, Quoted};
use crate::server::store::{Store, answered};
use crate::{Engine, wire};

const ACCOUNTS: [&str; 9] = ["platform", "team", "twin", "member", "mate", "lonely", "external", "trial", "unlimited"];
const ZONES: [&str; 5] = ["UTC", "Europe/Berlin", "Pacific/Kiritimati", "America/St_Johns", "Pacific/Apia"];
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// A book with everything that a ledger must reckon with. Prices are such that parts do not divide evenly.
fn book(daily: bool, repay: bool) -> Value {
    let outcomes = json!({"answered": "1.5", "voicemail_left": "0.4", "failed": "0"});
    json!({
        "id": "everything",
        "version": "1",
        "currency": "USD",
        "services": {
            "reply": {"price": {"perInteraction": {"credits": "2.7"}}, "exhausted": "paused"},
            "call": {
                "price": {"perMinute": {"credits": "29"}}, "overage": {"credits": "40"}, "exhausted": "declined",
                "rounding": {"per": "call", "mode": "ceil", "scale": 2},
            },
            "call_attempt": {"price": {"perAttempt": {"outcomes": outcomes, "takenAtStart": true}}, "exhausted": "declined"},
        },
        "plans": {
            "standard": {"allowance": {"perSeat": "100"}, "topUps": ["once", "gone", "monthly"], "reload": true},
            "small": {"allowance": {"flat": "40"}, "topUps": ["once"], "reload": true},
            "custom": {"allowance": "operator", "topUps": ["once"]},
            "trial": {"allowance": {"flat": "50"}, "trial": {"days": 14}},
            "unlimited": {"allowance": "unlimited"},
        },
        "topUps": {
            "once": {"credits": "33", "price": "1", "expires": "never"},
            "gone": {"credits": "20", "price": "1", "expires": "period_end"},
            "monthly": {"credits": "10.5", "price": "1", "recurring": true, "expires": "period_end"},
        },
        "policies": {
            "rollOver": {"cap": "25"},
            "proration": if daily { "daily" } else { "full" },
            "refundGraceDays": if daily { 3 } else { 0 },
            "repayDebt": repay,
            "allotments": {"mode": "reserve", "renew": true},
            "reload": {"threshold": "30", "amount": "15", "packages": 1},
        },
    })
}

struct Driver<'a> {
    chance: Chance,
    now: Moment,
    model: Model,
    engine: Arc<Engine>,
    engines: Engines,
    database: &'a Fresh,
    store: Store,
    requests: u64,
    refused: u64,
    failed: u64,
}

impl Driver<'_> {
    fn credits(&mut self, max: usize) -> Credits {
        Credits::from_micros((1 + self.chance.below(max * 1000)) as i64 * 1000)
    }

    /// A number that something may have in an account: mostly that of something recent.
    fn number(&mut self, account: &str) -> u64 {
        let count = self.model.accounts.find(account).map_or(0, |account| account.entry_count);
        count.saturating_sub(self.chance.below(25) as u64).max(1)
    }

    /// The number of an act of some kind.
    fn act(&mut self, account: &str, kinds: &[&str]) -> u64 {
        let entries = self.model.entries.iter().rev().filter(|entry| entry.account == account);
        let acts: Vec<u64> =
            entries.filter(|entry| kinds.contains(&entry.kind.name())).map(|entry| entry.act).take(20).collect();
        if acts.is_empty() || self.chance.below(20) == 0 { self.number(account) } else { *self.chance.pick(&acts) }
    }

    fn asked(&mut self) -> Asked {
        let seconds = 1 + self.chance.below(200);
        let outcome = *self.chance.pick(&["answered", "voicemail_left", "failed"]);
        let body = match self.chance.below(6) {
            0 => json!({"service": "reply", "quantity": 1 + self.chance.below(9)}),
            1 => json!({"service": "reply", "interaction": {"id": format!("r-{}", self.chance.below(30))}}),
            2 => json!({"service": "call", "call": {"seconds": seconds}}),
            3 => json!({"service": "call_attempt", "call": {"outcome": outcome}}),
            _ => json!({"service": "call_attempt", "quantity": 1 + self.chance.below(9)}),
        };
        let tags = Tags {
            agent: (*self.chance.pick(&["", "Ann", "Bob"])).to_owned(),
            campaign: (*self.chance.pick(&["", "spring"])).to_owned(),
        };
        Asked { request: wire::charge_request(body, &[]).unwrap().into(), tags, promise: None }
    }

    fn wanted(&mut self, max: usize) -> Wanted {
        match self.chance.below(3) {
            0 => Wanted::Charge(self.asked().into()),
            _ => Wanted::Credits(self.credits(max), Tags::default()),
        }
    }

    /// A campaign of an account: mostly a new one.
    fn campaign(&mut self, account: &str) -> Action {
        let id = if self.chance.below(9) == 0 { self.some_campaign(account) } else { format!("c-{}", self.requests) };
        let (min, expected) = (self.credits(5), self.credits(15));
        let max = expected.plus(self.credits(10)).unwrap();
        let plan = self.model.accounts.plan(account).unwrap().to_owned();
        let quoted = Quoted {
            kind: TokenKind::Preflight,
            account: account.to_owned(),
            service: "call_attempt".into(),
            plan,
            at: None,
            book: self.engine.book().hash.clone(),
            decks: Default::default(),
            request_hash: String::new(),
            min,
            credits: expected,
            max,
            brings: Default::default(),
            counted: false,
            nonce: format!("nonce-{}", self.requests),
            issued_ms: 0,
            expires_ms: i64::MAX,
        };
        let (mode, seconds) = (*self.chance.pick(&Mode::ALL), 1 + self.chance.below(9 * 24 * 60 * 60) as u64);
        Action::StartCampaign(Start { id, mode, plan: Plan::Promised(Ok(quoted.into())), seconds }.into())
    }

    fn some_campaign(&mut self, account: &str) -> String {
        let of = self.model.campaigns.keys().filter(|(of, _)| of == account).map(|(_, name)| name.clone());
        let names: Vec<String> = of.collect();
        let recent = &names[names.len().saturating_sub(4)..];
        if recent.is_empty() { "none".to_owned() } else { self.chance.pick(recent).clone() }
    }

    /// An account and one below it, mostly.
    fn pair(&mut self) -> (String, String) {
        let pairs =
            [("platform", "team"), ("platform", "twin"), ("team", "member"), ("team", "mate"), ("lonely", "team")];
        let (from, to) = if self.chance.below(15) == 0 { pairs[4] } else { pairs[self.chance.below(4)] };
        (from.to_owned(), to.to_owned())
    }

    fn request(&mut self) -> Request {
        let mut account = (*self.chance.pick(&ACCOUNTS)).to_owned();
        let action = match self.chance.below(38) {
            0 => Action::Wait,
            1 => Action::Change(self.change().into()),
            2 => {
                let kind = *self.chance.pick(&[Kind::Promo, Kind::TopUp]);
                let days = [None, Some(1), Some(3), Some(40)][self.chance.below(4)];
                let expires = days.map(|days| self.now.plus_millis(days * DAY_MS / 2).unwrap());
                Action::Grant { credits: self.credits(30), kind, expires, reason: None }
            }
            3 => {
                let top_up = (*self.chance.pick(&["once", "gone", "monthly"])).to_owned();
                let id = format!("payment-{}", self.requests);
                Action::Purchase { id, top_up, quantity: 1 + self.chance.below(2) as u64 }
            }
            4 => {
                let recurring = self.model.accounts.find(&account).map(|account| account.terms.recurring.clone());
                let first = recurring.unwrap_or_default().first().map(|recurring| recurring.id.clone());
                Action::EndRecurring { id: first.unwrap_or("nothing".into()) }
            }
            5..=11 => Action::Charge(self.asked().into()),
            12..=14 => {
                let charge = self.act(&account, &["charge", "capture"]);
                let credits = if self.chance.below(2) == 0 { None } else { Some(self.credits(4)) };
                Action::Refund { charge, credits, reason: None }
            }
            15 => Action::Adjust { charge: self.act(&account, &["charge", "capture"]), credits: self.credits(3) },
            16 | 17 => {
                let outcome = (*self.chance.pick(&["answered", "voicemail_left", "failed"])).to_owned();
                let kinds = if self.chance.below(2) == 0 { ["charge"] } else { ["capture"] };
                Action::Settle { charge: self.act(&account, &kinds), outcome }
            }
            18..=20 => {
                let seconds = [2, 60, 3600, 86_400, 20 * 86_400][self.chance.below(5)];
                Action::Hold { wanted: self.wanted(25), seconds }
            }
            21 | 22 => {
                let hold = self.act(&account, &["hold"]);
                let (cumulative, last) = (self.chance.below(3) == 0, self.chance.below(4) == 0);
                Action::Capture { hold, wanted: self.wanted(9), cumulative, last }
            }
            23 => Action::Release { hold: self.act(&account, &["hold"]) },
            24 => {
                let thresholds = [None, Some(vec![]), Some(vec![50.into(), 12.into()])][self.chance.below(3)].clone();
                let admins = vec!["ann@acme.example".to_owned(); self.chance.below(2)];
                Action::Alerts { thresholds, admins }
            }
            25 => {
                let cap = [None, Some(self.credits(60))][self.chance.below(2)];
                let wish = ReloadWish { monthly_cap: cap, ..ReloadWish::default() };
                Action::AutoReload((self.chance.below(5) > 0).then_some(wish))
            }
            26 | 27 => {
                let count = self.model.accounts.find(&account).map_or(0, |account| account.watch.reload.count);
                let reload = count + 1 - self.chance.below(3).min(count as usize) as u64;
                let payment = format!("payment-{}", self.requests.saturating_sub(3 * self.chance.below(2) as u64));
                match self.chance.below(3) {
                    0 => Action::ReloadDeclined { reload, reason: Some("expired".into()) },
                    _ => Action::ReloadPaid { reload, payment },
                }
            }
            28..=31 => {
                let (from, to) = self.pair();
                account = from;
                let (reserve, renew) = (self.chance.below(2) == 0, self.chance.below(3) != 0);
                Action::Allot { to, reserve, credits: self.credits(40), renew }
            }
            32 => self.campaign(&account),
            33..=35 => {
                let mut asked = self.asked();
                asked.tags.campaign.clear();
                Action::ChargeCampaign { campaign: self.some_campaign(&account), asked: asked.into() }
            }
            36 => Action::EndCampaign { campaign: self.some_campaign(&account) },
            _ => {
                let (from, to) = self.pair();
                account = from;
                Action::TakeBack { to }
            }
        };
        self.requests += 1;
        let key = Key { name: format!("key-{}", self.requests), body_hash: String::new() };
        Request { account, key, action }
    }

    fn change(&mut self) -> Change {
        let mut change = Change::default();
        match self.chance.below(6) {
            0 => change.plan = Some((*self.chance.pick(&["standard", "small", "custom", "trial", "unlimited"])).into()),
            1 | 2 => change.seats = Some(self.chance.below(4) as u32),
            3 => change.zone = Some((*self.chance.pick(&ZONES)).into()),
            4 => change.funding = Some(*self.chance.pick(&[Funding::Credits, Funding::Credits, Funding::External])),
            _ => change.allowance = Some(self.credits(80)),
        }
        if self.chance.below(6) == 0 {
            change.at_period_end = Some(self.chance.below(2) == 0);
        }
        change
    }

    fn open_all(&mut self) {
        let plans = [
            ("platform", Some("standard"), None),
            ("team", None, Some("platform")),
            ("twin", Some("small"), Some("platform")),
            ("member", None, Some("team")),
            ("mate", None, Some("team")),
            ("lonely", Some("standard"), None),
            ("external", Some("standard"), None),
            ("trial", Some("trial"), None),
            ("unlimited", Some("unlimited"), None),
        ];
        let requests = plans.map(|(id, plan, parent)| {
            let opening = Opening {
                plan: plan.map(str::to_owned),
                parent: parent.map(str::to_owned),
                seats: 2,
                funding: if id == "external" { Funding::External } else { Funding::Credits },
                anchor: Some(format!("2026-01-{:02}", 1 + self.chance.below(31))),
                zone: Some((*self.chance.pick(&ZONES)).to_owned()),
                ..Opening::default()
            };
            let key = Key { name: "open".into(), body_hash: String::new() };
            Request { account: id.into(), key, action: Action::Open(opening.into()) }
        });
        self.batch(&requests);
    }

    /// Runs a batch in one transaction, and the same commands in memory: each is answered alike.
    fn batch(&mut self, requests: &[Request]) {
        self.store.begin().unwrap();
        let mut working = Working::new(&mut self.store, &self.engines, self.now);
        for request in requests {
            let reply =
                answered(execute(&mut working, request)).unwrap_or_else(|error| panic!("{request:?}: {error:?}"));
            let answer = self.model.run(request, self.now, &self.engine);
            match (&reply, &answer) {
                (Ok(reply), Ok(answer)) => {
                    assert_eq!(reply.status == 402, matches!(answer, Answer::Refused(_)), "{request:?}");
                    self.refused += u64::from(reply.status == 402);
                }
                (Err(error), Err(expected)) => {
                    assert_eq!(
                        (error.code(), error.to_string()),
                        (expected.code(), expected.to_string()),
                        "{request:?}"
                    );
                    self.failed += 1;
                }
                _ => panic!("{request:?} at {}: {reply:?}, and in memory {answer:?}", self.now),
            }
        }
        working.flush().unwrap();
        self.store.commit().unwrap();
    }

    /// What the database keeps, read by another connection, is what is in memory; and entries make up the lots.
    fn check(&self) {
        let mut reader = self.database.reader();
        for id in ACCOUNTS {
            let (kept, expected) = (whole(&mut reader, id).unwrap(), self.model.accounts.get(id).unwrap());
            assert_eq!(kept, sorted(expected.clone()), "{id} at {}", self.now);
            let campaigns = reader.campaigns(TENANT, id, u64::MAX >> 1, u32::MAX).unwrap();
            // What was missing is looked at where it is shown.
            let campaigns = campaigns.into_iter().map(|(_, campaign)| Campaign { missing: Credits::ZERO, ..campaign });
            let campaigns = campaigns.map(|campaign| ((id.to_owned(), campaign.id.clone()), campaign)).collect();
            let known = self.model.campaigns.iter().filter(|((of, _), _)| of == id);
            let known = known.map(|(key, campaign)| (key.clone(), campaign.clone()));
            assert_eq!(known.collect::<std::collections::BTreeMap<_, _>>(), campaigns, "campaigns of {id}");
            let entries = reader.entries(TENANT, id, u64::MAX >> 1, u32::MAX).unwrap();
            let entries: Vec<_> = entries.into_iter().rev().map(|row| row.entry).collect();
            assert_eq!(entries, self.model.entries_of(id), "{id}");
            assert!(entries.iter().map(|entry| entry.seq).eq(1..=kept.entry_count), "{id}");
            let inside = |side| matches!(side, Side::Lot | Side::Held);
            let sum = entries.iter().filter(|entry| entry.lot.is_some()).fold(0, |sum, entry| {
                let micros = entry.credits.micros();
                sum + i64::from(inside(entry.to)) * micros - i64::from(inside(entry.from)) * micros
            });
            assert_eq!(sum, kept.total().unwrap().micros(), "{id}: entries = lots");
            let held: i64 = kept.lots.iter().map(|lot| lot.held.micros()).sum();
            let open = kept.holds.iter().flat_map(|hold| &hold.parts);
            let reserved = kept.attempts.iter().filter(|attempt| attempt.reserved).flat_map(|attempt| &attempt.parts);
            let parts: i64 = open.chain(reserved).map(|part| part.credits.micros()).sum();
            assert_eq!(held, parts, "{id}: what lots have reserved is what holds and attempts reserve");
        }
    }
}

fn drive(database: &Fresh, seed: u64, batches: usize) -> (u64, u64, u64) {
    let engine = wire::book(book(seed.is_multiple_of(2), seed.is_multiple_of(3)))
        .and_then(|book| Engine::new(book, Default::default()));
    let engine = Arc::new(engine.unwrap());
    let mut driver = Driver {
        chance: Chance(seed),
        now: moment("2026-02-27T10:00:00Z"),
        model: Model::default(),
        engines: Engines::new(0, engine.clone()),
        engine,
        database,
        store: database.writer(),
        requests: 0,
        refused: 0,
        failed: 0,
    };
    write(&mut driver.store, |store| prices::keep(store, &driver.engine).unwrap());
    driver.open_all();
    for batch in 0..batches {
        let steps = [0, 0, 1, 1000, 3_600_000, DAY_MS / 3, DAY_MS, 5 * DAY_MS, 20 * DAY_MS, 70 * DAY_MS];
        let step = *driver.chance.pick(&steps);
        driver.now = driver.now.plus_millis(step).unwrap();
        let requests: Vec<Request> = (0..=driver.chance.below(8)).map(|_| driver.request()).collect();
        driver.batch(&requests);
        if batch % 10 == 0 {
            driver.check();
        }
    }
    driver.check();
    (driver.requests, driver.refused, driver.failed)
}

#[test]
fn what_is_loaded_suffices() {
    for seed in 1..=seeds() {
        on_each(|database| {
            let (requests, refused, failed) = drive(database, seed, 120);
            assert!(refused > 0 && failed + refused < requests * 3 / 4, "{requests}, {refused}, {failed}");
        });
    }
}

/// As many as are asked for by `STORE_SEEDS`.
fn seeds() -> u64 {
    std::env::var("STORE_SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(4)
}
