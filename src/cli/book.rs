//! `septet book`

mod policies;
mod words;

use std::io::IsTerminal;
use std::process::ExitCode;

use septet::wire::{self, BookDiff, Value};
use septet::{Error, ErrorKind};

use super::prices::{self, Numbers, Parameters};
use super::table::text;
use super::{Failure, print, show, status, table, today, usage};

/// Check, show and compare price books
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  septet book check my-book.json --usage usage.jsonl
  septet book show calcom --set aiAgentCredits=5
  septet book diff calcom my-book.json --usage usage.jsonl
  septet book schema > book.schema.json

A BOOK is the name of a preset, or a file whose name ends with .json. Usage is a file of quote requests, a JSON object a line, with `who` pays for each.")]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Check(Check),
    Show(Show),
    /// Print the JSON Schema of a book
    #[command(after_help = "\
Example:
  septet book schema > book.schema.json")]
    Schema,
    Diff(Diff),
}

/// Show what is wrong or odd in a book; the exit status is 1 where there is an error or a warning
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  septet book check my-book.json --deck sms=my-rates.csv --usage usage.jsonl")]
struct Check {
    /// A preset's name, or a file whose name ends with .json
    book: String,

    #[command(flatten)]
    numbers: Numbers,

    /// JSON lines of requests; reports destinations without a rate
    #[arg(long, value_name = "FILE")]
    usage: Option<String>,

    /// Answer with one JSON object
    #[arg(long)]
    json: bool,
}

/// Show what a book says
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  septet book show calcom --words
  septet book show calcom --set aiAgentCredits=5 > my-book.json")]
struct Show {
    /// A preset's name, or a file whose name ends with .json
    book: String,

    #[command(flatten)]
    parameters: Parameters,

    /// The document itself, with the values that were set; without a terminal that is what is shown
    #[arg(long, conflicts_with = "words")]
    json: bool,

    /// In plain English; on a terminal that is what is shown
    #[arg(long)]
    words: bool,
}

/// Show what changes from one book to the other, and who pays more; the exit status is 1 where they differ
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  septet book diff calcom my-book.json --usage usage.jsonl
  septet book diff old.json new.json --deck sms=my-rates.csv --usage usage.jsonl

Decks and values of parameters are those of both books, where they have a place there.")]
struct Diff {
    /// The book as it was: a preset's name, or a file whose name ends with .json
    before: String,

    /// The book as it is to be, named likewise
    after: String,

    #[command(flatten)]
    numbers: Numbers,

    /// JSON lines of what was used, with `who` pays for it
    #[arg(long, value_name = "FILE")]
    usage: Option<String>,

