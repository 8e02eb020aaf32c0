//! `septet key`

use septet::server;
use septet::wire::Value;

use super::place::Place;
use super::{Failure, show, table};

/// Create, list and revoke a ledger's API keys
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  septet key create --database sqlite:ledger.db --name booking \\
      --scope charge --scope read --expires 90d
  septet key create --database sqlite:ledger.db --name ops \\
      --scope admin --json | jq --raw-output .key
  septet key list --database sqlite:ledger.db
  septet key revoke --database sqlite:ledger.db key_7

A server that runs on the database knows of a change within a second.")]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Create a key and show it once
    #[command(after_help = "\
Examples:
  septet key create --database sqlite:ledger.db --name booking \\
      --scope charge --scope read --expires 90d
  septet key create --database sqlite:ledger.db --name ops \\
      --scope admin --json | jq --raw-output .key")]
    Create {
        #[command(flatten)]
        place: Place,

        /// What the key is for: letters, digits, `-`, `_`, `.` and `:`
        #[arg(long)]
        name: String,

        /// What it may do: admin (everything), charge (quotes, holds, charges), read; repeat it for several
        #[arg(long = "scope", value_name = "SCOPE", required = true, value_delimiter = ',')]
        scopes: Vec<String>,

        /// Until when it is valid: a time such as 2030-01-01T00:00:00Z, or how long from now on, such as 30d
        #[arg(long, value_name = "WHEN")]
        expires: Option<String>,

        /// Answer with one JSON object
        #[arg(long)]
        json: bool,
    },
    /// List all keys, newest first
    #[command(after_help = "\
Example:
  septet key list --database sqlite:ledger.db")]
    List {
        #[command(flatten)]
        place: Place,

        /// Answer with one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Revoke a key, for ever
    #[command(after_help = "\
Example:
  septet key revoke --database sqlite:ledger.db key_7")]
    Revoke {
        #[command(flatten)]
        place: Place,

        /// The key's id, as `septet key list` shows it
        id: String,

        /// Answer with one JSON object
        #[arg(long)]
        json: bool,
    },
}

pub(super) fn run(args: Args) -> Result<(), Failure> {
    match args.command {
        Command::Create { place, name, scopes, expires, json } => {
            let key = server::create_key(&place.database()?, &name, &scopes, expires.as_deref())?;
            show(json, &key, describe)
        }
        Command::List { place, json } => show(json, &server::list_keys(&place.database()?)?, list),
        Command::Revoke { place, id, json } => show(json, &server::revoke_key(&place.database()?, &id)?, describe),
    }
}

fn describe(key: &Value) -> String {
    let mut rows = Vec::new();
    if let Some(secret) = key["key"].as_str() {
        rows.push(("key", format!("{secret} (shown this once)")));
    }
    rows.extend([("id", text(&key["id"])), ("name", text(&key["name"])), ("scopes", text(&key["scopes"]))]);
    let times = [("expires", "expiresAt"), ("revoked", "revokedAt")];
    rows.extend(times.map(|(name, field)| (name, text(&key[field]))).into_iter().filter(|(_, time)| time != "-"));
    table::pairs(&rows)
}

fn list(keys: &Value) -> String {
    let head = ["id", "name", "key", "scopes", "created", "expires", "revoked", "last used"].map(str::to_owned);
    let fields = ["id", "name", "prefix", "scopes", "createdAt", "expiresAt", "revokedAt", "lastUsedAt"];
    let row = |key: &Value| fields.map(|field| text(&key[field])).to_vec();
    let rows = keys["keys"].as_array().into_iter().flatten().map(row);
    table::rows(&std::iter::once(head.to_vec()).chain(rows).collect::<Vec<_>>())
}

fn text(value: &Value) -> String {
    match value {
        Value::Array(values) => values.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","),
        value => value.as_str().unwrap_or("-").to_owned(),
    }
}
