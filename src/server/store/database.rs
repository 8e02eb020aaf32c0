//! Where a ledger is kept.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use tokio_postgres::Config;
use url::Url;

use crate::{Error, Result};

/// A database: `sqlite:PATH`, or `postgres://USER:PASSWORD@HOST:PORT/NAME`, where `?sslmode=require` asks for TLS.
#[derive(Clone)]
pub enum Database {
    /// A file; made where it is missing.
    Sqlite(PathBuf),
    /// A server.
    Postgres(Box<Server>),
}

/// How a server is reached.
#[derive(Debug, Clone)]
pub struct Server {
    pub(super) config: Config,
    /// The certificates that the server's is verified by; those of this machine unless given.
    pub(super) root_certificates: Option<PathBuf>,
}

impl FromStr for Server {
    type Err = Error;

    fn from_str(given: &str) -> Result<Server> {
        let problem = |problem: &dyn fmt::Display| Error::invalid_database(&problem.to_string());
        let mut url = Url::parse(given).map_err(|error| problem(&error))?;
        let (mut root_certificates, mut pairs) = (None, Vec::new());
        for (name, value) in url.query_pairs() {
            match (&*name, &*value) {
                ("sslrootcert", path) => root_certificates = Some(PathBuf::from(path)),
                // A certificate is verified in any case.
                ("sslmode", "verify-ca" | "verify-full") => pairs.push((name.into_owned(), "require".to_owned())),
                _ => pairs.push((name.into_owned(), value.into_owned())),
            }
        }
        url.set_query(None);
        if !pairs.is_empty() {
            url.query_pairs_mut().extend_pairs(pairs);
        }
        let config = url.as_str().parse().map_err(|error| problem(&error))?;
        Ok(Server { config, root_certificates })
    }
}

impl FromStr for Database {
    type Err = Error;

    fn from_str(given: &str) -> Result<Database> {
        if let Some(path) = given.strip_prefix("sqlite:").filter(|path| !path.is_empty()) {
            return Ok(Database::Sqlite(path.into()));
        }
        if given.starts_with("postgres://") || given.starts_with("postgresql://") {
            return Ok(Database::Postgres(Box::new(given.parse()?)));
        }
        Err(Error::unknown_database(given))
    }
}

/// Without what is secret.
impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Database::Sqlite(path) => write!(f, "{}", path.display()),
            Database::Postgres(server) => {
                let config = &server.config;
                let host = config.get_hosts().first().map(|host| match host {
                    tokio_postgres::config::Host::Tcp(name) => name.clone(),
                    #[cfg(unix)]
                    tokio_postgres::config::Host::Unix(path) => path.display().to_string(),
                });
                let port = config.get_ports().first().copied().unwrap_or(5432);
                let name = config.get_dbname().or(config.get_user()).unwrap_or_default();
                write!(f, "postgres://{}:{port}/{name}", host.unwrap_or_default())
            }
        }
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Database {
    /// How many connections write, where so many are `wanted`. A file takes one at a time; a server makes one batch
    /// durable while the next is made.
    pub(in crate::server) fn writers(&self, wanted: Option<usize>) -> Result<usize> {
        match (self, wanted) {
            (Database::Sqlite(_), None | Some(1)) => Ok(1),
            (Database::Sqlite(_), Some(wanted)) => Err(Error::writers_of_a_file(wanted)),
            (Database::Postgres(_), wanted) => Ok(wanted.unwrap_or(2).max(1)),
        }
    }

    /// A mistyped path must not make another ledger.
    pub(in crate::server) fn must_be_there(&self) -> Result<()> {
        match self {
            Database::Sqlite(path) if !path.is_file() => Err(Error::no_database_there(&path.display().to_string())),
            _ => Ok(()),
        }
    }
}
