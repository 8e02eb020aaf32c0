//! A connection to PostgreSQL.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::TryStreamExt;
use futures_util::future::try_join_all;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;
use tokio::runtime::Runtime;
use tokio_postgres::config::SslMode;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, NoTls, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::database::Server;
use super::sql::{Bind, Column, Dialect, Query, Row, Rows, Sql, translate};
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

/// Statements that are sent at once: so few that they are sent in their order.
const AT_ONCE: usize = 24;

type Failure = Box<dyn std::error::Error + Sync + Send>;

/// A connection to a ledger in PostgreSQL, made anew where it was lost.
pub(super) struct Postgres {
    server: Server,
    link: Option<Link>,
    statements: HashMap<String, Statement>,
    /// Statements that wait to be sent, with their parameters.
    later: Vec<(Statement, Vec<Raw>)>,
    /// Whether something was begun that can still be committed: PostgreSQL ends what has failed with a COMMIT that says
    /// nothing.
    whole: bool,
}

/// A connection, and what drives it while it is used.
struct Link {
    runtime: Runtime,
    client: Client,
}

/// TLS, with a certificate that is verified.
fn tls(server: &Server) -> Kept<MakeRustlsConnect> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let config = match &server.root_certificates {
        None => config.with_platform_verifier()?,
        Some(path) => {
            let mut roots = RootCertStore::empty();
            for certificate in CertificateDer::pem_file_iter(path)? {
                roots.add(certificate?)?;
            }
            config.with_root_certificates(roots)
        }
    };
    Ok(MakeRustlsConnect::new(config.with_no_client_auth()))
}

impl Link {
    fn new(server: &Server) -> Kept<Link> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        // How a connection ends is seen by whoever uses it next.
        let client = if server.config.get_ssl_mode() == SslMode::Require {
            let (client, connection) = runtime.block_on(server.config.connect(tls(server)?))?;
            runtime.spawn(async move { drop(connection.await) });
            client
        } else {
            let (client, connection) = runtime.block_on(server.config.connect(NoTls))?;
            runtime.spawn(async move { drop(connection.await) });
            client
        };
        let link = Link { runtime, client };
        link.batch(SESSION)?;
        Ok(link)
    }

    fn batch(&self, sql: &str) -> Result<(), tokio_postgres::Error> {
        self.runtime.block_on(self.client.batch_execute(sql))
    }
}

impl Postgres {
    pub(super) fn open(server: &Server) -> Kept<Postgres> {
        let mut server = server.clone();
        server.config.connect_timeout(CONNECT);
        server.config.tcp_user_timeout(Duration::from_secs(20));
        let (statements, later) = (HashMap::new(), Vec::new());
        let mut postgres = Postgres { server, link: None, statements, later, whole: false };
        postgres.link()?;
        Ok(postgres)
    }

    fn link(&mut self) -> Kept<&mut Link> {
        if self.link.as_ref().is_none_or(|link| link.client.is_closed()) {
            self.forget();
            self.link = Some(Link::new(&self.server)?);
        }
        self.link.as_mut().ok_or_else(|| Failed::unreadable("no connection"))
    }

    /// Forgets a connection that is lost.
    fn forget(&mut self) {
        self.link = None;
        self.statements.clear();
        self.later.clear();
        self.whole = false;
    }

    /// Brings the tables up to date, one process at a time.
    pub(super) fn migrate(&mut self, runner: &refinery::Runner) -> Kept<Result<(), refinery::Error>> {
        let Link { runtime, client } = self.link()?;
        runtime.block_on(async {
            client.batch_execute("SELECT pg_advisory_lock(7377384)").await?;
            let done = runner.run_async(client).await;
            client.batch_execute("SELECT pg_advisory_unlock(7377384)").await?;
            Ok(done.map(drop))
        })
    }

