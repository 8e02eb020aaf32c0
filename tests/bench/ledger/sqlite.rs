//! The ledger in a file.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::bare::{self, Charge};
use crate::prefill;
use crate::server::{Server, cpu_micros};
use crate::{
    ACCOUNTS, BARE_MAX, Failure, ITEMS, LOAD_S, ROUNDS, Routing, WARMING, chosen, measured, open_accounts, rate,
    send_items, send_singles,
};

pub(crate) fn run(entries: u64) -> Result<Value, Failure> {
    let bench = Bench::new()?;
    let rounds = (0..bench.rounds).map(|_| bench.round()).collect::<Result<Vec<_>, _>>()?;
    let full = bench.full(entries)?;
    Ok(json!({ "rounds": rounds, "full": full }))
}

/// A folder with a database in which the accounts have been opened, and the key to it.
struct Bench {
    folder: tempfile::TempDir,
    key: String,
    rounds: u64,
    load: Duration,
}

impl Bench {
    fn new() -> Result<Bench, Failure> {
        let folder = tempfile::TempDir::new_in(env!("CARGO_TARGET_TMPDIR"))?;
        let server = Server::start(&url(&folder.path().join("opened.db")), &[])?;
        let key = server.key.clone().ok_or("the first start shows a key")?;
        open_accounts(&server, &key)?;
        server.stop()?;
        let (rounds, seconds) = (chosen("LEDGER_ROUNDS", ROUNDS)?, chosen("LEDGER_SECONDS", LOAD_S)?);
        Ok(Bench { folder, key, rounds, load: Duration::from_secs(seconds) })
    }

    /// A database of that name as it is after the accounts were opened.
    fn fresh(&self, name: &str) -> Result<PathBuf, Failure> {
        let path = self.folder.path().join(name);
        for file in [name, &format!("{name}-wal"), &format!("{name}-shm")] {
            let _ = fs::remove_file(self.folder.path().join(file));
        }
        fs::copy(self.folder.path().join("opened.db"), &path)?;
        Ok(path)
    }

    fn round(&self) -> Result<Value, Failure> {
        let database = self.fresh("ledger.db")?;
        let spread = self.singles(&database, &[], ACCOUNTS)?;
        let charges = bare::charges(&self.folder.path().join("opened.db"), &database, BARE_MAX)?;
        let of_singles = self.bare(&charges, spread["batch"].as_u64().unwrap_or(1))?;
        let one_by_one = self.singles(&self.fresh("ledger.db")?, &["--batch", "1"], ACCOUNTS)?;
        let hot = self.singles(&self.fresh("ledger.db")?, &[], 1)?;
        let items = self.items(&self.fresh("ledger.db")?)?;
        let of_items = self.bare(&charges, items["batch"].as_u64().unwrap_or(1))?;
        Ok(json!({
            "spread": spread, "oneByOne": one_by_one, "hot": hot, "items": items,
            "bareOfSingles": of_singles, "bareOfItems": of_items,
        }))
    }

    /// With as many entries as were asked for, beside the same on an empty ledger.
    fn full(&self, entries: u64) -> Result<Value, Failure> {
        let database = self.fresh("ledger.db")?;
        self.singles(&database, &[], ACCOUNTS)?;
        let charges = bare::charges(&self.folder.path().join("opened.db"), &database, 50_000)?;
        // The last ones no longer use up the plan's allowance, as nearly all of them.
        let charge = charges.iter().rfind(|charge| charge.entries.len() == 1).ok_or("there are charges")?;
        let (filled, began) = (self.fresh("filled.db")?, Instant::now());
        prefill::prefill(&filled, charge, entries)?;
        let (seconds, bytes) = (began.elapsed().as_secs(), fs::metadata(&filled)?.len());

        let server = Server::start(&url(&filled), &[])?;
        send_singles(&[server.address], &self.key, WARMING, ACCOUNTS, Routing::Chance)?;
        let mut rounds = Vec::new();
        for _ in 0..self.rounds {
            let full = measured(&[&server], 1, || {
                send_singles(&[server.address], &self.key, self.load, ACCOUNTS, Routing::Chance)
            })?;
            let empty = self.singles(&self.fresh("ledger.db")?, &[], ACCOUNTS)?;
            rounds.push(json!({ "full": full, "empty": empty }));
        }
        server.stop()?;
        Ok(json!({ "entries": entries, "seconds": seconds, "bytes": bytes, "rounds": rounds }))
    }

    fn bare(&self, charges: &[Charge], batch: u64) -> Result<Value, Failure> {
        let (database, cpu) = (self.fresh("bare.db")?, cpu_micros("self")?);
        let took = bare::write(&database, charges, usize::try_from(batch)?.max(1))?;
        let cpu = (cpu_micros("self")? - cpu) / charges.len() as u64;
        Ok(json!({ "rate": rate(charges.len(), took), "batch": batch, "cpu": cpu }))
    }

    /// Single charges to a server of their own, spread over so many accounts.
    fn singles(&self, database: &Path, arguments: &[&str], accounts: u64) -> Result<Value, Failure> {
        let server = Server::start(&url(database), arguments)?;
        send_singles(&[server.address], &self.key, WARMING, accounts, Routing::Chance)?;
        let found = measured(&[&server], 1, || {
            send_singles(&[server.address], &self.key, self.load, accounts, Routing::Chance)
        })?;
        server.stop()?;
        Ok(found)
    }

    /// Charges by the thousand.
    fn items(&self, database: &Path) -> Result<Value, Failure> {
        let server = Server::start(&url(database), &[])?;
        send_items(&[server.address], &self.key, WARMING)?;
        let found = measured(&[&server], ITEMS, || send_items(&[server.address], &self.key, self.load))?;
        server.stop()?;
        Ok(found)
    }
}

fn url(database: &Path) -> String {
    format!("sqlite:{}", database.display())
}
