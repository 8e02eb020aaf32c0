//! The npm package's built half, `pkg/dist`, and the web app on top of it, `www/dist`.
//!
//! ```text
//! cargo build ─► septet.wasm ─► wasm-bindgen ─► core.js
//!                                    └────────► wasm-opt ─► core.wasm ─► loaded by Node
//! ```

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;
use xshell::cmd;

use crate::command::{captured, streamed};
use crate::progress;
use crate::project::Project;
use crate::setup::{Need, WASM_TARGET};

/// What [`build`] relies on.
pub(crate) const NEEDS: &[Need] = &[Need::RustWasm, Need::Npm("pkg"), Need::Npm("www")];

/// The WebAssembly features that `core.wasm` may use: from nothing, those that rustc turns on by default, and SIMD as
/// `.cargo/config.toml` asks for it. Each is named, because `--all-features` lets wasm-opt write what Node 20 and older
/// browsers refuse.
const WASM_FEATURES: [&str; 8] = [
    "--mvp-features",
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-simd",
];

/// How `core.wasm` is made small, beside the options of the compiler in `.cargo/config.toml` and `Cargo.toml`.
const OPTIMISATION: [&str; 5] = [
    "-Oz",
    "--strip-target-features",
    // By default each function that is called from one place becomes part of its caller. In a large function with its
    // many variables less repeats than in small ones: the module was a twentieth larger in gzip.
    "--one-caller-inline-max-function-size",
    "20",
    // An address and what is added to it become one instruction where they do not wrap around to below 1024. The stack's
    // end is there, since rustc puts the stack first.
    "--low-memory-unused",
];

/// Loads a module the way every runtime does.
const LOAD: &str = r#"WebAssembly.compile(require("node:fs").readFileSync(process.argv[1]))"#;

/// Builds the package and the web app.
pub(crate) fn build(project: &Project) -> Result<()> {
    core(project)?;
    web_app(project)
}

/// Builds `core.js` and `core.wasm` in `pkg/dist`.
pub(crate) fn core(project: &Project) -> Result<()> {
    let sh = &project.shell;
    progress::loud("build", "septet.wasm", || {
        streamed(cmd!(sh, "cargo build --profile wasm --target {WASM_TARGET} --package septet --lib --features wasm"))
    })?;
    let compiled = project.target.join(WASM_TARGET).join("wasm/septet.wasm");

    let dist = project.root.join("pkg/dist");
    let outputs = [dist.join("core.js"), dist.join("core.wasm")];
    // This program is an input, too: it holds the generator and the options.
    let inputs = [compiled.clone(), env::current_exe()?];
    if is_fresh(&outputs, newest(&inputs)?) {
        progress::note("fresh", "core.js and core.wasm");
        return Ok(());
    }

    // Made beside its destination, so that moving it there is one step: nobody sees half a file.
    let staging = dist.join(".staging");
    if staging.exists() {
        fs::remove_dir_all(&staging)?;
    }
    progress::quiet("build", "core.js", || bind(&compiled, &staging))?;
    progress::quiet("optimise", "core.wasm", || optimise(project, &staging))?;
    let module = staging.join("core.wasm");
    progress::quiet("load", "core.wasm", || {
        captured(cmd!(sh, "node --eval {LOAD} {module}"))
            .context("Node refuses core.wasm: does it use a feature that is too new?")
    })?;
    publish(&staging, &dist)?;
    let sizes = project.root.join("pkg/tests/sizes.mjs");
    for size in captured(cmd!(sh, "node {sizes}"))?.lines() {
        progress::note("size", size);
    }
    Ok(())
}

/// Splits the compiled library into `core.js` and `core_bg.wasm`.
fn bind(compiled: &Path, staging: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(compiled)
        .out_name("core")
        .web(true)?
        // The entries of the package say where the module is: with a place of its own, `core.js` would make bundlers
        // ship the module to those who bring it themselves.
        .omit_default_module_path(true)
        .typescript(false)
        .keep_debug(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(staging)
}

/// Turns `core_bg.wasm` into a smaller `core.wasm`.
fn optimise(project: &Project, staging: &Path) -> Result<()> {
    let sh = &project.shell;
    let wasm_opt = project.root.join("pkg/node_modules/.bin/wasm-opt");
    if !wasm_opt.exists() {
        bail!("wasm-opt is missing: `pkg/package.json` must have `binaryen` among its devDependencies");
    }
    let input = staging.join("core_bg.wasm");
    let output = staging.join("core.wasm");
    captured(cmd!(sh, "{wasm_opt} {OPTIMISATION...} {WASM_FEATURES...} {input} --output {output}"))?;
    fs::remove_file(input)?;
    Ok(())
}

/// Moves what is in `staging` to `dist`.
fn publish(staging: &Path, dist: &Path) -> Result<()> {
    for entry in fs::read_dir(staging)? {
        let entry = entry?;
        let destination = dist.join(entry.file_name());
        // JavaScript snippets come as a folder, and a folder does not replace another.
        if destination.is_dir() {
            fs::remove_dir_all(&destination)?;
        }
        fs::rename(entry.path(), destination)?;
    }
    fs::remove_dir(staging)?;
    Ok(())
}

/// Builds `www/dist` with the package as it is now.
fn web_app(project: &Project) -> Result<()> {
    let sh = &project.shell;
    let www = project.root.join("www");
    if !www.join("package.json").exists() {
        bail!("there is no web app: `www/package.json` is missing");
    }

    let mut inputs = sources(&www, &["node_modules", "dist", "tests"])?;
    inputs.extend(sources(&project.root.join("pkg"), &["node_modules", "tests"])?);
    if is_fresh(&[www.join("dist/index.html")], newest(&inputs)?) {
        progress::note("fresh", "web app");
        return Ok(());
    }
    progress::quiet("build", "web app", || {
        let _there = sh.push_dir(&www);
        captured(cmd!(sh, "npm run build"))?;
        Ok(())
    })
}

/// The files and folders directly in `dir`, without those named, and without hidden ones.
fn sources(dir: &Path, without: &[&str]) -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if !name.starts_with('.') && !without.contains(&&*name) {
            paths.push(entry.path());
        }
    }
    Ok(paths)
}

/// When the youngest of these files was changed, or of the files in these folders. A folder's own time counts, too:
/// it tells that a file was removed.
fn newest(paths: &[PathBuf]) -> Result<SystemTime> {
    let mut newest_time = SystemTime::UNIX_EPOCH;
    for path in paths {
        let about = fs::metadata(path).with_context(|| format!("`{}` cannot be read", path.display()))?;
        newest_time = newest_time.max(about.modified()?);
        if about.is_dir() {
            newest_time = newest_time.max(newest(&sources(path, &[])?)?);
        }
    }
    Ok(newest_time)
}

/// Whether every output is there, and none is older than the newest input.
fn is_fresh(outputs: &[PathBuf], newest_input: SystemTime) -> bool {
    outputs
        .iter()
        .all(|output| fs::metadata(output).and_then(|about| about.modified()).is_ok_and(|time| time >= newest_input))
}
