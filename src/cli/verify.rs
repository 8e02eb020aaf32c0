//! `septet verify` and `septet backup`

use std::path::PathBuf;
use std::process::ExitCode;

use septet::server;
use septet::wire::Value;

use super::place::Place;
use super::{Failure, print, show, status};

/// Reconcile a ledger: entries = lots = balances
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  septet verify --database sqlite:ledger.db

The ledger may be running. Exit status 1 where something does not add up.")]
pub(super) struct Args {
    #[command(flatten)]
    place: Place,

    /// Answer with one JSON object
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: Args) -> Result<ExitCode, Failure> {
    let (found, differs) = server::verify(&args.place.database()?)?;
    show(args.json, &found, text)?;
    Ok(status(differs))
}

fn text(found: &Value) -> String {
    let mut text = String::new();
    for finding in found["findings"].as_array().into_iter().flatten() {
        let account = finding["account"].as_str().map(|account| format!("{account}: ")).unwrap_or_default();
        text += &format!("{account}{}\n", finding["what"].as_str().unwrap_or_default());
    }
    let verdict = if text.is_empty() { "all of it adds up" } else { "it does not add up" };
    let (accounts, entries, lots) = (&found["accounts"], &found["entries"], &found["lots"]);
    let balance = found["balance"].as_str().unwrap_or_default();
    text + &format!("{accounts} accounts, {entries} entries, {lots} lots, {balance} credits: {verdict}\n")
}

/// Copy a ledger into a new file
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  septet backup --database sqlite:ledger.db --to ledger-2026-11-20.db

The ledger may be running: the copy is as it was at one moment.")]
pub(super) struct Backup {
    #[command(flatten)]
    place: Place,

    /// The new file
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

pub(super) fn backup(args: Backup) -> Result<(), Failure> {
    server::backup(&args.place.database()?, &args.to)?;
    print(&format!("{} is a whole copy\n", args.to.display()))
}
