//! The native half of `cargo xtask bench ledger`: charges over HTTP, beside the same rows written by a bare loop. Writes
//! what it found to its output. `LEDGER_STORE=postgres` has PostgreSQL keep it. For quick runs, `LEDGER_ENTRIES`, `LEDGER_ROUNDS` and `LEDGER_SECONDS` say how many
//! entries there are at the end, how often it is measured, and how long.

mod bare;
mod load;
mod postgres;
mod prefill;
mod report;
mod server;
mod sqlite;

use std::env;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use load::{Load, drive};
use serde_json::{Value, json};
use server::Server;

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
    let found = if env::var("LEDGER_STORE").is_ok_and(|store| store == "postgres") {
        postgres::run(chosen("LEDGER_ENTRIES", ENTRIES)?)?
    } else {
        sqlite::run(chosen("LEDGER_ENTRIES", ENTRIES)?)?
    };
    println!("{found}");
    Ok(())
}

/// A number that the environment may say otherwise.
fn chosen(name: &str, usual: u64) -> Result<u64, Failure> {
    Ok(env::var(name).map_or(Ok(usual), |number| number.parse())?)
}

/// Opens the accounts and gives each more than it will use.
fn open_accounts(server: &Server, key: &str) -> Result<(), Failure> {
    for kind in ["open", "grant"] {
        let (key, mut number) = (key.to_owned(), 0);
        let open = move |_: usize, request: &mut Vec<u8>| {
            let id = account(number);
            let (path, body) = match kind {
                "open" => ("/v1/accounts".to_owned(), format!(r#"{{"id":"{id}","plan":"organization"}}"#)),
                _ => (format!("/v1/accounts/{id}/grants"), r#"{"credits":"1000000000"}"#.to_owned()),
            };
            write_request(request, &path, &key, &format!("{kind}-{number}"), &body);
            number += 1;
            number <= ACCOUNTS
        };
        drive(&[server.address], CONNECTIONS, Box::new(open))?;
    }
    Ok(())
}

/// Which accounts a server is asked about, where there are several.
#[derive(Clone, Copy)]
enum Routing {
    /// Any.
    Chance,
    /// Always the same ones, as a load balancer does that hashes the path.
    Account,
}

/// Single charges, spread over so many accounts.
fn send_singles(
    addresses: &[SocketAddr],
    key: &str,
    time: Duration,
    accounts: u64,
    routing: Routing,
) -> Result<Load, Failure> {
    let (key, mut chance, began, servers) = (key.to_owned(), Chance::new()?, Instant::now(), addresses.len() as u64);
    let source = move |server: usize, request: &mut Vec<u8>| {
        let number = match routing {
            Routing::Chance => chance.next() % accounts,
            Routing::Account => chance.next() % (accounts / servers) * servers + server as u64,
        };
        let path = format!("/v1/accounts/{}/charges", account(number));
        write_request(request, &path, &key, &chance.key(), BODY);
        began.elapsed() < time
    };
    drive(addresses, CONNECTIONS, Box::new(source))
}

/// Charges by the thousand.
fn send_items(addresses: &[SocketAddr], key: &str, time: Duration) -> Result<Load, Failure> {
    let (key, mut chance, began) = (key.to_owned(), Chance::new()?, Instant::now());
    let source = move |_: usize, request: &mut Vec<u8>| {
        let item = |chance: &mut Chance| {
            let (account, key) = (account(chance.next() % ACCOUNTS), chance.key());
            format!(r#"{{"account":"{account}","key":"{key}","charge":{BODY}}}"#)
        };
        let items: Vec<_> = (0..ITEMS).map(|_| item(&mut chance)).collect();
        write_request(request, "/v1/charges", &key, "none", &format!(r#"{{"charges":[{}]}}"#, items.join(",")));
        began.elapsed() < time
    };
    drive(addresses, ITEM_CONNECTIONS, Box::new(source))
}

/// What servers on one database do while they are asked.
fn measured(servers: &[&Server], items: usize, send: impl FnOnce() -> Result<Load, Failure>) -> Result<Value, Failure> {
    let sum = || -> Result<_, Failure> {
        let (mut rss, mut cpu, mut commands, mut commits) = (0, 0, 0, 0);
        for server in servers {
            let (more_commands, more_commits) = server.commits()?;
            rss += server.rss_kib()?;
            cpu += server.cpu_micros()?;
            commands += more_commands;
            commits += more_commits;
        }
        Ok((rss, cpu, commands, commits))
    };
    let (rss, cpu, commands, commits) = sum()?;
    let load = send()?;
    let (rss_after, cpu_after, commands_after, commits_after) = sum()?;
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
