//! The ledger in PostgreSQL, beside `pgbench` and a bare loop on the same server.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::env;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use postgres::types::{ToSql, Type};
use postgres::{Client, NoTls};
use serde_json::{Value, json};

use crate::report::reports;
use crate::server::{Server, cpu_micros};
use crate::{
    ACCOUNTS, BARE_MAX, Failure, ITEMS, LOAD_S, ROUNDS, Routing, WARMING, account, chosen, measured, open_accounts,
    rate, send_items, send_singles,
};

/// The peer's tables, and how many clients it has.
const SCALE: &str = "50";
const CLIENTS: &str = "32";

pub(crate) fn run(entries: u64) -> Result<Value, Failure> {
    let bench = Bench::new()?;
    let rounds = (0..bench.rounds).map(|_| bench.round()).collect::<Result<Vec<_>, _>>()?;
    let full = bench.full(entries)?;
    Ok(json!({ "rounds": rounds, "full": full }))
}

struct Bench {
    /// The server, without a database.
    server: String,
    key: String,
    rounds: u64,
    load: Duration,
}

impl Bench {
    fn new() -> Result<Bench, Failure> {
        let url = env::var("SEPTET_TEST_POSTGRES").map_err(|_| "SEPTET_TEST_POSTGRES names no server")?;
        let (server, _) = url.rsplit_once('/').ok_or("a URL ends with a database")?;
        let (rounds, seconds) = (chosen("LEDGER_ROUNDS", ROUNDS)?, chosen("LEDGER_SECONDS", LOAD_S)?);
        let load = Duration::from_secs(seconds);
        let mut bench = Bench { server: server.to_owned(), key: String::new(), rounds, load };
        for name in ["opened", "pgbench"] {
            bench.admin(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))?;
            bench.admin(&format!("CREATE DATABASE {name}"))?;
        }
        let server = Server::start(&bench.url("opened"), &[])?;
        bench.key = server.key.clone().ok_or("the first start shows a key")?;
        open_accounts(&server, &bench.key)?;
        server.stop()?;
        bench.pgbench(&["--initialize", "--quiet", "--scale", SCALE])?;
        Ok(bench)
    }

    fn url(&self, name: &str) -> String {
        format!("{}/{name}", self.server)
    }

    fn connect(&self, name: &str) -> Result<Client, Failure> {
        Ok(Client::connect(&self.url(name), NoTls)?)
    }

    fn admin(&self, sql: &str) -> Result<(), Failure> {
        Ok(self.connect("postgres")?.batch_execute(sql)?)
    }

    /// A database of that name as it is after the accounts were opened. What is measured next waits for nothing.
    fn fresh(&self, name: &str) -> Result<String, Failure> {
        self.admin(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))?;
        self.admin(&format!("CREATE DATABASE {name} TEMPLATE opened"))?;
        self.connect(name)?.batch_execute("VACUUM ANALYZE")?;
        self.admin("CHECKPOINT")?;
        Ok(self.url(name))
    }

    fn round(&self) -> Result<Value, Failure> {
        let peer = self.peer()?;
        let (one, any) = ([&[][..]], Routing::Chance);
        let spread = self.singles(&self.fresh("ledger")?, &one, ACCOUNTS, any)?;
        let charges = Charges::read(&mut self.connect("opened")?, &mut self.connect("ledger")?)?;
        let hot = self.singles(&self.fresh("ledger")?, &one, 1, any)?;
        let two = self.singles(&self.fresh("ledger")?, &[&[], &[]], ACCOUNTS, any)?;
        let single_writer: &[&str] = &["--writers", "1"];
        let routed = self.singles(&self.fresh("ledger")?, &[single_writer; 2], ACCOUNTS, Routing::Account)?;
        let items = self.items(&self.fresh("ledger")?)?;
        self.fresh("bare")?;
        let batch = items["batch"].as_u64().unwrap_or(1).max(1);
        let (cpu, bare) = (cpu_micros("self")?, charges.write(&mut self.connect("bare")?, usize::try_from(batch)?)?);
        let cpu = (cpu_micros("self")? - cpu) / charges.count() as u64;
        let bare = json!({ "rate": rate(charges.count(), bare), "batch": batch, "cpu": cpu });
        Ok(
            json!({ "peer": peer, "spread": spread, "hot": hot, "two": two, "routed": routed, "items": items, "bareOfItems": bare }),
        )
    }

    /// `pgbench`'s own transactions: three updates, a query and an insertion each.
    fn peer(&self) -> Result<Value, Failure> {
        self.admin("CHECKPOINT")?;
        let seconds = self.load.as_secs().to_string();
        let said = self.pgbench(&["--client", CLIENTS, "--jobs", "2", "--time", &seconds, "--no-vacuum"])?;
        let tps = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split_whitespace().next());
        let tps: String = tps.ok_or("pgbench says no rate")?.chars().take_while(char::is_ascii_digit).collect();
        Ok(json!({ "rate": tps.parse::<u64>()? }))
    }

    fn pgbench(&self, arguments: &[&str]) -> Result<String, Failure> {
        let folder = env::var_os("SEPTET_PG_BIN").map(PathBuf::from).unwrap_or_default();
        let mut command = Command::new(folder.join("pgbench"));
        // Without TLS, as the ledger.
        let url = format!("{}?sslmode=disable", self.url("pgbench"));
        let output = command.args(arguments).arg(url).output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into());
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Single charges to servers with these arguments, spread over so many accounts.
    fn singles(&self, url: &str, servers: &[&[&str]], accounts: u64, routing: Routing) -> Result<Value, Failure> {
        let servers = servers.iter().map(|given| Server::start(url, given)).collect::<Result<Vec<_>, _>>()?;
        let addresses: Vec<_> = servers.iter().map(|server| server.address).collect();
        send_singles(&addresses, &self.key, WARMING, accounts, routing)?;
        let all: Vec<&Server> = servers.iter().collect();
        let found = measured(&all, 1, || send_singles(&addresses, &self.key, self.load, accounts, routing))?;
        servers.into_iter().try_for_each(Server::stop)?;
        Ok(found)
    }

    /// Charges by the thousand.
    fn items(&self, url: &str) -> Result<Value, Failure> {
        let server = Server::start(url, &[])?;
        send_items(&[server.address], &self.key, WARMING)?;
        let found = measured(&[&server], ITEMS, || send_items(&[server.address], &self.key, self.load))?;
        server.stop()?;
        Ok(found)
    }

    /// With as many entries as were asked for, beside the same on an empty ledger.
    fn full(&self, entries: u64) -> Result<Value, Failure> {
        let began = Instant::now();
        let (one, any) = ([&[][..]], Routing::Chance);
        self.singles(&self.fresh("filled")?, &one, ACCOUNTS, any)?;
        let mut client = self.connect("filled")?;
        fill(&mut client, entries)?;
        client.batch_execute("VACUUM ANALYZE")?;
        self.admin("CHECKPOINT")?;
        let size = "SELECT pg_database_size(current_database())";
        let (seconds, bytes) = (began.elapsed().as_secs(), client.query_one(size, &[])?.get::<_, i64>(0));
        let server = Server::start(&self.url("filled"), &[])?;
        send_singles(&[server.address], &self.key, WARMING, ACCOUNTS, any)?;
        let mut rounds = Vec::new();
        for _ in 0..self.rounds {
            let load = || send_singles(&[server.address], &self.key, self.load, ACCOUNTS, any);
            let full = measured(&[&server], 1, load)?;
            let empty = self.singles(&self.fresh("ledger")?, &one, ACCOUNTS, any)?;
            rounds.push(json!({ "full": full, "empty": empty }));
        }
        let report = reports(&mut client, server.address, &self.key, entries)?;
        server.stop()?;
        Ok(json!({ "entries": entries, "seconds": seconds, "bytes": bytes, "rounds": rounds, "report": report }))
    }
}

