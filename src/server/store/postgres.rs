//! A connection to PostgreSQL.

use std::collections::HashMap;
use std::time::Duration;

use postgres::error::SqlState;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::private::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, Config, NoTls, Statement};

use super::sql::{Bind, Column, Dialect, Row, Rows, Sql, translate};
use super::{Failed, Kept};

/// How long reaching the server may take.
const CONNECT: Duration = Duration::from_secs(5);

/// What holds for each connection. Everything is looked up by key: the planner is kept from reading whole tables while
/// they are small, because its plan stays when they have grown. And nobody waits for ever.
const SESSION: &str = "
    SET application_name = 'septet';
    SET client_encoding = 'UTF8';
    SET client_min_messages = warning;
    SET timezone = 'UTC';
    SET plan_cache_mode = force_generic_plan;
    SET enable_seqscan = off;
    SET enable_hashjoin = off;
    SET enable_mergejoin = off;
    SET jit = off;
    SET lock_timeout = '10s';
    SET statement_timeout = '25s';
    SET idle_in_transaction_session_timeout = '60s';";

type Failure = Box<dyn std::error::Error + Sync + Send>;

/// A connection to a ledger in PostgreSQL, made anew where it was lost.
pub(super) struct Postgres {
    config: Config,
    client: Option<Client>,
    statements: HashMap<String, Statement>,
    /// Whether something was begun that can still be committed: PostgreSQL ends what has failed with a COMMIT that says
    /// nothing.
    whole: bool,
}

impl Postgres {
    pub(super) fn open(config: &Config) -> Kept<Postgres> {
        let mut config = config.clone();
        config.connect_timeout(CONNECT);
        config.tcp_user_timeout(Duration::from_secs(20));
        let mut postgres = Postgres { config, client: None, statements: HashMap::new(), whole: false };
        postgres.client()?;
        Ok(postgres)
    }

    pub(super) fn client(&mut self) -> Kept<&mut Client> {
        if self.client.as_ref().is_none_or(Client::is_closed) {
            self.client = None;
            self.statements.clear();
            let mut client = self.config.connect(NoTls)?;
            client.batch_execute(SESSION)?;
            self.client = Some(client);
        }
        self.client.as_mut().ok_or_else(|| Failed::unreadable("no connection"))
    }

    /// Brings the tables up to date, one process at a time.
    pub(super) fn migrate(&mut self, runner: &refinery::Runner) -> Kept<Result<(), refinery::Error>> {
        let client = self.client()?;
        client.batch_execute("SELECT pg_advisory_lock(7377384)")?;
        let done = runner.run(client);
        client.batch_execute("SELECT pg_advisory_unlock(7377384)")?;
        Ok(done.map(drop))
    }

    /// Begins a transaction, on a new connection where the one before it turns out to be lost.
    fn begin_with(&mut self, sql: &str) -> Kept<()> {
        if let Err(error) = self.client()?.batch_execute(sql) {
            if !error.is_closed() && error.code() != Some(&SqlState::ADMIN_SHUTDOWN) {
                return Err(error.into());
            }
            self.client = None;
            self.client()?.batch_execute(sql)?;
        }
        Ok(())
    }
}

/// A client is a runtime of its own, which must not end on a thread that serves others.
impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            std::thread::spawn(move || drop(client));
        }
    }
}

impl Sql for Postgres {
    fn begin(&mut self) -> Kept<()> {
        self.begin_with("BEGIN")?;
        self.whole = true;
        Ok(())
    }

    fn read(&mut self) -> Kept<()> {
        self.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    }

    fn commit(&mut self) -> Kept<()> {
        // Never on another connection than what was begun.
        match &mut self.client {
            Some(client) if std::mem::take(&mut self.whole) => Ok(client.batch_execute("COMMIT")?),
            _ => Err(Failed::unreadable("COMMIT")),
        }
    }

    fn roll_back(&mut self) {
        self.whole = false;
        if let Some(client) = &mut self.client
            && client.batch_execute("ROLLBACK").is_err()
        {
            self.client = None;
        }
    }

