//! Where a ledger is kept.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use postgres::Config;

use crate::{Error, Result};

/// A database: `sqlite:PATH`, or `postgres://USER:PASSWORD@HOST:PORT/NAME`.
#[derive(Clone)]
pub enum Database {
    /// A file; made where it is missing.
    Sqlite(PathBuf),
    /// A server.
    Postgres(Box<Config>),
}

impl FromStr for Database {
    type Err = Error;

    fn from_str(given: &str) -> Result<Database> {
        if let Some(path) = given.strip_prefix("sqlite:").filter(|path| !path.is_empty()) {
            return Ok(Database::Sqlite(path.into()));
        }
        if given.starts_with("postgres://") || given.starts_with("postgresql://") {
            let config = given.parse::<Config>().map_err(|error| Error::invalid_database(&error.to_string()))?;
            return Ok(Database::Postgres(config.into()));
        }
        Err(Error::unknown_database(given))
    }
}

/// Without what is secret.
impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Database::Sqlite(path) => write!(f, "{}", path.display()),
            Database::Postgres(config) => {
                let host = config.get_hosts().first().map(|host| match host {
                    postgres::config::Host::Tcp(name) => name.clone(),
                    #[cfg(unix)]
                    postgres::config::Host::Unix(path) => path.display().to_string(),
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
    /// How many connections write. A file takes one at a time; a server makes one batch durable while the next is made.
    pub(in crate::server) fn writers(&self) -> usize {
        match self {
            Database::Sqlite(_) => 1,
            Database::Postgres(_) => 2,
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
