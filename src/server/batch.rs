//! Group commit: one thread writes. It collects the commands that wait, runs each on the state before it, and makes all
//! of them durable with one commit; then it answers.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::oneshot;

use super::execute::{Reply, Request, execute};
use crate::{Engine, Error, Result};

/// The most commands that one commit makes durable.
const BATCH_MAX: usize = 256;

/// The most commands that wait; beyond it the ledger says that it is busy.
const QUEUE_MAX: usize = 10_000;

struct Job {
    request: Request,
    answer: oneshot::Sender<Result<Reply>>,
}

/// The way to the writing thread.
#[derive(Debug, Clone)]
pub(super) struct Writer(SyncSender<Job>);

impl Writer {
    /// Answers when it is durable.
    pub(super) async fn run(&self, request: Request) -> Result<Reply> {
        let (answer, answered) = oneshot::channel();
        let job = Job { request, answer };
        self.0.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => Error::unavailable("the ledger is busy: try again with the same idempotency key"),
            TrySendError::Disconnected(_) => Error::unavailable("the ledger is stopping"),
        })?;
        answered.await.unwrap_or_else(|_| Err(Error::unavailable("the ledger is stopping")))
    }
}

/// Starts the thread. It ends when every [`Writer`] is gone and the queue is empty.
pub(super) fn start(connection: Connection, engine: Arc<Engine>) -> Result<(Writer, JoinHandle<()>)> {
    let (sender, receiver) = sync_channel(QUEUE_MAX);
    let thread = std::thread::Builder::new().name("ledger-writer".into());
    let thread = thread.spawn(move || write(connection, &engine, &receiver));
    let thread = thread.map_err(|error| Error::unavailable(&format!("cannot start: {error}")))?;
    Ok((Writer(sender), thread))
}

fn write(mut connection: Connection, engine: &Engine, jobs: &Receiver<Job>) {
    while let Ok(first) = jobs.recv() {
        let mut batch = vec![first];
        batch.extend(jobs.try_iter().take(BATCH_MAX - 1));
        match commit(&mut connection, engine, &batch) {
            // One who has gone away in the meantime can ask again under the same key.
            Ok(replies) => batch.into_iter().zip(replies).for_each(|(job, reply)| drop(job.answer.send(reply))),
            Err(error) => {
                tracing::error!(%error, commands = batch.len(), "a batch was not written");
                for job in batch {
                    drop(job.answer.send(Err(Error::unavailable("the database did not take it: nothing was done"))));
                }
            }
        }
    }
}

/// Runs a batch in one transaction. An error of the database undoes all of it; a refused command refuses alone.
fn commit(connection: &mut Connection, engine: &Engine, batch: &[Job]) -> rusqlite::Result<Vec<Result<Reply>>> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let replies =
        batch.iter().map(|job| execute(&transaction, engine, &job.request)).collect::<rusqlite::Result<_>>()?;
    transaction.commit()?;
    Ok(replies)
}
