//! The ledger as a service: HTTP over an embedded SQLite or PostgreSQL. Thin: prices come from [`crate::quote`], rules from
//! [`crate::ledger`], and what stands here loads, stores and answers.

mod accounts;
mod answers;
mod auth;
mod batch;
mod campaigns;
mod connections;
mod copy;
mod demo;
mod engines;
mod execute;
mod http;
mod metrics;
mod outbox;
mod prices;
mod sign;
mod store;
mod stripe;
mod sweeper;
mod verify;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::watch;

use crate::hex::hex;
use crate::ledger::Moment;
use crate::rates::Date;
use crate::{Engine, Error, Result};

pub use auth::{Access, create_key, list_keys, login_code, revoke_key, session_length};
pub use batch::BATCH;
pub use copy::{copy, migrate};
pub use demo::{Demo, make as make_demo, with_demo_values};
pub use outbox::Outbox;
pub use store::Database;
pub use stripe::StripeSecrets;
pub use verify::{backup, verify};

/// Everything lives in one tenant so far.
const TENANT: &str = "default";

/// How long a stopping server waits for requests it has accepted.
const GRACE: Duration = Duration::from_secs(20);

/// How many connections wait to be taken.
const BACKLOG: u32 = 1024;

/// How often is looked whether the key that signs quotes has become too old.
const ROTATION: Duration = Duration::from_secs(60 * 60);

/// How a ledger is run.
#[derive(Debug)]
pub struct Config {
    /// Where the ledger is kept.
    pub database: Database,
    pub listen: SocketAddr,
    /// Lets visitors from this machine act for a demo account, which is made where there is no ledger yet.
    pub demo: Option<Demo>,
    /// A folder with the web app.
    pub web: Option<PathBuf>,
    /// The book and decks that everything is priced by, until others are put in force.
    pub engine: Engine,
    /// After how many days another key signs quotes.
    pub quote_key_days: u32,
    /// The most requests that one commit makes durable: [`BATCH`] unless there is a reason.
    pub batch: usize,
    /// How many connections write to a PostgreSQL server, unless as many as usual.
    pub writers: Option<usize>,
    /// How long a key's answer is kept.
    pub retention_days: u32,
    /// Who may come in.
    pub access: Access,
    /// Who is told of what happens.
    pub outbox: Outbox,
    /// What payments of Stripe's are known by.
    pub stripe_secrets: StripeSecrets,
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
    visitors: Option<Visitors>,
    engines: Arc<engines::Engines>,
    signer: sign::Signer,
    gate: auth::Gate,
    writer: batch::Writer,
    readers: store::Readers,
    /// Set once the process was asked to stop.
    stopping: Arc<AtomicBool>,
    allow_private_webhooks: bool,
    stripe_secrets: StripeSecrets,
    /// Held by the one who looks whether the ledger can answer: when something was last written for it.
    probe: tokio::sync::Mutex<Option<Instant>>,
}

/// Those who come to the demo from this machine.
#[derive(Debug, Clone, Copy)]
struct Visitors {
    /// Whether the ledger is a demo's own, in which nothing is anybody's: they may do anything there.
    are_operators: bool,
}

/// Runs a ledger until the process is asked to stop (Ctrl-C or SIGTERM); what it has accepted by then it finishes.
/// `started` is called once it accepts connections.
pub fn serve(config: Config, started: impl FnOnce(&Started)) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Error::unavailable(&format!("cannot start: {error}")))?;
    metrics::start();
    // What can be refused is, before anything is kept.
    let sender = Arc::new(outbox::Sender::new(&config.outbox)?);
    let gate = auth::Gate::new(&config.access)?;
    let socket = bind(config.listen)?;
    let opened = open(&config)?;
    runtime.block_on(run(config, opened, gate, sender, socket, started))
}

/// Takes an address; nobody is listened to on it yet.
fn bind(listen: SocketAddr) -> Result<TcpSocket> {
    let bound = || {
        let socket = if listen.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
        #[cfg(unix)]
        socket.set_reuseaddr(true)?; // also where connections of one that has ended linger
        socket.bind(listen)?;
        Ok(socket)
    };
    bound().map_err(|error| cannot_listen(listen, error))
}

fn cannot_listen(listen: SocketAddr, error: std::io::Error) -> Error {
    Error::unavailable(&format!("cannot listen on {listen}: {error}"))
}

/// A ledger's database, ready to be used.
struct Opened {
    /// Connections that write.
    stores: Vec<store::Store>,
    admin_key: Option<String>,
    signer: sign::Signer,
    visitors: Option<Visitors>,
    engines: Arc<engines::Engines>,
}

fn open(config: &Config) -> Result<Opened> {
    let writers = config.database.writers(config.writers)?;
    let mut store = store::open(&config.database)?;
    let engines = Arc::new(store.alone(|store| prices::at_start(store, config.engine.clone()))?);
    let rotation = sign::rotate(config.quote_key_days)?;
    let signer = sign::Signer::new(store::write(&mut store, |store| rotation.turn(store))?)?;
    let mut visitors = None;
    if let Some(demo) = config.demo {
        store.alone(|store| {
            // Nobody has been here before: what is in it, the demo makes.
            let is_new = store.api_keys()?.is_empty();
            demo::open(store, &engines, demo, is_new)
        })?;
        visitors = Some(Visitors { are_operators: store::write(&mut store, store::Store::is_demo)? });
    }
    let mut stores = Vec::new();
    while stores.len() + 1 < writers {
        stores.push(store::open_another(&config.database)?);
    }
    // It is shown once: nothing is left that could go wrong before.
    let admin_key = store.alone(auth::first_key)?;
    stores.push(store);
    Ok(Opened { stores, admin_key, signer, visitors, engines })
}