    /// Begins a transaction, on a new connection where the one before it turns out to be lost.
    fn begin_with(&mut self, sql: &str) -> Kept<()> {
        self.later.clear();
        if let Err(error) = self.link()?.batch(sql) {
            if !is_away(&error) {
                return Err(error.into());
            }
            self.forget();
            self.link()?.batch(sql)?;
        }
        Ok(())
    }

    fn statement(&mut self, sql: &str) -> Kept<Statement> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let Link { runtime, client } = self.link()?;
        let statement = runtime.block_on(client.prepare(&translate(sql, Dialect::Postgres)))?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

/// A connection is a runtime of its own, which must not end on a thread that serves others.
impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(link) = self.link.take() {
            std::thread::spawn(move || drop(link));
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
        let later = std::mem::take(&mut self.later);
        // Never on another connection than what was begun.
        let Some(Link { runtime, client }) = self.link.as_mut().filter(|_| std::mem::take(&mut self.whole)) else {
            return Err(Failed::unreadable("COMMIT"));
        };
        // All of it is sent at once. Where a statement fails, the COMMIT after it undoes everything.
        let (written, committed) =
            runtime.block_on(async { tokio::join!(send(client, later), client.batch_execute("COMMIT")) });
        written?;
        Ok(committed?)
    }

