//! The developer commands: `cargo xtask serve`, `test`, `build` and `bench`.
//!
//! Each goes from a fresh clone to its end without further help: [`setup`] installs what is missing, [`package`]
//! builds what is out of date, and a second run starts within seconds.

mod bench;
mod command;
mod output;
mod package;
mod postgres;
mod progress;
mod project;
mod serve;
mod setup;
mod tally;
mod tests;

use std::env;
use std::process::ExitCode;

use anyhow::Result;

use crate::project::Project;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  serve [OPTION…]  builds everything and starts the ledger with a demo account;
                   the options are those of `septet serve`, and --reset, which
                   makes the demo anew
  test [STEP]      runs every check, or one of: fmt, lint, build, native, package, web
  build            builds the npm package in pkg/dist and the web app in www/dist
  postgres         runs a PostgreSQL server for tests until Enter is pressed
  bench [NAME]     runs the benchmarks, or the one named; `bench ledger --store postgres`
                   is the ledger's on a server
";

/// The exit status of a command line nobody understands, as in `septet` itself.
const MISUSE: u8 = 2;

fn main() -> ExitCode {
    let words: Vec<String> = env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();

    run(&words).unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

fn run(words: &[&str]) -> Result<ExitCode> {
    match words {
        ["serve", options @ ..] => serve::run(&Project::open()?, options),
        ["test"] => tests::run(&Project::open()?, None),
        ["test", step] => tests::run(&Project::open()?, Some(step)),
        ["build"] => {
            let project = Project::open()?;
            setup::prepare(&project, package::NEEDS)?;
            package::build(&project)?;
            Ok(ExitCode::SUCCESS)
        }
        ["bench"] => bench::run(&Project::open()?, None, &[]),
        ["bench", name, options @ ..] => bench::run(&Project::open()?, Some(name), options),
        ["postgres"] => {
            let project = Project::open()?;
            setup::prepare(&project, &[setup::Need::System(&setup::POSTGRES)])?;
            let server = postgres::Server::start(&project)?;
            println!("{}", server.as_ref().map_or_else(|| "it runs already".to_owned(), postgres::Server::variables));
            std::io::stdin().read_line(&mut String::new())?; // until Enter, or the end of the input
            Ok(ExitCode::SUCCESS)
        }
        ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        _ => {
            eprint!("{USAGE}");
            Ok(ExitCode::from(MISUSE))
        }
    }
}
