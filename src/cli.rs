//! The command line: arguments in, a table or JSON lines out.

mod book;
#[cfg(feature = "server")]
mod copy;
mod deck;
#[cfg(feature = "server")]
mod demo;
#[cfg(feature = "server")]
mod key;
mod lines;
#[cfg(feature = "server")]
mod login_code;
#[cfg(feature = "server")]
mod openapi;
#[cfg(feature = "server")]
mod place;
mod preflight;
mod prices;
mod quote;
#[cfg(feature = "server")]
mod quote_key;
mod region;
mod segments;
#[cfg(feature = "server")]
mod serve;
mod table;
mod usage;
#[cfg(feature = "server")]
mod verify;
mod what_if;

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::{Parser, Subcommand};
use septet::Result;
use septet::rates::Date;
use septet::wire::Value;
use serde::Serialize;

/// Exit status for misuse and for input that has no answer.
const MISUSE: u8 = 2;
/// Exit status where a check found something, or two things differ.
const FOUND: u8 = 1;

/// Exact prices for prepaid credits, and what a text is as an SMS.
#[derive(Debug, Parser)]
#[command(name = "septet", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Segments(segments::Args),
    Region(region::Args),
    Quote(Box<quote::Args>),
    Preflight(Box<preflight::Args>),
    #[command(name = "what-if")]
    WhatIf(what_if::Args),
    Book(book::Args),
    Deck(deck::Args),
    #[cfg(feature = "server")]
    Serve(Box<serve::Args>),
    #[cfg(feature = "server")]
    Demo(demo::Args),
    #[cfg(feature = "server")]
    Verify(verify::Args),
    #[cfg(feature = "server")]
    Backup(verify::Backup),
    #[cfg(feature = "server")]
    Migrate(copy::Migrate),
    #[cfg(feature = "server")]
    Copy(copy::Copy),
    #[cfg(feature = "server")]
    #[command(name = "openapi")]
    OpenApi(openapi::Args),
    #[cfg(feature = "server")]
    #[command(name = "quote-key")]
    QuoteKey(quote_key::Args),
    #[cfg(feature = "server")]
    Key(key::Args),
    #[cfg(feature = "server")]
    #[command(name = "login-code")]
    LoginCode(login_code::Args),
}

pub(crate) fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Segments(args) => segments::run(args).map(|()| ExitCode::SUCCESS),
        Command::Region(args) => region::run(args).map(|()| ExitCode::SUCCESS),
        Command::Quote(args) => quote::run(*args).map(|()| ExitCode::SUCCESS),
        Command::Preflight(args) => preflight::run(*args),
        Command::WhatIf(args) => what_if::run(args).map(|()| ExitCode::SUCCESS),
        Command::Book(args) => book::run(args),
        Command::Deck(args) => deck::run(args),
        #[cfg(feature = "server")]
        Command::Serve(args) => serve::run(*args).map(|()| ExitCode::SUCCESS),
        #[cfg(feature = "server")]
        Command::Demo(args) => demo::run(args).map(|()| ExitCode::SUCCESS),
        #[cfg(feature = "server")]
        Command::Verify(args) => verify::run(args),
        #[cfg(feature = "server")]
        Command::Backup(args) => verify::backup(args).map(|()| ExitCode::SUCCESS),
        #[cfg(feature = "server")]
        Command::Migrate(args) => copy::migrate(args).map(|()| ExitCode::SUCCESS),
        #[cfg(feature = "server")]
        Command::Copy(args) => copy::copy(args).map(|()| ExitCode::SUCCESS),
        #[cfg(feature = "server")]
        Command::OpenApi(args) => openapi::run(args).map(|()| ExitCode::SUCCESS),
        #[cfg(feature = "server")]
        Command::QuoteKey(args) => quote_key::run(args).map(|()| ExitCode::SUCCESS),
        #[cfg(feature = "server")]
        Command::Key(args) => key::run(args).map(|()| ExitCode::SUCCESS),
        #[cfg(feature = "server")]
        Command::LoginCode(args) => login_code::run(args).map(|()| ExitCode::SUCCESS),
    };
    match done {
        Ok(status) => status,
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            // Nothing is left to tell it to where standard error is closed as well.
            let _ = writeln!(io::stderr(), "septet: {failure}");
            ExitCode::from(MISUSE)
        }
    }
}

/// Why a command did not do what it was asked to.
#[derive(Debug)]
enum Failure {
    Refused(septet::Error),
    Input(io::Error),
    Output(io::Error),
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Failure::Refused(error) => write!(f, "{error} [{}]", error.code()),
            Failure::Input(error) => write!(f, "cannot read: {error}"),
            Failure::Output(error) => write!(f, "cannot write: {error}"),
        }
    }
}

impl From<septet::Error> for Failure {
    fn from(error: septet::Error) -> Failure {
        Failure::Refused(error)
    }
}

/// How a command is asked and answers.
#[derive(Debug, clap::Args)]
struct Form {
    /// Read one JSON request a line from standard input and answer one JSON object a line, in order
    #[arg(long, conflicts_with = "json")]
    jsonl: bool,

    /// Answer the arguments with one JSON object
    #[arg(long)]
    json: bool,
}

/// Answers the lines of standard input, or the arguments: as JSON, or as a table.
fn answer<T: Serialize>(
    form: &Form,
    request: impl FnOnce() -> Result<Value>,
    answer: impl Fn(Value) -> Result<T>,
    table: impl FnOnce(&Value) -> String,
) -> Result<(), Failure> {
    if form.jsonl {
        return lines::answer(&answer);
    }
    show(form.json, &answer(request()?)?, table)
}

/// Writes an answer as one line of JSON, or as a table.
fn show<T: Serialize>(json: bool, answer: &T, table: impl FnOnce(&Value) -> String) -> Result<(), Failure> {
    let answer = serde_json::to_value(answer).map_err(|error| Failure::Output(error.into()))?;
    print(&if json { format!("{answer}\n") } else { table(&answer) })
}

fn print(text: &str) -> Result<(), Failure> {
    io::stdout().write_all(text.as_bytes()).map_err(Failure::Output)
}

/// The exit status of a check or a comparison.
fn status(found: bool) -> ExitCode {
    if found { ExitCode::from(FOUND) } else { ExitCode::SUCCESS }
}

/// The day it is, in UTC.
fn today() -> Date {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let date = |days: u64| Date::from_days(i64::try_from(days).ok()?);
    // A clock that is beyond the calendar is as good as one that was never set.
    date(seconds / 86_400).or_else(|| date(0)).unwrap_or_else(|| unreachable!("1970 is in the calendar"))
}
