//! Tells others what has happened. Events are written with what they tell of, in one transaction; from there they are
//! given out to those who want them, and delivered until they are taken or given up.
//!
//! Each step is a transaction of its own, and any number of processes may take part: what one has claimed, others leave
//! alone until its time is up. Whatever is cut short is done again then, under the same id.

mod address;
mod letter;
mod mail;
mod retry;
mod signature;
mod webhook;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::{Id, JoinSet};

use super::store::{Claimed, Delivery, ENDPOINT_DELETED, EventRow, Kept, Mark, Store};
use super::{App, TENANT, metrics, now, now_ms, random_hex, rfc3339};
use crate::ledger::{self, Moment};
use crate::wire::webhooks::{MAIL, WEBHOOK};
use crate::wire::{self, events};
use crate::{Error, Result};

pub(super) use retry::ATTEMPTS_MAX;
pub(super) use signature::{mac, secret};
pub(super) use webhook::endpoint_url;

use mail::Mailer;
use webhook::{Answered, Client};

/// How events leave the ledger, as it is set when it starts.
#[derive(Default)]
pub struct Outbox {
    /// Webhooks may go to this machine's own network, and without TLS.
    pub allow_private_webhooks: bool,
    /// The mail server for alerts, as `smtps://user:password@host`; without one they are not mailed.
    pub smtp_url: Option<String>,
    /// The address that mails are from.
    pub mail_from: Option<String>,
    /// By how much the time between tries is shorter.
    pub retry_scale: u32,
}

/// Without what is secret: the mail server's address has a password in it.
impl fmt::Debug for Outbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Outbox { allow_private_webhooks, smtp_url, mail_from, retry_scale } = self;
        let mut outbox = f.debug_struct("Outbox");
        outbox
            .field("allow_private_webhooks", allow_private_webhooks)
            .field("smtp_url", &smtp_url.as_ref().map(|_| "…"));
        outbox.field("mail_from", mail_from).field("retry_scale", retry_scale).finish()
    }
}

/// How often is looked whether something is due.
const EVERY: Duration = Duration::from_millis(250);

/// How many are delivered at once.
const AT_ONCE: usize = 32;

/// How many are claimed at once, and with how many under way a place is left to itself: one that hangs does not keep the
/// others waiting.
const PORTION: usize = 8;

/// Events that one transaction gives out.
const EVENTS_AT_ONCE: u32 = 200;

/// How long one that was claimed is left alone: longer than it takes to send it.
fn lease(channel: &str) -> Duration {
    if channel == MAIL { mail::LONGEST + SPARE } else { webhook::TIME_LIMIT + SPARE }
}

const SPARE: Duration = Duration::from_secs(20);

/// How long events and what became of them are kept.
pub(super) const RETENTION_DAYS: i64 = 35;

/// What is too old is dropped at every so manieth look, in portions.
const FORGET: u64 = 240;
const FORGET_AT_ONCE: u32 = 500;

/// The longest description of a failure that is kept, in characters.
const PROBLEM_MAX: usize = 300;

/// An id of chance, with what it is an id of.
pub(super) fn new_id(prefix: &str) -> Result<String> {
    Ok(format!("{prefix}_{}", random_hex::<16>()?))
}

