//! The ledger as a service: HTTP over an embedded SQLite. Thin: prices come from [`crate::quote`], rules from
//! [`crate::ledger`], and what stands here loads, stores and answers.

mod auth;
mod batch;
mod demo;
mod execute;
mod http;
mod store;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::rates::Date;
use crate::{Engine, Error, Result};

pub use auth::{Access, create_key, list_keys, login_code, revoke_key, session_length};
pub use demo::with_demo_values;

/// Everything lives in one tenant so far.
const TENANT: &str = "default";

/// How long a stopping server waits for requests it has accepted.
const GRACE: Duration = Duration::from_secs(20);

/// How a ledger is run.
#[derive(Debug)]
pub struct Config {
    /// The SQLite file; made where it is missing.
    pub database: PathBuf,
    pub listen: SocketAddr,
    /// Lets visitors from this machine act for a demo account.
    pub demo: bool,
    /// A folder with the web app.
    pub web: Option<PathBuf>,
    /// The book and decks that everything is priced by.
    pub engine: Engine,
    /// Who may come in.
    pub access: Access,
}

/// What a ledger that has started says of itself.
#[derive(Debug)]
pub struct Started {
    pub address: SocketAddr,
    /// The admin key, at the very first start only.
    pub admin_key: Option<String>,
}

/// What the handlers share.
struct App {
    demo: bool,
    engine: Arc<Engine>,
    gate: auth::Gate,
    writer: batch::Writer,
    readers: store::Readers,
}

/// Runs a ledger until the process is asked to stop (Ctrl-C or SIGTERM); what it has accepted by then it finishes.
/// `started` is called once it accepts connections.
pub fn serve(config: Config, started: impl FnOnce(&Started)) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Error::unavailable(&format!("cannot start: {error}")))?;
    runtime.block_on(run(config, started))
}

async fn run(config: Config, started: impl FnOnce(&Started)) -> Result<()> {
    let Config { database, listen, demo, web, engine, access } = config;
    let gate = auth::Gate::new(&access)?;
    let mut store = store::open(&database)?;
    let admin_key = auth::first_key(&mut *store)?;
    store::keep_documents(&mut *store, &engine)?;
    let engine = Arc::new(engine);
    let (writer, thread) = batch::start(store, engine.clone())?;
    let app = Arc::new(App { demo, engine, gate, writer, readers: store::Readers::new(database) });
    tokio::spawn(auth::forget_for_ever(app.gate.limits.clone()));
    if demo {
        demo::open(&app).await?;
    }

    let cannot_listen = |error| Error::unavailable(&format!("cannot listen on {listen}: {error}"));
    let listener = tokio::net::TcpListener::bind(listen).await.map_err(cannot_listen)?;
    started(&Started { address: listener.local_addr().map_err(cannot_listen)?, admin_key });

    let router = http::router(app, web.as_deref()).into_make_service_with_connect_info::<SocketAddr>();
    let (stopping, mut stopped) = tokio::sync::watch::channel(());
    let server = axum::serve(listener, router).with_graceful_shutdown(async move {
        asked_to_stop().await;
        drop(stopping);
    });
    // A connection that never ends must not keep the process for ever.
    let out_of_grace = async {
        let _ = stopped.changed().await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        served = server => served.map_err(|error| Error::unavailable(&format!("the server stopped: {error}")))?,
        () = out_of_grace => tracing::warn!("some requests did not end in time"),
    }
    // All handles of the writer are gone with the router, so the thread ends when its queue is empty.
    tokio::task::spawn_blocking(move || thread.join()).await.ok();
    Ok(())
}

async fn asked_to_stop() {
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}

/// The server's clock: milliseconds since 1970.
fn now_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

/// The day it is, in UTC.
fn day(ms: i64) -> Option<Date> {
    Date::from_days(ms.div_euclid(24 * 60 * 60 * 1000))
}

/// A point in time as RFC 3339, in UTC.
fn rfc3339(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms).map(|at| format!("{at:.3}")).unwrap_or_default()
}
