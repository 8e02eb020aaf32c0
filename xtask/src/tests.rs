//! The test pipeline: from the cheapest check to the dearest, stopping at the first that fails.

use std::process::ExitCode;
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result};
use xshell::cmd;

use crate::command::streamed;
use crate::output;
use crate::package;
use crate::postgres::Server;
use crate::progress;
use crate::project::Project;
use crate::setup::{self, CHROMIUM, Need, POSTGRES, WASM_TARGET};
use crate::tally::Tally;

/// A part of the pipeline that can also be run alone, by its name.
struct Step {
    name: &'static str,
    what: &'static str,
    /// What must be installed, for it to run alone.
    needs: &'static [Need],
    /// What must be built before, by steps that come earlier when all are run.
    before: fn(&Project) -> Result<()>,
    run: fn(&Project, &mut Tally) -> Result<()>,
}

const STEPS: [Step; 6] = [
    Step { name: "fmt", what: "formatting", needs: &[Need::RustTools], before: nothing, run: fmt },
    Step {
        name: "lint",
        what: "lints, natively, for WebAssembly and of each feature alone",
        needs: &[Need::RustTools, Need::RustWasm],
        before: nothing,
        run: lint,
    },
    Step { name: "build", what: "npm package and web app", needs: package::NEEDS, before: nothing, run: build },
    Step {
        name: "native",
        what: "native tests and documentation",
        needs: &[Need::Npm(MAIL_SERVER), Need::System(&CHROMIUM), Need::System(&POSTGRES)],
        before: nothing,
        run: native,
    },
    Step {
        name: "package",
        what: "npm package in each runtime",
        needs: &[
            Need::RustWasm,
            Need::Npm("pkg"),
            Need::Npm(RUNTIMES),
            Need::Npm(CLIENT_TYPES),
            Need::System(&CHROMIUM),
        ],
        before: package::core,
        run: npm_package,
    },
    Step {
        name: "web",
        what: "web app in a browser",
        needs: &[Need::RustWasm, Need::Npm("pkg"), Need::Npm("www"), Need::System(&CHROMIUM)],
        before: package::build,
        run: web_app,
    },
];

/// An SMTP server of npm's, which tests start.
const MAIL_SERVER: &str = "tests/support/mail";

/// The runtimes, bundlers and frameworks that the package is installed beside.
const RUNTIMES: &str = "pkg/tests/tools";

/// What makes the types of the ledger's client.
const CLIENT_TYPES: &str = "tests/support/client";

/// All that any step needs, but for npm packages.
const TOOLS: &[Need] = &[Need::RustTools, Need::RustWasm, Need::System(&CHROMIUM), Need::System(&POSTGRES)];

/// The npm packages that any step needs.
const PACKAGES: &[Need] =
    &[Need::Npm("pkg"), Need::Npm("www"), Need::Npm(MAIL_SERVER), Need::Npm(RUNTIMES), Need::Npm(CLIENT_TYPES)];

/// Runs every step, or one. The last line printed is `N passed, M failed`.
pub(crate) fn run(project: &Project, only: Option<&str>) -> Result<ExitCode> {
    let only = only.map(find).transpose()?;
    let clock = Instant::now();
    let mut tally = Tally::default();
    let result = match only {
        Some(step) => alone(project, step, &mut tally),
        None => all(project, &mut tally),
    };
    if let Err(Failure { command, error }) = &result {
        tally.fail();
        progress::note("failed", format_args!("{error:#}"));
        progress::note("rerun", command);
    }
    progress::note("total", progress::duration(clock.elapsed()));
    output::print(format!("{tally}\n").as_bytes());
    Ok(match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    })
}

/// Why the pipeline stopped, and the command that shows it again in the shortest time.
struct Failure {
    command: String,
    error: anyhow::Error,
}

fn find(name: &str) -> Result<&'static Step> {
    STEPS.iter().find(|step| step.name == name).with_context(|| {
        let names: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        format!("there is no step `{name}`; there are: {}", names.join(", "))
    })
}