async fn run(
    config: Config,
    opened: Opened,
    gate: auth::Gate,
    sender: Arc<outbox::Sender>,
    socket: TcpSocket,
    started: impl FnOnce(&Started),
) -> Result<()> {
    let Opened { stores, admin_key, signer, visitors, engines } = opened;
    let (writer, threads) = batch::start(stores, &engines, config.batch.max(1))?;
    let readers = store::Readers::new(config.database);
    let app = Arc::new(App {
        visitors,
        engines,
        signer,
        gate,
        writer,
        readers: readers.clone(),
        stopping: Arc::new(AtomicBool::new(false)),
        allow_private_webhooks: config.outbox.allow_private_webhooks,
        stripe_secrets: config.stripe_secrets,
        probe: tokio::sync::Mutex::new(None),
    });
    tokio::spawn(auth::forget_for_ever(app.gate.limits.clone()));

    let listening = |socket: TcpSocket| {
        let listener = socket.listen(BACKLOG)?;
        Ok((listener.local_addr()?, listener))
    };
    let (address, listener) = listening(socket).map_err(|error| cannot_listen(config.listen, error))?;
    let asked_to_stop = asked_to_stop()?; // from here on: whoever learns that it has started may ask at once
    started(&Started { address, admin_key });

    let beside = [
        tokio::spawn(change_quote_keys(app.clone(), config.quote_key_days)),
        tokio::spawn(sweeper::sweep(app.clone(), config.retention_days)),
        tokio::spawn(prices::follow(app.clone())),
    ];
    let (running, stopped) = watch::channel(());
    let mut delivering = tokio::spawn(outbox::deliver(app.clone(), sender, stopped));
    answer(app, listener, config.web.as_deref(), asked_to_stop, running).await;
    beside.iter().for_each(tokio::task::JoinHandle::abort);
    // What is on its way arrives, or has to be sent again.
    if tokio::time::timeout(GRACE, &mut delivering).await.is_err() {
        delivering.abort();
        tracing::warn!("some deliveries did not end in time");
    }
    // All handles of the writer are gone with the router, so the threads end when its queue is empty.
    let join = move || threads.into_iter().map(JoinHandle::join).collect::<Vec<_>>();
    let stores = tokio::task::spawn_blocking(join).await;
    // The last connection to a file leaves it whole, without a log beside it: one that writes.
    readers.close().await;
    tokio::task::spawn_blocking(|| drop(stores)).await.ok();
    Ok(())
}

/// Answers requests until the process is asked to stop, and then those that have come by then. Whoever looks whether it is
/// still `running` learns of it.
async fn answer(
    app: Arc<App>,
    listener: TcpListener,
    web: Option<&Path>,
    asked_to_stop: impl Future<Output = ()>,
    running: watch::Sender<()>,
) {
    let (stopping, mut stopped) = (app.stopping.clone(), running.subscribe());
    let asked_to_stop = async move {
        asked_to_stop.await;
        stopping.store(true, Ordering::Relaxed);
        drop(running);
    };
    let served = connections::serve(listener, http::router(app, web), connections::PATIENCE, asked_to_stop);
    // A connection that never ends must not keep the process for ever.
    let out_of_grace = async {
        let _ = stopped.changed().await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        () = served => {}
        () = out_of_grace => tracing::warn!("some requests did not end in time"),
    }
}

/// Lets another key sign quotes whenever one has become too old.
async fn change_quote_keys(app: Arc<App>, days: u32) {
    loop {
        tokio::time::sleep(ROTATION).await;
        let turned = async {
            let rotation = sign::rotate(days)?;
            app.signer.renew(app.writer.write(move |store| rotation.turn(store)).await?)
        };
        if let Err(error) = turned.await {
            tracing::error!(%error, "the key that signs quotes stays for another hour");
        }
    }
}

/// The interface as an OpenAPI 3.1 document, the one that `GET /openapi.json` answers with.
pub fn openapi() -> &'static str {
    http::openapi()
}

/// Lets a new key sign quotes from now on, in the database of a ledger that may be running; gives back its name. What
/// earlier keys signed stays good.
pub fn rotate_quote_key(database: &Database) -> Result<String> {
    sign::rotate_in(database)
}

/// Ends when the process is asked to stop, from now on.
fn asked_to_stop() -> Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    let mut terminated = {
        use tokio::signal::unix::{SignalKind, signal};
        let failed = |error| Error::unavailable(&format!("cannot start: {error}"));
        (signal(SignalKind::terminate()).map_err(failed)?, signal(SignalKind::interrupt()).map_err(failed)?)
    };
    Ok(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = terminated.0.recv() => {}
            _ = terminated.1.recv() => {}
        }
        #[cfg(not(unix))]
        tokio::signal::ctrl_c().await.ok();
    })
}

/// The server's clock.
fn now() -> Moment {
    Moment::from_millis(now_ms())
}

/// The same in milliseconds since 1970.
fn now_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

/// Bytes of chance.
fn random<const N: usize>() -> Result<[u8; N]> {
    let mut random = [0; N];
    getrandom::fill(&mut random).map_err(|error| Error::unavailable(&format!("no randomness: {error}")))?;
    Ok(random)
}

/// The same as hexadecimal digits.
fn random_hex<const N: usize>() -> Result<String> {
    Ok(hex(&random::<N>()?))
}

/// The day it is, in UTC.
fn day(now: Moment) -> Option<Date> {
    Date::from_days(now.millis().div_euclid(crate::rates::DAY_MS))
}

/// A point in time as RFC 3339, in UTC.
fn rfc3339(ms: i64) -> String {
    Moment::from_millis(ms).to_string()
}