    fn roll_back(&mut self) {
        self.whole = false;
        self.later.clear();
        if self.link.as_ref().is_some_and(|link| link.batch("ROLLBACK").is_err()) {
            self.forget();
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
        let (statement, later) = (self.statement(sql)?, std::mem::take(&mut self.later));
        let parameters = raw(&statement, binds, rows)?;
        let Link { runtime, client } = self.link()?;
        let done = runtime.block_on(async {
            let query = async {
                let mut answer = std::pin::pin!(client.query_raw(&statement, parameters).await?);
                let mut count = 0;
                while let Some(row) = answer.try_next().await? {
                    each(&row)?;
                    count += 1;
                }
                Kept::Ok(answer.rows_affected().map_or(count, |changed| usize::try_from(changed).unwrap_or(count)))
            };
            let (sent, done) = tokio::join!(send(client, later), query);
            sent?;
            done
        })?;
        self.whole = whole;
        Ok(done)
    }

    fn together(&mut self, queries: &mut [Query<'_>]) -> Kept<()> {
        let whole = std::mem::take(&mut self.whole);
        let mut ready = Vec::new();
        for query in queries.iter_mut() {
            let statement = self.statement(query.sql)?;
            let parameters = raw(&statement, query.binds, None)?;
            ready.push((statement, parameters, &mut *query.each));
        }
        let Link { runtime, client } = self.link()?;
        let asked = ready.into_iter().map(async |(statement, parameters, each)| {
            let mut answer = std::pin::pin!(client.query_raw(&statement, parameters).await?);
            while let Some(row) = answer.try_next().await? {
                each(&row)?;
            }
            Kept::Ok(())
        });
        runtime.block_on(try_join_all(asked))?;
        self.whole = whole;
        Ok(())
    }

    fn later(&mut self, sql: &str, binds: &[Bind<'_>], rows: &Rows<'_>) -> Kept<()> {
        let statement = self.statement(sql)?;
        let parameters = raw(&statement, binds, Some(rows))?;
        self.later.push((statement, parameters));
        if self.later.len() < AT_ONCE {
            return Ok(());
        }
        let (whole, later) = (std::mem::take(&mut self.whole), std::mem::take(&mut self.later));
        let Link { runtime, client } = self.link()?;
        runtime.block_on(send(client, later))?;
        self.whole = whole;
        Ok(())
    }
}

/// Sends statements one after the other without waiting for an answer between them.
async fn send(client: &Client, statements: Vec<(Statement, Vec<Raw>)>) -> Result<(), tokio_postgres::Error> {
    let sent =
        statements.into_iter().map(async |(statement, parameters)| client.execute_raw(&statement, parameters).await);
    try_join_all(sent).await.map(drop)
}

/// A parameter as it is sent.
#[derive(Debug)]
struct Raw(Option<BytesMut>);

impl ToSql for Raw {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
        let Some(bytes) = &self.0 else { return Ok(IsNull::Yes) };
        out.extend_from_slice(bytes);
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// Parameters as a statement takes them.
fn raw(statement: &Statement, binds: &[Bind<'_>], rows: Option<&Rows<'_>>) -> Kept<Vec<Raw>> {
    let columns = rows.map(|rows| rows.columns.as_slice()).unwrap_or_default();
    let binds = binds.iter().map(|bind| (bind as &dyn ToSql, 0));
    let parameters = binds.chain(columns.iter().map(|column| (column as &dyn ToSql, size(column))));
    let mut encoded = Vec::with_capacity(statement.params().len());
    for ((parameter, size), kind) in parameters.zip(statement.params()) {
        let mut bytes = BytesMut::with_capacity(size);
        let null = parameter.to_sql_checked(kind, &mut bytes).map_err(Failed)?;
        encoded.push(Raw(matches!(null, IsNull::No).then_some(bytes)));
    }
    Ok(encoded)
}

/// The bytes that a column takes as an array, at most.
fn size(column: &Column<'_>) -> usize {
    const HEAD: usize = 20;
    const LENGTH: usize = 4;
    HEAD + match column {
        Column::Int(values) => values.len() * (LENGTH + size_of::<i64>()),
        Column::Text(values) => values.iter().map(|text| LENGTH + text.map_or(0, str::len)).sum(),
        Column::Bytes(values) => values.iter().map(|bytes| LENGTH + bytes.map_or(0, <[u8]>::len)).sum(),
    }
}

/// A text as the server takes it, which has none with U+0000. No name has that: what is looked up by it is not found, as in
/// a file, and the statement does not fail for what others ask by it.
fn text(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { text.replace('\0', "\u{fffd}").into() } else { text.into() }
}

impl ToSql for Bind<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
        match self {
            Bind::Null => Ok(IsNull::Yes),
            Bind::Int(value) if *kind == Type::BOOL => (*value != 0).to_sql(kind, out),
            Bind::Int(value) if *kind == Type::INT4 => i32::try_from(*value)?.to_sql(kind, out),
            Bind::Int(value) => value.to_sql(kind, out),
            Bind::Text(value) => text(value).to_sql(kind, out),
            Bind::Bytes(value) => value.to_sql(kind, out),
            Bind::Texts(values) => values.iter().map(|value| text(value)).collect::<Vec<_>>().to_sql(kind, out),
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
            Column::Text(values) => values.iter().map(|value| value.map(text)).collect::<Vec<_>>().to_sql(kind, out),
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

impl Row for tokio_postgres::Row {
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
pub(super) fn is_away(error: &tokio_postgres::Error) -> bool {
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

/// Whether the server may only be read, as one that follows another, or its disk is full.
pub(super) fn cannot_write(error: &tokio_postgres::Error) -> bool {
    let reasons = [SqlState::READ_ONLY_SQL_TRANSACTION, SqlState::DISK_FULL];
    error.code().is_some_and(|code| reasons.contains(code))
}

/// Whether a sum is more than an integer holds.
pub(super) fn is_beyond_counting(error: &tokio_postgres::Error) -> bool {
    error.code() == Some(&SqlState::NUMERIC_VALUE_OUT_OF_RANGE)
}

/// Whether trying again may help: others were in the way, and nothing was written.
pub(super) fn may_pass(error: &tokio_postgres::Error) -> bool {
    let others = [
        SqlState::T_R_SERIALIZATION_FAILURE,
        SqlState::T_R_DEADLOCK_DETECTED,
        SqlState::LOCK_NOT_AVAILABLE,
        // Another process made the same account or did the same at the same time: now it is there to be seen.
        SqlState::UNIQUE_VIOLATION,
    ];
    error.code().is_some_and(|code| others.contains(code))
}
