//! What the ledger runs by: which book and decks are in force, and how others take their place.
//!
//! A row of the database says what is in force. Whoever writes reads it after its accounts were locked, and who changes it
//! holds back all others until that is durable: no two processes charge by different prices, also for a moment. Who only
//! looks has heard of a change half a second later at the most.

use std::sync::Arc;
use std::time::Duration;

use super::engines::{self, Engines, kept_deck};
use super::store::{self, Activation, Import, Kept, Store, Tried};
use super::{App, TENANT, now_ms};
use crate::book::Book;
use crate::map::Map;
use crate::rates::{Deck, SHIPPED};
use crate::{Engine, Error, Result};

/// How often is looked whether another process has put other prices in force.
const EVERY: Duration = Duration::from_millis(500);

/// What the ledger runs by from a start on: what was activated last. What the command line gives is activated where it
/// differs from what it gave at the last start, and refused as any activation is: accounts could not even be moved away
/// from plans that are not there.
pub(super) fn at_start(store: &mut Store, given: Engine) -> Result<Engines> {
    let wanted = engines::prices(&given);
    let in_force = store::write(store, |store| {
        if store.last_start()?.is_none_or(|last| last.prices != wanted) {
            store.hold_back_others()?;
            if let Err(refused) = fits(&given, &store.plans_in_use(TENANT)?) {
                return Ok(Err(refused));
            }
            keep(store, &given)?;
            store.add_activation(&wanted, None, now_ms())?;
        }
        Ok(Ok(store.activation_in_force()?.ok_or_else(Error::internal)?))
    })??;
    let engine = if in_force.prices == wanted { given } else { engines::build(store, &in_force.prices)? };
    Ok(Engines::new(in_force.id, Arc::new(engine)))
}

/// The engine of a book with decks: those that are given, beside them those that are in force, and where there is none
/// of a name the one that ships with the crate.
pub(super) fn compose(store: &mut Store, present: &Engine, book: Book, given: &Map<String, String>) -> Result<Engine> {
    let used = book.decks();
    if let Some((name, _)) = given.iter().find(|(name, _)| !used.contains(name.as_str())) {
        return Err(Error::unknown_deck(name, &book.id, used));
    }
    let mut decks = Map::new();
    for name in used {
        let deck = match given.get(name) {
            Some(hash) => kept_deck(store, name, hash)?,
            None => present.deck(name).cloned().or_else(|_| shipped(name))?,
        };
        decks.insert(name.to_owned(), deck);
    }
    Engine::new(book, decks)
}

fn shipped(name: &str) -> Result<Deck> {
    let found = SHIPPED.iter().find(|shipped| shipped.deck == name).ok_or_else(|| Error::no_deck(name))?;
    Deck::from_csv(name, found.csv.as_bytes())
}

/// Puts an engine in force, unless accounts cannot do with it. It is in force when this is durable.
pub(super) fn activate(store: &mut Store, engine: &Engine, by: &str) -> Tried<Activation> {
    store.hold_back_others()?;
    fits(engine, &store.plans_in_use(TENANT)?)?;
    keep(store, engine)?;
    Ok(store.add_activation(&engines::prices(engine), Some(by), now_ms())?)
}

/// Refuses an engine whose book lacks plans that accounts are on, or does not say the allowance of one.
fn fits(engine: &Engine, in_use: &Map<String, u64>) -> Result<()> {
    let book = engine.book();
    let missing: Vec<_> = in_use.iter().filter(|(plan, _)| book.plan(plan).is_err()).collect();
    if !missing.is_empty() {
        return Err(Error::plans_in_use(&book.id, &missing));
    }
    for plan in in_use.keys() {
        if let Some(parameter) = book.plan(plan)?.missing().first() {
            return Err(Error::allowance_missing(plan, parameter));
        }
    }
    Ok(())
}

/// Keeps what an engine is made of, and that it is there to run by.
pub(super) fn keep(store: &mut Store, engine: &Engine) -> Kept<()> {
    keep_book(store, engine.book())?;
    engine.decks().try_for_each(|(name, deck)| keep_deck(store, name, deck).map(drop))
}

pub(super) fn keep_book(store: &mut Store, book: &Book) -> Kept<Import> {
    store.keep_document(&book.hash, "book", &book.canonical)?;
    store.keep_import("book", &import(&book.id, &book.version, &book.hash))
}

pub(super) fn keep_deck(store: &mut Store, name: &str, deck: &Deck) -> Kept<Import> {
    store.keep_document(deck.hash(), "deck", deck.canonical())?;
    store.keep_import("deck", &import(name, "", deck.hash()))
}

fn import(name: &str, version: &str, hash: &str) -> Import {
    Import { id: 0, name: name.to_owned(), version: version.to_owned(), hash: hash.to_owned(), imported_ms: now_ms() }
}

/// Hears of what other processes put in force, for as long as the ledger runs.
pub(super) async fn follow(app: Arc<App>) {
    loop {
        tokio::time::sleep(EVERY).await;
        let engines = app.engines.clone();
        let followed = app.readers.read(move |store| {
            let activation = store.activation_in_force_id()?;
            engines.of(store, activation)
        });
        if let Err(error) = followed.await {
            tracing::warn!(%error, "what prices are in force is not known");
        }
    }
}
