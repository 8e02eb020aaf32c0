//! The benchmarks: one `tests/bench/NAME.mjs` each, run by Node on the package as it is built.

use std::fs;
use std::process::ExitCode;

use anyhow::{Result, bail};
use xshell::cmd;

use crate::command::streamed;
use crate::package;
use crate::postgres::Server;
use crate::progress;
use crate::project::Project;
use crate::setup::{self, CHROMIUM, Need, POSTGRES};

const FOLDER: &str = "tests/bench";

/// The web app is not needed: what is measured are the package and its peers.
const NEEDS: &[Need] = &[Need::RustWasm, Need::Npm("pkg"), Need::Npm(FOLDER), Need::System(&CHROMIUM)];

/// Runs the benchmark named, or all of them in the order of their names, with these options.
pub(crate) fn run(project: &Project, only: Option<&str>, options: &[&str]) -> Result<ExitCode> {
    let mut names = names(project)?;
    if let Some(only) = only {
        if !names.iter().any(|name| name == only) {
            bail!("there is no benchmark `{only}`; there are: {}", names.join(", "));
        }
        names = vec![only.to_owned()];
    }

    setup::prepare(project, NEEDS)?;
    package::core(project)?;
    let _server = if options.contains(&"postgres") {
        setup::prepare(project, &[Need::System(&POSTGRES)])?;
        Server::start(project)?
    } else {
        None
    };
    for name in names {
        let sh = &project.shell;
        let script = format!("{FOLDER}/{name}.mjs");
        progress::loud("bench", &name, || streamed(cmd!(sh, "node {script} {options...}")))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The benchmarks there are. What they share is in folders below, and so is not mistaken for one.
fn names(project: &Project) -> Result<Vec<String>> {
    let Ok(entries) = fs::read_dir(project.root.join(FOLDER)) else {
        bail!("there are no benchmarks: `{FOLDER}` is missing");
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry?.file_name();
        if let Some(name) = name.to_string_lossy().strip_suffix(".mjs") {
            names.push(name.to_owned());
        }
    }
    names.sort();
    Ok(names)
}
