//! Which books and decks there are, and which of them the ledger runs by.

use super::sql::{Dialect, Row, binds, number};
use super::{Failed, Kept, Store};
use crate::map::Map;
use crate::wire::ledger::{keep_decks, kept_decks};

const IMPORT: &str = "SELECT import_id, name, version, hash, imported_ms FROM imports";

const ACTIVATION: &str = "SELECT activation_id, book_hash, deck_hashes, activated_ms, activated_by FROM activations";

/// The id of the activation that is in force; 0 where there is none yet.
pub(super) const IN_FORCE: &str = "SELECT coalesce(max(activation_id), 0) FROM activations";

/// A book or a deck that there is to run by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server) struct Import {
    /// Counts up; a new one's is given by the store.
    pub(in crate::server) id: u64,
    /// A book's id; the service that a deck is for.
    pub(in crate::server) name: String,
    /// A book's; of decks empty.
    pub(in crate::server) version: String,
    pub(in crate::server) hash: String,
    pub(in crate::server) imported_ms: i64,
}

/// A book and decks, by their hashes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::server) struct Prices {
    pub(in crate::server) book: String,
    /// By name.
    pub(in crate::server) decks: Map<String, String>,
}

/// Prices that the ledger runs by, or did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server) struct Activation {
    pub(in crate::server) id: u64,
    pub(in crate::server) prices: Prices,
    pub(in crate::server) activated_ms: i64,
    /// Who did it; nobody where it is what the command line gave at a start.
    pub(in crate::server) by: Option<String>,
}

impl Store {
    /// Keeps that a book or a deck is there to run by, once; gives it as it is kept.
    pub(in crate::server) fn keep_import(&mut self, kind: &str, import: &Import) -> Kept<Import> {
        self.lock_table("imports")?;
        let Import { name, version, hash, imported_ms, .. } = import;
        let sql = format!("{IMPORT} WHERE kind = ?1 AND hash = ?2 AND name = ?3");
        if let Some(known) = self.row(&sql, binds![kind, hash, name], self::import)? {
            return Ok(known);
        }
        let last = self.row("SELECT coalesce(max(import_id), 0) FROM imports", &[], |row| row.count(0))?;
        let id = last.unwrap_or_default() + 1;
        let sql = "INSERT INTO imports (import_id, kind, name, version, hash, imported_ms)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        self.run(sql, binds![number(id)?, kind, name, version, hash, *imported_ms])?;
        Ok(Import { id, ..import.clone() })
    }

    /// Books or decks with a number below `before`, the newest first.
    pub(in crate::server) fn imports(&mut self, kind: &str, before: u64, limit: u32) -> Kept<Vec<Import>> {
        let sql = format!("{IMPORT} WHERE kind = ?1 AND import_id < ?2 ORDER BY import_id DESC LIMIT ?3");
        self.rows(&sql, binds![kind, number(before)?, limit], import)
    }

    /// What a book is called, and its version; where it was imported.
    pub(in crate::server) fn book_import(&mut self, hash: &str) -> Kept<Option<Import>> {
        self.row(&format!("{IMPORT} WHERE kind = 'book' AND hash = ?1"), binds![hash], import)
    }

    /// Lets nobody else change an account, or begin to, until the transaction ends: whoever does so next, in whatever
    /// process, sees what is in force then.
    pub(in crate::server) fn hold_back_others(&mut self) -> Kept<()> {
        self.lock_table("accounts")
    }

    /// Puts prices in force. Others are held back.
    pub(in crate::server) fn add_activation(
        &mut self,
        prices: &Prices,
        by: Option<&str>,
        now_ms: i64,
    ) -> Kept<Activation> {
        let id = self.activation_in_force_id()? + 1;
        let sql = "INSERT INTO activations (activation_id, book_hash, deck_hashes, activated_ms, activated_by)
                   VALUES (?1, ?2, ?3, ?4, ?5)";
        let decks = keep_decks(&prices.decks)?;
        self.run(sql, binds![number(id)?, &prices.book, &decks, now_ms, by])?;
        Ok(Activation { id, prices: prices.clone(), activated_ms: now_ms, by: by.map(str::to_owned) })
    }

    /// Those with a number below `before`, the newest first.
    pub(in crate::server) fn activations(&mut self, before: u64, limit: u32) -> Kept<Vec<Activation>> {
        let sql = format!("{ACTIVATION} WHERE activation_id < ?1 ORDER BY activation_id DESC LIMIT ?2");
        self.rows(&sql, binds![number(before)?, limit], activation)
    }

    pub(in crate::server) fn activation(&mut self, id: u64) -> Kept<Option<Activation>> {
        self.row(&format!("{ACTIVATION} WHERE activation_id = ?1"), binds![number(id)?], activation)
    }

    /// The id of the activation that is in force for what is written, from where its accounts are locked on.
    pub(in crate::server) fn in_force(&self) -> Option<u64> {
        self.in_force
    }

    /// The id of the one that is in force; 0 where there is none yet.
    pub(in crate::server) fn activation_in_force_id(&mut self) -> Kept<u64> {
        Ok(self.row(IN_FORCE, &[], |row| row.count(0))?.unwrap_or_default())
    }

    /// The one that is in force.
    pub(in crate::server) fn activation_in_force(&mut self) -> Kept<Option<Activation>> {
        Ok(self.activations(i64::MAX.unsigned_abs(), 1)?.pop())
    }

    /// What the command line gave at the last start.
    pub(in crate::server) fn last_start(&mut self) -> Kept<Option<Activation>> {
        let sql = format!("{ACTIVATION} WHERE activated_by IS NULL ORDER BY activation_id DESC LIMIT 1");
        self.row(&sql, &[], activation)
    }

    /// The plans that accounts are on, or will be with their next period, and how many accounts are on each or will be.
    pub(in crate::server) fn plans_in_use(&mut self, tenant: &str) -> Kept<Map<String, u64>> {
        let sql = "SELECT plan, count(*) FROM accounts WHERE tenant_id = ?1 AND plan <> '' GROUP BY plan";
        let mut plans: Map<_, _> =
            self.rows(sql, binds![tenant], |row| Ok((row.string(0)?, row.count(1)?)))?.into_iter().collect();
        // Only what changes the plan with a period says so in its terms; such accounts are few.
        let sql = r#"SELECT terms FROM accounts WHERE tenant_id = ?1 AND terms LIKE '%"next":{"plan":"%'"#;
        let changing = self.rows(sql, binds![tenant], |row| row.string(0))?;
        for terms in changing {
            if let Some(plan) = crate::wire::terms::kept_terms(&terms)?.next.plan {
                *plans.entry(plan).or_default() += 1;
            }
        }
        Ok(plans)
    }

    /// A file has one writer in any case.
    fn lock_table(&mut self, table: &str) -> Kept<()> {
        match self.dialect {
            Dialect::Sqlite => Ok(()),
            Dialect::Postgres => self.run(&format!("LOCK TABLE {table} IN EXCLUSIVE MODE"), &[]).map(drop),
        }
    }
}

fn import(row: &dyn Row) -> Kept<Import> {
    Ok(Import {
        id: row.count(0)?,
        name: row.string(1)?,
        version: row.string(2)?,
        hash: row.string(3)?,
        imported_ms: row.integer(4)?,
    })
}

fn activation(row: &dyn Row) -> Kept<Activation> {
    let prices = Prices { book: row.string(1)?, decks: kept_decks(row.str(2)?).map_err(Failed::from)? };
    Ok(Activation { id: row.count(0)?, prices, activated_ms: row.integer(3)?, by: row.string_or_none(4)? })
}
