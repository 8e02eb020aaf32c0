//! The demo: an account to look at, and a year of what it and others have done.
//!
//! What happens is made up from a seed and goes through the ledger's own commands, at the moments of the story in place
//! of the clock's. A ledger that was made so knows it: no other one is ever filled, and none is made anew.

mod campaign;
mod cast;
mod outbox;
mod script;
mod story;
mod studio;
mod usage;
mod values;

use std::collections::BTreeSet;

use super::accounts::Working;
use super::engines::Engines;
use super::execute::{Action, Key, Request, act};
use super::store::{self, Database, Identity, Kept, Store};
use super::{TENANT, now, prices};
use crate::book::Allowance;
use crate::credits::Credits;
use crate::ledger::{Kind, Moment, Opening};
use crate::rates::DAY_MS;
use crate::{Engine, Error, Result};
use cast::Days;
use story::Story;

pub use values::with_demo_values;

/// The account that `--demo` is about.
pub(super) const ACCOUNT: &str = "demo";

/// What the account is given on a plan that grants nothing.
const CREDITS: Credits = Credits::from_micros(1_000_000_000);

/// What the demo has done once, and the key under which earlier versions opened its account.
const IDENTITY: &str = "demo";
const OPENED: &str = "account";
const OPENED_UNDER: &str = "demo:open";

/// How much of the story is worked on at once.
const BATCH_MS: i64 = 7 * DAY_MS;

/// What a demo shows.
#[derive(Debug, Clone, Copy)]
pub struct Demo {
    /// How many days of usage before today; without any there is the demo account alone.
    pub days: u32,
    /// The same seed makes the same story of the same days.
    pub seed: u64,
}

/// Makes a demo in a database without a ledger, or anew in one that holds a demo.
pub fn make(database: &Database, engine: Engine, demo: Demo, reset: bool) -> Result<()> {
    let mut store = store::open(database)?;
    if is_empty(&mut store)? {
        return store.alone(|store| {
            let engines = prices::at_start(store, engine)?;
            fill(store, &engines, demo, now())
        });
    }
    match store.is_demo()? {
        false => return Err(Error::no_demo(database)),
        true if !reset => return Err(Error::demo_there(database)),
        true => {}
    }
    drop(store);
    let Database::Sqlite(path) = database else { return Err(Error::demo_on_a_server()) };
    // Made beside the old one, which stays where this fails.
    let fresh = path.with_added_extension("new");
    store::remove(&fresh)?;
    make(&Database::Sqlite(fresh.clone()), engine, demo, false)?;
    if store::replace(path, &fresh)? { Ok(()) } else { Err(Error::demo_in_use(database)) }
}

/// Opens the demo account where there is none yet. A database that `is_new` becomes a demo's.
pub(super) fn open(store: &mut Store, engines: &Engines, demo: Demo, is_new: bool) -> Result<()> {
    if is_new && is_empty(store)? {
        return fill(store, engines, demo, now());
    }
    let is_ours = store.identity(TENANT, ACCOUNT, IDENTITY, OPENED)?.is_some();
    if is_ours || store.answer(TENANT, ACCOUNT, OPENED_UNDER)?.is_some() {
        return Ok(());
    }
    whole(store, |store| open_account(store, engines, now()))
}

fn is_empty(store: &mut Store) -> Kept<bool> {
    Ok(store.accounts(TENANT, "", 1)?.is_empty())
}

/// Tells the story up to a moment, and marks the ledger as a demo's.
fn fill(store: &mut Store, engines: &Engines, demo: Demo, until: Moment) -> Result<()> {
    whole(store, |store| {
        match demo.days {
            0 => open_account(store, engines, until)?,
            days => tell(store, engines, Demo { days, ..demo }, until)?,
        }
        if demo.days > 0 {
            store.keep_identities(TENANT, &[(ACCOUNT, Identity { kind: IDENTITY, id: OPENED.to_owned(), act: 0 })])?;
        }
        Ok(store.mark_as_demo()?)
    })
}

/// All of it, or nothing.
fn whole(store: &mut Store, work: impl FnOnce(&mut Store) -> Result<()>) -> Result<()> {
    store.begin()?;
    match work(store) {
        Ok(()) => Ok(store.commit()?),
        Err(error) => {
            store.roll_back();
            Err(error)
        }
    }
}

/// The demo account as it is without a past.
fn open_account(store: &mut Store, engines: &Engines, now: Moment) -> Result<()> {
    let engine = engines.current();
    let mut working = Working::new(store, engines, now);
    let plan = values::plan(engine.book())?;
    let gets_nothing = engine.book().plan(&plan)?.allowance == Allowance::None;
    let opening = Opening { plan: Some(plan), seats: 1, ..Opening::default() };
    let grant = Action::Grant { credits: CREDITS, kind: Kind::Promo, expires: None, reason: None };
    let actions = [Some(Action::Open(opening.into())), gets_nothing.then_some(grant)];
    for action in actions.into_iter().flatten() {
        let key = Key { name: OPENED_UNDER.to_owned(), body_hash: String::new() };
        act(&mut working, &Request { account: ACCOUNT.to_owned(), key, action })?;
    }
    working.keep_identity(ACCOUNT, Identity { kind: IDENTITY, id: OPENED.to_owned(), act: 0 });
    Ok(working.flush()?)
}

fn tell(store: &mut Store, engines: &Engines, Demo { days, seed }: Demo, until: Moment) -> Result<()> {
    let today = until.millis().div_euclid(DAY_MS);
    let engine = engines.current();
    let mut story = Story::new(&engine, seed, Days { first: today - i64::from(days), today })?;
    while let Some(at) = story.next().filter(|at| *at <= until) {
        let end = at.plus_millis(BATCH_MS)?.min(until);
        // What falls due in the course of the batch is loaded with it.
        let mut working = Working::new(store, engines, end);
        working.prepare(&story.accounts(), BTreeSet::new(), true)?;
        story.play(&mut working, end)?;
        working.flush()?;
    }
    outbox::settle(store, &story.script, story.exhausted(), until)
}

#[cfg(test)]
mod tests;
