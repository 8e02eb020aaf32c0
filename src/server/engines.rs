//! Engines by the hashes of their book and decks, so that what was quoted is priced by what it was quoted by.

use crate::map::Map;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lru::LruCache;

use super::store::Store;
use crate::rates::Deck;
use crate::{Engine, Error, Result, wire};

/// How many engines of earlier books and decks are kept at hand.
const KEPT: NonZeroUsize = NonZeroUsize::MIN.saturating_add(15);

/// The hash of a book, and those of decks by name.
type Hashes = (String, Map<String, String>);

/// The engine that the ledger runs by, and those of books and decks it ran by before.
pub(super) struct Engines {
    current: Arc<Engine>,
    earlier: Mutex<LruCache<Hashes, Arc<Engine>>>,
}

impl Engines {
    pub(super) fn new(current: Arc<Engine>) -> Engines {
        Engines { current, earlier: Mutex::new(LruCache::new(KEPT)) }
    }

    pub(super) fn current(&self) -> &Arc<Engine> {
        &self.current
    }

    /// The engine of this book and these decks, from what the ledger keeps where it does not run by them. It has no
    /// other decks than these: it prices the services that need no others.
    ///
    /// Building one reads whole documents: that is work for a thread that reads, not for the one that writes.
    pub(super) fn get(&self, store: &mut Store, book: &str, decks: &Map<String, String>) -> Result<Arc<Engine>> {
        if let Some(engine) = self.at_hand(book, decks) {
            return Ok(engine);
        }
        let engine = Arc::new(build(store, book, decks)?);
        self.earlier().put((book.to_owned(), decks.clone()), engine.clone());
        Ok(engine)
    }

    /// The same, where it need not be built.
    pub(super) fn at_hand(&self, book: &str, decks: &Map<String, String>) -> Option<Arc<Engine>> {
        if self.current.is_of(book, decks) {
            return Some(self.current.clone());
        }
        self.earlier().get(&(book.to_owned(), decks.clone())).cloned()
    }

    fn earlier(&self) -> MutexGuard<'_, LruCache<Hashes, Arc<Engine>>> {
        self.earlier.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn build(store: &mut Store, book: &str, decks: &Map<String, String>) -> Result<Engine> {
    let mut kept = |kind: &str, hash: &str| -> Result<String> {
        store.document(kind, hash)?.ok_or_else(|| Error::document_unknown(kind, hash))
    };
    let book = wire::book(wire::parse(&kept("book", book)?)?)?;
    let deck =
        |(name, hash): (&String, &String)| Ok((name.clone(), Deck::from_csv(name, kept("deck", hash)?.as_bytes())?));
    let decks = decks.iter().map(deck).collect::<Result<_>>()?;
    Engine::new(book, decks)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;
    use crate::server::store;

    fn engine(price: &str) -> Engine {
        let csv = format!("iso,price_usd\nIN,{price}\n");
        wire::engine("calcom", &[("sms", csv.as_bytes())]).unwrap()
    }

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
        store::keep_documents(&mut store::open(&path).unwrap(), &before).unwrap();
        let mut store = store::open(&path).unwrap();
        let now = Arc::new(engine("0.5"));
        store::keep_documents(&mut store, &now).unwrap();

        let engines = Engines::new(now.clone());
        assert_eq!((credits(&before).as_str(), credits(engines.current()).as_str()), ("9", "90"));
        let (book, decks) = hashes(&now);
        assert!(Arc::ptr_eq(&engines.get(&mut store, &book, &decks).unwrap(), &now), "its own engine is at hand");
        let (book, decks) = hashes(&before);
        let found = engines.get(&mut store, &book, &decks).unwrap();
        assert_eq!((credits(&found), hashes(&found)), (credits(&before), (book.clone(), decks.clone())));
        assert!(Arc::ptr_eq(&engines.get(&mut store, &book, &decks).unwrap(), &found), "it is built once");

        // A book of one's own is complete as it is kept, with the values of its parameters.
        let settings = [("aiAgentCredits".to_owned(), "5".to_owned())].into();
        let other = wire::engine_with("calcom", &[], &settings).unwrap();
        store::keep_documents(&mut store, &other).unwrap();
        let found = engines.get(&mut store, &other.book().hash, &Map::new()).unwrap();
        let request = json!({"plan": "team", "service": "ai_agent"});
        assert_eq!(wire::quote(&found, request).unwrap().credits.to_string(), "5");
    }

    #[test]
    fn what_the_ledger_does_not_keep_is_unknown() {
        let folder = tempfile::TempDir::new().unwrap();
        let mut store = store::open(&store::Database::Sqlite(folder.path().join("ledger.db"))).unwrap();
        let now = engine("0.05");
        store::keep_documents(&mut store, &now).unwrap();
        let (book, _) = hashes(&now);
        let engines = Engines::new(Arc::new(now));
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
        let engines = Engines::new(Arc::new(engine("0.5")));
        let (first, count) = (engine("0.01"), 40);
        for n in 1..=count {
            let earlier = engine(&format!("0.0{n}"));
            store::keep_documents(&mut store, &earlier).unwrap();
            let (book, decks) = hashes(&earlier);
            assert_eq!(credits(&engines.get(&mut store, &book, &decks).unwrap()), credits(&earlier));
        }
        assert_eq!(engines.earlier.lock().unwrap().len(), KEPT.get());
        let (book, decks) = hashes(&first);
        assert_eq!(credits(&engines.get(&mut store, &book, &decks).unwrap()), credits(&first));
    }
}
