//! From a fresh clone to a running product.

use std::fs;
use std::process::{Command, ExitCode};

use anyhow::Result;
use xshell::cmd;

use crate::command::streamed;
use crate::package;
use crate::progress;
use crate::project::Project;
use crate::setup;

/// Has the demo made anew before it is served.
const RESET: &str = "--reset";

/// What `septet demo` has to know as well: what is priced by, and how much of a past there is.
const OF_DEMO: [(&str, &str); 4] =
    [("--book", "--book"), ("--deck", "--deck"), ("--set", "--set"), ("--demo-days", "--days")];

/// Builds everything and becomes `septet serve`; `options` are added to ours, and win over them.
pub(crate) fn run(project: &Project, options: &[&str]) -> Result<ExitCode> {
    let sh = &project.shell;
    setup::prepare(project, package::NEEDS)?;
    package::build(project)?;
    progress::loud("build", "septet", || {
        streamed(cmd!(sh, "cargo build --release --package septet --bin septet --features cli,server"))
    })?;

    let data = project.target.join("septet");
    fs::create_dir_all(&data)?;
    // Shown without the project's folder where it can be: the server prints it.
    let data = data.strip_prefix(&project.root).unwrap_or(&data);
    let database = format!("sqlite:{}", data.join("demo.db").display());
    let defaults = [
        ("--demo", None),
        ("--database", Some(database.as_str())),
        ("--web", Some("www/dist")),
        ("--listen", Some("127.0.0.1:8787")),
    ];

    let septet = project.septet("release");
    let (reset, options): (Vec<&str>, Vec<&str>) = options.iter().partition(|option| **option == RESET);
    if !reset.is_empty() {
        let place = values(&options, "--database").last().copied().unwrap_or(&database);
        let mut demo = cmd!(sh, "{septet} demo --reset --database {place}");
        for (ours, its) in OF_DEMO {
            for value in values(&options, ours) {
                demo = demo.args([its, value]);
            }
        }
        demo.run()?;
    }
    let mut server = cmd!(sh, "{septet} serve");
    for (name, value) in defaults {
        if !is_given(&options, name) {
            server = server.arg(name).args(value);
        }
    }
    hand_over(server.args(&options).into())
}

/// Whether the option is among those given, as `--name value` or as `--name=value`.
fn is_given(options: &[&str], name: &str) -> bool {
    options.iter().any(|option| option.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('=')))
}

/// The values that an option was given, as `--name value` or as `--name=value`.
fn values<'a>(options: &[&'a str], name: &str) -> Vec<&'a str> {
    let value = |(place, option): (usize, &&'a str)| match option.strip_prefix(name)? {
        "" => options.get(place + 1).copied(),
        rest => rest.strip_prefix('='),
    };
    options.iter().enumerate().filter_map(value).collect()
}

/// Becomes the server: signals reach it directly, and its exit status is ours. Returns only if it does not start.
#[cfg(unix)]
fn hand_over(mut server: Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt as _;
    Err(server.exec().into())
}

#[cfg(not(unix))]
fn hand_over(mut server: Command) -> Result<ExitCode> {
    let status = server.status()?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

#[cfg(test)]
mod test {
    use super::*;

    #[test]
    fn options_given() {
        assert!(is_given(&["--listen", "[::1]:80"], "--listen"));
        assert!(is_given(&["--listen=[::1]:80"], "--listen"));
        assert!(!is_given(&["--listener"], "--listen"));
        assert!(!is_given(&[], "--demo"));
        assert_eq!(values(&["--set", "a=1", "--book=x", "--set=b=2"], "--set"), ["a=1", "b=2"]);
        assert_eq!(values(&["--settle", "x", "--set"], "--set"), [""; 0]);
    }
}
