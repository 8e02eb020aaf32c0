//! `septet quote-key`

use septet::server;

use super::place::Place;
use super::{Failure, print};

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
        #[command(flatten)]
        place: Place,
    },
}

pub(super) fn run(args: Args) -> Result<(), Failure> {
    let Command::Rotate { place } = args.command;
    let kid = server::rotate_quote_key(&place.database()?)?;
    print(&format!("quotes are now signed with key {kid}\n"))
}
