//! The native half of `cargo xtask bench ledger`: charges over HTTP, beside the same rows written by a bare loop.
//! Writes what it found to its output. For quick runs, `LEDGER_ENTRIES`, `LEDGER_ROUNDS` and `LEDGER_SECONDS` say how many
//! entries there are at the end, how often it is measured, and how long.

mod bare;
mod load;
mod prefill;
mod server;

use std::env;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bare::Charge;
use load::{Load, drive};
use serde_json::{Value, json};
use server::{Server, cpu_micros};

type Failure = Box<dyn std::error::Error>;

const ENTRIES: u64 = 10_000_000;
const ACCOUNTS: u64 = 1000;
const CONNECTIONS: usize = 256;
const BODY: &str = r#"{"service":"sms","to":"+919876543210","text":"Your appointment is tomorrow at 10:00."}"#;

/// Of the batch endpoint.
const ITEMS: usize = 1000;
const ITEM_CONNECTIONS: usize = 4;

/// How long each load is sent, after a while that does not count.
const LOAD_S: u64 = 6;
const WARMING: Duration = Duration::from_secs(1);

/// Rounds of what is compared: they take turns, and medians are shown.
const ROUNDS: u64 = 3;

/// The most rows that the bare loop writes.
const BARE_MAX: i64 = 80_000;

fn main() -> Result<(), Failure> {
    let bench = Bench::new()?;
    let rounds = (0..bench.rounds).map(|_| bench.round()).collect::<Result<Vec<_>, _>>()?;
    let full = bench.full(chosen("LEDGER_ENTRIES", ENTRIES)?)?;
    println!("{}", json!({ "rounds": rounds, "full": full }));
    Ok(())
}

/// A number that the environment may say otherwise.
fn chosen(name: &str, usual: u64) -> Result<u64, Failure> {
    Ok(env::var(name).map_or(Ok(usual), |number| number.parse())?)
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
        let server = Server::start(&folder.path().join("opened.db"), &[])?;
        let key = server.key.clone().ok_or("the first start shows a key")?;
        for kind in ["open", "grant"] {
            let (key, mut number) = (key.clone(), 0);
            let open = move |request: &mut Vec<u8>| {
                let id = account(number);
                let (path, body) = match kind {
                    "open" => ("/v1/accounts".to_owned(), format!(r#"{{"id":"{id}","plan":"organization"}}"#)),
                    _ => (format!("/v1/accounts/{id}/grants"), r#"{"credits":"1000000000"}"#.to_owned()),
                };
                write_request(request, &path, &key, &format!("{kind}-{number}"), &body);
                number += 1;
                number <= ACCOUNTS
            };
            drive(server.address, CONNECTIONS, Box::new(open))?;
        }
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

        let server = Server::start(&filled, &[])?;
        self.send(server.address, WARMING, ACCOUNTS)?;
        let mut rounds = Vec::new();
        for _ in 0..self.rounds {
            let full = measured(&server, 1, || self.send(server.address, self.load, ACCOUNTS))?;
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
        let server = Server::start(database, arguments)?;
        self.send(server.address, WARMING, accounts)?;
        let found = measured(&server, 1, || self.send(server.address, self.load, accounts))?;
        server.stop()?;
        Ok(found)
    }

    fn send(&self, address: SocketAddr, time: Duration, accounts: u64) -> Result<Load, Failure> {
        let (key, mut chance, began) = (self.key.clone(), Chance::new()?, Instant::now());
        let source = move |request: &mut Vec<u8>| {
            let path = format!("/v1/accounts/{}/charges", account(chance.next() % accounts));
            write_request(request, &path, &key, &chance.key(), BODY);
            began.elapsed() < time
        };
        drive(address, CONNECTIONS, Box::new(source))
    }

    /// Charges by the thousand.
    fn items(&self, database: &Path) -> Result<Value, Failure> {
        let server = Server::start(database, &[])?;
        let address = server.address;
        let send = |time| {
            let (key, mut chance, began) = (self.key.clone(), Chance::new()?, Instant::now());
            let source = move |request: &mut Vec<u8>| {
                let item = |chance: &mut Chance| {
                    let (account, key) = (account(chance.next() % ACCOUNTS), chance.key());
                    format!(r#"{{"account":"{account}","key":"{key}","charge":{BODY}}}"#)
                };
                let items: Vec<_> = (0..ITEMS).map(|_| item(&mut chance)).collect();
                write_request(request, "/v1/charges", &key, "none", &format!(r#"{{"charges":[{}]}}"#, items.join(",")));
                began.elapsed() < time
            };
            drive(address, ITEM_CONNECTIONS, Box::new(source))
        };
        send(WARMING)?;
        let found = measured(&server, ITEMS, || send(self.load))?;
        server.stop()?;
        Ok(found)
    }
}

fn measured(server: &Server, items: usize, send: impl FnOnce() -> Result<Load, Failure>) -> Result<Value, Failure> {
    let (rss, cpu, (commands, commits)) = (server.rss_kib()?, server.cpu_micros()?, server.commits()?);
    let load = send()?;
    let (rss_after, cpu_after, (commands_after, commits_after)) =
        (server.rss_kib()?, server.cpu_micros()?, server.commits()?);
    let cpu = (cpu_after - cpu) / (commands_after - commands).max(1);
    let batch = (commands_after - commands) / (commits_after - commits).max(1);
    Ok(json!({
        "rate": load.rate(items), "answers": load.answers, "batch": batch, "cpu": cpu,
        "p50": load.micros(50), "p99": load.micros(99), "rss": [rss, rss_after],
    }))
}

/// So many a second.
fn rate(count: usize, took: Duration) -> u64 {
    let done = count as u128 * 1_000_000;
    u64::try_from(done / took.as_micros().max(1)).unwrap_or(u64::MAX)
}

fn account(number: u64) -> String {
    format!("acct-{number:04}")
}

fn write_request(request: &mut Vec<u8>, path: &str, secret: &str, key: &str, body: &str) {
    let length = body.len();
    let text = format!(
        "POST {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {secret}\r\nidempotency-key: {key}\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    request.extend_from_slice(text.as_bytes());
}

/// Chance, different each time.
struct Chance(u64);

impl Chance {
    fn new() -> Result<Chance, Failure> {
        let mut seed = [0; 8];
        getrandom::fill(&mut seed)?;
        Ok(Chance(u64::from_le_bytes(seed)))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(1);
        mixed(self.0)
    }

    fn key(&mut self) -> String {
        format!("{:016x}{:016x}", self.next(), self.next())
    }
}

/// A number that looks like chance, by splitmix64.
fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
