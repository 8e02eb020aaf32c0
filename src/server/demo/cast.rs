//! Who is in the story: the demo account, those below it, and other customers on all plans of the book.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::script::Script;
use super::usage::{Offer, offers};
use super::{ACCOUNT, CREDITS, values};
use crate::book::{Allowance, Book, Plan};
use crate::credits::Credits;
use crate::ledger::{Calendar, Moment, Opening};
use crate::quote::Funding;
use crate::rates::Date;
use crate::{Engine, Result};

/// Seats of the demo account, where its plan grants by the seat.
const SEATS: u32 = 8;

/// For so many days the demo account's billing period has run: it shows a month that is half over.
const INTO_PERIOD_DAYS: i64 = 16;

/// One who does something every day.
#[derive(Debug)]
pub(super) struct Actor {
    pub(super) id: String,
    pub(super) opening: Opening,
    pub(super) role: Role,
    /// Days since 1970.
    pub(super) first_day: i64,
    /// What it is granted a period, or what is taken for that.
    pub(super) allowance: Credits,
    pub(super) offers: Arc<Vec<Offer>>,
    pub(super) clocks: Calendar,
}

/// What an account is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The demo account.
    Studio,
    /// Below the demo account; what is set aside for it is its own, or it draws on the account's within a limit.
    Member {
        reserve: bool,
    },
    Steady,
    Growing,
    Quiet,
    /// Has a few credits left.
    NearlyOut,
    /// Has none, and goes on asking.
    Exhausted,
    /// Its card is declined when it buys by itself.
    Declined,
    /// Has done nothing for months.
    Left,
}

/// When the story goes on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Days {
    pub(super) first: i64,
    pub(super) today: i64,
}

impl Days {
    /// The day after so many thousandths of the story.
    pub(super) fn at(self, permille: i64) -> i64 {
        self.first + (self.today - self.first) * permille / 1000
    }
}

/// Everybody, those above before those below.
pub(super) fn cast(engine: &Engine, script: &Script, days: Days, rng: &mut fastrand::Rng) -> Result<Vec<Actor>> {
    let mut casting = Casting { engine, script, days, rng, offers: BTreeMap::new() };
    let mut actors = vec![casting.studio()?];
    let (zone, studio) = (actors[0].clocks.clone(), actors[0].allowance);
    for (index, id) in script.members.iter().enumerate() {
        let opening = Opening { parent: Some(ACCOUNT.into()), ..Opening::default() };
        let role = Role::Member { reserve: index < 3 };
        let (id, offers) = (id.clone(), actors[0].offers.clone());
        let allowance = share(studio, if index < 3 { 80 } else { 100 });
        let clocks = zone.clone();
        actors.push(Actor { id, opening, role, first_day: days.first, allowance, offers, clocks });
    }
    casting.customers(&mut actors, studio)?;
    Ok(actors)
}

/// So many thousandths.
pub(super) fn share(credits: Credits, permille: i64) -> Credits {
    Credits::from_micros(credits.micros() / 1000 * permille)
}

struct Casting<'a> {
    engine: &'a Engine,
    script: &'a Script,
    days: Days,
    rng: &'a mut fastrand::Rng,
    /// By plan.
    offers: BTreeMap<String, Arc<Vec<Offer>>>,
}

