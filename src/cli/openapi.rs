//! `septet openapi`

use septet::server;

use super::{Failure, print};

/// Print the ledger's interface as an OpenAPI 3.1 document
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  septet openapi > openapi.json

A ledger that runs answers with the same document at /openapi.json.")]
pub(super) struct Args {}

pub(super) fn run(Args {}: Args) -> Result<(), Failure> {
    print(&format!("{}\n", server::openapi()))
}
