//! Millions of entries, written directly: with the answers and the keys that the server would have kept of them.

use std::fs::File;
use std::path::Path;

use rusqlite::{Connection, params};

use crate::bare::{ADD_ANSWER, ADD_ENTRY, ADD_KEY, Charge};
use crate::{ACCOUNTS, Failure, account, mixed};

/// Rows that one transaction writes.
const AT_ONCE: u64 = 200_000;

/// Writes `count` charges, spread evenly, into a database in which the server has opened its accounts. All look like
/// `charge`, but for their numbers and keys.
pub(crate) fn prefill(database: &Path, charge: &Charge, count: u64) -> Result<(), Failure> {
    let connection = Connection::open(database)?;
    // What is lost here is begun anew.
    for (name, value) in [("journal_mode", "OFF"), ("synchronous", "OFF"), ("foreign_keys", "OFF")] {
        connection.pragma_update(None, name, value)?;
    }
    let each = count / ACCOUNTS;
    add_entries(&connection, charge, each)?;
    add_answers(&connection, charge, each * ACCOUNTS)?;
    // Two thirds first and the rest between them: pages are as full as chance would have left them.
    add_keys(&connection, each, |place| place % 3 != 0)?;
    add_keys(&connection, each, |place| place % 3 == 0)?;
    connection.execute_batch(
        "UPDATE accounts SET entry_count = (SELECT max(seq) FROM entries
         WHERE entries.tenant_id = accounts.tenant_id AND entries.account_id = accounts.account_id)",
    )?;
    connection.close().map_err(|(_, error)| error)?;
    // What is measured next shall not wait for this.
    Ok(File::open(database)?.sync_all()?)
}

/// Calls `row` with 0, 1, 2, and so on, in large transactions.
fn in_turns(
    connection: &Connection,
    count: u64,
    mut row: impl FnMut(u64) -> Result<(), Failure>,
) -> Result<(), Failure> {
    connection.execute_batch("BEGIN")?;
    for number in 0..count {
        row(number)?;
        if number % AT_ONCE == AT_ONCE - 1 {
            connection.execute_batch("COMMIT; BEGIN")?;
        }
    }
    Ok(connection.execute_batch("COMMIT")?)
}

fn add_entries(connection: &Connection, charge: &Charge, each: u64) -> Result<(), Failure> {
    let row = charge.entries.first().ok_or("a charge has an entry")?;
    let mut statement = connection.prepare(ADD_ENTRY)?;
    let mut last = connection.prepare("SELECT entry_count FROM accounts WHERE account_id = ?1")?;
    let mut first = 0;
    in_turns(connection, each * ACCOUNTS, |number| {
        let name = account(number / each);
        if number % each == 0 {
            first = last.query_row([&name], |row| row.get::<_, i64>(0))? + 1;
        }
        let seq = first + i64::try_from(number % each)?;
        let r = |column: usize| &row[column];
        statement
            .execute(params![
                r(0),
                name,
                seq,
                seq,
                r(4),
                r(5),
                r(6),
                r(7),
                r(8),
                r(9),
                r(10),
                r(11),
                r(12),
                r(13),
                r(14),
                r(15),
                r(16)
            ])
            .map(drop)
            .map_err(Failure::from)
    })
}

/// Answers lie in the order of time, in which the accounts take turns.
fn add_answers(connection: &Connection, charge: &Charge, count: u64) -> Result<(), Failure> {
    let row = &charge.answer;
    let mut statement = connection.prepare(ADD_ANSWER)?;
    in_turns(connection, count, |number| {
        let (name, key) = (account(number % ACCOUNTS), key(number));
        statement.execute(params![row[0], name, key, row[3], row[4], row[5], row[6]])?;
        Ok(())
    })
}

fn add_keys(connection: &Connection, each: u64, chosen: impl Fn(usize) -> bool) -> Result<(), Failure> {
    let first: i64 = connection.query_row("SELECT max(answer_id) FROM answers", [], |row| row.get(0))?;
    let first = first - i64::try_from(each * ACCOUNTS)? + 1;
    let mut statement = connection.prepare(ADD_KEY)?;
    for turn in 0..ACCOUNTS {
        let name = account(turn);
        let numbers = (0..each).map(|n| n * ACCOUNTS + turn);
        let mut keys: Vec<_> = numbers.map(|number| (key(number), number)).collect();
        keys.sort_unstable();
        connection.execute_batch("BEGIN")?;
        for (_, (key, number)) in keys.iter().enumerate().filter(|(place, _)| chosen(*place)) {
            statement.execute(params!["default", name, key, first + i64::try_from(*number)?])?;
        }
        connection.execute_batch("COMMIT")?;
    }
    Ok(())
}

/// A key as a client makes it: 16 bytes of chance.
fn key(number: u64) -> String {
    format!("{:016x}{:016x}", mixed(number), mixed(number ^ u64::MAX))
}
