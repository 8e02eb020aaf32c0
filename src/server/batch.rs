//! Group commit. A thread that writes collects the commands that wait, runs each on the state before it, and makes all of
//! them durable with one commit; then it answers. A file has one such thread; where a server keeps the ledger there are
//! several, each for some of the accounts: one works while another waits for the disk.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::Instant;

use tokio::sync::oneshot;

use super::accounts::Working;
use super::engines::Engines;
use super::execute::{Reply, Request, execute};
use super::metrics;
use super::now;
use super::store::{Kept, Store, TRIES};
use crate::{Error, Result};

/// The most commands that one commit makes durable, unless told otherwise.
pub const BATCH: usize = 256;

/// The most commands that wait; beyond it the ledger says that it is busy.
const QUEUE_MAX: usize = 10_000;

enum Job {
    Change {
        requests: Vec<Request>,
        answer: oneshot::Sender<Vec<Result<Reply>>>,
    },
    /// Something else that is written: a key, a session.
    Write(Box<dyn Write>),
}

/// A piece of writing, and who waits for it.
trait Write: Send {
    fn write(&mut self, store: &mut Store) -> Kept<()>;
    fn answer(self: Box<Self>, committed: bool);
}

struct Waiting<T, F> {
    work: F,
    done: Option<T>,
    answer: oneshot::Sender<Result<T>>,
}

impl<T: Send, F: FnMut(&mut Store) -> Kept<T> + Send> Write for Waiting<T, F> {
    fn write(&mut self, store: &mut Store) -> Kept<()> {
        self.done = Some((self.work)(store)?);
        Ok(())
    }

    fn answer(self: Box<Self>, committed: bool) {
        let done = self.done.filter(|_| committed).ok_or_else(not_written);
        drop(self.answer.send(done));
    }
}

/// The way to the threads that write. What is about one account always goes to the same one: two of them do not wait for
/// one another's accounts.
#[derive(Clone)]
pub(super) struct Writer(Vec<SyncSender<Job>>);

impl Writer {
    /// Changes an account, and answers when that is durable.
    pub(super) async fn run(&self, request: Request) -> Result<Reply> {
        self.run_all(vec![request]).await?.pop().unwrap_or_else(|| Err(not_written()))
    }

    /// Makes several changes at once, each of which is refused alone.
    pub(super) async fn run_all(&self, requests: Vec<Request>) -> Result<Vec<Result<Reply>>> {
        let mut places: Vec<Vec<usize>> = self.0.iter().map(|_| Vec::new()).collect();
        let mut parts: Vec<Vec<Request>> = self.0.iter().map(|_| Vec::new()).collect();
        let count = requests.len();
        for (place, request) in requests.into_iter().enumerate() {
            let thread = self.thread(&request.account);
            places[thread].push(place);
            parts[thread].push(request);
        }
        let mut waiting = Vec::new();
        for ((thread, requests), places) in parts.into_iter().enumerate().zip(places) {
            if !requests.is_empty() {
                let (answer, answered) = oneshot::channel();
                let sent = self.send(thread, Job::Change { requests, answer });
                waiting.push((places, sent.map(|()| answered)));
            }
        }
        if let [(_, Err(error))] = waiting.as_slice() {
            return Err(error.clone());
        }
        let mut replies: Vec<Result<Reply>> = (0..count).map(|_| Err(not_written())).collect();
        for (places, sent) in waiting {
            match sent {
                Ok(answered) => {
                    let answers = answered.await.map_err(|_| stopping())?;
                    places.into_iter().zip(answers).for_each(|(place, reply)| replies[place] = reply);
                }
                Err(error) => places.into_iter().for_each(|place| replies[place] = Err(error.clone())),
            }
        }
        Ok(replies)
    }

    fn thread(&self, account: &str) -> usize {
        let hash = account.bytes().fold(0_usize, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into()));
        hash % self.0.len()
    }

    /// Writes in the same transaction as the changes around it, and answers when it is durable. `work` may be called
    /// again when a batch has to be tried again.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Store) -> Kept<T> + Send + 'static,
    ) -> Result<T> {
        let (answer, answered) = oneshot::channel();
        self.send(0, Job::Write(Box::new(Waiting { work, done: None, answer })))?;
        answered.await.unwrap_or_else(|_| Err(stopping()))
    }

    fn send(&self, thread: usize, job: Job) -> Result<()> {
        metrics::queued();
        self.0[thread].try_send(job).inspect_err(|_| metrics::unqueued(1)).map_err(|error| match error {
            TrySendError::Full(_) => Error::unavailable("the ledger is busy: try again with the same idempotency key"),
            TrySendError::Disconnected(_) => stopping(),
        })
    }
}

