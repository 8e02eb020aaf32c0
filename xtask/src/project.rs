//! Where things are: the project's folder, Cargo's target folder, and a shell that stands in the former.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use xshell::Shell;

/// The checkout that this `xtask` was compiled from.
pub(crate) struct Project {
    /// Runs commands in `root`; variables set on it reach every command that follows.
    pub(crate) shell: Shell,
    /// The folder of the workspace.
    pub(crate) root: PathBuf,
    /// Cargo's target folder, wherever it was configured to be.
    pub(crate) target: PathBuf,
}

impl Project {
    pub(crate) fn open() -> Result<Self> {
        let root =
            Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("the folder of xtask has no parent")?.to_path_buf();
        // We run as `<target>/debug/xtask`. Asking where we are follows `CARGO_TARGET_DIR` and every configuration
        // file without reading them.
        let target =
            env::current_exe()?.ancestors().nth(2).context("xtask does not run from a target folder")?.to_path_buf();
        let shell = Shell::new()?;
        shell.change_dir(&root);
        Ok(Self { shell, root, target })
    }

    /// The `septet` program of a Cargo profile's folder, `debug` or `release`.
    pub(crate) fn septet(&self, profile: &str) -> PathBuf {
        let name = format!("septet{}", env::consts::EXE_SUFFIX);
        self.target.join(profile).join(name)
    }
}
