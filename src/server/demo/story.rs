//! What happens, in the order of time: each day everybody uses something, and what follows from that follows.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};
use std::sync::Arc;

use super::cast::{Actor, Days, Role, cast, share};
use super::script::{Script, script};
use super::usage::{self, Form, choose, pick};
use super::{campaign, studio};
use crate::credits::Credits;
use crate::ledger::{Event, Kind, Moment, ReloadWish};
use crate::quote::{Decision, Request};
use crate::rates::DAY_MS;
use crate::server::accounts::Working;
use crate::server::execute::{self, Action, Asked, Key};
use crate::wire::{self, Value};
use crate::{Engine, Result};

const MINUTE_MS: i64 = 60 * 1000;
pub(super) const HOUR_MS: i64 = 60 * MINUTE_MS;

/// How much of a week's usage is on each day, from Monday on.
const WEEK: [i64; 7] = [1050, 1100, 1080, 1040, 900, 260, 160];

/// How much of a day's usage is in each hour of the account's clocks.
const HOURS: [u32; 24] = [1, 1, 1, 1, 1, 2, 4, 10, 22, 30, 32, 28, 20, 24, 28, 28, 24, 20, 16, 12, 8, 4, 2, 1];

/// Days on which everybody asks for more, in thousandths of the story, and by how much.
const PEAKS: [i64; 2] = [384, 812];
const PEAK: i64 = 2600;

/// The credits of a month are used on so many days of work.
const WORKING_DAYS: i64 = 24;

/// One who has none left goes on asking so often a day.
const ASKS_IN_VAIN: u32 = 3;

pub(super) struct Story<'a> {
    pub(super) engine: &'a Arc<Engine>,
    pub(super) script: Script,
    pub(super) days: Days,
    pub(super) rng: fastrand::Rng,
    actors: Vec<Actor>,
    scenes: BinaryHeap<Reverse<Scene>>,
    /// Scenes that were ever planned: of two at one moment the one that was planned first is played first.
    planned: u64,
    /// Requests that were ever made.
    asked: u64,
    /// How many events of the present batch were looked at.
    seen: usize,
}

struct Scene {
    at: Moment,
    number: u64,
    what: What,
}

impl PartialEq for Scene {
    fn eq(&self, other: &Scene) -> bool {
        self.number == other.number
    }
}

impl Eq for Scene {}

impl PartialOrd for Scene {
    fn partial_cmp(&self, other: &Scene) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Scene {
    fn cmp(&self, other: &Scene) -> std::cmp::Ordering {
        (self.at, self.number).cmp(&(other.at, other.number))
    }
}

pub(super) enum What {
    /// A day of an actor begins.
    Day(usize),
    Act(Box<Act>),
    Campaign(Box<campaign::Plan>),
}

/// Something that an account asks for.
pub(super) struct Act {
    pub(super) account: String,
    pub(super) action: Action,
    pub(super) then: Then,
}

/// What follows, once it was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    Nothing,
    Refund,
    /// It came to less in the end.
    Adjust,
    /// The attempt ends.
    Settle,
    /// So much of the hold is used.
    Capture(Credits),
}

