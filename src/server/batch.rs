//! Group commit. A thread that writes collects the commands that wait, runs each on the state before it, and makes all of
//! them durable with one commit; then it answers. A file has one such thread; where a server keeps the ledger there are
//! several, each for some of the accounts: one works while another waits for the disk.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::Instant;

use tokio::sync::oneshot;

use super::accounts::Working;
use super::engines::Engines;
use super::execute::{Action, Reply, Request, execute};
use super::metrics;
use super::now;
use super::store::{Failed, Kept, Store, TRIES, answered};
use crate::{Error, Result};

/// The most commands that one commit makes durable, unless told otherwise.
pub const BATCH: usize = 256;

/// The most commands that wait; beyond it the ledger says that it is busy.
const QUEUE_MAX: usize = 10_000;

enum Job {
    Change {
        requests: Vec<Request>,
        answer: oneshot::Sender<Vec<Result<Reply>>>,
        /// How often another process had one of its accounts.
        left: u32,
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

/// The way to the threads that write. What is about one account goes to the same one: two of them do not wait for one
/// another's accounts.
#[derive(Clone)]
pub(super) struct Writer {
    threads: Vec<SyncSender<Job>>,
    crowd: Arc<Crowd>,
}

/// Batches after which the threads share the work again, when another process was seen at it.
const ALONE: u32 = 256;

/// Whether other processes are at the same accounts. While they are, one thread writes for all: few large batches get
/// further than many small ones that wait for one another.
#[derive(Default)]
struct Crowd(AtomicU32);

impl Crowd {
    fn saw(&self, others: bool) {
        let batches = if others { ALONE } else { self.0.load(Ordering::Relaxed).saturating_sub(1) };
        self.0.store(batches, Ordering::Relaxed);
    }

    fn is_near(&self) -> bool {
        self.0.load(Ordering::Relaxed) > 0
    }
}

impl Writer {
    /// Changes an account, and answers when that is durable.
    pub(super) async fn run(&self, request: Request) -> Result<Reply> {
        self.run_all(vec![request]).await?.pop().unwrap_or_else(|| Err(not_written()))
    }

    /// Makes several changes at once, each of which is refused alone.
    pub(super) async fn run_all(&self, requests: Vec<Request>) -> Result<Vec<Result<Reply>>> {
        let mut places: Vec<Vec<usize>> = self.threads.iter().map(|_| Vec::new()).collect();
        let mut parts: Vec<Vec<Request>> = self.threads.iter().map(|_| Vec::new()).collect();
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
                let sent = self.send(thread, Job::Change { requests, answer, left: 0 });
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
        if self.crowd.is_near() {
            return 0;
        }
        let hash = account.bytes().fold(0_usize, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into()));
        hash % self.threads.len()
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
        self.threads[thread].try_send(job).inspect_err(|_| metrics::unqueued(1)).map_err(|error| match error {
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
    let (mut senders, mut threads, crowd) = (Vec::new(), Vec::new(), Arc::<Crowd>::default());
    for store in stores {
        let (sender, receiver) = sync_channel(QUEUE_MAX);
        let (engines, crowd) = (engines.clone(), crowd.clone());
        let thread = std::thread::Builder::new().name("ledger-writer".into());
        let thread = thread.spawn(move || write(store, &engines, &crowd, &receiver, batch));
        threads.push(thread.map_err(|error| Error::unavailable(&format!("cannot start: {error}")))?);
        senders.push(sender);
    }
    Ok((Writer { threads: senders, crowd }, threads))
}

fn write(store: Store, engines: &Engines, crowd: &Crowd, jobs: &Receiver<Job>, batch_max: usize) -> Store {
    let mut thread = Thread { store, engines, crowd, left: Vec::new(), careful: 0 };
    loop {
        let mut batch = std::mem::take(&mut thread.left);
        if batch.is_empty() {
            let Ok(first) = jobs.recv() else { return thread.store };
            batch.push(first);
            metrics::unqueued(1);
        }
        let waiting = batch.len();
        batch.extend(jobs.try_iter().take(batch_max.saturating_sub(waiting)));
        metrics::unqueued(batch.len() - waiting);
        let began = Instant::now();
        let replies = thread.commit_or_undo(&mut batch);
        if let Ok(commands @ 1..) = replies.as_ref().map(|replies| replies.iter().map(Vec::len).sum()) {
            metrics::batch_committed(commands, began.elapsed());
        }
        if replies.as_ref().is_err_and(Failed::is_beyond_counting) {
            thread.apart(batch);
            continue;
        }
        let replies = replies.inspect_err(|error| tracing::error!(?error, jobs = batch.len(), "not written"));
        let mut replies = replies.map(Vec::into_iter);
        for job in batch {
            match (job, &mut replies) {
                // One who has gone away in the meantime can ask again under the same key.
                (Job::Change { answer, .. }, Ok(replies)) => drop(answer.send(replies.next().unwrap_or_default())),
                (Job::Change { requests, answer, .. }, Err(_)) => {
                    drop(answer.send(requests.iter().map(|_| Err(not_written())).collect()));
                }
                (Job::Write(write), replies) => write.answer(replies.is_ok()),
            }
        }
    }
}

/// How often a job is left for the next batch before its accounts are waited for.
const LEFT_MAX: u32 = 3;

/// Batches that look for the answer to each key, after one in which a key had an answer.
const CAREFUL: u32 = 64;

struct Thread<'a> {
    store: Store,
    engines: &'a Engines,
    crowd: &'a Crowd,
    /// Jobs whose accounts another process writes at this moment.
    left: Vec<Job>,
    /// For how many batches charges do not count as new before it is looked for.
    careful: u32,
}

/// How a batch is tried.
#[derive(Clone, Copy)]
struct Manner {
    /// Whether accounts that another process has are waited for.
    wait: bool,
    /// Whether a charge counts as new until its key turns out to be there: its answer is then not looked for.
    trust: bool,
}

impl Thread<'_> {
    /// A fault of ours undoes its batch as one of the database does, and the thread goes on: accounts that never get an
    /// answer again would be the greater harm.
    fn commit_or_undo(&mut self, batch: &mut Vec<Job>) -> Kept<Vec<Vec<Result<Reply>>>> {
        catch_unwind(AssertUnwindSafe(|| self.commit(batch))).unwrap_or_else(|_| {
            self.store.roll_back();
            Err(Error::internal().into())
        })
    }

    /// Does each request of a batch in a transaction of its own, and answers it: where one comes to more than can be
    /// counted, it is refused alone.
    fn apart(&mut self, batch: Vec<Job>) {
        let left = std::mem::take(&mut self.left);
        for job in batch {
            match job {
                Job::Change { requests, answer, .. } => {
                    drop(answer.send(requests.into_iter().map(|request| self.alone(request)).collect()));
                }
                Job::Write(write) => {
                    let mut job = vec![Job::Write(write)];
                    let done = self.commit_or_undo(&mut job).is_ok();
                    if let Some(Job::Write(write)) = job.pop() {
                        write.answer(done);
                    }
                }
            }
        }
        self.left = left;
    }

    fn alone(&mut self, request: Request) -> Result<Reply> {
        let (answer, _) = oneshot::channel();
        let replies = self.commit_or_undo(&mut vec![Job::Change { requests: vec![request], answer, left: 0 }]);
        match replies {
            Ok(replies) => replies.into_iter().flatten().next().unwrap_or_else(|| Err(not_written())),
            Err(failed) if failed.is_beyond_counting() => Err(failed.into()),
            Err(error) => {
                tracing::error!(?error, "not written");
                Err(not_written())
            }
        }
    }

    /// Runs a batch in one transaction and gives the answers to its changes. An error of the database undoes all of it; a
    /// refused command refuses alone. Jobs that are left go into the next batch, unless they were left often or there are
    /// no others.
    fn commit(&mut self, batch: &mut Vec<Job>) -> Kept<Vec<Vec<Result<Reply>>>> {
        let wait = batch.iter().any(|job| matches!(job, Job::Change { left, .. } if *left == LEFT_MAX));
        let mut manner = Manner { wait, trust: self.store.is_far() && self.careful == 0 };
        self.careful = self.careful.saturating_sub(1);
        let (mut beside, mut tries) = (BTreeSet::new(), 0);
        loop {
            match self.attempt(batch, &mut beside, manner) {
                Ok(_) if batch.is_empty() => batch.append(&mut self.left),
                Ok(replies) => return Ok(replies),
                Err(failed) => {
                    tries += 1;
                    if tries == TRIES || !failed.may_pass() {
                        self.store.roll_back();
                        return Err(failed);
                    }
                    self.careful = CAREFUL;
                    metrics::batch_retried();
                    tracing::debug!(%failed, tries, "others were in the way of a batch");
                }
            }
            self.store.roll_back();
            manner = Manner { wait: true, trust: false };
        }
    }

    /// Tries it once. What it had to load comes `beside` when it is tried again.
    fn attempt(
        &mut self,
        batch: &mut Vec<Job>,
        beside: &mut BTreeSet<String>,
        manner: Manner,
    ) -> Kept<Vec<Vec<Result<Reply>>>> {
        self.store.begin()?;
        let mut working = Working::new(&mut self.store, self.engines, now());
        let left = &mut self.left;
        let mut work = || {
            let accounts = requests(batch).map(|request| request.account.as_str()).collect();
            let blocked = working.prepare(&accounts, beside.clone(), manner.wait)?;
            self.crowd.saw(!blocked.is_empty());
            if !blocked.is_empty() {
                left.extend(batch.extract_if(.., |job| job.leave(&blocked)));
            }
            let sought = batch.iter().filter(|job| !(manner.trust && job.is_charge()));
            working.prepare_answers(&keys(sought), manner.trust)?;
            let mut replies = Vec::new();
            for job in &mut *batch {
                match job {
                    Job::Change { requests, .. } => {
                        let done = requests.iter().map(|request| answered(execute(&mut working, request)));
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
        if !batch.is_empty() {
            working.flush()?;
            self.store.commit()?;
        }
        Ok(replies)
    }
}

impl Job {
    fn requests(&self) -> &[Request] {
        match self {
            Job::Change { requests, .. } => requests,
            Job::Write(_) => &[],
        }
    }

    /// Whether it is a charge, and nothing else.
    fn is_charge(&self) -> bool {
        matches!(self.requests(), [Request { action: Action::Charge(_), .. }])
    }

    /// Whether it needs an account that is blocked. That is counted.
    fn leave(&mut self, blocked: &BTreeSet<String>) -> bool {
        let is_blocked = self.requests().iter().any(|request| blocked.contains(&request.account));
        if let Job::Change { left, .. } = self {
            *left += u32::from(is_blocked);
        }
        is_blocked
    }
}

fn requests(batch: &[Job]) -> impl Iterator<Item = &Request> {
    batch.iter().flat_map(Job::requests)
}

/// Which accounts the requests of jobs are about, with the keys that they come with.
fn keys<'a>(jobs: impl Iterator<Item = &'a Job>) -> Vec<(&'a str, &'a str)> {
    let requests = jobs.flat_map(Job::requests).filter(|request| !request.key.name.is_empty());
    requests.map(|request| (request.account.as_str(), request.key.name.as_str())).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::server::{Database, prices, store};

    /// What breaks is undone and answered, and the ledger goes on.
    #[tokio::test]
    async fn a_panic_is_one_batchs() {
        let folder = tempfile::TempDir::new().unwrap();
        let mut store = store::open(&Database::Sqlite(folder.path().join("ledger.db"))).unwrap();
        let engines = prices::at_start(&mut store, crate::wire::engine("calcom", &[]).unwrap()).unwrap();
        let (writer, threads) = start(vec![store], &Arc::new(engines), 8).unwrap();
        for round in 0..3 {
            let broken = writer.write::<()>(|store| {
                let whom = store::Whom::Operator;
                store.add_login_code(&store::LoginCode { hash: "hash".into(), whom, expires_ms: i64::MAX })?;
                panic!("as a fault of ours would")
            });
            assert_eq!(broken.await.unwrap_err().code(), "unavailable", "round {round}");
            let found = writer.write(|store| store.take_login_code("hash", 0)).await.unwrap();
            assert_eq!(found, None, "round {round}");
        }
        drop(writer);
        threads.into_iter().for_each(|thread| drop(thread.join().unwrap()));
    }
}
