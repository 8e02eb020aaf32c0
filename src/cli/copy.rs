//! `septet migrate` and `septet copy`

use septet::server;
use septet::wire::Value;

use super::place::Place;
use super::{Failure, print, show};

/// Bring a database up to date, or make a ledger's tables in it
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  septet migrate --database postgres://septet@db.example/septet

`septet serve` does the same when it starts. A database of a newer version is refused.")]
pub(super) struct Migrate {
    #[command(flatten)]
    place: Place,
}

pub(super) fn migrate(args: Migrate) -> Result<(), Failure> {
    let database = args.place.database()?;
    server::migrate(&database)?;
    print(&format!("{database} is up to date\n"))
}

/// Copy a whole ledger into another database, and reconcile the copy
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  septet copy --from sqlite:ledger.db --to postgres://septet@db.example/septet

Stop the ledger before: what it is asked meanwhile it answers with 503. The other database must hold no ledger. All of it is there at the end, or nothing.")]
pub(super) struct Copy {
    /// The ledger: sqlite:PATH or postgres://USER:PASSWORD@HOST:PORT/NAME
    #[arg(long, value_name = "DATABASE")]
    from: String,

    /// The target database
    #[arg(long, value_name = "DATABASE")]
    to: String,

    /// Answer with one JSON object
    #[arg(long)]
    json: bool,
}

pub(super) fn copy(args: Copy) -> Result<(), Failure> {
    let copied = server::copy(&args.from.parse()?, &args.to.parse()?)?;
    show(args.json, &copied, |copied: &Value| {
        let (accounts, entries) = (&copied["accounts"], &copied["entries"]);
        let balance = copied["balance"].as_str().unwrap_or_default();
        format!("copied {accounts} accounts and {entries} entries, {balance} credits: all of it adds up\n")
    })
}