    fn run(
        &mut self,
        sql: &str,
        binds: &[Bind<'_>],
        rows: Option<&Rows<'_>>,
        each: &mut dyn FnMut(&dyn Row) -> Kept<()>,
    ) -> Kept<usize> {
        if rows.is_some_and(|rows| rows.len() == 0) {
            return Ok(0);
        }
        let whole = std::mem::take(&mut self.whole);
        let done = self.run_in(sql, binds, rows, each)?;
        self.whole = whole;
        Ok(done)
    }
}

impl Postgres {
    fn run_in(
        &mut self,
        sql: &str,
        binds: &[Bind<'_>],
        rows: Option<&Rows<'_>>,
        each: &mut dyn FnMut(&dyn Row) -> Kept<()>,
    ) -> Kept<usize> {
        let statement = match self.statements.get(sql) {
            Some(statement) => statement.clone(),
            None => {
                let statement = self.client()?.prepare(&translate(sql, Dialect::Postgres))?;
                self.statements.insert(sql.to_owned(), statement.clone());
                statement
            }
        };
        let columns = rows.map(|rows| rows.columns.as_slice()).unwrap_or_default();
        let binds = binds.iter().map(|bind| bind as &(dyn ToSql + Sync));
        let parameters: Vec<_> = binds.chain(columns.iter().map(|column| column as &(dyn ToSql + Sync))).collect();
        let client = self.client.as_mut().ok_or_else(|| Failed::unreadable("no connection"))?;
        if statement.columns().is_empty() {
            return Ok(usize::try_from(client.execute(&statement, &parameters)?)?);
        }
        let mut answer = client.query_raw(&statement, parameters)?;
        let mut count = 0;
        while let Some(row) = answer.next()? {
            each(&row)?;
            count += 1;
        }
        Ok(count)
    }
}

impl ToSql for Bind<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
        match self {
            Bind::Null => Ok(IsNull::Yes),
            Bind::Int(value) if *kind == Type::BOOL => (*value != 0).to_sql(kind, out),
            Bind::Int(value) if *kind == Type::INT4 => i32::try_from(*value)?.to_sql(kind, out),
            Bind::Int(value) => value.to_sql(kind, out),
            Bind::Text(value) => value.to_sql(kind, out),
            Bind::Bytes(value) => value.to_sql(kind, out),
            Bind::Texts(values) => values.to_sql(kind, out),
            Bind::Ints(values) => values.to_sql(kind, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl ToSql for Column<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
        match self {
            Column::Text(values) => values.to_sql(kind, out),
            Column::Int(values) => values.to_sql(kind, out),
            Column::Bytes(values) => values.to_sql(kind, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// An integer of any width.
struct Int(i64);

impl FromSql<'_> for Int {
    fn from_sql(kind: &Type, raw: &[u8]) -> Result<Int, Failure> {
        Ok(Int(match *kind {
            Type::INT8 => i64::from_sql(kind, raw)?,
            Type::INT4 => i32::from_sql(kind, raw)?.into(),
            _ => bool::from_sql(kind, raw)?.into(),
        }))
    }

    fn accepts(kind: &Type) -> bool {
        [Type::INT8, Type::INT4, Type::BOOL].contains(kind)
    }
}

impl Row for postgres::Row {
    fn int(&self, column: usize) -> Kept<Option<i64>> {
        Ok(self.try_get::<_, Option<Int>>(column)?.map(|Int(value)| value))
    }

    fn text(&self, column: usize) -> Kept<Option<&str>> {
        Ok(self.try_get(column)?)
    }

    fn bytes(&self, column: usize) -> Kept<Option<&[u8]>> {
        Ok(self.try_get(column)?)
    }
}

/// Whether the server could not be reached, or has ended the connection.
pub(super) fn is_away(error: &postgres::Error) -> bool {
    use std::error::Error;
    let ends = [
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::TOO_MANY_CONNECTIONS,
        SqlState::QUERY_CANCELED,
    ];
    match error.code() {
        Some(code) => ends.contains(code),
        None => error.is_closed() || error.source().is_some_and(|source| source.is::<std::io::Error>()),
    }
}

/// Whether trying again may help: others were in the way, and nothing was written.
pub(super) fn may_pass(error: &postgres::Error) -> bool {
    let others = [
        SqlState::T_R_SERIALIZATION_FAILURE,
        SqlState::T_R_DEADLOCK_DETECTED,
        SqlState::LOCK_NOT_AVAILABLE,
        // Another process made the same account or did the same at the same time: now it is there to be seen.
        SqlState::UNIQUE_VIOLATION,
    ];
    error.code().is_some_and(|code| others.contains(code))
}
