//! `septet login-code`

use septet::server;
use septet::wire::Value;

use super::place::Place;
use super::{Failure, show, table};

/// Create a code by which a person logs in to an account, once
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  septet login-code --database sqlite:ledger.db --account acme
  septet login-code --database sqlite:ledger.db --account acme --expires 2h --json

The page exchanges it at POST /v1/sessions.")]
pub(super) struct Args {
    #[command(flatten)]
    place: Place,

    /// The account that the person may use
    #[arg(long)]
    account: String,

    /// How long the code is good, such as 30m; 24h at most
    #[arg(long, value_name = "SPAN", default_value = "10m")]
    expires: String,

    /// Answer with one JSON object
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: Args) -> Result<(), Failure> {
    let code = server::login_code(&args.place.database()?, &args.account, &args.expires)?;
    show(args.json, &code, describe)
}

fn describe(code: &Value) -> String {
    let text = |field: &str| code[field].as_str().unwrap_or_default().to_owned();
    let secret = format!("{} (shown this once)", text("code"));
    table::pairs(&[("code", secret), ("account", text("account")), ("expires", text("expiresAt"))])
}
