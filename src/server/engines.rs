//! Engines by the hashes of their book and decks, so that what was quoted is priced by what it was quoted by.

use crate::map::Map;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use lru::LruCache;

use super::store::{Kept, Prices, Store};
use crate::book::Book;
use crate::rates::Deck;
use crate::{Engine, Error, Result, wire};

/// How many engines of earlier books and decks are kept at hand.
const KEPT: NonZeroUsize = NonZeroUsize::MIN.saturating_add(15);

/// The engine that the ledger runs by, and those of books and decks it ran by before.
pub(super) struct Engines {
    present: RwLock<Present>,
    earlier: Mutex<LruCache<Prices, Arc<Engine>>>,
}

/// What the ledger runs by, as far as this process has heard.
#[derive(Clone)]
struct Present {
    /// The number of its activation.
    activation: u64,
    engine: Arc<Engine>,
}

impl Engines {
    /// What an activation has put in force.
    pub(super) fn new(activation: u64, engine: Arc<Engine>) -> Engines {
        let present = RwLock::new(Present { activation, engine });
        Engines { present, earlier: Mutex::new(LruCache::new(KEPT)) }
    }

    /// The engine that is in force, or was a moment ago: whoever writes asks for the one [`Engines::of`] the activation
    /// that it has read with its accounts.
    pub(super) fn current(&self) -> Arc<Engine> {
        self.present().engine
    }

    /// The engine of an activation. One that is new to this process is what it runs by from now on.
    pub(super) fn of(&self, store: &mut Store, activation: u64) -> Kept<Arc<Engine>> {
        let present = self.present();
        if activation == present.activation {
            return Ok(present.engine);
        }
        let kept = store.activation(activation)?.ok_or_else(Error::internal)?;
        let engine = self.get(store, &kept.prices.book, &kept.prices.decks)?;
        self.adopt(activation, &engine);
        Ok(engine)
    }

    /// Runs by an engine from now on, unless a later one has come.
    pub(super) fn adopt(&self, activation: u64, engine: &Arc<Engine>) {
        let mut present = self.present.write().unwrap_or_else(PoisonError::into_inner);
        if activation <= present.activation {
            return;
        }
        let before = std::mem::replace(&mut *present, Present { activation, engine: engine.clone() });
        drop(present);
        // What was promised by it is charged by it.
        self.keep_at_hand(&before.engine);
        let (book, version) = (&engine.book().id, &engine.book().version);
        tracing::info!(activation, book, version, hash = engine.book().hash, "prices have changed");
    }

    /// Keeps an engine that is or will be asked for.
    pub(super) fn keep_at_hand(&self, engine: &Arc<Engine>) {
        self.earlier().put(prices(engine), engine.clone());
    }