impl Casting<'_> {
    fn book(&self) -> &Book {
        self.engine.book()
    }

    fn offers(&mut self, plan: &str) -> Result<Arc<Vec<Offer>>> {
        if let Some(offers) = self.offers.get(plan) {
            return Ok(offers.clone());
        }
        let offers = Arc::new(offers(self.engine, plan, self.script, self.rng)?);
        self.offers.insert(plan.to_owned(), offers.clone());
        Ok(offers)
    }

    fn studio(&mut self) -> Result<Actor> {
        let name = values::plan(self.book())?;
        let plan = self.book().plan(&name)?.clone();
        let zone = self.script.zones.first().cloned();
        let opening = Opening { anchor: self.anchor(), zone, ..opening(&name, &plan, SEATS, CREDITS) };
        let allowance = granted(&plan, opening.seats, opening.allowance)?.unwrap_or(CREDITS);
        self.actor(ACCOUNT.to_owned(), opening, Role::Studio, self.days.first, allowance, &name)
    }

    /// Where periods begin so that one is half over today.
    fn anchor(&self) -> Option<String> {
        Date::from_days(self.days.today - INTO_PERIOD_DAYS).map(|date| date.to_string())
    }

    fn actor(
        &mut self,
        id: String,
        opening: Opening,
        role: Role,
        first_day: i64,
        allowance: Credits,
        plan: &str,
    ) -> Result<Actor> {
        let clocks = Calendar::from_moment(Moment::from_millis(0), opening.zone.as_deref().unwrap_or("UTC"))?;
        Ok(Actor { id, opening, role, first_day, allowance, offers: self.offers(plan)?, clocks })
    }

    /// At least two on each plan, the others on the first few; what needs a balance is one who has one.
    fn customers(&mut self, actors: &mut Vec<Actor>, studio: Credits) -> Result<()> {
        let plans = self.book().plans.iter().filter(|(_, plan)| plan.missing().is_empty());
        let plans: Vec<(String, Plan)> = plans.map(|(name, plan)| (name.clone(), plan.clone())).collect();
        let mut special = vec![
            Special::Is(Role::Exhausted),
            Special::Is(Role::NearlyOut),
            Special::External,
            Special::Is(Role::Declined),
            Special::Is(Role::Left),
        ];
        for (index, id) in self.script.customers.clone().into_iter().enumerate() {
            let at = if index < 2 * plans.len() { index % plans.len() } else { self.rng.usize(..plans.len()) };
            let Some((name, plan)) = plans.get(at) else { break };
            let seats = self.rng.u32(1..=3);
            let mut opening = opening(name, plan, seats, share(studio, 500));
            let granted = granted(plan, opening.seats, opening.allowance)?.filter(|granted| *granted > Credits::ZERO);
            let fits = |special: &Special| granted.is_some() && plan.trial.is_none() && special.fits(plan);
            let mut role = match self.rng.u32(..4) {
                0 => Role::Growing,
                1 | 2 => Role::Steady,
                _ => Role::Quiet,
            };
            if let Some(at) = special.iter().position(fits) {
                match special.remove(at) {
                    Special::Is(special) => role = special,
                    Special::External => opening.funding = Funding::External,
                }
            }
            let ends_now = matches!(role, Role::Exhausted | Role::NearlyOut);
            opening.anchor = self.anchor().filter(|_| ends_now);
            opening.zone = self.script.zones.get(self.rng.usize(..self.script.zones.len())).cloned();
            let first_day = self.first_day(plan, ends_now || role == Role::Left);
            let allowance = granted.unwrap_or(share(studio, 300));
            actors.push(self.actor(id.clone(), opening, role, first_day, allowance, name)?);
            if plan.covers_descendants {
                self.team_below(actors)?;
            }
        }
        Ok(())
    }

    /// A team that is unlimited because the last account, above it, is.
    fn team_below(&mut self, actors: &mut Vec<Actor>) -> Result<()> {
        let Some(above) = actors.last() else { return Ok(()) };
        let (parent, zone, first_day) = (above.id.clone(), above.opening.zone.clone(), above.first_day);
        let allowance = share(above.allowance, 400);
        let name = values::plan(self.book())?;
        let plan = self.book().plan(&name)?.clone();
        let id = format!("{parent}.team");
        let opening = Opening { parent: Some(parent), zone, ..opening(&name, &plan, 1, CREDITS) };
        actors.push(self.actor(id, opening, Role::Steady, first_day, allowance, &name)?);
        Ok(())
    }

    /// Some were there from the beginning, others came later; who is on trial came lately.
    fn first_day(&mut self, plan: &Plan, early: bool) -> i64 {
        let Days { first, today } = self.days;
        match &plan.trial {
            Some(trial) => (today - self.rng.i64(3..i64::from(trial.days) + 10)).max(first),
            None if early || self.rng.bool() => first,
            None => self.rng.i64(first..=self.days.at(900)),
        }
    }
}

/// What one of the customers is, beside its plan.
enum Special {
    Is(Role),
    /// Somebody else pays.
    External,
}

impl Special {
    fn fits(&self, plan: &Plan) -> bool {
        !matches!(self, Special::Is(Role::Declined)) || plan.reload
    }
}

fn opening(name: &str, plan: &Plan, seats: u32, agreed: Credits) -> Opening {
    let by_seat = matches!(plan.allowance, Allowance::PerSeat(_));
    let allowance = (plan.allowance == Allowance::Operator).then_some(agreed);
    let plan = Some(name.to_owned());
    Opening { plan, seats: if by_seat { seats } else { 1 }, allowance, ..Opening::default() }
}

/// What a plan grants a period; `None` where it is unlimited.
fn granted(plan: &Plan, seats: u32, agreed: Option<Credits>) -> Result<Option<Credits>> {
    Ok(Some(match &plan.allowance {
        Allowance::None => Credits::ZERO,
        Allowance::Flat(amount) => amount.credits()?,
        Allowance::PerSeat(amount) => amount.credits()?.times(seats.into())?,
        Allowance::Operator => agreed.unwrap_or_default(),
        Allowance::Unlimited => return Ok(None),
    }))
}