impl<'a> Story<'a> {
    pub(super) fn new(engine: &'a Arc<Engine>, seed: u64, days: Days) -> Result<Story<'a>> {
        let (script, mut rng) = (script()?, fastrand::Rng::with_seed(seed));
        let actors = cast(engine, &script, days, &mut rng)?;
        let (scenes, planned, asked, seen) = (BinaryHeap::new(), 0, 0, 0);
        let mut story = Story { engine, script, days, rng, actors, scenes, planned, asked, seen };
        for index in 0..story.actors.len() {
            let at = story.midnight(index, story.actors[index].first_day)?;
            // Those above are opened before those below.
            story.plan(at.plus_millis(index as i64)?, What::Day(index));
        }
        studio::plan(&mut story)?;
        Ok(story)
    }

    /// All accounts that there will be.
    pub(super) fn accounts(&self) -> BTreeSet<&str> {
        self.actors.iter().map(|actor| actor.id.as_str()).collect()
    }

    pub(super) fn studio(&self) -> &Actor {
        &self.actors[0]
    }

    pub(super) fn members(&self) -> impl Iterator<Item = &Actor> {
        self.actors.iter().filter(|actor| matches!(actor.role, Role::Member { .. }))
    }

    /// The one who has no credits left.
    pub(super) fn exhausted(&self) -> Option<&str> {
        self.actors.iter().find(|actor| actor.role == Role::Exhausted).map(|actor| actor.id.as_str())
    }

    /// When a day begins on an actor's clocks.
    fn midnight(&self, actor: usize, day: i64) -> Result<Moment> {
        let utc = Moment::from_millis(day * DAY_MS);
        utc.plus_millis(-i64::from(self.actors[actor].clocks.offset_s(utc)?) * 1000)
    }

    /// A time on a day of the demo account.
    pub(super) fn on(&self, day: i64, hour: i64, minute: i64) -> Result<Moment> {
        self.midnight(0, day)?.plus_millis(hour * HOUR_MS + minute * MINUTE_MS)
    }

    pub(super) fn plan(&mut self, at: Moment, what: What) {
        self.planned += 1;
        self.scenes.push(Reverse(Scene { at, number: self.planned, what }));
    }

    pub(super) fn plan_act(&mut self, at: Moment, account: &str, action: Action, then: Then) {
        self.plan(at, What::Act(Act { account: account.to_owned(), action, then }.into()));
    }

    /// When something happens next.
    pub(super) fn next(&self) -> Option<Moment> {
        self.scenes.peek().map(|Reverse(scene)| scene.at)
    }

    /// Plays what happens until a moment, on what was loaded for it.
    pub(super) fn play(&mut self, working: &mut Working<'_>, until: Moment) -> Result<()> {
        self.seen = 0;
        while self.next().is_some_and(|at| at <= until) {
            let Some(Reverse(Scene { at, what, .. })) = self.scenes.pop() else { break };
            working.now = at;
            match what {
                What::Day(actor) => self.day(working, actor)?,
                What::Act(act) => self.act(working, *act)?,
                What::Campaign(plan) => campaign::play(self, working, *plan)?,
            }
            self.follow_events(working)?;
        }
        Ok(())
    }

    /// Asks for something; gives the answer where it was done.
    pub(super) fn ask(&mut self, working: &mut Working<'_>, account: &str, action: Action) -> Result<Option<Value>> {
        self.asked += 1;
        let key = Key { name: format!("demo-{}", self.asked), body_hash: String::new() };
        let request = execute::Request { account: account.to_owned(), key, action };
        let (status, body) = execute::act(working, &request)?;
        if status.is_success() { wire::parse(&body).map(Some) } else { Ok(None) }
    }

    fn act(&mut self, working: &mut Working<'_>, Act { account, action, then }: Act) -> Result<()> {
        let Some(answer) = self.ask(working, &account, action)? else { return Ok(()) };
        let number = answer["id"].as_str().and_then(|id| id.split_once('_')?.1.parse().ok());
        let Some(number) = number.filter(|_| then != Then::Nothing) else { return Ok(()) };
        let is_charged = answer["decision"] == Decision::Charged.name();
        let credits: Credits = answer["credits"].as_str().unwrap_or("0").parse()?;
        let (after_ms, action) = match then {
            Then::Settle => (self.rng.i64(20_000..180_000), {
                Action::Settle { charge: number, outcome: usage::outcome(&mut self.rng) }
            }),
            Then::Capture(credits) => (35 * MINUTE_MS, {
                let wanted = execute::Wanted::Credits(credits, crate::ledger::Tags::default());
                Action::Capture { hold: number, wanted, cumulative: false, last: true }
            }),
            Then::Refund if is_charged && credits > Credits::ZERO => (self.rng.i64(HOUR_MS..40 * HOUR_MS), {
                let half = self.rng.bool().then(|| Credits::from_micros(credits.micros() / 2));
                let reason = pick(&self.script.refund_reasons, &mut self.rng).cloned();
                Action::Refund { charge: number, credits: half.filter(|half| *half > Credits::ZERO), reason }
            }),
            Then::Adjust if is_charged && credits > Credits::ZERO => (self.rng.i64(HOUR_MS..6 * HOUR_MS), {
                let tenths = self.rng.i64(7..10);
                Action::Adjust { charge: number, credits: Credits::from_micros(credits.micros() / 10 * tenths) }
            }),
            _ => return Ok(()),
        };
        self.plan_act(working.now.plus_millis(after_ms)?, &account, action, Then::Nothing);
        Ok(())
    }

    /// Reloads are paid, or declined, soon after they were wanted.
    fn follow_events(&mut self, working: &mut Working<'_>) -> Result<()> {
        let told = working.told();
        let wanted = told.iter().skip(self.seen).filter_map(|(_, event)| match event {
            Event::ReloadWanted { account, reload, .. } => Some((account.clone(), *reload)),
            _ => None,
        });
        let wanted: Vec<(String, u64)> = wanted.collect();
        self.seen = told.len();
        for (account, reload) in wanted {
            let role = self.actors.iter().find(|actor| actor.id == account).map(|actor| actor.role);
            let after_ms = self.rng.i64(8_000..90_000);
            // The demo account's card was replaced once.
            let declined = role == Some(Role::Declined) || (role == Some(Role::Studio) && reload == 3);
            let action = if declined {
                Action::ReloadDeclined { reload, reason: Some(self.script.decline_reason.clone()) }
            } else {
                Action::ReloadPaid { reload, payment: format!("pay_{account}_{reload}") }
            };
            self.plan_act(working.now.plus_millis(after_ms)?, &account, action, Then::Nothing);
        }
        Ok(())
    }

    fn day(&mut self, working: &mut Working<'_>, actor: usize) -> Result<()> {
        let midnight = working.now;
        let id = self.actors[actor].id.clone();
        let day = (midnight.millis() + 14 * HOUR_MS).div_euclid(DAY_MS);
        let next = self.midnight(actor, day + 1)?;
        self.plan(next.max(midnight.plus_millis(HOUR_MS)?), What::Day(actor));
        if day == self.actors[actor].first_day {
            return self.begin(working, actor);
        }
        self.ask(working, &id, Action::Wait)?;
        let accounts = working.peek(&id)?;
        let available = accounts.available(&id, midnight)?;
        let exempt = accounts.is_exempt(&id, self.engine.book())?;
        let reloads = accounts.get(&id)?.watch.reload.settings.is_some();
        if !exempt && !reloads {
            self.buy_if_low(actor, midnight, available)?;
        }
        self.use_up(actor, midnight, day, available)
    }

    fn begin(&mut self, working: &mut Working<'_>, actor: usize) -> Result<()> {
        let (at, actor) = (working.now, &self.actors[actor]);
        let (id, allowance, role) = (actor.id.clone(), actor.allowance, actor.role);
        let opening = actor.opening.clone();
        let plan = opening.plan.as_deref().map(|plan| self.engine.book().plan(plan)).transpose()?;
        let gets_nothing = plan.is_some_and(|plan| plan.allowance == crate::book::Allowance::None);
        let is_customer = !matches!(role, Role::Studio | Role::Member { .. }) && plan.is_some();
        self.ask(working, &id, Action::Open(opening.into()))?;
        if gets_nothing {
            let grant = Action::Grant { credits: allowance, kind: Kind::Promo, expires: None, reason: None };
            self.ask(working, &id, grant)?;
        }
        if is_customer {
            let owner = format!("owner@{id}.example");
            let alerts = Action::Alerts { thresholds: None, admins: vec![owner] };
            self.plan_act(at.plus_millis(8 * HOUR_MS)?, &id, alerts, Then::Nothing);
        }
        if role == Role::Declined {
            let wish = self.reload_wish(allowance)?;
            let action = Action::AutoReload(Some(wish));
            self.plan_act(at.plus_millis(9 * HOUR_MS)?, &id, action, Then::Nothing);
        }
        Ok(())
    }

    /// Buys a good seventh of the allowance when less than a twelfth is left.
    pub(super) fn reload_wish(&self, allowance: Credits) -> Result<ReloadWish> {
        let whole = |permille| Credits::from_micros(share(allowance, permille).micros() / 1_000_000 * 1_000_000);
        let top_up =
            self.package(&self.studio().opening.plan)?.map(|(name, each)| (name, count(each, share(allowance, 150))));
        let (top_up, packages) = top_up.unzip();
        Ok(ReloadWish { threshold: Some(whole(80)), top_up, packages, monthly_cap: Some(whole(1200)) })
    }

    /// The package that can be bought on a plan, and its credits.
    pub(super) fn package(&self, plan: &Option<String>) -> Result<Option<(String, Credits)>> {
        let Some(plan) = plan else { return Ok(None) };
        let (book, plan) = (self.engine.book(), self.engine.book().plan(plan)?);
        let once = |name: &&String| book.top_ups.get(*name).is_some_and(|top_up| !top_up.recurring);
        let Some(name) = plan.top_ups.iter().find(once) else { return Ok(None) };
        let credits = book.top_ups.get(name).and_then(|top_up| top_up.credits.credits().ok());
        Ok(credits.map(|credits| (name.clone(), credits)))
    }

    /// Those who pay by hand buy in the morning, when less than a tenth is left.
    fn buy_if_low(&mut self, actor: usize, midnight: Moment, available: Credits) -> Result<()> {
        let Actor { id, role, allowance, opening, .. } = &self.actors[actor];
        let (low, amount) = (share(*allowance, 100), share(*allowance, 300));
        let buys = matches!(role, Role::Studio | Role::Steady | Role::Growing);
        if !buys || available > low {
            return Ok(());
        }
        let Some((top_up, each)) = self.package(&opening.plan)? else { return Ok(()) };
        let payment = format!("pay_{id}_{}", midnight.millis() / DAY_MS);
        let (id, quantity) = (id.clone(), count(each, amount));
        let at = midnight.plus_millis(8 * HOUR_MS + 12 * MINUTE_MS)?;
        self.plan_act(at, &id, Action::Purchase { id: payment, top_up, quantity }, Then::Nothing);
        Ok(())
    }

    /// What is to be used on a day.
    fn wanted(&mut self, actor: usize, day: i64, available: Credits) -> Credits {
        let Days { first, today } = self.days;
        let Actor { role, allowance, .. } = &self.actors[actor];
        let gone = (day - first) * 1000 / (today - first).max(1);
        // So much of the allowance in a month, in thousandths.
        let month = match role {
            Role::Studio => 480 + 480 * gone / 1000,
            Role::Member { .. } => 420 + 260 * gone / 1000,
            Role::Steady => 760,
            Role::Growing => 300 + 850 * gone / 1000,
            Role::Quiet => 160,
            Role::Declined => 1050,
            Role::Left if day > today - 90.min((today - first) / 2) => 0,
            Role::Left => 600,
            Role::NearlyOut if day > today - 16 => {
                let left = available.minus(share(*allowance, 45)).unwrap_or_default();
                return Credits::from_micros(left.micros().max(0) / (today - day + 1).max(1));
            }
            Role::Exhausted if day > today - 16 => {
                let left = available.plus(share(*allowance, 30)).unwrap_or_default();
                return Credits::from_micros(left.micros() / (today - 5 - day).max(1));
            }
            Role::NearlyOut | Role::Exhausted => 800,
        };
        let weekday = WEEK[usize::try_from((day + 3).rem_euclid(7)).unwrap_or_default()];
        let peak = if PEAKS.iter().any(|peak| self.days.at(*peak) == day) { PEAK } else { 1000 };
        let chance = self.rng.i64(780..1220);
        let day = i128::from(allowance.micros()) * i128::from(month * weekday) * i128::from(peak * chance);
        let micros = day / 1_000_000_000_000 / i128::from(WORKING_DAYS);
        Credits::from_micros(i64::try_from(micros).unwrap_or_default())
    }

    fn use_up(&mut self, actor: usize, midnight: Moment, day: i64, available: Credits) -> Result<()> {
        let wanted = self.wanted(actor, day, available);
        let Actor { id, role, offers, .. } = &self.actors[actor];
        let (id, role, offers) = (id.clone(), *role, offers.clone());
        let most = match role {
            Role::Studio => 40,
            Role::Member { .. } => 6,
            _ => 5,
        };
        let mean = usage::mean(&offers).micros();
        // Those who use a lot of what costs little do so in lots.
        let quantity = 1 + u64::try_from(wanted.micros() / (mean * most).max(1)).unwrap_or_default();
        let in_vain = role == Role::Exhausted && day > self.days.today - 5;
        let (mut left, mut count) = (wanted.micros(), 0);
        // What is left of a day's wish is a request as often as it is a part of one.
        while count < most && (left > 0 || (in_vain && count < i64::from(ASKS_IN_VAIN))) {
            let Some(offer) = choose(&offers, &mut self.rng) else { break };
            let cost = offer.mean.micros().max(mean / 8) * i64::try_from(quantity).unwrap_or(1);
            if !in_vain && left < cost && self.rng.i64(0..cost.max(1)) > left {
                break;
            }
            (left, count) = (left - cost, count + 1);
            let (request, tags) =
                (offer.request(&self.script, &mut self.rng), { offer.tags(&self.script.agents, &mut self.rng) });
            let then = match (offer.form, self.rng.u32(..100)) {
                (Form::Attempt { settled: true }, _) => Then::Settle,
                (Form::Attempt { .. }, _) => Then::Nothing,
                (_, 0) => Then::Refund,
                (Form::Call, 1..4) => Then::Adjust,
                _ => Then::Nothing,
            };
            let hour =
                usage::by_share(&HOURS.iter().enumerate().collect::<Vec<_>>(), |(_, share)| **share, &mut self.rng)
                    .map_or(12, |(hour, _)| *hour as i64);
            let at = midnight.plus_millis(hour * HOUR_MS + self.rng.i64(0..HOUR_MS))?;
            let request = Request { quantity, ..request };
            let asked = Asked { request: request.into(), tags, promise: None };
            self.plan_act(at, &id, Action::Charge(asked.into()), then);
        }
        Ok(())
    }
}

/// How many packages bring so many credits.
pub(super) fn count(each: Credits, credits: Credits) -> u64 {
    let packages = (credits.micros() + each.micros() - 1) / each.micros().max(1);
    u64::try_from(packages).unwrap_or_default().max(1)
}