/// Writes so many charges directly, spread evenly, with their answers. All look like the last one of the first account,
/// but for their numbers and keys.
fn fill(client: &mut Client, entries: u64) -> Result<(), Failure> {
    let each = i64::try_from(entries / ACCOUNTS)?;
    for (table, number) in [("entries", "seq"), ("answers", "key")] {
        let columns: Vec<(String, String)> = columns(client, table)?
            .into_iter()
            .map(|(name, _)| {
                let made = match name.as_str() {
                    "account_id" => "a.account_id".to_owned(),
                    "seq" | "command_seq" => "a.entry_count + n".to_owned(),
                    "key" => "md5(a.account_id || n)".to_owned(),
                    _ => format!("t.{name}"),
                };
                (name, made)
            })
            .collect();
        let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
        let made: Vec<&str> = columns.iter().map(|(_, made)| made.as_str()).collect();
        let of = if table == "entries" { "kind = 'charge' AND" } else { "" };
        // Answers lie in the order of time, in which the accounts take turns.
        let order = if table == "answers" { "ORDER BY n, a.account_id" } else { "ORDER BY a.account_id, n" };
        let sql = format!(
            "INSERT INTO {table} ({}) SELECT {} FROM accounts AS a, generate_series(1, {each}) AS n,
             (SELECT * FROM {table} WHERE {of} account_id = $1 ORDER BY {number} DESC LIMIT 1) AS t
             WHERE a.account_id LIKE 'acct-%' {order}",
            names.join(", "),
            made.join(", ")
        );
        client.execute(&sql, &[&account(0)])?;
    }
    let sql = "UPDATE accounts SET entry_count = entry_count + $1 WHERE account_id LIKE 'acct-%'";
    client.execute(sql, &[&each])?;
    Ok(())
}