fn stopping() -> Error {
    Error::unavailable("the ledger is stopping")
}

fn not_written() -> Error {
    Error::unavailable("the database did not confirm it: try again with the same idempotency key")
}

/// Starts a thread for each connection, which commits at most `batch` jobs at once. They end when every [`Writer`] is
/// gone and the queue is empty, and give their connections back.
pub(super) fn start(
    stores: Vec<Store>,
    engines: &Arc<Engines>,
    batch: usize,
) -> Result<(Writer, Vec<JoinHandle<Store>>)> {
    let (mut senders, mut threads) = (Vec::new(), Vec::new());
    for store in stores {
        let (sender, receiver) = sync_channel(QUEUE_MAX);
        let engines = engines.clone();
        let thread = std::thread::Builder::new().name("ledger-writer".into());
        let thread = thread.spawn(move || write(store, &engines, &receiver, batch));
        threads.push(thread.map_err(|error| Error::unavailable(&format!("cannot start: {error}")))?);
        senders.push(sender);
    }
    Ok((Writer(senders), threads))
}

fn write(mut store: Store, engines: &Engines, jobs: &Receiver<Job>, batch_max: usize) -> Store {
    while let Ok(first) = jobs.recv() {
        let mut batch = vec![first];
        batch.extend(jobs.try_iter().take(batch_max - 1));
        metrics::unqueued(batch.len());
        let began = Instant::now();
        let replies = commit(&mut store, engines, &mut batch);
        if let Ok(commands @ 1..) = replies.as_ref().map(|replies| replies.iter().map(Vec::len).sum()) {
            metrics::batch_committed(commands, began.elapsed());
        }
        let replies = replies.inspect_err(|error| tracing::error!(?error, jobs = batch.len(), "not written"));
        let mut replies = replies.map(Vec::into_iter);
        for job in batch {
            match (job, &mut replies) {
                // One who has gone away in the meantime can ask again under the same key.
                (Job::Change { answer, .. }, Ok(replies)) => drop(answer.send(replies.next().unwrap_or_default())),
                (Job::Change { requests, answer }, Err(_)) => {
                    drop(answer.send(requests.iter().map(|_| Err(not_written())).collect()));
                }
                (Job::Write(write), replies) => write.answer(replies.is_ok()),
            }
        }
    }
    store
}

/// Runs a batch in one transaction and gives the answers to its changes. An error of the database undoes all of it; a
/// refused command refuses alone.
fn commit(store: &mut Store, engines: &Engines, batch: &mut [Job]) -> Kept<Vec<Vec<Result<Reply>>>> {
    let (mut beside, mut tries) = (BTreeSet::new(), 0);
    loop {
        tries += 1;
        let done = attempt(store, engines, batch, &mut beside);
        let Err(failed) = &done else { return done };
        store.roll_back();
        if tries == TRIES || !failed.may_pass() {
            return done;
        }
        metrics::batch_retried();
        tracing::debug!(%failed, tries, "others were in the way of a batch");
    }
}

/// Tries it once. What it had to load comes `beside` when it is tried again.
fn attempt(
    store: &mut Store,
    engines: &Engines,
    batch: &mut [Job],
    beside: &mut BTreeSet<String>,
) -> Kept<Vec<Vec<Result<Reply>>>> {
    store.begin()?;
    let mut working = Working::new(store, engines, now());
    let mut work = || {
        working.prepare(&keys(batch), beside.clone())?;
        let mut replies = Vec::new();
        for job in &mut *batch {
            match job {
                Job::Change { requests, .. } => {
                    let done = requests.iter().map(|request| execute(&mut working, request));
                    replies.push(done.collect::<Kept<_>>()?);
                }
                Job::Write(write) => write.write(working.store())?,
            }
        }
        Ok(replies)
    };
    let done: Kept<_> = work();
    beside.extend(working.loaded());
    let replies = done?;
    working.flush()?;
    store.commit()?;
    Ok(replies)
}

/// Which accounts the requests of a batch are about, with the keys that they come with.
fn keys(batch: &[Job]) -> Vec<(&str, &str)> {
    let requests = batch.iter().filter_map(|job| match job {
        Job::Change { requests, .. } => Some(requests),
        Job::Write(_) => None,
    });
    let requests = requests.flatten().map(|request| (request.account.as_str(), request.key.name.as_str()));
    requests.collect()
}
