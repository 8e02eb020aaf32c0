//! Programs that come with the operating system: a real browser, and a PostgreSQL server.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use xshell::{Shell, cmd};

use crate::command::captured;
use crate::progress;

/// A program that tests use and that no Rust or npm package brings.
pub(crate) struct Program {
    /// As people call it.
    name: &'static str,
    /// The variable that tells tests where it is. Set by the caller, it says so to us as well.
    variable: &'static str,
    /// What the variable should hold, looked for in the usual places.
    find: fn() -> Option<PathBuf>,
    /// The command to ask for a version, in case the variable holds a folder.
    command: &'static str,
    /// The Debian packages that bring it.
    packages: &'static [&'static str],
    /// What to install elsewhere.
    advice: &'static str,
}

/// Fonts too: without them a page's text, and an emoji in a message, would be boxes.
pub(crate) static CHROMIUM: Program = Program {
    name: "Chromium",
    variable: "SEPTET_CHROMIUM",
    find: find_chromium,
    command: "chromium",
    packages: &["chromium", "fonts-noto-color-emoji", "fonts-dejavu-core"],
    advice: "install Chromium or Chrome, or set SEPTET_CHROMIUM to its path",
};

/// The variable holds the folder of `initdb`, `postgres` and `pg_ctl`: tests start clusters of their own.
pub(crate) static POSTGRES: Program = Program {
    name: "PostgreSQL",
    variable: "SEPTET_PG_BIN",
    find: find_postgres,
    command: "pg_ctl",
    packages: &["postgresql"],
    advice: "install the PostgreSQL server, or set SEPTET_PG_BIN to the folder of its `pg_ctl`",
};

impl Program {
    fn locate(&self) -> Option<PathBuf> {
        match env::var_os(self.variable) {
            Some(path) => Some(PathBuf::from(path)),
            None => (self.find)(),
        }
    }

    /// Asks the program itself, which also proves that it starts.
    fn version(&self, sh: &Shell, path: &Path) -> Result<String> {
        let program = if path.is_dir() { path.join(self.command) } else { path.to_path_buf() };
        captured(cmd!(sh, "{program} --version"))
            .with_context(|| format!("{} at `{}` does not start: {}", self.name, program.display(), self.advice))
    }
}

/// Finds the programs, installs those that are missing where that is possible, and sets their variables.
pub(super) fn provide(sh: &Shell, programs: &[&Program]) -> Result<()> {
    let packages: Vec<&str> = programs
        .iter()
        .filter(|program| program.locate().is_none())
        .flat_map(|program| program.packages)
        .copied()
        .collect();
    if !packages.is_empty() && which("apt-get").is_some() {
        install(sh, &packages).with_context(|| format!("install by hand: {}", packages.join(" ")))?;
    }

    for program in programs {
        let Some(path) = program.locate() else {
            bail!("{} is missing: {}", program.name, program.advice);
        };
        let version = program.version(sh, &path)?;
        progress::note("fresh", format_args!("{version} in {}", path.display()));
        sh.set_var(program.variable, path);
    }
    Ok(())
}

/// Installs Debian packages, if we may. If not, the caller sees that the program is still missing.
fn install(sh: &Shell, packages: &[&str]) -> Result<()> {
    let sudo: &[&str] = if captured(cmd!(sh, "id -u"))? == "0" {
        &[]
    } else if captured(cmd!(sh, "sudo --non-interactive true")).is_ok() {
        &["sudo", "--non-interactive"]
    } else {
        return Ok(());
    };
    // Waits for another installation, such as the automatic upgrades of a machine that was just started.
    let apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--option=DPkg::Lock::Timeout=300"];
    let apt: Vec<&str> = sudo.iter().chain(&apt).copied().collect();
    let (first, rest) = apt.split_first().context("a command has a first word")?;
    let apt = || cmd!(sh, "{first} {rest...}");
    let install = || captured(apt().args(["install", "--yes", "--no-install-recommends"]).args(packages));

    let list = packages.join(", ");
    progress::quiet("install", format_args!("Debian packages {list}"), || {
        // Package lists are missing from most container images, and old ones name files that are gone: only then
        // is it worth the time to fetch them.
        if install().is_err() {
            captured(apt().arg("update"))?;
            install()?;
        }
        Ok(())
    })
}

fn find_chromium() -> Option<PathBuf> {
    const MACOS: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
    let debian = PathBuf::from("/usr/bin/chromium");
    if debian.is_file() {
        return Some(debian);
    }
    ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find_map(which)
        .or_else(|| Some(PathBuf::from(MACOS)).filter(|path| path.is_file()))
}

fn find_postgres() -> Option<PathBuf> {
    // A link on the `PATH` may stand alone: the other programs are where it points to.
    if let Some(program) = which("pg_ctl") {
        return Some(program.canonicalize().ok()?.parent()?.to_path_buf());
    }
    // Debian keeps its servers, one folder a major version, off the `PATH`. We take the newest.
    fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .flatten()
        .filter_map(|entry| {
            let version: u32 = entry.file_name().to_str()?.parse().ok()?;
            let bin = entry.path().join("bin");
            bin.join("pg_ctl").is_file().then_some((version, bin))
        })
        .max()
        .map(|(_, bin)| bin)
}

/// The first file of this name in a folder of `PATH`.
fn which(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|dir| dir.join(name)).find(|path| path.is_file())
}
