//! The bare loop: a program that only writes the rows that the server wrote, in batches of the same size.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::types::Value;
use rusqlite::{Connection, Params, params};

use crate::Failure;

type Row = Vec<Value>;

/// All rows that one charge brought.
pub(crate) struct Charge {
    account: String,
    pub(crate) answer: Row,
    pub(crate) entries: Vec<Row>,
    /// Numbers of the account and its lots, as they are afterwards.
    state: (Row, Vec<Row>),
}

const ENTRIES: &str =
    "SELECT tenant_id, account_id, seq, command_seq, at_ms, from_side, to_side, lot_id, micro_credits,
                       record, kind, concerns, utc_offset_s, service, agent, campaign, recorded_micro_credits
     FROM entries WHERE kind = 'charge' ORDER BY account_id, seq";
const ANSWERS: &str = "SELECT tenant_id, account_id, key, body_hash, status, answer, created_ms FROM answers
                       WHERE answer_id > ?1 ORDER BY answer_id LIMIT ?2";
const LOTS: &str = "SELECT account_id, lot_id, granted_micro_credits, remaining_micro_credits, held_micro_credits,
                    expires_ms FROM lots";

pub(crate) const ADD_ENTRY: &str =
    "INSERT INTO entries (tenant_id, account_id, seq, command_seq, at_ms, from_side, to_side, lot_id, micro_credits,
     record, kind, concerns, utc_offset_s, service, agent, campaign, recorded_micro_credits)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)";
const ADD_USAGE: &str = "INSERT INTO usage_days VALUES ('default', ?1, ?2, 'sms', '', '', ?3, 0, 0, 0, ?4, ?5, ?6)
     ON CONFLICT DO UPDATE SET used_micro_credits = used_micro_credits + ?3, charges = charges + ?4, last_seq = ?6";
pub(crate) const ADD_ANSWER: &str =
    "INSERT INTO answers (tenant_id, account_id, key, body_hash, status, answer, created_ms)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
pub(crate) const ADD_KEY: &str = "INSERT INTO idempotency_keys VALUES (?1, ?2, ?3, ?4)";

/// Opens a database as the server does.
pub(crate) fn open(path: &Path) -> Result<Connection, Failure> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cache_size", -256 * 1024)?;
    connection.pragma_update(None, "wal_autocheckpoint", 4096)?;
    Ok(connection)
}

/// The first charges that the server made after `before`, at most `limit`, from the database `after`.
pub(crate) fn charges(before: &Path, after: &Path, limit: i64) -> Result<Vec<Charge>, Failure> {
    let (before, after) = (Connection::open(before)?, Connection::open(after)?);
    let mut lots: HashMap<(String, i64), Row> = HashMap::new();
    for row in rows(&before, LOTS, [])? {
        lots.insert((text(&row[0])?, number(&row[1])?), row);
    }
    let mut acts: HashMap<String, VecDeque<Vec<Row>>> = HashMap::new();
    for row in rows(&after, ENTRIES, [])? {
        let own = acts.entry(text(&row[1])?).or_default();
        if row[2] == row[3] {
            own.push_back(vec![row]);
        } else {
            own.back_mut().ok_or("an act has a beginning")?.push(row);
        }
    }
    let last: i64 = before.query_row("SELECT coalesce(max(answer_id), 0) FROM answers", [], |row| row.get(0))?;
    let mut charges = Vec::new();
    for answer in rows(&after, ANSWERS, [last, limit])? {
        let account = text(&answer[1])?;
        let entries = acts.get_mut(&account).and_then(VecDeque::pop_front).ok_or("an answer has entries")?;
        let mut changed = Vec::new();
        for entry in &entries {
            let lot = lots.get_mut(&(account.clone(), number(&entry[7])?)).ok_or("an entry has a lot")?;
            lot[3] = (number(&lot[3])? - number(&entry[8])?).into();
            changed.push(lot.clone());
        }
        let seq = entries.last().ok_or("an act has entries")?[2].clone();
        charges.push(Charge { account: account.clone(), answer, entries, state: (vec![account.into(), seq], changed) });
    }
    Ok(charges)
}

