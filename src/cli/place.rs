//! Where a ledger is kept.

use septet::Result;
use septet::server::Database;

/// The option that says where.
#[derive(Debug, clap::Args)]
pub(super) struct Place {
    /// Where the ledger is kept: sqlite:PATH or postgres://USER:PASSWORD@HOST:PORT/NAME
    #[arg(long, value_name = "DATABASE", env = "SEPTET_DATABASE", hide_env_values = true)]
    database: String,
}

impl Place {
    pub(super) fn database(&self) -> Result<Database> {
        self.database.parse()
    }
}
