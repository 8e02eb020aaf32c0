//! `septet login-code`

use septet::server;
use septet::wire::Value;

use super::place::Place;
use super::{Failure, show, table};

/// Create a code by which a person logs in, once: to an account, or as the operator of all
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  septet login-code --database sqlite:ledger.db --account acme
  septet login-code --database sqlite:ledger.db --account acme \\
      --expires 2h --json
  septet login-code --database sqlite:ledger.db --operator

The page exchanges it at POST /v1/sessions.")]
pub(super) struct Args {
    #[command(flatten)]
    place: Place,

    /// The account that the person may use
    #[arg(long, required_unless_present = "operator")]
    account: Option<String>,

    /// The person may do what a key with scope `admin` may, for every account
    #[arg(long, conflicts_with = "account")]
    operator: bool,

    /// How long the code is good, such as 30m; 24h at most
    #[arg(long, value_name = "SPAN", default_value = "10m")]
    expires: String,

    /// Answer with one JSON object
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: Args) -> Result<(), Failure> {
    let account = args.account.as_deref().filter(|_| !args.operator);
    let code = server::login_code(&args.place.database()?, account, &args.expires)?;
    show(args.json, &code, describe)
}

fn describe(code: &Value) -> String {
    let text = |field: &str| code[field].as_str().unwrap_or_default().to_owned();
    let secret = format!("{} (shown this once)", text("code"));
    let whom = match code["account"].as_str() {
        Some(account) => ("account", account.to_owned()),
        None => ("for", "the operator".to_owned()),
    };
    table::pairs(&[("code", secret), whom, ("expires", text("expiresAt"))])
}
