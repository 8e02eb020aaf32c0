//! What a ledger is, once and for ever.

use super::sql::binds;
use super::{Kept, Store};

/// The ledger was made for a demo: nothing in it is anybody's own.
const DEMO: &str = "demo";

/// Never there for others to see.
const PROBE: &str = "probe";

impl Store {
    pub(in crate::server) fn mark_as_demo(&mut self) -> Kept<()> {
        self.run("INSERT INTO facts (name) VALUES (?1) ON CONFLICT DO NOTHING", binds![DEMO]).map(drop)
    }

    /// Writes something and takes it away, to see whether anything can be written.
    pub(in crate::server) fn probe(&mut self) -> Kept<()> {
        self.run("INSERT INTO facts (name) VALUES (?1) ON CONFLICT DO NOTHING", binds![PROBE])?;
        self.run("DELETE FROM facts WHERE name = ?1", binds![PROBE]).map(drop)
    }

    /// Whether the ledger was made for a demo.
    pub(in crate::server) fn is_demo(&mut self) -> Kept<bool> {
        Ok(self.row("SELECT name FROM facts WHERE name = ?1", binds![DEMO], |_| Ok(()))?.is_some())
    }
}
