//! The command line: arguments in, a table or JSON lines out.

mod lines;
mod quote;
mod region;
mod segments;
#[cfg(feature = "server")]
mod serve;
mod table;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use septet::Result;
use septet::wire::Value;
use serde::Serialize;

/// Exit status: 0, or 2 for misuse and for input that has no answer.
const MISUSE: u8 = 2;

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
    Quote(quote::Args),
    #[cfg(feature = "server")]
    Serve(serve::Args),
}

pub(crate) fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Segments(args) => segments::run(args),
        Command::Region(args) => region::run(args),
        Command::Quote(args) => quote::run(args),
        #[cfg(feature = "server")]
        Command::Serve(args) => serve::run(args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
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
    let answer = serde_json::to_value(answer(request()?)?).map_err(|error| Failure::Output(error.into()))?;
    let text = if form.json { format!("{answer}\n") } else { table(&answer) };
    io::stdout().write_all(text.as_bytes()).map_err(Failure::Output)
}