fn all(project: &Project, tally: &mut Tally) -> Result<(), Failure> {
    let failed = |error| Failure { command: "cargo xtask test".to_owned(), error };
    setup::prepare(project, TOOLS).map_err(failed)?;
    let with_packages = STEPS.iter().position(|step| step.needs.iter().any(|need| matches!(need, Need::Npm(_))));
    let (before, after) = STEPS.split_at(with_packages.unwrap_or(STEPS.len()));
    // Packages wait for the network, and the module's last step for one core: lints go on beside both.
    let made = thread::scope(|scope| {
        let making = scope.spawn(|| {
            let project = Project::open()?;
            setup::prepare(&project, PACKAGES)?;
            package::core(&project)
        });
        before.iter().try_for_each(|step| step.run(project, tally))?;
        making.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)).map_err(failed)
    });
    made?;
    after.iter().try_for_each(|step| step.run(project, tally))
}

fn alone(project: &Project, step: &Step, tally: &mut Tally) -> Result<(), Failure> {
    setup::prepare(project, step.needs).and_then(|()| (step.before)(project)).map_err(|error| step.failure(error))?;
    step.run(project, tally)
}

impl Step {
    fn run(&self, project: &Project, tally: &mut Tally) -> Result<(), Failure> {
        progress::loud(self.name, self.what, || (self.run)(project, tally)).map_err(|error| self.failure(error))
    }

    fn failure(&self, error: anyhow::Error) -> Failure {
        Failure { command: format!("cargo xtask test {}", self.name), error }
    }
}

fn nothing(_: &Project) -> Result<()> {
    Ok(())
}

fn fmt(project: &Project, tally: &mut Tally) -> Result<()> {
    let sh = &project.shell;
    tally.check(cmd!(sh, "cargo fmt --all -- --check"))
}

fn lint(project: &Project, tally: &mut Tally) -> Result<()> {
    let sh = &project.shell;
    tally.check(cmd!(sh, "cargo clippy --workspace --all-targets --features cli,server -- -D warnings"))?;
    tally
        .check(cmd!(sh, "cargo clippy --target {WASM_TARGET} --package septet --lib --features wasm -- -D warnings"))?;
    // Each of the features that others turn on, alone.
    ["", "serde", "ledger", "server", "cli"].iter().try_for_each(|feature| {
        tally.check(cmd!(sh, "cargo clippy --package septet --lib --bins --features={feature} -- -D warnings"))
    })
}

fn build(project: &Project, tally: &mut Tally) -> Result<()> {
    package::build(project)?;
    tally.pass();
    Ok(())
}

fn native(project: &Project, tally: &mut Tally) -> Result<()> {
    let sh = &project.shell;
    let _server = Server::start(project)?;
    // Tests of the ledger wait for disks and clocks half of their time.
    let threads = 2 * thread::available_parallelism()?.get();
    let tests = cmd!(sh, "cargo test --workspace --features cli,server");
    tally.check(tests.env("RUST_TEST_THREADS", threads.to_string()))?;
    tally.check(
        cmd!(sh, "cargo doc --no-deps --package septet --features cli,server").env("RUSTDOCFLAGS", "-D warnings"),
    )
}

fn npm_package(project: &Project, tally: &mut Tally) -> Result<()> {
    npm_test(project, "pkg", tally)
}

fn web_app(project: &Project, tally: &mut Tally) -> Result<()> {
    npm_test(project, "www", tally)
}

/// Runs the tests of an npm package. They find the `septet` program in `SEPTET_BIN`.
fn npm_test(project: &Project, folder: &str, tally: &mut Tally) -> Result<()> {
    let sh = &project.shell;
    // As `native` builds it: asked for in any other way, dependencies have other features and are compiled anew.
    streamed(cmd!(sh, "cargo test --workspace --features cli,server --no-run"))?;
    let _there = sh.push_dir(project.root.join(folder));
    tally.check(cmd!(sh, "npm test").env("SEPTET_BIN", project.septet("debug")))
}