/// The columns of a table that are written, with their types.
fn columns(client: &mut Client, table: &str) -> Result<Vec<(String, Type)>, Failure> {
    let sql = "SELECT column_name::text, data_type = 'bigint' FROM information_schema.columns
               WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER' ORDER BY ordinal_position";
    let rows = client.query(sql, &[&table])?;
    let kind = |number: bool| if number { Type::INT8 } else { Type::TEXT };
    Ok(rows.iter().map(|row| (row.get(0), kind(row.get(1)))).collect())
}

/// Rows of a table.
struct Rows {
    table: &'static str,
    columns: Vec<(String, Type)>,
    rows: Vec<Vec<Cell>>,
}

#[derive(Clone)]
enum Cell {
    Text(Option<String>),
    Int(Option<i64>),
}

impl Rows {
    fn read(client: &mut Client, table: &'static str, rest: &str) -> Result<Rows, Failure> {
        let columns = columns(client, table)?;
        let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
        let mut rows = Vec::new();
        for row in client.query(&format!("SELECT {} FROM {table} {rest}", names.join(", ")), &[])? {
            let cell = |(place, (_, kind)): (usize, &(String, Type))| match *kind {
                Type::INT8 => Cell::Int(row.get(place)),
                _ => Cell::Text(row.get(place)),
            };
            rows.push(columns.iter().enumerate().map(cell).collect());
        }
        Ok(Rows { table, columns, rows })
    }

    fn place(&self, name: &str) -> Result<usize, Failure> {
        self.columns.iter().position(|(column, _)| column == name).ok_or_else(|| format!("no {name}").into())
    }

    fn text(&self, row: &[Cell], name: &str) -> Result<String, Failure> {
        match &row[self.place(name)?] {
            Cell::Text(Some(text)) => Ok(text.clone()),
            _ => Err(format!("{name} is no text").into()),
        }
    }

    fn number(&self, row: &[Cell], name: &str) -> Result<i64, Failure> {
        match row[self.place(name)?] {
            Cell::Int(Some(number)) => Ok(number),
            _ => Err(format!("{name} is no number").into()),
        }
    }

    /// Inserts some of them with one statement.
    fn insert<'a>(
        &self,
        client: &mut postgres::Transaction<'_>,
        rows: impl Iterator<Item = &'a Vec<Cell>> + Clone,
    ) -> Result<(), Failure> {
        let mut lists: Vec<Box<dyn ToSql + Sync>> = Vec::new();
        for (place, (_, kind)) in self.columns.iter().enumerate() {
            let cells = rows.clone().map(|row| &row[place]);
            if *kind == Type::INT8 {
                lists.push(Box::new(
                    cells.map(|cell| if let Cell::Int(number) = cell { *number } else { None }).collect::<Vec<_>>(),
                ));
            } else {
                lists.push(Box::new(
                    cells.map(|cell| if let Cell::Text(text) = cell { text.clone() } else { None }).collect::<Vec<_>>(),
                ));
            }
        }
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| name.as_str()).collect();
        let arrays = self.columns.iter().enumerate().map(|(place, (_, kind))| {
            format!("${}::{}[]", place + 1, if *kind == Type::INT8 { "bigint" } else { "text" })
        });
        let arrays: Vec<String> = arrays.collect();
        let sql =
            format!("INSERT INTO {} ({}) SELECT * FROM unnest({})", self.table, names.join(", "), arrays.join(", "));
        let parameters: Vec<&(dyn ToSql + Sync)> = lists.iter().map(|list| &**list).collect();
        let statement = client.prepare(&sql)?;
        client.execute(&statement, &parameters)?;
        Ok(())
    }
}

/// The rows that charges brought: an answer each, and the entries of its act.
struct Charges {
    entries: Rows,
    answers: Rows,
    /// One for each answer.
    acts: Vec<Act>,
}

struct Act {
    account: String,
    /// Places in `entries`.
    entries: Vec<usize>,
    /// The account's first and last number.
    seqs: (i64, i64),
    day: i64,
    /// How much of which lots.
    took: Vec<(i64, i64)>,
}

