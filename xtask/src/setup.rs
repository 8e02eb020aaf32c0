//! Everything a machine needs before anything can be built or tested, installed when it is missing.
//!
//! Nothing here writes outside the project except the package managers it calls: `rustup` and, on Debian and its
//! relatives, `apt-get`. Where those cannot help, one sentence says what to install.

mod system;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use xshell::{Shell, cmd};

use crate::command::{captured, streamed};
use crate::progress;
use crate::project::Project;

pub(crate) use system::{CHROMIUM, POSTGRES, Program};

/// Something that must be there before a command can start.
pub(crate) enum Need {
    /// `cargo fmt` and `cargo clippy`.
    RustTools,
    /// The standard library for `wasm32-unknown-unknown`.
    RustWasm,
    /// Node.js, npm, and the npm packages of this folder.
    Npm(&'static str),
    /// A program of the operating system.
    System(&'static Program),
}

/// The target that `core.wasm` is compiled for.
pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The oldest Node.js that has `require` of ES modules without a flag, which Vite 7 relies on.
const NODE_MINIMUM: (u32, u32) = (20, 19);

/// Records, inside `node_modules`, what it was installed from. `npm ci` removes the folder first, so that an
/// installation cut short leaves no stamp behind.
const STAMP: &str = "node_modules/.septet-stamp";

/// Installs what is missing, and tells the commands that follow where the system's programs are.
pub(crate) fn prepare(project: &Project, needs: &[Need]) -> Result<()> {
    if needs.iter().any(|need| matches!(need, Need::Npm(_))) {
        node(&project.shell)?;
    }
    for need in needs {
        match need {
            Need::RustTools => rust_tools(&project.shell)?,
            Need::RustWasm => rust_wasm(&project.shell)?,
            Need::Npm(folder) => npm_packages(project, folder)?,
            Need::System(_) => {}
        }
    }
    // All at once at the end: one call of the package manager for everything that is missing.
    let programs: Vec<&Program> = needs
        .iter()
        .filter_map(|need| match need {
            Need::System(program) => Some(*program),
            _ => None,
        })
        .collect();
    system::provide(&project.shell, &programs)
}

fn rust_tools(sh: &Shell) -> Result<()> {
    let present =
        captured(cmd!(sh, "cargo fmt --version")).is_ok() && captured(cmd!(sh, "cargo clippy --version")).is_ok();
    if present {
        progress::note("fresh", "rustfmt and clippy");
        return Ok(());
    }
    progress::loud("install", "rustfmt and clippy", || {
        streamed(cmd!(sh, "rustup component add rustfmt clippy"))
            .context("rustfmt or clippy is missing: install Rust from https://rustup.rs, which brings both")
    })
}

fn rust_wasm(sh: &Shell) -> Result<()> {
    let what = format!("Rust target {WASM_TARGET}");
    let sysroot = captured(cmd!(sh, "rustc --print sysroot"))?;
    let library = Path::new(&sysroot).join("lib/rustlib").join(WASM_TARGET);
    if library.is_dir() {
        progress::note("fresh", what);
        return Ok(());
    }
    progress::loud("install", &what, || {
        streamed(cmd!(sh, "rustup target add {WASM_TARGET}"))
            .with_context(|| format!("the {what} is missing: install Rust from https://rustup.rs, which can add it"))
    })
}

fn node(sh: &Shell) -> Result<()> {
    let (major, minor) = NODE_MINIMUM;
    let advice = format!("install Node.js {major}.{minor} or newer, with npm, from https://nodejs.org");
    let Ok(version) = captured(cmd!(sh, "node --version")) else {
        bail!("Node.js is missing: {advice}");
    };
    if node_version(&version).is_none_or(|found| found < NODE_MINIMUM) {
        bail!("Node.js {version} is too old: {advice}");
    }
    let Ok(npm) = captured(cmd!(sh, "npm --version")) else {
        bail!("npm is missing: {advice}");
    };
    progress::note("fresh", format_args!("Node.js {version}, npm {npm}"));
    Ok(())
}

/// Major and minor version, from what `node --version` prints.
fn node_version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim().strip_prefix('v')?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

fn npm_packages(project: &Project, folder: &str) -> Result<()> {
    let dir = project.root.join(folder);
    let manifest = dir.join("package.json");
    if !manifest.exists() {
        return Ok(());
    }
    let lock = dir.join("package-lock.json");
    if !lock.exists() {
        bail!("`{folder}` has a package.json without a package-lock.json: run `npm install` there once");
    }

    let what = format!("npm packages of {folder}");
    let mut wanted = fs::read(manifest)?;
    wanted.extend(fs::read(lock)?);
    let stamp = dir.join(STAMP);
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        progress::note("fresh", what);
        return Ok(());
    }
    progress::loud("install", &what, || {
        let sh = &project.shell;
        let _there = sh.push_dir(&dir);
        captured(cmd!(sh, "npm ci --no-audit --no-fund"))?;
        // A package without dependencies gets no `node_modules` from npm.
        fs::create_dir_all(dir.join("node_modules"))?;
        fs::write(&stamp, &wanted)?;
        Ok(())
    })
}

#[cfg(test)]
mod test {
    use super::*;

    #[test]
    fn node_versions() {
        assert_eq!(node_version("v20.19.0\n"), Some((20, 19)));
        assert_eq!(node_version("v24.0.0-nightly"), Some((24, 0)));
        assert_eq!(node_version("20"), None);
    }
}
