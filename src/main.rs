//! The `septet` command.

mod cli;

/// Requests are made on one thread and freed on another, which the system's allocator is slow at.
#[cfg(feature = "server")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cli::main()
}