    fn present(&self) -> Present {
        self.present.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The engine of this book and these decks, from what the ledger keeps where it does not run by them. It has no
    /// other decks than these: it prices the services that need no others.
    ///
    /// Building one reads whole documents: that is work for a thread that reads, not for the one that writes.
    pub(super) fn get(&self, store: &mut Store, book: &str, decks: &Map<String, String>) -> Result<Arc<Engine>> {
        if let Some(engine) = self.at_hand(book, decks) {
            return Ok(engine);
        }
        let engine = Arc::new(build(store, &Prices { book: book.to_owned(), decks: decks.clone() })?);
        self.earlier().put(Prices { book: book.to_owned(), decks: decks.clone() }, engine.clone());
        Ok(engine)
    }

    /// The same, where it need not be built.
    pub(super) fn at_hand(&self, book: &str, decks: &Map<String, String>) -> Option<Arc<Engine>> {
        let present = self.current();
        if present.is_of(book, decks) {
            return Some(present);
        }
        let mut earlier = self.earlier();
        let found = earlier.iter().find(|(_, engine)| engine.is_of(book, decks)).map(|(prices, _)| prices.clone());
        earlier.get(&found?).cloned()
    }

    fn earlier(&self) -> MutexGuard<'_, LruCache<Prices, Arc<Engine>>> {
        self.earlier.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The book and all decks of an engine.
pub(super) fn prices(engine: &Engine) -> Prices {
    let decks = engine.decks().map(|(name, deck)| (name.to_owned(), deck.hash().to_owned())).collect();
    Prices { book: engine.book().hash.clone(), decks }
}

/// The engine of a book and decks that the ledger keeps.
pub(super) fn build(store: &mut Store, prices: &Prices) -> Result<Engine> {
    let book = kept_book(store, &prices.book)?;
    let deck = |(name, hash): (&String, &String)| Ok((name.clone(), kept_deck(store, name, hash)?));
    let decks = prices.decks.iter().map(deck).collect::<Result<_>>()?;
    Engine::new(book, decks)
}

/// The book that the ledger keeps under a hash.
pub(super) fn kept_book(store: &mut Store, hash: &str) -> Result<Book> {
    wire::book(wire::parse(&kept(store, "book", hash)?)?)
}

/// The same of a deck, which errors call by its name.
pub(super) fn kept_deck(store: &mut Store, name: &str, hash: &str) -> Result<Deck> {
    Deck::from_csv(name, kept(store, "deck", hash)?.as_bytes())
}

fn kept(store: &mut Store, kind: &str, hash: &str) -> Result<String> {
    store.document(kind, hash)?.ok_or_else(|| Error::document_unknown(kind, hash))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;
    use crate::server::{prices, store};

    fn engine(price: &str) -> Engine {
        let csv = format!("iso,price_usd\nIN,{price}\n");
        wire::engine("calcom", &[("sms", csv.as_bytes())]).unwrap()
    }

    fn keep(store: &mut Store, engine: &Engine) {
        store::write(store, |store| prices::keep(store, engine)).unwrap();
    }

    type Hashes = (String, Map<String, String>);

    fn hashes(engine: &Engine) -> Hashes {
        let decks = engine.decks().filter(|(name, _)| *name == "sms");
        (engine.book().hash.clone(), decks.map(|(name, deck)| (name.to_owned(), deck.hash().to_owned())).collect())
    }

    fn credits(engine: &Engine) -> String {
        let request = json!({"plan": "team", "service": "sms", "region": "IN", "text": "hello"});
        wire::quote(engine, request).unwrap().credits.to_string()
    }

    /// A ledger that ran by one deck and now runs by another still prices as it did.
    #[test]
    fn what_was_quoted_is_priced_by_the_same_rates() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = store::Database::Sqlite(folder.path().join("ledger.db"));
        let before = engine("0.05");
        keep(&mut store::open(&path).unwrap(), &before);
        let mut store = store::open(&path).unwrap();
        let now = Arc::new(engine("0.5"));
        keep(&mut store, &now);

        let engines = Engines::new(1, now.clone());
        assert_eq!((credits(&before).as_str(), credits(&engines.current()).as_str()), ("9", "90"));
        let (book, decks) = hashes(&now);
        assert!(Arc::ptr_eq(&engines.get(&mut store, &book, &decks).unwrap(), &now), "its own engine is at hand");
        let (book, decks) = hashes(&before);
        let found = engines.get(&mut store, &book, &decks).unwrap();
        assert_eq!((credits(&found), hashes(&found)), (credits(&before), (book.clone(), decks.clone())));
        assert!(Arc::ptr_eq(&engines.get(&mut store, &book, &decks).unwrap(), &found), "it is built once");

        // A book of one's own is complete as it is kept, with the values of its parameters.
        let settings = [("aiAgentCredits".to_owned(), "5".to_owned())].into();
        let other = wire::engine_with("calcom", &[], &settings).unwrap();
        keep(&mut store, &other);
        let found = engines.get(&mut store, &other.book().hash, &Map::new()).unwrap();
        let request = json!({"plan": "team", "service": "ai_agent"});
        assert_eq!(wire::quote(&found, request).unwrap().credits.to_string(), "5");
    }

    #[test]
    fn what_the_ledger_does_not_keep_is_unknown() {
        let folder = tempfile::TempDir::new().unwrap();
        let mut store = store::open(&store::Database::Sqlite(folder.path().join("ledger.db"))).unwrap();
        let now = engine("0.05");
        keep(&mut store, &now);
        let (book, _) = hashes(&now);
        let engines = Engines::new(1, Arc::new(now));
        let error = engines.get(&mut store, "0000", &Map::new()).unwrap_err();
        assert_eq!(
            (error.code(), error.to_string().as_str()),
            ("unknown-book", "the ledger keeps no book with the hash `0000`")
        );
        let decks = [("sms".to_owned(), book.clone())].into();
        assert_eq!(engines.get(&mut store, &book, &decks).unwrap_err().code(), "unknown-deck", "a book is no deck");
    }

    /// Memory is bounded; what was dropped is built again.
    #[test]
    fn the_engines_used_last_are_kept() {
        let folder = tempfile::TempDir::new().unwrap();
        let mut store = store::open(&store::Database::Sqlite(folder.path().join("ledger.db"))).unwrap();
        let engines = Engines::new(1, Arc::new(engine("0.5")));
        let (first, count) = (engine("0.01"), 40);
        for n in 1..=count {
            let earlier = engine(&format!("0.0{n}"));
            keep(&mut store, &earlier);
            let (book, decks) = hashes(&earlier);
            assert_eq!(credits(&engines.get(&mut store, &book, &decks).unwrap()), credits(&earlier));
        }
        assert_eq!(engines.earlier.lock().unwrap().len(), KEPT.get());
        let (book, decks) = hashes(&first);
        assert_eq!(credits(&engines.get(&mut store, &book, &decks).unwrap()), credits(&first));
    }
}
