//! `septet quote-key`

use septet::server;

use super::{Failure, print, serve};

/// Change the key that the ledger signs quotes with
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  septet quote-key rotate --database sqlite:ledger.db")]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Let a new key sign from now on; quotes that were signed before stay good
    #[command(after_help = "\
Example:
  septet quote-key rotate --database sqlite:ledger.db

The ledger may be running: it takes the new key with the next quote.")]
    Rotate {
        /// Where the ledger is kept: sqlite:PATH
        #[arg(long)]
        database: String,
    },
}

pub(super) fn run(args: Args) -> Result<(), Failure> {
    let Command::Rotate { database } = args.command;
    let kid = server::rotate_quote_key(&serve::database(&database)?)?;
    print(&format!("quotes are now signed with key {kid}\n"))
}