impl Charges {
    fn read(before: &mut Client, after: &mut Client) -> Result<Charges, Failure> {
        let last: i64 = before.query_one("SELECT coalesce(max(created_ms), 0) FROM answers", &[])?.get(0);
        let entries = Rows::read(after, "entries", "WHERE kind = 'charge' ORDER BY account_id, seq")?;
        let rest = format!("WHERE created_ms > {last} ORDER BY created_ms, account_id LIMIT {BARE_MAX}");
        let answers = Rows::read(after, "answers", &rest)?;
        let mut own: HashMap<String, VecDeque<Vec<usize>>> = HashMap::new();
        for (place, row) in entries.rows.iter().enumerate() {
            let acts = own.entry(entries.text(row, "account_id")?).or_default();
            if entries.number(row, "seq")? == entries.number(row, "command_seq")? {
                acts.push_back(vec![place]);
            } else {
                acts.back_mut().ok_or("an act has a beginning")?.push(place);
            }
        }
        let mut acts = Vec::new();
        for answer in &answers.rows {
            let account = answers.text(answer, "account_id")?;
            let act = own.get_mut(&account).and_then(VecDeque::pop_front).ok_or("an answer has entries")?;
            let row = |place: usize| &entries.rows[place];
            let first = row(act[0]);
            let seqs = (entries.number(first, "seq")?, entries.number(row(act[act.len() - 1]), "seq")?);
            let day = entries.number(first, "at_ms")?.div_euclid(24 * 60 * 60 * 1000);
            let took = |place: &usize| {
                Ok((entries.number(row(*place), "lot_id")?, entries.number(row(*place), "micro_credits")?))
            };
            let took = act.iter().map(took).collect::<Result<_, Failure>>()?;
            acts.push(Act { account, entries: act, seqs, day, took });
        }
        Ok(Charges { entries, answers, acts })
    }

    fn count(&self) -> usize {
        self.acts.len()
    }

    /// Writes all of it, so many charges a commit, and gives how long it took. An account and a lot are written once a
    /// commit.
    fn write(&self, client: &mut Client, batch: usize) -> Result<Duration, Failure> {
        let began = Instant::now();
        for (nth, acts) in self.acts.chunks(batch).enumerate() {
            let mut transaction = client.transaction()?;
            let (mut accounts, mut lots) = (BTreeMap::new(), BTreeMap::<(&str, i64), i64>::new());
            let mut days = BTreeMap::<(&str, i64), (i64, i64, i64, i64)>::new();
            for Act { account, seqs, day, took, .. } in acts {
                accounts.insert(account.as_str(), seqs.1);
                let sum = days.entry((account, *day)).or_insert((0, 0, seqs.0, seqs.1));
                (sum.1, sum.3) = (sum.1 + 1, seqs.1);
                for (lot, credits) in took {
                    sum.0 += credits;
                    *lots.entry((account, *lot)).or_default() += credits;
                }
            }
            let ids: Vec<&str> = accounts.keys().copied().collect();
            let seqs: Vec<i64> = accounts.values().copied().collect();
            let sql = "UPDATE accounts SET entry_count = r.seq FROM unnest($1::text[], $2::bigint[]) AS r (id, seq)
                       WHERE tenant_id = 'default' AND account_id = r.id";
            transaction.execute(sql, &[&ids, &seqs])?;
            let ids: Vec<&str> = lots.keys().map(|(id, _)| *id).collect();
            let numbers: Vec<i64> = lots.keys().map(|(_, lot)| *lot).collect();
            let took: Vec<i64> = lots.values().copied().collect();
            let sql = "UPDATE lots SET remaining_micro_credits = remaining_micro_credits - r.took
                       FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS r (id, lot, took)
                       WHERE tenant_id = 'default' AND account_id = r.id AND lot_id = r.lot";
            transaction.execute(sql, &[&ids, &numbers, &took])?;
            let ids: Vec<&str> = days.keys().map(|(id, _)| *id).collect();
            let dates: Vec<i64> = days.keys().map(|(_, day)| *day).collect();
            let sum = |part: fn(&(i64, i64, i64, i64)) -> i64| days.values().map(part).collect::<Vec<i64>>();
            let sql = "INSERT INTO usage_days SELECT 'default', r.id, r.day, 'sms', '', '', r.used, 0, 0, 0, r.charges,
                       r.first, r.last FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[],
                       $6::bigint[]) AS r (id, day, used, charges, first, last)
                       ON CONFLICT (tenant_id, account_id, day, service, agent, campaign) DO UPDATE
                       SET used_micro_credits = usage_days.used_micro_credits + excluded.used_micro_credits,
                       charges = usage_days.charges + excluded.charges, last_seq = excluded.last_seq";
            let [used, charges, first, last] = [sum(|sum| sum.0), sum(|sum| sum.1), sum(|sum| sum.2), sum(|sum| sum.3)];
            transaction.execute(sql, &[&ids, &dates, &used, &charges, &first, &last])?;
            let rows = acts.iter().flat_map(|act| &act.entries).map(|place| &self.entries.rows[*place]);
            self.entries.insert(&mut transaction, rows)?;
            let first = nth * batch;
            self.answers.insert(&mut transaction, self.answers.rows[first..first + acts.len()].iter())?;
            transaction.commit()?;
        }
        Ok(began.elapsed())
    }
}
