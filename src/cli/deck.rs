//! `septet deck`

use std::process::ExitCode;

use septet::Result;
use septet::rates::Deck;
use septet::wire::{self, Value};

use super::table::text;
use super::{Failure, prices, show, status, table};

/// Check and compare rate decks
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  septet deck check my-rates.csv
  septet deck diff sms my-rates.csv --json

A FILE is a CSV, or the name of a deck that ships with septet: sms, whatsapp, voice. - is standard input.")]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Show what is wrong or odd in a deck, by line; the exit status is 1 where anything is
    #[command(after_help = "\
Example:
  septet deck check my-rates.csv")]
    Check {
        /// A CSV, or the name of a deck that ships with septet: sms, whatsapp, voice; - is standard input
        file: String,

        /// Answer with one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Show which rates change from one deck to the other, and by how much; the exit status is 1 where any does
    #[command(after_help = "\
Example:
  septet deck diff sms my-rates.csv --json")]
    Diff {
        /// The deck as it was: a CSV, or the name of one that ships with septet
        before: String,

        /// The deck as it is to be, named likewise
        after: String,

        /// Answer with one JSON object
        #[arg(long)]
        json: bool,
    },
}

pub(super) fn run(args: Args) -> Result<ExitCode, Failure> {
    match args.command {
        Command::Check { file, json } => {
            let check = wire::deck_check(&file, &csv(&file)?);
            show(json, &check, describe_check)?;
            Ok(status(!check.ok))
        }
        Command::Diff { before, after, json } => {
            let deck = |file: &str| Deck::from_csv(file, &csv(file)?);
            let diff = wire::deck_diff(&deck(&before)?, &deck(&after)?)?;
            show(json, &diff, describe_diff)?;
            Ok(status(!diff.changes.is_empty()))
        }
    }
}

/// A deck's text: one that ships with the crate by its name, or a file's.
fn csv(file: &str) -> Result<Vec<u8>> {
    wire::shipped_deck(file).map_or_else(|| prices::read(file), |csv| Ok(csv.as_bytes().to_vec()))
}

fn describe_check(check: &Value) -> String {
    let each = check["findings"].as_array().into_iter().flatten();
    let mut text: String = each
        .map(|finding| {
            format!("line {}: {}: {}\n", finding["line"], text(&finding["severity"]), text(&finding["text"]))
        })
        .collect();
    if check["rates"].is_u64() {
        text += &format!("{} rates in {}\n", check["rates"], table::text(&check["currency"]));
    }
    text
}

fn describe_diff(diff: &Value) -> String {
    let row = |change: &Value| {
        let how = match (change["before"].as_str(), change["after"].as_str()) {
            (Some(before), Some(after)) => format!("{before} → {after}{}", percent(change)),
            (Some(before), None) => format!("{before} → no rate"),
            (None, after) => format!("no rate → {}", after.unwrap_or_default()),
        };
        vec![text(&change["key"]), how]
    };
    let changes = diff["changes"].as_array().into_iter().flatten();
    let rows: Vec<_> = changes.map(row).collect();
    if rows.is_empty() { "no rate changes\n".to_owned() } else { table::rows(&rows) }
}

fn percent(change: &Value) -> String {
    let Some(percent) = change["percent"].as_str() else { return String::new() };
    let sign = if percent.starts_with('-') { "" } else { "+" };
    format!(" ({sign}{percent} %)")
}
