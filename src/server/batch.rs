//! Group commit: one thread writes. It collects the commands that wait, runs each on the state before it, and makes all
//! of them durable with one commit; then it answers.

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
use super::store::{Kept, Store};
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
    fn write(&mut self, store: &mut dyn Store) -> Kept<()>;
    fn answer(self: Box<Self>, committed: bool);
}

struct Waiting<T, F> {
    work: F,
    done: Option<T>,
    answer: oneshot::Sender<Result<T>>,
}

impl<T: Send, F: FnMut(&mut dyn Store) -> Kept<T> + Send> Write for Waiting<T, F> {
    fn write(&mut self, store: &mut dyn Store) -> Kept<()> {
        self.done = Some((self.work)(store)?);
        Ok(())
    }

    fn answer(self: Box<Self>, committed: bool) {
        let done = self.done.filter(|_| committed).ok_or_else(not_written);
        drop(self.answer.send(done));
    }
}

/// The way to the writing thread.
#[derive(Clone)]
pub(super) struct Writer(SyncSender<Job>);

impl Writer {
    /// Changes an account, and answers when that is durable.
    pub(super) async fn run(&self, request: Request) -> Result<Reply> {
        self.run_all(vec![request]).await?.pop().unwrap_or_else(|| Err(not_written()))
    }

    /// Makes several changes in one transaction, each of which is refused alone.
    pub(super) async fn run_all(&self, requests: Vec<Request>) -> Result<Vec<Result<Reply>>> {
        let (answer, answered) = oneshot::channel();
        self.send(Job::Change { requests, answer })?;
        answered.await.map_err(|_| stopping())
    }

    /// Writes in the same transaction as the changes around it, and answers when it is durable. `work` may be called
    /// again when a batch has to be tried again.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut dyn Store) -> Kept<T> + Send + 'static,
    ) -> Result<T> {
        let (answer, answered) = oneshot::channel();
        self.send(Job::Write(Box::new(Waiting { work, done: None, answer })))?;
        answered.await.unwrap_or_else(|_| Err(stopping()))
    }

    fn send(&self, job: Job) -> Result<()> {
        metrics::queued();
        self.0.try_send(job).inspect_err(|_| metrics::unqueued(1)).map_err(|error| match error {
            TrySendError::Full(_) => Error::unavailable("the ledger is busy: try again with the same idempotency key"),
            TrySendError::Disconnected(_) => stopping(),
        })
    }
}

fn stopping() -> Error {
    Error::unavailable("the ledger is stopping")
}

fn not_written() -> Error {
    Error::unavailable("the database did not take it: nothing was done")
}

/// Starts the thread, which commits at most `batch` jobs at once. It ends when every [`Writer`] is gone and the queue is
/// empty.
pub(super) fn start(store: Box<dyn Store>, engines: Arc<Engines>, batch: usize) -> Result<(Writer, JoinHandle<()>)> {
    let (sender, receiver) = sync_channel(QUEUE_MAX);
    let thread = std::thread::Builder::new().name("ledger-writer".into());
    let thread = thread.spawn(move || write(store, &engines, &receiver, batch));
    let thread = thread.map_err(|error| Error::unavailable(&format!("cannot start: {error}")))?;
    Ok((Writer(sender), thread))
}

fn write(mut store: Box<dyn Store>, engines: &Engines, jobs: &Receiver<Job>, batch_max: usize) {
    while let Ok(first) = jobs.recv() {
        let mut batch = vec![first];
        batch.extend(jobs.try_iter().take(batch_max - 1));
        metrics::unqueued(batch.len());
        let began = Instant::now();
        let replies = commit(&mut *store, engines, &mut batch);
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
}

/// Runs a batch in one transaction and gives the answers to its changes. An error of the database undoes all of it; a
/// refused command refuses alone.
fn commit(store: &mut dyn Store, engines: &Engines, batch: &mut [Job]) -> Kept<Vec<Vec<Result<Reply>>>> {
    let mut work = || {
        store.begin()?;
        let mut working = Working::new(store, engines, now());
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
        working.flush()?;
        store.commit()?;
        Ok(replies)
    };
    let done: Kept<_> = work();
    if done.is_err() {
        store.roll_back();
    }
    done
}