/// Writes all of it into `database`, which is as the server's was before, and gives how long it took.
pub(crate) fn write(database: &Path, charges: &[Charge], batch: usize) -> Result<Duration, Failure> {
    let connection = open(database)?;
    let began = Instant::now();
    for batch in charges.chunks(batch) {
        connection.execute_batch("BEGIN IMMEDIATE")?;
        write_batch(&connection, batch)?;
        connection.execute_batch("COMMIT")?;
    }
    Ok(began.elapsed())
}

/// As the server does: an account and a lot are written once a batch.
fn write_batch(connection: &Connection, batch: &[Charge]) -> Result<(), Failure> {
    let accounts: BTreeMap<_, _> = batch.iter().map(|charge| (&charge.account, &charge.state.0)).collect();
    let mut lots = BTreeMap::new();
    for charge in batch {
        for lot in &charge.state.1 {
            lots.insert((&charge.account, number(&lot[1])?), lot);
        }
    }
    let mut account = connection.prepare_cached(
        "UPDATE accounts SET lot_count = 2, entry_count = ?2, debt_micro_credits = 0
         WHERE tenant_id = 'default' AND account_id = ?1",
    )?;
    accounts.values().try_for_each(|row| run(&mut account, row))?;
    let mut lot = connection.prepare_cached(
        "UPDATE lots SET granted_micro_credits = ?3, remaining_micro_credits = ?4, held_micro_credits = ?5,
         expires_ms = ?6 WHERE tenant_id = 'default' AND account_id = ?1 AND lot_id = ?2",
    )?;
    lots.values().try_for_each(|row| run(&mut lot, row))?;
    let mut days = BTreeMap::new();
    for charge in batch {
        let day = number(&charge.entries[0][4])?.div_euclid(24 * 60 * 60 * 1000);
        let first = number(&charge.entries[0][2])?;
        let sum = days.entry((&charge.account, day)).or_insert((0, 0, first, first));
        sum.1 += 1;
        for entry in &charge.entries {
            (sum.0, sum.3) = (sum.0 + number(&entry[8])?, number(&entry[2])?);
        }
    }
    let mut usage = connection.prepare_cached(ADD_USAGE)?;
    for ((account, day), (used, charges, first, last)) in days {
        usage.execute(params![account, day, used, charges, first, last])?;
    }
    let mut entry = connection.prepare_cached(ADD_ENTRY)?;
    batch.iter().flat_map(|charge| &charge.entries).try_for_each(|row| run(&mut entry, row))?;
    let (mut answer, mut key) = (connection.prepare_cached(ADD_ANSWER)?, connection.prepare_cached(ADD_KEY)?);
    for Charge { answer: row, .. } in batch {
        run(&mut answer, row)?;
        key.execute(params![row[0], row[1], row[2], connection.last_insert_rowid()])?;
    }
    Ok(())
}

fn run(statement: &mut rusqlite::CachedStatement<'_>, row: &Row) -> Result<(), Failure> {
    statement.execute(rusqlite::params_from_iter(row))?;
    Ok(())
}

fn rows(connection: &Connection, sql: &str, parameters: impl Params) -> Result<Vec<Row>, Failure> {
    let mut statement = connection.prepare(sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query(parameters)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push((0..columns).map(|column| row.get(column)).collect::<Result<Row, _>>()?);
    }
    Ok(found)
}

fn text(value: &Value) -> Result<String, Failure> {
    match value {
        Value::Text(text) => Ok(text.clone()),
        other => Err(format!("not a text: {other:?}").into()),
    }
}

fn number(value: &Value) -> Result<i64, Failure> {
    match value {
        Value::Integer(number) => Ok(*number),
        other => Err(format!("not a number: {other:?}").into()),
    }
}