    /// Answer with one JSON object
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: Args) -> Result<ExitCode, Failure> {
    match args.command {
        Command::Check(args) => check(args),
        Command::Diff(args) => diff(args),
        Command::Show(args) => {
            let document = args.parameters.set(prices::document(&args.book)?)?;
            let book = wire::book(document.clone())?;
            let json = args.json || !args.words && !std::io::stdout().is_terminal();
            show(json, &document, |_| words::book(&book))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Schema => {
            print(&format!("{:#}\n", wire::book_schema()))?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn check(args: Check) -> Result<ExitCode, Failure> {
    let usage = read_usage(args.usage.as_deref())?;
    let (decks, settings) = (args.numbers.decks()?, args.numbers.parameters().settings()?);
    let document = match prices::is_file(&args.book) {
        true => wire::parse_bytes(prices::unmarked(&prices::read(&args.book)?)),
        false => Ok(wire::document(args.book.as_str().into())?),
    };
    let engine = document.and_then(|document| prices::engine(wire::set(document, &settings, "")?, &decks));
    let lint = match engine {
        Ok(engine) => wire::lint(&engine, &usage),
        Err(error) if is_misuse(&error) => return Err(error.into()),
        Err(error) => wire::refused(&error),
    };
    show(args.json, &lint, describe_findings)?;
    Ok(status(!lint.ok))
}

/// Whether it is what was asked for that is wrong, and not the book.
fn is_misuse(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::UnknownParameter | ErrorKind::UnknownDeck)
}

fn read_usage(path: Option<&str>) -> septet::Result<Vec<septet::quote::Usage>> {
    path.map_or(Ok(Vec::new()), |path| usage::read(path, wire::usage_of_service))
}

fn diff(args: Diff) -> Result<ExitCode, Failure> {
    let documents =
        args.numbers.parameters().set_both([prices::document(&args.before)?, prices::document(&args.after)?])?;
    let [before, after] = [wire::book(documents[0].clone())?, wire::book(documents[1].clone())?];
    let diff = match &args.usage {
        Some(usage) => {
            let [of_before, of_after] = args.numbers.decks_of([&before, &after])?;
            let [one, other] = documents;
            let (one, other) = (prices::engine(one, &of_before)?, prices::engine(other, &of_after)?);
            wire::book_diff(&one, &other, &read_usage(Some(usage))?, Some(today()))?
        }
        // Documents are compared whether or not there are rates to price by.
        None => {
            let [before, after] = [wire::parse(&before.canonical)?, wire::parse(&after.canonical)?];
            BookDiff { changes: wire::book_changes(&before, &after), accounts: Vec::new() }
        }
    };
    show(args.json, &diff, describe_diff)?;
    Ok(status(!diff.changes.is_empty()))
}

fn describe_findings(lint: &Value) -> String {
    let findings = lint["findings"].as_array().into_iter().flatten();
    let line = |finding: &Value| {
        let [severity, path, what, code] = ["severity", "path", "text", "code"].map(|field| text(&finding[field]));
        let place = if path.is_empty() { String::new() } else { format!("{path}: ") };
        format!("{severity}: {place}{what} [{code}]\n")
    };
    let lines: String = findings.map(line).collect();
    if lines.is_empty() { "nothing was found\n".to_owned() } else { lines }
}

fn describe_diff(diff: &Value) -> String {
    let changes = diff["changes"].as_array().into_iter().flatten();
    let line = |change: &Value| {
        let path = text(&change["path"]);
        match (change.get("before"), change.get("after")) {
            (Some(before), Some(after)) => format!("~ {path}: {before} → {after}\n"),
            (Some(before), None) => format!("- {path}: {before}\n"),
            (None, after) => format!("+ {path}: {}\n", after.unwrap_or(&Value::Null)),
        }
    };
    let mut lines: String = changes.map(line).collect();
    if lines.is_empty() {
        lines = "the books are equal\n".to_owned();
    }
    let mut rows = vec![["who", "before", "after", "more", "in money", ""].map(str::to_owned).to_vec()];
    for account in diff["accounts"].as_array().into_iter().flatten() {
        let credits = ["before", "after", "difference"].map(|side| text(&account["credits"][side]));
        let money = table::money(&account["money"]["difference"]);
        let unpriced = account["reasons"].as_array().into_iter().flatten().map(|reason| {
            let [before, after, why] = ["before", "after", "message"].map(|field| text(&reason[field]));
            format!("lines without a price: {before} before, {after} after, as {why}")
        });
        let recorded = &account["recorded"];
        let recorded = recorded.is_object().then(|| {
            let [before, after] = ["before", "after"].map(|side| text(&recorded[side]));
            format!("recorded and not deducted: {before} before, {after} after")
        });
        let notes = unpriced.chain(recorded).collect::<Vec<_>>().join("; ");
        let mut row = vec![usage::who(account["who"].as_str().unwrap_or_default()).to_owned()];
        row.extend(credits);
        row.extend([money, notes]);
        rows.push(row);
    }
    if rows.len() > 1 {
        lines += &format!("\n{}", table::rows(&rows));
    }
    lines
}
