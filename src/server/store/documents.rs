//! Books and decks, under their hashes for ever.

use super::sql::binds;
use super::{Kept, Store};

impl Store {
    /// Keeps a book or a deck under its hash.
    pub(in crate::server) fn keep_document(&mut self, hash: &str, kind: &str, body: &str) -> Kept<()> {
        let sql = "INSERT INTO documents (hash, kind, body) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
        self.run(sql, binds![hash, kind, body]).map(drop)
    }

    /// A book or a deck, by its hash.
    pub(in crate::server) fn document(&mut self, kind: &str, hash: &str) -> Kept<Option<String>> {
        let sql = "SELECT body FROM documents WHERE hash = ?1 AND kind = ?2";
        self.row(sql, binds![hash, kind], |row| row.string(0))
    }
}
