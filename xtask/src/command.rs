//! Three ways to run another program, by what becomes of its output.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use xshell::Cmd;

use crate::output;

/// Passes the output through.
pub(crate) fn streamed(cmd: Cmd<'_>) -> Result<()> {
    Ok(cmd.quiet().run()?)
}

/// Keeps the output back: it is shown in the error when the program fails, and returned otherwise.
pub(crate) fn captured(cmd: Cmd<'_>) -> Result<String> {
    let shown = cmd.to_string();
    let output = cmd.quiet().ignore_status().output()?;
    let stdout = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        let stderr = String::from_utf8_lossy(&output.stderr);
        bail!("`{shown}` failed ({}):\n{}\n{}", output.status, stdout.trim(), stderr.trim());
    }
    Ok(stdout.trim().to_owned())
}

/// Passes the output through, and shows each line of standard output to `see` as well.
pub(crate) fn observed(cmd: Cmd<'_>, mut see: impl FnMut(&str)) -> Result<()> {
    let shown = cmd.to_string();
    let mut child = Command::from(cmd)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("`{shown}` does not start"))?;

    if let Some(stdout) = child.stdout.take() {
        let mut reader = BufReader::new(stdout);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line)? > 0 {
            output::print(&line);
            see(&String::from_utf8_lossy(&line));
            line.clear();
        }
    }

    let status = child.wait()?;
    if !status.success() {
        bail!("`{shown}` failed ({status})");
    }
    Ok(())
}