/// Whether an id has the form that those have.
pub(super) fn is_id(prefix: &str, given: &str) -> bool {
    let digits = given.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_'));
    digits.is_some_and(|digits| digits.len() == 32 && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')))
}

/// Events as they are written.
pub(super) fn rows(events: &[(Moment, ledger::Event)]) -> Result<Vec<EventRow>> {
    let row = |(at, event): &(Moment, ledger::Event)| {
        let (account, happened) = events::told(event);
        let events::Kept { kind, data } = happened.kept()?;
        Ok(EventRow {
            id: new_id("evt")?,
            account: account.to_owned(),
            kind,
            created_ms: at.millis(),
            data: wire::canonical(&data),
        })
    };
    events.iter().map(row).collect()
}

/// An event as others see it.
pub(super) fn describe(row: &EventRow) -> Result<events::Event> {
    Ok(events::Event {
        id: row.id.clone(),
        created_at: rfc3339(row.created_ms),
        account: row.account.clone(),
        happened: events::Kept { kind: row.kind.clone(), data: wire::parse(&row.data)? },
    })
}

/// Sends what is due.
pub(super) struct Sender {
    webhooks: Client,
    mailer: Option<Mailer>,
    retry_scale: u32,
}

/// What became of one try.
enum Sent {
    Delivered(Option<u16>),
    Failed(Option<u16>, String),
    /// It is of no use to try again.
    Refused(Option<u16>, String),
}

impl Sender {
    pub(super) fn new(outbox: &Outbox) -> Result<Sender> {
        let mailer = match (&outbox.smtp_url, &outbox.mail_from) {
            (Some(url), Some(from)) => Some(Mailer::new(url, from)?),
            (Some(_), None) => return Err(Error::mail_from_missing()),
            (None, _) => {
                tracing::info!("alerts are not mailed: there is no `--smtp-url`");
                None
            }
        };
        let webhooks = Client::new(outbox.allow_private_webhooks);
        Ok(Sender { webhooks, mailer, retry_scale: outbox.retry_scale.max(1) })
    }

    fn send(&self, claimed: &Claimed) -> Result<Sent> {
        let Claimed { delivery, event, endpoint } = claimed;
        let Some(event) = event else { return Ok(Sent::Refused(None, "the event is no longer kept".into())) };
        if delivery.channel == MAIL {
            let Some(mailer) = &self.mailer else { return Err(Error::internal()) };
            let letter = events::alert(&event.kind, &event.data);
            let letter = letter.and_then(|alert| letter::letter(&event.kind, &event.account, &alert));
            let letter = letter.ok_or_else(Error::internal)?;
            return Ok(match mailer.send(&event.id, &delivery.target, letter) {
                Ok(()) => Sent::Delivered(None),
                Err(unsent) if unsent.for_ever => Sent::Refused(None, unsent.problem),
                Err(unsent) => Sent::Failed(None, unsent.problem),
            });
        }
        let Some(endpoint) = endpoint.as_ref().filter(|endpoint| endpoint.deleted_ms.is_none()) else {
            return Ok(Sent::Refused(None, ENDPOINT_DELETED.into()));
        };
        let (now_ms, body) = (now_ms(), serde_json::to_string(&describe(event)?).map_err(|_| Error::internal())?);
        let old = endpoint.old_secret.as_deref().filter(|_| endpoint.old_until_ms.is_some_and(|until| now_ms < until));
        let secrets = [Some(endpoint.secret.as_str()), old];
        let seconds = now_ms.div_euclid(1000);
        let signature = signature::sign(secrets.into_iter().flatten(), &event.id, seconds, &body)?;
        let seconds = seconds.to_string();
        let headers =
            [("webhook-id", &*event.id), ("webhook-timestamp", &*seconds), ("webhook-signature", &*signature)];
        Ok(match self.webhooks.send(endpoint, &headers, &body) {
            Answered::Taken(status) => Sent::Delivered(Some(status)),
            Answered::Gone(status, problem) => Sent::Refused(Some(status), problem),
            Answered::Failed(status, problem) => Sent::Failed(status, problem),
        })
    }

    /// What is written of a try, which was the last one or is followed by another.
    fn mark(&self, delivery: &Delivery, sent: Sent) -> Result<(Mark, &'static str)> {
        let now_ms = now_ms();
        let short = |problem: String| problem.chars().take(PROBLEM_MAX).collect::<String>();
        let (status, problem, again) = match sent {
            Sent::Delivered(status) => return Ok((Mark::Delivered { status, at_ms: now_ms }, "delivered")),
            Sent::Refused(status, problem) => (status, problem, None),
            Sent::Failed(status, problem) => (status, problem, retry::wait(delivery.attempts, self.retry_scale)?),
        };
        let problem = short(problem);
        Ok(match again {
            Some(wait) => (Mark::Again { status, problem, next_ms: now_ms + millis(wait) }, "failed"),
            None => (Mark::Dead { status, problem, at_ms: now_ms }, "dead"),
        })
    }
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

/// Delivers until the ledger stops, and then ends what it has begun.
pub(super) async fn deliver(app: Arc<App>, sender: Arc<Sender>, mut stopped: watch::Receiver<()>) {
    let (mut sending, mut targets) = (JoinSet::new(), BTreeMap::new());
    for look in 1_u64.. {
        if let Err(error) = turn(&app, &sender, &mut sending, &mut targets).await {
            tracing::warn!(%error, "deliveries have to wait");
        }
        if look.is_multiple_of(FORGET)
            && let Err(error) = forget(&app).await
        {
            tracing::warn!(%error, "old events are still kept");
        }
        let ended = tokio::select! {
            _ = stopped.changed() => break,
            ended = sending.join_next_with_id(), if !sending.is_empty() => ended,
            () = tokio::time::sleep(EVERY) => None,
        };
        let others = std::iter::from_fn(|| sending.try_join_next_with_id());
        for ended in ended.into_iter().chain(others) {
            targets.remove(&ended.map_or_else(|error| error.id(), |(id, ())| id));
        }
    }
    while sending.join_next().await.is_some() {}
}

/// Gives out what has happened, and sends as much of what is due as there is room for.
async fn turn(
    app: &Arc<App>,
    sender: &Arc<Sender>,
    sending: &mut JoinSet<()>,
    targets: &mut BTreeMap<Id, String>,
) -> Result<()> {
    let (mail, now) = (sender.mailer.is_some(), now_ms());
    let mut waiting = app.readers.read(move |store| store.waiting(TENANT, now, mail)).await?;
    metrics::outbox_age(waiting.since_ms.map_or(0, |since| now.saturating_sub(since).max(0)));
    while waiting.events {
        let given = app.writer.write(move |store| give_out(store, now, mail)).await?;
        waiting.deliveries = true;
        waiting.events = given == EVENTS_AT_ONCE as usize;
    }
    while waiting.deliveries && sending.len() < AT_ONCE {
        let mut busy = BTreeMap::<&str, usize>::new();
        targets.values().for_each(|target| *busy.entry(target).or_default() += 1);
        let busy = busy.into_iter().filter(|(_, count)| *count >= PORTION).map(|(target, _)| target.to_owned());
        let (busy, room) = (busy.collect::<Vec<_>>(), PORTION.min(AT_ONCE - sending.len()));
        let claimed = app.writer.write(move |store| {
            let until_ms = |channel: &str| now_ms() + millis(lease(channel));
            store.claim(TENANT, now, until_ms, &busy, u32::try_from(room)?, mail)
        });
        let claimed = claimed.await?;
        waiting.deliveries = claimed.len() == room;
        for claimed in claimed {
            let target = claimed.delivery.target.clone();
            let task = sending.spawn(one(app.clone(), sender.clone(), claimed));
            targets.insert(task.id(), target);
        }
    }
    Ok(())
}

/// Makes a delivery of each event for everyone who wants it. Gives how many events there were.
fn give_out(store: &mut Store, now: i64, mail: bool) -> Kept<usize> {
    let (events, endpoints) = (store.events_to_give_out(TENANT, EVENTS_AT_ONCE)?, store.endpoints(TENANT)?);
    let mut deliveries = Vec::new();
    for event in &events {
        let wants = |types: &Option<Vec<String>>| types.as_ref().is_none_or(|types| types.contains(&event.kind));
        let endpoints = endpoints.iter().filter(|endpoint| wants(&endpoint.types));
        let endpoints = endpoints.filter(|endpoint| endpoint.account.as_ref().is_none_or(|own| *own == event.account));
        let mut targets: Vec<_> = endpoints.map(|endpoint| (WEBHOOK, endpoint.id.clone())).collect();
        let alert = if mail { events::alert(&event.kind, &event.data) } else { None };
        let mut admins = alert.map(|alert| alert.admins).unwrap_or_default();
        admins.sort_unstable();
        admins.dedup();
        targets.extend(admins.into_iter().map(|admin| (MAIL, admin)));
        for (channel, target) in targets {
            deliveries.push(Delivery::new(new_id("dlv")?, event, channel, target, now));
        }
    }
    store.add_deliveries(TENANT, &deliveries)?;
    store.gave_out(TENANT, &events, now)?;
    Ok(events.len())
}

/// One try of one delivery.
async fn one(app: Arc<App>, sender: Arc<Sender>, claimed: Claimed) {
    let (tried, marks) = (claimed.delivery.clone(), sender.clone());
    let sent =
        tokio::task::spawn_blocking(move || sender.send(&claimed)).await.unwrap_or_else(|_| Err(Error::internal()));
    let sent = sent.unwrap_or_else(|error| Sent::Failed(None, error.to_string()));
    let Delivery { id, account, event, channel, attempts, .. } = tried.clone();
    let marked = async {
        let (mark, outcome) = marks.mark(&tried, sent)?;
        match mark.problem() {
            None => tracing::debug!(delivery = id, account, event, channel, attempts, outcome),
            Some(problem) => tracing::info!(delivery = id, account, event, channel, attempts, outcome, problem),
        }
        metrics::delivered(channel, outcome);
        app.writer.write(move |store| store.mark(TENANT, &tried, &mark)).await
    };
    // Not marked, it is sent once more.
    if let Err(error) = marked.await {
        tracing::warn!(%error, delivery = id, "what became of a delivery was not written");
    }
}

async fn forget(app: &App) -> Result<()> {
    let before = now().plus_days(-RETENTION_DAYS)?.millis();
    // Others have their turn between the portions.
    while app.writer.write(move |store| store.forget_events(TENANT, before, FORGET_AT_ONCE)).await?
        == FORGET_AT_ONCE as usize
    {}
    Ok(())
}
