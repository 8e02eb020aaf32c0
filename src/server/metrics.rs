//! What the ledger counts and times, for Prometheus. Every label has few values: a route is a template, never a path.

use std::fmt;
use std::sync::LazyLock;
use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

/// Of what [`text`] gives back.
pub(super) const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// A process is one ledger.
static METRICS: LazyLock<Metrics> = LazyLock::new(Metrics::new);

const SECONDS: [f64; 13] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];
const COMMANDS: [f64; 9] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    request_times: Family<Asked, Histogram, fn() -> Histogram>,
    committed: Counter,
    retried: Counter,
    batch_sizes: Histogram,
    commit_times: Histogram,
    queue: Gauge,
    refused: Family<Refused, Counter>,
    deliveries: Family<Delivered, Counter>,
    outbox_age: Gauge,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    method: &'static str,
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Refused {
    decision: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Delivered {
    channel: &'static str,
    outcome: &'static str,
}

impl Metrics {
    fn new() -> Metrics {
        let mut metrics = Metrics {
            registry: Registry::default(),
            requests: Family::default(),
            request_times: Family::new_with_constructor(|| Histogram::new(SECONDS)),
            committed: Counter::default(),
            retried: Counter::default(),
            batch_sizes: Histogram::new(COMMANDS),
            commit_times: Histogram::new(SECONDS),
            queue: Gauge::default(),
            refused: Family::default(),
            deliveries: Family::default(),
            outbox_age: Gauge::default(),
        };
        let started: Gauge = Gauge::default();
        started.set(super::now_ms().div_euclid(1000));
        metrics.registry.register_with_unit("process_start_time", "When the process started", Unit::Seconds, started);

        let own = metrics.registry.sub_registry_with_prefix("septet");
        own.register("build", "What runs", Info::new([("version", env!("CARGO_PKG_VERSION"))]));
        own.register("http_requests", "Requests that were answered", metrics.requests.clone());
        own.register_with_unit(
            "http_request_duration",
            "Time to an answer",
            Unit::Seconds,
            metrics.request_times.clone(),
        );
        own.register("commands_committed", "Commands made durable", metrics.committed.clone());
        own.register("batches_retried", "Batches that others were in the way of", metrics.retried.clone());
        own.register("batch_commands", "Commands that one commit made durable", metrics.batch_sizes.clone());
        own.register_with_unit(
            "batch_duration",
            "Time to run and commit a batch",
            Unit::Seconds,
            metrics.commit_times.clone(),
        );
        own.register("queue_length", "Commands that wait to be written", metrics.queue.clone());
        own.register("commands_refused", "Commands that a balance did not cover", metrics.refused.clone());
        own.register("deliveries", "Tries to deliver an event, by what came of them", metrics.deliveries.clone());
        let age = metrics.outbox_age.clone();
        own.register_with_unit("outbox_age", "How long what is due longest has waited", Unit::Seconds, age);
        metrics
    }
}

/// To be called at the start: it is what is called the process's start.
pub(super) fn start() {
    LazyLock::force(&METRICS);
}

/// All of it, as OpenMetrics text.
pub(super) fn text() -> Result<String, fmt::Error> {
    let mut written = String::new();
    text::encode(&mut written, &METRICS.registry)?;
    Ok(written)
}

/// A request was answered. `route` is its template; `method` is one of the known ones.
pub(super) fn answered(method: &'static str, route: &str, status: u16, took: Duration) {
    let route = route.to_owned();
    METRICS.requests.get_or_create(&Answered { method, route: route.clone(), status }).inc();
    METRICS.request_times.get_or_create(&Asked { method, route }).observe(took.as_secs_f64());
}

/// The writer made so many commands durable with one commit, which took so long from its first command to its end.
pub(super) fn batch_committed(commands: usize, took: Duration) {
    METRICS.committed.inc_by(commands as u64);
    METRICS.batch_sizes.observe(f64::from(u32::try_from(commands).unwrap_or(u32::MAX)));
    METRICS.commit_times.observe(took.as_secs_f64());
}

/// A batch is tried again, because others were in its way.
pub(super) fn batch_retried() {
    METRICS.retried.inc();
}

/// A command is about to wait for the writer. Each of these needs one [`unqueued`].
pub(super) fn queued() {
    METRICS.queue.inc();
}

/// So many commands wait no longer: they are being written, or were turned away.
pub(super) fn unqueued(commands: usize) {
    METRICS.queue.dec_by(i64::try_from(commands).unwrap_or(i64::MAX));
}

/// A command was refused because a balance does not cover it; the decision's name says what becomes of it.
pub(super) fn refused(decision: &'static str) {
    METRICS.refused.get_or_create(&Refused { decision }).inc();
}

/// A delivery was tried.
pub(super) fn delivered(channel: &'static str, outcome: &'static str) {
    METRICS.deliveries.get_or_create(&Delivered { channel, outcome }).inc();
}

/// For how many milliseconds the event or delivery has waited that is due longest.
pub(super) fn outbox_age(ms: i64) {
    METRICS.outbox_age.set(ms / 1000);
}
